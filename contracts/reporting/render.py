"""The one renderer of facts into words. Pure: the same facts are the same words everywhere."""

from __future__ import annotations

import enum
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from contracts.documents.codes import Code
from contracts.engine.exchange import Exchange, NoAnswer, Request, Who
from contracts.engine.verdict import Breach, Finding, Grade, Phrase
from contracts.reporting.shell import FROM_ENVIRONMENT, Credential
from contracts.reporting.shell import curl as curl
from contracts.reporting.summary import RuleReport, Told

WIDTH = 100
"""Columns of a report in a terminal; a command to be copied may be wider."""
VALUE_CHARACTERS_MAX = 240
COMMAND_CHARACTERS_MAX = 4_000
"""Above it the replay command alone is named."""
STORY_LINES_MAX = 20
_DOCUMENTED = frozenset(Code)
_INDENT = "  "
_BRIEF = " .."
_LABEL_COLUMNS = 10


def gist(findings: Sequence[Finding]) -> str:
    """What is broken, a line for each finding."""
    return "\n".join(
        f"{finding.rule}: {escaped(finding.breach.where)}: expected {value(finding.breach.expected)}, "
        f"got {value(finding.breach.actual)}"
        for finding in findings
    )


def told(exchange: Exchange) -> str:
    """Method, path and status: what any API's exchange can be told as."""
    return f"{request_line(exchange.request)} -> {answer_word(exchange)}"


@dataclass(frozen=True)
class Words:
    """What only the command line knows about how a request is sent again."""

    base_url: str
    credential: Credential = FROM_ENVIRONMENT
    replay: str = ""
    """Command that sends a finding's story again, `{number}` standing for its number; empty where there is none."""
    page: str = ""
    """Where the page of the run will be; empty where nobody is to hear of it."""


def finding(
    finding: Finding,
    rule: RuleReport,
    story: Sequence[Told],
    words: Words,
    *,
    whole: bool = True,
    width: int = WIDTH,
) -> str:
    """A finding as a reader understands it in a minute; several lines, each safe to print.

    `story` holds the exchanges of the finding in their order, the breaking one last.
    Short (not `whole`) leaves out the story and the curl command.
    """
    breaking = story[-1].exchange if story else None
    number = f"[{finding.number}] " if finding.number else ""
    lines = wrapped(f"{number}{finding.rule} - {rule.must}", "", width, hang=_INDENT)
    facts = compared(finding.breach)
    if whole and rule.citation.text != rule.must:
        facts.append(("promise", rule.citation.text))
    facts += [("document", document(rule)), ("rule", rule.location), ("operation", finding.operation)]
    if breaking is not None:
        facts.append(("request", f"{request_line(breaking.request)} -> {answer_word(breaking)}"))
        if isinstance(breaking.answer, NoAnswer) and breaking.answer.detail:
            facts.append(("answer", breaking.answer.detail))
    if finding.request_id:
        facts.append(("id", f"{finding.request_id} (of the request, for the target's operators)"))
    facts.append(("seen", seen(finding)))
    if finding.waived:
        facts.append(("waived", finding.waived))
    if finding.since:
        facts.append(("since", finding.since))
    facts.append(("key", known_by(finding)))
    for label, text in facts:
        lines += wrapped(text, f"{_INDENT}{label:<{_LABEL_COLUMNS}}", width) if text else []
    if whole and story:
        legend = "     (.. stands for the beginning of a value)" if any(_BRIEF in each.line for each in story) else ""
        lines += [f"{_INDENT}story{legend}", *told_in_order(story, f"{_INDENT}{_INDENT}", width)]
    if finding.cut_down:
        lines += [f"{_INDENT}cut down to", *_cut_down(finding, width)]
    lines += _commands(finding, breaking, words, whole)
    return "\n".join(lines)


