"""Whatever is given wrongly: exit code 2, the reader's language, and nobody else's words."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.stored_posterior import shipped_folder
from mentorsim.cli import COMMANDS, app
from mentorsim.terminal.commands import built
from sim.messages import in_language

HEAD = "title: {da: a, en: b}\ndescription: {da: a, en: b}\nreference: test\n"
#: Words of PyYAML, pydantic, typer, Python and the system, and addresses.
FOREIGN = re.compile(
    r"https?:|unicode string|Input should|Value error|validation error|valid (?:number|integer)"
    r"|datetime|Traceback|NoneType|<class|dict_type|list_type|_type\b|while parsing|could not find"
    r"|mapping values|expected <|but found|codec can't|Expecting|No such file|Permission denied"
    r"|No such option|Missing argument|Invalid value|Got unexpected|requires an argument"
    r"|\bTrue\b|\bFalse\b|\bNone\b|Errno|Error:|Delimiter|Expected \d"
)
#: Words that only an English message has, and only a Danish one.
ENGLISH = re.compile(
    r"\b(?:the|of|not|unknown|missing|impossible|which|or more|allowed|found|twice|cannot|is)\b"
)
DANISH = re.compile(r"[æøå]|\b(?:ikke|ukendt|umulig|mangler|eller|tilladt|fundet|er|kan|til)\b")

#: Policy files, with the field and a word that the message has in each language.
POLICIES = {
    "no yaml": ("a: [1, 2", "line", "linje"),
    "a bracket": ("duration: {weeks: 5\n", "line", "linje"),
    "a tab": ("duration:\n\tweeks: 5\n", "a tab", "en tabulator"),
    "two colons": ("duration: weeks: 5\n", "line 1", "linje 1"),
    "open quotes": (HEAD + "matching: 'random\n", "line", "linje"),
    "a reference": ("a: &x 1\nb: *x\n", "references", "henvisninger"),
    "a tag": ("a: !!python/object:os.system 1\n", "tags", "mærker"),
    "a day by tag": (HEAD + "matching: !!timestamp 2026-01-01\n", "tags", "mærker"),
    "bytes by tag": (HEAD + "matching: !!binary aGk=\n", "tags", "mærker"),
    "a set by tag": (HEAD + "matching: !!set {a}\n", "tags", "mærker"),
    "a mapping by tag": ("a: !!map 5\n", "tags", "mærker"),
    "a list by tag": ("a: !!seq 5\n", "unreadable", "kan ikke læses"),
    "a forbidden character": ("a: \x07\n", "character", "tegn"),
    "two documents": ("a: 1\n---\nb: 2\n", "unreadable", "kan ikke læses"),
    "deep": ("[" * 3000, "nested", "niveauer"),
    "a list": ("- 1\n- 2\n", "set of fields", "sæt felter"),
    "nothing": ("", "set of fields", "sæt felter"),
    "a zero before": ("duration: {weeks: 052}\n", "leading zero", "nul foran"),
    "a comma": ("a: {caseload: 12,5}\n", "decimal comma", "decimalkomma"),
    "thousands": (HEAD + "duration: {weeks: 1.000}\n", "duration.weeks", "duration.weeks"),
    "misspelt": (HEAD + "duration: {wekes: 5}\n", "did you mean weeks", "mente du weeks"),
    "too long": (HEAD + "duration: {weeks: 5000}\n", "from 1 to 520", "fra 1 til 520"),
    "a share": (HEAD + "corps: {under_40: 1.5}\n", "corps.under_40", "corps.under_40"),
    "a half": (HEAD + "capacity: {direct_share: -0.5}\n", "direct_share", "direct_share"),
    "null": (HEAD + "duration: null\n", "duration", "duration"),
    "a truth": (HEAD + "duration: {weeks: true}\n", "duration.weeks", "duration.weeks"),
    "a text": (HEAD + "contact: {every_weeks: often}\n", "every_weeks", "every_weeks"),
    "a word": (HEAD + "matching: by_star_sign\n", "matching", "matching"),
    "a day": (HEAD + "matching: 2026-01-01\n", "matching", "matching"),
    "a number for a text": ("title: 5\n", "title", "title"),
    "no title": ("reference: test\n", "missing field", "felt mangler"),
    "a group": (HEAD + "targeting: {eligible: [grade_nun]}\n", "eligible", "eligible"),
    "contradicts": (HEAD + "capacity: {follows: mentors, mentors: 5}\n", "mentors", "mentors"),
    "a limit": (
        HEAD + "targeting: {eligible: [{attribute: age, below: 20, at_least: 20}]}\n",
        "nobody",
        "ingen",
    ),
    "a key": (HEAD + "capacity: {5: 3}\n", "capacity.5", "capacity.5"),
    "given twice": (HEAD + "matching: random\nmatching: random\n", "twice", "to gange"),
}
SALARY = "mentor_salary: {{value: {value}, source: x, certainty: A, price_level: {year}}}\n"
PRICES = {
    "no yaml": ("a: [1, 2", "line", "linje"),
    "a list": ("- 1\n", "entries", "priser"),
    "misspelt": ("mentor_sallary: {value: 1}\n", "did you mean", "mente du"),
    "a number alone": ("mentor_salary: 500\n", "set of fields", "sæt felter"),
    "negative": (SALARY.format(value=-5, year=2023), "mentor_salary.value", "umulig pris"),
    "a text": (SALARY.format(value="much", year=2023), "mentor_salary.value", "et tal"),
    "not finite": (SALARY.format(value=".nan", year=2023), "finite", "endeligt"),
    "a day": (SALARY.format(value="2026-01-01", year=2023), "a number", "et tal"),
    "thousands": (SALARY.format(value="478.737", year=2023), "is this", "er det"),
    "a year": (SALARY.format(value=500000, year="'now'"), "price_level", "price_level"),
    "no index": (SALARY.format(value=500000, year=1990), "price index", "prisindeks"),
    "no source": ("mentor_salary: {value: 5}\n", "missing field", "felt mangler"),
    "certainty": (
        "mentor_salary: {value: 500000, source: x, certainty: sure, price_level: 2023}\n",
        "A, B",
        "A, B",
    ),
    "the last day": (
        "mentor_salary: {value: 500000, source: x, certainty: A, price_level: 2023, "
        "last_day: soon}\n",
        "a day, as",
        "en dag, fx",
    ),
    "low alone": (
        "mentor_salary: {value: 500000, source: x, certainty: A, price_level: 2023, low: 1}\n",
        "go together",
        "hører sammen",
    ),
}
TABLE = "variable;category;share\n"
POPULATIONS = {
    "empty": (b"", "nothing to read", "intet at læse"),
    "headings only": (TABLE.encode(), "nothing to read", "intet at læse"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "a picture", "et billede"),
    "a page": (b"<html><body>x", "a web page", "en webside"),
    "a zip": (b"PK\x03\x04" + bytes(90), "damaged zip", "beskadiget zip"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "workbook", "projektmappe"),
    "Parquet": (b"PAR1" + bytes(90), "Parquet", "Parquet"),
    "SPSS": (b"$FL2" + bytes(90), "data set", "datasæt"),
    "JSON": (b'{"a": [', "JSON-stat", "JSON-stat"),
    "PX": (b'CHARSET="ANSI";\nSTUB="a";\n', "PX", "PX"),
    "letters": (b"variable;category;share\ngender;\x81\x8d;1\n", "UTF-8", "UTF-8"),
    "open quotes": (b'variable;category;share\n"gender;woman;0.5\n', "CSV", "CSV"),
    "an unknown variable": (b"variable;category;share\nhats;red;1\n", "hats", "hats"),
    "an unknown category": (b"variable;category;share\ngender;womn;1\n", "mean", "mente du"),
    "too much": (
        b"variable;category;share\ngender;woman;0.9\ngender;man;0.9\n",
        "sum to 1",
        "give 1 i alt",
    ),
    "no number": (
        b"variable;category;share\ngender;woman;half\ngender;man;0.5\n",
        "from 0 to 1",
        "fra 0 til 1",
    ),
    "a formula": (b"variable;category;share\ngender;=A1;0.5\n", "a formula", "en formel"),
    "a person": (
        b"variable;category;share\ngender;010203-1234;0.5\n",
        "personal number",
        "CPR-nummer",
    ),
    "another length": (
        b"variable;category;share\ngender;woman\n",
        "line of another length",
        "linje med en anden",
    ),
}
#: Options and arguments: the field, and a word of the message in each language.
OPTIONS: dict[str, tuple[list[str], str, str]] = {
    "no such option": (["compare", "as-in-trial", "--drwas", "2"], "mean --draws", "du --draws"),
    "no such command": (["compair"], "did you mean compare", "mente du compare"),
    "no argument": (["compare"], "POLICIES", "INDSATSER"),
    "no value": (["compare", "as-in-trial", "--draws"], "--draws", "--draws"),
    "a value of a switch": (["policies", "--json=yes"], "--json", "--json"),
    "too much": (["policies", "these", "those"], "these those", "these those"),
    "no number": (["compare", "as-in-trial", "--draws", "many"], "--draws", "--draws"),
    "too few": (["compare", "as-in-trial", "--draws", "1"], "at least 2", "mindst 2"),
    "too many": (["compare", "as-in-trial", "--draws", "99999"], "--draws", "--draws"),
    "thousands": (["compare", "as-in-trial", "--draws", "1.000"], "is this", "er det"),
    "no week": (["compare", "as-in-trial", "--weeks", "0"], "--weeks", "--weeks"),
    "no policy": (["compare", "as-in-trail"], "did you mean as-in-trial", "mente du as-in-trial"),
    "no such file": (["check", "gone.yaml"], "no such file", "filen findes ikke"),
    "a folder": (["check", "."], "a folder", "en mappe"),
    "two of a name": (["compare", "104-weeks", "104-weeks"], "same name", "samme navn"),
    "no reading": (["compare", "as-in-trial", "--reading", "x"], "--reading", "--reading"),
    "no posterior": (["compare", "as-in-trial", "--posterior", "gone"], "posterior", "kalibrering"),
    "no people": (["compare", "as-in-trial", "--people", "5"], "--population", "--population"),
    "no executor": (["compare", "104-weeks", "--executor", "cloud"], "--executor", "--executor"),
    "no run": (["report", "gone"], "no such folder", "mappen findes ikke"),
    "no prices": (["decide", "104-weeks", "--prices", "1066"], "rule year", "regelår"),
    "an outcome": (
        ["rank", "104-weeks", "--hours", "5", "--outcome", "luck"],
        "--outcome",
        "--outcome",
    ),
    "an argument for trials": (["next-trial", "--n", "few"], "--n", "--n"),
    "an arm": (["next-trial", "--arms", "52,52"], "--arms", "--arms"),
    "to go on": (["compare", "104-weeks", "--resume"], "--resume", "--resume"),
    "a factor": (["tornado", "104-weeks", "--factors", "luck"], "factor", "forhold"),
    "a fault of ours": (["discover", "104-weeks", "--fails", "often"], "--fails", "--fails"),
}


def refused(arguments: list[str], language: str, word: str, where: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--language", language])
    text: str = result.stderr
    assert result.exit_code == 2, (text, result.exception)
    assert result.stdout == ""
    assert text.startswith("mentorsim: ")
    assert where in text
    assert word in text
    assert FOREIGN.search(text) is None, text
    # Names of files and fields are the same in both languages.
    first = text.splitlines()[0]
    assert (DANISH if language == "da" else ENGLISH).search(text), text
    if language == "da":
        assert not re.search(r"\b(?:the|not|unknown|missing|impossible|cannot)\b", first), text
    return text


@pytest.mark.parametrize("name", POLICIES)
def test_a_wrong_policy_is_told_in_both_languages(name: str, tmp_path: Path) -> None:
    text, english, danish = POLICIES[name]
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    for language, word in (("en", english), ("da", danish)):
        refused(["check", str(path)], language, word, "own.yaml")


@pytest.mark.parametrize("name", PRICES)
def test_wrong_prices_are_told_in_both_languages(name: str, tmp_path: Path) -> None:
    text, english, danish = PRICES[name]
    path = tmp_path / "prices.yaml"
    path.write_text(text, encoding="utf-8")
    for language, word in (("en", english), ("da", danish)):
        refused(["prices", "2023", "--check", str(path)], language, word, "prices.yaml")


@pytest.mark.parametrize("name", POPULATIONS)
def test_a_wrong_population_is_told_in_both_languages(name: str, tmp_path: Path) -> None:
    content, english, danish = POPULATIONS[name]
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    for language, word in (("en", english), ("da", danish)):
        asked = ["compare", "104-weeks", "--population", str(path), "--people", "300"]
        refused(asked, language, word, "people.csv")


@pytest.mark.parametrize("name", OPTIONS)
def test_a_wrong_option_is_told_in_both_languages(name: str) -> None:
    arguments, english, danish = OPTIONS[name]
    if name == "no value":
        for language, word in (("en", english), ("da", danish)):
            result = CliRunner().invoke(app, ["--language", language, *arguments])
            assert result.exit_code == 2
            assert word in result.stderr
            assert ("tilladt" in result.stderr) is (language == "da")
            assert FOREIGN.search(result.stderr) is None
        return
    for language, word in (("en", english), ("da", danish)):
        refused(arguments, language, word, "")


@pytest.mark.parametrize("how", ["no json", "a part gone", "other kind", "no draws", "letters"])
def test_a_wrong_posterior_is_told_in_both_languages(how: str, tmp_path: Path) -> None:
    folder = tmp_path / "fit"
    shutil.copytree(shipped_folder("pooled"), folder)
    fit = folder / "fit.json"
    content = json.loads(fit.read_text(encoding="utf-8"))
    match how:
        case "no json":
            fit.write_text("{", encoding="utf-8")
        case "a part gone":
            fit.write_text("{}", encoding="utf-8")
        case "other kind":
            fit.write_text(json.dumps({**content, "estimate": "high"}), encoding="utf-8")
        case "no draws":
            (folder / "draws.csv").unlink()
        case "letters":
            (folder / "draws.csv").write_bytes(b"\xff\xfe\xff")
    asked = ["compare", "104-weeks", "--posterior", str(folder), "--draws", "2"]
    refused(asked, "en", "posterior", "fit")
    refused(asked, "da", "kalibrering", "fit")


# --- help -----------------------------------------------------------------------------------------
def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.stderr
    return str(result.stdout)


def test_help_is_in_the_language_that_is_asked_for_wherever_it_stands() -> None:
    english, danish = shown("--help"), shown("--help", "--language", "da")
    assert "Usage:" in english
    assert "Compare policies" in english
    assert "Brug:" in danish
    assert "Sammenlign indsatser" in danish
    assert danish == shown("--language", "da", "--help") == shown("--language=da", "--help")
    assert shown("--help", "--language", "en") == english
    one = shown("compare", "--help", "--language", "da")
    assert one == shown("compare", "--language", "da", "--help")
    assert one == shown("--language", "da", "compare", "--help")
    for words in (
        "Argumenter:",
        "Valgmuligheder:",
        "[skal angives]",
        "vis denne besked, og slut",
        "HELTAL (1..520)",
    ):
        assert words in one


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_is_in_danish(command: str) -> None:
    text = shown(command, "--help", "--language", "da")
    assert FOREIGN.search(text) is None
    assert text.startswith("Brug: ")
    for line in text.splitlines():
        assert not re.search(r"\b(?:the|of|which|else|and|with)\b", line), line


@pytest.mark.parametrize(
    ("place", "command"), [(place, name) for name, place in COMMANDS.items()], ids=list(COMMANDS)
)
def test_what_a_command_takes_has_a_danish_name(place: str | dict[str, str], command: str) -> None:
    places = {command: place} if isinstance(place, str) else place
    for name, function in places.items():
        for param in built(name, function, "" if isinstance(place, str) else command).params:
            if param.param_type_name == "argument":
                assert in_language(param.metavar, "da") != in_language(param.metavar, "en"), param


@pytest.mark.parametrize(
    ("arguments", "option", "command"),
    [
        (["compare", "as-in-trial", "--json=x"], "--json", "compare"),
        (["situation", "check", "--help=x"], "--help", "situation check"),
        (["--help=x"], "--help", ""),
    ],
)
def test_a_value_for_an_option_that_takes_none_is_told_with_the_command(
    arguments: list[str], option: str, command: str
) -> None:
    for code, words in (
        ("en", "this option takes no value"),
        ("da", "denne valgmulighed tager ingen værdi"),
    ):
        result = CliRunner().invoke(app, ["--language", code, *arguments])
        assert result.exit_code == 2
        assert f"{option}: {words}" in result.stderr
        assert f"{command} --help`".strip() in result.stderr


def test_a_language_that_there_is_not_is_told() -> None:
    for arguments in (["--language", "xx", "policies"], ["policies", "--language", "xx"]):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 2
        assert "--language: unknown language" in result.stderr
        assert all(code in result.stderr.splitlines()[-1] for code in ("da", "en"))


def test_the_language_before_the_command_holds_for_its_answer() -> None:
    assert shown("--language", "da", "policies") == shown("policies", "--language", "da")
    assert shown("--language", "da", "policies", "--language", "en") == shown("policies")
