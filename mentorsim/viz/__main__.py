"""Mesa's own view of a world in the browser: `python -m mentorsim.viz`."""

from __future__ import annotations


def main() -> None:
    """Serve the view to the browser of this computer."""
    from solara.__main__ import cli

    cli(["run", "mentorsim.viz", "--production", "--host", "127.0.0.1"])


if __name__ == "__main__":
    main()
