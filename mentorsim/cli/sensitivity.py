"""`mentorsim sensitivity`: which of many uncertain things drive an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group

from calibration.reading_names import READINGS
from mentorsim.cli.options import CORES, REFERENCE, Fitted, Json, Lang, Out, Reading, Seed, Workers
from mentorsim.cli.sensitivity_options import (
    Against,
    Asked,
    At,
    Moves,
    Outcome,
    PolicyName,
    Resume,
    Week,
    answered,
    at_work,
    identity,
    origin,
)
from mentorsim.cli.situation_options import SituationFile, check_policies
from mentorsim.language import LOCALES, Language
from mentorsim.request.executor import THREADS, ExecutorName
from mentorsim.request.numbers import whole_option
from mentorsim.request.prices import PriceLevel, PricesAsked, RuleYear
from mentorsim.request.study import StudyFolder, study_asked
from mentorsim.saved.question import Save
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
    against: Against = REFERENCE,
    outcome: Outcome = "education",
    week: Week = None,
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
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    moves: Moves = None,
    at: At = None,
    seed: Seed = 1,
    workers: Workers = CORES,
    executor: ExecutorName = THREADS,
    out: Out = None,
    resume: Resume = False,
    situation: SituationFile = None,
    save: Save = None,
    json: Json = False,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior: Fitted = None,
    study: StudyFolder = None,
) -> None:
    """The command `sensitivity`; its help is `mentorsim.command_sensitivity`."""
    check_policies([policy, against], study)

    from mentorsim.present.sensitivity.figures import index_figure
    from mentorsim.present.sensitivity.json import named_by, under_each, write_result
    from mentorsim.present.sensitivity.terminal import sensitivity_view
    from mentorsim.request.factors import chosen_factors
    from mentorsim.saved.question import check_save
    from scenarios.sensitivity.design import check_method
    from scenarios.sensitivity.held import each_mechanism, piece
    from scenarios.sensitivity.methods import OVER, USUAL
    from scenarios.sensitivity.sensitivity import sensitivity

    words = Language(language)
    check_save(save)
    if over not in OVER:
        raise InputError(
            Said("mentorsim.over_what"), field="--over", found=over, allowed=", ".join(OVER)
        )
    chosen = method or USUAL_METHOD[over]
    if chosen not in METHODS:
        check_method(chosen, 0)
    count = USUAL[chosen] if samples is None else samples
    check_method(chosen, count, second=second_order, grouped=groups)
    asked = Asked(
        policy,
        against,
        outcome,
        week,
        prices,
        rule_year,
        price_level,
        reading,
        posterior,
        moves,
        at,
        situation,
        study_asked(study, save),
    )
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
        seed=seed,
        groups=groups,
        second=second_order,
        screen=screen,
    )
    with at_work("sensitivity", out, resume, workers, executor, known) as running:
        # Over the posterior the mechanism varies; over the priors it may have to stand still.
        asked_under = each_mechanism(question, found_factors) if over == PRIORS else (question,)
        results = [
            sensitivity(
                each.model,
                found_factors,
                chosen,
                count,
                seed,
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
        content |= origin(question, method=chosen, over=over, samples=count, seed=seed)
        if out is not None:
            tables: dict[str, pd.DataFrame] = {}
            figures: dict[str, Figure] = {}
            for k, (each, found) in enumerate(pairs):
                figure = index_figure(each, found, words, beyond=beyond)
                tables |= named_by(each, _tables(found), first=k == 0)
                figures |= named_by(each, {"indices": figure}, first=k == 0)
            write_result(out, tables, figures, content, words)
    answered(
        content,
        lambda: Group(
            *(sensitivity_view(each, found, words, beyond=beyond) for each, found in pairs)
        ),
        question,
        question.ready.policies,
        words,
        json=json,
        out=out,
        save=save,
        told=here.told,
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
