"""What cannot be used is told in the reader's language: every message that the page can show."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorsim.language import Language, catalogue
from mentorsim.page.html import error_html
from mentorsim.page.uploads import needs_people, policy_of, prices_of
from mentorsim.problems import FAMILY, in_language
from scenarios.formats.reading import ANY_OFFICE, OFFICES, UNUSABLE
from scenarios.formats.workbooks import OTHER
from scenarios.policy.policies import LIBRARY
from sim.errors import InputError
from sim.yaml_files import fields_in
from tests.test_page_uploads import HOSTILE, POLICIES, PRICES

ROOT = Path(__file__).parent.parent
DANISH, ENGLISH = Language("da"), Language("en")
#: Modules whose errors can reach the page.
MODULES = (
    "scenarios/municipality/municipality.py", "scenarios/municipality/population_file.py",
    "scenarios/municipality/individuals.py", "scenarios/municipality/raking.py",
    "scenarios/municipality/local_population.py", "scenarios/municipality/suppression.py",
    "scenarios/municipality/answers.py", "scenarios/municipality/counted.py",
    "scenarios/municipality/counted_cells.py", "scenarios/municipality/layout.py",
    "scenarios/municipality/meaning.py", "scenarios/formats/grid.py",
    "scenarios/formats/json_stat.py", "scenarios/formats/px.py", "scenarios/formats/questions.py",
    "scenarios/formats/reading.py", "scenarios/formats/statistical.py",
    "scenarios/formats/text.py", "scenarios/formats/workbooks.py",
    "scenarios/economics/price_file.py",
    "scenarios/situation/situation.py", "scenarios/situation/beside.py",
    "scenarios/situation/people.py", "scenarios/situation/policies.py",
    "scenarios/situation/posts.py", "scenarios/situation/reading.py", "mentorsim/situated.py",
    "scenarios/policy/errors.py", "scenarios/policy/intake.py", "sim/strict_yaml.py",
    "sim/written_numbers.py", "scenarios/economics/plausible.py",
    "scenarios/economics/price_entry.py", "scenarios/policy/policies.py",
    "sim/conditions.py", "sim/policy_capacity.py", "sim/policy_support.py",
    "sim/policy_targeting.py", "sim/programme.py", "mentorsim/page/levers.py",
    "mentorsim/page/runs.py", "mentorsim/page/state.py", "mentorsim/page/uploads.py",
)  # fmt: skip
RAISES = ("InputError", "conflict", "fault")


def sample(node: ast.expr) -> list[str]:
    """Words that an expression can give; something for what varies, no suggestion."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return sample(one) + sample(other)
        case ast.BinOp(left=left, right=right):
            return [a + b for a in sample(left) for b in sample(right)]
        case ast.JoinedStr(values=parts):
            words = [_part(part) for part in parts]
            return ["".join(words)]
    return []


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    inner = ast.unparse(node)
    return "" if "hint" in inner or "suggestion" in inner else "X"


def said_in(module: str) -> set[str]:
    """Problems that a module can raise, and those of what is allowed that are sentences."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node) in RAISES and node.args:
            found.update(sample(node.args[0]))
            for part in node.keywords:
                if part.arg == "allowed" and not isinstance(part.value, ast.JoinedStr):
                    found.update(words for words in sample(part.value) if " " in words)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_every_message_that_the_page_can_show_is_in_danish(module: str) -> None:
    untold = {words for words in said_in(module) if in_language(words, DANISH) is None}
    # A pattern of YAML is the same in both languages.
    assert {w for w in untold if not w.startswith("name: {")} == set()


@pytest.mark.parametrize("what", ["policy", "situation"])
def test_a_file_of_fields_that_cannot_be_read_is_told_in_danish(what: str, tmp_path: Path) -> None:
    kinds = {"none": None, "large": b"#" * 11, "latin": b"\xe6", "list": b"- 1"}
    for name, content in kinds.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(InputError) as found:
            fields_in(path, what, ("title",), 10)
        assert in_language(found.value.problem, DANISH) is not None, found.value.problem


def test_what_an_office_gives_instead_is_told_in_danish() -> None:
    found = [what for _, what in UNUSABLE]
    for words in (*found, ANY_OFFICE, OTHER, *(offered for _, offered in OFFICES)):
        assert in_language(words, DANISH) not in (None, words)


def test_messages_are_found_at_all() -> None:
    assert sum(len(said_in(module)) for module in MODULES) > 80


READ: dict[str, Callable[[bytes], object]] = {
    "people": lambda content: needs_people("a.csv", content),
    "prices": lambda content: prices_of("a.yaml", content, 2023),
    "policy": lambda content: policy_of("a.yaml", content),
}


def raised(content: bytes, what: str) -> InputError:
    with pytest.raises(InputError) as found:
        READ[what](content)
    return found.value


FILES = {"people": HOSTILE, "prices": PRICES, "policy": POLICIES}
CASES = [
    pytest.param(what, content, id=f"{what}: {kind}")
    for what, files in FILES.items()
    for kind, content in files.items()
]


@pytest.mark.parametrize(("what", "content"), CASES)
def test_a_refused_file_is_told_in_danish(what: str, content: bytes) -> None:
    error = raised(content, what)
    shown = error_html(error, DANISH)
    assert DANISH.text("page.error.title") in shown
    assert DANISH.text("page.error.other") not in shown
    said = in_language(error.problem, DANISH)
    assert said is not None
    assert said.split("<")[0].split("'")[0] in shown
    assert "<script>" not in shown
    if error.allowed is None:
        assert DANISH.text("page.error.allowed") not in shown


def test_a_message_by_hand() -> None:
    error = InputError(
        "unknown field (did you mean weeks?)", file="a.yaml", field="duration.wekes",
        found="wekes", allowed="weeks, exceptions",
    )  # fmt: skip
    shown = error_html(error, DANISH)
    assert "ukendt felt (mente du weeks?)" in shown
    assert "a.yaml: duration.wekes" in shown
    assert '<span lang="en">weeks, exceptions</span>' in shown
    assert "unknown field (did you mean weeks?)" in error_html(error, ENGLISH)
    assert 'lang="en"' not in error_html(error, ENGLISH)


def test_what_varies_is_told_too() -> None:
    assert in_language("a whole number from 1 to 520 or null", DANISH) == (
        "et helt tal fra 1 til 520 eller null"
    )
    assert in_language("line 3, gender, woman", DANISH) == "linje 3, gender, woman"
    assert in_language("from 0 to 1 (share)", DANISH) == "fra 0 til 1 (share)"


def test_other_words_stay_english_and_are_marked() -> None:
    error = InputError("the moon is made of <b>cheese</b>")
    assert in_language(error.problem, DANISH) is None
    shown = error_html(error, DANISH)
    assert DANISH.text("page.error.other") in shown
    assert '<span lang="en">the moon is made of &lt;b&gt;cheese&lt;/b&gt;</span>' in shown
    assert in_language("x" * 100_000, DANISH) is None


def test_every_template_is_its_own_english() -> None:
    english = catalogue("en")
    templates = [key for key in english if key.startswith(FAMILY)]
    assert len(templates) > 120
    assert all(english[key] == key.removeprefix(FAMILY) for key in templates)


def test_a_policy_that_contradicts_itself_is_told_in_danish() -> None:
    text = (LIBRARY / "104-weeks.yaml").read_text(encoding="utf-8")
    error = raised((text + "\nfoo: 1\n").encode(), "policy")
    assert in_language(error.problem, DANISH) == "ukendt felt"
