"""What a forecast writes: JSON for machines, a workbook, tables as CSV, figures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.comparison.json import records
from mentorsim.present.figure_files import DPI
from mentorsim.present.forecast.figures import blocks_figure, net_figure, years_figure
from mentorsim.present.forecast.text import notes, quoted, rules_caption
from mentorsim.present.forecast.workbook import write_forecast_workbook
from mentorsim.present.own_prices import own_price_records
from mentorsim.present.population.comparison import likeness_table, likeness_text
from mentorsim.present.workbook.table_files import write_tables
from scenarios.comparison.intervals import least_draws
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.purse_tables import NOT_ASSESSED, assumption_table
from scenarios.economics.price_file import price_limits
from scenarios.forecast.decision import EFFECT
from scenarios.forecast.displacement import turns_records
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.payback import payback_table
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


def figure_name(kind: str, number: int, policy: str) -> str:
    """File name of a policy's figure; the number keeps names apart that differ in signs alone.

    Args:
        kind: of figure.
        number: the policy's place in the forecast.
        policy: its name.
    """
    return f"{kind}-{number}-{re.sub(r'[^0-9A-Za-z_-]', '_', policy)}.png"


def write_forecast(
    out: Path, result: Forecast, origin: Mapping[str, str], language: Language
) -> None:
    """Tables, figures, JSON and provenance of a forecast.

    Args:
        out: folder of the results.
        result: the forecast of all policies, year by year.
        origin: where the numbers come from, by what is told of it.
        language: of the words.
    """
    tables = {
        "years": result.years,
        "totals": result.totals,
        "entries": result.entries,
        "fans": result.fans,
        "lives": result.lives,
        "payback": payback_table(result.paybacks),
        "assumptions": assumption_table(result.assumptions),
    }
    if len(result.granting):
        tables["granting"] = result.granting
    if result.turns:
        tables["displacement"] = result.displacement
        tables["turns"] = pd.DataFrame(turns_records(result.turns))
    if len(result.views):
        tables["views"] = result.views
    if len(result.ceiling):
        tables["ceiling"] = result.ceiling
    if len(result.fading):
        tables["fading"] = result.fading
    if result.blocks:
        tables["blocks"] = blocks_table(result)
    decision = result.decision.to_frames() if result.enough else {}
    for name, frame in decision.items():
        indexed = frame.reset_index() if frame.index.name else frame
        tables[f"decision-{name}"] = indexed
    with whole_folder(out) as folder:
        if result.likeness is not None:
            tables["population"] = likeness_table(result.likeness)
        write_tables(folder, tables, [language])
        for k, policy in enumerate(result.compared, start=1):
            for kind, draw in (("net", net_figure), ("years", years_figure)):
                path = folder / figure_name(kind, k, policy)
                draw(result, policy, language).savefig(path, dpi=DPI)
        if result.blocks:
            blocks_figure(result, language).savefig(folder / "blocks.png", dpi=DPI)
        if result.likeness is not None:
            text = likeness_text(result.likeness)
            (folder / "population.json").write_text(text, encoding="utf-8", newline="\n")
        write_forecast_workbook(
            folder / "accounts.xlsx",
            result,
            accounts(result, language),
            language,
            origin,
            heading(result, language),
        )
        _write(folder / "forecast.json", forecast_json(result, origin, language))
        _write(folder / "provenance.json", dict(origin))


def _write(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
