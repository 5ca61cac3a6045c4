"""The report: one HTML file that answers the question, and says what it does not know.

The file is whole in itself: no scripts, no requests, figures inside. Words of users (titles,
descriptions) are escaped by the template. Several runs make chapters of one report, after what
tells them apart, and before what they have in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from calibration.posterior import Posterior
from calibration.targets import shipped_targets
from calibration.trial import Trial, the_trial
from mentorsim.language import Language
from mentorsim.present.comparison.cells import TOTALS, mentors_note, subgroup_note, trial_note
from mentorsim.present.method import METHOD, UNKNOWN
from mentorsim.present.results import SHOWN_OUTCOMES, interval_level
from mentorsim.report.background import apart
from mentorsim.report.chapter import Chapter, chapter_of
from mentorsim.report.forecast import ForecastSection, forecast_section
from mentorsim.report.layout import frame, template
from mentorsim.report.letterhead import Letterhead
from mentorsim.report.runs import together
from mentorsim.saved.forecast import ForecastRun
from mentorsim.saved.run import Run, run_of
from scenarios.budget.budget import budget, can_be_priced
from scenarios.comparison.compare import Comparison
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople

__all__ = [
    "METHOD",
    "TOTALS",
    "UNKNOWN",
    "mentors_note",
    "report_html",
    "report_of",
    "subgroup_note",
    "trial_note",
]

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
#: What the ids of what runs have in common begin with.
COMMON = "all-"


def report_html(
    comparison: Comparison,
    language: Language,
    provenance: Mapping[str, str],
    posterior: Posterior | None = None,
    people: Trial | LocalPeople | None = None,
    prices: Prices | None = None,
    head: Letterhead | None = None,
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
        head: whose paper it is; None if nobody says.
    """
    return report_of([run_of(comparison, provenance, posterior, people)], language, prices, head)


def report_of(
    runs: Sequence[Run | ForecastRun],
    language: Language,
    prices: Prices | None = None,
    head: Letterhead | None = None,
) -> str:
    """The report as one HTML file.

    Args:
        runs: what to report; several become chapters, those of forecasts first, since they are the
            business case.
        language: of the report.
        prices: the price set of a comparison's kroner; None is that of its situation, or of the
            default rule year without one. A forecast has its own.
        head: whose paper it is; None if nobody says.
    """
    compared_runs = [run for run in runs if isinstance(run, Run)]
    forecasts = [run for run in runs if isinstance(run, ForecastRun)]
    count = len(runs)
    starts = [f"r{k}-" for k in range(1, count + 1)] if count > 1 else [""]
    moneys = [
        budget(run.comparison, _prices(run, prices)) if can_be_priced(run.comparison) else None
        for run in compared_runs
    ]
    cases = [
        forecast_section(run, language, start)
        for run, start in zip(forecasts, starts, strict=False)
    ]
    chapters = [
        chapter_of(run, money, language, start)
        for run, money, start in zip(compared_runs, moneys, starts[len(cases) :], strict=True)
    ]
    common = None
    if count > 1:
        every: list[Chapter | ForecastSection] = [*cases, *chapters]
        common, own = apart([c.background for c in every])
        left = iter(own)
        cases = [replace(c, background=next(left)) for c in cases]
        chapters = [replace(c, background=next(left)) for c in chapters]
    side_by_side = len(chapters) > 1
    contents = _contents(chapters, cases, language)
    return template().render(
        **frame(language.text("report.title"), contents, language, head),
        whose=[] if head is None else head.lines(language),
        level=interval_level(language),
        outcomes=[language.text(f"outcome.{o}") for o in SHOWN_OUTCOMES],
        total_heads=[language.text(f"total.{q}") for q in TOTALS],
        subgroup_note=subgroup_note(language, shipped_targets()),
        mentors_note=mentors_note(language, the_trial().design),
        together=together(compared_runs, moneys, language) if side_by_side else None,
        chapters=chapters,
        forecasts=cases,
        common=common,
        common_id=COMMON,
    )


def _contents(
    chapters: Sequence[Chapter], forecasts: Sequence[ForecastSection], language: Language
) -> list[tuple[str, str]]:
    if len(chapters) + len(forecasts) > 1:
        named = [
            [(f"{c.id}run", language.text("runs.run", name=c.name)) for c in kind]
            for kind in (forecasts, chapters)
        ]
        beside = [("runs", language.text("runs.heading"))] if len(chapters) > 1 else []
        return [*named[0], *beside, *named[1], (f"{COMMON}run", language.text("runs.common"))]
    if forecasts:
        return [(i, language.text(key)) for i, key in FORECAST_SECTIONS.items()]
    (chapter,) = chapters
    absent = {
        "views": not chapter.view_rows,
        "kroner": chapter.kroner is None,
        "prices": not chapter.background.assumptions,
    }
    return [(i, language.text(key)) for i, key in SECTIONS.items() if not absent.get(i)]


def _prices(run: Run, asked: Prices | None) -> Prices | None:
    if asked is not None or run.situation is None:
        return asked
    return run.situation.prices
