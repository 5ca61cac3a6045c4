"""The report: one HTML file that answers the question, and says what it does not know.

The file is whole in itself: no scripts, no requests, figures inside. Words of users (titles,
descriptions) are escaped by the template.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from matplotlib.figure import Figure

from calibration.trial import TRIAL_GROUPS, the_trial, trial_design
from mentorsim.answer import answer, full_time_year, question, total
from mentorsim.assumptions import assumption_lines
from mentorsim.figures import (
    as_svg,
    effect_curves,
    level_curves,
    mentors_and_queue,
    subgroup_effects,
)
from mentorsim.language import Language
from mentorsim.locality import MarginRow, introduction, margin_rows, warnings
from mentorsim.results import (
    DIGITS,
    SHOWN_OUTCOMES,
    Effect,
    Verdict,
    answer_week,
    better,
    clean,
    compared,
    description,
    effect,
    interval_level,
    named,
    rests_on_extrapolation,
    table_weeks,
    title,
    trial_targets,
)
from mentorsim.views import hanging_sentences, shown_views, view_rows, views_note
from scenarios.compare import Comparison

#: Totals shown, with their decimals.
TOTALS = {
    "mentor_hours": 0,
    "direct_hours": 0,
    "mentor_years": 0,
    "mentors_full_time": 0,
    "longest_queue": 0,
    "weeks_to_mentor": 1,
}
#: What the trial cannot tell, in the order of the report.
UNKNOWN = (
    "beyond_support", "no_marks", "persistence", "traits", "caseload", "approximate", "prices",
)  # fmt: skip
METHOD = ("model", "calibration", "twins", "intervals", "evidence", "rounding")


@dataclass(frozen=True)
class Cell:
    """A number of a table with its interval.

    Attributes:
        value: as it is shown.
        interval: below it; empty if there is none.
        beyond: whether it lies beyond the trial.
        clear: whether its interval leaves zero out.
    """

    value: str
    interval: str = ""
    beyond: bool = False
    clear: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """Rows under a common title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """A figure inside the file."""

    source: str
    alt: str


@dataclass(frozen=True)
class People:
    """A population of one's own, beside the trial's."""

    name: str
    introduction: list[str]
    rows: list[MarginRow]
    warnings: list[str]


