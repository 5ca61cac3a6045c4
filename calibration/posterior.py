"""Draws of the parameters given the trial, with what they were fitted to.

They can be conditioned, held at values and reweighted, and say of themselves what was done. Where
they are stored and read: `calibration.stored_posterior`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.fingerprints import fingerprints, short_hash
from calibration.fitted_lives import lives_fingerprint
from calibration.inference_data import inference_data
from calibration.reweighting import importance
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Named, Said
from sim.parameters import ParameterSpace, Prior, parameter_space
from sim.shown import ResultShown, Shown, number

if TYPE_CHECKING:
    from calibration.inference_data import ArvizData

#: Parameters that a posterior shows itself by.
SHOWN_PARAMETERS = 5
#: Quantiles that it shows beside the median.
ENDS = (0.025, 0.975)


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
        priors: priors of one's own that it was fitted under, by parameter, as plain fields; none
            are those of `sim/parameters.yaml`.
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
    priors: dict[str, dict[str, Any]] = field(default_factory=dict)

    def own_priors(self) -> dict[str, Prior]:
        """Priors of one's own that it was fitted under, by parameter."""
        return {name: Prior(**fields) for name, fields in self.priors.items()}


@dataclass(frozen=True, repr=False)
class Posterior(ResultShown):
    """Equally weighted draws.

    Attributes:
        draws: one row per draw, one column per parameter that has a prior.
        estimate: the point estimate, for what needs a single set of values (`point_estimate`).
        provenance: what it was fitted with.
        report: how the fit went: `parameters`, `targets` and `diagnostics`, as plain values.
        trial: what it was fitted to; None is the trial that ships with the project.
    """

    draws: pd.DataFrame
    estimate: dict[str, float]
    provenance: Provenance
    report: Mapping[str, Any] = field(default_factory=dict)
    trial: Trial | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Nothing is filled in for a parameter that was to be drawn.

        Raises:
            InputError: draws of a parameter are missing, or there is no such parameter.
        """
        check_columns(self.draws)

    def shown(self) -> Shown:
        """What the trial told most of, and the mechanism, in a few lines."""
        told = sorted(self.report.get("parameters", []), key=lambda row: -row["contraction"])
        names = [str(row["name"]) for row in told] or [str(name) for name in self.draws.columns]
        middle = self.draws.quantile([0.5, *ENDS])
        rows = tuple(
            (name, *(f"{x:.3g}" for x in middle[name]), parameter_space()[name].unit)
            for name in names[:SHOWN_PARAMETERS]
        )
        fitted, trust = self.provenance, float(self.draws["mechanism"].mean())
        return Shown(
            f"Posterior: {len(self):,} draws of {len(self.draws.columns)} parameters",
            facts=(
                f"Reading {fitted.reading}, fingerprint {fitted.draws}, fitted {fitted.fitted}; "
                f"{number(100 * trust, 0)} % of the draws hold that trust works (mechanism)",
                *fitted.changes[-2:],
            ),
            columns=("parameter", "median", *(f"{100 * end:g} %" for end in ENDS), "unit"),
            rows=rows if len(self) else (),
            after=(f"The {len(rows)} shown are those that the trial told most of.",)
            if told
            else (),
            further=(
                ".draws",
                ".estimate",
                ".conditioned(mechanism=1)",
                ".fixed(barrier_limited=1)",
                ".reweighted(priors)",
                ".to_arviz()",
            ),
        )

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.draws)

    @property
    def space(self) -> ParameterSpace:
        """The parameters with the priors that the draws were fitted under."""
        return parameter_space().with_priors(self.provenance.priors)

    def values(self) -> Iterator[dict[str, float]]:
        """Full sets of parameter values, one per draw."""
        space = parameter_space()
        for row in self.draws.to_dict("records"):
            yield space.values({str(k): float(v) for k, v in row.items()})

    def values_at(self, draw: int) -> dict[str, float]:
        """Full set of values of one draw.

        Args:
            draw: its number, from 0.

        Raises:
            InputError: there is no such draw.
        """
        if not isinstance(draw, Integral) or not 0 <= draw < len(self):
            raise InputError(
                Said("calibration.no_such_draw"),
                field="draw",
                found=draw,
                allowed=Said("calibration.0_to_count", count=len(self) - 1),
            )
        return next(replace(self, draws=self.draws.iloc[draw : draw + 1]).values())

    def point_estimate(self, at: Mapping[str, float] | None = None) -> dict[str, float]:
        """Full set of values at the point estimate, or at the one of `holding(at)`.

        A parameter stands at the mean of its draws on the scale on which its prior is normal; where
        a two-valued one is held, at the median of the draws that have its value. The estimate is a
        single world: the mechanism is the commoner one of the draws (0, practical help), and an
        answer there is not the middle of the answers over the draws.

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
                Said("calibration.no_posterior_draw_has_these_values"),
                field="at",
                found=dict(at),
                allowed=Said("calibration.values_that_draws_have"),
            )
        return replace(found, estimate={**found.estimate, **values})

    def conditioned(self, **values: float) -> Posterior:
        """What is believed if it were known which of two values a parameter has.

        The draws that have the values are kept, and no others: all other parameters are as they
        hang together with them. That is the conditional distribution.

        Args:
            values: by two-valued parameter (`mechanism`), for instance `mechanism=1`: trust works.

        Returns:
            The draws kept, counted from 0; `provenance.changes` says what was done.

        Raises:
            InputError: an unknown or fixed parameter, one that is not two-valued (see `fixed`), a
                value that it cannot have, or no draw that has it.

        Example:
            >>> from calibration.stored_posterior import shipped_posterior
            >>> posterior = shipped_posterior()
            >>> trust = posterior.conditioned(mechanism=1)
            >>> set(trust.draws["mechanism"]), len(trust) < len(posterior)
            ({1.0}, True)
        """
        _check_any(values)
        for name in values:
            if not parameter_space()[name].two_valued:
                raise InputError(
                    Said("calibration.hardly_two_draws_have_the_same"),
                    field=name,
                    found=values[name],
                    allowed=Said("calibration.a_two_valued_parameter_fixed_name", name=name),
                )
        kept = self.holding(values)
        said = f"conditioned on {_listed(values)} ({len(kept)} of {len(self)} draws)"
        return _changed(self, kept.draws, kept.estimate, said)

    def fixed(self, **values: float) -> Posterior:
        """All draws with some parameters set to a value: a sensitivity analysis.

        The other parameters stay as the trial left them without knowing the value. That asks what
        follows if the value were so and nothing else were learnt from it; it is not the conditional
        distribution, in which the others would move with it. For `barrier_limited`, which the
        trial hardly informs and which hangs together with little, the two are nearly the same.

        Args:
            values: by parameter, for instance `barrier_limited=1` or `contact_base=0.8`, in its
                unit.

        Returns:
            As many draws, with the values; `provenance.changes` says what was done.

        Raises:
            InputError: an unknown or fixed parameter, a two-valued one (see `conditioned`), or a
                value out of bounds.

        Example:
            >>> from calibration.stored_posterior import shipped_posterior
            >>> stalled = shipped_posterior().fixed(barrier_limited=1)
            >>> set(stalled.draws["barrier_limited"])
            {1.0}
        """
        _check_any(values)
        for name in values:
            if parameter_space()[name].two_valued:
                raise InputError(
                    Said("calibration.the_draws_of_the_two_values"),
                    field=name,
                    found=values[name],
                    allowed=Said("calibration.conditioned_name_which_keeps_the_draws", name=name),
                )
        held = self.holding(values)
        return _changed(self, held.draws, held.estimate, f"fixed at {_listed(values)}")

    def reweighted(self, priors: Mapping[str, Any]) -> Posterior:
        """What is believed under other priors of some parameters, without another calibration.

        Each draw is weighted by the new prior's density over that of the prior it was fitted under,
        and as many draws are taken by their weights, some of them more than once. The same input
        gives the same draws. `report["reweighting"]` holds the `effective_draws` (1 over the sum of
        the squared weights), the `largest_weight`, the `rows` of this posterior that were taken,
        and the new `priors` in words. Intervals and verdicts of results count rows; what they rest
        on is no more than the effective draws.

        Args:
            priors: by parameter, its new prior: a frozen distribution of `scipy.stats` in the
                parameter's unit (of a two-valued parameter a discrete one), or the project's own
                `sim.parameters.Prior` or its fields (shape, centre, spread). Bounds of
                the parameter cut it.

        Returns:
            As many equally weighted draws; `provenance.changes` says what was done.

        Raises:
            InputError: an unknown or fixed parameter, or one that is the same in every draw;
                something that is no prior of it; fewer effective draws than
                `calibration/reweighting.yaml` asks for; or draws that were reweighted before.

        Example:
            >>> from calibration.stored_posterior import shipped_posterior
            >>> from scipy.stats import bernoulli
            >>> sceptic = shipped_posterior().reweighted({"mechanism": bernoulli(0.2)})
            >>> sceptic.report["reweighting"]["effective_draws"] > 100
            True
        """
        if "reweighting" in self.report:
            raise InputError(
                Said("calibration.these_draws_were_reweighted_before"),
                field=", ".join(priors),
                found=self.report["reweighting"]["priors"],
                allowed=Said("calibration.all_new_priors_at_once_on"),
            )
        found = importance(self.draws, priors, self.space)
        rows = found.rows()
        draws = self.draws.iloc[rows]
        words = "; ".join(f"{name}: {said}" for name, said in found.words.items())
        said = (
            f"reweighted to other priors ({words}): {found.effective:.0f} effective draws "
            f"of {len(self)}"
        )
        about = {
            "effective_draws": found.effective,
            "largest_weight": float(found.weights.max()),
            "priors": found.words,
            "rows": [int(row) for row in rows],
        }
        return _changed(self, draws, _middle(draws), said, {"reweighting": about})

    def to_arviz(self) -> ArvizData:
        """The draws as ArviZ data: its `InferenceData`, or from ArviZ 1.0 on a `DataTree`.

        Returns:
            The group `posterior`: every parameter over `chain` and `draw`, and `row`, the row
            number in the posterior. What is kept of a fit was taken evenly from its chains and
            shuffled, so that it is one chain here; the chains' own diagnostics are in
            `report["diagnostics"]`, and the chains themselves, with what they predict and their
            log likelihood, in `calibration.chain_data.chain_data` for a calibration of one's own.
            Of draws as they were fitted also the group `prior`: as many draws of the priors.
            `attrs` hold fingerprints, method and changes.

        Raises:
            InputError: ArviZ is not installed; it comes with the extra `exchange`.
        """
        fitted = self.provenance
        return inference_data(self.draws, self.origin(), None if fitted.changes else self.space)

    def origin(self) -> dict[str, str]:
        """Fingerprints, method and changes, as texts: what files made of the draws say of them."""
        fitted = self.provenance
        return {
            "posterior": fitted.draws,
            "model": fitted.model,
            "parameters": fitted.parameters,
            "targets": fitted.targets,
            "reading": fitted.reading,
            "method": fitted.method,
            "changes": "; ".join(fitted.changes),
        }

    def replaced(
        self, draws: pd.DataFrame, said: str, report: Mapping[str, Any] | None = None
    ) -> Posterior:
        """Other draws of the same parameters, made from these.

        Args:
            draws: one row per draw, a column for each parameter that is drawn, within its bounds.
            said: how they were made, in words; the posterior says it of itself.
            report: what was found by the way, by name.

        Raises:
            InputError: draws of a parameter are missing, or there is no such parameter.
        """
        return _changed(self, draws, _middle(draws), said, report)

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
        for later in ("changes", "priors"):
            if not origin[later]:
                del origin[later]
        content = {
            "provenance": origin,
            "estimate": self.estimate,
            "report": self.report,
        }
        try:
            _write(folder / "fit.json", json.dumps(content, indent=1) + "\n")
        except OSError as error:
            raise _unwritten(folder, error) from error


