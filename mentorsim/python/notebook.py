"""From question to answer in a few lines of Python: load, run, compare, rank, plot.

Results are `scenarios.comparison.compare.Comparison` and `scenarios.comparison.ranking.Ranking`,
whose tables are pandas frames; `to_pandas` and `to_xarray` hand them on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.chain_data import chain_data
from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from calibration.stored_posterior import read_posterior, shipped_posterior
from mentorsim.language import LOCALES, Language
from mentorsim.present.policy.changed import changed, nested
from mentorsim.present.results import said
from mentorsim.present.schemas import schema as schema
from mentorsim.python.data_files import save as save
from mentorsim.python.one_world import OneWorld, live_one
from mentorsim.request.executor import executor_in
from mentorsim.request.request import PopulationLike, PricesLike, situated
from scenarios.comparison import compare as comparing
from scenarios.comparison import ranking
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.decision.decided import Decided, decide_policies
from scenarios.decision.outcome_names import EFFECTS
from scenarios.decision.policy_decision import Question
from scenarios.decision.setting import weeks_asked
from scenarios.forecast import forecast as forecasting
from scenarios.forecast.reform import Reform, chosen_reform
from scenarios.policy import own_rules
from scenarios.policy.policies import NamedPolicy, library_names, load_policy
from scenarios.policy.python_policy import Act, with_act
from scenarios.situation.reading import SituationLike
from sim.errors import InputError
from sim.executor import Executor
from sim.messages import Said
from sim.own_rules import Rule
from sim.programme import Text

if TYPE_CHECKING:
    from distributed import Client

    from calibration.inference_data import ArvizData

#: A policy: a name in the library, the path of a YAML file, or one that was loaded.
PolicyLike = str | Path | NamedPolicy
#: A policy, or several by the names under which they stand in results.
PoliciesLike = PolicyLike | Mapping[str, PolicyLike]
#: The last week since entry that is followed, and young people a year of a forecast, if nothing
#: else is asked for.
WEEKS, INTAKE = 156, 500


def library() -> tuple[str, ...]:
    """Names of the policies that come with the project.

    Returns:
        The names, in order: each can be given wherever a policy is asked for.

    Example:
        >>> "as-in-trial" in library()
        True
    """
    return library_names()


def posterior(reading: str = READINGS[0], *, folder: str | Path | None = None) -> Posterior:
    """The parameters' joint distribution after the trial, as draws.

    Args:
        reading: of the trial's subgroups: `pooled` or `as-printed`.
        folder: of a calibration of one's own (`mentorsim calibrate --out`); else the one that
            comes with the project.

    Returns:
        Draws that `compare`, `decide` and the others take as `posterior`; `conditioned`, `fixed`
        and `reweighted` give others, `to_arviz` hands them on.

    Raises:
        InputError: no such reading or folder, or draws of another model.

    Example:
        >>> len(posterior()), len(posterior("as-printed"))
        (1024, 1024)
    """
    if folder is not None:
        return read_posterior(Path(folder))
    return shipped_posterior(reading)


def chains(folder: str | Path) -> ArvizData:
    """The chains of a calibration of one's own as ArviZ data, for its plots and diagnostics.

    Args:
        folder: that `mentorsim calibrate --out` wrote, with its folder `work`. The posteriors that
            come with the project come without their chains.

    Returns:
        ArviZ's groups: `posterior`, `sample_stats`, `log_likelihood`, `posterior_predictive`,
        `prior`, `prior_predictive`, `observed_data` and `constant_data`
        (`calibration.chain_data.chain_data`).

    Raises:
        InputError: no chains, unfinished, or of another model; or a library of the calibration is
            not installed (extra `calibrate`).

    Example:
        >>> from calibration.stored_posterior import SHIPPED
        >>> try:
        ...     chains(SHIPPED)
        ... except InputError as error:
        ...     print(error.problem)
        these draws come without their chains
    """
    return chain_data(Path(folder))


def load(policy: PolicyLike, **changes: Any) -> NamedPolicy:
    """A policy, with some of its fields changed.

    Args:
        policy: a name in the library, or the path of a YAML file.
        changes: fields of the policy language (docs/policies.md) as plain values; a set of fields
            is merged into those that there are, a list replaces the whole list. A field in a set
            may be named with dots, `**{"targeting.max_wait_weeks": 26}`. Also `name`, under
            which the changed policy stands in results; by default it is named after what was
            changed, as in "as-in-trial, 40 weeks". Title and description say it, too.

    Returns:
        The policy under its name: `name`, and `policy` with every field of the policy language.

    Raises:
        InputError: no such policy, or a field that is misspelt, given twice or has an impossible
            value.

    Example:
        >>> load("as-in-trial", duration={"weeks": 40}).name
        'as-in-trial, 40 weeks'
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

    Returns:
        A policy, under this name, with a fingerprint of the code of `act`.

    Raises:
        InputError: as `load`, no name, or a function whose code cannot be read or that looks up
            something that has no fingerprint (`scenarios.policy.act_code.act_fingerprint`).

    Example:
        >>> idle = python_policy("idle", base="as-in-trial", act=lambda model: None)
        >>> idle.name, compare(idle, weeks=20, draws=2).draw_count
        ('idle', 2)
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


