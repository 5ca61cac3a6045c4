"""A policy in Python in every comparison: the same lives, one code, one meaning of every result."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import mentorsim
from benchmarks.python_policies import main as measured
from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from calibration.workspace import Workspace
from mentorsim import python_policy
from mentorsim.present.provenance import provenance
from mentorsim.python import sensitivity, views
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.economics.price_choice import chosen_prices
from scenarios.forecast.blocks import ladder
from scenarios.forecast.forecast import forecast
from scenarios.forecast.setting import Stream
from scenarios.policy.act_code import act_fingerprint
from scenarios.policy.policies import NamedPolicy, load_policy
from scenarios.policy.python_policy import PythonPolicy
from sim.errors import InputError
from sim.model import MentoringModel
from sim.state import Status

WEEKS = 30
BASE = load_policy("as-in-trial")
LIMIT = 0.9


def nothing(model: MentoringModel) -> None:
    model.youths.select(lambda youth: youth.trust > LIMIT, at_most=1)


def idle(model: MentoringModel) -> None:
    """Not even look: quick."""


def ends_early(model: MentoringModel) -> None:
    """In week 15 support ends for some, and some go on with another mentor."""
    if model.week == 15:
        for youth in model.youths.select(lambda y: y.mentored).shuffle():
            if model.random.random() < 0.3:
                youth.end_support()


def fails(model: MentoringModel) -> None:
    if model.week == 7:
        raise KeyError("no such thing")


def forbidden(model: MentoringModel) -> None:
    youth = next(iter(model.youths))
    youth.trust = 2.0


def draws(count: int = 2) -> Posterior:
    return shipped_posterior().first(count)


def compared(*policies: NamedPolicy, workers: int = 2, **more: Any) -> Any:
    setting = EnsembleSetting(horizon=WEEKS + 1, workers=workers)
    return compare(the_trial(), policies, BASE, draws(), setting, **more)


@cache
def ended() -> Any:
    return compared(python_policy("ends early", act=ends_early))


def of(data: xr.Dataset, name: str) -> dict[str, Any]:
    chosen = data.sel(policy=name, drop=True)
    return {key: chosen[key].to_numpy() for key in chosen.data_vars}


# --- the same lives ---------------------------------------------------------------------------
def test_an_act_that_does_nothing_is_the_policy_to_the_bit() -> None:
    result = compared(python_policy("idle", act=nothing))
    ours, theirs = (of(result.ensemble, name) for name in ("idle", "as-in-trial"))
    for key, values in ours.items():
        assert values.tobytes() == theirs[key].tobytes(), key
    assert result.same_until("idle", "as-in-trial") == WEEKS


def test_forecasts_and_decisions_of_it_are_the_policys_to_the_bit() -> None:
    still = python_policy("idle", act=idle)
    found = forecast(
        the_trial(),
        [still, load_policy("26-weeks")],
        BASE,
        draws(),
        chosen_prices(2013),
        Stream(intake=200, years=2),
    )
    lived = found.priced.person_years
    assert np.array_equal(lived.sel(policy="idle"), lived.sel(policy="as-in-trial"))
    assert not np.array_equal(lived.sel(policy="26-weeks"), lived.sel(policy="as-in-trial"))
    # A policy that nobody knows the duration of is no rung between two known ones.
    assert [rung.name for rung in ladder(found.policies)] == ["26-weeks", "as-in-trial"]
    decided = mentorsim.decide(still, against="as-in-trial", draws=2, weeks=20, prices=2013)
    price = decided.decision.ratios[0]
    assert (price.cost.mean, price.effect.mean) == (0.0, 0.0)


def test_results_are_the_same_on_one_and_two_workers() -> None:
    one = compared(python_policy("ends early", act=ends_early), workers=1)
    xr.testing.assert_identical(one.ensemble, ended().ensemble)
    pd.testing.assert_frame_equal(one.differences, ended().differences)


def test_what_it_does_is_in_the_results() -> None:
    mentored = ended().ensemble["resource"].sel(quantity="mentored").mean(("draw", "seed"))
    ours, theirs = mentored.sel(policy="ends early"), mentored.sel(policy="as-in-trial")
    assert np.array_equal(ours[:15], theirs[:15])
    assert 0.6 * theirs[15] < ours[15] < 0.8 * theirs[15]
    world = mentorsim.run(python_policy("ends early", act=ends_early), weeks=WEEKS, persons=True)
    weeks = world.persons_by_week()
    ended_in = weeks[weeks["place"] == "ended"].groupby("person")["calendar_week"].min()
    assert (ended_in == 15).sum() > 300


def test_ranked_it_acts_with_the_budgets_mentors() -> None:
    early = python_policy("ends early", act=ends_early)
    ranked = mentorsim.rank(BASE, early, hours=12_000, weeks=30, draws=2)
    table = ranked.table.set_index("policy")
    assert table["hours_used"].tolist() == pytest.approx([12_000] * 2, rel=0.02)
    numbers = ["mean", "low", "high"]
    assert not table.loc["ends early", numbers].equals(table.loc["as-in-trial", numbers])
    assert table.loc["ends early", "extrapolated"]


# --- its code ---------------------------------------------------------------------------------
def test_the_fingerprint_is_the_codes_and_its_values() -> None:
    def made(weeks: int, of_what: object = 1) -> Callable[[MentoringModel], None]:
        def act(model: MentoringModel, more: int = 3) -> None:
            if of_what and model.week == weeks + more:
                model.youths.do("belongs_to", "woman")

        return act

    assert act_fingerprint(made(5)) == act_fingerprint(made(5))
    table, array = pd.DataFrame({"a": [1, 2]}), np.arange(3)
    variants: Sequence[object] = (
        1,
        2,
        "a",
        (1, 2),
        [1, 2],
        {"a": 1},
        {"a": 2},
        {1, 2},
        table,
        table + 1,
        array,
        array + 1,
        Status.ON_BENEFIT,
        np.exp,
        np.log,
        table["a"],
        np,
        nothing,
        fails,
        MentoringModel,
        len,
    )
    found = [act_fingerprint(made(5, value)) for value in variants] + [act_fingerprint(made(6))]
    assert len(set(found)) == len(found)
    assert all(len(code) == 16 and int(code, 16) >= 0 for code in found)


def test_the_fingerprint_follows_names_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that a function inside looks up."""
    before = act_fingerprint(nothing)
    monkeypatch.setitem(globals(), "LIMIT", 0.8)
    assert act_fingerprint(nothing) != before
    monkeypatch.undo()
    assert act_fingerprint(nothing) == before


