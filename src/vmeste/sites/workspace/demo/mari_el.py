"""Mari El: an engineering cluster of two municipalities, with a curator for each town and one for all.

Facts: the published plan of the intermunicipal engineering cluster, 2024–2028. Agreements dated around today are
invented.
"""

from datetime import date

from vmeste.foundation.access.actor import Role
from vmeste.modules.agreements.choices import AgreementKind, PartyRole
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind

from .content import HEAD, Content, Member, Org, Pact, Post, Promise, Tie, cast_of

_ENGINEERING, _CAREERS = "Инженерно-техническое", "Профориентационное"
_TRAINING, _METHODS = "Повышение квалификации", "Научно-методическое"
_ZVENIGOVO, _VOLZHSK = "Звениговский муниципальный район", "Городской округ «Город Волжск»"
_STARTED, _PRACTICE_ENDS = date(2024, 8, 1), date(2027, 10, 31)
_GROUP = "План называет группу организаций, не перечисляя их."


def _group(key: str, name: str, territory: str = "") -> Org:
    return Org(key=key, name=name, kind=Kind.COMMUNITY, is_legal=False, territory=territory, note=_GROUP)


_ORGANISATIONS = (
    Org(
        key="lyceum",
        name="МОУ «Звениговский лицей»",
        short="Звениговский лицей",
        kind=Kind.SCHOOL,
        territory=_ZVENIGOVO,
        contacts=(*HEAD, Post("заместитель директора", who="coordinator", signs=False)),
    ),
    Org(
        key="town_lyceum",
        name="МОУ «ВГЛ»",
        short="ВГЛ",
        kind=Kind.SCHOOL,
        territory=_VOLZHSK,
        contacts=(*HEAD, Post("заместитель директора", who="coordinator", signs=False)),
    ),
    Org(
        key="university",
        name="Поволжский государственный технологический университет",
        short="ПГТУ",
        kind=Kind.UNIVERSITY,
        contacts=(Post("проректор", basis="доверенности"),),
    ),
    Org(key="institute", name="ГБУ ДПО «МИО»", short="МИО", kind=Kind.CONTINUING, contacts=HEAD),
    Org(key="council", name="Учёный совет «МИО»", kind=Kind.SCHOOL_BODY, parent="institute", is_legal=False),
    _group("colleges_zvenigovo", "СУЗы г. Звенигово", _ZVENIGOVO),
    _group("colleges_volzhsk", "СУЗы г. Волжска", _VOLZHSK),
    _group("schools", "Школы – участники региональной инновационной площадки"),
)

_TIES = (
    Tie(
        partner="town_lyceum",
        directions=(_ENGINEERING, _METHODS),
        maturity=Maturity.INTENT,
        since=_STARTED,
        steps=((Maturity.JOINT_WORK, date(2024, 12, 2), "Общий план мероприятий двух лицеев"),),
        product="Модель межмуниципального инженерного кластера",
        by="coordinator",
    ),
    *(
        Tie(
            organisation=lyceum,
            partner="university",
            kind=PartnershipKind.RESOURCE,
            directions=(_ENGINEERING,),
            maturity=Maturity.JOINT_WORK,
            since=_STARTED,
            product="Курсы в системе дистанционного обучения",
        )
        for lyceum in ("lyceum", "town_lyceum")
    ),
    *(
        Tie(
            organisation=lyceum,
            partner="institute",
            directions=(_TRAINING,),
            maturity=Maturity.JOINT_WORK,
            since=_STARTED,
            product="Курсы повышения квалификации",
        )
        for lyceum in ("lyceum", "town_lyceum")
    ),
    Tie(
        partner="colleges_zvenigovo",
        directions=(_CAREERS,),
        maturity=Maturity.INTENT,
        since=_STARTED,
        product="Профессиональные пробы",
        by="curator-zvenigovo",
    ),
    Tie(
        organisation="town_lyceum",
        partner="colleges_volzhsk",
        directions=(_CAREERS,),
        maturity=Maturity.INTENT,
        since=_STARTED,
        product="Профессиональные пробы",
    ),
    Tie(partner="schools", directions=(_METHODS,), maturity=Maturity.INTENT, since=_STARTED, by="coordinator"),
)

_PACTS = (
    Pact(
        title="Соглашение о межмуниципальном инженерном кластере",
        number="К-1/{year}",
        parties=("lyceum", "town_lyceum", "university", "institute"),
        label="четырёхстороннее",
        roles={"lyceum": PartyRole.BASE, "town_lyceum": PartyRole.BASE, "university": PartyRole.RESOURCE},
        signed=_STARTED,
        ends=_PRACTICE_ENDS,
        directions=(_ENGINEERING, _METHODS, _TRAINING),
        subject="Три этапа; практический – до октября 2027 года, обобщающий – до января 2028 года.",
        has_scan=True,
        promises=(
            Promise(text="Передать анкеты педагогов", party="lyceum", due=-6),
            Promise(text="Подать заявки на курсы повышения квалификации", party="town_lyceum", due=25),
        ),
    ),
    Pact(
        title="Регламент взаимодействия участников кластера",
        kind=AgreementKind.RULES,
        parties=("lyceum", "town_lyceum"),
        signed_note="в плане день не указан",
        starts=_STARTED,
        directions=(_METHODS,),
        by="coordinator",
    ),
    Pact(
        title="Договор о сетевой форме: краткосрочные программы",
        kind=AgreementKind.NETWORK_FORM,
        number="СФ-2/{year}",
        parties=("lyceum", "university"),
        roles={"lyceum": PartyRole.BASE, "university": PartyRole.RESOURCE},
        signed=-280,
        ends=28,
        directions=(_ENGINEERING,),
        has_scan=True,
        by="coordinator",
        sealed_by="head",
    ),
    Pact(
        title="Договор о повышении квалификации педагогов",
        number="КПК-7/{year}",
        parties=("lyceum", "institute"),
        is_signed=False,
        is_sent=True,
        signed_by=("institute",),
        ends=365,
        directions=(_TRAINING,),
        by="coordinator",
    ),
    Pact(
        title="Соглашение о профессиональных пробах",
        kind=AgreementKind.INTENT,
        parties=("town_lyceum", "colleges_volzhsk"),
        is_signed=False,
        directions=(_CAREERS,),
    ),
)

MARI_EL = Content(
    slug="mari-el",
    mailbox="mari-el",
    name="Межмуниципальный инженерный кластер, Марий Эл",
    territory="Республика Марий Эл",
    region="Республика Марий Эл",
    municipalities=(_ZVENIGOVO, _VOLZHSK),
    base="lyceum",
    organisations=_ORGANISATIONS,
    ties=_TIES,
    pacts=_PACTS,
    members=(
        *cast_of(
            "lyceum",
            "university",
            head_looks_at="«Ждёт вашей подписи»: договор о повышении квалификации",
            partner_looks_at="договоры университета с двумя лицеями",
        ),
        Member(
            role=Role.CURATOR,
            key="curator-zvenigovo",
            territory=_ZVENIGOVO,
            looks_at="только Звениговский район: чужие договоры не видны",
        ),
    ),
)
