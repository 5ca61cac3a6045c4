"""Global sensitivity: which of many uncertain things drive an outcome, and how sure that is.

A design is run through a model (`runs`), some of it again with other seeds
(`noise`), and indices are worked out from all of it and from half of it: an index that
half the sample gives otherwise is not settled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from calibration.posterior import Posterior
from scenarios.sensitivity.beforehand import check_can_differ
from scenarios.sensitivity.design import Design, over_posterior, over_priors
from scenarios.sensitivity.factors import Factor
from scenarios.sensitivity.given_data import given_indices
from scenarios.sensitivity.held import check_own_priors
from scenarios.sensitivity.indices import MATTERS, NOTHING, Indices, designed_indices
from scenarios.sensitivity.methods import MORRIS, POSTERIOR, PRIORS, SOBOL
from scenarios.sensitivity.model import Model
from scenarios.sensitivity.noise import Noise, noise_of, on_ranks, ranked, run_again
from scenarios.sensitivity.runs import Running, run_design
from scenarios.sensitivity.setting import sensitivity_setting
from scenarios.sensitivity.shapley import shapley_indices
from sim.errors import InputError
from sim.messages import Said
from sim.parameters import parameter_space
from sim.programme import Measure
from sim.shown import ResultShown, Shown, number

Floats = npt.NDArray[np.float64]
#: What makes a model whose inputs are some factors and holds all others.
MakeModel = Callable[[Sequence[Factor]], Model]

#: Part of the progress that the first run takes, before it is run again with other seeds.
FIRST_RUN = 0.9
#: Part of it that a screening takes.
SCREENING = 0.15


@dataclass(frozen=True)
class Convergence:
    """Whether the sample was large enough.

    Attributes:
        enough: both are within their limits.
        widest: half the width of the widest interval, as a share of the whole.
        widest_label: of which factor.
        change: largest change of an index from half the sample to the whole; NaN if half of it
            is too small for the method.
        change_label: of which factor.
        same: whether the same factors matter by half the sample.
    """

    enough: bool
    widest: float
    widest_label: str
    change: float
    change_label: str
    same: bool


@dataclass(frozen=True)
class Screen:
    """A screening that chose what was looked at more closely.

    Attributes:
        indices: of all factors.
        kept: labels of those that were kept.
        left_out: share of the sum of all screened effects that those have that were not.
    """

    indices: Indices
    kept: tuple[str, ...]
    left_out: float


@dataclass(frozen=True, repr=False)
class Sensitivity(ResultShown):
    """What drives an outcome.

    Attributes:
        method, over, samples: of the design.
        runs: rows lived with the first seed.
        factors: what varied and was asked about, by key.
        members: by label, the factors behind it.
        indices: of each label.
        convergence: whether the sample was large enough.
        noise: what other seeds do not repeat.
        outcome: of every run of the sample proper, shape (n,); +inf where there is no gain.
        on_ranks: whether the ranks of the outcome are explained: it has no end.
        explained: what the factors explain one by one (Sobol: sum of the first orders; Shapley:
            sum of the shares); NaN for other methods.
        screen: the screening before, if any.
    """

    method: str
    over: str
    samples: int
    runs: int
    factors: tuple[Factor, ...]
    members: dict[str, tuple[Factor, ...]]
    indices: Indices
    convergence: Convergence
    noise: Noise
    outcome: Floats
    on_ranks: bool
    explained: float
    screen: Screen | None = None

    def shown(self) -> Shown:
        """The factors with the largest indices, in a few lines."""
        settled = "settled" if self.convergence.enough else "not settled: take more samples"
        rows = tuple(
            (
                str(row["label"]),
                *(number(float(row[column]), 3) for column in ("index", "low", "high")),
                str(row["verdict"]),
            )
            for row in self.indices.table.to_dict("records")
        )
        return Shown(
            f"Sensitivity by {self.method} over the {self.over}: {len(rows)} factors",
            facts=(f"{self.samples:,} samples, {self.runs:,} runs; the indices are {settled}",),
            columns=("factor", "index", "low", "high", "verdict"),
            rows=rows,
            further=(
                ".indices.table",
                ".convergence",
                ".noise",
                "tell(question, result)",
                "plot(question, result)",
            ),
        )


def analyse(
    model: Model, design: Design, seed: int, running: Running | None = None, *, name: str = "runs"
) -> Sensitivity:
    """Run a design through a model, and work out its indices.

    Args:
        model: what is looked at; its inputs are those of the design.
        design: what is run.
        seed: of the worlds; further seeds follow it.
        running: how.
        name: of the pieces.

    Raises:
        InputError: the outcome never varies, or inputs that are not the design's.
        FailedRunError: a row failed twice.
    """
    how = running or Running()
    if [f.key for f in model.inputs] != [f.key for f in design.inputs]:
        raise InputError(
            Said("scenarios.the_design_is_not_of_the"),
            field="design",
            found=", ".join(f.name for f in design.inputs),
            allowed=", ".join(f.name for f in model.inputs),
        )
    first = run_design(model, design.x, seed, how.part(0.0, FIRST_RUN), name=name)
    again = run_again(model, design, seed, how.part(FIRST_RUN, 1.0), name)
    scaled = model.infinite
    order = on_ranks(first)
    y = ranked(first, order) if scaled else first
    noise = noise_of(design, y, ranked(again, order) if scaled else again)
    whole = _indices(design, y, noise, seed, None)
    half = None
    if design.samples // 2 >= 2:
        try:
            half = _indices(design, y, noise, seed, design.samples // 2)
        except InputError:
            # Half the sample is too small for the method, or never varies: nothing to compare.
            half = None
    proper = first[:: design.block] if design.method == SOBOL else first
    asked = tuple(design.inputs[k] for member in design.members for k in member)
    return Sensitivity(
        method=design.method,
        over=design.over,
        samples=design.samples,
        runs=len(first),
        factors=asked,
        members={
            label: tuple(design.inputs[k] for k in member)
            for label, member in zip(design.labels, design.members, strict=True)
        },
        indices=whole,
        convergence=_convergence(whole, half),
        noise=noise,
        outcome=proper,
        on_ranks=scaled,
        explained=_explained(whole),
    )


def sensitivity(
    make_model: MakeModel,
    factors: Sequence[Factor],
    method: str,
    samples: int,
    seed: int,
    running: Running | None = None,
    *,
    over: str = PRIORS,
    posterior: Posterior | None = None,
    grouped: bool = False,
    second: bool = False,
    screen: bool = False,
    measures: Sequence[Measure] = (),
) -> Sensitivity:
    """What drives an outcome: a screening first, if it is asked for, then the method.

    Args:
        make_model: of the factors that vary.
        factors: what is asked about.
        method: of `scenarios.sensitivity.design.METHODS`.
        samples: base points, trajectories or rows.
        seed: of worlds and design.
        running: how.
        over: the priors or the posterior.
        posterior: the draws, for the latter; over the priors they must be of the same priors.
        grouped: factors of a group move together.
        second: pairs of factors, too (Sobol).
        screen: whether a screening chooses among the factors first (over the priors).
        measures: whose effects are drawn with the posterior.

    Raises:
        InputError: as the designs and `analyse`; a screening over the posterior; or two policies
            that cannot differ in the outcome.
    """
    how = running or Running()
    if over == POSTERIOR:
        if screen:
            raise InputError(
                Said("scenarios.a_screening_moves_factors_independently_the"),
                field="screen",
                found=over,
                allowed=Said("scenarios.over_priors", priors=PRIORS),
            )
        assert posterior is not None  # whoever asks for it gives it
        design = over_posterior(
            method, factors, posterior, samples, seed, grouped=grouped, measures=measures
        )
        check_can_differ(make_model, design.inputs, seed, posterior.draws)
        return analyse(make_model(design.inputs), design, seed, how)
    if posterior is not None:
        check_own_priors(posterior)
    drawn = None if posterior is None else posterior.draws
    if not screen:
        design = over_priors(method, factors, samples, seed, grouped=grouped, second=second)
        check_can_differ(make_model, factors, seed, drawn, priors=True)
        return analyse(make_model(factors), design, seed, how)
    # What is asked for must be possible before any run is made.
    over_priors(method, factors[:1], samples, seed, grouped=grouped, second=second)
    check_can_differ(make_model, factors, seed, drawn, priors=True)
    screened, kept = screening(make_model, factors, seed, how.part(0.0, SCREENING), grouped)
    design = over_priors(method, kept, samples, seed, grouped=grouped, second=second)
    found = analyse(make_model(kept), design, seed, how.part(SCREENING, 1.0))
    return Sensitivity(**{**found.__dict__, "screen": screened})


def screening(
    make_model: MakeModel,
    factors: Sequence[Factor],
    seed: int,
    running: Running,
    grouped: bool = False,
) -> tuple[Screen, tuple[Factor, ...]]:
    """Morris's screening, and the factors that it keeps.

    Kept are those whose effect reaches, at the upper end of its interval, a share of the largest;
    of these at most so many as `scenarios/sensitivity/sensitivity.yaml` says; and a parameter with
    two values (the mechanism) in any case.

    Args:
        make_model: makes the model of some factors.
        factors: among which it looks.
        seed: of the design and the worlds.
        running: where it is run and what is kept.
        grouped: whether factors move in their groups.

    Raises:
        InputError: as `analyse`.
    """
    setting = sensitivity_setting()
    trajectories = int(setting.screen_trajectories.value)
    design = over_priors(MORRIS, factors, trajectories, seed, grouped=grouped)
    found = analyse(make_model(factors), design, seed, running, name="screen")
    table = found.indices.table
    reach = setting.screen_share.value * found.indices.scale
    able = table[(table["high"] >= reach) & (table["verdict"] != NOTHING)]
    most = tuple(able["label"][: int(setting.screen_keep.value)])
    # The mechanism has no middle that it could be held at.
    open_ended = (x for x, members in found.members.items() if any(map(_two_valued, members)))
    kept = tuple(dict.fromkeys((*most, *open_ended)))
    whole = float(table["index"].sum())
    left = float(table[~table["label"].isin(kept)]["index"].sum()) / whole if whole else 0.0
    chosen = {f.key for label in kept for f in found.members[label]}
    return Screen(found.indices, kept, left), tuple(f for f in factors if f.key in chosen)


def _two_valued(factor: Factor) -> bool:
    return factor.kind == "parameter" and parameter_space()[factor.name].two_valued


def _indices(design: Design, y: Floats, noise: Noise, seed: int, samples: int | None) -> Indices:
    if design.method in (SOBOL, MORRIS):
        return designed_indices(design, y, noise, seed, blocks=samples)
    if design.method == "shapley":
        return shapley_indices(design, y, seed, samples=samples, noise=max(0.0, noise.share))
    return given_indices(design, y, seed, samples=samples)


def _convergence(whole: Indices, half: Indices | None) -> Convergence:
    setting = sensitivity_setting()
    table, widths = whole.table, whole.half_widths
    widest = int(np.argmax(widths))
    change, where, same = float("nan"), "", True
    if half is not None:
        before = half.table.set_index("label")["index"].reindex(table["label"]) / half.scale
        moved = np.abs(before.to_numpy(float) - table["index"].to_numpy(float) / whole.scale)
        change, where = float(moved.max()), str(table["label"][int(np.argmax(moved))])
        same = _matter(half) == _matter(whole)
    settled = half is not None and change <= setting.change_limit.value
    return Convergence(
        enough=settled and float(widths[widest]) <= setting.interval_limit.value,
        widest=float(widths[widest]),
        widest_label=str(table["label"][widest]),
        change=change,
        change_label=where,
        same=same,
    )


def _matter(indices: Indices) -> set[str]:
    table = indices.table
    return set(table[table["verdict"] == MATTERS]["label"])


def _explained(indices: Indices) -> float:
    if "first" in indices.table:
        return float(indices.table["first"].sum())
    if "alone" in indices.table:
        return float(indices.table["index"].sum())
    return float("nan")
