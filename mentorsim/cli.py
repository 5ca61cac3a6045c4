"""The command line: thin commands over the packages below, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from mentorsim.exits import Commands
from mentorsim.one_command import built, say_parameters
from mentorsim.reader import OPTION
from sim.errors import InputError
from sim.messages import LANGUAGES, Said

#: Where the function of each command stands, in the order of the help.
COMMANDS: Mapping[str, str] = {
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
    "report": "mentorsim.reports.reporting:report_command",
    "parameters": "mentorsim.evaluation.parameters_screen:parameters_command",
    "decide": "mentorsim.decisions.deciding:decide_command",
    "forecast": "mentorsim.forecasts.forecasting:forecast_command",
    "prices": "mentorsim.pricing:prices_command",
    "page": "mentorsim.page.command:page_command",
    "next-trial": "mentorsim.next_trial.command:next_trial_command",
    "policies": "mentorsim.policy_commands:policies_command",
    "check": "mentorsim.policy_commands:check_command",
    "new": "mentorsim.policy_commands:new_command",
}


class LoadedCommands(Commands):
    """The commands, each with the modules that it needs, and no others."""

    def __init__(self, *about: Any, **extra: Any) -> None:
        super().__init__(*about, **extra)
        say_parameters(self.params, every_command)

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in order."""
        return list(COMMANDS)

    def load(self, name: str) -> Any:
        """The command of a name; None if there is none."""
        return built(name, COMMANDS[name]) if name in COMMANDS else None


app = typer.Typer(
    cls=LoadedCommands,
    help=Said("mentorsim.help_who_should_get_a_mentor"),
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
        context.default_map = {name: {"language": language} for name in COMMANDS}
