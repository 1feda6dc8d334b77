"""What a page of an Allure report says about a test, as plain values. Pure; knows nothing of pytest.

The exchange attachments use Allure's own format `application/vnd.allure.http+json`, which
both generations of the report show as a request and response panel.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from contracts.engine.exchange import Exchange, NoAnswer, Pairs
from contracts.engine.verdict import Finding, Verdict
from contracts.reporting import render
from contracts.reporting.shell import curl, url
from contracts.reporting.summary import RuleReport, ScenarioReport, Told

HTTP = "application/vnd.allure.http+json"
EXCHANGES_MAX = 20
FINDINGS_MAX = 5
"""So many findings of one test are spelled out on its page."""
BODY_CHARACTERS_MAX = 64_000
RULES_MAX = 10

RuleOf = Callable[[str], RuleReport | None]
"""A rule by its id; None where the run does not know it."""
Millis = Callable[[float], int]
"""The epoch milliseconds of an exchange's clock."""


@dataclass(frozen=True)
class Attached:
    """A file of a result."""

    name: str
    kind: str
    """MIME type."""
    suffix: str
    body: str


@dataclass(frozen=True)
class RedBox:
    """The red box of a page."""

    message: str
    trace: str = ""
    expected: str = ""
    actual: str = ""


def broken(test: ScenarioReport) -> list[Finding]:
    """The findings of a test that decide: neither remarks nor waived."""
    return [each for each in test.findings if not each.remark and not each.waived]


def story_of(test: ScenarioReport, finding: Finding) -> list[Told]:
    """The exchanges of a finding that the test holds, in order, the breaking one last."""
    wanted = {*finding.story, finding.exchange}
    return [each for each in test.exchanges if each.index in wanted and each.index <= finding.exchange]


def red_box(test: ScenarioReport, rule_of: RuleOf, words: render.Words) -> RedBox | None:
    """The broken promise in one line, what was due and what came; for no verdict the reason; None for a pass."""
    found = broken(test)
    if test.verdict is not Verdict.FAIL or not found:
        return RedBox(render.escaped(test.reason or "no reason was given")) if test.verdict != Verdict.PASS else None
    first = found[0]
    where, expected, actual = (text for _, text in render.compared(first.breach))
    more = f" ({render.counted(len(found) - 1, 'further finding')} below)" if len(found) > 1 else ""
    return RedBox(
        message=f"{_must(first, rule_of)} At {where}: {actual}, due {expected}{more}",
        trace="\n\n".join(_rendered(test, each, rule_of, words) for each in found[:FINDINGS_MAX]),
        expected=_difference(where, expected),
        actual=_difference(where, actual),
    )


def description(test: ScenarioReport, rule_of: RuleOf) -> str:
    """Markdown: what the test does, the promises it is about with their sources, remarks and waived findings."""
    parts = [test.description.strip()]
    rules = [rule for rule_id in _about(test) if (rule := rule_of(rule_id))]
    if rules:
        parts.append("\n".join(_promised(rules)))
    for each in (each for each in test.findings if each.remark or each.waived):
        kind = "Remark" if each.remark else f"Waived ({_cell(each.waived)})"
        facts = ", ".join(f"{label} `{_code(text)}`" for label, text in render.compared(each.breach))
        rule = rule_of(each.rule)
        at = f" ({_cell(rule.location)})" if rule and rule.location else ""
        parts.append(f"**{kind}** `{_code(each.rule)}`{at}: {_cell(_must(each, rule_of))} {facts}")
    return "\n\n".join(part for part in parts if part)


def labels(test: ScenarioReport) -> list[tuple[str, str]]:
    """Name and value: the tree by API, family and promise; family and rules as tags."""
    tree = [("epic", test.epic), ("feature", test.feature), ("story", test.story)]
    suites = [("parentSuite", test.epic), ("suite", test.feature), ("subSuite", test.story)]
    tags = dict.fromkeys((test.feature, *_about(test)))
    return [(name, text) for name, text in (*tree, *suites, *(("tag", tag) for tag in tags)) if text]


