"""The job of the page of follow-ups: a programme beside what the model expects of it.

It is the check of `mentorsim follow-up check`: same draws, same copies, same numbers.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from calibration.posterior import Posterior
from calibration.reading_names import READINGS
from calibration.stored_posterior import shipped_posterior
from mentorsim.language import Language
from mentorsim.page.job_queue import job_queue
from mentorsim.page.runs import SEED
from mentorsim.page.setting import options, page_setting
from mentorsim.present.follow_up.checked import Asked, Checked, checked_as_asked
from mentorsim.present.follow_up.files import check_json
from mentorsim.present.provenance import provenance
from mentorsim.present.workbook.table_files import csv_in
from mentorsim.report.follow_up import follow_up_html
from mentorsim.request.request import Situated
from scenarios.comparison.preview import people_address
from scenarios.follow_up.reading import FollowUp
from scenarios.policy.policies import NamedPolicy
from sim.executor import Progress


@dataclass(frozen=True)
class FollowUpJob:
    """A follow-up of the page.

    Attributes:
        counted: what the reader counted.
        here: who lives, in which situation.
        policy: what is offered.
    """

    counted: FollowUp = field(repr=False)
    here: Situated = field(repr=False)
    policy: NamedPolicy

    @property
    def private(self) -> bool:
        """A reader's own counts are in it always."""
        return True

    @property
    def asked(self) -> Asked:
        """The question, as the command asks it; where the page has fewer draws, of those."""
        every: Posterior = shipped_posterior(READINGS[0])
        few = options().draws < page_setting().count("full_draws")
        return Asked(
            self.counted,
            self.here,
            self.policy,
            every,
            draws=options().draws if few else None,
            seed=SEED,
            workers=options().workers,
        )

    def check(self) -> None:
        """See whether it can be asked, before it waits for its turn.

        Raises:
            InputError: it cannot.
        """
        _ = self.asked.programme

    def address(self, kind: str) -> str:
        """A name that is the same for the same question only."""
        situation = self.here.situation
        assert situation is not None, "a follow-up is in a situation"
        content: list[Any] = [
            kind,
            "follow-up",
            [str(period) for period in self.counted.periods],
            [[*key, [repr(x) for x in counts]] for key, counts in self.counted.counts.items()],
            situation.model_dump(mode="json"),
            people_address(self.here.people),
            [self.policy.name, self.policy.policy.model_dump(mode="json")],
            options().draws,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def simulate(self, progress: Progress) -> Checked:
        """The programme beside what is expected; gives way to who waits for a first picture.

        Raises:
            InputError: anything that cannot be.
        """

        def tell(share: float) -> None:
            job_queue().yield_turn()
            progress(share)

        return checked_as_asked(self.asked, tell)


def origin(job: FollowUpJob, found: Checked) -> dict[str, str]:
    """Where the result comes from."""
    periods = job.counted.periods
    used: dict[str, object] = {
        "policy": job.policy.name,
        "situation": found.situation,
        "periods": f"{periods[0]} to {periods[-1]}",
        "draws": found.draws,
        "seed": SEED,
    }
    return provenance(job.asked.posterior, used)


def figures_file(found: Checked, language: Language) -> bytes:
    """Every figure at every look as CSV that spreadsheets of the language open."""
    return csv_in(language, found.table)


def follow_up_json(job: FollowUpJob, found: Checked) -> bytes:
    """Everything, for machines."""
    content = check_json(found, origin(job, found))
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def follow_up_report(job: FollowUpJob, found: Checked, language: Language) -> bytes:
    """The report, one HTML file.

    Args:
        job: what the page was asked.
        found: counts of the programme beside what is expected.
        language: of the words.
    """
    return follow_up_html(found, language, origin(job, found)).encode()
