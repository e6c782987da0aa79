"""Reads a run's JSON report back from a file."""

import codecs
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from ..report.report import SCHEMA_VERSION, AppliedRulebook, Tool
from ..report.run import AppliedConfiguration, Shard, Summary

EXPECTED = "expected a report of `critmin check -f json`"


class BadReport(ValueError):
    """The file is not a valid JSON report, or not a suitable one; the message states why."""


class _Version(msgspec.Struct):
    schema_version: int


class RunFile(msgspec.Struct):
    """A run's JSON report; its reports are views of the file, read as needed."""

    tool: Tool
    rulebook: AppliedRulebook
    summary: Summary
    reports: list[msgspec.Raw]
    configuration: AppliedConfiguration | None = None
    baseline: Any = None
    shard: Shard | None = None


def read_run_file(content: bytes | mmap.mmap, shown: str, does: str) -> RunFile:
    """The run in a file; call it within `explained`.

    Raises:
        BadReport: it has a different schema version.
        msgspec.MsgspecError, UnicodeDecodeError: it is not valid JSON, or not a report.
    """
    text = text_of(content)
    check_version(text, shown, does)
    return msgspec.json.decode(text, type=RunFile)


def text_of(content: bytes | mmap.mmap) -> bytes | mmap.mmap:
    """The JSON text of a file, which a shell may have written in its own encoding.

    Raises:
        UnicodeDecodeError: it is not text in that encoding.
    """
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content[:].decode("utf-16").encode()
    return content[:].removeprefix(codecs.BOM_UTF8) if content[:1] == codecs.BOM_UTF8[:1] else content


def check_version(text: bytes | mmap.mmap, shown: str, does: str) -> None:
    """Rejects a report with a different schema version.

    Raises:
        BadReport: the version is different.
        msgspec.MsgspecError: it is not valid JSON, or states no version.
    """
    version = msgspec.json.decode(text, type=_Version).schema_version
    if version != SCHEMA_VERSION:
        raise BadReport(f"{shown} has schema version {version}: this program {does} version {SCHEMA_VERSION}")


@contextmanager
def explained(shown: str, expected: str = EXPECTED) -> Iterator[None]:
    """Turns decoding errors in the block into the reason why it is not what is expected.

    Raises:
        BadReport: it is not that.
    """
    try:
        yield
    except msgspec.ValidationError as error:
        raise BadReport(f"{shown} is not such JSON: {error}; {expected}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadReport(f"{shown} is not valid JSON: {error}; {expected}") from None
    except RecursionError:
        raise BadReport(f"{shown} is nested too deeply; {expected}") from None
