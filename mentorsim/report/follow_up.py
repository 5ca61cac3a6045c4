"""The report of a follow-up: on track or not, every figure at the last look, its control charts.

One HTML file that is whole in itself, as the report of a comparison, with the same style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language
from mentorsim.present.figure_files import DPI
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.figures import control_chart
from mentorsim.present.follow_up.files import write_json
from mentorsim.present.follow_up.last_look import figures_at_last_look
from mentorsim.present.follow_up.words import (
    check_sentences,
    method_notes,
    period_told,
)
from mentorsim.present.situation.words import situation_line, whose
from mentorsim.present.workbook.table_files import write_tables
from mentorsim.report.layout import frame, template
from mentorsim.report.letterhead import report_name
from mentorsim.report.pictures import Picture, picture
from mentorsim.report.provenance import Origin, origins
from scenarios.follow_up.reading import ALL

#: What of the provenance stands at the top of the report, in the reader's language.
ABOVE_IT = frozenset({"situation", "periods"})
#: Sections by their id, with the key of their heading.
SECTIONS = {
    "answer": "report.heading.answer",
    "table": "follow_up.report.table",
    "charts": "follow_up.report.charts",
    "method": "report.heading.method",
    "provenance": "report.heading.provenance",
}


def follow_up_html(result: Checked, language: Language, provenance: Mapping[str, str]) -> str:
    """The report of a follow-up as one HTML file.

    Args:
        result: what was found.
        language: of the report.
        provenance: what the numbers come from (`mentorsim.present.provenance`).
    """
    title = result.programme.named.policy.title
    first, *others = check_sentences(result, language)
    seen = result.programme.seen
    name = f"{language.text('follow_up.report.title')} {whose(result.told, language)}"
    contents = [(i, language.text(key)) for i, key in SECTIONS.items()]
    return template("report_follow_up.html").render(
        **frame(name, contents, language),
        question=language.text(
            "follow_up.report.question",
            policy=language.quoted(clean(in_language(title, language))),
            first=period_told(result.programme.periods[0], language),
            last=period_told(result.programme.periods[seen - 1], language),
        ),
        situation=situation_line(result.told, language),
        answer=first,
        sentences=others,
        table=figures_at_last_look(result, language),
        charts=charts(result, language),
        notes=method_notes(result, language),
        provenance=_origins(provenance, language),
    )


def charts(result: Checked, language: Language) -> tuple[Picture, ...]:
    """The control chart of everybody, and of each group that is counted."""
    return tuple(
        picture(partial(control_chart, result, language, group)) for group in result.charted
    )


def _origins(given: Mapping[str, str], language: Language) -> list[Origin]:
    """Where the numbers come from; the situation and the periods stand at the top already."""
    return origins({k: v for k, v in given.items() if k not in ABOVE_IT}, language)


def write_check(out: Path, result: Checked, content: Mapping[str, Any], language: Language) -> None:
    """Tables, control charts, the report and everything as JSON: whole or not at all.

    Args:
        out: folder of the results.
        result: the follow-up.
        content: of `check_json`.
        language: of the reader.

    Raises:
        InputError: the folder cannot be written to.
    """
    tables = {
        "figures": result.table,
        "reasons": pd.DataFrame([asdict(reason) for reason in result.reasons]),
    }
    with whole_folder(out) as folder:
        write_tables(folder, tables, [language], content["provenance"])
        for group in result.charted:
            name = "control-chart" if group == ALL else f"control-chart-{group}"
            control_chart(result, language, group).savefig(folder / f"{name}.png", dpi=DPI)
        report = follow_up_html(result, language, content["provenance"])
        (folder / report_name(language)).write_text(report, encoding="utf-8", newline="\n")
        write_json(folder, content)
