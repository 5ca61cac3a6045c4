"""Boxes in words, and what a table of regret says."""

from __future__ import annotations

import math

from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language
from mentorsim.present.sensitivity.factor_words import TWO_VALUED, amount, policy_titles, value
from mentorsim.present.sensitivity.held_words import few_draws, if_held
from mentorsim.present.sensitivity.moved_words import moved_sentences, quoted_factor
from scenarios.comparison.intervals import enough_draws
from scenarios.policy.policies import NamedPolicy
from scenarios.sensitivity.discovery import PER_FOLD, Box, Discovery, Limit
from scenarios.sensitivity.held import held_over
from scenarios.sensitivity.question import Question
from scenarios.sensitivity.regret import Regret
from scenarios.sensitivity.setting import sensitivity_setting


def condition(question: Question, limit: Limit, language: Language) -> str:
    """One condition of a box.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        limit: a factor with the values between which it lies.
        language: of the words.
    """
    factor = quoted_factor(question, limit.factor.key, language)
    if limit.factor.name in TWO_VALUED:
        one = limit.factor.high if limit.low is not None else limit.factor.low
        said = value(limit.factor, one, language)
        return language.text("discover.equals", factor=factor, value=said)
    low, high = (
        "" if end is None else value(limit.factor, end, language) for end in (limit.low, limit.high)
    )
    which = "between" if low and high else "above" if low else "below"
    return language.text(f"discover.{which}", factor=factor, low=low, high=high)


def box_words(question: Question, box: Box, language: Language) -> str:
    """The conditions of a box.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        box: its conditions.
        language: of the words.
    """
    if not box.limits:
        return language.text("discover.everywhere")
    return language.list_of(condition(question, limit, language) for limit in box.limits)


def discovery_finding(question: Question, found: Discovery, fails: str, language: Language) -> str:
    """Where a policy fails, in one line, and under which mechanism if that is held.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the boxes in which the policy fails.
        fails: what counts as failing, by name.
        language: of the words.
    """
    return if_held(_where(question, found, fails, language), held_by(question, found), language)


def held_by(question: Question, found: Discovery) -> dict[str, float]:
    """What stands still in a result."""
    return held_over(question, found.factors, found.over)


def _where(question: Question, found: Discovery, fails: str, language: Language) -> str:
    policy, _ = policy_titles(question, language)
    fails = language.text(f"discover.fails.{fails}")
    share = language.percent(found.share)
    worst = found.boxes[0]
    if worst.limits and worst.fails:
        return language.text(
            "discover.finding.box",
            policy=policy,
            fails=fails,
            share=share,
            density=language.percent(worst.density),
            conditions=box_words(question, worst, language),
        )
    return language.text(
        "discover.finding",
        policy=policy,
        fails=fails,
        share=share,
        cases=language.integer(found.cases),
    )


def discovery_sentences(
    question: Question, found: Discovery, fails: str, language: Language
) -> list[str]:
    """The finding, and what the boxes are worth.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the boxes in which the policy fails.
        fails: what counts as failing, by name.
        language: of the words.
    """
    said = [discovery_finding(question, found, fails, language)]
    said += moved_sentences(question, found.factors, language)
    if found.luck > 0:
        said.append(language.text("discover.luck", share=language.percent(found.luck)))
    rarer = min(found.failures, found.cases - found.failures)
    fewest = PER_FOLD * int(sensitivity_setting().box_folds.value)
    if found.failures == 0:
        return [*said, language.text("discover.never")]
    if rarer == 0:
        return [*said, language.text("discover.always")]
    if rarer < fewest:
        return [*said, language.text("discover.rare", count=language.integer(rarer))]
    if not found.used:
        return [*said, language.text("discover.nowhere")]
    if math.isfinite(found.density):
        said.append(
            language.text(
                "discover.worth",
                density=language.percent(found.density),
                coverage=language.percent(found.coverage),
            )
        )
    gain = language.percent(max(0.0, found.gain))
    return [*said, language.text("discover.skill", gain=gain)]


def regret_title(policy: NamedPolicy, language: Language) -> str:
    """A policy's title in quotation marks."""
    return language.quoted(clean(in_language(policy.policy.title, language)))


def state_words(mechanism: str, barriers: str, language: Language) -> str:
    """A state of what nobody knows.

    Args:
        mechanism: name of the mechanism that is assumed.
        barriers: name of what is assumed of the barriers.
        language: of the words.
    """
    first = language.text(f"views.head.{mechanism}")
    return f"{first};\n{language.text(f'views.head.{barriers}')}"


def regret_sentences(question: Question, found: Regret, language: Language) -> list[str]:
    """The policy that can be wrong by least, and whether the best hangs on the state.

    Args:
        question: what the analysis asks: policies, outcome, week and people.
        found: the regret of each policy in each state.
        language: of the words.
    """
    policies = {p.name: p for p in found.policies}
    title = regret_title(policies[found.choice], language)
    worst = float(found.worst.iloc[0])
    draws = int(found.table["draws"].min())
    key = "regret.finding" if enough_draws(draws) else "regret.finding.few"
    said = [
        language.text("regret.finding.sure", policy=title)
        if worst == 0.0 and enough_draws(draws)
        else language.text(key, policy=title, amount=amount(question.outcome, worst, language))
    ]
    if found.hangs and enough_draws(draws):
        said.append(language.text("regret.hangs"))
    said += few_draws(draws, language)
    said.append(
        language.text(
            "regret.note",
            draws=language.integer(draws),
            against=regret_title(policies[question.names[1]], language),
        )
    )
    return said
