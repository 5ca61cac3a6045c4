"""How tables and figures of decisions and forecasts are read, as typed here.

They say what is a cost, what a saving, and what is above or below.
"""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, catalogue
from tests.support.pinned import Holds

PHRASES = {
    "forecast.caption.purses": Holds(
        ("Hele perioden {first}-{last} ({unit}): hvem betaler, og hvornår er det tjent hjem?",),
        ("The whole time, {first}-{last} ({unit}): who pays, and when is the money back?",),
    ),
    "forecast.caption.blocks": Holds(
        (
            "Hvad hver blok af uger koster og giver fra {first} til og med {last}, pr. {number} "
            "unge, der begynder",
        ),
        (
            "What each block of weeks costs and gives from {first} to {last}, per {number} young "
            "people who enter",
        ),
    ),
    "forecast.column.cost": Holds(
        ("Udgift",),
        ("Cost",),
    ),
    "forecast.column.saving": Holds(
        ("Gevinst",),
        ("Saving",),
    ),
    "forecast.column.within": Holds(
        ("Tjent hjem på {years} år",),
        ("Back in {years} years",),
    ),
    "forecast.column.block_cost": Holds(
        ("Udgift, {unit}",),
        ("Cost, {unit}",),
    ),
    "forecast.column.in_education": Holds(
        ("Flere i udd., uge {week}",),
        ("In school, week {week}",),
    ),
    "forecast.column.education_years": Holds(
        ("Flere år i udd.",),
        ("Years in school",),
    ),
    "forecast.column.employment_years": Holds(
        ("Flere år i job",),
        ("Years in work",),
    ),
    "forecast.column.per_year": Holds(
        ("Udgift pr. år i udd. eller job",),
        ("Cost per year in school or work",),
    ),
    "forecast.note.columns": Holds(
        (
            "er fuldtidsstillinger, der betales: de ansatte, hvor en indsats angiver antallet,",
            "brug. Pladser og venter er gennemsnit over året. Udgift er mentorer og opstart; "
            "gevinst er alt andet, der flytter sig (ydelser,",
            "skat, pension), med fortegn; netto er gevinst minus udgift ({level}-interval over "
            "parametre",
        ),
        (
            "Mentors are full-time posts that are paid: those employed where a policy gives their"
            " number,",
            "and waiting are averages over the year. Cost is mentors and start-up; saving is "
            "everything else that moves (benefit,",
            "school, tax, pension), with its sign; net is saving less cost ({level} interval over"
            " parameters",
        ),
    ),
    "forecast.note.purses": Holds(
        (
            "Tjent hjem: summen er nul eller mere og bliver ved med at være det, så",
            "regnes til samme pris som ydelse. Ledig mentortid betalt: også den mentortid, som "
            "ledige pladser",
        ),
        (
            "Back: the sum is zero or more and stays so as far as the forecast",
            "courses is priced as benefit. Spare time paid: the mentor time that empty places "
            "leave to others is paid too.",
        ),
    ),
    "forecast.note.blocks": Holds(
        (
            "Hver blok er sat op imod den foregående. Udgift er mentorer og opstart for det "
            "offentlige ({level}-intervaller). Udgift pr. år i uddannelse eller job: i",
        ),
        (
            "Each block is set against the one before. Cost is mentors and start-up, for the "
            "public ({level} intervals). Cost per year in education or work: in",
            "undecided whether the block is worth its cost; ?: the effect may be zero, so the",
        ),
    ),
    "forecast.way.spare_time_paid": Holds(
        ("Ledig mentortid betalt:",),
        ("Spare mentor time paid:",),
    ),
    "forecast.caption.fading": Holds(
        (
            "Nettoresultat af {policy} til udgangen af {last} ({unit}, {level}-intervaller), efter "
            "hvor hurtigt paratheden aftager, når støtten er slut:",
        ),
        (
            "Net of {policy} until the end of {last} ({unit}, {level} intervals) by how fast "
            "readiness fades once support is over:",
        ),
    ),
    "forecast.column.fades_slowly": Holds(
        ("aftager langsomst: halvdelen er væk efter {weeks} uger",),
        ("fades slowest: half is gone after {weeks} weeks",),
    ),
    "forecast.column.fades_fast": Holds(
        ("aftager hurtigst: efter {weeks} uger",),
        ("fades fastest: after {weeks} weeks",),
    ),
    "forecast.note.fading": Holds(
        (
            "Intet forsøg og ingen undersøgelse siger, hvor hurtigt paratheden aftager, når støtten"
            " er slut.",
            "hvor den aftager langsomst (halvdelen er væk efter {fades_slowly_weeks} uger), er "
            "nettoresultatet af {policy} for det offentlige til udgangen af {last} {fades_slowly},",
            "hvor den aftager hurtigst (halvdelen efter {fades_fast_weeks} uger), {fades_fast}.",
            "Et nettoresultat under 0 er en udgift.",
        ),
        (
            "No trial and no study says how fast readiness fades once support is over.",
            "fades slowest (half of it is gone after {fades_slowly_weeks} weeks) the net of "
            "{policy} for the public until the end of {last} is {fades_slowly},",
            "fades fastest (half after {fades_fast_weeks} weeks) {fades_fast}.",
            "A net below 0 is a cost.",
        ),
    ),
    "forecast.note.fading.few": Holds(
        (
            "siger, hvor hurtigt paratheden aftager, når støtten er slut. Hvad nettoresultatet er, "
            "hvor den aftager langsomst og hurtigst, siges fra {least} parametersæt; her er "
            "{draws}.",
        ),
        (
            "says how fast readiness fades once support is over. What the net is where it fades "
            "slowest and fastest is told from {least} draws on; here are {draws}.",
        ),
    ),
    "forecast.note.horizon": Holds(
        (
            "Alt efter udgangen af {last} er skåret fra, både udgifter og gevinster. Den, der "
            "begynder i det sidste år, ses kun i en del af et år.",
        ),
        (
            "Everything after the end of {last} is cut off, costs and gains alike. Whoever enters"
            " in the last year is seen for part of a year only.",
        ),
    ),
    "forecast.note.beyond": Holds(
        ("(efter 73 uger, eller efter 52 uger med længere støtte end forsøgets): de hviler",),
        ("(after week 73, or after week 52 with longer support than the trial's): they",),
    ),
    "forecast.note.pension": Holds(
        ("Forsøget siger kun, at lidt færre fik førtidspension eller ressourceforløb,",),
        (
            "The trial only says that slightly fewer had pensions or resource courses,",
            "model nobody leaves a pension, so that it grows over the years, and resource courses "
            "end; net is therefore",
        ),
    ),
    "forecast.note.courses.none": Holds(
        ("Fra {date} begynder der ingen nye ressourceforløb, som loven fra december 2025 siger.",),
        ("No new resource courses begin from {date} on, as the law of December 2025 says.",),
    ),
    "forecast.note.courses.as-before": Holds(
        ("Ressourceforløb begynder som før. Efter loven fra december 2025 begynder der ingen nye",),
        ("Resource courses begin as before. By the law of December 2025 no new ones begin from",),
    ),
    "forecast.note.spare_time": Holds(
        (
            "kommer de andre unge til gode uden at være betalt; »Ledig mentortid betalt« viser "
            "netto, hvis den tid også skal betales.",
        ),
        (
            "gives the number of mentors, they are paid for all their hours; where mentors",
            "follow from the young people, they are paid for places in use. Some of the time",
            "to the other young people without being paid for; “spare time paid” shows the net if"
            " the programme has to pay it too.",
        ),
    ),
    "forecast.note.start_up": Holds(
        (
            "Opstart betales for nye stillinger, når flere er i brug end nogensinde før (eller",
            "ansættes og oplæres på samme måde; det er med i mentorernes timepris.",
        ),
        (
            "Start-up is paid for new posts, as more are in use than ever before (or for",
            "recruited and introduced in the same way; that is in the price of a mentor's hour.",
        ),
    ),
    "forecast.note.draws": Holds(
        (
            "Intervaller rummer parametre og priser sammen: {draws} parametersæt, hvert med sit "
            "eget sæt priser. Simuleringens tilfældighed er taget ud.",
        ),
        (
            "Intervals hold parameters and prices together: {draws} sets of parameters, each with"
            " its own set of prices. The simulation's chance is taken out.",
        ),
    ),
    "forecast.note.size": Holds(
        ("er regnet om til {people}. Køer er lidt kortere i en større verden.",),
        (
            "in proportion; amounts are turned back into {people}. Queues are slightly shorter in"
            " a larger world.",
        ),
    ),
    "forecast.figure.payback": Holds(
        ("tjent hjem (gennemsnit)",),
        ("money back (mean)",),
    ),
    "forecast.figure.paid": Holds(
        ("tjent hjem i {year}",),
        ("back in {year}",),
    ),
    "forecast.figure.unpaid": Holds(
        ("ikke tjent hjem i {year} (sandsynlighed {chance})",),
        ("not back by {year} (chance {chance})",),
    ),
    "forecast.figure.cost": Holds(
        ("udgift",),
        ("cost",),
    ),
    "forecast.figure.saving": Holds(
        ("gevinst",),
        ("saving",),
    ),
    "forecast.figure.loss": Holds(
        ("anden merudgift (ydelser, SU, skole ...)",),
        ("other extra cost (benefit, SU, school ...)",),
    ),
    "forecast.figure.average": Holds(
        ("gennemsnit over året",),
        ("average over the year",),
    ),
    "forecast.figure.most": Holds(
        ("uge med flest",),
        ("highest week",),
    ),
    "forecast.figure.block.cost": Holds(
        ("Udgift pr. ung, 1.000 kr.",),
        ("Cost per young person, DKK 1,000",),
    ),
    "decide.caption.ratios": Holds(
        ("Merudgift og virkning pr. ung i forhold til {reference}",),
        ("Extra cost and effect per young person against {reference}",),
    ),
    "report.kroner.heading": Holds(
        ("Hvem betaler? Kroner år for år",),
        ("Kroner by purse and year",),
    ),
    "forecast.caption.by_purse": Holds(
        ("Hvem betaler? Netto år for år ({unit}), med interval",),
        ("Net of each purse, year by year ({unit}), with interval",),
    ),
    "decide.column.cost": Holds(
        ("Merudgift, kr.\n({level}-interval)",),
        ("Extra cost, DKK\n({level} interval)",),
    ),
    "decide.column.frontier": Holds(
        ("Bedste køb?",),
        ("Best buy?",),
    ),
    "decide.note.ratios": Holds(
        (
            "hvor det ikke kan siges, hvilken af de to der er bedst. Bedste køb: om der er",
            "hvor intet andet i sammenligningen er bedre i gennemsnit.",
        ),
        (
            "at which it cannot be said which of the two is the better. Best buy: whether there is",
            "unit at which nothing else compared is better on average.",
        ),
    ),
    "decide.status.dominated": Holds(
        ("nej: et andet giver mere for mindre",),
        ("no: another gives more for less",),
    ),
    "decide.status.extendedly dominated": Holds(
        ("nej: en blanding af to andre giver mere for mindre",),
        ("no: two others mixed give more for less",),
    ),
    "decide.caption.sums": Holds(
        ("Hvem betaler, og hvem får: netto kr. pr. ung i forhold til {reference}",),
        ("Who pays and who receives: net DKK per young person against {reference}",),
    ),
    "decide.note.sums": Holds(
        (
            "Plus er penge ind. Uændret: begge ender af intervallet er nærmere nul end {step}.",
            "Det offentlige i alt er",
        ),
        (
            "Plus is into the purse. Unchanged: both ends of the interval are nearer to zero than",
            "Public in all is municipality,",
        ),
    ),
    "decide.note.choice": Holds(
        (
            "nettogevinst; det behøver ikke være det, som er bedst i flest sæt. Værdi af vished: "
            "hvad det højst er værd at kende alle parametre",
        ),
        (
            "The best choice has the highest expected net benefit; it need not be the one that is"
            " best in most sets. Value of certainty: what knowing",
            "parameters and prices would be worth at most (EVPI). Bold: the value asked for.",
        ),
    ),
    "decide.column.best": Holds(
        ("Bedste valg",),
        ("Best choice",),
    ),
    "decide.column.likeliest": Holds(
        ("Bedst i flest sæt",),
        ("Best in most sets",),
    ),
    "decide.note.success": Holds(
        (
            "En succes er et år mere i job eller i uddannelse i stedet",
            "over hele perioden. Et år i uddannelse er en udgift for den, der betaler SU og skole.",
        ),
        (
            "A success is one more year in work, or in education, instead",
            "over the whole time. A year in education costs a purse that pays SU and school.",
        ),
    ),
    "decide.column.pays": Holds(
        ("Sandsynlighed for, at det betaler sig",),
        ("Probability that it pays",),
    ),
    "decide.note.value_of_information": Holds(
        (
            "Delene kan ikke lægges sammen. I parentes: højst det dobbelte af, hvad støj alene "
            "giver i gennemsnit med {draws} sæt.",
        ),
        (
            "Parts do not add up. In brackets: no more than twice what noise alone gives on "
            "average with {draws} sets.",
        ),
    ),
    "decide.note.families": Holds(
        (
            "af alle, ± standardfejl, uden hvad det koster; de første {draws} sæt.",
            "I parentes: under det dobbelte af fejlen, så hvem der skal have hvad, kan ikke siges.",
        ),
        (
            "Value of telling people apart, DKK per young person of all,",
            "In brackets: less than twice its error, so which group should have what cannot be "
            "told.",
        ),
    ),
    "decide.figure.cost": Holds(
        ("Merudgift, kr. pr. ung",),
        ("Extra cost, DKK per young person",),
    ),
    "decide.figure.effect.people": Holds(
        ("Flere af 1.000 {what}",),
        ("More of 1,000 {what}",),
    ),
    "decide.figure.effect.years": Holds(
        ("Flere år pr. 100 unge {what}",),
        ("More years per 100 young people {what}",),
    ),
    "decide.figure.effect.weeks": Holds(
        ("Flere uger pr. ung {what}",),
        ("More weeks per young person {what}",),
    ),
    "decide.figure.probability": Holds(
        ("Sandsynlighed for at være bedst",),
        ("Probability of being best",),
    ),
    "decide.figure.ceaf": Holds(
        ("Det bedste valg i gennemsnit",),
        ("The best choice on average",),
    ),
    "decide.figure.line": Holds(
        ("Ved {worth} pr. enhed: under linjen er det pengene værd",),
        ("Worth {worth} each: below the line is worth its cost",),
    ),
    "decide.figure.noise": Holds(
        ("ikke mere, end støj kan give",),
        ("no more than noise may give",),
    ),
    "decide.finding.plane.price": Holds(
        (
            "{policy}: omkring {value} pr. {unit}, i {share} af sættene med en nettoudgift for "
            "{purse}",
        ),
        ("{policy}: about {value} per {unit}, in {share} of the sets at a net cost for {purse}",),
    ),
    "decide.finding.plane.other": Holds(
        (
            "{policy}: der kan ikke gives en pris pr. {unit}; en nettoudgift for {purse} i "
            "{share} af sættene",
        ),
        (
            "{policy}: no price per {unit} can be given; a net cost for {purse} in {share} of the"
            " sets",
        ),
    ),
    "decide.finding.ceac.one": Holds(
        ("Uanset hvad {one} er værd, op til {high}, er {best} det bedste valg",),
        ("Whatever {one} is worth, up to {high}, {best} is the best choice",),
    ),
    "decide.finding.evpi": Holds(
        (
            "At vide alt med sikkerhed er højst {value} værd pr. ung: så meget, hvis {one} er "
            "omkring {worth} værd",
        ),
        (
            "Knowing everything for certain is worth at most {value} per young person: that much "
            "if {one} is worth about {worth}",
        ),
    ),
    "decide.finding.evpi.none": Holds(
        ("At vide mere ville ikke ændre valget ved nogen værdi op til {high}",),
        ("Knowing more would not change the choice at any value up to {high}",),
    ),
    "decide.finding.evppi.most": Holds(
        (
            "Hvis {one} er {worth} værd, er dette mest værd at vide: {what} (op til {value} "
            "pr. ung)",
        ),
        ("If {one} is worth {worth}, most worth knowing: {what} (up to {value} per young person)",),
    ),
    "decide.finding.evppi.plain": Holds(
        ("Hvis {one} er {worth} værd, skiller ingen enkelt ting sig ud som værd at vide",),
        ("If {one} is worth {worth}, no single thing stands out as worth knowing",),
    ),
    "decide.finding.ceac.first": Holds(
        ("Det bedste valg efter, hvad {one} er værd: {policy} op til {worth}, derefter {parts}",),
        ("The best choice by what {one} is worth: {policy} up to {worth}, then {parts}",),
    ),
    "decide.verdict.gain": Holds(
        ("vinder",),
        ("gains",),
    ),
    "decide.verdict.cost": Holds(
        ("betaler",),
        ("pays",),
    ),
    "ranking.caption": Holds(
        ("Indsatser for {hours} brugte, betalte mentortimer i alt, efter {outcome} {when}",),
        ("Policies for {hours} paid mentor hours used in all, by {outcome} {when}",),
    ),
    "ranking.note": Holds(
        (
            "tæller, mens deres pladser er i brug; ansatte timer er det, de samme mentorer får "
            "løn for, fra den første unge begynder, til ingen længere har en mentor eller venter "
            "på en.",
        ),
        (
            "count while their places are in use; hours employed are what the same mentors are "
            "paid from the first entry until nobody",
        ),
    ),
    "ranking.note.over": Holds(
        ("Med dem bruger en indsats højst {share} flere timer, end der er.",),
        ("with these a policy uses at most {share} more hours than the budget.",),
    ),
    "ranking.note.places": Holds(
        ("°: pladser er hele; én mere ville tage flere timer, end der er.",),
        ("°: places are whole; one more would take more hours than there are.",),
    ),
    "ranking.note.everybody": Holds(
        ("*: alle har en plads; indsatsen kan ikke bruge flere timer.",),
        ("*: everybody has a place; the policy cannot use more hours.",),
    ),
    "ranking.column.hours": Holds(
        ("Timer brugt",),
        ("Hours used",),
    ),
    "ranking.column.employed": Holds(
        ("Ansatte timer",),
        ("Hours employed",),
    ),
    "fair.caption": Holds(
        (
            "Hvem vinder, og hvem betaler: {policy} i forhold til {reference}, virkning i eller "
            "til og med uge {week}, kroner over de samme uger, pr. ung i gruppen",
        ),
        (
            "Who gains and who pays: {policy} against {reference}, effects in or up to week "
            "{week}, kroner over the same weeks, per young person of the group",
        ),
    ),
    "fair.row.level.severity": Holds(
        ("Barrierer (0 til 1; mindre er bedre)",),
        ("Barriers (0 to 1; less is better)",),
    ),
    "fair.note.equity": Holds(
        ("{weights}. Gennemsnit over alle {mean}: over 1 løfter vægtene også virkninger",),
        (
            "{stated} An effect counts: {weights}. Mean over everybody {mean}: above 1 the "
            "weights also raise effects as such against kroner. •: the best choice.",
        ),
    ),
    "fair.note": Holds(
        (
            "det, som ingen pris har, i modellens egne enheder fra 0 til 1, alle i gruppen talt "
            "med. En mentor flytter ingen barrierer i denne model: det gør kun hjælp til dem.",
        ),
        (
            "what has no price, in the model's own units from 0 to 1, everybody in the group "
            "counted. A mentor moves no barriers in this model: only help with them does.",
        ),
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("key", PHRASES)
def test_it_reads_as_written_by_hand(key: str, code: str) -> None:
    text = catalogue(code)[key]
    assert PHRASES[key].holds(text, code), text
