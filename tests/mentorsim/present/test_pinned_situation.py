"""A situation's own numbers, in sentences written by hand: of your 300 a year, your 12 mentors.

Each outcome and verdict reads as typed here in both languages; so do cost and effect of a year's
young people, what becomes of the mentors, and what a unit of a sensitivity is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.results import Effect
from mentorsim.present.situation.numbers import uses
from mentorsim.present.situation.own_words import (
    conversion_sentence,
    cost_sentence,
    effect_sentence,
    gives_sentence,
    use_sentence,
)
from mentorsim.present.situation.words import Told
from scenarios.decision.decided import Decided
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.policy_decision import PRICE, Ratio
from scenarios.decision.spans import Span
from scenarios.sensitivity.targets import target
from scenarios.situation.reading import read_situation
from tests.support.pinned import Holds, Said, plain
from tests.worlds import hand_made_decision as decision
from tests.worlds.hand_made import FEW, FEWER, LONG, MORE, NONE, UNCLEAR, WAITING, comparison

Say = Callable[[Language], str]
YEAR = {"young_people": {"per_year": 300}, "first_year": 2026, "years": 4}
HERS = Told(read_situation(YEAR | {"mentors": 12}), 12.0)
ALONE = Told(read_situation(YEAR | {"mentors": 1}), 1.0)
FREE = Told(read_situation(YEAR), None)
COHORT = Told(read_situation({"young_people": {"cohort": 300}}), None)


def answered(shown: Effect, outcome: str = "education", told: Told = HERS) -> Say:
    return lambda language: effect_sentence(
        comparison(), replace(shown, outcome=outcome), told, language
    )


def used(queue: float, told: Told = HERS) -> Say:
    totals = {
        "mentor_hours": 100.0,
        "hours_used": 83.0,
        "mentors_full_time": 10.0,
        "longest_queue": queue,
        "weeks_to_mentor": 22.7,
    }

    def say(language: Language) -> str:
        found = comparison(totals=totals)
        return use_sentence(found, uses(found, told)[0], told, language)

    return say


def _ratio(cost: Span, effect: Span) -> Ratio:
    return Ratio(LONG, NONE, cost, effect, PRICE, 280_000)


def costs(cost: Span, told: Told = HERS, draws: int | None = None) -> Say:
    def say(language: Language) -> str:
        found: Decided = (
            decision.decided(cost) if draws is None else decision.decided(cost, draws=draws)
        )
        return cost_sentence(found, _ratio(cost, decision.MORE), told, language)

    return say


def gives(effect: Span, name: str = ACTIVE_YEARS, draws: int | None = None) -> Say:
    def say(language: Language) -> str:
        found: Decided = (
            decision.decided(effect_name=name)
            if draws is None
            else decision.decided(effect_name=name, draws=draws)
        )
        return gives_sentence(found, _ratio(decision.DEARER, effect), HERS, language)

    return say


def unit(outcome: str, told: Told = HERS) -> Say:
    return lambda language: conversion_sentence(target(outcome), told, language)


EFFECTS = {
    "education, more": Said(
        answered(MORE),
        "Af jeres 300 unge om året er 13 flere i uddannelse i uge 104 med »To års mentor« end "
        "med »Ingen mentor«; det rigtige tal ligger sandsynligvis mellem 9 og 16 flere "
        "(95 %-interval).",
        "Of your 300 young people a year, 13 more are in education in week 104 with “Two years” "
        "than with “No mentor”; between 9 and 16 more is likely (95% interval).",
    ),
    "education, fewer": Said(
        answered(FEWER),
        "Af jeres 300 unge om året er 13 færre i uddannelse i uge 104 med »To års mentor« end med "
        "»Ingen mentor«; det rigtige tal ligger sandsynligvis mellem 9 og 16 færre (95 "
        "%-interval).",
        "Of your 300 young people a year, 13 fewer are in education in week 104 with “Two years” "
        "than with “No mentor”; between 9 and 16 fewer is likely (95% interval).",
    ),
    "education, undecided": Said(
        answered(UNCLEAR),
        "Af jeres 300 unge om året kan antallet i uddannelse i uge 104 med »To års mentor« ikke "
        "skelnes fra antallet med »Ingen mentor«: den rigtige forskel ligger sandsynligvis mellem "
        "−3,9 og +10,8 unge, og intervallet rummer nul (95 %-interval).",
        "Of your 300 young people a year, the number in education in week 104 with “Two years” is "
        "not distinguishable from the number with “No mentor”: the difference is likely between "
        "−3.9 and +10.8 young people, and the interval includes zero (95% interval).",
    ),
    "education, waiting": Said(
        answered(WAITING),
        "Af jeres 300 unge om året er forskellen i uge 104 +3,6 i uddannelse med »To års mentor« i "
        "forhold til »Ingen mentor«, i gennemsnit af 8 parametersæt; det er endnu ikke et sikkert "
        "svar.",
        "Of your 300 young people a year, the difference in week 104 is +3.6 in education, “Two "
        "years” compared with “No mentor”, on average of 8 parameter sets; that is no verdict yet.",
    ),
    "employment, more, cohort": Said(
        answered(MORE, "employment", COHORT),
        "Af jeres hold på 300 unge er 13 flere i job i uge 104 med »To års mentor« end med »Ingen "
        "mentor«; det rigtige tal ligger sandsynligvis mellem 9 og 16 flere (95 %-interval).",
        "Of your cohort of 300 young people, 13 more are in employment in week 104 with “Two "
        "years” than with “No mentor”; between 9 and 16 more is likely (95% interval).",
    ),
    "employment, fewer": Said(
        answered(FEWER, "employment"),
        "Af jeres 300 unge om året er 13 færre i job i uge 104 med »To års mentor« end med »Ingen "
        "mentor«; det rigtige tal ligger sandsynligvis mellem 9 og 16 færre (95 %-interval).",
        "Of your 300 young people a year, 13 fewer are in employment in week 104 with “Two years” "
        "than with “No mentor”; between 9 and 16 fewer is likely (95% interval).",
    ),
    "employment, undecided": Said(
        answered(UNCLEAR, "employment"),
        "Af jeres 300 unge om året kan antallet i job i uge 104 med »To års mentor« ikke skelnes "
        "fra antallet med »Ingen mentor«: den rigtige forskel ligger sandsynligvis mellem −3,9 og "
        "+10,8 unge, og intervallet rummer nul (95 %-interval).",
        "Of your 300 young people a year, the number in employment in week 104 with “Two years” is "
        "not distinguishable from the number with “No mentor”: the difference is likely between "
        "−3.9 and +10.8 young people, and the interval includes zero (95% interval).",
    ),
    "employment, waiting": Said(
        answered(WAITING, "employment"),
        "Af jeres 300 unge om året er forskellen i uge 104 +3,6 i job med »To års mentor« i "
        "forhold til »Ingen mentor«, i gennemsnit af 8 parametersæt; det er endnu ikke et sikkert "
        "svar.",
        "Of your 300 young people a year, the difference in week 104 is +3.6 in employment, “Two "
        "years” compared with “No mentor”, on average of 8 parameter sets; that is no verdict yet.",
    ),
}
MENTORS = {
    "mentors, a queue": Said(
        used(148),
        "Jeres 12 mentorer med »To års mentor«: 83 % af deres betalte timer bliver brugt, op til "
        "178 unge venter på samme tid, og det første møde kommer i gennemsnit 22,7 uger efter "
        "start.",
        "Your 12 mentors with “Two years”: 83% of their paid hours are used, up to 178 young "
        "people wait at the same time, and the first meeting comes 22.7 weeks after the start on "
        "average.",
    ),
    "one mentor, no queue": Said(
        used(0, ALONE),
        "Jeres ene mentor med »To års mentor«: 83 % af de betalte timer bliver brugt, ingen venter "
        "på en plads, og det første møde kommer i gennemsnit 22,7 uger efter start.",
        "Your one mentor with “Two years”: 83% of the paid hours are used, nobody waits for a "
        "place, and the first meeting comes 22.7 weeks after the start on average.",
    ),
    "as many as it takes": Said(
        used(0, FREE),
        "»To års mentor« kræver 12 fuldtidsmentorer til jeres 300 unge om året.",
        "“Two years” takes 12 full-time mentors for your 300 young people a year.",
    ),
}
KRONER = {
    "cost, more": Said(
        costs(decision.DEARER),
        "For et års tilgang på 300 unge er udgiften for det offentlige i alt 10,1 mio. kr. højere "
        "med »To års mentor« end med »Ingen mentor« over 104 uger (sandsynligvis 9,4 til 10,9 mio. "
        "kr.).",
        "For one year's 300 young people, “Two years” costs the public purse DKK 10.1 million more "
        "than “No mentor” over 104 weeks (likely DKK 9.4 to 10.9 million).",
    ),
    "cost, less, cohort": Said(
        costs(decision.CHEAPER, COHORT),
        "For jeres hold på 300 unge er udgiften for det offentlige i alt 10,1 mio. kr. lavere med "
        "»To års mentor« end med »Ingen mentor« over 104 uger (sandsynligvis 9,4 til 10,9 "
        "mio. kr.).",
        "For your cohort of 300 young people, “Two years” costs the public purse DKK 10.1 million "
        "less than “No mentor” over 104 weeks (likely DKK 9.4 to 10.9 million).",
    ),
    "cost, undecided": Said(
        costs(decision.COST_UNSURE),
        "For et års tilgang på 300 unge kan det ikke afgøres, om udgiften for det offentlige i alt "
        "er højere eller lavere med »To års mentor« end med »Ingen mentor« over 104 uger (bedste "
        "bud +300.000 kr., sandsynligvis −1,3 til 1,8 mio. kr.; plus er en udgift).",
        "For one year's 300 young people, whether “Two years” costs the public purse more or less "
        "than “No mentor” over 104 weeks is not decided (best guess DKK +300,000, likely DKK −1.3 "
        "to 1.8 million; plus is a cost).",
    ),
    "cost, next to nothing": Said(
        costs(decision.NEXT_TO_NOTHING),
        "For et års tilgang på 300 unge er udgiften for det offentlige i alt så godt som den samme "
        "med »To års mentor« som med »Ingen mentor« over 104 uger (bedste bud +600 kr., "
        "sandsynligvis 300 til 1.200 kr.; plus er en udgift).",
        "For one year's 300 young people, “Two years” costs the public purse next to nothing more "
        "or less than “No mentor” over 104 weeks (best guess DKK +600, likely DKK 300 to 1,200; "
        "plus is a cost).",
    ),
    "cost, waiting": Said(
        costs(decision.DEARER, draws=FEW),
        "For et års tilgang på 300 unge er forskellen i udgift for det offentlige i alt indtil "
        "videre +10,1 mio. kr. med »To års mentor« i forhold til »Ingen mentor« over 104 uger (9,4 "
        "til 10,9 mio. kr.; plus er en udgift); det er endnu ikke et sikkert svar.",
        "For one year's 300 young people, the difference in cost for the public purse is DKK +10.1 "
        "million so far, “Two years” compared with “No mentor” over 104 weeks (DKK 9.4 to 10.9 "
        "million; plus is a cost); that is no verdict yet.",
    ),
}
GIVES = {
    "gives, more years": Said(
        gives(decision.MORE),
        "Det giver 36 flere år i uddannelse eller job til og med uge 104; det rigtige tal ligger "
        "sandsynligvis mellem 15 og 57 flere.",
        "That gives 36 more years in education or work up to week 104; between 15 and 57 more is "
        "likely.",
    ),
    "gives, fewer people": Said(
        gives(decision.FEWER, "education"),
        "Det giver 36 færre unge i uddannelse i uge 104; det rigtige tal ligger sandsynligvis "
        "mellem 15 og 57 færre.",
        "That gives 36 fewer young people in education in week 104; between 15 and 57 fewer is "
        "likely.",
    ),
    "gives, undecided weeks": Said(
        gives(decision.EFFECT_UNSURE, "education_weeks"),
        "Forskellen i uger i uddannelse til og med uge 104 kan ikke skelnes fra nul; den ligger "
        "sandsynligvis mellem −15,0 og 27,0.",
        "The difference in weeks in education up to week 104 cannot be told from zero; it is "
        "likely between −15.0 and 27.0.",
    ),
    "gives, waiting": Said(
        gives(decision.MORE, draws=FEW),
        "Forskellen er +36 år i uddannelse eller job til og med uge 104 indtil videre (+15 til "
        "+57).",
        "The difference is +36 years in education or work up to week 104 so far (+15 to +57).",
    ),
}
UNITS = {
    "a percentage point": Said(
        unit("education"),
        "Ét procentpoint er 3 af jeres 300 unge om året.",
        "One percentage point is 3 of your 300 young people a year.",
    ),
    "a week": Said(
        unit("education_weeks", COHORT),
        "Én uge pr. ung er 300 uger for jeres hold på 300 unge.",
        "One week per young person is 300 weeks for your cohort of 300 young people.",
    ),
    "a thousand kroner": Said(
        unit("net_state"),
        "1.000 kr. pr. ung er 300.000 kr. for et års tilgang på 300 unge.",
        "DKK 1,000 per young person is DKK 300,000 for one year's 300 young people.",
    ),
    "a price, which is the same for all": Said(unit("cost_per_education"), "", ""),
}
CASES = EFFECTS | MENTORS | KRONER | GIVES | UNITS
PHRASES = {
    "situation.what.net": Holds(
        ("Netto, {purse}, {weeks} uger (minus er en udgift)",),
        ("Net, {purse}, {weeks} weeks (minus is a cost)",),
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_it_was_written_by_hand(case: str, code: str) -> None:
    language = Language(code)
    assert plain(CASES[case].say(language)) == CASES[case].wanted(code)
