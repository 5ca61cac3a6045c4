"""The command that makes a report from what earlier commands kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.options import Lang
from mentorsim.folders.output import write_whole, write_whole_bytes
from mentorsim.language import Language
from mentorsim.request.prices import PriceLevel, PricesAsked, RuleYear
from mentorsim.terminal.console import output
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from mentorsim.saved.forecast import ForecastRun
    from mentorsim.saved.run import Run

#: File name of a report that is not told where to go.
#: How the name of a Word document ends.
WORD = ".docx"


def report_command(
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar=Said("mentorsim.metavar_run"),
            help=Said("mentorsim.help_folders_that_compare_out_or"),
        ),
    ],
    language: Lang = "en",
    out: Annotated[
        Path | None, typer.Option("--out", help=Said("mentorsim.help_the_file_else_a_report"))
    ] = None,
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    municipality: Annotated[
        str, typer.Option("--municipality", help=Said("mentorsim.help_whom_the_paper_is_about"))
    ] = "",
    sender: Annotated[
        str, typer.Option("--sender", help=Said("mentorsim.help_who_hands_it_in"))
    ] = "",
    day: Annotated[str, typer.Option("--date", help=Said("mentorsim.help_date_of_the_paper"))] = "",
) -> None:
    """The command `report`; its help is `mentorsim.command_report`.

    Args:
        runs: folders of saved runs.
        language: of the reader, da or en.
        out: the file; None is a report in the first folder.
        prices: a rule year, or a file with prices; None are those of the run.
        rule_year: calendar year whose rules and rates are used; None is the usual one.
        price_level: year of the kroner; None is the usual one.
        municipality: whom the paper is about.
        sender: who hands it in.
        day: date of the paper, as in 2026-12-01; empty is today.
    """
    from mentorsim.report.letterhead import Letterhead
    from mentorsim.report.report import report_of
    from scenarios.economics.price_choice import chosen_prices

    words = Language(language)
    asked = any(option is not None for option in (prices, rule_year, price_level))
    chosen = chosen_prices(prices, rule_year, price_level) if asked else None
    path = _place(runs, words) if out is None else out
    if path.is_dir():
        raise InputError(
            Said("mentorsim.this_is_a_folder"),
            field="--out",
            found=str(path),
            allowed=Said("mentorsim.the_path_of_a_file"),
        )
    head = Letterhead(_day(day), municipality, sender)
    found = _named([_read(folder) for folder in runs], runs)
    if path.suffix.lower() == WORD:
        # Word is loaded where a document is asked for only.
        from mentorsim.report.paper import paper_of

        write_whole_bytes(path, paper_of(found, head, words, chosen))
    else:
        # As `compare` writes it, unless somebody says whose paper it is.
        whose = head if municipality or sender or day else None
        write_whole(path, report_of(found, words, chosen, whose))
    output().print(words.text("screen.open_report", path=str(path)), markup=False)


def _day(given: str) -> date:
    """The day of the paper.

    Raises:
        InputError: not a date.
    """
    if not given:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(
            Said("mentorsim.not_a_date"),
            field="--date",
            found=given,
            allowed=Said("mentorsim.year_month_day"),
        ) from error


def _place(folders: list[Path], words: Language) -> Path:
    from mentorsim.report.letterhead import report_name

    if len(folders) > 1:
        raise InputError(
            Said("mentorsim.several_runs_make_a_report_of"),
            field="--out",
            found=Said("sim.nothing"),
            allowed=Said("mentorsim.out_file"),
        )
    return folders[0] / report_name(words)


def _read(folder: Path) -> Run | ForecastRun:
    from mentorsim.saved.forecast import is_forecast, read_forecast
    from mentorsim.saved.run import read_run

    return read_forecast(folder) if is_forecast(folder) else read_run(folder)


def _named(found: list[Run | ForecastRun], folders: list[Path]) -> list[Run | ForecastRun]:
    """Each under its folder's name, or the whole path where two have the same.

    Raises:
        InputError: a folder is there twice.
    """
    whole = [str(folder.resolve()) for folder in folders]
    for k, path in enumerate(whole):
        if path in whole[:k]:
            raise InputError(
                Said("mentorsim.a_run_is_there_twice"), field="RUN", found=str(folders[k])
            )
    names = [run.name for run in found]
    return [
        replace(run, name=str(folder)) if names.count(run.name) > 1 else run
        for run, folder in zip(found, folders, strict=True)
    ]
