"""What a comparison found, tidy and by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from calibration.evidence import Evidence
from calibration.inference_data import SAMPLE, arviz_data, drawn_group
from scenarios.comparison import tables
from scenarios.comparison.by_draw import outcome_by_draw
from scenarios.comparison.drawn import Drawn
from scenarios.comparison.intervals import LEVEL, enough_draws, few_draws_note, without_seed_noise
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.same_lives import last_same_weeks
from scenarios.comparison.saved_sums import UNITS
from scenarios.comparison.tables import DIFFERENCE_NUMBERS
from scenarios.comparison.until import Precision
from scenarios.comparison.views import Dependence
from scenarios.municipality.population_comparison import PopulationComparison
from scenarios.municipality.suppression import blanked
from scenarios.policy.measure_effects import Assumption, assumed
from scenarios.policy.policies import NamedPolicy
from sim.errors import InputError
from sim.former_names import former
from sim.messages import Said
from sim.shown import ResultShown, Shown, with_interval

if TYPE_CHECKING:
    from calibration.inference_data import ArvizData

#: Name of the population, if no other is given.
TRIAL_NAME = "trial"


#: Outcomes that a comparison shows itself by.
SHOWN = ("education", "employment", "education_weeks")


@dataclass(frozen=True, repr=False)
class Comparison(ResultShown):
    """Results of a comparison, tidy: one row per number.

    Attributes:
        policies: what was compared, in order; the first is what the others are set against
            besides the reference.
        reference: name of the policy that all are set against.
        levels: policy, outcome, week, group, unit, mean, low, high, noise, trial_sd, extrapolated;
            per cent, or weeks per young person (`scenarios.comparison.outcomes`). Everybody in
            every week, other groups in the reported weeks
            (`scenarios.comparison.setting.report_weeks`).
        differences: policy, against, outcome, week, group, unit, mean, low, high, noise, trial_sd,
            prob_better, extrapolated; percentage points or weeks. Every pair is there: against the
            reference and the first as `levels`, other pairs in the reported weeks. `prob_better`
            is missing while the two are the same, where nothing differs in any draw, and where the
            draws are too few.
        views: as `differences`, in the reported weeks, with `view` and the number of `draws`;
            under each hypothesis and mechanism (`scenarios.comparison.views`).
        dependences: orders of two policies that hang on the view.
        weekly: policy, calendar_week, quantity, mean, low, high, extrapolated; per 1,000 young
            people. A calendar week is extrapolated once the first to enter are.
        totals: policy, quantity, unit, mean, low, high, extrapolated: whether the policy gives
            something that nobody was given in the trial.
        evidence_ends: by policy, the last week the trial speaks to (-1: none).
        draw_count: posterior draws behind the intervals.
        trial_size: people of the trial whose sampling error is in `trial_sd`.
        population_comparison: how far the people are from the trial's; None if they are the
            trial's. Numbers of groups in `population_comparison.hidden` are blank (NaN) in the
            tables by group.
        ensemble: what was kept of every draw, seed and policy
            (`scenarios.comparison.ensemble.simulate_all`); with hidden groups blank.
        drawn: the posterior draws behind it; None of a run that was kept and read again.
        evidence: what the study behind the people saw.
        precision: how well the mean effects are known to the simulation, if that was asked for.
        situation: whose situation it is about, on one line (`scenarios.situation`); empty if none
            was said.
    """

    policies: tuple[NamedPolicy, ...]
    reference: str
    levels: pd.DataFrame
    differences: pd.DataFrame
    views: pd.DataFrame
    dependences: tuple[Dependence, ...]
    weekly: pd.DataFrame
    totals: pd.DataFrame
    evidence_ends: dict[str, int]
    draw_count: int
    trial_size: int
    population_comparison: PopulationComparison | None = None
    ensemble: xr.Dataset = field(default_factory=xr.Dataset, repr=False)
    drawn: Drawn | None = field(default=None, repr=False, compare=False)
    evidence: Evidence = field(kw_only=True, repr=False)
    situation: str = ""
    precision: Precision | None = None

    likeness = former("likeness", "population_comparison")

    @property
    def population(self) -> str:
        """Name of the population that the numbers are about."""
        return TRIAL_NAME if self.population_comparison is None else self.population_comparison.name

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Effects of other measures that the results lean on."""
        return assumed(self.policies)

    @property
    def hidden(self) -> frozenset[str]:
        """Groups whose numbers are not shown: too few people."""
        return (
            frozenset() if self.population_comparison is None else self.population_comparison.hidden
        )

    def last_spoken_of(self, policy: str, outcome: str) -> int:
        """Last week in which the trial speaks to an outcome under a policy; -1 for none.

        Args:
            policy: its name.
            outcome: of `scenarios.comparison.outcomes.ALL_OUTCOMES`.
        """
        return self.evidence.last_week(self.evidence_ends[policy], [ALL_OUTCOMES[outcome].status])

    @property
    def enough_draws(self) -> bool:
        """Whether the draws can carry intervals, and with them verdicts and probabilities."""
        return enough_draws(self.draw_count)

    def shown(self) -> Shown:
        """Differences to the reference in the last week, in a few lines."""
        others = [p.name for p in self.policies if p.name != self.reference]
        last = int(self.ensemble["week"].max()) if "week" in self.ensemble else 0
        rows = []
        for name in others if last else []:
            cells = [name]
            for outcome in SHOWN:
                row = self.difference(name, outcome, last)
                mean, low, high = (float(row[column]) for column in ("mean", "low", "high"))
                cells.append(
                    with_interval(
                        mean, low, high, enough=self.enough_draws, beyond=bool(row["extrapolated"])
                    )
                )
            rows.append(tuple(cells))
        return Shown(
            f"Comparison of {', '.join(others)} against {self.reference}",
            facts=(
                *filter(None, [self.situation]),
                f"{last} weeks since entry, {self.draw_count} posterior draws, "
                f"people: {self.population}",
                f"Differences in week {last}, with {LEVEL} intervals († beyond the trial):",
            ),
            columns=("policy", *(f"{o}, {ALL_OUTCOMES[o].unit}" for o in SHOWN)),
            rows=tuple(rows),
            after=few_draws_note(self.draw_count),
            further=(
                ".levels",
                ".differences",
                ".totals",
                ".draws()",
                "tell(result)",
                "plot(result)",
            ),
        )

    def same_until(self, policy: str, against: str) -> int:
        """The last week up to which two policies are the same: see `last_same_weeks`."""
        pair = (min(policy, against), max(policy, against))
        if pair not in self._same_weeks:
            self._same_weeks.update(last_same_weeks(self.ensemble, [pair]))
        return self._same_weeks[pair]

    @cached_property
    def _same_weeks(self) -> dict[tuple[str, str], int]:
        """What has been worked out so far."""
        return {}

    def difference(
        self,
        policy: str,
        outcome: str,
        week: int,
        *,
        against: str | None = None,
        group: str = "all",
    ) -> pd.Series:
        """One row of `differences`, of any pair of policies.

        Args:
            policy: name of one that was compared.
            outcome: name of a status, or of its weeks.
            week: since entry; one that is kept.
            against: name of another; the reference by default.
            group: whose difference it is.

        Raises:
            InputError: there is no such policy, outcome or group, or it is not kept for that week.
        """
        other = against or self.reference
        self._check(policy, other, outcome, group)
        place = self._places.get((policy, other, outcome, week, group))
        if place is not None:
            return self.differences.iloc[place]
        row = self.differences.iloc[:0]
        if "share" in self.ensemble:
            pair = tables.differences(
                self.ensemble,
                [(policy, other)],
                self.evidence_ends,
                self.trial_size,
                evidence=self.evidence,
            )
            pair = blanked(pair, self.hidden, DIFFERENCE_NUMBERS)
            row = self._row(pair, policy, other, outcome, week, group)
        if row.empty:
            weeks = self.ensemble["report_week"].values.tolist()
            everybody = Said("sim.low_to_high", low=0, high=int(self.ensemble["week"].max()))
            raise InputError(
                Said("scenarios.no_result_for_this_week"),
                field="week",
                found=week,
                allowed=everybody
                if group == "all"
                else Said("scenarios.weeks_for_subgroups", weeks=weeks),
            )
        return row.iloc[0]

    @cached_property
    def _places(self) -> dict[tuple[str, str, str, int, str], int]:
        """Where each difference stands: pages and reports ask for hundreds of them."""
        columns = ("policy", "against", "outcome", "week", "group")
        keys = list(zip(*(self.differences[column].tolist() for column in columns), strict=True))
        # The first of several that are the same stays.
        return {key: place for place, key in reversed(list(enumerate(keys)))}

    @staticmethod
    def _row(
        frame: pd.DataFrame, policy: str, against: str, outcome: str, week: int, group: str
    ) -> pd.DataFrame:
        return frame[
            (frame["policy"] == policy)
            & (frame["against"] == against)
            & (frame["outcome"] == outcome)
            & (frame["week"] == week)
            & (frame["group"] == group)
        ]

    def _check(self, policy: str, against: str, outcome: str, group: str) -> None:
        names = [named.name for named in self.policies]
        known = {
            "policy": (policy, names, Said("scenarios.no_such_policy")),
            "against": (against, names, Said("scenarios.no_such_policy")),
            "outcome": (outcome, list(ALL_OUTCOMES), Said("scenarios.no_such_outcome")),
            "group": (
                group,
                self.ensemble["group"].values.tolist(),
                Said("scenarios.no_such_group"),
            ),
        }
        for place, (found, allowed, problem) in known.items():
            if found not in allowed:
                raise InputError(
                    problem,
                    field=place,
                    found=found,
                    allowed=", ".join(allowed),
                )

    def to_pandas(self) -> pd.DataFrame:
        """The differences, one row per number."""
        return self.differences.copy()

    def draws(
        self,
        outcome: str = "education",
        week: int | None = None,
        *,
        against: str | None = None,
        group: str = "all",
    ) -> pd.DataFrame:
        """An outcome by posterior draw, to lay beside the parameters or to analyse elsewhere.

        Row k of a policy belongs to the row `draw` of the posterior that was handed in
        (`posterior.draws.loc[draw]`). Every draw was lived with a seed or two. What they do to a
        draw is taken out as in every interval
        (`scenarios.comparison.intervals.without_seed_noise`): the rows have the mean of the tables,
        and their percentiles are the ends of the intervals. It is taken out of the level and of the
        difference each for itself; policies share their luck, so that a difference holds far less
        of it than a level, and is not exactly the difference of two rows of `value`.

        Args:
            outcome: of `scenarios.comparison.outcomes.ALL_OUTCOMES`.
            week: since entry; the last week by default.
            against: the policy that `difference` is over; the reference by default.
            group: a group of the young people; only the reported weeks are kept of it.

        Returns:
            One row per draw and policy: draw, policy, value, difference (0 of the policy that it
            is over). `attrs` hold outcome, week, group, against, the units `value` and
            `difference`, version, seed, and the fingerprints of posterior and model.

        Raises:
            InputError: no such policy, outcome, group or week; a group too small to be shown; or
                a kept run, which has no draws with seeds.
        """
        other = against or self.reference
        self._check(self.reference, other, outcome, group)
        drawn = self._simulated()
        if group in self.hidden:
            raise InputError(
                Said("scenarios.this_group_is_too_small_to"),
                field="group",
                found=group,
                allowed=Said("scenarios.a_group_with_more_people"),
            )
        last = int(self.ensemble["week"].max())
        at = last if week is None else week
        kept = range(last + 1) if group == "all" else self.ensemble["report_week"].values.tolist()
        if at not in kept:
            allowed = (
                Said("sim.low_to_high", low=0, high=last)
                if group == "all"
                else Said("scenarios.weeks_for_subgroups", weeks=list(kept))
            )
            raise InputError(
                Said("scenarios.no_result_for_this_week"), field="week", found=at, allowed=allowed
            )
        names = [named.name for named in self.policies]
        rows = outcome_by_draw(self.ensemble, drawn, names, other, outcome, at, group)
        rows.attrs |= {"situation": self.situation} if self.situation else {}
        return rows

    def to_xarray(self) -> xr.Dataset:
        """What was kept of every draw, seed and policy, with names on every axis.

        Returns:
            The ensemble. Every variable has its `units` in `attrs`; the dataset's `attrs` hold
            version, seed, fingerprints of posterior and model, reference, population and the
            situation, if one was said. The
            coordinate `draw` is the row number in the posterior. A run that was kept and read
            again holds neither seeds nor fingerprints.
        """
        found = self.ensemble.copy()
        for name, unit in UNITS.items():
            if name in found:
                found[name].attrs = {"units": unit}
        origin = {"mentorsim": version("mentorsim"), "reference": self.reference}
        found = found.assign_attrs(origin, population=self.population)
        if self.situation:
            found = found.assign_attrs(situation=self.situation)
        if self.drawn is None:
            return found
        rows = self.drawn.rows.to_numpy()
        return found.assign_coords(draw=rows).assign_attrs(self.drawn.attributes())

    def to_arviz(self) -> ArvizData:
        """Parameters and what they lead to, by draw, as ArviZ data.

        Returns:
            `posterior`: every parameter over `chain` (one) and `draw`; `posterior_predictive`:
            `level`, the share of the young people in each status, over `policy`, `week` and
            `status`, too, without the noise of seeds. `row` is the row number in the posterior.

        Raises:
            InputError: a kept run, which has no draws; or ArviZ is not installed (extra
                `exchange`).
        """
        drawn, level = self._simulated(), self.ensemble["level"]
        values = level.transpose("draw", "seed", "policy", "week", "status").to_numpy()
        moved = without_seed_noise(values.astype(float))[0]
        known = drawn_group({str(n): x.to_numpy(float)[None] for n, x in drawn.parameters.items()})
        dims = ("policy", "week", "status")
        found = xr.Dataset(
            {"level": ((*SAMPLE, *dims), moved[None], {"units": UNITS["level"]})},
            {name: level[name].to_numpy() for name in dims},
        )
        found = found.assign_coords(chain=known["chain"], draw=known["draw"])
        about = {str(k): v for k, v in drawn.attributes().items()}
        groups = {"posterior": known, "posterior_predictive": found}
        rows = ("draw", drawn.rows.to_numpy())
        return arviz_data({n: g.assign_coords(row=rows) for n, g in groups.items()}, about)

    def _simulated(self) -> Drawn:
        """The draws behind it.

        Raises:
            InputError: a kept run, which holds none.
        """
        if self.drawn is None:
            raise InputError(
                Said("scenarios.a_saved_run_does_not_hold"),
                field="draws",
                found=Said("scenarios.a_run_that_was_read_again"),
                allowed=Said("scenarios.the_comparison_lived_again"),
            )
        return self.drawn


def compared(comparison: Comparison) -> tuple[str, ...]:
    """Names of the policies that are set against the reference, in order."""
    return tuple(p.name for p in comparison.policies if p.name != comparison.reference)
