"""The answer in sentences, computed from the numbers of a comparison."""

from __future__ import annotations

from calibration.trial import trial_design
from mentorsim.budget import Budget
from mentorsim.language import Language
from mentorsim.locality import short
from mentorsim.reports.kroner import kroner_sentence
from mentorsim.reports.words import few_draws
from mentorsim.results import (
    SHOWN_OUTCOMES,
    Effect,
    Verdict,
    compared,
    effect,
    full_time_year,
    headline_week,
    interval_level,
    rests_on_extrapolation,
    telling_week,
    title,
    total,
)
from mentorsim.views import dependence_sentence, main_dependences
from scenarios.comparison.compare import Comparison

__all__ = ["answer", "full_time_year", "mentors_sentence", "question", "sentence", "total", "trust"]

#: Further policies that get a sentence of their own; the table has them all.
MOST_SENTENCES = 3
#: Orders that hang on what nobody knows and are told at once; the others stand below.
MOST_DEPENDENCES = 1


def question(comparison: Comparison, language: Language) -> str:
    """What the comparison asks."""
    titles = [language.quoted(title(comparison, n, language)) for n in compared(comparison)]
    reference = language.quoted(title(comparison, comparison.reference, language))
    return language.text("report.question", policies=language.list_of(titles), reference=reference)


def answer(comparison: Comparison, language: Language, money: Budget | None = None) -> list[str]:
    """The answer in five sentences or fewer.

    Education and work with the first policy, what the others change, mentors, kroner.

    Args:
        comparison: what was compared.
        language: of the sentences.
        money: what the policies cost and save, if that was worked out.
    """
    first, *others = compared(comparison)
    points = [
        sentence(
            comparison,
            effect(comparison, first, outcome, headline_week(comparison, outcome)),
            language,
        )
        for outcome in SHOWN_OUTCOMES
    ]
    changes = [
        effect(
            comparison, name, "education", telling_week(comparison, name, first), against=first
        )
        for name in others[:MOST_SENTENCES]
    ]  # fmt: skip
    if changes:
        points.append(" ".join(sentence(comparison, e, language) for e in changes))
    points.append(mentors_sentence(comparison, language))
    if money is not None:
        told = (first, *others)[: 1 + MOST_SENTENCES]
        points.append(kroner_sentence(money, told, language))
    return points


def trust(comparison: Comparison, language: Language) -> list[str]:
    """How far to trust it: the limits, what the order hangs on, few draws, whose numbers."""
    words = [_limits(comparison, language)]
    words += [
        dependence_sentence(comparison, d, language)
        for d in main_dependences(comparison)[:MOST_DEPENDENCES]
    ]
    few = few_draws(comparison.draws, language)
    if few:
        words.append(few)
    if comparison.likeness is not None:
        words.append(short(comparison.likeness, language))
    return words


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


def mentors_sentence(comparison: Comparison, language: Language) -> str:
    """Mentors that each policy needs, and the longest queue."""
    parts, queues = [], []
    for name in compared(comparison)[: 1 + MOST_SENTENCES]:
        quoted = language.quoted(title(comparison, name, language))
        hours, used = (
            language.integer(total(comparison, name, quantity)[0])
            for quantity in ("mentor_hours", "hours_used")
        )
        parts.append(
            language.text(
                "answer.mentors.one" if hours == used else "answer.mentors.given",
                policy=quoted,
                hours=hours,
                used=used,
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
