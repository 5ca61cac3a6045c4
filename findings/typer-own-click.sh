#!/bin/sh
# From Typer 0.26 on, Click installed beside it knows nothing of a Typer command.
#
# What is done: a Typer command asks Click for its current context, and Typer's classes are looked at
# with Click's. Click is installed beside both versions of Typer, the same version of it.
# The guess: Typer is built on Click, as its documentation teaches: `click.get_current_context()`
# gives the options of the command that runs, `except click.UsageError` catches what Typer raises, and
# `typer.main.get_command(app)` is a Click command that Click's plug-ins take.
# What is seen: so it is with 0.25.1. 0.26.0 and 0.29.2 carry a Click of their own: the context is
# None, typer.BadParameter is no click.BadParameter, the command no click.Command. Nothing fails; an
# import of click still works where another package brings it.
# Why it matters: what a run was asked is then recorded as nothing at all (`silent=True`, as in a
# library that is also used outside a command), so that results of other options pass for the same.
#
# Needs Python 3.11 or newer and a network. Ends with 1 if anything else is seen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/case.py" <<'END'
import sys
from importlib.metadata import version

import click
import typer

app = typer.Typer()
seen = []


@app.command()
def greet(name: str = "nobody") -> None:
    context = click.get_current_context(silent=True)
    seen.append(None if context is None else dict(context.params))


app(["--name", "ada"], standalone_mode=False)
seen.append(issubclass(typer.BadParameter, click.BadParameter))
seen.append(isinstance(typer.main.get_command(app), click.Command))
print("Typer", version("typer"), "with Click", version("click"))
print("  options that Click's context has:", seen[0])
print("  typer.BadParameter is one of Click's:", seen[1])
print("  the command is one of Click's:", seen[2])
expected = {"one": [{"name": "ada"}, True, True], "two": [None, False, False]}[sys.argv[1]]
sys.exit(0 if seen == expected else 1)
END
code=0
seen() { # version of Typer, and whether it and Click are one or two
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install --quiet "typer==$1" click==8.3.1
    "$folder/$1/bin/python" "$folder/case.py" "$2" || { echo "  no longer as described"; code=1; }
}
seen 0.25.1 one
seen 0.26.0 two
seen 0.29.2 two
exit $code
