"""Полярные Зори: eleven institutions of a town and the nuclear power station beside it.

Facts: the published passport of the practice «Инженерные кадры будущего», 2015–2018. Agreements dated around today
are invented, so that something is always due.
"""

from datetime import date

from vmeste.foundation.access.actor import Role
from vmeste.modules.agreements.choices import AgreementKind, PartyRole, Renewal
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind

from .content import HEAD, HEAD_OF_KINDERGARTEN, Content, Member, Org, Pact, Paper, Post, Promise, Tie, cast_of
from .passport import passport_document
from .polyarnye_zori_schooling import SCHOOLING

_TOWN = "Полярные Зори с подведомственной территорией"
_BEGUN = date(2015, 11, 13)
_CENTRES = "Создан приказом № 421 от 31.12.2015."
_UNNAMED = "Паспорт практики считает эту организацию среди одиннадцати, но наименования не приводит."
_ENGINEERING, _CAREERS, _METHODS = "Инженерно-техническое", "Профориентационное", "Научно-методическое"
_TRAINING, _MENTORING = "Повышение квалификации", "Наставничество школ"

_SCHOOLS = tuple(
    Org(
        key=key,
        name=f"Муниципальное бюджетное общеобразовательное учреждение {name}",
        short=f"МБОУ {name}",
        kind=Kind.SCHOOL,
        territory=_TOWN,
        contacts=(*HEAD, Post("заместитель директора", who="coordinator", signs=False)),
    )
    for key, name in (("gymnasium", "гимназия № 1"), ("school4", "СОШ № 4"), ("school1", "ООШ № 1"))
)
_KINDERGARTENS = tuple(
    Org(
        key=f"kindergarten{number}",
        name=f"Муниципальное бюджетное дошкольное образовательное учреждение № {number}",
        short=f"МБДОУ № {number}",
        kind=Kind.PRESCHOOL,
        territory=_TOWN,
        contacts=HEAD_OF_KINDERGARTEN,
    )
    for number in (2, 6, 7)
)
_UNNAMED_ONES = tuple(
    Org(key=key, name=name, kind=kind, territory=_TOWN, note=_UNNAMED)
    for key, name, kind in (
        ("school_unnamed", "Четвёртая школа города", Kind.SCHOOL),
        ("kindergarten_unnamed1", "Детский сад города (пятый из шести)", Kind.PRESCHOOL),
        ("kindergarten_unnamed2", "Детский сад города (шестой из шести)", Kind.PRESCHOOL),
    )
)


def _unit(key: str, name: str, parent: str, note: str, kind: Kind = Kind.SUPPLEMENTARY) -> Org:
    return Org(key=key, name=name, kind=kind, parent=parent, is_legal=False, territory=_TOWN, note=note)


