"""The page of a campaign: who is broken where, whose it is, and that nothing a target says is more than text there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import WORST_CONTRAST, Tab
from campaigns import Left, failing, shard

from contracts.engine.verdict import Exit
from contracts.reporting.campaign import reading
from contracts.reporting.campaign.values import (
    BrokenThere,
    Campaign,
    CampaignPlan,
    Planned,
    Shard,
    TargetResult,
    conclude,
)
from contracts.reporting.changes import Broken, Night
from contracts.reporting.site import overview, placing, writing

HOSTILE = """</td></script><script>document.title="owned"</script><img src=//evil.example onerror=alert(1)>"""
HOSTILE += """'" {{ 7*7 }}\u202e"""
FAMILIES = [f"family-{number}" for number in range(18)]


def made(*told: TargetResult) -> Campaign:
    plan = CampaignPlan("brands", "ab", 1, tuple(Planned(each.name, 1, depth="gate", tags=("eu",)) for each in told))
    return Campaign(frozenset({plan}), frozenset({Shard("brands", "ab", 1, 1, "r1")}), frozenset(told))


def left(name: str, *broken: str, held: tuple[str, ...] = ("dup/a", "reads/c"), **changes: object) -> TargetResult:
    found = tuple(BrokenThere(rule, "add", "dup/one", "errors[].code", number=n) for n, rule in enumerate(broken, 1))
    asked = tuple((rule, 2) for rule in sorted({*held, *broken}))
    families = sorted({rule.partition("/")[0] for rule, _ in asked})
    promises = tuple((f"{family}-x", family, "PASS", 2) for family in families)
    known = {"exit": int(bool(broken)), "broken": found, "exercised": asked, "promises": promises, "requests": 60}
    return TargetResult(name, **{**known, **changes})  # type: ignore[arg-type]


def source(campaign: Campaign, **changes: object) -> overview.OverviewSource:
    names = frozenset(campaign.targets)
    return overview.OverviewSource(campaign, conclude(campaign), pages=names, **changes)  # type: ignore[arg-type]


def groups(campaign: Campaign) -> Mapping[str, list[tuple[str, str, list[str]]]]:
    told = overview.context(source(campaign))["groups"]
    return {name: [(row.rule, row.told, [chip.name for chip in row.at]) for row in rows] for name, _, rows, _ in told}


def test_what_is_broken_everywhere_is_told_from_what_is_broken_for_one() -> None:
    told = groups(
        made(
            left("a", "dup/all", "dup/one", "dup/two"),
            left("b", "dup/all", "dup/two", held=("dup/one",)),
            left("c", "dup/all", held=("dup/one", "dup/two")),
        )
    )
    assert told["everywhere"] == [("dup/all", "broken at all 3 that asked", ["a", "b", "c"])]
    assert told["for some"] == [("dup/two", "broken at 2 of 3 that asked", ["a", "b"])]
    assert told["for one"] == [("dup/one", "broken at 1 of 3 that asked", ["a"])]


def test_one_is_not_everywhere_nor_are_the_few_that_asked() -> None:
    alone = groups(made(left("a", "dup/odd"), left("b")))
    assert alone["for one"] == [("dup/odd", "broken at the only one that asked", ["a"])]
    few = groups(made(left("a", "dup/odd"), left("b", "dup/odd"), *(left(name) for name in "cd")))
    assert few["everywhere"] == []
    assert few["for some"] == [("dup/odd", "broken at all 2 that asked", ["a", "b"])]


def test_what_is_waived_or_a_remark_stands_apart_and_breaks_no_cell() -> None:
    waived = BrokenThere("dup/a", "add", "dup/one", "x", waived="CRM-1")
    campaign = made(left("a", broken=(waived,), exit=0), left("b"))
    told = overview.context(source(campaign))
    assert [row.rule for row in told["groups"][3][2]] == ["dup/a"]
    assert [cell[0] for row in told["rows"] for cell in row.cells] == ["!", "✓", "✓", "✓"]
    assert told["sentence"] == "None of 2 targets was seen to break a promise; none without a verdict."


def test_the_worst_comes_first_and_without_a_verdict_nothing_is_held() -> None:
    down = left("c", exit=3, why="nothing answers")
    cut = left("d", lacks="run.jsonl is cut or broken")
    told = overview.context(source(made(left("a"), left("b", "dup/a"), down, cut, left("e", "dup/a", "reads/c"))))
    shown = {row.brand.name: (row.verdict, row.why, [cell[0] for cell in row.cells]) for row in told["rows"]}
    assert list(shown) == ["e", "b", "c", "d", "a"]
    assert told["families"] == ["dup", "reads"]
    assert shown["e"] == ("FAIL", "", ["✗1", "✗1"])
    assert shown["c"] == ("UNKNOWN", "nothing answers", ["?", "?"])
    assert shown["d"] == ("no verdict", "no verdict: run.jsonl is cut or broken", ["?", "?"])
    assert shown["a"] == ("PASS", "", ["✓", "✓"])


