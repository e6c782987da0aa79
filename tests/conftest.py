"""The program as the tests call it: through its command line, in this process."""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from critmin.cli.app import run


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def critmin() -> Callable[..., Result]:
    """Runs `critmin ARGUMENTS...`; standard input is empty."""

    def call(*arguments: str) -> Result:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(argument) for argument in arguments])
        return Result(int(code), out.getvalue(), err.getvalue())

    return call
