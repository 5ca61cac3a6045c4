"""What drives an answer, in sentences written by hand: tornado, threshold, map, regret, boxes.

Asked of the public's net result over 104 weeks, or of education in week 104; the factor is the
share of a mentor's hours that reaches the young people, from 20 to 80 per cent.
"""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.sensitivity.oneway_words import (
    tornado_finding,
    tornado_sentences,
)
from mentorsim.present.sensitivity.words import verdict_words
from scenarios.sensitivity.indices import MATTERS, NOT_TOLD, NOTHING
from scenarios.sensitivity.thresholds import Crossing
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import FEW
from tests.worlds.hand_made_sensitivity import (
    DOWN,
    NOT_A_NUMBER,
    UP,
    asks,
    box,
    headed,
    map_at_best_the_same,
    mapped,
    question,
    ranked,
    regret,
    sampled,
    tells,
    threshold,
    tornado,
)

THRESHOLDS = {
    "pays above": Said(
        asks("net_public", threshold(UP)),
        "»To års mentor« betaler sig, hvis »Andel af mentors timer, der når de unge« er over 45 %",
        "“Two years” pays if “Share of a mentor's hours that reaches the young” is above 45%",
    ),
    "pays below": Said(
        asks("net_public", threshold(DOWN)),
        "»To års mentor« betaler sig, hvis »Andel af mentors timer, der når de unge« er under 45 %",
        "“Two years” pays if “Share of a mentor's hours that reaches the young” is below 45%",
    ),
    "pays always": Said(
        asks("net_public", threshold()),
        "»To års mentor« betaler sig ved alle værdier af »Andel af mentors timer, der når de "
        "unge« fra 20 % til 80 %: der er ingen tærskel",
        "“Two years” pays at every value of “Share of a mentor's hours that reaches the young” "
        "from 20% to 80%: there is no threshold",
    ),
    "pays never": Said(
        asks("net_public", threshold(mean=-1.0)),
        "»To års mentor« betaler sig ikke ved nogen værdi af »Andel af mentors timer, der når de "
        "unge« fra 20 % til 80 %: der er ingen tærskel",
        "“Two years” does not pay at any value of “Share of a mentor's hours that reaches the "
        "young” from 20% to 80%: there is no threshold",
    ),
    "more above": Said(
        asks("education", threshold(UP)),
        "»To års mentor« giver mere end »Ingen mentor«, hvis »Andel af mentors timer, der når de "
        "unge« er over 45 %",
        "“Two years” gives more than “No mentor” if “Share of a mentor's hours that reaches the "
        "young” is above 45%",
    ),
    "more below": Said(
        asks("education", threshold(DOWN)),
        "»To års mentor« giver mere end »Ingen mentor«, hvis »Andel af mentors timer, der når de "
        "unge« er under 45 %",
        "“Two years” gives more than “No mentor” if “Share of a mentor's hours that reaches the "
        "young” is below 45%",
    ),
    "more always": Said(
        asks("education", threshold()),
        "»To års mentor« giver mere end »Ingen mentor« ved alle værdier af »Andel af mentors "
        "timer, der når de unge« fra 20 % til 80 %: der er ingen tærskel",
        "“Two years” gives more than “No mentor” at every value of “Share of a mentor's hours "
        "that reaches the young” from 20% to 80%: there is no threshold",
    ),
    "more never": Said(
        asks("education", threshold(mean=-1.0)),
        "»To års mentor« giver ikke mere end »Ingen mentor« ved nogen værdi af »Andel af mentors "
        "timer, der når de unge« fra 20 % til 80 %: der er ingen tærskel",
        "“Two years” gives no more than “No mentor” at any value of “Share of a mentor's hours "
        "that reaches the young” from 20% to 80%: there is no threshold",
    ),
    "level above": Said(
        asks("net_state", threshold(UP, level=20_000.0)),
        "Resultatet er over 20.000 kr., hvis »Andel af mentors timer, der når de unge« er over 45"
        " %",
        "The result is above DKK 20,000 if “Share of a mentor's hours that reaches the young” is "
        "above 45%",
    ),
    "level below": Said(
        asks("net_state", threshold(DOWN, level=20_000.0)),
        "Resultatet er over 20.000 kr., hvis »Andel af mentors timer, der når de unge« er under "
        "45 %",
        "The result is above DKK 20,000 if “Share of a mentor's hours that reaches the young” is "
        "below 45%",
    ),
    "level always": Said(
        asks("education", threshold(mean=5.0, level=2.0)),
        "Resultatet er over 2,0 procentpoint ved alle værdier af »Andel af mentors timer, der når"
        " de unge« fra 20 % til 80 %: der er ingen tærskel",
        "The result is above 2.0 percentage points at every value of “Share of a mentor's hours "
        "that reaches the young” from 20% to 80%: there is no threshold",
    ),
    "level never": Said(
        asks("education", threshold(level=2.0)),
        "Resultatet er ikke over 2,0 procentpoint ved nogen værdi af »Andel af mentors timer, der"
        " når de unge« fra 20 % til 80 %: der er ingen tærskel",
        "The result is not above 2.0 percentage points at any value of “Share of a mentor's hours"
        " that reaches the young” from 20% to 80%: there is no threshold",
    ),
    "unsure between": Said(
        tells(1, threshold(UP)),
        "Mellem 31 % og 62 % er det usikkert, på hvilken side resultatet ligger.",
        "It is not sure on which side between 31% and 62%.",
    ),
    "unsure from": Said(
        tells(1, threshold(DOWN)),
        "Fra 31 % og opefter er det usikkert, på hvilken side resultatet ligger.",
        "It is not sure on which side from 31% on.",
    ),
    "several crossings": Said(
        tells(2, threshold(UP, Crossing(0.7, False, 0.6, 0.8))),
        "Gennemsnittet krydser mere end én gang; det sker ved: 45 % og 70 %.",
        "The mean crosses more than once; these are the crossings: 45% and 70%.",
    ),
    "chance at both ends": Said(
        tells(1, threshold()),
        "Sandsynligheden for, at resultatet er over 0 kr., er 12 % ved 20 % og 93 % ved 80 %.",
        "The chance that the result is above DKK 0 is 12% at 20% and 93% at 80%.",
    ),
    "note": Said(
        tells(-1, threshold(UP)),
        "400 sæt af parametre, og af priser, hvor der spørges om kroner; usikkert: under 97,5 % "
        "af sættene på samme side.",
        "400 draws of the parameters, and of the prices where they are asked for; not sure: less "
        "than 97.5% of the draws on one side.",
    ),
    "title unsure between": Said(
        headed(threshold(UP)),
        "»To års mentor« betaler sig, hvis »Andel af mentors timer, der når de unge« er over 45 %"
        " (usikkert mellem 31 % og 62 %)",
        "“Two years” pays if “Share of a mentor's hours that reaches the young” is above 45% (not"
        " sure between 31% and 62%)",
    ),
    "title unsure from": Said(
        headed(threshold(DOWN)),
        "»To års mentor« betaler sig, hvis »Andel af mentors timer, der når de unge« er under 45 "
        "% (usikkert fra 31 % og opefter)",
        "“Two years” pays if “Share of a mentor's hours that reaches the young” is below 45% (not"
        " sure from 31% on)",
    ),
    "title unsure up to": Said(
        headed(threshold(Crossing(0.45, True, NOT_A_NUMBER, 0.6))),
        "»To års mentor« betaler sig, hvis »Andel af mentors timer, der når de unge« er over 45 %"
        " (usikkert op til 60 %)",
        "“Two years” pays if “Share of a mentor's hours that reaches the young” is above 45% (not"
        " sure up to 60%)",
    ),
    "title, few draws": Said(
        headed(threshold(UP, draws=FEW)),
        "Endnu intet svar om »Andel af mentors timer, der når de unge«: Med så få parametersæt "
        "krydser gennemsnittet 0 kr. ved 45 %",
        "No verdict yet on “Share of a mentor's hours that reaches the young”: over so few draws "
        "the mean crosses DKK 0 at 45%",
    ),
    "no crossing, few draws": Said(
        asks("net_public", threshold(draws=FEW)),
        "Endnu intet svar om »Andel af mentors timer, der når de unge«: Med så få parametersæt "
        "krydser gennemsnittet ikke 0 kr. fra 20 % til 80 %",
        "No verdict yet on “Share of a mentor's hours that reaches the young”: over so few draws "
        "the mean does not cross DKK 0 from 20% to 80%",
    ),
}
BARS = {
    "longest bar": Said(
        lambda language: tornado_finding(question(), tornado(-21_000.0, 14_000.0), language),
        "Ændret for sig flytter »Andel af mentors timer, der når de unge« resultatet mest: fra "
        "−21.000 kr. til 14.000 kr.",
        "By itself, “Share of a mentor's hours that reaches the young” moves the result most: "
        "from DKK −21,000 to DKK 14,000",
    ),
    "longest bar, turned": Said(
        lambda language: tornado_finding(question("education"), tornado(6.1, 2.3), language),
        "Ændret for sig flytter »Andel af mentors timer, der når de unge« resultatet mest: fra "
        "2,3 til 6,1 procentpoint",
        "By itself, “Share of a mentor's hours that reaches the young” moves the result most: "
        "from 2.3 to 6.1 percentage points",
    ),
    "no bar": Said(
        lambda language: tornado_finding(question(), tornado(0.0, 1.0, clear=False), language),
        "Ingen bjælke kan skelnes fra tilfældigheder (under 2 standardfejl)",
        "No bar can be told from chance at 2 standard errors",
    ),
    "everything at once": Said(
        lambda language: tornado_sentences(question(), tornado(0.0, 1.0), language)[-1],
        "Alt det usikre på én gang, som det hænger sammen: −5.000 kr. i gennemsnit; 95 % af 400 "
        "parametersæt ligger mellem −31.000 kr. og 22.000 kr. Gennemsnittet er ikke resultatet i "
        "midten, for sammenhængene er ikke rette linjer.",
        "Everything uncertain at once, as it hangs together: DKK −5,000 on average; 95% of 400 "
        "draws lie between DKK −31,000 and DKK 22,000. The average is not the result in the "
        "middle, for nothing here is a straight line.",
    ),
}
BARS["everything at once, few draws"] = Said(
    lambda language: tornado_sentences(question(), tornado(0.0, 1.0, draws=FEW), language)[-2],
    "Alt det usikre på én gang, som det hænger sammen: −5.000 kr. i gennemsnit indtil videre; de 8 "
    "parametersæt ligger mellem −31.000 kr. og 22.000 kr. Gennemsnittet er ikke resultatet i "
    "midten, for sammenhængene er ikke rette linjer.",
    "Everything uncertain at once, as it hangs together: DKK −5,000 on average so far; the 8 draws "
    "lie between DKK −31,000 and DKK 22,000. The average is not the result in the middle, for "
    "nothing here is a straight line.",
)
MAPS = {
    "best cell, few draws": Said(
        mapped(0, -4_000, 1_000, 2_000, 9_000, draws=FEW),
        "Bedst indtil videre ved »Andel af mentors timer, der når de unge« på 80 % og »Andel, der "
        "tager imod tilbuddet« på 80 %: 9.000 kr.",
        "Best so far with “Share of a mentor's hours that reaches the young” at 80% and “Share who "
        "take up the offer” at 80%: DKK 9,000",
    ),
    "worst cell, few draws": Said(
        mapped(1, -4_000, 1_000, 2_000, 9_000, draws=FEW),
        "Dårligst indtil videre ved »Andel af mentors timer, der når de unge« på 20 % og »Andel, "
        "der tager imod tilbuddet« på 20 %: −4.000 kr.",
        "Worst so far with “Share of a mentor's hours that reaches the young” at 20% and “Share "
        "who take up the offer” at 20%: DKK −4,000.",
    ),
    "best cell": Said(
        mapped(0, -4_000, 1_000, 2_000, 9_000),
        "Bedst ved »Andel af mentors timer, der når de unge« på 80 % og »Andel, der tager imod "
        "tilbuddet« på 80 %: 9.000 kr. (95 %-interval: 8.500 til 9.500)",
        "Best with “Share of a mentor's hours that reaches the young” at 80% and “Share who take "
        "up the offer” at 80%: DKK 9,000 (95% interval: 8,500 to 9,500)",
    ),
    "at best the same": Said(
        map_at_best_the_same,
        "I bedste fald er der ingen forskel, som i 25 % af felterne: Ingen steder på kortet er "
        "»To års mentor« bedre end »Ingen mentor«",
        "At best there is no difference, as in 25% of the cells: nowhere on the map is “Two years” "
        "better than “No mentor”",
    ),
    "worst cell": Said(
        mapped(1, -4_000, 1_000, 2_000, 9_000),
        "Dårligst ved »Andel af mentors timer, der når de unge« på 20 % og »Andel, der tager imod"
        " tilbuddet« på 20 %: −4.000 kr. (95 %-interval: −4.500 til −3.500).",
        "Worst with “Share of a mentor's hours that reaches the young” at 20% and “Share who take"
        " up the offer” at 20%: DKK −4,000 (95% interval: −4,500 to −3,500).",
    ),
    "in some cells": Said(
        mapped(2, -4_000, 1_000, 2_000, 9_000),
        "Det er over nul i 75 % af felterne.",
        "It is above zero in 75% of the cells.",
    ),
    "everywhere above": Said(
        mapped(2, 4_000, 1_000, 2_000, 9_000),
        "Det er over nul overalt på kortet.",
        "It is above zero everywhere on the map.",
    ),
    "everywhere below": Said(
        mapped(2, -4_000, -1_000, -2_000, -9_000),
        "Det er under nul overalt på kortet.",
        "It is below zero everywhere on the map.",
    ),
    "draws of a map": Said(
        mapped(4, -4_000, 1_000, 2_000, 9_000),
        "400 parametersæt bag hvert felt.",
        "400 draws of the parameters behind each cell.",
    ),
    "sure of the sign": Said(
        mapped(3, -4_000, 1_000, 2_000, 9_000),
        "Fortegnet er sikkert (alle parametersæt på nær ét er enige) i 75 % af felterne; de andre"
        " er mærket med ?.",
        "The sign is sure (all draws but one agree) in 75% of the cells; the others are marked "
        "with ?.",
    ),
}
CHOICES = {
    "least regret": Said(
        regret(0, 12_000.0, hangs=True),
        "»To års mentor« er den indsats, man kan komme til at fortryde mindst: højst 12.000 kr. "
        "efter den bedste, uanset hvad der er sandt",
        "“Two years” can be wrong by least: at most DKK 12,000 behind the best, whatever is true",
    ),
    "wrong by least so far": Said(
        regret(0, 12_000.0, hangs=True, draws=FEW),
        "Endnu intet svar: Med så få parametersæt er »To års mentor« den indsats, man kan komme "
        "til at fortryde mindst, højst 12.000 kr. efter den bedste",
        "No verdict yet: over so few draws “Two years” can be wrong by least, at most DKK 12,000 "
        "behind the best",
    ),
    "too few to say that the best hangs": Said(
        regret(1, 12_000.0, hangs=True, draws=FEW),
        "Der er for få sæt til et interval: 8. Først fra 39 sæt siges det, hvad der er sikkert; "
        "intet er det her.",
        "Too few draws for an interval: 8. From 39 draws on it is said what is sure; nothing here "
        "is.",
    ),
    "best whatever is true": Said(
        regret(0, 0.0, hangs=False),
        "»To års mentor« er i gennemsnit bedst, uanset hvad der er sandt om det, ingen ved",
        "“Two years” is best on average, whatever is true about what nobody knows",
    ),
    "the best hangs": Said(
        regret(1, 12_000.0, hangs=True),
        "Hvilken indsats der er bedst, afhænger af det, ingen ved.",
        "Which policy is best hangs on what nobody knows.",
    ),
    "the best does not hang": Said(
        regret(1, 12_000.0, hangs=False),
        "Fortrydelse 0: den bedste dér. I parentes forskellen mod »Ingen mentor«. 400 "
        "parametersæt i hver tilstand; tilstandene har ingen sandsynligheder.",
        "Regret 0: the best there. In brackets the difference against “No mentor”. 400 draws in "
        "each state; no probabilities are put on the states.",
    ),
    "fails above": Said(
        box(0.5, None, "net loss"),
        "»To års mentor« giver underskud i 75 % af de tilfælde, hvor »Andel af mentors timer, der"
        " når de unge« er over 50 %; i 25 % af alle",
        "“Two years” makes a loss in 75% of the cases in which “Share of a mentor's hours that "
        "reaches the young” is above 50%; in 25% of all",
    ),
    "fails below": Said(
        box(None, 0.5, "no gain"),
        "»To års mentor« giver ingen gevinst i 75 % af de tilfælde, hvor »Andel af mentors timer,"
        " der når de unge« er under 50 %; i 25 % af alle",
        "“Two years” gains nothing in 75% of the cases in which “Share of a mentor's hours that "
        "reaches the young” is below 50%; in 25% of all",
    ),
    "fails between": Said(
        box(0.3, 0.5, "net loss"),
        "»To års mentor« giver underskud i 75 % af de tilfælde, hvor »Andel af mentors timer, der"
        " når de unge« er mellem 30 % og 50 %; i 25 % af alle",
        "“Two years” makes a loss in 75% of the cases in which “Share of a mentor's hours that "
        "reaches the young” is between 30% and 50%; in 25% of all",
    ),
}
INDICES = {
    "variance": Said(
        ranked("sobol"),
        "»Andel af mentors timer, der når de unge« betyder mest for resultatet: 62 % af "
        "variationen kan føres tilbage hertil, alene eller sammen med andet (50 % til 71 %)",
        "“Share of a mentor's hours that reaches the young” drives the result most: 62% of its "
        "variation goes back to it, alone or with other things (50% to 71%)",
    ),
    "moves most": Said(
        ranked("morris", 3.4),
        "»Andel af mentors timer, der når de unge« flytter resultatet mest: 3,4 procentpoint i "
        "gennemsnit fra den lave til den høje ende",
        "“Share of a mentor's hours that reaches the young” moves the result most: by 3.4 "
        "percentage points on average from the low to the high end of its range",
    ),
    "moves ranks most": Said(
        ranked("morris", 0.2, on_ranks=True),
        "»Andel af mentors timer, der når de unge« flytter resultatets plads i rækken mest: 20 % "
        "af alle pladser i gennemsnit fra den lave til den høje ende",
        "“Share of a mentor's hours that reaches the young” moves the result's rank most: by 20% "
        "of all places on average from the low to the high end of its range",
    ),
    "would tell most": Said(
        ranked("rbd_fast"),
        "Ét forhold ville sige mest om resultatet, hvis man kendte det: »Andel af mentors timer, "
        "der når de unge« ville fjerne 62 % af variationen (50 % til 71 %)",
        "Knowing one thing would tell most about the result: “Share of a mentor's hours that "
        "reaches the young” would take away 62% of its variation (50% to 71%)",
    ),
    "largest part": Said(
        ranked("shapley"),
        "»Andel af mentors timer, der når de unge« har den største del i usikkerheden om "
        "resultatet: 62 % af variationen (50 % til 71 %)",
        "“Share of a mentor's hours that reaches the young” has the largest part in what is "
        "uncertain about the result: 62% of its variation (50% to 71%)",
    ),
    "distribution": Said(
        ranked("pawn"),
        "»Andel af mentors timer, der når de unge« ændrer resultatets fordeling mest: en afstand "
        "på 0,62 (0,50 til 0,71); et forhold uden betydning giver op til 0,04",
        "“Share of a mentor's hours that reaches the young” changes the result's distribution "
        "most: a distance of 0.62 (0.50 to 0.71), where nothing gives up to 0.04",
    ),
    "density": Said(
        ranked("delta"),
        "»Andel af mentors timer, der når de unge« ændrer resultatets tæthed mest: en afstand på "
        "0,62 (0,50 til 0,71); et forhold uden betydning giver op til 0,04",
        "“Share of a mentor's hours that reaches the young” changes the result's density most: a "
        "distance of 0.62 (0.50 to 0.71), where nothing gives up to 0.04",
    ),
    "nothing told": Said(
        ranked("sobol", verdict=NOT_TOLD),
        "Intet af det, der er varieret, kan skelnes fra tilfældigheder (under 4 standardfejl)",
        "Nothing that was varied can be told from chance at 4 standard errors",
    ),
    "verdict, matters": Said(
        lambda language: verdict_words(MATTERS, language), "betyder noget", "matters"
    ),
    "verdict, not told": Said(
        lambda language: verdict_words(NOT_TOLD, language),
        "kan ikke skelnes fra tilfældigheder (under 4 standardfejl)",
        "not told from chance at 4 standard errors",
    ),
    "verdict, nothing": Said(
        lambda language: verdict_words(NOTHING, language), "ændrer intet", "changes nothing"
    ),
    "large enough": Said(
        sampled(),
        "Stikprøven er stor nok: det bredeste interval er ±4 % (grænse ±5 %), og intet tal "
        "flyttede sig mere end 1,2 % fra halvdelen til det hele.",
        "The sample is large enough: the widest interval is ±4% (limit ±5%), and no number moved "
        "by more than 1.2% from half the sample to the whole.",
    ),
}

CASES = {**THRESHOLDS, **BARS, **MAPS, **CHOICES, **INDICES}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
