"""Полярные Зори: 3156 children of eleven institutions, programmes, a finished choice and an open one.

From the passport: how many children and institutions, the coordination centres, names of programmes. Invented: how
many are in which class, who they are, teachers, times, rooms, and everything anybody chose.
"""

from vmeste.foundation.access.actor import Role
from vmeste.modules.courses.choices import FocusArea, FundingSource, PartyRole, ProgrammeKind

from .children import classes, groups_of_kindergarten
from .content import Choice, Course, Group, Joint, Member, Schooling, Share

_TO_NINE, _TO_ELEVEN, _FIVE_TO_NINE = range(1, 10), range(1, 12), range(5, 10)
_TECHNICAL, _SCIENCE = FocusArea.TECHNICAL, FocusArea.NATURAL_SCIENCE
_CENTRE_OF_LEGO = "Координационный центр по легоконструированию"
_CENTRE_OF_CRAFT = "Координационный центр научно-технического творчества"
_CENTRE_OF_CAREERS = "Центр профориентации"
_CENTRE_OF_ROBOTS = "Координационный центр по робототехнике"
_KINDERGARTENS = (5, 2, 6, 7)

_CLASSES = {
    **{f"kindergarten{number}": groups_of_kindergarten(21) for number in _KINDERGARTENS},
    **{f"kindergarten_unnamed{number}": groups_of_kindergarten(21) for number in (1, 2)},
    "gymnasium": classes(_TO_ELEVEN, "аб", 27),
    "school4": (*classes(_TO_ELEVEN, "аб", 26), *classes(range(1, 5), "в", 25)),
    "school1": classes(_TO_NINE, "аб", 24),
    "school_unnamed": (*classes(_TO_ELEVEN[:5], "аб", 21), *classes(_TO_ELEVEN[5:], "аб", 20)),
    "house": (),
}


def _groups(
    teacher: str, *times: tuple[int, str], minutes: int = 90, room: str = "", seats: int = 15
) -> tuple[Group, ...]:
    return tuple(
        Group(
            name=f"Группа {number}",
            teacher=teacher,
            times=((day, begins, minutes),),
            room=room,
            seats=seats,
        )
        for number, (day, begins) in enumerate(times, start=1)
    )


def _lego(key: str, title: str, day: int) -> Course:
    return Course(
        key=key,
        title=title,
        organisation="kindergarten5",
        kind=ProgrammeKind.SUPPLEMENTARY,
        focus=_TECHNICAL,
        ages=(5, 7),
        centre=_CENTRE_OF_LEGO,
        groups=_groups("lego", (day, "15:30"), minutes=30, room="Комната конструирования", seats=12),
    )


def _club(key: str, title: str, teacher: str, *times: tuple[int, str], grades: tuple[int, int] = (5, 9)) -> Course:
    return Course(
        key=key,
        title=title,
        organisation="house",
        kind=ProgrammeKind.SUPPLEMENTARY,
        focus=_TECHNICAL,
        grades=grades,
        centre=_CENTRE_OF_CRAFT,
        groups=_groups(teacher, *times, room=f"Мастерская «{title}»"),
    )


def _elective(key: str, subject: str, *times: tuple[int, str]) -> Course:
    return Course(
        key=key,
        title=f"Межшкольный факультатив: {subject}",
        organisation="gymnasium",
        kind=ProgrammeKind.INTER_SCHOOL_ELECTIVE,
        focus=_SCIENCE,
        grades=(8, 9),
        centre=_CENTRE_OF_CAREERS,
        groups=_groups(f"elective_{key}", *times, room=f"Кабинет: {subject}", seats=20),
    )


def _for_all_classes(school: str) -> Course:
    return Course(
        key=f"talks_{school}",
        title="Разговоры о важном",
        organisation=school,
        kind=ProgrammeKind.EXTRACURRICULAR,
        grades=(1, 11),
        hours=1,
        planned=_TO_ELEVEN,
        groups=(),
    )


def _for_careers(school: str) -> Course:
    return Course(
        key=f"horizons_{school}",
        title="Россия – мои горизонты",
        organisation=school,
        kind=ProgrammeKind.EXTRACURRICULAR,
        grades=(6, 11),
        hours=1,
        planned=range(6, 12),
        centre=_CENTRE_OF_CAREERS,
        groups=(),
    )


