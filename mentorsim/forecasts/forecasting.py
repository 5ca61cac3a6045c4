"""The command `mentorsim forecast`: what programmes cost, who pays, and when it is paid back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from calibration.stored_posterior import READINGS
from calibration.trial import Trial
from mentorsim.asked import PopulationFile, Take, draws_of, people_of
from mentorsim.console import output, print_json, progress
from mentorsim.forecasts.files import forecast_json, write_forecast
from mentorsim.forecasts.screen import forecast_view
from mentorsim.language import Language
from mentorsim.number_options import number_option, whole_option
from mentorsim.output import check_folder
from mentorsim.priced import rules_used
from mentorsim.provenance import provenance
from mentorsim.resume import kept_pieces
from scenarios.economics.rule_calendar import chosen_rules
from scenarios.forecast.forecast import Forecast, forecast
from scenarios.forecast.periods import first_and_last_day
from scenarios.forecast.reform import (
    AS_IN_TRIAL,
    CONTACTS,
    GRANTS,
    NONE,
    Reform,
    ordinary_share,
    reform_setting,
)
from scenarios.forecast.reform_views import reform_views
from scenarios.forecast.setting import COURSES, NO_COURSES, Stream, forecast_setting
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import load_policies, load_policy
from sim.errors import InputError
from sim.messages import Said

CORES = os.cpu_count() or 1
REFERENCE = "no-mentor"
START_YEAR = int(forecast_setting().start_year.value)
#: By how much exits rose after the cut of 2014.
RAISED = reform_setting().exits_raised.value
#: From this day on nobody begins a resource course.
LAW = forecast_setting().no_courses_from.value


def forecast_command(
    policies: Annotated[
        list[str] | None,
        typer.Argument(help="names in the library, or YAML files; none are needed with --blocks"),
    ] = None,
    intake: Annotated[
        int, whole_option("--intake", "young people who come each year", low=1)
    ] = 500,
    years: Annotated[int, whole_option("--years", "calendar years to look at", low=1)] = 10,
    intake_years: Annotated[
        int | None,
        whole_option(
            "--intake-years", "years in which they come; else all (with --blocks: the first)", low=1
        ),
    ] = None,
    start_year: Annotated[int, whole_option("--start-year", "first calendar year")] = START_YEAR,
    courses: Annotated[
        str | None,
        typer.Option(
            "--courses",
            help=f"whether new resource courses begin: {' or '.join(COURSES)} (from "
            f"{LAW.isoformat()} on); else {NO_COURSES} where a year has the rules of {LAW.year} or "
            "later, or is the first and as late",
        ),
    ] = None,
    ordinary_mentors: Annotated[
        str,
        typer.Option(
            "--ordinary-mentors",
            help=f"the others who have a mentor from ordinary services: {AS_IN_TRIAL} (one in "
            f"ten), {NONE} (if the right to one goes), or a share",
        ),
    ] = AS_IN_TRIAL,
    contact: Annotated[
        str,
        typer.Option(
            "--contact", help=f"how often mentor and young person meet: {' or '.join(CONTACTS)}"
        ),
    ] = CONTACTS[0],
    grants: Annotated[
        str,
        typer.Option(
            "--grants",
            help=f"{' or '.join(GRANTS)}: whether a mentor is granted for six "
            "months at a time, with the caseworkers' decisions in the bill",
        ),
    ] = GRANTS[0],
    exits_raised: Annotated[
        float,
        number_option(
            "--exits-raised",
            "share by which base hazards of starting an education or a job are raised at entry, "
            f"fading; {RAISED:g} as after the cut of 2014",
        ),
    ] = 0.0,
    displaced: Annotated[
        float,
        number_option(
            "--displaced", "share of assisted starts that only displace others', from 0 to 1"
        ),
    ] = 0.0,
    views: Annotated[
        bool,
        typer.Option(
            "--views",
            help="also the whole time with each choice made alone: no ordinary mentors, contact "
            "every second week, six months at a time, exits raised, new resource courses or none "
            "(up to five more forecasts), and by share displaced",
        ),
    ] = False,
    against: Annotated[str, typer.Option(help="what all are set against")] = REFERENCE,
    prices: Annotated[
        str | None,
        typer.Option(
            help="a rule year, held in all years; or a YAML file with prices of your own, put over "
            "the rules of every year; else each calendar year has its own rules"
        ),
    ] = None,
    rule_year: Annotated[
        int | None,
        whole_option("--rule-year", "whose rules a file of prices is put over, held in all years"),
    ] = None,
    price_level: Annotated[
        int | None,
        whole_option(
            "--price-level", "year of the kroner shown; else that of the rules in force at first"
        ),
    ] = None,
    blocks: Annotated[
        bool,
        typer.Option(
            "--blocks", help="what each further block of weeks costs and buys (52, 78, 104, 156)"
        ),
    ] = False,
    full_time_persons: Annotated[
        float | None,
        number_option(
            "--full-time-persons",
            "full-time persons whom the mentor bill is divided by, to set it beside the draft's "
            "figure; else the forecast's own while on benefit",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="folder for the results")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with an interrupted forecast in --out")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="results for machines, on standard output")
    ] = False,
    draws: Annotated[
        int, whole_option("--draws", "posterior draws, each with a draw of prices", low=2)
    ] = 128,
    seed: Annotated[
        int, whole_option("--seed", "of the worlds and prices", low=0, high=2**31 - 1)
    ] = 1,
    workers: Annotated[
        int, whole_option("--workers", "threads; results do not depend on them", low=1)
    ] = CORES,
    language: Annotated[
        str, typer.Option("--language", help="language of tables and texts: da or en")
    ] = "en",
    population: PopulationFile = None,
    people: Annotated[
        int | None, whole_option("--people", "how many they are (with a table of shares)")
    ] = None,
    staffing_as: Annotated[
        str | None,
        typer.Option(help="jobcentre of the trial whose staffing they have; else the median"),
    ] = None,
    take: Take = None,
    reading: Annotated[
        str, typer.Option("--reading", help=f"how subgroups are read: {' or '.join(READINGS)}")
    ] = READINGS[0],
    posterior_folder: Annotated[
        Path | None, typer.Option("--posterior", help="folder of a calibration of one's own")
    ] = None,
) -> None:
    """What policies cost and bring over years: a stream of young people, by year and purse."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    chosen = _policies(policies, blocks)
    coming = 1 if blocks and intake_years is None else intake_years
    ordinary = ordinary_share(ordinary_mentors)
    reform = Reform(ordinary, contact, grants, exits_raised, displaced)
    stream = Stream(intake, years, start_year, coming, courses, reform)
    rules = chosen_rules(*first_and_last_day(stream), prices, rule_year, price_level)
    lives = people_of(population, people, staffing_as, take)
    posterior = draws_of(draws, reading, posterior_folder)
    offered, reference = load_policies(chosen), load_policy(against)
    with kept_pieces(out, resume=resume) as opening:
        with progress("forecast") as bar:
            result = forecast(
                lives, offered, reference, posterior, rules, stream,
                seed=seed, workers=workers, progress=bar, workspace=opening,
                full_time_persons=full_time_persons, need_blocks=blocks,
            )  # fmt: skip
        if views:

            def otherwise(other: Stream) -> Forecast:
                with progress("forecast") as bar:
                    return forecast(
                        lives,
                        offered,
                        reference,
                        posterior,
                        rules,
                        other,
                        seed=seed,
                        workers=workers,
                        progress=bar,
                    )

            result = replace(result, views=reform_views(result, otherwise))
        origin = provenance(posterior, used(result, lives, seed))
        if out is not None:
            write_forecast(out, result, origin, words)
    if json:
        print_json(forecast_json(result, origin, words))
        return
    output().print(forecast_view(result, words))
    if out is not None:
        output().print(words.text("screen.written", path=str(out)), markup=False)


def _policies(asked: list[str] | None, blocks: bool) -> list[str]:
    if asked:
        return asked
    if blocks:
        return list(forecast_setting().ladder.value)
    raise InputError(
        Said("mentorsim.no_policy"), field="POLICY", found=Said("sim.nothing"),
        allowed=Said("mentorsim.one_or_more_names_in_the"),
    )  # fmt: skip


def used(result: Forecast, people: Trial | LocalPeople, seed: int) -> dict[str, object]:
    """What a forecast was made with, for its provenance."""
    stream = result.stream
    found: dict[str, object] = {
        "policies": ", ".join(result.compared),
        "against": result.reference,
        "intake": stream.intake,
        "intake_years": stream.coming,
        "years": f"{stream.calendar_years[0]} to {stream.calendar_years[-1]}",
        "resource_courses": stream.courses_chosen,
        **stream.reform.chosen,
        "draws": result.draws,
        "seed": seed,
        **rules_used(result.rules),
    }
    if isinstance(people, LocalPeople):
        found |= {
            "population": people.municipality.name,
            "people": people.municipality.people,
            "staffing": people.staffed_as or "median",
        }
    return found
