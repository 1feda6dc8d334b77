"""What a target answered is counted per operation, outcome, member and situation, and nothing else is kept."""

from __future__ import annotations

import json
from typing import Any

from histories import *

ADD_ADA = add(ADA)


def condensed(*lines: Line | tuple[Line, ...]) -> dict[str, Any]:
    """What is kept of a target that answered so."""
    known = Trial(ORG, *lines).judge
    return known.answered.condensed(known.readings)


def outcome(told: dict[str, Any], operation: str, kind: str) -> Any:
    return told["operations"][operation]["outcomes"][kind]


def test_an_answer_is_told_by_status_codes_type_and_size() -> None:
    told = condensed(ADDED, ADD_ADA.answers(refused(8006)), add(EVE).answers(created(8, 8050)))
    success, failure = outcome(told, "addCustomer", "success"), outcome(told, "addCustomer", "failure")
    assert (success["answers"], success["statuses"], success["warnings"]) == (2, {"200": 2}, {"8050": 1})
    assert success["content_types"] == {"application/json": 2}
    assert success["bytes"]["n"] == 2
    assert (failure["statuses"], failure["codes"]) == ({"400": 1}, {"8006": 1})
    assert told["operations"]["addCustomer"]["latency"]["n"] == 3


def test_members_are_counted_among_the_objects_that_may_hold_them() -> None:
    members = outcome(condensed(ADDED, add(EVE).answers(created(8, 8050))), "addCustomer", "success")["members"]
    assert members["createdId"] == {"of": 2, "types": {"integer": 2}}
    assert members["warnings[].code"] == {"of": 1, "types": {"integer": 1}}
    late = outcome(condensed(ADDED, add(EVE).answers(created(8, tier="gold"))), "addCustomer", "success")["members"][
        "tier"
    ]
    assert late == {"of": 2, "types": {"string": 1}, "undocumented": True}


def test_what_a_request_has_named_is_nothing_new() -> None:
    echo = add({**customer(ADA), "tier": "gold"}).answers(created(7, tier="gold"))
    assert "undocumented" not in outcome(condensed(echo), "addCustomer", "success")["members"]["tier"]


def test_items_of_a_batch_are_told_apart_from_what_is_around_them() -> None:
    told = condensed(upsert(ADA, EVE).answers(upserted(kept(7), wrong(3217))))
    around = outcome(told, "upsertCustomers", "success")["members"]
    assert not [path for path in around if path.startswith("response[].")]
    assert outcome(told, "upsertCustomers", "item refused")["codes"] == {"3217": 1}
    assert outcome(told, "upsertCustomers", "item ok")["answers"] == 1


def test_a_situation_is_what_leaves_nothing_open() -> None:
    told = condensed(
        ADDED, ADD_ADA.answers(refused(8006)), lookup(ADA["mobile"]).answers(found(7)), STRANGER.answers(status(401))
    )
    assert told["situations"] == {
        "addCustomer: held in the same source account (email and externalId and mobile)": {"HTTP 400, refused 8006": 1},
        "addCustomer: nobody known": {"HTTP 200, ok": 1},
        "addCustomer: sent as nobody": {"HTTP 401, unclear": 1},
        "lookupCustomer: somebody (mobile)": {"HTTP 200, ok": 1},
    }


def test_readings_are_told_with_their_number() -> None:
    assert condensed(ADDED)["readings"]["creation-status"] == {"http-200": 1}


def test_no_answer_is_nothing_to_tell() -> None:
    assert condensed(ADD_ADA.no_answer(), ADD_ADA.answers(status(503)))["operations"] == {}


def test_values_are_not_kept() -> None:
    told = json.dumps(condensed(ADDED, get(7).answers(shows(7, shown(ADA)))))
    assert not [i for i in ADA.identifiers if i.value in told]


def test_a_map_by_numbers_has_one_name() -> None:
    told = condensed(add(ADA).answers(created(7, balances={str(n): 1 for n in range(2000)})))
    members = outcome(told, "addCustomer", "success")["members"]
    assert [path for path in members if path.startswith("balances")] == ["balances", "balances.*"]


def test_a_target_that_invents_names_without_end_costs_little() -> None:
    lines = [add(ADA).answers(created(7, **{f"m{n}_{i}": 1 for i in range(100)})) for n in range(20)]
    assert len(json.dumps(condensed(*lines))) < 60_000
