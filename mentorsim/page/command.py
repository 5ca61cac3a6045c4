"""``mentorsim page``: serve the page to the browser of this computer."""

from __future__ import annotations

import socket
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Annotated

import typer

from calibration.posterior import shipped_posterior
from mentorsim.console import output
from mentorsim.language import Language
from mentorsim.number_options import whole_option
from mentorsim.page.setting import options, page_setting
from sim.errors import InputError

APP = Path(__file__).parent / "app" / "app.py"
LOOPBACK, PORT = "127.0.0.1", 8501
#: What keeps the server to itself: no statistics of use, no look-up of its own address, no e-mail
#: prompt, no watching of files; no look for garbage after each glance at a run on its way (the page
#: does it after whole pages); and the look of the page.
SETTINGS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.showEmailPrompt": "false",
    "server.enableStaticServing": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": "false",
    "runner.magicEnabled": "false",
    "runner.postScriptGC": "false",
    "logger.level": "warning",
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.textColor": "#222222",
    "theme.linkColor": "#005A8C",
    "theme.showWidgetBorder": "true",
}
#: Seconds in which the server has to answer before the browser is opened.
PATIENCE = 60.0


def page_command(
    port: Annotated[int, whole_option("--port", "of the page", low=1, high=65535)] = PORT,
    host: Annotated[
        str, typer.Option(help="address to listen on; others can reach the page on 0.0.0.0")
    ] = LOOPBACK,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="open it in the browser")
    ] = True,
    language: Annotated[
        str, typer.Option("--language", help="of a reader whose address names none: da or en")
    ] = "da",
    draws: Annotated[
        int | None, whole_option("--draws", "posterior draws of the full picture", low=2)
    ] = None,
) -> None:
    """The page for policymakers, in the browser; needs no internet."""
    words = Language(language)
    count = page_setting().count("full_draws") if draws is None else draws
    available = len(shipped_posterior())
    if count > available:
        raise InputError(
            "more draws than the posterior has", field="--draws", found=count,
            allowed=f"2 to {available}",
        )  # fmt: skip
    if find_spec("streamlit") is None:
        raise InputError(
            "the page needs Streamlit, which is not installed", found="no streamlit",
            allowed="pip install 'mentorsim[page]'",
        )  # fmt: skip
    check_address(host, port)
    chosen = options()
    chosen.language, chosen.draws = language, count
    address = f"http://{shown_host(host)}:{port}"
    output().print(words.text("page.serving", address=address), markup=False)
    if browser:
        Thread(target=_open, args=(host, port, address), daemon=True).start()
    _serve(host, port)


def check_address(host: str, port: int) -> None:
    """Find out whether the page can be served there.

    Raises:
        InputError: no such address, or something else listens there.
    """
    try:
        family, kind, proto, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        raise InputError(
            "the page cannot be served there", field="--host and --port",
            found=f"{host}:{port} ({error.strerror or error})",
            allowed="an address of this computer and a free port, such as --port 8502",
        ) from error  # fmt: skip


def shown_host(host: str) -> str:
    """A host as a browser on this computer reaches it."""
    return LOOPBACK if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host


def flags(host: str, port: int) -> list[str]:
    """The server's settings as it takes them."""
    megabytes = page_setting().count("largest_upload")
    settings = SETTINGS | {
        "server.address": host,
        "server.port": str(port),
        "server.maxUploadSize": str(megabytes),
        "browser.serverAddress": shown_host(host),
    }
    return [part for name, value in settings.items() for part in (f"--{name}", value)]


def _serve(host: str, port: int) -> None:
    from streamlit.web.cli import main

    # Streamlit looks for settings in the folder it is started from; ours come with the command.
    main(["run", str(APP), *flags(host, port)], standalone_mode=False)


def _open(host: str, port: int, address: str) -> None:
    """Open the browser once the server answers."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            with socket.create_connection((shown_host(host).strip("[]"), port), timeout=1.0):
                break
        except OSError:
            sleep(0.1)
    webbrowser.open(address)
