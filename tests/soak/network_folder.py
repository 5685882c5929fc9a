"""A folder as a server on the network gives it: slow, without shared memory, with odd refusals.

    python -m tests.soak.network_folder REAL MOUNTED WISHES

Shows the folder REAL at MOUNTED until it is unmounted. What is in REAL stays there. Needs root,
libfuse2 and the package mfusepy. WISHES is a file that is looked at before every call, with words
such as "latency_ms=50 fsync=EIO rename=EXDEV": how slow each write is, and which calls fail with
what; whether locks fail (lock=ENOLCK) is settled when it begins. Memory can't be shared: a mapping
of a file that may be written is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.soak.outcome import ROOT

MOUNT_PATIENCE_S = 10.0


class Folder:
    """A network folder below `place`, as the parent of the process that serves it sees it."""

    def __init__(self, place: Path) -> None:
        self.real, self.path = place / "real", place / "mounted"
        self._wishes = place / "wishes"

    def behave(self, **wishes: object) -> None:
        """From now on; nothing named is a folder that only has no shared memory."""
        new = self._wishes.with_suffix(".new")
        new.write_text(" ".join(f"{name}={value}" for name, value in wishes.items()))
        new.replace(self._wishes)


@contextlib.contextmanager
def network_folder(place: Path, **wishes: object) -> Iterator[Folder]:
    """Mounted inside, unmounted afterwards."""
    folder = Folder(place)
    for path in (folder.real, folder.path):
        path.mkdir(parents=True)
    folder.behave(**wishes)
    log = place / "server.log"
    command = [sys.executable, "-m", __name__, folder.real, folder.path, folder._wishes]
    with log.open("wb") as said, subprocess.Popen(command, cwd=ROOT, stderr=said) as server:
        try:
            end = time.monotonic() + MOUNT_PATIENCE_S
            while not os.path.ismount(folder.path):
                if server.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(log.read_text(errors="replace")[-500:])
                time.sleep(0.05)
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder.path], check=False)
            server.terminate()


def serve(real: str, mounted: str, wishes_file: str) -> None:
    import mfusepy

    def refuse(call: str) -> None:
        wishes = dict(word.split("=") for word in Path(wishes_file).read_text().split())
        if call in ("write", "fsync", "create", "rename"):
            time.sleep(float(wishes.get("latency_ms", 0)) / 1000)
        if call in wishes:
            raise mfusepy.FuseOSError(getattr(errno, wishes[call]))

    class PassOn(mfusepy.Operations):
        use_ns = True

        def getattr(self, path, fh=None):
            status = os.fstat(fh) if fh is not None else os.lstat(real + path)
            names = ("mode", "nlink", "uid", "gid", "size", "ino")
            times = {f"st_{n}": getattr(status, f"st_{n}_ns") for n in ("atime", "mtime", "ctime")}
            return {f"st_{n}": getattr(status, f"st_{n}") for n in names} | times

        def readdir(self, path, fh):
            return [".", "..", *(found.name for found in Path(real + path).iterdir())]

        def open(self, path, flags):
            refuse("open")
            return os.open(real + path, flags)

        def create(self, path, mode, fi=None):
            refuse("create")
            return os.open(real + path, os.O_RDWR | os.O_CREAT, mode)

        def read(self, path, size, offset, fh):
            return os.pread(fh, size, offset)

        def write(self, path, data, offset, fh):
            refuse("write")
            return os.pwrite(fh, data, offset)

        def truncate(self, path, length, fh=None):
            refuse("write")
            os.truncate(real + path if fh is None else fh, length)
            return 0

        def flush(self, path, fh):
            return 0

        def fsync(self, path, datasync, fh):
            refuse("fsync")
            os.fsync(fh)
            return 0

        def release(self, path, fh):
            os.close(fh)
            return 0

        def rename(self, old, new):
            refuse("rename")
            Path(real + old).rename(real + new)
            return 0

        def unlink(self, path):
            Path(real + path).unlink()
            return 0

        def mkdir(self, path, mode):
            Path(real + path).mkdir(mode)
            return 0

        def rmdir(self, path):
            Path(real + path).rmdir()
            return 0

        def chmod(self, path, mode):
            Path(real + path).chmod(mode)
            return 0

        def utimens(self, path, times=None):
            os.utime(real + path, ns=times)
            return 0

        def statfs(self, path):
            found = os.statvfs(real + path)
            names = ("bavail", "bfree", "blocks", "bsize", "favail", "ffree", "files", "frsize")
            return {f"f_{n}": getattr(found, f"f_{n}") for n in (*names, "namemax")}

    class WithoutLocks(PassOn):
        def lock(self, path, fh, cmd, lock):
            refuse("lock")
            raise mfusepy.FuseOSError(errno.ENOSYS)

        def flock(self, path, fh, op):
            refuse("lock")
            raise mfusepy.FuseOSError(errno.ENOSYS)

    # the kernel keeps the locks itself where the server has no word on them
    kind = WithoutLocks if "lock=" in Path(wishes_file).read_text() else PassOn
    mfusepy.FUSE(kind(), mounted, foreground=True, direct_io=True, fsname="soak")


if __name__ == "__main__":
    serve(*sys.argv[1:])
