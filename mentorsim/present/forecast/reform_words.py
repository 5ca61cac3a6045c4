"""What a forecast was told of rules that are not the trial's, and what hangs on it, in words."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.few_draws import draws_needed
from mentorsim.present.kroner import kroner
from mentorsim.present.results import title
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.purse_tables import NOT_ASSESSED, UNCERTAIN, UNCHANGED
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.forecast.displacement import Turn
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.reform import ORDINARY, reform_setting
from scenarios.forecast.setting import forecast_setting
from sim.parameters import parameter_space

#: Most decimals of a share in per cent, and one more.
DECIMALS = 7


def reform_notes(result: Forecast, language: Language) -> dict[str, str]:
    """Notes of a forecast by name: what was chosen, decisions, whose group, and displacement."""
    found: dict[str, str] = {}
    reform, last = result.stream.reform, result.stream.calendar_years[-1]
    beyond = last >= reform_setting().told_from.value.year
    if reform.told(last):
        kind = "unknown" if beyond else "chosen"
        found["reform"] = language.text(
            f"forecast.note.reform.{kind}", choices="; ".join(_choices(result, language))
        )
        if len(result.granting):
            found["granting"] = _granting(result, language)
    if beyond:
        found["group"] = language.text("forecast.note.group")
    found["displacement"] = _displacement(result, language)
    return found


def _choices(result: Forecast, language: Language) -> list[str]:
    reform, setting = result.stream.reform, reform_setting()
    ordinary = "trial" if reform.ordinary is None else "share" if reform.ordinary > 0 else "none"
    prior = parameter_space()[ORDINARY].prior
    assert prior is not None
    assert prior.centre is not None
    share = prior.centre if reform.ordinary is None else reform.ordinary
    exits = "trial" if reform.exits_raised == 0.0 else "raised"
    displaced = "none" if reform.displaced == 0.0 else "share"
    return [
        language.text(f"forecast.reform.ordinary.{ordinary}", share=share_words(share, language)),
        language.text(
            f"forecast.reform.courses.{result.stream.courses_chosen}",
            date=language.date(forecast_setting().no_courses_from.value),
        ),
        language.text(f"forecast.reform.contact.{reform.contact}"),
        language.text(f"forecast.reform.grants.{reform.grants}"),
        language.text(
            f"forecast.reform.exits.{exits}",
            share=share_words(reform.exits_raised, language),
            weeks=language.integer(setting.exits_half_weeks.value),
        ),
        language.text(
            f"forecast.reform.displaced.{displaced}",
            share=share_words(reform.displaced, language),
        ),
    ]


def share_words(share: float, language: Language) -> str:
    """A share as it was chosen: in whole per cent, or with as many decimals as it has."""
    digits = next(d for d in range(DECIMALS) if round(100 * share, d) == round(100 * share, 6))
    return language.percent(share, digits)


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
    if any(turn.said == NOT_ASSESSED for turn in result.turns):
        needed = draws_needed(result.draws, language)
        return language.text("forecast.note.displacement.few", **needed)
    told = []
    for policy in result.compared:
        of = {turn.quantity: turn for turn in result.turns if turn.policy == policy}
        told.append(
            language.text(
                "forecast.displacement.policy",
                policy=language.quoted(title(result, policy, language)),
                net=net_turn(of[PUBLIC_TOTAL], language),
                years=years_turn(of[ACTIVE_YEARS], language),
            )
        )
    return language.text("forecast.note.displacement", policies=" ".join(told))


def net_turn(turn: Turn, language: Language) -> str:
    """What can be said of the public net, and from which share on something else can be."""
    sign = "same" if turn.sign_from is None else "changes"
    other = "same" if turn.other_from is None else "other"
    words = {"now": _verdict(turn.said, language)}
    if turn.sign_from is not None:
        words["sign"] = language.percent(turn.sign_from)
    if turn.other_from is not None:
        words["then"] = _verdict(turn.becomes, language)
        words["other"] = language.percent(turn.other_from)
    return language.text(f"forecast.turn.net.{sign}.{other}", **words)


def years_turn(turn: Turn, language: Language) -> str:
    """What can be said of the extra years, which are scaled alone: it holds until none is left."""
    kind = {UNCHANGED: "none", UNCERTAIN: "uncertain"}.get(turn.said, "some")
    return language.text(f"forecast.turn.years.{kind}", now=_verdict(turn.said, language))


def _verdict(said: str, language: Language) -> str:
    return language.text(f"forecast.turn.said.{said.replace(' ', '_')}")
