"""Faults put into the law's modules, one at a time: which does no test notice? (docs/mutations.md)

    uv run --group dev python tests/mutate.py                      a sample of 200
    uv run --group dev python tests/mutate.py --sample 0           all of them, some hours
    uv run --group dev python tests/mutate.py engine/rules/rule.py of one file

First the tests of the law run once, to learn which of them reach which line and how long each takes; that is kept in
`.mutate/` until a file changes. Then each fault is put into a process of its own, and the tests that reach its line are
run there, the quickest first, until one fails.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib.abc
import importlib.util
import math
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple
from xml.etree import ElementTree

import hypothesis  # noqa: F401 - before there are processes for each fault
import openpyxl  # noqa: F401
import pytest

ROOT = Path(__file__).parents[1]
LAW = ("engine/regimes", "engine/entities", "engine/rules")
TESTS = (
    *("tests/engine/test_*.py", "tests/engine/entities", "tests/engine/vocabulary/test_governments.py"),
    *("tests/engine/vocabulary/test_names.py", "tests/engine/intake/facts/test_lines_without_a_mineral.py"),
    *("tests/rules", "tests/regimes", "tests/test_against_naive.py", "tests/cli/test_diff.py"),
    *("tests/cli/test_verify.py", "tests/cli/test_configuration.py", "tests/cli/test_merge_components.py"),
    *("tests/test_components_against_naive.py", "tests/engine/intake/facts/test_components.py"),
    *("tests/engine/intake/facts/test_foreign_facts.py", "tests/cli/test_diff_components.py", "tests/cli/test_pack.py"),
    *("tests/material_assistance", "tests/test_products_against_naive.py", "tests/requests/test_*.py"),
)
ABOVE = tuple(f"critmin.{room}" for room in ("engine.r", "engine.entities", "engine.intake", "engine.questions", "cli"))
"""What stands on the law's modules, or is one of them, is loaded anew with the fault in."""
LEFT_OUT = ("test_cluster.py", "test_long_bom.py")
FIRST = 40
"""So many tests are run before the rest are loaded: they notice most faults."""
LONGEST = 120
"""For one fault tests are run that take so many seconds in all without it."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Fault(NamedTuple):
    """One fault: the file and line, what it does, and which of the file's faults it is."""

    file: str
    line: int
    what: str
    number: int


def faults_of(tree: ast.Module) -> Iterator[tuple[ast.Module, int, str]]:
    """Every tree with one fault in it, its line, and what the fault is. Texts, imports and types are left alone."""
    for node, change, what in list(_changes(tree)):
        undo = copy.copy(node.__dict__)
        change()
        yield tree, node.lineno, what  # type: ignore[attr-defined]
        node.__dict__.clear()
        node.__dict__.update(undo)


def _changes(tree: ast.Module):  # type: ignore[no-untyped-def]
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AnnAssign | ast.arg):
            for annotation in (getattr(node, "returns", None), getattr(node, "annotation", None)):
                skipped |= {id(part) for part in ast.walk(annotation)} if annotation is not None else set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Compare):
            for place, operator in enumerate(node.ops):
                if (other := SWAPS.get(type(operator))) is not None:
                    ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                    yield (
                        node,
                        lambda n=node, o=ops: setattr(n, "ops", o),
                        f"{type(operator).__name__} is {other.__name__}",
                    )
        elif isinstance(node, ast.BoolOp):
            other = SWAPS[type(node.op)]
            yield node, lambda n=node, o=other: setattr(n, "op", o()), f"{type(node.op).__name__} is {other.__name__}"
            for place, value in enumerate(node.values):
                rest = [*node.values[:place], *node.values[place + 1 :]]
                rest = rest if len(rest) > 1 else rest * 2  # there is no `and` of one
                yield node, lambda n=node, r=rest: setattr(n, "values", r), f"without {ast.unparse(value)}"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
            other = SWAPS[type(node.op)]
            yield node, lambda n=node, o=other: setattr(n, "op", o()), f"{type(node.op).__name__} is {other.__name__}"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            twice = ast.UnaryOp(ast.Not(), node.operand)
            yield (
                node,
                lambda n=node, t=twice: setattr(n, "operand", t),
                f"without not before {ast.unparse(node.operand)}",
            )
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Constant):
            for truth in (True, False) if not isinstance(node, ast.While) else (False,):
                test = ast.copy_location(ast.Constant(truth), node.test)
                yield node, lambda n=node, t=test: setattr(n, "test", t), f"{ast.unparse(node.test)} is {truth}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            other = not node.value if isinstance(node.value, bool) else node.value + 1
            yield node, lambda n=node, o=other: setattr(n, "value", o), f"{node.value} is {other}"
        elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
            none = ast.copy_location(ast.Constant(None), node.value)
            yield node, lambda n=node, v=none: setattr(n, "value", v), "returns None"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            none = ast.copy_location(ast.Constant(None), node.value)
            yield node, lambda n=node, v=none: setattr(n, "value", v), f"without {ast.unparse(node.value)[:60]}"


