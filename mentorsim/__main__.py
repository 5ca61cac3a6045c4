"""Entry point of the command `mentorsim` and of `python -m mentorsim`."""

from __future__ import annotations

import sys

import click
import typer

from sim.errors import InputError

#: Exit codes: wrong input, and interruption by the user (128 + SIGINT).
WRONG_INPUT = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command; turn every expected error into one message and an exit code."""
    from mentorsim.cli import app

    try:
        typer.main.get_command(app)(standalone_mode=False)
    except InputError as error:
        print(f"mentorsim: {error}", file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except click.exceptions.Abort:
        _interrupted()
    except KeyboardInterrupt:
        _interrupted()
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_INPUT)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except BrokenPipeError:
        # Whoever read our output has stopped reading (a pager, `head`).
        sys.stderr.close()
        sys.exit(0)


def _interrupted() -> None:
    print("mentorsim: interrupted; nothing was written", file=sys.stderr)
    sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
