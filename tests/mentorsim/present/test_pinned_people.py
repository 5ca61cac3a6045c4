"""How many more or fewer are in education and jobs, in sentences written by hand.

Each outcome and verdict (more, fewer, undecided, the same, waiting for draws) reads as typed here,
in answer, title of a figure and page, in both languages; so do mentors, queue, and what an order or
an effect hangs on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page.words import plain_sentence, still_waiting, when
from mentorsim.present.comparison.answer import mentors_sentence, sentence
from mentorsim.present.comparison.drivers import driver_sentence
from mentorsim.present.comparison.views import dependence_sentence
from mentorsim.present.figure_words import finding
from mentorsim.present.results import Effect, better, waiting_words
from scenarios.comparison.views import Dependence
from scenarios.sensitivity.drivers import Driver, Drivers
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import (
    FEW,
    FEWER,
    LONG,
    MANY,
    MORE,
    NONE,
    SAME_SO_FAR,
    SAME_THROUGHOUT,
    UNCLEAR,
    WAITING,
    comparison,
)

Say = Callable[[Language], str]


def answered(shown: Effect, outcome: str = "education") -> Say:
    return lambda language: sentence(comparison(), replace(shown, outcome=outcome), language)


def titled(shown: Effect, outcome: str = "education") -> Say:
    return lambda language: finding(comparison(), replace(shown, outcome=outcome), language)


def on_page(shown: Effect, outcome: str = "education") -> Say:
    return lambda language: plain_sentence(replace(shown, outcome=outcome), language)


def mentors(hours: float, used: float, queue: float) -> Say:
    totals = {"mentor_hours": hours, "hours_used": used, "longest_queue": queue}
    return lambda language: mentors_sentence(comparison(totals=totals), language)


def hangs(beats: tuple[str, ...], unclear: tuple[str, ...], loses: tuple[str, ...]) -> Say:
    found = Dependence(LONG, NONE, "education", 104, beats, unclear, loses, extrapolated=False)
    return lambda language: dependence_sentence(comparison(), found, language)


def driven(correlation: float | None) -> Say:
    strongest = () if correlation is None else (Driver("uptake", correlation, "assumption"),)
    found = Drivers(LONG, NONE, "education", 104, strongest, 0.15, 60, MANY, same=False)
    return lambda language: driver_sentence(comparison(), found, when(104, language), language)


ANSWERS = {
    "education, more": Said(
        answered(MORE),
        "Med »To års mentor« er 42 flere af 1.000 unge i uddannelse i uge 104 end med »Ingen "
        "mentor«; det rigtige tal ligger sandsynligvis mellem 31 og 54 flere (95 %-interval).",
        "With “Two years”, 42 more of 1,000 young people are in education in week 104 than with "
        "“No mentor”; between 31 and 54 more is likely (95% interval).",
    ),
    "education, fewer": Said(
        answered(FEWER),
        "Med »To års mentor« er 42 færre af 1.000 unge i uddannelse i uge 104 end med »Ingen "
        "mentor«; det rigtige tal ligger sandsynligvis mellem 31 og 54 færre (95 %-interval).",
        "With “Two years”, 42 fewer of 1,000 young people are in education in week 104 than with "
        "“No mentor”; between 31 and 54 fewer is likely (95% interval).",
    ),
    "education, undecided": Said(
        answered(UNCLEAR),
        "Med »To års mentor« kan antallet af unge i uddannelse i uge 104 ikke skelnes fra antallet "
        "med »Ingen mentor«: den rigtige forskel ligger sandsynligvis mellem −13 og +36 pr. 1.000 "
        "unge, og intervallet rummer nul (95 %-interval).",
        "With “Two years”, the number of young people in education in week 104 is not "
        "distinguishable from the number with “No mentor”: the difference is likely between −13 "
        "and +36 per 1,000 young people, and the interval includes zero (95% interval).",
    ),
    "education, waiting": Said(
        answered(WAITING),
        "I gennemsnit af 8 parametersæt er forskellen i uge 104 +12 pr. 1.000 unge i uddannelse "
        "med »To års mentor« i forhold til »Ingen mentor«; det er endnu ikke et sikkert svar.",
        "On average of 8 parameter sets, the difference in week 104 is +12 per 1,000 young people"
        " in education, “Two years” compared with “No mentor”; that is no verdict yet.",
    ),
    "employment, more": Said(
        answered(MORE, "employment"),
        "Med »To års mentor« er 42 flere af 1.000 unge i job i uge 104 end med »Ingen mentor«; det "
        "rigtige tal ligger sandsynligvis mellem 31 og 54 flere (95 %-interval).",
        "With “Two years”, 42 more of 1,000 young people are in employment in week 104 than with "
        "“No mentor”; between 31 and 54 more is likely (95% interval).",
    ),
    "employment, fewer": Said(
        answered(FEWER, "employment"),
        "Med »To års mentor« er 42 færre af 1.000 unge i job i uge 104 end med »Ingen mentor«; det "
        "rigtige tal ligger sandsynligvis mellem 31 og 54 færre (95 %-interval).",
        "With “Two years”, 42 fewer of 1,000 young people are in employment in week 104 than with "
        "“No mentor”; between 31 and 54 fewer is likely (95% interval).",
    ),
    "employment, undecided": Said(
        answered(UNCLEAR, "employment"),
        "Med »To års mentor« kan antallet af unge i job i uge 104 ikke skelnes fra antallet med "
        "»Ingen mentor«: den rigtige forskel ligger sandsynligvis mellem −13 og +36 pr. 1.000 "
        "unge, og intervallet rummer nul (95 %-interval).",
        "With “Two years”, the number of young people in employment in week 104 is not "
        "distinguishable from the number with “No mentor”: the difference is likely between −13 "
        "and +36 per 1,000 young people, and the interval includes zero (95% interval).",
    ),
    "employment, waiting": Said(
        answered(WAITING, "employment"),
        "I gennemsnit af 8 parametersæt er forskellen i uge 104 +12 pr. 1.000 unge i job med »To "
        "års mentor« i forhold til »Ingen mentor«; det er endnu ikke et sikkert svar.",
        "On average of 8 parameter sets, the difference in week 104 is +12 per 1,000 young people"
        " in employment, “Two years” compared with “No mentor”; that is no verdict yet.",
    ),
    "the same so far": Said(
        answered(SAME_SO_FAR),
        "Til og med uge 31 er »To års mentor« og »Ingen mentor« ens: det går færre end 1 af 1.000 "
        "unge anderledes. Først fra uge 32 er der forskel.",
        "Up to and including week 31, “Two years” and “No mentor” are the same: fewer than 1 of "
        "1,000 young people fare otherwise. They differ from week 32 on.",
    ),
    "the same throughout": Said(
        answered(SAME_THROUGHOUT),
        "I alle de uger, der er fulgt (til og med uge 110), er »To års mentor« og »Ingen mentor« "
        "ens: det går færre end 1 af 1.000 unge anderledes.",
        "In every week that is followed (up to and including week 110), “Two years” and “No "
        "mentor” are the same: fewer than 1 of 1,000 young people fare otherwise.",
    ),
    "beyond the trial": Said(
        answered(replace(MORE, extrapolated=True)),
        "Med »To års mentor« er 42 flere af 1.000 unge i uddannelse i uge 104 end med »Ingen "
        "mentor«; det rigtige tal ligger sandsynligvis mellem 31 og 54 flere (95 %-interval). Det "
        "ligger uden for det, forsøget kan sige noget om, og bygger på modellen.†",
        "With “Two years”, 42 more of 1,000 young people are in education in week 104 than with "
        "“No mentor”; between 31 and 54 more is likely (95% interval). This is an extrapolation "
        "beyond the trial.†",
    ),
}

FIGURES = {
    "title, education, more": Said(
        titled(MORE),
        "»To års mentor«: 4,2 procentpoint flere i uddannelse i uge 104 end med »Ingen mentor« "
        "(95 %-interval 3,1 til 5,4)",
        "“Two years”: 4.2 percentage points more in education in week 104 than with “No mentor” "
        "(95% interval 3.1 to 5.4)",
    ),
    "title, education, fewer": Said(
        titled(FEWER),
        "»To års mentor«: 4,2 procentpoint færre i uddannelse i uge 104 end med »Ingen mentor« "
        "(95 %-interval −5,4 til −3,1)",
        "“Two years”: 4.2 percentage points fewer in education in week 104 than with “No mentor” "
        "(95% interval −5.4 to −3.1)",
    ),
    "title, education, undecided": Said(
        titled(UNCLEAR),
        "»To års mentor«: andelen i uddannelse i uge 104 kan ikke skelnes fra »Ingen mentor« "
        "(95 %-interval −1,3 til 3,6 procentpoint)",
        "“Two years”: the share in education in week 104 is not distinguishable from “No mentor” "
        "(95% interval −1.3 to 3.6 percentage points)",
    ),
    "title, education, waiting": Said(
        titled(WAITING),
        "»To års mentor«: +1,2 procentpoint i uddannelse i uge 104 i forhold til »Ingen mentor« i "
        "gennemsnit af 8 parametersæt: for få til et sikkert svar",
        "“Two years”: +1.2 percentage points in education in week 104 beside “No mentor”, on "
        "average of 8 parameter sets: too few for a verdict",
    ),
    "title, employment, more": Said(
        titled(MORE, "employment"),
        "»To års mentor«: 4,2 procentpoint flere i job i uge 104 end med »Ingen mentor« "
        "(95 %-interval 3,1 til 5,4)",
        "“Two years”: 4.2 percentage points more in employment in week 104 than with “No mentor” "
        "(95% interval 3.1 to 5.4)",
    ),
    "title, employment, fewer": Said(
        titled(FEWER, "employment"),
        "»To års mentor«: 4,2 procentpoint færre i job i uge 104 end med »Ingen mentor« "
        "(95 %-interval −5,4 til −3,1)",
        "“Two years”: 4.2 percentage points fewer in employment in week 104 than with “No mentor” "
        "(95% interval −5.4 to −3.1)",
    ),
    "title, employment, undecided": Said(
        titled(UNCLEAR, "employment"),
        "»To års mentor«: andelen i job i uge 104 kan ikke skelnes fra »Ingen mentor« "
        "(95 %-interval −1,3 til 3,6 procentpoint)",
        "“Two years”: the share in employment in week 104 is not distinguishable from “No mentor” "
        "(95% interval −1.3 to 3.6 percentage points)",
    ),
    "title, employment, waiting": Said(
        titled(WAITING, "employment"),
        "»To års mentor«: +1,2 procentpoint i job i uge 104 i forhold til »Ingen mentor« i "
        "gennemsnit af 8 parametersæt: for få til et sikkert svar",
        "“Two years”: +1.2 percentage points in employment in week 104 beside “No mentor”, on "
        "average of 8 parameter sets: too few for a verdict",
    ),
}

PAGE = {
    "page, education, more": Said(
        on_page(MORE),
        "Af 1.000 unge er 42 flere i uddannelse efter 2 år; det rigtige tal ligger sandsynligvis "
        "mellem 31 og 54 flere.",
        "Of 1,000 young people, 42 more are in education after 2 years; between 31 and 54 more is "
        "likely.",
    ),
    "page, education, fewer": Said(
        on_page(FEWER),
        "Af 1.000 unge er 42 færre i uddannelse efter 2 år; det rigtige tal ligger sandsynligvis "
        "mellem 31 og 54 færre.",
        "Of 1,000 young people, 42 fewer are in education after 2 years; between 31 and 54 fewer "
        "is likely.",
    ),
    "page, education, undecided": Said(
        on_page(UNCLEAR),
        "Vi kan ikke se nogen sikker forskel i uddannelse efter 2 år: af 1.000 unge ligger det "
        "rigtige tal sandsynligvis mellem 13 færre og 36 flere.",
        "No certain difference in education can be seen after 2 years: of 1,000 young people, "
        "between 13 fewer and 36 more is likely.",
    ),
    "page, employment, more": Said(
        on_page(replace(MORE, week=73), "employment"),
        "Af 1.000 unge er 42 flere i job i uge 73; det rigtige tal ligger sandsynligvis mellem 31 "
        "og 54 flere.",
        "Of 1,000 young people, 42 more are in work in week 73; between 31 and 54 more is likely.",
    ),
    "page, employment, fewer": Said(
        on_page(replace(FEWER, week=52), "employment"),
        "Af 1.000 unge er 42 færre i job efter et år; det rigtige tal ligger sandsynligvis mellem "
        "31 og 54 færre.",
        "Of 1,000 young people, 42 fewer are in work after a year; between 31 and 54 fewer is "
        "likely.",
    ),
    "page, employment, undecided": Said(
        on_page(UNCLEAR, "employment"),
        "Vi kan ikke se nogen sikker forskel i job efter 2 år: af 1.000 unge ligger det rigtige "
        "tal sandsynligvis mellem 13 færre og 36 flere.",
        "No certain difference in work can be seen after 2 years: of 1,000 young people, between "
        "13 fewer and 36 more is likely.",
    ),
    "page, beyond the trial": Said(
        on_page(replace(FEWER, extrapolated=True)),
        "Af 1.000 unge er 42 færre i uddannelse efter 2 år; det rigtige tal ligger sandsynligvis "
        "mellem 31 og 54 færre. Det ligger uden for forsøget og bygger på modellen.†",
        "Of 1,000 young people, 42 fewer are in education after 2 years; between 31 and 54 fewer "
        "is likely. This lies beyond the trial and rests on the model.†",
    ),
    "page, first picture": Said(
        lambda language: still_waiting(comparison(FEW), language, quick=True),
        "Beregningen er i gang. Kurverne er et første billede ud fra 8 parametersæt; hvad der kan "
        "siges, og hvor sikkert, står her, når den er færdig.",
        "The calculation is under way. The curves are a first picture from 8 parameter sets; what "
        "can be said, and how surely, stands here when it is done.",
    ),
    "too few draws": Said(
        lambda language: waiting_words(FEW, language),
        "8 parametersæt er for få til et sikkert svar: et 95 %-interval kræver mindst 39. Indtil "
        "da er intet tal her en sikker gevinst eller et sikkert tab, og der vises ingen "
        "sandsynligheder.",
        "8 parameter sets are too few for a verdict: a 95% interval takes at least 39. Until then "
        "no number here is a sure gain or loss, and no probability is shown.",
    ),
    "probability of more": Said(lambda language: better(MORE, language), "97 %", "97%"),
    "hardly any probability": Said(
        lambda language: better(replace(FEWER, probability=0.0), language), "under 1 %", "under 1%"
    ),
    "hardly any doubt": Said(
        lambda language: better(replace(MORE, probability=1.0), language), "over 99 %", "over 99%"
    ),
}

MENTORS = {
    "mentors used, no queue": Said(
        mentors(30.4, 30.4, 0.0),
        "Det kræver: »To års mentor« 30 betalte mentortimer pr. ung, svarende til 16 "
        "årsværk pr. 1.000 unge. Ingen venter på en mentorplads.",
        "What it takes: “Two years” 30 paid mentor hours per young person, or 16 full-time mentors "
        "for a year per 1,000 young people. Nobody waits for a place with a mentor.",
    ),
    "mentors employed, a queue": Said(
        mentors(30.4, 21.2, 85.0),
        "Det kræver: »To års mentor« 30 betalte mentortimer pr. ung (ansatte mentorer; 21 af "
        "timerne bliver brugt), svarende til 16 årsværk pr. 1.000 unge. Der "
        "opstår kø: med »To års mentor« venter op til 85 af 1.000 unge på samme tid.",
        "What it takes: “Two years” 30 paid mentor hours per young person (mentors employed; 21 of "
        "the hours are used), or 16 full-time mentors for a year per 1,000 young people. There is "
        "a queue: with “Two years” up to 85 of 1,000 young people wait at the same time.",
    ),
}

LEANS = {
    "better only if": Said(
        hangs(("trust_limited",), ("as_drawn",), ("barrier_limited",)),
        "»To års mentor« er bedre end »Ingen mentor« i uddannelse i uge 104 kun, hvis unge uden "
        "karakterer kun har brug for længere tid. »Ingen mentor« er bedre end »To års mentor«, "
        "hvis unge uden karakterer går i stå, til barrierer fjernes. Det er uafgjort, hvis de to "
        "antagelser om barrierer er blandet som skønnet.",
        "“Two years” beats “No mentor” in education in week 104 only if young people without "
        "marks only need longer. “No mentor” beats “Two years” if young people without marks "
        "stall until barriers are lifted. It is undecided if the two assumptions about barriers "
        "are mixed as estimated.",
    ),
    "better unless, then undecided": Said(
        hangs(("trust_limited", "trust"), ("barrier_limited",), ()),
        "»To års mentor« er bedre end »Ingen mentor« i uddannelse i uge 104, medmindre unge uden "
        "karakterer går i stå, til barrierer fjernes: så er det uafgjort.",
        "“Two years” beats “No mentor” in education in week 104 unless young people without marks"
        " stall until barriers are lifted: then it is undecided.",
    ),
    "better unless, then worse": Said(
        hangs(("trust_limited", "trust"), (), ("rival",)),
        "»To års mentor« er bedre end »Ingen mentor« i uddannelse i uge 104, medmindre det er den "
        "praktiske hjælp, der virker: så er det omvendt.",
        "“Two years” beats “No mentor” in education in week 104 unless it is practical help that "
        "works: then it is the other way round.",
    ),
    "larger effect where higher": Said(
        driven(0.6),
        "Virkningen på uddannelse af »To års mentor« frem for »Ingen mentor« efter 2 år er især "
        "større, jo højere denne parameter er: »Andel af dem, der får tilbud om mentor, som "
        "nogensinde møder en« (antagelse: forsøget flytter den ikke).",
        "The effect on education of “Two years” against “No mentor” after 2 years is larger above"
        " all where this is higher: “Share of those offered a mentor who ever meet one” "
        "(assumption: the trial does not move it).",
    ),
    "smaller effect where higher": Said(
        driven(-0.6),
        "Virkningen på uddannelse af »To års mentor« frem for »Ingen mentor« efter 2 år er især "
        "mindre, jo højere denne parameter er: »Andel af dem, der får tilbud om mentor, som "
        "nogensinde møder en« (antagelse: forsøget flytter den ikke).",
        "The effect on education of “Two years” against “No mentor” after 2 years is smaller "
        "above all where this is higher: “Share of those offered a mentor who ever meet one” "
        "(assumption: the trial does not move it).",
    ),
    "follows nothing": Said(
        driven(None),
        "Virkningen på uddannelse af »To års mentor« frem for »Ingen mentor« efter 2 år følger "
        "ingen enkelt parameter ud over, hvad tilfældet kan give.",
        "The effect on education of “Two years” against “No mentor” after 2 years follows no "
        "single parameter beyond what chance can give.",
    ),
}

CASES = {**ANSWERS, **FIGURES, **PAGE, **MENTORS, **LEANS}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
