"""How much a calibration computes, and what is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from calibration.emulator import TrainingSetting
from calibration.fingerprints import fingerprints, study_fingerprint, tables_fingerprint
from calibration.reading_names import READINGS
from calibration.readings import Readings, readings
from calibration.sampler import SamplerSetting
from calibration.target import Target
from calibration.trial import Trial
from sim.errors import InputError
from sim.messages import Said
from sim.own_rules import OwnEngine, OwnRules
from sim.parameters import ParameterSpace, Prior, parameter_space

_, AS_PRINTED, WITHOUT_LIFE_AFTER = READINGS
#: Parameters that say how far rows may be off; the sampler knows lognormals in this place only.
MULTIPLIERS = ("direct_share_spread", "population_spread")


@dataclass(frozen=True)
class CalibrationSetting:
    """How much to compute, and what is fitted.

    Attributes:
        prior_runs: pairs of twin lives over the prior; a power of two.
        refining: draws of the first posterior that are run, twice each.
        draws: posterior draws that are kept.
        replicates: simulated trials behind the correlations.
        reading: `pooled` learns the spread of subgroup effects; `as-printed` lets every subgroup
            speak for itself; `without-life-after` is pooled and leaves the figures on life after
            a start to be predicted.
        chosen: by contradiction of the source, the row that is fitted (`targets`).
        priors: priors of one's own, by parameter, over those of `sim/parameters.yaml`.
        training, sampling: of emulator and sampler.
        readings: how the study's words are read, and how wide its unpooled spread is.
        rules: rules of one's own under which everybody lives; None is the model's.
        seed: of everything.
        workers: threads; the posterior does not depend on them.
    """

    prior_runs: int = 8192
    refining: int = 1536
    draws: int = 1024
    replicates: int = 2000
    reading: str = READINGS[0]
    chosen: Mapping[str, str] = field(default_factory=dict)
    priors: Mapping[str, Prior] = field(default_factory=dict)
    training: TrainingSetting = field(default_factory=TrainingSetting)
    sampling: SamplerSetting = field(default_factory=SamplerSetting)
    readings: Readings = field(default_factory=readings, repr=False)
    rules: OwnRules | None = None
    seed: int = 1
    workers: int = 2

    @cached_property
    def engine(self) -> OwnEngine | None:
        """The engine with the rules of one's own; None is the project's.

        Raises:
            InputError: as `sim.own_rules.check_rules`.
        """
        return None if self.rules is None else self.rules.engine

    @cached_property
    def space(self) -> ParameterSpace:
        """The parameters with the priors of this calibration.

        Raises:
            InputError: as `ParameterSpace.with_priors`, or another shape for a parameter that says
                how far rows may be off.
        """
        space = parameter_space().with_priors(self.priors)
        for name in MULTIPLIERS:
            prior = space[name].prior
            if prior is None or prior.shape != "lognormal":
                raise InputError(
                    Said("calibration.rows_may_be_off_by_a"),
                    field=f"{name}.shape",
                    found=prior.shape if prior else Said("calibration.fixed"),
                    allowed=Said("calibration.lognormal"),
                )
        return space

    def quick(self) -> CalibrationSetting:
        """A small calibration of the same kind: half a minute, and a rough posterior.

        Its emulator is less exact, and known on fewer points than there are rows; what that leaves
        unknown is counted (`calibration.emulator_error.with_doubt`), so that intervals are wider.
        """
        return replace(
            self,
            prior_runs=256,
            refining=64,
            draws=100,
            replicates=200,
            training=TrainingSetting(nets=1, epochs=30),
            sampling=SamplerSetting(2, 100, 100),
        )

    def held(self) -> dict[str, float]:
        """Scores of parameters that the reading holds at a value."""
        if self.reading != AS_PRINTED:
            return {}
        spread = self.space["response_spread"]
        return {"response_spread": spread.to_standard(self.readings.unpooled_spread.value)}

    def fits(self, row: Target) -> bool:
        """Whether a row is fitted under the reading."""
        without = self.reading == WITHOUT_LIFE_AFTER and row.table == "life_after"
        return row.role == "target" and not without

    def identity(self, trial: Trial) -> dict[str, Any]:
        """Everything that the result depends on besides the code."""
        return {
            **fingerprints(trial, self.chosen, self.space),
            "tables": tables_fingerprint(trial),
            "study": study_fingerprint(trial),
            "prior_runs": self.prior_runs,
            "refining": self.refining,
            "draws": self.draws,
            "replicates": self.replicates,
            "reading": self.reading,
            "chosen": dict(self.chosen),
            "training": repr(self.training),
            "sampling": repr(self.sampling),
            "seed": self.seed,
            **({} if self.rules is None else {"rules": dict(self.rules.codes)}),
        }
