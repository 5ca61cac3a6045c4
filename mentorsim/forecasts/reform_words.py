"""What a forecast was told of rules that are not the trial's, and what hangs on it, in words."""

from __future__ import annotations

from mentorsim.budget_words import draws_needed
from mentorsim.kroner import kroner
from mentorsim.language import Language
from mentorsim.results import title
from scenarios.decision.policy_outcomes import ACTIVE_YEARS
from scenarios.decision.purse_tables import NOT_ASSESSED
from scenarios.economics.purses import PUBLIC_TOTAL
from scenarios.forecast.displacement import Turn
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform import ORDINARY, reform_setting
from scenarios.forecast.setting import forecast_setting
from sim.parameters import parameter_space


def reform_notes(result: Forecast, language: Language) -> dict[str, str]:
    """Notes of a forecast by name: what was chosen, decisions, whose group, and displacement."""
    found = {}
    if result.stream.reform.told(result.stream.calendar_years[-1]):
        found["reform"] = _choices(result, language)
        if len(result.granting):
            found["granting"] = _granting(result, language)
        found["group"] = language.text("forecast.note.group")
    found["displacement"] = _displacement(result, language)
    return found


def _choices(result: Forecast, language: Language) -> str:
    reform, setting = result.stream.reform, reform_setting()
    ordinary = "trial" if reform.ordinary is None else "share" if reform.ordinary > 0 else "none"
    prior = parameter_space()[ORDINARY].prior
    assert prior is not None
    assert prior.centre is not None
    share = prior.centre if reform.ordinary is None else reform.ordinary
    exits = "trial" if reform.exits_raised == 0.0 else "raised"
    displaced = "none" if reform.displaced == 0.0 else "share"
    told = [
        language.text(f"forecast.reform.ordinary.{ordinary}", share=language.percent(share)),
        language.text(
            f"forecast.reform.courses.{result.stream.courses_chosen}",
            date=language.date(forecast_setting().no_courses_from.value),
        ),
        language.text(f"forecast.reform.contact.{reform.contact}"),
        language.text(f"forecast.reform.grants.{reform.grants}"),
        language.text(
            f"forecast.reform.exits.{exits}",
            share=language.percent(reform.exits_raised),
            weeks=language.integer(setting.exits_half_weeks.value),
        ),
        language.text(
            f"forecast.reform.displaced.{displaced}", share=language.percent(reform.displaced)
        ),
    ]
    return language.text("forecast.note.reform", choices="; ".join(told))


def _granting(result: Forecast, language: Language) -> str:
    policies = [
        language.text(
            "forecast.granting.policy",
            policy=language.quoted(title(result, str(row["policy"]), language)),
            each=language.integer(row["decisions_per_course"]),
            decisions=language.integer(row["decisions"]),
            cost=kroner(row["cost"], language),
        )
        for row in result.granting.to_dict("records")
    ]
    where = "in_bill" if result.stream.reform.granted else "left_out"
    return language.text(
        f"forecast.note.granting.{where}",
        policies="; ".join(policies),
        last=str(result.stream.calendar_years[-1]),
    )


def _displacement(result: Forecast, language: Language) -> str:
    policy = result.compared[0]
    of = {turn.quantity: turn for turn in result.turns if turn.policy == policy}
    if of[PUBLIC_TOTAL].said == NOT_ASSESSED:
        needed = draws_needed(result.draws, language)
        return language.text("forecast.note.displacement.few", **needed)
    return language.text(
        "forecast.note.displacement",
        policy=language.quoted(title(result, policy, language)),
        net=_turn(of[PUBLIC_TOTAL], language),
        years=_turn(of[ACTIVE_YEARS], language),
    )


def _turn(turn: Turn, language: Language) -> str:
    """From which share on a quantity has another sign, and something else is said of it."""
    parts = []
    if turn.sign_from is None:
        parts.append(language.text("forecast.turn.sign.never"))
    else:
        share = language.percent(turn.sign_from)
        parts.append(language.text("forecast.turn.sign.from", share=share))
    now = language.text(f"forecast.turn.said.{turn.said.replace(' ', '_')}")
    if turn.other_from is None:
        parts.append(language.text("forecast.turn.verdict.never", now=now))
    else:
        then = language.text(f"forecast.turn.said.{turn.becomes.replace(' ', '_')}")
        share = language.percent(turn.other_from)
        parts.append(language.text("forecast.turn.verdict.from", now=now, then=then, share=share))
    return language.list_of(parts)
