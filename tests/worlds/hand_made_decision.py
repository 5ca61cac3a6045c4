"""Decisions typed by hand, for what `decide` says of them.

Two years beside no mentor over 104 weeks, for the public in all: its bill is 40,000 kroner per
young person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from mentorsim.language import Language
from mentorsim.present.decision.fairness_terminal import gains_sentence
from mentorsim.present.decision.terminal import ratio_cell
from mentorsim.present.decision.words import (
    best_guess,
    cost_words,
    effect_words,
    ratio_sentence,
    returns,
    success_sentence,
    who_pays,
)
from scenarios.decision.frontier import ON_FRONTIER
from scenarios.decision.outcome_names import ACTIVE_YEARS, BILL
from scenarios.decision.plane import DOMINATED
from scenarios.decision.policy_decision import (
    PRICE,
    TOO_FEW,
    Question,
    Ratio,
)
from scenarios.decision.spans import Span
from scenarios.economics.purse_names import PUBLIC_TOTAL
from tests.worlds.hand_made import FEW, LONG, MANY, NONE, Stand, policies, span

Say = Callable[[Language], str]

DEARER, CHEAPER = span(33_700, 31_200, 36_400), span(-33_700, -36_400, -31_200)
COST_UNSURE = span(1_000, -4_200, 6_100)
NEXT_TO_NOTHING, NEARLY_ZERO = span(2, 1, 4), span(-247, -899, -1)
MORE, FEWER = span(0.12, 0.05, 0.19), span(-0.12, -0.19, -0.05)
EFFECT_UNSURE = span(0.02, -0.05, 0.09)
BILL_PAID = span(-40_000, -42_000, -38_000)
ENDLESS = float("inf")
#: Kroner of entries: what is set up, studied for and saved as pension.
PARTS = {"start_up": -2_000.0, "su": -9_000.0, "pension": 5_000.0}


class Account:
    """The account of the policy: only the entries of `PARTS` hold anything."""

    def part(self, entries: tuple[str, ...]) -> Span:
        amount = sum(PARTS.get(entry, 0.0) for entry in entries)
        return span(amount, amount, amount)


def decided(
    cost: Span = DEARER,
    effect: Span = MORE,
    *,
    kind: str = PRICE,
    value: float = 280_000,
    effect_name: str = ACTIVE_YEARS,
    net: Mapping[str, Span] = MappingProxyType({}),
    undecided: tuple[tuple[float, float], ...] = ((150_000, 600_000),),
    best: int = 1,
    dominated: bool = False,
    evpi: tuple[float, float] = (1_200, 3_400),
    draws: int = MANY,
    told: tuple[str, ...] = ("who_responds",),
    target_group: float | None = None,
    rate: Any = None,
) -> Any:
    """A decision typed by hand."""
    nets = {BILL: BILL_PAID, PUBLIC_TOTAL: CHEAPER, **net}
    question = Question(NONE, effect_name, 104, "public", (150_000.0,), target_group=target_group)
    ratio = Ratio(LONG, NONE, cost, effect, kind, value)
    curves = Stand(names=(NONE, LONG), best=[best, best], ceaf=[0.8, 0.6], evpi=np.array(evpi))
    status = DOMINATED if dominated else ON_FRONTIER
    frontier = Stand(strategies=[Stand(name=LONG, status=status)])
    plane = {LONG: Stand(undecided=undecided)}
    decision = Stand(
        question=question,
        ratios=(ratio,),
        names=(NONE, LONG),
        last_week=104,
        draws=draws,
        enough=draws == MANY,
        net=lambda policy, name: nets[name],
        peak=300_000.0,
        at=lambda worth: 0 if worth == 150_000 else 1,
        assumptions=lambda: [1, 2, 3],
        outcomes=Stand(accounts={LONG: Account()}),
        cost_effectiveness=Stand(plane=plane, curves=curves, frontier=frontier),
        value_of_information=Stand(
            willingness_to_pay=np.array([150_000.0, 300_000.0]), most=lambda at: told
        ),
        success=(Stand(success="employment", policy=LONG, rate=rate),),
    )
    return Stand(
        policies=policies(),
        decision=decision,
        cost_effectiveness=decision.cost_effectiveness,
        evidence_ends={LONG: 52, NONE: 73},
        population_comparison=None,
        extrapolated=lambda name, week, effect=None: False,
    )


def costs(cost: Span) -> Say:
    return lambda language: cost_words(decided(), cost, language)


def gives(effect: Span, name: str) -> Say:
    return lambda language: effect_words(decided(effect_name=name), effect, language)


def guessed(cost: Span, effect: Span) -> Say:
    return lambda language: best_guess(decided(cost, effect), language)


def returned(public: Span, bill: Span = BILL_PAID) -> Say:
    found = decided(net={PUBLIC_TOTAL: public, BILL: bill})
    return lambda language: returns(found, language)


def priced(kind: str, **changes: Any) -> Say:
    found = decided(kind=kind, draws=FEW if kind == TOO_FEW else MANY, **changes)
    return lambda language: ratio_sentence(found, found.decision.ratios[0], language)


def cell(kind: str) -> Say:
    ratio = decided(kind=kind).decision.ratios[0]
    return lambda language: ratio_cell(ratio, language)


def pays(municipality: Span, state: Span, person: Span) -> Say:
    net = {"municipality": municipality, "state": state, "person": person}
    return lambda language: who_pays(decided(net=net), language)


def gained(**ends: tuple[float, float]) -> Say:
    """Years in education or work by group, of these intervals, two years beside no mentor."""
    rows = [
        {"policy": LONG, "quantity": ACTIVE_YEARS, "group": group, "low": low, "high": high}
        for group, (low, high) in ends.items()
    ]
    fair = Stand(table=pd.DataFrame(rows), groups=Stand(groups=tuple(ends)))
    return lambda language: gains_sentence(decided(), fair, language)


def succeeds(rate: Any) -> Say:
    return lambda language: success_sentence(decided(rate=rate), language)


RATE = Stand(needed=0.31, achieved=0.12, achieved_interval=(0.05, 0.19), probability=0.04)
HUNDREDTH = replace(MORE, mean=1.2, low=0.5, high=1.9)
