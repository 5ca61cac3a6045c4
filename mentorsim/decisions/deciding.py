"""The command that decides: what policies cost a purse, what they give, how sure, what to learn."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from calibration.stored_posterior import READINGS
from mentorsim.asked import PopulationFile, Take, draws_of, people_of
from mentorsim.console import output, print_json, progress
from mentorsim.decisions.as_json import decision_json
from mentorsim.decisions.files import write_decision
from mentorsim.decisions.screen import decision_view
from mentorsim.language import Language
from mentorsim.number_options import number_option, whole_option
from mentorsim.output import check_folder
from mentorsim.priced import (
    PriceLevel,
    PricesAsked,
    RuleYear,
    prices_used,
)
from mentorsim.provenance import provenance
from mentorsim.resume import kept_pieces
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.decision.decided import decide_policies
from scenarios.decision.policy_decision import Question
from scenarios.decision.policy_outcomes import EFFECTS, PERSPECTIVES
from scenarios.decision.setting import weeks_asked
from scenarios.economics.price_choice import chosen_prices
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import load_policies, load_policy
from sim.errors import InputError
from sim.messages import Said
from sim.written_numbers import read_number

REFERENCE = "no-mentor"
CORES = os.cpu_count() or 1


def decide_command(
    policies: Annotated[
        list[str], typer.Argument(help=Said("mentorsim.help_names_in_the_library_or"))
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
    resume: Annotated[
        bool,
        typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted_decision_in")),
    ] = False,
    reading: Annotated[
        str,
        typer.Option(
            help=Said("mentorsim.help_how_subgroups_are_read_readings", readings=READINGS)
        ),
    ] = READINGS[0],
    posterior_folder: Annotated[
        Path | None,
        typer.Option("--posterior", help=Said("mentorsim.help_folder_of_a_calibration_of")),
    ] = None,
) -> None:
    """The command `decide`; its help is `mentorsim.command_decide`."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    chosen = chosen_prices(prices, rule_year, price_level)
    last = weeks_asked(weeks, week)
    question = Question(
        against_name(against), effect, last, perspective,
        tuple(threshold) if threshold else None, discounted, target_group,
    )  # fmt: skip
    question.check()
    weights = equity_asked(equity or [])
    lives = people_of(population, people, staffing_as, take)
    posterior = draws_of(draws, reading, posterior_folder)
    setting = EnsembleSetting(horizon=last + 1, seed=seed, workers=workers)
    used = {
        "policies": ", ".join(policies), "against": against, "effect": effect,
        "weeks": last, "perspective": perspective,
        "discounted": discounted, "thresholds": ", ".join(f"{w:g}" for w in question.told_at),
        "draws": draws, "seed": seed,
    } | prices_used(chosen)  # fmt: skip
    if isinstance(lives, LocalPeople):
        used |= {
            "population": lives.municipality.name,
            "people": lives.municipality.people,
            "staffing": lives.staffed_as or "median",
        }
    origin = provenance(posterior, used)
    with kept_pieces(out, resume=resume) as opening:
        with progress("decide") as bar:
            decided = decide_policies(
                lives, load_policies(policies), load_policy(against), posterior, setting,
                chosen, question, weights, bar, workspace=opening,
            )  # fmt: skip
        if out is not None:
            write_decision(out, decided, origin, words)
    if json:
        print_json(decision_json(decided, origin))
        return
    output().print(decision_view(decided, words))
    if out is not None:
        output().print(words.text("screen.written", path=str(out)), markup=False)


def against_name(reference: str) -> str:
    """Name of the policy that the others are set against, whether it is a file or not."""
    return load_policy(reference).name


def equity_asked(pairs: list[str]) -> dict[str, float]:
    """Weights from GROUP=WEIGHT.

    Raises:
        InputError: something else, or a group twice.
    """
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
