"""Small groups are blank wherever results leave, and cannot be worked out from the rest."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.trial import TRIAL_GROUPS, the_trial
from mentorsim.language import Language
from mentorsim.present.workbook.table_files import BOOK
from mentorsim.report.files import write_comparison
from mentorsim.report.report import report_html
from scenarios.comparison.compare import DIFFERENCE_NUMBERS, LEVEL_NUMBERS, Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.intervals import least_draws
from scenarios.comparison.outcomes import DIRECTED
from scenarios.municipality.local_population import local_people
from scenarios.municipality.margins import MEAN, Margin
from scenarios.municipality.municipality import Municipality, read_municipality
from scenarios.municipality.suppression import (
    blanked,
    hidden_cells,
    hidden_groups,
    protected,
)
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from sim.groups import group_mask
from tests.scenarios.municipality.test_local_population import municipality
from tests.worlds.small_comparison import few_draws, judged_draws

#: As the study that ships reports them.
FAMILIES = tuple(the_trial().groups.of_family.values())

SMALLEST = 5


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 50, "b": 50}, set()),
        ({"a": 5, "b": 95}, set()),
        ({"a": 4, "b": 96}, {"a", "b"}),
        ({"a": 0, "b": 100}, {"a", "b"}),
        # One small group is what is left of all: another goes too, always the same one.
        ({"a": 4, "b": 40, "c": 56}, {"a", "b"}),
        ({"a": 4, "b": 56, "c": 40}, {"a", "b"}),
        # Their total would say that both are four: all of them go.
        ({"a": 4, "b": 4, "c": 92}, {"a", "b", "c"}),
        # The total of 8 would say that the first is at least 3, or that both are small.
        ({"a": 3, "b": 5, "c": 92}, {"a", "b", "c"}),
        ({"a": 2, "b": 2, "c": 30, "d": 60}, {"a", "b", "c"}),
        ({"a": 1, "b": 1}, {"a", "b"}),
    ],
)
def test_what_is_hidden(counts: dict[str, int], hidden: set[str]) -> None:
    assert hidden_cells(counts).cells == hidden


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_every_number_of_every_small_cell_stays_possible(sizes: list[int]) -> None:
    """Whatever each of those called small holds, the same are hidden and the same is shown."""
    counts = {str(k): n for k, n in enumerate(sizes)}
    found = hidden_cells(counts)
    assert all(n >= SMALLEST for name, n in counts.items() if name not in found.cells)
    assert all(name in found.small for name, n in counts.items() if n < SMALLEST)
    if found.other is None:
        assert found.small in (frozenset(), frozenset(counts))
        return
    total = sum(counts[name] for name in found.cells)
    for given_ in itertools.product(range(SMALLEST), repeat=len(found.small)):
        other = counts | dict(zip(sorted(found.small), given_, strict=True))
        other[found.other] = total - sum(given_)
        assert hidden_cells(other) == found


def test_every_group_of_results_is_in_one_family_that_is_everybody() -> None:
    assert sorted(name for family in FAMILIES for name in family) == sorted(TRIAL_GROUPS)
    population = the_trial().cohort({"share_women": 0.5, "share_never_su": 0.5}, 1).population
    for family in FAMILIES:
        if len(family) > 1:
            times = sum(group_mask(population, name).astype(int) for name in family)
            assert np.all(times == 1), family


def test_groups_alone_stand_for_the_others_too() -> None:
    counts = dict.fromkeys(TRIAL_GROUPS, 50) | {"all": 100}
    assert hidden_groups((), counts, FAMILIES) == frozenset()
    for few in (4, 96):
        small = counts | {"transfer_high_3_years": few}
        assert hidden_groups((), small, FAMILIES) == {"transfer_high_3_years"}
    # What the file says of a group goes before what the weighted population has.
    margins = [Margin("gender", name, 0.5, 50) for name in ("woman", "man")]
    assert hidden_groups(margins, counts | {"woman": 3, "man": 97}, FAMILIES) == frozenset()
    hidden = [replace(m, hidden=True) for m in margins]
    assert hidden_groups(hidden, counts, FAMILIES) == {"woman", "man"}


def test_blanking_leaves_other_rows_and_columns() -> None:
    frame = pd.DataFrame({"group": ["a", "b"], "week": [1, 1], "mean": [0.5, 0.7]})
    result = blanked(frame, {"a"}, ["mean"])
    assert result["mean"].isna().tolist() == [True, False]
    assert result["week"].tolist() == [1, 1]
    assert frame["mean"].tolist() == [0.5, 0.7]


# What may be used


def only(*groups: tuple[str, int], missing: int = 0, people: int | None = None) -> Municipality:
    """A municipality known by the counts of one variable."""
    known = sum(n for _, n in groups)
    variable = {"woman": "gender", "danish": "origin", "grade_4_or_above": "stratum"}[groups[0][0]]
    margins = tuple(Margin(variable, name, n / known, n) for name, n in groups)
    unknown = {variable: missing} if missing else {}
    return Municipality("x", Path("x.csv"), "counts", people or known + missing, margins, unknown)


def used(here: Municipality) -> dict[str, tuple[float, bool]]:
    return {m.category: (round(m.target, 9), m.hidden) for m in protected(here).margins}


def test_small_groups_get_stand_ins_whatever_their_number() -> None:
    for n in range(5):
        found = used(only(("danish", 120 - n), ("immigrant", n)))
        assert found == {
            "danish": (round(118 / 120, 9), True),
            "immigrant": (round(2 / 120, 9), True),
        }
    three = used(only(("grade_4_or_above", 3), ("grade_below_4", 20), ("no_grades", 77)))
    assert three == {
        "grade_4_or_above": (0.02, True),
        "grade_below_4": (0.21, True),
        "no_grades": (0.77, False),
    }
    # Two small ones, or one that could be: all three are hidden, and none narrows another.
    for a in (0, 2, 4):
        for b in (2, 4):
            both = only(("grade_4_or_above", a), ("grade_below_4", b), ("no_grades", 100 - a - b))
            assert used(both) == {
                "grade_4_or_above": (0.02, True),
                "grade_below_4": (0.02, True),
                "no_grades": (0.96, True),
            }
    large = only(("danish", 100), ("immigrant", 20))
    assert protected(large) == large


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(lambda n: sum(n) >= 13))
def test_stand_ins_are_shares_and_leave_the_others(sizes: list[int]) -> None:
    names = ("grade_4_or_above", "grade_below_4", "no_grades")
    here = only(*zip(names, sizes, strict=True))
    found = protected(here).margins
    assert sum(m.target for m in found) == pytest.approx(1, abs=1e-12)
    for before, after in zip(here.margins, found, strict=True):
        assert after.hidden or after.target == before.target
        assert (after.people is None) == after.hidden
        if after.hidden:
            assert after.between is not None
            assert 0 <= after.between[0] <= before.target <= after.between[1] <= 1
            assert after.between[0] < after.target < after.between[1]


def test_few_people_can_hide_nothing() -> None:
    """Of eight people in two categories every number would narrow the small one."""
    for n in range(9):
        with pytest.raises(InputError, match=r"x\.csv.*too few people"):
            protected(only(("danish", 8 - n), ("immigrant", n)))


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_few_unknown_are_taken_to_be_two_whatever_they_are(missing: int) -> None:
    here = only(("woman", 60 - missing), ("man", 40), missing=missing)
    found = protected(here)
    assert found.missing == {"gender": None}
    assert [(m.target, m.people, m.hidden) for m in found.margins] == [
        (58 / 98, None, False),
        (40 / 98, None, False),
    ]
    # With a small group beside them, both are hidden, and what is left of them is shown.
    few_of_both = only(
        ("grade_4_or_above", 3), ("grade_below_4", 37 - missing), ("no_grades", 60), missing=missing
    )
    assert used(few_of_both) == {
        "grade_4_or_above": (round(2 / 98, 9), True),
        "grade_below_4": (round(36 / 98, 9), True),
        "no_grades": (round(60 / 98, 9), False),
    }


def test_a_mean_over_few_is_not_used() -> None:
    few_known = Municipality(
        "x",
        Path("x.csv"),
        "individuals",
        60,
        (Margin("mother_income", MEAN, 190.0, 4), Margin("age", MEAN, 24.0, 60)),
        {"mother_income": 56},
    )
    found = protected(few_known)
    assert [m.variable for m in found.margins] == ["age"]
    assert found.withheld == (("mother_income", MEAN),)
    with pytest.raises(InputError, match=r"x\.csv.*too few people"):
        protected(replace(few_known, margins=few_known.margins[:1]))


def test_a_hidden_number_moves_no_result(tmp_path: Path) -> None:
    """One immigrant or four: every file is the same to the byte."""
    seen = []
    for n in (1, 4):
        here = replace(only(("danish", 60 - n), ("immigrant", n)), name="here")
        result = compare(
            local_people(here, the_trial()),
            [load_policy("as-in-trial")],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=20),
        )
        out = tmp_path / str(n)
        write_comparison(out, result, {"seed": "1"}, (Language("en"),))
        seen.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert seen[0] == seen[1]
    other = local_people(only(("danish", 50), ("immigrant", 10)), the_trial())
    assert not np.array_equal(
        other.cohort({"share_women": 0.5, "share_never_su": 0.5}, 1).population.person,
        local_people(here, the_trial())
        .cohort({"share_women": 0.5, "share_never_su": 0.5}, 1)
        .population.person,
    )


# What leaves the project

#: Four immigrants among 120; the rest is far above five.
HIDDEN = {"danish", "immigrant"}
#: Columns of the files that hold numbers of a group.
NUMBERS = (*DIFFERENCE_NUMBERS, "people", "municipality", "standardised_difference")


@cache
def small() -> Comparison:
    here = municipality(120, {"origin": 4 / 120, "gender": 0.5})
    return compare(
        local_people(here, the_trial()),
        [load_policy("as-in-trial"), load_policy("caseload-25")],
        load_policy("no-mentor"),
        judged_draws(),
        EnsembleSetting(horizon=60),
    )


def test_a_comparison_is_blank_for_small_groups_only() -> None:
    result = small()
    assert result.hidden == HIDDEN
    for frame, numbers in (
        (result.levels, LEVEL_NUMBERS),
        (result.differences, DIFFERENCE_NUMBERS),
        (result.views, DIFFERENCE_NUMBERS),
    ):
        few = frame["group"].isin(HIDDEN)
        assert few.any()
        assert frame.loc[few, list(numbers)].isna().all(axis=None)
        # No policy is the better one while the two are the same, nor in a view of too few draws,
        # nor of an outcome of which neither more nor less is better, or that nobody has yet.
        judged = ~few & frame["outcome"].isin(DIRECTED)
        if "against" in frame:
            pairs = zip(frame["policy"], frame["against"], strict=True)
            judged &= frame["week"] > [result.same_until(*pair) for pair in pairs]
            judged &= (frame[["mean", "low", "high"]] != 0.0).any(axis=1)
        if "draws" in frame:
            judged &= frame["draws"] >= least_draws()
        told = [name for name in numbers if name != "prob_better"]
        assert frame.loc[~few, told].notna().all(axis=None)
        assert frame.loc[judged, list(numbers)].notna().all(axis=None)
        assert judged.sum() > 100
    kept = result.to_xarray()
    for name in ("share", "weeks", "spread", "size"):
        assert kept[name].sel(group=list(HIDDEN)).isnull().all()
        # Most draws beyond the first 32 live with the first seed alone.
        assert kept[name].sel(group=["all", "woman"]).isel(seed=0).notnull().all()
    assert "group" not in kept["level"].dims


def cells(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of every table, as CSV of either kind and on the sheets of the workbook."""
    for path in folder.glob("*.csv"):
        danish = path.name.endswith(".da.csv")
        with path.open(encoding="utf-8-sig" if danish else "utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";" if danish else ","):
                yield path.name, row
    book = openpyxl.load_workbook(folder / BOOK, read_only=True)
    for sheet in book.worksheets[1:]:
        heads, *rows = sheet.iter_rows(values_only=True)
        for values in rows:
            words = ("" if value is None else str(value) for value in values)
            yield f"{sheet.title} in {BOOK}", dict(zip(map(str, heads), words, strict=True))


@pytest.mark.parametrize("code", ["da", "en"])
def test_no_file_shows_a_small_group(tmp_path: Path, code: str) -> None:
    write_comparison(tmp_path / "out", small(), {"seed": "1"}, (Language(code),))
    seen = set()
    for name, row in cells(tmp_path / "out"):
        assert row["population"] == "somewhere", name
        few = row.get("group") in HIDDEN or row.get("variable") == "origin"
        values = [row[column] for column in NUMBERS if column in row]
        if few:
            seen.add(name)
            assert values
            assert set(values) == {""}, (name, row)
    tables = ("levels", "differences", "views", "population")
    forms = ["{}.csv", f"{{}} in {BOOK}"] + (["{}.da.csv"] if code == "da" else [])
    assert seen == {form.format(name) for name in tables for form in forms}
    content = json.loads((tmp_path / "out" / "population.json").read_text(encoding="utf-8"))
    assert content["suppressed_groups"] == sorted(HIDDEN)
    for margin in content["margins"]:
        assert (margin["people"] is None) == (margin["variable"] == "origin")
    for warned in content["warnings"]:
        assert warned["variable"] != "origin" or warned["value"] is None


@pytest.mark.parametrize("code", ["da", "en"])
def test_the_report_shows_a_dash_and_says_why(code: str) -> None:
    language = Language(code)
    page = report_html(small(), language, {})
    assert language.text("municipality.hidden", smallest="5") in page
    assert language.text("municipality.heading", name="somewhere") in page
    section = page[page.index('<table class="subgroups cards">') :]
    section = section[: section.index("</table>")]
    for group in TRIAL_GROUPS:
        row = section[section.index(f">{language.text(f'group.{group}')}<") :]
        row = row[: row.index("</tr>")]
        assert (row.count(">–<") == 3) == (group in HIDDEN), group


def test_a_report_where_every_subgroup_is_small() -> None:
    """Nine people: nothing can be shown but all of them together."""
    here = municipality(9, {"gender": 3 / 9, "origin": 1 / 9})
    result = compare(
        local_people(here, the_trial()),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=60),
    )
    assert result.hidden >= {"woman", "man", "danish", "immigrant", "grade_high", "grade_none"}
    assert "all" not in result.hidden
    assert result.levels.query("group == 'all'")["mean"].notna().all()
    language = Language("en")
    assert language.text("municipality.hidden", smallest="5") in report_html(result, language, {})