def also(findings: Sequence[Finding], words: Words, width: int = WIDTH) -> Iterator[str]:
    """Lines for findings that seem to have the cause of one that was told: the key of each, and what it is."""
    if not findings:
        return
    yield f"{_INDENT}also      {counted(len(findings), 'more finding')}, probably of the same cause:"
    for each in findings:
        _, (_, due), (_, came) = compared(each.breach)
        since = f" ({each.since})" if each.since else ""
        lead = f"{_INDENT * 2}[{each.number}] "
        yield from wrapped(f"{known_by(each) or each.rule}{since}", lead, width)
        yield from wrapped(f"expected {due}, actual {came}", " " * len(lead), width)
    if words.replay:
        yield from wrapped(f"each again: {words.replay.format(number='NUMBER')}", _INDENT * 2, width)


def told_in_order(story: Sequence[Told], indent: str, width: int = WIDTH) -> list[str]:
    """The exchanges as a numbered list; of a long story the beginning and the end."""
    told_lines = [f"{number}. {traced(told)}" for number, told in enumerate(story, 1)]
    if (left_out := len(told_lines) - STORY_LINES_MAX) > 0:
        told_lines[3 : 4 + left_out] = [f"... {left_out + 1} more ..."]
    return [part for line in told_lines for part in wrapped(line, indent, width, indent + "   ")]


def traced(told: Told) -> str:
    """The line of an exchange, with the id by which the target's operators find it, safe to print."""
    return escaped(f"{told.line} (id {told.request_id})" if told.request_id else told.line)


def _cut_down(finding: Finding, width: int) -> list[str]:
    """The smallest requests that break it, a few."""
    told = [cut(line, COMMAND_CHARACTERS_MAX) for line in finding.cut_down[:STORY_LINES_MAX]]
    numbered = (f"{number}. {line}" for number, line in enumerate(told, 1))
    return [part for line in numbered for part in wrapped(line, _INDENT * 2, width, _INDENT * 2 + "   ")]


def compared(breach: Breach) -> list[tuple[str, str]]:
    """Where, expected and actual as labelled words; types are named where two scalars differ in theirs."""
    expected, actual = value(breach.expected), _several(breach.actual) or value(breach.actual)
    if isinstance(breach.expected, str):  # what was due is said in words, or is plain from them
        expected = escaped(breach.expected)
    elif _is_scalar(breach.expected) and _is_scalar(breach.actual) and type(breach.expected) is not type(breach.actual):
        expected, actual = (f"{expected} ({_kind(breach.expected)})", f"{actual} ({_kind(breach.actual)})")
    return [("where", escaped(breach.where)), ("expected", expected), ("actual", actual)]


def _several(fact: object) -> str:
    """The documented codes of a refusal, or whatever else came, one beside the other; empty for a single thing."""
    if not isinstance(fact, tuple | frozenset):
        return ""
    if fact and _DOCUMENTED.issuperset(fact):
        return f"code{'s' if len(fact) > 1 else ''} {', '.join(map(str, sorted(fact)))}"
    whole = value(fact)
    return whole[1:-1].removesuffix(",") if whole[-1:] in (")", "}") and len(whole) > 2 else ""


def value(fact: object, limit: int = VALUE_CHARACTERS_MAX) -> str:
    """A plain value on one line, as Python would write it; a long one is cut and its length noted."""
    text = _plain(fact)
    if isinstance(fact, tuple | list | frozenset | set | Mapping | str) and not fact:
        return f"{text} (empty)"
    if len(text) <= limit:
        return text
    size = (
        f"{len(fact):,} {_unit(fact)}" if isinstance(fact, str | bytes | tuple | list | frozenset | set | dict) else ""
    )
    return f"{text[:limit]}... ({size or f'{len(text):,} characters'})"


def document(rule: RuleReport) -> str:
    """Where the broken promise stands, and how well it is documented."""
    grade = {
        Grade.DOCUMENTED: "",
        Grade.VENDOR: "; from the vendor's further documents",
        Grade.INFERRED: "; inferred, in no document",
    }[rule.citation.grade]
    source = rule.citation.source or rule.citation.anchor
    return escaped(f"{source} ({rule.citation.anchor}{grade})")


def seen(finding: Finding) -> str:
    """How often, and where first; empty for what no exchange shows, such as a waiver that has expired."""
    if finding.exchange < 0:
        return ""
    times = "once" if finding.count == 1 else f"{finding.count:,} times, first"
    where = f" by {finding.test}" if finding.test else ""
    return f"{times} in exchange {finding.exchange}{escaped(where)}"