_ORGANISATIONS = (
    *_SCHOOLS,
    Org(
        key="kindergarten5",
        name="Муниципальное бюджетное дошкольное образовательное учреждение – центр развития ребёнка – детский сад № 5",
        short="МБДОУ ЦРР – д/с № 5",
        kind=Kind.PRESCHOOL,
        other_names=("МБДОУ-ЦРР д/с №5", "МБДОУ ЦРР-д/с№5"),
        territory=_TOWN,
        contacts=HEAD_OF_KINDERGARTEN,
    ),
    *_KINDERGARTENS,
    Org(
        key="house",
        name="Дом детского творчества города Полярные Зори",
        short="МБОУ ДО ДДТ",
        kind=Kind.SUPPLEMENTARY,
        other_names=("МБОУ ДОД ДДТ",),
        territory=_TOWN,
        contacts=HEAD,
    ),
    *_UNNAMED_ONES,
    Org(
        key="department",
        name="Отдел образования администрации города Полярные Зори",
        short="Отдел образования",
        kind=Kind.AUTHORITY_EDUCATION,
        territory=_TOWN,
        contacts=(
            Post("начальник отдела", basis="Положения"),
            Post("заместитель начальника", who="deputy", signs=False),
        ),
        note="Сеть города: 11 учреждений, 3156 детей.",
    ),
    Org(
        key="cabinet",
        name="МБУО «Информационно-методический кабинет работников образования»",
        short="МБУО ИМК РО",
        kind=Kind.CONTINUING,
        other_names=("ИМК РО",),
        territory=_TOWN,
        contacts=HEAD,
    ),
    Org(
        key="station",
        name="Кольская атомная электростанция",
        short="Кольская АЭС",
        kind=Kind.ENTERPRISE,
        other_names=("КАЭС",),
        territory=_TOWN,
        since=date(2015, 9, 1),
        contacts=(Post("директор", basis="доверенности"),),
    ),
    _unit("info_centre", "ИНФОцентр КАЭС", "station", "Подразделение станции, встречи и экскурсии для школьников."),
    Org(
        key="petrsu",
        name="ФГБОУ ВПО «Петрозаводский государственный университет»",
        short="ПетрГУ",
        kind=Kind.UNIVERSITY,
        contacts=(Post("проректор", basis="доверенности"),),
    ),
    _unit("kola_branch", "Кольский филиал ПетрГУ", "petrsu", "Филиал вуза в регионе.", Kind.UNIVERSITY),
    Org(key="mephi", name="НИЯУ МИФИ", kind=Kind.UNIVERSITY, note="Обучение учителей атомкласса."),
    Org(key="rosatom", name="Госкорпорация «Росатом»", short="ГК Росатом", kind=Kind.ENTERPRISE),
    _unit("rosatom_school", "Проект «Школа Росатома»", "rosatom", "Проект госкорпорации.", Kind.OTHER),
    Org(
        key="league",
        name="Школьная лига РОСНАНО",
        kind=Kind.NON_PROFIT,
        other_names=("«Школьная лига Роснано»",),
        contacts=HEAD,
    ),
    Org(key="fund", name="Фонд развития регионов «Содружество»", kind=Kind.FUND, contacts=HEAD),
    Org(key="employment", name="МГОБУ ЦЗН Ковдорского района", kind=Kind.EMPLOYMENT, contacts=HEAD),
    _unit(
        "employment_office",
        "Отдел содействия трудоустройству граждан города Полярные Зори",
        "employment",
        "Отдел центра занятости соседнего района.",
        Kind.EMPLOYMENT,
    ),
    _unit("lego_centre", "Координационный центр по легоконструированию", "kindergarten5", f"{_CENTRES} 4 программы."),
    _unit(
        "craft_centre", "Координационный центр научно-технического творчества", "house", f"{_CENTRES} 4 объединения."
    ),
    _unit("career_centre", "Центр профориентации", "gymnasium", _CENTRES),
    _unit("robot_centre", "Координационный центр по робототехнике", "school4", _CENTRES),
    _unit("atom_class", "Атомкласс", "school4", "Открыт 01.09.2015."),
    Org(
        key="parents",
        name="Родители обучающихся",
        short="Родители",
        kind=Kind.COMMUNITY,
        is_legal=False,
        territory=_TOWN,
        note="Социальный партнёр без юридического лица.",
    ),
)

