"""Volgograd: a school with four directions and seventeen partners, two of them no organisations.

Facts: the published concept of social partnership with its list of partners. Agreements are invented: the list names
none.
"""

from datetime import date

from vmeste.modules.agreements.choices import AgreementKind, PartyRole, Renewal
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.partnerships.choices import Maturity

from .content import HEAD, HEAD_OF_KINDERGARTEN, Content, Org, Pact, Post, Promise, Tie, cast_of

_SOCIAL, _PATRIOTIC = "Социально-педагогическое", "Гражданско-патриотическое"
_SPORT, _PREVENTION = "Физкультурно-оздоровительное", "Профилактическое"
_INTENT, _WORK, _PARTNERSHIP = Maturity.INTENT, Maturity.JOINT_WORK, Maturity.PARTNERSHIP

_ORGANISATIONS = (
    Org(
        key="school",
        name="Школа – автор концепции социального партнёрства (Волгоград)",
        short="Школа (Волгоград)",
        kind=Kind.SCHOOL,
        note="Опубликованный перечень партнёров не называет школу.",
        contacts=(*HEAD, Post("заместитель директора по воспитательной работе", who="coordinator", signs=False)),
    ),
    Org(key="parents", name="Родители", kind=Kind.COMMUNITY, is_legal=False),
    Org(key="kindergarten", name="Детский сад № 382", kind=Kind.PRESCHOOL, contacts=HEAD_OF_KINDERGARTEN),
    Org(key="parish", name="Приход Архангела Гавриила", kind=Kind.RELIGIOUS, contacts=(Post("настоятель"),)),
    Org(key="library", name="Детская областная библиотека", kind=Kind.LIBRARY, contacts=HEAD),
    Org(key="railway_quantorium", name="Кванториум РЖД", kind=Kind.TECHNOPARK, contacts=HEAD),
    Org(key="quantorium", name="Детский технопарк «Кванториум»", kind=Kind.TECHNOPARK, contacts=HEAD),
    Org(
        key="unit",
        name="Войсковая часть 98540, железнодорожные войска, п. Гумрак",
        short="В/Ч 98540",
        kind=Kind.MILITARY,
        other_names=("В/Ч 98540железнодорожные войска п. Гумрак",),
        contacts=(Post("командир части", basis="Положения"),),
    ),
    Org(key="centre", name="МОУ ЦДТ", kind=Kind.SUPPLEMENTARY, contacts=HEAD),
    Org(key="club", name="Клуб «Пехотинец»", kind=Kind.NON_PROFIT, contacts=(Post("руководитель клуба"),)),
    Org(key="clinic", name="ГУЗ «Поликлиника № 28»", kind=Kind.MEDICAL, contacts=(Post("главный врач"),)),
    Org(
        key="volunteers",
        name="Волонтёры-медики",
        kind=Kind.COMMUNITY,
        is_legal=False,
        other_names=("волонтеры медики",),
    ),
    Org(key="sport", name="ДЮСШОР № 10", kind=Kind.SUPPLEMENTARY, contacts=HEAD),
    Org(
        key="ministry",
        name="МВД России",
        kind=Kind.LAW,
        note="Преемник упразднённого ведомства; сам в перечне не назван.",
    ),
    Org(
        key="police",
        name="Подразделение по делам несовершеннолетних",
        short="ПДН",
        kind=Kind.LAW,
        parent="ministry",
        is_legal=False,
    ),
    Org(key="commission", name="Комиссия по делам несовершеннолетних", short="КДН", kind=Kind.LAW),
    Org(
        key="crossroads",
        name="ДЦ «Перекрёсток»",
        kind=Kind.SUPPLEMENTARY,
        other_names=("ДЦ «Перекресток»",),
        contacts=HEAD,
    ),
    Org(key="narcology", name="Дзержинский наркокабинет", kind=Kind.MEDICAL),
    Org(
        key="drug_control",
        name="Госнаркоконтроль",
        kind=Kind.LAW,
        note="В перечне назван действующим партнёром.",
        dissolved_on=date(2016, 6, 1),
        successor="ministry",
    ),
)

_STAGES = {
    "parents": _PARTNERSHIP, "kindergarten": _PARTNERSHIP, "parish": _INTENT, "library": _WORK,
    "railway_quantorium": _WORK, "quantorium": _INTENT, "unit": _WORK, "centre": _PARTNERSHIP, "club": _WORK,
    "clinic": _WORK, "volunteers": _INTENT, "sport": _PARTNERSHIP, "police": _WORK, "commission": _WORK,
    "crossroads": _INTENT, "narcology": _INTENT, "drug_control": None,
}  # fmt: skip
_LINES = {
    _SOCIAL: ("parents", "kindergarten", "parish", "library", "railway_quantorium", "quantorium"),
    _PATRIOTIC: ("unit", "centre", "club"),
    _SPORT: ("clinic", "volunteers", "sport"),
    _PREVENTION: ("police", "commission", "crossroads", "narcology", "drug_control"),
}
_PRODUCTS = {
    _SOCIAL: "Творческие дела и конкурсы",
    _PATRIOTIC: "Социально значимые акции",
    _SPORT: "Соревнования",
    _PREVENTION: "",
}
_TIES = tuple(
    Tie(
        partner=partner,
        directions=(direction,),
        maturity=_STAGES[partner],
        product=_PRODUCTS[direction],
        by="coordinator",
    )
    for direction, partners in _LINES.items()
    for partner in partners
)

_PACTS = (
    Pact(
        title="Договор о сотрудничестве с детским садом № 382",
        number="3/{year}",
        parties=("school", "kindergarten"),
        label="двусторонний",
        signed=-330,
        ends=35,
        directions=(_SOCIAL,),
        has_scan=True,
        by="coordinator",
        sealed_by="head",
        promises=(Promise(text="Провести совместный праздник для первоклассников", party="school", due=-5),),
    ),
    Pact(
        title="Договор о сетевой форме с детским технопарком",
        kind=AgreementKind.NETWORK_FORM,
        number="СФ-1/{year}",
        parties=("school", "quantorium"),
        roles={"school": PartyRole.BASE, "quantorium": PartyRole.PARTICIPANT},
        signed=-90,
        ends=275,
        directions=(_SOCIAL,),
        has_scan=True,
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Соглашение о шефстве с войсковой частью",
        parties=("school", "unit"),
        signed_note="подписано на встрече, день не записан",
        renewal=Renewal.AUTOMATIC,
        renewal_months=12,
        directions=(_PATRIOTIC,),
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Договор о медицинском просвещении",
        number="7/{year}",
        parties=("school", "clinic"),
        is_signed=False,
        is_sent=True,
        signed_by=("clinic",),
        ends=400,
        directions=(_SPORT,),
        by="coordinator",
    ),
    Pact(
        title="План совместной профилактической работы",
        kind=AgreementKind.RULES,
        parties=("school", "police", "commission"),
        is_signed=False,
        directions=(_PREVENTION,),
        by="coordinator",
    ),
)

VOLGOGRAD = Content(
    slug="volgograd",
    mailbox="volgograd",
    name="Социальное партнёрство школы, Волгоград",
    territory="Волгоград",
    time_zone="Europe/Moscow",
    base="school",
    organisations=_ORGANISATIONS,
    ties=_TIES,
    pacts=_PACTS,
    only_directions=(_SOCIAL, _PATRIOTIC, _SPORT, _PREVENTION),
    members=cast_of(
        "school",
        "kindergarten",
        head_looks_at="«Ждёт вашей подписи»: договор с поликлиникой",
        partner_looks_at="договор детского сада, который скоро кончается",
    ),
)
