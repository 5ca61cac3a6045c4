"""Pieces of HTML for the page: an answer, a figure with its words, a table; all is escaped."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.clean import clean
from mentorsim.present.figure_files import as_png, as_svg
from mentorsim.present.figure_layout import narrow_screen
from mentorsim.reader import names_in
from sim.errors import InputError
from sim.messages import Said, in_language

#: Of a figure, dots per inch.
DPI = 150

#: Pair of a heading and a text.
Note = tuple[str, str]

DAGGER = "†"
#: Columns from which on a phone shows each row of a table as a card.
CARDS = 4


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        value: as it is shown.
        interval: below it; empty if there is none.
        beyond: whether it lies beyond the trial.
        clear: whether it stands out: its interval leaves zero out.
        foreign: whether it is quoted from a data file, in English.
        mark: that it is the best of its column, or tied with it; empty elsewhere.
    """

    value: str
    interval: str = ""
    beyond: bool = False
    clear: bool = False
    foreign: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        caption: what it shows.
        heads: of the columns; the first is that of the rows.
        rows: head of the row, and its cells.
        plain: whether cells are words rather than numbers.
        dense: whether it has many columns, and takes as little room as it can.
        words: the column that holds sentences, from 1; 0 is none.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    plain: bool = False
    dense: bool = False
    words: int = 0


@dataclass(frozen=True)
class Picture:
    """A figure as it is sent to a browser.

    Attributes:
        svg: the figure.
        alt: words for who cannot see it.
        narrow: the same for a phone, panels below one another; empty if there is none.
        finding: that the narrow one has beside it instead of in it.
    """

    svg: bytes
    alt: str
    narrow: bytes = b""
    finding: str = ""


def picture(figure: Figure, alt: str) -> Picture:
    """A figure with its words."""
    return Picture(as_svg(figure), alt)


def both_pictures(draw: Callable[[], Figure], alt: Callable[[Figure], str]) -> Picture:
    """A figure for a wide window and for a phone.

    Args:
        draw: gives a new figure each time it is called.
        alt: its words.
    """
    wide = draw()
    finding, words = said(wide), alt(wide)
    with narrow_screen():
        narrow = draw()
    narrow.suptitle("")
    return Picture(as_svg(wide), words, as_svg(narrow), finding)


def said(figure: Figure) -> str:
    """The finding that a figure's title states, on one line."""
    return " ".join(figure.get_suptitle().split())


def picture_html(shown: Picture, note: str = "", *, paper: bool = False) -> str:
    """A figure that scrolls sideways where the screen is narrow.

    Args:
        shown: the figure.
        note: below it.
        paper: whether it is there when the page is printed only: on the screen a chart stands in
            its place.
    """
    caption = f"<figcaption>{escape(note)}</figcaption>" if note else ""
    image = f'<img src="{_address(shown.svg)}" alt="{escape(shown.alt)}">'
    if shown.narrow:
        # Which of the two is there, for a screen reader as well, is up to the width (page.css).
        above = f'<p class="ms-finding">{escape(shown.finding)}</p>'
        narrow = f'<img src="{_address(shown.narrow)}" alt="{escape(shown.alt)}">'
        image = f'<div class="ms-wide">{image}</div><div class="ms-narrow">{above}{narrow}</div>'
    kind = "ms-figure ms-paper" if paper else "ms-figure"
    return f'<figure class="{kind}">{image}{caption}</figure>'


def _address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


def answer_html(first: str, others: Sequence[str] = ()) -> str:
    """The answer in large type, what goes with it below."""
    rest = "".join(f"<p>{escape(words)}</p>" for words in others)
    return f'<div class="ms-answer"><p class="ms-large">{escape(first)}</p>{rest}</div>'


def paragraphs_html(sentences: Sequence[str], name: str = "ms-words") -> str:
    """Sentences, each a paragraph."""
    return f'<div class="{name}">' + "".join(f"<p>{escape(s)}</p>" for s in sentences) + "</div>"


