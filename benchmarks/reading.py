"""`python -m benchmarks.reading`: a document of 40 pages in every container, read in processes of their own.

Prints the rows of the table in docs/reading-scores.md: processor seconds, their ratio to the limit, the most memory
used, its ratio, and the wall clock, which other programs on the machine lengthen. Ends with 1 where a limit is broken.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.pure.reading import samples

PAGES = 40
LINES_A_PAGE = 11
LIMIT_SECONDS = 5.0
LIMIT_MB = 500
SENTENCE = (
    "В мае 2022 года МБОУ СОШ № {n} и ООО «Пролёт-{n}» подписали договор о сотрудничестве № {n} от 12.05.2022, "
    "а фестиваль «Мосты {n}» собрал {n} школьников; директор Лаптева Н.П. передала 120 тыс. рублей на станок."
)
STRANGE = "Вечером Кравдан и Опорск пришли к мосту, там их ждала Свайлана с Тросоградом. "
"""Capitals no rule and no dictionary explains: only the network can, and costs its loading."""
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
    strange = [STRANGE + line for line in lines]
    paragraphs = "\n\n".join(lines)
    files = {
        "docx": samples.word(*lines),
        "odt": samples.open_text("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "pdf": samples.portable(f'#set text(size: 11pt, lang: "ru", hyphenate: false)\n{paragraphs}'),
        "html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        "txt": "\n".join(lines).encode(),
        "names.docx": samples.word(*strange),
    }
    print(f"{PAGES} pages, {sum(map(len, lines))} letters; limits {LIMIT_SECONDS:g} s and {LIMIT_MB} MB")
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in files.items():
            path = Path(folder, f"document.{kind}")
            path.write_bytes(data)
            said = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, check=True)
            wall, processor, memory = json.loads(said.stdout)
            ratios = processor / LIMIT_SECONDS, memory / LIMIT_MB
            worst = max(worst, *ratios)
            print(
                f"| .{kind} | {processor:.1f} | {ratios[0]:.2f} | {memory} | {ratios[1]:.2f} | {wall:.1f} |", flush=True
            )
    return int(worst > 1)


if __name__ == "__main__":
    sys.exit(main())
