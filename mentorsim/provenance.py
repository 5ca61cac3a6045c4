"""Where a result comes from: version, fingerprints, posterior, seed, libraries."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version

from calibration.posterior import Posterior

LIBRARIES = ("mesa", "numba", "numpy", "scipy", "pandas", "xarray", "matplotlib")


def provenance(posterior: Posterior, used: Mapping[str, object]) -> dict[str, str]:
    """What goes into every result.

    Args:
        posterior: the draws that were used.
        used: settings of the run (seed, draws, policies ...).
    """
    fitted = posterior.provenance
    return {
        "mentorsim": version("mentorsim"),
        "posterior": f"{fitted.method} ({fitted.fitted}, seed {fitted.seed})",
        "model": fitted.model,
        "parameters": fitted.parameters,
        "targets": fitted.targets,
        **{name: str(value) for name, value in used.items()},
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
