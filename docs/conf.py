"""How the site of the documentation is built: `make docs`; needs no network, nor does its reader.

Pages are the Markdown files as they lie in the repository, so that their links hold in both places;
the reference is made from docstrings. Any warning fails the build (docs/decisions/0015).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = author = "mentorsim"
version = release = _project["version"]
project_copyright = "the mentorsim maintainers, MPL-2.0"
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.apidoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
root_doc = "docs/index"
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/**"]
# Folders that are not looked into at all; what stands in them is no page.
exclude_patterns = [".*", "out", "build", "*.egg-info", "docs/**/*.csv", "docs/**/*.json"]

# Headings are named as hosts of repositories name them: `#a-workbook-to-calculate-with`.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
# Lexers do not know every block; it stands there as it is. Short names of types and attributes are
# found on several pages of the reference: such a name leads to one of them.
suppress_warnings = ["misc.highlighting_failure", "ref.python"]

#: Packages whose folders have a page each; those of `mentorsim` are reached through its functions.
apidoc_modules = [
    {
        "path": f"../{name}",
        "destination": f"docs/api/{name}",
        # A page per folder: with one per module each page would carry hundreds of links.
        "separate_modules": False,
        "include_private": False,
        "implicit_namespaces": False,
        "automodule_options": {"members", "show-inheritance"},
    }
    for name in ("sim", "calibration", "scenarios")
]
# A name stands on the page of the module that defines it, and on no other.
autodoc_default_options = {"ignore-module-all": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_type_aliases = {"PolicyLike": "PolicyLike", "PricesLike": "PricesLike"}
# `name` in a docstring is code.
default_role = "code"
# Docstrings of the standard library are no part of this reference.
autodoc_inherit_docstrings = False
# Attributes are told once, in a list of their class.
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_custom_sections = ["Example"]

html_theme = "furo"
html_title = f"mentorsim {release}"
html_copy_source = False
html_show_sphinx = False


def language_of(page: str) -> str:
    """Code of the language of a page: `docs/search.da` is in Danish."""
    return "da" if page.endswith(".da") else language


def setup(app: Any) -> None:
    """Each page says to browsers and screen readers in which language it is."""

    def say(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        context["language"] = language_of(page)

    def leave_out(app: Any, what: str, name: str, *about: Any) -> bool | None:
        # Pydantic leaves classes with their type in brackets in the module, `Sourced[float]`.
        return None if name.isidentifier() else True

    app.connect("html-page-context", say)
    app.connect("autodoc-skip-member", leave_out)
