"""The page of a run: what it says, that it stays small, and that nothing a target says is more than text there."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import WORST_CONTRAST, Tab

from contracts.documents.coverage import Cover, Statement
from contracts.engine.exchange import Exchange, Request, Response
from contracts.engine.verdict import Breach, Exit, Finding, Grade, Verdict
from contracts.reporting import render
from contracts.reporting.changes import Broken, Change, Night, Word
from contracts.reporting.site import placing, writing
from contracts.reporting.site.model import WHOLE_MAX, sentence
from contracts.reporting.site.source import PageSource
from contracts.reporting.summary import OUTCOMES, Citation, MemberReport, PromiseReport, RuleReport, RunReport, Told

HOSTILE = (
    """</code></pre><script>document.title="owned"</script><img src=//evil.example onerror="document.title='owned'">"""
)
HOSTILE += """'"><svg onload=alert(1)><a href="javascript:document.title='owned'">{{ 7*7 }}\u202egnp\x1b[2J\u2028<!--"""
CITATION = Citation("one-owner", "An identifier MUST have one owner.", "add-page § Rules", Grade.DOCUMENTED)
FAMILIES = ("dup", "upsert", "reads")


def finding(number: int, rule: str = "dup/a", said: str = HOSTILE, **changes: object) -> Finding:
    made = Finding(rule, Grade.DOCUMENTED, Breach(f"errors[].code{said}", 8006, said), "add", "dup/one[x]", 1, False)
    return dataclasses.replace(made, number=number, **changes)  # type: ignore[arg-type]


def exchange(index: int, said: str = HOSTILE) -> Exchange:
    body = f'{{"name": "Ada", "said": "x"}}{said}'.encode()
    request = Request("add", "POST", f"/customers/{said}", headers=(("X-Said", said),), body=body)
    return Exchange(index, request, Response(200, (("Content-Type", f"application/json{said}"),), body), 0.0, 0.1, "t")


def report(*findings: Finding, said: str = HOSTILE, **changes: object) -> RunReport:
    rules = {
        each.rule: RuleReport(each.rule, f"It MUST be so{said}.", CITATION, 3, Verdict.FAIL, "a/b.py:7")
        for each in findings
    }
    anchors = ["one-owner", "two", "three", "four"]
    verdicts = [Verdict.FAIL, Verdict.PASS, Verdict.SKIP, Verdict.UNKNOWN]
    promises = tuple(
        PromiseReport(
            dataclasses.replace(CITATION, anchor=f"{family}-{anchor}"),
            family,
            ("dup/a",),
            3 * (verdict != 0),
            verdict,
            said,
        )
        for family in FAMILIES
        for anchor, verdict in zip(anchors, verdicts, strict=True)
    )
    run = RunReport(
        f"https://staging.example{said}",
        said,
        "gate",
        7,
        said,
        "ab" * 32,
        2,
        1.0,
        Exit.FINDINGS,
        promises,
        rules,
        findings,
    )
    return dataclasses.replace(
        run,
        **{
            "readings": {said: said},
            "notes": (said,),
            "statements": {"covered": 3, "unseen": 1},
            "cases": {said: {f"{said}, within": {"accepted": 2}}},
            "members": (MemberReport("add", f"profiles[].{said}", "customer", "kept", 3, 2, 1, said),),
            "changes": (Change(Word.NEW, "dup/a", "add", said), Change(Word.MENDED, "b/c", "add", "x", "2030-01-01")),
            "nights": 2,
            "latency_ms": (3, 9),
            **changes,
        },  # type: ignore[arg-type]
    )


def nights(number: int) -> list[Night]:
    return [
        Night(
            str(n),
            f"2030-01-{n + 1:02}T01:00:00+00:00",
            "gate",
            1,
            300 + n,
            4.0,
            (n, 2 * n),
            {"a | b | c | d": Broken(1)},
        )
        for n in range(number)
    ]


