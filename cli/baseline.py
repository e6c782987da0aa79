"""`--baseline`: an earlier JSON report with which a run is compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from ..engine.intake.files.paths import local_path, shown_path
from ..engine.model.quoting import quoted
from ..engine.questions.batch.baseline import Baseline, parse_baseline
from ..engine.questions.run_file import BadReport
from ..engine.regimes.registry import REGIMES
from .escaping import one_line


def load_baseline(path: str | None) -> Baseline | None:
    """The earlier run; None where none is named.

    Raises:
        typer.BadParameter: it cannot be read, or is not such a report.
    """
    if path is None:
        return None

    try:
        return parse_baseline(Path(path).read_bytes(), shown_path(path))
    except OSError as error:
        raise typer.BadParameter(f"--baseline {path}: {error.strerror or 'cannot be read'}") from None
    except BadReport as error:
        raise typer.BadParameter(one_line(f"--baseline {error}")) from None


def check_law(baseline: Baseline | None, regime: str) -> None:
    """Refuses an earlier run under another law: the same file may hold facts for both."""
    other = next((id_ for id_ in sorted(baseline.regimes) if id_ != regime), None) if baseline is not None else None
    if baseline is not None and other is not None:
        command = REGIMES[other].sheets.command if other in REGIMES else other
        raise typer.BadParameter(
            one_line(
                f"--baseline {quoted(baseline.path)} is a report of `critmin {command}`, but this run is of `critmin "
                f"{REGIMES[regime].sheets.command}`"
            )
        )


def check_places(paths: list[str]) -> None:
    """Refuses files of which reports name two by the same path, or one only by its file name."""
    here = Path.cwd()
    bare = [path for path in map(local_path, paths) if Path(path).is_absolute() and here not in Path(path).parents]
    check_titles(map(shown_path, paths), bare)


def check_titles(titles: Iterable[str], bare: Sequence[str] = ()) -> None:
    """Refuses bills of materials with the same title, or with only a file name as title."""
    twice = [title for title, count in Counter(titles).items() if count > 1]
    if twice or bare:
        which = f"{quoted(twice[0])} stands for several" if twice else f"of {quoted(bare[0])} only the name is shown"
        raise typer.BadParameter(
            f"--baseline identifies a bill of materials by its path in the reports, but {which}: "
            "run from a folder above all of them, with paths from there"
        )
