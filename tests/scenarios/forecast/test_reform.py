"""Choices of rules that are not the trial's: what they change, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from calibration.trial import the_trial
from mentorsim.language import LOCALES, Language
from mentorsim.page.forecast_view import ForecastView
from mentorsim.present.forecast.json import reform_json
from mentorsim.present.forecast.reform_views import views_heads, views_rows
from mentorsim.present.forecast.text import notes
from mentorsim.present.kroner import kroner
from mentorsim.present.results import title
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.purse_tables import GAIN
from scenarios.economics.price_classes import LIVED
from scenarios.economics.purse_names import DECISIONS, PROGRAMME, PUBLIC_TOTAL
from scenarios.forecast.displacement import displaced, displacement_table, sign_from, turns
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.granting import granting_table
from scenarios.forecast.priced import Priced, price_lives
from scenarios.forecast.reform import (
    CONTACTS,
    EVERY_SECOND_WEEK,
    ORDINARY,
    SIX_MONTHS,
    TRIAL_WORLD,
    RaisedExits,
    Reform,
    chosen_reform,
    decisions_per_course,
    ordinary_share,
    reform_setting,
)
from scenarios.forecast.reform_views import other_choices, reform_views
from scenarios.forecast.setting import Stream
from scenarios.forecast.stream import YEARLY, SimulatedStream, ready_to_stream, simulate_stream
from scenarios.forecast.tables import COST, SAVING, money
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import load_policies, load_policy
from sim.errors import InputError
from sim.programme import Intake
from sim.simulation import build
from sim.state import Status, youth_rows
from tests.support.price_cases import A_THOUSAND_A_WEEK_BY_YEAR
from tests.worlds.small_comparison import few_draws
from tests.worlds.small_forecast import (
    YEARS,
    paper,
    paper_lives,
    paper_values,
    small_forecast,
    with_draws,
)

NAMES = ["mentor", "none"]


# --- what can be chosen ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("choice", "option"),
    [
        ({"contact": "daily"}, "--contact"),
        ({"grants": "a year"}, "--grants"),
        ({"exits_raised": 0.9}, "--exits-raised"),
        ({"exits_raised": float("nan")}, "--exits-raised"),
        ({"displaced": 1.5}, "--displaced"),
        ({"ordinary": 0.9}, "--ordinary-mentors"),
        ({"ordinary": "few"}, "--ordinary-mentors"),
        ({"mentors": 3}, "reform"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choice: dict[str, Any], option: str) -> None:
    with pytest.raises(InputError) as told:
        chosen_reform(choice)
    assert told.value.field == option


def test_nothing_chosen_is_the_trials_world() -> None:
    assert chosen_reform(None) == chosen_reform({}) == TRIAL_WORLD == Stream(10).reform
    assert ForecastView().stream.reform == TRIAL_WORLD
    assert TRIAL_WORLD.chosen == TRIAL_WORLD.lived == {}
    # A whole number as a command reads it is the same choice.
    assert Reform(exits_raised=0, displaced=0).chosen == {}
    assert Reform(displaced=0.25, contact=EVERY_SECOND_WEEK).chosen == {
        "displaced": "0.25",
        "contact": EVERY_SECOND_WEEK,
    }
    drawn, policies = few_draws(), load_policies(["as-in-trial", "no-mentor"])
    assert TRIAL_WORLD.posterior(drawn) is drawn
    assert TRIAL_WORLD.policies(policies) == policies
    assert not TRIAL_WORLD.told(2026)
    assert TRIAL_WORLD.told(2027)
    assert Reform(displaced=0.1).told(2026)


def test_shares_of_the_others_with_a_mentor_are_read() -> None:
    assert ordinary_share(None) is ordinary_share("as-in-trial") is None
    assert ordinary_share("none") == 0.0
    assert ordinary_share("0.05") == 0.05
    without = Reform(ordinary=0.0).posterior(few_draws())
    assert (without.draws[ORDINARY] == 0.0).all()


def test_contact_every_second_week_changes_those_who_meet_more_often() -> None:
    weekly, rare, none = load_policies(["104-weeks", "every-second-week", "no-mentor"])
    reform = Reform(contact=EVERY_SECOND_WEEK)
    changed = reform.policy(weekly)
    assert changed.policy.contact.every_weeks == 2
    assert changed.name == weekly.name
    assert changed.ends_in(None) == -1
    assert reform.policies([rare, none]) == [rare, none]


def test_the_page_asks_for_the_same_choices() -> None:
    view = ForecastView(
        ordinary="none", contact=CONTACTS[1], grants=SIX_MONTHS, exits=0.2, displaced=0.25
    )
    assert view.stream.reform == Reform(0.0, CONTACTS[1], SIX_MONTHS, 0.2, 0.25)
    assert set(view.to_query()) == {"ordinary", "contact", "grants", "exits", "displaced"}


# --- lives ----------------------------------------------------------------------------------------
def lived(reform: Reform) -> SimulatedStream:
    posterior, reference = reform.posterior(few_draws().first(2)), load_policy("no-mentor")
    stream = Stream(300, years=2, reform=reform)
    offered = reform.policies(load_policies(["as-in-trial"]))
    streaming = ready_to_stream(the_trial(), offered, reference, posterior, stream)
    (lives,) = simulate_stream(streaming, posterior)
    return lives


def test_exits_raised_and_no_ordinary_mentors_change_both_policies() -> None:
    plain = lived(TRIAL_WORLD)
    raised, alone = lived(Reform(exits_raised=0.2)), lived(Reform(ordinary=0.0))
    active = [Status.EDUCATION, Status.EMPLOYMENT]

    def weeks(lives: SimulatedStream) -> Any:
        return lives.weeks[..., active].sum(axis=(0, 1, 3, 4, 5))

    with_mentor, without = weeks(raised) / weeks(plain)
    # Raised by a fifth at most, and fading: less than a fifth more.
    assert 1.02 < with_mentor < 1.2
    assert 1.02 < without < 1.2
    # The mentors of others help those who have none of the programme's.
    assert weeks(alone)[1] < weeks(plain)[1]


def test_a_course_of_a_year_takes_two_decisions_at_most() -> None:
    lives = lived(TRIAL_WORLD)
    begun, made = (lives.of(name)[:, :, 0].sum() for name in ("started", "decisions"))
    assert begun < made < 2 * begun
    assert (lives.of("decisions")[:, :, 1] == 0).all()
    assert [decisions_per_course(weeks) for weeks in (26, 27, 52, 104, 156)] == [1, 2, 2, 4, 6]


def test_raised_hazards_fade_from_the_week_of_entry() -> None:
    intake = Intake(kind="stream", per_week=5, weeks=20)
    values = next(iter(few_draws().values()))
    cohort = replace(cohort_for(the_trial(), intake, values, 3), groups=("all",))
    rules = load_policy("no-mentor").policy.model_copy(update={"intake": intake})
    world = build(cohort, rules, values, 3, horizon=80)
    before = youth_rows(world.world)["education_hazard"].copy()
    exits = RaisedExits(world, 0.2)
    rows = youth_rows(world.world)
    np.testing.assert_allclose(rows["education_hazard"], 1.2 * before)
    # They are renewed every fourth week: in week 30 they are those of week 28.
    exits.advance(30)
    since = np.maximum(0, 28 - rows["entry"])
    half = reform_setting().exits_half_weeks.value
    np.testing.assert_allclose(rows["education_hazard"] / before, 1 + 0.2 * 0.5 ** (since / half))
    assert world.week == 30


# --- decisions in the bill ------------------------------------------------------------------------
def decided(granted: bool) -> Priced:
    lives = paper_lives()
    lives.yearly[:, :, 0, :, YEARLY.index("decisions")] = (2, 1)
    # 100 kroner an hour, as the mentors: 400 for a decision.
    values = paper_values(decision_hours=4.0)
    return price_lives([lives], NAMES, YEARS, values, granted=granted)


def test_decisions_cost_caseworkers_time_if_they_are_chosen() -> None:
    bill = decided(True)
    kroner = bill.kroner.sel(entry=DECISIONS, policy="mentor", priced_as="as_it_is")
    assert kroner.sel(purse="municipality").mean(("draw", "seed")).values == pytest.approx(
        [-800, -400]
    )
    assert float(np.abs(kroner.sel(purse=["state", "region", "person"])).sum()) == 0.0
    plain = decided(False)
    assert DECISIONS not in plain.kroner["entry"].values
    rest = bill.kroner.sel(entry=plain.kroner["entry"])
    xr.testing.assert_identical(rest, plain.kroner)


def test_decisions_are_told_whether_or_not_they_are_in_the_bill() -> None:
    policies = [
        replace(load_policy("104-weeks"), name="mentor"),
        replace(load_policy("no-mentor"), name="none"),
    ]
    table = granting_table(decided(False), policies, granted=False)
    (row,) = table.to_dict("records")
    assert (row["policy"], row["weeks"], row["decisions_per_course"]) == ("mentor", 104, 4)
    assert (row["decisions"], row["hours"], row["in_bill"]) == (3, 12, False)
    assert row["cost"] == pytest.approx(1200)


# --- displacement ---------------------------------------------------------------------------------
def test_displaced_starts_take_effects_and_what_follows_and_leave_the_bill() -> None:
    whole = paper()
    left = displaced(whole, 0.25, "none")
    bill = np.isin(whole.kroner["entry"].values, PROGRAMME)
    np.testing.assert_allclose(left.kroner[..., bill], whole.kroner[..., bill])
    np.testing.assert_allclose(left.kroner[..., ~bill], 0.75 * whole.kroner[..., ~bill])
    # What a workbook multiplies with prices goes along: lives, not hours.
    lived = np.isin(whole.classes["class"].values, LIVED)
    by_class = [
        x.classes.sel(policy="mentor") - x.classes.sel(policy="none") for x in (left, whole)
    ]
    np.testing.assert_allclose(by_class[0][..., lived], 0.75 * by_class[1][..., lived], atol=1e-12)
    np.testing.assert_allclose(by_class[0][..., ~lived], by_class[1][..., ~lived])
    assert float(abs(by_class[1][..., lived]).max()) > 0
    # Of Anna's two weeks in education instead of on benefit a week and a half are left.
    for status, more in (("education", 1.5), ("on_benefit", -1.5)):
        years = left.person_years.sel(status=status).sum("year").mean(("draw", "seed"))
        found = years.sel(policy="mentor") - years.sel(policy="none")
        full = whole.person_years.sel(status=status).sum("year").mean(("draw", "seed"))
        assert float(found) == pytest.approx(
            0.75 * float(full.sel(policy="mentor") - full.sel(policy="none"))
        )
        assert np.sign(float(found)) == np.sign(more)
    xr.testing.assert_allclose(
        left.person_years.sel(policy="none"), whole.person_years.sel(policy="none")
    )
    hours = {"quantity": "hours_employed"}
    xr.testing.assert_allclose(left.yearly.sel(hours), whole.yearly.sel(hours))
    assert displaced(whole, 0.0, "none") is whole


@pytest.mark.parametrize(
    ("gained", "bill", "share"),
    [
        (200.0, 100.0, 0.5),
        (100.0, 0.0, 1.0),
        (50.0, 100.0, None),
        (-100.0, 50.0, None),
        (0.0, 10.0, None),
        (-100.0, -40.0, 0.6),
    ],
)
def test_the_share_at_which_a_sign_changes(gained: float, bill: float, share: float | None) -> None:
    assert sign_from(gained, bill) == (None if share is None else pytest.approx(share))


def test_it_is_told_from_which_share_an_answer_turns() -> None:
    # All draws are alike: what can be said changes where the mean does. Mentors who cost little.
    cheap = price_lives(
        [paper_lives(draws=40)],
        NAMES,
        YEARS,
        paper_values(
            mentor_salary=A_THOUSAND_A_WEEK_BY_YEAR / 1000, school_taxameter=0.0, grant_out=100.0
        ),
    )
    found = {turn.quantity: turn for turn in turns(cheap, "none")}
    parts = money(cheap).sel(purse=PUBLIC_TOTAL, policy="mentor").sum("year").mean(("draw", "seed"))
    saving, cost = float(parts.sel(part=SAVING)), float(parts.sel(part=COST))
    assert saving > cost > 0
    turn = found[PUBLIC_TOTAL]
    assert turn.said == GAIN
    assert turn.sign_from == pytest.approx(1 - cost / saving)
    assert turn.other_from is not None
    assert 0 <= turn.other_from - turn.sign_from <= 0.011
    # What is scaled keeps its sign until nothing is left of it.
    years = found[ACTIVE_YEARS]
    assert (years.said, years.sign_from, years.other_from) == (GAIN, 1.0, 1.0)
    table = displacement_table(cheap, "none").set_index(["quantity", "share"])["mean"]
    assert table[PUBLIC_TOTAL, 0.5] == pytest.approx(0.5 * saving - cost)


# --- one choice at a time -------------------------------------------------------------------------
def test_views_are_the_choices_that_were_not_made() -> None:
    every = {"ordinary", "contact", "grants", "exits_raised"}
    assert set(other_choices(Stream(10))) == every | {"courses.as-before"}
    assert set(other_choices(Stream(10, courses="as-before"))) == every | {"courses.none"}
    # No course of these years can be touched by the law.
    assert set(other_choices(Stream(10, years=3, start_year=2013))) == every
    made = Stream(10, reform=Reform(ordinary=0.0, grants=SIX_MONTHS))
    assert set(other_choices(made)) == {"contact", "exits_raised", "courses.as-before"}
    kept = other_choices(Stream(10, years=7, reform=Reform(displaced=0.1, grants=SIX_MONTHS)))
    contact, courses = kept["contact"], kept["courses.as-before"]
    assert (contact.reform.displaced, contact.reform.grants) == (0.1, SIX_MONTHS)
    assert (contact.reform.ordinary, contact.years) == (None, 7)
    assert contact.reform.contact == EVERY_SECOND_WEEK
    assert (courses.courses, courses.reform.grants) == ("as-before", SIX_MONTHS)


@pytest.mark.parametrize("code", LOCALES)
def test_each_view_is_the_forecast_under_it(code: str) -> None:
    found, asked = small_forecast(), list[Stream]()

    def simulate(stream: Stream) -> Forecast:
        asked.append(stream)
        return found

    views = reform_views(found, simulate)
    assert asked == list(other_choices(found.stream).values())
    total = found.total("104-weeks", "municipality")
    own = views[(views["policy"] == "104-weeks") & (views["quantity"] == "municipality")]
    lived = ["as_chosen", "ordinary", "contact", "grants", "exits_raised", "courses.as-before"]
    shares = [share for share in reform_setting().displaced_shown.value if share > 0]
    assert list(own["view"]) == [*lived, *["displaced"] * len(shares)]
    assert list(own["share"]) == [*[0.0] * len(lived), *shares]
    assert list(own["mean"][: len(lived)]) == pytest.approx([total["net"]] * len(lived))
    left = [total["saving"] * (1 - share) - total["cost"] for share in shares]
    assert list(own["mean"][len(lived) :]) == pytest.approx(left)
    rows = views_rows(replace(found, views=views), "104-weeks", Language(code))
    assert len({row[0] for row in rows}) == len(rows) == len(own)
    assert len(rows[0]) == len(views_heads(Language(code)))


# --- what is said ---------------------------------------------------------------------------------
@pytest.mark.parametrize("code", LOCALES)
def test_a_forecast_beyond_2026_tells_what_was_chosen(code: str) -> None:
    found, words = small_forecast(), Language(code)
    said = notes(found, words)
    for key in ("ordinary.trial", "contact.as-in-policy", "grants.as-in-trial", "exits.trial"):
        assert (
            words.text(f"forecast.reform.{key}", share=words.percent(0.1), weeks="")
            in (said["reform"])
        )
    assert {"granting", "group", "displacement"} <= set(said)
    enough = notes(with_draws(found, 20), words)["displacement"]
    for policy in found.compared:
        assert words.quoted(title(found, policy, words)) in enough
        assert words.quoted(title(found, policy, words)) not in said["displacement"]
    soon = replace(found.stream, years=1, start_year=2026)
    assert not {"reform", "granting", "group"} & set(notes(replace(found, stream=soon), words))
    # What was chosen is told of any years, and nothing of years to come of those that are past.
    past = replace(soon, reform=Reform(displaced=0.125))
    told = notes(replace(found, stream=past), words)
    assert words.percent(0.125, 1) in told["reform"]
    assert "2027" not in told["reform"]
    assert "group" not in told


@pytest.mark.parametrize("code", LOCALES)
def test_amounts_of_the_notes_are_those_of_the_files(code: str) -> None:
    found, words = with_draws(small_forecast(), 20), Language(code)
    said, content = notes(found, words), reform_json(found)
    for row in content["granting"]:
        assert words.integer(row["decisions"]) in said["granting"]
        assert kroner(row["cost"], words) in said["granting"]
        assert words.integer(row["decisions_per_course"]) in said["granting"]
    public = [turn for turn in content["turns"] if turn["quantity"] == PUBLIC_TOTAL]
    assert public
    for turn in public:
        for at in ("sign_from", "other_from"):
            if turn[at] is not None:
                assert words.percent(turn[at]) in said["displacement"]
