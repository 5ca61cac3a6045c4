"""A ranking under one budget in plain sentences."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.results import DIGITS, interval_or_wait, title, waiting_words
from mentorsim.views import dependence_sentence, when_counted
from scenarios.comparison.intervals import enough_draws
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.ranking import Ranking

#: Full-time mentors from which on they are shown without decimals.
MENTORS_WHOLE = 10


def caption(result: Ranking, language: Language) -> str:
    """What is ranked, under which budget, by what."""
    return language.text(
        "ranking.caption",
        hours=language.integer(result.hours),
        outcome=language.text(f"views.in.{result.outcome}"),
        when=when_counted(result.outcome, result.week, language),
    )


def ranking_sentences(result: Ranking, language: Language) -> list[str]:
    """What is ranked, each policy with its effect and its chance to be first, what it hangs on.

    Few draws come first, and carry no chances.
    """
    comparison, words = result.comparison, [f"{caption(result, language)}."]
    if few := waiting_words(comparison.draw_count, language):
        words.insert(0, few)
    told = "ranking.says" if comparison.enough_draws else "ranking.says.waiting"
    for place, row in enumerate(result.table.to_dict("records"), start=1):
        low, high = float(row["low"]), float(row["high"])
        said = language.text(
            told,
            place=language.integer(place),
            policy=language.quoted(title(comparison, str(row["policy"]), language)),
            reference=language.quoted(title(comparison, comparison.reference, language)),
            effect=language.signed(float(row["mean"]), DIGITS),
            unit=language.text(f"ranking.unit.{ALL_OUTCOMES[result.outcome].unit}"),
            interval=interval_or_wait(low, high, DIGITS, comparison.draw_count, language),
            mentors=mentors_words(float(row["mentors"]), language),
            chance=chance(float(row["rank_1"]), comparison.draw_count, language),
        )
        beyond = f" {language.text('answer.extrapolated')}" if row["extrapolated"] else ""
        words.append(f"{said}{beyond}")
    return words + hanging(result, language)


def hanging(result: Ranking, language: Language) -> list[str]:
    """Orders of the ranking that hang on what nobody knows."""
    return [dependence_sentence(result.comparison, d, language) for d in result.dependences]


def mentors_words(mentors: float, language: Language) -> str:
    """So many full-time mentors."""
    return language.number(mentors, 0 if mentors >= MENTORS_WHOLE else 2)


def chance(share: float, draws: int, language: Language) -> str:
    """The probability of a rank, or that the draws are too few for one."""
    if not enough_draws(draws):
        return language.text("number.waiting")
    return language.probability(share, draws)
