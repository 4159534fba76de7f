"""Ulan-Ude: a physics and mathematics school, its earlier partners and those new in 2022.

Facts: the school's published report on partnership in 2022. Agreements dated around today are invented.
"""

from datetime import date

from vmeste.modules.agreements.choices import AgreementKind, PartyRole
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind

from .content import HEAD, Content, Org, Pact, Post, Promise, Tie, cast_of

_ENGINEERING, _CAREERS = "Инженерно-техническое", "Профориентационное"
_VOLUNTEERS, _METHODS = "Волонтёрское", "Научно-методическое"
_EARLIER, _NEW, _REPORTED = date(2021, 9, 1), date(2022, 1, 1), "в отчёте за 2022 год дня и номера нет"
_ABOUT_SINCE = "Партнёр с более раннего времени; год в отчёте не назван, взят год создания муниципальной площадки."

_ORGANISATIONS = (
    Org(
        key="school",
        name="Физико-математическая школа № 56 города Улан-Удэ",
        short="ФМШ № 56",
        kind=Kind.SCHOOL,
        other_names=("ФМШ №56", "ФМШ 56"),
        contacts=(*HEAD, Post("заместитель директора", who="coordinator", signs=False)),
    ),
    Org(
        key="plant",
        name="Авиационный завод",
        kind=Kind.ENTERPRISE,
        other_names=("Авиазавод",),
        since=_EARLIER,
        note=_ABOUT_SINCE,
        contacts=(Post("генеральный директор"),),
    ),
    Org(
        key="instruments",
        name="Приборостроительный завод",
        kind=Kind.ENTERPRISE,
        since=_EARLIER,
        note=_ABOUT_SINCE,
        contacts=HEAD,
    ),
    Org(key="enter", name="Центр олимпиадной подготовки ENTER", kind=Kind.SUPPLEMENTARY, since=_EARLIER, contacts=HEAD),
    Org(key="bsu", name="БГУ", kind=Kind.UNIVERSITY, since=_EARLIER, contacts=(Post("ректор"),)),
    Org(
        key="college",
        name="Авиационный техникум",
        kind=Kind.VOCATIONAL,
        other_names=("Авиатехникум",),
        since=_EARLIER,
        contacts=HEAD,
    ),
    Org(key="quantorium", name="Кванториум", kind=Kind.TECHNOPARK, since=_NEW, contacts=HEAD),
    Org(key="aero", name="Аэроквантум", kind=Kind.TECHNOPARK, parent="quantorium", is_legal=False),
    Org(key="hitech", name="Хайтек-квантум", kind=Kind.TECHNOPARK, parent="quantorium", is_legal=False),
    Org(
        key="academy",
        name="Малая академия наук",
        short="МАН",
        kind=Kind.SUPPLEMENTARY,
        since=_NEW,
        note="Отчёт расшифровки не даёт. Оплачивает 3 часа математики в неделю в классе 8и.",
    ),
    Org(
        key="advanced",
        name="Центр опережающей профессиональной подготовки РБ",
        short="ЦОПП РБ",
        kind=Kind.CONTINUING,
        since=_NEW,
    ),
    Org(
        key="gifted",
        name="Республиканский центр по работе с одарёнными детьми «Асториум»",
        short="РЦ «Асториум»",
        kind=Kind.SUPPLEMENTARY,
        other_names=("РЦ Асториум", "Региональный центр «Асториум»", "Асториум"),
        since=_NEW,
        contacts=HEAD,
    ),
    Org(key="technology", name="ВСГУТУ", kind=Kind.UNIVERSITY, since=_NEW, contacts=(Post("ректор"),)),
    Org(key="telecom", name="СибГУТИ", kind=Kind.UNIVERSITY, since=_NEW),
    Org(key="corps", name="«Добровольческий корпус Байкала»", kind=Kind.NON_PROFIT),
    Org(key="trail", name="АНКО «Большая Байкальская тропа»", kind=Kind.NON_PROFIT),
    Org(key="mai", name="МАИ (г. Москва)", short="МАИ", kind=Kind.UNIVERSITY),
    Org(key="union", name="Союз машиностроителей России", kind=Kind.UNION, contacts=(Post("председатель отделения"),)),
    Org(key="lyceum", name="Лицей № 27", kind=Kind.SCHOOL, other_names=("лицей №27",)),
    Org(
        key="trustees",
        name="Попечительский совет ФМШ № 56",
        kind=Kind.NON_PROFIT,
        note="Получатель гранта 2022 года вместе со школой.",
        contacts=(Post("председатель"),),
    ),
    Org(key="government", name="Администрация Главы Республики Бурятия и Правительства РБ", kind=Kind.AUTHORITY),
    Org(key="parents", name="Родители", kind=Kind.COMMUNITY, is_legal=False),
)


def _tie(partner: str, direction: str, since: date, maturity: Maturity, product: str = "") -> Tie:
    return Tie(
        partner=partner, directions=(direction,), since=since, maturity=maturity, product=product, by="coordinator"
    )


