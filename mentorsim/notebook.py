"""From question to answer in a few lines of Python: load, run, compare, rank, plot.

Results are `scenarios.comparison.compare.Comparison` and `scenarios.comparison.ranking.Ranking`,
whose tables are pandas frames; `to_pandas` and `to_xarray` hand them on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from calibration.posterior import Posterior, shipped_posterior
from calibration.trial import Trial, the_trial
from mentorsim.answer import answer
from mentorsim.changed import changed
from mentorsim.decisions.figures import (
    acceptability_figure,
    certainty_figure,
    information_figure,
    plane_figure,
)
from mentorsim.decisions.words import sentences
from mentorsim.figures import effect_curves, level_curves, mentors_and_queue, subgroup_effects
from mentorsim.language import LOCALES, Language
from mentorsim.one_world import OneWorld, live_one
from mentorsim.provenance import python_notes
from mentorsim.results import compared, group_week, said
from scenarios.comparison import compare as comparing
from scenarios.comparison import ranking
from scenarios.comparison.ensemble import EnsembleSetting
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
from sim.programme import Text

#: A policy: a name in the library, the path of a YAML file, or one that was loaded.
PolicyLike = str | Path | NamedPolicy
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
            is merged into those that there are, a list replaces the whole list. Also `name`, under
            which the changed policy stands in results; by default it is named after what was
            changed, as in "as-in-trial, 40 weeks". Title and description say it, too.

    Raises:
        InputError: no such policy, or a field that is misspelt or has an impossible value.
    """
    named = policy if isinstance(policy, NamedPolicy) else load_policy(str(policy))
    name = changes.pop("name", None)
    return changed(named, changes, None if name is None else str(name))


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
    population: str | Path | None = None,
    people: int | None = None,
    persons: bool = False,
    arms: bool = False,
) -> OneWorld:
    """One world under one policy: what happened to whom, week by week.

    Args:
        policy: what is offered.
        weeks: since entry to follow.
        draw: of the posterior.
        seed: of the world.
        population: CSV of one's own young people; else the trial's.
        people: how many they are (with a table of shares).
        persons: keep everybody's every week, for `persons_by_week`, `people` and `spells`; the
            world is the same to the bit.
        arms: randomise the trial's young people into its arms, and offer the policy to the
            treated only.

    Raises:
        InputError: as `load`, a draw that the posterior does not have, or arms of other people
            than the trial's.
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
    *policies: PolicyLike,
    against: PolicyLike = "no-mentor",
    weeks: int = 156,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    trial_size: int | None = None,
    population: str | Path | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
) -> comparing.Comparison:
    """Policies against each other, with intervals, as the command `mentorsim compare`.

    Args:
        policies: what is compared.
        against: what all are set against.
        weeks: since entry to follow.
        draws: of the posterior.
        seed: of the first world.
        workers: threads; the results do not depend on them.
        trial_size: people of the trial whose noise is shown; by default as many as live here.
        population: CSV of one's own young people; else the trial's.
        people: how many they are (with a table of shares).
        posterior: draws of the parameters; by default those that ship with the project.

    Raises:
        InputError: as `load`, or more draws than there are.
    """
    return comparing.compare(
        _people(population, people), [load(p) for p in policies], load(against),
        _draws(posterior, draws), EnsembleSetting(horizon=weeks + 1, seed=seed, workers=workers),
        trial_size=trial_size,
    )  # fmt: skip


def rank(
    *policies: PolicyLike,
    hours: float,
    outcome: str = "education_weeks",
    week: int | None = None,
    against: PolicyLike = "no-mentor",
    weeks: int = 156,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    posterior: Posterior | None = None,
) -> ranking.Ranking:
    """Policies under one budget of paid mentor hours in all, as `mentorsim rank`.

    Args:
        policies, against, weeks, draws, seed, workers, posterior: as in `compare`.
        hours: paid mentor hours, over everybody and all weeks.
        outcome, week: what they are ranked by; the last week by default.

    Raises:
        InputError: as `compare`, or hours, outcome or week that cannot be.
    """
    return ranking.rank(
        the_trial(), [load(p) for p in policies], load(against), _draws(posterior, draws),
        EnsembleSetting(horizon=weeks + 1, seed=seed, workers=workers), hours, outcome, week,
    )  # fmt: skip


def decide(
    *policies: PolicyLike,
    against: PolicyLike = "no-mentor",
    effect: str = EFFECTS[0],
    week: int | None = None,
    weeks: int | None = None,
    perspective: str = "public",
    prices: int | str | Path | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
    worth: Sequence[float] = (),
    discounted: bool = False,
    target_group: float | None = None,
    equity: Mapping[str, float] | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: str | Path | None = None,
    people: int | None = None,
    posterior: Posterior | None = None,
) -> Decided:
    """What policies cost a purse, what they give, how sure, as the command `mentorsim decide`.

    Args:
        policies, against, draws, seed, workers, population, people, posterior: as in `compare`.
        effect: of `scenarios.decision.policy_outcomes.EFFECTS`.
        week: of the effect; kroner are counted up to it.
        weeks: since entry, over which kroner and effect are counted; 156 by default.
        perspective: of `scenarios.decision.policy_outcomes.PERSPECTIVES`.
        prices: rule year, or a YAML file with prices of one's own.
        rule_year: whose rules a file lies over.
        price_level: year of the kroner; the rule year by default.
        worth: values of a unit of effect, kroner; by default that of `scenarios/decision.yaml`.
        discounted: present values of a purse's kroner.
        target_group: young people that the decision is taken for.
        equity: what an effect counts for a group; by default an example.

    Raises:
        InputError: as `compare`, or a question or prices that cannot be.
    """
    reference, last = load(against), weeks_asked(weeks, week)
    question = Question(
        reference.name, effect, last, perspective, tuple(worth) or None, discounted, target_group
    )
    return decide_policies(
        _people(population, people), [load(p) for p in policies], reference,
        _draws(posterior, draws), EnsembleSetting(horizon=last + 1, seed=seed, workers=workers),
        chosen_prices(prices, rule_year, price_level), question, equity,
    )  # fmt: skip


def forecast(
    *policies: PolicyLike,
    intake: int = 500,
    years: int = 10,
    intake_years: int | None = None,
    start_year: int | None = None,
    against: PolicyLike = "no-mentor",
    prices: int | str | Path | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
    full_time_persons: float | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: str | Path | None = None,
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
    first = Stream.start_year if start_year is None else start_year
    return forecasting.forecast(
        _people(population, people), [load(p) for p in policies], load(against),
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


def _people(population: str | Path | None, people: int | None) -> Trial | LocalPeople:
    if population is None:
        return the_trial()
    return local_people(read_municipality(Path(population), people), the_trial())


def _draws(posterior: Posterior | None, draws: int) -> Posterior:
    chosen: Posterior = shipped_posterior() if posterior is None else posterior
    if not 2 <= draws <= len(chosen):
        raise InputError("draws", field="draws", found=draws, allowed=f"2 to {len(chosen)}")
    return chosen.first(draws)
