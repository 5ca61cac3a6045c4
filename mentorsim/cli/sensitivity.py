"""`mentorsim sensitivity`: which of many uncertain things drive an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group

from mentorsim.cli.sensitivity_options import (
    LeverOptions,
    Outcome,
    PolicyName,
    QuestionOptions,
    answered,
    at_work,
    identity,
    origin,
)
from mentorsim.cli.sets import AnswerOptions, ClusterRunOptions
from mentorsim.language import LOCALES, Language
from mentorsim.request.numbers import whole_option
from scenarios.sensitivity.methods import METHODS, MORRIS, POSTERIOR, PRIORS
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from scenarios.sensitivity.question import Question
    from scenarios.sensitivity.sensitivity import Sensitivity

#: Methods if none is asked for: one for independent factors, one for those that hang together.
USUAL_METHOD = {PRIORS: MORRIS, POSTERIOR: "shapley"}


def sensitivity_command(
    policy: PolicyName,
    *,
    outcome: Outcome = "education",
    method: Annotated[
        str | None,
        typer.Option(help=Said("mentorsim.help_methods_else_morris_or_shapley", methods=METHODS)),
    ] = None,
    over: Annotated[
        str, typer.Option(help=Said("mentorsim.help_priors_what_could_matter_or"))
    ] = PRIORS,
    factors: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_name_parameters_prices_group_name")),
    ] = None,
    levers: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_name_or_name_low_high")),
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups", help=Said("mentorsim.help_factors_of_a_group_move"))
    ] = False,
    second_order: Annotated[
        bool,
        typer.Option("--second-order", help=Said("mentorsim.help_what_two_factors_do_together")),
    ] = False,
    screen: Annotated[
        bool, typer.Option("--screen", help=Said("mentorsim.help_a_screening_first_then_the"))
    ] = False,
    samples: Annotated[
        int | None,
        whole_option("--samples", Said("mentorsim.help_base_points_sobol_a_power")),
    ] = None,
    about: QuestionOptions,
    how: LeverOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `sensitivity`; its help is `mentorsim.command_sensitivity`.

    Args:
        policy: a name in the library, or a file.
        outcome: name of the outcome that is looked at.
        method: of the analysis; None is the usual one.
        over: priors (what could matter) or posterior (what still matters).
        factors: names of what varies; None is everything.
        levers: what may be changed; None is everything.
        groups: whether factors of a group move together.
        second_order: whether pairs of factors are looked at.
        screen: whether factors are screened first.
        samples: base points, trajectories or rows; None is the usual number.
        about: the options on the question: against what, when, and whose.
        how: the options on which policies the levers move.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(policy)

    from mentorsim.present.sensitivity.figures import index_figure
    from mentorsim.present.sensitivity.json import named_by, under_each, write_result
    from mentorsim.present.sensitivity.terminal import sensitivity_view
    from mentorsim.request.factors import chosen_factors
    from scenarios.sensitivity.design import check_method
    from scenarios.sensitivity.held import each_mechanism, piece
    from scenarios.sensitivity.methods import OVER, USUAL
    from scenarios.sensitivity.sensitivity import sensitivity

    words = answer.words
    answer.check()
    if over not in OVER:
        raise InputError(
            Said("mentorsim.over_what"), field="--over", found=over, allowed=", ".join(OVER)
        )
    chosen = method or USUAL_METHOD[over]
    if chosen not in METHODS:
        check_method(chosen, 0)
    count = USUAL[chosen] if samples is None else samples
    check_method(chosen, count, second=second_order, grouped=groups)
    asked = about.asked(policy, outcome, answer, how)
    here = asked.here()
    question = asked.question(here)
    found_factors, moved = chosen_factors(question, factors, levers)
    known = identity(
        question,
        found_factors,
        command="sensitivity",
        method=chosen,
        over=over,
        samples=count,
        seed=run.seed,
        groups=groups,
        second=second_order,
        screen=screen,
    )
    with at_work("sensitivity", run, known) as running:
        # Over the posterior the mechanism varies; over the priors it may have to stand still.
        asked_under = each_mechanism(question, found_factors) if over == PRIORS else (question,)
        results = [
            sensitivity(
                each.model,
                found_factors,
                chosen,
                count,
                run.seed,
                running.under(piece(each), k, len(asked_under)),
                over=over,
                posterior=each.posterior,
                grouped=groups,
                second=second_order,
                screen=screen,
                measures=question.measures,
            )
            for k, each in enumerate(asked_under)
        ]
        beyond = question.beyond(moved)
        pairs = list(zip(asked_under, results, strict=True))
        content = under_each([_content(each, found, beyond) for each, found in pairs])
        content |= origin(question, method=chosen, over=over, samples=count, seed=run.seed)
        if run.out is not None:
            tables: dict[str, pd.DataFrame] = {}
            figures: dict[str, Figure] = {}
            for k, (each, found) in enumerate(pairs):
                figure = index_figure(each, found, words, beyond=beyond)
                tables |= named_by(each, _tables(found), first=k == 0)
                figures |= named_by(each, {"indices": figure}, first=k == 0)
            write_result(run.out, tables, figures, content, words)
    answered(
        content,
        lambda: Group(
            *(sensitivity_view(each, found, words, beyond=beyond) for each, found in pairs)
        ),
        question,
        answer,
        run.out,
        here.told,
    )


def _tables(found: Sensitivity) -> dict[str, pd.DataFrame]:
    tables = {"indices": found.indices.table}
    if len(found.indices.pairs):
        tables["pairs"] = found.indices.pairs
    if found.screen is not None:
        tables["screen"] = found.screen.indices.table
    return tables


def _content(question: Question, found: Sensitivity, beyond: bool) -> dict[str, Any]:
    from mentorsim.present.sensitivity.json import sensitivity_json
    from mentorsim.present.sensitivity.words import finding, sentences

    said = {}
    for code in LOCALES:
        words = Language(code)
        said[code] = [finding(question, found, words), *sentences(question, found, words)]
    return sensitivity_json(question, found, said, beyond=beyond)
