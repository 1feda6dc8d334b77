"""Faults change exactly what they say, and nothing in the conforming specimen."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.documents.profile import Flags
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Request, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.conforming import CONFORMING
from contracts.reference.faults import Fault, catalogue, fault, named
from contracts.reference.model import Reference
from contracts.reference.values import Call, Endpoint
from contracts.reference.writes import plan_of_add, reply
from reference.test_model import EMAIL, MOBILE, OTHER_MOBILE, WRITER, Till, codes, person

PRODUCT = Path(__file__).resolve().parents[3] / "contracts"
FAULTS = PRODUCT / "reference" / "faults"
ZEAL = '''
from contracts.reference.faults.registry import fault

@fault("f/r")
def is_too_keen(before):
    """A crime."""
'''
BOTH = Flags(skip_secondary_on_mismatch=True, strict_check=True)


def faulty(*ids: str, **setting: object) -> Till:
    return Till(faults=[named(each) for each in ids], **setting)


def test_every_fault_tells_its_crime_and_the_rule_that_speaks_first():
    for id_, each in catalogue().items():
        assert id_ == each.id
        assert each.crime.endswith(".")
        assert "/" in each.first
        assert each.apply(CONFORMING) != CONFORMING


def test_an_unknown_fault_names_the_nearest():
    with pytest.raises(UsageError, match=r"there is no fault 'accept-duplicate'; the nearest is 'accepts-a-duplicate'"):
        named("accept-duplicate")


def test_a_fault_is_registered_once_and_with_its_crime():
    def accepts_a_duplicate(before: Behaviour) -> Behaviour:
        return before

    with pytest.raises(ValueError, match="no docstring"):
        fault("f/r", id="without-a-crime")(accepts_a_duplicate)
    accepts_a_duplicate.__doc__ = "A crime."
    with pytest.raises(ValueError, match="'accepts-a-duplicate' is registered twice"):
        fault("f/r")(accepts_a_duplicate)
    with pytest.raises(ValueError, match="needs 'luck', should be one of"):
        fault("f/r", id="lucky", needs="luck")(accepts_a_duplicate)


def test_a_fault_says_nothing_twice():
    def not_paid(before: Behaviour) -> Behaviour:
        """A crime."""
        return before

    with pytest.raises(ValueError, match="says again what follows from its place"):
        fault("f/r", id="not-paid")(not_paid)
    assert "not-paid" not in catalogue()


@pytest.mark.parametrize(
    ("id_", "family"),
    [
        ("answers-backwards", "batch"),  # of the module of that name
        ("checks-an-upsert-before-it-begins", "upsert"),  # of a module with a FAMILY
    ],
)
def test_id_and_family_follow_from_the_place(id_: str, family: str):
    told = catalogue()[id_]
    assert told.apply.__name__.replace("_", "-") == id_
    assert told.family == family


@pytest.mark.parametrize("each", catalogue().values(), ids=list(catalogue()))
def test_a_fault_stands_in_its_family_s_file(each: Fault):
    """The family `duplicate-source` is the file `duplicate_source.py`; where it has another, that begins so too."""
    module, family = each.apply.__module__.rpartition(".")[2], each.family.replace("-", "_")
    assert f"{module}_".startswith(f"{family}_")
    assert (FAULTS / f"{family}.py").exists()


def test_a_module_of_faults_is_entered_nowhere(tmp_path: Path):
    """Nor where Python imports from a zip."""
    with zipfile.ZipFile(tmp_path / "product.zip", "w") as product:
        for path in PRODUCT.rglob("*.py"):
            product.write(path, path.relative_to(PRODUCT.parent))
        product.writestr("contracts/reference/faults/zeal.py", ZEAL)
    told = "from contracts.reference.faults import catalogue; print(*catalogue())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "product.zip")}
    ids = subprocess.check_output([sys.executable, "-c", told], cwd=tmp_path, env=environment, text=True)
    assert ids.split() == [*catalogue(), "is-too-keen"]


def test_accepts_a_duplicate_makes_a_second_owner():
    till = faulty("accepts-a-duplicate")
    first = till.add(person(MOBILE))["createdId"]
    second = till.add(person(MOBILE))["createdId"]
    assert first != second
    assert codes(till.add(person(("mobile", "letters")))) == [8014]
    assert codes(till.add(person(MOBILE, source="NOWHERE"))) == [3217]


def test_answers_8003_for_an_unknown_source_and_nothing_else():
    till = faulty("answers-8003-for-an-unknown-source")
    assert codes(till.add(person(MOBILE, source="NOWHERE"))) == [8003]
    assert codes(till.add(person(MOBILE, source=None))) == [8004]
    assert "createdId" in till.add(person(MOBILE))
    assert codes(till.add(person(MOBILE))) == [8006]


def test_strict_wins_over_skip_only_where_both_are_on():
    till = faulty("strict-wins-over-skip", flags=BOTH)
    till.item(mobile=MOBILE[1], email=EMAIL[1])
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["item_status"]["code"] == "1047"
    till = faulty("strict-wins-over-skip", flags=Flags(skip_secondary_on_mismatch=True))
    till.item(mobile=MOBILE[1], email=EMAIL[1])
    assert till.item(mobile=OTHER_MOBILE[1], email=EMAIL[1])["item_status"]["code"] == "1000"


def test_faults_compose():
    till = faulty("accepts-a-duplicate", "answers-8003-for-an-unknown-source")
    till.add(person(MOBILE))
    assert "createdId" in till.add(person(MOBILE))
    assert codes(till.add(person(MOBILE, source="NOWHERE"))) == [8003]


def test_a_fault_leaves_other_specimens_alone():
    faulty("accepts-a-duplicate")
    till = Till()
    till.add(person(MOBILE))
    assert codes(till.add(person(MOBILE))) == [8006]


def checks_then_commits(before: Behaviour) -> Behaviour:
    """Uniqueness is checked in one transaction and the customer inserted in the next."""

    def perform(desk: Desk, call: Call) -> Answer | Rest:
        if call.endpoint is not Endpoint.ADD:
            return before.perform(desk, call)
        plan = plan_of_add(desk, call)
        return lambda: reply(desk, call, (desk.behaviour.settle(desk, plan),))

    return replace(before, perform=perform)


def test_a_race_has_its_place_between_check_and_commit():
    crime = Fault("checks-then-commits", "concurrency", "at-most-one-creates", "f/r", "A crime.", checks_then_commits)
    reference = Reference(faults=[crime])
    request = Request("", "POST", "/v2/customers", (), (WRITER,), json.dumps(person(MOBILE)).encode())
    first, second = reference.handle(request), reference.handle(request)
    assert not isinstance(first, Answer)
    assert not isinstance(second, Answer)
    ids = {rest().response.json["createdId"] for rest in (first, second)}
    assert len(ids) == 2
    late = reference.handle(request)
    assert codes(late().response.json) == [8006]
