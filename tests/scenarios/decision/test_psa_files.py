"""Costs, effects and parameters by draw, in the forms that tools of decision analysis document."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.stored_posterior import shipped_posterior
from mentorsim.language import Language
from mentorsim.present.decision.files import DRAWS as FOLDER
from mentorsim.present.decision.files import write_decision
from scenarios.decision.decided import Decided
from scenarios.decision.psa_files import (
    COSTS,
    EFFECTS,
    LONG,
    PARAMETERS,
    README,
    RESERVED,
    STRATEGIES,
    WORTH,
    plain_names,
)
from sim.errors import InputError
from tests.worlds.small_decision import DRAWS, small_decision

FILES = {COSTS, EFFECTS, PARAMETERS, LONG, WORTH, STRATEGIES, README}
#: What R takes for a name without asking (?make.names).
SYNTACTIC = re.compile(r"([A-Za-z]|\.(?![0-9]))[A-Za-z0-9._]*")


@pytest.fixture(scope="module")
def decided() -> Decided:
    return small_decision()


@pytest.fixture(scope="module")
def folder(decided: Decided, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return decided.to_psa(tmp_path_factory.mktemp("psa") / "new" / "draws")


def test_the_trio_has_what_savi_and_the_others_ask_for(decided: Decided, folder: Path) -> None:
    """SAVI: three files, names in the first row, nothing but the sample below, as many rows."""
    assert {path.name for path in folder.iterdir()} == FILES
    cost, effect, parameters = (pd.read_csv(folder / n) for n in (COSTS, EFFECTS, PARAMETERS))
    assert list(cost.columns) == list(effect.columns) == plain_names(decided.decision.names)
    assert len(cost) == len(effect) == len(parameters) == DRAWS
    for table in (cost, effect, parameters):
        assert np.isfinite(table.to_numpy(float)).all()
        for name in table.columns:
            assert SYNTACTIC.fullmatch(name), name
            assert name not in RESERVED
    # A parameter that never varies has no value of information: SAVI and voi stop at one.
    assert (parameters.nunique() > 1).all()
    assert (cost.iloc[:, 0] == 0).all()
    strategies = pd.read_csv(folder / STRATEGIES)
    assert list(strategies["strategy"]) == list(cost.columns)
    assert list(strategies["policy"]) == list(decided.decision.names)
    shipped = shipped_posterior().draws.head(DRAWS)
    assert np.array_equal(parameters["uptake"].to_numpy(), shipped["uptake"].to_numpy())


def test_the_long_form_is_that_of_hesim(decided: Decided, folder: Path) -> None:
    """`cea(x, k, sample, strategy, e, c)`: a row per sampled parameter set and strategy."""
    long, cost = pd.read_csv(folder / LONG), pd.read_csv(folder / COSTS)
    assert list(long.columns) == ["sample", "draw", "strategy", "cost", "effect"]
    assert len(long) == DRAWS * len(decided.decision.names)
    assert sorted(long["sample"].unique()) == list(range(1, DRAWS + 1))
    wide = long.pivot(index="sample", columns="strategy", values="cost")[cost.columns]
    assert np.array_equal(wide.to_numpy(), cost.to_numpy())
    assert list(long.groupby("sample")["draw"].first()) == list(decided.drawn.rows)


def test_other_tools_would_decide_the_same(decided: Decided, folder: Path) -> None:
    """Expected value of perfect information by the formula that hesim, voi and SAVI document."""
    cost, effect = (pd.read_csv(folder / name).to_numpy() for name in (COSTS, EFFECTS))
    worth = pd.read_csv(folder / WORTH)["k"].to_numpy()
    net = worth[:, None, None] * effect - cost
    evpi = net.max(axis=2).mean(axis=1) - net.mean(axis=1).max(axis=1)
    assert evpi == pytest.approx(decided.cost_effectiveness.curves.evpi, abs=1e-6)


def test_its_readme_names_what_is_there(folder: Path) -> None:
    readme = (folder / README).read_text(encoding="utf-8")
    parameters = pd.read_csv(folder / PARAMETERS)
    assert f'pars = "{parameters.columns[0]}"' in readme
    assert 'comparator = "no.mentor"' in readme
    assert shipped_posterior().provenance.draws in readme
    assert set(re.findall(r"\w+\.csv", readme)) >= FILES - {README}


def test_its_readme_is_danish_where_danish_is_asked_for(decided: Decided, tmp_path: Path) -> None:
    english, danish = (
        (decided.to_psa(tmp_path / code, code) / README).read_text(encoding="utf-8")
        for code in ("en", "da")
    )
    assert "costs.csv               kroner per young person, less that of no-mentor" in english
    assert "costs.csv               kroner pr. ung, minus dem ved no-mentor" in danish
    assert danish.startswith("Parametersæt bag en afgørelse fra mentorsim")
    for tool in ("BCEA ", "voi ", "dampack ", "hesim ", "heemod "):
        (line,) = (each for each in english.splitlines() if each.startswith(tool))
        assert line in danish
    assert "SAVI     upload parameters.csv, costs.csv og effects.csv i trin 2" in danish


def test_names_are_those_that_r_makes() -> None:
    made = plain_names(["104-weeks", "if", ".5", "_x", "på hold", "på/hold", "as-in-trial"])
    assert made == ["X104.weeks", "if.", "X.5", "X_x", "p..hold", "p..hold.1", "as.in.trial"]


def test_decide_writes_them_beside_its_tables(
    decided: Decided, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorsim.present.decision.files.FIGURES", {})
    there = tmp_path / "out" / FOLDER
    there.mkdir(parents=True)
    (there / COSTS).write_text("of an earlier decision", encoding="utf-8")
    write_decision(tmp_path / "out", decided, {}, Language("en"))
    assert {path.name for path in there.iterdir()} == FILES
    assert len(pd.read_csv(there / COSTS)) == DRAWS


def test_a_folder_that_is_there_is_left_alone(decided: Decided, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this folder exists"):
        decided.to_psa(tmp_path)


def test_arviz_has_costs_and_effects_beside_the_parameters(decided: Decided) -> None:
    data = decided.to_arviz()
    found = data["posterior_predictive"]
    assert found["cost"].dims == ("chain", "draw", "policy")
    assert found["cost"].attrs["units"] == "kroner per young person"
    plane = decided.cost_effectiveness
    assert found["effect"].mean(("chain", "draw")).values == pytest.approx(plane.mean_effect)
    assert data["posterior"]["uptake"].shape == (1, DRAWS)
    assert list(data["posterior"]["row"].values) == list(range(DRAWS))
