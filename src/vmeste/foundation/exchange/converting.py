"""Old .doc and .rtf files become .docx through LibreOffice, where it is installed."""

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from vmeste.pure.reading import Code, FileRefused

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 60
_MEMORY, _LARGEST_FILE = 3 << 30, 100 << 20


def as_docx(data: bytes) -> bytes:
    """The same document as .docx. LibreOffice runs alone: a profile of its own, no macros, bounded time and memory.

    Raises:
        FileRefused: LibreOffice is not installed (NEEDS_CONVERTER), cannot read the file (DAMAGED), or takes too long.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise FileRefused(Code.NEEDS_CONVERTER)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "document.rtf" if data.lstrip().startswith(b"{\\rtf") else "document.doc")
        source.write_bytes(data)
        _convert(program, source)
        result = source.with_suffix(".docx")
        if not result.is_file():
            raise FileRefused(Code.DAMAGED, "LibreOffice could not read it")
        return result.read_bytes()


def _convert(program: str, source: Path) -> None:
    folder = source.parent
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir", str(folder), str(source)),
    ]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)}
    try:
        subprocess.run(  # noqa: S603 - our own fixed command
            command,
            cwd=folder,
            env=environment,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_bind,
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused(Code.TOO_HEAVY, "LibreOffice took too long") from late


def _bind() -> None:
    for kind, bound in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
