"""Draws of the parameters given the trial, with what they were fitted to.

They can be conditioned, held at values and reweighted (`calibration.changed_draws`), and say of
themselves what was done. Where they are stored and read: `calibration.stored_posterior`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from calibration import changed_draws
from calibration.changed_draws import Change
from calibration.draws import check_columns, draws_text, middle
from calibration.inference_data import inference_data
from calibration.provenance import Provenance, after_change
from calibration.trial import Trial, the_trial
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said
from sim.parameters import ParameterSpace, parameter_space
from sim.shown import ResultShown, Shown, number

if TYPE_CHECKING:
    from calibration.inference_data import ArvizData

#: Parameters that a posterior shows itself by.
SHOWN_PARAMETERS = 5
#: Quantiles that it shows beside the median.
ENDS = (0.025, 0.975)


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
                *([f"Fitted under own rules: {', '.join(fitted.rules)}"] if fitted.rules else []),
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
        draws, estimate = changed_draws.held(self.draws, self.estimate, at)
        return replace(self, draws=draws, estimate=estimate)

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
        return self._changed(changed_draws.conditioned(self.draws, self.estimate, values))

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
        return self._changed(changed_draws.fixed(self.draws, self.estimate, values))

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
        return self._changed(changed_draws.reweighted(self.draws, priors, self.space))

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
        return self._changed(Change(draws, middle(draws), said, report or {}))

    def _changed(self, change: Change) -> Posterior:
        """The posterior of other draws made from these, counted from 0.

        The tables of the fit's report are about the draws as they were fitted, and are not taken
        along; what was said of a reweighting stays, as it was then.
        """
        counted = change.draws.reset_index(drop=True)
        origin = after_change(self.provenance, counted, self.trial or the_trial(), change.said)
        kept = {key: self.report[key] for key in ("reweighting",) if key in self.report}
        report = {**kept, **change.report}
        return Posterior(counted, change.estimate, origin, report, self.trial)

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
        for later in ("changes", "priors", "rules"):
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


def _unwritten(folder: Path, error: OSError) -> InputError:
    return InputError(
        Said("calibration.writing_the_posterior_failed"),
        file=folder,
        found=of_system(error),
    )


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
