"""What a result leans on and nobody knows: the assumed effects of other measures, in words."""

from __future__ import annotations

from collections.abc import Sequence

from mentorsim.language import Language
from mentorsim.present.clean import clean, in_language, said
from scenarios.policy.measure_effects import Assumption


def assumption_lines(found: Sequence[Assumption], language: Language) -> list[tuple[str, str]]:
    """The name of each measure and what is assumed of it; each once, whoever has it."""
    lines = []
    for each in found:
        measure, relief = each.measure, each.measure.relief
        drawn = measure.level == "drawn" and relief.low < relief.high
        words = language.text(
            "assumption.drawn" if drawn else "assumption.fixed",
            low=language.percent(relief.low),
            high=language.percent(relief.high),
            share=language.percent(measure.share),
        )
        source = language.text("assumption.source", source=said(relief.source, language))
        lines.append((clean(in_language(measure.name, language)), f"{words} {source}"))
    return list(dict.fromkeys(lines))
