"""What results of an ensemble depend on besides the code: what an interrupted run goes on with."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from calibration.fingerprints import study_fingerprint, tables_fingerprint
from calibration.posterior import Posterior
from calibration.trial import Trial, the_trial
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.comparison.prepared import Prepared
from scenarios.comparison.setting import comparison_setting
from scenarios.municipality.local_population import LocalPeople


def identity(ready: Prepared, posterior: Posterior, setting: EnsembleSetting) -> dict[str, Any]:
    """What results depend on besides the code, as plain values: what is resumed with what.

    Args:
        ready: people and policies.
        posterior: draws of the parameters.
        setting: weeks, seed and the like.
    """
    people = ready.people
    who = (
        hashlib.sha256(repr((people.municipality, people.staffing)).encode()).hexdigest()[:16]
        if isinstance(people, LocalPeople)
        else "trial"
    )
    draws = posterior.draws.to_csv(index=False, float_format="%.17g", lineterminator="\n")
    fitted = asdict(posterior.provenance)
    study = people.trial
    return {
        **({} if study.start is None else {"start": study.start.isoformat()}),
        **study_identity(study),
        "policies": {named.name: named.identity for named in ready.policies},
        "people": who,
        "draws": hashlib.sha256(draws.encode()).hexdigest()[:16],
        "number of draws": len(posterior),
        "model": fitted["model"],
        "horizon": setting.horizon,
        "seed": setting.seed,
        "a second seed for each so many draws": setting.second_seed_every,
        "draws of views": comparison_setting().view_draws.value,
    }


def study_identity(study: Trial) -> dict[str, str]:
    """What lives of another study than the one that ships depend on; nothing for that one."""
    shipped = the_trial()
    now = {"study": study_fingerprint(study), "tables": tables_fingerprint(study)}
    same = {"study": study_fingerprint(shipped), "tables": tables_fingerprint(shipped)}
    return {} if now == same else now
