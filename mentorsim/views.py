"""What hangs on things that nobody knows, in words and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.language import Language, rounding
from mentorsim.results import DIGITS, compared, last_week, named, title
from scenarios.compare import Comparison
from scenarios.setting import comparison_setting, report_weeks
from scenarios.views import VIEWS, Dependence

#: The outcome that views are shown for.
SHOWN = "education"


@dataclass(frozen=True)
class ViewCell:
    """A difference under one view; `clear` if its interval, as shown, leaves zero out."""

    value: str
    interval: str
    beyond: bool
    clear: bool


@dataclass(frozen=True)
class ViewRow:
    """A pair of policies in a week under every view."""

    pair: str
    week: str
    cells: tuple[ViewCell, ...]


def shown_views(comparison: Comparison) -> tuple[str, ...]:
    """Views with enough draws."""
    there = set(comparison.views["view"])
    return tuple(view for view in VIEWS if view in there)


def view_weeks(comparison: Comparison) -> tuple[int, ...]:
    """Weeks of the table: where the longest of the offers ends, and the last."""
    weeks = report_weeks(last_week(comparison) + 1)
    longest = max(named(comparison, n).policy.duration.weeks for n in compared(comparison))
    ends = [week for week in weeks if week <= longest]
    return tuple(sorted({ends[-1] if ends else weeks[0], weeks[-1]}))


def view_rows(comparison: Comparison, language: Language) -> list[ViewRow]:
    """Each policy against the reference, and against the first, under every view."""
    names = compared(comparison)
    pairs = [(name, comparison.reference) for name in names]
    pairs += [(name, names[0]) for name in names[1:]]
    frame = comparison.views
    frame = frame[(frame["outcome"] == SHOWN) & (frame["group"] == "all")]
    keys = zip(frame["policy"], frame["against"], frame["week"], frame["view"], strict=True)
    by_key = dict(zip(keys, frame.to_dict("records"), strict=True))
    rows = []
    for policy, against in pairs:
        words = language.text(
            "views.pair",
            policy=title(comparison, policy, language),
            against=title(comparison, against, language),
        )
        for week in view_weeks(comparison):
            cells = []
            for view in shown_views(comparison):
                row = by_key[policy, against, week, view]
                ends = language.interval(float(row["low"]), float(row["high"]), DIGITS)
                value = language.signed(float(row["mean"]), DIGITS)
                low, high = (rounding(float(row[end]), DIGITS) for end in ("low", "high"))
                clear = low > 0 or high < 0
                cells.append(ViewCell(value, ends, bool(row["extrapolated"]), clear))
            rows.append(ViewRow(words, language.integer(week), tuple(cells)))
    return rows


def dependence_sentence(comparison: Comparison, found: Dependence, language: Language) -> str:
    """An order that hangs on the view, in words: who beats whom only if what."""
    policy = language.quoted(title(comparison, found.policy, language))
    against = language.quoted(title(comparison, found.against, language))
    outcome = language.text(f"views.in.{found.outcome}")
    week = language.integer(found.week)
    parts = [
        language.text(
            "views.only_if", policy=policy, against=against, outcome=outcome, week=week,
            views=_conditions(found.beats, language),
        )
    ]  # fmt: skip
    if found.loses:
        words = _conditions(found.loses, language)
        parts.append(language.text("views.loses", policy=policy, against=against, views=words))
    if found.open:
        parts.append(language.text("views.open", views=_conditions(found.open, language)))
    if found.extrapolated:
        parts.append(language.text("answer.extrapolated"))
    return " ".join(parts)


def _conditions(views: Sequence[str], language: Language) -> str:
    return language.any_of(language.text(f"views.if.{view}") for view in views)


def main_dependences(comparison: Comparison) -> list[Dependence]:
    """Those in the weeks of the table."""
    weeks = view_weeks(comparison)
    return [d for d in comparison.dependences if d.week in weeks]


def hanging_sentences(comparison: Comparison, language: Language) -> list[str]:
    """What hangs on the view in the weeks of the table; one sentence if nothing does."""
    if len(compared(comparison)) < 2:
        return []
    found = main_dependences(comparison)
    if not found:
        weeks = language.list_of(language.integer(week) for week in view_weeks(comparison))
        return [language.text("views.none", weeks=weeks)]
    return [dependence_sentence(comparison, d, language) for d in found]


def views_note(comparison: Comparison, language: Language) -> str:
    """How the views were made, and what beats means."""
    frame = comparison.views.drop_duplicates("view").set_index("view")["draws"]
    return language.text(
        "views.note",
        draws=language.integer(int(frame["as_drawn"])),
        trust=language.integer(int(frame.get("trust", 0))),
        rival=language.integer(int(frame.get("rival", 0))),
        sure=language.percent(comparison_setting().beats.value),
    )
