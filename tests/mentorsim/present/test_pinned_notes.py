"""How tables, figures and sentences of page, report and sensitivity are read, as typed here.

They say which sign and which side mean what.
"""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, catalogue
from tests.support.pinned import Holds

PHRASES = {
    "until.reached": Holds(
        (
            "{worlds} forløb for hver indsats, før hver gennemsnitlig virkning var kendt bedre "
            "end {asked}: simuleringens standardfejl er højst {error} ({policy})",
        ),
        (
            "{worlds} lives under each policy, to know every mean effect better than {asked}: the "
            "Monte Carlo standard error is at most {error} ({policy})",
        ),
    ),
    "until.not_reached": Holds(
        ("er simuleringens standardfejl stadig {error} ({policy}) og ikke under {asked}.",),
        ("the Monte Carlo standard error is still {error} ({policy}), not below {asked}.",),
    ),
    "search.front.note": Holds(
        (
            "Hver indsats giver mere end de enklere over den, og mere end tilfældigheder kan for",
            "så ud til at give af det første ønske i de verdener, hvor den blev fundet; gevinsten "
            "ved siden af er fra andre verdener",
        ),
        (
            "Each policy gains more than the simpler ones above it, and more than chance can expl",
            "seemed to gain, by the first wish, in the worlds in which it was found; the gain "
            "beside it is from other worlds",
        ),
    ),
    "search.front.heading.given": Holds(
        ("Indsatserne, den bedste først",), ("The policies, from the best down",)
    ),
    "search.front.note.given": Holds(
        (
            "Under den indsats, som alle er sammenlignet med, står indsatserne, som de blev ",
            "valgt, den bedste først",
            "så ud til at give af det første ønske i de verdener, hvor den først blev prøvet; "
            "gevinsten ved siden af er fra andre verdener",
        ),
        (
            "Below the policy that all are set against, the policies stand as they were chosen, "
            "the best first",
            "seemed to gain, by the first wish, in the worlds in which it was first tried; the "
            "gain beside it is from other worlds",
        ),
    ),
    "search.curve.one_more": Holds(
        ("Hvad en mentor mere giver",), ("What one more mentor brings",)
    ),
    "search.curve.million": Holds(
        ("En million kr. mere om året giver",), ("A million kroner a year more brings",)
    ),
    "search.curve.a_million": Holds(
        ("Hvad en million kr. mere giver",), ("What a million kroner more brings",)
    ),
    "search.figure.million": Holds(
        ("{unit} pr. ekstra mio. kr.",), ("{unit} per million kroner more",)
    ),
    "search.report.title": Holds(
        ("Hvordan får vi mest for det, vi har?",), ("How do we get most for what we have?",)
    ),
    "provenance.counts": Holds(("Hvis gevinst der tæller mere",), ("Whose gain counts more",)),
    "search.regret.caption": Holds(
        ("Hvad hver indsats taber i forhold til den bedste i tabellen under hver antagelse",),
        ("What each policy loses against the best one in the table, under each assumption",),
    ),
    "lives.note": Holds(
        ("Om flere eller færre selvforsørgende uden job eller uddannelse er bedst, kan ikke",),
        ("Whether more or fewer self-supported without work or education is better cannot be",),
    ),
    "finding.subgroups.parted": Holds(
        ("{policy}, uge {week}: størst virkning for {most}, mindst for {least}",),
        ("{policy}, week {week}: largest effect for {most}, smallest for {least}",),
    ),
    "finding.subgroups.overlap": Holds(
        ("{policy}, uge {week}: ingen gruppe skiller sig klart ud; intervallerne overlapper",),
        ("{policy}, week {week}: no group clearly stands out; the intervals overlap",),
    ),
    "finding.mentors.waiting": Holds(
        (
            "{policy}: højst {number} fuldtidsmentorer pr. 1.000 unge i brug på samme tid, i uge "
            "{week} efter start (gennemsnit af {draws} parametersæt)",
        ),
        ("{policy}: at most {number} full-time mentors per 1,000",),
    ),
    "finding.mentors": Holds(
        (
            "{policy}: højst {number} ({interval}) fuldtidsmentorer pr. 1.000 unge i brug på "
            "samme tid, i uge {week} efter start ({level}-interval)",
        ),
        (
            "{policy}: at most {number} ({interval}) full-time mentors per 1,000 young people in "
            "use at a time, in week {week} after the start ({level} interval)",
        ),
    ),
    "finding.trial": Holds(
        (
            "Uge {week}: modellen giver {number} procentpoint flere i uddannelse ({interval}); "
            "forsøget fandt omkring {printed}",
        ),
        (
            "Week {week}: the model gives {number} percentage points more in education "
            "({interval}); the trial found about {printed}",
        ),
    ),
    "finding.process": Holds(
        (
            "Tilliden i uge {week} er {strong} blandt unge med mindst 4 i snit og {weak} blandt "
            "unge uden karakterer",
        ),
        (
            "Trust in week {week} is {strong} among young people with marks of 4 or above and "
            "{weak} among those without marks",
        ),
    ),
    "overview.column.education": Holds(
        ("I uddannelse, af 1.000",),
        ("In education, of 1,000",),
    ),
    "overview.column.employment": Holds(
        ("I beskæftigelse, af 1.000",),
        ("In work, of 1,000",),
    ),
    "overview.column.completed": Holds(
        ("Gennemført uddannelse, af 1.000",),
        ("Completed an education, of 1,000",),
    ),
    "overview.column.years": Holds(
        ("År i uddannelse eller job, pr. 100",),
        ("Years in education or work, per 100",),
    ),
    "overview.caption": Holds(
        ("forskel til {reference}, kroner pr. ung ({level}-interval under tallet)",),
        ("difference to {reference}, kroner per young person ({level} interval below the number)",),
    ),
    "overview.mark.best": Holds(("bedst",), ("best",)),
    "overview.note": Holds(
        (
            "»bedst«: klart bedre end alle andre i kolonnen",
            "kan ikke skelnes fra den, der ligger bedst, så der må ikke påstås nogen forskel.",
            "Plus i kroner er penge ind, minus er penge ud.",
            "og får intet mærke.",
        ),
        (
            "“best”: clearly better than all others in the column",
            "cannot be told apart from the one that does best, so no difference may be claimed.",
            "Plus in kroner is money in, minus is money out.",
            "and get no mark.",
        ),
    ),
    "overview.note.waiting": Holds(
        (
            "{draws} parametersæt er for få til at sige, hvilken indsats der er bedst: det kræver "
            "mindst {least}.",
        ),
        ("{draws} draws are too few to say which policy is best: that takes at least {least}.",),
    ),
    "glossary.taper.text": Holds(
        ("Uger med mindre og mindre støtte, før den slutter.",),
        ("Weeks of less and less support before it ends.",),
    ),
    "glossary.trust.text": Holds(
        ("den vokser med møderne.",),
        ("it grows with meetings.",),
    ),
    "glossary.tied.text": Holds(
        ("den må ikke omtales som en gevinst eller et tab.",),
        ("it must not be told as a gain or a loss.",),
    ),
    "glossary.payback.text": Holds(
        ("Summen af penge ind og ud er nul eller mere og bliver",),
        ("The sum of money in and out is zero or more, and stays so.",),
    ),
    "report.question": Holds(
        (
            "Hvor mange flere unge kommer i uddannelse eller job",
            "hvor mange mentorer kræver det, og hvad koster det hvem?",
        ),
        (
            "How many more young people get into education or employment with {policies}",
            "mentors does it take, and what does it cost whom?",
        ),
    ),
    "report.heading.subgroups": Holds(
        ("Hvem har gavn af det?",),
        ("Who gains?",),
    ),
    "report.column.better": Holds(
        ("Sandsynlighed for at være bedre",),
        ("Probability of being better",),
    ),
    "report.note.reading": Holds(
        (
            "skelnes fra nul og skal ikke læses som en gevinst eller et tab. Sandsynligheden for "
            "at være bedre er andelen af de mulige parametersæt, hvor indsatsen giver flest i "
            "uddannelse eller job.",
        ),
        (
            "distinguishable from zero and must not be read as a gain or a loss. The probability "
            "of being better is the share of the possible parameter sets in which the policy has "
            "the most in education or employment.",
        ),
    ),
    "report.note.mentors": Holds(
        (
            "{hours} betalte timer. Betalte timer er de ansatte mentorers: hvor en indsats angiver",
            "nogen har en mentor eller venter på en. Brugte timer er timerne på pladser i brug;",
            "mentorer følger af de unge, er de to ens. Ansatte mentorer på fuld tid er",
            "unge, der starter over {weeks} uger; et længere mentorforløb lægger beslag "
            "på de samme ansatte i længere tid, så med løbende tilgang skal der ansættes flere. "
            "Interval ({level}) i parentes,",
        ),
        (
            "hours. Paid hours are those of the mentors employed: where a policy gives their "
            "number,",
            "anybody has a mentor or waits for one. Hours used are those of the places in use;",
            "the two are the same. Full-time mentors employed are the places for one cohort of",
            "young people who enter over {weeks} weeks; longer mentoring keeps the same staff "
            "busy for longer, so that a steady inflow needs more of them. {level} intervals in "
            "brackets",
        ),
    ),
    "page.heading.effects.education": Holds(
        ("Flere i uddannelse, uge for uge",),
        ("More in education, week by week",),
    ),
    "page.heading.effects.employment": Holds(
        ("Flere i job, uge for uge",),
        ("More in work, week by week",),
    ),
    "page.heading.groups.education": Holds(
        ("Hvem har gavn af det? Uddannelse",),
        ("Who gains: education",),
    ),
    "page.heading.groups.employment": Holds(
        ("Hvem har gavn af det? Job",),
        ("Who gains: work",),
    ),
    "page.heading.chances": Holds(
        ("Sandsynligheden for at være bedst",),
        ("Probability of being better",),
    ),
    "page.caption.chances": Holds(
        ("Sandsynligheden for, at indsatsen er bedre end {reference}",),
        ("Probability that the policy is better than {reference}",),
    ),
    "page.chances.education": Holds(
        ("{policy}: flere i uddannelse",),
        ("{policy}: more in education",),
    ),
    "page.chances.employment": Holds(
        ("{policy}: flere i job",),
        ("{policy}: more in work",),
    ),
    "page.chances.sentence": Holds(
        (
            "Sandsynligheden for, at {policy} har flere i uddannelse end {reference} i uge "
            "{week}, er {chance}.",
        ),
        (
            "The probability that {policy} has more in education than {reference} in week {week} "
            "is {chance}.",
        ),
    ),
    "page.sure.chances.text": Holds(
        (
            "Andelen af de {draws} parametersæt, hvor indsatsen er bedst. Den siger ikke, hvor "
            "meget bedre, og den forudsætter, at modellens regler holder.",
        ),
        ("parameters in which the policy is the better one. It does not say by how much,",),
    ),
    "report.forecast.question": Holds(
        (
            "Hvad koster og giver {policies} år for år, {first}-{last},",
            "tiden kommer nye unge, og hvornår er det tjent hjem?",
        ),
        (
            "What is the cost of {policies}, and what do young people and public purses gain, "
            "year by year, {first}-{last},",
        ),
    ),
    "report.forecast.heading.payback": Holds(
        ("Hvornår er det tjent hjem?",),
        ("When is the money back?",),
    ),
    "report.forecast.note": Holds(
        (
            "Plus er penge ind, minus er penge ud. {level}-interval i parentes: "
            "usikkerheden i både virkning og priser. Faste priser, ikke diskonteret.",
        ),
        ("Plus is money into the purse, minus is money out. {level} interval in",),
    ),
    "page.heading.costs": Holds(
        ("Kroner: hvem betaler, og hvad giver det?",),
        ("Kroner: who pays, and what for",),
    ),
    "page.alt.drivers": Holds(
        (
            "Bjælker, én for hver parameter: til højre vokser virkningen med den, til venstre "
            "bliver den mindre. {finding} Tallene står i tabellen nedenfor.",
        ),
        (
            "Bars, one for each parameter: to the right the effect grows with it, to the left it "
            "shrinks. {finding} The numbers are in the table below.",
        ),
    ),
    "page.heading.threshold": Holds(
        ("Fra hvilken værdi betaler det sig?",),
        ("From which value does it pay?",),
    ),
    "page.forecast.title": Holds(
        ("Hvad koster det over årene?",),
        ("What does it cost over the years?",),
    ),
    "page.forecast.lead.blocks": Holds(
        (
            "De unge, der kommer i ét år, får støtte i flere blokke af uger. Hvad koster hver "
            "blok, og hvad giver den over årene?",
        ),
        (
            "The young people who come in one year get support for further blocks of weeks. What "
            "does each block cost, and what does it buy over the years?",
        ),
    ),
    "page.forecast.lead.policies": Holds(
        (
            "Der kommer unge hvert år. Hvad koster de, hvad giver de kommune, stat og de unge",
            "hvor mange mentorer skal der til, og hvornår er det tjent hjem? Indsatserne er dem",
        ),
        ("Young people come every year. What do they cost and bring each purse, how many mentors",),
    ),
    "page.forecast.shows.blocks": Holds(
        ("hver ekstra blok af uger: hvad den koster, og hvad den giver",),
        ("each further block of weeks: what it costs and what it buys",),
    ),
    "page.forecast.grants.six-months": Holds(
        ("højst seks måneder ad gangen",),
        ("at most six months at a time",),
    ),
    "page.forecast.counted.net": Holds(
        (
            "Tjent hjem: summen er nul eller mere og bliver ved med at være det, så langt "
            "fremskrivningen rækker. Udgift er mentorer og opstart; gevinst er alt andet, der "
            "flytter sig (ydelser,",
            "skat, pension), med fortegn; netto er gevinst minus udgift.",
        ),
        (
            "Back: the sum is zero or more and stays so as far as the forecast sees. Cost is "
            "mentors and start-up; saving is everything else that moves (benefit,",
            "school, tax, pension), with its sign; net is saving less cost.",
        ),
    ),
    "municipality.weights": Holds(
        ("dem til {effective} lige vægtede; den største vægt er {largest} gange gennemsnittet.",),
        (
            "trial's make-up, weighted to the margins below. With the weights {pool} such persons",
            "{effective} equally weighted ones; the largest weight is {largest} times the mean.",
        ),
    ),
    "municipality.rare": Holds(
        (
            "karakterer, herkomst, alder, SU og ydelser, som færre end {least} af forsøgets "
            "{people}",
        ),
        ("marks, origin, age, SU and benefits that fewer than {least} of the trial's {people}",),
    ),
    "municipality.missing.few": Holds(
        ("færre end {smallest}",),
        ("fewer than {smallest}",),
    ),
    "municipality.withheld": Holds(
        (
            "Hverken vist eller brugt, fordi det kunne afsløre nogle få unge eller kun er kendt "
            "for få: {parts}. Dér er de unge som i forsøget, givet resten.",
        ),
        ("Neither shown nor used, because it could give away a few",),
    ),
    "municipality.hidden": Holds(
        (
            "Grupper med færre end {smallest} unge vises ikke, heller ikke tal, som ville afsløre"
            " dem; dér står en streg.",
        ),
        (
            "Groups of fewer than {smallest} young people are not shown, nor numbers that would "
            "give them away; a dash stands there.",
        ),
    ),
    "municipality.extrapolates": Holds(
        ("Her hviler tallene mere på modellen",),
        ("Where the numbers lean more on the model",),
    ),
    "report.trust.few": Holds(
        (
            "Svaret bygger på kun {draws} parametersæt. Det er nok til et overblik; "
            "intervallernes ender er grove. Brug mindst {enough} til en beslutning.",
        ),
        ("ends of the intervals are rough. Use at least {enough} for a decision.",),
    ),
    "amount.none": Holds(
        ("ingen gevinst til nogen pris",),
        ("no gain at any price",),
    ),
    "sensitivity.indistinct": Holds(
        (
            "skelnes fra tilfældigheder: tallet ligger under {sds} standardfejl over det, "
            "et forhold uden betydning giver. Det beviser",
        ),
        (
            "are not told from chance: the number is less than {sds} standard errors above what "
            "nothing gives. That is no proof",
        ),
    ),
    "sensitivity.untellable.given": Holds(
        (
            "kun få {ceiling}, og opdigtede forhold får op til {floor}. Prøv en anden --method "
            "eller flere --samples.",
        ),
        (
            "a factor that decided everything would get only {ceiling}, and made-up factors get "
            "up to {floor}. Try another --method, or more --samples.",
        ),
    ),
    "sensitivity.indistinct.above": Holds(
        (
            "dem ligger hele intervallet alligevel over nul: det går omkring to standardfejl ud, "
            "og blandt {total} forhold uden betydning ville nogle også ligge over nul.",
        ),
        (
            "The intervals of {count} of these lie above zero all the same: they leave out",
            "factors that do nothing some would lie above zero, too.",
        ),
    ),
    "sensitivity.noise.large": Holds(
        ("Det er mere end {limit}: små tal bør man ikke regne med.",),
        ("That is more than {limit}: small numbers should not be relied on.",),
    ),
    "sensitivity.without_gain": Holds(
        ("I {share} af kørslerne er der ingen gevinst, og den kan ikke købes for penge.",),
        ("In {share} of the runs nobody gains, and no money buys a gain.",),
    ),
    "sensitivity.ranks": Holds(
        (
            "Det er resultaternes rækkefølge, der forklares, ikke deres størrelse: en pris pr. "
            "ekstra ung vokser uden grænse, hvor gevinsten er lille.",
        ),
        (
            "The order of the results is explained, not their size: a cost per extra person has "
            "no end where the gain is small.",
        ),
    ),
    "sensitivity.column.index.morris": Holds(
        ("Virkning over hele spændet, {unit}",),
        ("Mean effect over its range, {unit}",),
    ),
    "sensitivity.figure.unclear": Holds(
        ("kan ikke skelnes fra tilfældigheder (under {sds} standardfejl), eller intet vides",),
        ("not told from chance at {sds} standard errors, or nothing known",),
    ),
    "sensitivity.figure.floor": Holds(
        ("det, et forhold uden betydning højst giver",),
        ("what nothing gives, at most",),
    ),
    "sensitivity.figure.more": Holds(
        ("og {count} mindre",),
        ("and {count} smaller ones",),
    ),
    "tornado.unclear": Holds(
        ("kan ikke skelnes fra tilfældigheder (under {sds} standardfejl)",),
        ("not told from chance at {sds} standard errors",),
    ),
    "threshold.column.chance": Holds(
        ("Sandsynlighed for over {level}",),
        ("Chance above {level}",),
    ),
    "discover.skill": Holds(
        (
            "Områderne forudsiger, om et tilfælde går galt, så meget bedre end at gætte på "
            "gennemsnittet: {gain} af vejen til at vide det.",
        ),
        ("They tell failures apart {gain} of the way from guessing to knowing.",),
    ),
    "regret.table": Holds(
        (
            "Fortrydelse: hvor langt efter den bedste indsats, i gennemsnit over parametersæt. "
            "Det gælder {outcome}",
        ),
        ("Regret: how far behind the best policy, on average over draws, in {outcome}",),
    ),
    "regret.column.worst": Holds(
        ("I værste fald",),
        ("At worst",),
    ),
    "regret.outcome": Holds(
        (
            "Det gælder {outcome}. Fortrydelse: hvor langt efter den bedste indsats, i gennemsnit"
            " over parametersæt.",
        ),
        ("It is about {outcome}. Regret: how far behind the best policy, on average over draws.",),
    ),
    "screen.note.comparison": Holds(
        (
            "Fed: intervallet rummer ikke nul. »bedre«: sandsynligheden for, at indsatsen er den "
            "bedste af de to.",
        ),
        (
            "Bold: the interval does not include zero. better: probability that the policy is the"
            " better one.",
        ),
    ),
    "screen.column.better": Holds(
        ("bedre",),
        ("better",),
    ),
    "screen.more_factors": Holds(
        ("og {count} mindre; alle er med i --json og --out",),
        ("and {count} smaller ones; all of them are in --json and --out",),
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("key", PHRASES)
def test_it_reads_as_written_by_hand(key: str, code: str) -> None:
    text = catalogue(code)[key]
    assert PHRASES[key].holds(text, code), text
