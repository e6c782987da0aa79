"""`critmin sign` and `critmin verify --signed-by`: what a signature holds, and what it does not."""

import base64
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import IN_TIME, bom, virgin
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from doc_pages import ROOT, blocks
from random_boms import write_csv
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

Run = Callable[..., Any]
ASKED = ("-d", "2024-06-30", *IN_TIME)
TYPE = "application/vnd.in-toto+json"
SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
OTHER = Ed25519PrivateKey.from_private_bytes(SEED[::-1])


def private_pem(key: Any, passphrase: bytes | None = None) -> bytes:
    how = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))


def public_pem(key: Any) -> bytes:
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, critmin: Run, rsa_key: rsa.RSAPrivateKey) -> Path:
    """A folder with two reports, keys, and the signature on the first report."""
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "key.pem": private_pem(KEY),
        "public.pem": public_pem(KEY),
        "other.pem": public_pem(OTHER),
        "encrypted.pem": private_pem(KEY, b"secret"),
        "rsa.pem": private_pem(rsa_key),
        "rsa-public.pem": public_pem(rsa_key),
        "empty.pem": b"",
        "broken.pem": private_pem(KEY)[:60],
    }.items():
        (tmp_path / name).write_bytes(content)
    write_csv(bom(virgin()), tmp_path, "a")
    write_csv(bom(virgin(at="NO")), tmp_path, "b")
    for name in "ab":
        critmin("check", f"{name}.csv", *ASKED, "-f", "json", "-o", f"{name}.json")
    assert critmin("sign", "a.json", "--key", "key.pem").exit_code == 0
    return tmp_path


def statement(envelope: Path) -> dict[str, Any]:
    return dict(json.loads(base64.b64decode(json.loads(envelope.read_bytes())["payload"])))


def sha256(path: Path) -> dict[str, str]:
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_the_statement_names_the_report_and_all_that_it_was_made_from(critmin: Run, here: Path) -> None:
    (here / "w.toml").write_text(
        '[[waiver]]\ncode = "CM-NOT-MET"\nbom = "*"\nreason = "r"\nby = "b"\nuntil = 2025-06-01\n', "utf-8"
    )
    (here / "c.toml").write_text('[bom.columns]\n"Land" = "extraction_country"\n', "utf-8")
    waived = ("--waivers", "w.toml", "--waivers-on", "2025-01-01", "--columns", "c.toml", "--baseline", "a.json")
    critmin("check", "a.csv", "b.csv", *ASKED, *waived, "-f", "json", "-o", "both.json")
    assert critmin("sign", "both.json", "--key", "key.pem", "-o", "s.json").exit_code == 0
    found = statement(here / "s.json")
    run = json.loads((here / "both.json").read_bytes())
    assert found["_type"] == "https://in-toto.io/Statement/v1"
    assert found["predicateType"] == "https://in-toto.io/attestation/link/v0.3"
    assert found["subject"] == [{"name": "both.json", "digest": sha256(here / "both.json")}]
    materials = {one["name"]: one["digest"] for one in found["predicate"]["materials"]}
    assert materials == {
        "rulebook": {"sha256": run["rulebook"]["sha256"]},
        "a.csv": sha256(here / "a.csv"),
        "b.csv": sha256(here / "b.csv"),
        "columns": sha256(here / "c.toml"),
        "waivers": sha256(here / "w.toml"),
        "baseline a.json": sha256(here / "a.json"),
    }
    assert found["predicate"]["environment"] == {"version": run["tool"]["version"], "rulebook": "2025-07-04"}


def test_the_same_report_and_key_give_the_same_bytes(critmin: Run, here: Path) -> None:
    first = (here / "a.json.dsse").read_bytes()
    assert critmin("sign", "a.json", "--key", "key.pem", "-o", "again.dsse", "-q").stderr == ""
    assert (here / "again.dsse").read_bytes() == first
    assert critmin("sign", "a.json", "--key", "encrypted.pem").exit_code == 2


def test_another_program_can_check_it(here: Path) -> None:
    """By the format alone: the bytes that are signed are those of DSSE."""
    document = json.loads((here / "a.json.dsse").read_bytes())
    payload = base64.b64decode(document["payload"])
    signed = b"DSSEv1 %d %b %d %b" % (len(TYPE), TYPE.encode(), len(payload), payload)
    KEY.public_key().verify(base64.b64decode(document["signatures"][0]["sig"]), signed)
    assert document["payloadType"] == TYPE


