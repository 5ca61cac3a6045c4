"""The command line: thin commands over the packages below."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from calibration.checks import check_trial
from calibration.population_check import check_population, rows_as_json
from calibration.posterior import READINGS, Posterior, read_posterior, shipped_posterior
from calibration.trajectories import levels, process
from calibration.trial import Trial, the_trial
from mentorsim.auditing import audit_command, examine_command
from mentorsim.calibrating import calibrate_command, posterior_command
from mentorsim.console import output, print_json, progress
from mentorsim.discovery_command import discover_command, regret_command
from mentorsim.exits import Commands
from mentorsim.files import write_comparison, write_trial
from mentorsim.language import Language
from mentorsim.oneway_command import map_command, threshold_command, tornado_command
from mentorsim.output import check_folder, write_new
from mentorsim.policy_pages import checked, in_language, template
from mentorsim.provenance import provenance
from mentorsim.results_json import comparison_json, ranking_json
from mentorsim.resume import Opening, kept_pieces
from mentorsim.screen import (
    comparison_table,
    likeness_view,
    population_table,
    totals_table,
    trial_table,
)
from mentorsim.sensitivity_command import sensitivity_command
from mentorsim.view_tables import ranking_view, views_view
from scenarios.compare import Comparison, compare
from scenarios.ensemble import EnsembleSetting
from scenarios.gain import gain_cells
from scenarios.local_population import LocalPeople, local_people
from scenarios.municipality import read_municipality
from scenarios.policies import evidence_ends, library_names, load_policies, load_policy
from scenarios.ranking import rank
from sim.errors import InputError
from sim.executor import Progress
from sim.parameters import parameter_space
from sim.programme import EXPECTED_GAIN

app = typer.Typer(
    cls=Commands,
    help="Who should get a mentor, for how long, and how many young people one mentor can carry.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

#: Policies of the demo, and what they are set against.
DEMO_POLICIES = ["as-in-trial", "104-weeks", "caseload-25"]
REFERENCE = "no-mentor"
#: Weeks shown in tables on screen, besides the last.
SHOWN_WEEKS = (20, 52, 73, 104)
#: Draws of the curves by stratum, which need every person's every week.
PROCESS_DRAWS = 16

Json = Annotated[bool, typer.Option("--json", help="results for machines, on standard output")]
Out = Annotated[Path | None, typer.Option("--out", help="folder for the results")]
Lang = Annotated[str, typer.Option("--language", help="language of tables and reports: da or en")]
Seed = Annotated[int, typer.Option("--seed", help="seed of the worlds", min=0, max=2**31 - 1)]
Draws = Annotated[int, typer.Option("--draws", help="posterior draws to use", min=2)]
Workers = Annotated[
    int, typer.Option("--workers", help="threads; results do not depend on them", min=1)
]
CORES = os.cpu_count() or 1


Reading = Annotated[
    str, typer.Option("--reading", help=f"how subgroups are read: {' or '.join(READINGS)}")
]
Fitted = Annotated[
    Path | None, typer.Option("--posterior", help="folder of a calibration of one's own")
]


def _draws(count: int, reading: str = READINGS[0], folder: Path | None = None) -> Posterior:
    posterior = shipped_posterior(reading) if folder is None else read_posterior(folder)
    if count > len(posterior):
        raise InputError(
            "more draws than the posterior has", field="--draws", found=count,
            allowed=f"2 to {len(posterior)}",
        )  # fmt: skip
    return posterior.first(count)


@app.command("trial")
def trial_command(
    json: Json = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="folder for figures")] = None,
    draws: Draws = 64,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
    reading: Reading = READINGS[0],
    posterior_folder: Fitted = None,
) -> None:
    """Simulation beside every row of the trial's tables."""
    words, trial = Language(language), the_trial()
    posterior = _draws(draws, reading, posterior_folder)
    if plot is not None:
        check_folder(plot)
    with progress("trial") as bar:
        rows = check_trial(trial, posterior, seed=seed, workers=workers, progress=bar)
    if plot is not None:
        with progress("curves") as bar:
            curves = levels(trial, posterior, workers=workers, progress=bar)
        write_trial(plot, rows, curves, process(trial, posterior.first(PROCESS_DRAWS)), words)
    content = {
        "rows": [row.as_dict() for row in rows],
        "provenance": provenance(posterior, {"seed": seed, "draws": draws}),
    }
    if json:
        print_json(content)
    else:
        output().print(trial_table([row.as_dict() for row in rows], words))


@app.command("population")
def population_command(json: Json = False, seed: Seed = 1, language: Lang = "en") -> None:
    """The drawn young people beside every printed cell."""
    words, trial = Language(language), the_trial()
    scene = trial.scene(shipped_posterior().best(), seed)
    rows = check_population(scene.population, trial.tables)
    if json:
        print_json(rows_as_json(rows))
    else:
        output().print(population_table(rows, words))


