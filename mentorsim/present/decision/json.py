"""A decision as plain values for machines.

An ICER is a number only where the interval of its effect leaves zero out; else it is null, and
`kind` and `text` say why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mentorsim.language import LOCALES, Language
from mentorsim.present.comparison.json import records
from mentorsim.present.decision.words import ratio_sentence, sentences
from mentorsim.present.own_prices import own_price_records
from mentorsim.present.population.comparison import population_comparison_json
from scenarios.budget.budget import SHOWN_PURSES, net_verdict
from scenarios.comparison.intervals import least_draws
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import EFFECTS, SUMS
from scenarios.decision.policy_account import PolicyAccount
from scenarios.decision.policy_decision import PRICE, Ratio
from scenarios.decision.spans import Span
from scenarios.decision.success_rate import SuccessRate
from scenarios.economics.price_file import price_limits


def decision_json(decided: Decided, origin: Mapping[str, str]) -> dict[str, Any]:
    """Everything that was worked out, with what it leans on and where it comes from."""
    return {
        "decision": _decision(decided),
        "population": None
        if decided.population_comparison is None
        else population_comparison_json(decided.population_comparison),
        "answer": {code: sentences(decided, Language(code)) for code in LOCALES},
        "assumptions": [asdict(a) for a in decided.decision.assumptions()],
        "limits": price_limits(),
        "own_prices": own_price_records(decided.decision.values.prices),
        "provenance": dict(origin),
    }


def _decision(decided: Decided) -> dict[str, Any]:
    d = decided.decision
    curves, told = d.cost_effectiveness.curves, d.at(d.question.told_willingness_to_pay[0])
    people, few = d.question.target_group, not d.enough
    return {
        "question": asdict(d.question)
        | {
            "worth": list(d.question.told_willingness_to_pay),
            "weeks": d.last_week,
            "draws": d.draws,
            "enough_draws": d.enough,
            "draws_needed": least_draws(),
            "rule_year": d.values.prices.rule_year,
            "price_level": d.values.prices.price_level,
        },
        "policies": [
            {
                "name": name,
                "evidence_ends": decided.evidence_ends[name],
                "extrapolated": decided.extrapolated(name, d.last_week),
            }
            for name in d.names
        ],
        "icer": [_ratio(decided, ratio) for ratio in d.ratios],
        "frontier": _frontier(decided),
        "evpi": None if few else float(curves.evpi[told]),
        "population_evpi": None if people is None or few else float(curves.evpi[told]) * people,
        "peak": None if few else {"threshold": d.peak, "evpi": float(curves.evpi[d.at(d.peak)])},
        "ceac": [
            {
                "threshold": row["threshold"],
                "policy": row["policy"],
                "probability": row["ceac"],
                "net_benefit": row["net_benefit"],
                "expected_loss": row["expected_loss"],
                "best": row["best"],
            }
            for row in ([] if few else records(curves.to_frame()))
        ],
        "ceaf": [] if few else records(curves.decisions_to_frame()),
        "evppi": [] if few else _value_of_information(decided),
        "not_assessed": dict(d.value_of_information.fewest),
        "plane": records(d.cost_effectiveness.plane.points()),
        "net": [
            {"policy": name, "sum": which, "extrapolated": decided.extrapolated(name, d.last_week)}
            | _span(d.net(name, which))
            | {"verdict": net_verdict(d.net(name, which))}
            for name in d.names[1:]
            for which in SUMS
        ],
        "accounts": [
            row for name, account in d.outcomes.accounts.items() for row in _years(name, account)
        ],
        "effects": [
            {
                "policy": name,
                "effect": which,
                "week": d.question.week,
                "extrapolated": decided.extrapolated(name, d.question.week, which),
            }
            | _span(d.effect(name, which))
            for name in d.names[1:]
            for which in EFFECTS
        ],
        "break_even": [_success(found, d.enough) for found in d.success],
        "subgroups": _families(decided),
        "fairness": _fairness(decided),
    }


def _years(name: str, account: PolicyAccount) -> list[dict[str, Any]]:
    """Net of every purse in each year of the programme, and (year null) in all."""
    rows: list[dict[str, Any]] = []
    for purse in SHOWN_PURSES:
        for year in account.years:
            cell = account.in_year(year, purse)
            rows.append({"policy": name, "year": year, "purse": purse} | _span(cell))
        whole = account.total(purse)
        rows.append({"policy": name, "year": None, "purse": purse} | _span(whole))
    return rows


def _span(span: Span) -> dict[str, float]:
    return asdict(span)


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None


def _ratio(decided: Decided, ratio: Ratio) -> dict[str, Any]:
    told = decided.decision.enough
    segments = decided.cost_effectiveness.plane[ratio.policy].undecided if told else ()
    return {
        "policy": ratio.policy,
        "against": ratio.against,
        "icer": _number(ratio.value) if ratio.kind == PRICE else None,
        "kind": ratio.kind,
        "extra_cost": _span(ratio.cost),
        "extra_effect": _span(ratio.effect),
        "undecided": [[low, _number(high)] for low, high in segments],
        "extrapolated": decided.extrapolated(
            ratio.policy, decided.decision.last_week, decided.decision.question.effect
        ),
        "text": {code: ratio_sentence(decided, ratio, Language(code)) for code in LOCALES},
    }


def _frontier(decided: Decided) -> list[dict[str, Any]]:
    steps, enough = {r.policy: r for r in decided.decision.steps}, decided.decision.enough
    rows = []
    for s in decided.cost_effectiveness.frontier.strategies:
        step = steps.get(s.name)
        rows.append(
            {
                "policy": s.name,
                "cost": s.cost,
                "effect": s.effect,
                "status": s.status if enough else None,
                "by": list(s.by) if enough else [],
                "over": None if step is None else step.against,
                "icer": None if step is None or step.kind != PRICE else _number(step.value),
                "kind": None if step is None else step.kind,
            }
        )
    return rows


def _value_of_information(decided: Decided) -> list[dict[str, Any]]:
    found, people = decided.decision.value_of_information, decided.decision.question.target_group
    return [
        {
            "group": name,
            "threshold": float(worth),
            "evppi": float(found.evppi[k, t]),
            "error": float(found.error[k, t]),
            "bias": float(found.bias[k, t]),
            "above_noise": found.told(k, t),
            "population_evppi": None if people is None else float(found.evppi[k, t]) * people,
        }
        for k, name in enumerate(found.names)
        for t, worth in enumerate(found.willingness_to_pay)
    ]


def _success(found: SuccessRate, enough: bool) -> dict[str, Any]:
    start: dict[str, Any] = {
        "policy": found.policy,
        "success": found.success,
        "unit": "years per young person",
        "programme_cost": float(found.programme.mean()),
        "worth_of_a_year": float(found.year_value.mean()),
        "achieved": float(found.achieved.mean()),
    }
    rate = found.rate
    if rate is None:
        return start | {
            "needed": None,
            "probability": 0.0 if enough else None,
            "why": "such a year costs the purse",
        }
    return start | {
        "needed": rate.needed,
        "needed_interval": [_number(x) for x in rate.interval],
        "achieved_interval": list(rate.achieved_interval),
        "probability": rate.probability if enough else None,
    }


def _families(decided: Decided) -> list[dict[str, Any]]:
    rows, enough = [], decided.decision.enough
    for family, found in decided.families.items():
        names = found.grouped.policies
        for t, worth in enumerate(found.thresholds):
            choices = zip(found.grouped.groups, found.choice[t], strict=True)
            rows.append(
                {
                    "family": family,
                    "threshold": float(worth),
                    "single": names[int(found.uniform[t])] if enough else None,
                    "choices": {group: names[int(p)] for group, p in choices} if enough else {},
                    "value": float(found.value[t]) if enough else None,
                    "error": _number(float(found.error[t])) if enough else None,
                    "probability": float(found.probability[t]) if enough else None,
                    "told_apart": found.told(t) if enough else None,
                    "draws": decided.group_draws,
                }
            )
    return rows


def _fairness(decided: Decided) -> dict[str, Any] | None:
    fair = decided.fair
    if fair is None:
        return None
    weights = zip(fair.groups.groups, fair.equity.weights, strict=True)
    return {
        "groups": records(fair.table),
        "draws": decided.group_draws,
        "equity": {
            "weights": {group: float(weight) for group, weight in weights},
            "source": fair.weights.source,
            "certainty": fair.weights.certainty,
            "mean_weight": fair.equity.mean_weight,
            "threshold": fair.threshold,
            "net_benefit": records(fair.equity.to_frame()),
            "changes_the_choice": fair.changes if decided.decision.enough else None,
        },
    }
