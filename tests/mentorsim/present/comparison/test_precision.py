"""What a precision took is told in both languages, as typed here."""

from __future__ import annotations

from dataclasses import replace

from mentorsim.language import Language
from mentorsim.present.comparison.json import comparison_json
from mentorsim.present.comparison.precision import precision_words
from scenarios.comparison.until import KRONER, POINTS, Precision, Until
from tests.worlds.small_comparison import small_comparison

REACHED = Precision(
    Until(0.1, POINTS),
    0.0821,
    "as-in-trial",
    192,
    of_draws=1024,
    seeds=2,
    worlds=264,
    week=52,
)
MISSED = Precision(
    Until(5.0, KRONER),
    131.7,
    "104-weeks",
    1024,
    of_draws=1024,
    seeds=8,
    worlds=8192,
    week=None,
)


def told(found: Precision, code: str) -> str:
    return precision_words(replace(small_comparison(), precision=found), Language(code))


def test_what_it_took() -> None:
    assert told(REACHED, "en") == (
        "It took 192 of 1,024 parameter sets, 264 lives under each policy, to know every mean "
        "effect better than 0.10 percentage points of the effect on education in week 52: the "
        "Monte Carlo standard error is at most 0.082 percentage points of the effect on education "
        "in week 52 (“As in the trial”). That is how well the simulation knows the mean; what the "
        "parameters leave open is in the intervals."
    )
    assert told(REACHED, "da") == (
        "Der skulle 192 af 1.024 parametersæt til, 264 forløb for hver indsats, før hver "
        "gennemsnitlig virkning var kendt bedre end 0,10 procentpoint af virkningen på uddannelse "
        "i uge 52: simuleringens standardfejl er højst 0,082 procentpoint af virkningen på "
        "uddannelse i uge 52 (»Som i forsøget«). Så godt kender simuleringen gennemsnittet; det, "
        "som parametrene lader stå åbent, ses i intervallerne."
    )


def test_what_was_not_reached() -> None:
    assert told(MISSED, "en") == (
        "The precision that was asked for is not reached: with all 1,024 parameter sets and up to "
        "8 seeds each (8,192 lives under each policy) the Monte Carlo standard error is still 132 "
        "kroner of the public’s net per young person (“104 weeks”), not below 5.0 kroner of the "
        "public’s net per young person."
    )
    assert told(MISSED, "da").startswith(
        "Den nøjagtighed, der er bedt om, er ikke nået: med alle 1.024 parametersæt og op til 8 "
        "tilfældige forløb af hvert (8.192 forløb for hver indsats) er simuleringens standardfejl "
        "stadig 132 kroner af nettoresultatet for det offentlige pr. ung ("
    )


def test_machines_are_told() -> None:
    found = comparison_json(replace(small_comparison(), precision=REACHED), {})["precision"]
    assert found["monte_carlo_error"] == 0.0821
    assert (found["reached"], found["draws"], found["worlds"]) == (True, 192, 264)
    assert precision_words(small_comparison(), Language("en")) == ""
