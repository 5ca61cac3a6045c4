"""Every parameter of the model: title, unit, bounds, prior, source; read from one data file.

A set of values is a plain mapping from name to number, checked by :meth:`ParameterSpace.values`.
Priors live on a scale where each is a standard normal (`ParameterSpace.from_standard`), which is
what fits, samplers and sensitivity analyses work on.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from scipy.special import logit, ndtr, ndtri

from sim.errors import InputError
from sim.foreign import (
    allowed_of,
    as_written,
    fault_of,
    field_of,
    found_in,
    hint,
    own_words,
    problem_of,
)
from sim.messages import Named, Said
from sim.strict_yaml import load_yaml

Floats = npt.NDArray[np.float64]
#: Types of what is a number.
NUMBERS = (int, float, np.floating)
#: Share of a range by which stored draws, of six digits, may miss.
EDGE = 5e-7
#: What a prior is described by, in words.
PRIOR_FIELDS = Said("sim.prior_fields")


class Prior(BaseModel):
    """What is believed before the trial: a normal on the scale named by `shape`.

    Attributes:
        shape: scale of the normal; `logitnormal` and `uniform` live between the bounds, `either`
            is one of the two bounds, each with probability 1/2.
        centre: median, in the parameter's unit (not used by `uniform` and `either`).
        spread: standard deviation on the scale (of the log, of the logit, or plain).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    shape: Literal["lognormal", "logitnormal", "normal", "uniform", "either"]
    centre: float | None = None
    spread: float | None = None

    @model_validator(mode="after")
    def _complete(self) -> Prior:
        needs = self.shape not in ("uniform", "either")
        if needs != (self.centre is not None) or needs != (self.spread is not None):
            raise ValueError(Said("sim.centre_and_spread_go_with_every"))
        if needs and not (self.spread is not None and 0.0 < self.spread < math.inf):
            raise ValueError(Said("sim.a_spread_is_a_number_above"))
        return self


