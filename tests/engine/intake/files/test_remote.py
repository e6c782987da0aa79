"""Bills of materials named by URLs: which files are meant, how reports name them, and what is said where none is read.

`memory://` stands for any store; what the plug-in of another one may do is done by file systems made up here.
"""

import json
import subprocess
import sys
from pathlib import Path

import fsspec
import pytest
from critmin.engine.intake.files.paths import without_secrets
from fsspec.implementations.memory import MemoryFileSystem

BOM = b"line,mineral,value_usd,extraction_country,processing_country\n1,lithium,100,AU,US\n"
BY_ACME = b"line,mineral,value_usd,extraction_country,processing_country,processing_entity\n1,lithium,100,AU,US,Acme\n"
ACME = b"entity,country,headquarters_country,government_equity_pct\nAcme,US,US,30\n"


class Store(MemoryFileSystem):
    """What `memory://` holds, under another protocol."""

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.replace(f"{cls.protocol}://", "memory://"))


@pytest.fixture
def store():
    """Puts files at `memory://` URLs."""
    files = fsspec.filesystem("memory")

    def put(**named):
        for name, content in named.items():
            files.pipe_file("/" + name.replace("__", "/") + ".csv", content)
        return files

    yield put
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def paths(result):
    return [report["bom"]["path"] for report in json.loads(result.stdout)["reports"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["memory://shop/b.csv"], ["b.csv"]),
        (["memory://shop/b.csv", "memory://shop/a.csv", "memory://shop/b.csv"], ["b.csv", "a.csv"]),
        (["memory://shop"], ["a.csv", "b.csv", "deep/c.csv"]),
        (["memory://shop/"], ["a.csv", "b.csv", "deep/c.csv"]),
        (["memory://shop/deep", "memory://shop"], ["deep/c.csv", "a.csv", "b.csv"]),
        (["memory://shop/*.csv"], ["a.csv", "b.csv"]),
        (["memory://shop/?.csv"], ["a.csv", "b.csv"]),
        (["memory://shop/**/*.csv"], ["a.csv", "b.csv", "deep/c.csv"]),
        (["memory://sh*/[ab].csv"], ["a.csv", "b.csv"]),
    ],
)
def test_files_folders_and_globs(critmin, store, arguments, found):
    files = store(shop__b=BOM, shop__a=BOM, shop__deep__c=BOM)
    for passed_over in (".hidden.csv", "~$a.csv", "notes.txt", "a.entities.csv", "b.Entities.csv"):
        files.pipe_file(f"/shop/{passed_over}", ACME)
    result = critmin("check", *arguments, "-y", "2024", "-f", "json", "--jobs", "1")
    assert paths(result) == [f"memory://shop/{name}" for name in found]
    assert result.exit_code == 0