def known_by(finding: Finding) -> str:
    """The key by which a waiver and a history know it, and how many more there are of other scenarios."""
    if finding.exchange < 0:
        return ""
    first, *others = finding.keys
    return f"{first} (and of {counted(len(others), 'more scenario')})" if others else str(first)


def request_line(request: Request) -> str:
    """Method, path and query, and the sender where it is not the usual one."""
    query = f"?{urlencode(request.query, errors='surrogatepass')}" if request.query else ""
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who.value}"
    return escaped(f"{request.method} {request.path}{query}{who}")


def answer_word(exchange: Exchange) -> str:
    """The status of the answer, or why there is none."""
    if isinstance(exchange.answer, NoAnswer):
        return f"no answer ({exchange.answer.why.value})"
    return str(exchange.answer.status)


def escaped(text: str) -> str:
    """The text on one line, with nothing that a terminal or a CI would obey."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)
    shown = shown.replace("##", "#\\x23")
    bare = shown.lstrip()
    return f"\\x3a{bare[1:]}" if bare.startswith("::") else shown


def cut(text: str, columns: int) -> str:
    """At most so many columns; dots stand for the rest."""
    return text if len(text) <= columns else text[: columns - 3].rstrip() + "..."


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 finding", "2 findings"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def wrapped(text: str, lead: str, width: int = WIDTH, hang: str | None = None) -> list[str]:
    """The text as lines of that width, safe to print; the further ones begin where the first one's words do."""
    rest = " " * len(lead) if hang is None else hang
    lines = textwrap.wrap(escaped(text), width, initial_indent=lead, subsequent_indent=rest, break_on_hyphens=False)
    return [_harmless(line) for line in lines]


def _commands(finding: Finding, breaking: Exchange | None, words: Words, whole: bool) -> list[str]:
    indent = _INDENT * 2
    # A finding without a number cannot be replayed by it, and one without an exchange not at all.
    can_be_replayed = finding.number and finding.exchange >= 0
    replay = words.replay.format(number=finding.number) if can_be_replayed else ""
    lines = [indent + replay] if replay else []
    if breaking is not None and (whole or not replay):
        command = curl(breaking, words.base_url, words.credential, folded=True)
        if len(command) <= COMMAND_CHARACTERS_MAX or not replay:
            lines += [indent + line for line in command.split("\n")]
    return [f"{_INDENT}again", *lines] if lines else []


def _harmless(line: str) -> str:
    bare = line.lstrip()
    return line[: len(line) - len(bare)] + "\\x3a" + bare[1:] if bare.startswith("::") else line


def _plain(fact: object) -> str:
    if isinstance(fact, enum.Enum):
        return _plain(fact.value)
    if isinstance(fact, Phrase):
        return escaped(fact)
    if isinstance(fact, Mapping):
        return "{" + ", ".join(f"{_plain(k)}: {_plain(v)}" for k, v in fact.items()) + "}"
    if isinstance(fact, frozenset | set):
        return (
            "{" + ", ".join(sorted(map(_plain, fact), key=lambda text: (len(text), text))) + "}"
            if fact
            else "{} (empty)"
        )
    if isinstance(fact, tuple | list):
        left, right = "()" if isinstance(fact, tuple) else "[]"
        comma = "," if len(fact) == 1 and isinstance(fact, tuple) else ""
        return left + ", ".join(map(_plain, fact)) + comma + right
    if fact is None or isinstance(fact, str | bytes | bool | int | float):
        return repr(fact)
    return escaped(str(fact))


def _is_scalar(fact: object) -> bool:
    return isinstance(fact, str | bytes | bool | int | float) and not isinstance(fact, Phrase)


def _kind(fact: object) -> str:
    return type(fact.value if isinstance(fact, enum.Enum) else fact).__name__


def _unit(fact: object) -> str:
    return "characters" if isinstance(fact, str) else "bytes" if isinstance(fact, bytes) else "members"