def list_faults(files: list[str]) -> list[Fault]:
    found = []
    for file in files:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        found += [Fault(file, line, what, n) for n, (_, line, what) in enumerate(faults_of(tree))]
    return found


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the module of the fault, and no other."""

    def __init__(self, fault: Fault) -> None:
        self.path = ROOT / fault.file
        self.name = "critmin." + ".".join(Path(fault.file).with_suffix("").parts)
        trees = faults_of(ast.parse(self.path.read_text("utf-8")))
        tree = next(tree for n, (tree, _, _) in enumerate(trees) if n == fault.number)
        self.code: CodeType = compile(ast.fix_missing_locations(tree), self.path, "exec")

    def find_spec(self, name, path, target=None):  # type: ignore[no-untyped-def]
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def run_with(fault: Fault, tests: list[str]) -> bool:
    """Whether a test fails in this process with the fault in, or does not end; the quickest are run first."""
    for name in [name for name in sys.modules if name.startswith(ABOVE)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Loader(fault))
    options = ["-q", "-x", "-m", "", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--no-header"]
    return any(pytest.main([*options, *some]) for some in (tests[:FIRST], tests[FIRST:]) if some)


class Learned:
    """Which tests reach each line of the law, and how long each takes."""

    def __init__(self, folder: Path) -> None:
        from coverage import CoverageData

        self._data = CoverageData(str(folder / "coverage"))
        self._data.read()
        self._file, self._lines = "", dict[int, list[str]]()
        self._took: dict[str, float] = {}
        for case in ElementTree.parse(folder / "times.xml").iter("testcase"):
            if case.find("failure") is None and case.find("error") is None:  # what fails without a fault says nothing
                self._took[f"{case.attrib['classname']}::{case.attrib['name']}"] = float(case.attrib["time"])

    def seconds(self, test: str) -> float:
        file, _, name = test.partition("::")
        return self._took.get(f"{file.removesuffix('.py').replace('/', '.')}::{name}", math.inf)

    def asked(self, fault: Fault) -> tuple[Fault, list[str], float]:
        """The fault, the tests that reach its line, and the seconds that they may take.

        The quickest case of each test comes first, then the next of each. Where the line is run when the file is
        loaded: those that reach any line of the file.
        """
        if fault.file != self._file:
            contexts = self._data.contexts_by_lineno(str(ROOT / fault.file))
            self._file, self._lines = (
                fault.file,
                {line: [name.rpartition("|")[0] for name in names if "|" in name] for line, names in contexts.items()},
            )
        reaching = self._lines.get(fault.line) or [test for tests in self._lines.values() for test in tests]
        cases: dict[str, int] = {}
        ordered = []
        for test in sorted(set(reaching), key=lambda test: (self.seconds(test), test)):
            name = test.partition("[")[0]
            ordered.append((cases.setdefault(name, 0), self.seconds(test), test))
            cases[name] += 1
        allowed, took = [], 0.0
        for _, seconds, test in sorted(ordered):
            if took + seconds <= LONGEST:
                took += seconds
                allowed.append(test)
        return fault, allowed, 60 + 10 * took


def learn() -> Learned:
    """What was learned of the files as they are, or else is now."""
    state = hashlib.sha256()
    for folder in ("cli", "data", "engine", "tests"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.suffix in (".py", ".toml") and path != Path(__file__):
                state.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    kept = ROOT / ".mutate" / state.hexdigest()[:16]
    if not kept.exists():
        shutil.rmtree(kept.parent, ignore_errors=True)
        kept.parent.mkdir()
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            settings = Path(folder, "settings")  # lines alone: their branches would take a gigabyte
            settings.write_text(f"[run]\nparallel = true\nsource = {','.join(LAW)}\n")
            tests = sorted(
                test.relative_to(ROOT).as_posix()
                for pattern in TESTS
                for test in ROOT.glob(pattern)
                if test.name not in LEFT_OUT
            )
            command = ["pytest", "-q", "-n", "auto", "--cov", f"--cov-config={settings}", "--cov-context=test"]
            command += ["--cov-report=", f"--junit-xml={folder}/times.xml", "-m", "not dask", *tests]
            environment = os.environ | {"COVERAGE_FILE": str(Path(folder, "coverage"))}
            if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment).returncode > 1:
                sys.exit("the tests do not run")
            kept.mkdir()
            for name in ("coverage", "times.xml"):
                Path(folder, name).rename(kept / name)
    return Learned(kept)


def noticed(asked: tuple[Fault, list[str], float]) -> bool:
    """Whether tests notice a fault within so many seconds. It is asked once in a process."""
    fault, tests, seconds = asked
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 10)
    return run_with(fault, tests)


def _stop(number: int, frame: object) -> None:
    raise TimeoutError("the fault made a test endless")


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="the law's modules, if not all")
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="so many faults, chosen at random; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many processes at once")
    asked = parser.parse_args()
    every = [path.relative_to(ROOT).as_posix() for folder in LAW for path in sorted((ROOT / folder).rglob("*.py"))]
    faults = list_faults(asked.files or every)
    if asked.sample and asked.sample < len(faults):
        faults = sorted(random.Random(asked.seed).sample(faults, asked.sample))
    learned = learn()
    sys.dont_write_bytecode = False  # or every process would compile all of it
    for name in ("critmin.cli.app", *(f"critmin.cli.commands.{name}" for name in ("check", "diff", "verify"))):
        importlib.import_module(name)  # once, with all that it needs
    with multiprocessing.get_context("fork").Pool(asked.jobs, maxtasksperchild=1) as pool:
        left = []
        for fault, seen in zip(faults, pool.imap(noticed, list(map(learned.asked, faults))), strict=True):
            if not seen:
                left.append(fault)
                print(f"{fault.file}:{fault.line}: {fault.what}", flush=True)
    share = 100 * (1 - len(left) / len(faults))
    print(f"{len(faults) - len(left)} of {len(faults)} faults are noticed: {share:.1f} percent")


if __name__ == "__main__":
    main()