def test_readings_are_shown_where_targets_differ() -> None:
    answers = {"a": "by-name", "b": "by-name", "c": "by-date"}
    campaign = made(*(left(name, readings=(("order", it), ("same", "x"))) for name, it in answers.items()))
    ((reading_, told),) = overview.context(source(campaign))["readings"]
    assert reading_ == "order"
    assert [(answer, [chip.name for chip in chips]) for answer, chips, _ in told] == [
        ("by-name", ["a", "b"]),
        ("by-date", ["c"]),
    ]


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def hostile(said: str) -> overview.OverviewSource:
    broken = tuple(BrokenThere(f"dup/{n}{said}", f"add{said}", "dup/one", f"x{said}", number=n) for n in (1, 2))
    odd = left("a", readings=((f"r{said}", f"1{said}"),), broken=broken, exit=1, why=said, depth=said or "gate")
    odd = TargetResult(**{**vars(odd), "promises": ((f"p{said}", f"dup{said}", "PASS", 1),)})
    told = made(odd, left("b", readings=((f"r{said}", "2"),), exit=3, why=said))
    return source(told, must={f"dup/1{said}": f"It MUST `x`{said}"}, notes=(f"note{said}",))


def test_what_a_target_says_is_text_and_nothing_else() -> None:
    page = writing.campaign_written(hostile(HOSTILE))
    plain, found = Elements(writing.campaign_written(hostile(""))).found, Elements(page).found
    assert {name for name, _ in found} <= {name for name, _ in plain}
    for name, attributes in found:
        assert not any(attribute.startswith("on") for attribute in attributes), (name, attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "http", "//"))
        assert "src" not in attributes
    assert ">49" not in page
    assert "\u202e" not in page


def test_the_page_of_forty_targets_is_small(tmp_path: Path) -> None:
    rules = [f"{family}/a-rule-of-some-length-{n}" for family in FAMILIES for n in range(12)]
    nights = [
        Night(
            f"r{n}",
            f"2030-01-{n % 28 + 1:02}T01:00:00+00:00",
            "gate",
            1,
            300,
            4.0,
            (3, 9),
            {"a/b | c | d | e": Broken(1)},
        )
        for n in range(90)
    ]
    told = made(
        *(left(f"brand-number-{n}", *(f"{r}-{n}" if n % 2 else r for r in rules), why="x" * 900) for n in range(40))
    )
    page = writing.campaign_written(source(told, nights=dict.fromkeys(told.targets, nights)))
    assert len(page.encode()) < 1_500_000
    assert page.count('class="is-broken"') >= 40 * 18
    assert "more stand on the pages of the targets" in page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with all its parts."""
    folder = tmp_path_factory.mktemp("campaign")
    every = {
        "a": (1, failing("dup/a", "reads/c", readings={"order": "by-name"})),
        "b": (1, failing("dup/a", readings={"order": "by-date"})),
        "c": (1, Left(readings={"order": "by-name"}, held=("dup/b",), remarks=["upsert/x"])),
        "d": (1, Left(exit=Exit.NO_VERDICT, log=False, why=HOSTILE)),
        "e": (2, None),
    }
    campaign = reading.read(shard(folder / "shard-1", 1, 2, every))
    days = [Night(str(n), f"2030-01-0{n}T01:00:00+00:00", "gate", n % 2, 300, 60.0) for n in (1, 2, 3)]
    made_ = overview.OverviewSource(campaign, conclude(campaign), pages={"a", "b"}, nights={"a": days})
    placing.leave(folder, writing.campaign_written(made_))
    return folder / placing.NAME


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_it_and_asks_nothing_of_the_network(chromium: Tab, page: Path, width: int, dark: bool) -> None:
    chromium.open(page, width, 800, dark=dark)
    assert chromium.evaluate("document.title") == "FAIL - campaign brands"
    rows = chromium.evaluate("[...document.querySelectorAll('.campaign th[scope=row]')].map(e => e.textContent)")
    assert rows == ["a", "b", "d", "e", "c"]
    assert chromium.evaluate("document.querySelectorAll('.campaign .is-broken').length") == 3
    assert chromium.evaluate("document.querySelectorAll('svg .curve').length") == 5
    assert chromium.evaluate("document.documentElement.scrollWidth <= innerWidth")
    light = "rgb(20, 23, 26)" if dark else "rgb(251, 251, 250)"
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == light
    assert chromium.evaluate("document.querySelectorAll('img, iframe, object, embed, form, base').length") == 0
    assert chromium.evaluate(WORST_CONTRAST)[0] >= 4.5, "WCAG 2.2, 1.4.3"
    assert chromium.requests == [page.resolve().as_uri()]
    assert chromium.errors == []


def test_it_leads_to_the_pages_of_the_targets_that_are_there(page: Path) -> None:
    leads = re.findall(r'href="(targets/[^"]*)"', page.read_text())
    assert {lead.partition("#")[0] for lead in leads} == {"targets/a/index.html", "targets/b/index.html"}
    assert {"targets/a/index.html#finding-1", "targets/a/index.html#family-dup"} <= set(leads)
