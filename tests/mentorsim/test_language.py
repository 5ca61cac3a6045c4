"""The catalogues: complete, equal in both languages, used; numbers as each language writes them."""

from __future__ import annotations

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest

import mentorsim
from calibration.targets import targets
from calibration.trial import TRIAL_GROUPS, the_trial
from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.present.comparison.cells import TOTALS
from mentorsim.present.method import METHOD, UNKNOWN
from mentorsim.present.results import SHOWN_OUTCOMES, Verdict
from mentorsim.present.trial_terminal import ROLES
from scenarios.municipality.margins import schema
from sim.errors import InputError

FOLDER = Path(mentorsim.__file__).parent
#: Methods that take a key or the family of a key first.
TAKES_KEY = ("text", "t")


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def pattern_of(node: ast.expr) -> list[str]:
    """Regular expressions of the keys that an argument can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.escape(node.value)]
    if isinstance(node, ast.IfExp):
        return pattern_of(node.body) + pattern_of(node.orelse)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values]
        return ["".join(parts)]
    return []


def used_patterns() -> set[str]:
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not node.args:
                continue
            # `axes.text(x, y, ...)` and rich's `Text` are no look-ups: their first is no key.
            if node.func.attr in TAKES_KEY:
                found.update(p for p in pattern_of(node.args[0]) if r"\." in p or "." in p or p)
            if node.func.attr == "name" and len(node.args) == 2:
                found.update(f"{p}\\..+" for p in pattern_of(node.args[0]))
    for path in FOLDER.rglob("*.html"):
        keys = re.findall(r"""\bt\(["']([^"']+)["']""", path.read_text(encoding="utf-8"))
        found.update(re.escape(key) for key in keys)
    found.add("quoted")
    return found


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("da")) == set(catalogue("en"))


@pytest.mark.parametrize("code", LOCALES)
def test_no_text_is_empty(code: str) -> None:
    assert all(text.strip() for text in catalogue(code).values())


def test_placeholders_are_equal_in_both_languages() -> None:
    danish, english = catalogue("da"), catalogue("en")
    differing = {k for k in danish if placeholders(danish[k]) != placeholders(english[k])}
    assert not differing


def test_every_key_in_code_exists() -> None:
    keys = catalogue("da")
    missing = [p for p in used_patterns() if not any(re.fullmatch(p, key) for key in keys)]
    assert not missing


def test_no_key_is_unused() -> None:
    used = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(used_patterns())))
    unused = [key for key in catalogue("da") if not used.fullmatch(key)]
    assert not unused


def test_what_is_looked_up_by_name_has_a_text() -> None:
    keys = set(catalogue("da"))
    wanted = {f"group.{g}" for g in TRIAL_GROUPS}
    wanted |= {f"total.{q}" for q in TOTALS}
    wanted |= {f"margin.{v}" for v in schema().variables}
    wanted |= {f"group.{g}" for v in schema().variables.values() for g in v.categories.values()}
    wanted |= {f"municipality.who.{kind}" for kind in ("shares", "counts", "individuals")}
    wanted |= {f"role.{r}" for r in ROLES}
    wanted |= {f"unknown.{k}.{part}" for k in UNKNOWN for part in ("title", "text")}
    wanted |= {f"method.{k}.{part}" for k in METHOD for part in ("title", "text")}
    wanted |= {
        f"{where}.{o}.{v}"
        for where in ("answer", "finding")
        for o in SHOWN_OUTCOMES
        for v in Verdict
        if v is not Verdict.SAME
    }
    wanted |= {f"same.{when}" for when in ("until", "throughout", "week")}
    wanted |= {f"subgroup.{a}: {b}" for a, b in the_trial().groups.subgroups} - {
        "subgroup.all: all"
    }
    for target in targets(the_trial()):
        wanted |= {f"trial.{target.outcome}", f"unit.{target.unit}"}
    assert wanted <= keys


def test_a_missing_key_raises() -> None:
    with pytest.raises(KeyError):
        Language("da").text("no.such.key")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError):
        Language("sv")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    danish, english = Language("da"), Language("en")
    assert (danish.number(4.2), english.number(4.2)) == ("4,2", "4.2")
    assert (danish.integer(2588), english.integer(2588)) == ("2.588", "2,588")
    assert danish.signed(0.84) == "+0,8"
    assert danish.signed(-0.04) == "0,0"
    assert english.signed(-1.25, 1) == "−1.2"
    assert danish.percent(0.95) == "95\N{NO-BREAK SPACE}%"
    assert english.percent(0.95) == "95%"
    assert danish.percent_points(3.46) == "3,5 procentpoint"
    assert danish.number(float("nan")) == "–"


def test_people_of_a_thousand_are_ten_times_the_points_shown() -> None:
    english = Language("en")
    assert english.number(3.459) == "3.5"
    assert english.per_thousand(3.459) == "35"
    assert english.per_thousand(-0.04) == "0"


def test_a_share_of_draws_never_claims_certainty() -> None:
    english = Language("en")
    # 20 draws without one: 0.86 to the power of 20 is 0.05, and 64 draws: 0.9543 is.
    assert english.probability(1.0, 20) == "over 86%"
    assert english.probability(0.0, 20) == "under 14%"
    assert english.probability(0.0, 64) == "under 5%"
    assert english.probability(1 / 64, 64) == "under 5%"
    # Nothing is told as a smaller number than what none of the draws shows.
    assert english.probability(3 / 64, 64) == "under 5%"
    assert english.probability(4 / 64, 64) == "6%"
    assert english.probability(3 / 128, 128) == "under 3%"
    assert english.probability(61 / 64, 64) == "over 95%"
    for draws in (20, 39, 64, 128, 1024):
        shown = [english.probability(k / draws, draws) for k in range(draws + 1)]
        numbers = [int(words.split()[-1].removesuffix("%")) for words in shown]
        assert numbers == sorted(numbers)
    assert english.probability(0.5, 20) == "50%"


def test_dates_and_lists() -> None:
    day = date(2026, 5, 1)
    assert Language("da").date(day) == "1. maj 2026"
    assert Language("en").date(day) == "1 May 2026"
    assert Language("da").list_of(["a", "b", "c"]) == "a, b og c"
    assert Language("en").list_of(["a", "b"]) == "a and b"


def test_values_are_not_read_as_texts() -> None:
    assert "{number}" in Language("en").quoted("{number} $x$")