def with_rules(policy: PolicyLike, rules: Mapping[str, Rule]) -> NamedPolicy:
    """A policy in a world in which rules of one's own stand in the place of the project's.

    It stands wherever a policy does in `run`, `compare`, `rank`, `decide` and `forecast`; its name,
    and a sentence in every result, say which rules are one's own. The parameters were fitted to
    the project's rules: all of it is extrapolation.

    Args:
        policy: what is offered.
        rules: functions by name of the rule in `sim/rules.py` that they replace (those of
            `sim.own_rules.RULES`). They take the rule's arguments and give a number; numba compiles
            them into the engine, which takes half a minute and is nearly as fast as before, or a
            third as fast where a hazard is replaced (docs/python.md).

    Returns:
        A policy named after the rules, with a fingerprint of their code.

    Raises:
        InputError: as `load`, a rule that there is not or that takes other arguments, or a function
            whose code cannot be read. While worlds are lived: a rule gave what it may not give.

    Example:
        >>> def contact_probability(trust, base, by_trust):
        ...     return min(1.0, base + by_trust * trust * trust)
        >>> with_rules("104-weeks", {"contact_probability": contact_probability}).name
        '104-weeks, own contact_probability'
    """
    named = load(policy)

    def in_both(part: str) -> Text:
        texts = {}
        for code in LOCALES:
            words = Language(code)
            own, which = said(named.policy.title, words), ", ".join(sorted(rules))
            texts[code] = words.text(f"ruled_policy.{part}", base=own, rules=which)
        return Text(**texts)

    return own_rules.with_rules(named, rules, in_both("title"), in_both("description"))


def run(
    policy: PolicyLike,
    *,
    weeks: int | None = None,
    draw: int = 0,
    seed: int = 1,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    persons: bool = False,
    arms: bool = False,
) -> OneWorld:
    """One world under one policy: what happened to whom, week by week.

    Args:
        policy: what is offered: a name of `library()`, the path of a YAML file, or what `load`
            gave.
        weeks: the last week since entry that is followed; week 0 is that of entry; 156 by default.
        draw: of the posterior.
        seed: of the world.
        population: one's own young people, as a file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        situation: what a jobcentre has, as in `compare`.
        persons: keep everybody's every week, for `persons_by_week`, `people` and `spells`; the
            world is the same to the bit.
        arms: randomise the trial's young people into its arms, and offer the policy to the
            treated only.

    Returns:
        The counts of the world: people by status, week and group (`people`, `level`, `to_xarray`),
        and by calendar week who has a mentor or waits (`calendar`). A world holds a small
        municipality several times.

    Raises:
        InputError: as `load`, weeks that cannot be followed, a draw that the posterior does not
            have, or arms of other people than the trial's.

    Example:
        >>> world = run("as-in-trial", weeks=20)
        >>> int(world.sizes[0]), list(world.to_xarray().dims)
        (2588, ['week', 'status', 'group'])
    """
    here = situated(situation, population, people)
    world = live_one(
        here.dated,
        here.policies([load(policy)])[0],
        shipped_posterior(),
        weeks=here.weeks(weeks, WEEKS),
        draw=draw,
        seed=seed,
        persons=persons,
        arms=arms,
    )
    return replace(world, situation=here.told())


