"""The JUnit files of targets as one: a test suite for each target, the verdict of the target its last case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from contracts.engine.verdict import Exit
from contracts.reporting.campaign.values import Campaign, Concluded, Conclusion
from contracts.reporting.render import counted
from contracts.reporting.text import VERDICT_WORD

NAME = "junit.xml"
FINDINGS_MAX = 50
"""So many findings of a target are named in its case."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(campaign: Campaign, conclusion: Conclusion, targets: Path) -> str:
    """The file; `targets` is the folder of the runs. A file of a run that cannot be read costs its cases alone."""
    root = ElementTree.Element("testsuites", name=_plain(campaign.name))
    root.extend([_suite(each, targets / each.name / NAME) for each in conclusion.targets])
    if conclusion.missing:
        root.append(_missing(conclusion))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, 0)) for suite in root)))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(target: Concluded, path: Path) -> ElementTree.Element:
    result = target.result
    suite = ElementTree.Element("testsuite", name=target.name)
    if result:
        suite.set("timestamp", _plain(result.started))
        suite.set("time", f"{result.seconds:.3f}")
    for case in _cases(path):
        case.set("classname", f"{target.name}.{case.get('classname', '')}")
        case.tail = None
        suite.append(case)
    suite.append(_verdict(target))
    return _counted(suite)


def _cases(path: Path) -> Iterator[ElementTree.Element]:
    try:
        yield from ElementTree.parse(path).getroot().iter("testcase")  # noqa: S314 - a file that a run of ours left
    except (OSError, ElementTree.ParseError):
        return


def _verdict(target: Concluded) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=target.name, name="verdict", time="0")
    result, word = target.result, VERDICT_WORD[target.exit]
    if target.exit is Exit.FINDINGS and result:
        found = dict.fromkeys(" | ".join(each.cause) for each in result.broken if each.decides)
        message = f"{word}: {counted(len(found), 'finding')}{f'; {target.why}' if target.why else ''}"
        failure = ElementTree.SubElement(case, "failure", message=_plain(message))
        failure.text = _plain("\n".join(list(found)[:FINDINGS_MAX]))
    elif target.exit is not Exit.CLEAN:
        why = target.why or (result.why if result else "")
        ElementTree.SubElement(case, "error", message=_plain(f"{word}: {why}" if why else word))
    return case


def _missing(conclusion: Conclusion) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name="campaign")
    case = ElementTree.SubElement(suite, "testcase", classname="campaign", name="whole", time="0")
    error = ElementTree.SubElement(case, "error", message=_plain(conclusion.missing[0]))
    error.text = _plain("\n".join(conclusion.missing))
    return _counted(suite)


def _counted(suite: ElementTree.Element) -> ElementTree.Element:
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in suite)))
    suite.set("tests", str(len(suite)))
    return suite


def _plain(told: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub(lambda c: c[0].encode("unicode_escape", "surrogatepass").decode(), told)
