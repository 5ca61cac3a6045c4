"""Commands that set policies against each other: over weeks and groups, or under one budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from rich.text import Text

from calibration.posterior import Posterior
from calibration.stored_posterior import READINGS
from calibration.trial import Trial
from mentorsim.answer import mentors_sentence
from mentorsim.asked import (
    CORES,
    REFERENCE,
    Draws,
    Fitted,
    Json,
    Lang,
    Out,
    People,
    Policies,
    PopulationFile,
    Reading,
    Seed,
    StaffingAs,
    Take,
    Weeks,
    Workers,
    draws_of,
    people_of,
)
from mentorsim.assumptions import assumption_lines
from mentorsim.console import output, print_json, progress
from mentorsim.executing import THREADS, ExecutorName, executor_of
from mentorsim.files import write_comparison, write_ranking
from mentorsim.language import Language
from mentorsim.number_options import number_option, whole_option
from mentorsim.output import check_folder
from mentorsim.provenance import provenance
from mentorsim.results import said, waiting_words
from mentorsim.results_json import comparison_json, ranking_json
from mentorsim.resume import Opening, kept_pieces
from mentorsim.screen import comparison_table, likeness_view, lives_view, totals_table
from mentorsim.view_tables import ranking_view, views_view
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.ranking import rank
from scenarios.municipality.local_population import LocalPeople
from scenarios.policy.policies import load_policies, load_policy
from sim.executor import Executor, Progress
from sim.messages import Said

#: Weeks shown in tables on screen, besides the last.
SHOWN_WEEKS = (20, 52, 73, 104)


@dataclass(frozen=True)
class Asked:
    """What a comparison was asked for.

    Attributes:
        policies: names in the library, or YAML files.
        against: what all are set against.
        weeks: since entry to follow.
        posterior: the draws.
        seed: of the first world.
        workers: threads.
        trial_size: people of the trial whose noise is shown; None is as many as live here.
        executor: where worlds are lived; None is threads.
    """

    policies: list[str]
    against: str
    weeks: int
    posterior: Posterior
    seed: int
    workers: int
    trial_size: int | None = None
    executor: Executor | None = None

    @property
    def setting(self) -> EnsembleSetting:
        """How much to compute."""
        return EnsembleSetting(self.weeks + 1, self.seed, self.workers, self.executor)

    def used(self, people: Trial | LocalPeople) -> dict[str, object]:
        """What the provenance of results says of it."""
        used: dict[str, object] = {
            "policies": ", ".join(self.policies),
            "against": self.against,
            "weeks": self.weeks,
            "draws": len(self.posterior),
            "seed": self.seed,
        }
        if isinstance(people, LocalPeople):
            used |= {
                "population": people.municipality.name,
                "people": people.municipality.people,
                "staffing": people.staffed_as or "median",
            }
        return used


def compare_command(
    policies: Policies,
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_all_are_set_against"))
    ] = REFERENCE,
    weeks: Weeks = 156,
    out: Out = None,
    json: Json = False,
    draws: Draws = 128,
    seed: Seed = 1,
    workers: Workers = CORES,
    executor: ExecutorName = THREADS,
    language: Lang = "en",
    population: PopulationFile = None,
    people: People = None,
    staffing_as: StaffingAs = None,
    take: Take = None,
    trial_size: Annotated[
        int | None,
        whole_option(
            "--trial-size",
            Said("mentorsim.help_show_the_noise_of_a"),
            low=2,
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted"))
    ] = False,
    reading: Reading = READINGS[0],
    posterior_folder: Fitted = None,
) -> None:
    """The command `compare`; its help is `mentorsim.command_compare`."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    lives = people_of(population, people, staffing_as, take)
    posterior = draws_of(draws, reading, posterior_folder)
    with kept_pieces(out, resume=resume) as opening:
        with executor_of(executor) as place, progress("compare") as bar:
            asked = Asked(policies, against, weeks, posterior, seed, workers, trial_size, place)
            result, origin = compared_as_asked(lives, asked, bar, opening)
        if out is not None:
            write_comparison(out, result, origin, (words,), posterior, lives)
    if json:
        print_json(comparison_json(result, origin))
        return
    show_comparison(result, words)
    if out is not None:
        output().print(words.text("screen.written", path=str(out)))


