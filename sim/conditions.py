"""Who a policy speaks of: named groups, limits on attributes, and combinations of both."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.groups import group_mask
from sim.messages import Said

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from sim.groups import Mask
    from sim.population import Population

    Floats = npt.NDArray[np.float64]


class Strict(BaseModel):
    """A part of a policy: no unknown fields, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def said(en: str, da: str, *, example: str | None = None) -> Any:
    """What a field means, in English and Danish, for its annotation; an example as YAML.

    Args:
        en: in English.
        da: in Danish.
        example: what stands in a new file, as YAML.
    """
    extra: dict[str, Any] = {"da": da} if example is None else {"da": da, "example": example}
    return Field(description=en, json_schema_extra=extra)


Weeks = Annotated[int, Field(ge=0, le=520)]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]


def conflict(problem: str, *, field: str, found: object, allowed: str) -> PydanticCustomError:
    """The error of a value that is possible alone, but not with the others beside it.

    Args:
        problem: what is wrong.
        field: that is wrong, from where the error is raised.
        found: its value.
        allowed: what would be possible beside the others.
    """
    parts = {"problem": problem, "field": field, "found": str(found), "allowed": allowed}
    return PydanticCustomError("conflict", "{problem}", parts)


class Text(Strict):
    """A text in both languages of the tool."""

    da: Annotated[str, Field(min_length=1), said("in Danish", "på dansk")]
    en: Annotated[str, Field(min_length=1), said("in English", "på engelsk")]


class Attribute(StrEnum):
    """What is known of a young person as a number."""

    AGE = "age"
    MARK = "mark"
    SEVERITY = "severity"
    SU_SHARE = "su_share"
    SU_SHARE_LAST_YEAR = "su_share_last_year"
    TRANSFER_SHARE = "transfer_share"
    TRANSFER_SHARE_LAST_YEAR = "transfer_share_last_year"
    MOTHER_INCOME = "mother_income"
    FATHER_INCOME = "father_income"


_VALUES: Mapping[Attribute, Callable[[Population], Floats]] = {
    Attribute.AGE: lambda p: p.age,
    Attribute.MARK: lambda p: p.mark,
    Attribute.SEVERITY: lambda p: p.severity,
    Attribute.SU_SHARE: lambda p: p.su.mean(axis=1),
    Attribute.SU_SHARE_LAST_YEAR: lambda p: p.su[:, 0],
    Attribute.TRANSFER_SHARE: lambda p: p.transfer.mean(axis=1),
    Attribute.TRANSFER_SHARE_LAST_YEAR: lambda p: p.transfer[:, 0],
    Attribute.MOTHER_INCOME: lambda p: p.mother_income,
    Attribute.FATHER_INCOME: lambda p: p.father_income,
}

#: What each attribute is and its unit, in English and Danish.
ATTRIBUTE_TEXTS: Mapping[Attribute, tuple[str, str]] = {
    Attribute.AGE: ("age at entry, years", "alder ved start, år"),
    Attribute.MARK: (
        "mean 9th-grade mark; those without marks have none, and no limit on it holds for them",
        "gennemsnit i 9. klasse; de uden karakterer har intet, og ingen grænse gælder for dem",
    ),
    Attribute.SEVERITY: ("barriers, 0 to 1", "barrierer, 0 til 1"),
    Attribute.SU_SHARE: (
        "share of the last three years on SU, 0 to 1",
        "andel af de seneste tre år på SU, 0 til 1",
    ),
    Attribute.SU_SHARE_LAST_YEAR: (
        "share of the last year on SU, 0 to 1",
        "andel af det seneste år på SU, 0 til 1",
    ),
    Attribute.TRANSFER_SHARE: (
        "share of the last three years on transfers other than SU, 0 to 1",
        "andel af de seneste tre år på andre ydelser end SU, 0 til 1",
    ),
    Attribute.TRANSFER_SHARE_LAST_YEAR: (
        "share of the last year on transfers other than SU, 0 to 1",
        "andel af det seneste år på andre ydelser end SU, 0 til 1",
    ),
    Attribute.MOTHER_INCOME: (
        "the mother's gross income, 1000 DKK a year",
        "mors bruttoindkomst, 1000 kr. om året",
    ),
    Attribute.FATHER_INCOME: (
        "the father's gross income, 1000 DKK a year",
        "fars bruttoindkomst, 1000 kr. om året",
    ),
}


def attribute_values(population: Population, attribute: Attribute) -> Floats:
    """An attribute of everybody, shape (n,); nan for a mark that somebody does not have."""
    import numpy as np  # late: policies are read where nothing is computed

    return np.asarray(_VALUES[attribute](population), float)


