"""The command `next-trial`: would a trial see it, what is it worth, what would it tell."""

from __future__ import annotations

import json as plain_json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorsim.cli.options import Draws, Json, Lang
from mentorsim.cli.sets import ClusterRunOptions, FirstDrawsOptions
from mentorsim.folders.output import whole_folder
from mentorsim.language import Language
from mentorsim.request.executor import executor_of
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.study import study_used
from mentorsim.terminal.console import output, print_json, progress
from scenarios.next_trial.plan import READ
from sim.messages import Said

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.next_trial.next_trial import NextTrial


def next_trial_command(
    *,
    arms: Annotated[
        str, typer.Option(help=Said("mentorsim.help_weeks_of_support_none_or"))
    ] = "52,104",
    n: Annotated[str, typer.Option("--n", help=Said("mentorsim.help_people_per_arm_low_high"))] = (
        "100..5000"
    ),
    weeks: Annotated[
        int,
        whole_option(
            "--weeks", Said("mentorsim.help_weeks_since_entry_over_which"), low=1, high=520
        ),
    ] = 156,
    follow_up: Annotated[
        str | None,
        typer.Option(help=Said("mentorsim.help_weeks_in_which_outcomes_are")),
    ] = None,
    targeting: Annotated[str, typer.Option(help=Said("mentorsim.help_whom_it_takes_in_a"))] = "all",
    cluster: Annotated[
        str | None, typer.Option(help=Said("mentorsim.help_jobcentre_whole_jobcentres_are_drawn"))
    ] = None,
    icc: Annotated[
        float | None, number_option("--icc", Said("mentorsim.help_share_of_the_variance_between"))
    ] = None,
    outcome: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_is_read_read", read=READ))
    ] = "education",
    alpha: Annotated[
        float | None, number_option("--alpha", Said("mentorsim.help_chance_of_a_false_alarm"))
    ] = None,
    effect: Annotated[
        float | None,
        number_option("--effect", Said("mentorsim.help_difference_that_power_is_for")),
    ] = None,
    fixed_cost: Annotated[
        float | None, number_option("--fixed-cost", Said("mentorsim.help_kroner_for_a_trial_of"))
    ] = None,
    cost_per_person: Annotated[
        float | None,
        number_option("--cost-per-person", Said("mentorsim.help_kroner_per_young_person_in")),
    ] = None,
    value: Annotated[
        float | None, number_option("--value", Said("mentorsim.help_kroner_that_one_more_year"))
    ] = None,
    target_group: Annotated[
        float | None,
        number_option("--target-group", Said("mentorsim.help_young_people_whom_the_decision")),
    ] = None,
    draws: Draws = 256,
    fit: FirstDrawsOptions,
    run: ClusterRunOptions,
    json: Json = False,
    language: Lang = "en",
) -> None:
    """The command `next-trial`; its help is `mentorsim.command_next_trial`.

    Args:
        arms: weeks of support, none, or policies; the first is today's.
        n: people per arm: a range or a list.
        weeks: weeks since entry over which an arm's worth counts.
        follow_up: weeks in which outcomes are read; None are all that were reported.
        targeting: a group, or whom a policy is for.
        cluster: `jobcentre` draws whole jobcentres for an arm; None draws people.
        icc: share of the variance between jobcentres; None is the usual one.
        outcome: name of the outcome that is looked at.
        alpha: chance of a false alarm in all, two-sided; None is the usual one.
        effect: difference that power is for, percentage points; None is the mean.
        fixed_cost: kroner for a trial of any size; None is the usual amount.
        cost_per_person: kroner per young person in the trial, without mentors; None is the usual
            amount.
        value: kroner that one more year in the outcome is worth; None is the usual amount.
        target_group: young people whom the decision after it is taken for; None is the usual
            number.
        draws: posterior draws; None is the usual number.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
    """
    from scenarios.next_trial.plan import read_arms

    # Before all that lives them is loaded: see `check_policies`.
    chosen = read_arms(arms, None if fit.study is None else fit.asked().trial)

    from calibration.evidence import evidence_of
    from mentorsim.present.next_trial.terminal import next_trial_view
    from mentorsim.present.provenance import provenance
    from scenarios.comparison.ensemble import EnsembleSetting
    from scenarios.next_trial.next_trial import next_trial
    from scenarios.next_trial.plan import (
        TrialPlan,
        read_costs,
        read_follow_up,
        read_outcome,
        read_sizes,
        read_test,
    )
    from scenarios.next_trial.recruits import recruited, targeting_of

    words = Language(language)
    run.check()
    of = fit.asked()
    posterior = fit.draws(draws, of)
    trial = of.trial
    recruits = recruited(trial, targeting_of(targeting, trial))
    centres = len(trial.staffing)
    people = recruits.cohort(posterior.point_estimate(), run.seed).population.n / centres
    plan = TrialPlan(
        arms=chosen,
        sizes=read_sizes(n),
        weeks=weeks,
        follow_up=read_follow_up(follow_up, chosen, weeks, evidence_of(trial)),
        outcome=read_outcome(outcome),
        recruits=recruits,
        targeting=targeting,
        test=read_test(alpha, len(chosen) - 1, cluster, icc, people),
        costs=read_costs(
            outcome, fixed=fixed_cost, person=cost_per_person, value=value, people=target_group
        ),
        effect=effect,
    )
    with run.saved_pieces() as opening:
        with (
            executor_of(run.executor) as place,
            progress(Said("mentorsim.doing_next_trial")) as bar,
        ):
            setting = EnsembleSetting(weeks + 1, run.seed, run.workers, place)
            result = next_trial(plan, posterior, setting, bar, workspace=opening)
        used = {
            "arms": arms,
            "n": n,
            "weeks": weeks,
            "follow-up": plan.follow_up,
            "targeting": targeting,
            "outcome": outcome,
            "cluster": cluster or "no",
            "draws": draws,
            "seed": run.seed,
        } | study_used(trial)
        origin = provenance(posterior, used)
        if run.out is not None:
            _write(run.out, result, origin, words)
    if json:
        print_json(next_trial_json(result, origin, words))
        return
    output().print(next_trial_view(result, words))
    if run.out is not None:
        output().print(words.text("next.written", path=str(run.out)))


