"""`mentorsim follow-up new`, `check`, `learn`: is a programme on track, what do counts teach?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calibration.reading_names import READINGS
from mentorsim.cli.options import CORES, Fitted, Json, Lang, Out, Reading, Seed, Workers
from mentorsim.folders.output import check_folder, write_new
from mentorsim.language import Language
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.terminal.console import output, print_json, progress
from scenarios.follow_up.periods import PER_YEAR
from scenarios.forecast.setting import START_YEARS
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from mentorsim.present.follow_up.checked import Asked

Counts = Annotated[
    Path,
    typer.Argument(
        metavar=Said("mentorsim.metavar_file"), help=Said("mentorsim.help_follow_up_file")
    ),
]
Policy = Annotated[str, typer.Option("--policy", help=Said("mentorsim.help_follow_up_policy"))]
Where = Annotated[Path, typer.Option("--situation", help=Said("mentorsim.help_situation"))]
DrawsAsked = Annotated[
    int | None, whole_option("--draws", Said("mentorsim.help_follow_up_draws"), low=2)
]


def new_command(
    path: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"), help=Said("mentorsim.help_the_file_to_write")
        ),
    ],
    by: Annotated[
        str, typer.Option("--by", help=Said("mentorsim.help_follow_up_by", names=[*PER_YEAR]))
    ] = "quarter",
    year: Annotated[
        int | None,
        whole_option(
            "--year", Said("mentorsim.help_follow_up_year"), low=START_YEARS[0], high=START_YEARS[1]
        ),
    ] = None,
    language: Lang = "en",
) -> None:
    """The command `follow-up new`; its help is `mentorsim.command_follow_up_new`.

    Args:
        path: the file to write.
        by: period that each line covers.
        year: first year in the file; None is this year.
        language: of the reader, da or en.
    """
    from mentorsim.present.follow_up.files import template
    from scenarios.follow_up.figures import figures

    words = Language(language)
    length = next((length for length in PER_YEAR if length == by), None)
    if length is None:
        raise InputError(
            Said("mentorsim.follow_up_by_what"), field="--by", found=by, allowed=", ".join(PER_YEAR)
        )
    content = template(words, length, date.today().year if year is None else year)
    write_new(path, content.decode("utf-8"))
    output().print(words.text("follow_up.new.written", path=str(path)), markup=False)
    for name, figure in figures().items():
        told = figure.says.da if words.code == "da" else figure.says.en
        title = figure.title.da if words.code == "da" else figure.title.en
        output().print(f"  {title} ({name}): {told}", markup=False, highlight=False)


def check_command(
    counts: Counts,
    policy: Policy,
    situation: Where,
    draws: DrawsAsked = None,
    seed: Seed = 1,
    workers: Workers = CORES,
    out: Out = None,
    json: Json = False,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior: Fitted = None,
) -> None:
    """The command `follow-up check`; its help is `mentorsim.command_follow_up_check`.

    Args:
        counts: file of what a municipality has counted.
        policy: a name in the library, or a file.
        situation: file of the situation, or the options on it.
        draws: posterior draws; None is the usual number.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        out: folder of the results.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
        reading: how the printed results of subgroups are read.
        posterior: folder of a calibration; None is the posterior that ships.
    """
    from mentorsim.present.follow_up.checked import checked_as_asked
    from mentorsim.present.follow_up.files import check_json
    from mentorsim.present.follow_up.terminal import check_view
    from mentorsim.report.follow_up import write_check

    words = Language(language)
    if out is not None:
        check_folder(out)
    asked = _asked(counts, policy, situation, draws, seed, workers, reading, posterior)
    with progress("follow-up") as bar:
        result = checked_as_asked(asked, bar)
    content = check_json(result, _origin(asked))
    if out is not None:
        write_check(out, result, content, words)
    if json:
        print_json(content)
        return
    output().print(check_view(result, words))
    if out is not None:
        output().print(words.text("screen.written", path=str(out)), markup=False)


def learn_command(
    counts: Counts,
    policy: Policy,
    situation: Where,
    out: Annotated[Path, typer.Option("--out", help=Said("mentorsim.help_follow_up_out"))],
    spread: Annotated[
        float | None, number_option("--place-spread", Said("mentorsim.help_follow_up_spread"))
    ] = None,
    seed: Seed = 1,
    workers: Workers = CORES,
    json: Json = False,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior: Fitted = None,
) -> None:
    """The command `follow-up learn`; its help is `mentorsim.command_follow_up_learn`.

    Args:
        counts: file of what a municipality has counted.
        policy: a name in the library, or a file.
        situation: file of the situation, or the options on it.
        out: folder for the posterior that was learned.
        spread: standard deviation between municipalities of the logarithm of starts and dropouts;
            None shows several.
        seed: of everything that is drawn.
        workers: processes or threads that run at once.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
        reading: how the printed results of subgroups are read.
        posterior: folder of a calibration; None is the posterior that ships.
    """
    from mentorsim.present.follow_up.checked import learned_as_asked
    from mentorsim.present.follow_up.files import learned_json, write_learned
    from mentorsim.present.follow_up.terminal import learned_view
    from scenarios.follow_up.setting import follow_up_setting

    words = Language(language)
    check_folder(out)
    asked = _asked(counts, policy, situation, None, seed, workers, reading, posterior)
    spreads = tuple(follow_up_setting().place_spread.value)
    if spread is not None:
        if not 0.0 <= spread <= 1.0:
            raise InputError(
                Said("sim.not_possible_here"),
                field="--place-spread",
                found=spread,
                allowed=Said("sim.low_to_high", low=0, high=1),
            )
        spreads = (spread,)
    with progress("follow-up") as bar:
        found = learned_as_asked(asked, spreads, bar)
    content = learned_json(found, _origin(asked))
    write_learned(out, found, content, words)
    if json:
        print_json(content)
        return
    output().print(learned_view(found, words))
    output().print(words.text("follow_up.learned.written", path=str(out)), markup=False)


def _asked(
    counts: Path,
    policy: str,
    situation: Path,
    draws: int | None,
    seed: int,
    workers: int,
    reading: str,
    posterior: Path | None,
) -> Asked:
    """The question, as options say it."""
    from calibration.stored_posterior import read_posterior, shipped_posterior
    from mentorsim.present.follow_up.checked import Asked
    from mentorsim.request.request import situated
    from scenarios.follow_up.reading import read_follow_up
    from scenarios.policy.policies import load_policy

    return Asked(
        counted=read_follow_up(counts),
        here=situated(situation, None, None),
        policy=load_policy(policy),
        posterior=shipped_posterior(reading) if posterior is None else read_posterior(posterior),
        draws=draws,
        seed=seed,
        workers=workers,
    )


def _origin(asked: Asked) -> dict[str, str]:
    """Where the result comes from."""
    from mentorsim.present.provenance import provenance

    used: dict[str, object] = {
        "policy": asked.policy.name,
        "situation": asked.here.told(),
        "periods": f"{asked.counted.periods[0]} to {asked.counted.periods[-1]}",
        "seed": asked.seed,
    }
    return provenance(asked.posterior, used)
