"""The request workbooks as they were sent: which came back, and which are about another bill of materials."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from ...model.findings import Findings, Unreadable
from ...model.settings import Settings
from ..requests.form import Form
from .returned import Returned


class SentForms:
    """The forms that one run of `critmin request` wrote, by their records."""

    def __init__(self, paths: Iterable[str], settings: Settings) -> None:
        self._forms: dict[tuple[str, ...], Form] = {}
        for path in paths:
            with suppress(Unreadable):  # the list of all requests is no form
                file = Returned(path, settings)
                self._forms[file.record] = file.form

    def check(self, returned: Iterable[Returned], found: Findings) -> None:
        """Reports each returned workbook whose record is not that of a workbook that was sent."""
        for file in returned:
            if file.record not in self._forms:
                message = f"{file.shown} is not one of the workbooks that were sent: its record is not among theirs"
                found.add("ANSWER-FORM", message)

    def of_others(self, returned: Iterable[Returned], sha256: str) -> list[Returned]:
        """Those that were sent about other bills of materials of the run, and not about the one of this SHA-256.

        None, if the run asked nothing about it: then an earlier edition of it may be one of the others.
        """
        if not any(sha256 in form.boms for form in self._forms.values()):
            return []
        return [file for file in returned if file.record in self._forms and sha256 not in file.form.boms]

    def awaited(self, returned: Sequence[Returned], sha256: str) -> list[str]:
        """The suppliers who were asked about the bill of materials of this SHA-256 and have not answered."""
        records = {file.record for file in returned}
        return [form.supplier for record, form in self._forms.items() if sha256 in form.boms and record not in records]