_TIES = (
    Tie(
        partner="plant",
        directions=(_ENGINEERING, _CAREERS),
        since=_EARLIER,
        maturity=Maturity.INTENT,
        steps=((Maturity.JOINT_WORK, date(2022, 1, 15), "Интенсив-практикум на заводе, январь 2022 года"),),
        product="Инженерный класс 8и, «Митайп-эйр», «Неделя без турникета»",
        by="coordinator",
    ),
    Tie(
        organisation="plant",
        partner="school",
        kind=PartnershipKind.FUNDING,
        directions=(_ENGINEERING,),
        since=_NEW,
        note="Спонсорская помощь 2022 года: 200 000 ₽ (в отчёте «200 тыс.» без валюты).",
    ),
    _tie("instruments", _CAREERS, _EARLIER, Maturity.JOINT_WORK, "«Неделя без турникета»"),
    _tie("enter", _METHODS, _EARLIER, Maturity.JOINT_WORK),
    _tie("bsu", _CAREERS, _EARLIER, Maturity.JOINT_WORK, "Конференция «Крылья победы»"),
    _tie("college", _ENGINEERING, _EARLIER, Maturity.PARTNERSHIP, "Черчение, проекты, 3D-моделирование"),
    _tie("quantorium", _ENGINEERING, _NEW, Maturity.JOINT_WORK, "«Аэроквантум», «Хайтек-квантум»"),
    _tie("academy", _METHODS, _NEW, Maturity.JOINT_WORK, "Дополнительные часы математики"),
    _tie("advanced", _CAREERS, _NEW, Maturity.INTENT),
    _tie("gifted", _ENGINEERING, _NEW, Maturity.JOINT_WORK, "«Самолётостроение», БПЛА, 3D-моделирование"),
    _tie("technology", _ENGINEERING, _NEW, Maturity.JOINT_WORK, "«Материаловедение»"),
    _tie("telecom", _CAREERS, _NEW, Maturity.INTENT),
    _tie("corps", _VOLUNTEERS, _NEW, Maturity.JOINT_WORK),
    _tie("trail", _VOLUNTEERS, _NEW, Maturity.INTENT),
    _tie("parents", _VOLUNTEERS, _NEW, Maturity.JOINT_WORK),
)

_PACTS = (
    *(
        Pact(
            title=f"Договор о сотрудничестве: {name}",
            parties=("school", key),
            label="двусторонний",
            signed_note=_REPORTED,
            directions=(direction,),
            by="coordinator",
            sealed_by="head",
        )
        for key, name, direction in (
            ("plant", "Авиационный завод", _ENGINEERING),
            ("instruments", "Приборостроительный завод", _CAREERS),
            ("enter", "ENTER", _METHODS),
            ("bsu", "БГУ", _CAREERS),
            ("college", "Авиационный техникум", _ENGINEERING),
        )
    ),
    Pact(
        title="Договор о сотрудничестве с Союзом машиностроителей, ВСГУТУ и «Асториумом»",
        parties=("school", "union", "technology", "gifted"),
        label="трехсторонний",
        signed_note="2022 год, день не указан",
        starts=_NEW,
        directions=(_ENGINEERING,),
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Спонсорская помощь Авиационного завода, 200 000 ₽",
        kind=AgreementKind.DONATION,
        parties=("plant", "school"),
        roles={"plant": PartyRole.DONOR, "school": PartyRole.RECIPIENT},
        signed_note="2022 год, день не указан",
        starts=_NEW,
        ends=date(2023, 1, 1),
        subject="200 000 ₽ на инженерный профиль школы.",
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Субсидия на проект «Волонтерский корпус ФМШ 56», 946 000 ₽",
        kind=AgreementKind.DONATION,
        parties=("government", "trustees", "school"),
        roles={"government": PartyRole.DONOR, "trustees": PartyRole.RECIPIENT, "school": PartyRole.PARTICIPANT},
        signed_note="май 2022 года",
        starts=date(2022, 5, 1),
        ends=date(2023, 5, 1),
        directions=(_VOLUNTEERS,),
        subject="946 000 ₽ из республиканского бюджета. Получатель – попечительский совет, исполнитель – школа.",
        promises=(
            Promise(text="Провести не менее 45 акций", party="school"),
            Promise(text="Привлечь не менее 550 детей", party="school"),
            Promise(text="Привлечь не менее 100 родителей", party="school"),
        ),
    ),
    Pact(
        title="Договор о сетевой форме: инженерные классы",
        kind=AgreementKind.NETWORK_FORM,
        number="СФ-56/{year}",
        parties=("school", "gifted", "quantorium"),
        label="трёхсторонний",
        roles={"school": PartyRole.BASE, "gifted": PartyRole.PARTICIPANT, "quantorium": PartyRole.PARTICIPANT},
        signed=-300,
        ends=65,
        directions=(_ENGINEERING,),
        has_scan=True,
        by="coordinator",
        sealed_by="head",
        promises=(Promise(text="Передать сведения о посещаемости за четверть", party="gifted", due=-8),),
    ),
    Pact(
        title="Договор об экскурсиях «Неделя без турникета»",
        number="12/{year}",
        parties=("school", "instruments"),
        is_signed=False,
        is_sent=True,
        signed_by=("instruments",),
        ends=360,
        directions=(_CAREERS,),
        by="coordinator",
    ),
    Pact(
        title="Соглашение о намерениях с СибГУТИ",
        kind=AgreementKind.INTENT,
        parties=("school", "telecom"),
        is_signed=False,
        directions=(_CAREERS,),
        by="coordinator",
    ),
)

ULAN_UDE = Content(
    slug="ulan-ude-fmsh-56",
    mailbox="ulan-ude",
    name="ФМШ № 56 и партнёры, Улан-Удэ",
    territory="Республика Бурятия, Улан-Удэ",
    time_zone="Asia/Irkutsk",
    base="school",
    organisations=_ORGANISATIONS,
    ties=_TIES,
    pacts=_PACTS,
    members=cast_of(
        "school",
        "plant",
        head_looks_at="«Ждёт вашей подписи»: договор об экскурсиях",
        partner_looks_at="договоры завода и спонсорская помощь",
    ),
)