def _check_any(values: Mapping[str, float]) -> None:
    """Refuse to change nothing.

    Raises:
        InputError: no parameter is named.
    """
    if not values:
        raise InputError(
            Said("calibration.no_parameter_is_named"),
            found=Said("sim.nothing"),
            allowed=Said("calibration.a_value_by_name_as_in"),
        )


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())


def _middle(draws: pd.DataFrame) -> dict[str, float]:
    """A central point of draws: medians, and the commoner of two values."""
    space = parameter_space()
    return {
        str(name): float(
            draws[name].mode().iloc[0] if space[str(name)].two_valued else draws[name].median()
        )
        for name in draws.columns
    }


def _changed(
    of: Posterior,
    draws: pd.DataFrame,
    estimate: dict[str, float],
    said: str,
    report: Mapping[str, Any] | None = None,
) -> Posterior:
    """Other draws made from a posterior: counted from 0, with a fingerprint of their own.

    The tables of the fit's report are about the draws as they were fitted, and are not taken along;
    what was said of a reweighting stays, as it was then.
    """
    counted, fitted = draws.reset_index(drop=True), of.provenance
    text = draws_text(counted)
    origin = replace(
        fitted,
        draws=short_hash(text),
        lives=lives_fingerprint(of.trial or the_trial(), draws_in(text), fitted.chosen),
        changes=(*fitted.changes, f"{said}, from {fitted.draws}"),
    )
    kept = {key: of.report[key] for key in ("reweighting",) if key in of.report}
    return Posterior(counted, estimate, origin, {**kept, **(report or {})}, of.trial)


