"""Regret: what each policy would lose against the best one, in each state of what nobody knows.

States are the mechanisms (trust, practical help) and the hypotheses about those without marks
(trust-limited, barrier-limited), crossed. A policy's regret in a state is the best policy's mean
outcome there less its own (Savage 1951); its largest regret over the states says how wrong it can
be whatever is true. No probabilities are put on the states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from calibration.trial import Trial
from scenarios.comparison.ensemble import SEEDS_PER_DRAW
from scenarios.comparison.intervals import enough_draws, few_draws_note, summary
from scenarios.comparison.rank_chances import within_luck
from scenarios.comparison.views import BARRIER_VIEWS, MECHANISM_VIEWS
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import NamedPolicy, besides
from scenarios.sensitivity.beforehand import check_question
from scenarios.sensitivity.draws import over_draws
from scenarios.sensitivity.question import Question, ask
from scenarios.sensitivity.runs import Running
from sim.errors import InputError
from sim.messages import Said
from sim.shown import ResultShown, Shown

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Regret(ResultShown):
    """Regret of policies over states.

    Attributes:
        table: mechanism, barriers, policy, mean, low, high (of the outcome against the
            reference), regret, best (whether it is the best there), draws.
        worst: by policy, its largest regret over the states; smallest first.
        choice: the policy whose largest regret is smallest.
        hangs: whether the best policy differs between states, each time by more on average than
            the luck of seeds may give (`scenarios.comparison.rank_chances.within_luck`).
        extrapolated: whether anything lies beyond what the trial speaks to.
        policies: that could be chosen, the reference last.
    """

    table: pd.DataFrame
    worst: pd.Series[float]
    choice: str
    hangs: bool
    extrapolated: bool
    policies: tuple[NamedPolicy, ...]

    def shown(self) -> Shown:
        """Each policy's largest regret, in a few lines."""
        rows = tuple((str(name), f"{value:,.4g}") for name, value in self.worst.items())
        draws = int(self.table["draws"].min())
        told = (
            f"{self.choice} can be wrong by least; which policy is best "
            f"{'hangs' if self.hangs else 'does not hang'} on what nobody knows",
        )
        return Shown(
            f"Regret of {len(rows)} policies over mechanisms and barriers",
            facts=(
                f"{draws} posterior draws or more in each state",
                *(told if enough_draws(draws) else ()),
            ),
            columns=("policy", "largest regret"),
            rows=rows,
            after=few_draws_note(draws),
            further=(".table", ".worst", "tell(question, result)", "plot(question, result)"),
        )


def states(posterior: Posterior, draws: int) -> dict[tuple[str, str], Posterior]:
    """Draws in each state: of a mechanism, with the barriers of a hypothesis.

    Raises:
        InputError: a mechanism has no draws.
    """
    found = {}
    for mechanism, value in zip(MECHANISM_VIEWS, (1.0, 0.0), strict=True):
        under = posterior.under("mechanism", value).first(draws)
        if len(under) < 2:
            raise InputError(
                Said("scenarios.too_few_posterior_draws_under_a"),
                field=mechanism,
                found=len(under),
                allowed=Said("scenarios.2_or_more"),
            )
        for view, barriers in BARRIER_VIEWS.items():
            if barriers is not None:
                changed = under.draws.assign(barrier_limited=barriers)
                found[mechanism, view] = replace(under, draws=changed)
    return found