def report_html(comparison: Comparison, language: Language, provenance: Mapping[str, str]) -> str:
    """The report as one HTML file.

    Args:
        comparison: what to report.
        language: of the report.
        provenance: what the numbers come from, by name (names under `provenance.` in the
            catalogue are translated, others shown as they are).
    """
    names = compared(comparison)
    week = answer_week(comparison)
    titles = {p.name: title(comparison, p.name, language) for p in comparison.policies}
    return _template().render(
        language=language.code,
        t=language.text,
        level=interval_level(language),
        question=question(comparison, language),
        policies=[
            (titles[p.name], description(comparison, p.name, language)) for p in comparison.policies
        ],
        reference=language.quoted(titles[comparison.reference]),
        first=language.quoted(titles[names[0]]),
        answer=answer(comparison, language),
        outcomes=[language.text(f"outcome.{o}") for o in SHOWN_OUTCOMES],
        main=[_main_block(comparison, name, language) for name in names],
        against_first=_against_first(comparison, language),
        total_heads=[language.text(f"total.{q}") for q in TOTALS],
        totals=[_totals_row(comparison, name, language) for name in names],
        effects=[_effects_picture(comparison, o, language) for o in SHOWN_OUTCOMES],
        levels=_picture(level_curves(comparison, "education", language), "levels", language),
        mentors=_picture(mentors_and_queue(comparison, language), "mentors", language),
        subgroup_picture=_picture(
            subgroup_effects(comparison, names[0], "education", week, language),
            "subgroups",
            language,
        ),
        subgroups=_subgroup_rows(comparison, names[0], week, language),
        subgroup_note=subgroup_note(language),
        week=language.integer(week),
        mentors_note=mentors_note(language),
        unknown=_unknown(language) + _assumed(comparison, language),
        method=_method(comparison, language),
        provenance=_provenance(comparison, language, provenance),
        people=_people(comparison, language),
        view_heads=[language.text(f"views.head.{view}") for view in shown_views(comparison)],
        view_rows=view_rows(comparison, language),
        hanging=hanging_sentences(comparison, language),
        views_note=views_note(comparison, language),
        trial_note=trial_note(comparison, language),
    )


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
        loader=PackageLoader("mentorsim", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _effect_cells(shown: Effect, draws: int, language: Language) -> tuple[Cell, Cell, Cell]:
    clear = shown.verdict is not Verdict.UNCLEAR
    return (
        Cell(
            language.signed(shown.mean, DIGITS),
            language.interval(shown.low, shown.high, DIGITS),
            shown.extrapolated,
            clear,
        ),
        Cell(better(shown, draws, language), "", shown.extrapolated),
        Cell(f"±{language.number(shown.trial_sd, DIGITS)}", "", shown.extrapolated),
    )


def _effect_rows(
    comparison: Comparison, name: str, against: str, language: Language
) -> tuple[Row, ...]:
    rows = []
    for week in table_weeks(comparison):
        cells: list[Cell] = []
        for outcome in SHOWN_OUTCOMES:
            shown = effect(comparison, name, outcome, week, against=against)
            cells.extend(_effect_cells(shown, comparison.draws, language))
        rows.append(Row(language.integer(week), tuple(cells)))
    return tuple(rows)


def _main_block(comparison: Comparison, name: str, language: Language) -> Block:
    rows = _effect_rows(comparison, name, comparison.reference, language)
    return Block(title(comparison, name, language), rows)


def _against_first(comparison: Comparison, language: Language) -> list[Block]:
    first, *others = compared(comparison)
    return [
        Block(title(comparison, n, language), _effect_rows(comparison, n, first, language))
        for n in others
    ]


def _totals_row(comparison: Comparison, name: str, language: Language) -> Row:
    beyond = rests_on_extrapolation(comparison, name)
    cells = []
    for quantity, digits in TOTALS.items():
        mean, low, high = total(comparison, name, quantity)
        shown = language.number(mean, digits)
        ends = language.interval(low, high, digits)
        # What does not vary over the draws is given to the model, not estimated by it.
        sure = language.interval(mean, mean, digits) == ends or ends == language.number(mean)
        cells.append(Cell(shown, "" if sure else ends, beyond))
    return Row(title(comparison, name, language), tuple(cells))


def mentors_note(language: Language) -> str:
    """How mentors are counted."""
    return language.text(
        "report.note.mentors",
        hours=language.integer(full_time_year()),
        weeks=language.integer(trial_design().intake_weeks.value),
        level=interval_level(language),
    )


def trial_note(comparison: Comparison, language: Language) -> str:
    """What a trial of the given size would see besides."""
    return language.text("screen.note.trial_sd", people=language.integer(comparison.trial_size))


def _subgroup_rows(
    comparison: Comparison, name: str, week: int, language: Language
) -> tuple[Row, ...]:
    rows = []
    for group in TRIAL_GROUPS:
        if group in comparison.hidden:
            dash = Cell(language.text("number.none"))
            rows.append(Row(language.text(f"group.{group}"), (dash, dash, dash)))
            continue
        shown = effect(comparison, name, "education", week, group=group)
        cells = _effect_cells(shown, comparison.draws, language)
        rows.append(Row(language.text(f"group.{group}"), cells))
    return tuple(rows)


def subgroup_note(language: Language) -> str:
    """Standard errors of the trial's own subgroup effects on education."""
    errors = [
        t.se
        for t in trial_targets()
        if t.table == "effects" and t.outcome == "education" and t.unit == "pp"
        and t.group not in (None, "all") and t.se is not None
    ]  # fmt: skip
    return language.text(
        "report.subgroups.note",
        low=language.number(min(errors)),
        high=language.percent_points(max(errors)),
    )


def _picture(figure: Figure, kind: str, language: Language) -> Picture:
    data = base64.b64encode(as_svg(figure)).decode("ascii")
    said = " ".join(figure.get_suptitle().split())
    alt = language.text(f"report.alt.{kind}", finding=said)
    return Picture(f"data:image/svg+xml;base64,{data}", alt)


def _effects_picture(comparison: Comparison, outcome: str, language: Language) -> Picture:
    return _picture(effect_curves(comparison, outcome, language), "effects", language)


def _unknown(language: Language) -> list[tuple[str, str]]:
    design = trial_design()
    values = {
        "support": language.integer(design.support_weeks.value),
        "observed": language.integer(design.observed_weeks.value),
        "jobcentres": language.integer(len(the_trial().staffing)),
    }
    return [
        (language.text(f"unknown.{k}.title"), language.text(f"unknown.{k}.text", **values))
        for k in UNKNOWN
    ]


def _assumed(comparison: Comparison, language: Language) -> list[tuple[str, str]]:
    """Effects of other measures that the results lean on."""
    return [
        (language.text("assumption.title", measure=measure), words)
        for measure, words in assumption_lines(comparison.assumptions, language)
    ]


def _method(comparison: Comparison, language: Language) -> list[tuple[str, str]]:
    design, trial = trial_design(), the_trial()
    shown = comparison.differences
    weeks = shown["week"].isin(table_weeks(comparison))
    rows = shown[weeks & (shown["group"] == "all") & shown["outcome"].isin(SHOWN_OUTCOMES)]
    values = {
        "support": language.integer(design.support_weeks.value),
        "observed": language.integer(design.observed_weeks.value),
        "people": language.integer(float(trial.seats.sum())),
        "jobcentres": language.integer(len(trial.staffing)),
        "draws": language.integer(comparison.draws),
        "level": interval_level(language),
        "noise": language.percent_points(float(rows["noise"].max()), 2),
    }
    return [
        (language.text(f"method.{k}.title"), language.text(f"method.{k}.text", **values))
        for k in METHOD
    ]


def _provenance(
    comparison: Comparison, language: Language, given: Mapping[str, str]
) -> list[tuple[str, str]]:
    rows = [(clean(language.name("provenance", key)), clean(value)) for key, value in given.items()]
    for policy in comparison.policies:
        shown = language.quoted(title(comparison, policy.name, language))
        words = clean(named(comparison, policy.name).policy.reference)
        rows.append((language.text("report.provenance.policy", policy=shown), words))
    return rows