def _unwritten(folder: Path, error: OSError) -> InputError:
    return InputError(
        Said("calibration.writing_the_posterior_failed"),
        file=folder,
        found=of_system(error),
    )


def check_columns(draws: pd.DataFrame, *, file: object = None) -> None:
    """Find out whether every parameter that has a prior has its draws, and nothing else has.

    Raises:
        InputError: it is not so.
    """
    columns, free = [str(column) for column in draws.columns], parameter_space().free
    for problem, names in (
        (
            Said("calibration.draws_of_a_parameter_are_missing"),
            [n for n in free if n not in columns],
        ),
        (
            Said("calibration.draws_of_no_parameter_with_a_prior"),
            [c for c in columns if c not in free],
        ),
        (Said("calibration.draws_stand_twice"), [c for c in columns if columns.count(c) > 1]),
    ):
        if names:
            raise InputError(
                problem,
                file=file,
                field=names[0],
                found=Said("calibration.count_columns", count=len(columns)),
                allowed=Said("calibration.one_column_for_each_of_the", count=len(free)),
            )


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
                Said("sim.this_parameter_is_fixed"),
                field=name,
                found=at[name],
                allowed=Said("sim.one_with_a_prior_mentorsim_parameters"),
            )
        if parameter.two_valued and full[name] not in (parameter.low, parameter.high):
            raise InputError(
                Said(
                    "sim.impossible_value_of_the_parameter_title",
                    title=Named(parameter.title, f"parameter.{parameter.name}"),
                ),
                field=name,
                found=at[name],
                allowed=Said("calibration.low_or_high", low=parameter.low, high=parameter.high),
            )
    return {name: full[name] for name in at}


