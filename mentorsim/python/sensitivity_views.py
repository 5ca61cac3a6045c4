"""What a sensitivity analysis found, told or drawn; its question is given besides."""

from __future__ import annotations

from matplotlib.figure import Figure

from mentorsim.language import Language
from mentorsim.present.sensitivity.discovery_terminal import discovery_figure, regret_figure
from mentorsim.present.sensitivity.discovery_words import discovery_sentences, regret_sentences
from mentorsim.present.sensitivity.figures import index_figure, tornado_figure
from mentorsim.present.sensitivity.oneway_figures import map_figure, threshold_figure
from mentorsim.present.sensitivity.oneway_words import (
    map_sentences,
    threshold_sentences,
    tornado_sentences,
)
from mentorsim.present.sensitivity.words import finding, sentences
from scenarios.sensitivity import discovery, maps, thresholds
from scenarios.sensitivity import regret as regretting
from scenarios.sensitivity import sensitivity as analysing
from scenarios.sensitivity import tornado as bars
from scenarios.sensitivity.question import Question

#: What can be told and drawn.
Found = (
    analysing.Sensitivity
    | bars.Tornado
    | thresholds.Threshold
    | maps.TwoWay
    | discovery.Discovery
    | regretting.Regret
)


def tell(asked: Question, found: Found, language: str = "en") -> list[str]:
    """A result in sentences, the finding first.

    Args:
        asked: the question that was handed to the function.
        found: what `sensitivity`, `tornado`, `threshold`, `two_way`, `discover` or `regret` gave.
        language: da or en.

    Returns:
        The sentences.

    Raises:
        InputError: no such language.

    Example:
        >>> from mentorsim import question, two_way
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> len(tell(asked, two_way(asked, points=2, draws=2))) > 0
        True
    """
    words = Language(language)
    if isinstance(found, analysing.Sensitivity):
        return [finding(asked, found, words), *sentences(asked, found, words)]
    if isinstance(found, bars.Tornado):
        return tornado_sentences(asked, found, words)
    if isinstance(found, thresholds.Threshold):
        return threshold_sentences(asked, found, words)
    if isinstance(found, maps.TwoWay):
        return map_sentences(asked, found, words)
    if isinstance(found, discovery.Discovery):
        return discovery_sentences(asked, found, _way(asked), words)
    return regret_sentences(asked, found, words)


def plot(asked: Question, found: Found, language: str = "en") -> Figure:
    """A result as a figure whose title is the finding.

    Args:
        asked: the question that was handed to the function.
        found: what `sensitivity`, `tornado`, `threshold`, `two_way`, `discover` or `regret` gave.
        language: da or en.

    Returns:
        The figure, which a notebook shows.

    Raises:
        InputError: no such language.

    Example:
        >>> from mentorsim import question, two_way
        >>> asked = question("104-weeks", "as-in-trial", "education", week=60)
        >>> len(plot(asked, two_way(asked, points=2, draws=2)).axes) > 0
        True
    """
    words = Language(language)
    if isinstance(found, analysing.Sensitivity):
        return index_figure(asked, found, words, beyond=asked.beyond(found.factors))
    if isinstance(found, bars.Tornado):
        return tornado_figure(asked, found, words)
    if isinstance(found, thresholds.Threshold):
        return threshold_figure(asked, found, words)
    if isinstance(found, maps.TwoWay):
        return map_figure(asked, found, words)
    if isinstance(found, discovery.Discovery):
        beyond = asked.beyond(found.factors)
        return discovery_figure(asked, found, _way(asked), words, beyond=beyond)
    return regret_figure(asked, found, words)


def _way(asked: Question) -> str:
    """What failing is in this outcome."""
    loss, none = discovery.FAILS
    return loss if asked.outcome.kind == "purse" else none
