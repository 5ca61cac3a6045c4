"""A study is a value: an invented one is calibrated and compared by the public commands."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.text import Text

from calibration.evidence import evidence_of, shipped_evidence
from calibration.stored_posterior import FOLDER
from calibration.study import read_study, shipped_study
from calibration.targets import targets
from mentorsim.language import Language
from mentorsim.present.next_trial.words import headline_size
from mentorsim.present.population.comparison import (
    introduction,
    population_comparison_json,
    read_population_comparison,
)
from mentorsim.present.results import group_title
from mentorsim.present.search.files import search_json
from mentorsim.present.trial_figures import process_curves, trial_curves
from scenarios.comparison.identity import study_identity
from scenarios.municipality.population_comparison import COLUMNS, PopulationComparison
from scenarios.next_trial.next_trial import NextTrial
from scenarios.next_trial.plan import read_arms
from scenarios.next_trial.recruits import recruited, targeting_of
from scenarios.policy.policies import LIBRARY
from sim.errors import InputError
from sim.groups import FAMILIES, GROUP_NAMES, group_mask
from sim.parameters import parameter_space
from tests.support.calibrate_cases import refused, run
from tests.worlds import hand_made, hand_made_search
from tests.worlds.tiny_calibration import nothing_learnt

INVENTED = Path(__file__).parents[2] / "worlds" / "invented_study"


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The invented study, calibrated by the command."""
    folder = tmp_path_factory.mktemp("studies") / "invented"
    shutil.copytree(INVENTED, folder)
    with pytest.MonkeyPatch.context() as patch:
        nothing_learnt(patch)
        out = folder / "posteriors" / "pooled"
        code, _, errors = run("calibrate", "--quick", "--study", str(folder), "--out", str(out))
        assert code == 0, errors
        yield folder


@pytest.fixture(scope="session")
def compared(study: Path) -> tuple[Path, str]:
    """The folder of a comparison in Danish, and what stood on the screen."""
    out = study.parent / "out"
    code, text, errors = run(
        "compare",
        "26-weeks",
        "--study",
        str(study),
        "--draws",
        "2",
        "--weeks",
        "45",
        "--language",
        "da",
        "--out",
        str(out),
    )
    assert code == 0, errors
    return out, " ".join(text.split())


def test_an_invented_study_is_compared_with_its_own_weeks_and_groups(
    compared: tuple[Path, str],
) -> None:
    """Weeks, arms and strata are its own, and the numbers are of its people."""
    out, said = compared
    found = pd.read_csv(out / "differences.csv")
    groups = found[found["group"] != "all"]
    assert list(dict.fromkeys(groups["group"])) == [
        "grade_high",
        "grade_low",
        "grade_none",
        "under_21",
        "from_21",
    ]
    assert sorted(set(groups["week"])) == [12, 20, 40, 45]
    head = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert head["trial_size"] == 300
    # It gives support for longer than anybody had it in this study: extrapolated from week 20 on.
    assert head["policies"][0]["evidence_ends"] == 20
    assert all(week in said for week in (" 12 ", " 20 ", " 40 ", " 45 "))


def test_a_folder_of_results_says_whose_they_are(compared: tuple[Path, str]) -> None:
    out, said = compared
    study = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["study"]
    assert study.startswith("An invented trial (")
    assert "Der skrives ingen rapport" in said
    assert not list(out.glob("report*"))
    refused(["provenance.study", "a study of one's own"], "report", str(out))
    refused(["jeres egen undersøgelse"], "report", str(out), "--language", "da")


def test_groups_are_called_as_the_study_calls_them() -> None:
    comparison = replace(hand_made.comparison(), evidence=evidence_of(read_study(INVENTED).trial))
    english, danish = Language("en"), Language("da")
    assert group_title(comparison, "under_21", english) == "Under 21 years"
    assert group_title(comparison, "under_21", danish) == "Under 21 år"
    assert group_title(comparison, "grade_low", english) == "9th grade: below 7"
    assert group_title(comparison, "woman", danish) == "Kvinder"


