"""What a policy *is*: who may have a mentor, who goes first, for how long, how many per mentor.

The fields are what the YAML files in `scenarios/library/` hold; their descriptions are the
documentation of the language.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Weeks = Annotated[int, Field(ge=0, le=520)]


class Strict(BaseModel):
    """A part of a policy: no unknown fields, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(Strict):
    """A text in both languages of the tool."""

    da: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Targeting(Strict):
    """Who is eligible, and who goes first when places are short."""

    eligible: list[str] = Field(
        default=["all"], description="groups; a person in all of them is eligible; [] is nobody"
    )
    first: list[str] = Field(
        default=[],
        description="groups in order of priority; then by week of entry, then at random",
    )


class GroupCap(Strict):
    """Another cap for one group."""

    group: str
    weeks: int = Field(ge=1, le=520)


class Duration(Strict):
    """How long support lasts."""

    weeks: int = Field(default=52, ge=1, le=520, description="cap of support, weeks")
    exceptions: list[GroupCap] = Field(
        default=[], description="caps of single groups; the last that applies counts"
    )


class Ending(Strict):
    """How support ends, and what follows a start in education or a job."""

    taper_weeks: Weeks = Field(
        default=0, description="weeks of tapering after the cap; 0 is abrupt"
    )
    aftercare_weeks: Weeks = Field(
        default=0, description="weeks of aftercare from the start of an education or a job"
    )
    aftercare_weight: float = Field(
        default=0.5, gt=0, le=1, description="minutes in aftercare, as a share of a mentee's"
    )


class Capacity(Strict):
    """How many young people one mentor carries, and how many mentors there are."""

    caseload: Literal["as_in_trial"] | Annotated[float, Field(ge=1, le=100, strict=False)] = Field(
        default="as_in_trial",
        description="mentees per full-time mentor; as_in_trial is each jobcentre's own (10 to 25)",
    )
    mentors: Literal["enough"] | Annotated[float, Field(ge=0, le=100000, strict=False)] = Field(
        default="enough",
        description="full-time equivalents; 'enough' lets them follow from the eligible and the "
        "caseload, a number fixes them and lets others wait",
    )


class Contact(Strict):
    """How often mentor and mentee meet."""

    every_weeks: int = Field(default=1, ge=1, le=8, description="weeks between planned meetings")


class Policy(Strict):
    """A mentoring policy, complete: every field has the trial's own value as its default."""

    title: Text
    description: Text
    reference: str = Field(min_length=1, description="where the policy comes from")
    targeting: Targeting = Targeting()
    duration: Duration = Duration()
    ending: Ending = Ending()
    capacity: Capacity = Capacity()
    contact: Contact = Contact()
    matching: Literal["as_in_trial", "random", "deliberate"] = Field(
        default="as_in_trial",
        description="rule of matching; likeness had no measurable effect and has none here",
    )