def regret(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    outcome: str,
    week: int,
    posterior: Posterior,
    draws: int,
    seed: int,
    running: Running | None = None,
    *,
    prices: Prices | None = None,
) -> Regret:
    """Regret of some policies and of the reference itself.

    Args:
        people: who lives.
        policies: what could be chosen, besides the reference.
        reference: what outcomes are set against; it can be chosen, too.
        outcome, week, prices: what counts.
        posterior: of the parameters.
        draws: in each state.
        seed: of the first world.
        running: how.

    Raises:
        InputError: no policies, a cost per extra person, policies none of which can differ from
            the reference in the outcome, or two that cannot differ from each other.
    """
    how = running or Running()
    named = besides(policies, reference)
    if not named:
        raise InputError(
            Said("scenarios.nothing_to_choose_between"),
            field="policies",
            found=reference.name,
            allowed=Said("scenarios.a_policy_besides_name", name=reference.name),
        )
    questions = [
        ask(people, policy, reference, outcome, week, posterior, prices=prices) for policy in named
    ]
    asked = questions[0].outcome
    if asked.ratio:
        raise InputError(
            Said("scenarios.a_cost_per_extra_person_cannot"),
            field="outcome",
            found=asked.name,
            allowed=Said("scenarios.net_public_education_or_employment"),
        )
    more_is_better = asked.sense()
    _check_any_can_differ(questions, seed)
    for one, other in combinations(named, 2):
        pair = ask(people, one, other, outcome, week, posterior, prices=prices)
        check_question(pair, [], seed)
    worlds = states(posterior, draws)
    rows, lived, done, steps = [], [], 0, len(worlds) * len(questions)
    for (mechanism, view), here in worlds.items():
        found: dict[str, Floats] = {reference.name: np.zeros((len(here), SEEDS_PER_DRAW))}
        for question in questions:
            part = how.part(done / steps, (done + 1) / steps)
            found[question.names[0]] = over_draws(
                replace(question, posterior=here),
                len(here),
                seed,
                part,
                name=f"{mechanism}-{view}-{question.names[0]}",
            )
            done += 1
        rows += _rows(mechanism, view, found, more_is_better)
        lived.append(found)
    table = pd.DataFrame(rows)
    worst = table.groupby("policy", sort=False)["regret"].max().sort_values(kind="stable")
    return Regret(
        table,
        worst,
        str(worst.index[0]),
        _hangs(lived, more_is_better),
        any(question.beyond() for question in questions),
        (*named, reference),
    )


def _check_any_can_differ(questions: Sequence[Question], seed: int) -> None:
    """Find out whether any policy can differ from the reference in what is asked.

    Raises:
        InputError: none can.
    """
    for question in questions[:-1]:
        try:
            return check_question(question, [], seed)
        except InputError:
            # Another policy may differ: only the last one's answer ends the search.
            continue
    return check_question(questions[-1], [], seed)


def _hangs(lived: Sequence[dict[str, Floats]], more_is_better: bool) -> bool:
    """Whether of two policies the one is better in one state and the other in another.

    Args:
        lived: by state the outcome of each policy, shape (draws, seeds).
        more_is_better: whether the largest is best.
    """
    sign = 1.0 if more_is_better else -1.0
    best = [max(found, key=lambda name: sign * float(found[name].mean())) for found in lived]

    def beats(found: dict[str, Floats], one: str, other: str) -> bool:
        known = summary(found[one] - found[other])
        return sign * float(known["mean"]) > within_luck(float(known["noise"]))

    states = list(zip(best, lived, strict=True))
    return any(
        one != other and beats(here, one, other) and beats(there, other, one)
        for (one, here), (other, there) in combinations(states, 2)
    )


def _rows(
    mechanism: str, view: str, found: dict[str, Floats], more_is_better: bool
) -> list[dict[str, object]]:
    sign = 1.0 if more_is_better else -1.0
    means = {name: float(y.mean()) for name, y in found.items()}
    best = max(means, key=lambda name: sign * means[name])
    rows: list[dict[str, object]] = []
    for name, y in found.items():
        known = summary(y)
        rows.append(
            {
                "mechanism": mechanism,
                "barriers": view,
                "policy": name,
                "mean": means[name],
                "low": float(known["low"]),
                "high": float(known["high"]),
                "regret": sign * (means[best] - means[name]),
                "best": name == best,
                "draws": len(y),
            }
        )
    return rows