def compare(
    *policies: PoliciesLike,
    against: PolicyLike = "no-mentor",
    weeks: int | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    trial_size: int | None = None,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
    rules: Mapping[str, Rule] | None = None,
    executor: Executor | Client | str | None = None,
) -> comparing.Comparison:
    """Policies against each other, with intervals, as the command `mentorsim compare`.

    Args:
        policies: what is compared: names of `library()`, paths of YAML files, or what `load` gave;
            a mapping gives policies the names of its keys.
        against: what all are set against, given likewise; also a name of the mapping.
        weeks: the last week since entry that is followed; week 0 is that of entry; 156 by default.
        draws: of the posterior, 2 or more; too few of them carry no intervals and no verdict
            (`result.enough_draws`).
        seed: of the first world.
        workers: threads; the results do not depend on them.
        trial_size: people of the trial whose noise is shown; by default as many as live here.
        population: one's own young people, as a file or as a frame with its columns; else the
            trial's. People in a frame stay in memory.
        people: how many they are (with a table of shares, and only there).
        situation: what a jobcentre has (docs/python.md, "My situation"): the path of a YAML file,
            its fields as a mapping, or a `scenarios.situation.situation.Situation`. Every policy
            gets its young people and, where it has any, its mentors.
        posterior: draws of the parameters; by default those that ship with the project.
        rules: rules of one's own under which every policy is lived, as in `with_rules`.
        executor: what lives the worlds instead of threads: a `concurrent.futures` executor or a
            Dask client, which stay open, or the address of a cluster, `dask://HOST:PORT`.

    Returns:
        The comparison: tables `levels`, `differences`, `views`, `weekly` and `totals`,
        `difference(...)` for one number and `draws(...)` for every draw.

    Raises:
        InputError: as `load`, weeks that cannot be followed, more draws than there are, an
            executor that cannot be used, or a situation that cannot be, or that policies or other
            arguments contradict.

    Example:
        >>> result = compare("as-in-trial", weeks=20, draws=2)
        >>> result.difference("as-in-trial", "education", week=20)["unit"]
        'pp'
    """
    named, reference = _named(policies, against)
    if rules is not None:
        *named, reference = (with_rules(policy, rules) for policy in (*named, reference))
    here = situated(situation, population, people)
    horizon = horizon_to(here.weeks(weeks, WEEKS))
    *offered, reference = here.policies([*named, reference])
    with executor_in(executor) as place:
        found = comparing.compare(
            here.dated,
            offered,
            reference,
            _draws(posterior, draws),
            EnsembleSetting(horizon, seed, workers, place),
            trial_size=trial_size,
        )
    return replace(found, situation=here.told())


def rank(
    *policies: PoliciesLike,
    hours: float,
    outcome: str = "education_weeks",
    week: int | None = None,
    against: PolicyLike = "no-mentor",
    weeks: int | None = None,
    draws: int = 128,
    seed: int = 1,
    workers: int = 2,
    population: PopulationLike | None = None,
    people: int | None = None,
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
) -> ranking.Ranking:
    """Policies under one budget of paid mentor hours in all, as `mentorsim rank`.

    Args:
        policies, against, weeks, draws, seed, workers, population, people, posterior: as in
            `compare`.
        situation: as in `compare`, without mentors and budget: the hours say how many there are.
        hours: paid mentor hours, over everybody and all weeks.
        outcome: education, employment, on_benefit, resource_course, pension, completed or qualified
            in the week, or education_weeks, employment_weeks, on_benefit_weeks,
            resource_course_weeks or pension_weeks up to it.
        week: what they are ranked in; one of the reported weeks, the last by default.

    Returns:
        The ranking: `table` with one row per policy, best first, and the `comparison` of the
        policies with the mentors that the budget pays.

    Raises:
        InputError: as `compare`, or hours, outcome or week that cannot be.

    Example:
        >>> ranked = rank("as-in-trial", hours=40_000, weeks=20, draws=2)
        >>> list(ranked.table["policy"])
        ['as-in-trial']
    """
    named, reference = _named(policies, against)
    here = situated(situation, population, people).without_mentors("hours", hours)
    horizon = horizon_to(here.weeks(weeks, WEEKS))
    *offered, reference = here.policies([*named, reference])
    found = ranking.rank(
        here.dated,
        offered,
        reference,
        _draws(posterior, draws),
        EnsembleSetting(horizon, seed, workers),
        hours,
        outcome,
        week,
    )
    return replace(found, comparison=replace(found.comparison, situation=here.told()))


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
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
) -> Decided:
    """What policies cost a purse, what they give, how sure, as the command `mentorsim decide`.

    Args:
        policies, against, draws, seed, workers, population, people, situation, posterior: as in
            `compare`; a situation's rules and prices are those of the decision.
        effect: education_or_employment_years, education, employment, education_weeks,
            employment_weeks, self_support_weeks, off_benefit_weeks, completed or qualified.
        week, weeks: the same: the last week since entry of kroner and effect alike; 156 by default.
        perspective: public, municipality, state, welfare or programme.
        prices: rule year (those that `mentorsim prices` lists), a YAML file with prices of one's
            own, or the entries of one as plain values, `{"mentor_salary": 520000}`: a number alone
            is an exact price, an amount of it in kroner of the price level.
        rule_year: whose rules prices of one's own lie over.
        price_level: year of the kroner; the rule year by default.
        worth: values of a unit of effect, kroner; by default that of
            `scenarios/decision/decision.yaml`.
        discounted: present values of a purse's kroner.
        target_group: young people that the decision is taken for.
        equity: what an effect counts for a group; by default an example.

    Returns:
        The decision: `decision` with every number, `fair` with who gains and who pays, `draws()`
        and `to_bcea(folder)`.

    Raises:
        InputError: as `compare`, or a question or prices that cannot be.

    Example:
        >>> decided = decide("as-in-trial", week=20, draws=2)
        >>> decided.decision.names
        ('no-mentor', 'as-in-trial')
    """
    named, reference = _named(policies, against)
    here = situated(situation, population, people)
    values = here.prices(prices, rule_year, price_level)
    last = here.weeks(weeks if week is None else weeks_asked(weeks, week), weeks_asked(None, None))
    *offered, reference = here.policies([*named, reference], values)
    question = Question(
        reference.name, effect, last, perspective, tuple(worth) or None, discounted, target_group
    )
    found = decide_policies(
        here.dated,
        offered,
        reference,
        _draws(posterior, draws),
        EnsembleSetting(horizon_to(last), seed, workers),
        values,
        question,
        equity,
    )
    return replace(found, situation=here.told(values))