class Limit(Strict):
    """A limit on one attribute; with several limits all must hold."""

    attribute: Annotated[
        Annotated[Attribute, Field(strict=False)], said("which attribute", "hvilken egenskab")
    ]
    below: Annotated[float | None, Field(allow_inf_nan=False), said("less than", "mindre end")] = (
        None
    )
    at_most: Annotated[float | None, Field(allow_inf_nan=False), said("at most", "højst")] = None
    above: Annotated[float | None, Field(allow_inf_nan=False), said("more than", "mere end")] = None
    at_least: Annotated[float | None, Field(allow_inf_nan=False), said("at least", "mindst")] = None

    @model_validator(mode="after")
    def _has_a_limit(self) -> Limit:
        uppers = [x for x in (self.below, self.at_most) if x is not None]
        lowers = [x for x in (self.above, self.at_least) if x is not None]
        names = "below, at_most, above, at_least"
        if not uppers + lowers:
            raise conflict(
                Said("sim.a_limit_is_missing"),
                field="attribute",
                found=self.attribute,
                allowed=Said("sim.with_at_least_one_of_names", names=names),
            )
        if uppers and lowers:
            low, high = max(lowers), min(uppers)
            closed = low == self.at_least and high == self.at_most
            if low > high or (low == high and not closed):
                raise conflict(
                    Said("sim.nobody_can_be_within_these_limits"),
                    field="attribute",
                    found=Said("sim.above_low_and_below_high", low=low, high=high),
                    allowed=Said("sim.a_lower_limit_under_the_upper"),
                )
        return self


class Combination(Strict):
    """Conditions together; with several of these fields all must hold."""

    all_of: Annotated[
        list[Condition] | None,
        Field(min_length=1),
        said("every condition holds", "alle betingelser er opfyldt"),
    ] = None
    any_of: Annotated[
        list[Condition] | None,
        Field(min_length=1),
        said("at least one holds", "mindst én er opfyldt"),
    ] = None
    none_of: Annotated[
        list[Condition] | None, Field(min_length=1), said("none holds", "ingen er opfyldt")
    ] = None

    @model_validator(mode="after")
    def _has_a_part(self) -> Combination:
        if self.all_of is None and self.any_of is None and self.none_of is None:
            raise conflict(
                Said("sim.an_empty_combination"),
                field="all_of",
                found="{}",
                allowed=Said("sim.at_least_one_of_all_of"),
            )
        return self


# Brackets mark parts of a pydantic path that are no fields (`scenarios.policy.errors`).
_GROUP, _LIMIT, _COMBINATION = "condition[group]", "condition[limit]", "condition[combination]"


def _kind(value: Any) -> str:
    """Which kind of condition somebody meant; for a misspelt field the likeliest."""
    if isinstance(value, Limit):
        return _LIMIT
    if isinstance(value, Combination):
        return _COMBINATION
    if not isinstance(value, dict):
        return _GROUP
    fields = [*Combination.model_fields, *Limit.model_fields]
    for key in value:
        close = difflib.get_close_matches(str(key), fields, n=1)
        if close:
            return _COMBINATION if close[0] in Combination.model_fields else _LIMIT
    return _LIMIT


Condition = Annotated[
    Annotated[str, Tag(_GROUP)]
    | Annotated[Limit, Tag(_LIMIT)]
    | Annotated[Combination, Tag(_COMBINATION)],
    Discriminator(_kind),
]
Combination.model_rebuild()


def condition_mask(
    population: Population, condition: Condition, *, file: object = None, field: str = "group"
) -> Mask:
    """For whom a condition holds: booleans of shape (n,).

    Args:
        population: the people.
        condition: on them.
        file: that holds it, for the message.
        field: that holds it, for the message.

    Raises:
        InputError: a group of that name does not exist.
    """
    import numpy as np  # as in `attribute_values`

    if isinstance(condition, str):
        return group_mask(population, condition, file=file, field=field)
    holds = np.ones(population.n, bool)
    if isinstance(condition, Limit):
        x = attribute_values(population, condition.attribute)
        # Comparisons with nan are false: who has no mark is within no limit.
        for limit, compare in (
            (condition.below, lt),
            (condition.at_most, le),
            (condition.above, gt),
            (condition.at_least, ge),
        ):
            if limit is not None:
                holds &= compare(x, limit)
        return holds

    def masks(name: str, parts: list[Condition] | None) -> list[Mask]:
        return [
            condition_mask(population, part, file=file, field=f"{field}.{name}.{k}")
            for k, part in enumerate(parts or [])
        ]

    for mask in masks("all_of", condition.all_of):
        holds &= mask
    if condition.any_of is not None:
        holds &= np.logical_or.reduce(masks("any_of", condition.any_of))
    for mask in masks("none_of", condition.none_of):
        holds &= ~mask
    return holds


def groups_named(condition: Condition, field: str) -> Iterator[tuple[str, str]]:
    """Every group that a condition names, with the field it stands in."""
    if isinstance(condition, str):
        yield field, condition
    elif isinstance(condition, Combination):
        for name in Combination.model_fields:
            for k, part in enumerate(getattr(condition, name) or []):
                yield from groups_named(part, f"{field}.{name}.{k}")
