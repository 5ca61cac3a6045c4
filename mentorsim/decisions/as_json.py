"""A decision as plain values for machines.

An ICER is a number only where the interval of its effect leaves zero out; else it is null, and
`kind` and `text` say why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mentorsim.decisions.words import ratio_sentence, sentences
from mentorsim.language import LOCALES, Language
from mentorsim.locality import likeness_json
from mentorsim.own_prices import own_price_records
from mentorsim.results_json import records
from scenarios.decision.decided import Decided
from scenarios.decision.policy_decision import PRICE, Ratio, Span
from scenarios.decision.policy_outcomes import EFFECTS, SUMS
from scenarios.decision.purse_tables import verdict
from scenarios.decision.success_rate import SuccessRate
from scenarios.economics.price_file import price_limits


def decision_json(decided: Decided, origin: Mapping[str, str]) -> dict[str, Any]:
    """Everything that was worked out, with what it leans on and where it comes from."""
    return {
        "decision": _decision(decided),
        "population": None if decided.likeness is None else likeness_json(decided.likeness),
        "answer": {code: sentences(decided, Language(code)) for code in LOCALES},
        "assumptions": [asdict(a) for a in decided.decision.assumptions()],
        "limits": price_limits(),
        "own_prices": own_price_records(decided.decision.values.prices),
        "provenance": dict(origin),
    }


def _decision(decided: Decided) -> dict[str, Any]:
    d = decided.decision
    curves, told = d.decision.curves, d.at(d.question.told_at[0])
    people = d.question.target_group
    return {
        "question": asdict(d.question)
        | {"worth": list(d.question.told_at), "weeks": d.horizon, "draws": d.draws,
           "rule_year": d.values.prices.rule_year, "price_level": d.values.prices.price_level},
        "policies": [
            {"name": name, "evidence_ends": decided.evidence_ends[name],
             "extrapolated": decided.extrapolated(name, d.horizon)}
            for name in d.names
        ],
        "icer": [_ratio(decided, ratio) for ratio in d.ratios],
        "frontier": _frontier(decided),
        "evpi": float(curves.evpi[told]),
        "population_evpi": None if people is None else float(curves.evpi[told]) * people,
        "peak": {"threshold": d.peak, "evpi": float(curves.evpi[d.at(d.peak)])},
        "ceac": [
            {"threshold": row["threshold"], "policy": row["policy"], "probability": row["ceac"],
             "net_benefit": row["net_benefit"], "expected_loss": row["expected_loss"],
             "best": row["best"]}
            for row in records(curves.to_frame())
        ],
        "ceaf": records(curves.decisions_to_frame()),
        "evppi": _learning(decided),
        "not_assessed": dict(d.learning.fewest),
        "plane": records(d.decision.plane.points()),
        "net": [
            {"policy": name, "sum": which, "extrapolated": decided.extrapolated(name, d.horizon)}
            | _span(d.net(name, which))
            | {"verdict": verdict(*d.net(name, which).judged)}
            for name in d.names[1:]
            for which in SUMS
        ],
        "effects": [
            {"policy": name, "effect": which, "week": d.question.week,
             "extrapolated": decided.extrapolated(name, d.question.week)}
            | _span(d.effect(name, which))
            for name in d.names[1:]
            for which in EFFECTS
        ],
        "break_even": [_success(found) for found in d.success],
        "subgroups": _families(decided),
        "fairness": _fairness(decided),
    }  # fmt: skip


def _span(span: Span) -> dict[str, float]:
    return asdict(span)


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None


def _ratio(decided: Decided, ratio: Ratio) -> dict[str, Any]:
    segments = decided.decision.decision.plane[ratio.policy].undecided
    return {
        "policy": ratio.policy,
        "against": ratio.against,
        "icer": _number(ratio.value) if ratio.kind == PRICE else None,
        "kind": ratio.kind,
        "extra_cost": _span(ratio.cost),
        "extra_effect": _span(ratio.effect),
        "undecided": [[low, _number(high)] for low, high in segments],
        "extrapolated": decided.extrapolated(ratio.policy, decided.decision.horizon),
        "text": {code: ratio_sentence(decided, ratio, Language(code)) for code in LOCALES},
    }


def _frontier(decided: Decided) -> list[dict[str, Any]]:
    steps = {ratio.policy: ratio for ratio in decided.decision.steps}
    rows = []
    for s in decided.decision.decision.frontier.strategies:
        step = steps.get(s.name)
        rows.append(
            {
                "policy": s.name, "cost": s.cost, "effect": s.effect, "status": s.status,
                "by": list(s.by), "over": None if step is None else step.against,
                "icer": None if step is None or step.kind != PRICE else _number(step.value),
                "kind": None if step is None else step.kind,
            }
        )  # fmt: skip
    return rows


def _learning(decided: Decided) -> list[dict[str, Any]]:
    found, people = decided.decision.learning, decided.decision.question.target_group
    return [
        {
            "group": name, "threshold": float(worth), "evppi": float(found.evppi[k, t]),
            "error": float(found.error[k, t]), "bias": float(found.bias[k, t]),
            "above_noise": found.told(k, t),
            "population_evppi": None if people is None else float(found.evppi[k, t]) * people,
        }
        for k, name in enumerate(found.names)
        for t, worth in enumerate(found.worth)
    ]  # fmt: skip


def _success(found: SuccessRate) -> dict[str, Any]:
    start: dict[str, Any] = {
        "policy": found.policy, "success": found.success,
        "unit": "years per young person",
        "programme_cost": float(found.programme.mean()),
        "worth_of_a_year": float(found.worth.mean()),
        "achieved": float(found.achieved.mean()),
    }  # fmt: skip
    rate = found.rate
    if rate is None:
        return start | {"needed": None, "probability": 0.0, "why": "such a year costs the purse"}
    return start | {
        "needed": rate.needed,
        "needed_interval": [_number(x) for x in rate.interval],
        "achieved_interval": list(rate.achieved_interval),
        "probability": rate.probability,
    }


def _families(decided: Decided) -> list[dict[str, Any]]:
    rows = []
    for family, found in decided.families.items():
        names = found.grouped.policies
        for t, worth in enumerate(found.thresholds):
            choices = zip(found.grouped.groups, found.choice[t], strict=True)
            rows.append(
                {
                    "family": family, "threshold": float(worth),
                    "single": names[int(found.uniform[t])],
                    "choices": {group: names[int(p)] for group, p in choices},
                    "value": float(found.value[t]), "error": _number(float(found.error[t])),
                    "probability": float(found.probability[t]),
                    "draws": decided.group_draws,
                }
            )  # fmt: skip
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
            "changes_the_choice": fair.changes,
        },
    }
