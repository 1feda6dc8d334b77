"""The two catalogues in specs/, promises.md and readings.yaml, are complete and agree with each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.documents.profile import Profile
from contracts.rules.readings.observed import EVERYTHING, OBSERVERS
from contracts.runner import profiles, specimen
from contracts.stories.declaring import Setting

SPECS = Path(__file__).resolve().parents[3] / "specs"
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
GRADES = {"a", "b", "c"}
FAMILIES = {
    "duplicate-source",
    "cross-source",
    "invalid-source",
    "primary-mismatch",
    "identifiers",
    "validation",
    "envelope",
    "counts",
    "codes",
    "warnings",
    "side-effects",
    "batch",
    "upsert",
    "reads",
    "reads-v11",
    "updates",
    "security",
    "robustness",
    "concurrency",
    "cross-api",
    "delivery",
    "operations",
}


@dataclass(frozen=True)
class Promise:
    """One entry of promises.md."""

    anchor: str
    family: str
    paragraph: str
    notes: dict[str, str]

    def listed(self, note: str, separator: str) -> list[str]:
        """The parts of a note, none where it is absent."""
        return [part.strip() for part in self.notes.get(note, "").split(separator) if part.strip()]


def parts(text: str, heading: str) -> list[tuple[str, str]]:
    """Title and body of every section under headings of one level."""
    return [
        (part.partition("\n")[0].strip(), part.partition("\n")[2])
        for part in re.split(rf"^{heading} ", text, flags=re.MULTILINE)[1:]
    ]


def read_promise(anchor: str, body: str, family: str) -> Promise:
    """A promise from the lines below its heading."""
    lines = [line for line in body.splitlines() if line.strip()]
    notes = [line[2:].partition(": ") for line in lines if line.startswith("- ")]
    assert len({name for name, _, _ in notes}) == len(notes), anchor
    return Promise(
        anchor=anchor,
        family=family,
        paragraph=" ".join(line for line in lines if not line.startswith("- ")),
        notes={name: value for name, _, value in notes},
    )


def family_of(section: str) -> str:
    """The slug in the line below a family's heading."""
    return section.partition("\n")[0].removeprefix("family: ").strip()


TEXT = (SPECS / "promises.md").read_text(encoding="utf-8")
SECTIONS = [body for _, body in parts(TEXT, "##")]
PROMISES = [
    read_promise(anchor, body, family_of(section)) for section in SECTIONS for anchor, body in parts(section, "###")
]
READINGS: list[dict[str, Any]] = yaml.safe_load((SPECS / "readings.yaml").read_text(encoding="utf-8"))
READING_IDS = {reading["id"] for reading in READINGS}
DOCUMENTS = set(re.findall(r"^\| `([^`]+)` \|", TEXT, flags=re.MULTILINE))

each_promise = pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.anchor)
each_reading = pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading["id"])


def repeated(names: list[str]) -> list[str]:
    """The names that occur more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def is_known_source(source: str) -> bool:
    """Whether a source names a listed document and, save for vendor pages and inference, a section of it."""
    key, _, section = source.partition(" § ")
    return key in DOCUMENTS and (bool(section) or key == "inferred" or key.startswith("vendor:"))


def test_anchors_are_unique() -> None:
    """No two headings of promises.md share an anchor."""
    titles = [title.lower().replace(" ", "-") for title, _ in parts(TEXT, "##")]
    assert repeated(titles + [promise.anchor for promise in PROMISES]) == []


def test_every_family_appears_once() -> None:
    """Each known family has exactly one section, with promises in it."""
    assert sorted(map(family_of, SECTIONS)) == sorted(FAMILIES)
    assert {promise.family for promise in PROMISES} == FAMILIES


@each_promise
def test_a_promise_is_complete(promise: Promise) -> None:
    """A promise has a kebab anchor, a grade, sources that exist, and no note of another kind."""
    assert KEBAB.fullmatch(promise.anchor)
    assert promise.notes["grade"] in GRADES
    assert promise.listed("source", ";")
    assert [source for source in promise.listed("source", ";") if not is_known_source(source)] == []
    assert set(promise.notes) <= {"grade", "source", "readings", "unchecked"}
    assert all(promise.notes.values())


@each_promise
def test_a_promise_is_one_must_sentence(promise: Promise) -> None:
    """A promise says MUST once, in at most three sentences."""
    assert promise.paragraph.endswith(".")
    assert len(re.findall(r"\bMUST\b", promise.paragraph)) == 1
    assert len(re.findall(r"\.(?= [A-Z]|$)", promise.paragraph)) <= 3


@each_promise
def test_a_promise_is_graded_by_its_sources(promise: Promise) -> None:
    """A promise that rests on the vendor's other pages alone is not graded as if the five documents held it."""
    keys = {source.partition(" § ")[0] for source in promise.listed("source", ";")}
    if all(key.startswith("vendor:") for key in keys):
        assert promise.notes["grade"] != "a"


