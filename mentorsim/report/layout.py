"""What every paper is laid out with: template, sheets, style."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from mentorsim.language import Language
from mentorsim.report.letterhead import Letterhead, page_numbers


@cache
def template(name: str = "report.html") -> Template:
    """A template of this folder.

    Args:
        name: of its file.
    """
    environment = Environment(
        loader=PackageLoader("mentorsim.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def sheet_style(language: Language, head: Letterhead | None) -> Markup:
    """Style of what stands above and below the text of each sheet: whose it is, and its number."""
    before, between = map(_quoted, page_numbers(language))
    number = f"{before} counter(page) {between} counter(pages)"
    boxes = [f"@bottom-center {{ content: {number}; font: 8pt sans-serif; color: #444; }}"]
    if head is not None:
        line = _quoted(head.line(language))
        boxes.append(f"@top-right {{ content: {line}; font: 8pt sans-serif; color: #444; }}")
    return Markup(f"@page {{ {' '.join(boxes)} }}")


def _quoted(words: str) -> str:
    """Words as a string of a style; what could end it, or the style, is written by its number."""
    safe = (c if c.isalnum() or c in " ·.,-" else f"\\{ord(c):x} " for c in words)
    return f'"{"".join(safe)}"'


def frame(
    title: str,
    contents: Sequence[tuple[str, str]],
    language: Language,
    head: Letterhead | None = None,
) -> dict[str, Any]:
    """What every report has around its sections, for `report_page.html`.

    Args:
        title: of the report.
        contents: id and heading of each section.
        language: of the report.
        head: whose it is; None says nothing of it.
    """
    return {
        "language": language.code,
        "t": language.text,
        "style": _report_style(),
        "sheet": sheet_style(language, head),
        "title": title,
        "contents": contents,
    }


@cache
def _report_style() -> Markup:
    """The style that stands in every report."""
    return Markup((files("mentorsim.report") / "report.css").read_text(encoding="utf-8"))