_TIES = (
    Tie(
        organisation="school4",
        partner="station",
        directions=(_ENGINEERING, _CAREERS),
        maturity=Maturity.INTENT,
        since=date(2015, 9, 1),
        steps=(
            (Maturity.JOINT_WORK, date(2015, 12, 31), "Атомкласс и центр по робототехнике работают"),
            (Maturity.PARTNERSHIP, date(2017, 10, 10), "Открытая физическая лаборатория для всех школ города"),
        ),
        product="Атомкласс, открытая физическая лаборатория",
        note="Оснащение центра по паспорту практики: 1 046 949 ₽.",
    ),
    Tie(
        organisation="gymnasium",
        partner="kola_branch",
        directions=(_CAREERS,),
        maturity=Maturity.JOINT_WORK,
        since=_BEGUN,
        product="Межшкольные факультативы, математические игры «Точка опоры»",
        note="Затраты гимназии по паспорту практики: 690 000 ₽.",
        by="coordinator",
    ),
    Tie(
        organisation="gymnasium",
        partner="info_centre",
        directions=(_CAREERS,),
        maturity=Maturity.JOINT_WORK,
        since=_BEGUN,
        product="Атомные уроки, НПК «Энергия будущего»",
        by="coordinator",
    ),
    Tie(
        organisation="school1",
        partner="league",
        directions=(_ENGINEERING,),
        since=date(2016, 9, 1),
        maturity=Maturity.INTENT,
        product="Сетевые проекты",
        ended=(date(2019, 6, 1), "Проекты лиги завершены"),
    ),
    Tie(
        organisation="school4",
        partner="rosatom_school",
        directions=(_ENGINEERING, _TRAINING),
        maturity=Maturity.PARTNERSHIP,
        since=date(2015, 9, 1),
    ),
    Tie(
        organisation="school4",
        partner="mephi",
        directions=(_TRAINING,),
        maturity=Maturity.JOINT_WORK,
        since=date(2015, 9, 1),
    ),
    Tie(
        organisation="department",
        partner="cabinet",
        directions=(_METHODS,),
        maturity=Maturity.PARTNERSHIP,
        since=_BEGUN,
        product="Дорожная карта модели",
    ),
    Tie(
        organisation="department",
        partner="employment_office",
        directions=(_CAREERS,),
        maturity=Maturity.INTENT,
        since=-400,
    ),
    Tie(
        organisation="house",
        partner="school4",
        kind=PartnershipKind.RESOURCE,
        directions=(_ENGINEERING,),
        maturity=Maturity.JOINT_WORK,
        since=date(2015, 12, 31),
        product="Турниры по авиамоделированию, «Пилотаж»",
        note="Затраты ДДТ по паспорту практики: 400 000 ₽.",
    ),
    Tie(
        organisation="kindergarten5",
        partner="house",
        directions=(_ENGINEERING,),
        maturity=Maturity.JOINT_WORK,
        since=date(2015, 12, 31),
        product="«Легомастерская», «Перволого»",
        note="Затраты детского сада по паспорту практики: 350 000 ₽.",
    ),
    *(
        Tie(
            organisation="kindergarten5",
            partner=f"kindergarten{number}",
            directions=(_ENGINEERING, _METHODS),
            maturity=Maturity.INTENT,
            since=date(2016, 9, 1),
        )
        for number in (2, 6, 7)
    ),
    Tie(
        organisation="gymnasium",
        partner="school1",
        kind=PartnershipKind.MENTORING,
        directions=(_MENTORING,),
        maturity=Maturity.JOINT_WORK,
        since=-800,
        by="coordinator",
    ),
    Tie(
        organisation="fund",
        partner="gymnasium",
        kind=PartnershipKind.FUNDING,
        directions=(_METHODS,),
        since=date(2016, 1, 1),
    ),
    Tie(
        organisation="gymnasium", partner="parents", directions=(_CAREERS,), maturity=Maturity.INTENT, by="coordinator"
    ),
)