@each_promise
def test_a_promise_cites_readings_that_exist(promise: Promise) -> None:
    """Each reading that a promise lists is in readings.yaml."""
    assert [name for name in promise.listed("readings", ",") if name not in READING_IDS] == []


def test_reading_ids_are_unique() -> None:
    """No two readings share an id."""
    assert repeated([reading["id"] for reading in READINGS]) == []


def test_every_reading_narrows_a_promise() -> None:
    """Each reading is listed by at least one promise."""
    assert READING_IDS - {name for promise in PROMISES for name in promise.listed("readings", ",")} == set()


@each_reading
def test_a_reading_is_complete(reading: dict[str, Any]) -> None:
    """A reading has all its members, of the right types, and no others."""
    required = {"id", "question", "answers", "preferred", "grade", "sources", "observable"}
    assert required <= set(reading) <= required | {"why", "silent"}
    assert KEBAB.fullmatch(reading["id"])
    assert reading["question"].endswith("?")
    assert "\n" not in reading["question"]
    assert reading["grade"] in GRADES
    assert reading["sources"]
    assert [source for source in reading["sources"] if not is_known_source(source)] == []
    assert reading.get("silent", True) is True


@each_reading
def test_a_reading_has_answers(reading: dict[str, Any]) -> None:
    """A reading has at least two answers, and the preferred one is among them."""
    answers = reading["answers"]
    assert len(answers) >= 2
    assert [name for name in answers if not (isinstance(name, str) and KEBAB.fullmatch(name))] == []
    assert all(isinstance(meaning, str) and meaning for meaning in answers.values())
    assert reading["preferred"] in answers


@each_reading
def test_an_unobservable_reading_says_why(reading: dict[str, Any]) -> None:
    """A reading says why exactly when a run cannot tell its answer from outside."""
    assert isinstance(reading["observable"], bool)
    assert bool(reading.get("why")) is not reading["observable"]


@each_reading
def test_a_reading_is_observable_exactly_when_it_has_an_observer(reading: dict[str, Any]) -> None:
    """What a profile may pin is looked at, and what is looked at may be pinned."""
    assert reading["observable"] is (reading["id"] in OBSERVERS)


def test_every_observer_has_a_reading() -> None:
    """No observer is left over, nor an answer that anything fits."""
    assert set(OBSERVERS) <= READING_IDS
    accepted = {reading["id"]: reading["answers"] for reading in READINGS}
    assert [id_ for id_, answer in EVERYTHING.items() if answer not in accepted[id_]] == []


@each_reading
def test_a_reading_that_no_run_can_tell_cannot_be_pinned(reading: dict[str, Any]) -> None:
    """A pin of it would be ignored in silence: a usage error says so in one line, and what would do."""
    problems = list(profiles.catalogue_problems(Profile(readings={reading["id"]: reading["preferred"]})))
    if reading["observable"]:
        assert problems == []
        return
    ((path, told),) = problems
    assert path == ("readings", reading["id"])
    assert told.startswith("no run can tell its answer, so leave it out (")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("pinned", "told"),
    [
        ({"creation-statu": "http-200"}, "no reading is called so; the nearest is 'creation-status'"),
        ({"creation-status": "http-2"}, "got 'http-2', should be one of http-200, http-201"),
    ],
)
def test_a_pin_names_a_reading_and_one_of_its_answers(pinned: dict[str, str], told: str) -> None:
    """A pin that is misspelt is a usage error that says what would do."""
    assert list(profiles.catalogue_problems(Profile(readings=pinned))) == [(("readings", *pinned), told)]


def test_a_setting_of_the_reference_breaks_no_pin_of_the_profile() -> None:
    """What a profile pins of its own settings says nothing of an organisation that is set otherwise."""
    pins = {"default-label": "not-configured", "creation-status": "http-200"}
    other = specimen.mutated(Profile(readings=pins), Setting("default label", {"default_status_label": True}))
    assert (other.readings, other.default_status_label) == ({"creation-status": "http-200"}, True)
    assert specimen.mutated(Profile(readings=pins), None).readings == pins
