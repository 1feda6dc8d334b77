"""What is stored after a write: the forms that any target may give a value."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from histories import *
from knowing import HERE, THERE, after, kept_of

from contracts.evidence.intent import Asked
from contracts.evidence.storing import stored, within

NEW_EMAIL = ADA.only("mobile").with_(KIM["email"]).named("Zoe")
BAD_EMAIL = ADA.with_(Identifier("email", "ada"))
DOUBTS = add({**customer(ADA), "x": 1})
ADAS = {"firstName": ("Ada",), "lastName": ("Lovelace",)}
ZOES = {"firstName": ("Zoe",), "lastName": ("Lovelace",)}


@pytest.mark.parametrize(
    ("lines", "here"),
    [
        ((ADDED,), ADAS),
        ((IN_V11,), ADAS),
        ((upsert(ADA).answers(upserted(kept(7))),), ADAS),
        ((add(ADA.named(None)).answers(created(7)),), {"firstName": (None, ""), "lastName": ("Lovelace",)}),
        ((add(BAD_EMAIL).answers(created(7, 8055)),), ADAS),
        ((DOUBTS.answers(created(7)),), {}),
        ((add(ADA).no_answer(),), None),
        ((ADDED, add(ADA.named("Zoe")).answers(refused(8006))), ADAS),
        ((ADDED, add(ADA.named("Zoe")).no_answer()), ADAS),
        ((ADDED, register(ADA.named("Zoe")).answers(registered(done(7, ADA)))), {}),
        ((ADDED, register(ADA.named("Zoe")).no_answer()), {}),
        ((ADDED, upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL, skip=False).answers(upserted(kept(7)))), ZOES),
        ((ADDED, upsert(NEW_EMAIL).answers(upserted(kept(7)))), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).no_answer()), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(upserted(wrong(3017)))), {}),
        ((ADDED, upsert(NEW_EMAIL, skip=True).answers(status(429))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe")).answers(created(7))), ZOES),
        ((ADDED, update(7, ADA.named("Zoe", None).but(last_name=None)).answers(created(7))), {"firstName": ("Zoe",)}),
        ((ADDED, update(7, {"profiles": [{"firstName": "Zoe"}], "x": 1}).answers(created(7))), {}),
        ((ADDED, update(7, ADA.named("Zoe")).answers(refused(8009))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe")).no_answer()), {}),
        ((ADDED, update(7, ADA.named("Zoe")).by(Who.READER).answers(status(403))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe"), "WEBSITE").answers(created(7))), ADAS),
        ((ADDED, update(7, ADA.named("Zoe"), "WEBSITE").no_answer()), {}),
        ((ADDED, JOINED), ADAS),
        ((ADDED, add(MIXED, "WEBSITE").no_answer()), ADAS),
        ((ADDED, EVE_ADDED, MET.no_answer()), {}),
        ((IN_V11, register(MIXED).answers(registered(done(9, MIXED)))), ADAS),
        ((IN_V11, register(MIXED).answers(registered(done(7, MIXED)))), {}),
        ((IN_V11, register(MIXED).no_answer()), {}),
        ((ADDED, get(7).answers(shows(7, shown(ADA.named("Zoe"))))), ADAS),
    ],
)
def test_what_is_certainly_stored_here(lines: tuple[Line, ...], here: Mapping[str, object] | None) -> None:
    assert kept_of(after(*lines), 7, HERE) == here


def test_details_are_kept_apart() -> None:
    it = after(ADDED, JOINED)
    assert (kept_of(it, 7, HERE), kept_of(it, 7, THERE)) == (ADAS, ZOES)


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        ((ADDED,), False),
        ((ADDED, JOINED), True),
        ((ADDED, add(ADA, "WEBSITE").no_answer()), None),
        ((ADDED, add(ADA, "WEBSITE").no_answer(), JOINED), True),
        ((ADDED, add(ADA, "WEBSITE").answers(refused(8066))), False),
        ((ADDED, upsert(customer(ADA, "WEBSITE")).no_answer()), None),
        ((ADDED, update(7, ADA, "WEBSITE").answers(created(7))), None),
        ((add(ADA).no_answer(),), None),
    ],
)
def test_profiles_are_there_or_not_or_perhaps(lines: tuple[Line, ...], there: bool | None) -> None:
    assert after(*lines).has_profile(7, THERE) is there


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("Ada", ("Ada",)),
        (" Ad ", (" Ad ", "Ad")),
        (" Ada ", (" Ada", "Ada", "", None)),
        ("", ("", None)),
        (" ", (" ", "", None)),
        ("abcd", ("abcd",)),
        ("abcde", ("abcd", "", None)),
        ("abc de", ("abc ", "abc", "", None)),
        (" abcde", (" abc", "abc", "abcd", "", None)),
    ],
)
def test_texts_are_stored_whole_or_trimmed_or_cut_or_dropped(text: str, accepted: tuple[object, ...]) -> None:
    assert within(text, 4) == accepted


def test_what_is_stored_of_an_item() -> None:
    asked = Asked(None, first_name="Ada", last_name=5, fields={"a": "1", "b": "2", "c": "", "d": 4})
    assert stored(asked) == {"firstName": ("Ada",)}
    assert stored(asked, ("a", "c", "d")) == {"firstName": ("Ada",), "fields.a": ("1",)}
    assert stored(Asked(None)) == {"firstName": (None, ""), "lastName": (None, "")}


@pytest.mark.parametrize("channel", [{"type": [], "value": "x"}, {"type": {}}, {"type": "email", "value": [1]}])
def test_a_channel_of_another_form_is_not_stored(channel: dict[str, object]) -> None:
    lines = add(ADA.but(profile_extra={"commChannels": [channel]})).answers(created(7))
    assert kept_of(after(lines), 7, HERE) is not None
