"""What youths are drawn from: means by jobcentre and stratum, spreads and correlations.

Plain values; where they come from is the caller's business. See `sim.population` for the method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.group_rules import GroupRule
from sim.messages import Said
from sim.population_strata import Stratum

Floats = npt.NDArray[np.float64]


class Latent(IntEnum):
    """The variables tied by the copula, in the order of `PopulationTables.correlation`.

    Append only: the triangular factor leaves the earlier ones as they were.
    """

    SU_1 = 0
    SU_2 = 1
    SU_3 = 2
    TRANSFER_1 = 3
    TRANSFER_2 = 4
    TRANSFER_3 = 5
    AGE = 6
    IMMIGRANT = 7
    MARK = 8
    MOTHER_NO_EDUCATION = 9
    FATHER_NO_EDUCATION = 10
    MOTHER_INCOME = 11
    FATHER_INCOME = 12


#: The survey questions drawn, in the order of the `item_*` tables; 0 is the best answer.
ITEMS = ("health", "social", "coping", "way_to_education", "wants_a_job")


@dataclass(frozen=True, eq=False)
class PopulationTables:
    """All that is needed to draw youths: J jobcentres, 3 strata (`Stratum`), 3 years back.

    Attributes:
        jobcentre_names: J names.
        trial_seats: (J,) youths per jobcentre for which the means below meet the printed ones.
        stratum_sizes: (3,) persons; only their proportions matter.
        mark_low, mark_high, mark_mean: (3,) on the Danish 7-point scale; nan without marks.
        mark_concentration: (3,) a + b of the beta distribution of marks; nan without marks.
        su_mean: (J, 3, 3) mean share of year k back on SU, [jobcentre, stratum, year].
        transfer_mean: (J, 3, 3) mean share of year k back on other income transfers.
        su_concentration, transfer_concentration: a + b of the beta of a year's share of SU among
            those who ever had it, and of transfers within the part of the year without SU.
        age_low, age_high: years, the range [low, high).
        age_mean: (J, 3) years. age_concentration: a + b.
        immigrant_share: (J, 3) share of immigrants or descendants.
        parent_no_education: (2, 3) share with no education after school, [mother or father].
        parent_income: (2, 3) mean, 1000 DKK per year. income_log_sd: sd of its logarithm.
        correlation: (13, 13) between the standard normals of `Latent`, within stratum.
        severity_shift_no_marks: sds by which those without marks lie higher before the overall
            distribution is made standard normal. severity_transfer: correlation within stratum
            with the three years' transfers.
        severity_mean, severity_sd: of the beta distribution of severity, on [0, 1].
        item_cuts: per item of `ITEMS`, (answers - 1,) standard normal cut points, best first.
        item_loading: (5,) correlation of each answer's normal with severity's.
        item_answers: per item, the answers in words, best first.
        own_groups: groups of a study's own, by name (`sim.group_rules`).

    Raises:
        ValueError: shapes do not fit, means lie outside their ranges, or the correlations are
            not those of any distribution or tie SU to transfers. (SU and the rest of the year
            must be independent within stratum for the mean of their product to be met.)
    """

    jobcentre_names: tuple[str, ...]
    trial_seats: npt.NDArray[np.int64]
    stratum_sizes: Floats
    mark_low: Floats
    mark_high: Floats
    mark_mean: Floats
    mark_concentration: Floats
    su_mean: Floats
    transfer_mean: Floats
    su_concentration: float
    transfer_concentration: float
    age_low: float
    age_high: float
    age_mean: Floats
    age_concentration: float
    immigrant_share: Floats
    parent_no_education: Floats
    parent_income: Floats
    income_log_sd: float
    correlation: Floats
    severity_shift_no_marks: float
    severity_transfer: float
    severity_mean: float
    severity_sd: float
    item_cuts: tuple[Floats, ...]
    item_loading: Floats
    item_answers: tuple[tuple[str, ...], ...]
    own_groups: Mapping[str, GroupRule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse tables from which nothing can be drawn without bias."""
        j, s = len(self.jobcentre_names), len(Stratum)
        shapes: dict[str, tuple[int, ...]] = {
            "trial_seats": (j,),
            "stratum_sizes": (s,),
            "mark_mean": (s,),
            "su_mean": (j, s, 3),
            "transfer_mean": (j, s, 3),
            "age_mean": (j, s),
            "immigrant_share": (j, s),
            "parent_no_education": (2, s),
            "parent_income": (2, s),
            "correlation": (len(Latent), len(Latent)),
            "item_loading": (len(ITEMS),),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(
                    Said(
                        "sim.name_has_shape_shape_not_shape2",
                        name=name,
                        shape=getattr(self, name).shape,
                        shape2=shape,
                    )
                )
        if not (
            np.all(self.su_mean > 0)
            and np.all(self.transfer_mean > 0)
            and np.all(self.su_mean + self.transfer_mean < 1)
        ):
            raise ValueError(Said("sim.mean_shares_of_su_and_transfers"))
        if np.any((self.age_mean <= self.age_low) | (self.age_mean >= self.age_high)):
            raise ValueError(Said("sim.mean_ages_must_lie_inside_the"))
        for name in ("immigrant_share", "parent_no_education"):
            if not np.all((getattr(self, name) >= 0) & (getattr(self, name) <= 1)):
                raise ValueError(Said("sim.name_must_lie_in_0_1", name=name))
        ties = np.append(self.item_loading, self.severity_transfer)
        if not np.all(np.abs(ties) < 1):
            raise ValueError(Said("sim.correlations_with_severity_must_lie_inside"))
        if not 0 < self.severity_sd**2 < self.severity_mean * (1 - self.severity_mean):
            raise ValueError(Said("sim.no_distribution_on_0_1_has"))
        spreads = (self.su_concentration, self.transfer_concentration, self.age_concentration)
        if not (min(*spreads, np.nanmin(self.mark_concentration), self.income_log_sd) > 0):
            raise ValueError(Said("sim.concentrations_and_the_spread_of_incomes"))
        su, transfer = slice(Latent.SU_1, Latent.SU_3 + 1), slice(Latent.TRANSFER_1, Latent.AGE)
        if np.any(self.correlation[su, transfer]):
            raise ValueError(Said("sim.su_and_transfers_must_not_be"))
        if not np.array_equal(self.correlation, self.correlation.T):
            raise ValueError(Said("sim.correlation_must_be_symmetric"))
        try:
            _ = self.factor
        except np.linalg.LinAlgError:
            raise ValueError(Said("sim.correlation_is_not_positive_definite")) from None

    @cached_property
    def factor(self) -> Floats:
        """(13, 13) lower triangular factor of `correlation`."""
        return np.asarray(np.linalg.cholesky(self.correlation), dtype=np.float64)

    @property
    def stratum_shares(self) -> Floats:
        """(3,) shares of the strata."""
        return np.asarray(self.stratum_sizes / self.stratum_sizes.sum())


def never_su_by_stratum(tables: PopulationTables, share_never_su: float) -> Floats:
    """(3,) probability of no SU in three years, which averages to `share_never_su`.

    Strata with less SU have more who never had it: the logit of the probability, as a part of the
    most that the stratum's means allow, falls with the logit of the stratum's mean SU. The most is
    1 - max mean: beyond it the others would need more than a full year of SU in a year.

    Raises:
        InputError: no such probabilities exist.
    """
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    most = 1.0 - tables.su_mean.max(axis=(0, 2))
    limit = float(tables.stratum_shares @ most)
    if not 0.0 < share_never_su < limit:
        raise InputError(
            Said("sim.not_possible_with_the_printed_shares"),
            field="share_never_su",
            found=share_never_su,
            allowed=Said("sim.above_0_and_below_limit", limit=limit),
        )
    weights = tables.trial_seats / tables.trial_seats.sum()
    tilt = -logit(np.tensordot(weights, tables.su_mean.mean(axis=2), axes=1))

    def excess(level: float) -> float:
        return float(tables.stratum_shares @ (most * expit(level + tilt))) - share_never_su

    level = brentq(excess, -60.0, 60.0, xtol=1e-13)
    return np.asarray(most * expit(level + tilt))
