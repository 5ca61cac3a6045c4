"""A fingerprint of the code that made a result: pieces made by other code are never mixed in."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

#: Packages whose code and data results depend on, each standing on those before it.
LAYERS = ("sim", "calibration", "scenarios")


def code_up_to(layer: str) -> str:
    """Fingerprint of a package and of those it stands on; 16 hexadecimal digits.

    Args:
        layer: one of `LAYERS`.
    """
    return sources_fingerprint(*LAYERS[: LAYERS.index(layer) + 1])


@cache
def sources_fingerprint(*packages: str) -> str:
    """Hash of every module and data file of packages, 16 hexadecimal digits.

    Unlike the fingerprint of the model (`calibration.fingerprints.model_fingerprint`), which asks
    what the rules do, it changes with any edit: an unfinished computation is resumed only by the
    code that began it.

    Args:
        packages: names of packages that can be imported.
    """
    digest = hashlib.sha256()
    for package in packages:
        for name, content in sorted(_sources(files(package), package)):
            digest.update(name.encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        inside = f"{name}/{entry.name}"
        if entry.is_dir():
            # What ships as a result, and what Python leaves behind, is no method.
            if entry.name not in ("__pycache__", "posteriors"):
                found += _sources(entry, inside)
        elif entry.name.endswith((".py", ".yaml", ".csv")):
            found.append((inside, entry.read_bytes()))
    return found
