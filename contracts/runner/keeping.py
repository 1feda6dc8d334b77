"""The folder of a corpus: what earlier runs have kept is read from it, and what is unseen goes into it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from contracts.documents.profile import Profile
from contracts.documents.spec import Spec
from contracts.engine import whole
from contracts.engine.errors import Derailed, UsageError
from contracts.engine.exchange import Request
from contracts.evidence.intent import Identifier
from contracts.reporting.render import cut, escaped
from contracts.runner.asked import Options
from contracts.stories import corpus, recast
from contracts.stories.corpus import Corpus
from contracts.stories.interest import marks_of
from contracts.stories.namespace import Namespace
from contracts.stories.recast import Template
from contracts.stories.trials import Trials

_SIZE_MAX = 16_384
"""Bytes of a file: what is kept is small."""
_STORIES_MAX = 1000
"""A fuller corpus keeps nothing more: its stories have to fit into a run."""
_COMPLAINTS_MAX = 5


class Folder:
    """A corpus on disk. Raises UsageError where it cannot be read; a file that is no story is left out."""

    def __init__(self, path: Path, names: Namespace, profile: Profile, spec: Spec) -> None:
        self.path = path
        self._names, self._profile = names, profile
        self.stories: list[Template] = []
        self.complaints: list[str] = []
        """A line for each file that is left out."""
        self._known: set[str] = set()
        """What the files of the stories would be called, and those that were written."""
        digest = hashlib.sha256()
        for file, raw in _files(path).items():
            try:
                story = _read(raw, names, profile, spec)
            except ValueError as error:
                self.complaints.append(f"--corpus: {path / file}: left out: {cut(escaped(str(error)), 200)}")
            else:
                self.stories.append(story)
                self._known.add(corpus.name_of(story))
                digest.update(hashlib.sha256(raw).digest())
        self.sha256 = digest.hexdigest()
        """Of the stories, in the order of their files' names."""
        if (more := len(self.complaints) - _COMPLAINTS_MAX) > 0:
            self.complaints[_COMPLAINTS_MAX:] = [f"--corpus: {more} more files left out"]

    def keep(self, story: Template) -> None:
        """Write a story down, unless it is there; raises Derailed where that fails."""
        name, text = corpus.name_of(story), corpus.written(story)
        if name in self._known or len(self._known) >= _STORIES_MAX or len(text) > _SIZE_MAX:
            return
        if _strangers(story, self._names, self._profile):
            return
        try:
            whole.write(self.path / name, text)
        except OSError as error:
            raise Derailed(f"--corpus: {self.path / name} cannot be written: {error.strerror}") from None
        self._known.add(name)


def take_up(options: Options, names: Namespace, spec: Spec, trials: Trials) -> tuple[str, list[str]]:
    """Let generated cases begin with what earlier runs have kept; returns its hash, and a line for each file left out.

    Raises UsageError where the folder cannot be read. At nightly the search learns besides.
    """
    trials.learns = options.depth == "nightly"
    if options.corpus is None:
        return "", []
    folder = Folder(options.corpus, names, options.profile, spec)
    trials.corpus = Corpus(folder.stories, options.seed, None if options.is_rehearsal else folder.keep)
    return folder.sha256, folder.complaints


def _files(path: Path) -> Mapping[str, bytes]:
    """The files of the folder, which is made where there is none; of long ones what is enough to leave them out."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        return {file.name: _beginning(file) for file in sorted(path.glob("*.json")) if file.is_file()}
    except OSError as error:
        raise UsageError(f"--corpus: {path} cannot be read: {error.strerror}") from None


def _beginning(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_SIZE_MAX + 1)


def _read(raw: bytes, names: Namespace, profile: Profile, spec: Spec) -> Template:
    """The story of a file; raises ValueError where there is none, or where somebody is in it."""
    if len(raw) > _SIZE_MAX:
        raise ValueError(f"over {_SIZE_MAX:,} bytes")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    story = corpus.read(text, list(spec.operations))
    if found := _strangers(story, names, profile):
        raise ValueError(f"it names {found[0]}, which is no mark: a run names nobody but its own people")
    return story


def _strangers(story: Template, names: Namespace, profile: Profile) -> list[Identifier]:
    """Whoever a story names that is nobody of the run's own."""
    marks, numbers = marks_of(names), range(story.people)
    found: list[Identifier] = []
    for step in story.steps:
        query = tuple((name, marks.filled(value, numbers)) for name, value in step.query)
        body = marks.filled(step.body, numbers).encode(errors="backslashreplace")
        found += recast.strangers(Request(step.operation, "", "", query, (), body), names, marks, profile)
    return found
