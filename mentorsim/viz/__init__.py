"""Mesa's own view of a world, for modellers: mentors, mentees, trust and status week by week.

Needs the extra `mentorsim[viz]`. In a notebook `mesa_view()` shows the view; so does
``python -m mentorsim.viz`` in a browser, for which Solara fetches its scripts from the internet
unless `solara-assets` is installed.

The buttons are Mesa's own, in English. Under each policy of the library the same young people live
with the same luck; Reset begins anew with what the fields say.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

from mentorsim.language import Language
from mentorsim.present.sensitivity.held_words import if_held
from mentorsim.viz.world import WatchedWorld, caseloads, statuses
from scenarios.policy.policies import library_names
from scenarios.sensitivity.held import MECHANISM
from sim.errors import InputError
from sim.messages import Said

if find_spec("solara") is None:
    raise InputError(
        Said("mentorsim.mesas_view_needs_solara_which_is"),
        found=Said("mentorsim.no_solara"),
        allowed=Said("mentorsim.pip_install_mentorsim_viz"),
    )

# Solara counts its starts and, once on each computer, its successes; here nobody is told.
os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

solara.checks.should_perform_jupyter_check = lambda: False
solara.checks.should_perform_solara_check = lambda: False

#: Milliseconds between two weeks that play, seeds to choose from, dots per inch.
PACE, SEEDS, SHARP = 300, 50, 130


@solara.component
def Jobcentre(model: WatchedWorld, language: Language) -> None:  # noqa: N802  # as Solara names them
    """The caseloads of one jobcentre, to be chosen."""
    update_counter.get()
    chosen, choose = solara.use_state(model.jobcentres[0])
    with solara.Column():
        solara.Select(
            language.text("viz.jobcentre"),
            value=chosen,
            values=list(model.jobcentres),
            on_value=choose,
        )
        figure = caseloads(model, chosen, language)
        _picture(figure, [id(model), model.week, chosen])


@solara.component
def Everybody(model: WatchedWorld, language: Language) -> None:  # noqa: N802
    """What all young people live from, and how many have a mentor."""
    update_counter.get()
    _picture(statuses(model, language), [id(model), model.week])


def _picture(figure: Figure, drawn_of: list[Any]) -> None:
    solara.FigureMatplotlib(figure, dependencies=drawn_of, format="png", dpi=SHARP)


def parameters(policy: str, seed: int, draw: int, weeks: int) -> dict[str, Any]:
    """What can be chosen in the view, and what stays.

    Args:
        policy: that is chosen at first, by name.
        seed: that is chosen at first.
        draw: that is chosen at first, by its number.
        weeks: how long is simulated.
    """
    return {
        "policy": {
            "type": "Select",
            "value": policy,
            "values": list(dict.fromkeys((policy, *library_names()))),
            "label": "Policy (after Reset)",
        },
        "seed": {
            "type": "SliderInt",
            "value": seed,
            "min": 0,
            "max": max(SEEDS, seed),
            "step": 1,
            "label": "Seed (after Reset)",
        },
        "draw": draw,
        "weeks": weeks,
    }


def mesa_view(
    policy: str = "as-in-trial",
    *,
    seed: int = 1,
    draw: int = 0,
    weeks: int = 104,
    language: str = "en",
) -> Any:
    """The view of a world, an element that a notebook shows.

    Args:
        policy: name in the library, or path of a YAML file.
        seed: of the world.
        draw: of the posterior; its mechanism stands in the title.
        weeks: since entry that are lived.
        language: of the figures, da or en.

    Raises:
        InputError: no such policy, draw or language.
    """
    words = Language(language)
    world = WatchedWorld(policy, seed, draw, weeks)
    return SolaraViz(
        world,
        components=[
            (lambda model: Jobcentre(model, words), 0),
            (lambda model: Everybody(model, words), 0),
        ],
        model_params=parameters(policy, seed, draw, weeks),
        play_interval=PACE,
        name=if_held(words.text("viz.title"), {MECHANISM: world.mechanism}, words),
    )


@solara.component
def Page() -> None:  # noqa: N802
    """What a browser shows."""
    solara.use_memo(mesa_view, [])
