"""The plugin from outside: one clear line for every bad input, and the same suites from anywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import ENVIRONMENT, ROOT, USERS, in_folder, run

from contracts.documents.profile import CredentialNames, Profile
from contracts.documents.tokens import TOKEN_HEADER
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.engine.server import Server
from contracts.reference import claims
from contracts.runner import cli, identity, specimen

OAUTH = {"CONTRACTS_OAUTH_KEY": "reference-key", "CONTRACTS_OAUTH_SECRET": "reference-secret"}


@pytest.fixture
def served() -> Iterator[str]:
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        yield server.base_url
        assert server.crashes == []


def test_options_that_are_paths(tmp_path: Path) -> None:
    """A profile elsewhere, and a folder for reports that exists, do not make pytest lose its configuration."""
    (tmp_path / "brand.yaml").write_text("name: x\n", encoding="utf-8")
    options = ("--profile", str(tmp_path / "brand.yaml"), "--reports", str(tmp_path))
    done = in_folder(ROOT, "--collect-only", "-q", *options)
    collected = [line for line in done.stdout.splitlines() if "::" in line]
    assert collected
    assert all(line.startswith(("tests/scenarios/", "tests/fuzz/", "tests/stateful/")) for line in collected)


@pytest.mark.parametrize("options", [(), ("-p", "no:terminal")])
def test_nothing_listens(tmp_path: Path, options: tuple[str, ...]) -> None:
    """An unreachable target is no verdict, told in one line, without a traceback, whoever reports."""
    done = run(tmp_path, "--base-url", "http://127.0.0.1:9", *options)
    assert done.returncode == 3
    assert "nothing answers at 127.0.0.1:9" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_unknown_profile_key(tmp_path: Path) -> None:
    """A mistyped key is named with its line and the nearest valid key."""
    (tmp_path / "brand.yaml").write_text("name: x\nflags:\n  strict_chek: true\n", encoding="utf-8")
    done = run(tmp_path, "--profile", "brand.yaml")
    assert done.returncode == 4
    assert "brand.yaml:3: unknown key 'flags.strict_chek'; the nearest valid key is 'strict_check'" in done.stderr


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--base-url", "ftp://x"], "should be http://host"),
        (["--base-url", "http://h:abc"], "got 'http://h:abc', should be http://host"),
        (["--base-url", "https://eu.api.capillarytech.com"], "looks like a production host: nothing was sent"),
        (["--max-requests", "0"], "argument --max-requests: got '0', should be a whole number above 0"),
        (["--rate", "-5"], "argument --rate: got '-5', should be a number above 0"),
        (["--max-time", "inf"], "argument --max-time: got 'inf', should be a number above 0"),
        (["--run-id", "A B"], "should be 4 to 16 of a-z and 0-9"),
        (["--operation", "nothing"], "should be one of addCustomer"),
        (["--fault", "accepts-a-duplicat"], "accepts-a-duplicate"),
        (["--manner", "wordin=x"], "the nearest is 'wording'"),
        (["--manner", "wording=["], "manner: wording: got '[', should be 'documented', 'catalogue' or 'observed'"),
        (["--manner", "decimals=x"], "manner: decimals: got 'x', should be true or false"),
        (["-n", "2"], "leave out -n"),
        (["--base-url", ""], "--base-url: got nothing"),
        (["--profile="], "--profile: got nothing"),
        (["--profile", "missing.yaml"], "cannot be read"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, options: list[str], told: str) -> None:
    """What cannot be used says what was got and what would do."""
    done = run(tmp_path, *options)
    assert done.returncode == 4, done.stdout + done.stderr
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_password_in_the_base_url_is_shown_nowhere(tmp_path: Path) -> None:
    """It is refused before anything, the header included, is printed or written."""
    page = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md")}
    written = ("--alluredir", "results", "--junitxml", "junit.xml")
    done = run(tmp_path, "--base-url", "http://till:hush@127.0.0.1:9", *written, **page)
    assert done.returncode == 4
    assert "CONTRACTS_USERNAME and CONTRACTS_PASSWORD" in done.stderr
    assert "hush" not in done.stdout + done.stderr
    assert not any(b"hush" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_replay_takes_no_other_base_urls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are refused as a run refuses them."""
    assert cli.main(["replay", str(tmp_path / "run.jsonl"), "--base-url", "http://h:abc"]) == 4
    assert capsys.readouterr().err.startswith("contracts: --base-url: got 'http://h:abc', should be http://host")


