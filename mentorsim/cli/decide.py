"""The command that decides: what policies cost a purse, what they give, how sure, what to learn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import typer

from mentorsim.cli.answers import tell
from mentorsim.cli.model_rules import ModelRules
from mentorsim.cli.options import REFERENCE, Draws, Policies, resume_option, seed_option
from mentorsim.cli.sets import (
    AnswerOptions,
    FirstDrawsOptions,
    PeopleOptions,
    PriceOptions,
    RunOptions,
)
from mentorsim.cli.situation_options import (
    check_policies,
    policies_asked,
    policy_asked,
    weeks_asked_of,
)
from mentorsim.language import LOCALES, Language
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.prices import prices_used
from mentorsim.request.study import study_used
from mentorsim.terminal.console import output, progress
from scenarios.decision.outcome_names import EFFECTS, PERSPECTIVES
from scenarios.decision.setting import weeks_asked
from sim.errors import InputError
from sim.messages import Said


@dataclass(frozen=True)
class DecisionRun(RunOptions):
    """How a decision is computed, and where it is written; prices are drawn with the worlds."""

    seed: Annotated[int, seed_option(Said("mentorsim.help_of_worlds_and_prices"))] = 1
    resume: Annotated[
        bool, resume_option(Said("mentorsim.help_go_on_with_an_interrupted_decision_in"))
    ] = False


@dataclass(frozen=True)
class DecisionAnswer(AnswerOptions):
    """How a decision is told, and whether its question is kept."""

    language: Annotated[
        str, typer.Option("--language", help=Said("mentorsim.help_language_of_tables_and_figures"))
    ] = "en"


def decide_command(
    policies: Policies,
    *,
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
    prices: PriceOptions,
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
    draws: Draws = 128,
    people: PeopleOptions,
    model: ModelRules = None,
    fit: FirstDrawsOptions,
    run: DecisionRun,
    answer: DecisionAnswer,
) -> None:
    """The command `decide`; its help is `mentorsim.command_decide`.

    Args:
        policies: names in the library, or files.
        against: the policy that all are set against.
        effect: what is bought.
        week: of the effect; kroner are counted up to it. None is the usual one.
        weeks: weeks since entry that kroner and effect are counted over; None is the usual number.
        perspective: whose kroner are the cost.
        prices: the prices of kroner.
        threshold: kroner that a unit of effect is worth; None are the usual ones.
        discounted: whether kroner are present values.
        target_group: young people that the decision is for, over all years it holds; None is the
            usual number.
        equity: what an effect counts for a group, as in `GROUP=WEIGHT`; None is an example.
        draws: posterior draws; None is the usual number.
        people: the options on the young people (`PeopleOptions`).
        model: file with rules of one's own; None are the model's.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    check_policies([*policies, against], fit.study)

    from mentorsim.cli.model_rules import model_rules, rules_compile, show_rules, under_rules
    from mentorsim.present.provenance import provenance
    from scenarios.comparison.ensemble import EnsembleSetting
    from scenarios.decision.decided import decide_policies
    from scenarios.decision.policy_decision import Question
    from scenarios.municipality.local_population import LocalPeople

    words = answer.words
    run.check()
    answer.check()
    of, mine = fit.asked(answer), model_rules(model, answer.save)
    here = people.here(of)
    chosen = prices.of(here)
    both = weeks if week is None else weeks_asked(weeks, week)
    option = "weeks" if week is None else "week"
    last = weeks_asked_of(here, both, weeks_asked(None, None), option)
    posterior = fit.draws(draws, of)
    *offered, reference = here.policies(
        under_rules(
            [*policies_asked(policies, of.trial), policy_asked(against, of.trial)], mine, posterior
        ),
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
    setting = EnsembleSetting(horizon=last + 1, seed=run.seed, workers=run.workers)
    used = (
        {
            "policies": ", ".join(policies),
            "against": against,
            "effect": effect,
            "weeks": last,
            "perspective": perspective,
            "discounted": discounted,
            "thresholds": ", ".join(f"{w:g}" for w in question.told_willingness_to_pay),
            "draws": draws,
            "seed": run.seed,
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
    with run.saved_pieces() as opening:
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

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.decision.files import write_decision
        from mentorsim.present.decision.json import decision_json
        from mentorsim.present.decision.terminal import decision_view
        from mentorsim.present.decision.words import sentences
        from mentorsim.present.situation.answers import of_decision
        from mentorsim.present.situation.words import told_of

        decided = replace(decided, situation=here.told(chosen))
        if run.out is not None:
            write_decision(run.out, decided, origin, words)
    own = of_decision(decided, told_of(here, chosen))
    said = {code: sentences(decided, Language(code)) for code in LOCALES}

    def show() -> None:
        output().print(decision_view(decided, words))
        show_rules([*offered, reference], words)

    tell(decision_json(decided, origin), said, own, show, answer, run.out)


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
