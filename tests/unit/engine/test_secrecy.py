"""A secret is found in a file however it is written there, and nothing else is taken for it."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.engine import secrecy
from contracts.engine.secrecy import Secret, found

ODD = 'sé/s"ame\\ &<open>+1 %'
WRITINGS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "URL": lambda text: urllib.parse.quote(text, safe="").encode(),
    "URL, small": lambda text: re.sub("%..", lambda sign: sign[0].lower(), urllib.parse.quote(text, safe="")).encode(),
    "path": lambda text: urllib.parse.quote(text).encode(),
    "form": lambda text: urllib.parse.quote_plus(text).encode(),
    "URL in URL": lambda text: urllib.parse.quote(urllib.parse.quote(text, safe=""), safe="").encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON, any text": lambda text: json.dumps(text, ensure_ascii=False).encode(),
    "JSON with slashes": lambda text: json.dumps(text).replace("/", "\\/").encode(),
    "JSON for HTML": lambda text: json.dumps(text).replace("<", "\\u003C").replace("&", "\\u0026").encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)).encode(),
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text))).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "HTML, some": lambda text: html.escape(text, quote=False).encode(),
    "HTML by numbers": lambda text: html.escape(text).replace("&quot;", "&#34;").encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 behind one": lambda text: base64.b64encode(b"x" + text.encode() + b"more"),
    "base64 behind two": lambda text: base64.b64encode(b"xx" + text.encode() + b"m"),
}


@pytest.mark.parametrize("text", ["pass-word-1", ODD, "Zm9vYmFy==", "\U0001f511 of gold"])
@pytest.mark.parametrize("write", WRITINGS.values(), ids=WRITINGS)
def test_a_secret_is_found_in_any_writing(text: str, write: Callable[[str], bytes], tmp_path: Path) -> None:
    secret = Secret("the password", text)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"before " + write(text) + b" behind")
    (tmp_path / "other").write_bytes(b"before " + write(text)[-len(text) // 2 :] + b" behind")
    assert list(found(tmp_path, [secret])) == [(tmp_path / "deep" / "file", secret)]


def test_a_secret_is_found_where_a_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrecy, "_BLOCK", 7)
    (tmp_path / "file").write_bytes(b"." * 500 + b"pass%2Dword%2D1" + b"." * 500)
    assert len(list(found(tmp_path, [Secret("the password", "pass-word-1")]))) == 1


def test_a_file_alone_is_read_and_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text("pass-word-1")
    secret = Secret("the password", "pass-word-1")
    assert list(found(tmp_path / "junit.xml", [secret])) == [(tmp_path / "junit.xml", secret)]
    assert list(found(tmp_path / "nothing", [secret])) == []


def test_a_file_may_be_called_by_a_secret(tmp_path: Path) -> None:
    (tmp_path / "pass-word-1.txt").touch()
    assert len(list(found(tmp_path, [Secret("the password", "pass-word-1")]))) == 1


def test_a_short_secret_is_looked_for_as_it_is_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(base64.b64encode(b"secret!"))
    assert list(found(tmp_path, [Secret("the password", "secret!")])) == []
    assert not Secret("the password", "secret!").is_sure
    assert Secret("the password", "secrets!").is_sure
