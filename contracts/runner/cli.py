"""The command line beside pytest: the sandbox, the catalogues, a profile to start from, a run's, one finding again."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from contracts.documents import files
from contracts.documents.depths import DEPTHS
from contracts.engine.errors import ContractsError, UsageError
from contracts.engine.hosts import check_base_url
from contracts.engine.leniency import leniency
from contracts.engine.server import Server
from contracts.engine.verdict import Exit
from contracts.reference import organisation
from contracts.reporting import html, power
from contracts.rules import law
from contracts.runner import catalogues, left_behind, merging, nights, options, profiles, replay, specimen
from contracts.runner.run import UNCHECKED_CERTIFICATES
from contracts.runner.terminal import Lasting, open_closed_streams


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors are one line on stderr."""
    open_closed_streams()
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as ended:  # argparse has said why
        return int(Exit.USAGE if ended.code else Exit.CLEAN)
    try:
        return int(arguments.run(arguments))
    except UsageError as error:
        print(f"contracts: {error}", file=sys.stderr)  # noqa: T201 - this is the command line
        return int(Exit.USAGE)
    except ContractsError as error:
        print(f"contracts: {error}", file=sys.stderr)  # noqa: T201
        return int(Exit.NO_VERDICT)
    except BrokenPipeError:  # the reader of a catalogue has seen enough
        Lasting(sys.stdout).flush()
        return int(Exit.CLEAN)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except Exception as error:  # Python would end in 1, which is the code of findings
        Lasting(sys.stdout).flush()
        print(f"contracts: an error of ours: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return int(Exit.NO_VERDICT)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="contracts", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the reference as a sandbox for integrators")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000, help="0 picks a free one (default 8000)")
    serve.add_argument("--fault", action="append", default=[], metavar="ID", help="spoil it (contracts faults lists)")
    serve.add_argument("--profile", type=Path, metavar="FILE", help="the organisation to play")
    serve.add_argument("--manner", action="append", default=[], metavar="NAME=VALUE", help="how it answers")
    serve.set_defaults(run=_serve)

    for name, listed, told in (
        ("rules", catalogues.rules, "every rule, with the promise that it checks"),
        ("faults", catalogues.faults, "every fault of the reference, with the rule that must speak first"),
        (
            "promises",
            catalogues.promises,
            "every promise, with what it covers of the documents, its rules and readings",
        ),
        (
            "readings",
            catalogues.readings,
            "every silence and contradiction of the documents, with the accepted answers",
        ),
    ):
        catalogue = commands.add_parser(name, help=told)
        catalogue.add_argument("pattern", nargs="?", default="", help="only those whose name holds it, or fits it (*)")
        catalogue.set_defaults(run=partial(_catalogue, listed))

    strength = commands.add_parser("power", help="how many faults each depth catches, and by how many requests")
    strength.add_argument("--depth", choices=DEPTHS, default="gate", help="whose survivors to list (default gate)")
    strength.set_defaults(run=_power)

    init = commands.add_parser("init", help="write a commented profile to start from")
    init.add_argument("file", type=Path)
    init.set_defaults(run=_init)

    _declare_report(commands.add_parser("report", help="make Allure's HTML report of a run, by Node"))
    nights.declare(commands.add_parser, _say)
    merging.declare(commands.add_parser, _say)

    again = commands.add_parser("replay", help="send a finding again, with new people")
    again.add_argument("log", type=Path, help="run.jsonl of the run, which knows its target, profile and faults")
    again.add_argument("--finding", type=int, default=1, metavar="N")
    again.add_argument("--base-url", help="another target than that of the run")
    again.add_argument("--profile", type=Path, metavar="FILE", help="another profile than that of the run")
    again.add_argument("--fault", action="append", default=[], metavar="ID", help="other faults than those of the run")
    again.add_argument(
        "--manner", action="append", default=[], metavar="NAME=VALUE", help="another manner of answering"
    )
    options.declare_connection(again.add_argument)
    again.set_defaults(run=_replay)
    left_behind.declare(
        commands.add_parser("people", help="who may exist on the target, and --deactivate for those"), _say
    )
    return parser


def _declare_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("reports", type=Path, nargs="?", default=Path("reports"), help="where its reports are")
    report.set_defaults(run=lambda arguments: html.of_run(arguments.reports))


def _serve(arguments: argparse.Namespace) -> int:
    profile = profiles.load(arguments.profile) if arguments.profile else organisation.SANDBOX
    model = specimen.naming_requests(specimen.reference(profile, arguments.fault, arguments.manner))
    users = specimen.credentials()
    with Server(model, arguments.host, arguments.port) as server:
        _say(f"{profile.name} at {server.base_url}; Ctrl-C ends it")
        _say(
            f"  writes: {users.username} / {users.password}    reads only: {users.readonly_username} / "
            f"{users.readonly_password}"
        )
        _say(f"  or the header {users.token_header}: {specimen.lasting_token()}")
        if users.grant:
            _say(f"  or a token for {users.grant.key} / {users.grant.secret}, by POST {users.grant.call.path}")
        for id_ in arguments.fault:
            _say(f"  spoilt by {id_}")
        threading.Event().wait()
    return int(Exit.CLEAN)


def _catalogue(listed: Callable[[str, Path], Iterator[str]], arguments: argparse.Namespace) -> int:
    for line in listed(arguments.pattern, Path.cwd()):
        _say(line)
    return int(Exit.CLEAN)


def _power(arguments: argparse.Namespace) -> int:
    for line in power.lines(files.load_matrix(), specimen.suspects(), law(), arguments.depth):
        _say(line)
    return int(Exit.CLEAN)


def _init(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("x", encoding="utf-8") as file:
            file.write(files.profile_template())
    except FileExistsError:
        raise UsageError(f"{arguments.file} exists already: name another file") from None
    except OSError as error:
        raise UsageError(f"{arguments.file} cannot be written: {error.strerror}") from None
    _say(f"{arguments.file}: fill in what you know; what you leave out is unknown, and no rule needs it")
    return int(Exit.CLEAN)


def _replay(arguments: argparse.Namespace) -> int:
    if arguments.base_url:
        check_base_url(arguments.base_url)
    profile = profiles.load(arguments.profile) if arguments.profile else None
    again = replay.Replay(
        arguments.log,
        arguments.finding,
        base_url=arguments.base_url,
        profile=profile,
        faults=arguments.fault,
        manner=arguments.manner,
        connect=partial(options.connection, vars(arguments).get),
    )
    if (again.options.base_url or "").startswith("https:") and again.options.connection.verify is False:
        _say(UNCHECKED_CERTIFICATES)
    with leniency():
        broken = again.run(os.environ, secrets.token_hex(4)[:7], _say)
    return int(Exit.FINDINGS if broken else Exit.CLEAN)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the command line


if __name__ == "__main__":
    sys.exit(main())
