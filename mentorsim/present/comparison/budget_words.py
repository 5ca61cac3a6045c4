"""Kroner of a comparison in words and as a figure: how it is counted, what one more year costs."""

from __future__ import annotations

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.figure_axes import beyond_handle
from mentorsim.present.figure_layout import across, finish, panels, squat
from mentorsim.present.figure_style import colour, styled
from mentorsim.present.figure_words import described, headed, panel_title, quoted_title
from mentorsim.present.forest import Dot, all_beyond, dot_handles, forest
from mentorsim.present.kroner import kroner, kroner_interval, rounded
from mentorsim.present.results import DAGGER, compared, interval_level, last_week, title
from scenarios.budget.budget import REGION, Budget, shown
from scenarios.comparison.intervals import enough_draws, least_draws
from scenarios.decision.policy_decision import PRICE
from scenarios.decision.purse_tables import NOT_ASSESSED
from scenarios.economics.purse_names import PUBLIC_TOTAL


def kroner_text(x: float, language: Language) -> str:
    """Kroner to the nearest hundred, with their sign and without the unit."""
    return language.signed(shown(x), 0)


def kroner_span(low: float, high: float, language: Language) -> str:
    """From a low to a high to the nearest hundred, without the unit.

    An end that is not zero does not read as zero, unless both do.

    Args:
        low: kroner at the lower end.
        high: kroner at the upper end.
        language: of the words.
    """
    ends = shown(low), shown(high)
    if any(ends):
        ends = ends[0] or rounded(low), ends[1] or rounded(high)
    return language.interval(*ends, 0)


def purse_title(purse: str, language: Language) -> str:
    """A purse as tables and figures name it."""
    return language.text(f"purse_title.{purse}")


def year_heads(found: Budget, language: Language) -> list[str]:
    """Heads of the columns of years, and of their sum."""
    years = [language.text("kroner.column.year", year=str(year)) for year in found.years]
    return [*years, language.text("kroner.column.total")]


def counted(found: Budget, language: Language) -> list[str]:
    """What is counted, under which rules and prices, in which years, and what is not."""
    comparison, prices = found.comparison, found.prices
    words = [
        language.text(
            "kroner.counted",
            reference=language.quoted(title(comparison, comparison.reference, language)),
            year=str(prices.rule_year),
            price_level=str(prices.price_level),
            weeks=language.integer(last_week(comparison)),
        ),
        language.text(
            "kroner.years",
            last=language.integer(found.years[-1]),
            weeks=language.integer(found.last_weeks),
        ),
    ]
    if not enough_draws(comparison.draw_count):
        words.append(language.text("kroner.few", **draws_needed(comparison.draw_count, language)))
    if REGION not in found.purses():
        words.append(language.text("kroner.no_region"))
    return words


def price_sentence(found: Budget, name: str, language: Language) -> str:
    """What one more year in education or work costs with a policy, or why nobody can say.

    Args:
        found: kroner of a comparison by policy, purse and year.
        name: of the policy in the result.
        language: of the words.
    """
    price, comparison = found.price(name), found.comparison
    beyond = found.total(name, PUBLIC_TOTAL).extrapolated
    words = language.text(
        f"kroner.price.{price.kind.replace(' ', '_')}",
        policy=language.quoted(title(comparison, name, language)),
        reference=language.quoted(title(comparison, comparison.reference, language)),
        weeks=language.integer(last_week(comparison)),
        **draws_needed(price.cost.draws, language),
        value="" if price.value != price.value else kroner(price.value, language),
        dagger=DAGGER if beyond else "",
    )
    if price.kind == PRICE and price.cost.holds_zero:
        words += " " + language.text("kroner.price.cost_unclear")
    return words


def draws_needed(draws: int, language: Language) -> dict[str, str]:
    """How many draws there are, and how many a verdict takes."""
    return {
        "draws": language.integer(draws),
        "least": language.integer(least_draws()),
        "level": interval_level(language),
    }


def public_words(found: Budget, name: str, language: Language) -> dict[str, str]:
    """What a policy costs or saves the public in all: amount and interval, with their unit.

    Args:
        found: kroner of a comparison by policy, purse and year.
        name: of the policy in the result.
        language: of the words.
    """
    public = found.total(name, PUBLIC_TOTAL)
    number, low, high = public.told
    return {
        # Without a verdict the sign says what it is: plus into the purses, minus out of them.
        "number": kroner(number, language, signed=public.verdict == NOT_ASSESSED),
        "interval": kroner_interval(low, high, language),
    }


def finding(found: Budget, name: str, language: Language) -> str:
    """What the public gains or pays with a policy, as the title of a figure.

    Args:
        found: kroner of a comparison by policy, purse and year.
        name: of the policy in the result.
        language: of the words.
    """
    comparison, public = found.comparison, found.total(name, PUBLIC_TOTAL)
    words = language.text(
        f"finding.kroner.{public.key}",
        policy=quoted_title(comparison, name, language),
        reference=quoted_title(comparison, comparison.reference, language),
        weeks=language.integer(last_week(comparison)),
        level=interval_level(language),
        **public_words(found, name, language),
    )
    return headed(comparison, words, language, beyond=public.extrapolated)


@styled
def kroner_figure(found: Budget, language: Language) -> Figure:
    """Net kroner per young person over all weeks: a panel per policy, a dot per purse.

    Its title is the first policy's result for the public in all.
    """
    comparison, names = found.comparison, compared(found.comparison)
    heading = finding(found, names[0], language)
    figure, axes = panels(len(names), share_y=False, share_x=True, height=squat(len(names), 1.5))
    numbers, beyond = [], False
    for k, (panel, name) in enumerate(zip(axes, names, strict=True)):
        totals = {purse: found.total(name, purse) for purse in found.purses()}
        dots = [
            Dot(
                label=purse_title(purse, language),
                mean=m.mean,
                low=m.low,
                high=m.high,
                clear=m.clear,
                colour=colour(k),
                marker="s" if purse == PUBLIC_TOTAL else "o",
            )
            for purse, m in totals.items()
        ]
        forest(panel, dots, language, labels=k % across() == 0)
        if any(m.extrapolated for m in totals.values()):
            all_beyond(panel)
            beyond = True
        panel.set_title(panel_title(comparison, name, language))
        if k >= len(names) - across():
            panel.set_xlabel(language.text("axis.kroner"))
        numbers += [
            language.text(
                "report.alt.kroner_purse",
                policy=quoted_title(comparison, name, language),
                purse=purse_title(purse, language),
                number=kroner_text(m.mean, language),
                interval=kroner_span(m.low, m.high, language),
                dagger=DAGGER if m.extrapolated else "",
            )
            for purse, m in totals.items()
        ]
    handles = dot_handles(language)
    if beyond:
        handles.append(beyond_handle(language))
    return finish(figure, heading, handles, alt=described("kroner", heading, numbers, language))
