"""Where a result comes from: version, fingerprints, posterior, seed, libraries."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from calibration.posterior import Posterior
from mentorsim.language import Language
from scenarios.comparison.setting import comparison_setting
from scenarios.policy.own_rules import RuledPolicy
from scenarios.policy.policies import NamedPolicy
from scenarios.policy.python_policy import CodedPolicy, in_python

LIBRARIES = ("mesa", "numba", "numpy", "scipy", "pandas", "xarray", "matplotlib")


def python_notes(policies: Sequence[NamedPolicy], language: Language) -> dict[str, str]:
    """What results say of policies in Python: whose code, how they live, how far to trust them.

    Args:
        policies: that the results are of.
        language: of the words.

    Returns:
        A sentence or two by name; none where no policy is in Python.
    """
    setting = comparison_setting()
    return {
        named.name: language.text(
            f"{_kind(named)}.note",
            rules=", ".join(sorted(named.codes)) if isinstance(named, RuledPolicy) else "",
            fitted=", ".join(sorted(named.fitted)) if isinstance(named, RuledPolicy) else "",
            name=named.name,
            code=named.code,
            base=named.on_top_of,
            idle=language.integer(setting.python_idle.value),
            looking=language.integer(setting.python_looking.value),
        )
        for named in in_python(policies)
    }


def _kind(named: CodedPolicy) -> str:
    """Which sentence is said of a policy in Python, or with parameters of other rules."""
    if not isinstance(named, RuledPolicy):
        return "python_policy"
    if named.fits:
        return "ruled_policy.fitting"
    if not named.codes:
        return "ruled_policy.models_rules"
    return "ruled_policy.others" if named.fitted else "ruled_policy"


def provenance(
    posterior: Posterior, used: Mapping[str, object], policies: Sequence[NamedPolicy] = ()
) -> dict[str, str]:
    """What goes into every result.

    Args:
        posterior: the draws that were used.
        used: settings of the run (seed, draws, policies ...).
        policies: what was lived; of those in Python it is said whose code acted.
    """
    notes = python_notes(policies, Language("en"))
    fitted = posterior.provenance
    return {
        "mentorsim": version("mentorsim"),
        "posterior": f"{fitted.method} ({fitted.fitted}, seed {fitted.seed})",
        "model": fitted.model,
        "parameters": fitted.parameters,
        "targets": fitted.targets,
        **{f"fitted under own rule, {name}": code for name, code in sorted(fitted.rules.items())},
        **{name: str(value) for name, value in used.items()},
        **{f"policy in Python, {name}": words for name, words in notes.items()},
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
