"""A ranking under one budget in plain sentences."""

from __future__ import annotations

import math

from mentorsim.language import Language
from mentorsim.present import results
from mentorsim.present.comparison.views import dependence_sentence, when_counted
from scenarios.comparison.intervals import enough_draws
from scenarios.comparison.outcomes import ALL_OUTCOMES
from scenarios.comparison.rank_chances import Apart, within_luck
from scenarios.comparison.ranking import Ranking
from scenarios.comparison.setting import comparison_setting

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

    Few draws come first, and carry no chances. Policies that are the same so far have one place
    and no chance; of neighbours that are not told apart it is said.
    """
    comparison, words = result.comparison, [f"{caption(result, language)}."]
    if few := results.waiting_words(comparison.draw_count, language):
        words.insert(0, few)
    places = shared_places(result)
    for place, row in zip(places, result.table.to_dict("records"), strict=True):
        low, high = float(row["low"]), float(row["high"])
        told = "" if comparison.enough_draws else ".waiting"
        if comparison.enough_draws and math.isnan(float(row["rank_1"])):
            told = ".shared"
        said = language.text(
            f"ranking.says{told}",
            place=language.integer(place),
            policy=language.quoted(results.title(comparison, str(row["policy"]), language)),
            reference=language.quoted(results.title(comparison, comparison.reference, language)),
            effect=language.signed(float(row["mean"]), results.DIGITS),
            unit=language.text(f"ranking.unit.{ALL_OUTCOMES[result.outcome].unit}"),
            interval=results.interval_or_wait(
                low, high, results.DIGITS, comparison.draw_count, language
            ),
            mentors=mentors_words(float(row["mentors"]), language),
            chance=chance(float(row["rank_1"]), comparison.draw_count, language),
        )
        beyond = f" {language.text('answer.extrapolated')}" if row["extrapolated"] else ""
        words.append(f"{said}{beyond}")
    return words + unsettled(result, language) + hanging(result, language)


def shared_places(result: Ranking) -> list[int]:
    """The place of each policy of the table; policies that are the same so far have one place."""
    places = [1]
    for place, pair in enumerate(result.neighbours, start=2):
        places.append(places[-1] if pair.same else place)
    return places


def unsettled(result: Ranking, language: Language) -> list[str]:
    """Neighbours of the table that share a rank, or whose order is not told from luck."""
    said = [_shared(result, pair, language) for pair in result.neighbours if pair.same]
    if result.comparison.enough_draws:
        said += [
            _not_told(result, pair, language)
            for pair in result.neighbours
            if not pair.told and not pair.same
        ]
    return said


def _shared(result: Ranking, pair: Apart, language: Language) -> str:
    found = results.effect(
        result.comparison, pair.policy, result.outcome, result.week, against=pair.against
    )
    return language.text(
        "ranking.shared", same=results.same_words(result.comparison, found, language)
    )


def _not_told(result: Ranking, pair: Apart, language: Language) -> str:
    luck = within_luck(pair.noise)
    digits = decimals(luck)
    return language.text(
        "ranking.not_told",
        policy=language.quoted(results.title(result.comparison, pair.policy, language)),
        against=language.quoted(results.title(result.comparison, pair.against, language)),
        difference=language.number(abs(pair.mean), digits),
        unit=language.text(f"ranking.unit.{ALL_OUTCOMES[result.outcome].unit}"),
        luck=language.number(luck, digits),
        sds=language.integer(comparison_setting().told_apart.value),
    )


def decimals(x: float) -> int:
    """Decimals that show two digits of a small number, and no fewer than of an effect."""
    return results.DIGITS if x <= 0 else max(results.DIGITS, 1 - math.floor(math.log10(x)))


def notes(result: Ranking, level: str, language: Language) -> list[str]:
    """What the numbers of a ranking are, and how far they are to be trusted.

    Args:
        result: the policies under one budget of paid mentor hours.
        level: how likely the intervals are to hold the truth, in words.
        language: of the words.
    """
    setting, draws = comparison_setting(), result.comparison.draw_count
    return [
        language.text("ranking.note", level=level),
        language.text("ranking.note.noise", sds=language.integer(setting.told_apart.value)),
        language.text(
            "ranking.note.over",
            draws=language.integer(min(draws, setting.rank_draws.value)),
            share=language.percent(setting.rank_tolerance.value),
        ),
    ]


def hanging(result: Ranking, language: Language) -> list[str]:
    """Orders of the ranking that hang on what nobody knows."""
    return [dependence_sentence(result.comparison, d, language) for d in result.dependences]


def mentors_words(mentors: float, language: Language) -> str:
    """So many full-time mentors."""
    return language.number(mentors, 0 if mentors >= MENTORS_WHOLE else 2)


def chance(share: float, draws: int, language: Language) -> str:
    """The probability of a rank, or that the draws are too few for one.

    Args:
        share: of the draws in which it has the rank.
        draws: how many posterior draws it rests on.
        language: of the words.
    """
    if not enough_draws(draws):
        return language.text("number.waiting")
    return language.probability(share, draws)
