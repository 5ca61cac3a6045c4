"""`mentorsim discover` and `regret`: where a policy fails, and how wrong each one can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group

from mentorsim.cli.options import Policies
from mentorsim.cli.sensitivity_options import (
    FactorOptions,
    LeverOptions,
    Outcome,
    PolicyName,
    QuestionOptions,
    answered,
    at_work,
    identity,
    origin,
)
from mentorsim.cli.sets import AnswerOptions, ClusterRunOptions
from mentorsim.cli.situation_options import policies_asked, policy_asked
from mentorsim.request.numbers import whole_option
from scenarios.sensitivity.discovery import FAILS
from scenarios.sensitivity.methods import POSTERIOR
from sim.errors import InputError
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from scenarios.sensitivity.design import Design
    from scenarios.sensitivity.factors import Factor
    from scenarios.sensitivity.question import Question

#: Cases that boxes are looked for in, if no number is asked for.
CASES = 1024
#: Outcome of each way to fail, if none is asked for.
USUAL = {"net loss": "net_public", "no gain": "education"}


def discover_command(
    policy: PolicyName,
    *,
    fails: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_counts_as_failing_fails", fails=FAILS))
    ],
    outcome: Annotated[
        str | None,
        typer.Option(help=Said("mentorsim.help_what_fails_else_net_public")),
    ] = None,
    over: Annotated[str, typer.Option(help=Said("mentorsim.help_posterior_or_priors"))] = POSTERIOR,
    varied: FactorOptions,
    samples: Annotated[
        int, whole_option("--samples", Said("mentorsim.help_cases"), low=64)
    ] = CASES,
    about: QuestionOptions,
    how: LeverOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `discover`; its help is `mentorsim.command_discover`.

    Args:
        policy: a name in the library, or a file.
        fails: what counts as failing.
        outcome: what fails; None is the net of the public, or education.
        over: what is varied over: posterior or priors.
        varied: the options on the factors that vary.
        samples: cases.
        about: the options on the question: against what, when, and whose.
        how: the options on which policies the levers move.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(policy)

    from mentorsim.present.sensitivity.discovery_terminal import discovery_figure, discovery_view
    from mentorsim.present.sensitivity.json import (
        discovery_json,
        discovery_table,
        named_by,
        under_each,
        write_result,
    )
    from scenarios.sensitivity.beforehand import check_can_differ
    from scenarios.sensitivity.discovery import cases_in_worlds, discover
    from scenarios.sensitivity.held import each_mechanism, piece
    from scenarios.sensitivity.methods import OVER, PRIORS

    words = answer.words
    answer.check()
    if fails not in FAILS:
        raise InputError(
            Said("mentorsim.no_such_way_to_fail"),
            field="--fails",
            found=fails,
            allowed=", ".join(FAILS),
        )
    if over not in OVER:
        raise InputError(
            Said("mentorsim.over_what"), field="--over", found=over, allowed=", ".join(OVER)
        )
    name = USUAL[fails] if outcome is None else outcome
    asked = about.asked(policy, name, answer, how)
    here = asked.here()
    question = asked.question(here)
    _check_way(question, fails)
    better = question.outcome.sense()
    chosen, moved = varied.chosen(question)
    design = _cases(question, chosen, over, samples, run.seed)
    check_can_differ(
        question.model, design.inputs, run.seed, question.posterior.draws, priors=over == PRIORS
    )
    known = identity(
        question, chosen, command="discover", over=over, samples=samples, seed=run.seed
    )
    with at_work("discover", run, known) as running:
        # Over the posterior the mechanism varies; over the priors it may have to stand still.
        asked_under = each_mechanism(question, chosen) if over == PRIORS else (question,)
        pairs = []
        for k, each in enumerate(asked_under):
            part = running.under(piece(each), k, len(asked_under))
            y = cases_in_worlds(each.model(design.inputs), design, run.seed, part)
            pairs.append((each, discover(design, y, run.seed, more_is_better=better)))
        beyond = question.beyond(moved)
        content = under_each(
            [discovery_json(each, found, fails, beyond=beyond) for each, found in pairs]
        )
        content |= origin(question, samples=samples, over=over, seed=run.seed)
        if run.out is not None:
            tables: dict[str, pd.DataFrame] = {}
            figures: dict[str, Figure] = {}
            for k, (each, found) in enumerate(pairs):
                figure = discovery_figure(each, found, fails, words, beyond=beyond)
                tables |= named_by(each, {"boxes": discovery_table(found)}, first=k == 0)
                figures |= named_by(each, {"boxes": figure}, first=k == 0)
            write_result(run.out, tables, figures, content, words)
    answered(
        content,
        lambda: Group(
            *(discovery_view(each, found, fails, words, beyond=beyond) for each, found in pairs)
        ),
        question,
        answer,
        run.out,
        here.told,
    )


def _check_way(question: Question, fails: str) -> None:
    asked = question.outcome
    if asked.ratio or (fails == "net loss") != (asked.kind == "purse"):
        loss = fails == "net loss"
        raise InputError(
            Said("mentorsim.this_outcome_cannot_be_a_fails", fails=fails),
            field="--outcome",
            found=asked.name,
            allowed=Said("mentorsim.net_public_and_others")
            if loss
            else Said("mentorsim.education_and_others"),
        )


def _cases(
    question: Question, factors: tuple[Factor, ...], over: str, samples: int, seed: int
) -> Design:
    """Cases: posterior draws as they are, or a Latin hypercube over the priors."""
    from scenarios.sensitivity.design import over_posterior, over_priors
    from scenarios.sensitivity.held import check_own_priors
    from scenarios.sensitivity.methods import PRIORS

    # Any method whose rows are a sample: pawn's is.
    if over == PRIORS:
        check_own_priors(question.posterior)
        return over_priors("pawn", factors, samples, seed)
    return over_posterior(
        "pawn", factors, question.posterior, samples, seed, measures=question.measures
    )


def regret_command(
    policies: Policies,
    *,
    outcome: Outcome = "education_weeks",
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_posterior_draws_in_each_state"))
    ] = None,
    about: QuestionOptions,
    run: ClusterRunOptions,
    answer: AnswerOptions,
) -> None:
    """The command `regret`; its help is `mentorsim.command_regret`.

    Args:
        policies: names in the library, or files.
        outcome: name of the outcome that is looked at.
        draws: posterior draws in each state; None is the usual number.
        about: the options on the question: against what, when, and whose.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    about.check(*policies)

    from mentorsim.present.sensitivity.discovery_terminal import regret_figure, regret_view
    from mentorsim.present.sensitivity.json import question_json, regret_json, write_result
    from scenarios.policy.policies import besides
    from scenarios.sensitivity.regret import regret
    from scenarios.sensitivity.setting import sensitivity_setting

    words = answer.words
    answer.check()
    asked = about.asked(policies[0], outcome, answer)
    here = asked.here()
    *named, reference = here.policies(
        [
            *policies_asked(policies, asked.study.trial),
            policy_asked(about.against, asked.study.trial),
        ]
    )
    named = besides(named, reference)
    if not named:
        raise InputError(
            Said("scenarios.nothing_to_choose_between"),
            field="policies",
            found=", ".join(policies),
            allowed=Said("scenarios.a_policy_besides_name", name=reference.name),
        )
    # A file of one's own is named by its path.
    first = next(word for word in policies if policy_asked(word).name != reference.name)
    question = replace(asked, policy=first).question(here)
    used = int(sensitivity_setting().regret_draws.value) if draws is None else draws
    known = identity(
        question,
        [],
        command="regret",
        draws_used=used,
        seed=run.seed,
        others={p.name: p.policy.model_dump(mode="json") for p in named},
    )
    with at_work("regret", run, known) as running:
        found = regret(
            here.lives.dated,
            named,
            reference,
            outcome,
            here.week,
            question.posterior,
            used,
            run.seed,
            running,
            prices=question.prices,
        )
        content = regret_json(found, question_json(question, beyond=found.extrapolated))
        content |= origin(question, found.policies[1:-1], draws=used, seed=run.seed)
        if run.out is not None:
            figure = regret_figure(question, found, words)
            write_result(run.out, {"regret": found.table}, {"regret": figure}, content, words)
    answered(
        content,
        lambda: regret_view(question, found, words),
        question,
        answer,
        run.out,
        here.told,
        found.policies,
    )