class Parameter(BaseModel):
    """One parameter: what it means, in which unit, within which bounds, believed why.

    `fixed` parameters have a value instead of a prior: conventions and shapes that are not fitted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    title: str
    group: str
    unit: str
    low: float
    high: float
    prior: Prior | None = None
    fixed: float | None = None
    source: str
    certainty: Literal["A", "B", "D", "?"]

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        if not self.low < self.high:
            raise ValueError(Said("sim.low_must_be_below_high"))
        if (self.prior is None) == (self.fixed is None):
            raise ValueError(Said("sim.a_parameter_has_either_a_prior"))
        if not self.low <= self.centre <= self.high:
            raise ValueError(Said("sim.the_centre_centre_lies_outside_the", centre=self.centre))
        shape = None if self.prior is None else self.prior.shape
        if shape == "lognormal" and not self.centre > 0.0:
            raise ValueError(Said("sim.a_lognormal_has_a_centre_above"))
        if shape == "logitnormal" and not self.low < self.centre < self.high:
            raise ValueError(Said("sim.a_logitnormal_has_a_centre_between"))
        return self

    @property
    def centre(self) -> float:
        """The prior's median, or the fixed value; in the parameter's unit."""
        if self.prior is None:
            assert self.fixed is not None
            return self.fixed
        if self.prior.centre is None:
            return (self.low + self.high) / 2
        return self.prior.centre

    @property
    def two_valued(self) -> bool:
        """Whether it is one of its two bounds, never between them."""
        return self.prior is not None and self.prior.shape == "either"

    def from_standard(self, z: Floats) -> Floats:
        """Values at standard normal scores `z` under the prior, cut at the bounds."""
        if self.prior is None:
            return np.full(np.shape(z), self.centre)
        low, high, centre, spread = self.low, self.high, self.centre, self.prior.spread or 0.0
        match self.prior.shape:
            case "normal":
                value = centre + spread * z
            case "lognormal":
                value = centre * np.exp(spread * z)
            case "logitnormal":
                middle = math.log((centre - low) / (high - centre))
                value = low + (high - low) / (1 + np.exp(-(middle + spread * z)))
            case "uniform":
                value = low + (high - low) * ndtr(np.asarray(z, float))
            case "either":
                value = np.where(np.asarray(z) > 0.0, high, low)
        return np.minimum(np.maximum(value, low), high)

    def to_standard(self, value: float) -> float:
        """The standard normal score of a value under the prior (inverse of `from_standard`)."""
        if self.prior is None:
            raise ValueError(Said("sim.name_is_fixed_and_has_no", name=self.name))
        low, high, centre, spread = self.low, self.high, self.centre, self.prior.spread or 0.0
        match self.prior.shape:
            case "normal":
                return (value - centre) / spread
            case "lognormal":
                return math.log(value / centre) / spread
            case "logitnormal":
                middle = math.log((centre - low) / (high - centre))
                return (math.log((value - low) / (high - value)) - middle) / spread
            case "uniform":
                return float(ndtri((value - low) / (high - low)))
            case "either":
                # Half of a standard normal lies beyond its quartile.
                return float(ndtri(0.75 if value == high else 0.25))

    def log_density(self, values: Floats) -> Floats:
        """Log density of the prior, per unit of the parameter; of two values the log probability.

        Bounds are not in its constant. At a bound that a prior on the logit only nears it is taken
        half a millionth of the range inside, to which stored draws are exact.

        Args:
            values: within the bounds, in the parameter's unit; any shape.
        """
        # Loaded where a density is asked for only: all else starts without it.
        from scipy import stats

        if self.prior is None:
            raise ValueError(Said("sim.name_is_fixed_and_has_no", name=self.name))

        x = np.asarray(values, float)
        centre, spread, width = self.centre, self.prior.spread or 0.0, self.high - self.low
        match self.prior.shape:
            case "normal":
                return np.asarray(stats.norm.logpdf(x, centre, spread))
            case "lognormal":
                return np.asarray(stats.lognorm.logpdf(x, spread, scale=centre))
            case "logitnormal":
                share = np.clip((x - self.low) / width, EDGE, 1 - EDGE)
                middle = logit((centre - self.low) / width)
                log_slope = np.log(share * (1 - share) * width)
                return np.asarray(stats.norm.logpdf(logit(share), middle, spread) - log_slope)
            case "uniform":
                return np.full(x.shape, -math.log(width))
            case "either":
                return np.where(np.isin(x, (self.low, self.high)), math.log(0.5), -np.inf)


class ParameterSpace:
    """All parameters of the model, in the order of the data file."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_name = {parameter.name: parameter for parameter in parameters}
        self._centres = {name: parameter.centre for name, parameter in self._by_name.items()}
        #: Bounds by name, at hand: every world that is made has all its values checked.
        self._bounds = {name: (p.low, p.high) for name, p in self._by_name.items()}

    def __getitem__(self, name: str) -> Parameter:
        """The parameter of that name.

        Raises:
            InputError: there is none.
        """
        return self._known(name, file=None)

    def _known(self, name: str, *, file: object) -> Parameter:
        if name not in self._by_name:
            raise InputError(
                Said("sim.unknown_parameter_hint", hint=hint(name, self._by_name)),
                file=file,
                field=name,
                found=name,
                allowed=Said("sim.a_name_that_mentorsim_parameters_lists"),
            )
        return self._by_name[name]

    def __iter__(self) -> Iterator[Parameter]:
        """The parameters, in order."""
        return iter(self._by_name.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, fixed ones included."""
        return tuple(self._by_name)

    @property
    def free(self) -> tuple[str, ...]:
        """The names of the parameters that have a prior."""
        return tuple(p.name for p in self._by_name.values() if p.prior is not None)

    def with_priors(
        self, priors: Mapping[str, Prior | Mapping[str, Any]], *, file: object = None
    ) -> ParameterSpace:
        """The same parameters with other priors of some; bounds stay.

        Args:
            priors: by parameter, its prior or the fields of one (shape, centre, spread).
            file: that they stand in, if any.

        Raises:
            InputError: an unknown or fixed parameter, a prior that it cannot have, or another shape
                where one value or the other is meant (`either`).
        """
        changed = dict(self._by_name)
        for name, prior in priors.items():
            parameter = self._known(name, file=file)
            if parameter.prior is None:
                raise InputError(
                    Said("sim.this_parameter_is_fixed"),
                    file=file,
                    field=name,
                    found=prior,
                    allowed=Said("sim.one_with_a_prior_mentorsim_parameters"),
                )
            fields = prior.model_dump() if isinstance(prior, Prior) else prior
            try:
                changed[name] = Parameter.model_validate(parameter.model_dump() | {"prior": fields})
            except ValidationError as error:
                fault = fault_of(error)
                where = ".".join([name, *map(str, fault["loc"][1:])])
                raise InputError(
                    problem_of(fault),
                    file=file,
                    field=where,
                    found=as_written(fields),
                    allowed=PRIOR_FIELDS,
                ) from error
            if changed[name].two_valued != parameter.two_valued:
                raise InputError(
                    Said("sim.a_two_valued_parameter_has_the"),
                    file=file,
                    field=f"{name}.shape",
                    found=fields["shape"],
                    allowed=PRIOR_FIELDS,
                )
        return ParameterSpace(changed.values())

    def centres(self) -> dict[str, float]:
        """The prior medians and fixed values: the model before it has seen the trial."""
        return dict(self._centres)

    def values(self, changes: Mapping[str, float], *, file: object = None) -> dict[str, float]:
        """A full set of values: the centres with `changes` put in.

        Raises:
            InputError: an unknown name, or a value that is no number or out of bounds.
        """
        return self.centres() | self._checked(changes, file=file)

    def complete(self, values: Mapping[str, float], *, file: object = None) -> dict[str, float]:
        """A full set of values as it is lived, checked: nothing is filled in.

        Raises:
            InputError: a parameter that is missing, an unknown name, or a value that is no number
                or out of bounds.
        """
        if values.keys() == self._bounds.keys() and all(
            type(value) is float and low <= value <= high
            for value, (low, high) in ((values[n], span) for n, span in self._bounds.items())
        ):
            return {name: values[name] for name in self._bounds}
        # A misspelt name is told before the one that is missing for it.
        self._checked({n: v for n, v in values.items() if n not in self._by_name}, file=file)
        return self.some(values, self._by_name, file=file)

    def some(
        self, values: Mapping[str, float], names: Iterable[str], *, file: object = None
    ) -> dict[str, float]:
        """The values of some parameters among others, checked.

        Args:
            values: parameters by name.
            names: those that are asked for.
            file: that holds the values, for the message.

        Raises:
            InputError: one of them is missing, no number or out of bounds.
        """
        found: dict[str, float] = {}
        for name in names:
            if name not in values:
                parameter = self[name]
                raise InputError(
                    Said(
                        "sim.the_parameter_title_has_no_value",
                        title=Named(parameter.title, f"parameter.{parameter.name}"),
                    ),
                    file=file,
                    field=name,
                    found=Said("sim.nothing"),
                    allowed=_allowed(parameter),
                )
            found[name] = values[name]
        return self._checked(found, file=file)

    def _checked(self, values: Mapping[str, float], *, file: object) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, value in values.items():
            if name not in self._bounds:
                self._known(name, file=None)  # raises, and says which name is near
            low, high = self._bounds[name]
            if not isinstance(value, NUMBERS) or not low <= value <= high:
                parameter = self[name]
                raise InputError(
                    Said(
                        "sim.impossible_value_of_the_parameter_title",
                        title=Named(parameter.title, f"parameter.{parameter.name}"),
                    ),
                    file=file,
                    field=name,
                    found=value,
                    allowed=_allowed(parameter),
                )
            found[name] = float(value)
        return found

    def from_standard(self, names: Iterable[str], z: Floats) -> dict[str, float]:
        """Full set of values with the named parameters at standard normal scores `z` (1-d)."""
        changes = {
            name: float(self[name].from_standard(np.asarray(score)))
            for name, score in zip(names, z, strict=True)
        }
        return self.values(changes)

    def digest(self) -> str:
        """Hash of names, bounds and priors: a posterior fitted under others does not match."""
        content = [
            p.model_dump(exclude={"title", "source", "certainty"}) for p in self._by_name.values()
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def prior_words(parameter: Parameter) -> str:
    """The prior of a parameter in words."""
    fields = {} if parameter.prior is None else parameter.prior.model_dump()
    return ", ".join(f"{name} {value}" for name, value in fields.items() if value is not None)


def _unit(parameter: Parameter) -> Named:
    return Named(parameter.unit, f"parameter_unit.{parameter.unit}")


def _allowed(parameter: Parameter) -> Said:
    low, high, unit = parameter.low, parameter.high, _unit(parameter)
    return Said("sim.low_to_high_unit", low=low, high=high, unit=unit)


def read_parameters(text: str, *, file: object, ours: bool = False) -> ParameterSpace:
    """The parameters in a YAML text.

    Args:
        text: of the file.
        file: where it stands, for messages.
        ours: whether it comes with the project.

    Raises:
        InputError: unreadable YAML, or a parameter with a missing, misspelt or impossible field.
    """
    content = load_yaml(text, file=file, ours=ours)
    if not isinstance(content, dict):
        raise InputError(
            Said("sim.a_set_of_parameters_is_needed"), file=file, found=as_written(content)
        )
    parameters = []
    for name, fields in content.items():
        if not isinstance(fields, dict):
            raise InputError(
                Said("sim.a_parameter_is_a_set_of"),
                file=file,
                field=str(name),
                found=as_written(fields),
                allowed=", ".join(Parameter.model_fields),
            )
        try:
            parameters.append(Parameter.model_validate({**fields, "name": name}))
        except ValidationError as error:
            fault = fault_of(error)
            raise InputError(
                problem_of(fault),
                file=file,
                field=field_of(fault, str(name)),
                found=found_in(fault),
                allowed=None if own_words(fault) else allowed_of(fault),
            ) from error
    return ParameterSpace(parameters)


@cache
def parameter_space() -> ParameterSpace:
    """The model's own parameters (`sim/parameters.yaml`).

    Example:
        >>> parameter_space()["readiness_gain"].unit
        'per week'
    """
    path = files("sim") / "parameters.yaml"
    text = path.read_text(encoding="utf-8")
    return read_parameters(text, file="sim/parameters.yaml", ours=True)
