"""From people, policies and prices to a decision: lives, groups, kroner, and what may be said.

What `mentorsim decide` and notebooks call. Lives are kept in pieces as those of a comparison, so
that an interrupted decision goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.evidence import Evidence, evidence_of
from calibration.inference_data import SAMPLE, arviz_data
from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Workspace
from scenarios.comparison.compare import ready_to_compare, unprinted_shares
from scenarios.comparison.drawn import Drawn, drawn_from
from scenarios.comparison.ensemble import EnsembleSetting, simulate_closely
from scenarios.comparison.identity import identity
from scenarios.comparison.same_lives import last_same_weeks
from scenarios.decision.analysis import Decision
from scenarios.decision.bcea import write_bcea
from scenarios.decision.by_draw import KRONER, decision_by_draw
from scenarios.decision.fairness import Fairness, fairness
from scenarios.decision.group_lives import group_lives, look_at_groups
from scenarios.decision.group_outcomes import group_outcomes
from scenarios.decision.outcome_names import made_of
from scenarios.decision.policy_decision import PolicyDecision, Question, decide
from scenarios.decision.policy_outcomes import check_week, effect_unit
from scenarios.decision.psa_files import COSTS, EFFECTS, PARAMETERS, psa_files, trio
from scenarios.decision.setting import decision_choices, own_weights
from scenarios.decision.subgroups import Stratified
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import Prices
from scenarios.economics.setting import price_seed
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.population_comparison import PopulationComparison, population_comparison
from scenarios.policy.intake import arriving
from scenarios.policy.policies import NamedPolicy
from sim.executor import Progress, silent
from sim.former_names import former
from sim.new_folder import write_new_folder
from sim.shown import ResultShown, Shown

if TYPE_CHECKING:
    from calibration.inference_data import ArvizData

#: Equity weights that are shown if the user gives none.
STATED_WEIGHTS = "weakest_first"


@dataclass(frozen=True, repr=False)
class Decided(ResultShown):
    """A decision with everything that stands beside it.

    Attributes:
        policies: what was set against the reference, in order, and the reference last.
        decision: costs, effects, frontier, curves, what is to be learnt.
        families: by family of groups, what it is worth to choose for each group by itself, at the
            values told and at the one where certainty is worth most. Families with a group too
            small to show are left out.
        fair: who gains and who pays, with equity weights; None if its groups are too small.
        evidence_ends: by policy, the last week that the trial speaks to.
        group_draws: draws behind what is shown by group.
        drawn: the posterior draws behind everything else.
        population_comparison: how far the people are from the trial's; None if they are the
            trial's.
        situation: whose situation it is about, on one line (`scenarios.situation`); empty if none
            was said.
        same_until: by policy, the last week up to which it and the reference are the same for
            everybody (`scenarios.comparison.same_lives`).
        evidence: what the trial saw.
    """

    policies: tuple[NamedPolicy, ...]
    decision: PolicyDecision
    families: Mapping[str, Stratified]
    fair: Fairness | None
    evidence_ends: Mapping[str, int]
    group_draws: int
    drawn: Drawn = field(repr=False)
    population_comparison: PopulationComparison | None = None
    situation: str = ""
    same_until: Mapping[str, int] = field(default_factory=dict)
    evidence: Evidence = field(kw_only=True, repr=False)

    likeness = former("likeness", "population_comparison")

    @property
    def cost_effectiveness(self) -> Decision:
        """Frontier, curves and plane of the question's cost and effect; see `PolicyDecision`."""
        return self.decision.cost_effectiveness

    @property
    def left_out(self) -> tuple[str, ...]:
        """Families of groups that are not shown, because a group is too small."""
        return tuple(f for f in decision_choices().families if f not in self.families)

    def named(self, name: str) -> NamedPolicy:
        """A policy by name."""
        return next(p for p in self.policies if p.name == name)

    def extrapolated(self, name: str, week: int, effect: str | None = None) -> bool:
        """Whether a number lies beyond what the trial speaks to, under a policy or the reference.

        Args:
            name: of the policy.
            week: since entry up to which it is counted.
            effect: of `scenarios.decision.outcome_names.EFFECTS`, which the trial may not have
                measured; None for kroner, which follow from all that is lived.
        """
        reference = self.decision.question.reference
        end = min(self.evidence_ends[name], self.evidence_ends[reference])
        return week > self.evidence.last_week(end, () if effect is None else made_of(effect))

    def shown(self) -> Shown:
        """The decision in a few lines."""
        people = "trial" if self.population_comparison is None else self.population_comparison.name
        decision = self.decision.shown()
        return replace(
            decision,
            heading=f"{decision.heading}, people: {people}",
            facts=(*filter(None, [self.situation]), *decision.facts),
            further=(
                ".decision",
                ".fair",
                ".draws()",
                ".to_bcea(folder)",
                ".to_psa(folder)",
                "tell(result)",
                "plot(result)",
            ),
        )

    def draws(self) -> pd.DataFrame:
        """Cost, effect and net of every purse, by posterior draw.

        Everything is per young person and less that of the reference, over the question's weeks.
        Row k of a policy belongs to the row `draw` of the posterior that was handed in
        (`posterior.draws.loc[draw]`) and to one draw of the prices. What the two seeds of a draw do
        to it is taken out as in every interval
        (`scenarios.comparison.intervals.without_seed_noise`), from
        each column for itself: cost and effect are the very numbers that the decision rests on, and
        percentiles of a column are the ends of its interval.

        Returns:
            One row per draw and policy, the reference among them with zeros: draw, policy, cost
            and effect (of the question), and net_public, net_municipality ... for every sum of
            `scenarios.decision.policy_outcomes.SUMS`, above 0 where it gains. `attrs` hold `units`
            by column, the question, version, seed, and the fingerprints of posterior and model.
        """
        rows = decision_by_draw(self.decision, self.drawn)
        rows.attrs |= {"situation": self.situation} if self.situation else {}
        return rows

    def to_bcea(self, folder: str | Path) -> Path:
        """Write costs, effects and parameters by draw as the R package BCEA reads them.

        `costs.csv` and `effects.csv` are BCEA's matrices `cost` and `eff`: a row per draw, a column
        per policy, the reference first (its column is 0: costs and effects are those over it).
        `parameters.csv` holds what the draws were made from: the model's parameters, and the
        prices as `price.NAME`, those left out that never vary. `willingness_to_pay.csv` is the
        grid of the decision's curves, kroner per unit of effect, BCEA's `k`. README.txt has the
        lines of R that read them. Nothing in them is about a single person.

        Args:
            folder: a new one; it appears whole or not at all.

        Returns:
            The folder.

        Raises:
            InputError: the folder is there already, or cannot be written.
        """
        return write_bcea(Path(folder), self.decision, self.drawn)

    def to_psa(self, folder: str | Path, language: str = "en") -> Path:
        """Write costs, effects and parameters by draw as tools of decision analysis read them.

        For hesim, voi, dampack, heemod, BCEA and the web tool SAVI: `costs.csv`, `effects.csv` and
        `parameters.csv` have a row per draw and nothing but numbers under plain names, `long.csv`
        has a row per draw and policy. README.txt has the lines of R that read them
        (docs/other-tools.md). Nothing in them is about a single person.

        Args:
            folder: a new one; it appears whole or not at all.
            language: code of that of README.txt, `en` or `da`.

        Returns:
            The folder.

        Raises:
            InputError: the folder is there already, or cannot be written.
        """
        return write_new_folder(Path(folder), psa_files(self.decision, self.drawn, language))

    def to_arviz(self) -> ArvizData:
        """Parameters, prices, costs and effects by draw as ArviZ data.

        Returns:
            `posterior`: the parameters, and the prices as `price.NAME`, that vary, over `chain`
            (one) and `draw`; `posterior_predictive`: `cost` and `effect` of each policy less those
            of the reference, over `policy`, too. `row` is the row number in the posterior.

        Raises:
            InputError: ArviZ is not installed; it comes with the extra `exchange`.
        """
        tables = trio(self.decision, self.drawn)
        rows, effect = self.drawn.rows.to_numpy(), self.decision.question.effect
        known = xr.Dataset(
            {str(n): (SAMPLE, x.to_numpy()[None]) for n, x in tables[PARAMETERS].items()}
        )
        units = {"cost": KRONER, "effect": effect_unit(effect)}
        found = xr.Dataset(
            {
                name: ((*SAMPLE, "policy"), tables[file].to_numpy()[None], {"units": units[name]})
                for name, file in (("cost", COSTS), ("effect", EFFECTS))
            },
            {"policy": list(self.decision.names)},
        )
        sampled = {"chain": [0], "draw": np.arange(len(rows)), "row": ("draw", rows)}
        groups = {"posterior": known, "posterior_predictive": found}
        about = {str(k): v for k, v in self.drawn.attributes().items()}
        return arviz_data({name: g.assign_coords(sampled) for name, g in groups.items()}, about)


