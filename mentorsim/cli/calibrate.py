"""Commands that calibrate the model to the trial and show what came of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calibration.reading_names import READINGS
from mentorsim.cli.model_rules import ModelRules
from mentorsim.cli.options import Lang, Reading, posterior_asked, reading_option
from mentorsim.folders.output import check_folder
from mentorsim.language import Language
from mentorsim.request.numbers import whole_option
from mentorsim.request.study import StudyFolder, study_asked
from mentorsim.terminal.console import output, print_json, step_progress
from mentorsim.terminal.errors import INTERRUPTED, say
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from calibration.readings import Readings
    from calibration.study import Study

CORES = os.cpu_count() or 1


def calibrate_command(
    out: Annotated[
        Path, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_posterior"))
    ],
    resume: Annotated[
        bool,
        typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted_calibration")),
    ] = False,
    reading: Reading = READINGS[0],
    choose: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_contradiction_row_the_row_to")),
    ] = None,
    trial: Annotated[
        Path | None, typer.Option("--trial", help=Said("mentorsim.help_folder_with_tables_of_ones"))
    ] = None,
    study: StudyFolder = None,
    model_rules: ModelRules = None,
    priors: Annotated[
        Path | None,
        typer.Option("--priors", help=Said("mentorsim.help_yaml_file_with_priors_of")),
    ] = None,
    prior_runs: Annotated[
        int | None,
        whole_option(
            "--prior-runs",
            Said("mentorsim.help_pairs_over_the_prior"),
            low=64,
        ),
    ] = None,
    draws: Annotated[
        int | None,
        whole_option(
            "--draws", Said("mentorsim.help_posterior_draws_to_keep_1024"), low=100, high=4000
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help=Said("mentorsim.help_a_small_one_to_try"),
        ),
    ] = False,
    seed: Annotated[
        int, whole_option("--seed", Said("mentorsim.help_of_everything"), low=0, high=2**14 - 1)
    ] = 1,
    workers: Annotated[
        int, whole_option("--workers", Said("mentorsim.help_threads_the_posterior_does_not"), low=1)
    ] = CORES,
    language: Lang = "en",
) -> None:
    """The command `calibrate`; its help is `mentorsim.command_calibrate`.

    Args:
        out: folder of the results.
        resume: whether an interrupted run is gone on with.
        reading: how the printed results of subgroups are read.
        choose: contradictory row and the row that is taken, as in `A=B`; None takes those of the
            reading.
        trial: folder with tables of a trial of one's own; None are the study's.
        study: folder of a study; None is the trial's.
        priors: file with priors that replace the study's.
        prior_runs: lives under the prior that the emulator is fitted to.
        draws: posterior draws; None is the usual number.
        model_rules: file with rules of one's own; None are the model's.
        quick: whether a small run is made to try.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        language: of the reader, da or en.
    """
    from calibration.own_priors import read_priors
    from mentorsim.cli import model_rules as reading_rules
    from mentorsim.present.calibration.posterior_terminal import posterior_tables

    words = Language(language)
    if prior_runs is not None and prior_runs & (prior_runs - 1):
        raise InputError(
            Said("mentorsim.not_a_power_of_two"),
            field="--prior-runs",
            found=prior_runs,
            allowed=Said("mentorsim.powers_of_two"),
        )
    check_folder(out)
    of = _study(trial, study)
    chosen = _choices(choose or [], of.trial.readings)
    own = {**of.priors, **({} if priors is None else read_priors(priors))}
    rules = reading_rules.model_rules(model_rules)
    from calibration.calibration_setting import CalibrationSetting
    from mentorsim.python.calibrate import calibrated, calibration_libraries
    from scenarios.policy.own_rules import own_rules

    calibration_libraries()

    setting = CalibrationSetting(
        reading=reading,
        chosen=chosen,
        priors=own,
        readings=of.trial.readings,
        rules=own_rules(rules, model_rules) if rules else None,
        seed=seed,
        workers=workers,
    )
    if quick:
        setting = setting.quick()
    # What was asked for by name counts before what --quick would choose.
    setting = replace(
        setting, prior_runs=prior_runs or setting.prior_runs, draws=draws or setting.draws
    )
    with (
        resumable(),
        step_progress(Said("mentorsim.doing_calibrate")) as bar,
        reading_rules.rules_compile(model_rules),
    ):
        posterior = calibrated(out, of, setting, resume=resume, progress=bar)
    output().print(*posterior_tables(posterior, words, brief=True))
    told = words.text("calibrate.written", draws=words.integer(len(posterior)), path=str(out))
    output().print(told, markup=False)


@contextmanager
def resumable() -> Iterator[None]:
    """Says that an interrupted computation goes on with --resume."""
    try:
        yield
    except KeyboardInterrupt as error:
        say(Said("mentorsim.interrupted_and_saved"))
        raise typer.Exit(INTERRUPTED) from error


def _rows(contradiction: str, rows: Iterable[str]) -> Said:
    """Which rows can be chosen, in words."""
    either = reduce(lambda one, other: Said("scenarios.one_or_another", one=one, other=other), rows)
    return Said("mentorsim.contradiction_and_rows", name=contradiction, rows=either)


def _study(trial: Path | None, study: Path | None) -> Study:
    """The study that a calibration is asked about.

    Raises:
        InputError: two are named, or as they are read.
    """
    from calibration.study import shipped_study
    from calibration.trial import the_trial

    if trial is None:
        return study_asked(study)
    if study is not None:
        raise InputError(
            Said("mentorsim.trial_or_study"),
            field="--study",
            found=str(study),
            allowed=Said("mentorsim.one_of_the_two"),
        )
    return replace(shipped_study(), trial=the_trial(trial))


def _choices(pairs: list[str], read: Readings) -> dict[str, str]:
    known = read.contradictions
    chosen = {}
    for pair in pairs:
        name, _, row = pair.partition("=")
        if name not in known or row not in known[name].rows:
            allowed = reduce(
                lambda one, other: Said("scenarios.one_and_other", one=one, other=other),
                (_rows(name, found.rows) for name, found in known.items()),
            )
            raise InputError(
                Said("mentorsim.unknown_choice"), field="--choose", found=pair, allowed=allowed
            )
        chosen[name] = row
    return chosen


def posterior_command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar=Said("mentorsim.metavar_folder"),
            help=Said("mentorsim.help_folder_of_a_calibration_the"),
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help=Said("mentorsim.help_results_for_machines_on_standard"))
    ] = False,
    trial: Annotated[
        Path | None,
        typer.Option("--trial", help=Said("mentorsim.help_the_tables_it_was_calibrated")),
    ] = None,
    study: StudyFolder = None,
    reading: Annotated[
        str,
        reading_option(Said("mentorsim.help_which_shipped_posterior_readings", readings=READINGS)),
    ] = READINGS[0],
    language: Lang = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help=Said("mentorsim.help_arviz_file"),
        ),
    ] = None,
) -> None:
    """The command `posterior`; its help is `mentorsim.command_posterior`.

    Args:
        folder: of a calibration; None is the posterior that ships.
        json: whether results go to standard output for machines.
        trial: folder of the tables that it was calibrated to; None are the study's.
        study: folder of a study; None is the trial's.
        reading: how the printed results of subgroups are read.
        language: of the reader, da or en.
        out: a new file of ArviZ data; None writes none.
    """
    from calibration.chain_data import WORK, chain_data
    from calibration.stored_posterior import read_posterior
    from mentorsim.present.calibration.posterior_terminal import posterior_tables
    from mentorsim.python.data_files import check_data_file, save

    words = Language(language)
    if out is not None:
        check_data_file(out)
    of = _study(trial, study)
    own = of.trial if trial is not None or study is not None else None
    posterior = (
        posterior_asked(reading, None, of) if folder is None else read_posterior(folder, own)
    )
    if out is not None:
        whole = folder is not None and (folder / WORK).is_dir()
        save(chain_data(folder, own) if folder and whole else posterior, out)
    if json:
        print_json(_as_json(posterior))
    else:
        output().print(*posterior_tables(posterior, words))
        if out is not None:
            output().print(words.text("screen.written", path=str(out)), markup=False)


def _as_json(posterior: Posterior) -> dict[str, Any]:
    fitted = posterior.provenance
    return {
        **posterior.report,
        "provenance": {
            "method": fitted.method,
            "reading": fitted.reading,
            "chosen": fitted.chosen,
            "model": fitted.model,
            "parameters": fitted.parameters,
            "targets": fitted.targets,
            "draws": fitted.draws,
            "seed": fitted.seed,
            "fitted": fitted.fitted,
            "lives": fitted.lives,
            "restamps": [asdict(stamp) for stamp in fitted.restamps],
            "changes": list(fitted.changes),
            "priors": fitted.priors,
            "rules": fitted.rules,
        },
    }
