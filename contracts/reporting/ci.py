"""The run on a GitHub job: a summary page and a few annotations. Elsewhere nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from contracts.engine.errors import HarnessError
from contracts.engine.verdict import Exit, Finding, Verdict, worst
from contracts.reporting import render
from contracts.reporting.summary import RunReport
from contracts.reporting.text import CHANGES_MAX, conclusion, numbered, summed

ANNOTATIONS_MAX = 10
"""GitHub shows about so many of a step."""
SUMMARY_BYTES_MAX = 900_000
"""GitHub refuses a summary above 1 MiB."""
_SIGN = {Verdict.FAIL: "❌", Verdict.UNKNOWN: "⚠️", Verdict.PASS: "✅", Verdict.SKIP: ""}


def publish(report: RunReport, environ: Mapping[str, str], write: Callable[[str], object]) -> None:
    """Append the summary to the job's page and write the annotations, a line each, where the job is GitHub's.

    Raise HarnessError where the summary cannot be written; the verdict does not depend on it.
    """
    if environ.get("GITHUB_ACTIONS") != "true":
        return
    for line in commands(report):
        write(line)
    page = environ.get("GITHUB_STEP_SUMMARY")
    if page:
        try:
            with Path(page).open("a", encoding="utf-8") as file:
                file.write(summary(report))
        except OSError as error:
            raise HarnessError(
                f"the job summary ({page} cannot be written: {error.strerror}); GITHUB_STEP_SUMMARY names the file"
            ) from None


def summary(report: RunReport) -> str:
    """The job summary in Markdown: the verdict, the findings, the remarks, the promises by family."""
    sign = {Exit.CLEAN: "✅", Exit.FINDINGS: "❌"}.get(report.exit, "⚠️")
    lines = [f"### {sign} Contract tests: {_cell(report.target)}", "", _cell(conclusion(report)), ""]
    lines += [f"- {_cell(note)}" for note in report.notes]
    if report.changes:
        lines += ["", f"**Since the nights before:** {_cell(summed(report.changes))}", ""]
        lines += [f"- {_cell(change.told)}: {_cell(change.what)}" for change in report.changes[:CHANGES_MAX]]
    if report.drift:
        lines += ["", "**Drift** (no documented promise is broken by it):", ""]
        lines += [f"- {_cell(each.kind)}: {_cell(each.told)}" for each in report.drift[:CHANGES_MAX]]
    for title, remark in (("Findings", False), ("Remarks", True)):
        chosen = [each for each in numbered(report) if each.remark is remark]
        if chosen:
            lines += [
                "",
                f"#### {title}",
                "",
                "| # | the broken rule | where | due | seen | times |",
                "|--:|---|---|---|---|--:|",
            ]
            lines += [_row(each, report) for each in chosen]
    lines += [
        "",
        "#### Promises",
        "",
        "| family | verdict | exercised | promises |",
        "|---|---|--:|--:|",
        *_families(report),
    ]
    return _bounded(lines)


def commands(report: RunReport) -> list[str]:
    """Workflow commands, at most ten: a finding each, the last one counting the rest; one where there is no verdict."""
    found = [each for each in report.findings if not each.remark and not each.waived]
    shown = found if len(found) <= ANNOTATIONS_MAX else found[: ANNOTATIONS_MAX - 1]
    lines = [_error(each.rule, _sentence(each, report)) for each in shown]
    if left_out := len(found) - len(shown):
        lines.append(_error("more findings", f"{left_out} more: see the job summary"))
    if not found and report.exit not in (Exit.CLEAN, Exit.FINDINGS):
        lines.append(_error("no verdict", "; ".join((conclusion(report), *report.notes))))
    return lines


def warning(title: str, message: str) -> str:
    """The workflow command of a warning."""
    return f"::warning title={_property(title)}::{_data(message)}"


def _error(title: str, message: str) -> str:
    return f"::error title={_property(title)}::{_data(message)}"


def _sentence(finding: Finding, report: RunReport) -> str:
    where, expected, actual = (text for _, text in render.compared(finding.breach))
    rule = report.rules.get(finding.rule)
    at = f"; rule: {rule.location}" if rule and rule.location else ""
    return f"{_must(finding, report)} At {where}: {actual}, due {expected} ({render.seen(finding)}{at})"


def _must(finding: Finding, report: RunReport) -> str:
    rule = report.rules.get(finding.rule)
    return rule.must if rule else finding.rule


def _row(finding: Finding, report: RunReport) -> str:
    where, expected, actual = (_cell(text) for _, text in render.compared(finding.breach))
    waived = f" (waived: {_cell(finding.waived)})" if finding.waived else ""
    key = f"<br>key: {_cell(known)}" if (known := render.known_by(finding)) else ""
    since = f" (**{_cell(finding.since)}**)" if finding.since else ""
    id_ = f"<br>request id {_cell(finding.request_id)}" if finding.request_id else ""
    rule = f"`{finding.rule}`{since}<br>{_cell(_must(finding, report))}{waived}{key}{id_}"
    return f"| {finding.number} | {rule} | {where} | {expected} | {actual} | {finding.count:,} |"


def _families(report: RunReport) -> Iterator[str]:
    for family in dict.fromkeys(promise.family for promise in report.promises):
        members = [promise for promise in report.promises if promise.family == family]
        verdict = worst(promise.verdict for promise in members)
        exercised = sum(bool(promise.exercised) for promise in members)
        yield f"| {_cell(family)} | {f'{_SIGN[verdict]} {verdict.name}'.strip()} | {exercised} | {len(members)} |"


def _bounded(lines: list[str]) -> str:
    size, kept = 0, []
    for line in lines:
        size += len(line.encode()) + 1
        if size > SUMMARY_BYTES_MAX:
            kept += ["", "The rest is in the events and in the report of the run."]
            break
        kept.append(line)
    return "\n".join(kept) + "\n"


def _cell(text: str) -> str:
    shown = render.escaped(text).replace("&", "&amp;").replace("<", "&lt;")
    for special in "\\|[]*_`@":
        shown = shown.replace(special, f"&#{ord(special)};")
    return shown


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
