"""Kroner of a comparison: by purse and year, and what one more person in education costs.

Everything is the budget account: kroner in and out of a purse over the weeks that are followed, per
young person, in constant prices and undiscounted, under the rules of one year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib import rc_context
from matplotlib.figure import Figure

from mentorsim.figure_style import BLUE, INK, STYLE, finish, number_axis, panels, wrapped
from mentorsim.kroner import Unit, kroner, kroner_interval, unit_for
from mentorsim.language import Language
from mentorsim.names import price_title
from mentorsim.page.html import Cell, Grid
from mentorsim.page.words import YEAR, Note, spoken_week
from mentorsim.results import compared, last_week, rests_on_extrapolation, title
from scenarios.comparison.compare import Comparison
from scenarios.decision.policy_decision import PRICE, SAVES, UNCLEAR, Ratio, Span, ratio, span
from scenarios.decision.policy_outcomes import BILL, PolicyOutcomes, policy_outcomes
from scenarios.decision.purse_tables import COST, GAIN, net_by_year, verdict
from scenarios.economics.price_draws import draw_prices
from scenarios.economics.price_file import Assumption, Prices
from scenarios.economics.purses import PUBLIC, PUBLIC_TOTAL, PURSES

#: Seed of the draws of prices, and purses in the order of tables.
SEED = 1
SHOWN = (*PUBLIC, PUBLIC_TOTAL, *(purse for purse in PURSES if purse not in PUBLIC))
#: Characters of a line above or below a panel.
COLUMNS = 34
#: What one more of is bought.
BOUGHT = "education"


@dataclass(frozen=True)
class Costs:
    """What policies cost beside the reference, per young person.

    Attributes:
        comparison: whose kroner they are.
        prices: that they are worked out with.
        outcomes: by draw and seed.
        week: in which one more person in education is counted.
    """

    comparison: Comparison
    prices: Prices
    outcomes: PolicyOutcomes
    week: int

    def net(self, name: str, purse: str) -> Span:
        """Net kroner into a purse over all weeks."""
        return span(self.outcomes.net[purse][:, :, self.outcomes.names.index(name)])

    def price(self, name: str) -> Ratio:
        """What one more person in education costs the public in all, if that can be said."""
        place = self.outcomes.names.index(name)
        cost = self.outcomes.cost(PUBLIC_TOTAL)[:, :, place]
        effect = self.outcomes.effect[BOUGHT][:, :, place]
        return ratio(name, self.comparison.reference, cost, effect)

    def assumptions(self) -> tuple[Assumption, ...]:
        """Prices that nobody could source and that any of the numbers leans on."""
        found: dict[str, Assumption] = {}
        for account in self.outcomes.accounts.values():
            found |= {a.name: a for a in account.assumptions()}
        return tuple(found.values())


def costs(comparison: Comparison, prices: Prices) -> Costs:
    """The kroner of a comparison, with one draw of prices for each of its draws.

    Args:
        comparison: with what was kept of every draw.
        prices: the price set; its rules and prices hold in all years.
    """
    values = draw_prices(prices, comparison.draws, SEED)
    week = spoken_week(comparison, BOUGHT)
    # The years are those of the programme: the first begins when the first young person enters.
    start = date.fromisocalendar(prices.rule_year, 1, 1)
    outcomes = policy_outcomes(
        comparison.ensemble, comparison.reference, values, start, week=week
    )  # fmt: skip
    return Costs(comparison, prices, outcomes, week)


def judged(found: Span) -> str:
    """Gain or cost only where the whole interval is one, the noise of seeds included."""
    return verdict(*found.judged)


# --- words ----------------------------------------------------------------------------------------
def cost_sentences(found: Costs, language: Language) -> list[str]:
    """Each policy's bill, the public's net result, and what one more in education costs."""
    return [words for name in compared(found.comparison) for words in _of(found, name, language)]


def _of(found: Costs, name: str, language: Language) -> list[str]:
    comparison = found.comparison
    quoted = {
        "policy": language.quoted(title(comparison, name, language)),
        "reference": language.quoted(title(comparison, comparison.reference, language)),
    }
    bill, public = found.net(name, BILL), found.net(name, PUBLIC_TOTAL)
    said = judged(public)
    net = language.text(
        f"page.costs.net.{said if said in (COST, GAIN) else 'unclear'}",
        bill=kroner(-bill.mean, language),
        net=kroner(abs(public.mean), language),
        interval=kroner_interval(*_facing(public, said), language),
        weeks=language.integer(last_week(comparison)),
        **quoted,
    )
    words = [net, _price(found, name, quoted, language)]
    if _beyond(comparison, name, last_week(comparison)):
        words[0] += " " + language.text("page.extrapolated")
    return words


def _beyond(comparison: Comparison, name: str, week: int) -> bool:
    """Whether kroner up to a week since entry lie beyond what the trial can say."""
    ends = min(comparison.evidence_ends[n] for n in (name, comparison.reference))
    return rests_on_extrapolation(comparison, name) or week > ends


def _facing(net: Span, said: str) -> tuple[float, float]:
    """The interval of an amount: of a cost it is told as what is paid."""
    return (-net.high, -net.low) if said == COST else (net.low, net.high)


def _price(found: Costs, name: str, quoted: dict[str, str], language: Language) -> str:
    shown = found.price(name)
    known = {PRICE: "price", SAVES: "saves", UNCLEAR: "unclear"}
    kind = known.get(shown.kind, shown.kind.replace(" ", "_"))
    value = "" if shown.value != shown.value else kroner(shown.value, language)
    words = language.text(
        f"page.costs.price.{kind}", value=value, week=language.integer(found.week), **quoted
    )
    if shown.kind == PRICE and shown.cost.holds_zero:
        words += " " + language.text("page.costs.price.cost_unclear")
    return words


def cost_notes(found: Costs, language: Language) -> list[Note]:
    """How it is counted, and the prices that nobody could source."""
    year = str(found.prices.rule_year)
    names = [price_title(a.name, language) for a in found.assumptions()]
    notes = [
        (language.text("page.sure.counted"), language.text("page.costs.counted", year=year)),
        (
            language.text("page.costs.assumed"),
            language.text(
                "page.costs.assumed.text", number=language.integer(len(names)),
                names="; ".join(names),
            ),
        ),
    ]  # fmt: skip
    if found.prices.overlaid:
        own = language.list_of(price_title(name, language) for name in found.prices.overlaid)
        notes.append((language.text("page.costs.own"), own))
    return notes


# --- numbers --------------------------------------------------------------------------------------
def cost_grids(found: Costs, language: Language) -> list[Grid]:
    """Net by purse and year, one table per policy."""
    return [_grid(found, name, language) for name in compared(found.comparison)]


def _grid(found: Costs, name: str, language: Language) -> Grid:
    frame = net_by_year(found.outcomes.accounts[name])
    years = sorted(int(year) for year in frame["year"].unique())
    unit = unit_for([*frame["low"], *frame["high"], *frame["mean"]])
    last = last_week(found.comparison)
    # Nobody is further in year k than those who entered in its first week.
    beyond = [_beyond(found.comparison, name, min(last, YEAR * (k + 1))) for k in range(len(years))]
    rows = []
    for purse in SHOWN:
        cells = []
        by_year = frame[frame["purse"] == purse].sort_values("year").to_dict("records")
        for row, marked in zip(by_year, beyond, strict=True):
            mean, low, high = (float(row[k]) for k in ("mean", "low", "high"))
            cells.append(_cell(Span(mean, low, high), unit, marked, language))
        whole = _beyond(found.comparison, name, last)
        cells.append(_cell(found.net(name, purse), unit, whole, language))
        rows.append((language.text(f"purse_title.{purse}"), cells))
    heads = [language.text("page.costs.purse")]
    heads += [language.text("page.costs.year", year=str(k + 1)) for k in range(len(years))]
    heads.append(language.text("page.costs.all"))
    caption = language.text(
        "page.costs.caption",
        policy=language.quoted(title(found.comparison, name, language)),
        unit=unit.label(language),
    )
    return Grid(caption, heads, rows)


def _cell(found: Span, unit: Unit, beyond: bool, language: Language) -> Cell:
    clear = judged(found) in (GAIN, COST)
    return Cell(
        unit.number(found.mean, language, signed=True),
        unit.interval(found.low, found.high, language),
        beyond,
        clear,
    )


def cost_figure(found: Costs, language: Language) -> Figure:
    """Net kroner of each purse over all weeks: a panel per policy, a dot and an interval each."""
    with rc_context(STYLE):
        return _drawn(found, language)


def _drawn(found: Costs, language: Language) -> Figure:
    names = compared(found.comparison)
    spans = {name: [found.net(name, purse) for purse in SHOWN] for name in names}
    unit = unit_for(x for row in spans.values() for s in row for x in (s.low, s.high))
    figure, axes = panels(len(names), height=1.9, share_y=False)
    labels: Sequence[str] = [language.text(f"purse_title.{purse}") for purse in SHOWN]
    for panel, name in zip(axes, names, strict=True):
        panel.axvline(0, color=INK, lw=0.8, zorder=1)
        for y, shown in enumerate(spans[name]):
            clear = judged(shown) in (GAIN, COST)
            ends = [shown.low / unit.scale, shown.high / unit.scale]
            panel.plot(ends, [-y, -y], color=BLUE, lw=1.6, zorder=2)
            panel.plot(
                [shown.mean / unit.scale], [-y], "o", ms=6, mec=BLUE, mew=1.4,
                mfc=BLUE if clear else "white", zorder=3,
            )  # fmt: skip
        panel.set_yticks([-y for y in range(len(SHOWN))], list(labels))
        panel.set_ylim(-len(SHOWN) + 0.4, 0.6)
        panel.tick_params(axis="y", length=0)
        number_axis(panel.xaxis, language, signed=True)
        panel.set_title(wrapped(title(found.comparison, name, language), COLUMNS))
        axis = language.text("page.costs.axis", unit=unit.label(language))
        panel.set_xlabel(wrapped(axis, COLUMNS))
    return finish(figure, _finding(found, names[0], language))


def _finding(found: Costs, name: str, language: Language) -> str:
    public = found.net(name, PUBLIC_TOTAL)
    said = judged(public)
    return language.text(
        f"page.costs.finding.{said if said in (COST, GAIN) else 'unclear'}",
        policy=language.quoted(title(found.comparison, name, language)),
        reference=language.quoted(title(found.comparison, found.comparison.reference, language)),
        net=kroner(abs(public.mean), language),
        interval=kroner_interval(*_facing(public, said), language),
    )
