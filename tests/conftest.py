"""The program as the tests call it: through its command line, in this process."""

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from critmin.cli.app import run


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True, scope="session")
def no_stray_configuration() -> Iterator[None]:
    """No test depends on a `critmin.toml` above the folder it runs in, or on what the machine's environment says."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("CRITMIN_")]:
            environment.delenv(name)
        environment.setenv("CRITMIN_NO_CONFIG", "1")
        yield


@pytest.fixture
def critmin() -> Callable[..., Result]:
    """Runs `critmin ARGUMENTS...`; standard input is empty."""

    def call(*arguments: str) -> Result:
        streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2)]
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            code = run([str(argument) for argument in arguments])
        return Result(int(code), *(stream.buffer.getvalue().decode() for stream in streams))  # type: ignore[attr-defined]

    return call