@pytest.mark.parametrize(
    ("passphrase", "key", "said"),
    [
        (None, "key.pem", None),
        ("secret", "key.pem", None),
        ("secret", "encrypted.pem", None),
        (None, "encrypted.pem", "encrypted.pem is encrypted: put its passphrase into the environment variable"),
        ("", "encrypted.pem", "encrypted.pem is encrypted: put its passphrase into the environment variable"),
        ("wrong", "encrypted.pem", "encrypted.pem cannot be opened with this passphrase"),
        (None, "public.pem", "public.pem holds a public key: sign with the private key"),
        (None, "rsa.pem", "rsa.pem holds a key of another kind: make an Ed25519 key (openssl genpkey -algorithm"),
        (None, "empty.pem", "empty.pem does not hold a key in PEM form"),
        (None, "broken.pem", "broken.pem does not hold a key in PEM form"),
        (None, "a.csv", "a.csv does not hold a key in PEM form"),
        (None, "none.pem", "none.pem: No such file or directory"),
    ],
)
def test_keys_to_sign_with(
    critmin: Run, here: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None, key: str, said: str | None
) -> None:
    if passphrase is not None:
        monkeypatch.setenv("CRITMIN_PASSPHRASE", passphrase)
    got = critmin("sign", "b.json", "--key", key)
    assert got.exit_code == (0 if said is None else 2)
    assert (here / "b.json.dsse").exists() == (said is None)
    assert (said or "b.json: signed with the key ") in got.stderr
    assert "secret" not in got.stderr + got.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.json", "--key", "key.pem"], '"none.json": No such file or directory'),
        (["a.csv", "--key", "key.pem"], '"a.csv" is not valid JSON'),
        (["public.pem", "--key", "key.pem"], '"public.pem" is not valid JSON'),
        (["a.json"], "Missing option '--key'"),
        (["a.json", "--key", "key.pem", "-o", "key.pem"], "-o key.pem is an input, and inputs are never overwritten"),
        (["a.json", "--key", "key.pem", "-o", "a.json"], "-o a.json is an input, and inputs are never overwritten"),
        (["a.json", "--key", "key.pem", "-o", "no/s.dsse"], "-o no/s.dsse is not a file in an existing folder"),
    ],
)
def test_what_cannot_be_signed(critmin: Run, here: Path, arguments: list[str], said: str) -> None:
    got = critmin("sign", *arguments)
    assert (got.exit_code, got.stdout) == (2, "")
    assert said in got.stderr
    assert (here / "key.pem").read_bytes() == private_pem(KEY)


def put(here: Path, payload: bytes, type_: str = TYPE, key: Any = KEY) -> None:
    """Signs another payload in place of the statement."""
    envelope = Envelope(payload, type_, {})
    envelope.sign(CryptoSigner(key))
    (here / "a.json.dsse").write_text(json.dumps(envelope.to_dict()), "utf-8")


