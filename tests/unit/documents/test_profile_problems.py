"""Profiles with something wrong in them: every problem is named with its line, in words of ours."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest
from outside import run

from contracts.documents import files
from contracts.documents.profile import read
from contracts.engine.errors import UsageError
from contracts.runner import cli, profiles

QUOTES = "should be text: write it in quotes, "
SOURCES = "should be names with their accounts, as in sources: {INSTORE: {}, WECHAT: {accounts: [one, two]}}"
VARIABLE = (
    "got a value that is not shown here, should be the name of an environment variable that begins with CONTRACTS_"
)
WAIVER = "{rule: warnings/no-default-label-is-8107, ticket: CRM-12, owner: ada, expires: 2030-01-31}"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        # keys
        ("sharred_identity: true", ["1: unknown key 'sharred_identity'; the nearest valid key is 'shared_identity'"]),
        (
            "name: x\nflags:\n  strikt_check: true",
            ["3: unknown key 'flags.strikt_check'; the nearest valid key is 'strict_check'"],
        ),
        ("limitz:", ["1: unknown key 'limitz'; the nearest valid key is 'limits'"]),
        (
            "operations:\n  upsertCustomers: false\n  addCustomer: true\n  upsertCustomers: true",
            ["4: repeated key 'operations.upsertCustomers', which is in line 2 already: keep one of them"],
        ),
        ("name: a\n'name': b", ["2: repeated key 'name', which is in line 1 already: keep one of them"]),
        (
            'name: a\n!!str name: b\n"name": c',
            [f"{line}: repeated key 'name', which is in line 1 already: keep one of them" for line in (2, 3)],
        ),
        ("max_people: 5", ["1: unknown key 'max_people'; it belongs below 'limits'"]),
        ("flags: {burst: 5}", ["1: unknown key 'flags.burst'; it belongs below 'limits'"]),
        (
            'sources:\n  "NO": {}\n  NO: {}',
            [
                "3: repeated key 'sources.NO', which is in line 2 already: keep one of them",
                '3: sources.NO: YAML reads the key NO as false; write it in quotes: "NO"',
            ],
        ),
        (
            "waivers:\n- {rule: a, rule: b, ticket: t, owner: o, expires: 2030-01-31}",
            ["2: repeated key 'waivers.0.rule', which is in line 2 already: keep one of them"],
        ),
        (
            "sources:\n  A: &a\n    accounts: [x]\n    accounts: [y]\n  B: *a\n  C: {<<: *a}",
            [
                "4: repeated key 'sources.A.accounts', which is in line 3 already: keep one of them",
                "4: repeated key 'sources.B.accounts', which is in line 3 already: keep one of them",
                "4: repeated key 'sources.C.accounts', which is in line 3 already: keep one of them",
            ],
        ),
        (
            "sources:\n  A: &a {accounts: [x]}\n  B: &b {}\n  C:\n    <<: *a\n    <<: *b",
            ["6: repeated key 'sources.C.<<', which is in line 5 already: keep one of them"],
        ),
        ("sources: {A: {<<: 5}}", ["1: <<: should be followed by a mapping, as in <<: *name"]),
        ("sources: {A: &a {<<: [*a]}}", ["1: an alias stands for something that it is a part of"]),
        ("sources: {on: {}}", ['1: sources.on: YAML reads the key on as true; write it in quotes: "on"']),
        ("sources: {yes: {}}", ['1: sources.yes: YAML reads the key yes as true; write it in quotes: "yes"']),
        (
            "sources:\n  0123: {}",
            ['2: sources.0123: YAML reads the key 0123 as the number 83; write it in quotes: "0123"'],
        ),
        (
            "sources: {2025-01-01: {}}",
            ['1: sources.2025-01-01: YAML reads the key 2025-01-01 as a date; write it in quotes: "2025-01-01"'],
        ),
        ("sources: {~: {}}", ['1: sources.~: YAML reads the key ~ as nothing; write it in quotes: "~"']),
        ("NO: x", ['1: NO: YAML reads the key NO as false; write it in quotes: "NO"']),
        ("{? : x}", ["1: got nothing as a key, should be a name before the colon"]),
        ("sources: {[a]: {}}", ["1: got a list or a mapping as a key, should be a name"]),
        ("? {a: b}\n: c", ["1: got a list or a mapping as a key, should be a name"]),
        # what is no profile
        ("- a", ["1: got a list, should be keys with values, as in name: my brand"]),
        ("my brand", ["1: got a single value, should be keys with values, as in name: my brand"]),
        ("name: x\n---\nname: y", ["2: not YAML: a second document begins here, and there is to be one"]),
        ("flags:\n\tstrict_check: true", ["2: not YAML: a tab, where YAML takes blanks only"]),
        ("name: x\nname\x00: y", ["2: not YAML: the character U+0000 may not occur"]),
        ("name: *x", ["1: not YAML: *x stands for nothing: no &x comes before it"]),
        ("name: [" + "[" * 5000, ["1: nested too deep"]),
        ("name: !secret x", ["1: !secret is not plain YAML: leave it out"]),
        ("name: !!binary aGk=", ["1: !!binary is not plain YAML: leave it out"]),
        ("tills: !!set {a, b}", ["1: !!set is not plain YAML: leave it out"]),
        # values of another kind
        ("sources: [INSTORE]", [f"1: sources: got a list, {SOURCES}"]),
        ("sources: INSTORE", [f"1: sources: got 'INSTORE', {SOURCES}"]),
        (
            "sources:\n  INSTORE: [a]\n  LINE: {accounts: one}",
            [
                "2: sources.INSTORE: got a list, should be a mapping, as in INSTORE: {accounts: [one, two]}",
                "3: sources.LINE.accounts: got 'one', should be a list, as in accounts: [one, two]",
            ],
        ),
        ("limits: 5", ["1: limits: got 5, should be a mapping, as in limits: {max_requests: 300}"]),
        ("flags: [a]", ["1: flags: got a list, should be a mapping, as in flags: {strict_check: true}"]),
        ("hosts: eu.x", ["1: hosts: got 'eu.x', should be a list, as in hosts: [one, two]"]),
        ("mandatory: mobile", ["1: mandatory: got 'mobile', should be a list, as in mandatory: [mobile, email]"]),
        ("card_series: {}", ["1: card_series: got a mapping, should be a list, as in card_series: [1, 2]"]),
        ("waivers: x", [f"1: waivers: got 'x', should be a list, as in waivers: [{WAIVER}]"]),
        ("waivers: [x]", [f"1: waivers.0: got 'x', should be a mapping, as in {WAIVER}"]),
        (
            "readings: [a]",
            ["1: readings: got a list, should be names with answers, as in readings: {missing-source-code: code-8004}"],
        ),
        ("name: {}", ["1: name: got a mapping, should be text"]),
        ("tills: [~]", ["1: tills.0: got nothing, should be text"]),
        ("readings: {a:}", ["1: readings.a: got nothing, should be text"]),
        ("shared_identity: 5", ["1: shared_identity: got 5, should be true, false or unknown"]),
        ("unique: {email: maybe}", ["1: unique.email: got 'maybe', should be true or false"]),
        (
            'shared_identity: "true"',
            ["1: shared_identity: got 'true', should be true, false or unknown: write it without quotes, true"],
        ),
        (
            "primary_identifier: phone",
            ["1: primary_identifier: got 'phone', should be one of mobile, email, externalId"],
        ),
        (
            "mandatory: [email, 5]",
            ["1: mandatory.1: got 5, should be one of mobile, email, externalId, firstName, lastName"],
        ),
        # text that YAML reads as something else
        (
            "sources:\n  LINE:\n    accounts:\n    - 0123456\n    - 42\n    - NO\n    - 2025-01-01\n    - 1_000\n"
            "    - 1:20",
            [
                f'4: sources.LINE.accounts.0: got 0123456, which YAML reads as the number 42798, {QUOTES}"0123456"',
                f'5: sources.LINE.accounts.1: got 42, {QUOTES}"42"',
                f'6: sources.LINE.accounts.2: got NO, which YAML reads as false, {QUOTES}"NO"',
                f'7: sources.LINE.accounts.3: got 2025-01-01, which YAML reads as a date, {QUOTES}"2025-01-01"',
                f'8: sources.LINE.accounts.4: got 1_000, which YAML reads as the number 1000, {QUOTES}"1_000"',
                f'9: sources.LINE.accounts.5: got 1:20, which YAML reads as the number 80, {QUOTES}"1:20"',
            ],
        ),
        (
            "people: {mobile_prefix: 917}",
            [
                "1: people.mobile_prefix: got 917, should be text of 1 to 6 digits, the first of them not 0: "
                'write it in quotes, "917"'
            ],
        ),
        (
            "people: {mobile_prefix: 0917}",
            ["1: people.mobile_prefix: got '0917', should be text of 1 to 6 digits, the first of them not 0"],
        ),
        (
            'people: {external_id_digits: "99-0"}',
            ["1: people.external_id_digits: got '99-0', should be text of 1 to 6 digits"],
        ),
        (
            "readings: {default-label: no}",
            [f'1: readings.default-label: got no, which YAML reads as false, {QUOTES}"no"'],
        ),
        # numbers that are written otherwise
        (
            "limits:\n  max_requests: 0100\n  timeout_s: 1:20\n  max_people: 1_000\n  max_body_bytes: 0x7d0",
            [
                "2: limits.max_requests: got 0100, which YAML reads as the number 64: write 64 if that is meant",
                "3: limits.timeout_s: got 1:20, which YAML reads as the number 80: write 80 if that is meant",
                "4: limits.max_people: got 1_000, which YAML reads as the number 1000: write 1000 if that is meant",
                "5: limits.max_body_bytes: got 0x7d0, which YAML reads as the number 2000: write 2000 if that is meant",
            ],
        ),
        (
            "limits: {rate_per_minute: 1e2}",
            ["1: limits.rate_per_minute: got '1e2', should be a number above 0: write 100"],
        ),
        ("limits: {max_people: 08}", ["1: limits.max_people: got '08', should be a whole number, 1 or more: write 8"]),
        (
            'limits: {max_people: "8"}',
            ["1: limits.max_people: got '8', should be a whole number, 1 or more: write 8 without quotes"],
        ),
        ("limits: {burst: 8.0}", ["1: limits.burst: got 8.0, should be a whole number from 1 to 100: write 8"]),
        (
            "limits: {timeout_s: yes}",
            ["1: limits.timeout_s: got yes, which YAML reads as true, should be a number above 0"],
        ),
        (
            "limits: {timeout_s: .nan}",
            ["1: limits.timeout_s: got .nan, which YAML reads as the number nan, should be a number above 0"],
        ),
        ("limits: {burst: 0}", ["1: limits.burst: got 0, should be a whole number from 1 to 100"]),
        ("limits: {max_people: 0}", ["1: limits.max_people: got 0, should be a whole number, 1 or more"]),
        ("limits: {rate_per_minute: -5}", ["1: limits.rate_per_minute: got -5, should be a number above 0"]),
        ("reads: {lag_s: -1}", ["1: reads.lag_s: got -1, should be a number, 0 or more"]),
        (
            'people:\n  mobile_prefix: "91700"\n  mobile_digits: 10',
            ["3: people.mobile_digits: got 10, should be 11 or more, for 6 after the mobile_prefix tell people apart"],
        ),
        # dates
        (
            'waivers: [{rule: a, ticket: 5, expires: "2030-01-31"}]',
            [
                "1: waivers.0.expires: got '2030-01-31', should be a date, as in 2030-01-31: "
                "write it without quotes, 2030-01-31",
                "1: waivers.0.owner: got nothing, should be text",
                f'1: waivers.0.ticket: got 5, {QUOTES}"5"',
            ],
        ),
        (
            "waivers: [{rule: a, ticket: t, owner: o, expires: 2025-02-30}]",
            ["1: waivers.0.expires: got '2025-02-30', should be a date, as in 2030-01-31"],
        ),
        # credentials are named, not held
        ("credentials:\n  username: hush", [f"2: credentials.username: {VARIABLE}"]),
        ("credentials: {password: 4711}", [f"1: credentials.password: {VARIABLE}"]),
        # all at once, in the order of the lines
        (
            "nam: x\nlimits:\n  burst: 0\nname: y\nlimits: {}\nshared_identity: 5",
            [
                "1: unknown key 'nam'; the nearest valid key is 'name'",
                "3: limits.burst: got 0, should be a whole number from 1 to 100",
                "5: repeated key 'limits', which is in line 2 already: keep one of them",
                "6: shared_identity: got 5, should be true, false or unknown",
            ],
        ),
    ],
)
def test_a_problem_is_named_with_its_line(text: str, problems: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        read(text, "p.yaml")
    assert str(caught.value).splitlines() == [f"p.yaml:{problem}" for problem in problems]


def test_aliases_may_not_explode() -> None:
    """Nine lines that stand for a thousand million values."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in itertools.pairwise("abcdefghi")]
    with pytest.raises(UsageError, match=r"p.yaml:\d+: more than 10000 values, with what the aliases stand for$"):
        read("\n".join(lines), "p.yaml")