def test_no_output_holds_a_person(tmp_path: Path) -> None:
    """Values that only single lines of the file have appear in no file that is written."""
    marks = [f"5,{k:03d}937" for k in range(101, 161)]
    incomes = [f"{150 + k},{7 * k + 11:03d}759" for k in range(60)]
    path = tmp_path / "here.csv"
    lines = [
        f"{m};{i};{'woman' if k % 2 else 'man'}"
        for k, (m, i) in enumerate(zip(marks, incomes, strict=True))
    ]
    path.write_text("mark;mother_income;gender\n" + "\n".join(lines) + "\n", encoding="utf-8")
    found = read_municipality(path)
    assert found.people == 60
    result = compare(
        local_people(found, the_trial()),
        [load_policy("as-in-trial")],
        load_policy("no-mentor"),
        few_draws(),
        EnsembleSetting(horizon=20),
    )
    write_comparison(tmp_path / "out", result, {"seed": "1"}, (Language("da"), Language("en")))
    written = list((tmp_path / "out").iterdir())
    assert len(written) == 13 + 6 + 1
    for file in written:
        if file.suffix in (".png", ".npz"):
            continue
        if file.name == BOOK:
            book = openpyxl.load_workbook(file)
            text = "\n".join(str(c.value) for sheet in book for row in sheet.rows for c in row)
        else:
            text = file.read_text(encoding="utf-8")
        for value in (*marks, *incomes):
            assert value not in text
            assert value.replace(",", ".") not in text
            if file.name.startswith("population"):
                assert f"{float(value.replace(',', '.')):.6g}" not in text
    # No table has a row per person: rows are policies, weeks, groups and margins.
    columns = {name: set(row) for name, row in cells(tmp_path / "out")}
    for name, there in columns.items():
        assert there & {"group", "quantity", "category"}, name
        assert not there & {"person", "age", "mark", "woman", "severity"}, name
