"""Words of time in the two languages; data only. ё is written е: readers fold it before they look here."""

from .units import Part

ACADEMIC = "§"
"""Stands for «учебный год» in every form and abbreviation while a text is read."""

MONTHS = {
    "ru": (
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
MONTHS_GENITIVE = {
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "en": MONTHS["en"],
}
MONTHS_PREPOSITIONAL = {
    "ru": (
        "январе",
        "феврале",
        "марте",
        "апреле",
        "мае",
        "июне",
        "июле",
        "августе",
        "сентябре",
        "октябре",
        "ноябре",
        "декабре",
    ),
    "en": MONTHS["en"],
}
MONTHS_SHORT = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
}
MONTHS_SHORT_OTHER = {
    "ru": {"февр": 2, "сент": 9, "нояб": 11},
    "en": {"sept": 9},
}

SEASONS = {"ru": ("весна", "лето", "осень", "зима"), "en": ("spring", "summer", "autumn", "winter")}
SEASONS_GENITIVE = {"ru": ("весны", "лета", "осени", "зимы"), "en": SEASONS["en"]}
SEASONS_ACCUSATIVE = {"ru": ("весну", "лето", "осень", "зиму"), "en": SEASONS["en"]}
SEASONS_WHEN = {"ru": ("весной", "летом", "осенью", "зимой"), "en": SEASONS["en"]}
SEASONS_OTHER = {"ru": {"весною": 1, "осенью": 3, "зимою": 4}, "en": {"fall": 3}}

ROMAN = ("I", "II", "III", "IV")
ORDINALS = {
    "ru": ("перв", "втор", "трет", "четверт"),
    "en": ("first", "second", "third", "fourth"),
}

PARTS = {
    "ru": {Part.BEGINNING: "начало", Part.MIDDLE: "середина", Part.END: "конец"},
    "en": {Part.BEGINNING: "beginning of", Part.MIDDLE: "middle of", Part.END: "end of"},
}
PARTS_GENITIVE = {
    "ru": {Part.BEGINNING: "начала", Part.MIDDLE: "середины", Part.END: "конца"},
    "en": PARTS["en"],
}
PARTS_ACCUSATIVE = {
    "ru": {Part.BEGINNING: "начало", Part.MIDDLE: "середину", Part.END: "конец"},
    "en": PARTS["en"],
}
