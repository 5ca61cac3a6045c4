"""What hangs on things that nobody knows, in words and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.language import Language, rounding
from mentorsim.present import results
from scenarios.comparison.compare import Comparison
from scenarios.comparison.intervals import enough_draws, least_draws
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.setting import comparison_setting, report_weeks
from scenarios.comparison.views import VIEWS, Dependence

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
class Seen:
    """A difference under one view: the numbers behind a `ViewCell`; percentage points."""

    view: str
    mean: float
    low: float
    high: float
    extrapolated: bool
    draws: int

    @property
    def clear(self) -> bool:
        """Whether the interval, as it is shown, leaves zero out; never with too few draws."""
        if not enough_draws(self.draws):
            return False
        low, high = (rounding(end, results.DIGITS) for end in (self.low, self.high))
        return low > 0 or high < 0


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
    weeks = report_weeks(results.last_week(comparison) + 1, comparison.evidence)
    longest = max(
        results.named(comparison, n).policy.duration.weeks for n in results.compared(comparison)
    )
    ends = [week for week in weeks if week <= longest]
    return tuple(sorted({ends[-1] if ends else weeks[0], weeks[-1]}))


def view_pairs(comparison: Comparison) -> list[tuple[str, str]]:
    """Each policy with the reference, then each further one with the first."""
    names = results.compared(comparison)
    pairs = [(name, comparison.reference) for name in names]
    return pairs + [(name, names[0]) for name in names[1:]]


def seen_under(comparison: Comparison, policy: str, against: str, week: int) -> tuple[Seen, ...]:
    """The difference of a pair in education under every view that has enough draws.

    Args:
        comparison: results of all policies, by draw, week and group.
        policy: its name in the result.
        against: name of the policy that it is set against.
        week: week since entry.
    """
    frame = comparison.views
    rows = frame[
        (frame["outcome"] == SHOWN)
        & (frame["group"] == "all")
        & (frame["week"] == week)
        & (frame["policy"] == policy)
        & (frame["against"] == against)
    ]
    by_view = {str(row["view"]): row for row in rows.to_dict("records")}
    return tuple(
        Seen(
            view=view,
            mean=float(by_view[view]["mean"]),
            low=float(by_view[view]["low"]),
            high=float(by_view[view]["high"]),
            extrapolated=bool(by_view[view]["extrapolated"]),
            draws=int(by_view[view]["draws"]),
        )
        for view in shown_views(comparison)
    )


def view_rows(comparison: Comparison, language: Language) -> list[ViewRow]:
    """Each policy against the reference, and against the first, under every view."""
    rows = []
    for policy, against in view_pairs(comparison):
        words = pair_words(comparison, policy, against, language)
        for week in view_weeks(comparison):
            cells = tuple(
                ViewCell(
                    language.signed(seen.mean, results.DIGITS),
                    language.text("number.same")
                    if week <= comparison.same_until(policy, against)
                    else results.interval_or_wait(
                        seen.low, seen.high, results.DIGITS, seen.draws, language
                    ),
                    seen.extrapolated,
                    seen.clear,
                )
                for seen in seen_under(comparison, policy, against, week)
            )
            rows.append(ViewRow(words, language.integer(week), cells))
    return rows


def pair_words(comparison: Comparison, policy: str, against: str, language: Language) -> str:
    """Two policies set against each other.

    Args:
        comparison: results of all policies, by draw, week and group.
        policy: its name in the result.
        against: name of the policy that it is set against.
        language: of the words.
    """
    return language.text(
        "views.pair",
        policy=results.title(comparison, policy, language),
        against=results.title(comparison, against, language),
    )


def dependence_sentence(comparison: Comparison, found: Dependence, language: Language) -> str:
    """An order that hangs on the view, in words: who beats whom only if what.

    Where it beats under most views, the few others are named instead.

    Args:
        comparison: results of all policies, by draw, week and group.
        found: two policies, and the views under which the one beats the other.
        language: of the words.
    """
    policy = language.quoted(results.title(comparison, found.policy, language))
    against = language.quoted(results.title(comparison, found.against, language))
    outcome = language.text(f"views.in.{found.outcome}")
    names = {"policy": policy, "against": against}
    when = when_counted(found.outcome, found.week, language)
    asked = names | {"outcome": outcome, "when": when}
    others = (*found.loses, *found.open)
    if len(found.beats) > len(others) and not (found.loses and found.open):
        kind = "loses" if found.loses else "open"
        words = _conditions(others, language)
        parts = [language.text(f"views.unless.{kind}", **asked, views=words)]
    else:
        words = _conditions(found.beats, language)
        parts = [language.text("views.only_if", **asked, views=words)]
        if found.loses:
            words = _conditions(found.loses, language)
            parts.append(language.text("views.loses", **names, views=words))
        if found.open:
            parts.append(language.text("views.open", views=_conditions(found.open, language)))
    if found.extrapolated:
        parts.append(language.text("answer.extrapolated"))
    return " ".join(parts)


def when_counted(outcome: str, week: int, language: Language) -> str:
    """In a week, or up to it where an outcome is added up over weeks.

    Args:
        outcome: name of an outcome of the registry.
        week: week since entry.
        language: of the words.
    """
    key = "when.until" if ALL_OUTCOMES[outcome].summed else "when.week"
    return language.text(key, week=language.integer(week))


def _conditions(views: Sequence[str], language: Language) -> str:
    """Alternatives, set apart by semicolons where one of several has a comma of its own."""
    words = [language.text(f"views.if.{view}") for view in views]
    if len(words) == 1 or not any("," in each for each in words):
        return language.any_of(words)
    *first, last = words
    return language.text("views.alternatives", first="; ".join(first), last=last)


def main_dependences(comparison: Comparison) -> list[Dependence]:
    """Those in the weeks of the table."""
    weeks = view_weeks(comparison)
    return [d for d in comparison.dependences if d.week in weeks]


def hanging_sentences(comparison: Comparison, language: Language) -> list[str]:
    """What hangs on the view in the weeks of the table; one sentence if nothing does.

    None where no view has the draws for it (`views_note` says so).
    """
    if len(results.compared(comparison)) < 2:
        return []
    few = few_views(comparison, language)
    if len(few) == len(shown_views(comparison)):
        return []
    found = main_dependences(comparison)
    if not found:
        weeks = language.list_of(language.integer(week) for week in view_weeks(comparison))
        if few:
            views = language.list_of(few)
            return [language.text("views.none.so_far", weeks=weeks, views=views)]
        return [language.text("views.none", weeks=weeks)]
    return [dependence_sentence(comparison, d, language) for d in found]


def few_views(comparison: Comparison, language: Language) -> list[str]:
    """Heads of the views whose draws are too few to say who beats whom, in quotation marks."""
    draws = comparison.views.drop_duplicates("view").set_index("view")["draws"]
    return [
        language.quoted(language.text(f"views.head.{view}"))
        for view in shown_views(comparison)
        if not enough_draws(int(draws[view]))
    ]


def views_note(comparison: Comparison, language: Language) -> str:
    """How the views were made, and what beats means."""
    frame = comparison.views.drop_duplicates("view").set_index("view")["draws"]
    words = language.text(
        "views.note",
        draws=language.integer(int(frame["as_drawn"])),
        trust=language.integer(int(frame.get("trust", 0))),
        rival=language.integer(int(frame.get("rival", 0))),
        sure=language.percent(comparison_setting().beats.value),
    )
    few = few_views(comparison, language)
    if not few:
        return words
    waiting = language.text(
        "views.note.waiting",
        views=language.list_of(few),
        least=language.integer(least_draws()),
        level=results.interval_level(language),
    )
    return f"{words} {waiting}"
