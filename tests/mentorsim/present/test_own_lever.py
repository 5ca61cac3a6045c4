"""A lever or a price that is entered in one place is found wherever levers and prices are."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mentorsim.language import LOCALES, Language, catalogue
from mentorsim.page.levers import LEVERS
from mentorsim.present.names import price_title
from scenarios.economics import price_file, price_list, rates
from scenarios.economics.json_schema import prices_json_schema
from scenarios.economics.price_draws import central_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.price_list import price_schema
from scenarios.policy.levers import LeverEntry, add_lever, lever_ranges, levers, stands
from scenarios.policy.policies import load_policy
from scenarios.sensitivity.named import names_by_kind

ROOT = Path(__file__).parents[3]
TOY = """
toy_price:
  title: {en: "A toy", da: "Et stykke legetøj"}
  kind: kroner
  value: 100
  low: 80
  high: 130
  unit: DKK per hour
  price_level: 2025
  source: "assumption: a test"
  certainty: "?"
"""


@cache
def found() -> dict[str, Any]:
    result = subprocess.run(
        [sys.executable, "-m", "tests.worlds.own_lever_everywhere"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_a_lever_is_on_the_page() -> None:
    assert found()["page"] is True
    assert found()["options"] == [0, 13, 26, 52]
    assert found()["asks"] == ["Fuld støtte indtil fodfæste", "Full support until a foothold"]
    assert (found()["stands"], found()["moved"]) == (0, 26)
    assert found()["address"] == [{"foothold": 13}, 0]


def test_a_lever_is_in_sensitivity_analyses() -> None:
    assert found()["title"] == ["Uger til fodfæste", "Weeks until a foothold"]
    assert found()["range"] == [0, 52]
    assert found()["put"] == 8


def test_a_lever_is_searched_over() -> None:
    assert found()["searched"] == [0, 13, 26]
    assert found()["found"] == 26
    assert found()["help"] is True


def test_every_lever_that_varies_is_a_field_of_a_policy_or_about_people() -> None:
    policy = load_policy("as-in-trial").policy
    for name, entry in levers().items():
        if entry.path is not None:
            stands(policy, name)
    without = {name for name in lever_ranges() if levers()[name].path is None}
    assert without == {"share_without_marks"}
    assert {e.page.address or n for n, e in levers().items() if e.page} == set(LEVERS)


def test_a_lever_comes_before_what_is_made_from_levers() -> None:
    with pytest.raises(RuntimeError, match="before other imports"):
        add_lever("late", {})


def test_a_lever_without_words_for_its_options_is_refused() -> None:
    asks = {"en": "?", "da": "?"}
    page = {"section": "who", "asks": asks, "options": ["all"]}
    with pytest.raises(ValidationError, match="options without words: all"):
        LeverEntry.model_validate({"page": page})


# --- prices ------------------------------------------------------------------------------------


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The list of prices with one entry more."""
    longer = tmp_path / "schema.yaml"
    longer.write_text(price_list.SCHEMA.read_text(encoding="utf-8") + TOY, encoding="utf-8")
    kept = (price_list._listed, price_schema, price_file._on_file, catalogue)

    def forget() -> None:
        for one in kept:
            one.cache_clear()

    monkeypatch.setattr(price_list, "SCHEMA", longer)
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("code", LOCALES)
def test_a_price_is_one_entry(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prices = load_prices(2023)
    assert prices["toy_price"].value == 100
    assert list(prices.entries)[-1] == "toy_price"
    assert prices.to_frame().set_index("entry").loc["toy_price", "title"] == "A toy"
    assert next(a.title for a in prices.assumptions(["toy_price"])) == "A toy"
    words = {"da": "Et stykke legetøj", "en": "A toy"}[code]
    assert price_title("toy_price", Language(code)) == words
    assert prices_json_schema()["properties"]["toy_price"]["title"] == "A toy"
    assert float(central_prices(prices)["toy_price"].mean()) < 100, "moved to kroner of 2023"
    # From the line on that uses it, analyses vary it, too.
    assert "toy_price" not in names_by_kind(prices)["price"]
    before = rates.course_rate
    monkeypatch.setattr(
        rates, "course_rate", lambda read, age: before(read, age) + read("toy_price")
    )
    assert "toy_price" in names_by_kind(prices)["price"]
    # Prices of one's own lie over it.
    assert load_prices(2023, {"toy_price": 90})["toy_price"].value == 90


def test_no_price_stands_in_two_places() -> None:
    assert "toy_price" not in price_schema()
    assert not {key for key in price_schema() if not price_schema()[key].title.da}