@app.command("compare")
def compare_command(
    policies: Annotated[list[str], typer.Argument(help="names in the library, or YAML files")],
    against: Annotated[str, typer.Option(help="what all are set against")] = REFERENCE,
    weeks: Annotated[int, typer.Option(help="weeks since entry to follow", min=1, max=520)] = 156,
    out: Out = None,
    json: Json = False,
    draws: Draws = 128,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
    population: Annotated[
        Path | None,
        typer.Option(help="CSV: your own young people, as shares, counts or individuals"),
    ] = None,
    people: Annotated[
        int | None, typer.Option(help="how many they are (with a table of shares)")
    ] = None,
    staffing_as: Annotated[
        str | None,
        typer.Option(help="jobcentre of the trial whose staffing they have; else the median"),
    ] = None,
    trial_size: Annotated[
        int | None,
        typer.Option(
            help="show the noise of a trial of so many people; else as many as live here", min=2
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="go on with an interrupted comparison in --out")
    ] = False,
    reading: Reading = READINGS[0],
    posterior_folder: Fitted = None,
) -> None:
    """Compare policies: levels and differences by week and subgroup, mentors needed, queue."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    lives = _people(population, people, staffing_as)
    posterior = _draws(draws, reading, posterior_folder)
    asked = _Asked(policies, against, weeks, posterior, seed, workers, trial_size)
    with kept_pieces(out, resume=resume) as opening:
        with progress("compare") as bar:
            result, origin = _compare(lives, asked, bar, opening)
        if out is not None:
            write_comparison(out, result, origin, (words,))
    if json:
        print_json(comparison_json(result, origin))
        return
    _show(result, words)
    if out is not None:
        output().print(words.text("screen.written", path=str(out)))


def _people(
    population: Path | None, people: int | None, staffing_as: str | None
) -> Trial | LocalPeople:
    """The trial's young people, or those of a file."""
    if population is not None:
        return local_people(read_municipality(population, people), the_trial(), staffing_as)
    for option, value in (("--people", people), ("--staffing-as", staffing_as)):
        if value is not None:
            raise InputError(
                "this is about a population of your own", field=option, found=value,
                allowed="together with --population FILE",
            )  # fmt: skip
    return the_trial()


@dataclass(frozen=True)
class _Asked:
    """What a comparison was asked for."""

    policies: list[str]
    against: str
    weeks: int
    posterior: Posterior
    seed: int
    workers: int
    trial_size: int | None = None

    @property
    def setting(self) -> EnsembleSetting:
        return EnsembleSetting(horizon=self.weeks + 1, seed=self.seed, workers=self.workers)


def _compare(
    people: Trial | LocalPeople, asked: _Asked, bar: Progress, opening: Opening | None = None
) -> tuple[Comparison, dict[str, str]]:
    named, reference = load_policies(asked.policies), load_policy(asked.against)
    posterior = asked.posterior
    result = compare(
        people, named, reference, posterior, asked.setting, bar,
        trial_size=asked.trial_size, workspace=opening,
    )  # fmt: skip
    used = _used(people, asked) | {"trial_size": result.trial_size}
    return result, provenance(posterior, used)


def _used(people: Trial | LocalPeople, asked: _Asked) -> dict[str, object]:
    used: dict[str, object] = {
        "policies": ", ".join(asked.policies),
        "against": asked.against,
        "weeks": asked.weeks,
        "draws": len(asked.posterior),
        "seed": asked.seed,
    }
    if isinstance(people, LocalPeople):
        used |= {
            "population": people.municipality.name,
            "people": people.municipality.people,
            "staffing": people.staffed_as or "median",
        }
    return used


@app.command("rank")
def rank_command(
    policies: Annotated[list[str], typer.Argument(help="names in the library, or YAML files")],
    hours: Annotated[float, typer.Option(help="paid mentor hours in all, for each policy")],
    outcome: Annotated[
        str, typer.Option(help="what counts: education, education_weeks, employment ...")
    ] = "education_weeks",
    week: Annotated[int | None, typer.Option(help="since entry; else the last")] = None,
    against: Annotated[str, typer.Option(help="what effects are set against")] = REFERENCE,
    weeks: Annotated[int, typer.Option(help="weeks since entry to follow", min=1, max=520)] = 156,
    json: Json = False,
    draws: Draws = 128,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
    population: Annotated[
        Path | None,
        typer.Option(help="CSV: your own young people, as shares, counts or individuals"),
    ] = None,
    people: Annotated[
        int | None, typer.Option(help="how many they are (with a table of shares)")
    ] = None,
    staffing_as: Annotated[
        str | None,
        typer.Option(help="jobcentre of the trial whose staffing they have; else the median"),
    ] = None,
    reading: Reading = READINGS[0],
    posterior_folder: Fitted = None,
) -> None:
    """Rank policies under one budget: each gets the mentors that use as many paid hours in all."""
    words = Language(language)
    lives = _people(population, people, staffing_as)
    posterior = _draws(draws, reading, posterior_folder)
    asked = _Asked(policies, against, weeks, posterior, seed, workers)
    with progress("rank") as bar:
        result = rank(
            lives, load_policies(policies), load_policy(against), posterior, asked.setting,
            hours, outcome, week, bar,
        )  # fmt: skip
    if json:
        used = _used(lives, asked) | {"hours": hours}
        print_json(ranking_json(result, provenance(posterior, used)))
    else:
        output().print(ranking_view(result, words))


