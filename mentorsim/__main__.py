"""Entry point of the command `mentorsim` and of `python -m mentorsim`."""

from __future__ import annotations

import sys

from mentorsim.exits import INTERRUPTED, INTERRUPTION, say


def main() -> None:
    """Run the command."""
    try:
        # Imported here so that an interruption while libraries load is one message as well.
        from mentorsim.cli import app

        app()
    except KeyboardInterrupt:
        say(INTERRUPTION)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
