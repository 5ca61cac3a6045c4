"""Danish as jobcentres and municipal economists say it: words that no Danish text may use.

Each pattern stands with the word that is said instead; docs/glossary.md has the terms. What is read
is all Danish that the program ships: the catalogue, the words of the policy language, the policies
of the library and the Danish documents.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from mentorsim.language import catalogue
from scenarios.policy.errors import policy_schema
from scenarios.policy.policies import library_names, load_policy

HOME = Path(__file__).parent.parent
#: Words that are not said, each with the one that is.
BANNED = {
    r"\bpolitik(ken|ker|kerne)?\b|mentorpolitik|politiksprog": "indsats",
    r"\btiltag(et|ene)?\b": "indsats",
    r"\boptag(et)?\b": "tilgang",
    r"efterværn": "opfølgning efter start",
    r"\bhænger på\b": "afhænger af",
    r"(?<!\{)\bheld\b": "tilfældige udfald",
    r"\bkasse(n|r|rne|rnes)?\b": "kommune, stat, region, det offentlige i alt, de unge selv",
    r"pengene (kommer )?hjem|kommer pengene|pengene er hjemme": "tjent hjem",
    r"\bHvad driver\b": "Hvad afgør svaret?",
    r"\bprognose": "fremskrivning",
    r"ekstrapol": "uden for forsøget",
    r"fuldtidsmentorer i et år|på fuld tid i et år": "årsværk",
    r"^Ved siden af$": "Sammenlign også med",
    r"\bTag det med\b": "Hent",
    r"\bGlem (de|den|det|filen|indsatsen|priserne)\b": "Fjern filen",
    r"\b(gennem)?lever (forsøgets|verden|indsats)": "beregner",
    r"bjælkerne handler om|tærsklen handler om": "Vis for",
    r"(er|flere|færre) sandsynligt\.?$": "det rigtige tal ligger sandsynligvis mellem",
    r"\bsæt parametre\b": "parametersæt",
    r"udtrapning": "nedtrapning",
    r"\b(år|uger|mere) i arbejde\b": "i job",
    r"få sæt af parametre til": "parametersæt",
    r"fremskrivning fra uge": "uden for forsøget",
    r"tjent sig ind": "er tjent hjem",
    r"ikke fortælles som": "ikke omtales som",
    r"\bSøjler, en for\b": "Bjælker",
    r"\bLivene\b": "Forløbene",
    r"\bmodellen venter en\b|\bventede forskel": "forventer",
    r"\bregnskabet lukker\b": "slutter",
}


@cache
def danish() -> dict[str, str]:
    """Every Danish text, by where it stands."""
    texts = {f"da.po {key}": text for key, text in catalogue("da").items()}
    schema = json.dumps(policy_schema(), ensure_ascii=False)
    texts |= {f"schema {k}": t for k, t in enumerate(re.findall(r'"da": "([^"]*)"', schema))}
    for name in library_names():
        policy = load_policy(name).policy
        for part in ("title", "description", "reason"):
            text = getattr(policy, part)
            texts[f"library {name} {part}"] = "" if text is None else text.da
    for path in sorted((HOME / "docs").glob("*.da.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            texts[f"{path.name} line {number}"] = line
    return texts


@pytest.mark.parametrize("pattern", BANNED)
def test_no_danish_text_uses_a_word_that_is_not_said(pattern: str) -> None:
    found = [
        f"{where}: {text[:120]}"
        for where, text in danish().items()
        if re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
    ]
    assert not found, f"say {BANNED[pattern]}"


def test_the_page_speaks_to_its_readers_in_one_way() -> None:
    """A jobcentre is "I" and "jeres"; only the workbook, which one person fills in, says "du"."""
    alone = re.compile(r"\b(du|dig|din|dit|dine)\b", re.IGNORECASE)
    told = {
        key: text
        for key, text in catalogue("da").items()
        if not key.startswith("workbook.") and alone.search(text)
    }
    assert told == {}
    assert alone.search("Hvis du ændrer det")
    assert alone.search("Dine tal")


def test_all_danish_is_read_and_a_word_would_be_found() -> None:
    places = {where.split()[0] for where in danish()}
    assert {"da.po", "schema", "library", "policies.da.md", "report.da.md"} <= places
    assert len(danish()) > len(catalogue("da")) + 100
    examples = (
        "en politik er",
        "tre tiltag",
        "løbende optag",
        "med efterværn",
        "det hænger på",
        "samme held",
        "for hver kasse",
        "kommer pengene hjem?",
        "Hvad driver svaret?",
        "Prognose",
        "ekstrapolation",
        "16 fuldtidsmentorer i et år",
        "Ved siden af",
        "Tag det med",
        "Glem priserne",
        "Lever forsøgets verden",
        "Bjælkerne handler om",
        "mellem 31 og 54 er sandsynligt",
        "128 sæt parametre",
        "udtrapning",
        "et år i arbejde",
        "for få sæt af parametre til en vurdering",
        "det hele er fremskrivning fra uge 0",
        "den har tjent sig ind",
        "må ikke fortælles som en gevinst",
        "Søjler, en for hver",
        "Livene er holdt fast",
        "Modellen venter en forskel",
        "Regnskabet lukker med 2035",
    )
    for pattern, example in zip(BANNED, examples, strict=True):
        assert re.search(pattern, example, re.IGNORECASE), example


def test_words_that_merely_look_alike_are_allowed() -> None:
    fine = ("helt", "opholdet", "optaget af noget andet arbejde", "ved siden af et job", "kasserer")
    for text in fine:
        assert not any(
            re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
            for pattern in BANNED
            if pattern != r"\boptag(et)?\b"
        ), text
