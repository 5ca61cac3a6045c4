"""A decision between policies: what they cost a purse and give, how sure, what is to be learnt.

Costs and effects of an ensemble's draws, each with its own draw of prices, go to
`scenarios.decision.analyse`. Noise of single seeds is taken out first
(`scenarios.comparison.intervals`): it is no ignorance that a study could resolve, and an effect has
the interval that a comparison shows.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from calibration.posterior import Posterior
from scenarios.comparison.intervals import LEVEL, enough_draws, few_draws_note, without_seed_noise
from scenarios.comparison.seeds import over_seeds
from scenarios.decision.analysis import Decision, analyse
from scenarios.decision.frontier import ON_FRONTIER
from scenarios.decision.group_outcomes import GroupOutcomes
from scenarios.decision.outcome_names import BILL, WELFARE
from scenarios.decision.plane import DOMINATED, DOMINATES, GAINS_AT_A_COST, SAME, verdict
from scenarios.decision.policy_outcomes import (
    PolicyOutcomes,
    check_effect,
    check_perspective,
    check_week,
    effect_unit,
    only,
    policy_outcomes,
    prices_read,
)
from scenarios.decision.setting import decision_choices
from scenarios.decision.spans import Span, span
from scenarios.decision.success_rate import SUCCESSES, SuccessRate, success_rate
from scenarios.decision.value_of_information import (
    ValueOfInformation,
    learnable,
    value_of_information,
)
from scenarios.economics.person_weeks import quantities_of
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import PROGRAMME
from scenarios.economics.setting import weeks_per_person_year
from scenarios.economics.welfare import CONVENTIONS, discount_rates_used
from sim.errors import InputError
from sim.former_names import former
from sim.messages import Said
from sim.shown import ResultShown, Shown, number, with_interval

Floats = npt.NDArray[np.float64]

#: What a ratio of extra cost to extra effect may be shown as.
PRICE, SAVES, UNCLEAR, TOO_FEW = "price", "saves", "unclear", "too few draws"


@dataclass(frozen=True)
class Question:
    """What is decided.

    Attributes:
        reference: policy that the others are set against.
        effect: of `scenarios.decision.policy_outcomes.EFFECTS`.
        week: since entry; the last of effect and kroner alike.
        perspective: of `scenarios.decision.policy_outcomes.PERSPECTIVES`.
        willingness_to_pay: values of a unit of effect that the answer is told at, kroner; the first
            is the main one. None takes that of `scenarios/decision/decision.yaml`.
        discounted: present values of a purse; the welfare account always is.
        target_group: young people that the decision is taken for, over all years it holds.
    """

    reference: str
    effect: str
    week: int
    perspective: str
    willingness_to_pay: tuple[float, ...] | None = None
    discounted: bool = False
    target_group: float | None = None

    @property
    def told_willingness_to_pay(self) -> tuple[float, ...]:
        """The values of a unit of effect that the answer is told at."""
        return self.willingness_to_pay or (
            decision_choices().willingness_to_pay[self.effect].value,
        )

    def check(self) -> None:
        """Refuse a question that cannot be answered, before anything is lived.

        Raises:
            InputError: effect, perspective, worth or target group that cannot be.
        """
        check_effect(self.effect)
        check_perspective(self.perspective)
        for worth in self.told_willingness_to_pay:
            if not 0 <= worth < float("inf"):
                raise InputError(
                    Said("scenarios.a_unit_of_effect_cannot_be_worth_that"),
                    field="--threshold",
                    found=worth,
                    allowed=Said("scenarios.0_or_more"),
                )
        if self.target_group is not None and not 0 < self.target_group < float("inf"):
            raise InputError(
                Said("scenarios.nobody"),
                field="--target-group",
                found=self.target_group,
                allowed=Said("scenarios.above_0"),
            )


@dataclass(frozen=True)
class Ratio:
    """Extra cost for extra effect, and what may be said of it.

    Attributes:
        policy, against: names.
        cost, effect: of the policy over the other, per young person.
        kind: `price`: paid per unit gained. `saves`: saved per unit lost. `unclear`: the interval
            of the effect holds zero; a ratio to it would have no meaning. `too few draws`: nothing
            can be said yet (`scenarios.comparison.intervals.enough_draws`). Else the verdict
            (`dominates`, `dominated`, `no difference`), which needs no ratio.
        value: kroner per unit; NaN unless `price` or `saves`.
    """

    policy: str
    against: str
    cost: Span
    effect: Span
    kind: str
    value: float


@dataclass(frozen=True, repr=False)
class PolicyDecision(ResultShown):
    """Everything worked out for a question.

    Attributes:
        question: what was asked.
        outcomes: costs and effects of all perspectives and effects, with the noise of seeds.
        cost_effectiveness: of the question's cost and effect, on the curves' grid; without noise of
            seeds.
        ratios: each policy against the reference.
        steps: each policy of the frontier against the one before it.
        peak: value of a unit of effect, of the grid, at which certainty would be worth most.
        value_of_information: EVPPI at the values told and at the peak.
        success: successes that pay, by policy and kind of success.
        values: the prices.
        groups: by group, None if nobody was told apart.
    """

    question: Question
    outcomes: PolicyOutcomes
    cost_effectiveness: Decision
    ratios: tuple[Ratio, ...]
    steps: tuple[Ratio, ...]
    peak: float
    value_of_information: ValueOfInformation
    success: tuple[SuccessRate, ...]
    values: PriceValues
    groups: GroupOutcomes | None = None

    learning = former("learning", "value_of_information")

    @property
    def decision(self) -> Decision:
        """The former name of `cost_effectiveness`."""
        warnings.warn("decision is now cost_effectiveness", DeprecationWarning, stacklevel=2)
        return self.cost_effectiveness

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the policies, the reference first."""
        return self.outcomes.names

    @property
    def last_week(self) -> int:
        """The last week since entry of kroner and effect."""
        return self.question.week

    @property
    def draws(self) -> int:
        """Draws behind the intervals."""
        return self.cost_effectiveness.outcomes.draws

    @property
    def enough(self) -> bool:
        """Whether there are draws enough for verdicts and probabilities."""
        return enough_draws(self.draws)

    def shown(self) -> Shown:
        """Cost, effect and their ratio against the reference, in a few lines."""
        question, prices = self.question, self.values.prices
        rows = tuple(
            (
                r.policy,
                with_interval(r.cost.mean, r.cost.low, r.cost.high, 0, enough=self.enough),
                with_interval(r.effect.mean, r.effect.low, r.effect.high, 3, enough=self.enough),
                f"{number(r.value, 0)} ({r.kind})" if r.kind in (PRICE, SAVES) else r.kind,
            )
            for r in self.ratios
        )
        return Shown(
            f"Decision between {', '.join(self.names[1:])} and {question.reference}",
            facts=(
                f"Cost to {question.perspective} and effect {question.effect} up to week "
                f"{question.week}, {self.draws} posterior draws, prices of {prices.rule_year}",
                f"Per young person, less the reference, with {LEVEL} intervals:",
            ),
            columns=(
                "policy",
                "cost, kroner",
                f"effect, {effect_unit(question.effect).split()[0]}",
                "kroner per unit",
            ),
            rows=rows,
            after=few_draws_note(self.draws),
            further=(".ratios", ".decision.to_frames()", ".net(policy, purse)", ".assumptions()"),
        )

    def at(self, worth: float) -> int:
        """Position of a value of a unit of effect on the grid."""
        return int(np.flatnonzero(self.cost_effectiveness.curves.thresholds == worth)[0])

    def net(self, policy: str, name: str) -> Span:
        """Net kroner into a sum of `scenarios.decision.policy_outcomes.SUMS`, per young person."""
        return span(self.outcomes.net[name][:, :, self.names.index(policy)])

    def effect(self, policy: str, name: str) -> Span:
        """Another effect up to the question's week, per young person."""
        return span(self.outcomes.effect[name][:, :, self.names.index(policy)])

    def assumptions(self) -> tuple[Assumption, ...]:
        """Prices that nobody could source and that cost, effect or discounting lean on."""
        question, names = self.question, set[str]()
        for drawn in self.outcomes.accounts.values():
            account = drawn.mean
            bill = question.perspective == BILL
            names |= prices_read(only(account, PROGRAMME) if bill else account)
            years = [int(year) for year in account.kroner["year"].values]
            if question.perspective == WELFARE:
                names |= set(CONVENTIONS)
            if question.perspective == WELFARE or question.discounted:
                names |= discount_rates_used(self.values, years)
        return self.values.prices.assumptions(names)


