"""What a sensitivity analysis is about, in Python: a question, or the model as a plain function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.python.policies import PolicyLike, load
from mentorsim.request.request import PricesLike
from scenarios.economics.price_choice import chosen_prices
from scenarios.sensitivity.question import Question, ask
from scenarios.sensitivity.simulator import Simulator, simulator
from scenarios.sensitivity.targets import target
from sim.errors import InputError
from sim.messages import Said


def question(
    policy: PolicyLike,
    against: PolicyLike = "no-mentor",
    outcome: str = "education",
    week: int = 104,
    *,
    prices: PricesLike | None = None,
    posterior: Posterior | None = None,
    moves: str | None = None,
    at: Mapping[str, float] | None = None,
) -> Question:
    """A policy set against another, in one outcome.

    Args:
        policy, against: names in the library, paths of YAML files, or policies that were loaded.
        outcome: a status, its weeks (`education_weeks`), `net_public` and other purses, or
            `cost_per_education`.
        week: since entry; kroner and sums run up to it.
        prices: as in `mentorsim.decide`; only outcomes in kroner use them.
        posterior: of one's own; else the project's.
        moves: which policies levers move, `all` or `first`; None is all for levers of the setting
            (caseload ...) and the first for a policy's own (duration ...).
        at: parameters that stand still, for instance `{"mechanism": 1}`: trust works. Whatever must
            hold the mechanism and is not told where holds the commoner one, practical help;
            `each_mechanism` gives the question under both.

    Returns:
        The question, which all other functions take first.

    Raises:
        InputError: as `load`, an unknown outcome, a week that cannot be, or parameters that cannot
            be held so.

    Example:
        >>> question("104-weeks", "as-in-trial", "education", week=60).names
        ('104-weeks', 'as-in-trial')
    """
    priced = chosen_prices(prices) if target(outcome).priced else None
    return ask(
        the_trial(),
        load(policy),
        load(against),
        outcome,
        week,
        posterior or shipped_posterior(),
        prices=priced,
        moves=moves,
        at=at,
    )


def model(
    policy: PolicyLike,
    against: PolicyLike = "no-mentor",
    outcomes: Sequence[str] = ("education",),
    week: int = 104,
    *,
    prices: PricesLike | None = None,
    posterior: Posterior | None = None,
    moves: str | None = None,
    at: Mapping[str, float] | None = None,
    draw: int | None = None,
) -> Simulator:
    """The model as a plain function of parameters, prices and levers, for tools of one's own.

    Args:
        policy, against, week, prices, posterior, moves, at: as in `question`.
        outcomes: names as in `question`, one or more.
        draw: of the posterior, at which parameters stand that are not named; by default the
            posterior's point estimate.

    Returns:
        A function of inputs by name and `seed`, which gives outcomes by name: the policy's less
        that of `against`. Its `inputs`, `problem`, `frame` and `scalar` serve SALib, pandas and
        scipy.optimize; the EMA workbench takes the function itself.

    Raises:
        InputError: as `question`, or a draw that the posterior does not have.

    Example:
        >>> f = model("104-weeks", "as-in-trial", ["education", "employment"], week=60)
        >>> sorted(f(caseload=12, readiness_gain=0.08, seed=3))
        ['education', 'employment']
    """
    if isinstance(outcomes, str):
        raise InputError(
            Said("mentorsim.a_sequence_of_outcomes"),
            field="outcomes",
            found=outcomes,
            allowed=f"[{outcomes!r}]",
        )
    wanted = [target(name) for name in outcomes]
    # The question holds prices if its own outcome is in kroner.
    first = next((outcome for outcome in wanted if outcome.priced), target("education"))
    asked = question(
        policy,
        against,
        first.name,
        week,
        prices=prices,
        posterior=posterior,
        moves=moves,
        at=at,
    )
    return simulator(asked, wanted, draw)