def next_trial_json(
    result: NextTrial, origin: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """Results as plain values; null where there is no number or no trial does it.

    Args:
        result: power, precision and discrimination of every design.
        origin: where the numbers come from, by what is told of it.
        language: of the words.
    """
    from mentorsim.present.next_trial.words import headline_size, sentences
    from scenarios.next_trial.assumptions import assumptions

    plan = result.plan
    clusters = plan.test.clusters
    return {
        "design": {
            "arms": [arm.name for arm in plan.arms],
            "sizes": list(plan.sizes),
            "weeks": plan.weeks,
            "follow_up": list(plan.follow_up),
            "outcome": plan.outcome,
            "targeting": plan.targeting,
            "alpha_per_comparison": plan.test.alpha,
            "cluster": None
            if clusters is None or result.own_icc is None
            else {
                "people": clusters.people,
                "icc": clusters.icc,
                "models_own_icc": result.own_icc[0],
                "models_own_icc_error": result.own_icc[1],
            },
            "headline_n": headline_size(result),
        },
        "effects": _rows(result.effects),
        "power": _rows(result.power),
        "information": _rows(result.information),
        "best_today": [{"value": v, "arm": arm} for v, arm in result.today.items()],
        "discrimination": _rows(result.discrimination),
        "sentences": sentences(result, language),
        "assumptions": _rows(assumptions(plan)),
        "provenance": dict(origin),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries; null for what is not a finite number."""
    return [
        {
            str(key): None if isinstance(x, float) and not math.isfinite(x) else x
            for key, x in row.items()
        }
        for row in frame.to_dict("records")
    ]


def _write(out: Path, result: NextTrial, origin: Mapping[str, str], words: Language) -> None:
    from mentorsim.present.figure_files import DPI
    from mentorsim.present.next_trial.figures import (
        discrimination_figure,
        power_figure,
        worth_figure,
    )
    from mentorsim.present.next_trial.words import sentences
    from mentorsim.present.workbook.table_files import write_tables
    from scenarios.next_trial.assumptions import assumptions

    with whole_folder(out) as folder:
        tables = {
            "effects": result.effects,
            "power": result.power,
            "information": result.information,
            "discrimination": result.discrimination,
            "assumptions": assumptions(result.plan),
        }
        write_tables(folder, tables, [words], origin)
        drawn = {
            "power": power_figure,
            "worth": worth_figure,
            "discrimination": discrimination_figure,
        }
        for name, figure in drawn.items():
            figure(result, words).savefig(folder / f"{name}.png", dpi=DPI)
        text = "\n\n".join(sentences(result, words))
        (folder / "answer.txt").write_text(text + "\n", encoding="utf-8", newline="\n")
        content = plain_json.dumps(dict(origin), indent=1, ensure_ascii=False)
        (folder / "provenance.json").write_text(content + "\n", encoding="utf-8", newline="\n")