def source(*findings: Finding, story: int = 2, **changes: object) -> PageSource:
    made = PageSource(
        report=report(*findings),
        words=render.Words("https://staging.example", replay="contracts replay reports/run.jsonl --finding {number}"),
        story_of=lambda each: [Told(exchange(index), f"POST /customers {HOSTILE}") for index in range(story)],
        nights=nights(3),
        titles={"add-page": "Add Customer"},
        allure={"dup/one[x]": "html/index.html#0af"},
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_what_a_target_says_is_text_and_nothing_else() -> None:
    plain = Elements(writing.written(source(finding(1, said="")))).found
    hostile = Elements(writing.written(source(finding(1), finding(2, remark=True)))).found
    assert {name for name, _ in hostile} == {name for name, _ in plain}
    for name, attributes in hostile:
        assert not any(attribute.startswith("on") for attribute in attributes), (name, attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "http"))
        assert "src" not in attributes
    page = writing.written(source(finding(1)))
    assert "49" not in re.findall(r"<code>([^<]*)</code>", page)
    assert not any(character in page for character in "\u202e\x1b\u2028")


def test_a_finding_tells_what_is_broken_which_sentence_says_so_and_how_to_send_it_again() -> None:
    page = writing.written(
        source(finding(1, said="no", since="new"), report=report(finding(1, said="no", since="new"), said=""))
    )
    for told in (
        "[1] It MUST be so.",
        "<code>8006 (int)</code>",
        "An identifier MUST have one owner.",
        "Add Customer § Rules",
        "contracts replay reports/run.jsonl --finding 1",
        "curl -sS -i -X POST",
        '<span class="tag new">new</span>',
        "dup/a | add | dup/one | errors[].codeno",
        'href="html/index.html#0af"',
    ):
        assert told in page


def test_of_each_constraint_it_is_told_how_many_cases_there_are_and_how_many_came() -> None:
    cases = {
        "odd text, open": {"documented": 621, "dealt": 1, "accepted": 2},
        "nothing, within": {"refused": 3},
        "cases of others": {},
    }
    page = writing.written(source(report=report(said="", cases={"add": cases})))
    assert "1 of 1 constraint tried, by 1 of 621 documented cases; left out: cases of others" in page
    table = page.partition('<section id="constraints">')[2].partition("</table>")[0]
    rows = [re.findall(r">([^<>]+)</t[dh]>", row) for row in re.findall(r"<tr.*?</tr>", table, re.S)]
    assert rows == [
        ["constraint", "documented", "dealt", *OUTCOMES],
        ["odd text, open", "621", "1", "2", "0", "0"],
        ["nothing, within", "-", "-", "0", "3", "0"],
        ["left out: cases of others", "-", "-", "0", "0", "0"],
    ]


def people(index: int, method: str, sent: str, came: str, accepted: bool = False, **changes: object) -> Told:
    made = exchange(index, "")
    request = dataclasses.replace(made.request, method=method, body=sent.encode())
    told = Told(dataclasses.replace(made, request=request), "a line", asked="INSTORE mobile 9175", came=came)
    return dataclasses.replace(told, accepted=accepted, named=("mobile 9175",), **changes)  # type: ignore[arg-type]


def test_what_a_reader_needs_to_know_of_a_finding_stands_beside_it() -> None:
    story = [
        people(0, "GET", "", "200 nobody"),
        people(1, "POST", '{"a": [{"b": "Ada"}]}', "200 ok id 7", accepted=True),
        people(2, "GET", "", "200 ok id 7"),
        people(3, "PUT", '{"b": "Eve"}', "403 denied"),
        people(4, "GET", "", "200 ok id 7", accepted=True, codes=(8107,)),
    ]
    breach = Breach("profiles[].firstName", "Ada", "Eve")
    found = finding(1, breach=breach, operation="lookup", exchange=4)
    stated = Statement(
        line=1, says="One owner.", at=("add-page § Rules",), cover=Cover.COVERED, promises=("one-owner",)
    )
    page = writing.written(
        source(
            found,
            report=report(found, said=""),
            story_of=lambda each: story,
            statements=(stated,),
            meaning_of=lambda operation, code: {8107: "no label"}.get(code, ""),
        )
    )
    for told in (
        "<code>lookup</code> for <code>INSTORE mobile 9175</code>: at <code>profiles[].firstName</code> came "
        """<code class="came">&#39;Eve&#39;</code>, due was <code class="due">Ada</code>.""",
        "<code>&#39;Eve&#39;</code> was sent by request 4 of the story: <code>PUT /customers/</code>, "
        "answered <code>403 denied</code>.",
        "<code>Ada</code> was sent by request 2 of the story",
        "The promise <code>one-owner</code>, as the catalogue <code>specs/promises.md</code> puts it",
        "Where it stands: Add Customer § Rules",
        'One owner. <span class="soft">Add Customer § Rules</span>',
        "2 beside what matters here: 1, 3",
        "<code>8107</code> no label",
    ):
        assert told in page


