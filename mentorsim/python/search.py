"""A search in a situation, as the command and Python ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.evidence import evidence_of
from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.workspace import Workspace
from mentorsim.present.search.searched import Searched, front_policies
from mentorsim.python.compare import WEEKS
from mentorsim.python.policies import PolicyLike, load
from mentorsim.request.request import PricesLike, Situated, situated
from mentorsim.request.search import TODAY, WANT
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.setting import horizon_to
from scenarios.economics.price_file import Prices
from scenarios.policy.policies import NamedPolicy
from scenarios.search.among import among as those_given
from scenarios.search.budget import MULTIPLES
from scenarios.search.judging import Keeping
from scenarios.search.optimiser import evolve
from scenarios.search.search import search_policies
from scenarios.search.setting import SearchSetting, search_setting
from scenarios.search.simulator import Simulator
from scenarios.search.space import space_of
from scenarios.search.wants import checked_weights, wants_of
from scenarios.search.worlds import three_sets
from scenarios.situation.posts import posts, year_of_a_mentor
from scenarios.situation.reading import SituationLike
from scenarios.situation.situation import Situation
from sim.errors import InputError
from sim.executor import Progress, silent
from sim.messages import Said

#: Fewest policies that a search looks at: an optimiser needs two generations.
FEWEST = 40
#: Called with the policies of a first look.
Early = Callable[[tuple[NamedPolicy, ...]], None]


@dataclass(frozen=True)
class Asked:
    """What a search is asked for.

    Attributes:
        today: today's policy.
        here: who lives, in which situation.
        want: what is wanted, the first counts most.
        counts: by group, what somebody's gain counts.
        levers: that may be moved; None is all.
        weeks: since entry that are followed; None is as many as `compare` follows.
        candidates: policies to look at; None is as many as `scenarios/search/search.yaml` says.
        draws: behind the printed numbers; None likewise.
        seed, workers: as everywhere.
        posterior: of the parameters.
        prices, rule_year, price_level: as in `decide`.
        values: the set of prices that these say, where it is known already.
        given: the policies to choose among, besides today's; None searches among those that levers
            make.
    """

    today: NamedPolicy
    here: Situated
    want: Sequence[str]
    counts: Mapping[str, float]
    levers: Sequence[str] | None
    weeks: int | None
    candidates: int | None
    draws: int | None
    seed: int
    workers: int
    posterior: Posterior
    prices: PricesLike | None = None
    rule_year: int | None = None
    price_level: int | None = None
    values: Prices | None = None
    given: Sequence[NamedPolicy] | None = None

    @property
    def price_set(self) -> Prices:
        """The rules and prices.

        Raises:
            InputError: as `mentorsim.request.request.Situated.prices`.
        """
        if self.values is not None:
            return self.values
        return self.here.prices(self.prices, self.rule_year, self.price_level)

    @property
    def setting(self) -> SearchSetting:
        """How many of everything.

        Raises:
            InputError: too few policies to look at, or too few draws to print from.
        """
        setting, changed = search_setting(), dict[str, float]()
        asked = (
            ("candidates", "candidates", self.candidates, FEWEST),
            ("draws", "print_draws", self.draws, least_draws()),
        )
        for field, name, value, least in asked:
            if value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise InputError(
                    Said("mentorsim.too_few_for_a_search"),
                    field=field,
                    found=value,
                    allowed=Said("sim.low_or_more", low=least),
                )
            changed[name] = value
        if self.draws is not None:
            # What is searched, chosen and seen under views goes with what is printed.
            share = self.draws / setting.count("print_draws")
            least = setting.count("refine_worlds")
            for name in ("last_worlds", "choose_worlds", "view_draws"):
                changed[name] = max(least, round(share * setting.count(name)))
        return setting.changed(**changed)


def searched_as_asked(
    asked: Asked,
    progress: Progress = silent,
    opening: Callable[[Mapping[str, Any]], Workspace] | None = None,
    early: Early = lambda policies: None,
) -> Searched:
    """The search that is asked for.

    Args:
        asked: what is asked.
        progress: called with the share that is done, about.
        opening: opens the folder where judgements are kept; None keeps none.
        early: called with a first look.

    Raises:
        InputError: no situation, one without mentors and budget, or anything that cannot be.
    """
    setting, situation = asked.setting, _with_mentors(asked.here)
    _check_one_kind(asked)
    wants, values = wants_of(asked.want), asked.price_set
    three_sets(len(asked.posterior), asked.seed, setting)  # too many draws are an error here
    there = posts(situation, values)
    assert there is not None  # checked just now
    week = asked.here.weeks(asked.weeks, WEEKS)
    judge = Simulator(
        space=space_of(asked.today, asked.levers)
        if asked.given is None
        else those_given(asked.today, asked.given),
        people=asked.here.dated,
        situation=situation,
        posts=there,
        posterior=asked.posterior,
        wants=wants,
        weights=checked_weights(asked.counts),
        prices=values if any(want.purse for want in wants) else None,
        horizon=horizon_to(week),
        seed=asked.seed,
        workers=asked.workers,
        exact=asked.given is not None,
    )
    known = judge.identity() | {"search": setting.model_dump(mode="json")}
    expected = _expected(setting, None if asked.given is None else judge.space.grid.count)
    keeping = Keeping(
        None if opening is None else opening(known),
        lambda lived: progress(min(0.99, lived / expected)),
    )
    found = search_policies(
        judge,
        judge.space.grid,
        len(asked.posterior),
        asked.seed,
        setting,
        keeping,
        propose=evolve,
        posts=there,
        exact=judge.exactly(),
        given=asked.given is not None,
        first=lambda rows: early(front_policies(judge, rows)),
    )
    progress(1.0)
    people, trial = situation.young_people, asked.here.people.trial
    front = front_policies(judge, found.rows)
    return Searched(
        found=found,
        policies=front,
        wants=wants,
        week=week,
        posts=there,
        young=people.number,
        kind=people.kind,
        mentor_year=year_of_a_mentor(values),
        weights=dict(asked.counts),
        print_draws=setting.count("print_draws"),
        situation=asked.here.told(values),
        given=asked.given is not None,
        evidence=evidence_of(trial),
        ends=tuple(named.ends_in(trial) for named in front),
    )


def _check_one_kind(asked: Asked) -> None:
    """Find out whether policies are given and levers as well, which are two questions.

    Raises:
        InputError: both are said.
    """
    if asked.given is None:
        return
    for field in ("levers", "candidates"):
        value = getattr(asked, field)
        if value is not None:
            raise InputError(
                Said("mentorsim.given_policies_are_all_there_is"),
                field=field,
                found=value if isinstance(value, int) else ", ".join(value),
                allowed=Said("mentorsim.one_of_the_two"),
            )


def _with_mentors(here: Situated) -> Situation:
    """The situation, which has mentors or a budget.

    Raises:
        InputError: there is none, or it has neither.
    """
    situation = here.situation
    if situation is None or (situation.mentors is None and situation.budget is None):
        raise InputError(
            Said("mentorsim.a_search_looks_for_what_does_best"),
            field="situation",
            found=Said("mentorsim.no_situation_given")
            if situation is None
            else Said("mentorsim.neither_mentors_nor_a_budget"),
            allowed=Said("mentorsim.a_situation_with_mentors_or_a_budget"),
        )
    return situation


def _expected(setting: SearchSetting, given: int | None) -> float:
    """Worlds of a policy that a search lives, about: for the bar only."""
    count = setting.count
    if given is not None:
        each = count("last_worlds") + len(MULTIPLES) * count("choose_worlds")
        return given * each + (2.0 * given + 12.0) * count("print_draws")
    most = count("candidates") * count("scan_worlds")
    most += 2 * setting.kept("refine") * count("last_worlds")
    most += setting.kept("last") * count("choose_worlds")
    return most + 40.0 * count("print_draws")


def search(
    today: PolicyLike = TODAY,
    *,
    situation: SituationLike,
    want: str | Sequence[str] = WANT,
    counts: Mapping[str, float] | None = None,
    levers: Sequence[str] | None = None,
    among: Sequence[PolicyLike] | None = None,
    weeks: int | None = None,
    candidates: int | None = None,
    draws: int | None = None,
    seed: int = 1,
    workers: int = 2,
    posterior: Posterior | None = None,
    prices: PricesLike | None = None,
    rule_year: int | None = None,
    price_level: int | None = None,
) -> Searched:
    """What does best with the mentors or the budget there is, as the command `mentorsim search`.

    Args:
        today: today's policy: all are set against it, and it is what is changed.
        situation: what a jobcentre has, with mentors or a budget (docs/python.md, "My situation").
        want: what is wanted, one or up to three, the one that counts most first: names of
            `scenarios.search.wants.WANTS`.
        counts: by group, what the gain of somebody in it counts; 1 is as everybody else. Kroner
            are not weighted.
        levers: that may be moved: who, first, duration, taper, aftercare, caseload, contact_every;
            all by default.
        among: policies to choose among, instead of those that levers make: none other is looked at,
            and all of them stay, at most a dozen.
        weeks: the last week since entry that is followed; 156 by default, or as many as the
            situation's years hold.
        candidates: policies to look at; 2,000 by default.
        draws: of the posterior behind the printed numbers; 128 by default. Those that are searched
            and chosen in come besides, in the same proportion.
        seed: of the search.
        workers: threads; the results do not depend on them.
        posterior: draws of the parameters; by default those that ship with the project.
        prices, rule_year, price_level: as in `decide`.

    Returns:
        The front: `policies`, `winner`, tables `gains`, `curve` and `regret`, and `found` with the
        rest. `compare(*result.policies, against=...)` takes them on.

    Raises:
        InputError: as `compare`, or a want, a lever, a weight or a number that cannot be.

    Example:
        >>> from mentorsim import search
        >>> mine = {"young_people": {"per_year": 300}, "mentors": 12}
        >>> search(situation=mine, want="happiness")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        sim.errors.InputError: want: unknown want
        ...
    """
    return searched_as_asked(
        Asked(
            today=load(today),
            here=situated(situation, None, None),
            want=(want,) if isinstance(want, str) else tuple(want),
            counts=counts or {},
            levers=levers,
            weeks=weeks,
            candidates=candidates,
            draws=draws,
            seed=seed,
            workers=workers,
            posterior=shipped_posterior() if posterior is None else posterior,
            prices=prices,
            rule_year=rule_year,
            price_level=price_level,
            given=None if among is None else [load(policy) for policy in among],
        )
    )
