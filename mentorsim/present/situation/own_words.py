"""A result in a situation's own numbers, in sentences: "of your 300 a year", "your 12 mentors".

Nothing is called more or fewer whose interval holds zero, and nothing is judged by too few draws.
"""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.decision.words import DEARER, FEWER, MORE, quoted, told_as, whose
from mentorsim.present.kroner import kroner, kroner_interval
from mentorsim.present.own_prices import as_read
from mentorsim.present.results import (
    SHOWN_OUTCOMES,
    Effect,
    Verdict,
    compared,
    effect,
    interval_level,
    spoken_week,
    title,
)
from mentorsim.present.situation.numbers import Use, people_of, shares, uses
from mentorsim.present.situation.words import Told, posts_words
from scenarios.budget.budget import net_verdict
from scenarios.comparison.compare import Comparison
from scenarios.decision.decided import Decided
from scenarios.decision.policy_decision import Ratio
from scenarios.decision.spans import Span
from scenarios.sensitivity.targets import Target

#: Policies that get sentences of their own; the table has them all.
MOST_POLICIES = 4
#: From so many people on they are told whole; of fewer, a tenth of one is told.
WHOLE = 10.0


def comparison_sentences(comparison: Comparison, told: Told, language: Language) -> list[str]:
    """What policies change for a situation's young people, and what becomes of its mentors.

    Args:
        comparison: results of all policies, by draw, week and group.
        told: the situation and its mentors.
        language: of the words.
    """
    said = []
    for name in compared(comparison)[:MOST_POLICIES]:
        for outcome in SHOWN_OUTCOMES:
            shown = effect(comparison, name, outcome, spoken_week(comparison, outcome))
            if shown.verdict is not Verdict.SAME:
                said.append(effect_sentence(comparison, shown, told, language))
    kept = compared(comparison)[:MOST_POLICIES]
    said += [
        use_sentence(comparison, use, told, language)
        for use in uses(comparison, told)
        if use.policy in kept
    ]
    return said


def effect_sentence(comparison: Comparison, shown: Effect, told: Told, language: Language) -> str:
    """One effect of a situation's young people; not for two that are the same so far.

    Args:
        comparison: results of all policies, by draw, week and group.
        shown: a difference of two policies, with its interval.
        told: the situation and its mentors.
        language: of the words.
    """
    sign = -1 if shown.verdict is Verdict.FEWER else 1
    mean, *ends = (sign * people_of(told) * share for share in shares(shown))
    low, high = sorted(ends)
    signed = shown.verdict in (Verdict.UNCLEAR, Verdict.WAITING)
    numbers = _numbers((mean, low, high), language, signed=signed)
    words = language.text(
        f"situation.effect.{shown.outcome}.{shown.verdict}",
        people=of_people(told, language),
        policy=language.quoted(title(comparison, shown.policy, language)),
        reference=language.quoted(title(comparison, shown.against, language)),
        week=language.integer(shown.week),
        number=numbers[0],
        low=numbers[1],
        high=numbers[2],
        level=interval_level(language),
        draws=language.integer(shown.draws),
    )
    return f"{words} {language.text('answer.extrapolated')}" if shown.extrapolated else words


def use_sentence(comparison: Comparison, use: Use, told: Told, language: Language) -> str:
    """What becomes of the mentors under a policy; where none are said, how many it takes.

    Args:
        comparison: results of all policies, by draw, week and group.
        use: mentors and queue under one policy.
        told: the situation and its mentors.
        language: of the words.
    """
    policy = language.quoted(title(comparison, use.policy, language))
    number = posts_words(use.posts, language)
    if told.posts is None:
        need = language.number(use.posts, 0 if use.posts >= WHOLE else 1)
        people = of_people(told, language)
        return language.text("situation.need", policy=policy, number=need, people=people)
    waiting = language.text("situation.queue.none")
    if round(use.queue) > 0:
        queue = language.integer(use.queue)
        waiting = language.text("situation.queue.some", number=queue)
    return language.text(
        "situation.use.one" if told.posts == 1 else "situation.use.some",
        number=number,
        policy=policy,
        share=language.percent(use.used),
        waiting=waiting,
        weeks=language.number(use.wait),
    )


def decision_sentences(decided: Decided, told: Told, language: Language) -> list[str]:
    """What policies cost and give for a situation's young people.

    Args:
        decided: the decision analysis of all policies, by draw.
        told: the situation and its mentors.
        language: of the words.
    """
    return [
        f"{cost_sentence(decided, ratio, told, language)} "
        f"{gives_sentence(decided, ratio, told, language)}"
        f"{_beyond(decided, ratio, language)}"
        for ratio in decided.decision.ratios[:MOST_POLICIES]
        if decided.same_until.get(ratio.policy, -1) < decided.decision.question.week
    ]


