"""Profiles broken at random: whatever is in the file, each problem is one line, and nothing else comes of it."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.documents import files
from contracts.engine.errors import UsageError
from contracts.runner import profiles

COUNT = int(os.environ.get("BROKEN_PROFILES", "500"))
BATCHES = 10
ODD = (
    *("", "null", "~", "yes", "NO", "0100", "1:20", "1_000", "-1", "1e999", ".nan", "9" * 5_000, "2030-02-31", "1.5"),
    *(
        "[]",
        "{}",
        "[[[[]]]]",
        "{a: {b: {c: 1}}}",
        "!!python/object:os.system x",
        "!!binary AAAA",
        "!x y",
        "&a *a",
        "*b",
    ),
    *("'", '"', '"\\x"', '"\\ud800"', "|", ">", "%", "@", "`", "? x", "- x", "<<: *a", "{<<: [1]}", "x: y: z", "#"),
    *("\u202e", "\ufeff", "\x85", "\u2028", "ä" * 300, "unknown", "true", "'true'", "[" * 500, "{" * 300, "- " * 200),
)
BYTES = (b"\0", b"\xff", b"\xc3", b"\x1b[2J", b"\r", b"\t", b"\xed\xa0\x80", b"\x7f", b"\xf4\x90\x80\x80")
BOMB = "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9 if n else ['x'] * 9)}]\n" for n in range(9)
)  # a billion of x

Change = Callable[[list[str], random.Random], list[str]]


def whole() -> list[str]:
    """The lines of the template, those that are comments for want of a value among them."""
    text = (Path(files.__file__).parent / "profile.template.yaml").read_text(encoding="utf-8")
    return [re.sub(r"^( *)# (?=(?!false)[a-z_]+: |WECHAT: )", r"\1", line) for line in text.splitlines()]


def _at(lines: list[str], draw: random.Random) -> int:
    return draw.randrange(len(lines))


def value(lines: list[str], draw: random.Random) -> list[str]:
    place = draw.choice([n for n, line in enumerate(lines) if ":" in line] or [0])
    return [*lines[:place], lines[place].partition(":")[0] + ": " + draw.choice(ODD), *lines[place + 1 :]]


def key(lines: list[str], draw: random.Random) -> list[str]:
    place = _at(lines, draw)
    return [
        *lines[:place],
        re.sub(r"[a-z_]+(?=:)", draw.choice(ODD)[:60].replace("\\", "/"), lines[place]),
        *lines[place + 1 :],
    ]


def letter(lines: list[str], draw: random.Random) -> list[str]:
    place = draw.choice([n for n, line in enumerate(lines) if line] or [0])
    at = draw.randrange(len(lines[place]) + 1)
    return [
        *lines[:place],
        lines[place][:at] + draw.choice(":-#{}[]&*!|>'\"%@, x0") + lines[place][at + 1 :],
        *lines[place + 1 :],
    ]


def indent(lines: list[str], draw: random.Random) -> list[str]:
    place = _at(lines, draw)
    return [*lines[:place], draw.choice(("", " ", "   ", "\t")) + lines[place].lstrip(), *lines[place + 1 :]]


def twice(lines: list[str], draw: random.Random) -> list[str]:
    return [*lines, lines[_at(lines, draw)]]


def moved(lines: list[str], draw: random.Random) -> list[str]:
    return draw.sample(lines, len(lines))


def added(lines: list[str], draw: random.Random) -> list[str]:
    place = _at(lines, draw)
    return [*lines[:place], draw.choice((*ODD, BOMB, "sources: *a8")), *lines[place:]]


def cut(lines: list[str], draw: random.Random) -> list[str]:
    return [*lines[: _at(lines, draw)], lines[0][: draw.randrange(9)]]


CHANGES: tuple[Change, ...] = (value, value, value, key, letter, letter, indent, twice, moved, added, cut)


def broken(seed: int) -> bytes:
    """The template with one to four things changed, and in one of ten a byte that is no text."""
    draw = random.Random(seed)
    lines = whole()
    for _ in range(draw.randrange(1, 5)):
        lines = draw.choice(CHANGES)(lines, draw)
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(BYTES) + text[at:] if draw.random() < 0.1 else text


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_broken_profile_is_told_line_by_line(tmp_path: Path, batch: int) -> None:
    path = tmp_path / "brand.yaml"
    refused = 0
    for seed in range(batch, COUNT, BATCHES):
        path.write_bytes(broken(seed))
        try:
            profiles.load(path)
        except UsageError as error:
            refused += 1
            for line in str(error).split("\n"):
                assert re.fullmatch(rf"{re.escape(str(path))}:(\d+:)? \S.*", line), (seed, line)
                assert line.isprintable(), (seed, line)
                assert len(line) < 700, (seed, line)
        except BaseException as error:  # whatever it is, with the profile that brings it about
            raise AssertionError(seed) from error
    assert refused > COUNT / BATCHES / 2


def test_the_whole_template_is_a_profile(tmp_path: Path) -> None:
    """So that what is wrong was made so."""
    path = tmp_path / "brand.yaml"
    path.write_text("\n".join(whole()), encoding="utf-8")
    assert profiles.load(path).primary_identifier == "mobile"
