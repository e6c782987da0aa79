"""LibreOffice, which reads workbooks and writes them again with what their formulas give there."""

import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice")


def convert(folder: Path, *files: Path) -> None:
    """Lets LibreOffice read workbooks and write them to `folder / "theirs"`."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run([*command, folder / "theirs", *files], check=True, capture_output=True, timeout=600)
