"""`--baseline`: an earlier JSON report with which a run is compared."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ..engine.batch.baseline import Baseline


def load_baseline(path: str | None) -> "Baseline | None":
    """The earlier run; nothing is loaded where none is named.

    Raises:
        typer.BadParameter: it cannot be read, or is no such report.
    """
    if path is None:
        return None
    from ..engine.batch.baseline_file import parse_baseline
    from ..engine.judging import shown_path
    from ..engine.verify.stated import BadReport
    from .render.escaping import one_line

    try:
        return parse_baseline(Path(path).read_bytes(), shown_path(path))
    except OSError as error:
        raise typer.BadParameter(f"--baseline {path}: {error.strerror or 'cannot be read'}") from None
    except BadReport as error:
        raise typer.BadParameter(one_line(f"--baseline {error}")) from None
