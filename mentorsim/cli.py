"""The command line: thin commands over the packages below."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from calibration.checks import check_trial
from calibration.fit import FitSetting, fit
from calibration.population_check import check_population, rows_as_json
from calibration.posterior import SHIPPED, Posterior, shipped_posterior
from calibration.trajectories import levels, process
from calibration.trial import Trial, the_trial
from mentorsim.console import output, print_json, progress
from mentorsim.exits import Commands
from mentorsim.files import write_comparison, write_trial
from mentorsim.language import Language
from mentorsim.locality import likeness_json
from mentorsim.output import check_folder, write_new
from mentorsim.policy_pages import checked, in_language, template
from mentorsim.provenance import provenance
from mentorsim.screen import (
    comparison_table,
    likeness_view,
    population_table,
    totals_table,
    trial_table,
)
from scenarios.compare import Comparison, compare
from scenarios.ensemble import EnsembleSetting
from scenarios.gain import gain_cells
from scenarios.local_population import LocalPeople, local_people
from scenarios.municipality import read_municipality
from scenarios.policies import evidence_ends, library_names, load_policies, load_policy
from sim.errors import InputError
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


def _draws(count: int) -> Posterior:
    posterior = shipped_posterior()
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
) -> None:
    """Simulation beside every row of the trial's tables."""
    words, posterior, trial = Language(language), _draws(draws), the_trial()
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
) -> None:
    """Compare policies: levels and differences by week and subgroup, mentors needed, queue."""
    words = Language(language)
    if out is not None:
        check_folder(out)
    lives = _people(population, people, staffing_as)
    with progress("compare") as bar:
        result, origin = _compare(lives, policies, against, weeks, draws, seed, workers, bar)
    if out is not None:
        write_comparison(out, result, origin, (words,))
    if json:
        print_json(_as_json(result, origin))
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


def _compare(
    people: Trial | LocalPeople,
    policies: list[str],
    against: str,
    weeks: int,
    draws: int,
    seed: int,
    workers: int,
    bar: Any,
) -> tuple[Comparison, dict[str, str]]:
    named, reference = load_policies(policies), load_policy(against)
    posterior = _draws(draws)
    setting = EnsembleSetting(horizon=weeks + 1, seed=seed, workers=workers)
    result = compare(people, named, reference, posterior, setting, bar)
    used = {
        "policies": ", ".join(policies),
        "against": against,
        "weeks": weeks,
        "draws": draws,
        "seed": seed,
    }
    if isinstance(people, LocalPeople):
        used |= {
            "population": people.municipality.name,
            "people": people.municipality.people,
            "staffing": people.staffed_as or "median",
        }
    return result, provenance(posterior, used)


def _show(result: Comparison, words: Language) -> None:
    last = int(result.levels["week"].max())
    shown = [week for week in SHOWN_WEEKS if week < last] + [last]
    console = output()
    console.print(comparison_table(result, words, shown))
    console.print(totals_table(result, words))
    if result.likeness is not None:
        console.print(likeness_view(result.likeness, words))


def _as_json(result: Comparison, origin: dict[str, str]) -> dict[str, Any]:
    def records(frame: Any) -> Any:
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    return {
        "policies": [
            {"name": p.name, "evidence_ends": result.evidence_ends[p.name]}
            | p.policy.model_dump(mode="json")
            for p in result.policies
        ],
        "population": None if result.likeness is None else likeness_json(result.likeness),
        "outcomes": records(result.differences),
        "levels": records(result.levels),
        "totals": records(result.totals),
        "weekly": records(result.weekly),
        "provenance": origin,
    }


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
        result, origin = _compare(trial, DEMO_POLICIES, REFERENCE, 156, draws, seed, workers, bar)
    write_comparison(out, result, origin, (english, danish))
    write_trial(out, rows, curves, grown, english)
    console = output()
    console.print(trial_table([row.as_dict() for row in rows], english))
    _show(result, english)
    console.print(english.text("screen.open_report", path=str(out / "report.html")))


@app.command("fit")
def fit_command(
    out: Annotated[Path, typer.Option("--out", help="folder for the posterior")] = SHIPPED,
    draws: Annotated[int, typer.Option(help="size of the ensemble", min=50)] = FitSetting.draws,
    seed: Seed = FitSetting.seed,
    workers: Workers = CORES,
) -> None:
    """Fit the parameters to the trial (first fit; about three minutes)."""
    check_folder(out)
    setting = FitSetting(draws=draws, seed=seed, workers=workers)
    with progress("fit") as bar:
        posterior, report = fit(the_trial(), setting, lambda what, share: bar(share))
    posterior.save(out)
    misfit = ", ".join(f"{value:.0f}" for value in report.misfit)
    output().print(f"misfit per step over {report.targets} targets: {misfit}")
    output().print(f"{len(posterior)} draws in {out}")


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
