"""Each statement of the documents is covered, or says what is lacking or why nothing can tell."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from contracts.documents import coverage, files
from contracts.documents.coverage import Cover, Statement
from contracts.engine.errors import UsageError
from contracts.runner import citing

STATEMENTS = files.load_coverage()
PROMISES = files.load_promises()
CHECKED = citing.rules_of_promises()
DOCUMENTS = {"add-v2-draft", "add-v1.1", "add-v2-page", "add-v2-page-recrawled", "upsert"}

each_statement = pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: f"line-{statement.line}")


def sections_of(source: str) -> list[str]:
    """The sections of the five documents among the sources of a promise."""
    return [part.strip() for part in source.split(";") if part.strip().partition(" § ")[0] in DOCUMENTS]


@each_statement
def test_a_statement_names_what_there_is(statement: Statement) -> None:
    """Its promises and readings stand in their catalogues, its documents are the five."""
    assert [anchor for anchor in statement.promises if anchor not in PROMISES] == []
    assert [id_ for id_ in statement.readings if id_ not in files.load_readings()] == []
    assert [
        at for at in statement.at if not re.fullmatch(r"\S+ § \S.*", at) or at.split(" § ")[0] not in DOCUMENTS
    ] == []
    assert len(set(statement.at)) == len(statement.at)


@each_statement
def test_a_statement_is_one_plain_sentence(statement: Statement) -> None:
    """Or two short ones; what is lacking and why are no sentences."""
    assert re.fullmatch(r"\S.*\.", statement.says)
    assert not statement.lacking.endswith(".")
    assert not statement.why.endswith(".")


@each_statement
def test_what_is_covered_has_a_rule(statement: Statement) -> None:
    """Of at least one of its promises."""
    if statement.cover is Cover.COVERED:
        assert [anchor for anchor in statement.promises if anchor in CHECKED]


@each_statement
def test_what_is_covered_in_part_names_what_will_close_it(statement: Statement) -> None:
    """By one of the names that there are."""
    assert bool(statement.closes) is (statement.cover is Cover.PARTLY)
    assert set(statement.closes) <= coverage.RIDERS | coverage.SHAPES | coverage.OTHERS


@each_statement
def test_what_is_unseen_says_why(statement: Statement) -> None:
    """Itself, or by each of its promises."""
    if statement.cover is Cover.UNSEEN and not statement.why:
        assert statement.promises
        assert [anchor for anchor in statement.promises if not PROMISES[anchor].unchecked] == []


def test_no_statement_is_made_twice() -> None:
    """A section says a thing once."""
    made = Counter((at, statement.says) for statement in STATEMENTS for at in statement.at)
    assert [one for one, times in made.items() if times > 1] == []


def test_every_promise_of_the_documents_stands_for_a_statement() -> None:
    """Save those of which the five documents say only a part, or nothing."""
    said = {anchor for anchor, promise in PROMISES.items() if promise.grade == "a" and sections_of(promise.source)}
    assert said - set(coverage.of_promises(STATEMENTS)) == set()


def test_every_reading_of_the_documents_belongs_to_a_statement() -> None:
    """Where the five are silent or disagree, a statement of theirs is what is silent."""
    named = {id_ for statement in STATEMENTS for id_ in statement.readings}
    readings = files.load_readings().values()
    asked = {reading.id for reading in readings if any(map(sections_of, reading.sources))}
    assert asked - named == set()


def test_each_section_that_a_promise_cites_makes_a_statement() -> None:
    """The two catalogues name the parts of the documents alike."""
    made = {at for statement in STATEMENTS for at in statement.at}
    cited = {section for promise in PROMISES.values() for section in sections_of(promise.source)}
    assert cited - made == set()


ROW = """
- says: Something is so.
  at: [upsert § Introduction]
  cover: partly
  promises: [upsert-creates]
  lacking: a story
  closes: channels
"""


def test_statements_are_found_by_promise_and_counted() -> None:
    """With none of a cover as nought."""
    (one,) = coverage.read(ROW)
    assert one == Statement(
        line=2,
        says="Something is so.",
        at=("upsert § Introduction",),
        cover=Cover.PARTLY,
        promises=("upsert-creates",),
        lacking="a story",
        closes=("channels",),
    )
    assert coverage.of_promises([one, one]) == {"upsert-creates": (one, one)}
    assert coverage.counted([one]) == {Cover.COVERED: 0, Cover.PARTLY: 1, Cover.UNSEEN: 0}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("partly", "wrong"), "cover: Input should be 'covered', 'partly' or 'unseen'"),
        (("partly", "missing"), "cover: Input should be 'covered', 'partly' or 'unseen'"),
        (("partly", "covered"), "`lacking` goes with partly, and with nothing else"),
        (("  lacking: a story\n", ""), "`lacking` goes with partly, and with nothing else"),
        (("  closes: channels\n", ""), "`closes` goes with partly, and with nothing else"),
        (
            ("closes: channels", "closes: [till, chanels]"),
            "nothing that closes is called 'chanels'; the nearest is 'channels'",
        ),
        (("lacking: a story", "lacking: a story\n  why: so"), "`why` goes with unseen, and with nothing else"),
        (("[upsert-creates]", "[]"), "it needs a promise or a reading"),
        (("[upsert § Introduction]", "[]"), "at: Tuple should have at least 1 item after validation, not 0"),
    ],
)
def test_a_bad_row_is_told_in_a_line(wrong: tuple[str, str], told: str) -> None:
    """With its line, its statement, and what would do."""
    with pytest.raises(UsageError) as caught:
        coverage.read(ROW.replace(*wrong))
    assert str(caught.value) == f"coverage.yaml:2: Something is so.: {told}"
