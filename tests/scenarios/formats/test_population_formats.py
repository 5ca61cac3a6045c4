"""Files of Danish offices and programs: read as the plain table is, asked about, or refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from scenarios.formats.questions import QuestionError
from scenarios.formats.reading import read_grid
from scenarios.municipality.municipality import Municipality, read_municipality
from sim.errors import InputError

SAMPLES = Path(__file__).parents[2] / "population_samples"
PLAIN = (
    "variabel;kategori;antal\nkøn;kvinde;285\nkøn;mand;355\nalder;under 25;400\nalder;fra 25;240\n"
    "herkomst;dansk;560\nherkomst;indvandrer;50\nherkomst;efterkommer;30\n"
)
ONE = ("område=Vejle", "tid=2025K1")


def read(text: str | bytes, *take: str, name: str = "mine.csv") -> Municipality:
    content = text if isinstance(text, bytes) else text.encode()
    return read_municipality(Path(name), content=content, take=take)


def known(found: Municipality) -> tuple[int, dict[str, float], dict[str, int | None]]:
    return found.people, {m.name: m.target for m in found.margins}, dict(found.missing)


def counts(found: Municipality) -> dict[str, int | None]:
    return {m.category: m.people for m in found.margins}


def test_there_is_a_sample_of_every_format() -> None:
    assert {read_grid(path, path.read_bytes()).form for path in SAMPLES.iterdir()} == {
        "csv",
        "px",
        "json_stat",
        "workbook",
        "sas",
        "sas_transport",
        "spss",
        "stata",
        "parquet",
    }


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_the_same_population_as_the_plain_table(name: str) -> None:
    found = read_municipality(SAMPLES / name, take=ONE if "several" in name else ())
    expected = read(PLAIN)
    assert known(found) == known(expected)
    assert counts(found) == counts(expected)


def test_several_areas_and_years_are_asked_about() -> None:
    path = SAMPLES / "bank_several.csv"
    with pytest.raises(QuestionError, match="which area is it") as area:
        read_municipality(path)
    assert (area.value.name, area.value.choices) == ("OMRÅDE", ("Hele landet", "Vejle"))
    assert area.value.allowed == '--take "OMRÅDE=Hele landet"'
    with pytest.raises(QuestionError, match="which period is it") as period:
        read_municipality(path, take=ONE[:1])
    assert period.value.choices == ("2024K4", "2025K1")
    with pytest.raises(QuestionError, match="no such value"):
        read_municipality(path, take=["område=Kolding"])
    with pytest.raises(InputError, match="several periods"):
        read_municipality(path, take=["område=Vejle", "tid=2025K1", "tid=2024K4"])
    both = read_municipality(path, take=["område=Vejle", "område=Hele landet", "tid=2025K1"])
    assert both.people == 640 + 3 * 640 + 12 * 7


HEAD = "OMRÅDE;KØN;TID;INDHOLD\n"
LONG = HEAD + "Vejle;Kvinder;2025;285\nVejle;Mænd;2025;355\n"


def test_sums_are_never_added() -> None:
    text = LONG + "Vejle;I alt;2025;640\n"
    assert read(text).people == 640
    assert read(text.replace("I alt", "TOT")).people == 640
    assert read(text.replace("I alt", "Mænd og kvinder i alt")).people == 640
    assert read(PLAIN + "køn;i alt;640\n").people == 640
    # A sum of more than the lines that are there says nothing of them.
    ages = "KØN;ALDER;TID;INDHOLD\n" + "".join(
        f"{gender};{age};2025;{count}\n"
        for gender in ("Kvinder", "Mænd")
        for age, count in (("Alder i alt", 900), ("18-24 år", 50), ("25-29 år", 40), ("30 år", 20))
    )
    found = read(ages)
    assert counts(found) == {"woman": 90, "man": 90, "under_25": 100, "from_25": 80}


def test_a_withheld_number_is_not_needed_where_the_sums_are_told() -> None:
    crossed = {
        ("Kvinder", "16-24 år"): "..",
        ("Kvinder", "25-29 år"): "<5",
        ("Kvinder", "I alt"): "24",
        ("Mænd", "16-24 år"): "30",
        ("Mænd", "25-29 år"): "40",
        ("Mænd", "I alt"): "70",
        ("I alt", "16-24 år"): "51",
        ("I alt", "25-29 år"): "43",
        ("I alt", "I alt"): "94",
    }
    text = "KØN;ALDER;TID;INDHOLD\n" + "".join(
        f"{g};{a};2025;{n}\n" for (g, a), n in crossed.items()
    )
    assert counts(read(text)) == {"woman": 24, "man": 70, "under_25": 51, "from_25": 43}


@pytest.mark.parametrize("mark", ["..", ".", "", "NULL", "#I/T"])
def test_a_withheld_number_is_asked_about(mark: str) -> None:
    text = HEAD + f"Vejle;Kvinder;2025;{mark}\nVejle;Mænd;2025;355\n"
    with pytest.raises(QuestionError, match="withheld or unknown") as asked:
        read(text)
    assert asked.value.choices == ("few", "nobody", "left-out")
    assert counts(read(text, "withheld=few"))["woman"] == 2
    assert counts(read(text, "withheld=nobody"))["woman"] == 0
    with pytest.raises(InputError, match="nothing of these people"):
        read(text, "withheld=left-out")
    two = "KØN;HERKOMST;TID;INDHOLD\n" + "".join(
        f"{g};{o};2025;{n}\n"
        for g, o, n in (
            ("Kvinder", "Dansk oprindelse", mark),
            ("Kvinder", "Indvandrere og efterkommere", 9),
            ("Kvinder", "I alt", 50),
            ("Mænd", "Dansk oprindelse", 60),
            ("Mænd", "Indvandrere og efterkommere", 10),
            ("Mænd", "I alt", 70),
        )
    )
    assert counts(read(two, "withheld=left-out")) == {"woman": 50, "man": 70}


def test_marks_for_few_and_for_nobody() -> None:
    text = HEAD + "Vejle;Kvinder;2025;<5\nVejle;Mænd;2025;355\n"
    assert counts(read(text)) == {"woman": 2, "man": 355}
    assert counts(read(text.replace("<5", "-"))) == {"woman": 0, "man": 355}
    own = PLAIN.replace("efterkommer;30", "efterkommer;<5")
    assert counts(read(own))["immigrant"] == 52
    with pytest.raises(InputError, match="impossible value"):
        read(text.replace("<5", "<9"))


def test_what_the_bulk_form_leaves_out_is_nobody() -> None:
    text = "KØN;HERKOMST;TID;INDHOLD\n" + "".join(
        f"{g};{o};2025;{n}\n"
        for g, o, n in (
            ("Kvinder", "Dansk oprindelse", 50),
            ("Kvinder", "Indvandrere og efterkommere", 9),
            ("Mænd", "Dansk oprindelse", 60),
        )
    )
    expected = {"woman": 59, "man": 60, "danish": 110, "immigrant": 9}
    assert counts(read(text)) == expected
    # Another table does not say so.
    other = text.replace("TID;INDHOLD", "Periode;Antal personer")
    with pytest.raises(QuestionError, match="is that nobody"):
        read(other)
    assert counts(read(other, "absent=nobody")) == expected


def test_of_whom_it_is_unknown_is_counted_apart() -> None:
    found = read(
        "Køn;Herkomst;Antal personer\nKvinder;Dansk oprindelse;40\nKvinder;Indvandrere;20\n"
        "Kvinder;Efterkommere;10\nKvinder;Uoplyst;6\nMænd;Dansk oprindelse;40\n"
        "Mænd;Indvandrere;20\nMænd;Efterkommere;10\nMænd;Uoplyst;8\n"
    )
    assert (found.people, dict(found.missing)) == (154, {"origin": 14})
    own = read(PLAIN + "herkomst;uoplyst;20\n")
    # Who is unknown of in one variable is there: the others do not say what they are.
    assert (own.people, own.missing) == (660, {"gender": 20, "age": 20, "origin": 20})


def test_western_and_other_countries_are_parts_of_one_category() -> None:
    lines = {
        "Personer med dansk oprindelse": 80,
        "Indvandrere fra vestlige lande": 5,
        "Indvandrere fra ikke-vestlige lande": 6,
        "Efterkommere fra vestlige lande": 7,
        "Efterkommere fra ikke-vestlige lande": 8,
    }
    text = "HERKOMST;TID;INDHOLD\n" + "".join(f"{o};2025;{n}\n" for o, n in lines.items())
    assert counts(read(text)) == {"danish": 80, "immigrant": 26}
    with pytest.raises(InputError, match="cover the same people"):
        read(text + "Indvandrere;2025;11\n")
    with pytest.raises(InputError, match="a part of a category"):
        read(text.replace("Efterkommere fra vestlige lande;2025;7\n", ""))


@pytest.mark.parametrize(
    ("ages", "under", "over"),
    [
        (("16-24 år", "25-29 år"), 1, 1),
        (("Under 25 år", "25 år og derover"), 1, 1),
        (("18-24", "25+"), 1, 1),
        (("18 år", "19 år", "25 år", "26 år", "35 år", "10-14 år"), 2, 2),
        (("18-19", "20 - 24", "25–29", "30-34 år"), 2, 1),
    ],
)
def test_bands_of_ages(ages: tuple[str, ...], under: int, over: int) -> None:
    text = "ALDER;TID;INDHOLD\n" + "".join(f"{age};2025;10\n" for age in ages)
    assert counts(read(text)) == {"under_25": 10 * under, "from_25": 10 * over}


@pytest.mark.parametrize("age", ["20-29 år", "25-34 år", "10-24 år", "18 år og derover"])
def test_a_band_across_the_limits_is_refused(age: str) -> None:
    with pytest.raises(InputError, match="a band of ages") as caught:
        read(f"ALDER;TID;INDHOLD\n16-24 år;2025;10\n{age};2025;10\n")
    assert "bands that end at 24 and at 29" in str(caught.value.allowed)


def test_points_between_thousands() -> None:
    text = "Område;Periode;Køn;Antal personer\nVejle;2025;Kvinder;1.285\nVejle;2025;Mænd;355\n"
    assert counts(read(text)) == {"woman": 1285, "man": 355}
    # A thousand without a point beside one with it: then the point may be one of decimals.
    with pytest.raises(InputError, match="is this 1285"):
        read(text.replace(";355", ";1355"))


def test_what_excel_adds_is_no_part_of_the_table() -> None:
    plain = read(PLAIN)
    lines = PLAIN.splitlines()
    trailing = "".join(f"{line};;\r\n" for line in ["", *lines, "", ""])
    between = "".join(line.replace(";", ";;") + "\n" for line in lines)
    for text in (
        trailing,
        between,
        "sep=;\n" + PLAIN,
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        "Unge i Vejle, marts\n" + PLAIN,
    ):
        assert known(read(text)) == known(plain)


def test_codes_of_the_statistics_bank() -> None:
    text = "OMRÅDE;KØN;HERKOMST;TID;INDHOLD\n" + "".join(
        f"630;{g};{o};2025K1;{n}\n"
        for g, o, n in (
            ("1", "5", 60),
            ("1", "4", 5),
            ("1", "3", 5),
            ("2", "5", 20),
            ("2", "4", 5),
            ("2", "3", 5),
        )
    )
    expected = {"woman": 30, "man": 70, "danish": 80, "immigrant": 20}
    assert counts(read(text)) == expected
    both = text.replace(";1;", ";1 Mænd;").replace(";2;", ";2 Kvinder;")
    assert counts(read(both)) == expected
    # In a table of nobody knows whom 1 may be either.
    with pytest.raises(InputError, match="unknown category of gender"):
        read(text.replace("INDHOLD", "antal"))


def test_one_gender_alone_is_asked_about() -> None:
    text = HEAD + "Vejle;Kvinder;2025;285\n"
    with pytest.raises(InputError, match="not all categories") as caught:
        read(text)
    assert '--take "KØN=Kvinder"' in str(caught.value.allowed)
    assert counts(read(text, "køn=kvinder")) == {"woman": 285, "man": 0}


def test_persons_of_one_area_and_codes_without_labels() -> None:
    text = "område;køn;alder\n" + "Vejle;K;20\n" * 9 + "Kolding;M;27\n" * 8
    with pytest.raises(QuestionError, match="which area is it"):
        read(text)
    assert read(text, "område=Vejle").people == 9
    with pytest.raises(InputError, match="impossible value"):
        read("køn;alder\n" + "1;20\n2;21\n" * 5)


@pytest.mark.parametrize(
    ("name", "content", "found", "allowed"),
    [
        ("a.xls", b"<html><body>jobindsats.dk<table>", "a web page", "jobindsats.dk: choose CSV"),
        ("a.xml", b"<?xml version='1.0'?><m>Statistics Denmark", "XML", "PX, Excel or JSON-stat"),
        ("a.pdf", b"%PDF-1.7", "a PDF", "from jobindsats.dk CSV or Excel"),
        ("a.rds", b"\x1f\x8b\x08\0", "of R", "Parquet"),
        ("a.zip", b"PK\x03\x04" + bytes(90), "zip", "CSV (UTF-8)"),
    ],
)
def test_what_cannot_be_used_names_what_the_office_gives(
    name: str, content: bytes, found: str, allowed: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(content, name=name)
    assert found in str(caught.value.found)
    assert allowed in str(caught.value.allowed)
    assert str(caught.value.file) == name


def is_refused(name: str, content: bytes) -> bool:
    """Whether a file is refused with a message; anything else that is raised is a fault of ours."""
    try:
        read(content, *ONE, name=name)
    except InputError:
        return True
    return False


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_a_damaged_file_is_one_message(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    # Half of a text may be a table, too; half of a file with a directory at its end is none.
    assert is_refused(name, content[: len(content) // 2]) or name.endswith((".csv", ".xpt"))
    is_refused(name, content[:40] + b"\xff\0\xfe" * 9 + content[60:])


PX = (SAMPLES / "bank.px").read_bytes().decode("cp1252")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('UNITS="Antal personer"', 'UNITS="Pct."', "not of people"),
        ("640 560", "640", "another number of numbers"),
        ('VALUES("tid")="2025K1";', "", "a column without values"),
        ("DATA=", "DOTA=", "not a whole PX file"),
    ],
)
def test_a_px_file_that_contradicts_itself(old: str, new: str, words: str) -> None:
    assert old in PX
    with pytest.raises(InputError, match=words):
        read(PX.replace(old, new).encode("cp1252"), name="a.px")


def test_px_with_marks_and_keys() -> None:
    data = 'DATA=\r\n"Kvinder" 285 "-"\r\n;\r\n'
    sparse = (
        'CHARSET="ANSI";\nSTUB="køn";\nHEADING="alder";\nVALUES("køn")="Kvinder","Mænd";\n'
        'VALUES("alder")="18-24 år","25-29 år";\nUNITS="antal; DATA=";\nKEYS("køn")=VALUES;\n'
    )
    found = read((sparse + data).encode("cp1252"), name="a.px")
    assert counts(found) == {"woman": 285, "man": 0, "under_25": 285, "from_25": 0}
    full = sparse.replace('KEYS("køn")=VALUES;\n', "")
    with pytest.raises(QuestionError, match="Mænd, 18-24 år"):
        read((full + 'DATA=\n285 "-" ".." 1;\n').encode("cp1252"), name="a.px")


def test_a_column_that_says_who_somebody_is() -> None:
    with pytest.raises(InputError, match="who somebody is") as caught:
        read("navn;køn;antal\nAnna;Kvinder;1\nBo;Mænd;9\n")
    assert "Anna" not in str(caught.value)


def test_what_was_read_is_told() -> None:
    told = read_municipality(SAMPLES / "bank_several.csv", take=ONE).told
    assert told is not None
    assert dict(told.columns) == {
        "OMRÅDE": "area",
        "KØN": "gender",
        "ALDER": "age",
        "HERKOMST": "origin",
        "TID": "period",
        "INDHOLD": "count",
    }
    assert dict(told.taken) == {"OMRÅDE": "Vejle", "TID": "2025K1"}
    assert ("young", "16-24 år") in told.left_out


@pytest.mark.parametrize(
    ("take", "words"),
    [
        (["Vejle"], "not a name and an answer"),
        (["withheld=zero"], "not an answer to this question"),
        (["sheet=Ark1"], "only a workbook has sheets"),
        (["by=Vejle"], "no such column"),
    ],
)
def test_an_answer_that_cannot_be(take: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(LONG, *take)


def test_another_heading_of_counts_and_several_of_them() -> None:
    text = "Køn;Antal modtagere\nKvinder;285\nMænd;355\n"
    assert counts(read(text)) == {"woman": 285, "man": 355}
    two = "Køn;Antal personer;Antal fuldtidspersoner\nKvinder;285;250\nMænd;355;300\n"
    with pytest.raises(QuestionError, match="which column counts") as asked:
        read(two)
    assert asked.value.choices == ("Antal personer", "Antal fuldtidspersoner")
    assert counts(read(two, "counts=antal personer")) == {"woman": 285, "man": 355}
    assert counts(read(text.replace("Antal", "Alle"), "counts=Alle modtagere"))["man"] == 355


def test_one_band_of_all_ages_says_no_more_of_who_they_are() -> None:
    text = LONG.replace("TID", "ALDER;TID").replace(";2025;", ";18-29 år;2025;")
    assert counts(read(text)) == {"woman": 285, "man": 355}


def test_a_workbook_of_several_sheets_and_cells_with_errors(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, women in (("2024", 100), ("2025", 285)):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["Køn", "Kvinder", "Mænd"])
            sheet.write_column(0, 1, ["Antal", women, 355])
    with pytest.raises(QuestionError, match="which sheet") as asked:
        read_municipality(path)
    assert asked.value.choices == ("2024", "2025")
    assert counts(read_municipality(path, take=["sheet=2025"])) == {"woman": 285, "man": 355}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["Køn", "Kvinder", "Mænd"])
        sheet.write_column(0, 1, ["Antal", 0, 355])
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    with pytest.raises(QuestionError, match="withheld or unknown"):
        read_municipality(path)


def test_a_transport_file_of_older_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    frame = pd.DataFrame({"koen": ["Kvinde", "Mænd"] * 6, "alder": [20.0, 27.0] * 6})
    pyreadstat.write_xport(frame, str(path), file_format_version=5)
    older = path.read_bytes().replace("Mænd".encode(), "Mænd ".encode("cp1252"))
    for content in (path.read_bytes(), older):
        assert counts(read(content, name="a.xpt"))["man"] == 6
