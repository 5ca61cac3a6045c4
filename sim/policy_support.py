"""What support is: how long, how it ends, how often, and what is done beside it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from sim.conditions import Condition, Share, Strict, Text, Weeks, conflict, said
from sim.messages import Said


class GroupCap(Strict):
    """Another cap for some."""

    group: Annotated[Condition, said("for whom: a condition", "for hvem: en betingelse")]
    weeks: Annotated[int, Field(ge=1, le=520), said("their cap, weeks", "deres loft, uger")]


class Until(Strict):
    """When support ends, or goes on, by how things go; the cap holds all the same."""

    trust: Annotated[
        Annotated[float, Field(gt=0, le=1, strict=False)] | None,
        said(
            "full support ends once trust has reached this level (0 to 1; the mentor is taken to "
            "judge it rightly); null is never",
            "den fulde støtte slutter, når tilliden har nået dette niveau (0 til 1; mentoren "
            "antages at vurdere den rigtigt); null er aldrig",
        ),
    ] = None
    readiness: Annotated[
        Annotated[float, Field(gt=0, le=1, strict=False)] | None,
        said(
            "full support ends once readiness has reached this level (0 to 1); null is never; "
            "with trust, too, what comes first counts",
            "den fulde støtte slutter, når parathed har nået dette niveau (0 til 1); null er "
            "aldrig; er trust også angivet, tæller det første",
        ),
    ] = None
    foothold_weeks: Annotated[
        Weeks,
        said(
            "weeks that support goes on at full minutes into an education or a job, within the "
            "cap; whoever comes back to support earlier goes on; 0 ends it at the start. Not "
            "together with aftercare",
            "uger, som støtten fortsætter med fulde minutter ind i uddannelse eller job, inden for "
            "loftet; den, der kommer tilbage før, fortsætter; 0 slutter ved start. Ikke sammen med "
            "opfølgning efter start",
        ),
    ] = 0


class Duration(Strict):
    """How long support lasts."""

    weeks: Annotated[
        int,
        Field(ge=1, le=520),
        said(
            "cap of support, weeks with a mentor (13 to 208 is what is discussed)",
            "loft over støtten, uger med mentor (13 til 208 er det, der tales om)",
        ),
    ] = 52
    exceptions: Annotated[
        list[GroupCap],
        said(
            "other caps for some; the last that applies counts",
            "andre lofter for nogle; det sidste, der passer, gælder",
            example="[{group: grade_none, weeks: 104}]",
        ),
    ] = Field(default=[])
    until: Annotated[
        Until,
        said(
            "adaptive support",
            "støtte, der retter sig efter forløbet",
            example="{readiness: 0.6, foothold_weeks: 26}",
        ),
    ] = Until()


#: Stands for what was done in the trial.
AS_IN_TRIAL: Final = "as_in_trial"


class Ending(Strict):
    """How support ends, and what follows a start in education or a job."""

    taper_weeks: Annotated[
        Weeks,
        said(
            "weeks of tapering after full support; 0 is abrupt",
            "ugers nedtrapning efter den fulde støtte; 0 er brat",
        ),
    ] = 0
    aftercare_weeks: Annotated[
        Weeks | Literal["as_in_trial"],
        said(
            "weeks of aftercare from the start of an education or a job; as_in_trial is as long "
            "as the trial's mentors went on (a parameter), within the cap; 0 ends it at the start",
            "ugers opfølgning efter start i uddannelse eller job; as_in_trial er så længe, "
            "forsøgets "
            "mentorer fortsatte (en parameter), inden for loftet; 0 slutter støtten ved start",
        ),
    ] = AS_IN_TRIAL
    aftercare_weight: Annotated[
        float,
        Field(gt=0, le=1),
        said(
            "minutes in aftercare, as a share of a mentee's",
            "minutter i opfølgning efter start, som andel af en almindelig mentees",
        ),
    ] = 0.5
    return_weeks: Annotated[
        Weeks,
        said(
            "who leaves the education or job within so many weeks of its start and has weeks left "
            "under the cap may have a mentor again, the former one where there is a place; 0 is no",
            "den, der forlader uddannelsen eller jobbet inden for så mange uger efter start og har "
            "uger tilbage under loftet, kan få en mentor igen, den tidligere, hvis der er plads; 0 "
            "er nej",
        ),
    ] = 0


class Split(Strict):
    """How a mentor splits the week between the mentees."""

    rule: Annotated[
        Literal["equal", "by_need", "front_loaded"],
        said(
            "equal: the same for all. by_need: more for heavier barriers. front_loaded: more in "
            "a mentee's first weeks",
            "equal: det samme til alle. by_need: mere ved tungere barrierer. front_loaded: mere i "
            "den unges første uger",
        ),
    ] = "equal"
    ratio: Annotated[
        Annotated[float, Field(ge=1, le=10, strict=False)] | None,
        said(
            "minutes of the heaviest barriers over those of none (by_need), or of the first weeks "
            "over the later (front_loaded)",
            "minutter ved de tungeste barrierer i forhold til ingen (by_need), eller i de første "
            "uger i forhold til de senere (front_loaded)",
        ),
    ] = None
    weeks: Annotated[
        Annotated[int, Field(ge=1, le=520)] | None,
        said(
            "front_loaded only: how many weeks are the first", "kun front_loaded: antal første uger"
        ),
    ] = None

    @model_validator(mode="after")
    def _complete(self) -> Split:
        needs = {"ratio": self.rule != "equal", "weeks": self.rule == "front_loaded"}
        for name, needed in needs.items():
            if (getattr(self, name) is not None) != needed:
                raise conflict(
                    Said("sim.split_needs_this", rule=self.rule)
                    if needed
                    else Said("sim.split_does_not_use_this", rule=self.rule),
                    field=name,
                    found=getattr(self, name),
                    allowed=Said("sim.a_number") if needed else Said("sim.left_out"),
                )
        return self


class Contact(Strict):
    """How often mentor and mentee meet, and how the time is split."""

    every_weeks: Annotated[
        int,
        Field(ge=1, le=8),
        said("weeks between planned meetings", "uger mellem planlagte møder"),
    ] = 1
    split: Annotated[
        Split,
        said(
            "how time is split",
            "hvordan tiden deles",
            example="{rule: front_loaded, ratio: 2, weeks: 13}",
        ),
    ] = Split()


class MeasureEffect(Strict):
    """An assumed effect on barriers, with its range: the trial cannot tell it."""

    low: Annotated[Share, said("lowest plausible share", "laveste rimelige andel")]
    central: Annotated[
        Share, said("share by which barriers fall", "andel, som barriererne falder med")
    ]
    high: Annotated[Share, said("highest plausible share", "højeste rimelige andel")]
    source: Annotated[
        Text | Annotated[str, Field(min_length=1)],
        said(
            "where the numbers come from; one text if it is the same in both languages",
            "hvor tallene kommer fra; én tekst, hvis den er den samme på begge sprog",
        ),
    ]

    @model_validator(mode="after")
    def _ordered(self) -> MeasureEffect:
        if not self.low <= self.central <= self.high:
            raise conflict(
                Said("sim.the_range_does_not_hold_the"),
                field="central",
                found=self.central,
                allowed=Said("sim.from_low_low_to_high_high", low=self.low, high=self.high),
            )
        return self


class Measure(Strict):
    """A measure beside mentoring that lifts barriers: treatment, housing, health."""

    name: Annotated[Text, said("what it is", "hvad den er")]
    who: Annotated[
        list[Condition],
        said(
            "of those who accepted the offer, who gets it: all conditions hold",
            "hvem af dem, der tog imod tilbuddet, der får den: alle betingelser er opfyldt",
        ),
    ] = Field(default=["all"])
    from_week: Annotated[
        Weeks,
        said(
            "weeks after entry from which it works; given once, while waiting for or having a "
            "mentor on support",
            "uger efter start, fra hvilke den virker; gives én gang, mens den unge venter på eller "
            "har en mentor og er på ydelse",
        ),
    ]
    relief: Annotated[
        MeasureEffect,
        said(
            "share by which barriers fall; acts on the ceiling of readiness and the growth of "
            "trust, on nothing else",
            "andel, som barriererne falder med; virker på loftet over parathed og på tillidens "
            "vækst, ikke på andet",
        ),
    ]
    level: Annotated[
        Literal["drawn", "low", "central", "high"],
        said(
            "which value of the range is used: one of the three everywhere, or drawn, another in "
            "each parameter set (triangle over low, central and high; the same for all policies "
            "with a measure of this English name), so that intervals hold what nobody knows of it",
            "hvilken værdi der bruges: en af de tre overalt, eller drawn, en ny i hvert "
            "parametersæt (trekant over lav, central og høj; den samme for alle indsatser med en "
            "indsats af dette engelske navn), så intervallerne rummer, hvad ingen ved om den",
        ),
    ] = "drawn"
    price: Annotated[
        str,
        Field(min_length=1),
        said(
            "name of its entry in the prices: measure_cost",
            "navn på dens post i priserne: measure_cost",
        ),
    ]

    @property
    def share(self) -> float:
        """Share by which barriers fall; the central one where it is not drawn yet."""
        level = "central" if self.level == "drawn" else self.level
        return float(getattr(self.relief, level))