_COURSES = (
    _lego("legosha", "Путешествие с Легошей", 1),
    _lego("robotosha", "Путешествие с Роботошей", 2),
    _lego("lego_world", "ЛЕГО – мир", 3),
    _lego("bees", "ROBO – пчёлки", 4),
    _club("planes", "Авиамоделирование", "planes", (2, "16:00"), (4, "16:00")),
    _club("building", "Конструирование", "building", (1, "15:30"), (3, "15:30")),
    _club("graphics", "Компьютерная графика и анимация", "graphics", (2, "15:30"), (5, "15:30")),
    _club("mir3d", "Мир 3D", "mir3d", (3, "16:00"), (5, "16:00")),
    _elective("mathematics", "математика", (1, "16:00"), (3, "16:00")),
    _elective("physics", "физика", (2, "16:00"), (4, "16:00")),
    _elective("chemistry", "химия", (3, "15:30")),
    _elective("biology", "биология", (5, "15:30")),
    Course(
        key="open_laboratory",
        title="Открытая физическая лаборатория",
        organisation="school4",
        kind=ProgrammeKind.INTER_SCHOOL_ELECTIVE,
        focus=_SCIENCE,
        grades=(8, 9),
        centre=_CENTRE_OF_ROBOTS,
        summary="Опыты на оборудовании атомкласса для школьников всех школ города.",
        paid_by=(FundingSource.PARTNER, "station"),
        groups=(
            Group(
                name="Группа 1",
                teacher="laboratory",
                times=((2, "16:00", 90),),
                room="Атомкласс",
                seats=12,
                kept=("school1", 3),
            ),
            Group(name="Группа 2", teacher="laboratory", times=((4, "16:00", 90),), room="Атомкласс", seats=12),
        ),
        joint=Joint(
            pact="Договор о сетевой форме: открытая физическая лаборатория",
            conditions={
                "is_developed_jointly": True,
                "fewest_pupils": 8,
                "most_pupils": 24,
                "list_days": 5,
                "results_days": 5,
                "schedule_by": "базовой организацией по согласованию с организациями-участниками",
                "assessment": "зачёт в конце первого полугодия",
                "final_assessment": "защита исследовательской работы",
                "documents": "справка об обучении",
            },
            licences_by="Министерство образования и науки Мурманской области",
            own=Share(
                organisation="school4",
                role=PartyRole.BASE,
                title="Лабораторный практикум",
                hours=36,
                place="МБОУ СОШ № 4, атомкласс",
                resources="Оборудование атомкласса, расходные материалы",
            ),
            others=(
                Share(
                    organisation="gymnasium",
                    role=PartyRole.PARTICIPANT,
                    title="Исследовательский проект",
                    hours=20,
                    place="МБОУ гимназия № 1, кабинет физики",
                    resources="Консультации учителей физики, кабинет",
                ),
                Share(
                    organisation="school1",
                    role=PartyRole.PARTICIPANT,
                    title="Наблюдения и обработка данных",
                    hours=12,
                    place="МБОУ ООШ № 1, кабинет физики",
                    resources="Датчики и ноутбуки для наблюдений",
                ),
            ),
        ),
    ),
    Course(
        key="experiment",
        title="Познай физику через эксперимент",
        organisation="school4",
        kind=ProgrammeKind.INTER_SCHOOL_ELECTIVE,
        focus=_SCIENCE,
        grades=(7, 9),
        centre=_CENTRE_OF_ROBOTS,
        groups=_groups("experiment", (3, "16:00"), room="Лаборатория физики"),
        joint=Joint(others=(Share(organisation="school1", role=PartyRole.PARTICIPANT),)),
    ),
    Course(
        key="digital_laboratory",
        title="Цифровая лаборатория",
        organisation="school4",
        kind=ProgrammeKind.EXTRACURRICULAR,
        focus=_SCIENCE,
        grades=(5, 9),
        centre=_CENTRE_OF_ROBOTS,
        planned=_FIVE_TO_NINE,
        groups=_groups("digital", (1, "15:30"), (5, "16:00"), room="Цифровая лаборатория"),
    ),
    Course(
        key="robots",
        title="Робототехника",
        organisation="school4",
        kind=ProgrammeKind.SUPPLEMENTARY,
        focus=_TECHNICAL,
        grades=(5, 8),
        centre=_CENTRE_OF_ROBOTS,
        paid_by=(FundingSource.GRANT, "fund"),
        groups=_groups("robots", (2, "15:30"), (4, "15:30"), room="Класс робототехники"),
    ),
    Course(
        key="researcher",
        title="Я – исследователь",
        organisation="gymnasium",
        kind=ProgrammeKind.EXTRACURRICULAR,
        focus=_SCIENCE,
        grades=(5, 7),
        planned=range(5, 8),
        groups=_groups("researcher", (4, "15:30"), room="Кабинет проектов", seats=18),
    ),
    Course(
        key="atomic_lessons",
        title="Атомные уроки",
        organisation="station",
        kind=ProgrammeKind.CAREER_TRIAL,
        focus=_TECHNICAL,
        grades=(8, 9),
        paid_by=(FundingSource.PARTNER, "station"),
        groups=_groups("guide", (5, "15:00"), room="ИНФОцентр", seats=25),
    ),
    *(_for_all_classes(school) for school in ("gymnasium", "school4")),
    *(_for_careers(school) for school in ("gymnasium", "school4")),
)

SCHOOLING = Schooling(
    classes=_CLASSES,
    courses=_COURSES,
    schools=("gymnasium", "school4", "school1", "school_unnamed"),
    minutes_between=15,
    members=(
        Member(
            role=Role.GUARDIAN,
            organisation="gymnasium",
            who="parent",
            children=(("gymnasium", "6а"), ("gymnasium", "9а")),
            looks_at="дети: выбор кружков для младшего, результат и занятия старшего",
        ),
        Member(
            role=Role.PUPIL,
            organisation="gymnasium",
            who="pupil",
            children=(("gymnasium", "8а"),),
            looks_at="свой результат, расписание и маршрут",
        ),
        Member(
            role=Role.TEACHER,
            key="teacher.house",
            organisation="house",
            who="mir3d",
            looks_at="посещаемость своих групп",
        ),
    ),
    choices=(
        Choice(
            title="Курсы для 8–9 классов, первое полугодие",
            courses=(
                "mathematics",
                "physics",
                "chemistry",
                "biology",
                "open_laboratory",
                "experiment",
                "atomic_lessons",
                "graphics",
                "mir3d",
            ),
            grades=(8, 9),
            opens=-60,
            closes=-45,
            confirm_by=-35,
            chose=85,
            is_finished=True,
        ),
        Choice(
            title="Кружки и лаборатории для 5–7 классов",
            courses=("planes", "building", "graphics", "mir3d", "digital_laboratory", "robots", "researcher"),
            grades=(5, 7),
            opens=-4,
            closes=6,
            confirm_by=14,
            chose=25,
        ),
    ),
)