def test_whom_the_last_request_names_is_found_in_those_before_it() -> None:
    story = [people(0, "POST", "{}", "200 ok id 7", accepted=True), people(1, "POST", "{}", "200 ok id 8")]
    found = finding(1, breach=Breach("errors[].code", 8006, "success"), exchange=1)
    page = writing.written(source(found, report=report(found, said=""), story_of=lambda each: story))
    assert "<code>mobile 9175</code> was named before by request 1, answered <code>200 ok id 7</code>." in page


def test_the_last_write_before_a_read_is_named_where_nothing_sent_what_came() -> None:
    story = [
        people(0, "POST", "{}", "200 ok id 7", accepted=True),
        people(1, "PUT", "{}", "403 denied"),
        people(2, "GET", "", "200 ok id 7", accepted=True),
    ]
    found = finding(1, breach=Breach("profiles[].identifiers", "the email", "without it"), exchange=2)
    page = writing.written(source(found, report=report(found, said=""), story_of=lambda each: story))
    told = "The last write before it was request 2 of the story: <code>PUT /customers/</code>, answered <code>403"
    assert told in page
    assert "was named before" not in page


def test_whom_a_request_does_not_name_stands_in_its_path() -> None:
    story = [dataclasses.replace(people(0, "GET", "", "200 ok id 7"), named=())]
    found = finding(1, said="", exchange=0)
    page = writing.written(source(found, report=report(found, said=""), story_of=lambda each: story))
    assert "<code>add</code> for <code>GET /customers/</code>: at <code>errors[].code</code> came" in page


def test_one_bug_is_told_once_and_what_was_seen_besides_beneath_it() -> None:
    found = [
        finding(1, said=""),
        finding(2, "reads/b", said="", since="new"),
        finding(3, "upsert/c", said="", test="other", exchange=9),
    ]
    page = writing.written(source(*found, report=report(*found, said="")))
    assert "3 findings, which seem to have 2 causes, in dup, reads, upsert." in page
    assert page.count("Also seen, probably of the same cause: 1") == 2, "in the list, and in the article"
    first, third = page.index('<article id="finding-1"'), page.index('<article id="finding-3"')
    assert first < page.index('<article id="finding-2"') < third
    assert 'Its requests stand in the story of <a href="#finding-1">' in page
    listed = page[page.index('<ol class="toc"') : page.index("</ol>")]
    assert re.findall(r"#finding-(\d)", listed) == ["1", "3"]
    assert '<span class="tag new">new</span>' in listed, "a new one is not overlooked beneath an old one"


@pytest.mark.parametrize(
    ("code", "notes", "told"),
    [
        (Exit.CLEAN, (), "The target kept every promise that was asked for: 9 of 12."),
        (Exit.FINDINGS, (), "The target breaks what its documents promise: 1 finding in dup."),
        (Exit.NO_VERDICT, ("nothing answers",), "There is no verdict: nothing answers"),
        (Exit.USAGE, ("--seed: what",), "The run did not begin: --seed: what"),
        (Exit.INTERRUPTED, (), "The run was interrupted: below is what it had seen by then."),
        (Exit.NOTHING, (), "Nothing was exercised, so nothing is known of the target."),
    ],
)
def test_the_verdict_is_a_sentence(code: Exit, notes: tuple[str, ...], told: str) -> None:
    assert sentence(report(finding(1, said=""), said="", exit=code, notes=notes)) == told


def test_a_page_stays_small_however_much_was_found() -> None:
    many = [finding(number, f"dup/r{number}", "x" * 5_000, test=f"t{number}") for number in range(1, 4 * WHOLE_MAX)]
    page = writing.written(source(*many, story=40))
    assert len(page.encode()) < 1_500_000
    assert "in run.jsonl</pre>" in page
    assert f"{3 * WHOLE_MAX - 1} more" in page


