"""The program as the tests call it: through its command line, in this process."""

import contextlib
import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from critmin.cli.app import run
from critmin.cli.render import xlsx_file  # noqa: F401 - before openpyxl, to whom it says how to write

# Compiled modules are kept below pytest's own cache, whatever the machine says of them: without, the tests are
# rewritten and compiled by every worker, and each of several hundred processes compiles all that it imports.
sys.pycache_prefix = str(Path(__file__).parent.parent / ".pytest_cache" / "compiled")
sys.dont_write_bytecode = False
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


# Collection makes objects by the hundred thousand, and no garbage.
gc.disable()


@dataclass(frozen=True)
class Result:
    exit_code: int
    stdout: str
    stderr: str


def pytest_collection_finish() -> None:
    """Twelve thousand collected tests stay to the end: no garbage collection looks through them."""
    gc.collect()
    gc.freeze()
    gc.enable()


_folders = count(1)


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder, removed unless the test fails. The one of pytest looks through all earlier ones each time."""
    failures = request.session.testsfailed
    folder = tmp_path_factory.mktemp(str(next(_folders)), numbered=False)
    yield folder
    if request.session.testsfailed == failures:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def one_process() -> Iterator[None]:
    """A run judges its files in this process, unless a test says `--jobs`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("critmin.engine.questions.batch.local.processors", lambda: 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_stray_configuration() -> Iterator[None]:
    """No test depends on a `critmin.toml` above the folder it runs in, or on what the machine's environment says."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("CRITMIN_")]:
            environment.delenv(name)
        environment.setenv("CRITMIN_NO_CONFIG", "1")
        yield


@pytest.fixture(scope="session")
def critmin() -> Callable[..., Result]:
    """Runs `critmin ARGUMENTS...`; standard input is empty."""

    def call(*arguments: str) -> Result:
        streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True) for _ in range(2)]
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            code = run([str(argument) for argument in arguments])
        return Result(int(code), *(stream.buffer.getvalue().decode() for stream in streams))  # type: ignore[attr-defined]

    return call
