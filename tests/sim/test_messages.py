"""Every raise of the family says what it says by a code that both languages know."""

from __future__ import annotations

import ast
import copy
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.foreign import as_written, hint, of_system
from sim.messages import LANGUAGES, Said, in_language, templates

ROOT = Path(__file__).parents[2]
LAYERS = ("sim", "calibration", "scenarios", "mentorsim")
CATALOGUES = {layer: templates(layer) for layer in LAYERS}
#: What makes an error of the family, and which of its arguments are words.
FAMILY = (
    "InputError",
    "QuestionError",
    "FailedRunError",
    "AlreadyDoneError",
    "conflict",
    "fault",
    "contradiction",
    "Fault",
    "_refused",
)
WORDS = ("problem", "field", "found", "allowed")
#: Plain words that are raised all the same, by module: they are told in English in both languages.
PLAIN: dict[str, tuple[str, ...]] = {}
#: Names and notations, the same in both languages.
NOTATION = re.compile(r"[\w.\-\[\]{}'\"=,;:/()<>*+ ]*")
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
#: A code as a table of codes holds it.
CODE = re.compile(rf"(?:{'|'.join(LAYERS)})\.[a-z0-9_]+")


def placeholders(template: str) -> set[str]:
    return {
        re.split(r"[.\[]", name)[0]
        for _, name, _, _ in string.Formatter().parse(template)
        if name is not None
    }


def modules() -> Iterator[tuple[str, ast.Module]]:
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def codes_of(node: ast.expr) -> list[str] | None:
    """Codes that an expression can be; None if it is worked out elsewhere."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
        pattern = "".join(str(part) for part in parts)
        every = (f"{layer}.{name}" for layer, all_of in CATALOGUES.items() for name in all_of)
        return [code for code in every if re.fullmatch(pattern, code)] or [pattern]
    return None


def test_every_code_is_in_both_languages_with_its_parts() -> None:
    wrong, seen = [], 0
    for module, tree in modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and called(node) == "Said" and node.args):
                continue
            for code in codes_of(node.args[0]) or []:
                layer, _, name = code.partition(".")
                said = CATALOGUES.get(layer, {}).get(name)
                given = {part.arg for part in node.keywords}
                seen += 1
                if said is None:
                    wrong.append(f"{module}:{node.lineno}: no code {code}")
                elif None not in given and any(placeholders(said[x]) != given for x in LANGUAGES):
                    wrong.append(f"{module}:{node.lineno}: other parts than {code} has")
    assert wrong == []
    assert seen > 900


def test_no_code_is_for_nothing_and_none_says_nothing() -> None:
    used: set[str] = set()
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "Said" and node.args:
                used.update(codes_of(node.args[0]) or [])
            elif isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
                used.add(str(node.value))
    every = {f"{layer}.{name}" for layer, all_of in CATALOGUES.items() for name in all_of}
    assert every - used == set()
    for layer, all_of in CATALOGUES.items():
        for name, said in all_of.items():
            assert set(said) == set(LANGUAGES), f"{layer}.{name}"
            assert all(text.strip() for text in said.values()), f"{layer}.{name}"
            assert placeholders(said["en"]) == placeholders(said["da"]), f"{layer}.{name}"


def plain_words(node: ast.expr) -> Iterator[str]:
    """English sentences that stand in an argument as plain text."""
    match node:
        case ast.Constant(value=str(text)) if SENTENCE.search(text):
            yield text
        case ast.JoinedStr(values=parts):
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else "_" for p in parts)
            if SENTENCE.search(text):
                yield text
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from plain_words(one)
            yield from plain_words(other)


def test_no_error_is_raised_in_plain_words_but_those_that_are_listed() -> None:
    found: dict[str, list[str]] = {}
    raised = 0
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in FAMILY:
                raised += 1
                arguments = [*node.args, *(k.value for k in node.keywords if k.arg in WORDS)]
                for argument in arguments:
                    found.setdefault(module, []).extend(plain_words(argument))
    assert raised > 480
    assert {m: sorted(set(words)) for m, words in found.items() if words} == {
        module: sorted(words) for module, words in PLAIN.items()
    }


# --- what is said ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "english", "danish"),
    [
        (
            Said("sim.number_from_to", kind=Said("sim.a_number"), low=0.5, high=1),
            "a number from 0.5 to 1",
            "et tal fra 0,5 til 1",
        ),
        (
            Said("sim.unknown_field", hint=Said("sim.did_you_mean", close="weeks")),
            "unknown field (did you mean weeks?)",
            "ukendt felt (mente du weeks?)",
        ),
        (Said("sim.one_of", names=["a", Said("sim.null"), 1.5]), "a, null, 1.5", "a, null, 1,5"),
        (
            Said("scenarios.at_most_most_mentors_mentors", most_mentors=12345),
            "at most 12,345 mentors",
            "højst 12.345 mentorer",
        ),
        (
            Said("scenarios.place_name", place=Said("sim.line_number", number=3), name="gender"),
            "line 3, gender",
            "linje 3, gender",
        ),
    ],
)
def test_a_text_by_hand(said: Said, english: str, danish: str) -> None:
    assert said == english
    assert in_language(said, "en") == english
    assert in_language(said, "da") == danish
    assert in_language(said, "sv") == english
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, in_language(again, "da")) == (english, danish)


def test_an_error_is_english_for_python_and_whole_in_either_language() -> None:
    error = InputError(
        Said("sim.unknown_field", hint=hint("wekes", ["weeks"])),
        file="a.yaml",
        field="duration.wekes",
        found="wekes",
        allowed="weeks, exceptions",
    )
    assert error.code == "sim.unknown_field"
    assert (
        str(error)
        == error.message("en")
        == (
            "a.yaml: duration.wekes: unknown field (did you mean weeks?)\n"
            "  found:   wekes\n  allowed: weeks, exceptions"
        )
    )
    danish = (
        "a.yaml: duration.wekes: ukendt felt (mente du weeks?)\n"
        "  fundet:  wekes\n  tilladt: weeks, exceptions"
    )
    assert error.message("da") == danish
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.message("da"), again.code) == (str(error), danish, error.code)


def test_plain_words_stay_what_they_are() -> None:
    error = InputError("the moon is made of cheese", allowed="rock")
    assert error.code is None
    assert error.message("da") == "the moon is made of cheese\n  tilladt: rock"


def test_what_others_say_is_said_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as gone:
        (tmp_path / "no").read_text()
    assert in_language(of_system(gone.value), "da") == "filen findes ikke"
    with pytest.raises(OSError, match="director") as folder:
        tmp_path.read_text()
    assert of_system(folder.value) == "this is a folder"
    assert of_system(OSError(9999, "Bad luck")) == "error 9999 of the system"
    assert of_system(ValueError("in English")) == "its content is not as it was written"
    with pytest.raises(UnicodeDecodeError) as broken:
        b"a\xff".decode()
    assert in_language(of_system(broken.value), "da") == "byte 0xff på plads 1"


def test_a_value_is_shown_as_it_is_written() -> None:
    assert as_written({"a": None, "b": [True, 1.5, "x"]}) == "{a: null, b: [true, 1.5, 'x']}"
    assert len(as_written("x" * 1000)) == 200
