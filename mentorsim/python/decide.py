"""What policies cost and give, in Python, as the command `mentorsim decide`."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace

from calibration.posterior import Posterior
from mentorsim.python.policies import PoliciesLike, PolicyLike, named_policies
from mentorsim.python.posterior import first_draws
from mentorsim.request.request import PopulationLike, PricesLike, situated
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.setting import horizon_to
from scenarios.decision.decided import Decided, decide_policies
from scenarios.decision.outcome_names import EFFECTS
from scenarios.decision.policy_decision import Question
from scenarios.decision.setting import weeks_asked
from scenarios.situation.reading import SituationLike


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
    willingness_to_pay: Sequence[float] = (),
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
    worth: Sequence[float] = (),
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
        willingness_to_pay: values of a unit of effect, kroner; by default that of
            `scenarios/decision/decision.yaml`.
        discounted: present values of a purse's kroner.
        target_group: young people that the decision is taken for.
        equity: what an effect counts for a group; by default an example.
        worth: the former name of `willingness_to_pay`.

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
    if worth:
        warnings.warn("worth is now willingness_to_pay", DeprecationWarning, stacklevel=2)
        willingness_to_pay = willingness_to_pay or worth
    named, reference = named_policies(policies, against, posterior)
    here = situated(situation, population, people)
    values = here.prices(prices, rule_year, price_level)
    last = here.weeks(weeks if week is None else weeks_asked(weeks, week), weeks_asked(None, None))
    *offered, reference = here.policies([*named, reference], values)
    question = Question(
        reference.name,
        effect,
        last,
        perspective,
        tuple(willingness_to_pay) or None,
        discounted,
        target_group,
    )
    found = decide_policies(
        here.dated,
        offered,
        reference,
        first_draws(posterior, draws),
        EnsembleSetting(horizon_to(last), seed, workers),
        values,
        question,
        equity,
    )
    return replace(found, situation=here.told(values))
