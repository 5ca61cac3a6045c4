"""Draws of the parameters given the trial, with what they were fitted to.

The draws that ship with the project are read by everything that shows an interval. They carry
fingerprints of the model, the parameters and the targets, and are refused when these no longer
match: a posterior of another model is not silently used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.targets import Target, targets
from calibration.trial import the_trial
from sim.errors import InputError
from sim.mentors import MentorShares, Staffing
from sim.parameters import ParameterSpace, parameter_space
from sim.population import draw_population
from sim.programme import Capacity, Duration, Ending, Policy, Text
from sim.simulation import Scene, build

Floats = npt.NDArray[np.float64]

#: Where the shipped posterior lives.
SHIPPED = Path(__file__).parent / "posterior"
MEND = "fit again with `mentorsim fit`"


@dataclass(frozen=True)
class Provenance:
    """What a posterior was fitted with.

    Attributes:
        method: in words.
        model, parameters, targets: fingerprints.
        seed: of the fit.
        fitted: day.
    """

    method: str
    model: str
    parameters: str
    targets: str
    seed: int
    fitted: str


@dataclass(frozen=True)
class Posterior:
    """Equally weighted draws.

    Attributes:
        draws: one row per draw, one column per parameter that has a prior.
        estimate: the best-fitting values.
        provenance: what it was fitted with.
    """

    draws: pd.DataFrame
    estimate: dict[str, float]
    provenance: Provenance

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.draws)

    def values(self) -> Iterator[dict[str, float]]:
        """Full sets of parameter values, one per draw."""
        space = parameter_space()
        for row in self.draws.to_dict("records"):
            yield space.values({str(k): float(v) for k, v in row.items()})

    def best(self) -> dict[str, float]:
        """Full set of values at the estimate."""
        return parameter_space().values(self.estimate)

    def first(self, count: int) -> Posterior:
        """The first draws (they are in random order)."""
        return Posterior(self.draws.iloc[:count], self.estimate, self.provenance)

    def save(self, folder: Path) -> None:
        """Write `draws.csv` and `fit.json` into a folder, each whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "draws.csv", self.draws.to_csv(index=False, float_format="%.7g"))
        content = {"provenance": asdict(self.provenance), "estimate": self.estimate}
        _write(folder / "fit.json", json.dumps(content, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def read_posterior(folder: Path = SHIPPED) -> Posterior:
    """The posterior in a folder.

    Raises:
        InputError: missing or unreadable files, or fitted on another model, other priors or other
            targets.
    """
    try:
        content = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
        draws = pd.read_csv(folder / "draws.csv", dtype=float)
        provenance = Provenance(**content["provenance"])
        estimate = {str(k): float(v) for k, v in content["estimate"].items()}
    except FileNotFoundError as error:
        raise InputError("no posterior here", file=error.filename, allowed=MEND) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "unreadable posterior", file=folder, found=str(error), allowed=MEND
        ) from error
    now = fingerprints()
    for part in ("model", "parameters", "targets"):
        if getattr(provenance, part) != now[part]:
            raise InputError(
                f"this posterior was fitted on another version of the {part}",
                file=folder / "fit.json",
                field=f"provenance.{part}",
                found=getattr(provenance, part),
                allowed=f"{now[part]}; {MEND}",
            )
    return Posterior(draws, estimate, provenance)


@cache
def shipped_posterior() -> Posterior:
    """The posterior that comes with the project."""
    return read_posterior(SHIPPED)


def make_provenance(method: str, seed: int) -> Provenance:
    """Provenance of a fit made now."""
    return Provenance(method=method, seed=seed, fitted=date.today().isoformat(), **fingerprints())


@cache
def fingerprints() -> dict[str, str]:
    """Fingerprints of model, parameters and targets, 16 hexadecimal digits each."""
    return {
        "model": model_fingerprint(parameter_space()),
        "parameters": parameter_space().digest(),
        "targets": targets_fingerprint(targets(the_trial())),
    }


def targets_fingerprint(rows: Sequence[Target]) -> str:
    """Hash of what is fitted: intervals and errors of the fitted rows, to nine digits."""
    content = [
        (t.id, *(None if v is None else f"{v:.9g}" for v in (t.low, t.high, t.se)))
        for t in rows
        if t.role == "target"
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def model_fingerprint(space: ParameterSpace) -> str:
    """Hash of some lives: it changes when, and only when, the rules change what happens.

    Only counts of people enter, no real numbers, so that it is the same on every machine.
    """
    trial = the_trial()
    values = space.centres()
    population = draw_population(
        trial.population,
        np.full(len(trial.staffing), 30),
        seed=1,
        share_women=values["share_women"],
        share_never_su=values["share_never_su"],
    )
    scene = Scene(
        population=population,
        entry=(population.person % 16).astype(np.int32),
        start=trial.design.intake_start.value,
        staffing=tuple(Staffing(s.name, 12.0, 37.0, 12.0, s.deliberate) for s in trial.staffing),
        mentor_shares=MentorShares(0.65, 0.32, 0.71, 0.11, 0.67),
    )
    digest = hashlib.sha256()
    for ending in (Ending(), Ending(taper_weeks=8, aftercare_weeks=12)):
        policy = Policy(
            title=Text(da="-", en="-"),
            description=Text(da="-", en="-"),
            reference="-",
            duration=Duration(weeks=40),
            ending=ending,
            capacity=Capacity(mentors=20),
        )
        world = build(scene, policy, values, seed=1, horizon=80)
        accounts = world.run()
        digest.update(accounts.people.tobytes())
        counts = ["mentored", "started"]
        digest.update(accounts.calendar[counts].to_numpy(np.int64).tobytes())
        digest.update(np.ascontiguousarray(accounts.persons["contact_weeks"]).tobytes())
    return digest.hexdigest()[:16]
