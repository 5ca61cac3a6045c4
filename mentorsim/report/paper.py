"""The report as a Word document, for a committee: its first page can be handed round alone.

It has the chapters of the HTML report, made of the same parts; the first page is the business case
where there is a forecast, else the answer with all policies in one table.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.language import Language
from mentorsim.present.comparison.cells import Block, Cell, Row
from mentorsim.present.comparison.overview import Overview
from mentorsim.present.results import SHOWN_OUTCOMES, interval_level
from mentorsim.report.background import Background
from mentorsim.report.chapter import Chapter, chapter_of
from mentorsim.report.forecast import ForecastSection, forecast_section
from mentorsim.report.letterhead import Letterhead
from mentorsim.report.pictures import Picture
from mentorsim.report.word import Paper
from mentorsim.saved.forecast import ForecastRun
from mentorsim.saved.run import Run
from scenarios.budget.budget import budget, can_be_priced
from scenarios.economics.price_file import Prices


def paper_of(
    runs: Sequence[Run | ForecastRun],
    head: Letterhead,
    language: Language,
    prices: Prices | None = None,
) -> bytes:
    """The report as one Word document.

    Args:
        runs: what to report; forecasts come first, since they are the business case.
        head: whose paper it is.
        language: of its words.
        prices: the price set of a comparison's kroner; a forecast has its own.
    """
    chapters = []
    for run in (run for run in runs if isinstance(run, Run)):
        priced = can_be_priced(run.comparison)
        money = budget(run.comparison, prices) if priced else None
        chapters.append(chapter_of(run, money, language, ""))
    forecasts = [forecast_section(r, language, "") for r in runs if isinstance(r, ForecastRun)]
    paper = Paper(language.text("report.title"), head, language)
    first: list[ForecastSection | Chapter] = [*forecasts, *chapters]
    for place, section in enumerate(first):
        if place:
            paper.new_page()
        if isinstance(section, Chapter):
            _chapter(paper, section, language)
        else:
            _forecast(paper, section, language)
    _background(paper, first[0].background, language)
    return paper.content()


# --- first pages ---------------------------------------------------------------------------------
def _forecast(paper: Paper, found: ForecastSection, language: Language) -> None:
    paper.heading(language.text("case.heading"))
    paper.words(found.question)
    for sentence in (*found.answer, *found.case.payback, *([found.few] if found.few else [])):
        paper.words(sentence, boxed=True)
    paper.table(found.case.caption, found.case.heads, _flat(found.case.blocks))
    paper.words(f"† {language.text('report.note.beyond')} {found.note}", small=True)
    paper.heading(language.text("case.rests"), 2)
    paper.points([(f"{title}.", text) for title, text in found.case.rests])
    paper.new_page()
    paper.heading(language.text("report.forecast.heading.net"))
    _picture(paper, found.picture)
    paper.table(
        found.case.caption,
        [
            language.text("report.forecast.column.year"),
            *found.purse_heads,
            language.text("report.forecast.column.cumulated"),
        ],
        _flat(found.net),
    )
    paper.heading(language.text("report.forecast.heading.payback"))
    for sentence in found.payback:
        paper.words(sentence)
    paper.heading(language.text("report.forecast.heading.resources"))
    paper.table(
        language.text("report.forecast.caption.resources"),
        [
            language.text(key)
            for key in (
                "report.forecast.column.year",
                "report.forecast.column.mentors",
                "forecast.column.in_use",
                "report.forecast.column.places",
                "report.forecast.column.waiting",
            )
        ],
        _flat(found.resources),
    )


def _chapter(paper: Paper, found: Chapter, language: Language) -> None:
    paper.heading(language.text("report.heading.answer"))
    paper.words(found.question)
    for sentence in found.answer:
        paper.words(sentence, boxed=True)
    if found.overview is not None:
        _overview(paper, found.overview, language)
    paper.heading(language.text("report.trust"), 2)
    paper.words(" ".join(found.trust))
    paper.new_page()
    paper.heading(language.text("report.heading.policies"))
    paper.points([(f"{name}.", text) for name, text in found.policies])
    paper.heading(language.text("report.heading.table"))
    _effects(paper, found, language)
    paper.words(f"† {language.text('report.note.beyond')}", small=True)
    paper.table(found.lives_caption, found.lives_heads, _rows(found.lives))
    paper.words(language.text("lives.note"), small=True)
    paper.heading(language.text("report.heading.curves"))
    for shown in found.curves:
        _picture(paper, shown)
    paper.heading(language.text("report.heading.subgroups"))
    _picture(paper, found.subgroup_picture)
    if found.view_picture is not None:
        paper.heading(language.text("views.heading"))
        for sentence in found.hanging:
            paper.words(sentence)
        _picture(paper, found.view_picture)
    paper.heading(language.text("report.heading.mentors"))
    _picture(paper, found.mentors)
    if found.kroner is not None:
        paper.heading(language.text("report.kroner.heading"))
        for sentence in (*found.kroner.intro, *found.kroner.price):
            paper.words(sentence)
        caption = language.text("report.kroner.caption", reference=found.reference)
        paper.table(caption, found.kroner.heads, _flat(found.kroner.blocks))
        paper.words(found.kroner.note, small=True)
    if found.kroner_picture is not None:
        _picture(paper, found.kroner_picture)


def _overview(paper: Paper, found: Overview, language: Language) -> None:
    """All policies in one table."""
    heads, rows = found.upright(language)
    paper.table(found.caption, heads, _rows(rows))
    for note in found.notes:
        paper.words(note, small=True)


def _effects(paper: Paper, found: Chapter, language: Language) -> None:
    level = interval_level(language)
    heads = [language.text("report.column.week")]
    for outcome in SHOWN_OUTCOMES:
        name = language.text(f"outcome.{outcome}")
        heads += [
            f"{name}: {language.text('report.column.difference', level=level)}",
            language.text("report.column.better"),
            language.text("report.column.trial_sd"),
        ]
    caption = language.text("report.caption.main", reference=found.reference)
    paper.table(caption, heads, _flat(found.main))
    paper.words(language.text("report.note.reading", level=level), small=True)


def _background(paper: Paper, found: Background, language: Language) -> None:
    paper.heading(language.text("report.heading.unknown"))
    paper.points([(f"{title}.", text) for title, text in found.unknown])
    if found.limits:
        paper.heading(language.text("report.kroner.heading.limits"))
        for limit in found.limits:
            paper.words(limit)
    paper.heading(language.text("report.heading.method"))
    paper.points([(f"{title}.", text) for title, text in found.sections])
    paper.heading(language.text("report.heading.provenance"))
    paper.points([(f"{origin.name}:", origin.value) for origin in found.provenance])


# --- parts ---------------------------------------------------------------------------------------
def _picture(paper: Paper, shown: Picture) -> None:
    paper.picture(shown.png(), shown.finding, shown.alt)


def _rows(rows: Sequence[Row]) -> list[tuple[str, Sequence[Cell]]]:
    return [(row.head, row.cells) for row in rows]


def _flat(blocks: Sequence[Block]) -> list[tuple[str, Sequence[Cell]]]:
    """Rows of several policies, each named where there are more than one."""
    if len(blocks) == 1:
        return _rows(blocks[0].rows)
    return [(f"{block.title}: {row.head}", row.cells) for block in blocks for row in block.rows]