def forecast(
    *policies: PoliciesLike,
    intake: int | None = None,
    years: int | None = None,
    intake_years: int | None = None,
    start_year: int | None = None,
    courses: str | None = None,
    reform: Reform | Mapping[str, Any] | None = None,
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
    situation: SituationLike | None = None,
    posterior: Posterior | None = None,
) -> forecasting.Forecast:
    """Kroner of a stream of young people by year and purse, as `mentorsim forecast`.

    Args:
        policies, against, draws, seed, workers, population, people, situation, posterior: as in
            `compare`; a situation's years, rules and prices are those of the forecast.
        intake: young people a year; 500 by default.
        years: calendar years to look at; 10 by default.
        intake_years: years in which they come; all by default.
        start_year: the first calendar year; `start_year` in `scenarios/forecast/forecast.yaml` by
            default.
        courses: whether new resource courses begin: `as-before`, or `none` from 1 February 2026 on,
            which is the default where a year has the rules of 2026 or later, or the first year is
            as late.
        reform: what is chosen of rules that are not the trial's: fields of
            `scenarios.forecast.reform.Reform`, such as `{"ordinary": 0, "grants": "six-months"}`;
            the trial's world by default.
        prices, rule_year: a rule year, which is then held in all years, or prices of one's own, put
            over the rules of every year (with `rule_year` over that year's, held in all years); by
            default each calendar year has its own rules, and years to come the last known ones.
        price_level: year of the kroner; by default that of the rules in force at first.
        full_time_persons: whom the mentor bill is divided by, in table `ceiling`; the forecast's
            own while on benefit by default.

    Returns:
        The forecast: tables `years`, `totals`, `entries`, `fans` and `ceiling`, and when each purse
        has its money back (`payback`).

    Raises:
        InputError: as `compare`, or prices or numbers that cannot be.

    Example:
        >>> ahead = forecast("as-in-trial", years=2, intake=60, draws=2)
        >>> sorted(set(ahead.years["year"])) == list(ahead.stream.calendar_years)
        True
    """
    named, reference = _named(policies, against)
    here = situated(situation, population, people).over(intake, years, start_year)
    stream = here.stream(intake, years, start_year, intake_years, courses, usual=INTAKE)
    stream = replace(stream, reform=chosen_reform(reform))
    rules = here.rules(stream, prices, rule_year, price_level)
    *offered, reference = here.streamed([*named, reference], rules.first)
    found = forecasting.forecast(
        here.people,
        offered,
        reference,
        _draws(posterior, draws),
        rules,
        stream,
        seed=seed,
        workers=workers,
        full_time_persons=full_time_persons,
    )
    return replace(found, situation=here.told(rules.first))


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


def _draws(posterior: Posterior | None, draws: int) -> Posterior:
    chosen: Posterior = shipped_posterior() if posterior is None else posterior
    if not isinstance(draws, int) or not 2 <= draws <= len(chosen):
        raise InputError(
            Said("mentorsim.draws"),
            field="draws",
            found=draws,
            allowed=Said("scenarios.2_to_most", most=len(chosen)),
        )
    return chosen.first(draws)
