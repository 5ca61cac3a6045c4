"""What a forecast says, in sentences written by hand: cost, net, payback, ratio, blocks of weeks.

500 young people a year from 2027 to 2036; the report tells the same of a kept forecast.
"""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.forecast.text import blocks_finding
from scenarios.decision.plane import DOMINATED, DOMINATES, SAME, SAVES_AT_A_LOSS
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import FEW
from tests.worlds.hand_made_forecast import (
    COST,
    GAIN,
    NOT_A_NUMBER,
    NOTHING,
    UNSURE,
    block,
    by_year,
    kept_back,
    kept_says,
    paid_back,
    payback,
    priced,
    said,
    titled,
    years,
)

TITLES = {
    "title, cost": Said(
        titled(COST),
        "»To års mentor« har ved udgangen af 2036 kostet det offentlige 44 mio. kr. netto i "
        "forhold til »Ingen mentor« (12,5 til 71 mio. kr.; 95 %-interval)",
        "By the end of 2036 “Two years” has cost the public DKK 44 million net, compared with “No"
        " mentor” (DKK 12.5 to 71 million; 95% interval)",
    ),
    "title, gain": Said(
        titled(GAIN),
        "»To års mentor« har ved udgangen af 2036 givet det offentlige 44 mio. kr. mere end "
        "»Ingen mentor« (12,5 til 71 mio. kr.; 95 %-interval)",
        "By the end of 2036 “Two years” has brought the public DKK 44 million more than “No "
        "mentor” (DKK 12.5 to 71 million; 95% interval)",
    ),
    "title, undecided": Said(
        titled(UNSURE),
        "Om »To års mentor« betaler sig for det offentlige inden udgangen af 2036 i forhold til "
        "»Ingen mentor«, er uafgjort (−22 til 32 mio. kr.; 95 %-interval)",
        "Whether “Two years” pays for the public by the end of 2036, compared with “No mentor”, "
        "is undecided (DKK −22 to 32 million; 95% interval)",
    ),
    "title, nothing moves": Said(
        titled(NOTHING),
        "»To års mentor« flytter ingen penge i forhold til »Ingen mentor« frem til udgangen af "
        "2036",
        "“Two years” moves no money compared with “No mentor” up to the end of 2036",
    ),
    "title, too few draws": Said(
        titled(COST, FEW),
        "»To års mentor« i forhold til »Ingen mentor« til og med 2036: indtil videre −44 mio. kr."
        " for det offentlige (−71 til −12,5 mio. kr.); 8 sæt af parametre og priser er for få til "
        "en vurdering: det kræver 39",
        "“Two years” compared with “No mentor” up to the end of 2036: DKK −44 million for the "
        "public so far (DKK −71 to −12.5 million); 8 sets of parameters and prices are too few for "
        "a verdict: it takes 39",
    ),
    "in no year more": Said(
        by_year(-1.0, -1.0, -1.0),
        "Indsatsen koster mest i 2028 (21 mio. kr.); i intet år får det offentlige klart mere "
        "ind, end der betales",
        "The programme costs most in 2028 (DKK 21 million); in no year does the public clearly "
        "get back more than it pays",
    ),
    "in some years more": Said(
        by_year(1.0, -1.0, 1.0),
        "Indsatsen koster mest i 2028 (21 mio. kr.); det offentlige får klart mere ind, end der "
        "betales, i 2027 og 2029",
        "The programme costs most in 2028 (DKK 21 million); the public clearly gets back more "
        "than it pays in 2027 and 2029",
    ),
    "from a year on more": Said(
        by_year(-1.0, 1.0, 1.0),
        "Indsatsen koster mest i 2028 (21 mio. kr.); fra 2028 får det offentlige hvert år klart "
        "mere ind, end der betales",
        "The programme costs most in 2028 (DKK 21 million); from 2028 on the public clearly gets "
        "back more than it pays every year",
    ),
    "years, too few draws": Said(
        by_year(-1.0, 1.0, 1.0, draws=FEW),
        "Indsatsen koster mest i 2028 (21 mio. kr.)",
        "The programme costs most in 2028 (DKK 21 million)",
    ),
    "blocks of weeks": Said(
        lambda language: blocks_finding(
            (block(1, 52, 4e6, 9.0), block(53, 104, 6e6, 5.0)), 100, language
        ),
        "Uge 1–52 koster 40.000 kr. pr. ung og giver 9,0 ekstra år i uddannelse eller job pr. 100"
        " unge; uge 53–104 koster 60.000 kr. og giver 5,0",
        "Weeks 1–52 cost DKK 40,000 per young person and give 9.0 extra years in education or "
        "work per 100; weeks 53–104 cost DKK 60,000 and give 5.0",
    ),
}
SAYS = {
    "cost, every year": Said(
        said(0),
        "Med 500 unge om året koster »To års mentor« 92 mio. kr. i mentorer og opstart fra 2027 "
        "til og med 2036; det kræver op til 31 fuldtidsmentorer (i 2028).",
        "With 500 young people a year, “Two years” costs DKK 92 million in mentors and start-up "
        "from 2027 to 2036; it takes up to 31 full-time mentors (in 2028).",
    ),
    "cost, some years": Said(
        said(0, coming=4),
        "Med 500 unge om året i de første 4 år koster »To års mentor« 92 mio. kr. i mentorer og "
        "opstart; det kræver op til 31 fuldtidsmentorer (i 2028).",
        "With 500 young people a year for the first 4 years, “Two years” costs DKK 92 million in "
        "mentors and start-up; it takes up to 31 full-time mentors (in 2028).",
    ),
    "cost, one year's intake": Said(
        said(0, coming=1),
        "For de 500 unge, der begynder i 2027, koster »To års mentor« 92 mio. kr. i mentorer og "
        "opstart; det kræver op til 31 fuldtidsmentorer (i 2028).",
        "For the 500 young people who enter in 2027, “Two years” costs DKK 92 million in mentors "
        "and start-up; it takes up to 31 full-time mentors (in 2028).",
    ),
    "a queue": Said(
        said(1, table=years(waiting=40.0)),
        "Der er ikke plads til alle: i 2028 venter i gennemsnit 40 unge, omkring 6 uger for hver,"
        " der får en mentor.",
        "There are not places for all: in 2028 40 young people wait on average, about 6 weeks for"
        " each who gets a mentor.",
    ),
    "net, cost": Said(
        said(1),
        "Ved udgangen af 2036 er det offentlige i alt bagud i forhold til »Ingen mentor«: −44 "
        "mio. kr. (−71 til −12,5); kommunen +18,6 mio. kr. (4,1 til 34), staten −8,2 mio. kr. "
        "(−14,1 til −2,3) (95 %-intervaller).",
        "By the end of 2036 the public in all is behind compared with “No mentor”: DKK −44 "
        "million (−71 to −12.5); the municipality DKK +18.6 million (4.1 to 34), the state DKK "
        "−8.2 million (−14.1 to −2.3) (95% intervals).",
    ),
    "net, gain": Said(
        said(1, public=GAIN),
        "Ved udgangen af 2036 står det offentlige i alt +44 mio. kr. (12,5 til 71) bedre end med "
        "»Ingen mentor«: kommunen +18,6 mio. kr. (4,1 til 34), staten −8,2 mio. kr. (−14,1 til "
        "−2,3) (95 %-intervaller).",
        "By the end of 2036 the public in all stands at DKK +44 million (12.5 to 71) beside “No "
        "mentor”, a gain: the municipality at DKK +18.6 million (4.1 to 34), the state at DKK −8.2 "
        "million (−14.1 to −2.3) (95% intervals).",
    ),
    "net, undecided": Said(
        said(1, public=UNSURE),
        "Ved udgangen af 2036 er det uafgjort, om det offentlige i alt er foran eller bagud i "
        "forhold til »Ingen mentor«: +3,1 mio. kr. (−22 til 32); kommunen +18,6 mio. kr. (4,1 til "
        "34), staten −8,2 mio. kr. (−14,1 til −2,3) (95 %-intervaller).",
        "By the end of 2036 it is undecided whether the public in all is ahead or behind compared"
        " with “No mentor”: DKK +3.1 million (−22 to 32); the municipality DKK +18.6 million (4.1 "
        "to 34), the state DKK −8.2 million (−14.1 to −2.3) (95% intervals).",
    ),
    "net, nothing moves": Said(
        said(1, public=NOTHING),
        "Ingen penge flytter sig i forhold til »Ingen mentor«.",
        "No money moves compared with “No mentor”.",
    ),
    "net, too few draws": Said(
        said(1, draws=FEW),
        "Ved udgangen af 2036 står det offentlige i alt indtil videre −44 mio. kr. (−71 til −12,5) "
        "i forhold til »Ingen mentor«; kommunen +18,6 mio. kr. (4,1 til 34), staten −8,2 mio. kr. "
        "(−14,1 til −2,3). 8 sæt af parametre og priser er for få til en vurdering: det kræver "
        "39.",
        "By the end of 2036 the public in all stands at DKK −44 million (−71 to −12.5) compared "
        "with “No mentor” so far; the municipality DKK +18.6 million (4.1 to 34), the state DKK "
        "−8.2 million (−14.1 to −2.3). 8 sets of parameters and prices are too few for a verdict: "
        "it takes 39.",
    ),
    "pension": Said(
        said(-2),
        "Førtidspension og ressourceforløb ved man mindst om: regnes den tid til samme pris som "
        "ydelse, står det offentlige i stedet på −53 mio. kr. (−80 til −22).",
        "Pensions and resource courses are known least: if that time is priced as benefit, the "
        "public stands at DKK −53 million (−80 to −22) instead.",
    ),
    "end of the account, stream": Said(
        said(-1),
        "Regnskabet slutter med 2036: til den tid er mentorerne til de sidste årgange betalt, men "
        "det meste af gevinsten ved dem ligger senere. Fra 2028 rækker tallene ud over det, "
        "forsøget så, og hviler på modellen.",
        "The account closes with 2036: by then the mentors of the last to come have been paid, but"
        " most of what those young people gain falls later. From 2028 on the numbers reach beyond "
        "what the trial saw, and rest on the model.",
    ),
    "end of the account": Said(
        said(-1, coming=1),
        "Regnskabet slutter med 2036: hvad der følger senere, er ikke med. Fra 2028 rækker tallene"
        " ud over det, forsøget så, og hviler på modellen.",
        "The account closes with 2036: what follows later is not counted. From 2028 on the "
        "numbers reach beyond what the trial saw, and rest on the model.",
    ),
}
BACK = {
    "back, within ten": Said(
        paid_back(payback(2033)),
        "For kommunen er indsatsen i gennemsnit tjent hjem i 2033; sandsynligheden for, at den er"
        " det inden for 4 år, er 11 %, inden for 10 år 34 %, og for, at den ikke er det inden "
        "udgangen af 2036, 66 %.",
        "On average the municipality has its money back in 2033; the chance that it has within 4 "
        "years is 11%, within 10 years 34%, and that it has not by the end of 2036, 66%.",
    ),
    "back, within four": Said(
        paid_back(payback(2033, late=NOT_A_NUMBER)),
        "For kommunen er indsatsen i gennemsnit tjent hjem i 2033; sandsynligheden for, at den er"
        " det inden for 4 år, er 11 %, og for, at den ikke er det inden udgangen af 2036, 66 %.",
        "On average the municipality has its money back in 2033; the chance that it has within 4 "
        "years is 11%, and that it has not by the end of 2036, 66%.",
    ),
    "back, short": Said(
        paid_back(payback(2033, NOT_A_NUMBER, NOT_A_NUMBER)),
        "For kommunen er indsatsen i gennemsnit tjent hjem i 2033; sandsynligheden for, at den "
        "ikke er det inden udgangen af 2036, er 66 %.",
        "On average the municipality has its money back in 2033; the chance that it has not by "
        "the end of 2036 is 66%.",
    ),
    "not back, within ten": Said(
        paid_back(payback()),
        "For kommunen er indsatsen i gennemsnit ikke tjent hjem inden udgangen af 2036; "
        "sandsynligheden for, at den er det inden for 4 år, er 11 %, inden for 10 år 34 %, og "
        "for, at den ikke er det inden udgangen af 2036, 66 %.",
        "On average the municipality does not have its money back by the end of 2036; the chance "
        "that it has within 4 years is 11%, within 10 years 34%, and that it has not by the end "
        "of 2036, 66%.",
    ),
    "not back, within four": Said(
        paid_back(payback(late=NOT_A_NUMBER)),
        "For kommunen er indsatsen i gennemsnit ikke tjent hjem inden udgangen af 2036; "
        "sandsynligheden for, at den er det inden for 4 år, er 11 %, og for, at den ikke er det "
        "inden udgangen af 2036, 66 %.",
        "On average the municipality does not have its money back by the end of 2036; the chance "
        "that it has within 4 years is 11%, and that it has not by the end of 2036, 66%.",
    ),
    "not back, short": Said(
        paid_back(payback(None, NOT_A_NUMBER, NOT_A_NUMBER)),
        "For kommunen er indsatsen i gennemsnit ikke tjent hjem inden udgangen af 2036; "
        "sandsynligheden for det er 66 %.",
        "On average the municipality does not have its money back by the end of 2036; the chance "
        "of that is 66%.",
    ),
    "back, nothing moves": Said(
        paid_back(payback(unmoved=True)),
        "For kommunen flytter ingen penge sig.",
        "No money moves for the municipality.",
    ),
    "back, too few draws": Said(
        said(-3, draws=FEW),
        "Hvornår det er tjent hjem for kommunen, og hvor sandsynligt det er, siges ikke: 8 sæt af"
        " parametre og priser er for få til en vurdering: det kræver 39.",
        "When the municipality has its money back, and how likely that is, is not said: 8 sets of"
        " parameters and prices are too few for a verdict: it takes 39.",
    ),
}
RATIOS = {
    "a year costs": Said(
        priced(),
        "Det offentlige betaler netto 280.000 kr. for hvert ekstra år i uddannelse eller job med "
        "»To års mentor«; fra 150.000 kr. til 600.000 kr. for et år er det uafgjort, om det er "
        "udgiften værd.",
        "The public pays DKK 280,000 net for every extra year in education or work with “Two "
        "years”; from DKK 150,000 to DKK 600,000 a year it is undecided whether it is worth its "
        "cost.",
    ),
    "a year costs, no end": Said(
        priced(undecided=((0, float("inf")),)),
        "Det offentlige betaler netto 280.000 kr. for hvert ekstra år i uddannelse eller job med "
        "»To års mentor«; fra 0 kr. til enhver højere værdi for et år er det uafgjort, om det er "
        "udgiften værd.",
        "The public pays DKK 280,000 net for every extra year in education or work with “Two "
        "years”; from DKK 0 to any higher value a year it is undecided whether it is worth its "
        "cost.",
    ),
    "better and cheaper": Said(
        priced(DOMINATES),
        "»To års mentor« giver i gennemsnit flere år i uddannelse eller job uden nettoudgift for "
        "det offentlige; fra 150.000 kr. til 600.000 kr. for et år er det uafgjort, om det er "
        "udgiften værd.",
        "On average “Two years” gives more years in education or work at no net cost to the "
        "public; from DKK 150,000 to DKK 600,000 a year it is undecided whether it is worth its "
        "cost.",
    ),
    "worse and dearer": Said(
        priced(DOMINATED),
        "»To års mentor« koster i gennemsnit det offentlige mere og giver ikke flere år i "
        "uddannelse eller job; fra 150.000 kr. til 600.000 kr. for et år er det uafgjort.",
        "On average “Two years” costs the public more and gives no more years in education or "
        "work; from DKK 150,000 to DKK 600,000 a year it is undecided.",
    ),
    "saves and gives fewer": Said(
        priced(SAVES_AT_A_LOSS),
        "»To års mentor« sparer i gennemsnit det offentlige penge og giver færre år i uddannelse "
        "eller job; fra 150.000 kr. til 600.000 kr. for et år er det uafgjort, hvad der er bedst.",
        "On average “Two years” saves the public money and gives fewer years in education or "
        "work; from DKK 150,000 to DKK 600,000 a year it is undecided which is better.",
    ),
    "no difference": Said(
        priced(SAME),
        "»To års mentor« ændrer hverken udgift eller år i uddannelse eller job; grænserne 150.000"
        " kr. til 600.000 kr. siger intet.",
        "“Two years” changes neither cost nor years in education or work; the bounds DKK 150,000 "
        "to DKK 600,000 say nothing.",
    ),
    "ratio, too few draws": Said(
        priced(draws=FEW),
        "Hvad »To års mentor« koster pr. ekstra år i uddannelse eller job, siges ikke: 8 sæt af "
        "parametre og priser er for få til en vurdering: det kræver 39.",
        "What “Two years” costs per extra year in education or work is not said: 8 sets of "
        "parameters and prices are too few for a verdict: it takes 39.",
    ),
}
KEPT = {
    "kept, cost": Said(
        kept_says(COST),
        "»long«: til og med 2036 har kommunen betalt 44 mio. kr. mere end med »none« (95 "
        "%-interval 12,5 til 71 mio. kr.)†",
        "“long”: by the end of 2036, the municipality paid DKK 44 million more than with “none” "
        "(95% interval DKK 12.5 to 71 million)†",
    ),
    "kept, gain": Said(
        kept_says(GAIN, "state"),
        "»long«: til og med 2036 har staten fået 44 mio. kr. mere end med »none« (95 %-interval "
        "12,5 til 71 mio. kr.)†",
        "“long”: by the end of 2036, the state gained DKK 44 million more than with “none” (95% "
        "interval DKK 12.5 to 71 million)†",
    ),
    "kept, undecided": Said(
        kept_says(UNSURE, "public"),
        "»long«: om det offentlige i alt til og med 2036 har tabt eller vundet i forhold til "
        "»none«, kan ikke afgøres (95 %-interval −22 til 32 mio. kr.)†",
        "“long”: whether the public purse lost or gained beside “none” by the end of 2036 is not "
        "decided (95% interval DKK −22 to 32 million)†",
    ),
    "kept, nothing moves": Said(
        kept_says(NOTHING),
        "»long«: for kommunen ændrer intet sig til og med 2036 i forhold til »none«†",
        "“long”: by the end of 2036, nothing changes for the municipality beside “none”†",
    ),
    "kept, too few draws": Said(
        kept_says(COST, draws=FEW),
        "»long«: til og med 2036 står kommunen indtil videre −44 mio. kr. i forhold til »none« "
        "(−71 til −12,5 mio. kr.); for få parametersæt til en vurdering†",
        "“long”: by the end of 2036, the municipality stands at DKK −44 million beside “none” so "
        "far (DKK −71 to −12.5 million); too few parameter sets for a verdict†",
    ),
    "kept, back": Said(
        kept_back(2033),
        "»long«: for staten er det i gennemsnit tjent hjem i 2033. Sandsynligheden "
        "for, at det er tjent hjem inden for 4 år, er 11 %. Sandsynligheden for, at det er tjent "
        "hjem inden for 10 år, er 34 %.",
        "“long”, the state: on average the money is back in 2033. Within 4 years: 11% "
        "probability. Within 10 years: 34% probability.",
    ),
    "kept, not back": Said(
        kept_back(None),
        "»long«: for staten er det i gennemsnit ikke tjent hjem til og med 2036. "
        "Sandsynligheden for, at det er tjent hjem inden for 4 år, er 11 %. Sandsynligheden for, "
        "at det er tjent hjem inden for 10 år, er 34 %.",
        "“long”, the state: on average the money is not back by the end of 2036. Within 4 years: "
        "11% probability. Within 10 years: 34% probability.",
    ),
}

FIGURE = {
    "drawn, back on average": Said(
        lambda language: language.text("forecast.figure.payback"),
        "tjent hjem (gennemsnit)",
        "money back (mean)",
    ),
    "drawn, back": Said(
        lambda language: language.text("forecast.figure.paid", year=2033),
        "tjent hjem i 2033",
        "back in 2033",
    ),
    "drawn, not back": Said(
        lambda language: language.text("forecast.figure.unpaid", year=2036, chance="66 %"),
        "ikke tjent hjem i 2036 (sandsynlighed 66 %)",
        "not back by 2036 (chance 66 %)",
    ),
}

CASES = {**TITLES, **SAYS, **BACK, **RATIOS, **KEPT, **FIGURE}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
