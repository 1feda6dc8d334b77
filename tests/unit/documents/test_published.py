"""The published OpenAPI files are what all read: schemathesis, the suites, and Prism (`tests.bench.linters`)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import schemathesis
import yaml

from contracts.documents import files
from contracts.stories import drawn

FOLDER = Path(__file__).resolve().parents[3] / "specs"
SPEC = files.load_spec()
PUBLISHED = list(zip(files.SPECS, SPEC.documents, strict=True))


@pytest.mark.parametrize(("name", "document"), PUBLISHED)
def test_schemathesis_loads_each_file_with_all_its_operations(name: str, document: dict[str, object]) -> None:
    """By itself, as `schemathesis run` does."""
    schema = schemathesis.openapi.from_path(FOLDER / name)
    loaded = [result.ok().definition.raw["operationId"] for result in schema.get_all_operations()]
    assert loaded == [id_ for id_ in SPEC.operations if SPEC.document_of(id_) is document]


@pytest.mark.parametrize(("name", "document"), PUBLISHED)
def test_the_suites_read_the_same_files(name: str, document: dict[str, object]) -> None:
    """As they are: what narrows generated cases stands beside them."""
    assert (files.specs_folder() / name).read_bytes() == (FOLDER / name).read_bytes()
    assert document == yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def test_no_spec_is_published_that_the_suites_do_not_read() -> None:
    assert {path.name for path in FOLDER.glob("customers-*.yaml")} == set(files.SPECS)


def test_a_run_says_which_files_it_read() -> None:
    """By a sum over their bytes and those of their overlays."""
    texts = [(folder / name).read_text("utf-8") for folder in (FOLDER, FOLDER / "generation") for name in files.SPECS]
    assert SPEC.sha256 == hashlib.sha256("\0".join(texts).encode()).hexdigest()


@pytest.mark.parametrize("operation", SPEC.operations)
def test_the_fuzz_suites_draw_from_them(operation: str) -> None:
    """Each operation from the file that declares it."""
    assert operation in drawn.bridge(operation)._operations