def _show(result: Comparison, words: Language) -> None:
    last = int(result.levels["week"].max())
    shown = [week for week in SHOWN_WEEKS if week < last] + [last]
    console = output()
    console.print(comparison_table(result, words, shown))
    console.print(views_view(result, words))
    console.print(totals_table(result, words))
    if result.likeness is not None:
        console.print(likeness_view(result.likeness, words))


@app.command("demo")
def demo_command(
    out: Annotated[Path, typer.Option("--out", help="folder for the results")] = Path("out"),
    quick: Annotated[bool, typer.Option("--quick", help="fewer draws")] = False,
    seed: Seed = 1,
    workers: Workers = CORES,
) -> None:
    """The main job: the trial beside the simulation, three policies, a report to open."""
    check_folder(out)
    draws = 24 if quick else 128
    posterior, trial = _draws(draws), the_trial()
    english, danish = Language("en"), Language("da")
    with progress("trial") as bar:
        rows = check_trial(
            trial, posterior.first(min(draws, 64)), seed=seed, workers=workers, progress=bar
        )
        curves = levels(trial, posterior.first(min(draws, 64)), workers=workers)
        grown = process(trial, posterior.first(PROCESS_DRAWS))
    with progress("compare") as bar:
        asked = _Asked(DEMO_POLICIES, REFERENCE, 156, posterior, seed, workers)
        result, origin = _compare(trial, asked, bar)
    write_comparison(out, result, origin, (english, danish))
    write_trial(out, rows, curves, grown, english)
    console = output()
    console.print(trial_table([row.as_dict() for row in rows], english))
    _show(result, english)
    console.print(english.text("screen.open_report", path=str(out / "report.html")))


app.command("calibrate")(calibrate_command)
app.command("posterior")(posterior_command)
app.command("examine")(examine_command)
app.command("audit")(audit_command)
app.command("sensitivity")(sensitivity_command)
app.command("tornado")(tornado_command)
app.command("threshold")(threshold_command)
app.command("map")(map_command)
app.command("discover")(discover_command)
app.command("regret")(regret_command)


@app.command("policies")
def policies_command(json: Json = False, language: Lang = "en") -> None:
    """The policies that come with the project."""
    words = Language(language)
    named = [load_policy(name) for name in library_names()]
    if json:
        print_json([{"name": p.name} | p.policy.model_dump(mode="json") for p in named])
        return
    for p in named:
        title, what = in_language(p.policy.title, words), in_language(p.policy.description, words)
        why = "" if p.policy.reason is None else in_language(p.policy.reason, words)
        output().print(f"{p.name}: {title}. {what} {why}".strip(), markup=False)


@app.command("check")
def check_command(
    policy: Annotated[str, typer.Argument(metavar="FILE", help="a policy's YAML file, or a name")],
    json: Json = False,
    language: Lang = "en",
) -> None:
    """Try a policy file: what is wrong with it, or what it says."""
    words, named = Language(language), load_policy(policy)
    ends = evidence_ends(named.policy)
    # Where the order is worked out from the posterior, it is shown: nobody can see it in the file.
    ranks = named.policy.targeting.score == EXPECTED_GAIN
    cells = gain_cells(the_trial(), named.policy, shipped_posterior()) if ranks else []
    if json:
        order = [{"groups": cell.groups, "gain": cell.gain} for cell in cells]
        known = {"name": named.name, "evidence_ends": ends, "expected_gain": order}
        print_json(known | named.policy.model_dump(mode="json"))
        return
    for line in checked(named, ends, cells, words):
        output().print(line, markup=False, highlight=False)


@app.command("new")
def new_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="the file to write")],
    language: Lang = "en",
) -> None:
    """Write a template of a policy: every field, explained, at the trial's own value."""
    words = Language(language)
    write_new(path, template(words))
    output().print(words.text("policies.new.written", path=str(path)), markup=False)


@app.command("parameters")
def parameters_command(json: Json = False) -> None:
    """Every parameter: unit, bounds, prior, source, and the estimate."""
    best = shipped_posterior().best()
    rows = [p.model_dump() | {"estimate": best[p.name]} for p in parameter_space()]
    if json:
        print_json(rows)
        return
    for row in rows:
        output().print(
            f"{row['name']} = {row['estimate']:.4g} {row['unit']} "
            f"[{row['low']:g} to {row['high']:g}]: {row['title']} ({row['source']})",
            markup=False,
        )
