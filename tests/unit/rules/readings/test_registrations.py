"""What an exchange shows of a v1.1 registration: all of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import registrations

BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc0000001"))
STRICT = flagged(False, True)
NEWCOMER = KIM.only("mobile").with_(ADA["email"])
MISMATCH = register(NEWCOMER)
OF_TWO = KIM.only("mobile").with_(ADA["email"], EVE["externalId"])
NAMELESS = {"firstname": "A"}
OPTIONAL = {"v11_channels_required": "optional"}
MARS = v11_customer(ADA) | {"source": "Mars"}
DIGITS = v11_customer(ADA) | {"mobile": int(ADA["mobile"].value)}
CHANNELS = v11_customer(ADA) | {"commChannels": []}
WITH_CHANNELS = ADA.but(extra={"commChannels": []})
"""Somebody whose registration says nothing of channels being optional."""


def sent(**members: Any) -> dict[str, Any]:
    """A v1.1 item with more members, channels among them."""
    return CHANNELS | members


def registers(item: Any, answer: Any, **envelope_: Any) -> Line:
    """A registration of one item, and the item that answers it."""
    return register(item).answers(registered(answer, **envelope_))


def echoes(who: Person, **members: Any) -> Line:
    """A registration with channels, and an echo in which members are replaced, or left out by None."""
    shown = done(7, who)
    told_ = {name: members.get(name, value) for name, value in shown.items()}
    return registers(who.but(extra={"commChannels": []}), {k: v for k, v in told_.items() if v is not ...})


FLAGS_OFF = {"skip_flag": "flag-off", "strict_flag": "flag-off"}
REFUSED = {"skip_flag": "flag-off", "strict_flag": "flag-on"}

ROWS = [
    told(register().answers(registered()), empty_batch_v11="failure-envelope"),
    told(register().answers(status(400)), empty_batch_v11="http-4xx"),
    told(register().answers(envelope()), empty_batch_v11="failure-envelope"),
    told(register().answers(envelope(success="true", success_count="1"))),
    told(register().no_answer()),
    told(registers(NAMELESS, failed(1007)), v11_no_identifier_answer="item-1007"),
    told(registers(NAMELESS, failed(1001))),
    told(registers(NAMELESS, {}), v11_no_identifier_answer="empty-item"),
    told(registers(NAMELESS, {}, code=400)),
    told(registers(NAMELESS, failed(500))),
    told(registers(NAMELESS | {"colour": 1}, failed(1001))),
    told(register(NAMELESS).answers(envelope())),
    told(upsert({"profiles": [{"identifiers": [], "source": "INSTORE"}]}).answers(upserted(wrong(1007)))),
    told(registers(MARS, failed(1009)), unknown_source_v11="refused"),
    told(registers(MARS, failed(521))),
    told(IN_V11, registers(MARS, failed(1014))),
    told(registers(MARS | {"colour": 1}, failed(1001))),
    told(registers(v11_customer(ADA) | {"source": "Website"}, failed(1001))),
    *(
        told(registers(MARS, done(7, ADA, source=echo)), **OPTIONAL, **shown)
        for echo, shown in (
            ("INSTORE", {"unknown_source_v11": "accepted-as-instore"}),
            ("Mars", {"unknown_source_v11": "accepted-as-sent", "v11_source_echo": "as-sent"}),
            ("mars", {"unknown_source_v11": "accepted-as-sent", "v11_source_echo": "lower-case"}),
            ("web", {}),
            (None, {}),
        )
    ),
    told(registers(sent(source="INSTORE"), done(7, ADA, source="instore")), v11_source_echo="lower-case"),
    told(registers(sent(source="INSTORE"), done(7, ADA, source="INSTORE")), v11_source_echo="as-sent"),
    told(registers(sent(source="INSTORE"), done(7, ADA, source="store"))),
    told(registers(sent(source="instore"), done(7, ADA, source="instore"))),
    told(registers(CHANNELS, done(7, ADA, source="instore"))),
    # invalid, numbers, channels
    told(registers(BAD_MOBILE, done(7, BAD_MOBILE, mobile=None)), bad_mobile_v11="dropped", **OPTIONAL),
    told(registers(BAD_MOBILE, failed(1001)), bad_mobile_v11="refused"),
    told(registers(BAD_MOBILE, failed(521))),
    told(registers(BAD_MOBILE.only("mobile"), failed(1001))),
    told(registers(BAD_MOBILE.but(extra={"x": 1}), failed(1001))),
    told(registers(ADA.with_(Identifier("email", "no")), failed(1002))),
    told(register(BAD_MOBILE).no_answer()),
    told(registers(DIGITS, done(7, ADA)), v11_mobile_type="number-too", **OPTIONAL),
    told(registers(DIGITS, failed(1009)), v11_mobile_type="string-only"),
    told(registers(DIGITS, done(7, ADA, mobile=None)), **OPTIONAL),
    told(registers(DIGITS | {"colour": 1}, failed(1001))),
    told(registers(DIGITS | {"mobile": True}, failed(1001))),
    told(register(DIGITS).answers(status(400))),
    told(registers(ADA, done(7, ADA)), **OPTIONAL),
    told(registers(CHANNELS, done(7, ADA))),
    told(registers(ADA, done(None, ADA))),
    told(registers(ADA, failed(1001))),
    # dates
    *(
        told(registers(sent(registered_on="2024-08-01 07:28:32"), done(7, ADA, registered_on=echo)), **shown)
        for echo, shown in (
            ("2024-08-01 07:28:32", {"v11_registered_on": "honoured"}),
            ("2026-08-01 07:28:32", {"v11_registered_on": "ignored"}),
            ("2024-08-02 00:28:32", {}),
            ("yesterday", {}),
            (None, {}),
        )
    ),
    told(registers(CHANNELS, done(7, ADA, registered_on="2024-08-01 07:28:32"))),
    # again
    told(IN_V11, registers(WITH_CHANNELS, done(7, ADA)), reregistration_v11="same-customer"),
    told(IN_V11, registers(ADA, failed(1014)), reregistration_v11="refused"),
    told(IN_V11, registers(ADA, failed(521))),
    told(IN_V11, registers(WITH_CHANNELS, done(8, ADA))),
    told(IN_V11, register(ADA).no_answer()),
    told(IN_V11, registers(ADA.but(extra={"x": 1}), failed(1014))),
    told(IN_V11, EVE_IN_V11, registers(BOTH, done(7, BOTH)), foreign_secondary_v11="dropped", **OPTIONAL),
    told(IN_V11, EVE_IN_V11, registers(BOTH, failed(1047)), foreign_secondary_v11="refused"),
    told(IN_V11, EVE_IN_V11, registers(BOTH, failed(1016)), foreign_secondary_v11="refused"),
    told(IN_V11, EVE_IN_V11, registers(BOTH, failed(1032))),
    told(IN_V11, EVE_IN_V11, registers(BOTH, failed(1014))),
    told(IN_V11, EVE_IN_V11, registers(BOTH, done(9, BOTH)), **OPTIONAL),
    told(IN_V11, EVE_IN_V11, registers(BOTH.but(extra={"x": 1}), failed(1047))),
    # echoes
    told(echoes(ADA)),
    told(echoes(ADA, mobile="+" + ADA["mobile"].value), echo_normalisation="normalised"),
    told(echoes(ADA, email=ADA["email"].value.upper()), echo_normalisation="normalised"),
    told(echoes(ADA.named(" Ada"), firstname="Ada"), echo_normalisation="normalised"),
    told(echoes(ADA, firstname="Eve", email="somebody@example.com")),
    told(echoes(ADA, firstname=None, mobile=7)),
    told(IN_V11, echoes(ADA, email=ADA["email"].value.upper()), reregistration_v11="same-customer"),
    *(
        told(echoes(KIM.only("mobile").named(None), firstname=name, email=id_, external_id=id_), **shown)
        for name, id_, shown in (
            ("", None, {"echo_absent_members": "mixed"}),
            (None, None, {"echo_absent_members": "null"}),
            ("", "", {"echo_absent_members": "empty"}),
            (..., ..., {"echo_absent_members": "absent"}),
            (None, "", {}),
            ("x", None, {}),
        )
    ),
    told(echoes(ADA.only("mobile"), email="", external_id=""), echo_absent_members="empty"),
    told(echoes(ADA.only("mobile"))),
    # a new primary with somebody's secondary
    told(IN_V11, MISMATCH.answers(registered(done(8, NEWCOMER))), skip_flag="flag-on", **OPTIONAL),
    told(IN_V11, MISMATCH.answers(registered(done(7, NEWCOMER))), **FLAGS_OFF, **OPTIONAL),
    told(IN_V11, MISMATCH.answers(registered(failed(1001))), **REFUSED),
    told(IN_V11, MISMATCH.answers(registered(failed(1047))), mismatch_strict_code="code-1047", **REFUSED),
    told(IN_V11, MISMATCH.answers(registered(failed(1001))), on=STRICT, mismatch_strict_code="other-code", **REFUSED),
    told(IN_V11, MISMATCH.answers(registered(failed(1006)))),
    told(IN_V11, MISMATCH.answers(registered(failed(521)))),
    told(IN_V11, MISMATCH.no_answer()),
    told(IN_V11, register(NEWCOMER.but(extra={"x": 1})).answers(registered(failed(1047)))),
    told(
        IN_V11,
        MISMATCH.answers(registered(done(8, NEWCOMER))),
        on=OFF,
        mismatch_no_flags="new-without-secondary",
        skip_flag="flag-on",
        **OPTIONAL,
    ),
    told(
        IN_V11,
        MISMATCH.answers(registered(done(7, NEWCOMER))),
        on=OFF,
        mismatch_no_flags="merged",
        **FLAGS_OFF,
        **OPTIONAL,
    ),
    told(IN_V11, MISMATCH.answers(registered(failed(1001))), on=OFF, **REFUSED),
    told(IN_V11, MISMATCH.answers(registered(done(7, NEWCOMER))), on=STRICT, **FLAGS_OFF, **OPTIONAL),
    told(IN_V11, EVE_IN_V11, MISMATCH.answers(registered(done(8, NEWCOMER))), on=OFF, **OPTIONAL),
    # no primary
    *(
        told(IN_V11, registers(WITH_CHANNELS.only("email"), answer), **shown)
        for answer, shown in (
            (done(7, ADA.only("email")), {"mismatch_primary_absent": "matched-by-secondary"}),
            (done(8, ADA.only("email")), {"mismatch_primary_absent": "new-customer"}),
            (failed(1047), {"mismatch_primary_absent": "refused"}),
            (failed(1016), {}),
            (failed(1006), {}),
        )
    ),
    told(IN_V11, registers(WITH_CHANNELS.only("email"), done(7, ADA.only("email"))), on=org(primary_identifier=None)),
    # secondaries of two
    *(
        told(IN_V11, EVE_IN_V11, registers(OF_TWO.but(extra={"commChannels": []}), answer), on=profile, **shown)
        for profile, answer, shown in (
            (OFF, failed(1047), {"mismatch_several_owners": "refused"}),
            (STRICT, failed(1047), {}),
            (OFF, failed(521), {}),
            (OFF, done(9, OF_TWO), {"mismatch_several_owners": "new-customer"}),
            (OFF, done(7, OF_TWO, 8051), {"mismatch_several_owners": "merged"}),
            (OFF, done(7, OF_TWO), {}),
        )
    ),
    told(IN_V11, EVE_IN_V11, registers(OF_TWO.but(extra={"x": 1}), failed(1047)), on=OFF),
    # a secondary of another source
    *(
        told(add(ADA, "WEBSITE").answers(created(7)), registers(NEWCOMER, answer), **shown)
        for answer, shown in (
            (done(7, NEWCOMER), {"mismatch_secondary_elsewhere": "joined", **OPTIONAL}),
            (done(8, NEWCOMER), {"mismatch_secondary_elsewhere": "new-customer", **OPTIONAL}),
            (failed(1047), {"mismatch_secondary_elsewhere": "refused"}),
            (failed(521), {}),
        )
    ),
    told(
        add(ADA, "WEBSITE").answers(created(7)),
        add(ZOE).answers(created(9)),
        registers(NEWCOMER, done(9, NEWCOMER)),
        **OPTIONAL,
    ),
    told(add(ADA, "WEBSITE").answers(created(7)), registers(NEWCOMER, failed(1047)), on=org(primary_identifier=None)),
    told(
        add(ADA.only("mobile", "email"), "WEBSITE").answers(created(7)),
        add(ADA.only("mobile")).answers(created(7)),
        registers(NEWCOMER, failed(1047)),
    ),
    told(add(ADA, "WEBSITE").answers(created(7)), registers(ADA.but(extra={"commChannels": []}), done(7, ADA))),
    told(add(customer(ADA)).answers(created(7))),
]

NEVER = {
    ("v11-channels-required", "required"),
    ("echo-normalisation", "as-sent"),
    ("mismatch-several-owners", "first-owner"),
}
"""Answers that take several exchanges, or that something else may be the reason of."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(registrations)


def test_every_answer_is_shown() -> None:
    assert unshown(registrations, ROWS) == NEVER