def test_other_commands_take_the_study_too(study: Path) -> None:
    of = ("--study", str(study), "--draws", "2")
    code, text, errors = run("trial", *of, "--json")
    assert code == 0, errors
    ids = {row["id"] for row in json.loads(text)["rows"]}
    assert {"edu_20", "job_40", "hours_Nordby", "under_40_30"} <= ids
    assert "edu_all_52" not in ids
    code, text, errors = run("posterior", "--study", str(study), "--json")
    assert code == 0, errors
    assert len(json.loads(text)["targets"]) == len(ids)


def test_figures_of_the_trial_show_what_the_study_printed() -> None:
    """Its own rows, its own end of support, and its own names of strata."""
    trial, weeks = read_study(INVENTED).trial, np.arange(41)
    levels = xr.DataArray(
        np.random.default_rng(1).uniform(5, 20, (2, 2, 2, 2, 41, 1)),
        dims=("draw", "seed", "arm", "outcome", "week", "group"),
        coords={
            "arm": ["treated", "control"],
            "outcome": ["education", "employment"],
            "week": weeks,
            "group": ["all"],
        },
    )
    for code, words in (("en", "Week 20: the model gives"), ("da", "Uge 20: modellen giver")):
        figure = trial_curves(levels, Language(code), trial)
        said = [text.get_text() for text in figure.findobj(Text)]
        assert any(words in " ".join(text.split()) for text in said)
        assert not any("52" in text for text in said)
        ends = {
            float(line.get_xdata()[0])
            for panel in figure.axes
            for line in panel.lines
            if line.get_linestyle() == ":"
        }
        assert ends == {20.0}
        plt.close(figure)
    strata = ["grade_4_or_above", "grade_below_4", "no_grades"]
    process = xr.DataArray(
        np.full((2, 3, 3, 41), 0.4),
        dims=("draw", "quantity", "stratum", "week"),
        coords={
            "quantity": ["trust", "readiness", "contact"],
            "stratum": strata,
            "week": weeks,
        },
    )
    for code, words in (("en", "9th grade: below 7"), ("da", "9. klasse: under 7")):
        figure = process_curves(process, Language(code), trial)
        said = [text.get_text() for text in figure.findobj(Text)]
        assert words in said
        assert not any("4 or above" in text or "mindst 4" in text for text in said)
        plt.close(figure)


def test_a_search_marks_what_lies_beyond_the_study() -> None:
    """Week 45 is within the trial that ships, and beyond the 40 weeks of this study."""
    result = replace(hand_made_search.searched(), week=45)
    trial = read_study(INVENTED).trial
    own = replace(
        result,
        evidence=evidence_of(trial),
        ends=tuple(policy.ends_in(trial) for policy in result.policies),
    )
    assert not result.extrapolated(0, "education_or_employment_years")
    assert own.extrapolated(0, "education_or_employment_years")
    content = search_json(own, {})
    assert [row["evidence_ends"] for row in content["policies"]] == list(own.ends)


def test_a_next_trial_is_of_the_study(tmp_path: Path) -> None:
    """Arms may name its groups, and answers begin with the size nearest to its own."""
    trial = read_study(INVENTED).trial
    path = tmp_path / "young.yaml"
    shipped = (LIBRARY / "26-weeks.yaml").read_text(encoding="utf-8")
    path.write_text(shipped + "targeting: {eligible: [under_21]}\n", encoding="utf-8")
    assert read_arms(f"0,{path}", trial)[1].policy.targeting.eligible == ["under_21"]
    with pytest.raises(InputError, match="under_21"):
        read_arms(f"0,{path}")
    assert targeting_of(str(path), trial) == ("under_21",)
    for people, size in ((trial, 150), (shipped_study().trial, 1300)):
        plan = SimpleNamespace(sizes=(50, 150, 1300), recruits=recruited(people))
        assert headline_size(cast(NextTrial, SimpleNamespace(plan=plan))) == size


