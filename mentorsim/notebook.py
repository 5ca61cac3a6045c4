"""From question to answer in a few lines of Python: load, run, compare, rank, plot.

Results are `scenarios.comparison.compare.Comparison` and `scenarios.comparison.ranking.Ranking`,
whose tables are pandas frames; `to_pandas` and `to_xarray` hand them on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from calibration.posterior import Posterior, shipped_posterior
from calibration.trial import Trial, the_trial
from mentorsim.answer import answer
from mentorsim.changed import changed, nested
from mentorsim.decisions.figures import (
    acceptability_figure,
    certainty_figure,
    information_figure,
    plane_figure,
)
from mentorsim.decisions.words import sentences
from mentorsim.executing import executor_in
from mentorsim.figures import effect_curves, level_curves, mentors_and_queue, subgroup_effects
from mentorsim.language import LOCALES, Language
from mentorsim.one_world import OneWorld, live_one
from mentorsim.provenance import python_notes
from mentorsim.results import compared, group_week, said
from scenarios.comparison import compare as comparing
from scenarios.comparison import ranking
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.decision.decided import Decided, decide_policies
from scenarios.decision.policy_decision import Question
from scenarios.decision.policy_outcomes import EFFECTS
from scenarios.decision.setting import weeks_asked
from scenarios.economics.price_choice import chosen_prices
from scenarios.forecast import forecast as forecasting
from scenarios.forecast.setting import Stream
from scenarios.municipality.local_population import LocalPeople, local_people
from scenarios.municipality.municipality import read_municipality
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from scenarios.policy.python_policy import Act, with_act
from sim.errors import InputError
from sim.executor import Executor
from sim.programme import Text

if TYPE_CHECKING:
    from distributed import Client

#: A policy: a name in the library, the path of a YAML file, or one that was loaded.
PolicyLike = str | Path | NamedPolicy
#: A policy, or several by the names under which they stand in results.
PoliciesLike = PolicyLike | Mapping[str, PolicyLike]
#: Young people of one's own: the path of a CSV file, or a frame with the columns of one.
PopulationLike = str | Path | pd.DataFrame
#: Prices: a rule year, the path of a YAML file, or the entries of one as plain values.
PricesLike = int | str | Path | Mapping[str, Any]
#: Figures that `plot` draws of a comparison, and of a decision.
FIGURES = ("effects", "levels", "subgroups", "mentors")
DECISION_FIGURES: dict[str, Callable[[Decided, Language], Figure]] = {
    "plane": plane_figure,
    "acceptability": acceptability_figure,
    "certainty": certainty_figure,
    "information": information_figure,
}


def library() -> tuple[str, ...]:
    """Names of the policies that come with the project."""
    return library_names()


def load(policy: PolicyLike, **changes: Any) -> NamedPolicy:
    """A policy, with some of its fields changed.

    Args:
        policy: a name in the library, or the path of a YAML file.
        changes: fields of the policy language (docs/policies.md) as plain values; a set of fields
            is merged into those that there are, a list replaces the whole list. A field in a set
            may be named with dots, `**{"targeting.max_wait_weeks": 26}`. Also `name`, under
            which the changed policy stands in results; by default it is named after what was
            changed, as in "as-in-trial, 40 weeks". Title and description say it, too.

    Raises:
        InputError: no such policy, or a field that is misspelt, given twice or has an impossible
            value.
    """
    named = policy if isinstance(policy, NamedPolicy) else load_policy(str(policy))
    name = changes.pop("name", None)
    return changed(named, nested(changes), None if name is None else str(name))


def python_policy(name: str, base: PolicyLike = "as-in-trial", *, act: Act) -> NamedPolicy:
    """A policy in Python: what another policy offers, and a function that acts between weeks.

    It stands wherever a policy does in `run`, `compare`, `rank`, `decide` and `forecast`. Its
    worlds live week by week (slower, see docs/python.md), and all of it is extrapolation.

    Args:
        name: under which it stands in results.
        base: what is offered besides.
        act: called before each week but the first with the world as a Mesa model
            (`sim.model.MentoringModel`), whose people it can look at and treat otherwise. What it
            does may depend on the model alone: it is called in many worlds, several at a time.

    Raises:
        InputError: as `load`, no name, or a function whose code cannot be read or that looks up
            something that has no fingerprint (`scenarios.policy.act_code.act_fingerprint`).
    """
    named = load(base)

    def in_both(part: str) -> Text:
        texts = {}
        for code in LOCALES:
            words = Language(code)
            own = said(named.policy.title, words)
            texts[code] = words.text(f"python_policy.{part}", name=name, base=own)
        return Text(**texts)

    return with_act(name, named, act, in_both("title"), in_both("description"))


def run(
    policy: PolicyLike,
    *,
    weeks: int = 156,
    draw: int = 0,
    seed: int = 1,
    population: PopulationLike | None = None,
    people: int | None = None,
    persons: bool = False,
    arms: bool = False,
) -> OneWorld:
    """One world under one policy: what happened to whom, week by week.

    Args:
        policy: what is offered.
        weeks: the last week since entry that is followed; week 0 is that of entry.
        draw: of the posterior.
        seed: of the world.
        population: one's own young people, as a CSV file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        persons: keep everybody's every week, for `persons_by_week`, `people` and `spells`; the
            world is the same to the bit.
        arms: randomise the trial's young people into its arms, and offer the policy to the
            treated only.

    Raises:
        InputError: as `load`, weeks that cannot be followed, a draw that the posterior does not
            have, or arms of other people than the trial's.
    """
    return live_one(
        _people(population, people),
        load(policy),
        shipped_posterior(),
        weeks=weeks,
        draw=draw,
        seed=seed,
        persons=persons,
        arms=arms,
    )


def compare(
    *policies: PoliciesLike,
    against: PolicyLike = "no-mentor",
    weeks: int = 156,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    trial_size: int | None = None,
    population: PopulationLike | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
    executor: Executor | Client | str | None = None,
) -> comparing.Comparison:
    """Policies against each other, with intervals, as the command `mentorsim compare`.

    Args:
        policies: what is compared; a mapping gives policies the names of its keys.
        against: what all are set against; also a name of the mapping.
        weeks: the last week since entry that is followed; week 0 is that of entry.
        draws: of the posterior.
        seed: of the first world.
        workers: threads; the results do not depend on them.
        trial_size: people of the trial whose noise is shown; by default as many as live here.
        population: one's own young people, as a CSV file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        posterior: draws of the parameters; by default those that ship with the project.
        executor: what lives the worlds instead of threads: a `concurrent.futures` executor or a
            Dask client, which stay open, or the address of a cluster, `dask://HOST:PORT`.

    Raises:
        InputError: as `load`, weeks that cannot be followed, more draws than there are, or an
            executor that cannot be used.
    """
    named, reference = _named(policies, against)
    with executor_in(executor) as place:
        return comparing.compare(
            _people(population, people), named, reference, _draws(posterior, draws),
            EnsembleSetting(horizon_to(weeks), seed, workers, place), trial_size=trial_size,
        )  # fmt: skip


def rank(
    *policies: PoliciesLike,
    hours: float,
    outcome: str = "education_weeks",
    week: int | None = None,
    against: PolicyLike = "no-mentor",
    weeks: int = 156,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
) -> ranking.Ranking:
    """Policies under one budget of paid mentor hours in all, as `mentorsim rank`.

    Args:
        policies, against, weeks, draws, seed, workers, population, people, posterior: as in
            `compare`.
        hours: paid mentor hours, over everybody and all weeks.
        outcome, week: what they are ranked by; the last week by default.

    Raises:
        InputError: as `compare`, or hours, outcome or week that cannot be.
    """
    named, reference = _named(policies, against)
    return ranking.rank(
        _people(population, people), named, reference, _draws(posterior, draws),
        EnsembleSetting(horizon_to(weeks), seed, workers), hours, outcome, week,
    )  # fmt: skip


def decide(
    *policies: PoliciesLike,
    against: PolicyLike = "no-mentor",
    effect: str = EFFECTS[0],
    week: int | None = None,
    weeks: int | None = None,
    perspective: str = "public",
    prices: PricesLike | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
    worth: Sequence[float] = (),
    discounted: bool = False,
    target_group: float | None = None,
    equity: Mapping[str, float] | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
) -> Decided:
    """What policies cost a purse, what they give, how sure, as the command `mentorsim decide`.

    Args:
        policies, against, draws, seed, workers, population, people, posterior: as in `compare`.
        effect: of `scenarios.decision.policy_outcomes.EFFECTS`.
        week, weeks: the same: the last week since entry of kroner and effect alike; 156 by default.
        perspective: of `scenarios.decision.policy_outcomes.PERSPECTIVES`.
        prices: rule year, a YAML file with prices of one's own, or the entries of one as plain
            values, `{"mentor_salary": 520000}`: a number alone is an exact price, an amount of it
            in kroner of the price level.
        rule_year: whose rules prices of one's own lie over.
        price_level: year of the kroner; the rule year by default.
        worth: values of a unit of effect, kroner; by default that of `scenarios/decision.yaml`.
        discounted: present values of a purse's kroner.
        target_group: young people that the decision is taken for.
        equity: what an effect counts for a group; by default an example.

    Raises:
        InputError: as `compare`, or a question or prices that cannot be.
    """
    named, reference = _named(policies, against)
    last = weeks_asked(weeks, week)
    question = Question(
        reference.name, effect, last, perspective, tuple(worth) or None, discounted, target_group
    )
    return decide_policies(
        _people(population, people), named, reference,
        _draws(posterior, draws), EnsembleSetting(horizon_to(last), seed, workers),
        chosen_prices(prices, rule_year, price_level), question, equity,
    )  # fmt: skip


def forecast(
    *policies: PoliciesLike,
    intake: int = 500,
    years: int = 10,
    intake_years: int | None = None,
    start_year: int | None = None,
    against: PolicyLike = "no-mentor",
    prices: PricesLike | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
    full_time_persons: float | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
) -> forecasting.Forecast:
    """Kroner of a stream of young people by year and purse, as `mentorsim forecast`.

    Args:
        policies, against, draws, seed, workers, population, people, posterior: as in `compare`.
        intake: young people a year.
        years: calendar years to look at.
        intake_years: years in which they come; all by default.
        start_year: the first calendar year.
        prices, rule_year, price_level: as in `decide`.
        full_time_persons: who count under the ceiling on mentor support.

    Raises:
        InputError: as `compare`, or prices or numbers that cannot be.
    """
    named, reference = _named(policies, against)
    first = Stream.start_year if start_year is None else start_year
    return forecasting.forecast(
        _people(population, people), named, reference,
        _draws(posterior, draws), chosen_prices(prices, rule_year, price_level),
        Stream(intake, years, first, intake_years),
        seed=seed, workers=workers, full_time_persons=full_time_persons,
    )  # fmt: skip


def tell(result: comparing.Comparison | Decided, *, language: str = "en") -> list[str]:
    """A comparison or a decision in plain sentences.

    Args:
        result: what to tell.
        language: da or en.
    """
    words = Language(language)
    notes = list(python_notes(result.policies, words).values())
    if isinstance(result, comparing.Comparison):
        return [*answer(result, words), *notes]
    return [*sentences(result, words), *notes]


def plot(
    result: comparing.Comparison | Decided,
    figure: str | None = None,
    outcome: str = "education",
    *,
    language: str = "en",
) -> Figure:
    """A figure of a comparison or a decision; what lies beyond the trial is marked.

    Args:
        result: what to draw.
        figure: one of `FIGURES`, or of a decision one of `DECISION_FIGURES`; by default the first.
        outcome: education or employment, of a comparison.
        language: da or en.

    Raises:
        InputError: no such figure or language.
    """
    words = Language(language)
    if isinstance(result, Decided):
        name = "plane" if figure is None else figure
        if name not in DECISION_FIGURES:
            raise InputError(
                "no such figure of a decision", field="figure", found=figure,
                allowed=", ".join(DECISION_FIGURES),
            )  # fmt: skip
        return DECISION_FIGURES[name](result, words)
    if figure in (None, "effects"):
        return effect_curves(result, outcome, words)
    if figure == "levels":
        return level_curves(result, outcome, words)
    if figure == "subgroups":
        first = compared(result)[0]
        return subgroup_effects(result, first, outcome, group_week(result, outcome), words)
    if figure == "mentors":
        return mentors_and_queue(result, words)
    raise InputError("no such figure", field="figure", found=figure, allowed=", ".join(FIGURES))


def _named(
    policies: Sequence[PoliciesLike], against: PolicyLike
) -> tuple[list[NamedPolicy], NamedPolicy]:
    """The policies, and what they are set against, which may be a name of a mapping among them."""
    named: dict[str, NamedPolicy] = {}
    found: list[NamedPolicy] = []
    for each in policies:
        if isinstance(each, Mapping):
            given = {str(name): replace(load(p), name=str(name)) for name, p in each.items()}
            named |= given
            found += given.values()
        else:
            found.append(load(each))
    return found, named[against] if isinstance(against, str) and against in named else load(against)


def _people(population: PopulationLike | None, people: int | None) -> Trial | LocalPeople:
    if population is None:
        if people is not None:
            raise InputError(
                "this is about a population of your own",
                field="people",
                found=people,
                allowed="together with population",
            )
        return the_trial()
    if not isinstance(population, str | Path | pd.DataFrame):
        raise InputError(
            "no population",
            field="population",
            found=type(population).__name__,
            allowed="the path of a CSV file, or a pandas DataFrame with its columns",
        )
    source = Path(population) if isinstance(population, str) else population
    return local_people(read_municipality(source, people), the_trial())


def _draws(posterior: Posterior | None, draws: int) -> Posterior:
    chosen: Posterior = shipped_posterior() if posterior is None else posterior
    if not isinstance(draws, int) or not 2 <= draws <= len(chosen):
        raise InputError("draws", field="draws", found=draws, allowed=f"2 to {len(chosen)}")
    return chosen.first(draws)
