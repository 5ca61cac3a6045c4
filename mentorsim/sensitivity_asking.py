"""What the sensitivity commands have in common: options, questions, and what may be resumed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from calibration.posterior import READINGS, Posterior, read_posterior, shipped_posterior
from calibration.trial import the_trial
from mentorsim.console import progress
from mentorsim.output import check_folder
from mentorsim.provenance import provenance
from mentorsim.resume import kept_pieces
from scenarios.policies import load_policy
from scenarios.price_file import Prices, load_prices
from scenarios.sensitivity_factors import (
    PARAMETERS,
    PRICES,
    Factor,
    find_factors,
    lever_factors,
)
from scenarios.sensitivity_model import Question, ask
from scenarios.sensitivity_outcomes import TARGETS, target
from scenarios.sensitivity_runs import Running
from scenarios.sensitivity_setting import sensitivity_setting

CORES = os.cpu_count() or 1
REFERENCE = "no-mentor"

PolicyName = Annotated[str, typer.Argument(help="a name in the library, or a YAML file")]
Against = Annotated[str, typer.Option(help="what it is set against")]
Outcome = Annotated[str, typer.Option(help=", ".join(TARGETS))]
Week = Annotated[
    int, typer.Option(help="since entry; kroner and sums run up to it", min=1, max=520)
]
PriceYear = Annotated[int, typer.Option("--prices", help="rule year of the prices")]
PriceFile = Annotated[
    Path | None, typer.Option("--prices-file", help="YAML: your own prices over those of the year")
]
Both = Annotated[
    bool, typer.Option("--both", help="levers change both policies, not only the first")
]
Seed = Annotated[int, typer.Option(help="of worlds and designs", min=0, max=2**31 - 1)]
Workers = Annotated[int, typer.Option(help="threads; results do not depend on them", min=1)]
Out = Annotated[Path | None, typer.Option("--out", help="folder for tables, figures and JSON")]
Resume = Annotated[bool, typer.Option("--resume", help="go on with an interrupted run in --out")]
Json = Annotated[bool, typer.Option("--json", help="results for machines, on standard output")]
Lang = Annotated[str, typer.Option("--language", help="language of tables and figures: da or en")]
Reading = Annotated[
    str, typer.Option("--reading", help=f"how subgroups are read: {' or '.join(READINGS)}")
]
Fitted = Annotated[
    Path | None, typer.Option("--posterior", help="folder of a calibration of one's own")
]


@dataclass(frozen=True)
class Asked:
    """What a command was asked for, as it was said."""

    policy: str
    against: str
    outcome: str
    week: int
    prices: int
    prices_file: Path | None
    reading: str
    posterior: Path | None
    both: bool = False

    def draws(self) -> Posterior:
        """The posterior."""
        if self.posterior is not None:
            return read_posterior(self.posterior)
        return shipped_posterior(self.reading)

    def price_set(self) -> Prices | None:
        """Prices, if the outcome needs them."""
        if not target(self.outcome).priced:
            return None
        return load_prices(self.prices, self.prices_file)

    def question(self) -> Question:
        """The question, checked.

        Raises:
            InputError: an unknown policy, outcome or year, or a week that cannot be.
        """
        return ask(
            the_trial(), load_policy(self.policy), load_policy(self.against), self.outcome,
            self.week, self.draws(), prices=self.price_set(), both=self.both,
        )  # fmt: skip


def listed(words: Sequence[str] | None) -> list[str]:
    """Names given in one option with commas, or in several."""
    return [name.strip() for word in words or () for name in word.split(",") if name.strip()]


def chosen_factors(
    question: Question, factors: Sequence[str] | None, levers: Sequence[str] | None
) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    """The factors of a command, levers last; and the levers among them.

    Args:
        question: what is asked; prices go with outcomes in kroner.
        factors: as given; None is every parameter, and every price if there are any.
        levers: as given.

    Raises:
        InputError: nothing is named, or a name that is none.
    """
    usual = [PARAMETERS] if question.prices is None else [PARAMETERS, PRICES]
    named, moved = usual if factors is None else listed(factors), lever_factors(listed(levers))
    if not named and moved:
        return tuple(moved), tuple(moved)
    return (*find_factors(named, question.prices), *moved), tuple(moved)


def identity(question: Question, factors: Iterable[Factor], **more: object) -> dict[str, Any]:
    """Everything that results depend on, as plain values: what may be resumed with what."""
    posterior, setting = question.posterior, sensitivity_setting()
    draws = posterior.draws.to_csv(index=False, float_format="%.17g")
    return {
        "policies": {p.name: p.policy.model_dump(mode="json") for p in question.ready.policies},
        "outcome": question.asked.name,
        "week": question.week,
        "levers change both": question.both,
        "draws": hashlib.sha256(draws.encode()).hexdigest()[:16],
        "model": posterior.provenance.model,
        "prices": None if question.prices is None else question.prices.digest(),
        "factors": {f.key: [f.low, f.high] for f in factors},
        "setting": setting.model_dump(mode="json"),
        **more,
    }


@contextmanager
def at_work(
    name: str, out: Path | None, resume: bool, workers: int, known: Mapping[str, Any]
) -> Iterator[Running]:
    """How runs are made: with a bar, in pieces that resume if there is a folder.

    Args:
        name: on the bar.
        out: folder of the results.
        resume: go on with what an interrupted run left.
        workers: threads.
        known: everything that results depend on.

    Raises:
        InputError: the folder cannot be written to, or holds another run's pieces.
    """
    if out is not None:
        check_folder(out)
    with kept_pieces(out, resume=resume) as opening, progress(name) as bar:
        yield Running(workers, bar, None if opening is None else opening(known))


def origin(question: Question, **used: object) -> dict[str, str]:
    """Provenance of a result."""
    policy, against = question.names
    prices = {} if question.prices is None else {
        "prices": f"{question.prices.rule_year}, {question.prices.digest()}"
    }  # fmt: skip
    return provenance(
        question.posterior,
        {"policies": policy, "against": against, "weeks": question.week, **prices, **used},
    )
