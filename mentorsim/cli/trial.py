"""The commands `trial`, `population` and `demo`: the simulation beside the trial."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.compare import WEEKS, Asked, compared_as_asked, show_comparison
from mentorsim.cli.options import (
    CORES,
    REFERENCE,
    Draws,
    Json,
    Lang,
    Seed,
    Workers,
    draws_of,
)
from mentorsim.cli.sets import FirstDrawsOptions, RunOptions
from mentorsim.folders.output import check_folder
from mentorsim.language import Language
from mentorsim.request.study import study_used
from mentorsim.terminal.console import output, print_json, progress
from sim.messages import Said

#: Policies of the demo.
DEMO_POLICIES = ["as-in-trial", "104-weeks", "caseload-25"]
#: Draws of the curves by stratum, which need every person's every week.
PROCESS_DRAWS = 16


def trial_command(
    *,
    json: Json = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help=Said("mentorsim.help_folder_for_figures"))
    ] = None,
    draws: Draws = 64,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
    fit: FirstDrawsOptions,
) -> None:
    """The command `trial`; its help is `mentorsim.command_trial`.

    Args:
        json: whether results go to standard output for machines.
        plot: folder for figures; None draws none.
        draws: posterior draws; None is the usual number.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        language: of the reader, da or en.
        fit: the options on study and posterior.
    """
    from calibration.checks import check_trial
    from calibration.trajectories import levels, process

    words, of = Language(language), fit.asked()
    trial, posterior = of.trial, fit.draws(draws, of)
    if plot is not None:
        check_folder(plot)
    with progress(Said("mentorsim.doing_trial")) as bar:
        rows = check_trial(trial, posterior, seed=seed, workers=workers, progress=bar)

    # What tells results, pictures among it, is loaded once there are some.
    from mentorsim.present.provenance import provenance
    from mentorsim.present.trial_terminal import trial_table
    from mentorsim.report.files import write_trial

    if plot is not None:
        with progress(Said("mentorsim.doing_curves")) as bar:
            curves = levels(trial, posterior, workers=workers, progress=bar)
        grown = process(trial, posterior.first(PROCESS_DRAWS))
        write_trial(plot, rows, curves, grown, words, trial)
    content = {
        "rows": [row.as_dict() for row in rows],
        "provenance": provenance(posterior, {"seed": seed, "draws": draws} | study_used(trial)),
    }
    if json:
        print_json(content)
    else:
        output().print(trial_table([row.as_dict() for row in rows], words))


def population_command(json: Json = False, seed: Seed = 1, language: Lang = "en") -> None:
    """The command `population`; its help is `mentorsim.command_population`.

    Args:
        json: whether results go to standard output for machines.
        seed: of everything that is drawn.
        language: of the reader, da or en.
    """
    from calibration.population_check import check_population, rows_as_json
    from calibration.stored_posterior import shipped_posterior
    from calibration.trial import the_trial
    from mentorsim.present.trial_terminal import population_table

    words, trial = Language(language), the_trial()
    cohort = trial.cohort(shipped_posterior().point_estimate(), seed)
    rows = check_population(cohort.population, trial.tables)
    if json:
        print_json(rows_as_json(rows))
    else:
        output().print(population_table(rows, words))


def demo_command(
    out: Annotated[
        Path, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))
    ] = Path("out"),
    quick: Annotated[
        bool, typer.Option("--quick", help=Said("mentorsim.help_fewer_draws"))
    ] = False,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
) -> None:
    """The command `demo`; its help is `mentorsim.command_demo`.

    Args:
        out: folder of the results.
        quick: whether a small run is made to try.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        language: of the reader, da or en.
    """
    from calibration.checks import check_trial
    from calibration.trajectories import levels, process
    from calibration.trial import the_trial
    from mentorsim.present.trial_terminal import trial_table
    from mentorsim.report.files import write_comparison, write_trial
    from mentorsim.report.letterhead import report_name
    from mentorsim.request.request import Situated

    words = Language(language)
    other = Language("da" if words.code == "en" else "en")
    check_folder(out)
    draws = 24 if quick else 128
    posterior, trial = draws_of(draws), the_trial()
    with progress(Said("mentorsim.doing_trial")) as bar:
        rows = check_trial(
            trial, posterior.first(min(draws, 64)), seed=seed, workers=workers, progress=bar
        )
        curves = levels(trial, posterior.first(min(draws, 64)), workers=workers)
        grown = process(trial, posterior.first(PROCESS_DRAWS))
    with progress(Said("mentorsim.doing_compare")) as bar:
        asked = Asked(DEMO_POLICIES, REFERENCE, WEEKS, posterior, RunOptions(seed, workers))
        result, origin = compared_as_asked(Situated(trial, None), asked, bar)
    write_comparison(out, result, origin, (words, other), posterior, trial)
    write_trial(out, rows, curves, grown, words, trial)
    console = output()
    console.print(trial_table([row.as_dict() for row in rows], words))
    show_comparison(result, words)
    console.print(words.text("screen.open_report", path=str(out / report_name(words))))
