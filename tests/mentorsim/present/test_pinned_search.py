"""What a search found, in sentences written by hand: the best, how sure, the next, and mentors.

Three policies: today's, 78 weeks, and 78 weeks for those under 25; 300 young people, 10 mentors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.search.amounts import choice_sentence
from mentorsim.present.search.amounts import plain as plain_amount
from mentorsim.present.search.words import million_words, search_sentences
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.search.found import Condition
from scenarios.search.wants import WANTS
from tests.support.pinned import Said, plain
from tests.worlds.hand_made_search import BELOW, NEVER, searched

#: Nothing, two that are not, one that is for all that can be seen, and a usual number.
ZEROES = (0.0, 0.0003, -0.0004, 1e-9, 0.12)
BELOW_SHARE = Condition("direct_share", False, 0.4, 0.22, 0.81, 0.31)


def tells(place: int, *wants: str, **told: Any) -> Callable[[Language], str]:
    """A sentence of a search, by its place."""
    return lambda language: search_sentences(searched(*wants, **told), language)[place]


CASES = {
    "best by years": Said(
        tells(0),
        "Valg 2 er bedst målt på år i uddannelse eller job til og med uge 104: +0,14 år pr. ung "
        "i forhold til i dag (»Som i forsøget«); det rigtige tal ligger sandsynligvis mellem "
        "0,03 og 0,24 år (95 %-interval). Hele intervallet ligger over nul. Det "
        "ligger uden for det, forsøget kan sige noget om, og bygger på modellen.†",
        "Choice 2 is best by years in education or work up to week 104: +0.14 years per young "
        "person compared with today (“As in the trial”); the true number is probably between "
        "0.03 and 0.24 years (95% interval). All of the interval lies above zero. This is an "
        "extrapolation beyond the trial.†",
    ),
    "what the best is": Said(
        tells(1),
        "Valg 2: For unge under 25 år; 78 uger.",
        "Choice 2: For those under 25; 78 weeks.",
    ),
    "how it shrank": Said(
        tells(2),
        "Dér, hvor der blev søgt, så det ud til +0,21 år†, og dér, hvor der blev "
        "valgt, +0,16 år†. Tallet her er fra andre parametersæt og andre tilfældige "
        "udfald.",
        "Where policies were searched for it looked like +0.21 years†, and where they "
        "were chosen, +0.16 years†. The number here is from other parameter sets and "
        "other luck.",
    ),
    "chance of being best": Said(
        tells(3),
        "Af de 3 indsatser, der er tilbage, er den bedst med en sandsynlighed på 70 %.",
        "Of the 3 policies that are left it is best with a probability of 70%.",
    ),
    "what staying forgoes": Said(
        tells(4),
        "Bliver man ved »Som i forsøget«, går man glip af 42 år† for hver årgang på 300 unge.",
        "Staying with “As in the trial” forgoes 42 years† for each year's 300 young people.",
    ),
    "second, above a limit": Said(
        tells(5),
        "Næstbedst er valg 1 (+0,11 år pr. ung†); den er bedre end valg 2 i 31 % af "
        "parametersættene. Den ville være bedst, hvis »Andel af mentors timer, der når"
        " de unge« er over 60 %: det gælder i 22 % af parametersættene, og i 81 % af "
        "dem er den bedre.",
        "Next comes choice 1 (+0.11 years per young person†); it is better than choice"
        " 2 in 31% of the parameter sets. It would be best if “Share of a mentor's "
        "hours that reaches the young” is above 60%: that holds in 22% of the "
        "parameter sets, and in 81% of those it is better.",
    ),
    "worst view": Said(
        tells(6),
        "Om det, ingen ved (mekanisme og barrierer): i det værste tilfælde mangler "
        "valg 2 0,050 år† op til den bedste af dem (valg 1), nemlig hvis det er den "
        "praktiske hjælp, der virker, og unge uden karakterer går i stå, til barrierer"
        " fjernes.",
        "Of what nobody knows (mechanism and barriers): in the worst case choice 2 "
        "falls short of the best of them (choice 1) by 0.050 years†, namely if it is "
        "practical help that works, and young people without marks stall until "
        "barriers are lifted.",
    ),
    "what mentors bring": Said(
        tells(7),
        "10 fuldtidsmentorer koster 6.000.000 kr. om året og giver +90 år† for hver "
        "årgang på 300 unge i forhold til ingen mentor; det rigtige tal ligger "
        "sandsynligvis mellem 60 og 120 år.",
        "10 full-time mentors cost DKK 6,000,000 a year and bring +90 years† for each "
        "year's 300 young people compared with no mentor; the true number is probably "
        "between 60 and 120 years.",
    ),
    "one more mentor": Said(
        tells(8),
        "Fra 10 til 20 fuldtidsmentorer giver hver ekstra mentor +3,0 år† for hver årgang"
        " på 300 unge (det rigtige tal ligger sandsynligvis mellem 1,5 og 6,0 år); det"
        " svarer til +5,0 år† pr. mio. kr.",
        "From 10 to 20 full-time mentors each one more brings +3.0 years† for each "
        "year's 300 young people (the true number is probably between 1.5 and 6.0 "
        "years); that is +5.0 years† per million kroner.",
    ),
    "what was looked through": Said(
        tells(9),
        "2.000 indsatser er set igennem. Der vises højst 12, og en mere indviklet er kun med, "
        "hvis den giver mere end tilfældigheder oven i en enklere. Søgning, valg og tal er fra "
        "hver sine parametersæt og udfald.",
        "2,000 policies were looked through. At most 12 are shown, and a finer one only if it "
        "brings more than luck does over a simpler one. Search, choice and numbers have "
        "parameter sets and luck of their own.",
    ),
    "best of given policies": Said(
        tells(0, given=True),
        "»For unge under 25 år; 78 uger (ud fra: Som i forsøget)« er bedst målt på år i "
        "uddannelse eller job til og med uge 104: +0,14 år pr. ung i forhold til »Som i "
        "forsøget«; det rigtige tal ligger sandsynligvis mellem 0,03 og 0,24 år (95 %-interval). "
        "Hele intervallet ligger over nul. Det ligger uden for det, forsøget kan sige noget om, "
        "og bygger på modellen.†",
        "“For those under 25; 78 weeks (from: As in the trial)” is best by years in education or "
        "work up to week 104: +0.14 years per young person compared with “As in the trial”; the "
        "true number is probably between 0.03 and 0.24 years (95% interval). All of the interval "
        "lies above zero. This is an extrapolation beyond the trial.†",
    ),
    "how the best of given policies shrank": Said(
        tells(1, given=True),
        "Dér, hvor indsatserne først blev prøvet, så det ud til +0,21 år†, og dér, hvor den bedste "
        "blev valgt, +0,16 år†. Tallet her er fra andre parametersæt og andre tilfældige udfald.",
        "Where the policies were first tried it looked like +0.21 years†, and where the best was "
        "chosen, +0.16 years†. The number here is from other parameter sets and other luck.",
    ),
    "chance of being best of given policies": Said(
        tells(2, given=True),
        "Af de 3 indsatser er den bedst med en sandsynlighed på 70 %.",
        "Of the 3 policies it is best with a probability of 70%.",
    ),
    "best of given policies by something else": Said(
        tells(4, "completed", "net_municipality", given=True),
        "Målt på kommunens nettoresultat over 104 uger pr. ung er »78 uger (ud fra: Som i "
        "forsøget)« bedst: +4.200 kr.† i forhold til »Som i forsøget«.",
        "By the municipality's net result over 104 weeks per young person “78 weeks (from: "
        "As in the trial)” is best: DKK +4,200† compared with “As in the trial”.",
    ),
    "best of given policies, few draws": Said(
        tells(1, given=True, draws=8),
        "»For unge under 25 år; 78 uger (ud fra: Som i forsøget)« er bedst målt på år i "
        "uddannelse eller job til og med uge 104: +0,14 år pr. ung i forhold til »Som i "
        "forsøget«. Det ligger uden for det, forsøget kan sige noget om, og bygger på modellen.†",
        "“For those under 25; 78 weeks (from: As in the trial)” is best by years in education or "
        "work up to week 104: +0.14 years per young person compared with “As in the trial”. This "
        "is an extrapolation beyond the trial.†",
    ),
    "what given policies were": Said(
        tells(8, given=True),
        "2.000 indsatser er sat op mod hinanden med de samme mentorer ansat. Der vises højst 12. "
        "Første prøve, valg og tal er fra hver sine parametersæt og udfald.",
        "2,000 policies were set against each other with the same mentors employed. At most 12 are "
        "shown. First try, choice and numbers have parameter sets and luck of their own.",
    ),
    "best by kroner": Said(
        tells(0, "net_municipality"),
        "Valg 2 er bedst målt på kommunens nettoresultat over 104 uger pr. ung: −1.500 kr. i "
        "forhold til i dag (»Som i forsøget«); det rigtige tal ligger sandsynligvis mellem "
        "−7.300 kr. og 4.400 kr. (95 %-interval). Hele intervallet ligger over nul. Det "
        "ligger uden for det, forsøget kan sige noget om, og bygger på modellen.†",
        "Choice 2 is best by the municipality's net result over 104 weeks per young person: DKK "
        "−1,500 compared with today (“As in the trial”); the true number is probably between DKK"
        " −7,300 and DKK 4,400 (95% interval). All of the interval lies above zero. This is an "
        "extrapolation beyond the trial.†",
    ),
    "kroner that mentors bring": Said(
        tells(6, "net_municipality"),
        "10 fuldtidsmentorer koster 6.000.000 kr. om året og giver +9,0 mio. kr.† for "
        "hver årgang på 300 unge i forhold til ingen mentor; det rigtige tal ligger "
        "sandsynligvis mellem 6,0 mio. kr. og 12,0 mio. kr.",
        "10 full-time mentors cost DKK 6,000,000 a year and bring DKK +9.0 million† "
        "for each year's 300 young people compared with no mentor; the true number is "
        "probably between DKK 6.0 million and DKK 12.0 million.",
    ),
    "one more mentor in kroner": Said(
        tells(7, "net_municipality"),
        "Fra 10 til 20 fuldtidsmentorer giver hver ekstra mentor +300.000 kr.† for hver "
        "årgang på 300 unge (det rigtige tal ligger sandsynligvis mellem 150.000 kr. "
        "og 600.000 kr.); det svarer til +500.000 kr.† pr. mio. kr.",
        "From 10 to 20 full-time mentors each one more brings DKK +300,000† for each "
        "year's 300 young people (the true number is probably between DKK 150,000 and "
        "DKK 600,000); that is DKK +500,000† per million kroner.",
    ),
    "a million more": Said(
        lambda language: million_words(searched(), language)[0],
        "Fra 6.000.000 kr. til 12.000.000 kr. om året til mentorer giver hver ekstra "
        "million +5,0 år† for hver årgang på 300 unge; det rigtige tal ligger "
        "sandsynligvis mellem 2,5 og 10 år.",
        "From DKK 6,000,000 to DKK 12,000,000 a year for mentors each extra million "
        "brings +5.0 years† for each year's 300 young people; the true number is "
        "probably between 2.5 and 10 years.",
    ),
    "best by people, not sure": Said(
        tells(0, "completed", "net_municipality", kind="cohort", claimed=False),
        "Valg 2 er bedst målt på andelen med gennemført uddannelse senest i uge 104: +1,4 "
        "procentpoint i forhold til i dag (»Som i forsøget«); det rigtige tal ligger "
        "sandsynligvis mellem 0,3 og 2,4 procentpoint (95 %-interval). Intervallet rummer nul: "
        "det er ikke sikkert, at den er bedre end »Som i forsøget«. Det ligger uden for det, "
        "forsøget kan sige noget om, og bygger på modellen.†",
        "Choice 2 is best by the share with a completed education by week 104: +1.4 percentage "
        "points compared with today (“As in the trial”); the true number is probably between 0.3"
        " and 2.4 percentage points (95% interval). The interval holds zero: it is not certain "
        "that it is better than “As in the trial”. This is an extrapolation beyond the trial.†",
    ),
    "people forgone": Said(
        tells(4, "completed", "net_municipality", kind="cohort", claimed=False),
        "Bliver man ved »Som i forsøget«, går man glip af 4,2 unge† for de 300 unge.",
        "Staying with “As in the trial” forgoes 4.2 young people† for the 300 young people.",
    ),
    "best by something else": Said(
        tells(5, "completed", "net_municipality", kind="cohort", claimed=False),
        "Målt på kommunens nettoresultat over 104 uger pr. ung er valg 1 bedst: +4.200"
        " kr.† i forhold til i dag (»Som i forsøget«).",
        "By the municipality's net result over 104 weeks per young person choice 1 is "
        "best: DKK +4,200† compared with today (“As in the trial”).",
    ),
    "second, below a limit": Said(
        tells(5, condition=BELOW_SHARE),
        "Næstbedst er valg 1 (+0,11 år pr. ung†); den er bedre end valg 2 i 31 % af "
        "parametersættene. Den ville være bedst, hvis »Andel af mentors timer, der når"
        " de unge« er under 40 %: det gælder i 22 % af parametersættene, og i 81 % af "
        "dem er den bedre.",
        "Next comes choice 1 (+0.11 years per young person†); it is better than choice"
        " 2 in 31% of the parameter sets. It would be best if “Share of a mentor's "
        "hours that reaches the young” is below 40%: that holds in 22% of the "
        "parameter sets, and in 81% of those it is better.",
    ),
    "second, one of two values": Said(
        tells(5, condition=BELOW),
        "Næstbedst er valg 1 (+0,11 år pr. ung†); den er bedre end valg 2 i 31 % af "
        "parametersættene. Den ville være bedst, hvis »Det, der virker: tillid eller "
        "praktisk hjælp« er praktisk hjælp: det gælder i 40 % af parametersættene, og "
        "i 62 % af dem er den bedre.",
        "Next comes choice 1 (+0.11 years per young person†); it is better than choice"
        " 2 in 31% of the parameter sets. It would be best if “What works: trust or "
        "practical help” is practical help: that holds in 40% of the parameter sets, "
        "and in 62% of those it is better.",
    ),
    "second, never": Said(
        tells(5, condition=NEVER),
        "Næstbedst er valg 1 (+0,11 år pr. ung†); den er bedre end valg 2 i 12 % af "
        "parametersættene. Ingen enkelt parameter afgør, hvornår den ville være bedst.",
        "Next comes choice 1 (+0.11 years per young person†); it is better than choice"
        " 2 in 12% of the parameter sets. No single parameter tells when it would be "
        "best.",
    ),
    "best in every view": Said(
        tells(6, regret=(0.0, 0.0)),
        "Om det, ingen ved (mekanisme og barrierer): valg 2 er bedst af dem, hvad der end er "
        "rigtigt.",
        "Of what nobody knows (mechanism and barriers): choice 2 is the best of them, whatever "
        "is true.",
    ),
    "whose gains count": Said(
        tells(9, weights={"grade_none": 2.0}),
        "I tal om mennesker tæller en gevinst 2 gange for unge uden karakterer; kroner er ikke "
        "vægtet.",
        "In numbers about people a gain counts 2 times for those without marks; kroner are not "
        "weighted.",
    ),
    "today is best": Said(
        tells(0, winner=0),
        "Af 2.000 indsatser er ingen bedre end »Som i forsøget«, når tilfældigheder er trukket "
        "fra: intet taler for at skifte.",
        "Of 2,000 policies none is better than “As in the trial” once luck is taken out: nothing"
        " speaks for a change.",
    ),
    "today in the worst view": Said(
        tells(1, winner=0),
        "Om det, ingen ved (mekanisme og barrierer): i det værste tilfælde mangler "
        "dagens indsats 0,30 år† op til den bedste af dem (valg 2), nemlig hvis det er"
        " tilliden, der virker, og unge uden karakterer kun har brug for længere tid.",
        "Of what nobody knows (mechanism and barriers): in the worst case today's "
        "policy falls short of the best of them (choice 2) by 0.30 years†, namely if "
        "it is trust that works, and young people without marks only need longer.",
    ),
    "few draws": Said(
        tells(1, draws=8),
        "Valg 2 er bedst målt på år i uddannelse eller job til og med uge 104: +0,14 år pr. ung "
        "i forhold til i dag (»Som i forsøget«). Det ligger uden for det, forsøget kan sige noget "
        "om, og bygger på modellen.†",
        "Choice 2 is best by years in education or work up to week 104: +0.14 years per young "
        "person compared with today (“As in the trial”). This is an extrapolation beyond the "
        "trial.†",
    ),
    "what is not zero": Said(
        lambda language: "; ".join(plain_amount(WANTS[ACTIVE_YEARS], x, language) for x in ZEROES),
        "0,000; 0,0003; −0,0004; 0,000; 0,12",
        "0.000; 0.0003; −0.0004; 0.000; 0.12",
    ),
    "today in one sentence": Said(
        lambda words: choice_sentence(searched().policies[0], searched().today, words),
        "I dag: »Som i forsøget«",
        "Today: “As in the trial”",
    ),
    "a choice in one sentence": Said(
        lambda words: choice_sentence(searched().policies[2], searched().today, words),
        "For unge under 25 år; 78 uger.",
        "For those under 25; 78 weeks.",
    ),
    "worse than it looked": Said(
        tells(0, "employment_weeks", claimed=False),
        "Valg 2 er bedst målt på ugerne i job til og med uge 104: −0,8 uger pr. ung i "
        "forhold til i dag (»Som i forsøget«); det rigtige tal ligger sandsynligvis mellem −1,5 "
        "og −0,2 uger (95 %-interval). Hele intervallet ligger under nul: dér, hvor den blev "
        "valgt, så den bedre ud, end den er. Det ligger uden for det, forsøget kan sige noget om, "
        "og bygger på modellen.†",
        "Choice 2 is best by weeks in employment up to week 104: −0.8 weeks per young person "
        "compared with today (“As in the trial”); the true number is probably between −1.5 and "
        "−0.2 weeks (95% interval). All of the interval lies below zero: where it was chosen it "
        "looked better than it is. This is an extrapolation beyond the trial.†",
    ),
    "caption": Said(
        lambda words: words.text("search.caption", mentors="10 mentorer", want="uger"),
        "10 mentorer: hvad er bedst målt på uger?",
        "10 mentorer: what does best by uger?",
    ),
    "heads": Said(
        lambda words: "; ".join(
            words.text(f"search.{head}", unit="u")
            for head in ("column.first", "curve.heading", "curve.policy", "curve.more")
        ),
        "Bedst; Hvad giver flere eller færre mentorer?; Bedste valg; Én mentor til, u",
        "Best; What do more or fewer mentors bring?; Best choice; One more mentor, u",
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_a_sentence_reads_as_it_was_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
