"""kill -9 of the real program at ten random moments of one download of 200 MB.

    python tests/benchmarks/kill_download.py [SEED]

It must complete in the end, and the server may not have sent more than 5 % above the file's size.
Exit code 0 says that both held.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.models.hub_server import Drip, HubServer, wait_until
from tests.models.toy import model_files

SIZE = 200_000_000
KILLS = 10
WEIGHTS = "model.safetensors"
# about 25 MB/s: a fast line, on which much is under way at every moment
LINE = Drip(1 << 18, 0.01)


def main() -> int:
    seed = int(sys.argv[1]) if sys.argv[1:] else random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, HubServer(model_files(padding=SIZE)) as hub:
        size = len(hub.files[WEIGHTS])
        marks = sorted(chance.randrange(size) for _ in range(KILLS))
        for mark in marks:
            hub.script(WEIGHTS, LINE)
            process = start(hub, Path(folder))
            wait_until(lambda m=mark: hub.sent[WEIGHTS] >= m, timeout_s=120)
            process.send_signal(signal.SIGKILL)
            process.wait()
            print(f"killed at {mark:,}, sent so far {hub.sent[WEIGHTS]:,}")
        hub.script(WEIGHTS, LINE)
        last = start(hub, Path(folder))
        code = last.wait(timeout=300)
        (found,) = (Path(folder) / "data" / "models").glob(f"*/[!.]*/{WEIGHTS}")
        right = hashlib.sha256(found.read_bytes()).digest()
        same = right == hashlib.sha256(hub.files[WEIGHTS]).digest()
        ratio = hub.sent[WEIGHTS] / size
        print(f"seed {seed}: exit code {code}, same bytes {same}, sent / size {ratio:.4f}")
        return 0 if code == 0 and same and ratio <= 1.05 else 1


def start(hub: HubServer, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "HF_ENDPOINT": hub.endpoint, "HOME": str(folder)}
    environment.pop("HF_HUB_OFFLINE", None)
    command = [sys.executable, "-m", "desktop_app", "model", "download", hub.repo]
    return subprocess.Popen(
        [*command, "--data-dir", str(folder / "data")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main())
