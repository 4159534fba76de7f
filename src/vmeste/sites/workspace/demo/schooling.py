"""Children, programmes and choices of a demonstration network, made by the commands people use."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, QuerySet

from vmeste.foundation.access.actor import Actor, Role
from vmeste.modules.accounts.services import open_account
from vmeste.modules.courses.models import Programme, StudyGroup, Venue
from vmeste.modules.courses.services.groups import RESERVED, plan_group
from vmeste.modules.courses.services.plain import FUNDING, PROGRAMMES, VENUES
from vmeste.modules.courses.services.travel import set_travel_times
from vmeste.modules.enrolment.choices import EnrolmentState
from vmeste.modules.enrolment.models import ChoiceRound, Enrolment, Wish, WishList
from vmeste.modules.enrolment.services.publishing import finish_round, publish_result
from vmeste.modules.enrolment.services.rounds import close_round, draft_round, open_round
from vmeste.modules.enrolment.services.runs import keep_result, solve, start_run
from vmeste.modules.enrolment.services.seats import confirm_seat, decline_seat, expire_offers
from vmeste.modules.networks.models import Network
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import DataField, Kinship, OpeningPurpose
from vmeste.modules.people.importing.checking import check_list
from vmeste.modules.people.models import Pupil, StaffMember
from vmeste.modules.people.selectors.controllers import controllers_of
from vmeste.modules.people.services.claims import make_code_of_staff, make_codes_of_pupil, take_over
from vmeste.modules.people.services.disclosures import disclose_list
from vmeste.modules.people.services.opening import open_names
from vmeste.modules.people.services.pupils import add_guardian
from vmeste.modules.people.services.roster_writing import write_roster
from vmeste.modules.people.services.rosters import bring_list, confirm_list
from vmeste.modules.people.services.staff import add_staff
from vmeste.modules.projects.models import CoordinationCentre
from vmeste.modules.reference.models import AcademicYear
from vmeste.modules.reference.services import seed_reference
from vmeste.pure.rosters.workbooks import write_list

from .children import list_of
from .content import Choice, Content, Course, Group, Member, Schooling, mailbox
from .joint import TEACHING_WEEKS, put_in_plans, teach_jointly
from .people import Cast, number_of

_A_DAY = timedelta(days=1)
_CONFIRM, _DECLINE = 92, 5  # of a hundred offers; the others wait in vain for an answer
_MOST_WISHES = 5
LANGUAGE = "ru"


@dataclass(slots=True)
class SchoolingSeed:
    """The school side of one network in the making; the dictionaries find rows by the keys of the content."""

    network: Network
    content: Content
    schooling: Schooling
    cast: Cast
    actors: Mapping[str, Actor]
    organisations: Mapping[str, Organisation]
    password: str
    today: date
    at: datetime
    system: Actor = field(init=False)
    year: AcademicYear = field(init=False)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    venues: dict[tuple[str, str], Venue] = field(default_factory=dict)

    def run(self) -> None:
        self.system = Actor.system("vmeste demo", self.network.pk)
        # A network begins with the years around the real day; the demonstration may be about another one.
        seed_reference(self.network, actor=self.system, today=self.today)
        # In the summer holidays it is the year that comes.
        self.year = AcademicYear.objects.filter(ends_on__gt=self.today).order_by("starts_on")[0]
        for institution in self.schooling.classes:
            self._bring_list(institution)
        for course in self.schooling.courses:
            self._plan(course)
        self._measure_ways()
        for choice in self.schooling.choices:
            self._choose(choice)
        for member in self.schooling.members:
            self._join(member)

    # Children

    def _bring_list(self, institution: str) -> None:
        """As its secretary would: a workbook, looked at and agreed to."""
        of = self.schooling.classes[institution]
        if not of:
            return
        rows = list_of(self.content.slug, institution, of, starts_on=self.year.starts_on)
        # In September the finished round was for children who were at their schools in summer.
        opened = self.today + timedelta(days=min((choice.opens for choice in self.schooling.choices), default=0))
        run = bring_list(
            self.organisations[institution],
            actor=self.system,
            data=write_list(rows),
            name="Список.xlsx",
            on=min(self.year.starts_on, opened),
            at=self.at,
            in_background=False,
        )
        check_list(run, actor=self.system, tell=_quietly, finish=_done)
        confirmed = confirm_list(run, actor=self.system, in_background=False)
        write_roster(confirmed, actor=self.system, at=self.at, tell=_quietly, finish=_done)

    # Programmes

    def _plan(self, course: Course) -> None:
        organisation = self.organisations[course.organisation]
        first_grade, last_grade = course.grades or (None, None)
        first_age, last_age = course.ages or (None, None)
        programme = PROGRAMMES.add(
            self.network,
            actor=self.system,
            organisation=organisation,
            title=course.title,
            kind=course.kind,
            focus=course.focus or "",
            first_grade=first_grade,
            last_grade=last_grade,
            first_age=first_age,
            last_age=last_age,
            hours_a_week=course.hours,
            hours_a_year=TEACHING_WEEKS * course.hours,
            summary=course.summary,
            centre=CoordinationCentre.objects.filter(name=course.centre).first() if course.centre else None,
        )
        source, payer = course.paid_by
        FUNDING.add(
            programme,
            actor=self.system,
            source=source,
            payer=self.organisations[payer] if payer else None,
            hours_a_week=course.hours,
        )
        for group in course.groups:
            self._plan_group(course, programme, group)
        self.programmes[course.key] = programme
        put_in_plans(course, programme, year=self.year, actor=self.system)
        if course.joint is not None:
            teach_jointly(course.joint, programme, year=self.year, organisations=self.organisations, actor=self.system)

    def _plan_group(self, course: Course, programme: Programme, group: Group) -> None:
        planned = plan_group(
            self.network,
            actor=self.system,
            programme=programme,
            year=self.year,
            name=group.name,
            teacher=self._teacher(course.organisation, group.teacher),
            venue=self._venue(course.organisation, group.room),
            first_grade=programme.first_grade,
            last_grade=programme.last_grade,
            fewest=group.fewest,
            target=group.seats,
            seats=group.seats,
            meetings=[
                {"weekday": day, "starts_at": _minutes(begins), "minutes": minutes}
                for day, begins, minutes in group.times
            ],
        )
        if group.kept is not None:
            school, seats = group.kept
            RESERVED.add(planned, actor=self.system, school=self.organisations[school], seats=seats)

    def _teacher(self, organisation: str, key: str) -> StaffMember:
        if key not in self.staff:
            surname, given, patronymic = self.cast.person(f"{organisation}/{key}").parts
            self.staff[key] = add_staff(
                self.network,
                actor=self.system,
                last_name=surname,
                first_name=given,
                patronymic=patronymic,
                organisation=self.organisations[organisation],
                post="педагог дополнительного образования",
                starts_on=self.year.starts_on,
            )
        return self.staff[key]

    def _venue(self, organisation: str, room: str) -> Venue | None:
        if not room:
            return None
        key = (organisation, room)
        if key not in self.venues:
            place = self.organisations[organisation]
            self.venues[key] = VENUES.add(
                self.network, actor=self.system, organisation=place, name=room, site=str(place), capacity=25
            )
        return self.venues[key]

    def _measure_ways(self) -> None:
        """Minutes between whoever teaches and whoever comes, somewhat different for each pair."""
        keys = sorted({*self.schooling.schools, *(course.organisation for course in self.schooling.courses)})
        for place, key in enumerate(keys):
            minutes = {
                self.organisations[other]: self.schooling.minutes_between + number_of(f"{key}/{other}") % 10
                for other in keys[place + 1 :]
            }
            if minutes:
                set_travel_times(self.network, organisation=self.organisations[key], minutes=minutes, actor=self.system)

    # Choices

    def _choose(self, choice: Choice) -> None:
        curator = self.actors[Role.CURATOR]
        first_grade, last_grade = choice.grades
        programmes = [self.programmes[key] for key in choice.courses]
        opens, closes = (self.at + timedelta(days=days) for days in (choice.opens, choice.closes))
        round_ = draft_round(
            self.network,
            actor=curator,
            title=choice.title,
            year=self.year,
            opens_at=opens,
            closes_at=closes,
            confirm_by=self.today + timedelta(days=choice.confirm_by),
            first_grade=first_grade,
            last_grade=last_grade,
            most_courses=choice.most_courses,
            schools=[self.organisations[key] for key in self.schooling.schools],
            groups=list(StudyGroup.objects.filter(programme__in=programmes)),
        )
        open_round(round_, actor=curator, at=opens)
        self._hand_in(choice, round_, programmes, opens)
        if choice.is_finished:
            self._decide(choice, round_, curator, closes)

    def _hand_in(self, choice: Choice, round_: ChoiceRound, programmes: list[Programme], at: datetime) -> None:
        """What hundreds of families did one by one, written at once: a demonstration shall not take minutes."""
        lists, wishes = [], []
        for key, pupil, grade in self._choosing(choice):
            liked = self._wishes(key, programmes, grade)
            of_pupil = WishList(
                round=round_,
                pupil=pupil,
                most_courses=1 + number_of(f"{key}/many") % choice.most_courses,
                submitted_at=at,
                submitted_by=Role.GUARDIAN,
            )
            lists.append(of_pupil)
            wishes += [Wish(wish_list=of_pupil, programme=row, rank=rank) for rank, row in enumerate(liked, start=1)]
        WishList.objects.bulk_create(lists)
        Wish.objects.bulk_create(wishes)

    def _choosing(self, choice: Choice) -> Iterator[tuple[str, Pupil, int]]:
        schools = [self.organisations[key].pk for key in self.schooling.schools]
        pupils = Pupil.objects.filter(
            attachments__organisation__in=schools, attachments__school_class__grade__range=choice.grades
        ).annotate(grade=F("attachments__school_class__grade"))
        order = ("attachments__organisation", "attachments__school_class__sort_key", "sort_key", "pk")
        for place, pupil in enumerate(pupils.order_by(*order)):
            key = f"{self.content.slug}/{choice.title}/{place}"
            if number_of(key) % 100 < choice.chose:
                yield key, pupil, pupil.grade

    def _wishes(self, key: str, programmes: list[Programme], grade: int) -> list[Programme]:
        """Two to five wishes: some programmes are popular with everybody, and everybody has a taste."""
        fitting = [row for row in programmes if (row.first_grade or 0) <= grade <= (row.last_grade or grade)]

        def liking(programme: Programme) -> int:
            return number_of(programme.title) % 60 + number_of(f"{key}/{programme.title}") % 100

        return sorted(fitting, key=liking, reverse=True)[: 2 + number_of(f"{key}/wishes") % (_MOST_WISHES - 1)]

    def _decide(self, choice: Choice, round_: ChoiceRound, curator: Actor, closes: datetime) -> None:
        close_round(round_, actor=curator, at=closes)
        run = start_run(round_, actor=curator, at=closes)
        solved = solve(run, tell=_quietly, stopped=_never)
        keep_result(round_, run=run, solved=solved, actor=curator, at=closes, tell=_quietly, finish=_done)
        run.refresh_from_db()
        publish_result(round_, run=run, actor=curator, at=closes + _A_DAY)
        offered = Enrolment.objects.filter(run=run, state=EnrolmentState.OFFERED)
        for place, pk in enumerate(list(offered.order_by("pk").values_list("pk", flat=True))):
            answer = number_of(f"{round_.title}/{place}") % 100
            # A seat that somebody declined may have moved the next one already.
            if answer < _CONFIRM + _DECLINE and (offer := offered.filter(pk=pk).first()) is not None:
                reply = confirm_seat if answer < _CONFIRM else decline_seat
                reply(offer, actor=self.system, at=closes + _A_DAY)
        day_after = closes + timedelta(days=choice.confirm_by - choice.closes) + _A_DAY
        expire_offers(self.network, actor=self.system, at=day_after)
        # Who moved up because others did not answer is glad of it.
        for offer in offered.order_by("pk"):
            confirm_seat(offer, actor=self.system, at=day_after)
        finish_round(round_, actor=curator)
        self._disclose(round_, on=(closes + _A_DAY).date())

    def _disclose(self, round_: ChoiceRound, on: date) -> None:
        """Whoever teaches pupils of other schools knows them by name: each school hands its list to each of them."""
        seats = Enrolment.objects.filter(group__in=round_.groups.all(), state=EnrolmentState.ENROLLED)
        schools = controllers_of(list(seats.values_list("pupil", flat=True)), on=on)
        lists: defaultdict[tuple[int, int], list[Pupil]] = defaultdict(list)
        for seat in seats.select_related("pupil", "group__programme"):
            if (pair := (schools[seat.pupil_id], seat.group.programme.organisation_id))[0] != pair[1]:
                lists[pair].append(seat.pupil)
        known = {row.pk: row for row in self.organisations.values()}
        for (school, host), pupils in sorted(lists.items()):
            disclose_list(
                self.network,
                actor=self.system,
                pupils=pupils,
                rests_on_consents=False,
                controller=known[school],
                recipient=known[host],
                purpose="Занятия в группах другой организации",
                ground="Договор о сетевой форме реализации программ",
                fields=[DataField.NAME, DataField.CLASS],
                disclosed_on=on,
                valid_until=self.year.ends_on,
            )

    # Those who sign in

    def _join(self, member: Member) -> None:
        codes = {Role.GUARDIAN: self._code_of_guardian, Role.PUPIL: self._code_of_pupil}
        name, code = codes.get(member.role, self._code_of_teacher)(member)
        user = open_account(mailbox(self.content, member), full_name=name, password=self.password, language=LANGUAGE)
        take_over(user, code=code, at=self.at)

    def _code_of_pupil(self, member: Member) -> tuple[str, str]:
        """The first of a class by name among those who have a seat, so that there is something to see."""
        ((institution, class_name),) = member.children
        placed = self._of_class(institution, class_name).filter(enrolments__state=EnrolmentState.ENROLLED)
        (pupil,) = placed.order_by("sort_key", "pk")[:1]
        codes = make_codes_of_pupil(pupil, actor=self.system, with_pupil=True, at=self.at)
        names = open_names(
            self.network,
            actor=self.system,
            pupils=[pupil],
            purpose=OpeningPurpose.DOCUMENTS,
            what="Учётная запись ученика",
            at=self.at,
        )
        return names[pupil.pk].full, next(code for claimed, code in codes if claimed == pupil)

    def _code_of_teacher(self, member: Member) -> tuple[str, str]:
        teacher = self.staff[member.who]
        return teacher.full_name, make_code_of_staff(teacher, actor=self.system, at=self.at)

    def _code_of_guardian(self, member: Member) -> tuple[str, str]:
        """One parent of children who have but one on their lists."""
        person = self.cast.person(f"{member.organisation}/{member.who}")
        surname, given, patronymic = person.parts
        first, *others = [self._child_of_one(institution, name) for institution, name in member.children]
        tie = add_guardian(
            first,
            actor=self.system,
            last_name=surname,
            first_name=given,
            patronymic=patronymic,
            kinship=Kinship.GUARDIAN,
        )
        for other in others:
            add_guardian(other, actor=self.system, sibling=first, guardian=tie.guardian, kinship=Kinship.GUARDIAN)
        codes = make_codes_of_pupil(first, actor=self.system, with_pupil=False, at=self.at)
        return person.full_name, next(code for claimed, code in codes if claimed == tie.guardian)

    def _of_class(self, institution: str, class_name: str) -> QuerySet[Pupil]:
        return Pupil.objects.filter(
            attachments__organisation=self.organisations[institution], attachments__school_class__name=class_name
        )

    def _child_of_one(self, institution: str, class_name: str) -> Pupil:
        pupils = self._of_class(institution, class_name)
        return pupils.annotate(guardians=Count("guardianships")).filter(guardians=1).order_by("sort_key", "pk")[0]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _quietly(stage: str, percent: int) -> None: ...


def _done() -> None: ...


def _never() -> bool:
    return False
