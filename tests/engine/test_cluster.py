"""A Dask cluster does the work of `critmin check` to the byte, whatever becomes of its workers.

The clusters are real, of processes on this machine; their folder is not the one in which the bills of materials lie.
"""

import hashlib
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import dask
import distributed
import fsspec
import msgspec
import pytest
from boms import IN_TIME, bom, vehicle, virgin, write_xlsx
from cluster_pieces import deadly_piece, slow_piece
from critmin.engine.model.settings import AS_IT_IS
from critmin.engine.questions.batch import cluster as dask_cluster
from critmin.engine.questions.batch.cluster import ClusterFailed, do_all_on, this_version
from critmin.engine.questions.batch.local import do_all
from critmin.engine.questions.batch.tasks import Done, Task, Work
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.rules.rule import Period
from random_boms import write_csv

pytestmark = pytest.mark.dask
TESTS = Path(__file__).parent.parent
IN_2024 = CleanVehicleQuestion(placed=Period.year(2024, load_rulebook().start))
_unpacked = msgspec.msgpack.Decoder(Done).decode


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A worker may take its time to start where the machine is busy."""
    monkeypatch.setattr(dask_cluster, "_CONNECTING", 120)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers that are started again when they are ended; a task may end one of them, and is to blame for two."""
    # Where the machine is busy, a worker takes longer than 15 seconds to start again.
    patient = {"distributed.scheduler.allowed-failures": 1, "distributed.deploy.lost-worker-timeout": "1h"}
    here = Path.cwd()
    with dask.config.set(patient):
        os.chdir(tmp_path_factory.mktemp("cluster"))
        cluster = distributed.LocalCluster(
            n_workers=2, processes=True, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
        )
        os.chdir(here)
        with cluster:
            yield cluster


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Some two hundred bills of materials, that pass, fail, are incomplete, cannot be read, and have other sheets."""
    folder = tmp_path_factory.mktemp("boms")
    places = ["US", "AU", "CD", "unknown", "nowhere"]
    for number in range(190):
        lines = [virgin(value=str(number + 1), at=places[number % 5]), virgin("nickel", at="NO")]
        write_csv(bom(*lines), folder, f"bom{number:03}")
    write_csv(bom(virgin(), Vehicle=vehicle(placed_in_service="2024-05-06")), folder, "beside")
    for number in range(6):
        write_xlsx(bom(virgin(value=str(number))), folder / f"book{number}.xlsx")
    lines = [virgin(bom=name, extraction_entity="Acme") for name in ("B", "A", "C", "A")]
    write_csv(bom(*lines, Entities=[{"entity": "Acme", "country": "AU"}]), folder, "several")
    signed = {"certificate": "ATT-1", "kind": "feoc", "signed_on": "2025-01-10", "file": "att1.pdf"}
    (folder / "att1.pdf").write_bytes(b"signed")
    for number, content in enumerate((b"signed", b"replaced")):
        sha256 = hashlib.sha256(content).hexdigest()
        write_csv(bom(virgin(), Certificates=[signed | {"sha256": sha256}]), folder, f"signed{number}")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "text.csv").write_bytes(b"\xff\xfe\xfd")
    return folder


@pytest.fixture
def workers():
    """Starts workers without a nanny, and ends them."""
    started = []

    def start(address, code=""):
        preload = ["--preload", code] if code else []
        command = [sys.executable, "-m", "dask", "worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        environment = os.environ | {"PYTHONPATH": str(TESTS)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen([*command, *preload], cwd="/", env=environment, **quiet))
        return started[-1].pid

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler():
    """The address of a scheduler without workers."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs="CRITICAL") as cluster:
        yield cluster.scheduler_address


def tasks(count=200):
    text = b"line,mineral,value_usd,extraction_country,processing_country\n1,lithium,%d,AU,US\n"
    return [Task(number, f"bom{number}.csv", text % number) for number in range(1, count + 1)]


def all_there(results, given):
    pieces = [_unpacked(packed).pieces[0].decode().split() for packed in results]
    return [piece[:3] for piece in pieces] == [[str(task.number), task.path, "pass"] for task in given]


def test_the_same_to_the_byte(critmin, cluster, folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    arguments = ["check", folder.name, "missing.csv", str(folder / "book1.xlsx"), "-y", "2024", "-f", "json"]
    here = critmin(*arguments, "--jobs", "1")
    there = critmin(*arguments, "--scheduler", cluster.scheduler_address)
    assert there == here
    assert there == critmin(*arguments, "--jobs", "2")
    assert here.exit_code == 2
    summary = json.loads(there.stdout)["summary"]
    assert summary | {"boms": 206, "unreadable": 3} == summary
    assert "has another sha256" in there.stdout
    assert all(summary[status] > 20 for status in ("pass", "fail", "incomplete"))


def test_a_file_outside_of_the_folder_and_standard_input(critmin, cluster, folder, monkeypatch, tmp_path):
    """Where the program runs, and where its workers do, decides nothing."""
    monkeypatch.chdir(tmp_path)

    def answered(*options):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tasks(1)[0].content)))
        return critmin("check", str(folder / "beside.csv"), "-", "-f", "json", *options)

    there = answered("--scheduler", cluster.scheduler_address)
    assert there == answered()
    report, piped = json.loads(there.stdout)["reports"]
    assert (piped["bom"]["path"], piped["findings"][0]["code"]) == ("-", "DATE-MISSING")
    assert report["bom"]["path"] == "beside.csv"
    assert [beside["path"] for beside in report["bom"]["beside"]] == ["beside.vehicle.csv"]
    assert report["vehicle"]["placed_in_service"] == "2024-05-06"


