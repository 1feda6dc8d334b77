"""A headless Chromium, told what to do over its DevTools protocol, through a pipe: nothing listens anywhere."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WORST_CONTRAST = """(() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  let worst = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 80)];
  }
  return worst;
})()"""
"""Script: the contrast of the text that stands out least, and what it is."""
KEYS = {"Tab": 9, "Enter": 13, "Space": 32}


def found() -> str | None:
    """A Chromium on the PATH, of whatever name."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One page of a browser, and every request that it made."""

    def __init__(self, tell: int, hear: int) -> None:
        self._tell = os.fdopen(tell, "wb", buffering=0)
        self._hear = os.fdopen(hear, "rb")
        self._numbers = itertools.count(1)
        self._session = ""
        self._asked: dict[str, str] = {}
        self.errors: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Have the browser do something; what it says to that."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._tell.write(json.dumps(message).encode() + b"\0")
        while True:
            heard = self._next()
            if heard.get("id") == number:
                assert "error" not in heard, heard["error"]
                return dict(heard["result"])

    def _next(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self._hear.read(1)) != b"\0":
            assert byte, "the browser ended"
            data += byte
        heard: dict[str, Any] = json.loads(data)
        told = heard.get("params", {})
        if heard.get("method") == "Network.requestWillBeSent":
            self._asked[told["requestId"]] = told["request"]["url"]
        if heard.get("method") == "Network.loadingFailed" and told.get("blockedReason") == "csp":
            del self._asked[told["requestId"]]
        if heard.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(told["exceptionDetails"]))
        if heard.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.errors.append(told["entry"]["text"])
        return heard

    def close(self) -> None:
        """Let go of the browser."""
        self._tell.close()
        self._hear.close()

    @property
    def requests(self) -> list[str]:
        """Whatever the page has asked for and its own policy has not held back."""
        return list(self._asked.values())

    def open(self, path: Path, width: int = 1200, height: int = 900, *, dark: bool = False) -> None:
        """Show a file in a window of that size, and wait until it is there; what was asked before is forgotten."""
        self._asked.clear()
        self.errors.clear()
        window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", **window)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=path.resolve().as_uri())
        while self.evaluate("document.readyState") != "complete":
            pass

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key: str, times: int = 1) -> None:
        """Press a key of the keyboard."""
        text = {"Enter": "\r", "Space": " "}.get(key, "")
        code = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        for _ in range(times):
            self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **code)
            self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """What there is to see, as a PNG."""
        told = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(told["data"]))


@contextlib.contextmanager
def tab(chromium: str, profile: Path) -> Iterator[Tab]:
    """A page of a browser of its own, which ends with the block."""
    (hears, told), (heard, tells) = os.pipe(), os.pipe()
    with subprocess.Popen(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
            *("--remote-debugging-pipe", "--disable-background-networking", "--disable-component-update"),
            *(f"--user-data-dir={profile}", "about:blank"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: _as_three_and_four(hears, tells),
        pass_fds=(3, 4),
        start_new_session=True,
    ) as browser:
        os.close(hears)
        os.close(tells)
        try:
            with contextlib.closing(Tab(told, heard)) as opened:
                yield opened
        finally:
            os.killpg(browser.pid, signal.SIGKILL)


def _as_three_and_four(hears: int, tells: int) -> None:
    """Where Chromium looks for its pipe."""
    spare = os.dup2(hears, 60), os.dup2(tells, 61)
    os.dup2(spare[0], 3)
    os.dup2(spare[1], 4)
