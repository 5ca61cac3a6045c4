"""The command line: thin commands over the packages below, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from mentorsim.one_command import LoadedCommands, say_parameters
from mentorsim.reader import OPTION
from sim.errors import InputError
from sim.messages import LANGUAGES, Said

#: As `mentorsim.one_command.LoadedCommands.places`.
COMMANDS: Mapping[str, str | Mapping[str, str]] = {
    "trial": "mentorsim.evaluation.trial_command:trial_command",
    "population": "mentorsim.evaluation.trial_command:population_command",
    "demo": "mentorsim.evaluation.trial_command:demo_command",
    "compare": "mentorsim.comparing:compare_command",
    "rank": "mentorsim.comparing:rank_command",
    "calibrate": "mentorsim.evaluation.calibrating:calibrate_command",
    "posterior": "mentorsim.evaluation.calibrating:posterior_command",
    "examine": "mentorsim.evaluation.auditing:examine_command",
    "audit": "mentorsim.evaluation.auditing:audit_command",
    "sensitivity": "mentorsim.sensitivities.command:sensitivity_command",
    "tornado": "mentorsim.sensitivities.oneway_command:tornado_command",
    "threshold": "mentorsim.sensitivities.oneway_command:threshold_command",
    "map": "mentorsim.sensitivities.oneway_command:map_command",
    "discover": "mentorsim.sensitivities.discovery_command:discover_command",
    "regret": "mentorsim.sensitivities.discovery_command:regret_command",
    "search": "mentorsim.searches.command:search_command",
    "report": "mentorsim.reports.reporting:report_command",
    "parameters": "mentorsim.evaluation.parameters_screen:parameters_command",
    "decide": "mentorsim.decisions.deciding:decide_command",
    "forecast": "mentorsim.forecasts.forecasting:forecast_command",
    "prices": "mentorsim.pricing:prices_command",
    "page": "mentorsim.page.command:page_command",
    "next-trial": "mentorsim.next_trial.command:next_trial_command",
    "schema": "mentorsim.schemas:schema_command",
    "open": "mentorsim.saving.opening:open_command",
    "situation": {
        "new": "mentorsim.situations.commands:new_command",
        "check": "mentorsim.situations.commands:check_command",
    },
    "follow-up": {
        "new": "mentorsim.follow_ups.commands:new_command",
        "check": "mentorsim.follow_ups.commands:check_command",
        "learn": "mentorsim.follow_ups.commands:learn_command",
    },
    "policies": "mentorsim.policy_commands:policies_command",
    "check": "mentorsim.policy_commands:check_command",
    "new": "mentorsim.policy_commands:new_command",
}

HELP = Said("mentorsim.help_who_should_get_a_mentor")


class EveryCommand(LoadedCommands):
    """The commands of the program."""

    places = COMMANDS

    def __init__(self, *about: Any, **extra: Any) -> None:
        super().__init__(*about, **extra)
        self.help = HELP  # of which typer keeps plain English
        say_parameters(self.params, every_command)


app = typer.Typer(
    cls=EveryCommand,
    help=HELP,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def every_command(
    context: typer.Context,
    language: Annotated[
        str | None, typer.Option("--language", help=Said("mentorsim.help_language"))
    ] = None,
) -> None:
    """What stands before the command: the language, unless the command names another."""
    if language is not None and language not in LANGUAGES:
        raise InputError(
            Said("mentorsim.unknown_language"),
            field=OPTION,
            found=language,
            allowed=", ".join(LANGUAGES),
        )
    if language is not None:
        named = {"language": language}
        context.default_map = {
            name: named if isinstance(place, str) else dict.fromkeys(place, named)
            for name, place in COMMANDS.items()
        }
