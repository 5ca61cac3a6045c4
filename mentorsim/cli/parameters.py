"""`mentorsim parameters`: every parameter, its estimate, and what the trial told of it."""

from __future__ import annotations

from mentorsim.cli.options import Json, Lang
from mentorsim.language import Language
from mentorsim.terminal.console import output, print_json


def parameters_command(json: Json = False, language: Lang = "en") -> None:
    """The command `parameters`; its help is `mentorsim.command_parameters`."""
    from calibration.stored_posterior import shipped_posterior
    from mentorsim.present.calibration.parameters_terminal import parameters_view
    from sim.parameters import parameter_space

    words, posterior = Language(language), shipped_posterior()
    if json:
        estimate = posterior.point_estimate()
        print_json([p.model_dump() | {"estimate": estimate[p.name]} for p in parameter_space()])
        return
    output().print(parameters_view(posterior, words))
