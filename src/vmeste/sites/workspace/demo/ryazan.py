"""Ryazan: a lyceum that mentors a village school and works with two Moscow schools.

Facts: the lyceum's published page on its partnerships, 2016–2018. Agreements dated around today are invented.
"""

from datetime import date

from vmeste.modules.agreements.choices import AgreementKind, PartyRole
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind

from .content import HEAD, Content, Org, Pact, Post, Promise, Tie, cast_of

_MENTORING, _METHODS, _TRAINING = "Наставничество школ", "Научно-методическое", "Повышение квалификации"
_VOLUNTEERS, _PATRIOTIC = "Волонтёрское", "Гражданско-патриотическое"
_VISIT = date(2018, 1, 23)


def _body(key: str, name: str, kind: Kind = Kind.SCHOOL_BODY) -> Org:
    return Org(key=key, name=name, kind=kind, parent="lyceum", is_legal=False)


_ORGANISATIONS = (
    Org(
        key="lyceum",
        name="МАОУ «Лицей № 4» г. Рязани",
        short="Лицей № 4",
        kind=Kind.SCHOOL,
        territory="Рязань",
        contacts=(*HEAD, Post("заместитель директора по научно-методической работе", who="coordinator", signs=False)),
    ),
    Org(
        key="village",
        name=(
            "Муниципальное бюджетное общеобразовательное учреждение «Старокиструсская средняя школа» "
            "Спасского муниципального района Рязанской области"
        ),
        short="МБОУ «Старокиструсская СШ»",
        kind=Kind.SCHOOL,
        territory="Спасский муниципальный район",
        since=date(2016, 1, 1),
        contacts=HEAD,
    ),
    Org(
        key="lefortovo",
        name="ГБОУ города Москвы «Школа № 1228 „Лефортово“»",
        short="Школа № 1228 «Лефортово»",
        kind=Kind.SCHOOL,
        since=_VISIT,
        contacts=HEAD,
    ),
    Org(
        key="linguist",
        name="Школа № 1498 «Лингвист-М» г. Москвы",
        short="Школа № 1498 «Лингвист-М»",
        kind=Kind.SCHOOL,
        since=_VISIT,
        note="Городская новость о той же встрече называет школу № 1948; здесь номер со страницы лицея.",
    ),
    _body("board", "Управляющий совет лицея"),
    _body("parents", "Совет родителей лицея"),
    _body("ensemble", "Фольклорный ансамбль «Рязанская слободка»", Kind.CULTURE),
)

_TIES = (
    Tie(
        partner="village",
        kind=PartnershipKind.MENTORING,
        directions=(_MENTORING, _METHODS),
        maturity=Maturity.INTENT,
        since=date(2016, 1, 1),
        steps=(
            (Maturity.JOINT_WORK, date(2017, 9, 1), "Утверждена дорожная карта на 2017/2018 учебный год"),
            (Maturity.PARTNERSHIP, date(2018, 9, 1), "Работа продолжена на 2018/2019 учебный год"),
        ),
        product="Дорожная карта, открытые уроки, мониторинг результатов",
        by="coordinator",
    ),
    Tie(
        partner="lefortovo",
        directions=(_METHODS, _TRAINING, _VOLUNTEERS, _PATRIOTIC),
        maturity=Maturity.JOINT_WORK,
        since=_VISIT,
        product="Круглый стол, обмен материалами",
        by="coordinator",
    ),
    Tie(partner="linguist", directions=(_METHODS,), maturity=Maturity.INTENT, since=_VISIT, by="coordinator"),
    Tie(partner="parents", directions=(_VOLUNTEERS,), maturity=Maturity.PARTNERSHIP),
)

_PACTS = (
    Pact(
        title="Договор о партнёрстве с Старокиструсской школой",
        kind=AgreementKind.PARTNERSHIP,
        parties=("lyceum", "village"),
        roles={"lyceum": PartyRole.MENTOR, "village": PartyRole.MENTEE},
        signed_note="2016 год",
        starts=date(2016, 1, 1),
        directions=(_MENTORING,),
        subject="Наставничество: управление качеством, преподавание, обмен опытом.",
        by="coordinator",
        sealed_by="head",
        promises=(
            Promise(text="Утвердить дорожную карту на учебный год", due=-18),
            Promise(text="Показать промежуточный мониторинг", party="lyceum", due=40),
            Promise(
                text="Провести день открытых уроков",
                party="lyceum",
                due=date(2018, 1, 31),
                fulfilled=_VISIT,
                evidence="Программа круглого стола 23.01.2018",
            ),
        ),
    ),
    Pact(
        title="Соглашение о сотрудничестве со школой «Лефортово»",
        parties=("lyceum", "lefortovo"),
        label="двустороннее",
        signed_note="по итогам встречи 23.01.2018",
        starts=_VISIT,
        directions=(_METHODS, _TRAINING, _PATRIOTIC, _VOLUNTEERS),
        subject="Девять направлений: от обмена опытом и материалами до волонтёрского движения.",
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Договор о стажировках педагогов",
        kind=AgreementKind.PRACTICAL_TRAINING,
        number="С-2/{year}",
        parties=("lyceum", "lefortovo"),
        signed=-310,
        ends=55,
        directions=(_TRAINING,),
        has_scan=True,
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="План наставничества на новый учебный год",
        kind=AgreementKind.RULES,
        number="4/{year}",
        parties=("lyceum", "village"),
        roles={"lyceum": PartyRole.MENTOR, "village": PartyRole.MENTEE},
        is_signed=False,
        is_sent=True,
        signed_by=("village",),
        ends=300,
        directions=(_MENTORING,),
        by="coordinator",
    ),
    Pact(
        title="Меморандум с школой «Лингвист-М»",
        kind=AgreementKind.INTENT,
        parties=("lyceum", "linguist"),
        is_signed=False,
        directions=(_METHODS,),
        by="coordinator",
    ),
)

RYAZAN = Content(
    slug="ryazan-licey-4",
    mailbox="ryazan",
    name="Лицей № 4 и школы-партнёры, Рязань",
    territory="Рязанская область",
    region="Рязанская область",
    municipalities=("Рязань", "Спасский муниципальный район"),
    base="lyceum",
    organisations=_ORGANISATIONS,
    ties=_TIES,
    pacts=_PACTS,
    members=cast_of(
        "lyceum",
        "village",
        head_looks_at="«Ждёт вашей подписи»: план наставничества",
        partner_looks_at="договор о партнёрстве глазами наставляемой школы",
    ),
)
