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
#: Steps of the refund of benefit, by weeks on benefit.
STEPS = (1, 2, 3, 4)


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


#: Households that rates differ by: without children at home or living out; parents.
HOUSEHOLDS = ("home", "out", "parent_single", "parent_couple")


def _mixed(read: Read, age: str, rates: Mapping[str, Floats]) -> Floats:
    """A monthly rate over the households of an age class; shape (n, 1)."""
    parents, home = read(f"share_parents_{age}"), read(f"share_at_home_{age}")
    single = read("share_parents_single")
    parent = single * rates["parent_single"] + (1.0 - single) * rates["parent_couple"]
    without = home * rates["home"] + (1.0 - home) * rates["out"]
    return parents * parent + (1.0 - parents) * without


def weekly(read: Read, age: str, rates: Mapping[str, Floats]) -> Floats:
    """Kroner a week of an age class from its monthly rates by household; shape (n, 1).

    Args:
        read: gives prices by name, shape (n, 1).
        age: class of age.
        rates: kroner a month by household, shape (n, 1) each.
    """
    return _mixed(read, age, rates) / weeks_per_month()


def _over_ages(read: Read, from_25: Floats, rates: Mapping[str, Mapping[str, Floats]]) -> Floats:
    """Kroner a week from monthly rates by age class and household."""
    under, over = (_mixed(read, age, rates[age]) for age in AGES)
    return (under * (1.0 - from_25) + over * from_25) / weeks_per_month()


def benefit_by_household(read: Read, age: str) -> dict[str, Floats]:
    """The monthly benefit with what comes on top of it, by household; shape (n, 1)."""

    def topped(household: str, supplement: str) -> Floats:
        whole = read(f"benefit_{age}_{household}") + read("supplement_share") * read(supplement)
        return whole + read("supplement_transitional")

    rates = {h: topped(h, f"supplement_{age}_{h}") for h in ("home", "out")}
    rates |= {h: topped(h, f"supplement_{h}") for h in ("parent_single", "parent_couple")}
    # Who lives out, without children and without a partner has a supplement of its own; the
    # mentally ill have one rate with everything in it, where the year has it and it is higher.
    out = rates["out"] + read("share_single") * read("supplement_single")
    ill = read("share_mentally_ill")
    rates["out"] = (1.0 - ill) * out + ill * np.maximum(out, read("benefit_mentally_ill"))
    return rates


def benefit_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on benefit, supplements included.

    Args:
        read: the prices.
        from_25: share of people from 25, shape (n, weeks) or (weeks,).
    """
    return _over_ages(read, from_25, {age: benefit_by_household(read, age) for age in AGES})


def part_time_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner of benefit per person-week in employment: what part-time work leaves of it.

    Of the earnings of a part-time job an amount is free, of the rest a share is deducted from the
    benefit, and all of what lies above a limit. As `benefit_rate`; where a year lets no part-time
    job leave a benefit, 0.
    """
    left = {age: part_time_left(read, benefit_by_household(read, age)) for age in AGES}
    return read("part_time_share") * _over_ages(read, from_25, left)


def part_time_left(read: Read, benefits: Mapping[str, Floats]) -> dict[str, Floats]:
    """What part-time work leaves of a monthly benefit, by household; shape (n, 1).

    Args:
        read: the prices.
        benefits: by household (`benefit_by_household`).
    """
    monthly = wage_full_time_rate(read) * weeks_per_month() * read("part_time_hours_share")
    limit = read("earnings_limit")
    return {
        household: _left(
            rate,
            monthly,
            read("earnings_free" + ("_home" if household == "home" else "")),
            limit,
            read("earnings_deducted_share"),
        )
        for household, rate in benefits.items()
    }


def _left(benefit: Floats, earned: Floats, free: Floats, limit: Floats, deducted: Floats) -> Floats:
    """What earnings leave of a monthly benefit."""
    below = np.maximum(np.minimum(earned, limit) - free, 0.0)
    above = np.maximum(earned - limit, 0.0)
    return np.maximum(benefit - deducted * below - above, 0.0)


