"""The answer in sentences, computed from the numbers of a comparison."""

from __future__ import annotations

from calibration.trial import trial_design
from mentorsim.language import Language
from mentorsim.locality import short
from mentorsim.results import (
    SHOWN_OUTCOMES,
    Effect,
    Verdict,
    compared,
    effect,
    headline_week,
    interval_level,
    last_week,
    named,
    rests_on_extrapolation,
    title,
)
from mentorsim.views import dependence_sentence, main_dependences
from scenarios.compare import Comparison
from sim.reference import full_time_hours, weeks_per_month

#: Further policies that get a sentence of their own; the table has them all.
MOST_SENTENCES = 3
#: Orders that hang on what nobody knows and are told at once; the others stand below.
MOST_DEPENDENCES = 2
MONTHS = 12


def question(comparison: Comparison, language: Language) -> str:
    """What the comparison asks."""
    titles = [language.quoted(title(comparison, n, language)) for n in compared(comparison)]
    reference = language.quoted(title(comparison, comparison.reference, language))
    return language.text("report.question", policies=language.list_of(titles), reference=reference)


def answer(comparison: Comparison, language: Language) -> list[str]:
    """About five sentences: effects, the mentors, the limits; and whose numbers these are."""
    names = compared(comparison)
    effects = [
        effect(comparison, names[0], outcome, headline_week(comparison, outcome))
        for outcome in SHOWN_OUTCOMES
    ]
    effects += [
        effect(
            comparison, name, "education",
            _telling_week(comparison, name, names[0]), against=names[0],
        )
        for name in names[1 : 1 + MOST_SENTENCES]
    ]  # fmt: skip
    sentences = [sentence(comparison, e, language) for e in effects]
    sentences += [
        dependence_sentence(comparison, d, language)
        for d in main_dependences(comparison)[:MOST_DEPENDENCES]
    ]
    sentences.append(mentors_sentence(comparison, language))
    sentences.append(_limits(comparison, language))
    if comparison.likeness is not None:
        sentences.append(short(comparison.likeness, language))
    return sentences


def sentence(comparison: Comparison, shown: Effect, language: Language) -> str:
    """One effect in words; never a gain or a loss where the interval holds zero."""
    policy = language.quoted(title(comparison, shown.policy, language))
    against = language.quoted(title(comparison, shown.against, language))
    sign = -1 if shown.verdict is Verdict.FEWER else 1
    ends = sorted((sign * shown.low, sign * shown.high))
    words = language.text(
        f"answer.{shown.outcome}.{shown.verdict}",
        policy=policy,
        reference=against,
        week=language.integer(shown.week),
        number=language.per_thousand(sign * shown.mean),
        low=_thousandth(ends[0], language, shown.verdict),
        high=_thousandth(ends[1], language, shown.verdict),
        level=interval_level(language),
    )
    return f"{words} {language.text('answer.extrapolated')}" if shown.extrapolated else words


def _thousandth(value: float, language: Language, verdict: Verdict) -> str:
    words = language.per_thousand(value)
    positive = value > 0 and words != language.integer(0)
    return f"+{words}" if verdict is Verdict.UNCLEAR and positive else words


def _telling_week(comparison: Comparison, name: str, first: str) -> int:
    """The week in which the longer of two offers ends: there they should differ most."""
    caps = [named(comparison, n).policy.duration.weeks for n in (name, first)]
    return min(max(caps), last_week(comparison))


def full_time_year() -> float:
    """Paid hours of a full-time mentor in a year."""
    return full_time_hours() * weeks_per_month() * MONTHS


def total(comparison: Comparison, name: str, quantity: str) -> tuple[float, float, float]:
    """Mean, low and high of a total; `mentor_years` are paid hours as full-time years per 1,000."""
    if quantity == "mentor_years":
        mean, low, high = total(comparison, name, "mentor_hours")
        unit = 1000 / full_time_year()
        return unit * mean, unit * low, unit * high
    frame = comparison.totals
    row = frame[(frame["policy"] == name) & (frame["quantity"] == quantity)].iloc[0]
    return float(row["mean"]), float(row["low"]), float(row["high"])


def mentors_sentence(comparison: Comparison, language: Language) -> str:
    """Mentors that each policy needs, and the longest queue."""
    parts, queues = [], []
    for name in compared(comparison)[: 1 + MOST_SENTENCES]:
        quoted = language.quoted(title(comparison, name, language))
        parts.append(
            language.text(
                "answer.mentors.one",
                policy=quoted,
                hours=language.integer(total(comparison, name, "mentor_hours")[0]),
                years=language.integer(total(comparison, name, "mentor_years")[0]),
            )
        )
        queue = total(comparison, name, "longest_queue")[0]
        if round(queue) > 0:
            queues.append(
                language.text(
                    "answer.queue.one", policy=quoted, number=language.integer(queue)
                )
            )  # fmt: skip
    words = [language.text("answer.mentors", parts="; ".join(parts))]
    if queues:
        words.append(language.text("answer.queue", parts="; ".join(queues)))
    else:
        words.append(language.text("answer.no_queue"))
    if len(compared(comparison)) > len(parts):
        words.append(language.text("answer.rest"))
    return " ".join(words)


def _limits(comparison: Comparison, language: Language) -> str:
    beyond = [n for n in compared(comparison) if rests_on_extrapolation(comparison, n)]
    weeks = language.integer(trial_design().observed_weeks.value)
    words = language.text("answer.limits", week=weeks)
    if not beyond:
        return words
    titles = language.list_of(language.quoted(title(comparison, n, language)) for n in beyond)
    return f"{words} {language.text('answer.limits.policies', policies=titles)}"
