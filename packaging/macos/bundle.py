"""Sign the .app, have it notarised, and put it into a disk image. Runs on macOS.

What the environment holds decides how far it goes; without any of it the signature is an ad hoc
one, which a person has to allow in the system's settings once.

    MACOS_CERTIFICATE            Developer ID Application certificate with its key: .p12 in base64
    MACOS_CERTIFICATE_PASSWORD   of that .p12
    MACOS_IDENTITY               its name, "Developer ID Application: … (TEAM)"
    MACOS_NOTARY_KEY             App Store Connect's API key: a .p8 in base64
    MACOS_NOTARY_KEY_ID, MACOS_NOTARY_ISSUER
"""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from job import Job
from product import NAME

ENTITLEMENTS = Path(__file__).resolve().parent / "entitlements.plist"
MAGIC = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How a Mach-O file begins: one for a single processor, and one for several."""

EXECUTE = 2
"""Mach-O's file type of a program."""

AD_HOC = "-"


def build(job: Job, app: Path) -> Path:
    """The .dmg of a frozen .app."""
    image = job.installer("-macos-arm64.dmg")
    identity = os.environ.get("MACOS_IDENTITY") or AD_HOC
    with keychain(os.environ):
        sign_app(app, identity)
        if identity != AD_HOC and os.environ.get("MACOS_NOTARY_KEY"):
            notarise(app, job.work, os.environ)
        make_image(app, image, job.work)
        if identity != AD_HOC:
            _run("codesign", "--sign", identity, "--timestamp", str(image))
            if os.environ.get("MACOS_NOTARY_KEY"):
                notarise(image, job.work, os.environ)
    return image


@contextmanager
def keychain(environment: Mapping[str, str]) -> Iterator[None]:
    """A keychain of its own with the certificate, for the time of the build."""
    if not environment.get("MACOS_CERTIFICATE"):
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        place, password = str(Path(folder, "build.keychain-db")), secrets.token_hex(16)
        certificate = Path(folder, "certificate.p12")
        certificate.write_bytes(base64.b64decode(environment["MACOS_CERTIFICATE"]))
        _run("security", "create-keychain", "-p", password, place)
        try:
            _run("security", "unlock-keychain", "-p", password, place)
            _run("security", "set-keychain-settings", "-t", "3600", place)
            key = ("-P", environment["MACOS_CERTIFICATE_PASSWORD"], "-T", "/usr/bin/codesign")
            _run("security", "import", str(certificate), "-k", place, *key)
            allowed = "apple-tool:,apple:,codesign:"
            _run("security", "set-key-partition-list", "-S", allowed, "-s", "-k", password, place)
            _run("security", "list-keychains", "-d", "user", "-s", place, "login.keychain-db")
            yield
        finally:
            _run("security", "delete-keychain", place)


def is_program(head: bytes) -> bool:
    """Whether a Mach-O file for one processor is started by itself; a library is not.

    head: its first 16 bytes.
    """
    return head[:4] == MAGIC[0] and int.from_bytes(head[12:16], "little") == EXECUTE


def machine_code(app: Path) -> list[Path]:
    """Every library and program inside, the deepest first: a signature seals what it contains."""
    found = []
    for path in app.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) in MAGIC:
                    found.append(path)
    return sorted(found, key=lambda path: (-len(path.parts), str(path)))


def sign_app(app: Path, identity: str) -> None:
    """Sign every part, then the whole, and look at the result as the system will."""
    options = ["--force", "--options", "runtime"]
    if identity != AD_HOC:
        options.append("--timestamp")
    entitled = ["--entitlements", str(ENTITLEMENTS)]
    for path in machine_code(app):
        with path.open("rb") as file:
            own = entitled if is_program(file.read(16)) else []
        _run("codesign", "--sign", identity, *options, *own, str(path))
    _run("codesign", "--sign", identity, *options, *entitled, str(app))
    _run("codesign", "--verify", "--deep", "--strict", str(app))


def notarise(path: Path, work: Path, environment: Mapping[str, str]) -> None:
    """Wait for Apple's check, then attach its ticket. path: an .app or a .dmg."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder, "key.p8")
        key.write_bytes(base64.b64decode(environment["MACOS_NOTARY_KEY"]))
        sent = path
        if path.is_dir():
            sent = work / "notarise.zip"
            _run("ditto", "-c", "-k", "--keepParent", str(path), str(sent))
        account = ("--key", str(key), "--key-id", environment["MACOS_NOTARY_KEY_ID"])
        issuer = ("--issuer", environment["MACOS_NOTARY_ISSUER"])
        _run("xcrun", "notarytool", "submit", str(sent), *account, *issuer, "--wait")
    _run("xcrun", "stapler", "staple", str(path))


def make_image(app: Path, image: Path, work: Path) -> None:
    """A compressed .dmg with the .app and a link to Applications beside it."""
    folder = work / "image"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run("ditto", str(app), str(folder / app.name))
    (folder / "Applications").symlink_to("/Applications")
    image.unlink(missing_ok=True)
    kind = ("-fs", "APFS", "-format", "ULFO")
    _run("hdiutil", "create", "-volname", NAME, "-srcfolder", str(folder), *kind, str(image))


def _run(*command: str) -> None:
    # its arguments hold passwords: the error says the program's name only
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(f"{' '.join(command[:2])} failed: {answer.stderr.strip()}")