def test_people_of_a_municipality_are_set_beside_the_study() -> None:
    near = PopulationComparison(
        name="Nordby",
        kind="shares",
        people=90,
        staffed_as=None,
        caseload=20.0,
        pool=1000,
        effective=500.0,
        largest_weight=2.0,
        rare=0.0,
        rare_in_trial=0.0,
        trial_people=300,
        intake_weeks=12.0,
        margins=pd.DataFrame(columns=list(COLUMNS)),
        missing={},
        withheld=(),
        hidden=frozenset(),
        warnings=(),
    )
    said = " ".join(introduction(near, Language("en")))
    assert "300" in said
    assert "12 weeks" in said
    assert "2,588" not in said
    # A run that was kept before these were written is of the trial that ships.
    content = population_comparison_json(near)
    assert read_population_comparison(content, file="run.json").trial_people == 300
    del content["people_in_trial"], content["intake_weeks_in_trial"]
    before = read_population_comparison(content, file="run.json")
    assert (before.trial_people, before.intake_weeks) == (2588, 16.0)


def test_a_posterior_of_another_study_is_refused(study: Path, tmp_path: Path) -> None:
    refused(
        ["provenance.targets", "this posterior was fitted on another"],
        "compare",
        "26-weeks",
        "--posterior",
        str(study / "posteriors" / "pooled"),
    )


def test_a_question_about_a_study_is_not_saved(study: Path, tmp_path: Path) -> None:
    save = tmp_path / "q.json"
    refused(
        ["--save", str(save)], "compare", "26-weeks", "--study", str(study), "--save", str(save)
    )
    assert not save.exists()


def test_the_study_that_ships_is_read_as_any_other() -> None:
    trial = shipped_study().trial
    assert study_identity(trial) == {}
    assert evidence_of(trial) == shipped_evidence()
    assert shipped_evidence().groups == trial.groups.names
    own = read_study(INVENTED).trial
    again = pickle.loads(pickle.dumps(own))
    assert study_identity(again) == study_identity(own) != {}


def test_its_own_groups_are_who_they_say() -> None:
    trial = read_study(INVENTED).trial
    people = trial.cohort(parameter_space().centres(), 3).population
    young = group_mask(people, "under_21")
    assert np.array_equal(young, people.age < 21)
    assert np.array_equal(~young, group_mask(people, "from_21"))
    assert 0.05 < young.mean() < 0.95
    low = group_mask(people, "grade_low")
    # The strata meet at this study's own mark.
    assert people.mark[low].max() < 7
    assert people.mark[group_mask(people, "grade_high")].min() >= 7


def test_families_are_everybody_once_and_stand_in_one_file() -> None:
    trial = shipped_study().trial
    people = trial.cohort(parameter_space().centres(), 3).population
    for family, members in FAMILIES.items():
        counts = sum(group_mask(people, name).astype(int) for name in members)
        alone = len(members) == 1 and family != "all"
        assert counts.max() == 1
        assert alone or counts.min() == 1, family
    assert {name for members in FAMILIES.values() for name in members} == set(GROUP_NAMES)


def test_rows_of_the_study_are_targets_in_its_words() -> None:
    rows = {row.id: row for row in targets(read_study(INVENTED).trial)}
    assert rows["edu_young"].group == "under_21"
    assert (rows["edu_young"].block, rows["edu_low"].block) == ("age", "marks")
    assert (rows["under_40_10"].week_to, rows["under_40_10"].high) == (10, 1.0)
    assert rows["mean_support_duration"].se == pytest.approx(20 / 12**0.5 / 150**0.5)
    assert not [row for row in rows.values() if row.table in ("progression", "life_after")]


