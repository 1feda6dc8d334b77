"""What an exchange shows of a v2 add: all of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import adds
from contracts.stories.payloads import enrolment

ELSEWHERE = add(ADA, "WEBSITE")
LABELS = org(status_labels=("Gold",), default_status_label=False)
PROGRAMS = org(programs=(469,))
SKIPS = flagged(True, False)
NEW_MOBILE = ADA.with_(KIM["mobile"])
CONFIGURED = {"default_label": "configured"}


def labelled(label: Any, **members: Any) -> Line:
    """An add with a status label of its own."""
    return add({**customer(ADA), "statusLabel": label, **members})


def enrolled(*programs: int) -> Line:
    """An add with enrolments."""
    return add(ADA.but(enrolments=tuple(enrolment(program, 7) for program in programs)))


ROWS = [
    told(ADDED, default_label="configured"),
    told(add(ADA).answers(created(7, 8107)), default_label="not-configured"),
    told(labelled("Gold").answers(created(7))),
    told(add(ADA).answers(refused(1007))),
    told(ADDED, ELSEWHERE.answers(created(7)), combining_warning="8050-absent"),
    told(ADDED, ELSEWHERE.answers(created(7, 8050)), combining_warning="8050-present"),
    told(ADDED, ELSEWHERE.answers(refused(1007))),
    told(ADDED, upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(7)))),
    told(
        ADDED,
        ELSEWHERE.answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        add(ZOE).answers(created(9)),
        **CONFIGURED,
    ),
    *(
        told(ADDED, add(EVE).answers(created(8)), add(BOTH, "WEBSITE").answers(answer), **shown)
        for answer, shown in (
            (created(9, 8052), {"several_owners_elsewhere": "success-8052"}),
            (created(7, 8051), {"several_owners_elsewhere": "merge-8051"}),
            (refused(8006), {"several_owners_elsewhere": "error"}),
            (created(9, 8051, 8052), {}),
            (created(9), {}),
            (refused(521), {}),
        )
    ),
    told(ADDED, add(EVE).answers(created(8)), add(BOTH, "WEBSITE").no_answer()),
    # several reasons to refuse
    *(
        told(ADDED, add(ADA.with_(Identifier("mobile", "91abc"))).answers(refused(*codes)), **shown)
        for codes, shown in (
            ((8006,), {"several_reasons": "duplicate"}),
            ((8014,), {"several_reasons": "flaw"}),
            ((8014, 8006), {"several_reasons": "all"}),
            ((521,), {}),
        )
    ),
    told(ADDED, add(ADA.with_(Identifier("mobile", "91abc"))).no_answer()),
    # labels
    told(labelled("Gold").answers(created(7)), on=LABELS, add_status_label="no-warning"),
    told(labelled("Gold").answers(created(7, 8107)), on=LABELS, add_status_label="warning-8107"),
    told(labelled("Gold").answers(created(7, 8107)), on=org(status_labels=("Gold",))),
    told(labelled("Gold").answers(refused(3017)), on=LABELS),
    told(labelled("Gold", colour=1).answers(created(7, 8107)), on=LABELS),
    told(labelled("Tin").answers(created(7, 8107)), on=LABELS),
    told(labelled("Tin").answers(refused(3017)), on=LABELS, add_invalid_status_label="error-3017"),
    told(labelled("Tin").answers(refused(8086)), add_invalid_status_label="error-8086"),
    told(labelled("Tin", colour=1).answers(refused(8086)), on=LABELS, add_invalid_status_label="error-8086"),
    told(labelled("Tin").answers(created(7, 8086)), on=LABELS, add_invalid_status_label="warning"),
    told(labelled("Tin").answers(refused(3017, 8086)), on=LABELS),
    told(labelled("Tin").answers(refused(1007)), on=LABELS),
    told(labelled("Tin").no_answer(), on=LABELS),
    told(labelled("").answers(refused(8086)), on=LABELS),
    told(labelled(["Tin"]).answers(refused(8086)), on=LABELS),
    told(
        add({**customer(ADA.with_(Identifier("cardnumber", "ct-t1-1"))), "statusLabel": "Tin"}).answers(refused(8086)),
        on=LABELS,
    ),
    # programmes
    told(enrolled(470).answers(refused(1213)), on=PROGRAMS, unknown_programme="error"),
    told(enrolled(469, 470).answers(created(7, 1213, 8107)), on=PROGRAMS, unknown_programme="warning"),
    told(enrolled(470).answers(created(7, 8107, 1302)), on=PROGRAMS, unknown_programme="ignored"),
    told(enrolled(470).answers(created(7, 8050)), on=PROGRAMS),
    told(enrolled(469).answers(created(7)), on=PROGRAMS, **CONFIGURED),
    told(enrolled(470).answers(created(7)), on=ORG),
    told(enrolled(470).answers(refused(521)), on=PROGRAMS),
    told(ADDED, enrolled(470).answers(refused(8006)), on=PROGRAMS),
    told(
        add(person(5, None, None).but(enrolments=(enrolment(470, 7),))).answers(refused(1006)), on=PROGRAMS
    ),  # the organisation may demand a name
    # races
    *(
        told(at_once(add(ADA).answers(created(7)), add(ADA).answers(refused(code))), **shown)
        for code, shown in (
            (8006, {"concurrent_loser_code": "code-8006"}),
            (521, {"concurrent_loser_code": "code-521"}),
            (1007, {}),
        )
    ),
    told(
        ADDED,
        at_once(
            add(ADA.with_(KIM["email"])).answers(refused(8006)), add(EVE.with_(KIM["email"])).answers(refused(1007))
        ),
    ),
    told(at_once(add(ADA).answers(created(7)), add(EVE).answers(refused(8006))), **CONFIGURED),
    # flags and identity spaces
    told(ADDED, add(NEW_MOBILE).answers(refused(8006)), on=SKIPS, flags_reach_v2="v11-only"),
    told(ADDED, add(NEW_MOBILE).answers(created(8)), on=SKIPS, flags_reach_v2="everywhere"),
    told(ADDED, add(NEW_MOBILE).answers(refused(1007)), on=SKIPS),
    told(ADDED, add(NEW_MOBILE).answers(refused(8006)), on=flagged(False, True)),
    told(ADDED, add(NEW_MOBILE).answers(refused(8006)), on=flagged(True, False, primary_identifier=None)),
    told(ADDED, add(KIM.with_(ADA["mobile"])).answers(refused(8006)), on=SKIPS),
    told(ADDED, add(ADA.only("email")).answers(refused(8006)), on=SKIPS),
    told(ADDED, add(ADA.only("email").with_(KIM["externalId"])).answers(refused(8006)), on=SKIPS),
    told(ADDED, add(KIM).no_answer(), add(NEW_MOBILE).answers(refused(8006)), on=SKIPS),
    told(add(ADA).answers(created(7)), on=SKIPS, **CONFIGURED),
    told(IN_V11, add(ADA).answers(refused(8006)), on=EITHER_WAY, shared_identity="shared"),
    told(IN_V11, add(ADA).answers(created(8)), on=EITHER_WAY, shared_identity="separate"),
    told(IN_V11, add(ADA).answers(created(7)), on=EITHER_WAY),
    told(IN_V11, add(ADA).answers(refused(1007)), on=EITHER_WAY),
    told(IN_V11, add(ADA).no_answer(), on=EITHER_WAY),
    told(IN_V11, add(ADA, "WEBSITE").answers(created(8)), on=EITHER_WAY),
    told(IN_V11, add(ADA, "ECOMMERCE").answers(created(8)), on=EITHER_WAY),
    told(IN_V11, add(ADA.only("mobile").with_(EVE["email"])).answers(created(8)), on=EITHER_WAY),
    told(IN_V11, upsert(ADA).answers(upserted(kept(8))), on=EITHER_WAY),
    told(IN_V11, add(ADA).answers(created(8))),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(adds)


def test_every_answer_is_shown() -> None:
    assert unshown(adds, ROWS) == set()
