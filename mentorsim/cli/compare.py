"""Commands that set policies against each other: over weeks and groups, or under one budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from mentorsim.cli.answers import tell
from mentorsim.cli.model_rules import ModelRules
from mentorsim.cli.options import REFERENCE, Draws, Policies, Weeks, resume_option
from mentorsim.cli.sets import (
    AnswerOptions,
    ClusterRunOptions,
    FirstDrawsOptions,
    PeopleOptions,
    RunOptions,
)
from mentorsim.cli.situation_options import (
    check_policies,
    policies_asked,
    policy_asked,
    situation_prices,
    weeks_asked_of,
)
from mentorsim.folders.resume import Opening
from mentorsim.language import LOCALES, Language
from mentorsim.request.executor import executor_of
from mentorsim.request.numbers import number_option, whole_option
from mentorsim.request.study import study_used
from mentorsim.request.until import UntilAsked, check_draws_or_until
from mentorsim.terminal.console import output, progress
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from mentorsim.request.request import Situated
    from scenarios.budget.budget import Budget
    from scenarios.comparison.compare import Comparison
    from scenarios.comparison.ensemble import EnsembleSetting
    from scenarios.comparison.until import Until
    from sim.executor import Executor, Progress
    from sim.own_rules import Rule

#: The last week since entry that is followed, if no other is asked for.
WEEKS = 156
#: Draws of a comparison, if neither their number nor a precision is asked for.
DRAWS = 128


@dataclass(frozen=True)
class ComparisonRun(ClusterRunOptions):
    """How a comparison is computed, and where it is written."""

    resume: Annotated[bool, resume_option(Said("mentorsim.help_go_on_with_an_interrupted"))] = False


@dataclass(frozen=True)
class RankingRun(RunOptions):
    """How a ranking is computed, and where it is written."""

    resume: Annotated[
        bool, resume_option(Said("mentorsim.help_go_on_with_an_interrupted_ranking_in"))
    ] = False


@dataclass(frozen=True)
class Asked:
    """What a comparison was asked for.

    Attributes:
        policies: names in the library, or YAML files.
        against: what all are set against.
        weeks: since entry to follow.
        posterior: the draws.
        run: seed of the first world, and threads.
        trial_size: people of the trial whose noise is shown; None is as many as live here.
        executor: where worlds are lived; None is threads.
        rules: of one's own, by name of the rule that they replace.
        until: how well the effects have to be known; None lives every draw.
    """

    policies: list[str]
    against: str
    weeks: int
    posterior: Posterior
    run: RunOptions
    trial_size: int | None = None
    executor: Executor | None = None
    rules: Mapping[str, Rule] = field(default_factory=dict)
    until: Until | None = None

    @property
    def setting(self) -> EnsembleSetting:
        """How much to compute."""
        from scenarios.comparison.ensemble import EnsembleSetting

        return EnsembleSetting(self.weeks + 1, self.run.seed, self.run.workers, self.executor)

    def used(self, here: Situated) -> dict[str, object]:
        """What the provenance of results says of it."""
        from scenarios.municipality.local_population import LocalPeople

        people = here.people
        used: dict[str, object] = study_used(people.trial) | {
            "policies": ", ".join(self.policies),
            "against": self.against,
            "weeks": self.weeks,
            "draws": len(self.posterior),
            "seed": self.run.seed,
        }
        if isinstance(people, LocalPeople):
            used |= {
                "population": people.municipality.name,
                "people": people.municipality.people,
                "staffing": people.staffed_as or "median",
            }
        if here.situation is not None:
            used["situation"] = here.told(situation_prices(here))
        return used


def compare_command(
    policies: Policies,
    *,
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_all_are_set_against"))
    ] = REFERENCE,
    weeks: Weeks = None,
    draws: Annotated[
        int | None, whole_option("--draws", Said("mentorsim.help_draws_or_until"), low=2)
    ] = None,
    until: UntilAsked = None,
    people: PeopleOptions,
    trial_size: Annotated[
        int | None,
        whole_option(
            "--trial-size",
            Said("mentorsim.help_show_the_noise_of_a"),
            low=2,
        ),
    ] = None,
    rules: ModelRules = None,
    fit: FirstDrawsOptions,
    run: ComparisonRun,
    answer: AnswerOptions,
) -> None:
    """The command `compare`; its help is `mentorsim.command_compare`.

    Args:
        policies: names in the library, or files.
        against: the policy that all are set against.
        weeks: last week since entry; None is the usual one.
        draws: posterior draws; None is the usual number.
        people: the options on the young people (`PeopleOptions`).
        trial_size: people of a trial whose noise is shown; None is as many as live here.
        rules: file with rules of one's own; None are the model's.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
        until: Monte Carlo standard error below which no draws are added; None adds none.
    """
    check_policies([*policies, against], fit.study)

    from mentorsim.cli.model_rules import model_rules, rules_compile

    words = answer.words
    run.check()
    answer.check()
    of, mine = fit.asked(answer), model_rules(rules, answer.save)
    here = people.here(of)
    last = weeks_asked_of(here, weeks, WEEKS)
    check_draws_or_until(draws, until)
    posterior = fit.every_draw(of) if until is not None else fit.draws(draws or DRAWS, of)
    with run.saved_pieces() as opening:
        with (
            executor_of(run.executor) as place,
            progress(Said("mentorsim.doing_compare")) as bar,
            rules_compile(rules),
        ):
            asked = Asked(policies, against, last, posterior, run, trial_size, place, mine, until)
            result, origin = compared_as_asked(here, asked, bar, opening)

        # What tells results, pictures among it, is loaded once there are some.
        from calibration.evidence import shipped_evidence
        from mentorsim.present.comparison.answer import answer as in_words
        from mentorsim.present.comparison.json import comparison_json
        from mentorsim.present.comparison.overview import overview_records
        from mentorsim.present.situation.answers import of_comparison, told_with
        from mentorsim.present.situation.words import told_of
        from mentorsim.report.files import write_comparison
        from mentorsim.saved.run import InSituation
        from scenarios.budget.budget import budget, can_be_priced

        prices = situation_prices(here)
        own = of_comparison(result, told_of(here, prices))
        if run.out is not None:
            own_said = None if prices is None else InSituation(told_with(own, {}), prices)
            write_comparison(run.out, result, origin, (words,), posterior, here.people, own_said)
    content = comparison_json(result, origin)
    money = budget(result, prices) if can_be_priced(result) else None
    content["overview"] = None if money is None else overview_records(money)
    sentences = {code: in_words(result, Language(code)) for code in LOCALES}
    tell(content, sentences, own, lambda: show_comparison(result, words, money), answer, run.out)
    if run.out is not None and not answer.json and result.evidence != shipped_evidence():
        told = Said("mentorsim.no_report_of_an_own_study")
        output().print(told.in_language(words.code), markup=False, highlight=False)


def compared_as_asked(
    here: Situated, asked: Asked, bar: Progress, opening: Opening | None = None
) -> tuple[Comparison, dict[str, str]]:
    """The comparison that was asked for, and its provenance.

    Args:
        here: who lives in which situation.
        asked: policies, weeks, draws and how it is run.
        bar: shows progress.
        opening: is told of the first draws as soon as there are enough; None waits for all.

    Raises:
        InputError: as `scenarios.comparison.compare.compare`, policies that cannot be read, or that
            contradict the situation.
    """
    from mentorsim.cli.model_rules import under_rules
    from mentorsim.present.provenance import provenance
    from scenarios.budget.precision import goal
    from scenarios.comparison.compare import compare

    prices = situation_prices(here)
    *named, reference = here.policies(
        under_rules(
            [
                *policies_asked(asked.policies, here.people.trial),
                policy_asked(asked.against, here.people.trial),
            ],
            asked.rules,
            asked.posterior,
        ),
        prices,
    )
    result = compare(
        here.dated,
        named,
        reference,
        asked.posterior,
        asked.setting,
        bar,
        trial_size=asked.trial_size,
        workspace=opening,
        until=goal(asked.until, reference.name, len(asked.posterior), prices),
    )
    result = replace(result, situation=here.told(prices))
    used = asked.used(here) | {"trial_size": result.trial_size} | assumptions_used(result)
    used["draws"] = result.draw_count
    if result.precision is not None:
        used["until"] = result.precision.asked.told
    return result, provenance(asked.posterior, used, result.policies)


def assumptions_used(result: Comparison) -> dict[str, str]:
    """What the provenance says of effects of other measures that are assumed, in English."""
    from mentorsim.present.clean import said

    english = Language("en")
    return {
        f"assumption {found.policy}, {found.measure.name.en}": (
            f"barriers fall by {found.measure.relief.low:g} to {found.measure.relief.high:g}, most "
            f"likely {found.measure.relief.central:g}; used: {found.measure.level}; "
            f"{said(found.measure.relief.source, english)}"
        )
        for found in result.assumptions
    }


def show_comparison(result: Comparison, words: Language, money: Budget | None = None) -> None:
    """A comparison on screen; all policies in one table first, if kroner were worked out.

    Args:
        result: results of all policies, by draw, week and group.
        words: language of the reader.
        money: kroner of the comparison by policy, purse and year; None leaves them out.
    """
    from mentorsim.cli.model_rules import show_rules
    from mentorsim.present.comparison.answer import mentors_sentence
    from mentorsim.present.comparison.overview import overview
    from mentorsim.present.comparison.precision import precision_words
    from mentorsim.present.comparison.terminal import (
        comparison_table,
        lives_view,
        overview_view,
        totals_table,
    )
    from mentorsim.present.comparison.view_tables import views_view
    from mentorsim.present.population.comparison import population_comparison_view
    from mentorsim.present.results import table_weeks, waiting_words

    last = int(result.levels["week"].max())
    shown = [week for week in table_weeks(result) if week < last] + [last]
    console = output()
    if money is not None:
        console.print(overview_view(overview(money, words), words))
    console.print(comparison_table(result, words, shown))
    console.print(lives_view(result, words))
    console.print(views_view(result, words))
    console.print(totals_table(result, words))
    console.print(Text(f"• {mentors_sentence(result, words)}\n"))
    if few := waiting_words(result.draw_count, words):
        console.print(Text(few, "bold"))
    if known := precision_words(result, words):
        console.print(Text(f"• {known}\n"))
    show_rules(result.policies, words)
    _show_assumptions(result, words)
    if result.population_comparison is not None:
        console.print(population_comparison_view(result.population_comparison, words))


def _show_assumptions(result: Comparison, words: Language) -> None:
    from mentorsim.present.policy.assumptions import assumption_lines

    for measure, told in assumption_lines(result.assumptions, words):
        title = words.text("assumption.title", measure=measure)
        output().print(f"{title}. {told}", markup=False, highlight=False)


def rank_command(
    policies: Policies,
    *,
    hours: Annotated[
        float | None, number_option("--hours", Said("mentorsim.help_paid_mentor_hours_in_all"))
    ] = None,
    outcome: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_counts_education_education_weeks"))
    ] = "education_weeks",
    week: Annotated[
        int | None, whole_option("--week", Said("mentorsim.help_since_entry_else_the_last"))
    ] = None,
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_effects_are_set_against"))
    ] = REFERENCE,
    weeks: Weeks = None,
    draws: Draws = 128,
    people: PeopleOptions,
    rules: ModelRules = None,
    fit: FirstDrawsOptions,
    run: RankingRun,
    answer: AnswerOptions,
) -> None:
    """The command `rank`; its help is `mentorsim.command_rank`.

    Args:
        policies: names in the library, or files.
        hours: paid mentor hours in all.
        outcome: what counts.
        week: since entry; None is the last one.
        against: the policy that effects are set against.
        weeks: last week since entry; None is the usual one.
        draws: posterior draws; None is the usual number.
        people: the options on the young people (`PeopleOptions`).
        rules: file with rules of one's own; None are the model's.
        fit: the options on study and posterior.
        run: the options on seeds, workers and resuming.
        answer: the options on where the answer goes.
    """
    check_policies([*policies, against], fit.study)

    from mentorsim.cli.model_rules import model_rules, rules_compile, show_rules, under_rules
    from scenarios.comparison.ranking import rank

    words = answer.words
    run.check()
    answer.check()
    of, mine = fit.asked(answer), model_rules(rules, answer.save)
    here = people.here(of)
    if hours is None:
        from mentorsim.cli.rank_in_situation import RankedWithin, rank_in_situation

        within = RankedWithin(policies, against, outcome, week, weeks, draws, rules)
        rank_in_situation(within, here, fit, run, answer)
        return
    here = here.without_mentors("--hours", hours)
    last = weeks_asked_of(here, weeks, WEEKS)
    posterior = fit.draws(draws, of)
    asked = Asked(policies, against, last, posterior, run, rules=mine)
    *offered, reference = here.policies(
        under_rules(
            [*policies_asked(policies, of.trial), policy_asked(against, of.trial)], mine, posterior
        )
    )
    with run.saved_pieces() as opening:
        with progress(Said("mentorsim.doing_rank")) as bar, rules_compile(rules):
            result = rank(
                here.dated,
                offered,
                reference,
                posterior,
                asked.setting,
                hours,
                outcome,
                week,
                bar,
                workspace=opening,
            )

        # What tells results, pictures among it, is loaded once there are some.
        from mentorsim.present.comparison.json import ranking_json
        from mentorsim.present.comparison.view_tables import ranking_view
        from mentorsim.present.provenance import provenance
        from mentorsim.present.situation.answers import of_comparison
        from mentorsim.present.situation.words import told_of
        from mentorsim.report.files import write_ranking

        compared = replace(result.comparison, situation=here.told())
        result = replace(result, comparison=compared)
        used = asked.used(here) | {"hours": hours} | assumptions_used(result.comparison)
        content = ranking_json(result, provenance(posterior, used, result.comparison.policies))
        if run.out is not None:
            write_ranking(run.out, result, content, words)
    own = of_comparison(result.comparison, told_of(here))

    def show() -> None:
        output().print(ranking_view(result, words))
        show_rules(result.comparison.policies, words)
        _show_assumptions(result.comparison, words)

    tell(content, {}, own, show, answer, run.out)
