"""What `decide` says, in sentences written by hand: cost, effect, price, choice, who pays, study.

Two years beside no mentor over 104 weeks, for the public in all: its bill is 40,000 kroner per
young person, and a year in education or work is told at 150,000.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.decision.words import (
    choice,
    few,
    limits,
    most_words,
    so_far,
    study,
)
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.plane import DOMINATED, DOMINATES, SAME
from scenarios.decision.policy_decision import (
    PRICE,
    SAVES,
    TOO_FEW,
    UNCLEAR,
)
from tests.support.pinned import Said, plain
from tests.worlds.hand_made import FEW, span
from tests.worlds.hand_made_decision import (
    CHEAPER,
    COST_UNSURE,
    DEARER,
    EFFECT_UNSURE,
    ENDLESS,
    FEWER,
    HUNDREDTH,
    MORE,
    NEARLY_ZERO,
    NEXT_TO_NOTHING,
    RATE,
    cell,
    costs,
    decided,
    gained,
    gives,
    guessed,
    pays,
    priced,
    returned,
    succeeds,
)

COSTS = {
    "dearer": Said(
        costs(DEARER),
        "er udgiften for det offentlige i alt 34.000 kr. højere pr. ung (sandsynligvis 31.000 til"
        " 36.000 kr.)",
        "costs the public purse DKK 34,000 more per young person (likely DKK 31,000 to 36,000)",
    ),
    "cheaper": Said(
        costs(CHEAPER),
        "er udgiften for det offentlige i alt 34.000 kr. lavere pr. ung (sandsynligvis 31.000 til"
        " 36.000 kr.)",
        "costs the public purse DKK 34,000 less per young person (likely DKK 31,000 to 36,000)",
    ),
    "cost undecided": Said(
        costs(COST_UNSURE),
        "er udgiften for det offentlige i alt måske højere, måske lavere pr. ung (bedste bud "
        "1.000 kr., sandsynligvis −4.200 til 6.100 kr.)",
        "costs the public purse perhaps more, perhaps less per young person (best guess DKK "
        "1,000, likely DKK −4,200 to 6,100)",
    ),
    "cost next to nothing": Said(
        costs(NEXT_TO_NOTHING),
        "er udgiften for det offentlige i alt så godt som hverken højere eller lavere pr. ung "
        "(bedste bud 2 kr., sandsynligvis 1 til 4 kr.)",
        "costs the public purse next to nothing more or less per young person (best guess DKK 2, "
        "likely DKK 1 to 4)",
    ),
}
EFFECTS = {
    "more years": Said(
        gives(MORE, ACTIVE_YEARS),
        "12,0 flere år pr. 100 unge i uddannelse eller job til og med uge 104 (sandsynligvis 5,0 "
        "til 19,0)",
        "12.0 more years per 100 young people in education or work up to week 104 (likely 5.0 to "
        "19.0)",
    ),
    "fewer years": Said(
        gives(FEWER, ACTIVE_YEARS),
        "12,0 færre år pr. 100 unge i uddannelse eller job til og med uge 104 (sandsynligvis 5,0 "
        "til 19,0)",
        "12.0 fewer years per 100 young people in education or work up to week 104 (likely 5.0 to"
        " 19.0)",
    ),
    "years undecided": Said(
        gives(EFFECT_UNSURE, ACTIVE_YEARS),
        "ingen forskel i år i uddannelse eller job til og med uge 104, der kan skelnes fra nul "
        "(sandsynligvis −5,0 til 9,0 pr. 100 unge)",
        "no difference in years in education or work up to week 104 that can be told from zero "
        "(likely −5.0 to 9.0 per 100 young people)",
    ),
    "more people in education": Said(
        gives(MORE, "education"),
        "120 flere af 1.000 unge i uddannelse i uge 104 (sandsynligvis 50 til 190)",
        "120 more of 1,000 young people in education in week 104 (likely 50 to 190)",
    ),
    "fewer people in education": Said(
        gives(FEWER, "education"),
        "120 færre af 1.000 unge i uddannelse i uge 104 (sandsynligvis 50 til 190)",
        "120 fewer of 1,000 young people in education in week 104 (likely 50 to 190)",
    ),
    "people in education undecided": Said(
        gives(EFFECT_UNSURE, "education"),
        "ingen forskel i antallet af unge i uddannelse i uge 104, der kan skelnes fra nul "
        "(sandsynligvis −50 til 90 pr. 1.000)",
        "no difference in the number of young people in education in week 104 that can be told "
        "from zero (likely −50 to 90 per 1,000)",
    ),
    "more people in jobs": Said(
        gives(MORE, "employment"),
        "120 flere af 1.000 unge i job i uge 104 (sandsynligvis 50 til 190)",
        "120 more of 1,000 young people in work in week 104 (likely 50 to 190)",
    ),
    "fewer people in jobs": Said(
        gives(FEWER, "employment"),
        "120 færre af 1.000 unge i job i uge 104 (sandsynligvis 50 til 190)",
        "120 fewer of 1,000 young people in work in week 104 (likely 50 to 190)",
    ),
    "more weeks": Said(
        gives(HUNDREDTH, "employment_weeks"),
        "1,2 flere uger pr. ung i job til og med uge 104 (sandsynligvis 0,5 til 1,9)",
        "1.2 more weeks per young person in work up to week 104 (likely 0.5 to 1.9)",
    ),
    "fewer weeks": Said(
        gives(replace(HUNDREDTH, mean=-1.2, low=-1.9, high=-0.5), "education_weeks"),
        "1,2 færre uger pr. ung i uddannelse til og med uge 104 (sandsynligvis 0,5 til 1,9)",
        "1.2 fewer weeks per young person in education up to week 104 (likely 0.5 to 1.9)",
    ),
    "weeks undecided": Said(
        gives(replace(HUNDREDTH, low=-0.5), "off_benefit_weeks"),
        "ingen forskel i uger uden ydelse, ressourceforløb eller pension til og med uge 104, der "
        "kan skelnes fra nul (sandsynligvis −0,5 til 1,9 pr. ung)",
        "no difference in weeks without benefit, resource course or pension up to week 104 that "
        "can be told from zero (likely −0.5 to 1.9 per young person)",
    ),
}
ANSWERS = {
    "best guess, dearer and more": Said(
        guessed(DEARER, MORE),
        "Bedste bud: over 104 uger er udgiften for det offentlige i alt 34.000 kr. højere pr. ung"
        " (sandsynligvis 31.000 til 36.000 kr.) med »To års mentor« end med »Ingen mentor«, og "
        "det giver 12,0 flere år pr. 100 unge i uddannelse eller job til og med uge 104 "
        "(sandsynligvis 5,0 til 19,0).",
        "Best guess: over 104 weeks “Two years” costs the public purse DKK 34,000 more per young "
        "person (likely DKK 31,000 to 36,000) than “No mentor”, and gives 12.0 more years per 100"
        " young people in education or work up to week 104 (likely 5.0 to 19.0).",
    ),
    "best guess, cheaper and fewer": Said(
        guessed(CHEAPER, FEWER),
        "Bedste bud: over 104 uger er udgiften for det offentlige i alt 34.000 kr. lavere pr. ung"
        " (sandsynligvis 31.000 til 36.000 kr.) med »To års mentor« end med »Ingen mentor«, og "
        "det giver 12,0 færre år pr. 100 unge i uddannelse eller job til og med uge 104 "
        "(sandsynligvis 5,0 til 19,0).",
        "Best guess: over 104 weeks “Two years” costs the public purse DKK 34,000 less per young "
        "person (likely DKK 31,000 to 36,000) than “No mentor”, and gives 12.0 fewer years per "
        "100 young people in education or work up to week 104 (likely 5.0 to 19.0).",
    ),
    "net cost": Said(
        returned(CHEAPER),
        "»To års mentor« er en nettoudgift for det offentlige på 34.000 kr. pr. ung over 104 "
        "uger: indsatsens regning er 40.000 kr. (heraf 2.000 kr. til opstart); 9.000 kr. går til "
        "SU og skole til dem, der studerer mere; 15.000 kr. kommer igen som sparede ydelser og "
        "pensioner og skat af løn (heraf 5.000 kr. som pension og ressourceforløb, hvis sats "
        "er en antagelse).",
        "“Two years” is a net cost to the public of DKK 34,000 per young person over 104 weeks: "
        "the programme's bill is DKK 40,000 (DKK 2,000 of it for start-up); DKK 9,000 go to SU "
        "and school for those who study more; DKK 15,000 come back as benefits and pensions saved"
        " and tax on work (DKK 5,000 of it as pensions and resource courses, whose rate is an "
        "assumption).",
    ),
    "net saving": Said(
        returned(DEARER),
        "»To års mentor« er tjent hjem efter 104 uger: regningen er 40.000 kr. pr. ung, og "
        "det offentlige sparer 34.000 kr. netto.",
        "“Two years” has paid for itself within 104 weeks: its bill is DKK 40,000 per young "
        "person, and the public saves DKK 34,000 net.",
    ),
    "net undecided, best guess a saving": Said(
        returned(COST_UNSURE),
        "Om »To års mentor« koster eller sparer det offentlige penge over 104 uger, kan ikke "
        "afgøres: regningen er 40.000 kr. pr. ung, og bedste bud på nettoresultatet er +1.000 kr."
        " (plus er en gevinst), med et interval, der rummer nul.",
        "Whether “Two years” costs or saves the public money over 104 weeks cannot be told: its "
        "bill is DKK 40,000 per young person, and the best guess of the net result is DKK +1,000 "
        "(plus is a gain), with an interval that holds zero.",
    ),
    "net undecided, best guess a cost": Said(
        returned(span(-1_000, -6_100, 4_200)),
        "Om »To års mentor« koster eller sparer det offentlige penge over 104 uger, kan ikke "
        "afgøres: regningen er 40.000 kr. pr. ung, og bedste bud på nettoresultatet er −1.000 kr."
        " (plus er en gevinst), med et interval, der rummer nul.",
        "Whether “Two years” costs or saves the public money over 104 weeks cannot be told: its "
        "bill is DKK 40,000 per young person, and the best guess of the net result is DKK −1,000 "
        "(plus is a gain), with an interval that holds zero.",
    ),
    "net unchanged": Said(
        returned(NEXT_TO_NOTHING),
        "»To års mentor« ændrer så godt som ikke det offentliges nettoresultat over 104 uger: "
        "regningen er 40.000 kr. pr. ung, og nettoresultatet er +2 kr. (plus er en gevinst).",
        "“Two years” changes the public's net result over 104 weeks by next to nothing: its bill "
        "is DKK 40,000 per young person, and the net result is DKK +2 (plus is a gain).",
    ),
    "no bill, net saving": Said(
        returned(DEARER, span(500, 0, 900)),
        "»To års mentor« har ikke en større regning end det, det sættes op imod; over 104 uger "
        "ændres det offentliges nettoresultat med +34.000 kr. pr. ung (plus er en gevinst; "
        "regningen er −500 kr.).",
        "“Two years” has no larger bill than what it is set against; over 104 weeks the public's "
        "net result differs by DKK +34,000 per young person (plus is a gain; its bill is DKK "
        "−500).",
    ),
    "no bill, net cost": Said(
        returned(CHEAPER, span(500, 0, 900)),
        "»To års mentor« har ikke en større regning end det, det sættes op imod; over 104 uger "
        "ændres det offentliges nettoresultat med −34.000 kr. pr. ung (plus er en gevinst; "
        "regningen er −500 kr.).",
        "“Two years” has no larger bill than what it is set against; over 104 weeks the public's "
        "net result differs by DKK −34,000 per young person (plus is a gain; its bill is DKK "
        "−500).",
    ),
    "too few draws": Said(
        lambda language: few(decided(draws=FEW), language),
        "8 sæt af parametre og priser er for få til en vurdering: det kræver 39, så enderne af et"
        " 95 %-interval ikke er gættet (`--draws 39` eller flere). Hvilken indsats der er bedst, "
        "hvad den er værd, og hvor sandsynligt det er, siges derfor ikke; beløb er gennemsnit "
        "over disse sæt med de yderste af dem bagefter.",
        "8 sets of parameters and prices are too few for a verdict: it takes 39, so that the ends"
        " of a 95% interval are not guessed (`--draws 39` or more). Which policy is better, what "
        "it is worth and how likely that is, is therefore not said; amounts are means over these "
        "sets, with the outermost of them behind.",
    ),
    "so far": Said(
        lambda language: so_far(decided(draws=FEW), language),
        "Gennemsnit indtil videre over 104 uger, »To års mentor« i forhold til »Ingen mentor«: "
        "+34.000 kr. (31.000 til 36.000) i udgift for det offentlige i alt pr. ung, og +12,0 år "
        "pr. 100 unge i uddannelse eller job til og med uge 104 (5,0 til 19,0).",
        "Mean so far over 104 weeks, “Two years” compared with “No mentor”: DKK +34,000 (31,000 "
        "to 36,000) in cost for the public purse per young person, and +12.0 years per 100 young "
        "people in education or work up to week 104 (5.0 to 19.0).",
    ),
}
PRICES = {
    "price, undecided between": Said(
        priced(PRICE),
        "»To års mentor« koster omkring 280.000 kr. pr. ekstra år i uddannelse eller job "
        "sammenlignet med »Ingen mentor«. Er et ekstra år i uddannelse eller job mindre end "
        "150.000 "
        "kr. værd, er prisen næsten sikkert for høj, over 600.000 kr. er den næsten sikkert værd "
        "at betale; derimellem kan ingen være sikker.",
        "“Two years” costs about DKK 280,000 per extra year in education or work compared with "
        "“No mentor”. If one extra year in education or work is worth less than DKK 150,000, the "
        "price is almost surely too high, above DKK 600,000 almost surely worth paying; in between "
        "nobody can be sure.",
    ),
    "price, never worth it": Said(
        priced(PRICE, undecided=((150_000, ENDLESS),)),
        "»To års mentor« koster omkring 280.000 kr. pr. ekstra år i uddannelse eller job "
        "sammenlignet med »Ingen mentor«. Er et ekstra år i uddannelse eller job mindre end "
        "150.000 "
        "kr. værd, er prisen næsten sikkert for høj; ingen værdi gør den næsten sikkert værd at "
        "betale.",
        "“Two years” costs about DKK 280,000 per extra year in education or work compared with "
        "“No mentor”. If one extra year in education or work is worth less than DKK 150,000, the "
        "price is almost surely too high; no value makes it almost surely worth paying.",
    ),
    "price, sure": Said(
        priced(PRICE, undecided=()),
        "»To års mentor« koster omkring 280.000 kr. pr. ekstra år i uddannelse eller job "
        "sammenlignet med »Ingen mentor«. Intervallet efterlader ingen tvivl ved nogen værdi.",
        "“Two years” costs about DKK 280,000 per extra year in education or work compared with "
        "“No mentor”. The interval leaves no doubt at any value.",
    ),
    "saves": Said(
        priced(SAVES),
        "»To års mentor« sparer omkring 280.000 kr. pr. ekstra år i uddannelse eller job, der "
        "opgives, sammenlignet med »Ingen mentor«: kun godt for den, som det er mindre værd for.",
        "“Two years” saves about DKK 280,000 for each extra year in education or work that is "
        "given up compared with “No mentor”: good only for those to whom it is worth less than "
        "that.",
    ),
    "no price, effect unsure": Said(
        priced(UNCLEAR),
        "Hvad »To års mentor« koster pr. ekstra år i uddannelse eller job, kan ikke siges: "
        "sammenlignet med »Ingen mentor« kan virkningen lige så vel være nul, så en pris pr. "
        "enhed ville ikke give mening.",
        "What “Two years” costs per extra year in education or work cannot be said: compared with"
        " “No mentor” the effect may as well be none, so a price per unit would have no meaning.",
    ),
    "no price, better and cheaper": Said(
        priced(DOMINATES),
        "En pris pr. ekstra år i uddannelse eller job er ikke nødvendig: »To års mentor« giver i "
        "gennemsnit mere for færre penge end »Ingen mentor«.",
        "No price per extra year in education or work is needed: on average “Two years” gives "
        "more for less money than “No mentor”.",
    ),
    "no price, worse and dearer": Said(
        priced(DOMINATED),
        "En pris pr. ekstra år i uddannelse eller job er ikke nødvendig: »To års mentor« giver i "
        "gennemsnit mindre for flere penge end »Ingen mentor«.",
        "No price per extra year in education or work is needed: on average “Two years” gives "
        "less for more money than “No mentor”.",
    ),
    "no price, the same": Said(
        priced(SAME),
        "Der er ingen pris pr. ekstra år i uddannelse eller job: »To års mentor« og »Ingen "
        "mentor« koster og giver det samme.",
        "There is no price per extra year in education or work: “Two years” and “No mentor” cost "
        "and give the same.",
    ),
    "no price, too few draws": Said(
        priced(TOO_FEW),
        "Hvad »To års mentor« koster pr. ekstra år i uddannelse eller job sammenlignet med »Ingen"
        " mentor«, siges ikke: 8 sæt af parametre og priser er for få til en vurdering: det "
        "kræver 39.",
        "What “Two years” costs per extra year in education or work compared with “No mentor” is "
        "not said: 8 sets of parameters and prices are too few for a verdict: it takes 39.",
    ),
    "cell, saves": Said(
        cell(SAVES), "sparer 280.000 kr. pr. tabt enhed", "saves DKK 280,000 per unit lost"
    ),
    "cell, better and cheaper": Said(
        cell(DOMINATES), "ingen: bedre og billigere", "none: better and cheaper"
    ),
    "cell, worse and dearer": Said(
        cell(DOMINATED), "ingen: dårligere og dyrere", "none: worse and dearer"
    ),
}
CHOICES = {
    "best at a value": Said(
        lambda language: choice(decided(), language),
        "For den, der mener, at et ekstra år i uddannelse eller job er 150.000 kr. værd ud over "
        "de kroner, der er talt med, er »To års mentor« det bedste valg (sandsynlighed 80 %).",
        "For somebody to whom one extra year in education or work is worth DKK 150,000 besides "
        "the kroner counted, “Two years” is the best choice (probability 80%).",
    ),
    "never the best": Said(
        lambda language: choice(decided(best=0, dominated=True), language),
        "For den, der mener, at et ekstra år i uddannelse eller job er 150.000 kr. værd ud over "
        "de kroner, der er talt med, er »Ingen mentor« det bedste valg (sandsynlighed 80 %). I "
        "gennemsnit aldrig det bedste køb, uanset værdien: »To års mentor«.",
        "For somebody to whom one extra year in education or work is worth DKK 150,000 besides "
        "the kroner counted, “No mentor” is the best choice (probability 80%). On average never "
        "the best buy, whatever it is worth: “Two years”.",
    ),
    "both lose": Said(
        pays(CHEAPER, CHEAPER, COST_UNSURE),
        "Hvem betaler, pr. ung: kommunen mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.);"
        " staten mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.); for den unge selv kan "
        "det gå begge veje (bedste bud 1.000 kr., sandsynligvis −4.200 til 6.100 kr.). Kommune og"
        " stat har samme interesse her.",
        "Who pays, per young person: the municipality loses DKK 34,000 (likely DKK 31,000 to "
        "36,000); the state loses DKK 34,000 (likely DKK 31,000 to 36,000); for the young person "
        "it can be either way (best guess DKK 1,000, likely DKK −4,200 to 6,100). Municipality "
        "and state have the same interest here.",
    ),
    "the state may gain or lose": Said(
        pays(CHEAPER, COST_UNSURE, DEARER),
        "Hvem betaler, pr. ung: kommunen mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.);"
        " for staten kan det gå begge veje (bedste bud 1.000 kr., sandsynligvis −4.200 til 6.100 "
        "kr.); den unge selv vinder 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.). Om kommune "
        "og stat har samme interesse her, kan ikke siges.",
        "Who pays, per young person: the municipality loses DKK 34,000 (likely DKK 31,000 to "
        "36,000); for the state it can be either way (best guess DKK 1,000, likely DKK −4,200 to "
        "6,100); the young person gains DKK 34,000 (likely DKK 31,000 to 36,000). Whether "
        "municipality and state have the same interest here cannot be said.",
    ),
    "next to nothing changes for the state": Said(
        pays(CHEAPER, NEXT_TO_NOTHING, NEARLY_ZERO),
        "Hvem betaler, pr. ung: kommunen mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.);"
        " for staten ændrer det så godt som intet (bedste bud 2 kr., sandsynligvis 1 til 4 kr.); "
        "den unge selv mister 247 kr. (sandsynligvis 1 til 899 kr.). Højst én af kommune og stat "
        "vinder eller mister her: deres interesser støder ikke sammen.",
        "Who pays, per young person: the municipality loses DKK 34,000 (likely DKK 31,000 to "
        "36,000); for the state next to nothing changes (best guess DKK 2, likely DKK 1 to 4); the "
        "young person loses DKK 247 (likely DKK 1 to 899). At most one of municipality and state "
        "gains or loses here: their interests do not collide.",
    ),
    "all kinds of groups": Said(
        gained(woman=(0.1, 4.2), man=(-2.1, -0.3), danish=(-0.4, 3.0)),
        "År i uddannelse eller job, »To års mentor« i forhold til »Ingen mentor«: flere for "
        "Kvinder; færre for Mænd; flere eller færre, det kan ikke siges, for Dansk oprindelse. Om "
        "en gruppe får mere ud af det end en anden, kan kun siges, hvor deres intervaller ligger "
        "hver for sig.",
        "Years in education or work, “Two years” against “No mentor”: more for Women; fewer for "
        "Men; more or fewer, it cannot be said, for Danish origin. Whether one group gains more "
        "than another is told only where their intervals lie apart.",
    ),
    "municipality gains, state pays": Said(
        pays(DEARER, CHEAPER, COST_UNSURE),
        "Hvem betaler, pr. ung: kommunen vinder 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.);"
        " staten mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.); for den unge selv kan "
        "det gå begge veje (bedste bud 1.000 kr., sandsynligvis −4.200 til 6.100 kr.). Kommune og"
        " stat har modsatte interesser her.",
        "Who pays, per young person: the municipality gains DKK 34,000 (likely DKK 31,000 to "
        "36,000); the state loses DKK 34,000 (likely DKK 31,000 to 36,000); for the young person "
        "it can be either way (best guess DKK 1,000, likely DKK −4,200 to 6,100). Municipality "
        "and state have opposite interests here.",
    ),
    "municipality pays, state gains": Said(
        pays(CHEAPER, DEARER, DEARER),
        "Hvem betaler, pr. ung: kommunen mister 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.);"
        " staten vinder 34.000 kr. (sandsynligvis 31.000 til 36.000 kr.); den unge selv vinder "
        "34.000 kr. (sandsynligvis 31.000 til 36.000 kr.). Kommune og stat har modsatte "
        "interesser her.",
        "Who pays, per young person: the municipality loses DKK 34,000 (likely DKK 31,000 to "
        "36,000); the state gains DKK 34,000 (likely DKK 31,000 to 36,000); the young person "
        "gains DKK 34,000 (likely DKK 31,000 to 36,000). Municipality and state have opposite "
        "interests here.",
    ),
    "successes that pay": Said(
        succeeds(RATE),
        "Med »To års mentor« ville 31,0 flere år i job pr. 100 unge betale regningen; 12,0 er "
        "forventet (sandsynligvis 5,0 til 19,0), så sandsynligheden for, at job alene betaler den"
        " inden for 104 uger, er 4 %.",
        "With “Two years”, 31.0 more years in work per 100 young people would pay the bill; 12.0 "
        "are expected (likely 5.0 to 19.0), so the probability that work alone pays it within 104"
        " weeks is 4%.",
    ),
    "no success pays": Said(
        succeeds(None),
        "Med »To års mentor« betaler intet antal år i job regningen: sådan et år er intet værd "
        "for den, der betaler.",
        "With “Two years”, no number of years in work pays the bill: such a year is worth nothing"
        " to the purse.",
    ),
    "worth of a study": Said(
        lambda language: study(decided(), language),
        "Ved 150.000 kr. pr. ekstra år i uddannelse eller job ville fuld vished højst være 1.200 "
        "kr. pr. ung værd; en undersøgelse, der koster mere, er ikke pengene værd, uanset hvad "
        "den viser. Fuld vished ville være mest værd, hvis et ekstra år i uddannelse "
        "eller job er 300.000 kr. værd: højst 3.400 kr. pr. ung. Mest værd at vide: hvem der får "
        "mere eller mindre ud af det.",
        "At DKK 150,000 per extra year in education or work knowing everything for certain would "
        "be worth at most DKK 1,200 per young person; a study that costs more is not worth it, "
        "whatever it finds. Full certainty would be worth most if one extra year in "
        "education or work is worth DKK 300,000: DKK 3,400 per young person at most. Most worth "
        "knowing: who responds more or less.",
    ),
    "worth of a study, of several": Said(
        lambda language: study(
            decided(told=("mentor_prices", "school_prices"), target_group=2_000), language
        ),
        "Ved 150.000 kr. pr. ekstra år i uddannelse eller job ville fuld vished højst være 1.200 "
        "kr. pr. ung, 2,4 mio. kr. for 2.000 værd; en undersøgelse, der koster mere, er ikke "
        "pengene værd, uanset hvad den viser. Fuld vished ville være mest værd, hvis et ekstra år "
        "i uddannelse eller job er 300.000 kr. værd: højst 3.400 kr. pr. ung, 6,8 mio. kr. for "
        "2.000. Mest værd at vide, "
        "uden at de kan skelnes: hvad en mentor koster; hvad skolen koster.",
        "At DKK 150,000 per extra year in education or work knowing everything for certain would "
        "be worth at most DKK 1,200 per young person, DKK 2.4 million for 2,000; a study that "
        "costs more is not worth it, whatever it finds. Full certainty would be worth most if one "
        "extra year in education or work is worth DKK 300,000: DKK 3,400 per young person, DKK "
        "6.8 million for 2,000 at most. Most "
        "worth knowing, and not to be told apart: what a mentor costs; what school costs.",
    ),
    "no study is worth anything": Said(
        lambda language: study(decided(evpi=(0, 0), told=()), language),
        "Ved 150.000 kr. pr. ekstra år i uddannelse eller job kan ingen undersøgelse af parametre"
        " og priser ændre valget: alle sæt er enige, så den ville intet være værd.",
        "At DKK 150,000 per extra year in education or work no study of the parameters and prices"
        " could change the choice: all sets agree, so it would be worth nothing.",
    ),
    "limits": Said(
        lambda language: limits(decided(), language),
        "Uvist: uger efter uge 73 og længere forløb end i forsøget hviler på modellen (†); 3 "
        "priser er antagelser, som ingen kilde dækker; helbred, mestring og motivation er ikke "
        "prissat.",
        "Not known: weeks after week 73, and support longer than in the trial, rest on the model "
        "(†); 3 prices are assumptions that nobody could source; health, coping and motivation "
        "are not priced.",
    ),
}

LABELS = {
    "column, pays": Said(
        lambda language: language.text("decide.column.pays"),
        "Sandsynlighed for, at det betaler sig",
        "Probability that it pays",
    ),
    "cell, no number pays": Said(
        lambda language: language.text("decide.cell.never_pays"),
        "intet antal er nok",
        "no number pays",
    ),
    "whoever pays": Said(
        lambda language: language.text("whose.programme"),
        "den, der betaler regningen,",
        "whoever pays the bill",
    ),
    "worth learning": Said(
        lambda language: most_words(("benefit_prices", "work_prices"), language),
        "ydelser, SU og hvem der får dem; løn og arbejdstid",
        "benefits, SU and who receives them; pay and hours worked",
    ),
}

CASES = {**COSTS, **EFFECTS, **ANSWERS, **PRICES, **CHOICES, **LABELS}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_written_by_hand(case: str, code: str) -> None:
    assert plain(CASES[case].say(Language(code))) == CASES[case].wanted(code)
