"""A follow-up in sentences written by hand: on track or not, what explains it, what was learned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mentorsim.language import LOCALES, Language
from mentorsim.present.follow_up.checked import Checked
from mentorsim.present.follow_up.last_look import figures_at_last_look
from mentorsim.present.follow_up.words import check_sentences, learned_sentences, reason_title
from scenarios.follow_up.reasons import AS_EXPECTED
from tests.support.pinned import Holds, Said
from tests.worlds.hand_made_follow_up import checked, learned

BELOW = {"meetings": (-1.0, -4.5), "begun": (0.3, 0.2)}
ABOVE = {"dropouts": (4.5, 1.0)}
REASONS = (("contact", 0.7, 0.7), ("time", 0.2, 0.8), (AS_EXPECTED, 0.1, 1.0))


def tells(place: int, make: Callable[[], Checked]) -> Callable[[Language], str]:
    """A sentence of a follow-up, by its place."""
    return lambda language: check_sentences(make(), language)[place]


def reason(name: str, factor: float) -> Callable[[Language], str]:
    """A reason in words."""
    return lambda language: reason_title(name, factor, language)


def verdict(scores: tuple[float, float]) -> Callable[[Language], str]:
    """How the table calls a figure with these deviations."""

    def said(language: Language) -> str:
        result = checked({"meetings": scores}, reasons=REASONS)
        return figures_at_last_look(result, language).rows[0].cells[-1].value

    return said


CASES = {
    "beyond the trial": Said(
        tells(-2, lambda: checked({"meetings": (0.1, -0.2)})),
        "Fra 2026K1 ligger det forventede uden for det, forsøget kan sige noget om, og bygger på "
        "modellens mekanismer.†",
        "From 2026Q1 on what is expected lies beyond what the trial speaks to, and rests on the "
        "mechanisms of the model.†",
    ),
    "on track": Said(
        tells(0, lambda: checked({"meetings": (0.1, -0.2)})),
        "Det går som forventet: efter 2 af 4 planlagte opfølgninger ligger intet tal uden for "
        "grænsen. For en indsats, der kører, som modellen forventer, er risikoen for en falsk "
        "alarm 5 % over alle tal og opfølgninger.",
        "On track: after 2 of 4 planned looks no figure lies outside the boundary. In a programme "
        "that runs as the model expects the chance of a false alarm is 5% over all figures and "
        "looks.",
    ),
    "off track, two figures": Said(
        tells(0, lambda: checked({**BELOW, **ABOVE}, reasons=REASONS)),
        "Det går ikke som forventet: 2 tal ligger uden for grænsen efter 2 af 4 planlagte "
        "opfølgninger. For en indsats, der kører, som modellen forventer, er risikoen for en falsk "
        "alarm 5 % over alle tal og opfølgninger.",
        "Not on track: 2 figures lie outside the boundary after 2 of 4 planned looks. In a "
        "programme that runs as the model expects the chance of a false alarm is 5% over all "
        "figures and looks.",
    ),
    "off track, one figure": Said(
        tells(0, lambda: checked(BELOW, reasons=REASONS)),
        "Det går ikke som forventet: ét tal ligger uden for grænsen efter 2 af 4 planlagte "
        "opfølgninger. For en indsats, der kører, som modellen forventer, er risikoen for en falsk "
        "alarm 5 % over alle tal og opfølgninger.",
        "Not on track: one figure lies outside the boundary after 2 of 4 planned looks. In a "
        "programme that runs as the model expects the chance of a false alarm is 5% over all "
        "figures and looks.",
    ),
    "off track, together": Said(
        tells(0, lambda: checked({"begun": (0.0, 0.0)}, towards=(0.0, 4.5), reasons=REASONS)),
        "Det går ikke som forventet: intet enkelt tal ligger uden for grænsen efter 2 af 4 "
        "planlagte opfølgninger, men tallene gør det tilsammen. For en indsats, der kører, som "
        "modellen forventer, er risikoen for en falsk alarm 5 % over alle tal og opfølgninger.",
        "Not on track: no single figure lies outside the boundary after 2 of 4 planned looks, but "
        "all of them together do. In a programme that runs as the model expects the chance of a "
        "false alarm is 5% over all figures and looks.",
    ),
    "a figure below": Said(
        tells(1, lambda: checked(BELOW, reasons=REASONS)),
        "Uger med kontakt: under det, modellen forventer, fra og med 2026K2 (hvis indsatsen kørte "
        "som forventet, ville sandsynligheden for, at et af tallene ligger så langt fra det "
        "forventede ved en af opfølgningerne, være 4,1 %).",
        "Weeks with contact: below what the model expects from 2026Q2 on (if the programme ran as "
        "expected, the chance that any figure lies so far off at any look would be 4.1%).",
    ),
    "a figure above": Said(
        tells(1, lambda: checked(ABOVE, reasons=REASONS)),
        "Afbrød en uddannelse: over det, modellen forventer, fra og med 2026K1 (hvis indsatsen "
        "kørte som forventet, ville sandsynligheden for, at et af tallene ligger så langt fra det "
        "forventede ved en af opfølgningerne, være 4,1 %).",
        "Left an education: above what the model expects from 2026Q1 on (if the programme ran as "
        "expected, the chance that any figure lies so far off at any look would be 4.1%).",
    ),
    "what explains it": Said(
        tells(2, lambda: checked(BELOW, reasons=REASONS)),
        "Den mest sandsynlige af de prøvede forklaringer er: færre kontakter (sandsynlighed 70 %), "
        "på omkring 70 % af det forventede. Andre forklaringer: mindre af den betalte tid når "
        "frem til de unge (20 %). Sandsynligheden for, at alt er som forventet, er 10 %. Fejl i "
        "optællingen er ikke blandt forklaringerne.",
        "The likeliest of the explanations that were tried is: fewer contacts (probability 70%), "
        "at about 70% of what is expected. Other explanations: less of the paid time reaches the "
        "young people (20%). The probability that all is as expected is 10%. Mistakes in the "
        "counting are not among the explanations.",
    ),
    "how much is chance": Said(
        tells(1, lambda: checked({"begun": (0.0, 0.0)})),
        "Båndene rummer 95 % af de indsatser, der kører, som modellen forventer. Tilfældigheder "
        "blandt så få unge står for 60 % af variansen; resten skyldes, at parametrene ikke kendes "
        "præcist.",
        "The bands hold 95% of the programmes that run as the model expects. Chance among so few "
        "young people accounts for 60% of the variance; the rest is there because the parameters "
        "are not known exactly.",
    ),
    "what was learned": Said(
        lambda language: learned_sentences([learned(0.0, 0.5), learned(0.2, 0.55)], language)[0],
        "»Sandsynlighed for kontakt i en uge, før der er tillid«: 0,620 i forsøget, 0,550 her. "
        "Hvis kommuner afviger fra hinanden med 0,00 og 0,20 i starter og frafald: 0,500 og "
        "0,550.",
        "“Probability of contact in a week before any trust”: 0.620 in the trial, 0.550 here. "
        "If places differ by 0.00 and 0.20 in starts and dropouts: 0.500 and 0.550.",
    ),
    "what was cut": Said(
        lambda language: learned_sentences([learned(0.0, 0.5)], language)[1],
        "Virkningens parametre flyttes ikke: tal uden kontrolgruppe viser den ikke. En samlet "
        "opdatering ville have flyttet »Andel af den manglende parathed, der vindes i en uge med "
        "fuld kontakt og fuld tillid« mest, med +0,4 standardafvigelser, men kun fordi den hænger "
        "sammen med niveauerne i forsøget.",
        "Parameters of the effect are not moved: counts without a control group do not show it. A "
        "joint update would have moved “Share of the missing readiness won in a week at full dose "
        "and full trust” most, by +0.4 standard deviations, but only because it goes together "
        "with levels in the trial.",
    ),
    "slower": Said(
        reason("slower_start", 0.5),
        "de unge kommer langsommere til en mentor, eller færre siger ja",
        "young people come to a mentor more slowly, or fewer accept",
    ),
    "sooner": Said(
        reason("slower_start", 1.2),
        "de unge kommer hurtigere til en mentor, eller flere siger ja",
        "young people come to a mentor sooner, or more accept",
    ),
    "fewer contacts": Said(reason("contact", 0.5), "færre kontakter", "fewer contacts"),
    "more contacts": Said(reason("contact", 1.2), "flere kontakter", "more contacts"),
    "less time": Said(
        reason("time", 0.5),
        "mindre af den betalte tid når frem til de unge",
        "less of the paid time reaches the young people",
    ),
    "more time": Said(
        reason("time", 1.2),
        "mere af den betalte tid når frem til de unge",
        "more of the paid time reaches the young people",
    ),
    "fewer starts": Said(
        reason("starts", 0.5),
        "færre starter, end kontakten lægger op til",
        "fewer starts, given the contact",
    ),
    "more starts": Said(
        reason("starts", 1.2),
        "flere starter, end kontakten lægger op til",
        "more starts, given the contact",
    ),
    "fewer dropouts": Said(
        reason("dropouts", 0.5), "færre afbryder en uddannelse", "fewer leave an education"
    ),
    "more dropouts": Said(
        reason("dropouts", 1.2), "flere afbryder en uddannelse", "more leave an education"
    ),
    "fewer mentors": Said(
        reason("mentors", 0.5),
        "færre mentorer, end situationen siger",
        "fewer mentors than the situation says",
    ),
    "more mentors": Said(
        reason("mentors", 1.2),
        "flere mentorer, end situationen siger",
        "more mentors than the situation says",
    ),
    "below in the table": Said(verdict((0.0, -4.0)), "under", "below"),
    "above in the table": Said(verdict((0.0, 4.0)), "over", "above"),
    "on track in the table": Said(verdict((0.0, 0.4)), "som forventet", "on track"),
}
PHRASES = {
    "follow_up.table.note": Holds(
        (
            "unge, der stadig får støtte, er dem i den seneste periode.",
            "–: vises ikke, fordi summen er vokset med færre end fem.",
        ),
        (
            "young people still supported are those of the last period.",
            "–: not shown, because the sum has grown by fewer than five.",
        ),
    ),
    "follow_up.learned.table": Holds(
        ("Det, tallene flyttede mest",), ("What the counts moved most",)
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("name", CASES)
def test_it_is_said_by_hand(name: str, code: str) -> None:
    said = CASES[name]
    assert said.holds(Language(code)), said.say(Language(code))