#: File, what is written there instead, the field, and words in English and Danish.
WRONG = [
    ("groups.yaml", ("under_21, from_21", "under_21, from_22"), "", "from_22", "from_22"),
    (
        "groups.yaml",
        ("attribute: age, below", "attribute: shoe, below"),
        "groups.under_21",
        "not an attribute that groups are told by",
        "ikke en egenskab, som grupper kan kendes på",
    ),
    (
        "groups.yaml",
        ("column: everybody", "col: everybody"),
        "reported.all",
        "missing field",
        "et felt mangler",
    ),
    ("groups.yaml", ("  under_21: {da: Under", "  from_99: {da: Under"), "", "from_99", "from_99"),
    (
        "design.yaml",
        ("duration: {weeks: 20}", "duration: {weeks: 30}"),
        "",
        "the treated are offered 30 weeks",
        "indsatsgruppen tilbydes 30 uger",
    ),
    ("design.yaml", ("value: 40", "value: forty"), "observed_weeks.value", "a number", "et tal"),
    (
        "readings.yaml",
        ("life_after: {}", "life_after: []"),
        "life_after",
        "a set of fields",
        "et sæt felter",
    ),
    (
        "population.yaml",
        ("age_low:", "age_least:"),
        "ranges.age_low",
        "this field is required",
        "feltet skal være der",
    ),
    (
        "tables/effects.csv",
        ("marks,below_7", "marks,below_6"),
        "edu_low, subgroup_value",
        "below_7",
        "below_7",
    ),
    (
        "tables/baseline_by_grade.csv",
        ("marks_below_7", "grade_below_4"),
        "marks_below_7",
        "column is missing",
        "kolonne mangler",
    ),
    (
        "tables/mentor_effects.csv",
        ("se_30", "se_31"),
        "se_30",
        "column is missing",
        "kolonne mangler",
    ),
]


@pytest.mark.usefixtures("no_worlds")
@pytest.mark.parametrize(("file", "swap", "field", "english", "danish"), WRONG)
def test_a_wrong_study_says_file_field_and_what_is_allowed(
    tmp_path: Path,
    file: str,
    swap: tuple[str, str],
    field: str,
    english: str,
    danish: str,
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(INVENTED, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert swap[0] in text
    path.write_text(text.replace(*swap, 1), encoding="utf-8")
    where = ("compare", "26-weeks", "--study", str(folder))
    refused([Path(file).name, field, english], *where)
    refused([Path(file).name, field, danish], *where, "--language", "da")


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (None, ("no study here", "her er ingen undersøgelse")),
        (
            "design.yaml",
            ("cannot read this file of the study", "denne fil i undersøgelsen kan ikke læses"),
        ),
        ("tables/delivery.csv", ("cannot be read", "kan ikke læses")),
        ("posteriors", ("this study has no posterior yet", "er endnu ikke kalibreret")),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, gone: str | None, words: tuple[str, str]) -> None:
    folder = tmp_path / "mine"
    if gone is not None:
        shutil.copytree(INVENTED, folder)
        if gone != "posteriors":
            (folder / gone).unlink()
    where = ("compare", "26-weeks", "--study", str(folder))
    for word, more in zip(words, ((), ("--language", "da")), strict=True):
        refused([word, str(folder / (gone or ""))], *where, *more)


def test_tables_and_study_are_not_both_given(tmp_path: Path) -> None:
    refused(
        ["--study", "--trial"],
        "calibrate",
        "--quick",
        "--out",
        str(tmp_path / "out"),
        "--study",
        str(INVENTED),
        "--trial",
        str(INVENTED / "tables"),
    )


def test_the_study_that_ships_is_a_folder_like_any_other() -> None:
    shipped = shipped_study()
    found = read_study(FOLDER.parent)
    assert found.posteriors == shipped.posteriors
    assert found.trial.tables == shipped.trial.tables
    assert found.trial.design == shipped.trial.design
    assert found.trial.readings == shipped.trial.readings
    assert found.trial.groups == shipped.trial.groups
