"""Mesa's own view: dots are mentees, curves are the collected weeks, buttons step and reset."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ipyvuetify
import ipywidgets
import numpy as np
import pytest
import solara
from matplotlib.collections import PathCollection

from mentorsim.language import LOCALES, Language
from mentorsim.viz import Page, mesa_view
from mentorsim.viz.world import WatchedWorld, caseloads, posts_of, statuses
from sim.errors import InputError
from sim.state import Place, Status

WEEKS = 30


@pytest.fixture(scope="module")
def world() -> WatchedWorld:
    """Half a year of 26 weeks with 26 of aftercare: some are active, some in aftercare."""
    made = WatchedWorld("aftercare-26", weeks=WEEKS)
    while made.week < WEEKS:
        made.step()
    return made


# --- the figures ----------------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_every_mentee_is_a_dot_as_dark_as_their_trust(world: WatchedWorld, code: str) -> None:
    jobcentre = world.jobcentres[0]
    figure = caseloads(world, jobcentre, Language(code))
    dots = [c for c in figure.axes[0].collections if isinstance(c, PathCollection)]
    mentees = [y for post in posts_of(world, jobcentre) for y in post.mentees]
    assert len(mentees) > 40
    assert sum(len(c.get_offsets()) for c in dots) == len(mentees)
    trusts = np.sort(np.concatenate([np.asarray(c.get_array()) for c in dots]))
    assert trusts == pytest.approx(np.sort([y.trust for y in mentees]))
    loads = [post.load for post in posts_of(world, jobcentre)]
    heights = np.concatenate([np.asarray(c.get_offsets()) for c in dots])
    for post, load in enumerate(loads, start=1):
        assert sorted(heights[heights[:, 0] == post, 1]) == list(range(1, load + 1))
    words = figure.get_suptitle()
    assert jobcentre in words
    assert Language(code).integer(len(mentees)) in words


def test_marks_tell_where_a_mentee_stands() -> None:
    """With tapering from week 52 on there are circles and triangles, one for each."""
    made = WatchedWorld("tapered-52-13", weeks=70)
    while made.week < 62:
        made.step()
    jobcentre = made.jobcentres[0]
    dots = caseloads(made, jobcentre, Language("en")).axes[0].collections
    mentees = [y for post in posts_of(made, jobcentre) for y in post.mentees]
    for place, found in zip((Place.ACTIVE, Place.TAPERING), dots, strict=False):
        assert len(found.get_offsets()) == sum(y.place == place for y in mentees) > 0


@pytest.mark.parametrize("code", LOCALES)
def test_curves_are_the_collected_weeks(world: WatchedWorld, code: str) -> None:
    language = Language(code)
    figure = statuses(world, language)
    frame = world.datacollector.get_model_vars_dataframe()
    assert len(frame) == WEEKS
    curves = {str(line.get_label()): line for panel in figure.axes for line in panel.get_lines()}
    shares = [language.text(f"viz.status.{s.name.lower()}") for s in Status if s != Status.ABSENT]
    # Everybody lives from one thing.
    assert sum(curves[name].get_ydata() for name in shares) == pytest.approx(100.0)
    mentored = curves[language.text("viz.mentored")].get_ydata()
    assert list(mentored) == list(frame["mentored"])
    assert mentored[-1] == world.mentored
    assert language.integer(world.mentored) in figure.get_suptitle()


def test_week_0_has_no_curves_yet() -> None:
    made = WatchedWorld(weeks=5)
    assert statuses(made, Language("da")).get_suptitle() == "Ingen uge er beregnet endnu"
    assert not caseloads(made, made.jobcentres[0], Language("da")).axes[0].collections


def test_the_same_seed_is_the_same_world_and_a_policy_changes_it() -> None:
    ends = {}
    for policy in ("as-in-trial", "as-in-trial", "no-mentor"):
        made = WatchedWorld(policy, weeks=20)
        while made.running:
            made.step()
        found = (made.mentored, made.share(Status.EDUCATION))
        assert ends.setdefault(policy, found) == found
    assert ends["no-mentor"][0] == 0 < ends["as-in-trial"][0]


@pytest.mark.parametrize("wrong", [{"policy": "nonsense"}, {"draw": -1}, {"draw": 10**6}])
def test_what_cannot_be_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        WatchedWorld(**wrong)


def test_nobody_is_told_of_its_use() -> None:
    """Solara's own reports, which it makes where no test runs, are off."""
    assert not solara.checks.should_perform_jupyter_check()
    assert not solara.checks.should_perform_solara_check()
    assert os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"


# --- the view -------------------------------------------------------------------------------------
class Shown:
    """The view as a reader has it before them."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree

    def press(self, label: str) -> None:
        (button,) = [b for b in self.of(ipyvuetify.Btn) if label in b.children]
        button.click()

    def pictures(self) -> list[bytes]:
        return [bytes(image.value) for image in self.of(ipywidgets.Image)]

    def field(self, label: str) -> Any:
        (field,) = [s for s in self.of(ipyvuetify.Select) if s.label == label]
        return field

    def of(self, kind: type) -> list[Any]:
        return list(self.tree.find(kind).widgets)


@contextmanager
def shown(view: Any) -> Iterator[Shown]:
    with warnings.catch_warnings():
        # Mesa's own component breaks a rule of Solara's.
        warnings.filterwarnings("ignore", message=".*use_state.*", category=UserWarning)
        _, tree = solara.render(solara.AppLayout(children=[view]), handle_error=False)
    try:
        yield Shown(tree)
    finally:
        tree.close()


def test_a_step_redraws_and_a_reset_begins_anew() -> None:
    with shown(mesa_view("26-weeks", weeks=WEEKS, language="da")) as view:
        begun = view.pictures()
        assert len(begun) == 2
        assert all(picture.startswith(b"\x89PNG") for picture in begun)
        for _ in range(3):
            view.press("Step")
        later = view.pictures()
        assert all(a != b for a, b in zip(begun, later, strict=True))
        view.press("Reset")
        assert view.pictures() == begun


def test_another_jobcentre_shows_its_own_mentors() -> None:
    with shown(mesa_view(weeks=WEEKS, language="da")) as view:
        for _ in range(3):
            view.press("Step")
        before = view.pictures()
        field = view.field("Jobcenter")
        field.v_model = len(field.items) - 1 if isinstance(field.v_model, int) else field.items[-1]
        after = view.pictures()
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_another_policy_lives_after_a_reset() -> None:
    with shown(mesa_view(weeks=WEEKS)) as view:
        field = view.field("Policy (after Reset)")
        assert "104-weeks" in field.items
        field.v_model = "no-mentor"
        view.press("Reset")
        for _ in range(5):
            view.press("Step")
        none = view.pictures()
    with shown(mesa_view("no-mentor", weeks=WEEKS)) as view:
        for _ in range(5):
            view.press("Step")
        assert view.pictures() == none


def test_the_page_for_solara_run_shows_the_same() -> None:
    with shown(Page()) as page, shown(mesa_view()) as view:
        assert page.pictures() == view.pictures()
