"""An outcome that is registered in one file is found wherever outcomes are."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pydantic import ValidationError

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.present.results import PAGE_OUTCOMES, SHOWN_OUTCOMES
from scenarios.comparison.outcomes import ALL_OUTCOMES, OUTCOMES
from scenarios.decision.outcome_names import EFFECTS
from scenarios.outcomes.registry import ANY, Entry, add_outcome, outcomes
from scenarios.search.wants import WANTS
from scenarios.sensitivity.targets import TARGETS
from sim.counting import count_weekly
from sim.outcomes.accounts import COUNTED

ROOT = Path(__file__).parents[3]


@cache
def found() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        result = subprocess.run(
            [sys.executable, "-m", "tests.worlds.own_outcome_everywhere", f"{folder}/out"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 0, result.stderr
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_it_is_in_the_command_the_files_and_the_report() -> None:
    assert "without contact" in found()["table"]
    assert {"no_contact", "no_contact_weeks"} <= set(found()["page"]["json"])
    assert found()["csv"] > 0
    assert "without contact" in found()["report"]


def test_it_is_on_the_page_in_the_readers_language() -> None:
    page = found()["page"]
    assert page["radio"] == ["education", "employment", "completed", "qualified", "no_contact"]
    assert page["effects"][0] == "Flere uden kontakt, uge for uge"
    assert "uden kontakt i uge" in page["effects"][1]
    assert page["lives"][-1] == "uden kontakt"


def test_it_can_be_decided_by_analysed_and_searched_for() -> None:
    assert "no_contact" in found()["effects"]
    wanted = {"no_contact", "no_contact_weeks", "cost_per_no_contact"}
    assert wanted <= set(found()["targets"])
    # Less of it is better: nobody searches for more.
    assert not {"no_contact", "no_contact_weeks"} & set(found()["wants"])


def test_rules_of_ones_own_count_as_the_engine_does() -> None:
    """Education counted week by week is education as the engine counts it, spread included."""
    assert found()["page"]["counts as the engine"] is True
    weeks = found()["page"]["python"]
    assert 0 < weeks["as-in-trial"] < weeks["no-mentor"] <= 40
    assert weeks["as-in-trial"] < weeks["26-weeks"]


def test_a_completed_education_is_found_wherever_outcomes_are() -> None:
    for name in ("completed", "qualified"):
        places = (OUTCOMES, ALL_OUTCOMES, EFFECTS, WANTS, TARGETS, PAGE_OUTCOMES, COUNTED)
        assert all(name in place for place in places)
        assert f"cost_per_{name}" in TARGETS
    assert SHOWN_OUTCOMES == ("education", "employment"), "the main tables stay narrow"
    assert set(OUTCOMES) <= set(COUNTED)


@pytest.mark.parametrize("code", LOCALES)
def test_every_outcome_has_every_text_and_no_phrase_is_left_open(code: str) -> None:
    texts = catalogue(code)
    open_ones = {key for key, text in texts.items() if "<be>" in text or ANY in key}
    assert not open_ones
    for name in OUTCOMES:
        assert texts[f"lives.row.{name}"]
        assert texts[f"finding.{name}.more"]


def test_sentences_about_what_is_completed_say_by_when() -> None:
    """Pinned by hand: who has completed an education has done so by a week, not in it."""
    values = {"number": "12", "low": "4", "high": "20", "when": "after two years"}
    english, danish = Language("en"), Language("da")
    assert english.text("page.plain.completed.more", **values) == (
        "Of 1,000 young people, 12 more have completed an education after two years; "
        "between 4 and 20 more is likely."
    )
    values["when"] = "efter to år"
    assert danish.text("page.plain.completed.fewer", **values) == (
        "Af 1.000 unge har 12 færre gennemført en uddannelse efter to år; "
        "det rigtige tal ligger sandsynligvis mellem 4 og 20 færre."
    )
    level = {"week": "110", "number": "30", "policy": "A", "other": "20", "reference": "B"}
    assert danish.text("page.level.completed", **level) == (
        "Senest i uge 110 har 30 af 1.000 unge gennemført en uddannelse med A og 20 med B."
    )
    assert english.text("target.cost_per_completed", week="110") == (
        "the programme's extra cost per extra person with a completed education by week 110"
    )


#: Of an effect on who has completed an education, by language and verdict.
COMPLETED = {
    ("en", "more"): (
        "With A, 18 more of 1,000 young people have completed an education by week 104 than with "
        "B; between 3 and 36 more is likely (95% interval)."
    ),
    ("en", "fewer"): (
        "With A, 18 fewer of 1,000 young people have completed an education by week 104 than with "
        "B; between 3 and 36 fewer is likely (95% interval)."
    ),
    ("en", "unclear"): (
        "With A, the number of young people with a completed education by week 104 is not "
        "distinguishable from the number with B: the difference is likely between 3 and 36 per "
        "1,000 young people, and the interval includes zero (95% interval)."
    ),
    ("da", "more"): (
        "Med A har 18 flere af 1.000 unge gennemført en uddannelse senest i uge 104 end med B; "
        "det rigtige tal ligger sandsynligvis mellem 3 og 36 flere (95%-interval)."
    ),
    ("da", "fewer"): (
        "Med A har 18 færre af 1.000 unge gennemført en uddannelse senest i uge 104 end med B; "
        "det rigtige tal ligger sandsynligvis mellem 3 og 36 færre (95%-interval)."
    ),
    ("da", "unclear"): (
        "Med A kan antallet af unge med gennemført uddannelse senest i uge 104 ikke skelnes fra "
        "antallet med B: den rigtige forskel ligger sandsynligvis mellem 3 og 36 pr. 1.000 unge, "
        "og intervallet rummer nul (95%-interval)."
    ),
}


@pytest.mark.parametrize(("code", "verdict"), list(COMPLETED))
def test_an_effect_on_completed_educations_is_told_as_one(code: str, verdict: str) -> None:
    values = {"policy": "A", "reference": "B", "number": "18", "low": "3", "high": "36"}
    words = Language(code).text(
        f"answer.completed.{verdict}", **values, week="104", level="95%", draws="64"
    )
    assert words == COMPLETED[code, verdict]


def test_an_outcome_comes_before_what_is_made_from_outcomes() -> None:
    assert outcomes()
    with pytest.raises(RuntimeError, match="before other imports"):
        add_outcome("late", {})
    with pytest.raises(RuntimeError, match="before other imports"):
        count_weekly("late", lambda world: world.flag[0] == 1)


def test_an_entry_without_its_danish_is_refused() -> None:
    words = {"title": "t", "noun": "n", "be": "are", "state": "s"}
    with pytest.raises(ValidationError, match="da"):
        Entry.model_validate({"counted": "status", "better": "more", "shown": [], "en": words})