_MODEL = (
    "gymnasium", "school4", "school1", "school_unnamed", "kindergarten2", "kindergarten5", "kindergarten6",
    "kindergarten7", "kindergarten_unnamed1", "kindergarten_unnamed2", "house",
)  # fmt: skip
_PACTS = (
    Pact(
        title="Договор о муниципальной модели сетевого взаимодействия",
        parties=("department", *_MODEL),
        label="многосторонний",
        signed_note="срок практики 2015–2018 годы, день подписания не указан",
        starts=_BEGUN,
        ends=date(2018, 12, 31),
        directions=(_ENGINEERING, _CAREERS, _METHODS),
        subject="Модель утверждена приказом № 348 от 17.11.2015, центры – приказом № 421 от 31.12.2015.",
        roles={"department": PartyRole.BASE},
    ),
    Pact(
        title="Договор о сетевой форме: открытая физическая лаборатория",
        kind=AgreementKind.NETWORK_FORM,
        number="СФ-4/{year}",
        place="Полярные Зори",
        parties=("school4", "gymnasium", "school1"),
        label="трёхсторонний",
        signed=-340,
        ends=22,
        directions=(_ENGINEERING,),
        subject="Занятия на оборудовании атомкласса для учащихся трёх школ.",
        roles={"school4": PartyRole.BASE, "gymnasium": PartyRole.PARTICIPANT, "school1": PartyRole.PARTICIPANT},
        has_scan=True,
        promises=(
            Promise(text="Передать расписание лаборатории на полугодие", party="school4", due=-12),
            Promise(text="Направить списки групп", party="gymnasium", due=9),
            Promise(
                text="Провести инструктаж по технике безопасности",
                party="school4",
                due=-300,
                fulfilled=-305,
                evidence="Журнал инструктажа",
            ),
        ),
    ),
    Pact(
        title="Договор о сотрудничестве с Петрозаводским университетом",
        number="17-С/{year}",
        parties=("gymnasium", "petrsu"),
        label="двусторонний",
        signed=-680,
        ends=48,
        directions=(_CAREERS,),
        subject="Факультативы и консультации преподавателей Кольского филиала.",
        has_scan=True,
        by="coordinator",
        sealed_by="head",
        promises=(Promise(text="Согласовать темы исследовательских работ", party="petrsu", due=20),),
    ),
    Pact(
        title="Соглашение о сотрудничестве с Кольской АЭС",
        number="КАЭС-{year}/3",
        parties=("department", "station"),
        label="двустороннее",
        signed=-1010,
        ends=81,
        renewal=Renewal.BY_AGREEMENT,
        directions=(_ENGINEERING, _CAREERS),
        subject="Экскурсии, атомные уроки, поддержка атомкласса.",
        has_scan=True,
    ),
    Pact(
        title="Соглашение о профориентационной работе",
        number="П-8/{year}",
        parties=("gymnasium", "employment"),
        label="двустороннее",
        is_signed=False,
        is_sent=True,
        signed_by=("employment",),
        ends=700,
        directions=(_CAREERS,),
        subject="Консультации для девятых и одиннадцатых классов.",
        by="coordinator",
    ),
    Pact(
        title="Договор о сетевой форме: экспериментальная физика",
        kind=AgreementKind.NETWORK_FORM,
        parties=("gymnasium", "school4"),
        is_signed=False,
        starts=120,
        ends=480,
        directions=(_ENGINEERING,),
        subject="Межшкольный факультатив по физике.",
        by="coordinator",
    ),
    Pact(
        title="Соглашение об участии в проекте «Школа Росатома»",
        parties=("school4", "rosatom"),
        signed_note="в паспорте практики день не указан",
        directions=(_ENGINEERING, _TRAINING),
        subject="Участие школы в мероприятиях проекта.",
    ),
    Pact(
        title="Договор со Школьной лигой РОСНАНО",
        number="ШЛ-2/{year}",
        parties=("school1", "league"),
        signed=date(2016, 9, 1),
        ends=date(2021, 9, 1),
        directions=(_ENGINEERING,),
        terminated=(date(2019, 6, 1), "Проекты лиги завершены"),
    ),
    Pact(
        title="Договор пожертвования на центр профориентации",
        kind=AgreementKind.DONATION,
        number="ПЖ-1/{year}",
        parties=("fund", "gymnasium"),
        roles={"fund": PartyRole.DONOR, "gymnasium": PartyRole.RECIPIENT},
        signed=-150,
        ends=215,
        subject="Оборудование для факультативов.",
        has_scan=True,
        by="coordinator",
        sealed_by="head",
        promises=(Promise(text="Отчитаться о расходовании средств", party="gymnasium", due=28),),
    ),
    Pact(
        title="Договор о практической подготовке педагогов",
        kind=AgreementKind.PRACTICAL_TRAINING,
        number="ПП-5/{year}",
        parties=("cabinet", "petrsu"),
        signed=-500,
        ends=230,
        renewal=Renewal.AUTOMATIC,
        renewal_months=12,
        directions=(_TRAINING,),
        amendment=("1", -130, "Срок договора продлён на год.", 595),
    ),
)

POLYARNYE_ZORI = Content(
    slug="polyarnye-zori",
    mailbox="polyarnye-zori",
    name="Инженерные кадры будущего, Полярные Зори",
    territory="Мурманская область, город Полярные Зори",
    region="Мурманская область",
    municipalities=(_TOWN,),
    base="gymnasium",
    organisations=_ORGANISATIONS,
    ties=_TIES,
    pacts=_PACTS,
    members=cast_of(
        "gymnasium",
        "station",
        curator_looks_at="проект из паспорта практики и уточнённый паспорт, который ждёт проверки",
        head_looks_at="«Ждёт вашей подписи»: соглашение о профориентационной работе",
        partner_looks_at="соглашение станции, его сроки и обязательства",
    ),
    invited=(Member(role=Role.COORDINATOR, organisation="school4", who="coordinator", looks_at=""),),
    papers=(
        Paper(
            file_name="Паспорт практики.docx",
            write=lambda contact: passport_document(contact=contact),
            contact="department/deputy",
            is_accepted=True,
        ),
        Paper(
            file_name="Паспорт практики, уточнённый.docx",
            write=lambda contact: passport_document(contact=contact, is_later=True),
            contact="department/deputy",
            is_accepted=False,
        ),
    ),
    schooling=SCHOOLING,
)
