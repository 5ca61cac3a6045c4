"""What is told of how a file was read: so many lines, which column is what, what was left out."""

from __future__ import annotations

from dataclasses import dataclass

#: Kinds of what a column was taken for, besides the variables of the schema.
COUNT, AREA, PERIOD, OTHER, VARIABLE, CATEGORY, SHARE, MARK = (
    "count",
    "area",
    "period",
    "other",
    "variable",
    "category",
    "share",
    "mark",
)


@dataclass(frozen=True)
class Told:
    """How a file was read. Nothing in it tells how many a small group is.

    Attributes:
        form: format, by name.
        lines: rows of the table.
        columns: headings as they are written, and what each was taken for: a variable of the
            schema, or one of the kinds above.
        taken: headings of columns of which one value was taken, or several, and that value.
        left_out: what of the file was left out or filled in: a kind (`total`, `outside`, `column`,
            `rows`, `notes`, `variable`, `unlisted`, `young`, `open`, `few`, `withheld`, `absent`,
            `dots`), and which. Always the same for the same lines, whatever numbers these hold.
    """

    form: str
    lines: int
    columns: tuple[tuple[str, str], ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
