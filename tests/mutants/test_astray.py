"""The way to the target is not the target: what answers in its place breaks no promise, in whole runs.

Each run asks the healthy reference, before which something stands.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.engine.exchange import NOT_JSON, Answer, Model, Request, Response, Rest
from contracts.engine.verdict import Exit, Verdict
from contracts.reporting.summary import RunReport
from contracts.runner import specimen

from .suite import run
from .variants import VARIANTS

Way = Callable[[Request, Model], Answer | Rest]
"""What stands before a model: it answers itself, or asks the model."""


def page(status: int, title: str) -> Answer:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head></html>"
    return Answer(Response(status, (("Content-Type", "text/html; charset=utf-8"),), text.encode()))


def redirects_writes(request: Request, model: Model) -> Answer | Rest:
    """Reads are served; a write is sent elsewhere."""
    moved = Response(308, (("Location", "https://api.example/"),))
    return model(request) if request.method == "GET" else Answer(moved)


def redirects_after_writing(request: Request, model: Model) -> Answer | Rest:
    """A write is done, and its answer lost on a detour."""
    answer = model(request)
    lost = request.method != "GET" and isinstance(answer, Answer) and answer.response.status < 300
    return Answer(Response(303, (("Location", "/done"),))) if lost else answer


def wants_a_sign_in(request: Request, model: Model) -> Answer | Rest:
    """Everything is a form, under 200."""
    return page(200, "Sign in")


def shows_strangers_a_page(request: Request, model: Model) -> Answer | Rest:
    """A gateway with a user directory of its own: whom it does not know gets its page."""
    answer = model(request)
    denied = isinstance(answer, Answer) and answer.response.status == 401
    return page(401, "401 Authorization Required") if denied else answer


def has_a_router(request: Request, model: Model) -> Answer | Rest:
    """Without look-ups, which are a page under 404; what is no JSON is refused by a page before anything else."""
    if request.method == "GET":
        return page(404, "Not Found")
    if (request.header("Content-Type") or "").partition(";")[0] != "application/json":
        return page(415, "Unsupported Media Type")
    return page(400, "Bad Request") if request.json is NOT_JSON else model(request)


def blocking_after(passed: int, status: int) -> Way:
    """A firewall that lets some requests pass, and has seen enough."""
    numbers = itertools.count()
    return lambda request, model: model(request) if next(numbers) < passed else page(status, "Request blocked")


def behind(monkeypatch: pytest.MonkeyPatch, folder: Path, way: Way, *options: str) -> RunReport:
    """What comes of a run against the reference behind something."""
    reference = specimen.reference

    def wrapped(*arguments: object) -> Model:
        model = reference(*arguments)  # type: ignore[arg-type]
        return lambda request: way(request, model)

    monkeypatch.setattr(specimen, "reference", wrapped)
    return run(folder, *options)


def told(report: RunReport) -> set[str]:
    """Why promises have no verdict: without the requests, and what follows from the first reason."""
    reasons = {promise.reason for promise in report.promises if promise.verdict is Verdict.UNKNOWN}
    return {reason.partition(" answered ")[2].partition(";")[0] for reason in reasons}


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        (redirects_writes, "a redirect to https://api.example/ (HTTP 308): is the base URL right?"),
        (redirects_after_writing, "a redirect to /done (HTTP 303): is the base URL right?"),
        (
            wants_a_sign_in,
            'a page, "Sign in" (HTTP 200): is the base URL right? does something on the way want a sign-in?',
        ),
        (
            blocking_after(40, 403),
            'a page, "Request blocked" (HTTP 403): does a firewall hold the request back? ask for it to be let pass',
        ),
        (
            blocking_after(40, 404),
            'a page, "Request blocked" (HTTP 404): is the base URL right? does something on the way want a sign-in?',
        ),
        (
            shows_strangers_a_page,
            'a page, "401 Authorization Required" (HTTP 401): '
            "is the base URL right? something on the way may want credentials of its own",
        ),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_answers_in_the_place_of_the_target_breaks_no_promise(
    way: Way, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No verdict, not one finding or remark, and one clear reason."""
    report = behind(monkeypatch, tmp_path, way)
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.NO_VERDICT
    assert told(report) == {reason}


@pytest.mark.parametrize("way", [redirects_writes, wants_a_sign_in])
def test_a_run_ends_where_no_write_gets_through(way: Way, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whether it reads or not: after five writes the rest would not get through either."""
    report = behind(monkeypatch, tmp_path, way)
    (note,) = [note for note in report.notes if "reached the target" in note]
    assert note.startswith("none of 5 writes reached the target: the last one was answered a ")
    assert report.requests < 20


def test_a_router_may_answer_by_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """That there are no look-ups, and that something is no JSON: the rest is judged, and clean."""
    profile = replace(VARIANTS["no look-ups"], manner=()).options(tmp_path)
    report = behind(monkeypatch, tmp_path, has_a_router, *profile)
    assert [(finding.rule, finding.breach) for finding in report.findings] == []
    assert report.exit is Exit.CLEAN
    assert report.rules["robustness/malformed-body-is-refused"].exercised
    assert report.tests[Verdict.PASS] > 20