def compared_as_asked(
    people: Trial | LocalPeople, asked: Asked, bar: Progress, opening: Opening | None = None
) -> tuple[Comparison, dict[str, str]]:
    """The comparison that was asked for, and its provenance.

    Raises:
        InputError: as `scenarios.comparison.compare.compare`, or policies that cannot be read.
    """
    named, reference = load_policies(asked.policies), load_policy(asked.against)
    result = compare(
        people, named, reference, asked.posterior, asked.setting, bar,
        trial_size=asked.trial_size, workspace=opening,
    )  # fmt: skip
    used = asked.used(people) | {"trial_size": result.trial_size} | assumptions_used(result)
    return result, provenance(asked.posterior, used)


def assumptions_used(result: Comparison) -> dict[str, str]:
    """What the provenance says of effects of other measures that are assumed, in English."""
    english = Language("en")
    return {
        f"assumption {found.policy}, {found.measure.name.en}": (
            f"barriers fall by {found.measure.relief.low:g} to {found.measure.relief.high:g}, most "
            f"likely {found.measure.relief.central:g}; used: {found.measure.level}; "
            f"{said(found.measure.relief.source, english)}"
        )
        for found in result.assumptions
    }


def show_comparison(result: Comparison, words: Language) -> None:
    """A comparison on screen."""
    last = int(result.levels["week"].max())
    shown = [week for week in SHOWN_WEEKS if week < last] + [last]
    console = output()
    console.print(comparison_table(result, words, shown))
    console.print(lives_view(result, words))
    console.print(views_view(result, words))
    console.print(totals_table(result, words))
    console.print(Text(f"• {mentors_sentence(result, words)}\n"))
    if few := waiting_words(result.draw_count, words):
        console.print(Text(few, "bold"))
    _show_assumptions(result, words)
    if result.likeness is not None:
        console.print(likeness_view(result.likeness, words))


def _show_assumptions(result: Comparison, words: Language) -> None:
    for measure, told in assumption_lines(result.assumptions, words):
        title = words.text("assumption.title", measure=measure)
        output().print(f"{title}. {told}", markup=False, highlight=False)


def rank_command(
    policies: Policies,
    hours: Annotated[
        float, number_option("--hours", Said("mentorsim.help_paid_mentor_hours_in_all"))
    ],
    outcome: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_counts_education_education_weeks"))
    ] = "education_weeks",
    week: Annotated[
        int | None, whole_option("--week", Said("mentorsim.help_since_entry_else_the_last"))
    ] = None,
    against: Annotated[
        str, typer.Option(help=Said("mentorsim.help_what_effects_are_set_against"))
    ] = REFERENCE,
    weeks: Weeks = 156,
    out: Out = None,
    json: Json = False,
    draws: Draws = 128,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
    population: PopulationFile = None,
    people: People = None,
    staffing_as: StaffingAs = None,
    take: Take = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help=Said("mentorsim.help_go_on_with_an_interrupted_ranking_in")),
    ] = False,
    reading: Reading = READINGS[0],
    posterior_folder: Fitted = None,
) -> None:
    """The command `rank`; its help is `mentorsim.command_rank`."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    lives = people_of(population, people, staffing_as, take)
    posterior = draws_of(draws, reading, posterior_folder)
    asked = Asked(policies, against, weeks, posterior, seed, workers)
    with kept_pieces(out, resume=resume) as opening:
        with progress("rank") as bar:
            result = rank(
                lives, load_policies(policies), load_policy(against), posterior, asked.setting,
                hours, outcome, week, bar, workspace=opening,
            )  # fmt: skip
        used = asked.used(lives) | {"hours": hours} | assumptions_used(result.comparison)
        content = ranking_json(result, provenance(posterior, used))
        if out is not None:
            write_ranking(out, result, content, words)
    if json:
        print_json(content)
        return
    output().print(ranking_view(result, words))
    _show_assumptions(result.comparison, words)
    if out is not None:
        output().print(words.text("screen.written", path=str(out)))
