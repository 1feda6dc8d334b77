"""`contracts merge`: the shards of a campaign, or several merges of them, as one."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from contracts.engine.claim import claim
from contracts.engine.errors import UsageError
from contracts.engine.leniency import leniency
from contracts.engine.secrecy import Secret
from contracts.engine.verdict import Exit
from contracts.reporting.campaign import reading, shelf
from contracts.reporting.campaign.values import Campaign, Concluded, Conclusion, conclude, merged
from contracts.reporting.render import counted, cut, escaped
from contracts.reporting.text import VERDICT_WORD

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
    say: Say = print,
) -> Exit:
    """Add up the folders of a campaign, leave the whole in a folder, say what it comes to, and return its exit code.

    `into` may be one of the folders, alone: then its targets stay where they are. `history` is a file of campaigns'
    nights; no file that is left may hold one of the `secrets`. Raises UsageError where `into` cannot be used.
    """
    sources = sorted({folder.resolve() for folder in folders})
    if not sources:
        raise UsageError("merge: name the folders of the shards, as in shard-*/")
    is_in_place = sources == [into.resolve()]
    release = claim(into, "--into")
    try:
        with leniency():
            campaign = together(sources)
            if not is_in_place:
                shelf.prepare(into, sources)
                shelf.gather(sources, into, campaign)
                shelf.leave(into, campaign)
            conclusion = conclude(campaign)
    except OSError as error:
        raise UsageError(f"--into: {into} cannot be written: {error.strerror}") from None
    finally:
        release()
    for line in lines(campaign, conclusion):
        say(line)
    return conclusion.exit


def together(sources: Sequence[Path]) -> Campaign:
    """What some folders hold; a shard that is in two of them is doubled, though both say the same."""
    read = [reading.read(source) for source in sources]
    held = Counter(shard for each in read for shard in {(shard.place, shard.of) for shard in each.shards})
    twice = frozenset(shard for shard, folders in held.items() if folders > 1)
    return merged([*read, Campaign(doubled=twice)])


def lines(campaign: Campaign, conclusion: Conclusion) -> Iterator[str]:
    """What a merge says: what is missing, each target that is not clean, the verdict."""
    told = [*conclusion.missing, *(_told(each) for each in conclusion.targets if each.exit and not _is_told(each))]
    yield from (cut(escaped(line), _LINE) for line in told[:_LINES_MAX])
    if len(told) > _LINES_MAX:
        yield f"{len(told) - _LINES_MAX:,} more: see the page"
    verdicts = Counter(each.exit for each in conclusion.targets)
    requests = sum(each.result.requests for each in conclusion.targets if each.result)
    shown = ", ".join(f"{number} {VERDICT_WORD[code]}" for code, number in sorted(verdicts.items()))
    yield (
        f"verdict: {VERDICT_WORD[conclusion.exit]} - {escaped(campaign.name)}: "
        f"{counted(len(conclusion.targets), 'target')} ({shown or 'none'}), {counted(requests, 'request')}"
    )


def _is_told(target: Concluded) -> bool:
    return bool(target.why)


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
