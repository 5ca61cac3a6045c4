"""The command line: thin commands over the packages below."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calibration.checks import check_trial
from calibration.population_check import check_population, rows_as_json
from calibration.stored_posterior import READINGS, shipped_posterior
from calibration.trajectories import levels, process
from calibration.trial import the_trial
from mentorsim.asked import (
    CORES,
    REFERENCE,
    Draws,
    Fitted,
    Json,
    Lang,
    Reading,
    Seed,
    Workers,
    draws_of,
)
from mentorsim.assumptions import assumption_lines
from mentorsim.comparing import (
    WEEKS,
    Asked,
    compare_command,
    compared_as_asked,
    rank_command,
    show_comparison,
)
from mentorsim.console import output, print_json, progress
from mentorsim.decisions.deciding import decide_command
from mentorsim.evaluation.auditing import audit_command, examine_command
from mentorsim.evaluation.calibrating import calibrate_command, posterior_command
from mentorsim.evaluation.parameters_screen import parameters_command
from mentorsim.exits import Commands
from mentorsim.files import write_comparison, write_trial
from mentorsim.forecasts.forecasting import forecast_command
from mentorsim.language import Language
from mentorsim.next_trial.command import next_trial_command
from mentorsim.output import check_folder, write_new
from mentorsim.page.command import page_command
from mentorsim.policy_pages import checked, in_language, template
from mentorsim.pricing import prices_command
from mentorsim.provenance import provenance
from mentorsim.reports.reporting import report_command, report_name
from mentorsim.saving.opening import open_command
from mentorsim.schemas import schema_command
from mentorsim.screen import population_table, trial_table
from mentorsim.searches.command import search_command
from mentorsim.sensitivities.command import sensitivity_command
from mentorsim.sensitivities.discovery_command import discover_command, regret_command
from mentorsim.sensitivities.oneway_command import map_command, threshold_command, tornado_command
from mentorsim.situated import Situated
from mentorsim.situations.commands import situation_app
from scenarios.policy.gain import gain_cells
from scenarios.policy.policies import library_names, load_policy
from scenarios.policy.reliefs import assumed
from sim.programme import EXPECTED_GAIN

app = typer.Typer(
    cls=Commands,
    help="Who should get a mentor, for how long, and how many young people one mentor can carry.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

#: Policies of the demo.
DEMO_POLICIES = ["as-in-trial", "104-weeks", "caseload-25"]
#: Draws of the curves by stratum, which need every person's every week.
PROCESS_DRAWS = 16


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
    posterior = draws_of(draws, reading, posterior_folder)
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
    scene = trial.scene(shipped_posterior().point_estimate(), seed)
    rows = check_population(scene.population, trial.tables)
    if json:
        print_json(rows_as_json(rows))
    else:
        output().print(population_table(rows, words))


@app.command("demo")
def demo_command(
    out: Annotated[Path, typer.Option("--out", help="folder for the results")] = Path("out"),
    quick: Annotated[bool, typer.Option("--quick", help="fewer draws")] = False,
    seed: Seed = 1,
    workers: Workers = CORES,
    language: Lang = "en",
) -> None:
    """The main job: the trial beside the simulation, three policies, a report to open.

    The report is written in both languages; --language is that of the screen and the figures.
    """
    words = Language(language)
    other = Language("da" if words.code == "en" else "en")
    check_folder(out)
    draws = 24 if quick else 128
    posterior, trial = draws_of(draws), the_trial()
    with progress("trial") as bar:
        rows = check_trial(
            trial, posterior.first(min(draws, 64)), seed=seed, workers=workers, progress=bar
        )
        curves = levels(trial, posterior.first(min(draws, 64)), workers=workers)
        grown = process(trial, posterior.first(PROCESS_DRAWS))
    with progress("compare") as bar:
        asked = Asked(DEMO_POLICIES, REFERENCE, WEEKS, posterior, seed, workers)
        result, origin = compared_as_asked(Situated(trial, None), asked, bar)
    write_comparison(out, result, origin, (words, other), posterior, trial)
    write_trial(out, rows, curves, grown, words)
    console = output()
    console.print(trial_table([row.as_dict() for row in rows], words))
    show_comparison(result, words)
    console.print(words.text("screen.open_report", path=str(out / report_name(words))))


app.command("compare")(compare_command)
app.command("rank")(rank_command)
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
app.command("search")(search_command)
app.command("report")(report_command)
app.command("parameters")(parameters_command)
app.command("decide")(decide_command)
app.command("forecast")(forecast_command)
app.command("prices")(prices_command)
app.command("page")(page_command)
app.command("next-trial")(next_trial_command)
app.command("schema")(schema_command)
app.command("open")(open_command)
app.add_typer(situation_app, name="situation")


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
    ends = named.evidence_ends
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
    for measure, said in assumption_lines(assumed([named]), words):
        title = words.text("assumption.title", measure=measure)
        output().print(f"{title}. {said}", markup=False, highlight=False)


@app.command("new")
def new_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="the file to write")],
    language: Lang = "en",
) -> None:
    """Write a template of a policy: every field, explained, at the trial's own value."""
    words = Language(language)
    write_new(path, template(words))
    output().print(words.text("policies.new.written", path=str(path)), markup=False)
