"""Files of the user's that hide the project's packages `sim`, `calibration` and `scenarios`.

Python looks beside the script or notebook first. A plain folder of such a name does no harm, since
a package that comes later on the path goes before it; a module or a package of that name does, and
all that can be done is to say so. Nothing of the project can be imported here but `mentorsim`
itself: the words are read from the catalogue without `sim.messages`.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.machinery import ModuleSpec
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

#: The packages that lie beside `mentorsim`, wherever that is installed.
BESIDE = ("sim", "calibration", "scenarios")
ROOT = Path(__file__).resolve().parent.parent
#: The words of the message, in `mentorsim/messages.toml`.
CODE = "mentorsim.hides_a_package"


def hiding() -> tuple[str, Path] | None:
    """What Python finds in the place of one of the project's packages.

    Returns:
        The package's name, and the file or folder that is found before it; None if each of the
        packages is the one that lies beside `mentorsim`. Nothing is imported to find out.

    Example:
        >>> hiding() is None
        True
    """
    for name in BESIDE:
        found = _place(_spec(name))
        if found is not None and found not in (ROOT / name / "__init__.py", ROOT / name):
            return name, found
    return None


def words(name: str, file: Path) -> list[str]:
    """The message, once in each language of the catalogue: nobody can be asked which is read.

    Args:
        name: of the project's package.
        file: that hides it.

    Returns:
        One text a language, English first.
    """
    catalogue = tomllib.loads((files("mentorsim") / "messages.toml").read_text(encoding="utf-8"))
    said = catalogue[CODE.partition(".")[2]]
    return [text.format(file=file, name=name) for text in said.values()]


def refuse_hiding() -> None:
    """Stop where something hides one of the project's packages.

    Raises:
        ImportError: it names the file and what to do.
    """
    found = hiding()
    if found is not None:
        raise ImportError(words(*found)[0], name=found[0], path=str(found[1]))


def _spec(name: str) -> ModuleSpec | None:
    loaded = sys.modules.get(name)
    return find_spec(name) if loaded is None else loaded.__spec__


def _place(spec: ModuleSpec | None) -> Path | None:
    """The file of a module or package, or the folder of one without `__init__.py`."""
    if spec is None:
        return None
    if spec.origin is not None:
        return Path(spec.origin).resolve()
    folders = list(spec.submodule_search_locations or [])
    return Path(folders[0]).resolve() if folders else None
