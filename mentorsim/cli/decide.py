"""The command that decides: what policies cost a purse, what they give, how sure, what to learn."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from calibration.reading_names import READINGS
from mentorsim.cli.model_rules import ModelRules
from mentorsim.cli.options import PopulationFile, Reading, Take, draws_of
from mentorsim.cli.situation_options import (
    SituationFile,
    check_policies,
    here_asked,
    policies_asked,
    policy_asked,
    prices_asked,
    weeks_asked_of,
)
from mentorsim.folders.output import check_folder
from mentorsim.folders.resume import kept_pieces
from mentorsim.language import LOCALES, Language
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.prices import (
    PriceLevel,
    PricesAsked,
    RuleYear,
    prices_used,
)
from mentorsim.request.study import StudyFolder, study_asked, study_used
from mentorsim.saved.question import Save
from mentorsim.terminal.console import output, print_json, progress
from scenarios.decision.outcome_names import EFFECTS, PERSPECTIVES
from scenarios.decision.setting import weeks_asked
from sim.errors import InputError
from sim.messages import Said

REFERENCE = "no-mentor"
CORES = os.cpu_count() or 1


def decide_command(
    policies: Annotated[
        list[str],
        typer.Argument(
            metavar=Said("mentorsim.metavar_policies"),
            help=Said("mentorsim.help_names_in_the_library_or"),
        ),
    ],
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_all_are_set_against"))
    ] = REFERENCE,
    effect: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_is_bought_effects", effects=EFFECTS))
    ] = EFFECTS[0],
    week: Annotated[
        int | None,
        whole_option("--week", Said("mentorsim.help_of_the_effect_kroner_are"), low=1, high=520),
    ] = None,
    weeks: Annotated[
        int | None,
        whole_option(
            "--weeks",
            Said(
                "mentorsim.help_weeks_since_entry_that_kroner", weeks_asked=weeks_asked(None, None)
            ),
            low=1,
            high=520,
        ),
    ] = None,
    perspective: Annotated[
        str,
        typer.Option(
            help=Said("mentorsim.help_whose_kroner_are_the_cost", perspectives=PERSPECTIVES)
        ),
    ] = "public",
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    threshold: Annotated[
        list[float] | None,
        number_option("--threshold", Said("mentorsim.help_what_a_unit_of_effect")),
    ] = None,
    discounted: Annotated[
        bool, typer.Option("--discounted", help=Said("mentorsim.help_present_values_of_the_purses"))
    ] = False,
    target_group: Annotated[
        float | None,
        number_option("--target-group", Said("mentorsim.help_young_people_that_the_decision")),
    ] = None,
    equity: Annotated[
        list[str] | None,
        typer.Option(help=Said("mentorsim.help_group_weight_what_an_effect")),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help=Said("mentorsim.help_folder_for_the_results"))
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help=Said("mentorsim.help_results_for_machines_on_standard"))
    ] = False,
    draws: Annotated[
        int, whole_option("--draws", Said("mentorsim.help_posterior_draws_to_use"), low=2)
    ] = 128,
    seed: Annotated[
        int,
        whole_option("--seed", Said("mentorsim.help_of_worlds_and_prices"), low=0, high=2**31 - 1),
    ] = 1,
    workers: Annotated[
        int, whole_option("--workers", Said("mentorsim.help_threads_results_do_not_depend"), low=1)
    ] = CORES,
    language: Annotated[
        str, typer.Option(help=Said("mentorsim.help_language_of_tables_and_figures"))
    ] = "en",
    population: PopulationFile = None,
    people: Annotated[
        int | None, whole_option("--people", Said("mentorsim.help_how_many_they_are_with"))
    ] = None,
    staffing_as: Annotated[
        str | None,
        typer.Option(help=Said("mentorsim.help_jobcentre_of_the_trial_whose")),
    ] = None,
    take: Take = None,
    situation: SituationFile = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted_decision_in")),
    ] = False,
    save: Save = None,
    reading: Reading = READINGS[0],
    posterior_folder: Annotated[
        Path | None,
        typer.Option("--posterior", help=Said("mentorsim.help_folder_of_a_calibration_of")),
    ] = None,
    study: StudyFolder = None,
    model: ModelRules = None,
) -> None:
    """The command `decide`; its help is `mentorsim.command_decide`."""
    check_policies([*policies, against], study)

    from mentorsim.cli.model_rules import model_rules, rules_compile, show_rules, under_rules
    from mentorsim.present.decision.files import write_decision
    from mentorsim.present.decision.json import decision_json
    from mentorsim.present.decision.terminal import decision_view
    from mentorsim.present.decision.words import sentences
    from mentorsim.present.provenance import provenance
    from mentorsim.present.situation.answers import (
        of_decision,
        own_content,
        own_view,
        told_with,
        write_own,
    )
    from mentorsim.present.situation.words import told_of
    from mentorsim.saved.question import check_save, keep_question
    from scenarios.comparison.ensemble import EnsembleSetting
    from scenarios.decision.decided import decide_policies
    from scenarios.decision.policy_decision import Question
    from scenarios.municipality.local_population import LocalPeople

    words = Language(language)
    if out is not None:
        check_folder(out)
    check_save(save)
    of, mine = study_asked(study, save), model_rules(model, save)
    here = here_asked(situation, population, people, staffing_as, take, of)
    chosen = prices_asked(here, prices, rule_year, price_level)
    both = weeks if week is None else weeks_asked(weeks, week)
    option = "weeks" if week is None else "week"
    last = weeks_asked_of(here, both, weeks_asked(None, None), option)
    *offered, reference = here.policies(
        under_rules([*policies_asked(policies, of.trial), policy_asked(against, of.trial)], mine),
        chosen,
    )
    question = Question(
        reference.name,
        effect,
        last,
        perspective,
        tuple(threshold) if threshold else None,
        discounted,
        target_group,
    )
    question.check()
    weights = equity_asked(equity or [])
    lives = here.people
    posterior = draws_of(draws, reading, posterior_folder, of)
    setting = EnsembleSetting(horizon=last + 1, seed=seed, workers=workers)
    used = (
        {
            "policies": ", ".join(policies),
            "against": against,
            "effect": effect,
            "weeks": last,
            "perspective": perspective,
            "discounted": discounted,
            "thresholds": ", ".join(f"{w:g}" for w in question.told_at),
            "draws": draws,
            "seed": seed,
        }
        | prices_used(chosen)
        | study_used(of.trial)
    )
    if isinstance(lives, LocalPeople):
        used |= {
            "population": lives.municipality.name,
            "people": lives.municipality.people,
            "staffing": lives.staffed_as or "median",
        }
    if here.situation is not None:
        used["situation"] = here.told(chosen)
    origin = provenance(posterior, used, [*offered, reference])
    with kept_pieces(out, resume=resume) as opening:
        with progress(Said("mentorsim.doing_decide")) as bar, rules_compile(model):
            decided = decide_policies(
                here.dated,
                offered,
                reference,
                posterior,
                setting,
                chosen,
                question,
                weights,
                bar,
                workspace=opening,
            )
        decided = replace(decided, situation=here.told(chosen))
        if out is not None:
            write_decision(out, decided, origin, words)
    own = of_decision(decided, told_of(here, chosen))
    write_own(out, own)
    content = decision_json(decided, origin) | own_content(own)
    said = {code: sentences(decided, Language(code)) for code in LOCALES}
    keep_question(save, content, told_with(own, said))
    if json:
        print_json(content)
        return
    if own is not None:
        output().print(own_view(own, words))
    output().print(decision_view(decided, words))
    show_rules([*offered, reference], words)
    if out is not None:
        output().print(words.text("screen.written", path=str(out)), markup=False)


def equity_asked(pairs: list[str]) -> dict[str, float]:
    """Weights from GROUP=WEIGHT.

    Raises:
        InputError: something else, or a group twice.
    """
    from sim.written_numbers import read_number

    found: dict[str, float] = {}
    for pair in pairs:
        group, sign, weight = pair.partition("=")
        if not sign or group in found:
            raise InputError(
                Said("mentorsim.not_a_group_and_its_weight")
                if not sign
                else Said("mentorsim.a_group_stands_twice"),
                field="--equity",
                found=pair,
                allowed=Said("mentorsim.group_weight_each_group_once"),
            )
        found[group] = read_number(weight, field="--equity")
    return found
