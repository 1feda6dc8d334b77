"""`contracts merge`: the shards of a campaign, or several merges of them, as one."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from contracts.engine import whole
from contracts.engine.claim import claim
from contracts.engine.errors import UsageError
from contracts.engine.leniency import leniency
from contracts.engine.pace import in_silence
from contracts.engine.secrecy import Secret
from contracts.engine.verdict import Exit, exit_code
from contracts.reporting import folder
from contracts.reporting.campaign import junit, reading, results, shelf
from contracts.reporting.campaign.nights import Nights, shown
from contracts.reporting.campaign.values import Campaign, Concluded, Conclusion, conclude, merged
from contracts.reporting.chronicle import Chronicle, NoHistory
from contracts.reporting.render import counted, cut, escaped
from contracts.reporting.site import placing
from contracts.reporting.site.overview import OverviewSource
from contracts.reporting.text import VERDICT_WORD
from contracts.rules import law
from contracts.runner import leaks

Say = Callable[[str], None]
_LINE = 160
_LINES_MAX = 40
"""So many targets without a verdict are named on the terminal; the page names all."""


def merge_into(
    folders: Sequence[Path],
    into: Path,
    *,
    history: Path | None = None,
    secrets: Sequence[Secret] = (),
    environ: Mapping[str, str] = os.environ,
    say: Say = in_silence,
) -> Exit:
    """Add up the folders of a campaign, leave the whole in a folder, say what it comes to, and return its exit code.

    `into` may be one of the folders, alone: then its targets stay where they are. `history` is a file of campaigns'
    nights. No file that is left may hold one of the `secrets`, nor what the environment has in the variables that
    held the credentials of a run. Raises UsageError where `into` cannot be used.
    """
    sources = sorted({folder.resolve() for folder in folders})
    if not sources:
        raise UsageError("merge: name the folders of the shards, as in shard-*/")
    release = claim(into, "--into")
    try:
        with leniency():
            campaign = together(sources)
            is_in_place = sources == [into.resolve()]
            if not is_in_place:
                shelf.prepare(into, sources)
            placing.forget(into)
            if not is_in_place:
                shelf.gather(sources, into, campaign)
                shelf.leave(into, campaign)
            merge = _Merge(campaign, into, say)
            return merge.conclude(history, (*secrets, *merge.secrets(environ)))
    except OSError as error:
        raise UsageError(f"--into: {into} cannot be written: {error.strerror or error}") from None
    finally:
        release()


class _Merge:
    """Writes what a campaign comes to into the folder that holds its targets, and says it."""

    def __init__(self, campaign: Campaign, into: Path, say: Say) -> None:
        self._campaign, self._into, self._say = campaign, into, say
        self._conclusion = conclude(campaign)
        self._notes: list[str] = []
        self._nights: Nights | None = None

    def conclude(self, history: Path | None, secrets: Sequence[Secret]) -> Exit:
        """Write and say everything; returns the exit code. Raises OSError."""
        if history is not None:
            self._remember(history)
        targets = self._into / reading.TARGETS
        whole.write(self._into / junit.NAME, junit.text(self._campaign, self._conclusion, targets))
        results.leave(self._into / folder.RESULTS, self._campaign, self._conclusion, targets)
        self._make_page()
        sure, warnings = leaks.told([self._into], secrets, Path.cwd()) if secrets else ([], [])
        if sure:
            missing = (*self._conclusion.missing, *sure)
            code = exit_code((self._conclusion.exit, Exit.NO_VERDICT))
            self._conclusion = replace(self._conclusion, exit=code, missing=missing)
            whole.write(self._into / junit.NAME, junit.text(self._campaign, self._conclusion, targets))
            self._make_page()
        for line in (*lines(self._conclusion), *warnings, *self._notes):
            self._say(line)
        self._say(f"page: {self._into / placing.NAME}")
        self._say(verdict(self._campaign, self._conclusion))
        return self._conclusion.exit

    def secrets(self, environ: Mapping[str, str]) -> Iterator[Secret]:
        """What the variables hold that held the credentials of the runs, where they are set."""
        named = {name for result in self._campaign.results for name in result.variables}
        yield from (Secret(f"what is in {name}", environ[name]) for name in sorted(named) if environ.get(name))

    def _remember(self, history: Path) -> None:
        """A history that cannot be used costs a line and no verdict."""
        try:
            self._nights = Nights(Chronicle(history), self._campaign, self._conclusion.targets)
            self._nights.add()
        except NoHistory as error:
            self._notes.append(str(error))

    def _make_page(self) -> None:
        from contracts.reporting.site import writing  # where no page is made, nobody waits for Jinja

        conclusion, nights = self._conclusion, self._nights
        beside = {each.name for each in conclusion.targets if self._page(each.name).is_file()}
        source = OverviewSource(
            campaign=self._campaign,
            conclusion=conclusion,
            must={id_: rule.must for id_, rule in law().items()},
            pages=beside,
            nights=shown(nights.all) if nights else {},
            changes=nights.changes if nights else {},
            notes=self._notes,
        )
        try:
            placing.leave(self._into, writing.campaign_written(source))
        except FileExistsError as error:
            self._notes.append(f"no page: {error.strerror}")

    def _page(self, target: str) -> Path:
        return self._into / reading.TARGETS / target / placing.NAME


def together(sources: Sequence[Path]) -> Campaign:
    """What some folders hold; a shard that is in two of them is doubled, though both say the same."""
    read = [reading.read(source) for source in sources]
    held = Counter(shard for each in read for shard in {(shard.place, shard.of) for shard in each.shards})
    twice = frozenset(shard for shard, folders in held.items() if folders > 1)
    return merged([*read, Campaign(doubled=twice)])


def lines(conclusion: Conclusion) -> Iterator[str]:
    """What a merge says: what is missing, and each target that is not clean."""
    told = [*conclusion.missing, *(_told(each) for each in conclusion.targets if each.exit and not each.why)]
    yield from (cut(escaped(line), _LINE) for line in told[:_LINES_MAX])
    if len(told) > _LINES_MAX:
        yield f"{len(told) - _LINES_MAX:,} more: see the page"


def verdict(campaign: Campaign, conclusion: Conclusion) -> str:
    """The last line."""
    verdicts = Counter(each.exit for each in conclusion.targets)
    requests = sum(each.result.requests for each in conclusion.targets if each.result)
    held = ", ".join(f"{number} {VERDICT_WORD[code]}" for code, number in sorted(verdicts.items()))
    return (
        f"verdict: {VERDICT_WORD[conclusion.exit]} - campaign {escaped(campaign.name)}: "
        f"{counted(len(conclusion.targets), 'target')} ({held or 'none'}), {counted(requests, 'request')}"
    )


def _told(target: Concluded) -> str:
    result = target.result
    found = len({each.cause for each in result.broken if each.decides}) if result else 0
    why = f"{counted(found, 'finding')}" if target.exit is Exit.FINDINGS else result.why if result else ""
    return f"target {target.name}: {VERDICT_WORD[target.exit]}{f': {why}' if why else ''}"


def declare(command: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Declare the command; `command` makes one of its name and help."""
    merge = command("merge", help="the shards of a campaign as one: page, JUnit, Allure results, exit code")
    merge.add_argument(
        "shards", type=Path, nargs="+", metavar="DIR", help="the folder of a shard, or of a merge before"
    )
    merge.add_argument(
        "--into", type=Path, default=Path("reports"), metavar="DIR", help="where it goes (default reports)"
    )
    merge.add_argument(
        "--history", type=Path, metavar="FILE", help="the campaign's nights, carried from merge to merge"
    )
    merge.set_defaults(run=partial(_merge, say))


def _merge(say: Say, arguments: argparse.Namespace) -> int:
    return int(merge_into(arguments.shards, arguments.into, history=arguments.history, say=say))