def change(here: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads((here / "a.json.dsse").read_bytes())
    change(document)
    (here / "a.json.dsse").write_text(json.dumps(document), "utf-8")


def restate(here: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The signer signs another statement."""
    found = statement(here / "a.json.dsse")
    change(found)
    put(here, json.dumps(found).encode())


def of_payload(document: dict[str, Any]) -> None:
    payload = base64.b64decode(document["payload"]).replace(b"a.json", b"b.json")
    document["payload"] = base64.b64encode(payload).decode()


def of_signature(document: dict[str, Any]) -> None:
    document["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()


def appended(here: Path) -> None:
    with (here / "a.json").open("ab") as file:
        file.write(b" ")


DOES_NOT_MATCH = 'the signature in "a.json.dsse" does not match its content: the envelope was altered'
ON_ANOTHER = 'the signature in "a.json.dsse" is on another report: "a.json" was altered, or the signature belongs to'
OTHER_INPUTS = 'the signed inputs in "a.json.dsse" are not those that the report names'
NO_STATEMENT = '"a.json.dsse" is signed, but does not hold a statement of `critmin sign`'


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (appended, ON_ANOTHER),
        (lambda here: shutil.copy(here / "b.json", here / "a.json"), ON_ANOTHER),
        (lambda here: put(here, b"{}", key=OTHER), "has no signature by this key ("),
        (lambda here: change(here, of_payload), DOES_NOT_MATCH),
        (lambda here: change(here, of_signature), DOES_NOT_MATCH),
        (lambda here: change(here, lambda found: found.update(payloadType="text/plain")), 'holds "text/plain", not an'),
        (lambda here: change(here, lambda found: found.update(signatures=[])), "has no signature by this key ("),
        (lambda here: put(here, b"{}"), NO_STATEMENT),
        (lambda here: put(here, b"\xff"), NO_STATEMENT),
        (
            lambda here: restate(here, lambda found: found.update(_type="https://in-toto.io/Statement/v0.1")),
            NO_STATEMENT,
        ),
        (lambda here: restate(here, lambda found: found.update(predicateType="https://in-toto.io/x")), NO_STATEMENT),
        (lambda here: restate(here, lambda found: found["predicate"]["materials"].pop()), OTHER_INPUTS),
        (lambda here: restate(here, lambda found: found["subject"].clear()), ON_ANOTHER),
        (lambda here: restate(here, lambda found: found["subject"].append(found["subject"][0])), ON_ANOTHER),
    ],
)
def test_a_signature_that_does_not_hold(critmin: Run, here: Path, prepare: Callable[[Path], object], said: str) -> None:
    prepare(here)
    got = critmin("verify", "a.json", "a.csv", "--signed-by", "public.pem")
    assert got.exit_code == 1
    assert got.stdout.startswith("NOT SIGNED  a.json\n")
    assert said in " ".join(got.stdout.split())
    told = json.loads(critmin("verify", "a.json", "a.csv", "--signed-by", "public.pem", "-f", "json").stdout)
    assert (told["outcome"], told["report"]) == ("not_signed", "a.json")
    assert said in told["headline"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["a.json", "a.csv", "--signed-by", "public.pem"], 0, "signed: by the key "),
        (
            ["a.json", "a.csv", "--signed-by", "public.pem", "--signature", "a.json.dsse"],
            0,
            "with 2 hashes of inputs (a.json.",
        ),
        (["a.json", "b.csv", "--signed-by", "public.pem"], 2, "no report in the run matches"),
        (["a.json", "a.csv", "--signed-by", "other.pem"], 1, "another key signed it"),
        (["b.json", "b.csv", "--signed-by", "public.pem", "--signature", "a.json.dsse"], 1, "is on another report"),
        (["b.json", "b.csv", "--signed-by", "public.pem"], 2, 'the signature "b.json.dsse": No such file or directory'),
        (["a.json", "a.csv", "--signed-by", "public.pem", "--signature", "a.csv"], 2, '"a.csv" is not a DSSE envelope'),
        (
            ["a.json", "a.csv", "--signed-by", "public.pem", "--signature", "b.json"],
            2,
            '"b.json" is not a DSSE envelope',
        ),
        (["a.json", "a.csv", "--signed-by", "key.pem"], 2, "key.pem holds a private key, which belongs to the signer"),
        (["a.json", "a.csv", "--signed-by", "rsa-public.pem"], 2, "holds a key of another kind: expected an Ed25519"),
        (["a.json", "a.csv", "--signed-by", "a.csv"], 2, "a.csv does not hold a key in PEM form"),
        (["a.json", "a.csv", "--signed-by", "none.pem"], 2, "none.pem: No such file or directory"),
        (
            ["a.json", "a.csv", "--signature", "a.json.dsse"],
            2,
            "with the public key of the signer: give --signed-by FILE",
        ),
        (
            ["-", "a.csv", "--signed-by", "public.pem"],
            2,
            "with a report from standard input (-) needs --signature FILE",
        ),
    ],
)
def test_verify(critmin: Run, here: Path, arguments: list[str], status: int, said: str) -> None:
    got = critmin("verify", *arguments)
    assert got.exit_code == status
    assert said in " ".join((got.stdout + got.stderr).split())


def test_a_signed_report_is_still_recomputed(critmin: Run, here: Path) -> None:
    """Who signs an edited report signs that: the signature holds, and the result differs."""
    run = json.loads((here / "b.json").read_bytes())
    run["reports"][0]["verdict"]["status"] = "pass"
    (here / "b.json").write_text(json.dumps(run), "utf-8")
    assert critmin("sign", "b.json", "--key", "key.pem").exit_code == 0
    got = critmin("verify", "b.json", "b.csv", "--signed-by", "public.pem")
    assert got.exit_code == 1
    assert got.stdout.startswith("NOT REPRODUCED")
    assert "signed: by the key " in got.stdout


def test_a_report_that_is_too_large_is_not_called_altered(critmin: Run, here: Path) -> None:
    with (here / "a.json").open("ab") as file:
        file.write(b" " * 10**6)
    for command in (["sign", "a.json", "--key", "key.pem"], ["verify", "a.json", "a.csv", "--signed-by", "public.pem"]):
        got = critmin(*command, "--max-mb", "1")
        assert (got.exit_code, got.stdout) == (2, "")
        assert '"a.json" is over 1 MB: --max-mb raises the limit' in got.stderr


def test_a_renamed_report_keeps_its_signature(critmin: Run, here: Path) -> None:
    (here / "a.json").rename(here / "kept.json")
    got = critmin(
        "verify", "kept.json", "a.csv", "--signed-by", "public.pem", "--signature", "a.json.dsse", "-f", "json"
    )
    assert (got.exit_code, json.loads(got.stdout)["signature"]["inputs"]) == (0, 2)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_the_commands_of_the_page_work(critmin: Run, here: Path) -> None:
    (here / "key.pem").unlink()
    (here / "public.pem").unlink()
    shutil.copy(here / "a.json", here / "report.json")
    shutil.copy(here / "a.csv", here / "bom.csv")
    page = (ROOT / "docs" / "signing.md").read_text("utf-8")
    ran = []
    for line in "".join(block.text for block in blocks(page) if block.language == "sh").splitlines():
        program, *arguments = line.partition(" #")[0].split()
        if program == "openssl" and "-aes256" not in arguments:
            subprocess.run([program, *arguments], check=True, capture_output=True)
        elif program == "critmin":
            assert critmin(*(argument.replace("bom.xlsx", "a.csv") for argument in arguments)).exit_code == 0
        ran.append(program)
    assert ran == ["openssl", "openssl", "openssl", "critmin", "critmin"]
