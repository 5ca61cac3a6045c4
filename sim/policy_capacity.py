"""Mentors, caseload and places; and who the mentors are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.conditions import Share, Strict, conflict, said
from sim.messages import Said

TraitShare = Literal["as_in_trial"] | Share


class Capacity(Strict):
    """How many young people one mentor carries, and how many mentors there are.

    Mentors (or their hours), caseload and places hang together: the policy gives all but one, and
    `follows` names that one.
    """

    follows: Annotated[
        Literal["mentors", "caseload", "places"] | None,
        said(
            "what follows from the rest. mentors: everybody eligible has a place at the caseload. "
            "caseload: everybody eligible has a place, spread over the mentors there are. places: "
            "mentors times caseload, the others wait. Left out it is mentors; a file that gives "
            "mentors or hours has to say it",
            "hvad der følger af resten. mentors: alle i målgruppen har en plads ved den angivne "
            "sagsstamme. caseload: alle har en plads, fordelt på de mentorer, der er. places: "
            "mentorer gange sagsstamme, resten venter. Udeladt er det mentors; en fil, der angiver "
            "mentors eller hours, skal sige det",
        ),
    ] = None
    caseload: Annotated[
        Literal["as_in_trial"] | Annotated[float, Field(ge=1, le=100, strict=False)],
        said(
            "mentees per full-time mentor; as_in_trial is each jobcentre's own (10 to 25)",
            "unge pr. fuldtidsmentor; as_in_trial er hvert jobcenters egen (10 til 25)",
        ),
    ] = "as_in_trial"
    mentors: Annotated[
        Literal["enough"] | Annotated[float, Field(ge=0, le=100000, strict=False)],
        said(
            "full-time equivalents, all jobcentres (shared by need); enough is no fixed number",
            "fuldtidsstillinger, alle jobcentre (fordelt efter behov); enough er intet fast tal",
        ),
    ] = "enough"
    hours: Annotated[
        Annotated[float, Field(ge=0, le=3700000, strict=False)] | None,
        said(
            "a budget instead of mentors: paid mentor hours a week, all jobcentres",
            "et budget i stedet for mentors: betalte mentortimer om ugen, alle jobcentre",
        ),
    ] = None
    direct_share: Annotated[
        Annotated[float, Field(gt=0, le=1, strict=False)] | None,
        said(
            "share of paid hours that reaches the mentees; null is the model's own parameter "
            "with its uncertainty",
            "andel af de betalte timer, der når de unge; null er modellens egen parameter med "
            "usikkerhed",
        ),
    ] = None

    @property
    def following(self) -> Literal["mentors", "caseload", "places"]:
        """What follows from the rest, said or implied (in Python; files have to say it)."""
        if self.follows is not None:
            return self.follows
        return "mentors" if self.mentors == "enough" and self.hours is None else "places"

    @model_validator(mode="after")
    def _determined(self) -> Capacity:
        has_mentors = self.mentors != "enough"
        has_hours = self.hours is not None
        if has_mentors and has_hours:
            raise conflict(
                Said("sim.mentors_are_given_twice"),
                field="hours",
                found=self.hours,
                allowed=Said("sim.one_of_mentors_and_hours"),
            )
        if self.following == "mentors" and (has_mentors or has_hours):
            raise conflict(
                Said("sim.overdetermined_mentors_are_given_and_are"),
                field="mentors" if has_mentors else "hours",
                found=self.mentors if has_mentors else self.hours,
                allowed=Said("sim.mentors_enough_without_hours_or_follows"),
            )
        if self.following != "mentors" and not (has_mentors or has_hours):
            raise conflict(
                Said("sim.underdetermined_neither_mentors_nor_hours_are"),
                field="mentors",
                found=self.mentors,
                allowed=Said("sim.a_number_of_mentors_or_hours"),
            )
        if self.following == "caseload" and self.caseload != "as_in_trial":
            raise conflict(
                Said("sim.overdetermined_the_caseload_is_given_and"),
                field="caseload",
                found=self.caseload,
                allowed=Said("sim.left_out_or_follows_places"),
            )
        return self


class CorpsMix(Strict):
    """Who the mentors are, and how long they stay."""

    under_40: Annotated[
        TraitShare,
        said("share of mentors under 40, 0 to 1", "andel af mentorer under 40 år, 0 til 1"),
    ] = "as_in_trial"
    medium_education: Annotated[
        TraitShare,
        said(
            "share with a medium-length higher education, 0 to 1",
            "andel med mellemlang videregående uddannelse, 0 til 1",
        ),
    ] = "as_in_trial"
    long_education: Annotated[
        TraitShare,
        said(
            "share with a long higher education, 0 to 1 (no effect of its own was measured)",
            "andel med lang videregående uddannelse, 0 til 1 (ingen egen virkning er målt)",
        ),
    ] = "as_in_trial"
    turnover: Annotated[
        Annotated[float, Field(ge=0, le=20, strict=False)],
        said(
            "factor on the weekly hazard that a mentor leaves; 1 is as in the trial",
            "faktor på den ugentlige risiko for, at en mentor stopper; 1 er som i forsøget",
        ),
    ] = 1.0
    supervision: Annotated[
        Literal["as_in_trial", "none", "some", "regular"],
        said(
            "supervision of mentors, written down for the record: the trial shows no effect of it, "
            "so that it changes nothing here",
            "supervision af mentorer, som noteret: forsøget viser ingen virkning af den, så den "
            "ændrer intet her",
        ),
    ] = "as_in_trial"

    @property
    def shares(self) -> dict[str, float]:
        """Traits whose share is given, by name; the others are as in the trial."""
        names = ("under_40", "medium_education", "long_education")
        return {name: float(s) for name in names if (s := getattr(self, name)) != "as_in_trial"}
