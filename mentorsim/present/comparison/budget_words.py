"""Kroner of a comparison in words and as a figure: how it is counted, what one more year costs."""

from __future__ import annotations

from mentorsim.language import Language
from mentorsim.present.few_draws import draws_needed
from mentorsim.present.figure_words import headed, quoted_title
from mentorsim.present.kroner import kroner, kroner_interval, rounded
from mentorsim.present.results import DAGGER, interval_level, last_week, title
from scenarios.budget.budget import REGION, Budget, shown
from scenarios.comparison.intervals import enough_draws
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
