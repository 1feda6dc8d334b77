"""What a run has taught fills in what a profile leaves open, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from lines import (
    ADA,
    EVE,
    Line,
    Person,
    add,
    created,
    details,
    found,
    lookup,
    nobody,
    refused,
    register,
    shown,
    shows,
    status,
    upsert,
)
from usual import done, kept, registered, upserted

from contracts.documents.profile import Profile
from contracts.rules.judge import Judged
from contracts.runner.lessons import lag_s, lessons

UNKNOWN = Profile()


def judged(*lines: Line) -> list[Judged]:
    return [Judged.recorded(line.exchange(index)) for index, line in enumerate(lines)]


def learnt(
    *lines: Line,
    profile: Profile = UNKNOWN,
    readings: dict[str, dict[str, int]] | None = None,
    shared: bool | None = None,
) -> dict[str, Any]:
    return {".".join(each.path): each.value for each in lessons(profile, judged(*lines), readings or {}, shared)}


def test_sources_that_took_somebody_are_listed_with_their_accounts() -> None:
    told = learnt(
        add(ADA).answers(created(7)),
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WECHAT", "brand-2").answers(created(8)),
        add(EVE, "WECHAT", "brand-1").answers(created(8)),
        add(EVE, "TMALL").answers(refused(3217)),
        add(EVE, "MADE_UP").answers(created(9)),
        upsert({"profiles": [], "source": "LINE"}).answers(upserted(kept(9))),
    )
    sources = {name: value for name, value in told.items() if name.startswith("sources")}
    assert sources == {
        "sources.INSTORE": {},
        "sources.WEBSITE": {},
        "sources.WECHAT": {"accounts": ["brand-1", "brand-2"]},
    }


@pytest.mark.parametrize(
    ("listed", "told"),
    [({}, {"accounts": ["brand-2"]}), ({"accounts": ["brand-1"]}, None)],
    ids=["accounts unknown", "accounts listed"],
)
def test_where_a_profile_lists_sources_only_accounts_are_learnt(listed: dict[str, Any], told: Any) -> None:
    """A run goes where the profile says."""
    known = Profile.model_validate({"sources": {"INSTORE": {}, "WECHAT": listed}})
    more = learnt(
        add(ADA, "TMALL").answers(created(7)), add(EVE, "WECHAT", "brand-2").answers(created(8)), profile=known
    )
    assert more.get("sources.WECHAT") == told
    assert "sources.TMALL" not in more


def test_operations_that_answered_are_there_and_those_of_a_router_are_not() -> None:
    told = learnt(
        add(ADA).answers(created(7)),
        upsert(ADA).answers(status(404)),
        register(ADA).answers(registered(done(7, ADA))),
        register(ADA).answers(status(404)),
        lookup(ADA["mobile"]).no_answer(),
    )
    assert told["operations.addCustomer"] is True
    assert told["operations.upsertCustomers"] is False
    assert not {"operations.addCustomerV11", "operations.lookupCustomer"} & told.keys()


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ({"strict-flag": {"flag-off": 2}}, {"flags.strict_check": False}),
        ({"skip-flag": {"flag-on": 5}}, {"flags.skip_secondary_on_mismatch": True}),
        ({"default-label": {"configured": 3}}, {"default_status_label": True}),
        ({"strict-flag": {"flag-off": 1}}, {}),
        ({"strict-flag": {"flag-off": 4, "flag-on": 1}}, {}),
        ({"missing-source-code": {"code-8004": 9}}, {}),
    ],
)
def test_switches_are_settled_by_answers_that_agree(seen: dict[str, dict[str, int]], told: dict[str, bool]) -> None:
    assert learnt(readings=seen) == told


def test_what_the_judge_has_settled_of_identities_counts() -> None:
    seen = {"shared-identity": {"shared": 4}}
    assert learnt(readings=seen, shared=True) == {"shared_identity": True}


def test_what_a_profile_says_is_not_touched() -> None:
    known = Profile.model_validate(
        {"sources": {"INSTORE": {}}, "operations": {"addCustomer": True}, "flags": {"strict_check": True}}
    )
    seen = {"strict-flag": {"flag-off": 9}}
    assert learnt(add(ADA).answers(created(7)), profile=known, readings=seen) == {}


def test_fields_that_details_show_are_the_organisation_s() -> None:
    body = shows(7, {**shown(ADA), "fields": {"city": "Pune", "none": None}}, extendedFields={"gender": "F"})
    told = learnt(details(ADA["mobile"]).answers(body))
    assert (told["custom_fields"], told["extended_fields"]) == (["city"], ["gender"])


def look(at: float, answer: Any, who: Person = ADA) -> Line:
    return lookup(who["mobile"]).answers(answer).under_way(at, at + 0.1)


WRITTEN = add(ADA).answers(created(7)).under_way(0.0, 1.0)


@pytest.mark.parametrize(
    ("lines", "lag"),
    [
        ([WRITTEN, look(1.5, nobody()), look(3.0, nobody()), look(9.0, found(7))], 3),
        ([WRITTEN, look(1.1, nobody()), look(1.2, found(7))], 1),
        ([WRITTEN, look(1.5, found(7))], None),
        ([WRITTEN, look(1.5, nobody())], None),
        ([look(0.5, nobody()), WRITTEN.under_way(1.0, 1.5), look(2.0, found(7))], None),
        ([WRITTEN, look(1.5, nobody()), add(ADA).answers(created(7)).under_way(2.0, 2.5), look(3.0, found(7))], None),
        ([WRITTEN, look(900.0, nobody()), look(901.0, found(7))], 120),
    ],
)
def test_a_lag_is_what_later_reads_found_though_earlier_ones_did_not(lines: list[Line], lag: float | None) -> None:
    assert lag_s(judged(*lines)) == lag
