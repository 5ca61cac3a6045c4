"""The report: one HTML file that answers the question, and says what it does not know.

The file is whole in itself: no scripts, no requests, figures inside. Words of users (titles,
descriptions) are escaped by the template. Several runs make chapters of one report, after what
tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from calibration.posterior import Posterior
from calibration.trial import Trial
from mentorsim.answer import answer, question, trust
from mentorsim.budget import Budget, budget, can_be_priced
from mentorsim.figures import (
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.language import Language
from mentorsim.locality import MarginRow, introduction, margin_rows, warnings
from mentorsim.reports.drivers import DriverSection, driver_section
from mentorsim.reports.forecast import ForecastSection, forecast_section
from mentorsim.reports.kept_forecast import ForecastRun
from mentorsim.reports.kept_run import Run, run_of
from mentorsim.reports.kroner import KronerSection, kroner_figure, kroner_section
from mentorsim.reports.pictures import Picture, picture
from mentorsim.reports.runs import together
from mentorsim.reports.tables import (
    TOTALS,
    Block,
    Row,
    against_first,
    main_blocks,
    mentors_note,
    subgroup_note,
    subgroup_rows,
    totals_rows,
    trial_note,
)
from mentorsim.reports.words import (
    METHOD,
    UNKNOWN,
    Order,
    Origin,
    method,
    orders,
    provenance_rows,
    unknown,
)
from mentorsim.results import (
    SHOWN_OUTCOMES,
    answer_week,
    compared,
    description,
    interval_level,
    reason,
    title,
)
from mentorsim.view_figures import view_forest
from mentorsim.views import ViewRow, hanging_sentences, shown_views, view_rows, views_note
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople

__all__ = ["METHOD", "TOTALS", "UNKNOWN", "mentors_note", "report_html", "report_of",
           "subgroup_note", "trial_note"]  # fmt: skip

#: Sections of a chapter by the end of their id, with the key of their heading.
SECTIONS = {
    "answer": "report.heading.answer",
    "table": "report.heading.table",
    "curves": "report.heading.curves",
    "groups": "report.heading.subgroups",
    "views": "views.heading",
    "mentors": "report.heading.mentors",
    "kroner": "report.kroner.heading",
    "drivers": "drivers.heading",
    "unknown": "report.heading.unknown",
    "method": "report.heading.method",
    "prices": "report.heading.prices",
    "provenance": "report.heading.provenance",
}
#: The same of a forecast's chapter.
FORECAST_SECTIONS = {
    "answer": "report.heading.answer",
    "net": "report.forecast.heading.net",
    "payback": "report.forecast.heading.payback",
    "resources": "report.forecast.heading.resources",
    "limits": "report.kroner.heading.limits",
    "unknown": "report.heading.unknown",
    "method": "report.heading.method",
    "prices": "report.heading.prices",
    "provenance": "report.heading.provenance",
}


@dataclass(frozen=True)
class People:
    """A population of one's own, beside the trial's."""

    name: str
    introduction: list[str]
    rows: list[MarginRow]
    warnings: list[str]


@dataclass(frozen=True)
class Chapter:
    """One run, ready for the template; `id` begins the ids of its sections."""

    id: str
    name: str
    question: str
    answer: list[str]
    trust: list[str]
    policies: list[tuple[str, str]]
    reference: str
    first: str
    week: str
    main: list[Block]
    against_first: list[Block]
    trial_note: str
    curves: list[Picture]
    subgroup_picture: Picture
    subgroups: tuple[Row, ...]
    orders: list[Order]
    view_picture: Picture | None
    view_heads: list[str]
    view_rows: list[ViewRow]
    hanging: list[str]
    views_note: str
    totals: list[Row]
    mentors: Picture
    kroner: KronerSection | None
    kroner_picture: Picture | None
    drivers: DriverSection
    people: People | None
    unknown: list[tuple[str, str]]
    method: list[tuple[str, str]]
    provenance: list[Origin]


def report_html(
    comparison: Comparison,
    language: Language,
    provenance: Mapping[str, str],
    posterior: Posterior | None = None,
    people: Trial | LocalPeople | None = None,
    prices: Prices | None = None,
) -> str:
    """The report of a comparison at hand, the same as one from the folder that it would leave.

    Args:
        comparison: what to report.
        language: of the report.
        provenance: what the numbers come from, by name (names under `provenance.` in the
            catalogue are translated, others shown as they are).
        posterior: the draws that were used; without them no report says what drives the result.
        people: who lived; without them no report has the order by expected gain.
        prices: the price set of the kroner; None is that of the default rule year.
    """
    return report_of([run_of(comparison, provenance, posterior, people)], language, prices)


def report_of(
    runs: Sequence[Run | ForecastRun], language: Language, prices: Prices | None = None
) -> str:
    """The report as one HTML file.

    Args:
        runs: what to report; several become chapters, those of forecasts last.
        language: of the report.
        prices: the price set of a comparison's kroner; None is that of the default rule year.
            A forecast has its own.
    """
    compared_runs = [run for run in runs if isinstance(run, Run)]
    forecasts = [run for run in runs if isinstance(run, ForecastRun)]
    count = len(runs)
    starts = [f"r{k}-" for k in range(1, count + 1)] if count > 1 else [""]
    moneys = [
        budget(run.comparison, prices) if can_be_priced(run.comparison) else None
        for run in compared_runs
    ]
    chapters = [
        _chapter(run, money, language, start)
        for run, money, start in zip(compared_runs, moneys, starts, strict=False)
    ]
    later = [
        forecast_section(run, language, start)
        for run, start in zip(forecasts, starts[len(chapters) :], strict=True)
    ]
    side_by_side = len(chapters) > 1
    return _template().render(
        language=language.code,
        t=language.text,
        style=_style(),
        level=interval_level(language),
        outcomes=[language.text(f"outcome.{o}") for o in SHOWN_OUTCOMES],
        total_heads=[language.text(f"total.{q}") for q in TOTALS],
        subgroup_note=subgroup_note(language),
        mentors_note=mentors_note(language),
        contents=_contents(chapters, later, language),
        together=together(compared_runs, moneys, language) if side_by_side else None,
        chapters=chapters,
        forecasts=later,
        several=count > 1,
    )


def _contents(
    chapters: Sequence[Chapter], forecasts: Sequence[ForecastSection], language: Language
) -> list[tuple[str, str]]:
    every: list[Chapter | ForecastSection] = [*chapters, *forecasts]
    if len(every) > 1:
        named = [(f"{c.id}run", language.text("runs.run", name=c.name)) for c in every]
        first = [("runs", language.text("runs.heading"))] if len(chapters) > 1 else []
        return [*first, *named]
    if forecasts:
        return [(i, language.text(key)) for i, key in FORECAST_SECTIONS.items()]
    (chapter,) = chapters
    unpriced = chapter.kroner is None
    absent = {"views": not chapter.view_rows, "kroner": unpriced, "prices": unpriced}
    return [(i, language.text(key)) for i, key in SECTIONS.items() if not absent.get(i)]


def _chapter(run: Run, money: Budget | None, language: Language, start: str) -> Chapter:
    comparison = run.comparison
    names = compared(comparison)
    week = answer_week(comparison)
    seen = bool(shown_views(comparison))
    return Chapter(
        id=start,
        name=run.name,
        question=question(comparison, language),
        answer=answer(comparison, language, money),
        trust=trust(comparison, language),
        policies=[
            (title(comparison, p.name, language), _said(comparison, p.name, language))
            for p in comparison.policies
        ],
        reference=language.quoted(title(comparison, comparison.reference, language)),
        first=language.quoted(title(comparison, names[0], language)),
        week=language.integer(week),
        main=main_blocks(comparison, language),
        against_first=against_first(comparison, language),
        trial_note=trial_note(comparison, language),
        curves=[
            *(picture(partial(effect_curves, comparison, o, language)) for o in SHOWN_OUTCOMES),
            picture(lambda: level_curves(comparison, "education", language)),
        ],
        subgroup_picture=picture(
            lambda: subgroup_effects(comparison, names[0], "education", week, language)
        ),
        subgroups=subgroup_rows(comparison, names[0], week, language),
        orders=orders(run, language),
        view_picture=picture(lambda: view_forest(comparison, language)) if seen else None,
        view_heads=[language.text(f"views.head.{view}") for view in shown_views(comparison)],
        view_rows=view_rows(comparison, language) if seen else [],
        hanging=hanging_sentences(comparison, language) if seen else [],
        views_note=views_note(comparison, language) if seen else "",
        totals=totals_rows(comparison, language),
        mentors=picture(lambda: mentors_and_queue(comparison, language)),
        kroner=None if money is None else kroner_section(money, language),
        kroner_picture=None if money is None else picture(lambda: kroner_figure(money, language)),
        drivers=driver_section(run, language),
        people=_people(comparison, language),
        unknown=unknown(run, language),
        method=method(comparison, language),
        provenance=provenance_rows(run, money, language),
    )


def _said(comparison: Comparison, name: str, language: Language) -> str:
    """What a policy does, and why it is worth a look."""
    parts = (description(comparison, name, language), reason(comparison, name, language))
    return " ".join(part for part in parts if part)


def _people(comparison: Comparison, language: Language) -> People | None:
    near = comparison.likeness
    if near is None:
        return None
    return People(
        name=near.name,
        introduction=introduction(near, language),
        rows=margin_rows(near, language),
        warnings=warnings(near, language),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("mentorsim.reports", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


@cache
def _style() -> Markup:
    return Markup((files("mentorsim.reports") / "report.css").read_text(encoding="utf-8"))
