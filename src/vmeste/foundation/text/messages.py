"""Message catalogues without gettext binaries: extract, check, compile.

    python -m vmeste.foundation.text.messages extract    # bring every .po up to date with the code
    python -m vmeste.foundation.text.messages check      # the same, but only say what differs; exit 1
    python -m vmeste.foundation.text.messages compile    # write .mo beside every .po

Every package with its own words has its own `locale/`: a message belongs to the nearest one above the file that
says it.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2]
LANGUAGE = "ru"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A gettext call in a templatised template: between the calls stands what is no Python.
_STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"(?<!\w)(?:_|n?p?gettext)\({_STRING}(?:\s*,\s*(?:{_STRING}|count))*\s*\)")
HEADER = "# Russian words of this package."


def catalogue_path(home: Path) -> Path:
    return home / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def home_of(source: Path) -> Path:
    """The folder whose catalogue holds the words of `source`: a module, a site, a part of the foundation."""
    parts = source.relative_to(PACKAGE).parts
    depth = 2 if parts[0] in {"modules", "sites", "foundation"} else 1
    return PACKAGE.joinpath(*parts[:depth])


def messages_of(source: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, int]]:
    """Every message of one file: text or (singular, plural), context, line."""
    text = source.read_text("utf-8")
    if source.suffix != ".py":
        # Django's own translation of a template into gettext calls, so that both readers see the same words.
        from django.utils.translation import templatize  # late: needs Django, compiling does not

        text = "\n".join(call.group() for call in _CALL.finditer(templatize(text)))
    for line, message, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield message, context, line


def extracted() -> dict[Path, Catalog]:
    """A fresh catalogue of every home that says something."""
    catalogues: dict[Path, Catalog] = defaultdict(lambda: Catalog(locale=LANGUAGE, domain="django"))
    sources = [p for p in sorted(PACKAGE.rglob("*")) if p.suffix in {".py", ".html", ".txt"} and _is_ours(p)]
    for source in sources:
        for message, context, _line in messages_of(source):
            first = message[0] if isinstance(message, tuple) else message
            if first:
                flags = ["python-format"] if "%(" in first else []
                place = [(source.relative_to(PACKAGE).as_posix(), None)]
                catalogues[home_of(source)].add(message, locations=place, context=context, flags=flags)  # type: ignore[arg-type]
    return dict(catalogues)


def _is_ours(path: Path) -> bool:
    return not {"migrations", "static", "locale"} & set(path.relative_to(PACKAGE).parts) and path.is_file()


def rendered(home: Path, fresh: Catalog) -> bytes:
    """The home's catalogue brought up to date: translations kept, gone messages dropped, sorted."""
    path = catalogue_path(home)
    known = read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGE) if path.exists() else Catalog(locale=LANGUAGE)
    known.update(fresh, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.header_comment = HEADER
    out = io.BytesIO()
    write_po(out, known, sort_output=True, omit_header=True, include_lineno=False, width=110)
    plural = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plural += '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && '
    plural += '(n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
    return (HEADER + "\n" + plural).encode() + out.getvalue()


def compile_all() -> int:
    """Write `.mo` beside every `.po` whose bytes changed; answers how many catalogues there are."""
    paths = sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po"))
    for path in paths:
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3])
        out = io.BytesIO()
        write_mo(out, catalogue)
        target = path.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != out.getvalue():
            target.write_bytes(out.getvalue())
    return len(paths)


def differences(*, write: bool) -> list[str]:
    """Catalogues that are not what the code says: paths, brought up to date when `write`."""
    different = []
    for home, fresh in extracted().items():
        path, text = catalogue_path(home), rendered(home, fresh)
        if not path.exists() or path.read_bytes() != text:
            different.append(path.relative_to(PACKAGE).as_posix())
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
    return different


def main(verb: str) -> int:
    if verb == "compile":
        compile_all()
        return 0
    different = differences(write=verb == "extract")
    for path in different:
        sys.stdout.write(f"{path}\n")
    return 1 if verb == "check" and different else 0


if __name__ == "__main__":
    if sys.argv[1] != "compile":
        import django
        from django.conf import settings

        settings.configure(USE_I18N=True)
        django.setup()
    sys.exit(main(sys.argv[1]))