def test_what_has_no_code_is_refused() -> None:
    made_up: dict[str, Any] = {}
    exec("def act(model): pass", made_up)
    for act in (made_up["act"], print, functools_partial(), MentoringModel):
        with pytest.raises(InputError, match=r"odd: act: .* no code that can be read"):
            python_policy("odd", act=act)
    for thing in (object(), [].append, pd.DataFrame({"a": [[1]]}), [object()]):

        def act(model: MentoringModel, thing: Any = thing) -> None:
            print(thing)

        with pytest.raises(InputError, match=r"odd: act: the defaults: .* has no fingerprint"):
            python_policy("odd", act=act)


def functools_partial() -> Any:
    from functools import partial

    return partial(nothing)


def test_pieces_of_other_code_are_not_gone_on_with(tmp_path: Path) -> None:
    def simulate(act: Any, *, resume: bool) -> Any:
        def opening(known: Any) -> Workspace:
            return Workspace(tmp_path, known, layer="scenarios", resume=resume)

        return compared(python_policy("mine", act=act), workspace=opening)

    first = simulate(ends_early, resume=False)
    again = simulate(ends_early, resume=True)
    assert np.array_equal(first.ensemble["level"], again.ensemble["level"])
    with pytest.raises(InputError, match="had another setting") as refused:
        simulate(nothing, resume=True)
    assert "policies.mine" in str(refused.value)


# --- what is said of it -----------------------------------------------------------------------
def test_every_week_is_extrapolated_and_the_code_is_told() -> None:
    result = ended()
    policy = result.policies[0]
    assert isinstance(policy, PythonPolicy)
    rows = result.differences[result.differences["policy"] == "ends early"]
    assert rows["extrapolated"].all()
    assert 0 in set(rows["week"])
    seen = result.levels[result.levels["policy"] == "as-in-trial"]
    outcomes = seen.groupby("outcome")["extrapolated"].agg(["min", "max"])
    assert not outcomes.loc[["education", "employment"]].to_numpy().any()
    # What the trial did not measure is beyond it in every week.
    assert outcomes.loc[["completed", "qualified"]].to_numpy().all()
    assert result.to_xarray().attrs["python_policies"] == f"ends early: {policy.code}"
    assert "python_policies" not in compared(load_policy("26-weeks")).ensemble.attrs
    for language, slower in (("en", "about 120 times"), ("da", "omkring 120 gange")):
        told = views.tell(result, language=language)[-1]
        assert policy.code in told
        assert slower in told
    known = provenance(draws(), {}, result.policies)
    assert policy.code in known["policy in Python, ends early"]
    assert policy.policy.reason is None
    assert policy.policy.title.da == "ends early (en indsats i Python)"


def test_an_error_names_policy_and_week() -> None:
    with pytest.raises(InputError) as failed:
        compared(python_policy("broken", act=fails))
    text = str(failed.value)
    assert text.startswith("broken: act, before week 7: the function")
    assert "KeyError('no such thing')" in text
    assert isinstance(failed.value.__cause__, KeyError)
    with pytest.raises(InputError, match=r"(?s)broken: act, before week 1: .*no share"):
        mentorsim.run(python_policy("broken", act=forbidden), weeks=3)


# --- what it cannot be ------------------------------------------------------------------------
def test_its_fields_are_those_of_its_base() -> None:
    named = python_policy("mine", base=mentorsim.load("104-weeks", name="longer"), act=nothing)
    assert (named.policy.duration.weeks, named.source) == (104, "Python, on top of longer")
    assert mentorsim.load(named) is named
    with pytest.raises(InputError, match="not changed by its fields"):
        mentorsim.load(named, duration={"weeks": 40})
    with pytest.raises(InputError, match="not changed by its fields"):
        mentorsim.load(named, name="other")
    with pytest.raises(InputError, match="on top of another one"):
        python_policy("more", base=named, act=nothing)
    with pytest.raises(InputError, match="without a name"):
        python_policy(" ", act=nothing)
    with pytest.raises(InputError, match="more than its fields"):
        sensitivity.question(named)
    with pytest.raises(InputError, match="two policies with the same name"):
        compared(named, python_policy("mine", act=ends_early))


def test_it_can_be_sent_and_is_itself_afterwards() -> None:
    named = python_policy("mine", act=ends_early)
    sent = pickle.loads(pickle.dumps(named))
    assert sent == named
    assert sent.identity == named.identity
    assert replace(named, policy=named.policy) == named
    assert named != python_policy("mine", act=nothing)
    assert named != load_policy("as-in-trial")


def test_how_much_slower_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["python_policies", "--repeats", "1"])
    measured()
    lines = capsys.readouterr().out.splitlines()
    assert "ms of processor time" in lines[0]
    times = [int(line.split()[-4]) for line in lines[1:]]
    assert len(times) == 2
    assert min(times) > 0