def test_a_file_elsewhere_is_read_by_the_worker(critmin, cluster):
    """What only this process holds, a worker does not find."""
    fsspec.filesystem("memory").pipe_file("/here/only.csv", tasks(1)[0].content)
    arguments = ["check", "memory://here/only.csv", "-y", "2024", "-f", "json"]
    assert critmin(*arguments).exit_code == 0
    there = critmin(*arguments, "--scheduler", cluster.scheduler_address)
    assert there.exit_code == 2
    assert '"message": "memory://here/only.csv: no such file"' in there.stdout


def test_every_option_travels(critmin, cluster, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    lines = [virgin(value="1,5", Price="2", Land="ID"), virgin("nickel", extraction_entity="Moa Nickel SA", at="US")]
    write_csv(bom(*lines), tmp_path, "pack")
    Path("columns.toml").write_text('[bom]\nheader = 1\n[bom.columns]\n"Land" = "extraction_country_2"\n"Price" = ""\n')
    options = ["-d", "2025-02-01", *IN_TIME, "--test", "traced", "--screening", "--columns", "columns.toml"]
    options += ["--decimal", "comma", "--fx", "EUR=1.08@2024-06-30", "--max-mb", "7", "--strict"]
    options += ["--sdn", str(TESTS / "ofac" / "sdn.csv"), "--sdn-date", "2022-01-31"]
    options += ["--scenario", "indonesia-partner", "--reading", "japan-minerals=country", "-f", "json"]
    here = critmin("check", "pack.csv", *options)
    assert json.loads(here.stdout)["reports"][0]["verdict"]["status"] != "unreadable"
    assert critmin("check", "pack.csv", *options, "--scheduler", cluster.scheduler_address) == here
    # A process that is not forked is given the work in the same way.
    kept = []
    monkeypatch.setattr(
        "critmin.engine.questions.batch.local.do_all", lambda *given: kept.append(given) or do_all(*given)
    )
    write_csv(bom(virgin()), tmp_path, "other")
    critmin("check", "pack.csv", "other.csv", *options)
    ((given, total, work, jobs),) = kept
    again = pickle.loads(pickle.dumps(work))
    assert list(do_all(given, total, again, jobs)) == list(do_all(given, total, work, jobs))


def test_a_worker_that_is_ended_takes_nothing_with_it(cluster):
    given = tasks()
    results = []
    for packed in do_all_on(cluster.scheduler_address, given, len(given), Work(IN_2024, AS_IT_IS, [slow_piece])):
        results.append(packed)
        if len(results) == 20:
            os.kill(int(_unpacked(packed).pieces[0].split()[3]), signal.SIGKILL)
    assert all_there(results, given)


def test_a_task_that_ends_every_worker_is_the_only_one_that_is_not_done(cluster):
    given = tasks(60)
    given[30] = msgspec.structs.replace(given[30], path="killer.csv")
    work = Work(IN_2024, AS_IT_IS, [deadly_piece])
    results = list(map(_unpacked, do_all_on(cluster.scheduler_address, given, len(given), work)))
    assert [done.pieces[0].decode() for done in results] == [f"{task.number} {task.path}" for task in given]
    failed = {done.outline.bom.path: done.outline for done in results if done.outline.defect is not None}
    assert list(failed) == ["killer.csv"]
    assert failed["killer.csv"].defect == "every worker that checked it ended: killed, or out of memory"
    assert failed["killer.csv"].codes == ["PROGRAM-FAILED"]


def test_workers_come_and_go(scheduler, workers, monkeypatch):
    """One of two is ended, then the other: whoever waits is told so, and a third one does the rest."""
    monkeypatch.setattr(dask_cluster, "_LOOKING", 0.1)
    pids = {workers(scheduler), workers(scheduler)}
    said, results, given = [], [], tasks()

    def say(text):
        said.append(text)
        workers(scheduler)

    work = Work(IN_2024, AS_IT_IS, [slow_piece])
    for packed in do_all_on(scheduler, given, len(given), work, say):
        results.append(packed)
        if len(results) in (10, 60):
            os.kill(pids.pop(), signal.SIGKILL)
    assert all_there(results, given)
    assert said == [f"critmin: the Dask scheduler at {scheduler} has no workers left: waiting for one"]


@pytest.mark.parametrize(
    ("preload", "message"),
    [
        (
            "import critmin.engine.questions.batch.cluster as c; c.this_version = lambda: ('0.0.9', 'f' * 64)",
            "has critmin 0.0.9 with the rulebook ffffffffffff, "
            "but this machine has critmin {} with the rulebook {:.12}: "
            "both must be the same",
        ),
        (
            "import sys, types; sys.modules['critmin.engine'] = types.ModuleType('critmin.engine')",
            "cannot run critmin (ModuleNotFoundError(\"No module named 'critmin.engine.questions'; "
            "'critmin.engine' is not a package\")): install critmin {} on it",
        ),
    ],
)
def test_a_worker_without_this_version_is_refused(critmin, scheduler, workers, folder, preload, message):
    workers(scheduler, preload)
    result = critmin("check", str(folder / "book1.xlsx"), "--scheduler", scheduler)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"critmin: Invalid value: --scheduler {scheduler}: the worker tcp://127.0.0.1:")
    assert result.stderr.endswith(message.format(*this_version()) + "\n")


