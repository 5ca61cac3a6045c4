"""What a log says of a long computation: a line for each tenth, and the time that is left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calibration.calibrate import STEPS, _Steps
from mentorsim.terminal import console
from sim.messages import Said, in_language


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the next looks at the clock show."""
    seconds: list[float] = [0.0]

    def look() -> float:
        return seconds.pop(0)

    monkeypatch.setattr(console.time, "monotonic", look)
    return seconds


def said(capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    yield from capsys.readouterr().err.splitlines()


def test_the_time_left_is_that_of_the_step(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of a step in a minute leaves one minute, however long the step before it took."""
    say = console._lines("examine", "en")
    clock += [600.0, 1200.0, 1201.0, 1261.0]
    for step, share in (("posteriors", 0.5), ("posteriors", 1.0)):
        say(step, share)
    for step, share in (("forecasts", 0.001), ("forecasts", 0.501)):
        say(step, share)
    assert list(said(capsys)) == [
        "examine: posteriors, 50%, about 10.0 min left",
        "examine: posteriors, 100%, about 0.0 min left",
        "examine: forecasts, 0%",
        "examine: forecasts, 50%, about 1.0 min left",
    ]


def test_what_is_read_in_a_moment_says_nothing_of_the_rest(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    say = console._lines("calibrate", "en")
    clock += [0.01, 60.01]
    say("runs", 0.4)
    say("runs", 0.7)
    assert list(said(capsys)) == [
        "calibrate: runs, 40%",
        "calibrate: runs, 70%, about 1.0 min left",
    ]


def test_steps_are_told_in_the_language_of_the_reader(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    say = console._lines(Said("mentorsim.doing_calibrate"), "da")
    clock += [600.0, 1260.0]
    say(Said("calibration.step_runs_over_the_prior"), 0.0)
    say(Said("calibration.step_runs_over_the_prior"), 0.4)
    assert list(said(capsys)) == [
        "kalibrerer: kørsler over fordelingen på forhånd, 0 %",
        "kalibrerer: kørsler over fordelingen på forhånd, 40 %, cirka 31,5 min. tilbage",
    ]


def test_every_step_of_a_calibration_has_a_name() -> None:
    told: list[str] = []
    steps = _Steps(lambda step, share: told.append(in_language(step, "da")))
    for step in STEPS:
        steps.of(step)
    assert len(set(told)) == len(STEPS) == 8
    assert told[0] == "gentagne forsøg"