def attachments(test: ScenarioReport, words: render.Words, millis: Millis) -> Iterator[Attached]:
    """The exchanges: the breaking ones first, each with its command; of a passed test the last one only."""
    if test.verdict in (Verdict.PASS, Verdict.SKIP):
        for last in test.exchanges[-1:]:
            yield _exchange(last, "", words, millis)
        return
    breaking = {each.exchange for each in broken(test)[:FINDINGS_MAX]}
    chosen = _chosen(test, breaking)
    places = {each.index: place for place, each in enumerate(test.exchanges, 1)}
    for each in (each for each in chosen if each.index in breaking):
        yield _exchange(each, "breaks it: ", words, millis)
        command = curl(each.exchange, words.base_url, words.credential, folded=True)
        yield Attached("send it again (curl)", "text/plain", "txt", command)
    for each in (each for each in chosen if each.index not in breaking):
        yield _exchange(each, f"story {places[each.index]}: ", words, millis)


def exchange_form(exchange: Exchange, base_url: str, millis: Millis) -> dict[str, Any]:
    """An exchange in Allure's format, as a JSON value."""
    request, answer = exchange.request, exchange.answer
    form: dict[str, Any] = {
        "start": millis(exchange.started),
        "stop": millis(exchange.ended),
        "request": {
            "method": request.method,
            "url": url(request, base_url),
            "headers": _named(request.headers),
            "query": _named(request.query),
            "body": _body(request.body, request.header("content-type")),
        },
    }
    if isinstance(answer, NoAnswer):
        form["error"] = {"name": f"no answer: {answer.why.value}", "message": answer.detail or answer.why.value}
    else:
        form["response"] = {
            "status": answer.status,
            "statusText": _phrase(answer.status),
            "headers": _named(answer.headers),
            "body": _body(answer.body, answer.header("content-type")),
        }
    return form


def _exchange(told: Told, lead: str, words: render.Words, millis: Millis) -> Attached:
    form = exchange_form(told.exchange, words.base_url, millis)
    body = json.dumps(form, ensure_ascii=True, allow_nan=False)
    return Attached(lead + render.escaped(told.line), HTTP, "httpexchange", body)


def _chosen(test: ScenarioReport, breaking: set[int]) -> list[Told]:
    """At most so many: those of the findings' stories before others, late ones before early ones."""
    stories = {index for each in broken(test) for index in (*each.story, each.exchange)}
    ranked = sorted(test.exchanges, key=lambda each: (each.index in breaking, each.index in stories, each.index))
    return sorted(ranked[-EXCHANGES_MAX:], key=lambda each: each.index)


def _about(test: ScenarioReport) -> list[str]:
    found = [each.rule for each in broken(test)] or list(test.rules)
    return list(dict.fromkeys(found))[:RULES_MAX]


def _must(finding: Finding, rule_of: RuleOf) -> str:
    rule = rule_of(finding.rule)
    return render.escaped(rule.must if rule else finding.rule)


def _rendered(test: ScenarioReport, finding: Finding, rule_of: RuleOf, words: render.Words) -> str:
    rule = rule_of(finding.rule)
    return render.finding(finding, rule, story_of(test, finding), words, whole=False) if rule else finding.rule


def _difference(where: str, text: str) -> str:
    return f"{where} = {text}"


def _promised(rules: Sequence[RuleReport]) -> Iterator[str]:
    """Each promise once, with its document and its rules: a list, for a table is wider than the page."""
    for citation in dict.fromkeys(rule.citation for rule in rules):
        document = _cell(citation.source or citation.anchor)
        yield f"**The promise:** {_cell(citation.text)} ({document}, `{_code(citation.anchor)}`)\n"
        for rule in rules:
            if rule.citation == citation:
                at = f" ({_cell(rule.location)})" if rule.location else ""
                yield f"- `{_code(rule.id)}`: {_cell(rule.must)}{at}"
        yield ""


def _cell(text: str) -> str:
    shown = render.escaped(text)
    for special in "\\|<[]*`":
        shown = shown.replace(special, f"\\{special}")
    return shown


def _code(text: str) -> str:
    return render.escaped(text).replace("`", "'").replace("|", "\\|")


def _named(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": text} for name, text in pairs]


def _body(data: bytes, declared: str | None) -> dict[str, Any] | None:
    if not data:
        return None
    kind = (declared or "text/plain").split(";")[0].strip().lower()
    kind = "application/json" if kind.endswith("+json") else kind
    try:
        text, encoding = data.decode()[:BODY_CHARACTERS_MAX], "utf8"
        truncated = len(data.decode()) > BODY_CHARACTERS_MAX
    except UnicodeDecodeError:
        shown = data[: BODY_CHARACTERS_MAX // 4 * 3]
        text, encoding, truncated = base64.b64encode(shown).decode(), "base64", len(shown) < len(data)
    return {"contentType": kind, "encoding": encoding, "value": text, "size": len(data), "truncated": truncated}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
