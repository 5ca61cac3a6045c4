"""``mentorsim page``: serve the page to the browser of this computer."""

from __future__ import annotations

import socket
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorsim.language import Language
from mentorsim.request.numbers import whole_option
from mentorsim.terminal.console import output
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

if TYPE_CHECKING:
    from mentorsim.page.gate import Names

APP = Path(__file__).parents[1] / "page" / "app" / "app.py"
LOOPBACK, PORT = "127.0.0.1", 8501
#: What keeps the server to itself: no statistics of use, no look-up of its own address, no e-mail
#: prompt, no watching of files; no look for garbage after each glance at a run on its way (the page
#: does it after whole pages); and the look of the page.
SETTINGS: dict[str, object] = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "server.enableStaticServing": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": False,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "logger.level": "warning",
    # Streamlit greets in English; the command has said where the page is.
    "logger.hideWelcomeMessage": True,
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.textColor": "#222222",
    "theme.linkColor": "#005A8C",
    "theme.showWidgetBorder": True,
}
#: Seconds in which the server has to answer before the browser is opened.
PATIENCE = 60.0


def page_command(
    port: Annotated[
        int, whole_option("--port", Said("mentorsim.help_of_the_page"), low=1, high=65535)
    ] = PORT,
    host: Annotated[
        str, typer.Option(help=Said("mentorsim.help_address_to_listen_on_others"))
    ] = LOOPBACK,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            help=Said("mentorsim.help_further_name_that_readers_reach"),
        ),
    ] = None,
    browser: Annotated[
        bool,
        typer.Option("--browser/--no-browser", help=Said("mentorsim.help_open_it_in_the_browser")),
    ] = True,
    language: Annotated[
        str, typer.Option("--language", help=Said("mentorsim.help_of_a_reader_whose_address"))
    ] = "da",
    draws: Annotated[
        int | None,
        whole_option("--draws", Said("mentorsim.help_posterior_draws_of_the_full"), low=2),
    ] = None,
) -> None:
    """The command `page`; its help is `mentorsim.command_page`.

    Args:
        port: of the server.
        host: address that it listens at.
        name: further names that readers reach the page by.
        browser: whether a browser is opened.
        language: of a reader whose address names none.
        draws: posterior draws of the full picture; None is the usual number.
    """
    words = Language(language)
    if find_spec("streamlit") is None:
        raise InputError(
            Said("mentorsim.the_page_needs_streamlit_which_is"),
            found=Said("mentorsim.no_streamlit"),
            allowed=Said("mentorsim.pip_install_mentorsim_page"),
        )
    check_address(host, port)
    # At once: what the page needs loads for seconds.
    output().print(words.text("page.starting"), markup=False)

    from calibration.stored_posterior import shipped_posterior
    from mentorsim.page.gate import is_private, names_of, reached_at
    from mentorsim.page.setting import options, page_setting

    count = page_setting().count("full_draws") if draws is None else draws
    available = len(shipped_posterior())
    if count > available:
        raise InputError(
            Said("mentorsim.more_draws_than_the_posterior_has"),
            field="--draws",
            found=count,
            allowed=Said("scenarios.2_to_most", most=available),
        )
    chosen = options()
    chosen.language, chosen.draws = language, count
    address = f"http://{shown_host(host)}:{port}"
    output().print(words.text("page.serving", address=address), markup=False)
    if not is_private(host):
        others = [f"http://{_bracketed(place)}:{port}" for place in reached_at(host)]
        output().print(
            words.text("page.serving.others", addresses=words.any_of(others)), markup=False
        )
    if browser:
        Thread(target=_open, args=(host, port, address), daemon=True).start()
    try:
        _serve(host, port, names_of(host, name or ()))
    except KeyboardInterrupt:
        # How a page is closed: nothing is lost by it.
        output().print(words.text("page.stopped"), markup=False)


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
            Said("mentorsim.the_page_cannot_be_served_there"),
            field=Said("mentorsim.host_and_port"),
            found=Said(
                "mentorsim.reason_in_brackets", what=f"{host}:{port}", reason=of_system(error)
            ),
            allowed=Said("mentorsim.an_address_of_this_computer_and"),
        ) from error


def shown_host(host: str) -> str:
    """A host as a browser on this computer reaches it."""
    from mentorsim.page.gate import ANY_ADDRESS

    return LOOPBACK if host in ANY_ADDRESS else _bracketed(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def settings(host: str, port: int) -> dict[str, object]:
    """The server's settings as it takes them."""
    from mentorsim.page.setting import page_setting

    return SETTINGS | {
        "server.address": host,
        "server.port": port,
        "server.maxUploadSize": page_setting().count("largest_upload"),
        "browser.serverAddress": shown_host(host),
    }


def _serve(host: str, port: int, names: Names) -> None:
    from starlette.middleware import Middleware
    from streamlit.starlette import App

    from mentorsim.page.gate import Gate

    # Streamlit looks for settings in the folder it is started from; ours come with the command.
    gate: Any = Gate
    App(APP, middleware=[Middleware(gate, names=names)]).run(config=settings(host, port))


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
