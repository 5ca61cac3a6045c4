"""How tables and figures of the next trial are read, as typed here."""

from __future__ import annotations

import pytest

from mentorsim.language import LOCALES, catalogue
from tests.support.pinned import Holds

PHRASES = {
    "next.too_few_jobcentres": Holds(
        (
            "Med {n} unge i hver gruppe er der færre end to jobcentre i en gruppe: Intet kan "
            "afprøves.",
        ),
        (
            "With {n} young people per arm there are fewer than two jobcentres in an arm: nothing"
            " can be tested.",
        ),
    ),
    "next.note.power": Holds(
        ("gruppe): chancen for, at gruppen viser sig bedst, når alt usikkert i modellen regnes",),
        (
            "(people per arm): assurance, the chance over everything the model leaves open that "
            "the arm is found to be better; in brackets power, the chance of",
        ),
    ),
    "next.column.cost": Holds(
        ("Forsøget koster",),
        ("Trial costs",),
    ),
    "next.note.worth": Holds(
        ("Forventet værdi af forsøgets oplysninger: hvad det giver at",),
        (
            "information: what deciding after the trial gains over deciding now, counting the "
            "young",
            "brackets what is left after the trial's cost.",
        ),
    ),
    "next.note.discrimination": Holds(
        (
            "Plat eller krone er rigtigt 50 gange. ± er standardfejlen over parametersæt; blandt "
            "mange forsøg ser det bedste lidt bedre ud, end det er.",
        ),
        (
            "A coin toss is right 50 times. ± is the standard error over draws; of many designs "
            "the best looks a little better than it is.",
        ),
    ),
    "next.question.barriers": Holds(
        ("Har unge uden karakterer kun brug for længere tid, eller går de i stå ved barrierer?",),
        ("Do those without marks only need longer, or stall at barriers?",),
    ),
    "next.legend.assurance": Holds(
        ("når modellens usikkerhed regnes med",),
        ("over what the model leaves open",),
    ),
    "next.legend.cost": Holds(
        ("hvad forsøget koster",),
        ("what the trial costs",),
    ),
    "next.finding.power": Holds(
        (
            "Med {n} unge i hver gruppe er chancen for at vise en forskel højst {chance} ({arm} "
            "mod {first}, aflæst i uge {week})",
        ),
        (
            "With {n} young people per arm the chance of seeing a difference is at best {chance} "
            "({arm} against {first}, read in week {week})",
        ),
    ),
    "next.finding.loss": Holds(
        ("Ingen af disse forsøg er pengene værd for valget mellem grupperne",),
        ("None of these trials is worth its cost to the choice between the arms",),
    ),
    "next.finding.pays": Holds(
        (
            "Et forsøg er pengene værd for valget mellem grupperne, hvis et år er {value} kr. "
            "værd eller deromkring",
        ),
        (
            "A trial is worth its cost to the choice between the arms if a year is worth DKK "
            "{value} or about that",
        ),
    ),
}


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("key", PHRASES)
def test_it_reads_as_written_by_hand(key: str, code: str) -> None:
    text = catalogue(code)[key]
    assert PHRASES[key].holds(text, code), text
