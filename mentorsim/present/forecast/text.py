"""A forecast in a few plain sentences, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from mentorsim.language import Language
from mentorsim.present.few_draws import draws_needed
from mentorsim.present.forecast.reform_words import reform_notes
from mentorsim.present.kroner import kroner, kroner_interval, kroner_with_interval
from mentorsim.present.own_prices import own_price_lines
from mentorsim.present.results import DAGGER, short, title
from scenarios.comparison.intervals import least_draws
from scenarios.decision.outcome_names import ACTIVE_YEARS
from scenarios.decision.plane import GAINS_AT_A_COST
from scenarios.decision.purse_tables import COST, NOT_ASSESSED, verdict
from scenarios.economics.purse_names import PUBLIC_TOTAL
from scenarios.forecast.blocks import Block
from scenarios.forecast.fading import FADING_VIEWS, FAST, SLOWLY
from scenarios.forecast.forecast import Forecast
from scenarios.forecast.priced import PENSION_AS_BENEFIT
from scenarios.forecast.setting import forecast_setting
from scenarios.forecast.tables import EMPLOYED

#: Fewest people waiting on average in some year before a queue is spoken of.
A_QUEUE = 1.0
#: Columns of a year's counts that tables show: mentors paid and in use, places, people waiting.
YEAR_COUNTS = (EMPLOYED, "full_time_equivalents", "places", "waiting")
#: Full-time mentors from which on they are shown without decimals.
MENTORS_WHOLE = 10
MUNICIPALITY, STATE = "municipality", "state"
#: Mark of a year whose rules are not known, so that the last known ones stand in.
CARRIED = "‡"


def quoted(result: Forecast, name: str, language: Language) -> str:
    """A policy's title in quotation marks.

    Args:
        result: the forecast of all policies, year by year.
        name: of the policy in the result.
        language: of the words.
    """
    return language.quoted(title(result, name, language))


def finding(result: Forecast, policy: str, language: Language) -> str:
    """What the whole time comes to for the public in all, in one line.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    row = result.total(policy)
    said = verdict(row["low"], row["high"], enough=result.enough)
    # Of a cost the interval is told as what is paid.
    low, high = (-row["high"], -row["low"]) if said == COST else (row["low"], row["high"])
    return language.text(
        f"forecast.finding.{said.replace(' ', '_')}",
        policy=quoted(result, policy, language),
        reference=quoted(result, result.reference, language),
        year=_year(result.stream.calendar_years[-1]),
        net=kroner(row["net"] if said == NOT_ASSESSED else abs(row["net"]), language),
        interval=kroner_interval(low, high, language),
        **draws_needed(result.draws, language),
    )


def sentences(result: Forecast, policy: str, language: Language) -> list[str]:
    """Cost, net, payback, what it hangs on, and where evidence and horizon end.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    said = [_cost(result, policy, language)]
    if _queue(result, policy) >= A_QUEUE:
        said.append(_waiting(result, policy, language))
    said += [_net(result, policy, language), _payback(result, policy, language)]
    said += [_pension(result, policy, language), _ends(result, policy, language)]
    return said


def told(result: Forecast, policy: str, language: Language) -> list[str]:
    """All sentences about a policy, with its price of an extra year last.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    return [*sentences(result, policy, language), ratio_sentence(result, policy, language)]


def forecast_sentences(result: Forecast, language: Language) -> list[str]:
    """The whole forecast: blocks of weeks where there are any, each policy, whose numbers."""
    said = []
    if result.blocks:
        said.append(f"{blocks_finding(result.blocks, result.stream.people, language)}.")
    for policy in result.compared:
        said += told(result, policy, language)
    if result.population_comparison is not None:
        said.append(short(result.population_comparison, language))
    return said


def _year(year: int) -> str:
    return str(year)


def _years_of(result: Forecast, policy: str, language: Language) -> dict[str, str]:
    stream = result.stream
    return {
        "policy": quoted(result, policy, language),
        "reference": quoted(result, result.reference, language),
        "last": _year(stream.calendar_years[-1]),
        "first": _year(stream.calendar_years[0]),
        "years": language.integer(stream.years),
    }


def _cost(result: Forecast, policy: str, language: Language) -> str:
    row = result.total(policy)
    own = result.years[(result.years["policy"] == policy)]
    peak = own.sort_values([EMPLOYED, "year"], ascending=[False, True]).iloc[0]
    stream = result.stream
    key = "cohort" if stream.coming == 1 else "all" if stream.coming == stream.years else "some"
    return language.text(
        f"forecast.says.cost.{key}",
        **_years_of(result, policy, language),
        intake=language.integer(stream.intake),
        coming=language.integer(stream.coming),
        cost=kroner(row["cost"], language),
        mentors=posts(float(peak[EMPLOYED]), language),
        peak=_year(int(peak["year"])),
    )


def posts(mentors: float, language: Language) -> str:
    """Full-time mentors in words: with a decimal where few of them would be rounded away."""
    whole = mentors >= MENTORS_WHOLE or round(mentors, 1) == round(mentors)
    return language.number(mentors, 0 if whole else 1)


