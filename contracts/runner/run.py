"""One run: its targets, its records, what it logs, and the report it comes to."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

import yaml

from contracts.documents import files, waivers
from contracts.documents.profile import Profile
from contracts.engine import whole
from contracts.engine.claim import claim
from contracts.engine.credentials import Credentials
from contracts.engine.errors import NoVerdict, UsageError
from contracts.engine.exchange import Exchange, History, Missing, NoAnswer, Request
from contracts.engine.grant import Fetched
from contracts.engine.http_transport import check_reachable
from contracts.engine.outages import Outages
from contracts.engine.pace import in_silence
from contracts.engine.resuming import Muted, Past, client_of
from contracts.engine.secrecy import Secret
from contracts.engine.target import Record, Target
from contracts.engine.verdict import Exit, Finding, Ruling, Verdict, exit_code
from contracts.engine.whole import Lines
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import WRITES, Intent
from contracts.evidence.uses import Uses
from contracts.reporting.changes import Night
from contracts.reporting.events import RunLog, past_of
from contracts.reporting.render import counted
from contracts.reporting.summary import RuleReport, RunReport, ScenarioReport, Told
from contracts.rules.judge import Judge, Judged
from contracts.runner import adding, citing, cutting, identity, keeping, pacing, preflight, records, specimen
from contracts.runner.asked import Options, open_transport
from contracts.runner.found import Found
from contracts.runner.lookout import PRE_FLIGHT, Lookout
from contracts.runner.remembering import Remembrance, latency_ms
from contracts.stories.declaring import Setting
from contracts.stories.ledger import Ledger
from contracts.stories.namespace import Namespace
from contracts.stories.people import Cast
from contracts.stories.shapes import latitude
from contracts.stories.verbs import Api
from contracts.stories.weighing import Served, may_lag

UNCHECKED_CERTIFICATES = "certificates are not checked (--insecure): anybody on the way may read along and answer"


@dataclass
class _Opened:
    target: Target[Intent, Judged]
    judge: Judge
    profile: Profile
    served: Served = field(default_factory=Served)


class Run:
    """Opens targets as tests need them, and adds up what came of the tests."""

    def __init__(self, options: Options, credentials: Credentials, tell: Callable[[str], None] = in_silence) -> None:
        self.options = options
        self.tell = tell
        """Hears of what a person has to wait for."""
        self.spec = files.load_spec()
        self.namespace = Namespace(options.profile.people, options.run_id)
        self.cast = Cast(self.namespace, options.seed, latitude(options.profile, options.is_shared))
        self._found = Found(options.profile.request_ids)
        self.tests: dict[str, ScenarioReport] = {}
        self.exits: set[Exit] = set()
        self.notes: list[str] = []
        self.watch: Callable[[], None] = lambda: None
        """Called whenever something came back."""
        self.ends = ""
        """Why the run ends before its time; empty while it goes on."""
        self.remembrance = Remembrance(options.history, self.target_name)
        self._credentials = credentials
        self._started = time.monotonic()
        self._opened: dict[str, _Opened] = {}
        self._stack = contextlib.ExitStack()
        self._sent = 0
        self._fetched = 0
        self._first_at: int | None = None
        self._uses = Uses(files.load_members())
        self.past = Past()
        """What the run had sent before it was resumed."""
        outages = Outages(options.patience_s, tell=tell)
        self._lookout = Lookout(outages, self._ask, self._whom, self.past)
        self._cutter = cutting.Cutter(options, credentials)
        self._until = self._started + options.max_seconds if options.max_seconds is not None else None

    @property
    def target_name(self) -> str:
        """The base URL, or the embedded reference."""
        return self.options.base_url or specimen.NAME

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found so far."""
        return self._found.all

    @property
    def spent(self) -> int:
        """Requests of the budget that were sent."""
        return self._opened[""].target.client.pace.spent if "" in self._opened else 0

    def open(self) -> Sequence[str]:
        """Make sure that the target can be asked; returns lines that tell what is about to happen.

        Raises UsageError for a host that looks like production and for a folder that cannot be
        written or is another run's, Unreachable where nothing answers, and HarnessError where
        the credentials are refused.
        """
        told: list[str] = []
        folder = self.options.reports
        if self.options.base_url is not None:
            preflight.refuse_production(self.options.base_url, self.options.profile)
            check_reachable(self.options.base_url, self.options.connection)
        else:
            specimen.reference(self.options.profile, self.options.faults, self.options.manner)
        self._stack.callback(claim(folder, "--reports"))
        records.forget(folder)
        try:
            lines = Lines(folder / "people.jsonl", durable=self.options.is_outside)  # 0.1 ms for each of 300 lines
            people = self._stack.enter_context(lines)
        except OSError as error:
            raise UsageError(f"--reports: {folder / 'people.jsonl'} cannot be written: {error.strerror}") from None
        corpus_sha256, complaints = keeping.take_up(self.options, self.namespace, self.spec, self.cast.trials)
        told += complaints
        log = folder / "run.jsonl"
        if self.options.resumes and self.options.base_url is not None:  # of a fresh reference nothing is left
            self.past.take_up(*past_of(log))
            told.append(f"goes on after {counted(self.past.count, 'request')} of {log}")
        kept = Muted(people, lambda: not self.past.is_over)
        self.ledger = Ledger(kept, self.options.run_id, self.options.people_max, self.target_name)
        facts = records.facts(self.options, self.spec.sha256, self.target_name, corpus_sha256)
        self.log = RunLog(log, facts, self.past.count, self.past.asked)
        if self.options.base_url is not None:
            self._probe()
        if self.options.is_outside:
            told.append(preflight.plan(self.options.profile, self.options.budget, self.options.people_max))
            notes = (preflight.whose_mobiles, preflight.left_out)
            told += filter(None, (note(self.options.profile) for note in notes))
        if self.target_name.lower().startswith("https:") and self.options.connection.verify is False:
            told.append(UNCHECKED_CERTIFICATES)
        return told

    def _probe(self) -> None:
        """Ask the target something harmless, three times at most."""
        for _ in range(3):
            judged = self._ask()
            answer = judged.exchange.answer
            barred = isinstance(answer, NoAnswer) and answer.why is Missing.REFUSED
            if barred or judged.decoded.kind not in (Kind.NO_ANSWER, Kind.UNAVAILABLE):
                break
        preflight.check(judged, self.target_name, self.options, self._credentials)

    def end_early(self, why: str) -> None:
        """Let no further test begin; what the run has seen by then is told."""
        if not self.ends:
            self.ends = why
            self.exits.add(Exit.NO_VERDICT)
            self.notes.append(why)

    @property
    def _spurned(self) -> str:
        """Why the judge gives the target up: what it says of people of ours; empty where it does not."""
        return next((told for each in self._opened.values() if (told := each.judge.hopeless)), "")

    def look_ahead(self) -> None:
        """End the run where no more gets through, as it seems after the last test."""
        if not self.ends and (why := self._spurned or self._lookout.look()):
            self.end_early(why)

    def _whom(self) -> str:
        """The variable that names who asks."""
        profile, known = self.options.profile, self._credentials
        return profile.credentials.username if known.has_user else identity.token_variable(profile, known)

    def _ask(self) -> Judged:
        """Ask the target something harmless."""
        probe = preflight.probe(self.options.profile, self.namespace)
        return self._target(None).target.send(probe, Record(PRE_FLIGHT))

    def close(self) -> None:
        """End what the run has started."""
        self._stack.close()
        if self.is_open:
            self.log.close()

    @property
    def is_open(self) -> bool:
        """Whether it came so far as to have records."""
        return hasattr(self, "log")

    def api(self, record: Record[Judged], setting: Setting | None = None) -> Api:
        """The verbs for a test; raises BudgetSpent where it could not send anything."""
        if self.ends:
            raise NoVerdict(self.ends)
        opened = self._target(setting)
        if not record.breaches:  # what has broken a promise is not tried again, and says so instead
            opened.target.client.pace.check()
        return self._api(opened, record)

    def cut_down(self, record: Record[Judged]) -> None:
        """Cut down what broke in a test of generated requests, as far as it may be."""
        for finding in record.breaches:
            opened = self._opened[self._found.target_of(finding)]
            cutting.cut_down(self._cutter, finding, self._api(opened, record))

    def _api(self, opened: _Opened, record: Record[Judged]) -> Api:
        return Api(opened.target, opened.profile, self.spec, self.cast, record, opened.served)

    def conclude(self, report: ScenarioReport) -> None:
        """Take in what came of a test, or of a new attempt at it; one that was not made leaves things as they were."""
        earlier = self.tests.get(report.id)
        if earlier is not None and earlier.verdict is Verdict.UNKNOWN:
            self.notes.append(f"{report.id} was tried again: {earlier.reason}")
            if report.verdict is Verdict.SKIP:
                return
        self.tests[report.id] = report
        if report.verdict is Verdict.FAIL:
            self.exits.add(Exit.FINDINGS)

    def note_failures(self, count: int) -> None:
        """Take in how many reports of pytest were failures: more than tests account for are no verdict."""
        accounted = sum(test.verdict in (Verdict.FAIL, Verdict.UNKNOWN) for test in self.tests.values())
        if (others := count - accounted) > 0:
            self.exits.add(Exit.NO_VERDICT)
            self.notes.append(f"{counted(others, 'failure')} beside the contracts: of tests, fixtures or files")

    def let_go(self, test: str) -> None:
        """Have the exchanges of a test that is over no more: the log has them, and the stories of findings are kept."""
        for opened in self._opened.values():
            opened.target.let_go()
        if test in self.tests:
            self.tests[test] = replace(self.tests[test], exchanges=())

    def story(self, finding: Finding) -> Sequence[Told]:
        """The exchanges of a finding, the breaking one last; none where it is about the profile."""
        return self._found.story(finding)

    @property
    def secrets(self) -> Sequence[Secret]:
        """What the run has used and no file may hold."""
        used = (each.target.client.secrets for each in self._opened.values())
        return tuple(dict.fromkeys((*self._credentials.secrets, *chain.from_iterable(used))))

    def rule(self, id_: str) -> RuleReport | None:
        """A rule as the run has seen it so far; None where there is none of that id."""
        tally = adding.tallies(opened.judge.tallies for opened in self._opened.values()).get(id_)
        return citing.rule_report(id_, tally) if tally else None

    @property
    def exit(self) -> Exit:
        """The exit code that follows from what the run knows so far."""
        held = set(self.exits)
        if any(test.verdict is Verdict.UNKNOWN for test in self.tests.values()):
            held.add(Exit.NO_VERDICT)
        if any(finding.decides for finding in self.findings):
            held.add(Exit.FINDINGS)
        return exit_code(held)

    def record(self, report: RunReport) -> None:
        """Log how the run ended; raises Derailed, and OSError for the readings."""
        for finding in report.findings:
            self.log.finding(finding, self._found.target_of(finding), citing.location_of(finding.rule))
        self.log.verdict(report)
        written = yaml.safe_dump(dict(report.readings), sort_keys=True, allow_unicode=True)
        whole.write(self.options.reports / "readings.yaml", written)

    def remember(self, report: RunReport) -> None:
        """Leave the run to the nights after it."""
        self.remembrance.add(self.night(report))

    def report(self) -> RunReport:
        """What the run has to tell, once all tests have had their turn."""
        tallies = adding.tallies(opened.judge.tallies for opened in self._opened.values())
        rules = {id_: citing.rule_report(id_, tally) for id_, tally in tallies.items()}
        of_waivers = list(
            waivers.findings(
                self.options.profile.waivers,
                self.options.expired,
                self.findings,
                tallies,
                adding.exercised(self.tests.values()),
            )
        )
        rules |= adding.of_waivers(of_waivers)
        for finding in of_waivers:
            self._found.number(finding)
        found = [*adding.merged(self.findings), *of_waivers]
        others = sum(len(opened.target.client.history) for name, opened in self._opened.items() if name)
        if others:
            self.notes.append(f"{others} more requests to {len(self._opened) - 1} references of other settings")
        if self._fetched:
            self.notes.append(f"{counted(self._fetched, 'call')} for a token beside the requests")
        history = self._opened[""].target.client.history if "" in self._opened else History()
        self.notes += [f"the target was away for {lasted:.0f} s" for lasted in self._lookout.outages.outwaited]
        self.notes += filter(None, [may_lag(history, found, self.options.profile)])
        if any(finding.decides for finding in of_waivers):
            self.exits.add(Exit.FINDINGS)
        asked = any(test.verdict is not Verdict.SKIP for test in self.tests.values())
        if not asked or not any(tally.exercised for tally in tallies.values()):
            self.exits.add(Exit.NOTHING)
        report = RunReport(
            target=self.target_name,
            profile=self.options.profile.name,
            depth=self.options.depth,
            seed=self.options.seed,
            run_id=self.options.run_id,
            spec_sha256=self.spec.sha256,
            requests=len(history),
            seconds=time.monotonic() - self._started,
            exit=self.exit,
            promises=tuple(adding.promises(tallies, self.tests.values())),
            rules=rules,
            findings=tuple(found),
            tests=Counter(test.verdict for test in self.tests.values()),
            readings=adding.readings(self._opened[""].judge) if "" in self._opened else {},
            notes=tuple(dict.fromkeys(self.notes)),
            statements=citing.statements(),
            sent=self._sent,
            first_at=self._first_at,
            questions=len(self._opened[""].judge.questions) if "" in self._opened else 0,
            cases=self.cast.trials.summed(),
            members=tuple(adding.members(self._uses)),
            latency_ms=latency_ms(history.taken_s),
            history=str(self.options.history.resolve()) if self.options.history else "",
            nights=len(self.remembrance.before),
        )
        judge = self._opened[""].judge if "" in self._opened else None
        drift = self.remembrance.drift(judge.answered.condensed(judge.readings)) if judge else ()
        if drift and self.options.fails_on_drift:
            self.exits.add(Exit.FINDINGS)
            report = replace(report, notes=(*report.notes, "what drifted fails the run: --fail-on drift"))
        report = replace(report, exit=self.exit, drift=drift)
        return replace(report, changes=self.remembrance.changes(self.night(report)))

    def night(self, report: RunReport) -> Night:
        """The run as those after it will know it."""
        return self.remembrance.tonight(report, adding.exercised(self.tests.values()))

    def _target(self, setting: Setting | None) -> _Opened:
        name = setting.id if setting else ""
        if name in self._opened:
            return self._opened[name]
        profile = specimen.mutated(self.options.profile, setting)
        judge = Judge(profile, self.spec, self.namespace.owns)
        base_url, transport = open_transport(self.options, profile, self._stack)
        pace = pacing.of(self.options, self._until, self.tell, is_first=not name)
        outages = self._lookout.outages if self.options.base_url is not None else None
        hear, note = partial(self._hear, name), partial(self._note, name)
        past, heard = Past() if name else self.past, {"hear": hear, "note": note, "outages": outages}
        client = client_of(past, transport, pace, self._credentials, tell=self.tell, **heard)
        if setting:
            self.log.target(name, setting.changes)
        target = Target(base_url, judge, client, self.ledger.announce, partial(self._watch, name))
        self._opened[name] = _Opened(target, judge, profile)
        return self._opened[name]

    def _watch(self, name: str, exchanges: Sequence[Exchange], ruling: Ruling[Judged]) -> None:
        self._sent += len(exchanges)
        for exchange in exchanges:
            self.log.exchange(exchange, name, exchange.request_id(self.options.profile.request_ids))
        self.ledger.heard(ruling.judged)
        opened = self._opened[name]
        for judged in ruling.judged:
            self._lookout.passage.note(judged)
            opened.served.note(judged)
            if not name:
                self._uses.note(judged.exchange, judged.intent, judged.outcome)
        if self._first_at is None and any(finding.decides for finding in ruling.findings):
            self._first_at = self._sent
        for finding in ruling.findings:
            if self._found.take(finding, name, opened.target):
                self.remembrance.note(finding)
                self.log.finding(finding, name, citing.location_of(finding.rule))
        self.watch()
        if exchanges and not name and self._lookout.passage.is_in_doubt:
            raise NoVerdict(self._lookout.barred)

    def _note(self, name: str, requests: Sequence[Request], index: int) -> None:
        if not name and any(request.operation in WRITES for request in requests):
            self.log.sent(len(requests), index)

    def allow(self, requests: int) -> None:
        """Let the run send so many requests more: what it has sent in vain."""
        pace = self._target(None).target.client.pace
        if pace.max_requests is not None:
            pace.max_requests += requests

    def _hear(self, name: str, fetched: Fetched) -> None:
        self._fetched += 1
        self.log.token(fetched, name)
