"""Names of groups, levers, changes and outcomes, and heads of columns, as typed here.

They say which side of a limit is meant, and which way an axis runs.
"""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, catalogue
from tests.support.pinned import Holds

PHRASES = {
    "figure.stratum.grade_4_or_above": Holds(
        ("mindst 4 i snit",),
        ("marks of 4 or above",),
    ),
    "figure.stratum.grade_below_4": Holds(
        ("under 4 i snit",),
        ("marks below 4",),
    ),
    "axis.difference.education": Holds(
        ("flere i uddannelse i uge {week} end med {reference}, procentpoint",),
        ("more in education in week {week} than with {reference}, percentage points",),
    ),
    "axis.difference.employment": Holds(
        ("flere i job i uge {week} end med {reference}, procentpoint",),
        ("more in employment in week {week} than with {reference}, percentage points",),
    ),
    "group.grade_high": Holds(
        ("9. klasse: mindst 4 i snit",),
        ("9th grade: marks of 4 or above",),
    ),
    "group.grade_low": Holds(
        ("9. klasse: under 4 i snit",),
        ("9th grade: marks below 4",),
    ),
    "group.mother_low_income": Holds(
        ("Mor: indkomst under gennemsnit",),
        ("Mother: income below the mean",),
    ),
    "group.mother_high_income": Holds(
        ("Mor: indkomst over gennemsnit",),
        ("Mother: income above the mean",),
    ),
    "group.transfer_high": Holds(
        ("Ydelse i mere end halvdelen af sidste år",),
        ("On benefits over half of the last year",),
    ),
    "group.transfer_low": Holds(
        ("Ydelse i højst halvdelen af sidste år",),
        ("On benefits at most half of the last year",),
    ),
    "group.transfer_high_3_years": Holds(
        ("Ydelse i mere end halvdelen af 3 år",),
        ("On benefits over half of 3 years",),
    ),
    "total.hours_used": Holds(
        ("Brugte timer pr. ung",),
        ("Hours used per young person",),
    ),
    "total.mentors_full_time": Holds(
        ("Ansatte mentorer på fuld tid pr. 1.000 unge",),
        ("Full-time mentors employed per 1,000 young people",),
    ),
    "subgroup.mother_income: above_mean": Holds(
        ("mors indkomst over snit",),
        ("mother's income above mean",),
    ),
    "subgroup.mother_income: below_mean": Holds(
        ("mors indkomst under snit",),
        ("mother's income below mean",),
    ),
    "subgroup.grade: 4_or_above": Holds(
        ("mindst 4 i snit",),
        ("marks of 4 or above",),
    ),
    "subgroup.grade: below_4": Holds(
        ("under 4 i snit",),
        ("marks below 4",),
    ),
    "subgroup.grade_4_or_above": Holds(
        ("mindst 4 i snit",),
        ("marks of 4 or above",),
    ),
    "subgroup.grade_below_4": Holds(
        ("under 4 i snit",),
        ("marks below 4",),
    ),
    "subgroup.transfer_share_last_3_years: above_half": Holds(
        ("ydelse i over halvdelen af 3 år",),
        ("benefits over half of 3 years",),
    ),
    "subgroup.transfer_share_last_year: above_half": Holds(
        ("ydelse i over halvdelen af sidste år",),
        ("benefits over half of last year",),
    ),
    "subgroup.transfer_share_last_year: below_half": Holds(
        ("ydelse i under halvdelen af sidste år",),
        ("benefits under half of last year",),
    ),
    "subgroup.mentor: under_40": Holds(
        ("mentor: under 40 år",),
        ("mentor: under 40",),
    ),
    "lever.who.low_or_none": Holds(
        ("kun unge med under 4 i snit eller uden karakterer",),
        ("only those with marks below 4 or without marks",),
    ),
    "lever.who.under_25": Holds(
        ("kun unge under 25 år",),
        ("only those under 25",),
    ),
    "lever.first.grade_low": Holds(
        ("unge med under 4 i snit",),
        ("those with marks below 4",),
    ),
    "lever.first.gain": Holds(
        ("størst forventet gevinst pr. mentortime",),
        ("largest expected gain per mentor hour",),
    ),
    "lever.weeks": Holds(
        ("Højst så mange uger med mentor",),
        ("At most so many weeks with a mentor",),
    ),
    "lever.no_marks": Holds(
        ("Højst så mange uger for unge uden karakterer",),
        ("At most so many weeks for those without marks",),
    ),
    "lever.split.by_need": Holds(
        ("mere til tunge barrierer",),
        ("more for heavier barriers",),
    ),
    "lever.split.front_loaded": Holds(
        ("mere i de første uger",),
        ("more in the first weeks",),
    ),
    "changed.more": Holds(
        ("{count} til ({code})",),
        ("{count} more ({code})",),
    ),
    "changed.below": Holds(
        ("{what} under {value}",),
        ("{what} below {value}",),
    ),
    "changed.at_most": Holds(
        ("{what} højst {value}",),
        ("{what} at most {value}",),
    ),
    "changed.above": Holds(
        ("{what} over {value}",),
        ("{what} above {value}",),
    ),
    "changed.at_least": Holds(
        ("{what} mindst {value}",),
        ("{what} at least {value}",),
    ),
    "changed.group.grade_high": Holds(
        ("unge med mindst 4 i snit",),
        ("those with marks of 4 or above",),
    ),
    "changed.group.grade_low": Holds(
        ("unge med under 4 i snit",),
        ("those with marks below 4",),
    ),
    "changed.group.su_none": Holds(
        ("unge, der aldrig har fået SU",),
        ("those never on SU",),
    ),
    "changed.group.su_some": Holds(
        ("unge, der har fået SU",),
        ("those who had SU",),
    ),
    "changed.group.mother_high_income": Holds(
        ("unge, hvis mor tjener mere",),
        ("those whose mother earns more",),
    ),
    "changed.group.under_25": Holds(
        ("unge under 25 år",),
        ("those under 25",),
    ),
    "changed.group.from_25": Holds(
        ("unge på 25 år og derover",),
        ("those of 25 and over",),
    ),
    "changed.targeting.score.expected_gain_per_hour": Holds(
        ("størst forventet gevinst pr. mentortime først",),
        ("largest expected gain per mentor hour first",),
    ),
    "changed.targeting.max_wait_weeks": Holds(
        ("højst {weeks} på venteliste",),
        ("waiting at most {weeks}",),
    ),
    "changed.duration.until.foothold_weeks": Holds(
        ("fuld støtte i {weeks} efter start i uddannelse eller job",),
        ("{weeks} into education or a job",),
    ),
    "changed.corps.under_40": Holds(
        ("{percent} af mentorerne under 40 år",),
        ("{percent} of mentors under 40",),
    ),
    "group.under_25": Holds(
        ("Under 25 år",),
        ("Under 25",),
    ),
    "group.from_25": Holds(
        ("25 år og ældre",),
        ("25 and over",),
    ),
    "group.heavy_barriers": Holds(
        ("Tunge barrierer (over 0,5 på skalaen 0 til 1)",),
        ("Heavy barriers (over 0.5 on the scale from 0 to 1)",),
    ),
    "group.light_barriers": Holds(
        ("Lette barrierer (højst 0,5)",),
        ("Light barriers (at most 0.5)",),
    ),
    "views.intro": Holds(
        ("unge uden karakterer kun har brug for længere tid, eller om de går i stå, til",),
        ("whether young people without marks only need longer, or stall until their barriers are",),
    ),
    "views.head.trust_limited": Holds(
        ("Kun tid mangler",),
        ("Only need longer",),
    ),
    "views.note.waiting": Holds(
        (
            "{views}: for få parametersæt til et interval og til at sige, hvilken indsats der er "
            "bedst; et {level}-interval kræver {least}.",
        ),
        (
            "{views}: too few parameter sets for an interval and for saying which policy beats "
            "the other; a {level} interval takes {least}.",
        ),
    ),
    "views.note": Holds(
        (
            "{rival}), som har den ene eller den anden. Bedre: med en sandsynlighed på mindst "
            "{sure}.",
        ),
        ("and {rival}) that have one or the other. Beats: with a probability of at least {sure}.",),
    ),
    "axis.kroner": Holds(
        ("kr. pr. ung, plus er penge ind",),
        ("DKK per young person, plus is into the purse",),
    ),
    "order.intro": Holds(
        (
            "Indsatsen giver plads efter forventet gevinst pr. betalt mentortime: flere uger i "
            "uddannelse med mentor end",
        ),
        ("The policy gives places by expected gain per paid mentor hour: weeks in education with",),
    ),
    "order.column.weeks": Holds(
        ("Flere uger i uddannelse pr. ung på to år",),
        ("More weeks in education per young person in two years",),
    ),
    "order.column.hours": Holds(
        ("Betalte mentortimer pr. ung",),
        ("Paid mentor hours per young person",),
    ),
    "order.column.gain": Holds(
        ("Flere uger pr. 100 timer",),
        ("More weeks per 100 hours",),
    ),
    "drivers.few": Holds(
        (
            "Det kræver mindst {fewest} parametersæt, og at de er gemt med resultatet; her er "
            "{draws}.",
        ),
        (
            "This takes at least {fewest} parameter sets that were kept with the result; here are"
            " {draws}.",
        ),
    ),
    "drivers.how": Holds(
        (
            "parametersæt, der passer med forsøget. Kun dem over {limit} i størrelse er vist: "
            "mindre kan tilfældet give. At to ting følges ad, gør ikke den ene til årsag:",
        ),
        (
            "that agree with the trial. Only those above {limit} in size are shown: chance can "
            "give smaller ones. To follow is not to cause:",
        ),
    ),
    "drivers.others": Holds(
        ("Yderligere {number} skiller sig ud fra tilfældet, men mindre.",),
        ("{number} more stand out from chance, but less.",),
    ),
    "target.net_public": Holds(
        ("det offentliges nettoresultat over {week} uger pr. ung",),
        ("the public net result over {week} weeks per young person",),
    ),
    "target.net_municipality": Holds(
        ("kommunens nettoresultat over {week} uger pr. ung",),
        ("the municipality's net result over {week} weeks per young person",),
    ),
    "target.net_state": Holds(
        ("statens nettoresultat over {week} uger pr. ung",),
        ("the state's net result over {week} weeks per young person",),
    ),
    "target.net_region": Holds(
        ("regionens nettoresultat over {week} uger pr. ung",),
        ("the region's net result over {week} weeks per young person",),
    ),
    "target.net_person": Holds(
        ("den unges egen nettoindkomst over {week} uger",),
        ("the young person's own net income over {week} weeks",),
    ),
    "target.cost_per_education": Holds(
        ("indsatsens merudgift pr. ekstra ung i uddannelse i uge {week}",),
        ("the programme's extra cost per extra person in education in week {week}",),
    ),
    "target.cost_per_employment": Holds(
        ("indsatsens merudgift pr. ekstra ung i job i uge {week}",),
        ("the programme's extra cost per extra person in employment in week {week}",),
    ),
    "factor.trust_growth": Holds(
        ("Hvor hurtigt tilliden vokser",),
        ("How fast trust grows",),
    ),
    "factor.trust_slow_no_grades": Holds(
        ("Hvor meget langsommere tilliden vokser uden karakterer",),
        ("How much slower trust grows without marks",),
    ),
    "factor.trust_decay": Holds(
        ("Tillid, der tabes i en uge uden kontakt",),
        ("Trust lost in a week without contact",),
    ),
    "factor.completed_loss_ratio": Holds(
        ("Jobtab med en kompetencegivende uddannelse",),
        ("Jobs lost with a qualifying education",),
    ),
    "factor.job_loss": Holds(
        ("Hvor ofte et nyt job mistes",),
        ("How often a new job is lost",),
    ),
    "factor.trait_under_40": Holds(
        ("Betydning af en mentor under 40 år",),
        ("What a mentor under 40 means",),
    ),
    "factor.share_never_su": Holds(
        ("Andel, der aldrig har fået SU",),
        ("Share who never had SU",),
    ),
    "factor.education_grade_high": Holds(
        ("Reaktion i uddannelse: mindst 4 i snit",),
        ("Response in education: marks of 4 or above",),
    ),
    "factor.job_grade_high": Holds(
        ("Reaktion i job: mindst 4 i snit",),
        ("Response in jobs: marks of 4 or above",),
    ),
    "factor.education_grade_low": Holds(
        ("Reaktion i uddannelse: under 4 i snit",),
        ("Response in education: marks below 4",),
    ),
    "factor.job_grade_low": Holds(
        ("Reaktion i job: under 4 i snit",),
        ("Response in jobs: marks below 4",),
    ),
    "factor.duration": Holds(
        ("Støttens længde (højst)",),
        ("Length of support (at most)",),
    ),
    "factor_group.modifiers": Holds(
        ("Hvem der reagerer mere",),
        ("Who responds more",),
    ),
    "factor.relief": Holds(
        ("Hvor meget andre indsatser mindsker barrierer",),
        ("How far other measures lower barriers",),
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("key", PHRASES)
def test_it_reads_as_written_by_hand(key: str, code: str) -> None:
    text = catalogue(code)[key]
    assert PHRASES[key].holds(text, code), text