def test_a_fault_is_a_finding(tmp_path: Path) -> None:
    """A broken promise is exit code 1, and its story is told."""
    done = run(tmp_path, "--fault", "accepts-a-duplicate", "--depth", "smoke", "--reports", "my reports{}")
    assert done.returncode == 1
    assert "[1] duplicate-source/known-identifier-is-8006" in done.stdout
    assert "contracts replay 'my reports{}/run.jsonl' --finding 1\n" in done.stdout
    assert cli.main(["replay", str(tmp_path / "my reports{}" / "run.jsonl"), "--finding", "1"]) == 1


@pytest.mark.parametrize(("path", "code"), [("/api", 3), ("", 5)])
def test_a_run_that_could_ask_nothing_does_not_pass(tmp_path: Path, served: str, path: str, code: int) -> None:
    """At a wrong path, or with a budget for the pre-flight request only."""
    budget = ("--max-requests", "1") if not path else ()
    done = run(tmp_path, "--base-url", served + path, "--depth", "smoke", *budget, **ENVIRONMENT)
    assert done.returncode == code


def test_a_command_that_is_mistyped_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """As every other bad input; help is none."""
    assert cli.main(["srve"]) == 4
    assert cli.main(["--help"]) == 0
    assert "invalid choice: 'srve'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("redirection", "code"), [(">/dev/full", 3), (">&-", 0), (">&- 2>&-", 0), ('| head -1; exit "${PIPESTATUS[0]}"', 0)]
)
def test_a_command_whose_output_is_not_taken_never_ends_in_findings(redirection: str, code: int) -> None:
    """As Python would, that crashed."""
    command = ["bash", "-c", f'"$@" {redirection}', "bash", sys.executable, "-m", "contracts.runner.cli", "rules"]
    assert subprocess.run(command, check=False).returncode == code


