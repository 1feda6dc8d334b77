"""What brought something unseen has more turns, and everything has its own all the same."""

from __future__ import annotations

import random
from collections import Counter

from lines import ADA, EVE, add, created, done, failed, refused, upsert, upserted

from contracts.rules.judge import Judged
from contracts.stories.flaws import Due, Flaw
from contracts.stories.search import Search, shape
from contracts.stories.trials import Trials

FLAWS = [
    Flaw("addCustomer", f"constraint {a}", f"path {b}", name=f"value {c}")
    for a in "xyz"
    for b in "pqr"
    for c in "12345678"
]


def test_an_answer_is_unseen_once() -> None:
    """By its codes, its warnings and the members of its envelope; whose it is does not tell."""
    search = Search(random.Random(0))
    answers = [created(7), created(8), created(7, 8107), refused(8006), refused(8006, 8014), created(7, more=1)]
    told = [Judged.recorded(add(ADA).answers(answer).exchange(0)) for answer in answers]
    assert [search.is_unseen(judged) for judged in told] == [True, False, True, True, True, True]
    assert not any(map(search.is_unseen, told))


def test_of_a_batch_each_item_tells() -> None:
    """And a batch that was refused whole says the same of all."""
    search = Search(random.Random(0))
    whole = upsert(ADA, EVE).answers(upserted(done(7, ADA), failed(1001))).exchange(0)
    assert [search.is_unseen(Judged.recorded(whole), item) for item in (0, 1)] == [True, True]
    barred = upsert(ADA, EVE).answers(refused(500)).exchange(1)
    assert [search.is_unseen(Judged.recorded(barred), item) for item in (0, 1)] == [True, False]


def test_a_shape_is_that_of_the_envelope() -> None:
    """Members and types, not values; what stands deeper is what somebody is called."""
    assert shape({"id": 7, "a": [{"x": 1}]}) == shape({"id": 8, "a": [{"x": 2}, {"x": 3}]})
    assert shape({"id": 7}) != shape({"id": "7"})
    assert shape({"a": []}) != shape({"a": [1]})
    assert shape({"a": {"b": {"c": 1}}}) == shape({"a": {"b": 1}})


def test_what_is_near_comes_more_often() -> None:
    """The same member or the same value, and still each of the deck."""
    trials = Trials(0)
    trials.learns = True
    trials.deal("deck", lambda: FLAWS)
    trials.search.credit(FLAWS[0])
    dealt = [trials.deal("deck", lambda: FLAWS) for _ in range(len(FLAWS) + 40)]
    assert set(dealt) == set(FLAWS)
    near = Counter(flaw.path == FLAWS[0].path or flaw.name == FLAWS[0].name for flaw in dealt)
    usual = sum(flaw.path == FLAWS[0].path or flaw.name == FLAWS[0].name for flaw in FLAWS)
    assert near[True] > usual


def test_without_learning_a_deck_is_a_deck() -> None:
    """A gate asks the same whatever it is answered."""
    one, other = Trials(5), Trials(5)
    other.search.credit(FLAWS[0])
    assert [one.deal("deck", lambda: FLAWS) for _ in range(100)] == [
        other.deal("deck", lambda: FLAWS) for _ in range(100)
    ]


def test_within_and_beyond_come_in_turn() -> None:
    """One that is refused stands among fifty of which that is open, and a night is to try both."""
    flaws = [Flaw("addCustomer", "left out", f"path {n}") for n in range(50)]
    trials = Trials(0)
    trials.learns = True
    beyond = Flaw("addCustomer", "left out", "mobile", due=Due.REFUSAL)
    assert beyond in [trials.deal("deck", lambda: [*flaws, beyond]) for _ in range(2)]


def test_chance_moves_on_alike_whatever_there_is_to_choose_from() -> None:
    """What is made after that does not hang on how many people a target took; nobody is chosen twice."""
    trials = [Trials(5) for _ in range(4)]
    chosen = [each.some(range(size), 2) for each, size in zip(trials, (0, 1, 3, 100), strict=True)]
    assert [len(some) for some in chosen] == [0, 1, 2, 2]
    assert all(len(set(some)) == len(some) for some in chosen)
    assert len({each.rng.random() for each in trials}) == 1