def test_somebody_elses_page_stays(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>home</h1>")
    placing.forget(tmp_path)
    with pytest.raises(OSError, match="somebody else's page is there"):
        placing.leave(tmp_path, "x")
    assert (tmp_path / "index.html").read_text() == "<h1>home</h1>"


def test_the_page_of_an_earlier_run_goes(tmp_path: Path) -> None:
    placing.leave(tmp_path, writing.written(source()))
    placing.leave(tmp_path, writing.written(source(finding(1))))
    placing.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    found_ = [
        finding(1, since="new"),
        finding(2, "upsert/b", since="flaky: broke in 2 of 3 nights"),
        finding(3, "reads/c", test="reads/other"),
    ]
    placing.leave(folder, writing.written(source(*found_)))
    return folder / placing.NAME


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_it_and_asks_nothing_of_the_network(chromium: Tab, page: Path, width: int, dark: bool) -> None:
    chromium.open(page, width, 800, dark=dark)
    assert chromium.evaluate("document.title").startswith("FAIL - contract tests of https://staging.example")
    assert chromium.evaluate("document.querySelectorAll('.matrix .cells a').length") == 12
    assert chromium.evaluate("document.querySelectorAll('article').length") == 3
    assert chromium.evaluate("document.querySelectorAll('svg .curve').length") == 5
    assert chromium.evaluate("document.querySelector('svg .dot').getBoundingClientRect().width") > 0
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")
    light = "rgb(20, 23, 26)" if dark else "rgb(251, 251, 250)"
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == light
    assert chromium.evaluate("document.querySelectorAll('.copied button').length") == 6, "our script runs"
    assert chromium.requests == [page.resolve().as_uri()]
    assert chromium.errors == []


@pytest.mark.parametrize("dark", [False, True])
def test_texts_stand_out_from_what_is_behind_them(chromium: Tab, page: Path, dark: bool) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    chromium.open(page, dark=dark)
    worst = chromium.evaluate(WORST_CONTRAST)
    assert worst[0] >= 4.5, worst


def test_it_is_used_by_the_keyboard_alone(chromium: Tab, page: Path) -> None:
    chromium.open(page)
    chromium.press("Tab")
    assert chromium.evaluate("document.activeElement.className") == "skip"
    assert chromium.evaluate("document.activeElement.getBoundingClientRect().left >= 0"), "it shows once it is reached"
    chromium.press("Tab")
    chromium.press("Tab")
    chromium.press("Enter")
    assert chromium.evaluate("location.hash") in ("#finding-1", "#changes")
    chromium.evaluate("document.querySelector('.matrix .cells a').focus()")
    assert chromium.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    chromium.press("Enter")
    opened = "document.getElementById('promise-dup-one-owner').closest('details').open"
    assert chromium.evaluate(opened), "a link into what is folded opens it"
    chromium.evaluate("document.querySelector('.also').open = false; location.hash = '#finding-2'; 1")
    assert chromium.evaluate("new Promise((done) => setTimeout(() => done(document.querySelector('.also').open)))")
    chromium.evaluate("document.querySelector('#members summary').focus()")
    chromium.press("Enter")
    assert chromium.evaluate("document.querySelector('#members details').open")
    chromium.press("Enter")
    assert not chromium.evaluate("document.querySelector('#members details').open")


def test_nothing_that_a_target_says_runs(chromium: Tab, page: Path) -> None:
    chromium.open(page)
    chromium.evaluate("for (const each of document.querySelectorAll('details')) each.open = true; 1")
    assert "owned" not in chromium.evaluate("document.title").partition("</code>")[0]
    assert chromium.evaluate("document.querySelectorAll('img, iframe, object, embed, form, base').length") == 0
    assert chromium.evaluate("document.querySelectorAll('script').length") == 1
    assert chromium.requests == [page.resolve().as_uri()]


def test_even_what_got_in_would_not_run(chromium: Tab, page: Path, tmp_path: Path) -> None:
    """The policy of the page alone holds it back."""
    inside = (
        "<script>document.title='owned'</script><img src='https://evil.example/x' onerror=\"document.title='owned'\">"
    )
    spoilt = tmp_path / "index.html"
    spoilt.write_text(page.read_text().replace("<header>", f"<header>{inside}", 1))
    chromium.open(spoilt)
    assert chromium.evaluate("document.title").startswith("FAIL")
    assert chromium.requests == [spoilt.resolve().as_uri()]