def decide_policies(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    setting: EnsembleSetting,
    prices: Prices,
    question: Question,
    equity: Mapping[str, float] | None = None,
    progress: Progress = silent,
    *,
    workspace: Callable[[Mapping[str, Any]], Workspace] | None = None,
) -> Decided:
    """Live policies, price what happened, and decide.

    Args:
        people: the trial's young people, or a municipality's.
        policies: what is decided between.
        reference: what they are set against; one of the choices.
        posterior: the draws, two or more.
        setting: how much to compute.
        prices: the price set; every draw has its own draw of prices.
        question: what is decided; its reference is this one.
        equity: weights by group of one's own; None takes those stated in the file.
        progress: called with the share that is done.
        workspace: opens the folder where finished pieces are kept, given all that they depend
            on; None keeps them in memory only.

    Raises:
        InputError: as `scenarios.comparison.compare.compare`, or a question or weights that cannot
            be.
    """
    question.check()
    check_week(question.week, setting.horizon - 1)
    family, weights = (
        own_weights(dict(equity))
        if equity
        else (next(iter(decision_choices().families)), decision_choices().equity[STATED_WEIGHTS])
    )
    ready = ready_to_compare(people, policies, reference, posterior)
    choices = decision_choices()
    look = look_at_groups(
        min(len(posterior), int(choices.group_draws.value)),
        [group for members in choices.families.values() for group in members],
        question.week,
    )
    # What is looked at follows from the setting and from the code.
    kept = None if workspace is None else workspace(identity(ready, posterior, setting))
    data, looked_at = simulate_closely(
        ready, posterior, setting, progress, look=look, workspace=kept
    )
    groups = group_outcomes(
        group_lives(looked_at, ready, look),
        question.reference,
        draw_prices(prices, look.draws, price_seed()),
        discounted=question.discounted,
    )
    near = None
    if isinstance(people, LocalPeople) and not people.as_in_trial:
        near = population_comparison(
            arriving(people, ready.intake), unprinted_shares(posterior), setting.seed
        )
    hidden = frozenset() if near is None else near.hidden
    values = draw_prices(prices, len(posterior), price_seed())
    decision = decide(data, question, values, posterior, groups)
    shown = {
        family: groups.among(members)
        for family, members in decision_choices().families.items()
        if not hidden & set(members)
    }
    worth = np.unique([*question.told_willingness_to_pay, decision.peak])
    fair = (
        fairness(
            shown[family],
            question.perspective,
            question.effect,
            question.told_willingness_to_pay[0],
            weights,
        )
        if family in shown
        else None
    )
    return Decided(
        (*(p for p in ready.policies if p.name != reference.name), ready.policies[-1]),
        decision,
        {
            family: part.choose(question.perspective, question.effect, worth)
            for family, part in shown.items()
        },
        fair,
        {p.name: p.ends_in(people.trial) for p in ready.policies},
        len(next(iter(groups.net.values()))),
        drawn_from(posterior, setting.seed),
        near,
        same_until=same_as_reference(data, [p.name for p in ready.policies], reference.name),
        evidence=evidence_of(people.trial),
    )


def same_as_reference(data: xr.Dataset, names: Sequence[str], reference: str) -> dict[str, int]:
    """By policy, the last week up to which it is the same as the reference for everybody.

    Args:
        data: what was lived, with a dimension for the policy.
        names: of the policies.
        reference: name of the one that others are set against.
    """
    pairs = [(name, reference) for name in names if name != reference]
    return {name: week for (name, _), week in last_same_weeks(data, pairs).items()}
