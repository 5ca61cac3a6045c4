"""An account from few sums: person-weeks by what their price goes by.

A week's kroner go by its status, by whether the person is 25, and, where the state refunds a part,
by the step of the refund that the week is on. So an account of years to come is worked out from
some dozens of sums, exactly as week by week (`scenarios.economics.purses`; a test holds the two
against each other in every rule set). What is worked out here may be numbers or cells of a workbook
that have a formula beside their number (`mentorsim.present.workbook.formula`): nothing but `+`,
`-`, `*`, `/` and the functions of `scenarios.economics.rates` and `mentor_cost` is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from scenarios.economics import mentor_cost, rates
from scenarios.economics.person_weeks import Counted
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.purse_names import DECISIONS
from scenarios.economics.rates import AGES, STEPS, Read

Floats = npt.NDArray[np.float64]
#: Gives back what was worked out, once it is noted under a name.
Keep = Callable[[str, Floats], Floats]

#: Statuses whose kroner are refunded by weeks on benefit: entries of what is paid, refund, tax.
LADDERED = {
    "on_benefit": ("benefit", "benefit_refund", "tax_on_benefit"),
    "employment": ("part_time_benefit", "part_time_refund", "tax_on_part_time"),
    "resource_course": ("course_benefit", "course_refund", "tax_on_course"),
}
#: Who somebody was at entry: without earlier weeks on benefit, or with them.
ENTRANTS = ("new", "earlier")
#: Sums of what the programme takes: paid hours of mentors, posts, other measures, and decisions
#: that grant support, where they are in the bill.
TAKEN = ("hours_in_use", "hours_unused", "posts", "measures", DECISIONS)
#: Sums of person-weeks.
LIVED = (
    *(f"{s}.{age}.{who}.{k}" for s in LADDERED for age in AGES for who in ENTRANTS for k in STEPS),
    *(f"education.{age}" for age in AGES),
    "pension",
)
CLASSES = (*LIVED, *TAKEN)


def class_sums(quantities: Counted, values: PriceValues) -> Floats:
    """Sums of what happened over `CLASSES`, shape (draws, years, classes).

    Args:
        quantities: person-weeks, mentor hours and measures.
        values: prices, which say how old people are and how long they have been on benefit.
    """

    def read(name: str) -> Floats:
        return values[name][:, None]

    horizon = quantities.horizon
    older = quantities.from_25
    older = rates.share_from_25(read, horizon) if older is None else older
    ages = dict(zip(AGES, (1.0 - older, older), strict=True))
    ladder = _on_steps(quantities, read)
    found: dict[str, Floats] = {}
    for status in LADDERED:
        for age, share in ages.items():
            weeks = quantities.weeks[status] * share
            for who, steps in ladder.items():
                for step, here in zip(STEPS, steps, strict=True):
                    found[f"{status}.{age}.{who}.{step}"] = quantities.by_year(weeks * here)
    for age, share in ages.items():
        found[f"education.{age}"] = quantities.by_year(quantities.weeks["education"] * share)
    found["pension"] = quantities.by_year(quantities.weeks["pension"])
    unused = quantities.unused_hours
    found["hours_unused"] = np.zeros_like(quantities.mentor_hours) if unused is None else unused
    found["hours_in_use"] = quantities.mentor_hours - found["hours_unused"]
    found["posts"], found["measures"] = quantities.posts_set_up, quantities.measures
    made = quantities.decisions
    found[DECISIONS] = np.zeros_like(quantities.mentor_hours) if made is None else made
    return np.stack([found[name] for name in CLASSES], axis=-1)


def _on_steps(quantities: Counted, read: Read) -> dict[str, list[Floats]]:
    """By `ENTRANTS` and step, the share of people who are on it in a week since entry."""
    since: Floats = np.arange(1, quantities.horizon + 1, dtype=np.float64)

    def on(before: Floats | float) -> list[Floats]:
        steps = rates.step_on_benefit(read, before + since)
        return [np.asarray(steps == step, np.float64) for step in STEPS]

    if quantities.earlier_weeks is None:
        before = np.floor(read("earlier_benefit_weeks"))
        return dict(zip(ENTRANTS, (on(0.0), on(before)), strict=True))
    parts = [[s * x for x in on(w)] for w, s in quantities.earlier_weeks.items()]
    mixed = [np.asarray(sum(step[1:], start=step[0])) for step in zip(*parts, strict=True)]
    return dict.fromkeys(ENTRANTS, mixed)


def as_it_is(name: str, x: Floats) -> Floats:
    """Notes nothing."""
    return x


def unit_prices(read: Read, keep: Keep = as_it_is, *, granted: bool = True) -> dict[str, Floats]:
    """What one of each class brings and costs.

    Args:
        read: the prices, shape (n, 1).
        keep: notes what is worked out on the way.
        granted: whether decisions that grant support are in the bill.

    Returns:
        By name, shape (n, 1): kroner per person-week (`on_benefit.AGE`, `employment.AGE` (the
        benefit that part-time work leaves), `resource_course.AGE`, `education.AGE` (SU), `pension`,
        `wage`, `school` and `school_local` (the municipality's part), `services`), per paid hour
        (`mentor_hour`), post (`post`) and decision (`decision`, if they are in the bill); the
        refunded share of a step (`refund.STEP`) and of mentor costs (`mentor_refund`).
    """
    found: dict[str, Floats] = {}

    def put(name: str, x: Floats) -> Floats:
        found[name] = keep(name, x)
        return found[name]

    def households(kind: str, monthly: Mapping[str, Floats]) -> dict[str, Floats]:
        return {h: put(f"{kind}.{h}", x) for h, x in monthly.items()}

    for age in AGES:
        benefits = households(f"benefit.{age}", rates.benefit_by_household(read, age))
        put(f"on_benefit.{age}", rates.weekly(read, age, benefits))
        left = households(f"left.{age}", rates.part_time_left(read, benefits))
        put(f"employment.{age}", read("part_time_share") * rates.weekly(read, age, left))
        put(f"resource_course.{age}", found[f"on_benefit.{age}"] * read("course_benefit_ratio"))
        grants = households(f"grant.{age}", rates.grant_by_household(read, age))
        put(f"education.{age}", rates.weekly(read, age, grants))
    for step in STEPS:
        put(f"refund.{step}", rates.refund_of_step(read, step))
    put("pension", rates.pension_rate(read))
    put("wage", rates.wage_rate(read))
    school, local = rates.school_rates(read)
    put("school", school)
    put("school_local", local)
    put("services", read("regional_services") / rates.weeks_per_year())
    put("mentor_hour", mentor_cost.mentor_hour(read))
    put("post", mentor_cost.startup(read))
    put("mentor_refund", read("mentor_refund") * read("mentor_refund_within_ceiling"))
    if granted:
        put("decision", mentor_cost.decision(read))
    return found


def entries_of(
    sums: Mapping[str, Floats],
    prices: Mapping[str, Floats],
    read: Read,
    keep: Keep = as_it_is,
    follows: Floats | float = 1.0,
) -> dict[str, dict[str, Floats]]:
    """Kroner by entry and purse, as `scenarios.economics.purses.budget_account` posts them.

    Args:
        sums: of `CLASSES`, by name, shape (n, years); without decisions there is no entry of them.
        prices: `unit_prices`.
        read: the prices.
        keep: notes what is worked out on the way.
        follows: what all person-weeks are multiplied by.
    """
    posted: dict[str, dict[str, Floats]] = {}

    def tax(entry: str, base: Floats, share: str) -> None:
        whole = keep(f"amount.{entry}", base * read(share))
        local = whole * read("tax_to_municipality")
        posted[entry] = {"person": -whole, "municipality": local, "state": whole - local}

    lived: dict[str, dict[str, Floats]] = {}
    for status, (paid_out, refund, taxed) in LADDERED.items():
        weeks, refunded = _on_the_ladder(status, sums, prices, read, keep, follows)
        lived[status] = weeks
        of_age = {age: prices[f"{status}.{age}"] for age in AGES}
        paid = keep(f"amount.{paid_out}", _over_ages(weeks, of_age))
        posted[paid_out] = {"municipality": -paid, "person": paid}
        back = keep(f"amount.{refund}", _over_ages(refunded, of_age))
        posted[refund] = {"municipality": back, "state": -back}
        tax(taxed, paid, "tax_share_benefit")
        if status == "on_benefit":
            services = keep("amount.regional_services", _both(weeks) * prices["services"])
            posted["regional_services"] = {"region": -services}
    weeks = {
        age: keep(f"weeks.education.{age}", sums[f"education.{age}"] * follows) for age in AGES
    }
    grant = _over_ages(weeks, {age: prices[f"education.{age}"] for age in AGES})
    grant = keep("amount.su", grant)
    posted["su"] = {"state": -grant, "person": grant}
    tax("tax_on_su", grant, "tax_share_grant")
    school = keep("amount.school", _both(weeks) * prices["school"])
    local = keep("amount.school_local", _both(weeks) * prices["school_local"])
    posted["school"] = {"municipality": -local, "state": local - school}
    wage = keep("amount.wage", _both(lived["employment"]) * prices["wage"])
    posted["wage"] = {"person": wage}
    contribution = wage * read("labour_market_contribution")
    contribution = keep("amount.labour_market_contribution", contribution)
    posted["labour_market_contribution"] = {"person": -contribution, "state": contribution}
    tax("tax_on_wage", wage - contribution, "tax_share_wage")
    pension = keep("weeks.pension", sums["pension"] * follows) * prices["pension"]
    pension = keep("amount.pension", pension)
    posted["pension"] = {"municipality": -pension, "person": pension}
    back = keep("amount.pension_refund", pension * read("pension_refund"))
    posted["pension_refund"] = {"municipality": back, "state": -back}
    tax("tax_on_pension", pension, "tax_share_pension")
    in_use = keep("amount.mentors", sums["hours_in_use"] * prices["mentor_hour"])
    unused = keep("amount.mentors_unused", sums["hours_unused"] * prices["mentor_hour"])
    posted["mentors"] = {"municipality": -in_use}
    posted["mentors_unused"] = {"municipality": -unused}
    back = keep("amount.mentor_refund", (in_use + unused) * prices["mentor_refund"])
    posted["mentor_refund"] = {"municipality": back, "state": -back}
    posted["start_up"] = {"municipality": -(sums["posts"] * prices["post"])}
    posted["other_measures"] = {"municipality": -(sums["measures"] * read("measure_cost"))}
    if DECISIONS in sums:
        posted[DECISIONS] = {"municipality": -(sums[DECISIONS] * prices["decision"])}
    return posted


def _on_the_ladder(
    status: str,
    sums: Mapping[str, Floats],
    prices: Mapping[str, Floats],
    read: Read,
    keep: Keep,
    follows: Floats | float,
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Person-weeks of a status, and how many of them are refunded, by age."""
    new = read("entrants_new_share")
    weeks, refunded = {}, {}
    for age in AGES:
        of = {
            step: {who: sums[f"{status}.{age}.{who}.{step}"] for who in ENTRANTS} for step in STEPS
        }
        first = of[STEPS[0]]["new"]
        every = sum((of[step]["new"] for step in STEPS[1:]), start=first)
        weeks[age] = keep(f"weeks.{status}.{age}", every * follows)
        parts = [
            prices[f"refund.{step}"] * (new * of[step]["new"] + (1.0 - new) * of[step]["earlier"])
            for step in STEPS
        ]
        back = sum(parts[1:], start=parts[0])
        refunded[age] = keep(f"refunded.{status}.{age}", back * follows)
    return weeks, refunded


def _over_ages(weeks: Mapping[str, Floats], of_age: Mapping[str, Floats]) -> Floats:
    under, over = AGES
    return weeks[under] * of_age[under] + weeks[over] * of_age[over]


def _both(weeks: Mapping[str, Floats]) -> Floats:
    under, over = AGES
    return weeks[under] + weeks[over]
