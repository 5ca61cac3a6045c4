"""Groups that a study reports on, its strata, and the words of its tables for them.

What a group is stands in `sim/groups.yaml`; which of them a study reports on, what its tables call
them and which it adds of its own stands in the study's `groups.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.group_rules import GroupRule
from sim.groups import FAMILIES, GROUPS
from sim.messages import Said
from sim.population_strata import Stratum
from sim.programme import Text

#: Family of everybody.
EVERYBODY = "all"
#: Row of effects.csv whose effect is a slope over jobcentres: not a group, but left out as one.
SLOPES = ("jobcentre", "jobcentre_slope")


class Reported(BaseModel):
    """What the tables call the groups of one family.

    Attributes:
        column: `subgroup_variable` of effects.csv.
        block: name of the rows that are left out together.
        values: by `subgroup_value` of effects.csv, the group.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    column: str = Field(min_length=1)
    block: str = Field(min_length=1)
    values: dict[str, str] = Field(min_length=1)


class StudyGroups(BaseModel):
    """A study's `groups.yaml`.

    Attributes:
        strata: by stratum of marks, its column in baseline_by_grade.csv.
        groups, families: the study's own, in the form of `sim/groups.yaml`.
        titles: what groups are called in results, where not as usual.
        reported: families that results are shown for, in order; `all` comes first.

    Raises:
        ValueError: a stratum without a column, a name that is taken, a family or a group that
            there is not, or a group of another family.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    strata: dict[str, str]
    groups: dict[str, GroupRule]
    families: dict[str, tuple[str, ...]]
    titles: dict[str, Text]
    reported: dict[str, Reported]

    @model_validator(mode="after")
    def _hang_together(self) -> StudyGroups:
        wanted = [stratum.name.lower() for stratum in Stratum]
        if list(self.strata) != wanted or len(set(self.strata.values())) != len(wanted):
            raise ValueError(Said("calibration.a_column_for_each_stratum", names=", ".join(wanted)))
        for name in (*self.groups, *self.families):
            if name in GROUPS or name in FAMILIES:
                raise ValueError(Said("calibration.this_name_is_taken", name=name))
        for family, members in (*self.families.items(), *self._reported_members()):
            for name in members:
                if name not in self.rules:
                    raise ValueError(_unknown(family, name, self.rules))
        known = {**FAMILIES, **self.families}
        if next(iter(self.reported), "") != EVERYBODY:
            raise ValueError(Said("calibration.all_is_reported_first"))
        for family, reported in self.reported.items():
            if family not in known:
                raise ValueError(_unknown("reported", family, known))
            for name in reported.values.values():
                if name not in known[family]:
                    raise ValueError(_unknown(family, name, known[family]))
        for name in self.titles:
            if name not in self.rules:
                raise ValueError(_unknown("titles", name, self.rules))
        for name in self.groups:
            if name not in self.titles:
                raise ValueError(Said("calibration.an_own_group_needs_a_title", name=name))
        return self

    def _reported_members(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for family, reported in self.reported.items():
            yield family, tuple(reported.values.values())

    @cached_property
    def rules(self) -> Mapping[str, GroupRule]:
        """Every group that is known here, by name."""
        return {**GROUPS, **self.groups}

    @cached_property
    def of_family(self) -> Mapping[str, tuple[str, ...]]:
        """The groups of each family that is reported, in the order of results."""
        known = {**FAMILIES, **self.families}
        return {family: known[family] for family in self.reported}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Groups that results are shown for, in order; the first is everybody."""
        return tuple(name for members in self.of_family.values() for name in members)

    @cached_property
    def subgroups(self) -> Mapping[tuple[str, str], str]:
        """By `subgroup_variable` and `subgroup_value` of effects.csv, the group."""
        return {
            (reported.column, value): group
            for reported in self.reported.values()
            for value, group in reported.values.items()
        }

    @cached_property
    def blocks(self) -> Mapping[str, str]:
        """By `subgroup_variable` of effects.csv, the name of the rows left out together."""
        found = {reported.column: reported.block for reported in self.reported.values()}
        return {**found, SLOPES[0]: SLOPES[1]}

    @property
    def first(self) -> tuple[str, ...]:
        """Everybody, and the groups of the first family besides: what curves are drawn for."""
        members = list(self.of_family.values())
        return (*members[0], *(members[1] if len(members) > 1 else ()))


def _unknown(where: str, name: str, known: object) -> Said:
    names = ", ".join(map(str, known)) if isinstance(known, Mapping | tuple) else str(known)
    return Said("calibration.where_names_what_is_not", where=where, name=name, names=names)