def evenly(total: int, count: int) -> npt.NDArray[np.intp]:
    """Positions of the samples that are kept as draws: evenly over the chains, in random order.

    Args:
        total: samples of all chains, one chain after the other.
        count: draws that are kept.
    """
    chosen = np.linspace(0, total - 1, count).astype(np.intp)
    return np.random.default_rng([count, 2]).permutation(chosen)


def draws_text(draws: pd.DataFrame) -> str:
    """Draws as they are stored, to six digits."""
    # Its hash is a fingerprint, which is the same on every system.
    return draws.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def draws_in(text: str) -> pd.DataFrame:
    """Draws from the text of `draws_text`."""
    return pd.read_csv(io.StringIO(text), dtype=float)


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def make_provenance(
    method: str,
    draws: pd.DataFrame,
    *,
    reading: str,
    chosen: Mapping[str, str],
    trial: Trial,
    seed: int,
    priors: Mapping[str, Prior] | None = None,
) -> Provenance:
    """Provenance of a fit made now.

    Args:
        method: how it was fitted, in words.
        draws: one column per parameter, one row per draw.
        reading: of the trial's subgroups.
        chosen: by contradiction, the row that was fitted.
        trial: the tables.
        seed: of the fit.
        priors: those that were not the model's own.
    """
    text = draws_text(draws)
    own = priors or {}
    now = fingerprints(trial, chosen, parameter_space().with_priors(own))
    return Provenance(
        method=method,
        reading=reading,
        chosen=dict(chosen),
        model=now["model"],
        parameters=now["parameters"],
        targets=now["targets"],
        draws=short_hash(text),
        seed=seed,
        fitted=date.today().isoformat(),
        lives=lives_fingerprint(trial, draws_in(text), chosen),
        priors={name: prior.model_dump() for name, prior in own.items()},
    )
