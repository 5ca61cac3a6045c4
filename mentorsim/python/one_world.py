"""One world: what happened in it, and to whom.

The people are simulated. Where they were made up from a municipality's file of individuals their
tables stay in memory all the same: `OneWorld.write_persons` refuses to write them, and the tables
say of themselves that they stay in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from calibration.posterior import Posterior
from calibration.trial import Trial
from mentorsim.folders.output import check_folder, whole_folder
from mentorsim.python.policies import fitted_to
from scenarios.comparison.prepared import prepared
from scenarios.comparison.setting import horizon_to
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.intake import cohort_for
from scenarios.policy.policies import NamedPolicy
from sim.cohort import Cohort
from sim.errors import InputError
from sim.messages import Said
from sim.outcomes.accounts import Accounts
from sim.persons import Persons, simulate_persons
from sim.programme import Intake
from sim.shown import ResultShown, Shown

#: The attribute (`DataFrame.attrs`) by which a table of persons says whether it may be written.
STAYS_IN_MEMORY = "stays_in_memory"


@dataclass(frozen=True, repr=False)
class OneWorld(ResultShown):
    """One world under one policy.

    What its accounts have (`sim.outcomes.accounts.Accounts`: `sizes`, `calendar`, `level`,
    `to_xarray` ...) can be asked of the world itself.

    Attributes:
        accounts: what happened, by week, status and group; `accounts.people` are the counts.
        recorded: the people and their lives; None if they were not asked for.
        stays_in_memory: whether tables of its people must not be written: they were made up from a
            file of individuals.
        situation: whose situation it is in, on one line (`scenarios.situation`); empty if none was
            said.
    """

    accounts: Accounts
    recorded: Persons | None = field(default=None, repr=False)
    stays_in_memory: bool = False
    situation: str = ""

    def shown(self) -> Shown:
        """What its accounts say of themselves, and whether its people can be asked for."""
        told = self.accounts.shown()
        told = replace(told, facts=(*filter(None, [self.situation]), *told.facts))
        if self.recorded is None:
            return told
        return replace(
            told, further=(".people()", ".persons_by_week()", ".spells()", *told.further)
        )

    def __getattr__(self, name: str) -> Any:
        """What the world itself does not have, its accounts may."""
        if name.startswith("__") or name == "accounts":
            raise AttributeError(name)
        return getattr(self.accounts, name)

    def __dir__(self) -> list[str]:
        """Names of what can be asked for, those of the accounts among them."""
        return sorted({*super().__dir__(), *dir(self.accounts)})

    @property
    def persons(self) -> pd.DataFrame:
        """What each person received, and where they stand at the end, one row per person."""
        return self._marked(self.accounts.persons.copy())

    def people(self) -> pd.DataFrame:
        """Who they are, one row per person; see `sim.persons.Persons.people`.

        Raises:
            InputError: people were not asked for.
        """
        return self._marked(self._asked_for("people").people())

    def persons_by_week(self) -> pd.DataFrame:
        """One row per person and week since entry; see `sim.persons.Persons.by_week`.

        Raises:
            InputError: people were not asked for.
        """
        return self._marked(self._asked_for("persons_by_week").by_week())

    def spells(self) -> pd.DataFrame:
        """One row per person and spell in a status; see `sim.persons.Persons.spells`.

        Raises:
            InputError: people were not asked for.
        """
        return self._marked(self._asked_for("spells").spells())

    def write_persons(self, folder: str | Path) -> None:
        """Write people.csv, persons_by_week.csv and spells.csv, all of them or none.

        Args:
            folder: is made if it is not there.

        Raises:
            InputError: people were not asked for, they stay in memory, or the folder cannot be
                written to.
        """
        self._asked_for("write_persons")
        out = Path(folder)
        if self.stays_in_memory:
            raise InputError(
                Said("mentorsim.people_who_were_made_up_from"),
                file=out,
                allowed=Said("mentorsim.counts_and_shares_to_xarray_calendar"),
            )
        check_folder(out)
        with whole_folder(out) as part:
            for name in ("people", "persons_by_week", "spells"):
                getattr(self, name)().to_csv(part / f"{name}.csv", index=False, lineterminator="\n")

    def _asked_for(self, method: str) -> Persons:
        if self.recorded is None:
            raise InputError(
                Said("mentorsim.the_people_of_this_world_were"),
                field=method,
                allowed=Said("mentorsim.ask_for_them_when_it_is"),
            )
        return self.recorded

    def _marked(self, table: pd.DataFrame) -> pd.DataFrame:
        table.attrs[STAYS_IN_MEMORY] = self.stays_in_memory
        return table


def simulate_one(
    people: Trial | LocalPeople,
    named: NamedPolicy,
    posterior: Posterior,
    *,
    weeks: int,
    draw: int,
    seed: int,
    persons: bool,
    arms: bool,
) -> OneWorld:
    """Live one world under one policy and draw.

    Args:
        people: who lives.
        named: what is offered.
        posterior: the draws.
        weeks: the last week since entry that is followed; week 0 is that of entry.
        draw: of the posterior, by number.
        seed: of the world.
        persons: whether everybody's every week is kept.
        arms: whether people are randomised into the trial's arms, and only the treated are
            offered the policy.

    Raises:
        InputError: weeks that cannot be followed, no such draw, or arms of people who are not the
            trial's.
    """
    horizon, values = horizon_to(weeks), posterior.values_at(draw)
    ready = prepared(people, fitted_to([named], posterior), posterior)
    cohort = cohort_for(ready.people, ready.intake, values, seed)
    treated = _arms(people, ready.intake, cohort, seed) if arms else None
    world = ready.policies[0].world(
        ready.offered_at(draw)[0], cohort, values, seed, horizon=horizon, offered=treated
    )
    recorded = simulate_persons(world, treated) if persons else None
    alone = isinstance(people, LocalPeople) and people.municipality.kind == "individuals"
    return OneWorld(world.run(), recorded, alone)


def _arms(
    people: Trial | LocalPeople, intake: Intake, cohort: Cohort, seed: int
) -> npt.NDArray[np.bool_]:
    if isinstance(people, LocalPeople) or intake.kind != "cohort":
        raise InputError(
            Said("mentorsim.only_the_trials_own_young_people"),
            field="arms",
            found=Said("mentorsim.a_municipalitys")
            if isinstance(people, LocalPeople)
            else Said("mentorsim.a_stream"),
            allowed=Said("mentorsim.arms_false_or_the_trials_cohort"),
        )
    return people.treated(cohort, seed)
