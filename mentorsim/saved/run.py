"""What a comparison keeps on disk, so that a report can be made from it without a new run.

Tables are CSV files with six digits; a report is made from the numbers as they stand there, so
that one made later, in another language, says the same to the last digit. Everything else is in
`comparison.json`, which also has a fingerprint of every file, and, draw by draw, in `draws.npz`.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from pydantic import BaseModel, ConfigDict, ValidationError

from calibration.evidence import shipped_evidence
from calibration.posterior import Posterior
from calibration.trial import Trial
from mentorsim.folders.output import unfinished
from mentorsim.present.population.comparison import (
    population_comparison_json,
    read_population_comparison,
)
from mentorsim.present.workbook.table_files import CSV_FORMAT, machine_csv
from mentorsim.request.parts import UNREADABLE
from mentorsim.request.records import prices_record, read_prices_record
from mentorsim.request.study import STUDY
from mentorsim.saved.run_draws import packed, saved_part, unpacked
from scenarios.comparison.compare import Comparison
from scenarios.comparison.views import Dependence
from scenarios.economics.price_file import Prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.gain import Cell, gain_cells
from scenarios.policy.policies import NamedPolicy, parse_policy
from sim.errors import InputError
from sim.foreign import allowed_of, fault_of, field_of, found_in, of_system
from sim.messages import Said
from sim.parameters import parameter_space
from sim.programme import EXPECTED_GAIN

#: Version of what is written; another one is refused.
FORMAT = 5
#: Files of a kept run, besides the tables.
HEAD, DRAWS = "comparison.json", "draws.npz"
TABLES = ("levels", "differences", "views", "weekly", "totals")
#: Columns of the tables that hold words; what holds yes or no; what holds whole numbers.
WORDS = ("policy", "against", "outcome", "group", "unit", "view", "quantity", "population")
FLAGS = ("extrapolated",)
WHOLE = ("week", "calendar_week", "draws")
AGAIN = Said("mentorsim.again_compare")


@dataclass(frozen=True)
class InSituation:
    """What a comparison is for the situation that it was asked in.

    Attributes:
        said: sentences by language, the situation first.
        prices: that its kroner are of.
    """

    said: Mapping[str, list[str]]
    prices: Prices


@dataclass(frozen=True)
class Run:
    """A comparison with what it came from.

    Attributes:
        comparison: the results, numbers of its tables to six digits; of its ensemble only what
            `mentorsim.saved.run_draws` keeps.
        provenance: of the run, by name.
        parameters: values behind the draws, one row per draw; empty if they are not known.
        verdicts: by parameter, `informed`, `weakly informed` or `assumption`.
        orders: by policy that ranks by expected gain, its cells, best first.
        name: what the run is called beside others: that of its folder.
        situation: whose it is; None if none was said.
    """

    comparison: Comparison
    provenance: Mapping[str, str]
    parameters: pd.DataFrame = field(default_factory=pd.DataFrame)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    name: str = ""
    situation: InSituation | None = None


class _Policy(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    evidence_ends: int
    fields: dict[str, Any]


class _Depends(BaseModel):
    model_config = ConfigDict(extra="forbid")
    policy: str
    against: str
    outcome: str
    week: int
    beats: tuple[str, ...]
    open: tuple[str, ...]
    loses: tuple[str, ...]
    extrapolated: bool


class _Cell(BaseModel):
    model_config = ConfigDict(extra="forbid")
    groups: tuple[str, ...]
    extra_weeks: float
    hours: float


class _Situation(BaseModel):
    model_config = ConfigDict(extra="forbid")
    said: dict[str, list[str]]
    prices: dict[str, Any]


class _Head(BaseModel):
    """What `comparison.json` holds."""

    model_config = ConfigDict(extra="forbid")
    format: int
    written_by: str
    policies: list[_Policy]
    reference: str
    draws: int
    trial_size: int
    population: dict[str, Any] | None
    depends: list[_Depends]
    verdicts: dict[str, str]
    orders: dict[str, list[_Cell]]
    provenance: dict[str, str]
    situation: _Situation | None = None
    files: dict[str, str]


def run_of(
    comparison: Comparison,
    provenance: Mapping[str, str],
    posterior: Posterior | None = None,
    people: Trial | LocalPeople | None = None,
    situation: InSituation | None = None,
) -> Run:
    """A run as it is kept: its tables to six digits, its draws without seeds.

    Args:
        comparison: the results.
        provenance: of the run.
        posterior: the draws that were used; None keeps no parameters.
        people: who lived; policies that rank by expected gain keep their order for them, if the
            draws are known too.
        situation: that the policies are asked for in; None if nobody said.
    """
    told = [] if posterior is None else posterior.report.get("parameters", [])
    frames: dict[str, Any] = {n: _six_digits(getattr(comparison, n)) for n in TABLES}
    return Run(
        comparison=replace(comparison, ensemble=saved_part(comparison.ensemble), **frames),
        provenance=dict(provenance),
        parameters=pd.DataFrame()
        if posterior is None
        else posterior.draws.head(comparison.draw_count).reset_index(drop=True),
        verdicts={str(row["name"]): str(row["verdict"]) for row in told},
        orders={}
        if people is None or posterior is None
        else _orders(comparison, posterior, people),
        situation=situation,
    )


def _orders(
    comparison: Comparison, posterior: Posterior, people: Trial | LocalPeople
) -> dict[str, tuple[Cell, ...]]:
    return {
        p.name: tuple(gain_cells(people, p.policy, posterior))
        for p in comparison.policies
        if p.policy.targeting.score == EXPECTED_GAIN
    }


def _six_digits(frame: pd.DataFrame) -> pd.DataFrame:
    floats = [str(c) for c in frame if pd.api.types.is_float_dtype(frame[c])]
    return frame.assign(**{c: [float(CSV_FORMAT % x) for x in frame[c]] for c in floats})


def write_run(folder: Path, run: Run) -> None:
    """Write what `read_run` reads into an existing folder."""
    comparison = run.comparison
    files = {}
    for name in TABLES:
        frame: pd.DataFrame = getattr(comparison, name)
        frame = frame.assign(population=comparison.population)
        files[f"{name}.csv"] = machine_csv(frame)
    files[DRAWS] = packed(comparison.ensemble, run.parameters)
    head = _Head(
        format=FORMAT,
        written_by=version("mentorsim"),
        policies=[
            _Policy(
                name=p.name,
                evidence_ends=comparison.evidence_ends[p.name],
                fields=p.policy.model_dump(mode="json", exclude_unset=True),
            )
            for p in comparison.policies
        ],
        reference=comparison.reference,
        draws=comparison.draw_count,
        trial_size=comparison.trial_size,
        population=None
        if comparison.population_comparison is None
        else population_comparison_json(comparison.population_comparison),
        depends=[_Depends(**asdict(found)) for found in comparison.dependences],
        verdicts=dict(run.verdicts),
        orders={name: [_Cell(**asdict(c)) for c in cells] for name, cells in run.orders.items()},
        provenance=dict(run.provenance),
        situation=_situation_head(run.situation),
        files={name: _hash(content) for name, content in files.items()},
    )
    text = json.dumps(head.model_dump(mode="json"), indent=1, ensure_ascii=False, allow_nan=False)
    for name, content in (files | {HEAD: f"{text}\n".encode()}).items():
        (folder / name).write_bytes(content)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def read_run(folder: Path) -> Run:
    """A run from its folder.

    Raises:
        InputError: no such folder, no run in it, a file that is missing, broken, of another
            version or changed since it was written.
    """
    head = _read_head(folder)
    if STUDY in head.provenance:
        raise InputError(
            Said("mentorsim.this_run_is_of_an_own_study"),
            file=folder / HEAD,
            field=f"provenance.{STUDY}",
            found=head.provenance[STUDY],
            allowed=Said("mentorsim.a_run_without_study"),
        )
    contents = {
        name: _content(folder / name, head.files.get(name))
        for name in (*(f"{table}.csv" for table in TABLES), DRAWS)
    }
    policies = tuple(
        NamedPolicy(p.name, parse_policy(p.fields, file=folder / HEAD)) for p in head.policies
    )
    names = [p.name for p in policies]
    if head.reference not in names:
        raise InputError(
            Said("mentorsim.the_reference_is_no_policy_of"),
            file=folder / HEAD,
            field="reference",
            found=head.reference,
            allowed=", ".join(names),
        )
    data, parameters = unpacked(folder / DRAWS, contents[DRAWS], AGAIN)
    _check_draws(folder / DRAWS, head, data, parameters)
    frames: dict[str, Any] = {
        name: _table(folder / f"{name}.csv", contents[f"{name}.csv"]) for name in TABLES
    }
    comparison = Comparison(
        policies=policies,
        reference=head.reference,
        dependences=tuple(Dependence(**d.model_dump()) for d in head.depends),
        evidence_ends={p.name: p.evidence_ends for p in head.policies},
        draw_count=head.draws,
        trial_size=head.trial_size,
        population_comparison=None
        if head.population is None
        else read_population_comparison(head.population, file=folder / HEAD),
        ensemble=data,
        # A run about a study of one's own was refused above.
        evidence=shipped_evidence(),
        **frames,
    )
    return Run(
        comparison=comparison,
        provenance=head.provenance,
        parameters=parameters,
        verdicts=head.verdicts,
        orders={
            name: tuple(Cell(**c.model_dump()) for c in cells)
            for name, cells in head.orders.items()
        },
        name=folder.resolve().name,
        situation=_in_situation(head.situation, folder / HEAD),
    )


def _situation_head(here: InSituation | None) -> _Situation | None:
    if here is None:
        return None
    return _Situation(said=dict(here.said), prices=prices_record(here.prices))


def _in_situation(head: _Situation | None, file: Path) -> InSituation | None:
    if head is None:
        return None
    try:
        return InSituation(head.said, read_prices_record(head.prices))
    except UNREADABLE as error:
        raise InputError(
            Said("mentorsim.unreadable_prices_of_a_run"),
            file=file,
            field="situation.prices",
            found=of_system(error),
            allowed=AGAIN,
        ) from error


def _read_head(folder: Path) -> _Head:
    if not folder.exists():
        raise InputError(Said("mentorsim.no_such_folder"), file=folder, allowed=AGAIN)
    if not folder.is_dir():
        raise InputError(Said("mentorsim.this_is_a_file"), file=folder, allowed=AGAIN)
    path = folder / HEAD
    if not path.exists():
        interrupted = unfinished(folder).exists()
        raise InputError(
            Said("mentorsim.the_comparison_was_interrupted")
            if interrupted
            else Said("mentorsim.no_run_is_saved_here"),
            file=path,
            found=Said("sim.nothing"),
            allowed=Said("mentorsim.the_same_command_with_resume") if interrupted else AGAIN,
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            Said("mentorsim.unreadable_run"), file=path, found=of_system(error), allowed=AGAIN
        ) from error
    found = content.get("format") if isinstance(content, dict) else None
    if found != FORMAT:
        raise InputError(
            Said("mentorsim.this_run_was_written_by_another"),
            file=path,
            field="format",
            found=found,
            allowed=Said("mentorsim.format_again", format=FORMAT, again=AGAIN),
        )
    try:
        return _Head.model_validate(content)
    except ValidationError as error:
        fault = fault_of(error)
        raise InputError(
            Said("mentorsim.unreadable_run"),
            file=path,
            field=field_of(fault),
            found=found_in(fault),
            allowed=Said("mentorsim.format_again", format=allowed_of(fault), again=AGAIN),
        ) from error


def _content(path: Path, known: str | None) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            Said("mentorsim.a_file_of_this_run_is"),
            file=path,
            found=of_system(error),
            allowed=AGAIN,
        ) from error
    if _hash(content) != known:
        raise InputError(
            Said("mentorsim.this_file_is_not_the_one"),
            file=path,
            found=_hash(content),
            allowed=Said("mentorsim.fingerprint_known_again", known=known, again=AGAIN),
        )
    return content


def _check_draws(path: Path, head: _Head, data: xr.Dataset, parameters: pd.DataFrame) -> None:
    """Draws belong to their head, and their parameters to this model."""
    if data.sizes.get("draw", head.draws) != head.draws:
        raise InputError(
            Said("mentorsim.not_as_many_draws_as_the"),
            file=path.with_name(HEAD),
            field="draws",
            found=head.draws,
            allowed=str(data.sizes["draw"]),
        )
    strange = sorted({*parameters, *head.verdicts} - set(parameter_space().names))
    if strange:
        raise InputError(
            Said("mentorsim.this_run_is_of_a_model"),
            file=path,
            field="parameters",
            found=", ".join(strange),
            allowed=AGAIN,
        )


def _table(path: Path, content: bytes) -> pd.DataFrame:
    try:
        text = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        columns = {}
        for name in (c for c in text.columns if c != "population"):
            if name in WORDS:
                columns[name] = text[name].astype(object)
            elif name in FLAGS:
                columns[name] = text[name].map({"True": True, "False": False}).astype(bool)
            elif name in WHOLE:
                columns[name] = text[name].astype(np.int64)
            else:
                numbers = [float(x) if x else np.nan for x in text[name].tolist()]
                columns[name] = pd.Series(numbers, text.index, float)
    except (ValueError, TypeError) as error:
        raise InputError(
            Said("mentorsim.unreadable_table"), file=path, found=of_system(error), allowed=AGAIN
        ) from error
    return pd.DataFrame(columns)
