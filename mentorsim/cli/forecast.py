"""The command `mentorsim forecast`: what programmes cost, who pays, and when it is paid back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.model_rules import ModelRules
from mentorsim.cli.options import REFERENCE, resume_option, seed_option
from mentorsim.cli.sets import AnswerOptions, FirstDrawsOptions, PeopleOptions, RunOptions
from mentorsim.cli.situation_options import (
    check_policies,
    over_asked,
    policies_asked,
    policy_asked,
    rules_asked,
)
from mentorsim.language import LOCALES, Language
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.study import study_used
from mentorsim.terminal.console import output, print_json, progress
from scenarios.forecast.reform import AS_IN_TRIAL, CONTACTS, GRANTS, NONE, reform_setting
from scenarios.forecast.setting import COURSES, NO_COURSES, Stream, forecast_setting
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.forecast.forecast import Forecast

#: Young people a year if nobody says how many.
INTAKE = 500
START_YEAR = int(forecast_setting().start_year.value)
#: By how much exits rose after the cut of 2014.
RAISED = reform_setting().exits_raised.value
#: From this day on nobody begins a resource course.
LAW = forecast_setting().no_courses_from.value


@dataclass(frozen=True)
class ForecastRun(RunOptions):
    """How a forecast is computed, and where it is written; prices are drawn with the worlds."""

    seed: Annotated[int, seed_option(Said("mentorsim.help_of_the_worlds_and_prices"))] = 1
    resume: Annotated[
        bool, resume_option(Said("mentorsim.help_go_on_with_an_interrupted_forecast_in"))
    ] = False


@dataclass(frozen=True)
class ForecastAnswer(AnswerOptions):
    """How a forecast is told, and whether its question is kept."""

    language: Annotated[
        str, typer.Option("--language", help=Said("mentorsim.help_language_of_tables_and_texts"))
    ] = "en"


def forecast_command(
    policies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=Said("mentorsim.metavar_policies"),
            help=Said("mentorsim.help_names_in_the_library_or_yaml_files"),
        ),
    ] = None,
    *,
    intake: Annotated[
        int | None,
        whole_option(
            "--intake", Said("mentorsim.help_young_people_who_come_each", usual=INTAKE), low=1
        ),
    ] = None,
    years: Annotated[
        int | None,
        whole_option(
            "--years", Said("mentorsim.help_calendar_years_to_look_at", usual=Stream.years), low=1
        ),
    ] = None,
    intake_years: Annotated[
        int | None,
        whole_option("--intake-years", Said("mentorsim.help_years_in_which_they_come"), low=1),
    ] = None,
    start_year: Annotated[
        int | None,
        whole_option(
            "--start-year", Said("mentorsim.help_first_calendar_year", usual=str(START_YEAR))
        ),
    ] = None,
    courses: Annotated[
        str | None,
        typer.Option(
            "--courses",
            help=Said(
                "mentorsim.help_whether_new_resource_courses_begin",
                courses=COURSES,
                isoformat=LAW.isoformat(),
                no_courses=NO_COURSES,
                year=LAW.year,
            ),
        ),
    ] = None,
    ordinary_mentors: Annotated[
        str,
        typer.Option(
            "--ordinary-mentors",
            help=Said("mentorsim.help_the_others_who_have_a", as_in_trial=AS_IN_TRIAL, none=NONE),
        ),
    ] = AS_IN_TRIAL,
    contact: Annotated[
        str,
        typer.Option(
            "--contact", help=Said("mentorsim.help_how_often_mentor_and_young", contacts=CONTACTS)
        ),
    ] = CONTACTS[0],
    grants: Annotated[
        str,
        typer.Option(
            "--grants",
            help=Said("mentorsim.help_grants_whether_a_mentor_is", grants=GRANTS),
        ),
    ] = GRANTS[0],
    exits_raised: Annotated[
        float,
        number_option(
            "--exits-raised",
            Said("mentorsim.help_share_by_which_base_hazards", raised=RAISED),
        ),
    ] = 0.0,
    displaced: Annotated[
        float,
        number_option("--displaced", Said("mentorsim.help_share_of_assisted_starts_that")),
    ] = 0.0,
    views: Annotated[
        bool,
        typer.Option(
            "--views",
            help=Said("mentorsim.help_also_the_whole_time_with"),
        ),
    ] = False,
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_all_are_set_against"))
    ] = REFERENCE,
    prices: Annotated[
        str | None,
        typer.Option(help=Said("mentorsim.help_a_rule_year_held_in")),
    ] = None,
    rule_year: Annotated[
        int | None,
        whole_option("--rule-year", Said("mentorsim.help_whose_rules_a_file_of")),
    ] = None,
    price_level: Annotated[
        int | None,
        whole_option("--price-level", Said("mentorsim.help_year_of_the_kroner_shown")),
    ] = None,
    blocks: Annotated[
        bool,
        typer.Option("--blocks", help=Said("mentorsim.help_what_each_further_block_of")),
    ] = False,
    full_time_persons: Annotated[
        float | None,
        number_option(
            "--full-time-persons",
            Said("mentorsim.help_full_time_persons_whom_the"),
        ),
    ] = None,
    draws: Annotated[
        int, whole_option("--draws", Said("mentorsim.help_posterior_draws_each_with_a"), low=2)
    ] = 128,
    people: PeopleOptions,
    model: ModelRules = None,
    fit: FirstDrawsOptions,
    run: ForecastRun,
    answer: ForecastAnswer,
) -> None:
    """The command `forecast`; its help is `mentorsim.command_forecast`.

    Args:
        policies: names in the library, or files; none are needed with `blocks`.
        intake: young people who come each year; None is the usual number.
        years: calendar years that are looked at; None is the usual number.
        intake_years: years in which they come; None is all of them, with `blocks` the first.
        start_year: first calendar year; None is the usual one.
        courses: whether new resource courses begin; None follows from the rules of the year.
        ordinary_mentors: whether the others have mentors from ordinary services: as in the trial,
            none, or a share.
        contact: how often mentor and young person meet.
        grants: whether a mentor is granted for six months at a time.
        exits_raised: share by which base hazards of starting an education or a job are raised at
            entry.
        displaced: share of assisted starts that only displace others', from 0 to 1.
        views: whether each choice is shown alone, too.
        against: the policy that all are set against.
        prices: a rule year that is held, or a file with prices; None gives each year its own rules.
        rule_year: whose rules a file of prices is put over; None is each year's own.
        price_level: year of the kroner; None is that of the first rules.
        blocks: whether each further stretch of weeks is shown.
        full_time_persons: whom the mentor bill is divided by; None is the forecast's own number on
            benefit.
        draws: posterior draws; None is the usual number.
        people: the options on the young people (`PeopleOptions`).
        model: file with rules of one's own; None are the model's.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    check_policies([*(policies or ()), against], fit.study)

    from mentorsim.cli.model_rules import model_rules, rules_compile, show_rules, under_rules
    from mentorsim.present.provenance import provenance
    from mentorsim.request.forecast import used
    from scenarios.forecast.forecast import forecast
    from scenarios.forecast.reform import Reform, ordinary_share
    from scenarios.forecast.reform_views import reform_views

    words = answer.words
    run.check()
    answer.check()
    chosen = _policies(policies, blocks)
    coming = 1 if blocks and intake_years is None else intake_years
    ordinary = ordinary_share(ordinary_mentors)
    reform = Reform(ordinary, contact, grants, exits_raised, displaced)
    of, mine = fit.asked(answer), model_rules(model, answer.save)
    here = over_asked(people.here(of), intake, years, start_year)
    stream = here.stream(intake, years, start_year, coming, courses, usual=INTAKE)
    stream = replace(stream, reform=reform)
    rules = rules_asked(here, stream, prices, rule_year, price_level)
    lives = here.people
    posterior = fit.draws(draws, of)
    *offered, reference = here.streamed(
        under_rules(
            [*policies_asked(chosen, of.trial), policy_asked(against, of.trial)], mine, posterior
        ),
        rules.first,
    )
    with run.saved_pieces() as opening:
        with progress(Said("mentorsim.doing_forecast")) as bar, rules_compile(model):
            result = forecast(
                lives,
                offered,
                reference,
                posterior,
                rules,
                stream,
                seed=run.seed,
                workers=run.workers,
                progress=bar,
                workspace=opening,
                full_time_persons=full_time_persons,
                need_blocks=blocks,
            )

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.forecast.files import write_forecast
        from mentorsim.present.forecast.json import forecast_json
        from mentorsim.present.forecast.terminal import forecast_view
        from mentorsim.present.situation.answers import (
            of_forecast,
            own_content,
            own_view,
            write_own,
        )
        from mentorsim.present.situation.words import told_of
        from mentorsim.saved.question import keep_question

        if views:

            def otherwise(other: Stream) -> Forecast:
                with progress(Said("mentorsim.doing_forecast")) as bar:
                    return forecast(
                        lives,
                        offered,
                        reference,
                        posterior,
                        rules,
                        other,
                        seed=run.seed,
                        workers=run.workers,
                        progress=bar,
                    )

            result = replace(result, views=reform_views(result, otherwise))
        result = replace(result, situation=here.told(rules.first))
        origin = provenance(
            posterior, used(result, lives, run.seed) | study_used(of.trial), [*offered, reference]
        )
        if run.out is not None:
            write_forecast(run.out, result, origin, words)
    # One language: the answer is the same whoever reads it.
    own = of_forecast(told_of(here, rules.first))
    write_own(run.out, own)
    content = forecast_json(result, origin, Language("en")) | own_content(own)
    keep_question(answer.save, content, {code: _told(result, Language(code)) for code in LOCALES})
    if answer.json:
        print_json(forecast_json(result, origin, words) | own_content(own))
        return
    if own is not None:
        output().print(own_view(own, words))
    output().print(forecast_view(result, words))
    show_rules([*offered, reference], words)
    if run.out is not None:
        output().print(words.text("screen.written", path=str(run.out)), markup=False)


def _told(result: Forecast, language: Language) -> list[str]:
    """What a forecast says of each policy, in a sentence."""
    from mentorsim.present.forecast.text import finding

    return [finding(result, policy, language) for policy in result.compared]


def _policies(asked: list[str] | None, blocks: bool) -> list[str]:
    if asked:
        return asked
    if blocks:
        return list(forecast_setting().ladder.value)
    raise InputError(
        Said("mentorsim.no_policy"),
        field="POLICY",
        found=Said("sim.nothing"),
        allowed=Said("mentorsim.one_or_more_names_in_the"),
    )
