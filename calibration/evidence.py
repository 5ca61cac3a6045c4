"""What a study saw, as far as results speak of it: its weeks, outcomes, arms and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from calibration.observe import OUTCOMES
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
        measured: outcomes on which its tables have an effect, for anybody and in any weeks, by
            their names in the accounts. Statuses that it counted as one (pension and resource
            course) are all of them measured.
        treated_share: of its people, those who were offered a mentor.
        families: groups that results are shown for, by family; the first is everybody.
        titles: what groups are called, where not as usual.
        title: what the study is called.
    """

    support_weeks: int
    observed_weeks: int
    onset_week: int | None
    measured: frozenset[str]
    treated_share: float
    families: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, Text]
    title: Text

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that results are shown for, in order."""
        return tuple(name for members in self.families.values() for name in members)

    def speaks_of(self, outcomes: Iterable[str]) -> bool:
        """Whether it measured all outcomes that a number is made of, by names in the accounts."""
        return self.measured.issuperset(outcomes)

    def last_week(self, end: int, outcomes: Iterable[str]) -> int:
        """Last week since entry for which the study speaks to something under a policy.

        Args:
            end: last week that it speaks to under the policy, -1 for none
                (`scenarios.policy.policies.evidence_ends`).
            outcomes: that the number is made of, by their names in the accounts.

        Returns:
            `end`, or -1 where one of the outcomes was not measured.

        >>> shipped_evidence().last_week(73, ["education"])
        73
        >>> shipped_evidence().last_week(73, ["education", "completed"])
        -1
        """
        return end if self.speaks_of(outcomes) else -1


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
        measured=frozenset(name for row in trial.tables.effects for name in _names_of(row.outcome)),
        treated_share=float(trial.treated_seats.sum() / trial.seats.sum()),
        families=trial.groups.of_family,
        titles=trial.groups.titles,
        title=design.title,
    )


def _names_of(outcome: str) -> tuple[str, ...]:
    """Names in the accounts of an outcome of effects.csv; its own where no status stands for it."""
    statuses = OUTCOMES.get(outcome, ())
    return tuple(status.name.lower() for status in statuses) or (outcome,)


@cache
def shipped_evidence() -> Evidence:
    """What the study saw that ships with the project."""
    return evidence_of(the_trial())