def year_counts(row: Mapping[Hashable, Any], language: Language) -> list[str]:
    """Mentors employed and in use, places and queue of a year, as `YEAR_COUNTS` has them."""
    mentors, places = YEAR_COUNTS[:2], YEAR_COUNTS[2:]
    return [
        *(posts(float(row[name]), language) for name in mentors),
        *(language.integer(float(row[name])) for name in places),
    ]


def _queue(result: Forecast, policy: str) -> float:
    return float(result.years.loc[result.years["policy"] == policy, "waiting"].max())


def _waiting(result: Forecast, policy: str, language: Language) -> str:
    own = result.years[result.years["policy"] == policy]
    row = own.sort_values(["waiting", "year"], ascending=[False, True]).iloc[0]
    return language.text(
        "forecast.says.queue",
        waiting=language.integer(float(row["waiting"])),
        year=_year(int(row["year"])),
        weeks=language.integer(float(row["weeks_waited"])),
    )


def _net(result: Forecast, policy: str, language: Language) -> str:
    parts = {}
    for purse in (MUNICIPALITY, STATE, PUBLIC_TOTAL):
        row = result.total(policy, purse)
        parts[purse] = kroner_with_interval(row["net"], row["low"], row["high"], language)
    public = result.total(policy)
    found = verdict(public["low"], public["high"], enough=result.enough)
    words = found.replace(" ", "_")
    return language.text(
        f"forecast.says.net.{words}",
        **_years_of(result, policy, language),
        **draws_needed(result.draws, language),
        **parts,
    )


def _payback(result: Forecast, policy: str, language: Language) -> str:
    found, setting = result.payback(policy, MUNICIPALITY), forecast_setting()
    if found.unmoved:
        return language.text("forecast.says.payback.unmoved")
    if not result.enough:
        return language.text("forecast.says.payback.few", **draws_needed(result.draws, language))
    words = _years_of(result, policy, language) | {
        "never": language.probability(found.never, result.draws),
        "soon": language.probability(found.soon, result.draws),
        "late": language.probability(found.late, result.draws),
        "soon_years": language.integer(setting.payback_soon.value),
        "late_years": language.integer(setting.payback_late.value),
    }
    reach = "late" if found.late == found.late else "soon" if found.soon == found.soon else "short"
    if found.expected is None:
        return language.text(f"forecast.says.payback.never.{reach}", **words)
    return language.text(
        f"forecast.says.payback.expected.{reach}", year=_year(found.expected), **words
    )


def _pension(result: Forecast, policy: str, language: Language) -> str:
    instead = result.total(policy, way=PENSION_AS_BENEFIT)
    return language.text(
        "forecast.says.pension",
        net=kroner_with_interval(instead["net"], instead["low"], instead["high"], language),
    )


def _ends(result: Forecast, policy: str, language: Language) -> str:
    own = result.years[(result.years["policy"] == policy) & result.years["extrapolated"]]
    horizon = language.text(
        "forecast.says.horizon.stream"
        if result.stream.coming == result.stream.years
        else "forecast.says.horizon",
        **_years_of(result, policy, language),
    )
    if own.empty:
        return horizon
    beyond = language.text("forecast.says.beyond", year=_year(int(own["year"].min())))
    return f"{horizon} {beyond}"


def ratio_sentence(result: Forecast, policy: str, language: Language) -> str:
    """What the public pays per extra year in education or work, if that can be said.

    Args:
        result: the forecast of all policies, year by year.
        policy: its name in the result.
        language: of the words.
    """
    if not result.enough:
        words = {"policy": quoted(result, policy, language)}
        return language.text("forecast.ratio.few", **draws_needed(result.draws, language), **words)
    found = result.decision.plane[policy]
    low = language.text("forecast.ratio.nothing")
    high = language.text("forecast.ratio.no_end")
    if found.undecided:
        first, last = found.undecided[0][0], found.undecided[-1][1]
        low = low if first == 0 else kroner(first, language)
        high = high if last == float("inf") else kroner(last, language)
    words = {"policy": quoted(result, policy, language), "low": low, "high": high}
    if found.verdict != GAINS_AT_A_COST:
        key = found.verdict.replace(" ", "_")
        return language.text(f"forecast.ratio.{key}", **words)
    return language.text("forecast.ratio.gains", per=kroner(found.ratio, language), **words)


def blocks_finding(blocks: tuple[Block, ...], people: int, language: Language) -> str:
    """The first and the last block: kroner per person, and what they buy.

    Args:
        blocks: stretches of weeks of support, the shortest first.
        people: how many young people the blocks are of.
        language: of the words.
    """

    def of(block: Block) -> dict[str, str]:
        return {
            "weeks": f"{language.integer(block.first)}–{language.integer(block.last)}",
            "cost": kroner(block.row("cost")["mean"] / people, language),
            "years": language.number(100 * block.row(ACTIVE_YEARS)["mean"] / people, 1),
        }

    first, last = of(blocks[0]), of(blocks[-1])
    return language.text(
        "forecast.finding.blocks",
        first=first["weeks"],
        first_cost=first["cost"],
        first_years=first["years"],
        last=last["weeks"],
        last_cost=last["cost"],
        last_years=last["years"],
    )


