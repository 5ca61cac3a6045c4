"""The budget account: every krone in and out of municipality, state, region and young person.

Kroner are positive into a purse, by calendar year, in constant prices, undiscounted and without
the net tax factor (that is the welfare account, `scenarios.economics.welfare`; the two are never
mixed). An entry is one of three kinds:

* `transfer`: between purses; its purses sum to zero (benefit, SU, refund, tax);
* `resource`: labour and goods used up; leaves a public purse and enters none of the four;
* `production`: pay for work, from employers; enters the young person's purse.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from scenarios.economics import mentor_cost, rates
from scenarios.economics.person_weeks import Counted
from scenarios.economics.price_draws import PriceValues
from scenarios.economics.price_file import Assumption
from scenarios.economics.purse_names import (
    DECISIONS,
    PRODUCTION,
    PUBLIC,
    PUBLIC_TOTAL,
    PURSES,
    RESOURCE,
    TRANSFER,
)
from sim.errors import InputError
from sim.messages import Said

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BudgetAccount:
    """Kroner by draw, calendar year, purse and entry.

    Attributes:
        kroner: dimensions (draw, year, purse, entry), others before them where groups or seeds are
            told apart; coordinate `kind` along `entry`; positive into the purse.
        people: who entered, dimension draw, and the others before it.
        values: the prices.
        reads: by entry, the prices that it was worked out from.
    """

    kroner: xr.DataArray
    people: xr.DataArray
    values: PriceValues
    reads: Mapping[str, frozenset[str]]

    def __sub__(self, other: BudgetAccount) -> BudgetAccount:
        """The difference to another account of the same people, years, draws and prices.

        Raises:
            InputError: the two do not belong together.
        """
        if not isinstance(other, BudgetAccount):
            return NotImplemented
        for name in ("draw", "year"):
            mine, theirs = self.kroner[name].values, other.kroner[name].values
            if not np.array_equal(mine, theirs):
                raise InputError(
                    Said("scenarios.accounts_that_do_not_belong_together"),
                    field=name,
                    found=Said(
                        "scenarios.ends_against_ends2", ends=_ends(mine), ends2=_ends(theirs)
                    ),
                    allowed=Said("scenarios.the_same_in_both"),
                )
        if not np.allclose(self.people, other.people):
            raise InputError(
                Said("scenarios.accounts_of_different_people"),
                field="people",
                found=Said(
                    "scenarios.mean_against_mean2",
                    mean=float(self.people.mean()),
                    mean2=float(other.people.mean()),
                ),
                allowed=Said("scenarios.as_many_in_both"),
            )
        if not self.values.equals(other.values):
            raise InputError(
                Said("scenarios.accounts_under_different_prices"),
                field="prices",
                found=Said(
                    "scenarios.one_and_other",
                    one=_described(self.values),
                    other=_described(other.values),
                ),
                allowed=Said("scenarios.the_same_price_values_in_both"),
            )
        return replace(self, kroner=self.kroner - other.kroner)

    def net(self, purse: str) -> xr.DataArray:
        """Net kroner of a purse, or of `public` in all; dimensions (draw, year).

        Raises:
            InputError: no such purse.
        """
        return _of_purse(self.kroner, purse).sum("entry")

    def per_person(self) -> BudgetAccount:
        """The same per young person who entered."""
        people = xr.ones_like(self.people)
        return replace(self, kroner=self.kroner / self.people, people=people)

    def table(self) -> pd.DataFrame:
        """Tidy: draw, year, purse, entry, kind, kroner; one row per number, nothing summed."""
        frame = self.kroner.to_dataframe(name="kroner").reset_index()
        return frame[["draw", "year", "purse", "entry", "kind", "kroner"]]

    def assumptions(self) -> tuple[Assumption, ...]:
        """What nobody could source and the numbers lean on; entries that are all zero do not."""
        used = self.kroner["entry"].values[(self.kroner != 0).any(("draw", "year", "purse")).values]
        names: set[str] = set()
        for entry in used:
            names |= self.reads[str(entry)]
        return self.values.prices.assumptions(names)


def _ends(labels: npt.NDArray[np.generic]) -> Said:
    if not labels.size:
        return Said("scenarios.none_at_all")
    first, last = labels[0], labels[-1]
    return Said("scenarios.ends_and_count", first=first, last=last, count=labels.size)


def _described(values: PriceValues) -> Said:
    year, digest = values.prices.rule_year, values.prices.digest()
    if values.draws is None:
        return Said("scenarios.central_values", year=year, digest=digest)
    count, seed = len(values), values.seed
    return Said("scenarios.drawn_values", year=year, count=count, seed=seed, digest=digest)


def _of_purse(kroner: xr.DataArray, purse: str) -> xr.DataArray:
    if purse == PUBLIC_TOTAL:
        return kroner.sel(purse=list(PUBLIC)).sum("purse")
    if purse not in PURSES:
        raise InputError(
            Said("scenarios.unknown_purse"),
            field="purse",
            found=purse,
            allowed=", ".join([*PURSES, PUBLIC_TOTAL]),
        )
    return kroner.sel(purse=purse, drop=True)


def budget_account(
    quantities: Counted, values: PriceValues, front: Sequence[str] = ()
) -> BudgetAccount:
    """The kroner of what happened.

    Args:
        quantities: person-weeks, mentor hours and measures.
        values: central prices, which go with any draws, or one draw of prices per posterior draw.
        front: names of the dimensions that the quantities have before their draws, if any; the
            account has them first.

    Raises:
        InputError: price draws and quantity draws are not the same.
    """
    if values.draws is not None and not np.array_equal(values.draws, quantities.draws):
        raise InputError(
            Said("scenarios.draws_of_prices_and_of_quantities"),
            field="draws",
            found=Said(
                "scenarios.prices_ends_quantities_ends2",
                ends=_ends(values.draws),
                ends2=_ends(quantities.draws),
            ),
            allowed=Said("scenarios.the_same_numbers_in_the_same"),
        )
    book = _Book(quantities, values)
    _benefit(book)
    _part_time(book)
    _course(book)
    _education(book)
    _employment(book)
    _pension(book)
    _programme(book)
    return book.closed(front)


def counted_entries(asked: Iterable[str], known: Container[str]) -> list[str]:
    """Those of some entries that an account has: decisions are in it only where they are counted.

    Args:
        asked: names of entries.
        known: entries of the account.
    """
    return [entry for entry in asked if entry != DECISIONS or entry in known]


class _Book:
    """Posts entries, and remembers which prices each was worked out from."""

    def __init__(self, quantities: Counted, values: PriceValues) -> None:
        self.of = quantities
        self.values = values
        self._read: set[str] = set()
        self._posted: dict[str, tuple[str, dict[str, Floats]]] = {}
        self._reads: dict[str, frozenset[str]] = {}

    def price(self, name: str) -> Floats:
        """A price, shape (n, 1)."""
        self._read.add(name)
        return self.values[name][:, None]

    def per_year(self, weekly: Floats) -> Floats:
        """Kroner by year from kroner by week since entry."""
        return self.of.by_year(weekly)

    @property
    def from_25(self) -> Floats:
        """Share of people from 25, shape (n, weeks) or (weeks,)."""
        if self.of.from_25 is not None:
            return self.of.from_25
        return rates.share_from_25(self.price, self.of.horizon)

    def post(self, entry: str, kind: str, **purses: Floats) -> None:
        """Enter kroner by year, (draws, years), into purses; closes the list of prices read."""
        self._posted[entry] = (kind, purses)
        self._reads[entry] = frozenset(self._read)
        self._read = set()

    def closed(self, front: Sequence[str]) -> BudgetAccount:
        """The account; `front` names the dimensions before draws."""
        kroner = np.zeros((*self.of.mentor_hours.shape, len(PURSES), len(self._posted)))
        for e, (_, purses) in enumerate(self._posted.values()):
            for purse, amounts in purses.items():
                kroner[..., PURSES.index(purse), e] = amounts
        kinds = [kind for kind, _ in self._posted.values()]
        array = xr.DataArray(
            kroner,
            dims=(*front, "draw", "year", "purse", "entry"),
            coords={
                "draw": self.of.draws,
                "year": list(self.of.years),
                "purse": list(PURSES),
                "entry": list(self._posted),
                "kind": ("entry", kinds),
            },
        )
        people = xr.DataArray(self.of.people, dims=(*front, "draw"), coords={"draw": self.of.draws})
        return BudgetAccount(array, people, self.values, self._reads)


def _tax(book: _Book, entry: str, base: Floats, share: str) -> None:
    """Income tax on amounts by year: from the person, to municipality and state."""
    tax = base * book.price(share)
    local = tax * book.price("tax_to_municipality")
    book.post(entry, TRANSFER, person=-tax, municipality=local, state=tax - local)


def _on_the_ladder(
    book: _Book,
    weeks: Floats,
    rate: Callable[[rates.Read, Floats], Floats],
    entries: tuple[str, str, str],
) -> None:
    """What a municipality pays and has refunded by the ladder, and its tax.

    Args:
        book: the account.
        weeks: person-weeks, shape (draws, weeks).
        rate: kroner a week, from prices and the share of people from 25.
        entries: of the benefit, of its refund and of its tax.
    """
    paid_out, refund, tax = entries

    def benefit() -> Floats:
        return weeks * rate(book.price, book.from_25)

    paid = book.per_year(benefit())
    book.post(paid_out, TRANSFER, municipality=-paid, person=paid)
    share = rates.refund_share(book.price, book.of.horizon, book.of.earlier_weeks)
    refunded = book.per_year(benefit() * share)
    book.post(refund, TRANSFER, municipality=refunded, state=-refunded)
    _tax(book, tax, book.per_year(benefit()), "tax_share_benefit")


def _benefit(book: _Book) -> None:
    weeks = book.of.weeks["on_benefit"]
    entries = ("benefit", "benefit_refund", "tax_on_benefit")
    _on_the_ladder(book, weeks, rates.benefit_rate, entries)
    services = book.per_year(weeks) / rates.weeks_per_year()
    services = services * book.price("regional_services")
    book.post("regional_services", RESOURCE, region=-services)


def _part_time(book: _Book) -> None:
    entries = ("part_time_benefit", "part_time_refund", "tax_on_part_time")
    _on_the_ladder(book, book.of.weeks["employment"], rates.part_time_rate, entries)


def _course(book: _Book) -> None:
    entries = ("course_benefit", "course_refund", "tax_on_course")
    _on_the_ladder(book, book.of.weeks["resource_course"], rates.course_rate, entries)


def _education(book: _Book) -> None:
    weeks = book.of.weeks["education"]

    def grant() -> Floats:
        return book.per_year(weeks * rates.grant_rate(book.price, book.from_25))

    paid = grant()
    book.post("su", TRANSFER, state=-paid, person=paid)
    _tax(book, "tax_on_su", grant(), "tax_share_grant")
    rate, local_rate = rates.school_rates(book.price)
    school, local = book.per_year(weeks) * rate, book.per_year(weeks) * local_rate
    book.post("school", RESOURCE, municipality=-local, state=local - school)


def _employment(book: _Book) -> None:
    unskilled = book.per_year(book.of.weeks["employment"])

    def wage() -> Floats:
        pay = unskilled * rates.wage_rate(book.price)
        if "employment_completed" in book.of.weeks:
            skilled = book.per_year(book.of.weeks["employment_completed"])
            ratio = book.price("wage_ratio_completed")
            pay = pay + skilled * rates.wage_rate(book.price) * ratio
        return pay

    book.post("wage", PRODUCTION, person=wage())
    contribution = wage() * book.price("labour_market_contribution")
    book.post("labour_market_contribution", TRANSFER, person=-contribution, state=contribution)
    taxed = wage() * (1.0 - book.price("labour_market_contribution"))
    _tax(book, "tax_on_wage", taxed, "tax_share_wage")


def _pension(book: _Book) -> None:
    weeks = book.per_year(book.of.weeks["pension"])

    def pension() -> Floats:
        return weeks * rates.pension_rate(book.price)

    paid = pension()
    book.post("pension", TRANSFER, municipality=-paid, person=paid)
    refunded = pension() * book.price("pension_refund")
    book.post("pension_refund", TRANSFER, municipality=refunded, state=-refunded)
    _tax(book, "tax_on_pension", pension(), "tax_share_pension")


def _programme(book: _Book) -> None:
    hours, unused = book.of.mentor_hours, book.of.unused_hours
    unused = np.zeros_like(hours) if unused is None else unused
    in_use = (hours - unused) * mentor_cost.mentor_hour(book.price)
    book.post("mentors", RESOURCE, municipality=-in_use)
    book.post(
        "mentors_unused", RESOURCE, municipality=-unused * mentor_cost.mentor_hour(book.price)
    )
    refund = book.price("mentor_refund") * book.price("mentor_refund_within_ceiling")
    refunded = hours * mentor_cost.mentor_hour(book.price) * refund
    book.post("mentor_refund", TRANSFER, municipality=refunded, state=-refunded)
    startup = book.of.posts_set_up * mentor_cost.startup(book.price)
    closing = book.of.posts_given_up * mentor_cost.notice(book.price)
    book.post("start_up", RESOURCE, municipality=-startup - closing)
    measures = book.of.measures * book.price("measure_cost")
    book.post("other_measures", RESOURCE, municipality=-measures)
    if book.of.decisions is not None:
        granted = book.of.decisions * mentor_cost.decision(book.price)
        book.post(DECISIONS, RESOURCE, municipality=-granted)
