"""Numbers and money in words."""

from decimal import Decimal

_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_TEENS = (
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать",
    "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
_FEMININE = {"один": "одна", "два": "две"}
_SCALES = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)
_THOUSANDS = 1
LARGEST_SUM = Decimal(1000) ** len(_SCALES)
"""Sums are below this many roubles."""


def agree_numeral(count: int | Decimal, one: str, few: str, many: str) -> str:
    """The noun that follows the count: 1 договор, 2 договора, 5 договоров; 1,5 договора. Constant time."""
    whole = abs(int(count))
    if count != int(count):
        return few
    if whole % 100 in range(11, 15):
        return many
    if whole % 10 == 1:
        return one
    return few if whole % 10 in (2, 3, 4) else many


def sum_in_words(amount: int | Decimal, *, spell_kopecks: bool = False) -> str:
    """Roubles in words, kopecks in two digits (or words): «двести тысяч рублей 00 копеек».

    ``amount`` is in roubles, from 0 to below 10¹⁵, with at most two decimals; anything else raises ``ValueError``,
    because a contract must not round. Logarithmic in the amount.
    """
    sum_ = Decimal(amount)
    if not sum_.is_finite() or not 0 <= sum_ < LARGEST_SUM or sum_ != round(sum_, 2):
        raise ValueError(f"no sum of roubles and kopecks: {amount}")
    roubles, kopecks = divmod(int(sum_ * 100), 100)
    kopecks_said = _in_words(kopecks, feminine=True) if spell_kopecks else f"{kopecks:02}"
    return " ".join(
        [
            _in_words(roubles),
            agree_numeral(roubles, "рубль", "рубля", "рублей"),
            kopecks_said,
            agree_numeral(kopecks, "копейка", "копейки", "копеек"),
        ]
    )


def _in_words(number: int, *, feminine: bool = False) -> str:
    if number == 0:
        return "ноль"
    said: list[str] = []
    for scale, forms in enumerate(_SCALES):
        number, group = divmod(number, 1000)
        if group:
            words = _below_thousand(group, feminine=feminine if scale == 0 else scale == _THOUSANDS)
            said.insert(0, f"{words} {agree_numeral(group, *forms)}".strip())
    return " ".join(said)


def _below_thousand(group: int, *, feminine: bool) -> str:
    hundreds, rest = divmod(group, 100)
    words = [_HUNDREDS[hundreds]]
    if rest in range(10, 20):
        words.append(_TEENS[rest - 10])
    else:
        one = _ONES[rest % 10]
        words += [_TENS[rest // 10], _FEMININE.get(one, one) if feminine else one]
    return " ".join(word for word in words if word)