def test_the_report_on_a_file_elsewhere_is_that_on_the_same_file_here(critmin, store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = store(x__pack=BY_ACME)
    files.pipe_file("/x/pack.Entities.csv", ACME)
    Path("pack.csv").write_bytes(BY_ACME)
    Path("pack.Entities.csv").write_bytes(ACME)
    options = ("-d", "2025-02-01", "-a", "2025-01-01", "-f", "json")
    here, there = critmin("check", "pack.csv", *options), critmin("check", "memory://x/pack.csv", *options)
    assert '"path": "memory://x/pack.Entities.csv"' in there.stdout
    assert "FEOC-" in here.stdout
    assert here.stdout == there.stdout.replace("memory://x/", "")
    for command in (["trace", "-y", "2024"], ["columns"]):
        here, there = critmin(*command, "pack.csv"), critmin(*command, "memory://x/pack.csv")
        assert there.exit_code == here.exit_code == 0
        assert "memory://x/pack.csv" in there.stdout


def test_a_file_url_is_the_path(critmin, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in ("in/a.csv", "in/b.csv"):
        Path(name).write_bytes(BOM)
    Path("in/a.entities.csv").write_bytes(ACME)
    plain = critmin("check", "in", "-y", "2024", "-f", "json")
    assert paths(plain) == ["in/a.csv", "in/b.csv"]
    for url in (f"file://{tmp_path}/in", f"file://{tmp_path}/in/*.csv", "file://in"):
        assert critmin("check", url, "-y", "2024", "-f", "json").stdout == plain.stdout
    single = critmin("check", f"file://{tmp_path}/in/a.csv", "-y", "2024", "-f", "json")
    assert single.stdout == critmin("check", "in/a.csv", "-y", "2024", "-f", "json").stdout


def test_more_than_the_settings_allow_is_not_read(critmin, store):
    files = store(big=BOM + b"#" * 1_000_000)
    asked = []

    class Counting(Store):
        protocol = "counting"

        def open(self, path, mode):
            file = super().open(path, mode)
            read = file.read
            file.read = lambda size=-1: asked.append(size) or read(size)
            return file

    fsspec.register_implementation("counting", Counting, clobber=True)
    assert files.exists("/big.csv")
    result = critmin("check", "counting://big.csv", "-y", "2024", "--max-mb", "1")
    assert result.exit_code == 2
    assert "FILE-TOO-LARGE" in result.stdout
    assert asked == [1_000_001]


class Refusing(Store):
    """A store that answers with an error, whose text holds what nobody should see."""

    protocol = "refusing"
    error: Exception = PermissionError("Access Denied")

    def info(self, path, **_):
        raise self.error

    def open(self, path, mode):
        raise self.error


@pytest.mark.parametrize(
    ("url", "error", "cause"),
    [
        ("s3://shop/pack.xlsx", None, "the plug-in for s3:// is not installed: Install s3fs to access S3"),
        ("s4://shop/pack.xlsx", None, "Protocol not known: s4"),
        ("memory://shop/pack.xlsx", None, "no such file"),
        ("refusing://a/b.csv", PermissionError("Access Denied"), "permission denied: Access Denied"),
        ("refusing://a/b.csv", FileNotFoundError("a/b.csv"), "no such file"),
        ("refusing://a/b.csv", TimeoutError(), "TimeoutError"),
        ("refusing://me:pw@a/b.csv?sig=pw", OSError("no route to refusing://me:pw@a/b.csv?sig=pw"), "no route to "),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding(critmin, monkeypatch, url, error, cause):
    fsspec.register_implementation("refusing", Refusing, clobber=True)
    monkeypatch.setattr(Refusing, "error", error)
    result = critmin("check", url, "-y", "2024", "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    (finding,) = report["findings"]
    assert (result.exit_code, finding["code"]) == (2, "FILE-MISSING")
    assert finding["message"].startswith(f"{report['bom']['path']}: {cause}")
    assert "pw" not in result.stdout


@pytest.mark.parametrize(
    ("url", "error", "cause"),
    [
        ("s3://shop", None, "s3://shop cannot be listed: the plug-in for s3:// is not installed: Install s3fs"),
        ("gs://shop/*.csv", None, "gs://shop/*.csv cannot be listed: the plug-in for gs:// is not installed: "),
        ("memory://shop/*.csv", None, "no file matches memory://shop/*.csv"),
        ("refusing://a/", FileNotFoundError("a"), "no file matches refusing://a/"),
        ("refusing://me:pw@a/b", PermissionError("not you"), "refusing://a/b cannot be listed: permission denied: not"),
    ],
)
def test_what_cannot_be_listed_is_one_line(critmin, monkeypatch, url, error, cause):
    fsspec.register_implementation("refusing", Refusing, clobber=True)
    monkeypatch.setattr(Refusing, "error", error)
    result = critmin("check", url, "-y", "2024")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert cause in result.stderr
    assert "pw" not in result.stderr


def test_a_csv_is_not_read_where_its_other_sheets_cannot_be_looked_for(critmin, store, monkeypatch):
    """They could hold what makes it fail."""

    class Blind(Store):
        protocol = "blind"

        def ls(self, path, detail=True, **_):
            raise PermissionError("you may read what you can name")

        def open(self, path, mode):
            return MemoryFileSystem().open(path, mode)

    fsspec.register_implementation("blind", Blind, clobber=True)
    store(x__pack=BOM)
    result = critmin("check", "blind://x/pack.csv", "-y", "2024")
    assert result.exit_code == 2
    assert "could not look for the files of its other sheets: permission denied" in " ".join(result.stdout.split())


def test_a_store_that_lists_by_a_prefix_is_asked_once(critmin, store):
    asked = []

    class Listing(Store):
        protocol = "listing"

        def _find(self, path, prefix=""):
            """As s3fs, gcsfs and adlfs have it."""

        def find(self, path, prefix="", **options):
            asked.append((path, prefix))
            return [name for name in super().find(path, **options) if name.startswith(f"{path}/{prefix}")]

        def info(self, path, **_):
            raise PermissionError("not to be asked")

        def open(self, path, mode):
            return MemoryFileSystem().open(path, mode)

    fsspec.register_implementation("listing", Listing, clobber=True)
    store(x__pack=BY_ACME, x__package=BOM).pipe_file("/x/pack.entities.csv", ACME)
    result = critmin("check", "listing://x/pack.csv", "-d", "2025-02-01", "-f", "json")
    (report,) = json.loads(result.stdout)["reports"]
    assert [beside["path"] for beside in report["bom"]["beside"]] == ["listing://x/pack.entities.csv"]
    assert asked == [("/x", "pack")]


def test_without_fsspec_it_is_one_line(tmp_path):
    program = (
        "import sys; sys.modules['fsspec'] = None; from critmin.cli.app import run;"
        "sys.exit(run(['check', *sys.argv[1:], '-y', '2024', '-f', 'github']))"
    )
    for url in ("s3://shop/pack.csv", "s3://shop"):
        done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert 'which is not installed: pip install "critmin[remote]"' in done.stdout + done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "trace", "horizon"])
def test_a_report_is_not_written_elsewhere(critmin, store, command):
    files = store(x__pack=BOM)
    result = critmin(command, "memory://x/pack.csv", "-o", "memory://x/out.txt")
    assert result.exit_code == 2
    assert "memory://x/out.txt is a URL: use the path of a file on this machine" in result.stderr
    assert not files.exists("/x/out.txt")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s3://shop/a b.csv", "s3://shop/a b.csv"),
        ("sftp://me:pw@host/a.csv", "sftp://host/a.csv"),
        ("sftp://me@host/a.csv", "sftp://me@host/a.csv"),
        ("abfs://box@account.dfs.core.windows.net/a.csv", "abfs://box@account.dfs.core.windows.net/a.csv"),
        ("https://token@host/a.csv?sig=secret", "https://host/a.csv"),
        ("ftp://me:p@w@host/a.csv", "ftp://host/a.csv"),
        ("s3://shop/a.csv?versionId=1", "s3://shop/a.csv"),
        (
            "cannot reach https://me:pw@h/x?sig=1, twice (https://h/x?sig=1)",
            "cannot reach https://h/x, twice (https://h/x)",
        ),
        ("simplecache::ftp://me:pw@host/a.csv", "simplecache::ftp://host/a.csv"),
        ("no address", "no address"),
    ],
)
def test_secrets_are_not_shown(text, shown):
    assert without_secrets(text) == shown
