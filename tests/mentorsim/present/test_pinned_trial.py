"""What the next trial would tell, and how far a population is from the trial's, written by hand.

1,300 young people per arm, two years against none; a municipality of 812 young people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.next_trial.words import discrimination_sentence, sentences
from mentorsim.present.population.comparison import warnings
from mentorsim.present.results import short
from scenarios.municipality.population_comparison import Warned
from scenarios.next_trial.next_trial import EVEN, STATED
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import LONG, MANY, NONE, Stand, policies

Say = Callable[[Language], str]
NOT_A_NUMBER, ENDLESS = float("nan"), float("inf")
SIZE = 1_300


def trial(
    outcome: str = "education",
    *,
    assurance: float = 0.71,
    needed: float = 1_640.0,
    net: float = 8.4e6,
    evpi: float = 900.0,
    error: float = 0.22,
    draws: int = MANY,
) -> Any:
    """A look at the next trial, typed by hand."""
    arms = tuple(Stand(name=p.name, policy=p.policy) for p in policies())
    plan = Stand(
        sizes=(SIZE, 2_000),
        arms=arms,
        recruits=Stand(seats=np.array([SIZE, SIZE])),
        outcome=outcome,
        main_week=104,
        effect=None,
        weeks=156,
        costs=Stand(people=20_000),
        test=Stand(clusters=None),
    )
    effects = {
        "arm": [LONG],
        "against": [NONE],
        "week": [104],
        "level": [21.8],
        "mean": [4.2],
        "low": [3.1],
        "high": [5.4],
        "prob_better": [0.63],
        "assumed": [4.2],
        "needed_assurance": [needed],
        "extrapolated": [False],
    }
    power = {
        "arm": [LONG, LONG],
        "week": [104, 52],
        "n": [SIZE, SIZE],
        "assurance": [assurance, 0.88],
        "power": [0.83, 0.9],
    }
    information = {
        "week": [104, 104],
        "kind": [STATED, EVEN],
        "value": [100_000.0, 284_000.0],
        "n": [SIZE, SIZE],
        "evpi": [evpi, 700.0],
        "net": [net, net],
        "cost": [31e6, 31e6],
        "population_evsi": [39.4e6, 12.6e6],
        "pays_from": [15_700.0, 49_200.0],
    }
    discrimination = {
        "question": ["barriers", "mechanism"],
        "n": [SIZE, SIZE],
        "week": [156, 156],
        "error": [error, error],
        "noise": [0.01, 0.01],
        "recruits": ["without marks"] * 2,
        "arm": [LONG, LONG],
        "against": [NONE, NONE],
    }
    return Stand(
        plan=plan,
        draws=draws,
        today={100_000.0: NONE},
        effects=pd.DataFrame(effects),
        power=pd.DataFrame(power),
        information=pd.DataFrame(information),
        discrimination=pd.DataFrame(discrimination),
    )


def said(number: int, **changes: Any) -> Say:
    found = trial(**changes)
    return lambda language: sentences(found, language)[number]


def told(question: str, error: float = 0.22) -> Say:
    return lambda language: discrimination_sentence(trial(error=error), question, language)


def near(*warned: Warned, margin: tuple[str, str, float] = ("origin", "danish", 0.62)) -> Any:
    variable, category, here = margin
    row = {
        "variable": variable,
        "category": category,
        "unit": "share",
        "municipality": here,
        "municipality_low": NOT_A_NUMBER,
        "municipality_high": NOT_A_NUMBER,
    }
    return Stand(name="Sortebro", people=812, warnings=warned, margins=pd.DataFrame([row]))


def warned(found: Warned) -> Say:
    return lambda language: warnings(near(found), language)[0]


FINDS = {
    "finds more in education": Said(
        said(0),
        "Med 1.300 unge i hver gruppe vil et forsøg med en chance på 71 % vise, at »To års "
        "mentor« giver flere unge i uddannelse i uge 104 end »Ingen mentor«.",
        "With 1,300 young people per arm, a trial would find that “Two years” gives more young "
        "people in education in week 104 than “No mentor” with a chance of 71%.",
    ),
    "finds more in jobs": Said(
        said(0, outcome="employment"),
        "Med 1.300 unge i hver gruppe vil et forsøg med en chance på 71 % vise, at »To års "
        "mentor« giver flere unge i job i uge 104 end »Ingen mentor«.",
        "With 1,300 young people per arm, a trial would find that “Two years” gives more young "
        "people in work in week 104 than “No mentor” with a chance of 71%.",
    ),
    "finds fewer on benefits": Said(
        said(0, outcome="on_benefit"),
        "Med 1.300 unge i hver gruppe vil et forsøg med en chance på 71 % vise, at »To års "
        "mentor« giver færre unge på ydelse i uge 104 end »Ingen mentor«.",
        "With 1,300 young people per arm, a trial would find that “Two years” gives fewer young "
        "people on benefit in week 104 than “No mentor” with a chance of 71%.",
    ),
    "finds fewer on pension": Said(
        said(0, outcome="pension"),
        "Med 1.300 unge i hver gruppe vil et forsøg med en chance på 71 % vise, at »To års "
        "mentor« giver færre unge på førtidspension i uge 104 end »Ingen mentor«.",
        "With 1,300 young people per arm, a trial would find that “Two years” gives fewer young "
        "people on disability pension in week 104 than “No mentor” with a chance of 71%.",
    ),
    "finds fewer on resource courses": Said(
        said(0, outcome="resource_course"),
        "Med 1.300 unge i hver gruppe vil et forsøg med en chance på 71 % vise, at »To års "
        "mentor« giver færre unge i ressourceforløb i uge 104 end »Ingen mentor«.",
        "With 1,300 young people per arm, a trial would find that “Two years” gives fewer young "
        "people on a resource course in week 104 than “No mentor” with a chance of 71%.",
    ),
    "expected difference": Said(
        said(1),
        "Modellen forventer en forskel på +4,2 procentpoint (3,1 til 5,4, 95 %-interval) oven på "
        "et niveau på 21,8 %. Hvis netop det er sandt, er chancen for et signifikant resultat "
        "83 %.",
        "The model expects a difference of +4.2 percentage points (3.1 to 5.4, 95% interval) on a"
        " level of 21.8%. If exactly that were true, the chance of a significant result would be "
        "83%.",
    ),
    "people it takes": Said(
        said(2),
        "En chance på 80 % kræver omkring 1.700 unge i hver gruppe.",
        "A chance of 80% takes about 1,700 young people per arm.",
    ),
    "more people than asked about": Said(
        said(2, needed=9_350.0),
        "En chance på 80 % ville kræve omkring 9.400 unge i hver gruppe, flere end det største "
        "forsøg, der er spurgt om (2.000): Intet forsøg af den størrelse har god nok chance for "
        "at se forskellen.",
        "A chance of 80% would take about 9,400 young people per arm, more than the largest trial"
        " asked about (2,000): no trial of these sizes is likely enough to see the difference.",
    ),
    "no trial, however large": Said(
        said(2, needed=ENDLESS),
        "Intet forsøg, hvor stort det end er, har en chance på 80 %: At »To års mentor« "
        "overhovedet er bedre end »Ingen mentor«, har i modellen en sandsynlighed på 63 %.",
        "No trial, however large, has a chance of 80%: that “Two years” is better than “No "
        "mentor” at all has a probability of 63% in the model.",
    ),
    "another week is better": Said(
        said(3),
        "Aflæst i uge 52 i stedet er chancen 88 %.",
        "Read in week 52 instead, the chance is 88%.",
    ),
}
WORTH = {
    "worth more than it costs": Said(
        said(4),
        "Hvis et ekstra år i uddannelse er 100.000 kr. værd, og kun det og mentorernes timer over"
        " 156 uger tæller, er det bedste af disse forsøg det med 1.300 i hver gruppe: For 20.000 "
        "unge er svaret 39,4 mio. kr. værd, det koster 31,0 mio. kr., og der er 8,4 mio. kr. "
        "tilbage.",
        "If one more year in education is worth DKK 100,000, and only that and the mentors' hours"
        " over 156 weeks count, the best of these trials has 1,300 per arm: for 20,000 young "
        "people its answer is worth DKK 39.4 million, it costs DKK 31.0 million, and DKK 8.4 "
        "million is left.",
    ),
    "a year more in jobs": Said(
        said(4, outcome="employment"),
        "Hvis et ekstra år i job er 100.000 kr. værd, og kun det og mentorernes timer over 156 "
        "uger tæller, er det bedste af disse forsøg det med 1.300 i hver gruppe: For 20.000 unge "
        "er svaret 39,4 mio. kr. værd, det koster 31,0 mio. kr., og der er 8,4 mio. kr. tilbage.",
        "If one more year in work is worth DKK 100,000, and only that and the mentors' hours over"
        " 156 weeks count, the best of these trials has 1,300 per arm: for 20,000 young people "
        "its answer is worth DKK 39.4 million, it costs DKK 31.0 million, and DKK 8.4 million is "
        "left.",
    ),
    "a year less on benefits": Said(
        said(4, outcome="on_benefit"),
        "Hvis et år mindre på ydelse er 100.000 kr. værd, og kun det og mentorernes timer over "
        "156 uger tæller, er det bedste af disse forsøg det med 1.300 i hver gruppe: For 20.000 "
        "unge er svaret 39,4 mio. kr. værd, det koster 31,0 mio. kr., og der er 8,4 mio. kr. "
        "tilbage.",
        "If one year less on benefit is worth DKK 100,000, and only that and the mentors' hours "
        "over 156 weeks count, the best of these trials has 1,300 per arm: for 20,000 young "
        "people its answer is worth DKK 39.4 million, it costs DKK 31.0 million, and DKK 8.4 "
        "million is left.",
    ),
    "a year less on pension": Said(
        said(4, outcome="pension"),
        "Hvis et år mindre på førtidspension er 100.000 kr. værd, og kun det og mentorernes timer "
        "over 156 uger tæller, er det bedste af disse forsøg det med 1.300 i hver gruppe: For "
        "20.000 unge er svaret 39,4 mio. kr. værd, det koster 31,0 mio. kr., og der er 8,4 mio. "
        "kr. tilbage.",
        "If one year less on disability pension is worth DKK 100,000, and only that and the "
        "mentors' hours over 156 weeks count, the best of these trials has 1,300 per arm: for "
        "20,000 young people its answer is worth DKK 39.4 million, it costs DKK 31.0 million, and "
        "DKK 8.4 million is left.",
    ),
    "a year less on resource courses": Said(
        said(4, outcome="resource_course"),
        "Hvis et år mindre i ressourceforløb er 100.000 kr. værd, og kun det og mentorernes timer "
        "over 156 uger tæller, er det bedste af disse forsøg det med 1.300 i hver gruppe: For "
        "20.000 unge er svaret 39,4 mio. kr. værd, det koster 31,0 mio. kr., og der er 8,4 mio. "
        "kr. tilbage.",
        "If one year less on a resource course is worth DKK 100,000, and only that and the "
        "mentors' hours over 156 weeks count, the best of these trials has 1,300 per arm: for "
        "20,000 young people its answer is worth DKK 39.4 million, it costs DKK 31.0 million, and "
        "DKK 8.4 million is left.",
    ),
    "not worth its cost": Said(
        said(4, net=-8.4e6),
        "Hvis et ekstra år i uddannelse er 100.000 kr. værd, og kun det og mentorernes timer over"
        " 156 uger tæller, er ingen af disse forsøg pengene værd for 20.000 unge.",
        "If one more year in education is worth DKK 100,000, and only that and the mentors' hours"
        " over 156 weeks count, none of these trials is worth its cost for 20,000 young people.",
    ),
    "what it costs and is worth": Said(
        said(5, net=-8.4e6),
        "Med 1.300 i hver gruppe koster det 31,0 mio. kr. og er 39,4 mio. kr. værd for 20.000 "
        "unge. Det kan betale sig, når afgørelsen gælder mindst omkring 16.000 unge.",
        "With 1,300 per arm it costs DKK 31.0 million, and is worth DKK 39.4 million for 20,000 "
        "young people. It pays from about 16,000 young people whom the decision is for.",
    ),
    "settled already": Said(
        said(4, evpi=0.0),
        "Hvis et ekstra år i uddannelse er 100.000 kr. værd, og kun det og mentorernes timer over"
        " 156 uger tæller, er »Ingen mentor« det bedste valg, uanset hvad der er usikkert i "
        "modellen: Det kan intet forsøg ændre, så for dette valg er intet forsøg pengene værd.",
        "If one more year in education is worth DKK 100,000, and only that and the mentors' hours"
        " over 156 weeks count, “No mentor” is the better choice whatever the model leaves open: "
        "no trial can change that, so none is worth its cost for this choice.",
    ),
    "open only at a value": Said(
        said(5, evpi=0.0),
        "Valget er kun åbent, hvis et ekstra år i uddannelse er omkring 280.000 kr. værd.",
        "The choice is open only if one more year in education is worth about DKK 280,000.",
    ),
    "even then": Said(
        said(6, evpi=0.0),
        "Selv da koster et forsøg med 1.300 i hver gruppe 31,0 mio. kr. og er 12,6 mio. kr. værd "
        "for 20.000 unge. Det kan betale sig, når afgørelsen gælder mindst omkring 50.000 unge.",
        "Even then a trial with 1,300 per arm costs DKK 31.0 million, and is worth DKK 12.6 "
        "million for 20,000 young people. It pays from about 50,000 young people whom the "
        "decision is for.",
    ),
    "all under the model": Said(
        said(-1),
        "Alt dette gælder under modellen, over 400 parametersæt: Et forsøg kan vise noget, som "
        "intet parametersæt rummer, og så har det gjort mest nytte.",
        "All of this is under the model, over 400 posterior draws: a trial may well find what no "
        "draw holds, and that would be its best use.",
    ),
}
TELLS = {
    "tells barriers": Said(
        told("barriers"),
        "Om unge uden karakterer kun har brug for længere tid eller går i stå ved barrierer, "
        "afgøres bedst af »To års mentor« mod »Ingen mentor«, aflæst i uge 156, kun unge uden "
        "karakterer: Med 1.300 i hver gruppe er svaret rigtigt i 78 af 100 tilfælde (plat eller "
        "krone: 50).",
        "Whether those without marks only need longer, or stall at barriers, is told best by “Two"
        " years” against “No mentor”, read in week 156, only those without marks: with 1,300 per "
        "arm the answer would be right in 78 of 100 cases (a coin toss: 50).",
    ),
    "does not tell barriers": Said(
        told("barriers", 0.49),
        "Om unge uden karakterer kun har brug for længere tid eller går i stå ved barrierer, "
        "afgør ingen af disse forsøg med 1.300 i hver gruppe bedre end plat eller krone.",
        "Whether those without marks only need longer, or stall at barriers, no design here with "
        "1,300 per arm tells better than a coin toss.",
    ),
    "tells the mechanism": Said(
        told("mechanism"),
        "Om det er tilliden eller den praktiske hjælp, der virker, afgøres bedst af »To års "
        "mentor« mod »Ingen mentor«, aflæst i uge 156, kun unge uden karakterer: Med 1.300 i hver"
        " gruppe er svaret rigtigt i 78 af 100 tilfælde (plat eller krone: 50).",
        "Whether trust or practical help carries the effect is told best by “Two years” against "
        "“No mentor”, read in week 156, only those without marks: with 1,300 per arm the answer "
        "would be right in 78 of 100 cases (a coin toss: 50).",
    ),
    "does not tell the mechanism": Said(
        told("mechanism", 0.49),
        "Om det er tilliden eller den praktiske hjælp, der virker, afgør ingen af disse forsøg "
        "med 1.300 i hver gruppe bedre end plat eller krone.",
        "Whether trust or practical help carries the effect, no design here with 1,300 per arm "
        "tells better than a coin toss.",
    ),
}
POPULATION = {
    "near": Said(
        lambda language: short(near(), language),
        "Tallene gælder Sortebro (812 unge), som ligner forsøgets unge på det, der er oplyst.",
        "The numbers are for Sortebro (812 young people), who are like the trial's in what is "
        "known of them.",
    ),
    "far in one thing": Said(
        lambda language: short(near(Warned("rare")), language),
        "Tallene gælder Sortebro (812 unge), som afviger fra forsøgets unge på 1 punkt; dér "
        "hviler tallene mere på modellen.",
        "The numbers are for Sortebro (812 young people), who differ from the trial's in 1 "
        "respect; there the numbers lean more on the model.",
    ),
    "far in two things": Said(
        lambda language: short(near(Warned("rare"), Warned("far")), language),
        "Tallene gælder Sortebro (812 unge), som afviger fra forsøgets unge på 2 punkter; dér "
        "hviler tallene mere på modellen.",
        "The numbers are for Sortebro (812 young people), who differ from the trial's in 2 "
        "respects; there the numbers lean more on the model.",
    ),
    "outside": Said(
        warned(Warned("outside", "origin", "danish", 0.62, 0.7, 0.9)),
        "Dansk oprindelse: 62 % her; i forsøgets jobcentre 70 % til 90 %. Her er tallene"
        " uden for forsøget.",
        "Danish origin: 62% here; 70% to 90% in the trial's jobcentres. Outside that the numbers "
        "are extrapolation.",
    ),
    "far from the trial": Said(
        warned(Warned("far", "origin", "danish", 0.62, 0.85, 0.85)),
        "Dansk oprindelse: 62 % her og 85 % i forsøget, mere end en kvart standardafvigelse fra "
        "hinanden. Tallene hviler mere på modellens forskelle mellem grupper.",
        "Danish origin: 62% here and 85% in the trial, more than a quarter of a standard "
        "deviation apart. The numbers lean more on how the model tells groups apart.",
    ),
    "rare": Said(
        warned(Warned("rare", value=0.21, low=0.03, high=0.03)),
        "21 % af de unge har kombinationer af kendetegn, som næsten ingen havde i forsøget (dér 3"
        " %). For dem hviler tallene på modellen.",
        "21% of the young people have combinations of traits that hardly anybody had in the trial"
        " (3% there). For them the numbers rest on the model.",
    ),
    "few alike": Said(
        warned(Warned("effective", value=88.0, low=100.0, high=100.0)),
        "De vægtede personer svarer kun til 88 lige vægtede (under 100): få af forsøgets unge "
        "ligner kommunens.",
        "The weighted persons are worth only 88 equally weighted ones (below 100): few of the "
        "trial's young people are like the municipality's.",
    ),
    "one counts for many": Said(
        warned(Warned("largest", value=31.4, low=20.0, high=20.0)),
        "En enkelt kunstig person tæller som 31,4 gennemsnitlige (over grænsen på 20).",
        "A single synthetic person counts as 31.4 average ones (above the limit of 20).",
    ),
    "unknown for some": Said(
        warned(Warned("missing", variable="origin", value=0.17)),
        "Herkomst: ukendt for 17 % af de unge. De kendte står for alle.",
        "Origin: unknown for 17% of the young people. Those known stand for all.",
    ),
}

CASES = {**FINDS, **WORTH, **TELLS, **POPULATION}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