def test_a_command_that_fails_by_our_fault_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line."""
    monkeypatch.setattr(cli, "_power", lambda arguments: 1 / 0)
    assert cli.main(["power"]) == 3
    assert capsys.readouterr().err == "contracts: an error of ours: ZeroDivisionError: division by zero\n"


def test_nothing_selected(tmp_path: Path) -> None:
    """A run that exercises nothing is not green."""
    assert run(tmp_path, "-k", "no_such_test").returncode == 5


@pytest.mark.parametrize("depth", ["smoke", "gate"])
def test_outside_target_without_a_profile(tmp_path: Path, served: str, depth: str) -> None:
    """A conforming target of which nothing is known is clean, and no secret is left in any file."""
    done = run(tmp_path, "--base-url", served, "--depth", depth, "--alluredir", "results", **ENVIRONMENT)
    assert done.returncode == 0, done.stdout
    for path in tmp_path.rglob("*"):
        if path.is_file() and ".hypothesis" not in path.parts:  # that one holds constants of our own source
            assert str(USERS.password).encode() not in path.read_bytes(), path
    assert (tmp_path / "reports" / "people.jsonl").stat().st_size > 0


@pytest.mark.parametrize("name", [*ENVIRONMENT, "CONTRACTS_OAUTH_TOKEN", *OAUTH])
@pytest.mark.parametrize("value", ["hush\n", "hu\rsh", "hush\x00", "hush\udcff"])
def test_a_credential_that_cannot_be_sent_is_named_and_not_shown(name: str, value: str) -> None:
    """A line break at the end of a secret is the person's affair, not the target's."""
    with pytest.raises(UsageError) as caught:
        identity.credentials(Profile(), {name: value})
    told = str(caught.value)
    assert told.startswith(f"{name}: got a value that no header can carry, should be one line")
    assert "hu" not in told


@pytest.mark.parametrize("name", [*ENVIRONMENT, "CONTRACTS_OAUTH_TOKEN", *OAUTH])
@pytest.mark.parametrize(
    ("value", "told"),
    [
        (" hush", "a blank or a byte order mark at an end"),
        ("hush ", "a blank or a byte order mark at an end"),
        ("\ufeffhush", "a blank or a byte order mark at an end"),
        ("$(Hush.Hush)", "the name of a variable in place of its value"),
        ("${HUSH}", "the name of a variable in place of its value"),
        ("${{ secrets.HUSH }}", "the name of a variable in place of its value"),
    ],
)
def test_a_credential_that_was_not_meant_is_named_and_not_shown(name: str, value: str, told: str) -> None:
    """What copying adds to it, and a variable that a build server did not know."""
    with pytest.raises(UsageError) as caught:
        identity.credentials(Profile(), {name: value})
    assert str(caught.value).startswith(f"{name}: got ")
    assert told in str(caught.value)
    assert "hush" not in str(caught.value).lower()


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_credential_without_its_other_half_is_not_sent(tmp_path: Path, name: str) -> None:
    """It would be a wrong login; the line names the variable that is missing, and the target is not even asked."""
    other = name.replace("USERNAME", "X").replace("PASSWORD", "USERNAME").replace("X", "PASSWORD")
    half = {**dict.fromkeys(ENVIRONMENT, ""), name: "hush-hush", "CONTRACTS_OAUTH_TOKEN": "hush-hush"}
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        done = run(tmp_path, "--base-url", server.base_url, **half)
        assert server.requests_served == 0
    assert done.returncode == 4
    assert f"{other} is not set, but {name} is: set both, or neither" in done.stderr
    assert "hush" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", OAUTH)
def test_a_key_without_its_secret_is_not_sent(name: str) -> None:
    """As little as the reverse."""
    (other,) = OAUTH.keys() - {name}
    with pytest.raises(UsageError) as caught:
        identity.credentials(Profile(), {name: "hush-hush"})
    assert str(caught.value) == f"{other} is not set, but {name} is: set both, or neither"


def test_a_token_beside_what_fetches_one_is_refused() -> None:
    """Nobody would know which of them is sent."""
    with pytest.raises(UsageError) as caught:
        identity.credentials(Profile(), {"CONTRACTS_OAUTH_TOKEN": "hush-hush", **OAUTH})
    assert str(caught.value) == (
        "CONTRACTS_OAUTH_TOKEN is set, and so are CONTRACTS_OAUTH_KEY and CONTRACTS_OAUTH_SECRET: "
        "set the token, or what fetches one"
    )


def test_a_profile_names_the_variables_of_key_and_secret() -> None:
    names = CredentialNames(oauth_key="CONTRACTS_A", oauth_secret="CONTRACTS_B")
    found = identity.credentials(Profile(credentials=names), {"CONTRACTS_A": "a", "CONTRACTS_B": "b"})
    assert found.grant is not None
    assert (found.grant.key, found.grant.secret, found.grant.names) == ("a", "b", "CONTRACTS_A and CONTRACTS_B")
    assert found.grant.request.path == "/v3/oauth/token/generate"


NO_BASIC = dict.fromkeys(ENVIRONMENT, "")


def test_a_run_by_key_and_secret(tmp_path: Path, served: str) -> None:
    """It fetches a token, which the log tells of and no file holds."""
    done = run(tmp_path, "--base-url", served, "--depth", "smoke", "--alluredir", "results", **NO_BASIC, **OAUTH)
    assert done.returncode == 0, done.stdout
    assert "1 call for a token beside the requests" in done.stdout
    told = [json.loads(line) for line in (tmp_path / "reports/run.jsonl").read_text(encoding="utf-8").splitlines()]
    (fetched,) = (event for event in told if event["event"] == "token")
    assert (fetched["outcome"], fetched["lifetime_s"]) == ("fetched", 300.0)
    for path in tmp_path.rglob("*"):
        if path.is_file() and ".hypothesis" not in path.parts:
            assert not re.search(rb"reference-(secret|token-\d)", path.read_bytes()), path


def test_a_finding_by_key_and_secret_is_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command of the report and the replay fetch a token of their own."""
    for name, value in (NO_BASIC | OAUTH).items():
        monkeypatch.setenv(name, value)
    with Server(specimen.reference(specimen.EMBEDDED, ["accepts-a-duplicate"])) as server:
        done = run(tmp_path, "--base-url", server.base_url, "--scenario", "duplicate-source/one-known-identifier")
        assert done.returncode == 1, done.stdout
        assert "CONTRACTS_OAUTH_SECRET" in done.stdout
        assert cli.main(["replay", str(tmp_path / "reports/run.jsonl")]) == 1
        assert "reference-secret" not in done.stdout + capsys.readouterr().out
        monkeypatch.setenv("CONTRACTS_OAUTH_SECRET", "wrong-secret")
        assert cli.main(["replay", str(tmp_path / "reports/run.jsonl")]) == 4
        assert "refuses CONTRACTS_OAUTH_KEY and CONTRACTS_OAUTH_SECRET" in capsys.readouterr().err


