"""Opens the data files: specs, catalogues, profiles. Everything below takes text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from contracts.documents import campaign, coverage, depths, libyaml, members, profile, promises, readings
from contracts.documents.campaign import CampaignSaid
from contracts.documents.coverage import Statement
from contracts.documents.depths import Matrix
from contracts.documents.members import Member
from contracts.documents.profile import Profile
from contracts.documents.promises import Promise
from contracts.documents.readings import Reading
from contracts.documents.spec import Spec
from contracts.engine.errors import UsageError

_PACKAGE = Path(__file__).resolve().parents[1]
WRITTEN_BYTES_MAX = 1_000_000
"""Of a file that a person writes."""
MATRIX, FIGURES = "matrix.yaml", "figures.yaml"
SPECS = ("customers-v2.yaml", "customers-v1.1.yaml", "customers-upsert.yaml")


def specs_folder() -> Path:
    """Where the data is: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / "specs"
    return inside if inside.is_dir() else _PACKAGE.parent / "specs"


def golden_file(name: str) -> Path:
    """What is generated of the matrix of faults and rules: inside the installed package, or in a checkout."""
    inside = _PACKAGE / "specs" / name
    return inside if inside.is_file() else _PACKAGE.parent / "tests" / "golden" / name


@cache
def load_matrix() -> Matrix:
    """What the suites catch of the faults of the reference; UsageError where a file cannot be read."""
    try:
        return depths.read(*(golden_file(name).read_text(encoding="utf-8") for name in (MATRIX, FIGURES)))
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {error.strerror}") from None


@cache
def load_spec() -> Spec:
    """The three OpenAPI documents as one spec, each with the limits of what is generated."""
    texts, overlays = ([(folder / name).read_text(encoding="utf-8") for name in SPECS] for folder in _spec_folders())
    codes = libyaml.data((specs_folder() / "codes.yaml").read_text(encoding="utf-8"))
    numbers = frozenset(entry["code"] for entry in codes if isinstance(entry["code"], int))
    return Spec(texts, numbers, overlays, members.kept(load_members()))


def _spec_folders() -> tuple[Path, Path]:
    """Where the published documents are, and where the overlays that narrow them."""
    return specs_folder(), specs_folder() / "generation"


def load_profile(path: Path, check: profile.Check = lambda known: ()) -> Profile:
    """Read a profile file; raises UsageError with every problem and its line. `check`: as `profile.read` has it."""
    return profile.read(_text(path, "profile"), str(path), check)


def load_campaign(path: Path, check: campaign.Check = lambda said: ()) -> CampaignSaid:
    """Read the file of a campaign; raises UsageError with every problem and its line. `check`: as `campaign.read`."""
    return campaign.read(_text(path, "campaign"), str(path), check)


def _text(path: Path, what: str) -> str:
    """The text of a file that a person wrote; raises UsageError."""
    try:
        with path.open("rb") as file:
            raw = file.read(WRITTEN_BYTES_MAX + 1)
    except OSError as error:
        raise UsageError(f"{what} {path} cannot be read: {error.strerror}") from None
    if len(raw) > WRITTEN_BYTES_MAX:
        raise UsageError(f"{what} {path} cannot be read: it is larger than {WRITTEN_BYTES_MAX} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        told = f"the byte 0x{raw[error.start]:02X} is not UTF-8: save the file as UTF-8"
        raise UsageError(f"{path}:{line}: {told}") from None


def promises_file() -> Path:
    """The catalogue of promises."""
    return specs_folder() / "promises.md"


@cache
def load_promises() -> Mapping[str, Promise]:
    """The catalogue of promises by anchor."""
    return promises.read(promises_file().read_text(encoding="utf-8"))


@cache
def load_titles() -> Mapping[str, str]:
    """The title of each document that promises cite, by its key."""
    return promises.titles(promises_file().read_text(encoding="utf-8"))


@cache
def load_meanings() -> Mapping[tuple[str, int], str]:
    """What each code of the documents means, by its API, "v1.1" or "v2", and its number."""
    rows = libyaml.data((specs_folder() / "codes.yaml").read_text(encoding="utf-8"))
    return {("v2" if row["api"] == "upsert" else row["api"], row["code"]): row["meaning"] for row in reversed(rows)}


def readings_file() -> Path:
    """The catalogue of readings."""
    return specs_folder() / "readings.yaml"


@cache
def load_readings() -> Mapping[str, Reading]:
    """The catalogue of readings by id."""
    return readings.read(readings_file().read_text(encoding="utf-8"))


@cache
def load_members() -> tuple[Member, ...]:
    """The table of members: what becomes of each member of each write."""
    return tuple(members.read((specs_folder() / members.NAME).read_text(encoding="utf-8")))


@cache
def load_coverage() -> tuple[Statement, ...]:
    """What the five documents say, and what of it the rules ask."""
    return coverage.read((specs_folder() / coverage.NAME).read_text(encoding="utf-8"))


def profile_template() -> str:
    """A commented profile to start from."""
    return (Path(__file__).resolve().parent / "profile.template.yaml").read_text(encoding="utf-8")
