"""Which rule set holds on which day: one file each, its month said twice and checked."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from scenarios.economics import rule_sets as module
from scenarios.economics.price_choice import chosen_prices
from scenarios.economics.price_file import load_prices
from scenarios.economics.rule_sets import (
    FOLDER,
    in_force_at_end_of,
    in_force_on,
    rule_set_named,
    rule_sets,
    rule_years,
)
from sim.errors import InputError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A year with a set of January and one of July."""
    text = (FOLDER / "2013.yaml").read_text(encoding="utf-8")
    (tmp_path / "2013.yaml").write_text(text, encoding="utf-8")
    later = text.replace("value: 6767", "value: 6768", 1)
    (tmp_path / "2013-07.yaml").write_text(f"first_month: 7\n{later}", encoding="utf-8")
    shutil.copy(FOLDER / "2014.yaml", tmp_path)
    (tmp_path / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_year_may_have_two_and_its_rules_are_the_later() -> None:
    assert [(r.name, r.first) for r in rule_sets()] == [
        ("2013-01", date(2013, 1, 1)),
        ("2013-07", date(2013, 7, 1)),
        ("2014-01", date(2014, 1, 1)),
    ]
    assert rule_years() == (2013, 2014)
    assert in_force_at_end_of(2013).name == "2013-07"
    assert load_prices(2013)["benefit_under_25_out"].value == 6768
    first = rule_set_named("2013-01")
    assert first is not None
    assert load_prices(first)["benefit_under_25_out"].value == 6767
    assert load_prices(first).rule_year == load_prices(2013).rule_year == 2013
    assert rule_set_named("2013-08") is None


@pytest.mark.usefixtures("folder")
def test_a_day_has_the_newest_set_that_began_by_then() -> None:
    days = (date(2013, 6, 30), date(2013, 7, 1), date(2013, 12, 31), date(2030, 1, 1))
    assert [in_force_on(day).name for day in days] == ["2013-01", "2013-07", "2013-07", "2014-01"]
    with pytest.raises(InputError, match="no rules on file are as old") as caught:
        in_force_on(date(2012, 12, 31))
    assert caught.value.allowed.startswith("2013 or later; ")


@pytest.mark.parametrize("said", ["first_month: 8\n", "first_month: true\n", ""])
def test_a_file_that_says_another_month_than_its_name_is_refused(folder: Path, said: str) -> None:
    file = folder / "2013-07.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("first_month: 7\n", said))
    with pytest.raises(InputError, match="not the month that the name of the file says") as caught:
        load_prices(2013)
    assert (caught.value.file, caught.value.field) == (str(file), "first_month")
    assert caught.value.allowed == "7"


def test_those_on_file_begin_where_the_files_say() -> None:
    found = rule_sets()
    assert [r.first for r in found] == sorted(r.first for r in found)
    for rules in found:
        assert load_prices(rules).rules == rules


def test_prices_are_asked_for_by_the_name_of_a_set() -> None:
    """`--prices 2025-01` are the rules before July; a rule year beside it is refused."""
    assert chosen_prices("2025-01").rules == rule_set_named("2025-01")
    assert chosen_prices("2025").rules == rule_set_named("2025-07") == chosen_prices(2025).rules
    assert not chosen_prices("2025-01")["supplement_single"].in_force
    with pytest.raises(InputError, match="a rule set and a rule year"):
        chosen_prices("2025-01", 2023)
    with pytest.raises(InputError, match="no such prices") as caught:
        chosen_prices("2025-08")
    assert "2025-07" in str(caught.value.allowed)