EITHER = ("--scenario", "security/either-kind", "--depth", "nightly", "-rs")


@pytest.mark.parametrize(
    ("refuses", "credentials", "code", "told"),
    [
        ("", ENVIRONMENT | OAUTH, 0, "1 call for a token beside the requests"),
        ("/bulk", ENVIRONMENT | OAUTH, 1, "security/one-token-opens-both"),
        ("/customers", ENVIRONMENT | OAUTH, 1, "security/one-token-opens-both"),
        (
            "/bulk /customers",
            ENVIRONMENT | OAUTH,
            3,
            "is refused where a user is let in: addCustomer, upsertCustomers:",
        ),
        ("Details", ENVIRONMENT | OAUTH, 3, "a token is refused where a user is let in: lookupCustomerDetails:"),
        ("/add", ENVIRONMENT | OAUTH, 0, "PASS - 0 findings"),
        ("", ENVIRONMENT, 5, "no credentials for token"),
        ("", NO_BASIC | OAUTH, 5, "there is no user beside the token"),
    ],
)
def test_where_there_are_both_each_kind_is_tried_on_each_api(
    tmp_path: Path, refuses: str, credentials: dict[str, str], code: int, told: str
) -> None:
    """Where nothing takes the token, nobody can tell whose fault it is; v1.1 may refuse it."""
    model = specimen.reference(specimen.EMBEDDED)

    def refusing(request: Request) -> Answer | Rest:
        refused = request.path.endswith(tuple(refuses.split())) and request.header(TOKEN_HEADER)
        return Answer(Response(401)) if refused else model(request)

    with Server(refusing) as server:
        done = run(tmp_path, "--base-url", server.base_url, *EITHER, **credentials)
    assert done.returncode == code, done.stdout
    assert told in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("secret", "below", "code", "told"),
    [
        ("wrong-secret", "", 4, "refuses CONTRACTS_OAUTH_KEY and CONTRACTS_OAUTH_SECRET (HTTP 200: {"),
        ("reference-secret", "/api", 3, "generate answers no token but an error (HTTP 404): is the base URL right?"),
    ],
)
def test_without_a_token_nothing_is_sent(tmp_path: Path, secret: str, below: str, code: int, told: str) -> None:
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        environment = NO_BASIC | OAUTH | {"CONTRACTS_OAUTH_SECRET": secret}
        done = run(tmp_path, "--base-url", server.base_url + below, **environment)
        assert server.requests_served == 1
    assert done.returncode == code
    assert told in " ".join((done.stdout + done.stderr).split())
    assert secret not in done.stdout + done.stderr


