"""The sentence on how a population was read: in both languages, and nothing hidden in it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from mentorsim.language import Language
from mentorsim.present.population.how_read import told_sentence
from scenarios.municipality.how_read import Told
from scenarios.municipality.municipality import read_municipality
from scenarios.municipality.plain_table import young_people
from sim.errors import InputError
from tests.scenarios.formats.test_population_formats import ONE, PLAIN, SAMPLES, known

DANISH, ENGLISH = Language("da"), Language("en")


def told_of(text: str, *take: str) -> Told:
    found = read_municipality(Path("mine.csv"), content=text.encode(), take=take).told
    assert found is not None
    return found


def test_the_sentence_of_a_table_of_the_statistics_bank() -> None:
    told = read_municipality(SAMPLES / "bank_several.csv", take=ONE).told
    assert told is not None
    assert told_sentence(told, ["Herkomst (14)"], DANISH) == (
        "Læst: 12 linjer af en tekstfil; »INDHOLD« er antal personer; »OMRÅDE« er område (Vejle); "
        "»KØN« er køn; »ALDER« er alder i år; »HERKOMST« er herkomst; »TID« er periode (2025K1); "
        "andre værdier er udeladt i »OMRÅDE« og »TID«; »16-24 år« regnes helt med til de unge i "
        "målgruppen; kombinationer uden linje regnes som ingen personer; ukendt for nogle, så de "
        "øvrige står for alle: Herkomst (14)."
    )
    english = told_sentence(told, [], ENGLISH)
    assert english.startswith("Read: 12 lines of a text file; ")
    assert "is area (Vejle)" in english


def test_the_sentence_of_a_plain_table() -> None:
    told = told_of(PLAIN + "køn;i alt;640\nherkomst;uoplyst;..\n", "withheld=few")
    assert told_sentence(told, [], DANISH) == (
        "Læst: 9 linjer af en tekstfil; »variabel« er kendetegn; »kategori« er "
        "kategori; »antal« er antal personer; summer (»i alt«) er ikke lagt til; skjulte tal "
        "regnes som én til fire personer."
    )


@pytest.mark.parametrize(
    ("lines", "danish", "english"),
    [(1, "1 linje af", "1 line of"), (2, "2 linjer af", "2 lines of"), (0, "0 linjer", "0 lines")],
)
def test_one_line_is_no_lines(lines: int, danish: str, english: str) -> None:
    told = Told("csv", lines)
    assert told_sentence(told, [], DANISH).startswith(f"Læst: {danish}")
    assert told_sentence(told, [], ENGLISH).startswith(f"Read: {english}")


@pytest.mark.parametrize("language", [DANISH, ENGLISH], ids=["da", "en"])
def test_every_kind_has_words_in_both_languages(language: Language) -> None:
    kinds = (
        *("total", "outside", "column", "rows", "variable", "unlisted", "young", "open", "few"),
        *("absent", "dots"),
    )
    for kind in kinds:
        word = "gender" if kind == "variable" else "x" * 99
        told = Told("csv", 3, left_out=((kind, word),) * 9)
        assert len(told_sentence(told, [], language)) < 600
    for answer in ("few", "nobody", "left-out"):
        assert told_sentence(Told("px", 3, left_out=(("withheld", answer),)), [], language)


def test_the_sentence_is_the_same_whatever_a_small_number_is() -> None:
    bank = "KØN;TID;INDHOLD\nKvinder;2025;{}\nMænd;2025;355\n"
    same = [told_of(bank.format(n)) for n in (1, 2, 3, 4)]
    same.append(told_of("KØN;TID;INDHOLD\nMænd;2025;355\nKvinder;2025;0\n"))
    assert len({repr(sorted(asdict(told).items())) for told in same}) == 1
    # A combination that is left out because nobody is in it counts as a line, too.
    areas = "OMRÅDE;KØN;TID;INDHOLD\nA;Kvinder;2025;9\nA;Mænd;2025;9\nB;Mænd;2025;355\n"
    one = told_of(areas + "B;Kvinder;2025;3\n", "område=B")
    assert told_of(areas, "område=B") == one


def test_a_table_for_python_is_the_same_population() -> None:
    frame = young_people(SAMPLES / "bank_several.csv", ONE)
    expected = read_municipality(Path("mine.csv"), content=PLAIN.encode())
    assert known(read_municipality(frame)) == known(expected)
    with pytest.raises(InputError, match="not a table of counts"):
        young_people(SAMPLES / "persons.sav")
