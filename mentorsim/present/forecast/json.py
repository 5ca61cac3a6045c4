"""A forecast as plain values, and its accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from mentorsim.language import Language
from mentorsim.present.comparison.json import records
from mentorsim.present.forecast.text import notes, quoted, rules_caption
from mentorsim.present.own_prices import own_price_records
from scenarios.comparison.intervals import least_draws
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.purse_tables import NOT_ASSESSED
from scenarios.economics.price_file import price_limits
from scenarios.forecast.decision import EFFECT
from scenarios.forecast.displacement import turns_records
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.tables import rules_table


def forecast_json(
    result: Forecast, origin: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """A forecast as plain values; texts in the language, null where there is no number.

    Args:
        result: the forecast of all policies, year by year.
        origin: where the numbers come from, by what is told of it.
        language: of the words.
    """
    return {
        "rules": rules_json(result),
        "years": records(result.years),
        "lives": records(result.lives),
        "decision": _decision(result),
        "blocks": [block.as_dict() | {"people": result.stream.people} for block in result.blocks],
        "payback": [found.as_dict() for found in result.paybacks],
        "fading": records(result.fading),
        "reform": reform_json(result),
        "ceiling": records(result.ceiling),
        "assumptions": _assumptions(result, language),
        "own_prices": own_price_records(result.prices),
        "provenance": dict(origin),
    }


def rules_json(result: Forecast) -> dict[str, Any]:
    """The rules of every year; `years_since_rules` is null where one set is held in all years."""
    return {
        "calendar": result.rules.calendar,
        "price_level": result.prices.price_level,
        "years": records(rules_table(result.priced.rules)),
    }


def reform_json(result: Forecast) -> dict[str, Any]:
    """What was chosen of rules that are not the trial's, and what depends on it."""
    return {
        "chosen": asdict(result.stream.reform),
        "granting": records(result.granting),
        "displacement": records(result.displacement),
        "turns": turns_records(result.turns),
        "views": records(result.views),
    }


def _decision(result: Forecast) -> dict[str, Any]:
    unit = {"cost": "net public cost, DKK per young person", "effect": EFFECT}
    contrasts = [
        {
            "policy": c.policy,
            "against": c.reference,
            "extra_cost": c.extra_cost,
            "extra_effect": c.extra_effect,
            "verdict": c.verdict if result.enough else NOT_ASSESSED,
            "undecided": [
                [low, None if high == float("inf") else high]
                for low, high in c.undecided
                if result.enough
            ],
        }
        for c in result.decision.plane.contrasts
    ]
    found = result.decision.to_json()
    if not result.enough:
        found |= dict.fromkeys(("icer", "evpi", "ceac", "evppi"))
    return found | {
        "unit": unit,
        "plane": contrasts,
        "enough_draws": result.enough,
        "draws_needed": least_draws(),
    }


def _assumptions(result: Forecast, language: Language) -> list[dict[str, Any]]:
    """Prices that nobody could source, then what every forecast takes for granted."""
    prices = [{"kind": "price", **asdict(a)} for a in result.assumptions]
    said = [{"kind": "forecast", "name": k, "title": v} for k, v in notes(result, language).items()]
    limits = [{"kind": "limit", "name": k, "title": v} for k, v in price_limits().items()]
    return prices + said + limits


def blocks_table(result: Forecast) -> pd.DataFrame:
    """Every quantity of every block, one row per number."""
    frames = []
    for block in result.blocks:
        frame = block.table.assign(
            policy=block.policy,
            against=block.against,
            from_week=block.first,
            to_week=block.last,
            extrapolated=block.extrapolated,
        )
        keys = ["policy", "against", "from_week", "to_week", "extrapolated"]
        frames.append(frame[[*keys, *block.table.columns]])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def accounts(result: Forecast, language: Language) -> dict[str, PolicyAccount]:
    """The account of every policy against the reference, all who enter, by its title."""
    return {
        quoted(result, policy, language): result.priced.account(policy)
        for policy in result.compared
    }


def heading(result: Forecast, language: Language) -> str:
    """What the accounts are about, in one line."""
    policies = [quoted(result, policy, language) for policy in result.compared]
    years = result.stream.calendar_years
    return language.text(
        "forecast.workbook",
        policies=language.list_of(policies),
        against=quoted(result, result.reference, language),
        first=str(years[0]),
        last=str(years[-1]),
        rules=rules_caption(result, language),
    )