def test_a_user_with_a_colon_is_refused() -> None:
    """Basic would take what follows it for the password."""
    with pytest.raises(UsageError, match=r"^CONTRACTS_USERNAME: got a user with a colon"):
        identity.credentials(Profile(), {"CONTRACTS_USERNAME": "hu:sh", "CONTRACTS_PASSWORD": "hu:sh"})


def test_credentials_that_can_be_sent() -> None:
    """Passwords may have any letters and tokens spaces inside; what is empty is not set."""
    found = identity.credentials(
        Profile(),
        {"CONTRACTS_USERNAME": "till 1", "CONTRACTS_PASSWORD": "päss: $word", "CONTRACTS_OAUTH_TOKEN": "Bearer x=="}
        | {"CONTRACTS_READONLY_USERNAME": ""},
    )
    assert (found.username, found.password, found.token) == ("till 1", "päss: $word", "Bearer x==")
    assert found.readonly_username is None


def test_wrong_credentials(tmp_path: Path, served: str) -> None:
    """Credentials that do not do are no verdict, told in one line before anything is written."""
    done = run(tmp_path, "--base-url", served, CONTRACTS_USERNAME="till.1", CONTRACTS_PASSWORD="wrong-one")
    assert done.returncode == 3
    assert "refuses the credentials" in done.stdout


def test_credentials_that_may_only_read(tmp_path: Path, served: str) -> None:
    """A user who may read and not write is told of once, after a few writes, and not by every story."""
    reader = {
        name: ENVIRONMENT[name.replace("_", "_READONLY_")] for name in ("CONTRACTS_USERNAME", "CONTRACTS_PASSWORD")
    }
    done = run(tmp_path, "--base-url", served, **reader)
    assert done.returncode == 3, done.stdout
    assert "all of 5 writes were refused (HTTP 401 or 403): may the user of CONTRACTS_USERNAME write?" in done.stdout
    assert len((tmp_path / "reports/run.jsonl").read_text(encoding="utf-8").splitlines()) < 30


@pytest.mark.parametrize(
    ("form", "takes", "told"),
    [
        (
            "_MOBILE",
            "971[0-9]{9}",
            "mobiles of 12 digits that begin with 917 invalid and has taken none: people.mobile",
        ),
        ("_EMAIL", ".*@brand[.]test", "addresses at example.com invalid and has taken none: people.email_domain in"),
    ],
)
def test_a_target_that_takes_no_made_up_people(
    tmp_path: Path, served: str, monkeypatch: pytest.MonkeyPatch, form: str, takes: str, told: str
) -> None:
    """An organisation of another country, or one that looks mail domains up, breaks no promise: its profile is told."""
    monkeypatch.setattr(claims, form, re.compile(takes))
    done = run(tmp_path, "--base-url", served, "--depth", "smoke", **ENVIRONMENT)
    assert done.returncode == 3, done.stdout
    assert " 0 findings" in done.stdout
    assert f"! the target calls {told}" in done.stdout


def test_the_budget_is_kept(tmp_path: Path) -> None:
    """A run cut short by design is green on what it did, and says what it did not."""
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        done = run(tmp_path, "--base-url", server.base_url, "--max-requests", "20", **ENVIRONMENT)
        assert server.requests_served <= 20
    assert done.returncode == 0, done.stdout
    assert "skipped" in done.stdout


def test_suites_of_an_installed_wheel(tmp_path: Path, served: str) -> None:
    """The suites run from an installed wheel, in an empty folder."""
    pytest.importorskip("contracts.suites", reason="contracts is installed from a checkout, not from a wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--pyargs", "contracts.suites", "--base-url", served, "--depth", "smoke"],
        cwd=tmp_path,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
