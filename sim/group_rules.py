"""What somebody in a group is: one condition on one attribute, as `sim/groups.yaml` says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.messages import Said
from sim.population_strata import Stratum

#: What a group can be told by, and whether that is a truth value, a number or a stratum of marks.
ATTRIBUTE_KINDS: Mapping[str, Literal["stratum", "truth", "number"]] = {
    "stratum": "stratum",
    "woman": "truth",
    "immigrant": "truth",
    "never_su": "truth",
    "mother_no_education": "truth",
    "father_no_education": "truth",
    "mother_income": "number",
    "father_income": "number",
    "transfer_share_last_year": "number",
    "transfer_share": "number",
    "su_share_last_year": "number",
    "su_share": "number",
    "age": "number",
    "mark": "number",
    "severity": "number",
}
#: Conditions on a number.
LIMITS = ("below", "at_most", "above", "at_least")
Limit = Annotated[float, Field(allow_inf_nan=False)] | Literal["centre"] | None


class GroupRule(BaseModel):
    """Who is in a group.

    Attributes:
        attribute: what is looked at (`ATTRIBUTE_KINDS`); None is everybody.
        is_: of a truth value, which of the two; of the stratum, its name in small letters.
        below, at_most, above, at_least: limits on a number; `centre` is the attribute's value in
            `sim/reference.yaml`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    attribute: str | None = None
    is_: bool | str | None = Field(default=None, alias="is")
    below: Limit = None
    at_most: Limit = None
    above: Limit = None
    at_least: Limit = None

    @property
    def limits(self) -> dict[str, float | Literal["centre"]]:
        """The limits that are set, by name."""
        every = {name: getattr(self, name) for name in LIMITS}
        return {name: limit for name, limit in every.items() if limit is not None}

    @model_validator(mode="after")
    def _can_be_told(self) -> GroupRule:
        if self.attribute is None:
            if self.is_ is not None or self.limits:
                raise ValueError(Said("sim.a_group_needs_an_attribute"))
            return self
        kind = ATTRIBUTE_KINDS.get(self.attribute)
        if kind is None:
            raise ValueError(Said("sim.no_attribute_of_groups", names=", ".join(ATTRIBUTE_KINDS)))
        strata = tuple(stratum.name.lower() for stratum in Stratum)
        if kind == "number":
            fits = self.is_ is None and bool(self.limits)
        elif kind == "truth":
            fits = isinstance(self.is_, bool) and not self.limits
        else:
            fits = self.is_ in strata and not self.limits
        if not fits:
            allowed = {
                "number": ", ".join(LIMITS),
                "truth": "is: true, is: false",
                "stratum": ", ".join(f"is: {name}" for name in strata),
            }[kind]
            raise ValueError(
                Said("sim.this_attribute_takes", attribute=self.attribute, allowed=allowed)
            )
        return self


class GroupFile(BaseModel):
    """Groups by name, and families of them that are everybody, each once.

    Raises:
        ValueError: a family names a group that there is not, or one that another family has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    groups: dict[str, GroupRule]
    families: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _families_are_of_groups(self) -> GroupFile:
        seen: set[str] = set()
        for family, members in self.families.items():
            for name in members:
                if name not in self.groups or name in seen:
                    raise ValueError(
                        Said(
                            "sim.a_family_is_of_groups",
                            family=family,
                            name=name,
                            names=", ".join(self.groups),
                        )
                    )
                seen.add(name)
        return self
