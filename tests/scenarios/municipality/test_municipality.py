"""What a municipality's file may be, what is read from it, and what is refused and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.municipality.margins import MEAN, schema
from scenarios.municipality.municipality import Municipality, read_municipality
from sim.errors import InputError

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
SHARES = "variable,category,share\ngender,woman,0.45\ngender,man,0.55\n"
INDIVIDUALS = "gender;age\n" + "woman;20\n" * 6 + "man;27\n" * 6


def read(folder: Path, text: str | bytes, people: int | None = None) -> Municipality:
    path = folder / "mine.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_municipality(path, people)


def targets(found: Municipality) -> dict[tuple[str, str], float]:
    return {(m.variable, m.category): m.target for m in found.margins}


def counts(found: Municipality) -> dict[tuple[str, str], int]:
    return {(m.variable, m.category): m.people for m in found.margins}


# Tables


@pytest.mark.parametrize(
    "text",
    [
        SHARES,
        SHARES.replace(",", ";"),
        SHARES.replace(",", "\t"),
        "variabel;kategori;andel\nkøn;kvinde;0,45\nkøn;mand;0,55\n",
        "Variable;Category;Share\r\nGender;Woman;45 %\r\nGender;Man;55%\r\n\r\n;;\r\n",
        'variable,category,share\n"gender","woman","0,45"\n"gender","man","0,55"\n',
        "\ufeff" + SHARES,
    ],
)
def test_a_table_in_every_spelling_is_the_same_table(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text, 200)
    assert found.kind == "shares"
    assert targets(found) == {
        ("gender", "woman"): pytest.approx(0.45, abs=1e-12),
        ("gender", "man"): pytest.approx(0.55, abs=1e-12),
    }
    assert counts(found) == {("gender", "woman"): 90, ("gender", "man"): 110}


def test_rounded_shares_are_rescaled(tmp_path: Path) -> None:
    text = "variable,category,share\nstratum,grade_4_or_above,0.33\nstratum,grade_below_4,0.33\n"
    found = targets(read(tmp_path, text + "stratum,no_grades,0.33\n", 100))
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)
    with pytest.raises(InputError, match="sum to 1"):
        read(tmp_path, text + "stratum,no_grades,0.30\n", 100)
    # Written with more decimals the same sum is no rounding.
    with pytest.raises(InputError, match="sum to 1"):
        read(tmp_path, text.replace("0.33", "0.3300") + "stratum,no_grades,0.3300\n", 100)


def test_counts_say_how_many_there_are_and_how_many_are_unknown(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "variabel;kategori;antal\nkøn;kvinde;90\nkøn;mand;110\nherkomst;dansk;150\n"
        "herkomst;indvandrer;30\nalder;gennemsnit;24,5\n",
    )
    assert (found.kind, found.people) == ("counts", 200)
    assert found.missing == {"origin": 20}
    assert targets(found)["origin", "immigrant"] == pytest.approx(30 / 180)
    assert counts(found)["origin", "immigrant"] == 30
    assert targets(found)["age", MEAN] == 24.5


ORIGIN = "variabel;kategori;antal\nherkomst;dansk;560\nherkomst;indvandrer;50\n"


def test_parts_of_a_category_are_added(tmp_path: Path) -> None:
    found = read(tmp_path, ORIGIN + "herkomst;efterkommer;30\n")
    assert found.people == 640
    assert counts(found) == {("origin", "danish"): 560, ("origin", "immigrant"): 80}
    # One word for both is the same; in shares each line may be rounded.
    assert read(tmp_path, ORIGIN.replace("indvandrer;50", "indvandrere og efterkommere;80")) == (
        found
    )
    shares = "variable;category;share\norigin;danish;0,87\norigin;descendants;0,05\n"
    share = targets(read(tmp_path, shares + "origin;immigrants;0,07\n", 640))
    assert share["origin", "immigrant"] == pytest.approx(0.12 / 0.99)
    # A file of individuals says it person by person.
    people = "herkomst\n" + "dansk\n" * 20 + "indvandrer\n" * 6 + "efterkommer\n" * 4
    assert counts(read(tmp_path, people))["origin", "immigrant"] == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ORIGIN + "herkomst;indvandrere;30\n", ["line 4", "also in line 3", "origin, immigrant"]),
        (ORIGIN + "herkomst;indvandrere og efterkommere;80\n", ["line 4", "also in line 3"]),
        (
            ORIGIN.replace("indvandrer;", "efterkommer;"),
            ["line 3, origin", "a part", "descendant", "also immigrant"],
        ),
    ],
)
def test_parts_are_given_once_and_not_alone(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    for word in ["mine.csv", *words]:
        assert word in str(error.value)


def test_every_word_means_one_category_of_a_variable_and_one_part() -> None:
    """A word for less than the category is a part: nothing else may be read for a synonym.

    These are all words that are read; a new one belongs here, as a whole or as a part.
    """
    rules = schema()
    wholes = {name: set(words) for name, words in rules.words.items()}
    for variable in rules.variables:
        words = [
            word for name in rules.categories(variable) for word in {name, *wholes.get(name, set())}
        ]
        assert len(words) == len(set(words)), variable
    parts = [word for found in rules.parts.values() for part in found for word in part.words]
    assert len(parts) == len(set(parts))
    assert not set(parts) & {word for words in wholes.values() for word in words}
    assert {name for words in wholes.values() for name in words} == {
        "mindst_4",
        "under_4",
        "ingen_karakterer",
        "kvinde",
        "kvinder",
        "k",
        "f",
        "female",
        "women",
        "females",
        "mand",
        "mænd",
        "m",
        "male",
        "men",
        "males",
        "under_25_år",
        "fra_25",
        "dansk",
        "danish_origin",
        "dansk_oprindelse",
        "personer_med_dansk_oprindelse",
        "persons_of_danish_origin",
        "immigrant_or_descendant",
        "immigrants_and_descendants",
        "indvandrer_eller_efterkommer",
        "indvandrere_og_efterkommere",
        "ingen",
        "nogen",
        "over_halvdelen",
        "højst_halvdelen",
        "ingen_efter_skolen",
        "nogen_efter_skolen",
        "gennemsnit",
    }


@pytest.mark.parametrize(
    ("variable", "word"),
    [
        ("mother_education", "grundskole"),
        ("father_education", "erhvervsfaglig"),
        ("stratum", "4_7"),
        ("stratum", "02"),
        ("age", "unge"),
        ("transfers_last_year", "uddannelseshjælp"),
        ("gender", "andet"),
    ],
)
def test_bands_and_levels_are_not_guessed(tmp_path: Path, variable: str, word: str) -> None:
    """A level of education or a band of marks is no word for a category."""
    with pytest.raises(InputError, match="unknown category"):
        read(tmp_path, f"variable;category;count\n{variable};{word};30\n")


# Individuals


def test_individuals_are_counted(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "karakter;køn;alder;su_share_year_1;su_share_year_2;su_share_year_3;transfer_share_year_1\n"
        "7,4;kvinde;19;0;0;0;1\n"
        "ingen;mand;24,9;0,5;0;0;0,5\n"
        "3,9;k;25;;0;0;60 %\n"
        "4;m;29;0;0;0;\n"
        ";f;18;0;0;0,2;0\n",
    )
    assert (found.kind, found.people) == ("individuals", 5)
    assert targets(found) == pytest.approx(
        {
            ("stratum", "grade_4_or_above"): 0.5,
            ("stratum", "grade_below_4"): 0.25,
            ("stratum", "no_grades"): 0.25,
            ("gender", "woman"): 0.6,
            ("gender", "man"): 0.4,
            ("age", "under_25"): 0.6,
            ("age", "from_25"): 0.4,
            ("transfers_last_year", "above_half"): 0.5,
            ("transfers_last_year", "up_to_half"): 0.5,
            ("su_history", "none"): 0.5,
            ("su_history", "some"): 0.5,
            ("su_share_year_1", MEAN): 0.125,
            ("su_share_year_2", MEAN): 0.0,
            ("su_share_year_3", MEAN): 0.04,
            ("transfer_share_year_1", MEAN): 0.525,
        }
    )
    assert found.missing == {
        "stratum": 1,
        "su_history": 1,
        "su_share_year_1": 1,
        "transfers_last_year": 1,
        "transfer_share_year_1": 1,
    }


def test_equal_lines_are_different_people(tmp_path: Path) -> None:
    assert read(tmp_path, INDIVIDUALS).people == 12


def test_the_examples_can_be_read() -> None:
    assert read_municipality(EXAMPLES / "shares.csv", 640).people == 640
    found = read_municipality(EXAMPLES / "individuals.csv")
    assert found.people == 104
    assert found.missing["mother_education"] > 0


def test_a_name_is_safe_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "=cmd|'<b>'!A1.csv"
    path.write_text(INDIVIDUALS, encoding="utf-8")
    assert read_municipality(path).name == "cmd_b_A1"
    path = tmp_path / "Ærø 2026.csv"
    path.write_text(INDIVIDUALS, encoding="utf-8")
    assert read_municipality(path).name == "Ærø 2026"


def test_a_single_column_may_have_decimal_commas(tmp_path: Path) -> None:
    cells = ["0,25"] * 30 + ["0,75"] * 30
    known = read(tmp_path, "su_share_3_years\n" + "\n".join(cells) + "\n")
    assert known.people == 60
    (mean,) = (m for m in known.margins if m.category == "mean")
    assert mean.target == pytest.approx(0.5)


# What is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SHARES.replace("gender,woman", "gendre,woman"), ["line 2", "gendre", "mean gender?"]),
        (SHARES.replace("woman", "womam"), ["line 2", "womam", "did you mean woman?"]),
        (SHARES.replace("0.45", "-0.45"), ["line 2", "-0.45", "from 0 to 1"]),
        (SHARES.replace("0.45", "45"), ["line 2", "45", "from 0 to 1"]),
        (SHARES.replace("0.45", "nan"), ["line 2", "nan"]),
        (SHARES.replace("0.45", "inf"), ["line 2", "inf"]),
        (SHARES.replace("0.45", "1e-1"), ["line 2", "1e-1"]),
        (SHARES.replace("0.45", ""), ["line 2", "impossible value"]),
        (SHARES.replace("0.45", "=0.4+0.05"), ["line 2", "formula"]),
        (SHARES.replace("woman", "@SUM(A1)"), ["line 2", "formula"]),
        (SHARES.replace("0.45", "0,45"), ["line 2", "4 cells", "semicolons"]),
        (SHARES + "gender,woman,0.45\n", ["line 4", "also in line 2", "gender, woman"]),
        (SHARES.replace("gender,man,0.55\n", ""), ["gender", "also man"]),
        (SHARES + "gender,mean,0.5\n", ["line 4", "unknown category"]),
        (SHARES + "age,mean,240\n", ["line 4", "from 18 to under 30"]),
        (SHARES.replace("category,share", "category;share"), ["separated in two ways"]),
        (SHARES.replace(",", "|"), ["unknown column", "semicolon, comma or tab"]),
        (SHARES.replace("share\n", "share,note\n").replace("5\n", "5,x\n"), ["headings", "note"]),
        (SHARES.replace("category", "share"), ["twice", "share"]),
        ("variable,category\ngender,woman\n", ["variable, category, share"]),
        ("variable,category,share\n", ["nothing to read"]),
        ("", ["nothing to read"]),
        ('variable,category,share\n"gender,woman,0.5\n', ["not a CSV file", "line 2", '"gender']),
        ("variable,category,share\n" + "x" * 200_000 + ",a,b\n", ["not a CSV file"]),
        (
            SHARES
            + "transfer_share_3_years,mean,0.6\n"
            + "".join(f"transfer_share_year_{k},mean,0.6\n" for k in (1, 2, 3)),
            ["given in two ways", "transfer_share_3_years"],
        ),
    ],
)
def test_a_faulty_table_is_one_clear_message(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text, 200)
    for word in ["mine.csv", *words]:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cpr;gender\n1;woman\n", ["cpr", "personal"]),
        ("CPR-nr;gender\n1;woman\n", ["cpr_nr", "personal"]),
        ("navn;køn\nA;kvinde\n", ["navn", "personal"]),
        ("gendr;age\nwoman;20\n", ["gendr", "did you mean gender?"]),
        ("gender;shoe_size\nwoman;38\n", ["shoe_size", "stratum"]),
        ("gender;gender\nwoman;man\n", ["twice", "gender"]),
        ("gender;køn\nwoman;man\n", ["twice", "gender"]),
        ("gender;age\nwoman;17\n", ["line 2, age", "17", "from 18 to under 30"]),
        ("gender;age\nwoman;30\n", ["line 2, age", "30"]),
        ("gender;age\nwoman;20\nx;20\n", ["line 3, gender", "x", "woman, man"]),
        ("gender;age\nwoman;20;3\n", ["line 2", "3 cells", "2 cells"]),
        ("gender;age\nwoman;=2+18\n", ["line 2, age", "formula"]),
        ("gender;mark\nwoman;13\n", ["line 2, mark", "13", "none"]),
        ("gender;age\nwoman;\nman;ukendt\n", ["age", "nothing but missing"]),
        ("mark;stratum\n5;no_grades\n", ["given in two ways", "stratum"]),
        ("su_share_year_1;transfer_share_year_1\n0.6;0.6\n", ["line 2", "whole year", "1.2"]),
        ("gender\nwoman\nman\nwoman\nman\n", ["impossible number", "4", "from 5"]),
    ],
)
def test_a_faulty_file_of_individuals_is_one_clear_message(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    for word in ["mine.csv", *words]:
        assert word in str(error.value)


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234"])
@pytest.mark.parametrize("heading", ["gender", "note"])
def test_a_personal_number_is_refused_and_not_repeated(
    tmp_path: Path, number: str, heading: str
) -> None:
    with pytest.raises(InputError, match="personal number") as error:
        read(tmp_path, f"{heading};age\nwoman;20\n{number};20\n")
    assert "line 3" in str(error.value)
    assert "1234" not in str(error.value)


def test_ten_decimals_are_no_personal_number(tmp_path: Path) -> None:
    text = SHARES.replace("0.45", "0.4500000000").replace("0.55", "0.5500000000")
    assert read(tmp_path, text, 100).people == 100


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("variable;category;share\nkøn;kvinde;1\n".encode("cp850"), "not in UTF-8"),
        ("variable;category;share\nkøn;kvinde;1\n".encode("mac-roman"), "not in UTF-8"),
        (SHARES.encode("utf-16-le"), "zero bytes"),
        (b"PK\x03\x04" + bytes(100), "workbook"),
        (SHARES.encode() + b"\0", "zero bytes"),
    ],
)
def test_other_encodings_are_refused_with_the_way_out(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words) as error:
        read(tmp_path, content, 100)
    assert "CSV (UTF-8)" in str(error.value)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(10**11)  # sparse: nothing is written
    with pytest.raises(InputError, match="too large"):
        read_municipality(path)


def test_too_many_people_are_refused(tmp_path: Path) -> None:
    most = int(schema().limit("most_individuals"))
    with pytest.raises(InputError, match="too many people"):
        read(tmp_path, "gender\n" + "woman\n" * (most + 1))


@pytest.mark.parametrize(
    ("text", "people", "words"),
    [
        (SHARES, None, "--people N"),
        (SHARES, 4, "--people"),
        (SHARES, 10**9, "--people"),
        (INDIVIDUALS, 12, "itself says how many"),
    ],
)
def test_how_many_there_are_is_said_once(
    tmp_path: Path, text: str, people: int | None, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read(tmp_path, text, people)


def test_no_file_and_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_municipality(tmp_path / "none.csv")
    with pytest.raises(InputError, match="not a file"):
        read_municipality(tmp_path)


COUNTS = "variable;category;count\ngender;woman;{}\ngender;man;355\n"


def read_text(folder: Path, text: str, people: int | None = None) -> Municipality:
    file = folder / "numbers.csv"
    file.write_text(text, encoding="utf-8")
    return read_municipality(file, people)


@pytest.mark.parametrize(("cell", "count"), [("1 285", 1285), ("1285", 1285)])
def test_counts_are_read_as_people_write_them(tmp_path: Path, cell: str, count: int) -> None:
    found = read_text(tmp_path, COUNTS.format(cell))
    assert found.people == count + 355


@pytest.mark.parametrize("cell", ["1.285", "1,285", "1.000"])
def test_a_mark_of_thousands_in_a_count_is_asked_about(tmp_path: Path, cell: str) -> None:
    with pytest.raises(InputError, match="is this 1") as caught:
        read_text(tmp_path, COUNTS.format(cell))
    assert caught.value.field == "line 2, gender, woman"
    assert "write 1" in str(caught.value.allowed)


def test_three_decimals_of_a_share_or_an_age_are_certain(tmp_path: Path) -> None:
    text = "variable;category;share\ngender;woman;0.455\ngender;man;0,545\nage;mean;23.456\n"
    found = read_text(tmp_path, text, 300)
    assert {m.name: m.target for m in found.margins}["age / mean"] == 23.456


def test_thirty_is_no_age_of_these_people(tmp_path: Path) -> None:
    for text, people in (
        ("køn;alder\nK;23\nM;30\n", None),
        ("variable;category;share\nage;mean;30\n", 300),
    ):
        with pytest.raises(InputError) as caught:
            read_text(tmp_path, text, people)
        assert "from 18 to under 30" in str(caught.value.allowed)