def grant_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on SU; as `benefit_rate`."""
    return _over_ages(read, from_25, {age: grant_by_household(read, age) for age in AGES})


def grant_by_household(read: Read, age: str) -> dict[str, Floats]:
    """The monthly SU by household; shape (n, 1).

    Parents have a supplement that is a share of the rate living out. Some under 25 who live out
    have the rate at home all the same.
    """
    out, home = read("grant_out"), read("grant_home")
    parents = {
        f"parent_{who}": out * (1.0 + read(f"grant_parent_supplement_{who}"))
        for who in ("single", "couple")
    }
    if age == "from_25":
        return {"home": home, "out": out, **parents}
    held = read("grant_home_rate_share_under_25")
    return {"home": home, "out": held * home + (1.0 - held) * out, **parents}


def course_rate(read: Read, from_25: Floats) -> Floats:
    """Kroner per person-week on a resource course; as `benefit_rate`.

    Who comes from benefit goes on at about its level: the course's own benefit is a multiple of it.
    """
    return benefit_rate(read, from_25) * read("course_benefit_ratio")


def pension_rate(read: Read) -> Floats:
    """Kroner per person-week on a disability pension, over households, shape (n, 1)."""
    single = read("share_single")
    monthly = single * read("pension_single") + (1.0 - single) * read("pension_couple")
    return np.asarray(monthly / weeks_per_month())


def refund_step(read: Read, week_on_benefit: Floats) -> Floats:
    """Share of the benefit that the state refunds in a week on benefit, the first being week 1.

    Before 2016 all steps are equal; from 2016 the refund falls with the weeks. In company placement
    or ordinary education the refund is at least a share of its own, where the year has one.

    Args:
        read: the prices.
        week_on_benefit: shape (n, weeks) or (weeks,).
    """
    on = step_on_benefit(read, week_on_benefit)
    share = refund_of_step(read, STEPS[0]) + 0.0 * week_on_benefit
    for step in STEPS[1:]:
        share = np.where(on == step, refund_of_step(read, step), share)
    return share


def step_on_benefit(read: Read, week_on_benefit: Floats) -> npt.NDArray[np.int64]:
    """Which of `STEPS` of the refund a week on benefit is on; as `refund_step`."""
    on = np.full(np.broadcast(read("refund_step_2_from_week"), week_on_benefit).shape, STEPS[0])
    for step in STEPS[1:]:
        on = np.where(week_on_benefit >= read(f"refund_step_{step}_from_week"), step, on)
    return on


def refund_of_step(read: Read, step: int) -> Floats:
    """Share of the benefit that the state refunds on a step, shape (n, 1)."""
    share, placed = read(f"refund_step_{step}"), read("placement_share")
    in_placement = np.maximum(share, read("refund_in_placement"))
    return (1.0 - placed) * share + placed * in_placement


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


def wage_full_time_rate(read: Read) -> Floats:
    """Kroner of gross pay per person-week of full-time work, unskilled, shape (n, 1)."""
    return read("wage_full_time") / weeks_per_year()


def wage_rate(read: Read) -> Floats:
    """Kroner of gross pay per person-week in employment, unskilled, shape (n, 1)."""
    return wage_full_time_rate(read) * read("hours_worked_share")


def fgu_share(read: Read) -> Floats:
    """Share of the weeks in education that are FGU, shape (n, 1).

    FGU is a preparatory education; the person-weeks that are priced do not hold the kind, which
    is a share of its own.
    """
    return read("preparatory_school_share") * read("fgu_share")


def school_rates(read: Read) -> tuple[Floats, Floats]:
    """Kroner of school per person-week in education, and those of them the municipality pays.

    A student-year is a year on SU. FGU has a cost and a municipal share of its own.

    Returns:
        both of shape (n, 1).
    """
    fgu = fgu_share(read)
    other = (1.0 - fgu) * read("school_taxameter") * (1.0 + read("school_other_rates_share"))
    in_fgu = fgu * read("fgu_cost")
    local = other * read("school_municipal_share") + in_fgu * read("fgu_municipal_share")
    return (other + in_fgu) / weeks_per_year(), local / weeks_per_year()
