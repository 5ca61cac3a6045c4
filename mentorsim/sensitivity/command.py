"""`mentorsim sensitivity`: which of many uncertain things drive an outcome."""

from __future__ import annotations

from typing import Annotated

import typer

from calibration.posterior import READINGS
from mentorsim.asked import CORES, REFERENCE, Fitted, Json, Lang, Out, Reading, Seed, Workers
from mentorsim.executing import THREADS, ExecutorName
from mentorsim.language import LOCALES, Language
from mentorsim.number_options import whole_option
from mentorsim.priced import PriceLevel, PricesAsked, RuleYear
from mentorsim.sensitivity.as_json import sensitivity_json, write_result
from mentorsim.sensitivity.asking import (
    Against,
    Asked,
    Both,
    Outcome,
    PolicyName,
    Resume,
    Week,
    answered,
    at_work,
    chosen_factors,
    identity,
    origin,
)
from mentorsim.sensitivity.figures import index_figure
from mentorsim.sensitivity.screen import sensitivity_view
from mentorsim.sensitivity.words import finding, sentences
from scenarios.sensitivity.design import (
    METHODS,
    MORRIS,
    OVER,
    POSTERIOR,
    PRIORS,
    USUAL,
    check_method,
)
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.sensitivity import Sensitivity, sensitivity
from sim.errors import InputError

#: Methods if none is asked for: one for independent factors, one for those that hang together.
USUAL_METHOD = {PRIORS: MORRIS, POSTERIOR: "shapley"}


def sensitivity_command(
    policy: PolicyName,
    against: Against = REFERENCE,
    outcome: Outcome = "education",
    week: Week = 104,
    method: Annotated[
        str | None,
        typer.Option(help=f"{', '.join(METHODS)}; else morris, or shapley over the posterior"),
    ] = None,
    over: Annotated[
        str, typer.Option(help="priors (what could matter) or posterior (what still matters)")
    ] = PRIORS,
    factors: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME,...: parameters, prices, group:NAME, or single ones; else all that there are"
        ),
    ] = None,
    levers: Annotated[
        list[str] | None,
        typer.Option(help="NAME or NAME=LOW:HIGH,...: what the policy could choose otherwise"),
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups", help="factors of a group move together")
    ] = False,
    second_order: Annotated[
        bool, typer.Option("--second-order", help="what two factors do together (sobol)")
    ] = False,
    screen: Annotated[
        bool, typer.Option("--screen", help="a screening first; then the method on what matters")
    ] = False,
    samples: Annotated[
        int | None,
        whole_option(
            "--samples", "base points (sobol: a power of two), trajectories (morris), or rows"
        ),
    ] = None,
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    both: Both = False,
    seed: Seed = 1,
    workers: Workers = CORES,
    executor: ExecutorName = THREADS,
    out: Out = None,
    resume: Resume = False,
    json: Json = False,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior: Fitted = None,
) -> None:
    """What drives the difference between two policies, and how sure that is."""
    words = Language(language)
    if over not in OVER:
        raise InputError("over what?", field="--over", found=over, allowed=", ".join(OVER))
    chosen = method or USUAL_METHOD[over]
    if chosen not in METHODS:
        check_method(chosen, 0)
    count = USUAL[chosen] if samples is None else samples
    check_method(chosen, count, second=second_order, grouped=groups)
    asked = Asked(
        policy, against, outcome, week, prices, rule_year, price_level, reading, posterior, both
    )
    question = asked.question()
    found_factors, moved = chosen_factors(question, factors, levers)
    known = identity(
        question, found_factors, command="sensitivity", method=chosen, over=over, samples=count,
        seed=seed, groups=groups, second=second_order, screen=screen,
    )  # fmt: skip
    with at_work("sensitivity", out, resume, workers, executor, known) as running:
        found = sensitivity(
            question.model, found_factors, chosen, count, seed, running, over=over,
            posterior=question.posterior, grouped=groups, second=second_order, screen=screen,
            measures=question.measures,
        )  # fmt: skip
        beyond = question.beyond(moved)
        content = _content(question, found, beyond)
        content |= origin(question, method=chosen, over=over, samples=count, seed=seed)
        if out is not None:
            tables = {"indices": found.indices.table}
            if len(found.indices.pairs):
                tables["pairs"] = found.indices.pairs
            if found.screen is not None:
                tables["screen"] = found.screen.indices.table
            figure = index_figure(question, found, words, beyond=beyond)
            write_result(out, tables, {"indices": figure}, content)
    answered(
        content, lambda: sensitivity_view(question, found, words, beyond=beyond),
        question.ready.policies, question.prices, words, json=json, out=out,
    )  # fmt: skip


def _content(question: Question, found: Sensitivity, beyond: bool) -> dict[str, object]:
    said = {}
    for code in LOCALES:
        words = Language(code)
        said[code] = [finding(question, found, words), *sentences(question, found, words)]
    return sensitivity_json(question, found, said, beyond=beyond)
