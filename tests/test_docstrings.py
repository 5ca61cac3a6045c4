"""Public functions say what all of their arguments are.

Public is a function or method without an underscore before its own, its class's and its module's
name. One with fewer than three arguments may say what they are in its sentence. Held to it are

* all of `sim`, `calibration` and `scenarios`, which others call, compiled loops too;
* in `mentorsim` what it exports, and what that gives back; the rest are its own commands, pages and
  sentences, and an option of a command is described by its help.

`python -m tests.test_docstrings` prints the share of each package, of everything that is public.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mentorsim

ROOT = Path(__file__).parent.parent
PACKAGES = ("sim", "calibration", "scenarios", "mentorsim")
#: Modules of `mentorsim` whose functions and results others use (docs/api/results.md).
FACES = (
    *(
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "mentorsim/python").glob("*.py"))
    ),
    "mentorsim/present/schemas.py",
    "mentorsim/present/search/searched.py",
)
ENTRY = re.compile(r"^ {4}(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: \([^)]*\))?:", re.M)
SECTION = re.compile(r"^Args:\n((?:(?: .*)?\n)*)", re.M)


@dataclass(frozen=True)
class Function:
    """A public function.

    Attributes:
        file: from the project's folder.
        name: with its class.
        arguments: names, without `self`.
        described: names that stand under `Args:`.
    """

    file: str
    name: str
    arguments: tuple[str, ...]
    described: frozenset[str]

    @property
    def missing(self) -> set[str]:
        return set(self.arguments) - self.described

    @property
    def held(self) -> bool:
        layer = self.file.startswith(PACKAGES[:3]) or self.file in FACES
        return layer and not self.name.endswith("_command")


def described(docstring: str) -> frozenset[str]:
    """Arguments that a docstring tells, each on a line of its own or several with commas."""
    section = SECTION.search(docstring + "\n")
    found = ENTRY.findall(section[1]) if section else []
    return frozenset(name.lstrip("*") for group in found for name in group.split(", "))


def functions_in(source: str, file: str) -> Iterator[Function]:
    def inside(body: Sequence[ast.stmt], prefix: str) -> Iterator[Function]:
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from inside(node.body, f"{node.name}.")
            # Of a function with overloads it is the last that says what it does.
            elif (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and "overload" not in map(ast.unparse, node.decorator_list)
            ):
                yield one(node, prefix)

    def one(node: ast.FunctionDef, prefix: str) -> Function:
        given = node.args
        plain = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        static = any("staticmethod" in ast.unparse(d) for d in node.decorator_list)
        own = plain[1:] if prefix and not static else plain
        rest = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
        everything = [*own, *rest]
        return Function(
            file,
            prefix + node.name,
            tuple(a.arg for a in everything if not a.arg.startswith("_")),
            described(ast.get_docstring(node) or ""),
        )

    yield from inside(ast.parse(source).body, "")


def public() -> list[Function]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not re.search(r"/_(?!_)", name):
                found += functions_in(path.read_text(encoding="utf-8"), name)
    return found


def test_functions_of_three_arguments_or_more_describe_them_all() -> None:
    held = [f for f in public() if f.held and len(f.arguments) >= 3]
    assert len(held) > 350
    lacking = [f"{f.file}: {f.name}: {sorted(f.missing)}" for f in held if f.missing]
    assert lacking == []


def test_no_argument_is_described_that_there_is_not() -> None:
    stale = [
        f"{f.file}: {f.name}: {sorted(f.described - set(f.arguments))}"
        for f in public()
        if f.described - set(f.arguments)
    ]
    assert stale == []


def test_every_exported_name_is_held_to_it() -> None:
    assert set(mentorsim.__all__) - {f.name for f in public() if f.held} == set()


EXAMPLE = '''
def f(a: int, b: int, *rest: int, c: int = 1) -> int:
    """Adds.

    Args:
        a, b: numbers.
        rest: more.

    Returns:
        c: their sum.
    """

def g(w, i, week):
    """A loop."""

class A:
    def h(self, a: int, b: int, c: int) -> int:
        """Nothing is said."""
'''


def test_what_is_lacking_is_found() -> None:
    f, g, h = functions_in(EXAMPLE, "sim/a.py")
    assert (f.missing, f.held) == ({"c"}, True)
    assert (g.missing, g.held) == ({"w", "i", "week"}, True)
    assert (h.name, h.missing) == ("A.h", {"a", "b", "c"})


def main() -> None:
    for package in PACKAGES:
        some = [f for f in public() if f.file.startswith(f"{package}/") and len(f.arguments) >= 3]
        told = sum(not f.missing for f in some)
        print(f"{package}: {told} of {len(some)} ({told / len(some):.0%})")


if __name__ == "__main__":
    main()
