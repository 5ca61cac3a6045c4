"""`mentorsim tornado`, `threshold` and `map`: one factor at a time, and two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
from mentorsim.language import Language
from mentorsim.request.executor import THREADS, ExecutorName
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.prices import PriceLevel, PricesAsked, RuleYear
from mentorsim.request.study import StudyFolder, study_asked
from mentorsim.saved.question import Save
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Levers of the map, if none are named.
ACROSS, UP = "duration", "caseload"


def tornado_command(
    policy: PolicyName,
    against: Against = REFERENCE,
    outcome: Outcome = "education",
    week: Week = None,
    factors: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_name_parameters_prices_group_name_or_single")),
    ] = None,
    levers: Annotated[
        list[str] | None, typer.Option(help=Said("mentorsim.help_name_or_name_low_high_what_could"))
    ] = None,
    draws: Annotated[
        int | None,
        whole_option("--draws", Said("mentorsim.help_posterior_draws_behind_everything_at"), low=2),
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
    """The command `tornado`; its help is `mentorsim.command_tornado`."""
    check_policies([policy, against], study)

    from mentorsim.present.sensitivity.figures import tornado_figure
    from mentorsim.present.sensitivity.json import named_by, tornado_json, under_each, write_result
    from mentorsim.present.sensitivity.terminal import tornado_view
    from mentorsim.request.factors import chosen_factors
    from mentorsim.saved.question import check_save
    from scenarios.sensitivity.held import each_mechanism
    from scenarios.sensitivity.setting import sensitivity_setting
    from scenarios.sensitivity.tornado import tornadoes

    words = Language(language)
    check_save(save)
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
    chosen, _ = chosen_factors(question, factors, levers)
    used = int(sensitivity_setting().tornado_draws.value) if draws is None else draws
    known = identity(question, chosen, command="tornado", draws_used=used, seed=seed)
    with at_work("tornado", out, resume, workers, executor, known) as running:
        asked_under = each_mechanism(question)
        results = tornadoes(question, chosen, seed, used, running)
        pairs = list(zip(asked_under, results, strict=True))
        content = under_each([tornado_json(each, found) for each, found in pairs])
        content |= origin(question, draws=used, seed=seed)
        if out is not None:
            tables: dict[str, pd.DataFrame] = {}
            figures: dict[str, Figure] = {}
            for k, (each, found) in enumerate(pairs):
                figure = tornado_figure(each, found, words)
                tables |= named_by(each, {"tornado": found.table}, first=k == 0)
                figures |= named_by(each, {"tornado": figure}, first=k == 0)
            write_result(out, tables, figures, content, words)
    answered(
        content,
        lambda: Group(*(tornado_view(each, found, words) for each, found in pairs)),
        question,
        question.ready.policies,
        words,
        json=json,
        out=out,
        save=save,
        told=here.told,
    )


def threshold_command(
    policy: PolicyName,
    factor: Annotated[
        str,
        typer.Option(help=Said("mentorsim.help_a_lever_a_parameter_or")),
    ],
    against: Against = REFERENCE,
    outcome: Outcome = "net_public",
    week: Week = None,
    between: Annotated[
        str | None, typer.Option("--range", help=Said("mentorsim.help_low_high_else_the_factors"))
    ] = None,
    level: Annotated[
        float, number_option("--level", Said("mentorsim.help_what_the_outcome_is_to"))
    ] = 0.0,
    points: Annotated[
        int | None, whole_option("--points", Said("mentorsim.help_values_of_the_factor"))
    ] = None,
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_posterior_draws"))
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
    """The command `threshold`; its help is `mentorsim.command_threshold`."""
    check_policies([policy, against], study)

    from mentorsim.present.sensitivity.json import threshold_json, threshold_table, write_result
    from mentorsim.present.sensitivity.oneway_figures import threshold_figure
    from mentorsim.present.sensitivity.terminal import threshold_view
    from mentorsim.saved.question import check_save
    from scenarios.sensitivity.held import check_free
    from scenarios.sensitivity.named import CHOSEN, find_factor
    from scenarios.sensitivity.setting import sensitivity_setting
    from scenarios.sensitivity.thresholds import find_threshold

    words, setting = Language(language), sensitivity_setting()
    check_save(save)
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
    chosen = find_factor(factor, question.prices, question.measures, CHOSEN)
    check_free(question, [chosen])
    low, high = _range(between)
    count = int(setting.threshold_points.value) if points is None else points
    used = int(setting.threshold_draws.value) if draws is None else draws
    known = identity(
        question,
        [chosen],
        command="threshold",
        points=count,
        draws_used=used,
        seed=seed,
        level=level,
        between=between,
    )
    with at_work("threshold", out, resume, workers, executor, known) as running:
        found = find_threshold(
            question, chosen, count, used, seed, running, level=level, low=low, high=high
        )
        content = threshold_json(question, found)
        content |= origin(question, draws=used, seed=seed)
        if out is not None:
            figure = threshold_figure(question, found, words)
            write_result(
                out, {"threshold": threshold_table(found)}, {"threshold": figure}, content, words
            )
    answered(
        content,
        lambda: threshold_view(question, found, words),
        question,
        question.ready.policies,
        words,
        json=json,
        out=out,
        save=save,
        told=here.told,
    )


def map_command(
    policy: PolicyName,
    across: Annotated[
        str, typer.Option(help=Said("mentorsim.help_lever_parameter_or_price_along"))
    ] = ACROSS,
    up: Annotated[str, typer.Option(help=Said("mentorsim.help_lever_parameter_or_price_up"))] = UP,
    against: Against = REFERENCE,
    outcome: Outcome = "education",
    week: Week = None,
    points: Annotated[
        int | None, whole_option("--points", Said("mentorsim.help_values_of_each"))
    ] = None,
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_posterior_draws_behind_a_cell"))
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
    """The command `map`; its help is `mentorsim.command_map`."""
    check_policies([policy, against], study)

    from mentorsim.present.sensitivity.json import map_json, write_result
    from mentorsim.present.sensitivity.oneway_figures import map_figure
    from mentorsim.present.sensitivity.terminal import map_view
    from mentorsim.saved.question import check_save
    from scenarios.sensitivity.held import check_free
    from scenarios.sensitivity.maps import two_way
    from scenarios.sensitivity.named import CHOSEN, find_factor
    from scenarios.sensitivity.setting import sensitivity_setting

    words, setting = Language(language), sensitivity_setting()
    check_save(save)
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
    one, other = (
        find_factor(name, question.prices, question.measures, CHOSEN) for name in (across, up)
    )
    check_free(question, [one, other])
    count = int(setting.map_points.value) if points is None else points
    used = int(setting.map_draws.value) if draws is None else draws
    known = identity(
        question, [one, other], command="map", points=count, draws_used=used, seed=seed
    )
    with at_work("map", out, resume, workers, executor, known) as running:
        found = two_way(question, one, other, count, used, seed, running)
        content = map_json(question, found)
        content |= origin(question, draws=used, seed=seed)
        if out is not None:
            figure = map_figure(question, found, words)
            write_result(out, {"map": found.table()}, {"map": figure}, content, words)
    answered(
        content,
        lambda: map_view(question, found, words),
        question,
        question.ready.policies,
        words,
        json=json,
        out=out,
        save=save,
        told=here.told,
    )


def _range(between: str | None) -> tuple[float | None, float | None]:
    from scenarios.sensitivity.named import range_of

    if between is None:
        return None, None
    return range_of(between, "--range")
