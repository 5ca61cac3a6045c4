"""Formulas of a workbook that are worked out while they are written.

A term is the text of a formula and the number that it gives with the cells as they are. Terms are
added, subtracted, multiplied and divided like numbers, and `numpy.maximum` and `minimum` take them,
so that code written for numbers writes the formula of the same thing: it cannot be another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: How tightly the last operator of a formula binds.
SUM, PRODUCT, WHOLE = 0, 1, 2


@dataclass(frozen=True)
class Term:
    """A formula and its value.

    Attributes:
        text: as a cell has it, without the `=`; cells of any sheet by full address.
        value: what it gives.
        binds: of `SUM`, `PRODUCT`, `WHOLE`.
        number: whether it is a number and no formula.
    """

    text: str
    value: float
    binds: int = WHOLE
    number: bool = False

    def __add__(self, other: object) -> Term:
        """The sum."""
        two = term(other)
        if self.number and self.value == 0:
            return two
        if two.number and two.value == 0:
            return self
        text = f"{self.text}{two.text}" if two.text.startswith("-") else f"{self.text}+{two.text}"
        return self._with(two, text, self.value + two.value, SUM)

    def __radd__(self, other: object) -> Term:
        """The sum."""
        return term(other) + self

    def __sub__(self, other: object) -> Term:
        """The difference."""
        two = term(other)
        if two.number and two.value == 0:
            return self
        if self.number and self.value == 0:
            return -two
        return self._with(two, f"{self.text}-{two._inside(PRODUCT)}", self.value - two.value, SUM)

    def __rsub__(self, other: object) -> Term:
        """The difference."""
        return term(other) - self

    def __neg__(self) -> Term:
        """What is taken away."""
        if self.number:
            return term(-self.value)
        return Term(f"-{self._inside(PRODUCT)}", -self.value, SUM)

    def __mul__(self, other: object) -> Term:
        """The product."""
        two = term(other)
        for one, rest in ((self, two), (two, self)):
            if one.number and one.value == 0:
                return NOTHING
            if one.number and one.value == 1:
                return rest
        text = f"{self._inside(PRODUCT)}*{two._inside(PRODUCT)}"
        return self._with(two, text, self.value * two.value, PRODUCT)

    def __rmul__(self, other: object) -> Term:
        """The product."""
        return term(other) * self

    def __truediv__(self, other: object) -> Term:
        """The quotient."""
        two = term(other)
        if two.number and two.value == 1:
            return self
        if self.number and self.value == 0:
            return NOTHING
        text = f"{self._inside(PRODUCT)}/{two._inside(WHOLE)}"
        return self._with(two, text, self.value / two.value, PRODUCT)

    def __rtruediv__(self, other: object) -> Term:
        """The quotient."""
        return term(other) / self

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **more: Any) -> Any:
        """What numpy asks for where one of two is an array of one number."""
        does = UFUNCS.get(ufunc)
        if method != "__call__" or does is None or more:
            return NotImplemented
        return does(*(term(x) for x in inputs))

    def _inside(self, binds: int) -> str:
        """In brackets where it binds less than what it stands in."""
        return self.text if self.binds >= binds and self.text[0] != "-" else f"({self.text})"

    def _with(self, other: Term, text: str, value: float, binds: int) -> Term:
        if self.number and other.number:
            return term(value)
        return Term(text, value, binds)


def term(x: object) -> Term:
    """A number, or an array of one number or term, as a term."""
    if isinstance(x, Term):
        return x
    if isinstance(x, np.ndarray):
        return term(x.item())
    value = float(cast(float, x))
    # A power of ten as every spreadsheet reads it: 1E-05.
    return Term(repr(value + 0.0).removesuffix(".0").upper(), value + 0.0, number=True)


NOTHING = term(0.0)


@dataclass(frozen=True)
class Words:
    """A formula that gives words.

    Attributes:
        text: as a cell has it, without the `=`.
        value: the words with the cells as they are.
    """

    text: str
    value: str


def joined(parts: Sequence[str | Term | Words]) -> Words:
    """Words one after the other; a term among them is a whole number."""
    texts, values = [], []
    for part in parts:
        if isinstance(part, str):
            doubled = part.replace('"', '""')
            texts.append(f'"{doubled}"')
            values.append(part)
        else:
            texts.append(part.text)
            values.append(part.value if isinstance(part, Words) else f"{part.value:.0f}")
    return Words(f"CONCATENATE({','.join(texts)})", "".join(values))


def one_of(cells: Sequence[Term], span: str, position: Term) -> Term:
    """The cell at a position, counted from 1, of a range by its address.

    Args:
        cells: the cells, as terms.
        span: the address of the cells as a range.
        position: counted from 1.
    """
    return Term(f"INDEX({span},{position.text})", cells[int(position.value) - 1].value)


def last_not_above(cells: Sequence[Term], span: str, x: Term) -> Term:
    """Position, counted from 1, of the last of ascending cells that is not above a number.

    Args:
        cells: the cells, as terms.
        span: the address of the cells as a range.
        x: the number.
    """
    return Term(f"MATCH({x.text},{span},1)", float(sum(cell.value <= x.value for cell in cells)))


def mark_unless_among(cells: Sequence[Term], span: str, x: Term, mark: str) -> Words:
    """A mark where a number is not among some cells.

    Args:
        cells: the cells, as terms.
        span: the address of the cells as a range.
        x: the number.
        mark: what is written.
    """
    found = any(cell.value == x.value for cell in cells)
    return Words(f'IF(COUNTIF({span},{x.text})=0,"{mark}","")', "" if found else mark)


def largest(first: object, second: object) -> Term:
    """The larger of two."""
    return _extreme("MAX", max, term(first), term(second))


def smallest(first: object, second: object) -> Term:
    """The smaller of two."""
    return _extreme("MIN", min, term(first), term(second))


def _extreme(name: str, of: Callable[[float, float], float], one: Term, two: Term) -> Term:
    value = of(one.value, two.value)
    if one.number and two.number:
        return term(value)
    return Term(f"{name}({one.text},{two.text})", value)


def rounded(x: Term) -> Term:
    """To two decimals."""
    return Term(f"ROUND({x.text},2)", round(x.value, 2) + 0.0)


def products(one: Sequence[Term], other: Sequence[Term], ranges: tuple[str, str]) -> Term:
    """The sum of products of two columns of cells, by their addresses.

    Args:
        one: cells of the first column.
        other: cells of the second column, as many.
        ranges: addresses of the two columns.
    """
    value = sum(a.value * b.value for a, b in zip(one, other, strict=True))
    return Term(f"SUMPRODUCT({ranges[0]},{ranges[1]})", value)


def total(terms: Sequence[Term]) -> Term:
    """The sum of terms."""
    return sum(terms[1:], start=terms[0]) if terms else NOTHING


UFUNCS: dict[np.ufunc, Callable[..., Term]] = {
    np.add: lambda a, b: a + b,
    np.subtract: lambda a, b: a - b,
    np.multiply: lambda a, b: a * b,
    np.divide: lambda a, b: a / b,
    np.negative: lambda a: -a,
    np.maximum: largest,
    np.minimum: smallest,
}


def as_floats(x: Term) -> Floats:
    """A term for code that is written for numbers."""
    return cast(Floats, x)
