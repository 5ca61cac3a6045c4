"""The command line: thin commands over the packages below, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from mentorsim.reader import OPTION
from mentorsim.terminal.commands import LoadedCommands, say_parameters
from sim.errors import InputError
from sim.messages import LANGUAGES, Said

#: As `mentorsim.terminal.commands.LoadedCommands.places`.
COMMANDS: Mapping[str, str | Mapping[str, str]] = {
    "trial": "mentorsim.cli.trial:trial_command",
    "population": "mentorsim.cli.trial:population_command",
    "demo": "mentorsim.cli.trial:demo_command",
    "compare": "mentorsim.cli.compare:compare_command",
    "rank": "mentorsim.cli.compare:rank_command",
    "calibrate": "mentorsim.cli.calibrate:calibrate_command",
    "posterior": "mentorsim.cli.calibrate:posterior_command",
    "examine": "mentorsim.cli.audit:examine_command",
    "audit": "mentorsim.cli.audit:audit_command",
    "sensitivity": "mentorsim.cli.sensitivity:sensitivity_command",
    "tornado": "mentorsim.cli.one_way:tornado_command",
    "threshold": "mentorsim.cli.one_way:threshold_command",
    "map": "mentorsim.cli.one_way:map_command",
    "discover": "mentorsim.cli.discover:discover_command",
    "regret": "mentorsim.cli.discover:regret_command",
    "search": "mentorsim.cli.search:search_command",
    "report": "mentorsim.cli.report:report_command",
    "parameters": "mentorsim.cli.parameters:parameters_command",
    "decide": "mentorsim.cli.decide:decide_command",
    "forecast": "mentorsim.cli.forecast:forecast_command",
    "prices": "mentorsim.cli.prices:prices_command",
    "page": "mentorsim.cli.page:page_command",
    "next-trial": "mentorsim.cli.next_trial:next_trial_command",
    "schema": "mentorsim.cli.schema:schema_command",
    "open": "mentorsim.cli.open:open_command",
    "situation": {
        "new": "mentorsim.cli.situation:new_command",
        "check": "mentorsim.cli.situation:check_command",
    },
    "policies": "mentorsim.cli.policies:policies_command",
    "check": "mentorsim.cli.policies:check_command",
    "new": "mentorsim.cli.policies:new_command",
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
