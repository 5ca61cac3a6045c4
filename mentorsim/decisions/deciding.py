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
    policies: Annotated[list[str], typer.Argument(help="names in the library, or YAML files")],
    against: Annotated[str, typer.Option(help="what all are set against")] = REFERENCE,
    effect: Annotated[str, typer.Option(help=f"what is bought: {', '.join(EFFECTS)}")] = EFFECTS[0],
    week: Annotated[
        int | None,
        whole_option("--week", "of the effect; kroner are counted up to it", low=1, high=520),
    ] = None,
    weeks: Annotated[
        int | None,
        whole_option(
            "--weeks",
            "weeks since entry that kroner and effect are counted over; else "
            f"{weeks_asked(None, None)}",
            low=1,
            high=520,
        ),
    ] = None,
    perspective: Annotated[
        str, typer.Option(help=f"whose kroner are the cost: {', '.join(PERSPECTIVES)}")
    ] = "public",
    prices: PricesAsked = None,
    rule_year: RuleYear = None,
    price_level: PriceLevel = None,
    threshold: Annotated[
        list[float] | None,
        number_option(
            "--threshold", "what a unit of effect is worth, kroner; may be given several times"
        ),
    ] = None,
    discounted: Annotated[
        bool, typer.Option("--discounted", help="present values of the purses' kroner")
    ] = False,
    target_group: Annotated[
        float | None,
        number_option(
            "--target-group", "young people that the decision is for, over all years it holds"
        ),
    ] = None,
    equity: Annotated[
        list[str] | None,
        typer.Option(help="GROUP=WEIGHT: what an effect counts for a group; else an example"),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="folder for the results")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="results for machines, on standard output")
    ] = False,
    draws: Annotated[int, whole_option("--draws", "posterior draws to use", low=2)] = 128,
    seed: Annotated[int, whole_option("--seed", "of worlds and prices", low=0, high=2**31 - 1)] = 1,
    workers: Annotated[
        int, whole_option("--workers", "threads; results do not depend on them", low=1)
    ] = CORES,
    language: Annotated[str, typer.Option(help="language of tables and figures: da or en")] = "en",
    population: PopulationFile = None,
    people: Annotated[
        int | None, whole_option("--people", "how many they are (with a table of shares)")
    ] = None,
    staffing_as: Annotated[
        str | None,
        typer.Option(help="jobcentre of the trial whose staffing they have; else the median"),
    ] = None,
    take: Take = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with an interrupted decision in --out")
    ] = False,
    reading: Annotated[
        str, typer.Option(help=f"how subgroups are read: {' or '.join(READINGS)}")
    ] = READINGS[0],
    posterior_folder: Annotated[
        Path | None, typer.Option("--posterior", help="folder of a calibration of one's own")
    ] = None,
) -> None:
    """Decide: extra cost and effect, price of a unit, who pays, how sure, what knowing is worth."""
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
