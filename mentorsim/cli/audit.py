"""Commands for evaluators: the exam of the method, and the audit of a calibration.

They write what `docs/calibration/` shows, so that anybody can make it again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from calibration.reading_names import READINGS
from mentorsim.cli.calibrate import resumable
from mentorsim.cli.options import Lang, reading_option
from mentorsim.folders.output import check_folder, whole_folder
from mentorsim.language import Language
from mentorsim.request.numbers import whole_option
from mentorsim.terminal.console import output, step_progress
from sim.messages import Said

CORES = os.cpu_count() or 1
#: Draws of each posterior behind the table of life after a start.
LIFE_DRAWS = 128
#: Questions on which the two estimators are compared: outcome, group, week.
ESTIMATOR_QUESTIONS = (
    ("education", "all", 52),
    ("education", "grade_low", 60),
    ("education", "su_none", 60),
    ("employment", "all", 60),
    ("employment", "woman", 60),
)

Workers = Annotated[
    int, whole_option("--workers", Said("mentorsim.help_threads_results_do_not_depend"), low=1)
]


def examine_command(
    out: Annotated[Path, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))],
    work: Annotated[
        Path, typer.Option("--work", help=Said("mentorsim.help_folder_for_unfinished_pieces"))
    ],
    resume: Annotated[
        bool, typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted_sbc"))
    ] = False,
    trials: Annotated[
        int, whole_option("--trials", Said("mentorsim.help_simulated_trials"), low=20)
    ] = 256,
    prior_runs: Annotated[
        int,
        whole_option("--prior-runs", Said("mentorsim.help_pairs_behind_the_emulator"), low=64),
    ] = 16_384,
    seed: Annotated[
        int, whole_option("--seed", Said("mentorsim.help_of_everything"), low=0, high=2**14 - 1)
    ] = 1,
    workers: Workers = CORES,
    language: Lang = "en",
) -> None:
    """The command `examine`; its help is `mentorsim.command_examine`.

    Args:
        out: folder of the results.
        work: folder of unfinished pieces.
        resume: whether an interrupted run is gone on with.
        trials: invented trials.
        prior_runs: lives under the prior that the emulator is fitted to.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        language: of the reader, da or en.
    """
    import pandas as pd

    from calibration.trial import the_trial
    from mentorsim.present.calibration.audit_figures import (
        coverage_figure,
        rank_figure,
        recovery_figure,
    )
    from mentorsim.present.calibration.audit_pages import sbc_lines, sbc_page
    from mentorsim.present.figure_files import DPI
    from mentorsim.present.terminal_tables import blank_table
    from mentorsim.present.workbook.table_files import write_tables
    from mentorsim.python.calibrate import calibration_libraries

    calibration_libraries()
    from calibration.sbc import SbcSetting, examine
    from calibration.sbc_statistics import ranks_of, sbc_table, verdicts

    words = Language(language)
    check_folder(out)
    setting = SbcSetting(trials=trials, prior_runs=prior_runs, seed=seed, workers=workers)
    with resumable(), step_progress(Said("mentorsim.doing_examine")) as bar:
        result = examine(the_trial(), setting, work, resume=resume, progress=bar)
    table = sbc_table(result)
    summary = verdicts(table, trials) | {
        "diverging": result.diverging,
        "emulator_error_median": float(pd.Series(result.emulator_error).median()),
        "emulator_error_max": float(result.emulator_error.max()),
    }
    with whole_folder(out) as folder:
        write_tables(folder, {"sbc": table}, [words])
        text = json.dumps(summary, indent=1)
        (folder / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        page = sbc_page(table, summary, words)
        (folder / "README.md").write_text(page, encoding="utf-8", newline="\n")
        found = ranks_of(result)
        rank_figure(found, result, words).savefig(folder / "ranks.png", dpi=DPI)
        coverage_figure(table, trials, words).savefig(folder / "coverage.png", dpi=DPI)
        recovery_figure(result, table, words).savefig(folder / "recovery.png", dpi=DPI)
    shown = blank_table(words.text("sbc.title"))
    for column in ("what", "value"):
        shown.add_column(words.text(f"audit.column.{column}"), overflow="fold")
    for line in sbc_lines(summary, words):
        shown.add_row(*map(Text, line))
    output().print(shown)
    output().print(words.text("sbc.written", path=str(out)), markup=False)


def audit_command(
    calibrated: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_folder"),
            help=Said("mentorsim.help_folder_that_mentorsim_calibrate_wrote"),
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))],
    reading: Annotated[
        str,
        reading_option(Said("mentorsim.help_that_was_calibrated_readings", readings=READINGS)),
    ] = READINGS[0],
    seed: Annotated[
        int,
        whole_option(
            "--seed", Said("mentorsim.help_that_was_calibrated_with"), low=0, high=2**14 - 1
        ),
    ] = 1,
    workers: Workers = CORES,
    language: Lang = "en",
) -> None:
    """The command `audit`; its help is `mentorsim.command_audit`.

    Args:
        calibrated: folder that `calibrate` wrote.
        out: folder of the results.
        reading: that was calibrated.
        seed: that was calibrated with.
        workers: processes or threads that run at once.
        language: of the reader, da or en.
    """
    import pandas as pd

    from calibration.chain_data import WORK
    from calibration.stored_posterior import read_posterior, shipped_posterior
    from calibration.trial import the_trial
    from mentorsim.present.calibration.audit_figures import calibration_figure, prior_figure
    from mentorsim.present.calibration.audit_pages import audit_page
    from mentorsim.present.figure_files import DPI
    from mentorsim.present.workbook.table_files import write_tables
    from mentorsim.python.calibrate import calibration_libraries

    calibration_libraries()
    from calibration.calibrate import calibrate
    from calibration.calibration_setting import CalibrationSetting
    from calibration.estimator import compare_estimators
    from calibration.life_table import by_population_spread, life_table
    from calibration.refits import hindcast, leave_out, other_readings, prior_predictive
    from calibration.validation import kept_aside, readiness_moved, survey_rows

    words = Language(language)
    check_folder(out)
    trial, posterior = the_trial(), read_posterior(calibrated)
    priors = posterior.provenance.own_priors()
    setting = CalibrationSetting(reading=reading, priors=priors, seed=seed, workers=workers)
    with step_progress(Said("mentorsim.doing_audit")) as bar:
        found = calibrate(trial, setting, calibrated / WORK, resume=True)
        bar(Said("mentorsim.step_priors"), 0.02)
        tables = {"prior_predictive": prior_predictive(found)}
        tables["left_out"] = leave_out(
            found,
            setting,
            trial,
            progress=lambda share: bar(Said("mentorsim.step_blocks"), 0.02 + 0.6 * share),
        )
        bar(Said("mentorsim.step_other_readings"), 0.62)
        tables["other_readings"] = other_readings(found, setting, trial)
        bar(Said("mentorsim.step_validation"), 0.85)
        tables["kept_aside"] = kept_aside(posterior)
        tables["readiness"] = readiness_moved(trial, posterior.first(64), workers=workers)
        tables["survey"] = survey_rows(trial)
        bar(Said("mentorsim.step_estimators"), 0.9)
        tables["estimators"] = compare_estimators(
            trial, posterior.point_estimate(), ESTIMATOR_QUESTIONS, workers=workers
        )
        bar(Said("mentorsim.step_hindcast"), 0.92)
        tables["hindcast"] = hindcast(found, setting, trial)
        bar(Said("mentorsim.step_life_after_a_start"), 0.95)
        tables["life_after"] = life_table(
            trial,
            {
                "with": posterior.first(LIFE_DRAWS),
                "without": shipped_posterior(READINGS[2]).first(LIFE_DRAWS),
                **{n: p.first(LIFE_DRAWS) for n, p in by_population_spread(posterior).items()},
            },
            workers=workers,
        )
    for part in ("parameters", "targets"):
        tables[part] = pd.DataFrame(posterior.report[part])
    with whole_folder(out) as folder:
        diagnostics = posterior.report["diagnostics"]
        write_tables(folder, tables, [words])
        text = json.dumps(diagnostics, indent=1)
        (folder / "diagnostics.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        page = audit_page(tables, diagnostics, words)
        (folder / "README.md").write_text(page, encoding="utf-8", newline="\n")
        calibration_figure(tables["targets"], words).savefig(folder / "targets.png", dpi=DPI)
        prior_figure(tables["prior_predictive"], words).savefig(folder / "prior.png", dpi=DPI)
    hits = tables["left_out"]["hit"]
    told = words.text("audit.printed", hits=int(hits.sum()), count=len(hits), path=str(out))
    output().print(told, markup=False)
