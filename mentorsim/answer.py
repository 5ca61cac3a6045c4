"""The answer in sentences, computed from the numbers of a comparison."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.results import (
    Effect,
    Verdict,
    answer_week,
    compared,
    effect,
    interval_level,
    last_observed_week,
    last_week,
    named,
    rests_on_extrapolation,
    title,
)
from scenarios.compare import Comparison

#: Further policies that get a sentence of their own; the table has them all.
MOST_SENTENCES = 3


def question(comparison: Comparison, language: Language) -> str:
    """What the comparison asks."""
    titles = [language.quoted(title(comparison, n, language)) for n in compared(comparison)]
    reference = language.quoted(title(comparison, comparison.reference, language))
    return language.text("report.question", policies=language.list_of(titles), reference=reference)


def answer(comparison: Comparison, language: Language) -> list[str]:
    """About five sentences: the effects of the first policy, the others, the mentors, the limits."""
    names = compared(comparison)
    effects = [
        effect(comparison, names[0], "education", answer_week(comparison)),
        effect(comparison, names[0], "employment", last_observed_week(comparison)),
    ]
    effects += [
        effect(
            comparison, name, "education",
            _telling_week(comparison, name, names[0]), against=names[0],
        )
        for name in names[1 : 1 + MOST_SENTENCES]
    ]  # fmt: skip
    sentences = [sentence(comparison, e, language) for e in effects]
    sentences.append(mentors_sentence(comparison, language))
    sentences.append(_limits(comparison, language))
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


def total(comparison: Comparison, name: str, quantity: str) -> tuple[float, float, float]:
    """Mean, low and high of a total."""
    frame = comparison.totals
    row = frame[(frame["policy"] == name) & (frame["quantity"] == quantity)].iloc[0]
    return float(row["mean"]), float(row["low"]), float(row["high"])


def mentors_sentence(comparison: Comparison, language: Language) -> str:
    """Mentors that each policy needs, and the longest queue."""
    parts, queues = [], []
    for name in compared(comparison):
        quoted = language.quoted(title(comparison, name, language))
        parts.append(
            language.text(
                "answer.mentors.one",
                policy=quoted,
                hours=language.integer(total(comparison, name, "mentor_hours")[0]),
                mentors=language.integer(total(comparison, name, "mentors_full_time")[0]),
            )
        )
        queue = total(comparison, name, "longest_queue")[0]
        if round(queue) > 0:
            queues.append(
                language.text(
                    "answer.queue.one", policy=quoted, number=language.integer(queue)
                )
            )  # fmt: skip
    words = language.text("answer.mentors", parts="; ".join(parts))
    if queues:
        return f"{words} {language.text('answer.queue', parts=language.list_of(queues))}"
    return f"{words} {language.text('answer.no_queue')}"


def _limits(comparison: Comparison, language: Language) -> str:
    beyond = [n for n in compared(comparison) if rests_on_extrapolation(comparison, n)]
    weeks = language.integer(last_observed_week(comparison))
    words = language.text("answer.limits", week=weeks)
    if not beyond:
        return words
    titles = language.list_of(language.quoted(title(comparison, n, language)) for n in beyond)
    return f"{words} {language.text('answer.limits.policies', policies=titles)}"
