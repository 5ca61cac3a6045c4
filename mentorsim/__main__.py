"""Entry point of the command `mentorsim` and of `python -m mentorsim`."""

from __future__ import annotations

import gc
import sys

from mentorsim.shadowing import hiding, words

#: Objects that are made before Python looks for some that hold one another and nothing else does.
#: It looks after 700 by default, which takes a fifth of a command: libraries and figures make
#: hundreds of thousands that stay. Arrays are not counted; they go at once.
MADE_BETWEEN_SEARCHES = 50_000


def main() -> None:
    """Run the command."""
    gc.set_threshold(MADE_BETWEEN_SEARCHES, *gc.get_threshold()[1:])
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
