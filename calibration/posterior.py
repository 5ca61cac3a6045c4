"""Draws of the parameters given the trial, with what they were fitted to.

The draws that ship with the project are read by everything that shows an interval. They carry
fingerprints of the model, the parameters and the targets, and are refused when these no longer
match: a posterior of another model is not silently used.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import TypeAdapter

from calibration.fitted_lives import lives_fingerprint
from calibration.target import Target
from calibration.targets import targets
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.mentors import MentorShares, Staffing
from sim.parameters import ParameterSpace, parameter_space
from sim.population import draw_population
from sim.programme import Capacity, Duration, Ending, Policy, Text
from sim.simulation import Scene, build

Floats = npt.NDArray[np.float64]

#: Where the shipped posteriors live, one folder per reading.
FOLDER = Path(__file__).parent / "posterior"
#: Ways to read subgroups: with partial pooling, or each for itself.
READINGS = ("pooled", "as-printed")
SHIPPED = FOLDER / READINGS[0]
MEND = "calibrate again with `mentorsim calibrate`"


@dataclass(frozen=True)
class Restamp:
    """A change of the model that left the trial's own lives, and so the fit, as they were.

    Attributes:
        model: fingerprint that the posterior had before.
        day: of the new stamp.
        reason: what was changed, and why the fit does not see it.
    """

    model: str
    day: str
    reason: str


@dataclass(frozen=True)
class Provenance:
    """What a posterior was fitted with.

    Attributes:
        method: in words.
        reading: `pooled` or `as-printed`.
        chosen: by contradiction of the source, the row that was fitted; empty is the defaults.
        model, parameters, targets, draws: fingerprints.
        seed: of the fit.
        fitted: day.
        lives: fingerprint of the trial's own lives under the draws
            (`calibration.fitted_lives.lives_fingerprint`).
        restamps: later models under which the trial is lived as before, the oldest first.
        changes: what was done to the draws since the fit, in words, the first first.
    """

    method: str
    reading: str
    chosen: dict[str, str]
    model: str
    parameters: str
    targets: str
    draws: str
    seed: int
    fitted: str
    lives: str
    restamps: tuple[Restamp, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Posterior:
    """Equally weighted draws.

    Attributes:
        draws: one row per draw, one column per parameter that has a prior.
        estimate: a central point, for what needs a single set of values.
        provenance: what it was fitted with.
        report: how the fit went: `parameters`, `targets` and `diagnostics`, as plain values.
    """

    draws: pd.DataFrame
    estimate: dict[str, float]
    provenance: Provenance
    report: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing is filled in for a parameter that was to be drawn.

        Raises:
            InputError: draws of a parameter are missing, or there is no such parameter.
        """
        check_columns(self.draws)

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.draws)

    def values(self) -> Iterator[dict[str, float]]:
        """Full sets of parameter values, one per draw."""
        space = parameter_space()
        for row in self.draws.to_dict("records"):
            yield space.values({str(k): float(v) for k, v in row.items()})

    def best(self, at: Mapping[str, float] | None = None) -> dict[str, float]:
        """Full set of values at the estimate, or at the one of `holding(at)`.

        The estimate is a single world: the mechanism is the commoner one of the draws (0, practical
        help), and an answer there is not the middle of the answers over the draws.

        Args:
            at: values by parameter, for instance `{"mechanism": 1}` for a world in which trust
                works.

        Raises:
            InputError: as `holding`, or the estimate of a parameter is missing or impossible.
        """
        space = parameter_space()
        estimate = self.holding(at).estimate if at else self.estimate
        return space.values(space.some(estimate, space.free))

    def first(self, count: int) -> Posterior:
        """The first draws (they are in random order)."""
        return replace(self, draws=self.draws.iloc[:count])

    def under(self, parameter: str, value: float) -> Posterior:
        """The draws in which a two-valued parameter (the mechanism) has a value."""
        return replace(self, draws=self.draws[self.draws[parameter] == value])

    def holding(self, at: Mapping[str, float]) -> Posterior:
        """What is believed if some parameters have certain values.

        Of a two-valued parameter (the mechanism) the draws that have the value are taken: the
        others hang together with it, and the estimate becomes their median in these draws. Any
        other parameter is set to its value in every draw.

        Args:
            at: values by parameter.

        Raises:
            InputError: an unknown or fixed parameter, a value that it cannot have, or no draw
                that has it.
        """
        found, values = self, checked_values(at)
        for name, value in values.items():
            if parameter_space()[name].two_valued:
                found = found.under(name, value)
                medians = found.draws.median()
                found = replace(found, estimate={str(k): float(x) for k, x in medians.items()})
            else:
                found = replace(found, draws=found.draws.assign(**{name: value}))
        if not len(found):
            raise InputError(
                "no posterior draw has these values",
                field="at",
                found=dict(at),
                allowed="values that draws have",
            )
        return replace(found, estimate={**found.estimate, **values})

    def save(self, folder: Path) -> None:
        """Write `draws.csv` and `fit.json` into a folder, each whole or not at all.

        Raises:
            InputError: the folder cannot be written to.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / "draws.csv", draws_text(self.draws))
        except OSError as error:
            raise _unwritten(folder, error) from error
        self.save_fit(folder)

    def save_fit(self, folder: Path) -> None:
        """Write `fit.json` into a folder, whole or not at all; `draws.csv` stays as it is.

        Raises:
            InputError: the folder cannot be written to.
        """
        origin = asdict(self.provenance)
        if not self.provenance.changes:
            del origin["changes"]
        content = {
            "provenance": origin,
            "estimate": self.estimate,
            "report": self.report,
        }
        try:
            _write(folder / "fit.json", json.dumps(content, indent=1) + "\n")
        except OSError as error:
            raise _unwritten(folder, error) from error


def _unwritten(folder: Path, error: OSError) -> InputError:
    return InputError(
        "writing the posterior failed", file=folder, found=error.strerror or str(error)
    )


def check_columns(draws: pd.DataFrame, *, file: object = None) -> None:
    """Find out whether every parameter that has a prior has its draws, and nothing else has.

    Raises:
        InputError: it is not so.
    """
    columns, free = [str(column) for column in draws.columns], parameter_space().free
    for problem, names in (
        ("draws of a parameter are missing", [n for n in free if n not in columns]),
        ("draws of no parameter with a prior", [c for c in columns if c not in free]),
        ("draws stand twice", [c for c in columns if columns.count(c) > 1]),
    ):
        if names:
            raise InputError(
                problem, file=file, field=names[0], found=f"{len(columns)} columns",
                allowed=f"one column for each of the {len(free)} parameters with a prior",
            )  # fmt: skip


def checked_values(at: Mapping[str, float]) -> dict[str, float]:
    """Values that parameters are held at, checked.

    Raises:
        InputError: an unknown or fixed parameter, or a value that it cannot have.
    """
    space = parameter_space()
    full = space.values(at)
    for name in at:
        parameter = space[name]
        if parameter.prior is None:
            raise InputError(
                "this parameter is fixed",
                field=name,
                found=at[name],
                allowed="one with a prior (mentorsim parameters)",
            )
        if parameter.two_valued and full[name] not in (parameter.low, parameter.high):
            raise InputError(
                f"impossible value of the parameter '{parameter.title}'",
                field=name,
                found=at[name],
                allowed=f"{parameter.low:g} or {parameter.high:g}",
            )
    return {name: full[name] for name in at}


def draws_text(draws: pd.DataFrame) -> str:
    """Draws as they are stored, to six digits."""
    return draws.to_csv(index=False, float_format="%.6g")


def _draws(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=float)


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def read_posterior(folder: Path = SHIPPED, trial: Trial | None = None) -> Posterior:
    """The posterior in a folder.

    Args:
        folder: with `draws.csv` and `fit.json`.
        trial: the tables it was fitted to; the trial's own if None.

    Raises:
        InputError: missing or unreadable files, or fitted on another model, other priors or other
            targets.
    """
    posterior, now = stored_posterior(folder, trial)
    refuse_another(posterior, now, tuple(now), folder)
    return posterior


def stored_posterior(folder: Path, trial: Trial | None = None) -> tuple[Posterior, dict[str, str]]:
    """The posterior in a folder as it stands, and the fingerprints that it should have now.

    Args:
        folder, trial: as in `read_posterior`.

    Returns:
        The posterior, and by part (`model`, `parameters`, `targets`, `draws`) the fingerprint.

    Raises:
        InputError: missing or unreadable files.
    """
    try:
        content = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
        text = (folder / "draws.csv").read_text(encoding="utf-8")
        draws = _draws(text)
        provenance = TypeAdapter(Provenance).validate_python(content["provenance"])
        estimate = TypeAdapter(dict[str, float]).validate_python(content["estimate"])
        report = TypeAdapter(dict[str, Any]).validate_python(content["report"])
    except FileNotFoundError as error:
        raise InputError("no posterior here", file=error.filename, allowed=MEND) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "unreadable posterior", file=folder, found=str(error), allowed=MEND
        ) from error
    check_columns(draws, file=folder / "draws.csv")
    now = fingerprints(trial or the_trial(), provenance.chosen) | {"draws": _hash(text)}
    return Posterior(draws, estimate, provenance, report), now


def refuse_another(
    posterior: Posterior, now: Mapping[str, str], parts: Sequence[str], folder: Path
) -> None:
    """Find out whether a posterior was fitted with what there is now.

    Args:
        posterior, now: of `stored_posterior`.
        parts: what is compared, of `now`.
        folder: where the posterior stands.

    Raises:
        InputError: another version of one of the parts.
    """
    for part in parts:
        found = getattr(posterior.provenance, part)
        if found != now[part]:
            raise InputError(
                f"this posterior was fitted on another version of the {part}",
                file=folder / "fit.json",
                field=f"provenance.{part}",
                found=found,
                allowed=f"{now[part]}; {MEND}",
            )


@cache
def shipped_posterior(reading: str = READINGS[0]) -> Posterior:
    """The posterior that comes with the project, for one reading of the subgroups.

    Raises:
        InputError: unknown reading, or the posterior no longer matches the model.
    """
    check_reading(reading)
    return read_posterior(shipped_folder(reading))


def shipped_folder(reading: str) -> Path:
    """Where the posterior of a reading ships."""
    # A folder inside the package: its name has to be one that Python can import.
    return FOLDER / reading.replace("-", "_")


def check_reading(reading: str) -> None:
    """Find out whether there is such a reading.

    Raises:
        InputError: there is not.
    """
    if reading not in READINGS:
        raise InputError(
            "unknown reading", field="reading", found=reading, allowed=", ".join(READINGS)
        )


def make_provenance(
    method: str, draws: pd.DataFrame, *, reading: str, chosen: Mapping[str, str], trial: Trial,
    seed: int,
) -> Provenance:  # fmt: skip
    """Provenance of a fit made now."""
    text = draws_text(draws)
    now = fingerprints(trial, chosen)
    return Provenance(
        method=method,
        reading=reading,
        chosen=dict(chosen),
        model=now["model"],
        parameters=now["parameters"],
        targets=now["targets"],
        draws=_hash(text),
        seed=seed,
        fitted=date.today().isoformat(),
        lives=lives_fingerprint(trial, _draws(text), chosen),
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprints(trial: Trial, chosen: Mapping[str, str]) -> dict[str, str]:
    """Fingerprints of model, parameters and targets, 16 hexadecimal digits each.

    Args:
        trial: the tables.
        chosen: by contradiction, the row that is fitted.
    """
    return {
        "model": _model_now(),
        "parameters": parameter_space().digest(),
        "targets": targets_fingerprint(targets(trial, chosen)),
    }


@cache
def _model_now() -> str:
    return model_fingerprint(parameter_space())


def tables_fingerprint(trial: Trial) -> str:
    """Hash of every row of the trial's tables: people, staffing and mentors are among them."""
    return _hash(repr(trial.tables))


def targets_fingerprint(rows: Sequence[Target]) -> str:
    """Hash of what is fitted: intervals and errors of the fitted rows, to nine digits."""
    content = [
        (t.id, *(None if v is None else f"{v:.9g}" for v in (t.low, t.high, t.se)))
        for t in rows
        if t.role == "target"
    ]
    return _hash(json.dumps(content))


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
