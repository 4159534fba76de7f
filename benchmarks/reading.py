"""`python -m benchmarks.reading`: a document of 40 pages in every container, read in processes of their own.

Prints wall and processor seconds and the most memory used; docs/reading-scores.md keeps the figures.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.pure.reading import samples

PAGES = 40
LINES_A_PAGE = 11
SENTENCE = (
    "В мае 2022 года МБОУ СОШ № {n} и ООО «Пролёт-{n}» подписали договор о сотрудничестве № {n} от 12.05.2022, "
    "а фестиваль «Мосты {n}» собрал {n} школьников; директор Лаптева Н.П. передала 120 тыс. рублей на станок."
)
CHILD = """
import json, os, resource, sys, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in the sandbox
from pathlib import Path
started = time.perf_counter()
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.reading import read_document
document = open_document(Path(sys.argv[1]).read_bytes(), filename=sys.argv[1])
reading = read_document(document)
assert len(reading.organisations) > 400
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10]))
"""


def main() -> int:
    lines = [SENTENCE.format(n=number) for number in range(1, PAGES * LINES_A_PAGE + 1)]
    paragraphs = "\n\n".join(lines)
    files = {
        "docx": samples.word(*lines),
        "odt": samples.open_text("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "pdf": samples.portable(f'#set text(size: 11pt, lang: "ru", hyphenate: false)\n{paragraphs}'),
        "html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        "txt": "\n".join(lines).encode(),
    }
    print(f"{sum(map(len, lines))} letters")
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in files.items():
            path = Path(folder, f"document.{kind}")
            path.write_bytes(data)
            said = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, check=True)
            wall, processor, memory = json.loads(said.stdout)
            print(f"{kind:<5}{wall:>7.2f} s wall{processor:>7.2f} s processor{memory:>6} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
