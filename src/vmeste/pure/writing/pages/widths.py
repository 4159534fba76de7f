"""How wide words are in the typesetter's serif face, so that only those that do not fit are divided."""

# Advance widths of Libertinus Serif in hundredths of the size, the wider of regular and bold, rounded up.
_CLASSES = {
    27: ".,:;",
    33: "ijl()/",
    38: "tIJ-",
    43: "f",
    47: "гзсcrsz",
    53: "аеётьэaegS0123456789_",
    58: "бвдоухяГbdoqvxyF–«»",
    63: "клрчъЕЁЗРЭhknpuELPYZ",
    68: "ийнпцБВДТУЬBT",
    73: "мКЛСХЯCRVX",
    78: "фАОФЧADGKNOQU",
    83: "жИЙНПЦwH",
    88: "ыюЪ",
    93: "МmM№",
    98: "шщЫ",
    103: "ЖЮ@",
    108: "W",
    123: "ШЩ",
}
_WIDTHS = {letter: width for width, letters in _CLASSES.items() for letter in letters}
_USUAL = 60


def widest_word(text: str) -> float:
    """The width of the widest word in sizes of the letters, a little too wide; 0 without words. Linear."""
    return max((sum(_WIDTHS.get(letter, _USUAL) for letter in word) / 100 for word in text.split(" ")), default=0)
