"""A task with all that it reads of this machine, to be done on another."""

from collections.abc import Mapping

import msgspec

from ...intake.files.paths import is_url, shown_path, sibling
from ...intake.files.remote import CannotRead
from ...intake.files.storage import read
from ...intake.files.text_table import SNIFFED
from ...intake.tables.companions import MisnamedFiles, companions_of
from ...model.settings import MB, Settings
from .tasks import Task


class Sent(msgspec.Struct, frozen=True):
    """A task, and what its files hold by their paths, or why one cannot be read."""

    task: Task
    files: Mapping[str, bytes | str] = {}

    @property
    def size(self) -> int:
        """Bytes of the files' content."""
        task = self.task
        parts = () if task.part is None else (sheet.content for sheet in task.part.sheets.values())
        return sum(map(len, (task.content or b"", *parts, *self.files.values())))


def ready_to_send(task: Task, settings: Settings) -> Sent:
    """The task with its files and those beside them; a file elsewhere is read where the task is done.

    A path is made the one that reports show, which does not depend on the folder in which the program runs.
    """
    if is_url(task.path):
        return Sent(task)
    shown = shown_path(task.path)
    if task.part is not None:
        beside = tuple(msgspec.structs.replace(one, path=shown_path(one.path)) for one in task.part.companions)
        part = msgspec.structs.replace(task.part, companions=beside)
        return Sent(msgspec.structs.replace(task, path=shown, part=part))
    here = msgspec.structs.replace(task, path=shown)
    files = {} if task.content is not None else {shown: _content(task.path, settings)}
    try:
        for companion in companions_of(task.path).values():
            files[sibling(shown, companion.name)] = _content(str(companion), settings)
    except MisnamedFiles as error:  # whoever judges it refuses it, by the same names
        for name in error.files:
            content = _content(sibling(task.path, name), settings)
            files[sibling(shown, name)] = content[:SNIFFED]
    return Sent(here, files)


def _content(path: str, settings: Settings) -> bytes | str:
    try:
        return read(path, settings.max_mb * MB + 1)
    except CannotRead as error:
        return str(error)
