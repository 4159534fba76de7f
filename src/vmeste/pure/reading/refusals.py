"""Why a file is not read: a code for programs, a plain sentence in both languages for people."""

# A row of a table is one line.
# ruff: noqa: E501

from enum import StrEnum


class Code(StrEnum):
    """Every reason there is."""

    EMPTY = "empty"
    UNKNOWN_KIND = "unknown kind"
    TOO_LARGE = "too large"
    DAMAGED = "damaged"
    DECEPTIVE = "deceptive"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    NO_TEXT = "no text"
    NEEDS_CONVERTER = "needs converter"
    TOO_HEAVY = "too heavy"


SENTENCES: dict[str, dict[Code, str]] = {
    "en": {
        Code.EMPTY: "The file is empty.",
        Code.UNKNOWN_KIND: "This kind of file is not read. Save the document as .docx, .odt, .pdf, .xlsx, .html or .txt.",
        Code.TOO_LARGE: "The document is larger than any document we read.",
        Code.DAMAGED: "The file is damaged. Open it in the program it was made with and save it again.",
        Code.DECEPTIVE: "The file is not what it pretends to be and was not opened.",
        Code.ENCRYPTED: "The file is protected by a password. Save it without one.",
        Code.MACROS: "The file carries macros and was not opened. Save it without macros.",
        Code.NO_TEXT: "The file holds pictures of pages and no text. Recognise the text first, or take the original document.",
        Code.NEEDS_CONVERTER: "Old .doc and .rtf files are read through LibreOffice, which is not installed here. "
        "Save the document as .docx.",
        Code.TOO_HEAVY: "Reading the file took too much time or memory and was stopped.",
    },
    "ru": {
        Code.EMPTY: "Файл пуст.",
        Code.UNKNOWN_KIND: "Файлы такого вида не читаются. Сохраните документ как .docx, .odt, .pdf, .xlsx, .html или .txt.",
        Code.TOO_LARGE: "Документ больше, чем программа может прочитать.",
        Code.DAMAGED: "Файл повреждён. Откройте его в программе, где он создан, и сохраните заново.",
        Code.DECEPTIVE: "Файл не то, чем кажется, и не был открыт.",
        Code.ENCRYPTED: "Файл защищён паролем. Сохраните его без пароля.",
        Code.MACROS: "В файле есть макросы, поэтому он не был открыт. Сохраните его без макросов.",
        Code.NO_TEXT: "В файле только изображения страниц, текста нет. Распознайте текст или возьмите исходный документ.",
        Code.NEEDS_CONVERTER: "Старые файлы .doc и .rtf читаются через LibreOffice, а здесь она не установлена. "
        "Сохраните документ как .docx.",
        Code.TOO_HEAVY: "Чтение файла заняло слишком много времени или памяти и было остановлено.",
    },
}


class FileRefused(ValueError):
    """The file is not read. `code` says why; the text is the code and a technical detail, parted by a colon."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

    @classmethod
    def from_text(cls, text: str) -> "FileRefused":
        """The refusal whose text this is; how it comes back from another process."""
        code, _, detail = text.partition(": ")
        return cls(Code(code), detail)

    def sentence(self, lang: str) -> str:
        """What to tell a person; `lang` is "ru" or "en"."""
        return SENTENCES[lang][self.code]
