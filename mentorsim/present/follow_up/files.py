"""A follow-up as plain values for machines, and as files; and the file to fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from mentorsim.folders.output import whole_folder
from mentorsim.language import LOCALES, Language
from mentorsim.present.clean import in_language
from mentorsim.present.comparison.json import records
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.words import check_sentences, learned_sentences
from mentorsim.present.workbook.table_files import csv_in, write_tables
from scenarios.follow_up.figures import figures
from scenarios.follow_up.learning import Learned
from scenarios.follow_up.periods import Length, Period

#: Periods of a file to fill in.
TEMPLATE_PERIODS = 4


def check_json(result: Checked, origin: Mapping[str, str]) -> dict[str, Any]:
    """A follow-up as it is told.

    Args:
        result: what was found.
        origin: where it comes from (`mentorsim.present.provenance`).
    """
    off = result.off_track
    return {
        "situation": result.situation,
        "policy": result.programme.named.name,
        "periods": [str(period) for period in result.programme.periods],
        "counted_periods": result.programme.seen,
        "boundary_in_standard_deviations": result.bands.boundary,
        "on_track": None if not result.enough else bool(off.empty),
        "off_track": [
            row | {"period": str(result.programme.periods[int(row["period"])])}
            for row in (records(off) if result.enough else [])
        ],
        "reasons": [asdict(reason) for reason in result.reasons],
        "figures": records(result.table),
        "text": {code: check_sentences(result, Language(code)) for code in LOCALES},
        "provenance": dict(origin),
    }


def learned_json(found: list[Learned], origin: Mapping[str, str]) -> dict[str, Any]:
    """What was learned, for each spread between places that is assumed."""
    return {
        "spreads": [one.spread for one in found],
        "learned": [
            {
                "spread": one.spread,
                "chance": one.chance,
                "effective_draws_if_weighted": one.effective,
                "parameters": records(one.moved),
            }
            for one in found
        ],
        "text": {code: learned_sentences(found, Language(code)) for code in LOCALES},
        "provenance": dict(origin),
    }


def write_learned(
    out: Path, found: list[Learned], content: Mapping[str, Any], language: Language
) -> None:
    """The posterior in the middle of the spreads as `--posterior` reads it, and what moved.

    Args:
        out: folder of the posterior.
        found: by spread.
        content: of `learned_json`.
        language: of the reader.

    Raises:
        InputError: the folder cannot be written to.
    """
    with whole_folder(out) as folder:
        found[len(found) // 2].posterior.save(folder)
        moved = pd.concat([one.moved.assign(spread=one.spread) for one in found])
        write_tables(folder, {"moved": moved}, [language], content["provenance"])
        write_json(folder, content)


def write_json(folder: Path, content: Mapping[str, Any]) -> None:
    """All that is told of a result, into a folder that is there."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def template(language: Language, length: Length, year: int) -> bytes:
    """A file to fill in: a line per period, a column per figure, as spreadsheets open it.

    Args:
        language: of the headings.
        length: of the periods.
        year: of the first period.
    """
    headings = [language.text("follow_up.heading.period"), language.text("follow_up.heading.group")]
    headings += [in_language(figure.title, language) for figure in figures().values()]
    period, rows = Period(year, 1, length), []
    for _ in range(TEMPLATE_PERIODS):
        rows.append([str(period), *[""] * (len(headings) - 1)])
        period = period.following
    return csv_in(language, pd.DataFrame(rows, columns=headings))
