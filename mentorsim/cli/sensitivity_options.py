"""What the sensitivity commands have in common: options, questions, and what may be resumed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from mentorsim.cli import situation_options
from mentorsim.cli.answers import tell
from mentorsim.cli.options import REFERENCE
from mentorsim.cli.sets import AnswerOptions, ClusterRunOptions, FitOptions, PriceOptions
from mentorsim.request.executor import executor_of
from mentorsim.request.numbers import whole_option
from mentorsim.request.prices import prices_used
from mentorsim.terminal.console import output, progress
from scenarios.comparison.longest import LONGEST
from scenarios.sensitivity.moves import MOVES
from scenarios.sensitivity.targets import TARGETS
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.study import Study
    from mentorsim.present.situation.words import Told
    from mentorsim.request.request import Situated
    from scenarios.economics.price_file import Prices
    from scenarios.policy.policies import NamedPolicy
    from scenarios.sensitivity.factors import Factor
    from scenarios.sensitivity.question import Question
    from scenarios.sensitivity.runs import Running

PolicyName = Annotated[
    str,
    typer.Argument(
        metavar=Said("mentorsim.metavar_policy"), help=Said("mentorsim.help_a_name_in_the_library")
    ),
]
Against = Annotated[str, typer.Option(help=Said("mentorsim.help_what_it_is_set_against"))]
Outcome = Annotated[str, typer.Option(help=", ".join(TARGETS))]
#: Week that is looked at, if no other is asked for.
WEEK = 104
Week = Annotated[
    int | None,
    whole_option(
        "--week",
        Said("mentorsim.help_since_entry_kroner_and_sums", usual=WEEK),
        low=1,
        high=LONGEST,
    ),
]
Moves = Annotated[
    str | None,
    typer.Option(
        "--moves",
        help=Said("mentorsim.help_policies_that_levers_move_moves", moves=MOVES),
    ),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        help=Said("mentorsim.help_name_value_parameters_that_stand"),
    ),
]


@dataclass(frozen=True)
class Here:
    """Where a question is asked.

    Attributes:
        lives: who lives in which situation.
        week: since entry; the last that is followed.
        prices: of kroner, or the situation's; None if there are neither.
        priced: whether the outcome is in kroner.
    """

    lives: Situated
    week: int
    prices: Prices | None
    priced: bool

    def policies(self, named: Sequence[NamedPolicy]) -> list[NamedPolicy]:
        """Policies in the situation, if there is one.

        Raises:
            InputError: as `mentorsim.request.request.Situated.policies`.
        """
        return self.lives.policies(named, self.prices)

    @property
    def told(self) -> Told | None:
        """The situation; None if there is none."""
        from mentorsim.present.situation.words import told_of

        return told_of(self.lives, self.prices)


@dataclass(frozen=True)
class FactorOptions:
    """What is varied, if not all that can be."""

    factors: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_name_parameters_prices_group_name_or_single")),
    ] = None
    levers: Annotated[
        list[str] | None, typer.Option(help=Said("mentorsim.help_name_or_name_low_high_what_could"))
    ] = None

    def chosen(self, question: Question) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
        """As `mentorsim.request.factors.chosen_factors`."""
        from mentorsim.request.factors import chosen_factors

        return chosen_factors(question, self.factors, self.levers)


@dataclass(frozen=True)
class LeverOptions:
    """How levers move: which of the policies, and what stands still meanwhile."""

    moves: Moves = None
    at: At = None


@dataclass(frozen=True, kw_only=True)
class QuestionOptions:
    """What a policy is set against, and when, at which prices and for whom it is looked at."""

    against: Against = REFERENCE
    week: Week = None
    prices: PriceOptions
    situation: situation_options.SituationFile = None
    fit: FitOptions

    def check(self, *policies: str) -> None:
        """As `mentorsim.cli.situation_options.check_policies`, with what they are set against."""
        situation_options.check_policies([*policies, self.against], self.fit.study)

    def asked(
        self, policy: str, outcome: str, answer: AnswerOptions, levers: LeverOptions | None = None
    ) -> Asked:
        """The question of a policy and an outcome.

        Args:
            policy, outcome: as they were said.
            answer: whether the question is to be saved.
            levers: what they move; None where none are moved.

        Raises:
            InputError: as `mentorsim.request.study.study_asked`.
        """
        return Asked(policy, outcome, self, self.fit.asked(answer), levers or LeverOptions())


@dataclass(frozen=True)
class Asked:
    """What a command was asked for, as it was said; its study is read."""

    policy: str
    outcome: str
    about: QuestionOptions
    study: Study
    levers: LeverOptions

    @property
    def priced(self) -> bool:
        """Whether the outcome needs prices."""
        from scenarios.sensitivity.targets import target

        return target(self.outcome).priced

    def here(self) -> Here:
        """Who lives in which situation, until which week, and prices if they are needed.

        Raises:
            InputError: a situation that cannot be, or that an option contradicts.
        """
        lives = situation_options.here_asked(self.about.situation, study=self.study)
        prices = (
            self.about.prices.of(lives)
            if self.priced
            else situation_options.situation_prices(lives)
        )
        last = situation_options.weeks_asked_of(lives, self.about.week, WEEK, "week")
        return Here(lives, last, prices, self.priced)

    def question(self, here: Here | None = None) -> Question:
        """The question, checked.

        Args:
            here: what `here` gave, if it was asked already.

        Raises:
            InputError: an unknown policy, outcome or year, a week that cannot be, or a situation
                that the policies contradict.
        """
        from mentorsim.request.factors import listed
        from scenarios.sensitivity.held import read_held
        from scenarios.sensitivity.question import ask

        found = self.here() if here is None else here
        named, against = found.policies(
            [
                situation_options.policy_asked(self.policy, self.study.trial),
                situation_options.policy_asked(self.about.against, self.study.trial),
            ]
        )
        return ask(
            found.lives.dated,
            named,
            against,
            self.outcome,
            found.week,
            self.about.fit.draws(self.study),
            prices=found.prices if self.priced else None,
            moves=self.levers.moves,
            at=read_held(listed(self.levers.at)),
        )


def identity(question: Question, factors: Iterable[Factor], **more: object) -> dict[str, Any]:
    """What results depend on besides the code, as plain values: what is resumed with what.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        factors: those that vary.
        more: whatever else the results depend on, by name.
    """
    from scenarios.sensitivity.setting import sensitivity_setting

    posterior, setting = question.posterior, sensitivity_setting()
    draws = posterior.draws.to_csv(index=False, float_format="%.17g", lineterminator="\n")
    return {
        "policies": {p.name: p.policy.model_dump(mode="json") for p in question.ready.policies},
        "outcome": question.outcome.name,
        "week": question.week,
        "levers move": question.moves,
        "held": dict(question.at),
        "draws": hashlib.sha256(draws.encode()).hexdigest()[:16],
        "number of draws": len(posterior),
        "model": posterior.provenance.model,
        "prices": None if question.prices is None else question.prices.digest(),
        "factors": {f.key: [f.low, f.high] for f in factors},
        "setting": setting.model_dump(mode="json"),
        **more,
    }


@contextmanager
def at_work(name: str, run: ClusterRunOptions, known: Mapping[str, Any]) -> Iterator[Running]:
    """How runs are made: with a bar, in pieces that resume if there is a folder.

    Args:
        name: on the bar.
        run: where, and what is done with an interrupted one.
        known: everything that results depend on.

    Raises:
        InputError: the folder cannot be written to or holds another run's pieces, or the cluster
            cannot be used.
    """
    from scenarios.sensitivity.runs import Running

    run.check()
    with (
        executor_of(run.executor) as elsewhere,
        run.saved_pieces() as opening,
        progress(Said(f"mentorsim.doing_{name}")) as bar,
    ):
        yield Running(run.workers, bar, None if opening is None else opening(known), elsewhere)


def origin(
    question: Question, others: Iterable[NamedPolicy] = (), **used: object
) -> dict[str, object]:
    """Where a result comes from, and the effects that nobody knows and that it leans on.

    Args:
        question: what is asked.
        others: policies besides those of the question.
        used: settings of the run.
    """
    from mentorsim.present.own_prices import own_price_records
    from mentorsim.present.provenance import provenance
    from scenarios.policy.measure_effects import assumed

    policy, against = question.names
    prices = {} if question.prices is None else prices_used(question.prices)
    tools = {name: version(name) for name in ("SALib", "scikit-learn")}
    found = provenance(
        question.posterior,
        {"policies": policy, "against": against, "weeks": question.week, **prices, **used, **tools},
    )
    leaned = assumed([*question.ready.policies, *others])
    return {
        "provenance": found,
        "assumptions": [each.as_dict() for each in leaned],
        "own_prices": own_price_records(question.prices),
    }


def answered(
    content: Mapping[str, Any],
    view: Callable[[], RenderableType],
    question: Question,
    answer: AnswerOptions,
    out: Path | None,
    told: Told | None,
    policies: Sequence[NamedPolicy] | None = None,
) -> None:
    """Save the question if that was asked, and show its result.

    As JSON, or as a table with what it leans on and where it was written.

    Args:
        content: for machines.
        view: makes the table.
        question: what was asked.
        answer: how it is told, and where the question is kept.
        out: folder that was written, if any.
        told: the situation; None without one.
        policies: of the result; None are those of the question.
    """
    from mentorsim.present.own_prices import own_price_lines
    from mentorsim.present.policy.assumptions import assumption_lines
    from mentorsim.present.situation.answers import of_sensitivity
    from scenarios.policy.measure_effects import assumed

    words = answer.words
    lived = question.ready.policies if policies is None else policies

    def show() -> None:
        output().print(view())
        for measure, said in assumption_lines(assumed(lived), words):
            title = words.text("assumption.title", measure=measure)
            output().print(Text(f"{title}. {said}"))
        for line in own_price_lines(question.prices, words):
            output().print(Text(f"{words.text('own_price.heading')}: {line}"))

    own = of_sensitivity(question.outcome, told)
    tell(content, content.get("text", {}), own, show, answer, out)
