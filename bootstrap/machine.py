"""The machine we find ourselves on: its packages, certificates, ports and disk."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from bootstrap.speaking import CannotGoOnError, say, step

CERTIFICATE_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora and its relatives
    "/etc/ssl/ca-bundle.pem",  # openSUSE
)
PORTS_TO_TRY = 50


def is_root() -> bool:
    return os.geteuid() == 0


def certificate_bundle() -> str | None:
    return next((path for path in CERTIFICATE_BUNDLES if Path(path).exists()), None)


def apt_is_ours() -> bool:
    """Whether we may install Debian packages ourselves."""
    return is_root() and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; False when we may not or when it failed."""
    if not apt_is_ours():
        return False
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step("apt-get install " + " ".join(packages)):
        # A failing update is no reason to give up: the lists may be good enough, and the install will tell.
        _apt(["update", "-qq"], environ)
        worked = _apt(["install", "-y", "-qq", "--no-install-recommends", *packages], environ)
    if not worked:
        say("  but it failed")
    return worked


def _apt(arguments: list[str], environ: dict[str, str]) -> bool:
    command = ["apt-get", *arguments]
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0


def require(*packages: str, what_for: str) -> None:
    """Have Debian packages, or stop with the command that brings them."""
    if not apt_install(*packages):
        sudo = "" if is_root() else "sudo "
        raise CannotGoOnError(f"{what_for} is missing: {sudo}apt-get install {' '.join(packages)}")


def require_disk(folder: Path, gigabytes: float) -> None:
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise CannotGoOnError(
            f"{gigabytes:.1f} GB of disk are needed and {free:.1f} GB are left: free some, start again"
        )


def free_port(first: int = 0) -> int:
    """A free local port: the first from `first` upwards, or any one when `first` is 0."""
    for port in range(first, first + PORTS_TO_TRY) if first else [0]:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            number: int = listener.getsockname()[1]
            return number
    raise CannotGoOnError(f"ports {first} to {first + PORTS_TO_TRY - 1} are all taken: end one of the programs there")


def readable_by_all(path: Path) -> bool:
    """Whether another user can reach `path`: every folder on the way lets everybody through."""
    resolved = path.resolve()
    return resolved.is_dir() and all(folder.stat().st_mode & 0o001 for folder in [resolved, *resolved.parents])