#: What every forecast takes for granted, by the end of its key in the catalogue.
ALWAYS = ("horizon", "beyond", "pension", "spare_time", "start_up", "draws")


def notes(result: Forecast, language: Language) -> dict[str, str]:
    """What the forecast takes for granted, by name: the same in every face."""
    stream, prices = result.stream, result.prices
    words = {
        "last": _year(stream.calendar_years[-1]),
        "draws": language.integer(result.draws),
        "number": language.integer(len(result.assumptions)),
    }
    found = {"fading": fading_note(result, language)} | rules_notes(result, language)
    found |= {name: language.text(f"forecast.note.{name}", **words) for name in ALWAYS}
    found["courses"] = language.text(
        f"forecast.note.courses.{stream.courses_chosen}",
        date=language.date(forecast_setting().no_courses_from.value),
    )
    found |= reform_notes(result, language)
    if prices.overlay is not None:
        found["own_prices"] = language.text(
            "forecast.note.own_prices",
            file=prices.overlay,
            prices="; ".join(own_price_lines(prices, language)),
        )
    if result.size != 1.0:
        found["size"] = language.text(
            "forecast.note.size",
            here=language.integer(result.size * stream.people),
            people=language.integer(stream.people),
        )
    for name in result.replaced:
        found[f"intake:{name}"] = language.text(
            "forecast.note.intake", policy=quoted(result, name, language)
        )
    found["assumptions"] = language.text("forecast.note.assumptions", **words)
    return found


def rules_notes(result: Forecast, language: Language) -> dict[str, str]:
    """Which rules the years have, and in which of them the last known ones stand in."""
    kind = "calendar" if result.rules.calendar else "held"
    found = {
        "constant": language.text(
            f"forecast.note.constant.{kind}",
            year=_year(result.prices.rule_year),
            level=_year(result.prices.price_level),
        )
    }
    if any(year.carried_on for year in result.priced.rules):
        found["rules"] = carried_note(language)
    return found


def carried_note(language: Language) -> str:
    """What the mark of rules that are carried on says."""
    return language.text("forecast.note.rules", mark=CARRIED)


def rules_caption(result: Forecast, language: Language) -> str:
    """The rules and the price level of a table, in a few words."""
    kind = "calendar" if result.rules.calendar else "held"
    return language.text(
        f"forecast.rules.{kind}",
        year=_year(result.prices.rule_year),
        level=_year(result.prices.price_level),
    )


def rules_cell(row: Mapping[Hashable, Any]) -> str:
    """The rules of a year of `Forecast.years`; where they are carried on, the mark and for how
    many years.
    """
    mark = f" {CARRIED}{row['years_since_rules']}" if row["rules_carried_on"] else ""
    return f"{row['rules']}{mark}"


def marked_year(row: Mapping[Any, Any]) -> str:
    """A year of `Forecast.years`, marked where it lies beyond the trial and where its rules are not
    known.
    """
    beyond = DAGGER if row["extrapolated"] else ""
    return f"{row['year']}{beyond}{CARRIED if row['rules_carried_on'] else ''}"


def beyond_marks(result: Forecast, policy: str) -> list[str]:
    """The mark of each year of a policy, in order, where it lies beyond the trial; else nothing."""
    own = result.years[result.years["policy"] == policy]
    rows = own[own["purse"] == PUBLIC_TOTAL].sort_values("year")
    return [DAGGER if beyond else "" for beyond in rows["extrapolated"]]


def fading_is_told(result: Forecast) -> bool:
    """Whether each third of the draws, by how fast readiness fades, has enough for an interval."""
    return result.draws >= len(FADING_VIEWS) * least_draws()


def fading_note(result: Forecast, language: Language) -> str:
    """What the forecast is where readiness fades slowest and fastest after support."""
    if not fading_is_told(result):
        return language.text(
            "forecast.note.fading.few",
            draws=language.integer(result.draws),
            least=language.integer(len(FADING_VIEWS) * least_draws()),
        )
    words: dict[str, str] = {}
    policy = result.compared[0]
    for view in (SLOWLY, FAST):
        row = result.faded(policy, view)
        net, low, high = (float(row[name]) for name in ("net", "low", "high"))
        words[view] = kroner_with_interval(net, low, high, language)
        words[f"{view}_weeks"] = language.integer(float(row["weeks_to_half"]))
    return language.text(
        "forecast.note.fading",
        policy=quoted(result, policy, language),
        last=_year(result.stream.calendar_years[-1]),
        **words,
    )


def way_name(way: str, language: Language) -> str:
    """A way of pricing in words."""
    return language.text(f"forecast.way.{way}")
