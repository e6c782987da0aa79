"""Makes `report.png`, docs/formats.md's picture of a web page: `uv run python docs/picture.py`. It needs Chromium."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = "sample_boms/nmc811_2025_pass.xlsx"
SCALE = 0.7  # as wide as a page of the documentation

sys.path.insert(0, str(ROOT / "tests"))

from browser import browser  # noqa: E402

with tempfile.TemporaryDirectory() as folder, browser(Path(folder, "profile")) as page:
    report = Path(folder, "report.html")
    program = [sys.executable, "-c", "from critmin.cli.app import main; main()"]
    subprocess.run([*program, "check", SAMPLE, "-f", "html", "-o", report, "-q"], cwd=ROOT, check=True)
    page.open(report, width=1280)
    end = page.evaluate("document.querySelector('.sankey').getBoundingClientRect().bottom")
    (ROOT / "docs" / "report.png").write_bytes(page.picture(end + 12, SCALE))
