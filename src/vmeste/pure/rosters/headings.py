"""How columns are called: by us, in OneRoster, and by the schools themselves."""

import re

from .cells import folded

_NOISE = re.compile(r"[^\w№]+")
_NOTE = re.compile(r"[(\[][^)\]]*[)\]]")

NUMBER, EXTERNAL_ID, CLASS = "number", "external_id", "class"
LAST, FIRST, PATRONYMIC, FULL = "last_name", "first_name", "patronymic", "full_name"
BORN, SEX, PHONE, EMAIL = "born_on", "sex", "phone", "email"
GUARDIAN_FIELDS = ("full_name", "kinship", "phone", "email")


def guardian(place: int, field: str) -> str:
    """The key of a column about the first or second guardian, such as "guardian_1_phone"."""
    return f"guardian_{place}_{field}"


def heading_key(text: str) -> str:
    """What spellings of one heading share: «Дата рождения (дд.мм.гггг)» and «дата  рождения»."""
    return _NOISE.sub(" ", folded(_NOTE.sub(" ", text))).strip()


_PUPIL = (
    r"(?: (?:учащегося|учащихся|обучающегося|обучающихся|ученика|ученицы|ребенка|учеников|воспитанника|pupil|student))?"
)
_PATTERNS = (
    (NUMBER, r"номер в сети|№ в сети|network number"),
    (EXTERNAL_ID, r"id|ид|код|идентификатор|(?:id|ид|идентификатор|код)" + _PUPIL + r"|id in another system"
     r"|номер в другой системе|номер личного дела|л\s*д|№ личного дела|личное дело"),
    (CLASS, r"класс" + _PUPIL + r"|группа|класс группа|класс литера|параллель и литера|class|group"),
    (LAST, r"фамилия" + _PUPIL + r"|last name|surname|family name"),
    (FIRST, r"имя" + _PUPIL + r"|first name|given name"),
    (PATRONYMIC, r"отчество" + _PUPIL + r"|отчество при наличии|patronymic|middle name"),
    (FULL, r"(?:фио|ф и о)" + _PUPIL + r"|фамилия имя отчество" + _PUPIL + r"|фамилия имя" + _PUPIL
     + r"|ученик|учащийся|обучающийся|ребенок|full name|name|pupil|student"),
    (BORN, r"дата рождения" + _PUPIL + r"|дата рожд|д р|др|день рождения|число месяц год рождения"
     r"|date of birth|birth date|born"),
    (SEX, r"пол" + _PUPIL + r"|sex|gender"),
    (PHONE, r"телефон" + _PUPIL + r"|phone|telephone|pupil s telephone"),
    (EMAIL, r"(?:e mail|email|эл почта|электронная почта|почта)" + _PUPIL + r"|pupil s e mail"),
)  # fmt: skip
_ROLES = {
    "мать": (1, "mother"), "матери": (1, "mother"), "мама": (1, "mother"), "мамы": (1, "mother"),
    "mother": (1, "mother"),
    "отец": (2, "father"), "отца": (2, "father"), "папа": (2, "father"), "папы": (2, "father"), "father": (2, "father"),
    "представитель": (0, ""), "представителя": (0, ""), "родитель": (0, ""), "родителя": (0, ""), "родителей": (0, ""),
    "родители": (0, ""), "guardian": (0, ""), "parent": (0, ""), "опекун": (0, "guardian"), "опекуна": (0, "guardian"),
    "законный представитель": (0, ""), "законного представителя": (0, ""), "родитель законный представитель": (0, ""),
    "родителя законного представителя": (0, ""), "родителей законных представителей": (0, ""),
}  # fmt: skip
_GUARDIAN_WORDS = {
    "full_name": r"(?:фио|ф и о|фамилия имя отчество|full name|name)?",
    "kinship": r"(?:кем приходится|степень родства|родство|kinship|relation)",
    "phone": r"(?:телефон|тел|контактный телефон|контакт|контакты|сотовый|мобильный телефон|сотовый телефон|telephone"
    r"|phone|contact)",
    "email": r"(?:e mail|email|эл почта|электронная почта|почта)",
}
_ROLE = "|".join(sorted(_ROLES, key=len, reverse=True))
_SIMPLE = [(key, re.compile(pattern)) for key, pattern in _PATTERNS]
_OF_GUARDIAN = [
    (field, re.compile(rf"(?P<role>{_ROLE})(?: (?P<place>[12]))?(?: {words})?" if field == "full_name"
                       else rf"(?P<role>{_ROLE})(?: (?P<place>[12]))? {words}"),
     re.compile(rf"{words} (?P<role>{_ROLE})(?: (?P<place>[12]))?"))
    for field, words in _GUARDIAN_WORDS.items()
]  # fmt: skip
_LONE_CONTACT = re.compile(r"контактный телефон|контакты?|контакт родителей|телефоны?|тел")
_SENSITIVE = re.compile(
    r"здоровь|диагноз|инвалид|овз|болезн|заболеван|аллерг|прививк|национальн|вероисповед|религи|этническ|снилс|паспорт"
    r"|медицин|полис|судим|пмпк|health|disab|diagnos|allerg|ethnic|\brace\b|religio|nationality|passport"
    r"|asian|american|alaska|hawaiian|hispanic|\bwhite\b|demographic ?race|race"
)


def key_of_heading(heading: str) -> tuple[str, str]:
    """The key of a column and the kinship its heading tells: «ФИО матери» is guardian 1, mother. Else both ""."""
    text = heading_key(heading)
    for key, pattern in _SIMPLE:
        if pattern.fullmatch(text):
            return key, ""
    for field, before, after in _OF_GUARDIAN:
        match = before.fullmatch(text) or after.fullmatch(text)
        if match:
            place, kinship = _ROLES[match["role"]]
            return guardian(int(match["place"] or place or 1), field), kinship
    if _LONE_CONTACT.fullmatch(text):
        return guardian(1, "phone"), ""
    return "", ""


def is_sensitive(heading: str) -> bool:
    """Whether a column tells what is not kept here: health, ethnicity, religion, numbers of identity documents."""
    return bool(_SENSITIVE.search(folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))))