def test_a_worker_of_another_version_that_comes_later_does_nothing(cluster, monkeypatch):
    """As seen by the workers, it is this program that is another."""
    theirs = this_version()
    versions = iter([theirs])
    monkeypatch.setattr(
        "critmin.engine.questions.batch.cluster.this_version", lambda: next(versions, ("0.0.9", "f" * 64))
    )
    with pytest.raises(ClusterFailed) as failed:
        list(do_all_on(cluster.scheduler_address, tasks(3), 3, Work(IN_2024, AS_IT_IS, [slow_piece])))
    assert str(failed.value).startswith(f"a worker that joined later has critmin {theirs[0]} with the rulebook")


def test_who_leaves_takes_his_tasks_with_him(cluster):
    results = do_all_on(cluster.scheduler_address, tasks(), 200, Work(IN_2024, AS_IT_IS, [slow_piece]))
    next(results)
    assert cluster.scheduler.tasks
    results.close()
    deadline = time.monotonic() + 120
    while cluster.scheduler.tasks and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not cluster.scheduler.tasks


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers within 1 seconds"),
        ("nowhere", "no Dask scheduler answers: missing port number in address 'nowhere'"),
        ("carrier://pigeon", "no Dask scheduler answers: unknown address scheme 'carrier'"),
    ],
)
def test_an_address_without_a_scheduler(critmin, folder, monkeypatch, address, message):
    monkeypatch.setattr(dask_cluster, "_CONNECTING", 1)
    result = critmin("check", str(folder / "book1.xlsx"), "--scheduler", address)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"critmin: Invalid value: --scheduler {address}: {message}")


def test_a_scheduler_without_workers_and_a_worker_as_scheduler(critmin, cluster, scheduler, folder, monkeypatch):
    monkeypatch.setattr(dask_cluster, "_CONNECTING", 1)
    result = critmin("check", str(folder / "book1.xlsx"), "--scheduler", scheduler)
    assert result.exit_code == 2
    assert result.stderr.endswith(f": the Dask scheduler has no worker: start one with `dask worker {scheduler}`\n")
    worker = next(iter(cluster.scheduler_info["workers"]))
    result = critmin("check", str(folder / "book1.xlsx"), "--scheduler", worker)
    assert result.exit_code == 2
    assert result.stderr.endswith(": the address is a Dask Worker: expected the address of the scheduler\n")


def test_a_scheduler_that_is_lost_half_way(workers, tmp_path):
    file = tmp_path / "scheduler.json"
    command = [
        sys.executable,
        "-m",
        "dask",
        "scheduler",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(file),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as lost:
        try:
            while not file.exists() or not file.read_text().endswith("}"):
                time.sleep(0.05)
            address = json.loads(file.read_text())["address"]
            workers(address)
            results = do_all_on(address, tasks(), 200, Work(IN_2024, AS_IT_IS, [slow_piece]))
            next(results)
        finally:
            lost.kill()
        with pytest.raises(ClusterFailed, match="Dask scheduler was lost before the run was complete"):
            list(results)


def test_without_dask_it_is_one_line(folder):
    program = (
        "import sys; sys.modules['distributed'] = None; from critmin.cli.app import run;"
        "sys.exit(run(['check', sys.argv[1], '--scheduler', 'tcp://127.0.0.1:9']))"
    )
    command = [sys.executable, "-c", program, str(folder / "book1.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "critmin: Invalid value: --scheduler tcp://127.0.0.1:9: a cluster needs Dask, which is not installed: "
        'pip install "critmin[dask]"\n'
    )


def test_jobs_and_a_scheduler_do_not_go_together(critmin, cluster, folder, monkeypatch):
    book = str(folder / "book1.xlsx")
    result = critmin("check", book, "--scheduler", cluster.scheduler_address, "--jobs", "2")
    assert result.exit_code == 2
    assert "give --jobs N or --scheduler ADDRESS, not both" in result.stderr
    monkeypatch.setenv("CRITMIN_SCHEDULER", "tcp://127.0.0.1:9")
    assert critmin("check", book, "-y", "2024", "--jobs", "2").exit_code == 0  # what is nearer goes before it
