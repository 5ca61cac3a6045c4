"""YAML is read as people write it: the standard's own examples, and what it leaves to chance."""

from __future__ import annotations

import ast
import copy
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.errors import InputError
from sim.strict_yaml import UncertainNumber, dump_yaml, load_yaml

ROOT = Path(__file__).parents[2]

#: YAML 1.2.2, examples of the core schema (10.3): what is written, and what it is.
STANDARD: list[tuple[str, Any]] = [
    ("null", None),
    ("", None),
    ("~", None),
    ("''", ""),
    ("true", True),
    ("True", True),
    ("false", False),
    ("FALSE", False),
    ("0", 0),
    ("0o7", 7),
    ("0x3A", 58),
    ("-19", -19),
    ("0.", 0.0),
    ("-0.0", -0.0),
    (".5", 0.5),
    ("+12e03", 12000.0),
    ("-2E+05", -200000.0),
    (".inf", math.inf),
    ("-.Inf", -math.inf),
    ("+.INF", math.inf),
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    ("2026-01-01", "2026-01-01"),
    ("5.12e5", 512000.0),
    ("1e5", 100000.0),
    ("!!str 052", "052"),
    ("'052'", "052"),
    ("'1:30'", "1:30"),
    ("1.2.2026", "1.2.2026"),
]
#: Beyond it: numbers in Danish form.
DANISH = [("12,5", 12.5), ("1.234.567", 1234567), ("478 737", 478737), ("1.234,5", 1234.5)]


@pytest.mark.parametrize(("text", "value"), STANDARD + DANISH)
def test_a_word_is_what_it_looks_like(text: str, value: Any) -> None:
    found = load_yaml(f"a: {text}\n", file="f")["a"]
    assert found == value
    assert type(found) is type(value)


def test_what_is_no_number_is_none() -> None:
    assert math.isnan(load_yaml("a: .NAN", file="f")["a"])


@pytest.mark.parametrize(
    ("text", "line", "problem", "hint"),
    [
        ("weeks: 052", 1, "leading zero", "52, or"),
        ("a: 1\nb: -007.5", 2, "leading zero", "-7.5, or"),
        ("a: 01,5", 1, "leading zero", "1,5, or"),
        ("a: 1:30", 1, "colons", "a plain number"),
        ("a: 1_000", 1, "underscores", "1000, or"),
        ("a: {caseload: 12,5}", 1, "a decimal comma?", "write 12.5"),
        ("a:\n - {low: 0,1, high: 2}", 2, "a decimal comma?", "write 0.1"),
        ("a: {x: 16,7, y: 1}", 1, "a decimal comma?", "write 16.7"),
        ("a: {x: 1.234,5}", 1, "a decimal comma?", "write 1234.5"),
        ("a: {x: 150,000}", 1, "is this 150000 or 150.000?", "write 150000"),
        ("a: 1\nb: 2\nc: 3\na: 4", 4, "'a' is given twice", "each key once"),
        ("a:\n  b: 1\n  c: 2\n  b: 3", 4, "'b' is given twice", "each key once"),
        ("a: !!int x", 1, "not a number", "12.5"),
        ("a: !!bool maybe", 1, "not a truth value", "true or false"),
        ("? [a]\n: b", 1, "a key that is no word", "a name"),
    ],
)
def test_what_is_read_differently_is_refused_at_its_line(
    text: str, line: int, problem: str, hint: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_yaml(text, file="f.yaml")
    error = caught.value
    assert (error.file, error.field) == ("f.yaml", f"line {line}")
    assert problem in error.problem
    assert hint in str(error.allowed)


def test_a_list_of_whole_numbers_is_one() -> None:
    assert load_yaml("a: [12,5]\nb: {x, 5}", file="f") == {"a": [12, 5], "b": {"x": None, 5: None}}


def test_a_number_that_can_be_read_in_two_ways_says_so() -> None:
    found = load_yaml("a: 478.737", file="f")["a"]
    assert isinstance(found, UncertainNumber)
    assert found == 478.737
    for again in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (again, again.written.grouped) == (478.737, 478737)


def test_what_is_written_is_read_again_by_either_standard() -> None:
    content = {
        "a": "052",
        "b": "5e5",
        "c": "12,5",
        "d": "1:30",
        "e": 1e17,
        "f": [1, 2.5, -0.1, 5e-5],
        "g": None,
        "h": True,
        "i": "no",
        "j": "2026-01-01",
        "k": "x: y",
        "l": "",
        "m": "1_0",
        "n": "æøå",
    }
    text = dump_yaml(content)
    assert load_yaml(text, file="f") == content
    assert yaml.safe_load(text) == content


def test_every_yaml_file_passes_the_one_reader() -> None:
    """No other module reads YAML by itself."""
    for folder in ("sim", "calibration", "scenarios", "mentorsim", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
            assert "yaml" not in names or path.name == "strict_yaml.py", path


OUR_FILES = sorted(
    path
    for package in ("sim", "calibration", "scenarios", "mentorsim")
    for path in (Path(__file__).parents[2] / package).rglob("*.yaml")
)


def _typed(content: Any) -> Any:
    """With the type and all digits of every word and number, keys in their order."""
    if isinstance(content, dict):
        return [(_typed(key), _typed(value)) for key, value in content.items()]
    if isinstance(content, list):
        return [_typed(each) for each in content]
    return type(content), repr(content)


def test_our_own_files_are_read_alike_by_the_fast_reader() -> None:
    assert len(OUR_FILES) > 50
    for path in OUR_FILES:
        text = path.read_text(encoding="utf-8")
        slowly, fast = (load_yaml(text, file=path, ours=ours) for ours in (False, True))
        assert _typed(fast) == _typed(slowly), path


def test_the_fast_reader_is_as_strict() -> None:
    for text in ("a: 1\na: 2\n", "a: 052\n", "a: &x 1\nb: *x\n", "{caseload: 12,5}", "a: [1"):
        for ours in (False, True):
            with pytest.raises(InputError):
                load_yaml(text, file="mine.yaml", ours=ours)


@pytest.mark.parametrize("mark", ['"', "'"])
def test_a_quote_that_is_never_closed_is_told_where_it_begins(mark: str) -> None:
    with pytest.raises(InputError) as caught:
        load_yaml(f"one: 1\ntwo: {mark}half\nthree: 3\n", file="mine.yaml")
    told = caught.value.message("da")
    assert "linje 2: et anførselstegn, der aldrig lukkes" in told
    assert f"two: {mark}half" in told
    assert "intet" not in told
