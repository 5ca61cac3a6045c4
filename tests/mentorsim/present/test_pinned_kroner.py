"""What a policy costs or saves, in sentences written by hand.

A cost is 33,700 kroner (31,200 to 36,400), a gain the same, an undecided result -4,200 to 6,100: in
answer, title of a figure, page and report, and so is what one more year costs, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.page.costs import cost_sentences
from mentorsim.present.comparison.budget_words import counted, finding, price_sentence
from mentorsim.present.comparison.money import kroner_section, kroner_sentence
from mentorsim.present.own_prices import own_price_lines
from scenarios.budget.budget import Money
from scenarios.decision.plane import DOMINATED, DOMINATES, SAME
from scenarios.decision.policy_decision import PRICE, SAVES, TOO_FEW, UNCLEAR, Ratio
from scenarios.decision.purse_tables import COST, GAIN, NOT_ASSESSED, UNCERTAIN, UNCHANGED
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import FEW, LONG, MANY, NONE, Stand, comparison, prices, span

Say = Callable[[Language], str]

A_COST = Money(-33_700, -36_400, -31_200, COST, extrapolated=False)
A_GAIN = Money(33_700, 31_200, 36_400, GAIN, extrapolated=False)
UNDECIDED = Money(1_000, -4_200, 6_100, UNCERTAIN, extrapolated=False)
NO_MOVE = Money(0, 0, 0, UNCHANGED, extrapolated=False)
UNJUDGED = Money(-1_000, -4_200, 6_100, NOT_ASSESSED, extrapolated=True)
BILL = Money(-40_000, -42_000, -38_000, COST, extrapolated=False)


def budget(public: Money, price: Ratio | None = None, left: Money = A_COST) -> Any:
    """Kroner of the long policy: the public's net, its bill, and what a year costs."""
    return Stand(
        comparison=comparison(FEW if public is UNJUDGED else MANY),
        total=lambda name, purse: public,
        by_year=lambda name, purse: (public,),
        total_without_pension=lambda name, purse: left,
        part=lambda name, part: BILL,
        price=lambda name: price,
        purses=lambda: ("municipality", "state", "public"),
        prices=prices(),
        years=(1, 2, 3),
        last_weeks=7,
    )


def ratio(kind: str, value: float = float("nan"), cost: float = 30_000, low: float = 20_000) -> Any:
    """What a year costs, with a cost that may hold zero."""
    draws = FEW if kind == TOO_FEW else MANY
    of_cost, of_effect = span(cost, low, 2 * cost - low, draws), span(0.1, 0.05, 0.15, draws)
    return Ratio(LONG, NONE, of_cost, of_effect, kind, value)


def answered(public: Money, *names: str) -> Say:
    told = names or (LONG,)
    return lambda language: kroner_sentence(budget(public), told, language)


def titled(public: Money) -> Say:
    return lambda language: finding(budget(public), LONG, language)


def on_page(public: Money) -> Say:
    found = budget(public, ratio(SAME))
    return lambda language: cost_sentences(found, language)[0]


def priced(price: Ratio, public: Money = A_COST) -> Say:
    return lambda language: price_sentence(budget(public, price), LONG, language)


def verdict(public: Money) -> Say:
    found = budget(public, ratio(SAME))
    return lambda language: kroner_section(found, language).blocks[0].rows[0].cells[-1].value


def own(factor: float) -> Say:
    shipped = prices()
    before = shipped["mentor_salary"]
    mine = before.model_copy(update={"value": 500_000 * factor, "low": None, "high": None})
    on_file = before.model_copy(update={"value": 500_000})
    found = replace(shipped, entries={"mentor_salary": mine}, shipped={"mentor_salary": on_file})
    return lambda language: "; ".join(own_price_lines(found, language))


