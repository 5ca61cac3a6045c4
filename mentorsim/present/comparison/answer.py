"""The answer in sentences, computed from the numbers of a comparison."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.comparison.money import kroner_sentence
from mentorsim.present.comparison.views import dependence_sentence, main_dependences
from mentorsim.present.few_draws import few_draws
from mentorsim.present.results import (
    DAGGER,
    Effect,
    Verdict,
    compared,
    effect,
    full_time_year,
    interval_level,
    reported_weeks,
    rests_on_extrapolation,
    same_words,
    short,
    spoken_week,
    title,
    total,
    waiting_words,
)
from scenarios.budget.budget import Budget
from scenarios.comparison.compare import Comparison

__all__ = [
    "answer",
    "full_time_year",
    "mentors_sentence",
    "question",
    "said_once",
    "sentence",
    "total",
    "trust",
]

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
    """The answer in five points or fewer, after a warning where draws are too few for verdicts.

    Education and work with the first policy, what the others change, mentors, kroner. Policies
    are read in the same weeks (`scenarios.comparison.reported_weeks`).

    Args:
        comparison: what was compared.
        language: of the sentences.
        money: what the policies cost and save, if that was worked out.
    """
    first, *others = compared(comparison)
    few = waiting_words(comparison.draw_count, language)
    points = [few] if few else []
    reference = comparison.reference
    points.append(" ".join(pair_sentences(comparison, first, reference, "education", language)))
    jobs = effect(comparison, first, "employment", spoken_week(comparison, "employment"))
    points.append(sentence(comparison, jobs, language))
    changes = [
        words
        for name in others[:MOST_SENTENCES]
        for words in pair_sentences(comparison, name, first, "education", language)
    ]
    if changes:
        points.append(" ".join(changes))
    points.append(mentors_sentence(comparison, language))
    if money is not None:
        told = (first, *others)[: 1 + MOST_SENTENCES]
        points.append(kroner_sentence(money, told, language))
    return said_once(points, language)


def said_once(points: list[str], language: Language) -> list[str]:
    """Points that say two things once each in whole words: what is beyond the trial, and not sure.

    Later the mark stands for the first, and the warning before them for the second.
    """
    points = _once(points, f" {language.text('answer.extrapolated')}", DAGGER)
    return _once(points, language.text("answer.not_yet"), ".")


def _once(points: list[str], told: str, after: str) -> list[str]:
    said, found = False, []
    for words in points:
        first, *others = words.split(told)
        if others and not said:
            said, first = True, f"{first}{told}{others.pop(0)}"
        found.append(after.join([first, *others]))
    return found


def trust(comparison: Comparison, language: Language) -> list[str]:
    """How far to trust it: the limits, what the order hangs on, few draws, whose numbers.

    Draws that are too few for any verdict are said in the answer, not here again.
    """
    words = [_limits(comparison, language)]
    words += [
        dependence_sentence(comparison, d, language)
        for d in main_dependences(comparison)[:MOST_DEPENDENCES]
    ]
    few = few_draws(comparison.draw_count, language)
    if few and comparison.enough_draws:
        words.append(few)
    if comparison.population_comparison is not None:
        words.append(short(comparison.population_comparison, language))
    return words


def pair_sentences(
    comparison: Comparison, policy: str, against: str, outcome: str, language: Language
) -> list[str]:
    """Two policies of a comparison in words, in every week in which policies are read.

    Where they are the same at first, that is said once, before the weeks in which they differ.

    Args:
        comparison: results of all policies, by draw, week and group.
        policy: name of the one.
        against: name of the other.
        outcome: name of an outcome of the registry.
        language: of the words.
    """
    weeks = reported_weeks(comparison, outcome)
    effects = [effect(comparison, policy, outcome, week, against=against) for week in weeks]
    same = [shown for shown in effects if shown.same]
    return [
        sentence(comparison, shown, language)
        for shown in (*same[:1], *(shown for shown in effects if not shown.same))
    ]


def sentence(comparison: Comparison, shown: Effect, language: Language) -> str:
    """One effect in words; never a gain or a loss where the interval holds zero.

    Nothing is judged where the two are the same so far, or the draws are too few.

    Args:
        comparison: results of all policies, by draw, week and group.
        shown: a difference of two policies, with its interval.
        language: of the words.
    """
    if shown.verdict is Verdict.SAME:
        return same_words(comparison, shown, language)
    policy = language.quoted(title(comparison, shown.policy, language))
    against = language.quoted(title(comparison, shown.against, language))
    sign = -1 if shown.verdict is Verdict.FEWER else 1
    ends = sorted((sign * shown.low, sign * shown.high))
    words = language.text(
        f"answer.{shown.outcome}.{shown.verdict}",
        policy=policy,
        reference=against,
        week=language.integer(shown.week),
        number=_thousandth(sign * shown.mean, language, shown.verdict),
        low=_thousandth(ends[0], language, shown.verdict),
        high=_thousandth(ends[1], language, shown.verdict),
        level=interval_level(language),
        draws=language.integer(shown.draws),
    )
    return f"{words} {language.text('answer.extrapolated')}" if shown.extrapolated else words


def _thousandth(value: float, language: Language, verdict: Verdict) -> str:
    words = language.per_thousand(value)
    positive = value > 0 and words != language.integer(0)
    signed = verdict in (Verdict.UNCLEAR, Verdict.WAITING)
    return f"+{words}" if signed and positive else words


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
                language.text("answer.queue.one", policy=quoted, number=language.integer(queue))
            )
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
    weeks = language.integer(comparison.evidence.observed_weeks)
    words = language.text("answer.limits", week=weeks)
    if not beyond:
        return words
    titles = language.list_of(language.quoted(title(comparison, n, language)) for n in beyond)
    return f"{words} {language.text('answer.limits.policies', policies=titles)}"
