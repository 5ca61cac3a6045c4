"""Who comes, who is eligible, and who goes first."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.conditions import Attribute, Condition, Strict, Weeks, conflict, said
from sim.messages import Said

Number = Annotated[float, Field(ge=-1e6, le=1e6, strict=False)]

#: The score that is worked out from the posterior (`scenarios.policy.gain`) before a world is
#: built.
EXPECTED_GAIN = "expected_gain_per_hour"


class Intake(Strict):
    """How young people come: at once, or week after week."""

    kind: Annotated[
        Literal["cohort", "stream"],
        said(
            "cohort is the trial's people over the trial's weeks of intake; stream takes in new "
            "ones week after week",
            "cohort er forsøgets unge over forsøgets uger med tilgang; stream tager nye ind uge "
            "efter uge",
        ),
    ] = "cohort"
    per_week: Annotated[
        Annotated[float, Field(gt=0, le=10000, strict=False)] | None,
        said(
            "stream only: young people a week on average, all jobcentres; or give per_year",
            "kun stream: unge om ugen i gennemsnit, alle jobcentre; eller angiv per_year",
        ),
    ] = None
    per_year: Annotated[
        Annotated[float, Field(gt=0, le=500000, strict=False)] | None,
        said(
            "stream only: young people a year, all jobcentres; or give per_week",
            "kun stream: unge om året, alle jobcentre; eller angiv per_week",
        ),
    ] = None
    weeks: Annotated[
        Annotated[int, Field(ge=1, le=1040)] | None,
        said("stream only: weeks of intake", "kun stream: uger med tilgang"),
    ] = None

    @model_validator(mode="after")
    def _complete(self) -> Intake:
        given = {"per_week": self.per_week, "per_year": self.per_year, "weeks": self.weeks}
        if self.kind == "cohort":
            for name, value in given.items():
                if value is not None:
                    raise conflict(
                        Said("sim.a_cohort_has_the_trials_own"),
                        field=name,
                        found=value,
                        allowed=Said("sim.leave_it_out_or_kind_stream"),
                    )
            return self
        if (self.per_week is None) == (self.per_year is None):
            raise conflict(
                Said("sim.how_many_come_is_given_twice"),
                field="per_week",
                found=f"per_week {self.per_week}, per_year {self.per_year}",
                allowed=Said("sim.one_of_per_week_and_per"),
            )
        if self.weeks is None:
            raise conflict(
                Said("sim.a_stream_needs_its_number_of"),
                field="weeks",
                found=None,
                allowed=Said("sim.a_whole_number_from_1_to"),
            )
        return self


def said_intake(intake: Intake | None) -> str:
    """An intake as it stands in a policy file, on one line; empty if there is none."""
    given = {} if intake is None else intake.model_dump(exclude_none=True)
    return ", ".join(f"{name} {value}" for name, value in given.items())


class Term(Strict):
    """One part of a score: an attribute or a condition (worth 1 or 0), times its weight."""

    attribute: Annotated[
        Annotated[Attribute, Field(strict=False)] | None,
        said("which attribute; or give who", "hvilken egenskab; eller angiv who"),
    ] = None
    who: Annotated[
        Condition | None,
        said(
            "a condition, worth 1 where it holds; or give attribute",
            "en betingelse, der tæller 1, hvor den er opfyldt; eller angiv attribute",
        ),
    ] = None
    weight: Annotated[
        Number, said("points per unit of the attribute", "point pr. enhed af egenskaben")
    ]
    missing: Annotated[
        Number | None,
        said(
            "mark only: what counts for those without marks",
            "kun mark: hvad der tæller for dem uden karakterer",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_thing(self) -> Term:
        if (self.attribute is None) == (self.who is None):
            raise conflict(
                Said("sim.a_part_of_a_score_is"),
                field="attribute",
                found=Said("sim.both") if self.attribute else Said("sim.neither"),
                allowed=Said("sim.one_of_attribute_and_who"),
            )
        if (self.attribute is Attribute.MARK) != (self.missing is not None):
            raise conflict(
                Said("sim.only_marks_can_be_missing_and"),
                field="missing",
                found=self.missing,
                allowed=Said("sim.a_number_with_attribute_mark_left"),
            )
        return self


class Targeting(Strict):
    """Who is eligible, and who goes first when places are short."""

    eligible: Annotated[
        list[Condition],
        said(
            "conditions; a person for whom all hold is eligible; [] is nobody",
            "betingelser; den, som opfylder alle, er i målgruppen; [] er ingen",
            example="[{any_of: [grade_none, {attribute: mark, below: 4}]}, {none_of: [woman]}]",
        ),
    ] = Field(default=["all"])
    first: Annotated[
        list[Condition],
        said(
            "conditions in order of priority; then comes the score, then the week of entry, then "
            "chance",
            "betingelser i rækkefølge; derefter tæller score, så startuge, så lodtrækning",
            example="[grade_none, {all_of: [under_25, {attribute: severity, above: 0.6}]}]",
        ),
    ] = Field(default=[])
    score: Annotated[
        Literal["expected_gain_per_hour"] | list[Term],
        said(
            "a sum of weighted parts, highest first; or expected_gain_per_hour, the extra weeks "
            "in education per paid mentor hour that the model expects of people like them (one "
            "order for all draws: a jobcentre cannot know the true parameters)",
            "en sum af vægtede dele, højeste først; eller expected_gain_per_hour, de ekstra uger i "
            "uddannelse pr. betalt mentortime, som modellen venter af unge som dem (én rækkefølge "
            "for alle trækninger: et jobcenter kender ikke de sande parametre)",
            example="[{attribute: severity, weight: 2}, {who: su_none, weight: 0.5}]",
        ),
    ] = Field(default=[])
    max_wait_weeks: Annotated[
        Weeks | None,
        said(
            "weeks after entry that somebody waits at most for a place; then they go back to "
            "ordinary services for good; null is without limit",
            "uger efter start, som en ung højst venter på en plads; derefter gælder jobcentrets "
            "almindelige tilbud; null er uden grænse",
        ),
    ] = None
