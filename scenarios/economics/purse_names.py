"""Names of the purses, of kinds of kroner, and of the entries that are the programme's own."""

from __future__ import annotations

PUBLIC = ("municipality", "state", "region")
PERSON = "person"
PURSES = (*PUBLIC, PERSON)
#: Pay of mentors: for the hours of places in use, and for those of mentors who are employed and not
#: used (none where mentors follow from the young people).
MENTORS = ("mentors", "mentors_unused")
#: Caseworkers' time for the decisions that grant a mentor; in an account only if they are counted.
DECISIONS = "decisions"
#: Entries that are the programme's own cost, what is refunded of it among them; all others are
#: what follows from it.
PROGRAMME = (*MENTORS, "mentor_refund", "start_up", "other_measures", DECISIONS)
#: The public purses together; a name for sums, never a purse of its own.
PUBLIC_TOTAL = "public"
TRANSFER, RESOURCE, PRODUCTION = "transfer", "resource", "production"
