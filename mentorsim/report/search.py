"""The report of a search: whose situation, what does best in it, how sure, and what it is not.

One HTML file that is whole in itself, as the report of a comparison, with the same style.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.present.figure_files import DPI
from mentorsim.present.method import nobody_knows, told_method
from mentorsim.present.search.amounts import said_of, want_words
from mentorsim.present.search.figures import SEARCH_FIGURES
from mentorsim.present.search.files import POLICIES, policy_text, search_tables
from mentorsim.present.search.searched import Searched
from mentorsim.present.search.tables import curve_rows, front_rows, regret_rows
from mentorsim.present.search.words import search_sentences
from mentorsim.present.situation.words import Told, situation_line
from mentorsim.present.workbook.table_files import write_tables
from mentorsim.report.background import Background
from mentorsim.report.layout import frame, template
from mentorsim.report.letterhead import report_name
from mentorsim.report.pictures import picture
from mentorsim.report.provenance import origins

#: Sections of the method, each with the texts that are its sentences.
METHOD = {
    "search": ("text",),
    "search_same": ("text",),
    "search_not": ("text",),
    "model": ("text",),
    "calibration": ("text", "draws"),
    "common_random_numbers": ("text",),
    "evidence": ("text",),
}
#: Those about the search, and what stands for them where the policies are given.
OF_A_SEARCH, OF_GIVEN = ("search", "search_not"), "search_given"
#: Sections by their id, with the key of their heading.
SECTIONS = {
    "answer": "report.heading.answer",
    "front": "search.front.heading",
    "mentors": "search.curve.brings",
    "regret": "search.regret.heading",
    "unknown": "report.heading.unknown",
    "method": "report.heading.method",
    "provenance": "report.heading.provenance",
}


def search_html(
    result: Searched, told: Told | None, language: Language, provenance: Mapping[str, str]
) -> str:
    """The report of a search as one HTML file.

    Args:
        result: what was found.
        told: the situation and its mentors; None is the line that the result has of it.
        language: of the report.
        provenance: what the numbers come from (`mentorsim.present.provenance`).
    """
    curve = None if result.found.curve.empty else curve_rows(result, language)
    regret = None if result.regret.empty else regret_rows(result, language)
    absent = {"mentors": curve is None, "regret": regret is None}
    draws = () if curve is None else SEARCH_FIGURES.values()
    front = language.text(said_of(result, SECTIONS["front"]))
    contents = [
        (i, front if i == "front" else language.text(key))
        for i, key in SECTIONS.items()
        if not absent.get(i)
    ]
    return template("report_search.html").render(
        **frame(language.text("search.report.title"), contents, language),
        situation=result.situation if told is None else f"{situation_line(told, language)}.",
        sentences=search_sentences(result, language),
        front=front_rows(result, language),
        front_heading=front,
        front_note=language.text(said_of(result, "search.front.note")),
        beyond=result.rests_on_model,
        curve=curve,
        pictures=[picture(partial(draw, result, language)) for draw in draws],
        regret=regret,
        background=_background(result, language, provenance),
    )


def _background(result: Searched, language: Language, provenance: Mapping[str, str]) -> Background:
    """What stands behind a search; its situation stands at the top already."""
    wants = [want_words(want, result.week, language) for want in result.wants]
    given = {name: value for name, value in provenance.items() if name != "situation"}
    return Background(
        limits=(),
        unknown=tuple(nobody_knows(language)),
        method=tuple(
            told_method(
                _method(result),
                result.print_draws,
                language,
                candidates=language.integer(result.found.cost.candidates),
                week=language.integer(result.week),
            )
        ),
        assumptions=(),
        provenance=tuple(origins(given | {"wants": "; ".join(wants)}, language)),
    )


def _method(result: Searched) -> dict[str, tuple[str, ...]]:
    """Sections of the method, with the texts of each."""
    if not result.given:
        return METHOD
    rest = {name: texts for name, texts in METHOD.items() if name not in OF_A_SEARCH}
    return {OF_GIVEN: ("text",), **rest}


def write_search(
    out: Path,
    result: Searched,
    content: Mapping[str, Any],
    language: Language,
    told: Told | None = None,
) -> None:
    """Tables, figures, policies, the report and everything as JSON: whole or not at all.

    Args:
        out: folder of the results.
        result: the search.
        content: of `mentorsim.present.search.files.search_json`.
        language: of the reader.
        told: the situation and its mentors; None is the line that the result has of it.

    Raises:
        InputError: the folder cannot be written to.
    """
    with whole_folder(out) as folder:
        write_tables(folder, search_tables(result), [language], content["provenance"])
        for name, draw in SEARCH_FIGURES.items():
            if not result.found.curve.empty:
                draw(result, language).savefig(folder / f"{name}.png", dpi=DPI)
        policies = folder / POLICIES
        policies.mkdir()
        for named in result.policies:
            (policies / f"{named.name}.yaml").write_text(
                policy_text(named), encoding="utf-8", newline="\n"
            )
        report = search_html(result, told, language, content["provenance"])
        (folder / report_name(language)).write_text(report, encoding="utf-8", newline="\n")
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (folder / "result.json").write_text(text + "\n", encoding="utf-8", newline="\n")
