"""What a policy costs and brings over years: a stream of young people, by year and purse.

Lives (`stream`), their kroner (`priced`), and the tables a reader asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from calibration.evidence import Evidence, evidence_of
from calibration.posterior import Posterior
from calibration.trial import Trial
from calibration.workspace import Workspace
from scenarios.comparison.compare import unprinted_shares
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.intervals import LEVEL, enough_draws, few_draws_note
from scenarios.decision.analysis import Decision
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.economics.rule_calendar import Rules, YearRules, held
from scenarios.economics.setting import price_seed
from scenarios.forecast.blocks import Block, blocks_of, check_seen, ladder, seen_through
from scenarios.forecast.ceiling import ceiling_assumptions, ceiling_table
from scenarios.forecast.decision import decide_forecast
from scenarios.forecast.displacement import Turn, displaced, displacement_table, turns
from scenarios.forecast.fading import fading_table
from scenarios.forecast.granting import granting_table
from scenarios.forecast.payback import Payback, paybacks
from scenarios.forecast.periods import periods_of
from scenarios.forecast.priced import AS_IT_IS, PENSION_AS_BENEFIT, Priced, price_lives
from scenarios.forecast.setting import Stream
from scenarios.forecast.stream import ready_to_stream, simulate_stream
from scenarios.forecast.tables import entries_table, fans, lives_table, totals_table, years_table
from scenarios.municipality.local_population import LocalPeople
from scenarios.municipality.local_population import Stream as Comers
from scenarios.municipality.population_comparison import PopulationComparison, population_comparison
from scenarios.policy.policies import NamedPolicy, besides
from sim.executor import Progress, silent
from sim.former_names import former
from sim.shown import ResultShown, Shown, number, with_interval

#: Kroner of a million.
MILLION = 1e6
#: The last week since entry that the trial speaks to, if it speaks to none.
UNSEEN = -1


@dataclass(frozen=True, repr=False)
class Forecast(ResultShown):
    """A forecast of policies against a reference; every table is tidy, kroner are of the stream.

    Attributes:
        policies: what was asked for, the reference last.
        reference: its name.
        stream: who comes, and how long one looks.
        prices: the rules and prices in force at first.
        rules: those of every year.
        draws: posterior draws, each with a draw of the prices.
        size: people in a world over those of the stream.
        replaced: policies that name an intake of their own, which the stream takes the place of.
        years: `scenarios.forecast.tables.years_table`.
        totals: `totals_table`.
        entries: `entries_table`.
        fans: `fans`.
        lives: `lives_table`.
        ceiling: `scenarios.forecast.ceiling.ceiling_table`.
        fading: `scenarios.forecast.fading.fading_table`; no rows where draws are too few.
        granting: `scenarios.forecast.granting.granting_table`.
        displacement: `scenarios.forecast.displacement.displacement_table`.
        turns: from which displaced share on an answer is another.
        paybacks: of every policy and purse; as it is, and with pensions and resource
            courses priced as benefit.
        blocks: of weeks, where the policies make a ladder and everybody is seen long enough.
        decision: cost and effect of every policy, per young person.
        assumptions: prices that nobody could source and the results lean on.
        evidence_ends: by policy, the last week that the trial speaks to.
        population_comparison: how far the people are from the trial's; None if they are the
            trial's.
        priced: every number by draw and seed.
        views: `scenarios.forecast.reform_views.reform_views`; no rows unless they were asked for.
        situation: whose situation it is about, on one line (`scenarios.situation`); empty if none
            was said.
        evidence: what the trial saw.
    """

    policies: tuple[NamedPolicy, ...]
    reference: str
    stream: Stream
    prices: Prices
    rules: Rules
    draws: int
    size: float
    replaced: tuple[str, ...]
    years: pd.DataFrame
    totals: pd.DataFrame
    entries: pd.DataFrame
    fans: pd.DataFrame
    lives: pd.DataFrame
    ceiling: pd.DataFrame
    fading: pd.DataFrame
    granting: pd.DataFrame
    displacement: pd.DataFrame
    turns: tuple[Turn, ...]
    paybacks: tuple[Payback, ...]
    blocks: tuple[Block, ...]
    decision: Decision
    assumptions: tuple[Assumption, ...]
    evidence_ends: Mapping[str, int]
    population_comparison: PopulationComparison | None
    priced: Priced = field(repr=False)
    views: pd.DataFrame = field(default_factory=pd.DataFrame)
    situation: str = ""
    evidence: Evidence = field(kw_only=True, repr=False)

    likeness = former("likeness", "population_comparison")

    @property
    def compared(self) -> list[str]:
        """Names of the policies besides the reference."""
        return [named.name for named in self.policies if named.name != self.reference]

    @property
    def enough(self) -> bool:
        """Whether there are draws enough for verdicts and probabilities."""
        return enough_draws(self.draws)

    def shown(self) -> Shown:
        """Cost and net of the whole time, in a few lines."""
        stream = self.stream
        years = f"{stream.calendar_years[0]}-{stream.calendar_years[-1]}"
        rows = []
        for policy in self.compared:
            cells = [policy, number(self.total(policy)["cost"] / MILLION)]
            for purse in (PUBLIC_TOTAL, "municipality"):
                row = self.total(policy, purse)
                net, low, high = (float(row[name]) / MILLION for name in ("net", "low", "high"))
                cells.append(with_interval(net, low, high, enough=self.enough))
            rows.append(tuple(cells))
        return Shown(
            f"Forecast of {', '.join(self.compared)} against {self.reference}",
            facts=(
                *filter(None, [self.situation]),
                f"{stream.intake:,} young people a year, {years}, {self.draws} posterior draws, "
                f"{_rules_told(self.priced.rules)}",
                f"Million kroner over all years, with {LEVEL} intervals; above 0 is gained:",
            ),
            columns=("policy", "cost", "net, public", "net, municipality"),
            rows=tuple(rows),
            after=few_draws_note(self.draws),
            further=(
                ".years",
                ".totals",
                ".lives",
                ".paybacks",
                ".ceiling",
                "tell(result)",
                "plot(result)",
            ),
        )

    def payback(self, policy: str, purse: str = PUBLIC_TOTAL, way: str = AS_IT_IS) -> Payback:
        """When a purse has its money back (StopIteration if there is no such policy or purse).

        Args:
            policy: name of one that was compared.
            purse: who pays, or all of the public.
            way: how pensions are priced; as they are by default.
        """
        return next(
            p for p in self.paybacks if (p.policy, p.purse, p.priced_as) == (policy, purse, way)
        )

    def total(self, policy: str, purse: str = PUBLIC_TOTAL, way: str = AS_IT_IS) -> pd.Series:
        """One row of `totals`.

        Args:
            policy: name of one that was compared.
            purse: as in `payback`.
            way: as in `payback`.
        """
        t = self.totals
        chosen = (t["policy"] == policy) & (t["purse"] == purse) & (t["priced_as"] == way)
        return t[chosen].iloc[0]

    def faded(self, policy: str, view: str, purse: str = PUBLIC_TOTAL) -> pd.Series:
        """One row of `fading`.

        Args:
            policy: name of one that was compared.
            view: name of the assumption on how effects fade.
            purse: as in `payback`.
        """
        t = self.fading
        chosen = (t["policy"] == policy) & (t["view"] == view) & (t["purse"] == purse)
        return t[chosen].iloc[0]

    def to_pandas(self) -> pd.DataFrame:
        """The years, one row per number."""
        return self.years.copy()


def forecast(
    people: Trial | LocalPeople,
    policies: Sequence[NamedPolicy],
    reference: NamedPolicy,
    posterior: Posterior,
    prices: Prices | Rules,
    stream: Stream,
    *,
    seed: int = 1,
    workers: int = 2,
    progress: Progress = silent,
    workspace: Callable[[Mapping[str, Any]], Workspace] | None = None,
    full_time_persons: float | None = None,
    need_blocks: bool = False,
) -> Forecast:
    """Live a stream under every policy and draw, and price it.

    Args:
        people: whose make-up the young people have: the trial's, or a municipality's.
        policies: what is forecast.
        reference: what all are set against.
        posterior: draws of the parameters; draw k goes with draw k of the prices.
        prices: rules and prices: one set, held in all years, or each year's own.
        stream: who comes, and how long one looks.
        seed: of the worlds.
        workers: threads; the results do not depend on them.
        progress: called with the share that is done.
        workspace: opens the folder where finished pieces are kept, given all that they depend
            on; prices are no part of it.
        full_time_persons: whom the mentor bill is divided by; None is the stream's own on benefit.
        need_blocks: whether it is an error if blocks of weeks cannot be worked out.

    Raises:
        InputError: nothing to compare, people that cannot be, or blocks that cannot be worked
            out though they are asked for.
    """
    rules = held(prices) if isinstance(prices, Prices) else prices
    stream = stream.under_calendar() if rules.calendar else stream
    reform = stream.reform
    policies, reference = reform.policies(policies), reform.policy(reference)
    posterior = reform.posterior(posterior)
    periods = periods_of(stream, rules)
    streaming = ready_to_stream(people, policies, reference, posterior, stream, periods.ends)
    everyone = (*besides(policies, reference), reference)
    rungs = ladder(everyone)
    if need_blocks:
        check_seen(rungs, stream)
    near = None
    if isinstance(people, LocalPeople) and not people.as_in_trial:
        coming = Comers(stream.people, stream.intake_weeks)
        near = population_comparison(
            replace(people, stream=coming), unprinted_shares(posterior), seed
        )
    names = [named.name for named in everyone]
    setting = EnsembleSetting(horizon=stream.weeks, seed=seed, workers=workers)
    kept = None if workspace is None else workspace(streaming.identity(posterior, setting))
    lives = simulate_stream(
        streaming, posterior, seed=seed, workers=workers, progress=progress, workspace=kept
    )
    values = [draw_prices(one, len(posterior), price_seed()) for one in rules.sets]
    priced = price_lives(
        lives,
        names,
        periods.years,
        [values[k] for k in periods.sets],
        [rules.of_year(year) for year in stream.calendar_years],
        granted=reform.granted,
    )
    as_lived, priced = priced, displaced(priced, reform.displaced, reference.name)
    # Nobody in the trial lived under rules that were chosen otherwise.
    ends = {n.name: UNSEEN if reform.other_world else n.ends_in(people.trial) for n in everyone}
    assumed = dict.fromkeys((*priced.assumptions, *ceiling_assumptions(priced)))
    found = (
        blocks_of(priced, rungs, reference, stream, people.trial)
        if seen_through(rungs, stream)
        else []
    )
    return Forecast(
        policies=everyone,
        reference=reference.name,
        stream=stream,
        prices=rules.first,
        rules=rules,
        draws=len(posterior),
        size=streaming.size,
        replaced=tuple(named.name for named in everyone if named.policy.intake is not None),
        years=years_table(priced, ends, reference.name),
        totals=totals_table(priced),
        entries=entries_table(priced),
        fans=fans(priced),
        lives=lives_table(priced, reference.name),
        ceiling=ceiling_table(priced, full_time_persons),
        fading=fading_table(priced, posterior),
        granting=granting_table(priced, everyone, granted=reform.granted),
        displacement=displacement_table(as_lived, reference.name),
        turns=turns(as_lived, reference.name),
        paybacks=tuple(paybacks(priced, (AS_IT_IS, PENSION_AS_BENEFIT))),
        blocks=tuple(found),
        decision=decide_forecast(priced, posterior, reference.name),
        assumptions=tuple(assumed),
        evidence_ends=ends,
        evidence=evidence_of(people.trial),
        population_comparison=near,
        priced=priced,
    )


def _rules_told(years: Sequence[YearRules]) -> str:
    """Whose rules a forecast rests on, in plain English."""
    if years[0].held:
        return f"prices of {years[0].names}"
    later = [each for each in years if each.carried_on]
    told = "each year's own rules"
    if later:
        told += f" (last known, of {later[-1].names}, carried on in {len(later)} years)"
    return told
