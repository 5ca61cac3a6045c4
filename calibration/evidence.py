"""What a study saw, as far as results speak of it: its weeks, its arms, its groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from calibration.trial import Trial, the_trial
from sim.programme import Text

#: Row of effects.csv that says when the effect on education begins to show.
ONSET = "edu_all_onset"


@dataclass(frozen=True)
class Evidence:
    """What a study saw.

    Attributes:
        support_weeks: for which the treated were supported at most.
        observed_weeks: since entry, to which everybody was followed.
        onset_week: since entry, by which the effect on education was seen to begin; None if the
            study says nothing of it.
        treated_share: of its people, those who were offered a mentor.
        families: groups that results are shown for, by family; the first is everybody.
        titles: what groups are called, where not as usual.
        title: what the study is called.
    """

    support_weeks: int
    observed_weeks: int
    onset_week: int | None
    treated_share: float
    families: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, Text]
    title: Text

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that results are shown for, in order."""
        return tuple(name for members in self.families.values() for name in members)


def evidence_of(trial: Trial) -> Evidence:
    """What a study saw.

    Args:
        trial: the study as a world.
    """
    rows = {row.id: row for row in trial.tables.effects}
    design = trial.design
    return Evidence(
        support_weeks=int(design.support_weeks.value),
        observed_weeks=int(design.observed_weeks.value),
        onset_week=rows[ONSET].week_to if ONSET in rows else None,
        treated_share=float(trial.treated_seats.sum() / trial.seats.sum()),
        families=trial.groups.of_family,
        titles=trial.groups.titles,
        title=design.title,
    )


@cache
def shipped_evidence() -> Evidence:
    """What the study saw that ships with the project."""
    return evidence_of(the_trial())
