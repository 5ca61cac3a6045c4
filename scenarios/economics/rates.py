"""What one person brings and costs in a week, by weeks since entry: rates, refund, ages.

Every function takes `read`, which gives a price by name, shape (n, 1), and returns shape (n, weeks)
(n price draws). Rates by age, living out or at home and children come together by the shares of
people in each class, which are prices too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.reference import full_time_hours, weeks_per_month

Floats = npt.NDArray[np.float64]
#: A price by name, shape (n, 1).
Read = Callable[[str], Floats]

MONTHS = 12
#: Age classes that the rates know.
AGES = ("under_25", "from_25")


def weeks_per_year() -> float:
    """Weeks in an average year (52.14)."""
    return MONTHS * weeks_per_month()


def hours_per_year() -> float:
    """Paid hours in a full-time year, holidays included (1,929)."""
    return full_time_hours() * weeks_per_year()


def share_from_25(read: Read, weeks: int) -> Floats:
    """Share of the people who have reached the age of the higher rates, by weeks since entry.

    Ages at entry are spread evenly from the lowest to the highest; everybody grows older. People
    who pass 30 stay in the class: rates from 30 were not collected.
    """
    lowest, highest = read("age_at_entry_lowest"), read("age_at_entry_highest")
    grown = np.arange(weeks) / weeks_per_year()
    above = highest - (read("adult_rate_from_age") - grown)
    return np.clip(above / (highest - lowest), 0.0, 1.0)


def _mixed(read: Read, age: str, rates: Mapping[str, Floats]) -> Floats:
    """A monthly rate over parents, at home and living out; shape (n, 1)."""
    parents, home = read(f"share_parents_{age}"), read(f"share_at_home_{age}")
    without = home * rates["home"] + (1.0 - home) * rates["out"]
    return parents * rates["parent"] + (1.0 - parents) * without


def benefit_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on benefit, activity supplement included.

    Args:
        read: the prices.
        from_25: share of people from 25, shape (n, weeks) or (weeks,).
    """
    monthly = []
    for age in AGES:
        supplement = {h: read("supplement_share") * read(f"supplement_{age}_{h}") for h in _HOMES}
        rates = {h: read(f"benefit_{age}_{h}") + supplement[h] for h in _HOMES}
        rates["parent"] = read(f"benefit_{age}_parent")
        monthly.append(_mixed(read, age, rates))
    return (monthly[0] * (1.0 - from_25) + monthly[1] * from_25) / weeks_per_month()


_HOMES = ("out", "home")


def grant_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on SU; as `benefit_rate`."""
    rates = {name: read(f"grant_{name}") for name in (*_HOMES, "parent")}
    under, over = (_mixed(read, age, rates) for age in AGES)
    return (under * (1.0 - from_25) + over * from_25) / weeks_per_month()


def course_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on a resource course; as `benefit_rate`.

    Who comes from benefit goes on at about its level: the course's own benefit is a multiple of it.
    """
    return benefit_rate(read, from_25) * read("course_benefit_ratio")


def pension_rate(read: Read) -> Floats:
    """Kroner per person-week on a disability pension, shape (n, 1)."""
    return read("pension_benefit") / weeks_per_month()


def refund_step(read: Read, week_on_benefit: Floats) -> Floats:
    """Share of the benefit that the state refunds in a week on benefit, the first being week 1.

    Before 2016 all steps are equal; from 2016 the refund falls with the weeks. In company placement
    or ordinary education the refund is at least a share of its own, where the year has one.

    Args:
        read: the prices.
        week_on_benefit: shape (n, weeks) or (weeks,).
    """
    share = read("refund_step_1") + 0.0 * week_on_benefit
    for step in (2, 3, 4):
        reached = week_on_benefit >= read(f"refund_step_{step}_from_week")
        share = np.where(reached, read(f"refund_step_{step}"), share)
    placed = read("placement_share")
    return (1.0 - placed) * share + placed * np.maximum(share, read("refund_in_placement"))


def refund_share(read: Read, weeks: int, earlier: Mapping[float, float] | None = None) -> Floats:
    """Share of benefit refunded by weeks since entry, for people who come with earlier weeks.

    Somebody who is on benefit w weeks after entry counts as in week `earlier + w + 1`: short breaks
    do not start the ladder anew. People who come from long spells are on its last step at once.

    Args:
        read: the prices.
        weeks: since entry.
        earlier: shares of the entrants by weeks on benefit before entry, summing to 1; None
            takes the two classes of the prices: new ones, and those with the mean of earlier weeks.
    """
    since: Floats = np.arange(1, weeks + 1, dtype=np.float64)
    if earlier is not None:
        parts = [s * refund_step(read, before + since) for before, s in earlier.items()]
        return np.asarray(sum(parts[1:], start=parts[0]), np.float64)
    new = read("entrants_new_share")
    # Weeks are whole: a drawn 98.7 weeks is 98.
    before = np.asarray(np.floor(read("earlier_benefit_weeks")), np.float64)
    old = refund_step(read, before + since)
    return new * refund_step(read, since) + (1.0 - new) * old


def wage_rate(read: Read) -> Floats:
    """Kroner of gross pay per person-week in employment, unskilled, shape (n, 1)."""
    return read("wage_full_time") * read("hours_worked_share") / weeks_per_year()


def school_rate(read: Read) -> Floats:
    """Kroner of school per person-week in education, a student-year being a year on SU."""
    taxameter = read("school_taxameter") * (1.0 + read("school_other_rates_share"))
    return taxameter / weeks_per_year()