def ratio(policy: str, against: str, cost: Floats, effect: Floats) -> Ratio:
    """A ratio only where the effect is surely there.

    Args:
        policy, against: names.
        cost, effect: extra, shape (draws, seeds).
    """
    of_cost, of_effect = span(cost), span(effect)
    words, value = verdict(of_cost.mean, of_effect.mean)
    if not np.nan_to_num(cost).any() and not np.nan_to_num(effect).any():
        kind = SAME
    elif not of_effect.enough:
        kind = TOO_FEW
    elif of_effect.holds_zero:
        kind = UNCLEAR
    elif words in (DOMINATES, DOMINATED):
        kind = words
    else:
        kind = PRICE if words == GAINS_AT_A_COST else SAVES
    shown = value if kind in (PRICE, SAVES) else float("nan")
    return Ratio(policy, against, of_cost, of_effect, kind, shown)


def decide(
    data: xr.Dataset,
    question: Question,
    values: PriceValues,
    posterior: Posterior,
    groups: GroupOutcomes | None = None,
) -> PolicyDecision:
    """Answer a question from an ensemble.

    Args:
        data: of `scenarios.comparison.ensemble.simulate_all`, with two draws or more.
        question: what is decided.
        values: one draw of prices per draw of the ensemble; central ones have nothing to learn.
        posterior: the draws that were lived.
        groups: what came of groups, if they were told apart.

    Raises:
        InputError: a question that cannot be answered, or prices of other draws.
    """
    question.check()
    check_week(question.week, int(data["week"].max()))
    outcomes = policy_outcomes(data, question.reference, values, discounted=question.discounted)
    noisy = outcomes.cost(question.perspective), outcomes.effect[question.effect]
    cost, effect = (without_seed_noise(x)[0] for x in noisy)
    grid = decision_choices().grid(question.effect, question.told_willingness_to_pay)
    decision = analyse(
        cost, effect, grid, names=outcomes.names, reference=0, population=question.target_group
    )
    evpi = decision.curves.evpi
    peak = float(grid[int(evpi.argmax())])
    worth = np.unique([*question.told_willingness_to_pay, peak])
    reads = set[str]().union(*(prices_read(a.mean) for a in outcomes.accounts.values()))
    mean_cost, mean_effect = (over_seeds(x) for x in noisy)
    found = value_of_information(
        mean_cost,
        mean_effect,
        worth,
        evpi[np.searchsorted(grid, worth)],
        learnable(posterior, values, reads),
    )
    names = outcomes.names
    ratios = [ratio(n, names[0], *(x[:, :, p] for x in noisy)) for p, n in enumerate(names) if p]
    return PolicyDecision(
        question,
        outcomes,
        decision,
        tuple(ratios),
        _steps(decision, *noisy),
        peak,
        found,
        _successes(data, outcomes, question),
        values,
        groups,
    )


def _steps(decision: Decision, cost: Floats, effect: Floats) -> tuple[Ratio, ...]:
    on = [s for s in decision.frontier.strategies if s.status == ON_FRONTIER]
    return tuple(
        ratio(
            after.name,
            before.name,
            *(x[:, :, after.number] - x[:, :, before.number] for x in (cost, effect)),
        )
        for before, after in pairwise(on)
    )


def _successes(
    data: xr.Dataset, outcomes: PolicyOutcomes, question: Question
) -> tuple[SuccessRate, ...]:
    """Years in work and in education that pay the programme's bill, over everything simulated."""
    found, per_year = [], weeks_per_person_year()
    for policy, account in outcomes.accounts.items():
        like = quantities_of(data, policy)
        for success in SUCCESSES:
            level = data["level"].sel(status=success).astype(float)
            extra = level.sel(policy=policy) - level.sel(policy=question.reference)
            weeks = extra.sum("week", skipna=False).transpose("draw", "seed").to_numpy()
            found.append(
                success_rate(
                    policy,
                    account.mean,
                    like,
                    without_seed_noise(weeks)[0] / per_year,
                    success,
                    question.perspective,
                    discounted=question.discounted,
                )
            )
    return tuple(found)
