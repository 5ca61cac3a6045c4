"""`mentorsim tornado`, `threshold` and `map`: one factor at a time, and two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group

from mentorsim.cli.sensitivity_options import (
    FactorOptions,
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
from mentorsim.request.numbers import number_option, whole_option
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Levers of the map, if none are named.
ACROSS, UP = "duration", "caseload"


def tornado_command(
    policy: PolicyName,
    *,
    outcome: Outcome = "education",
    varied: FactorOptions,
    draws: Annotated[
        int | None,
        whole_option("--draws", Said("mentorsim.help_posterior_draws_behind_everything_at"), low=2),
    ] = None,
    about: QuestionOptions,
    how: LeverOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `tornado`; its help is `mentorsim.command_tornado`.

    Args:
        policy: a name in the library, or a file.
        outcome: name of the outcome that is looked at.
        varied: the options on the factors that vary.
        draws: posterior draws; None is the usual number.
        about: the options on the question: against what, when, and whose.
        how: the options on which policies the levers move.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(policy)

    from scenarios.sensitivity.held import each_mechanism
    from scenarios.sensitivity.setting import sensitivity_setting
    from scenarios.sensitivity.tornado import tornadoes

    words = answer.words
    answer.check()
    asked = about.asked(policy, outcome, answer, how)
    here = asked.here()
    question = asked.question(here)
    chosen, _ = varied.chosen(question)
    used = int(sensitivity_setting().tornado_draws.value) if draws is None else draws
    known = identity(question, chosen, command="tornado", draws_used=used, seed=run.seed)
    with at_work("tornado", run, known) as running:
        asked_under = each_mechanism(question)
        results = tornadoes(question, chosen, run.seed, used, running)

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.sensitivity.figures import tornado_figure
        from mentorsim.present.sensitivity.json import (
            named_by,
            tornado_json,
            under_each,
            write_result,
        )
        from mentorsim.present.sensitivity.terminal import tornado_view

        pairs = list(zip(asked_under, results, strict=True))
        content = under_each([tornado_json(each, found) for each, found in pairs])
        content |= origin(question, draws=used, seed=run.seed)
        if run.out is not None:
            tables: dict[str, pd.DataFrame] = {}
            figures: dict[str, Figure] = {}
            for k, (each, found) in enumerate(pairs):
                figure = tornado_figure(each, found, words)
                tables |= named_by(each, {"tornado": found.table}, first=k == 0)
                figures |= named_by(each, {"tornado": figure}, first=k == 0)
            write_result(run.out, tables, figures, content, words)
    answered(
        content,
        lambda: Group(*(tornado_view(each, found, words) for each, found in pairs)),
        question,
        answer,
        run.out,
        here.told,
    )


def threshold_command(
    policy: PolicyName,
    *,
    factor: Annotated[
        str,
        typer.Option(help=Said("mentorsim.help_a_lever_a_parameter_or")),
    ],
    outcome: Outcome = "net_public",
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
    about: QuestionOptions,
    how: LeverOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `threshold`; its help is `mentorsim.command_threshold`.

    Args:
        policy: a name in the library, or a file.
        factor: name of what varies.
        outcome: name of the outcome that is looked at.
        between: its ends, as in `0:1`; None is all of its range.
        level: what the outcome is to cross.
        points: values of the factor that are simulated; None is the usual number.
        draws: posterior draws; None is the usual number.
        about: the options on the question: against what, when, and whose.
        how: the options on which policies the levers move.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(policy)

    from scenarios.sensitivity.held import check_free
    from scenarios.sensitivity.named import CHOSEN, find_factor
    from scenarios.sensitivity.setting import sensitivity_setting
    from scenarios.sensitivity.thresholds import find_threshold

    words, setting = answer.words, sensitivity_setting()
    answer.check()
    asked = about.asked(policy, outcome, answer, how)
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
        seed=run.seed,
        level=level,
        between=between,
    )
    with at_work("threshold", run, known) as running:
        found = find_threshold(
            question, chosen, count, used, run.seed, running, level=level, low=low, high=high
        )

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.sensitivity.json import threshold_json, threshold_table, write_result
        from mentorsim.present.sensitivity.oneway_figures import threshold_figure
        from mentorsim.present.sensitivity.terminal import threshold_view

        content = threshold_json(question, found)
        content |= origin(question, draws=used, seed=run.seed)
        if run.out is not None:
            figure = threshold_figure(question, found, words)
            write_result(
                run.out,
                {"threshold": threshold_table(found)},
                {"threshold": figure},
                content,
                words,
            )
    answered(
        content,
        lambda: threshold_view(question, found, words),
        question,
        answer,
        run.out,
        here.told,
    )


def map_command(
    policy: PolicyName,
    *,
    across: Annotated[
        str, typer.Option(help=Said("mentorsim.help_lever_parameter_or_price_along"))
    ] = ACROSS,
    up: Annotated[str, typer.Option(help=Said("mentorsim.help_lever_parameter_or_price_up"))] = UP,
    outcome: Outcome = "education",
    points: Annotated[
        int | None, whole_option("--points", Said("mentorsim.help_values_of_each"))
    ] = None,
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_posterior_draws_behind_a_cell"))
    ] = None,
    about: QuestionOptions,
    how: LeverOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `map`; its help is `mentorsim.command_map`.

    Args:
        policy: a name in the library, or a file.
        across: the factor along the one side.
        up: the factor along the other side.
        outcome: name of the outcome that is looked at.
        points: values of the factor that are simulated; None is the usual number.
        draws: posterior draws; None is the usual number.
        about: the options on the question: against what, when, and whose.
        how: the options on which policies the levers move.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(policy)

    from scenarios.sensitivity.held import check_free
    from scenarios.sensitivity.maps import two_way
    from scenarios.sensitivity.named import CHOSEN, find_factor
    from scenarios.sensitivity.setting import sensitivity_setting

    words, setting = answer.words, sensitivity_setting()
    answer.check()
    asked = about.asked(policy, outcome, answer, how)
    here = asked.here()
    question = asked.question(here)
    one, other = (
        find_factor(name, question.prices, question.measures, CHOSEN) for name in (across, up)
    )
    check_free(question, [one, other])
    count = int(setting.map_points.value) if points is None else points
    used = int(setting.map_draws.value) if draws is None else draws
    known = identity(
        question, [one, other], command="map", points=count, draws_used=used, seed=run.seed
    )
    with at_work("map", run, known) as running:
        found = two_way(question, one, other, count, used, run.seed, running)

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.sensitivity.json import map_json, write_result
        from mentorsim.present.sensitivity.oneway_figures import map_figure
        from mentorsim.present.sensitivity.terminal import map_view

        content = map_json(question, found)
        content |= origin(question, draws=used, seed=run.seed)
        if run.out is not None:
            figure = map_figure(question, found, words)
            write_result(run.out, {"map": found.table()}, {"map": figure}, content, words)
    answered(
        content,
        lambda: map_view(question, found, words),
        question,
        answer,
        run.out,
        here.told,
    )


def _range(between: str | None) -> tuple[float | None, float | None]:
    from scenarios.sensitivity.named import range_of

    if between is None:
        return None, None
    return range_of(between, "--range")