ANSWERS = {
    "answer, cost": Said(
        answered(A_COST),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor« "
        "(95 %-interval i parentes): »To års mentor« koster 34.000 kr. (31.000 til 36.000 kr.).",
        "The public purses over 110 weeks, per young person and beside “No mentor” (95% interval "
        "in brackets): “Two years” costs DKK 34,000 (DKK 31,000 to 36,000).",
    ),
    "answer, gain": Said(
        answered(A_GAIN),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor« "
        "(95 %-interval i parentes): »To års mentor« sparer 34.000 kr. (31.000 til 36.000 kr.).",
        "The public purses over 110 weeks, per young person and beside “No mentor” (95% interval "
        "in brackets): “Two years” saves DKK 34,000 (DKK 31,000 to 36,000).",
    ),
    "answer, undecided": Said(
        answered(UNDECIDED),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor« "
        "(95 %-interval i parentes): om »To års mentor« koster eller sparer, kan ikke afgøres "
        "(−4.200 til 6.100 kr., minus er udgift).",
        "The public purses over 110 weeks, per young person and beside “No mentor” (95% interval "
        "in brackets): whether “Two years” costs or saves is not decided (DKK −4,200 to 6,100, "
        "minus is a cost).",
    ),
    "answer, too few draws": Said(
        answered(UNJUDGED),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor«, er der "
        "for få parametersæt til en vurdering. Foreløbige tal, med de yderste parametersæt i "
        "parentes (plus er sparet, minus er udgift): »To års mentor« −1.000 kr. (−4.200 til 6.100 "
        "kr.)†.",
        "For the public purses over 110 weeks, per young person and beside “No mentor”, there are "
        "too few parameter sets for a verdict. So far, with the outermost of them in brackets "
        "(plus is saved, minus is a cost): “Two years” DKK −1,000 (DKK −4,200 to 6,100)†.",
    ),
    "answer, two policies and too few draws": Said(
        answered(UNJUDGED, LONG, LONG),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor«, er der "
        "for få parametersæt til en vurdering. Foreløbige tal, med de yderste parametersæt i "
        "parentes (plus er sparet, minus er udgift): »To års mentor« −1.000 kr. (−4.200 til 6.100 "
        "kr.)†; »To års mentor« −1.000 kr. (−4.200 til 6.100 kr.)†.",
        "For the public purses over 110 weeks, per young person and beside “No mentor”, there are "
        "too few parameter sets for a verdict. So far, with the outermost of them in brackets "
        "(plus is saved, minus is a cost): “Two years” DKK −1,000 (DKK −4,200 to 6,100)†; “Two "
        "years” DKK −1,000 (DKK −4,200 to 6,100)†.",
    ),
    "answer, nothing moves": Said(
        answered(NO_MOVE),
        "For det offentlige i alt over 110 uger, pr. ung og i forhold til »Ingen mentor« (95 "
        "%-interval i parentes): »To års mentor« ændrer intet.",
        "The public purses over 110 weeks, per young person and beside “No mentor” (95% interval "
        "in brackets): “Two years” changes nothing.",
    ),
}
TITLES = {
    "title, cost": Said(
        titled(A_COST),
        "»To års mentor«: det offentlige betaler 34.000 kr. mere pr. ung end med »Ingen mentor« "
        "over 110 uger (95 %-interval 31.000 til 36.000 kr.)",
        "“Two years”: the public purses pay DKK 34,000 more per young person than with “No "
        "mentor” over 110 weeks (95% interval DKK 31,000 to 36,000)",
    ),
    "title, gain": Said(
        titled(A_GAIN),
        "»To års mentor«: det offentlige får 34.000 kr. mere pr. ung end med »Ingen mentor« over "
        "110 uger (95 %-interval 31.000 til 36.000 kr.)",
        "“Two years”: the public purses gain DKK 34,000 more per young person than with “No "
        "mentor” over 110 weeks (95% interval DKK 31,000 to 36,000)",
    ),
    "title, undecided": Said(
        titled(UNDECIDED),
        "»To års mentor«: om det offentlige taber eller vinder i forhold til »Ingen mentor« over "
        "110 uger, kan ikke afgøres (95 %-interval −4.200 til 6.100 kr. pr. ung)",
        "“Two years”: whether the public purses lose or gain beside “No mentor” over 110 weeks is"
        " not decided (95% interval DKK −4,200 to 6,100 per young person)",
    ),
    "title, too few draws": Said(
        titled(UNJUDGED),
        "»To års mentor«: foreløbig −1.000 kr. netto for det offentlige pr. ung i forhold til "
        "»Ingen mentor« over 110 uger (−4.200 til 6.100 kr.); for få parametersæt til en "
        "vurdering†",
        "“Two years”: DKK −1,000 net for the public purses per young person beside “No mentor” "
        "over 110 weeks so far (DKK −4,200 to 6,100); too few parameter sets for a verdict†",
    ),
    "title, nothing moves": Said(
        titled(NO_MOVE),
        "»To års mentor«: intet ændrer sig for det offentlige i forhold til »Ingen mentor« over "
        "110 uger",
        "“Two years”: nothing changes for the public purses beside “No mentor” over 110 weeks",
    ),
}
PAGE = {
    "page, cost": Said(
        on_page(A_COST),
        "»To års mentor« koster det offentlige 34.000 kr. netto pr. ung over 110 uger "
        "sammenlignet med »Ingen mentor«; det rigtige beløb ligger sandsynligvis i intervallet "
        "31.000 til 36.000 kr. Selve indsatsens regning er 40.000 kr. pr. ung.",
        "“Two years” costs the public DKK 34,000 net per young person over 110 weeks compared "
        "with “No mentor”; DKK 31,000 to 36,000 is likely. The bill of the programme itself is "
        "DKK 40,000 per young person.",
    ),
    "page, gain": Said(
        on_page(A_GAIN),
        "»To års mentor« sparer det offentlige 34.000 kr. netto pr. ung over 110 uger "
        "sammenlignet med »Ingen mentor«; det rigtige beløb ligger sandsynligvis i intervallet "
        "31.000 til 36.000 kr. Selve indsatsens regning er 40.000 kr. pr. ung.",
        "“Two years” saves the public DKK 34,000 net per young person over 110 weeks compared "
        "with “No mentor”; DKK 31,000 to 36,000 is likely. The bill of the programme itself is "
        "DKK 40,000 per young person.",
    ),
    "page, undecided": Said(
        on_page(UNDECIDED),
        "Om »To års mentor« koster eller sparer det offentlige penge over 110 uger sammenlignet "
        "med »Ingen mentor«, kan ikke siges: nettoresultatet pr. ung ligger sandsynligvis i "
        "intervallet −4.200 til 6.100 kr., og det rummer nul. Selve indsatsens regning er 40.000 "
        "kr. pr. ung.",
        "Whether “Two years” costs or saves the public money over 110 weeks compared with “No "
        "mentor” cannot be said: the net result per young person likely lies in the interval DKK "
        "−4,200 to 6,100, which holds zero. The bill of the programme itself is DKK 40,000 per "
        "young person.",
    ),
    "page, too few draws": Said(
        on_page(UNJUDGED),
        "Der er foreløbig for få sæt af parametre og priser til at sige, om »To års mentor« "
        "koster eller sparer det offentlige penge over 110 uger sammenlignet med »Ingen mentor«: "
        "gennemsnittet er indtil videre −1.000 kr. pr. ung (−4.200 til 6.100 kr.; minus er "
        "udgift). Regningen for selve indsatsen er 40.000 kr. pr. ung. Det ligger uden for "
        "forsøget og bygger på modellen.†",
        "Too few sets of parameters and prices so far to say whether “Two years” costs or saves "
        "the public money over 110 weeks compared with “No mentor”: the mean so far is DKK −1,000"
        " per young person (DKK −4,200 to 6,100; minus is a cost). The bill of the programme "
        "itself is DKK 40,000 per young person. This lies beyond the trial and rests on the "
        "model.†",
    ),
    "page, nothing moves": Said(
        on_page(NO_MOVE),
        "»To års mentor« ændrer ikke på det offentliges penge over 110 uger sammenlignet med "
        "»Ingen mentor«.",
        "“Two years” changes nothing in the public's money over 110 weeks compared with “No "
        "mentor”.",
    ),
}
PRICES = {
    "a year costs": Said(
        priced(ratio(PRICE, 212_000)),
        "Med »To års mentor« koster et ekstra år i uddannelse eller job det offentlige omkring "
        "212.000 kr. netto, sammenlignet med »Ingen mentor«; udgift og år er talt over de samme "
        "110 uger.",
        "With “Two years”, one more year in education or work costs the public about DKK 212,000 "
        "net, compared with “No mentor”; cost and years are counted over the same 110 weeks.",
    ),
    "a year costs, cost unsure": Said(
        priced(ratio(PRICE, 212_000, low=-5_000)),
        "Med »To års mentor« koster et ekstra år i uddannelse eller job det offentlige omkring "
        "212.000 kr. netto, sammenlignet med »Ingen mentor«; udgift og år er talt over de samme "
        "110 uger. Men om det i alt koster eller sparer penge, er usikkert.",
        "With “Two years”, one more year in education or work costs the public about DKK 212,000 "
        "net, compared with “No mentor”; cost and years are counted over the same 110 weeks. But "
        "whether it costs or saves money in all is uncertain.",
    ),
    "a year given up saves": Said(
        priced(ratio(SAVES, 212_000)),
        "»To års mentor« sparer det offentlige omkring 212.000 kr. for hvert år færre i "
        "uddannelse eller job, sammenlignet med »Ingen mentor«; besparelse og år er talt over de "
        "samme 110 uger.",
        "“Two years” saves the public about DKK 212,000 for each year fewer in education or work,"
        " compared with “No mentor”; saving and years are counted over the same 110 weeks.",
    ),
    "no price, effect unsure": Said(
        priced(ratio(UNCLEAR)),
        "Hvad et ekstra år i uddannelse eller job koster med »To års mentor«, kan ikke siges: "
        "over 110 uger kan forskellen til »Ingen mentor« lige så vel være nul, og så findes der "
        "ingen pris.",
        "What one more year in education or work costs with “Two years” cannot be said: over 110 "
        "weeks the difference to “No mentor” may as well be none, and then there is no price.",
    ),
    "no price, better and cheaper": Said(
        priced(ratio(DOMINATES)),
        "En pris for et ekstra år i uddannelse eller job er ikke nødvendig: »To års mentor« giver"
        " i gennemsnit flere af dem over 110 uger for færre penge end »Ingen mentor«.",
        "A price for one more year in education or work is not needed: on average “Two years” "
        "gives more of them over 110 weeks for less money than “No mentor”.",
    ),
    "no price, worse and dearer": Said(
        priced(ratio(DOMINATED)),
        "En pris for et ekstra år i uddannelse eller job findes ikke: »To års mentor« giver i "
        "gennemsnit færre af dem over 110 uger for flere penge end »Ingen mentor«.",
        "There is no price for one more year in education or work: on average “Two years” gives "
        "fewer of them over 110 weeks for more money than “No mentor”.",
    ),
    "no price, no difference": Said(
        priced(ratio(SAME)),
        "Der er ingen forskel i penge eller i år i uddannelse eller job over 110 uger mellem »To "
        "års mentor« og »Ingen mentor«.",
        "There is no difference in money or in years in education or work over 110 weeks between "
        "“Two years” and “No mentor”.",
    ),
    "no price, too few draws": Said(
        priced(ratio(TOO_FEW)),
        "Hvad et ekstra år i uddannelse eller job koster med »To års mentor« i stedet for »Ingen "
        "mentor«, siges ikke endnu: 8 sæt af parametre og priser er for få til en vurdering: det "
        "kræver 39.",
        "What one more year in education or work costs with “Two years” instead of “No mentor” is"
        " not said yet: 8 sets of parameters and prices are too few for a verdict: it takes 39.",
    ),
}
REPORT = {
    "report, cost": Said(verdict(A_COST), "udgift", "cost"),
    "report, gain": Said(verdict(A_GAIN), "gevinst", "gain"),
    "report, undecided": Said(verdict(UNDECIDED), "uafklaret", "undecided"),
    "report, too few draws": Said(verdict(UNJUDGED), "for få sæt", "too few sets"),
    "report, nothing moves": Said(verdict(NO_MOVE), "uændret", "unchanged"),
    "report, without the pension": Said(
        lambda language: kroner_section(budget(A_GAIN, ratio(SAME)), language).pension[0],
        "»To års mentor«: +34.000 kr. for det offentlige i alt. Koster unge på førtidspension og "
        "i ressourceforløb i stedet det samme som på uddannelseshjælp, er det −34.000 kr. "
        "(−36.000 til −31.000): forsøget siger kun, at der blev lidt færre, ikke hvor mange.",
        "“Two years”: DKK +34,000 for the public purses in all. If people on a pension or a "
        "resource course cost what they cost on benefit, it is DKK −34,000 (−36,000 to −31,000): "
        "the trial says only that there were slightly fewer of them, not how many.",
    ),
    "report, how to read it": Said(
        lambda language: kroner_section(budget(A_GAIN, ratio(SAME)), language).note,
        "95 %-interval i parentes: usikkerheden i både virkning og priser. Udgift eller gevinst "
        "står der kun, hvor hele intervallet er det; ellers er det uafklaret. Kommunen, staten og"
        " regionen er lagt sammen i det offentlige i alt.",
        "95% interval in brackets: the uncertainty of effects and of prices. It says cost or gain"
        " only where the whole interval is one; otherwise it is undecided. Municipality, state "
        "and region are summed up in the public purses in all.",
    ),
    "what is counted": Said(
        lambda language: counted(budget(A_GAIN), language)[0],
        "Hvad kommune, stat, region og de unge selv får eller betaler pr. ung i forhold til "
        "»Ingen mentor«, med reglerne for 2023 og i 2023-kroner, over 110 uger fra den unges "
        "start. Plus er penge ind, minus er penge ud. Beløbene er ikke diskonteret; virkninger "
        "efter den sidste uge er ikke med.",
        "What each purse gains or pays per young person beside “No mentor”, under the rules of "
        "2023 and in kroner of 2023, over 110 weeks from the young person's entry. Plus is money "
        "into the purse, minus is money out. Amounts are not discounted; what happens after the "
        "last week is not counted.",
    ),
    "own price above": Said(
        own(1.5),
        "En mentors løn: 750.000 i stedet for de medfølgende 500.000 (50 % mere), kr. pr. "
        "fuldtidsår, pension medregnet, 2026-priser",
        "A mentor's pay: 750,000 instead of 500,000 on file (50% more), DKK per full-time year, "
        "pension included, prices of 2026",
    ),
    "own price below": Said(
        own(0.75),
        "En mentors løn: 375.000 i stedet for de medfølgende 500.000 (25 % mindre), kr. pr. "
        "fuldtidsår, pension medregnet, 2026-priser",
        "A mentor's pay: 375,000 instead of 500,000 on file (25% less), DKK per full-time year, "
        "pension included, prices of 2026",
    ),
}

CASES = {**ANSWERS, **TITLES, **PAGE, **PRICES, **REPORT}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
