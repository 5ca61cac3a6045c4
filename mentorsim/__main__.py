"""Entry point of the command `mentorsim` and of `python -m mentorsim`."""

from __future__ import annotations

import sys

from mentorsim.shadowing import hiding, words


def main() -> None:
    """Run the command."""
    hidden = hiding()
    if hidden is not None:
        print("\n".join(f"mentorsim: {text}" for text in words(*hidden)), file=sys.stderr)
        sys.exit(2)
    # Imported here because it imports what could be hidden.
    from mentorsim.reader import asked_language, reading

    with reading(asked_language(sys.argv[1:])):
        _main()


def _main() -> None:
    from mentorsim.terminal.errors import INTERRUPTED, INTERRUPTION, fails_to_print, say

    try:
        # Imported here so that an interruption while libraries load is one message as well.
        from mentorsim.cli import app
        from mentorsim.terminal.console import print_what_can_be

        print_what_can_be()
        try:
            app()
        finally:
            # Now, so that what cannot be printed is a message here and not a traceback at the end.
            sys.stdout.flush()
    except OSError as error:
        sys.exit(fails_to_print(error))
    except KeyboardInterrupt:
        say(INTERRUPTION)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