def list_html(items: Sequence[tuple[str, str]]) -> str:
    """Notes: what it is about, and what there is to say."""
    inner = "".join(
        f"<li><strong>{escape(title)}</strong> {escape(text)}</li>" for title, text in items
    )
    return f'<ul class="ms-list">{inner}</ul>'


def table_html(grid: Grid, note: str = "") -> str:
    """A table, in cards on a phone if its columns are many; `note` explains the dagger."""
    heads = "".join(
        f'<th scope="col"{_sentences(k, grid)}>{escape(head)}</th>'
        for k, head in enumerate(grid.heads)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(head)}</th>{_cells(cells, grid)}</tr>'
        for head, cells in grid.rows
    )
    kind = "ms-table"
    kind += " ms-plain" if grid.plain else ""
    kind += " ms-dense" if grid.dense else ""
    kind += " ms-cards" if _in_cards(grid) else ""
    below = f'<p class="ms-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="ms-scroll" tabindex="0" role="region" aria-label="{escape(grid.caption)}">'
        f'<table class="{kind}"><caption>{escape(grid.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{below}"
    )


def _in_cards(grid: Grid) -> bool:
    return grid.dense or len(grid.heads) >= CARDS


def _cells(cells: Sequence[Cell], grid: Grid) -> str:
    """Cells of a row; where columns are many each has its head, for the cards of a phone."""
    heads = grid.heads[1:] if _in_cards(grid) else [""] * len(cells)
    return "".join(
        _cell(cell, head, words=k == grid.words)
        for k, (cell, head) in enumerate(zip(cells, heads, strict=True), start=1)
    )


def _sentences(column: int, grid: Grid) -> str:
    return ' class="ms-sentence"' if column and column == grid.words else ""


def _cell(cell: Cell, head: str = "", *, words: bool = False) -> str:
    mark = f'<span class="ms-dagger">{DAGGER}</span>' if cell.beyond else ""
    value = f"<strong>{escape(cell.value)}</strong>" if cell.clear else escape(cell.value)
    ends = f'<br><span class="ms-interval">{escape(cell.interval)}</span>' if cell.interval else ""
    ends += f'<br><span class="ms-mark">{escape(cell.mark)}</span>' if cell.mark else ""
    kinds = [kind for kind, there in (("beyond", cell.beyond), ("sentence", words)) if there]
    name = f' class="{" ".join(f"ms-{kind}" for kind in kinds)}"' if kinds else ""
    name += ' lang="en"' if cell.foreign else ""
    name += f' data-head="{escape(head)}"' if head else ""
    return f"<td{name}>{value}{mark}{ends}</td>"


def error_html(error: InputError, language: Language) -> str:
    """What cannot be used, where, what was found and what is allowed."""
    where = [part for part in (error.file, _told(error.field, language)) if part]
    rows = [
        ("where", escape(clean(": ".join(where)))),
        ("found", escape(clean(_told(error.found, language)))),
        ("allowed", _said(error.allowed or "", language)),
    ]
    inner = "".join(
        f"<dt>{escape(language.text(f'page.error.{name}'))}</dt><dd>{words}</dd>"
        for name, words in rows
        if words
    )
    heading = escape(language.text("page.error.title"))
    problem = _said(error.problem, language)
    if error.code is None and language.code != "en":
        problem = f"{escape(language.text('page.error.other'))} {problem}"
    return (
        f'<div class="ms-error" role="alert"><p><strong>{heading}:</strong> '
        f"{problem}</p><dl>{inner}</dl></div>"
    )


def _told(words: str | None, language: Language) -> str:
    """Words in the language as far as the catalogue has them: names and values stay as they are."""
    return "" if words is None else in_language(words, language.code, names_in(language.code))


def _said(words: str, language: Language) -> str:
    """Words of an error as HTML; marked as English where they are not the language's."""
    told = escape(clean(in_language(words, language.code, names_in(language.code))))
    if told and language.code != "en" and not isinstance(words, Said):
        return f'<span lang="en">{told}</span>'
    return told


def chart_file(figure: Figure) -> bytes:
    """A figure as PNG, for a document of one's own."""
    return as_png(figure, DPI)
