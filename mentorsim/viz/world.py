"""A world to watch week by week, and how it is drawn; knows nothing of Solara.

Made for modellers: the agents are those of `sim.model`, and whatever they do between weeks is seen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.present.figure_axes import number_axis
from mentorsim.present.figure_layout import finish, panels
from mentorsim.present.figure_style import BLUE, INK, PALE, STATUS_COLOURS, VERMILLION, styled
from scenarios.comparison.prepared import prepared
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.held import MECHANISM
from sim.errors import InputError
from sim.mentor_agent import MentorAgent
from sim.messages import Said
from sim.model import MentoringModel
from sim.state import STATUSES, Place

#: Marks of those who have a mentor, by where they stand with the programme.
MARKS = {Place.ACTIVE: "o", Place.TAPERING: "^", Place.AFTERCARE: "s"}
#: From no trust to full trust.
TRUST = LinearSegmentedColormap.from_list("trust", ["white", BLUE])
#: Points of a mark where a jobcentre has one post only, and the least.
LARGEST, LEAST = 60.0, 10.0


class WatchedWorld(MentoringModel):
    """Young people under a policy of the library, all of them offered it.

    They are the trial's 2,588, or those of the stream that the policy names.

    A Mesa model that can be made anew from numbers and names alone, as Mesa's view does on Reset.

    Attributes:
        policy_name: of the policy.
        mechanism: of the draw: 1 if trust works, 0 if practical help does.
    """

    def __init__(
        self, policy: str = "as-in-trial", seed: int = 1, draw: int = 0, weeks: int = 104
    ) -> None:
        """A world in week 0.

        Args:
            policy: name in the library, or path of a YAML file.
            seed: of the world.
            draw: of the posterior.
            weeks: since entry that are lived.

        Raises:
            InputError: no such policy or draw.
        """
        posterior = shipped_posterior()
        if not 0 <= draw < len(posterior):
            raise InputError(
                Said("calibration.no_such_draw"),
                field="draw",
                found=draw,
                allowed=Said("calibration.0_to_count", count=len(posterior) - 1),
            )
        named = load_policy(policy)
        ready = prepared(the_trial(), [named], posterior)
        values = list(posterior.first(draw + 1).values())[-1]
        super().__init__(
            cohort_for(ready.people, ready.intake, values, seed),
            ready.offered_at(draw)[0],
            values,
            seed=seed,
            horizon=weeks + 1,
            collect=True,
        )
        self.policy_name = named.name
        self.mechanism = values[MECHANISM]

    @property
    def jobcentres(self) -> tuple[str, ...]:
        """Names of the jobcentres."""
        return tuple(self.cohort.population.jobcentre_names)


def posts_of(model: MentoringModel, jobcentre: str) -> list[MentorAgent]:
    """The posts of a jobcentre, in order."""
    return [mentor for mentor in model.mentors if mentor.jobcentre == jobcentre]


@styled
def caseloads(model: MentoringModel, jobcentre: str, language: Language) -> Figure:
    """Each post of a jobcentre with its mentees above it, as dark as their trust.

    Args:
        model: in any week.
        jobcentre: by name.
        language: of the words.
    """
    posts = posts_of(model, jobcentre)
    figure, (panel,) = panels(1, height=2.6)
    size = float(np.clip(LARGEST * 20 / max(1, len(posts)), LEAST, LARGEST))
    drawn: PathCollection | None = None
    trusts: list[float] = []
    for place, mark in MARKS.items():
        dots = _dots(posts, place)
        trusts += [trust for _, _, trust in dots]
        if dots:
            x, y, trust = np.array(dots).T
            drawn = panel.scatter(
                x,
                y,
                c=trust,
                s=size,
                marker=mark,
                cmap=TRUST,
                vmin=0,
                vmax=1,
                edgecolors=INK,
                linewidths=0.5,
                zorder=2,
            )
    empty = [k + 1 for k, post in enumerate(posts) if not post.in_post]
    panel.plot(empty, [0] * len(empty), "x", color=VERMILLION, ms=5, zorder=3)
    panel.set_xlim(0.3, max(1, len(posts)) + 0.7)
    panel.set_ylim(-0.7, max([8, *(post.load for post in posts)]) + 0.7)
    panel.set_xlabel(language.text("viz.axis.post"))
    panel.set_ylabel(language.text("viz.axis.mentees"))
    if drawn is not None:
        bar = figure.colorbar(drawn, ax=panel, label=language.text("viz.axis.trust"), pad=0.02)
        number_axis(bar.ax.yaxis, language)
    mean = language.number(float(np.mean(trusts)), 2) if trusts else ""
    words = language.text(
        "viz.caseloads" if trusts else "viz.caseloads.none",
        week=language.integer(model.week),
        jobcentre=jobcentre,
        mentors=language.integer(len(posts) - len(empty)),
        mentees=language.integer(len(trusts)),
        trust=mean,
    )
    handles = [
        _mark(mark, language.text(f"viz.place.{place.name.lower()}"))
        for place, mark in MARKS.items()
    ]
    handles.append(_mark("x", language.text("viz.vacant"), VERMILLION))
    return finish(figure, words, handles)


def _dots(posts: list[MentorAgent], place: Place) -> list[tuple[float, float, float]]:
    """Post, height and trust of the mentees who stand at a place; who came first is lowest."""
    found = []
    for k, post in enumerate(posts):
        mentees = sorted(post.mentees, key=lambda y: (-y.mentored_weeks, y.person))
        found += [(k + 1.0, n + 1.0, y.trust) for n, y in enumerate(mentees) if y.place == place]
    return found


def _mark(mark: str, label: str, colour: str = INK) -> Line2D:
    return Line2D([], [], ls="", marker=mark, ms=6, mfc=PALE, mec=colour, mew=1.0, label=label)


@styled
def statuses(model: MentoringModel, language: Language) -> Figure:
    """What all young people who have entered live from, and how many have a mentor, week by week.

    Args:
        model: made with `collect=True`.
        language: of the words.
    """
    frame = _history(model)
    figure, (shares, people) = panels(2, share_y=False)
    for status in STATUSES:
        name = status.name.lower()
        shares.plot(
            frame["week"],
            100 * frame[name],
            color=STATUS_COLOURS[status],
            label=language.text(f"viz.status.{name}"),
        )
    shares.set_ylabel(language.text("axis.percent"))
    shares.set_ylim(0, 100)
    people.plot(frame["week"], frame["mentored"], color=BLUE, label=language.text("viz.mentored"))
    people.plot(
        frame["week"],
        frame["waiting"],
        color=VERMILLION,
        ls="--",
        label=language.text("viz.waiting"),
    )
    people.set_ylabel(language.text("viz.axis.people"))
    people.set_ylim(0, 1.05 * len(model.youths))
    for panel in (shares, people):
        panel.set_xlim(0, model.weeks)
        panel.set_xlabel(language.text("viz.axis.week"))
        number_axis(panel.yaxis, language)
    words = language.text("viz.not_begun")
    if len(frame):
        last = frame.iloc[-1]
        words = language.text(
            "viz.statuses",
            week=language.integer(model.week),
            education=language.percent(last["education"]),
            employment=language.percent(last["employment"]),
            mentored=language.integer(last["mentored"]),
            trust=language.number(last["mean_trust"], 2),
        )
    handles: list[Any] = [line for panel in (shares, people) for line in panel.get_lines()]
    return finish(figure, words, handles, columns=3)


def _history(model: MentoringModel) -> Any:
    if model.datacollector is None:
        raise InputError(
            Said("mentorsim.this_model_collects_nothing"),
            field="collect",
            found=False,
            allowed=Said("mentorsim.collect_true"),
        )
    return model.datacollector.get_model_vars_dataframe()