def test_what_a_check_finds_stands_beside_the_rest() -> None:
    """Also in a part of which something else is wrong."""
    text = (
        "readings:\n  default-labl: x\n  creation-status: 5\n"
        "waivers:\n- {rule: a/b, ticket: t, owner: o, expires: 2030-01-31}"
    )
    with pytest.raises(UsageError) as caught:
        read(text, "p.yaml", profiles.catalogue_problems)
    first, second, third = str(caught.value).splitlines()
    assert first == "p.yaml:2: readings.default-labl: no reading is called so; the nearest is 'default-label'"
    assert second == f'p.yaml:3: readings.creation-status: got 5, {QUOTES}"5"'
    assert third.startswith("p.yaml:5: waivers.0.rule: no rule is called 'a/b'; the nearest is ")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("", "waivers.0: should have either rule or key: what it waives"),
        ("rule: codes/known-codes, key: a | b | c | d, ", "waivers.0: should have either rule or key: what it waives"),
        ("key: codes/known-codes, ", "waivers.0.key: got 'codes/known-codes', should be as a report prints it"),
        ("key: codes/known-code | b | c | d, ", "waivers.0.key: no rule is called 'codes/known-code'; the nearest is"),
    ],
)
def test_a_waiver_says_what_it_waives_in_one_way(what: str, told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"p.yaml:1: {told}")):
        read(f"waivers: [{{{what}ticket: t, owner: o, expires: 2030-01-31}}]", "p.yaml", profiles.catalogue_problems)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"name: caf\xe9\n", "p.yaml:1: the byte 0xE9 is not UTF-8: save the file as UTF-8"),
        ("name: x\n".encode("utf-16"), "p.yaml:1: the byte 0xFF is not UTF-8: save the file as UTF-8"),
        (b"a: b\n" * 200_001, "profile {path} cannot be read: it is larger than 1000000 bytes"),
        (None, "profile {path} cannot be read: No such file or directory"),
        (".", "profile {path} cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, raw: bytes | str | None, told: str) -> None:
    path = tmp_path if raw == "." else tmp_path / "p.yaml"
    if isinstance(raw, bytes):
        path.write_bytes(raw)
    with pytest.raises(UsageError) as caught:
        files.load_profile(path)
    assert str(caught.value).removeprefix(f"{tmp_path}/") == told.format(path=path)


NASTY = [
    *re.findall(r"\S+", "~ [] {} [a] {a: b} 5 -1 0917 0123456 1_000 1:20 1e3 .inf .nan 0x1F NO on yes 2025-01-01"),
    *re.findall(
        r"\S+", "2025-13-45 'x' \"y\" *a &a !x !!int !!binary <<: : - ? | > @ ` % # , ] } [ { --- 9999999999999"
    ),
    *("\t", "\x00", "\ufeff", "\x85", "\ud7ff", "\U0001f600"),
]
PYDANTIC = re.compile(
    r"Input should|valid (?!key)|instance of|tuple|frozenset|dictionary|NoneType|<class|Field required|pydantic"
)


def broken(rng: random.Random, text: str) -> str:
    """The text with one thing wrong, or several."""
    lines = text.splitlines()
    for _ in range(rng.randint(1, 3)):
        n = rng.randrange(len(lines))
        at = rng.randrange(len(lines[n]) + 1)
        key, _, value = lines[n].partition(":")
        nasty = rng.choice(NASTY)
        match rng.randrange(7):
            case 0:
                lines[n] = f"{key}: {nasty}"
            case 1:
                lines[n] = f"{' ' * (len(key) - len(key.lstrip()))}{nasty}:{value}"
            case 2:
                lines[n] = lines[n][:at] + nasty + lines[n][at:]
            case 3:
                lines.insert(rng.randrange(len(lines)), lines[n])
            case 4:
                lines[n] = " " * rng.randrange(4) + lines[n].lstrip(" #")
            case 5:
                del lines[n : n + rng.randint(1, 3)]
            case 6:
                lines[n] = lines[n].lstrip("# ")
        lines = lines or ["x"]
    return "\n".join(lines)


def test_no_broken_template_ends_in_a_traceback() -> None:
    """Of a few hundred, each is read, or told line by line in words of ours."""
    rng, told = random.Random(0), 0
    for _ in range(400):
        text = broken(rng, files.profile_template())
        try:
            read(text, "p.yaml", profiles.catalogue_problems)
        except UsageError as error:
            told += 1
            for line in str(error).splitlines():
                assert re.match(r"p\.yaml:\d+: \S", line), (text, line)
                assert not PYDANTIC.search(line), line
    assert 100 < told < 400


def test_a_profile_that_contradicts_itself_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which of two is meant nobody can tell: neither a run nor a sandbox takes the later one."""
    path = tmp_path / "brand.yaml"
    path.write_text("operations: {upsertCustomers: false}\nname: x\noperations: {}\n", encoding="utf-8")
    told = f"{path}:3: repeated key 'operations', which is in line 1 already: keep one of them"
    done = run(tmp_path, "--profile", str(path))
    assert (done.returncode, told in done.stderr) == (4, True)
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "reports").exists()
    assert cli.main(["serve", "--profile", str(path)]) == 4
    assert capsys.readouterr().err == f"contracts: {told}\n"
