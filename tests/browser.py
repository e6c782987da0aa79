"""A headless Chromium for looking at a page: driven through its DevTools pipe, so nothing else is needed.

The messages are JSON, each ended by a zero byte: ours on its file descriptor 3, its answers on 4.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Only POSIX hands file descriptors on so simply.
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None) if os.name == "posix" else None
_OPTIONS = ["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
_PATIENCE = 60  # seconds


class Page:
    """One page in one browser. `told` gathers what it writes on its console, and what its policy refuses."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        self._loaded = False
        self.told: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def open(self, file: Path, *, width: int = 1280, dark: bool = False, script: bool = True) -> None:
        """Opens a file, without the page's own script where `script` is False."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.send("Emulation.setScriptExecutionDisabled", value=not script)
        self._loaded = False
        self.send("Page.navigate", url=file.resolve().as_uri())
        while not self._loaded:
            self._read()

    def evaluate(self, expression: str) -> Any:
        """What the expression comes to in the page."""
        got = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in got, got
        return got["result"].get("value")

    def picture(self, height: float | None = None, scale: float = 1) -> bytes:
        """The page as a PNG: all of it, or as far down as `height`."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"], "scale": scale}
        return base64.b64decode(self.send("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])

    def paper(self, *, width: float = 8.27, height: float = 11.69) -> bytes:
        """The page as a PDF; the sizes are in inches, of A4 where none are given."""
        options = {"paperWidth": width, "paperHeight": height, "preferCSSPageSize": False, "printBackground": False}
        return base64.b64decode(self.send("Page.printToPDF", **options)["data"])

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One DevTools command and its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._number:
            pass
        assert "error" not in answer, answer
        return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], _PATIENCE)
            more = os.read(self._answers, 1 << 20) if ready else b""
            assert more, "the browser has ended, or says nothing"
            self._unread += more
        text, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        match message.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Runtime.consoleAPICalled":
                self.told.append(str([argument.get("value") for argument in message["params"]["args"]]))
            case "Runtime.exceptionThrown":
                self.told.append(str(message["params"]["exceptionDetails"]))
            case "Log.entryAdded":
                self.told.append(message["params"]["entry"]["text"])
        return message


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A page in a browser of its own, which keeps its files in the folder `profile`."""
    assert CHROMIUM is not None
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()

    def as_three_and_four() -> None:
        # Out of the way first: one of the two may be 3 or 4 already.
        command, answer = os.dup(theirs_in), os.dup(theirs_out)
        while command <= 4:
            command = os.dup(command)
        while answer <= 4:
            answer = os.dup(answer)
        os.dup2(command, 3)
        os.dup2(answer, 4)

    process = subprocess.Popen(
        [CHROMIUM, *_OPTIONS, f"--user-data-dir={profile}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=False,
        preexec_fn=as_three_and_four,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Page(ours_out, ours_in)
    finally:
        os.close(ours_out)
        os.close(ours_in)
        process.terminate()
        process.wait(timeout=30)