def cost_sentence(decided: Decided, ratio: Ratio, told: Told, language: Language) -> str:
    """Kroner of a year's young people, or of the cohort's.

    Args:
        decided: the decision analysis of all policies, by draw.
        ratio: cost and effect of a policy against the reference.
        told: the situation and its mentors.
        language: of the words.
    """
    cost = _scaled(ratio.cost, people_of(told))
    # A cost is net kroner turned round; what is next to nothing is so per young person.
    kind = DEARER[net_verdict(ratio.cost)] if decided.decision.enough else "waiting"
    sign = -1.0 if kind == "less" else 1.0
    low, high = sorted((sign * cost.low, sign * cost.high))
    judged = kind in ("more", "less")
    return language.text(
        f"situation.cost.{kind}",
        people=for_people(told, language),
        policy=quoted(decided, ratio.policy, language),
        reference=quoted(decided, ratio.against, language),
        purse=whose(decided, language),
        weeks=language.integer(decided.decision.last_week),
        cost=kroner(sign * cost.mean, language, signed=not judged),
        interval=kroner_interval(low, high, language),
    )


def gives_sentence(decided: Decided, ratio: Ratio, told: Told, language: Language) -> str:
    """The effect of a year's young people, or of the cohort's.

    Args:
        decided: the decision analysis of all policies, by draw.
        ratio: cost and effect of a policy against the reference.
        told: the situation and its mentors.
        language: of the words.
    """
    question, unit = decided.decision.question, told_as(decided)[0]
    found = _scaled(ratio.effect, people_of(told))
    if not decided.decision.enough:
        kind = "waiting"
    else:
        kind = "unclear" if found.holds_zero else MORE if found.mean > 0 else FEWER
    sign = -1.0 if kind == FEWER else 1.0
    low, high = sorted((sign * found.low, sign * found.high))
    numbers = _numbers((sign * found.mean, low, high), language, signed=kind == "waiting")
    return language.text(
        f"situation.gives.{kind}",
        number=numbers[0],
        low=numbers[1],
        high=numbers[2],
        unit=language.text(f"situation.unit.{unit}"),
        what=language.text(f"decide.in.{question.effect}", week=language.integer(question.week)),
    )


def conversion_sentence(outcome: Target, told: Told, language: Language) -> str:
    """What a unit of a sensitivity's outcome is for a situation's young people.

    Empty for a price per effect, which is the same for any number of them.

    Args:
        outcome: of the sensitivity analysis, with its unit.
        told: the situation and its mentors.
        language: of the words.
    """
    people = people_of(told)
    if outcome.ratio:
        return ""
    if outcome.priced:
        return language.text(
            "situation.unit_is.kroner",
            one=kroner(1000, language),
            kroner=kroner(1000 * people, language),
            people=for_people(told, language),
        )
    share = outcome.unit == "pp"
    number = people / 100 if share else float(people)
    return language.text(
        "situation.unit_is.people" if share else "situation.unit_is.weeks",
        number=as_read(number, language),
        people=of_people(told, language) if share else for_people(told, language),
    )


def of_people(told: Told, language: Language) -> str:
    """A situation's young people, as after "of"."""
    kind = told.situation.young_people.kind
    return language.text(f"situation.of.{kind}", number=language.integer(people_of(told)))


def for_people(told: Told, language: Language) -> str:
    """The young people that sums are about: those of one year, or the cohort."""
    kind = told.situation.young_people.kind
    return language.text(f"situation.for.{kind}", number=language.integer(people_of(told)))


def _beyond(decided: Decided, ratio: Ratio, language: Language) -> str:
    d = decided.decision
    if not decided.extrapolated(ratio.policy, d.last_week, d.question.effect):
        return ""
    return " " + language.text("answer.extrapolated")


def _scaled(span: Span, by: float) -> Span:
    return Span(by * span.mean, by * span.low, by * span.high, by * span.noise, span.draws)


def _numbers(
    found: tuple[float, float, float], language: Language, *, signed: bool
) -> tuple[str, str, str]:
    """Mean and ends with the same decimals: none, or one where the mean is a few."""
    digits = 0 if abs(found[0]) >= WHOLE else 1
    write = language.signed if signed else language.number
    mean, low, high = (write(x, digits) for x in found)
    return mean, low, high
