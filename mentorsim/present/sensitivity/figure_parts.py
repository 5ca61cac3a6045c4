"""What figures of sensitivity have in common."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from mentorsim.language import Language
from mentorsim.present.figure_layout import fitting, wrapped
from mentorsim.present.figure_style import GREY

#: Characters of a line below a figure, and of a name beside a bar.
NOTE_COLUMNS, NAME_COLUMNS = 110, 54


def explained(figure: Figure, words: str, language: Language, *, beyond: bool) -> Figure:
    """What is asked, above the legend or else below; and whether it is extrapolated.

    Args:
        figure: with its title and legend.
        words: what is asked, in a line.
        language: of the words.
        beyond: whether it lies beyond what the trial says.
    """
    lines = [words]
    if beyond:
        lines.append(language.text("sensitivity.beyond"))
    text = "\n".join(wrapped(line, fitting(NOTE_COLUMNS)) for line in lines)
    if figure.legends:
        legend = figure.legends[0]
        legend.set_title(text, prop=FontProperties(size=8))
        legend.set_alignment("left")
        shown = legend.get_title()
    else:
        shown = figure.supxlabel(text, x=0.01, ha="left", fontsize=8)
    shown.set_color(GREY)
    shown.set_parse_math(False)
    return figure
