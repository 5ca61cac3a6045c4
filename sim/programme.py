"""What a policy *is*: who may have a mentor, who goes first, for how long, how many per mentor.

The fields are what the YAML files in `scenarios/policy/library/` hold; their descriptions, in
English and Danish, are the documentation of the language (`docs/policies.md` is made from them).
Every field that is left out has the trial's own value.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.conditions import Condition, Strict, Text, conflict, said
from sim.messages import Said
from sim.policy_capacity import Capacity, CorpsMix
from sim.policy_support import (
    AS_IN_TRIAL,
    Contact,
    Duration,
    Ending,
    GroupCap,
    Measure,
    MeasureEffect,
    Split,
    Until,
)
from sim.policy_targeting import EXPECTED_GAIN, Intake, Targeting, Term

__all__ = [
    "EXPECTED_GAIN",
    "TEXTS",
    "Capacity",
    "Contact",
    "CorpsMix",
    "Duration",
    "Ending",
    "GroupCap",
    "Intake",
    "Measure",
    "MeasureEffect",
    "Policy",
    "Split",
    "Targeting",
    "Term",
    "Text",
    "Until",
]


#: Fields of a policy that are words, not settings.
TEXTS = frozenset({"title", "description", "reason", "reference"})


class Policy(Strict):
    """A mentoring policy, complete: every field has the trial's own value as its default."""

    title: Annotated[Text, said("a few words", "få ord")]
    description: Annotated[
        Text, said("what it does, in a sentence or two", "hvad den gør, i en sætning eller to")
    ]
    reason: Annotated[
        Text | None, said("why it is worth a look", "hvorfor den er værd at se på")
    ] = None
    reference: Annotated[
        Text | Annotated[str, Field(min_length=1)],
        said(
            "where the policy comes from; one text if it is the same in both languages",
            "hvor indsatsen kommer fra; én tekst, hvis den er den samme på begge sprog",
        ),
    ]
    intake: Annotated[
        Intake | None,
        said(
            "how young people come; null is as the other policies of the comparison, and as in "
            "the trial if none says",
            "hvordan de unge kommer; null er som de andre i sammenligningen, og som i forsøget, "
            "hvis ingen siger noget",
            example="{kind: stream, per_year: 600, weeks: 156}",
        ),
    ] = None
    targeting: Annotated[
        Targeting,
        said("who is eligible, and who goes first", "hvem er i målgruppen, og hvem er først"),
    ] = Targeting()
    duration: Annotated[Duration, said("how long support lasts", "hvor længe støtten varer")] = (
        Duration()
    )
    ending: Annotated[Ending, said("how it ends", "hvordan den slutter")] = Ending()
    capacity: Annotated[
        Capacity, said("mentors, caseload and places", "mentorer, sagsstamme og pladser")
    ] = Capacity()
    contact: Annotated[Contact, said("meetings and minutes", "møder og minutter")] = Contact()
    matching: Annotated[
        Literal["as_in_trial", "random", "deliberate"],
        said(
            "rule of matching: each jobcentre's own, at random, or same gender first; likeness "
            "had no measurable effect and has none here",
            "regel for match: jobcentrets egen, tilfældigt, eller samme køn først; lighed havde "
            "ingen målelig virkning og har ingen her",
        ),
    ] = "as_in_trial"
    corps: Annotated[CorpsMix, said("who the mentors are", "hvem mentorerne er")] = CorpsMix()
    measures: Annotated[
        list[Measure],
        said(
            "other measures beside mentoring, on assumptions that are stated with them",
            "andre indsatser ved siden af mentor, på antagelser, der står ved dem",
            example="[{name: {da: Behandling, en: Treatment}, who: [heavy_barriers], "
            "from_week: 13, relief: {low: 0.1, central: 0.2, high: 0.4, source: our assumption}, "
            "price: measure_cost}]",
        ),
    ] = Field(default=[])

    @model_validator(mode="after")
    def _foothold_or_aftercare(self) -> Policy:
        own = self.ending.aftercare_weeks not in (0, AS_IN_TRIAL)
        if self.duration.until.foothold_weeks > 0 and own:
            raise conflict(
                Said("sim.a_foothold_and_aftercare_both_say"),
                field="ending.aftercare_weeks",
                found=self.ending.aftercare_weeks,
                allowed=Said("sim.0_with_duration_until_foothold_weeks"),
            )
        return self

    def conditions(self) -> list[tuple[str, Condition]]:
        """Every condition of the policy, with the field it stands in."""
        targeting, found = self.targeting, list[tuple[str, Condition]]()
        found += [(f"targeting.eligible.{k}", c) for k, c in enumerate(targeting.eligible)]
        found += [(f"targeting.first.{k}", c) for k, c in enumerate(targeting.first)]
        if not isinstance(targeting.score, str):
            found += [
                (f"targeting.score.{k}.who", term.who)
                for k, term in enumerate(targeting.score)
                if term.who is not None
            ]
        caps = enumerate(self.duration.exceptions)
        found += [(f"duration.exceptions.{k}.group", cap.group) for k, cap in caps]
        found += [
            (f"measures.{m}.who.{k}", c)
            for m, measure in enumerate(self.measures)
            for k, c in enumerate(measure.who)
        ]
        return found
