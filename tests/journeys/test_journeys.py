"""What people do here, as they do it: in Russian, with mouse and keyboard, from the first page to the result."""

import io
import re
import time
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import openpyxl
import pypdfium2
import pytest
import xlsxwriter
from docx import Document
from tests.browsing import settle, violations
from tests.factories.accounts import PASSWORD

from vmeste.sites.workspace.demo.passport import passport_document

pytestmark = pytest.mark.browser
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Person:
    """Somebody at work in the network of one journey."""

    def __init__(self, eyes, journey):
        self.eyes, self.tab, self.journey = eyes, eyes.tab, journey

    def go(self, path=""):
        self.tab.goto(f"/n/{self.journey['slug']}/{path}")
        settle(self.tab)

    def fill(self, **values):
        for name, value in values.items():
            field = self.tab.locator(f"main [name={name}]")
            if field.first.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def choose(self, label, words, option):
        """Type into a chooser and take what it finds."""
        self.tab.get_by_role("combobox", name=label).fill(words)
        self.tab.get_by_role("option", name=option).click()

    def press(self, name, *, exact=True):
        """Press the button or follow the link of that name in the page."""
        main = self.tab.locator("main")
        button, link = (main.get_by_role(role, name=name, exact=exact) for role in ("button", "link"))
        # The page asked for last may not have come yet: only when either stands there can one be preferred.
        button.or_(link).first.wait_for(state="attached")
        target = button if button.count() else link
        target.first.click()
        settle(self.tab)

    def agree(self, name):
        """Press a button that asks whether one is sure, and say yes."""
        self.press(name)
        self.tab.locator("#confirm-dialog button[value=yes]").click()
        settle(self.tab)

    def reads(self, *words):
        """Everything must stand on the page."""
        for one in words:
            self.tab.get_by_text(one).first.wait_for()

    def download(self, act):
        with self.tab.expect_download() as found:
            act()
        return found.value.path().read_bytes()

    def is_at_ease(self):
        """The page as it stands has no fault: accessible, no errors, nothing from elsewhere."""
        assert violations(self.tab) == []
        assert self.eyes.take() == []


@pytest.fixture
def people(installation, open_tab):
    """`people("agreements")` answers the curator of that journey; `people("conflict", "second")` another one."""

    def signed_in(journey, who="session", **options):
        cast = installation.cast["journeys"][journey]
        return Person(open_tab(cast[who], **options), cast)

    return signed_in


def letter_to(installation, address):
    """The text of the newest letter in the mail folder."""
    for _ in range(100):
        for path in sorted((installation.folder / "mail").glob("*"), key=lambda one: one.stat().st_mtime, reverse=True):
            for part in re.split(rb"^-{70,}$", path.read_bytes(), flags=re.MULTILINE):
                message = message_from_bytes(part.lstrip(), policy=policy.default)
                if address in str(message["To"] or ""):
                    return str(make_header(decode_header(message["Subject"]))) + message.get_body().get_content()
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address}")


def code_of(secret):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_curator_runs_a_round_explains_a_refusal_and_publishes(people):
    curator = people("choice")
    curator.go("rounds/")
    curator.press("Выбор программ")
    curator.reads("Желания по школам", "Робототехника")
    curator.is_at_ease()
    curator.agree("Закрыть сейчас")
    curator.press("Зафиксировать данные и распределить")
    curator.tab.get_by_role("link", name="Открыть результат").click(timeout=90_000)
    curator.reads("Какое желание исполнилось", "Проверено независимой программой")
    curator.is_at_ease()

    curator.press("Кто и почему")
    curator.reads("Робототехника", "Номер в листе ожидания")
    curator.is_at_ease()
    assert "Дубровин" not in curator.tab.content()
    curator.tab.go_back()
    curator.press("Опубликовать…")
    curator.press("Опубликовать")

    curator.reads("Результат опубликован", "Опубликованные файлы", "предложено")
    curator.press("Опубликованные файлы")
    curator.reads("vmeste verify round.json result.json")
    curator.is_at_ease()


def test_a_member_is_invited_joins_and_protects_the_account(installation, people, open_tab):
    curator = people("members")
    curator.go("settings/invitations/new/")
    curator.fill(email="newcomer@example.org", full_name="Дарья Лебедева", role="coordinator")
    curator.tab.get_by_label("Организация").select_option(label="Лицей № 4")
    curator.press("Отправить приглашение")
    curator.reads("newcomer@example.org")
    curator.is_at_ease()

    letter = letter_to(installation, "newcomer@example.org")
    newcomer = Person(open_tab(), curator.journey)
    newcomer.tab.goto(re.search(r"https?://\S+/account/invitation/[\w-]+/", letter).group())
    newcomer.reads("newcomer@example.org", "Сеть «members»")
    newcomer.is_at_ease()
    newcomer.fill(full_name="Дарья Лебедева")
    newcomer.tab.locator("[type=password]").nth(0).fill("длинная и прочная фраза")
    if newcomer.tab.locator("[type=password]").count() > 1:
        newcomer.tab.locator("[type=password]").nth(1).fill("длинная и прочная фраза")
    newcomer.press("Открыть учётную запись и принять")
    newcomer.tab.wait_for_url("**/n/members/**")

    newcomer.tab.goto("/account/factors/totp/activate/")
    newcomer.fill(password="длинная и прочная фраза")
    newcomer.press("Подтвердить")
    secret = newcomer.tab.locator("main code").inner_text().strip()
    newcomer.is_at_ease()
    newcomer.fill(code=code_of(secret))
    newcomer.press("Включить")
    newcomer.tab.goto("/account/factors/")
    newcomer.is_at_ease()

    again = Person(open_tab(), curator.journey)
    again.tab.goto("/account/login/")
    again.fill(login="newcomer@example.org", password="длинная и прочная фраза")
    again.press("Войти")
    again.reads("Ещё один шаг")
    again.is_at_ease()
    again.fill(code="000000")
    again.press("Войти")
    again.tab.locator("main .field-error, main .error-summary").first.wait_for()
    again.fill(code=code_of(secret))
    again.press("Войти")
    again.tab.wait_for_url("**/n/members/**")


def test_a_wrong_number_is_told_at_its_field_and_nothing_is_lost(people):
    curator = people("register")
    curator.go("organisations/new/")
    curator.fill(
        name="Дом детского творчества «Радуга»", short_name="ДДТ «Радуга»", kind="supplementary", inn="7707083894"
    )
    curator.fill(address="г. Рязань, ул. Ленина, 1", note="Кружки робототехники")
    curator.press("Сохранить")

    field = curator.tab.locator("main [name=inn]")
    assert field.get_attribute("aria-invalid") == "true"
    told = field.get_attribute("aria-describedby").split()
    assert any("Контрольная цифра" in curator.tab.locator(f"[id='{one}']").inner_text() for one in told)
    assert curator.tab.locator("main [name=name]").input_value() == "Дом детского творчества «Радуга»"
    assert curator.tab.locator("main [name=note]").input_value() == "Кружки робототехники"
    curator.eyes.expected = ("422",)
    curator.eyes.complaints = [one for one in curator.eyes.complaints if "422" not in one]
    curator.is_at_ease()
    curator.fill(inn="7707083893")
    curator.press("Сохранить")
    curator.reads("ДДТ «Радуга»", "7707083893")

    curator.press("Добавить другое название")
    curator.fill(name="Станция юных техников")
    curator.press("Сохранить")
    curator.press("Добавить контакт")
    curator.fill(full_name="Белова Вера Андреевна", post="директор", phone="+7 4912 11-11-11")
    curator.press("Сохранить")
    curator.reads("Станция юных техников", "Белова Вера Андреевна")
    curator.is_at_ease()

    # Found by its former name and by any form of a word.
    curator.tab.keyboard.press("Control+k")
    curator.tab.locator("dialog [name=q]").fill("юного техника")
    curator.tab.locator("#search-results").get_by_text("ДДТ «Радуга»").first.wait_for()
    curator.is_at_ease()


def test_duplicates_are_merged_with_a_preview_and_parted_again(people):
    curator = people("duplicates")
    curator.go("organisations/duplicates/")
    curator.is_at_ease()
    curator.press("Объединить…", exact=False)
    curator.reads("Какое значение оставить")
    curator.is_at_ease()
    curator.press("Объединить")
    curator.reads("Другие названия")
    curator.go("organisations/?q=гимназия")
    assert curator.tab.locator("#rows tbody tr").count() == 1
    curator.tab.locator("#rows tbody th a").click()
    undo = curator.tab.locator("main").get_by_role("link", name=re.compile("[Рр]азъедин|[Оо]тменить"))
    undo.first.click()
    curator.is_at_ease()
    curator.tab.locator("main .form-actions button, main form button[type=submit]").first.click()
    settle(curator.tab)
    curator.go("organisations/?q=гимназия")
    assert curator.tab.locator("#rows tbody tr").count() == 2


def test_a_partnership_gets_a_stage_and_stands_on_the_map_to_print(people):
    curator = people("partnerships")
    curator.go("partnerships/new/")
    curator.choose("Организация", "лицей", re.compile("Лицей № 4"))
    curator.choose("Партнёр", "плаз", re.compile("Плазма"))
    curator.tab.get_by_label("Инженерные классы").check()
    curator.fill(maturity="1")
    curator.is_at_ease()
    curator.press("Сохранить")
    curator.reads("Плазма", "Инженерные классы")
    curator.press("Записать следующий этап")
    curator.is_at_ease()
    curator.press("Сохранить")
    curator.reads("совместная работа")

    curator.go(f"partnerships/by-direction/?centre={curator.journey['school']}")
    curator.tab.locator("main svg text", has_text="Инженерные").first.wait_for()
    # Judged before it is printed: printing lays the page out anew, and what stands where is unsettled for a while after.
    curator.is_at_ease()
    curator.tab.emulate_media(media="print")
    assert not curator.tab.locator(".sidebar").is_visible()
    assert curator.tab.locator(".partner-map svg").is_visible()
    assert len(curator.tab.pdf()) > 10_000
    curator.tab.emulate_media(media="screen")

    curator.go("partnerships/ties/")
    curator.tab.locator("[data-tie-canvas] svg").wait_for()
    # The picture is for the eyes; the list beside it is the same for the keyboard.
    first = curator.tab.locator("main details summary").filter(has_text="Лицей № 4").first
    first.focus()
    curator.tab.keyboard.press("Enter")
    curator.reads("Плазма")
    assert first.locator("xpath=..").get_attribute("open") is not None
    curator.is_at_ease()


def test_an_agreement_of_three_parties_comes_into_force(people):
    curator = people("agreements")
    curator.go("agreements/new/")
    curator.fill(title="Соглашение об инженерных классах", subject="Совместные занятия", party_label="двустороннее")
    curator.choose("Первая сторона", "лицей", re.compile("Лицей № 4"))
    curator.choose("Вторая сторона", "плаз", re.compile("Плазма"))
    curator.choose("Третья сторона", "радио", re.compile("РГРТУ"))
    curator.fill(number="7/2026", starts_on="2026-09-01", ends_on="2028-08-31")
    curator.press("Сохранить")
    curator.reads("Соглашение об инженерных классах", "двустороннее")
    curator.reads("в названии другое число сторон")
    curator.is_at_ease()

    curator.press("Отправить на подпись")
    curator.reads("на подписи")
    curator.press("Добавить файл")
    curator.tab.locator("[name=file]").set_input_files(
        {"name": "Скан.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
    )
    curator.press("Сохранить")
    curator.reads("Скан.pdf")
    curator.press("Отметить подписанным всеми")
    curator.fill(signed_on="2026-08-25")
    curator.press("Сохранить")
    curator.reads("подписан")
    curator.is_at_ease()

    curator.go("agreements/calendar/?first_year=2026&years=3")
    curator.reads("Соглашение об инженерных классах")
    curator.is_at_ease()


def pdf_bytes():
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def test_the_document_has_the_forms_that_a_person_corrected(people):
    curator = people("documents")
    draft(curator, "Договор о сетевой форме", "Лицей № 4", "Плазма")
    curator.press("Подготовить документ")
    names = curator.tab.locator("main [name^=name_genitive]")
    assert names.evaluate_all("all => all.map(one => one.value)") == ["Соколовой Марии Петровны", "Орлова Игоря Ильича"]
    names.nth(1).fill("Орлова-Заречного Игоря Ильича")
    curator.is_at_ease()
    curator.press("Сохранить")

    files = curator.tab.locator("main a[href*='/files/']")
    found = {}
    for place in range(files.count()):
        link = files.nth(place)
        name = link.inner_text()
        if ".docx" in name or ".pdf" in name:
            body = curator.tab.request.get(link.get_attribute("href")).body()
            found["docx" if ".docx" in name else "pdf"] = body
    words = "\n".join(one.text for one in Document(io.BytesIO(found["docx"])).paragraphs)
    assert "Соколовой Марии Петровны" in words
    assert "Орлова-Заречного Игоря Ильича" in words
    document = pypdfium2.PdfDocument(found["pdf"])
    shown = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert "Соколовой" in shown
    assert "Заречного" in shown


def text_of_pdf(body):
    document = pypdfium2.PdfDocument(body)
    shown = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    return shown


def newest_pdf(person):
    link = person.tab.locator("main a[href*='/papers/'], main a[href*='/files/']").filter(has_text=".pdf").first
    return text_of_pdf(person.tab.request.get(link.get_attribute("href")).body())


def test_a_deputy_head_prints_the_extracurricular_plan_and_the_network_form_contract(people):
    deputy = people("plans", "head")
    deputy.go("extracurricular-plans/")
    deputy.press("8и")
    deputy.press("Добавить курс")
    deputy.choose("Программа", "робото", re.compile("Робототехника"))
    deputy.fill(hours_a_week="2", basis="договор № 17")
    deputy.press("Сохранить")
    deputy.reads("Робототехника", "План укладывается в нормы.")
    deputy.is_at_ease()
    deputy.press("Подготовить документ")
    deputy.press("Подготовить документ")
    plan = newest_pdf(deputy)
    for words in ("ПЛАН ВНЕУРОЧНОЙ ДЕЯТЕЛЬНОСТИ", "Робототехника", "договор № 17", "УТВЕРЖДАЮ"):
        assert words in plan

    deputy.go("programmes/")
    deputy.press("Робототехника")
    deputy.tab.locator("main summary").filter(has_text="Ещё").click()
    deputy.press("Вести в сетевой форме")
    deputy.tab.locator("main [name=is_sure]").check()
    deputy.press("Перевести в сетевую форму")
    deputy.press("Сетевая форма")
    deputy.press("Добавить сторону")
    deputy.choose("Организация", "плазма", re.compile("Плазма"))
    deputy.fill(role="resource", resources="лаборатория приборов")
    deputy.press("Сохранить")
    deputy.reads("лаборатория приборов")
    deputy.is_at_ease()
    deputy.press("Составить договор")
    contract = newest_pdf(deputy)
    for words in ("Соколовой Марии Петровны", "лаборатория приборов", "в двух экземплярах", "Приложение 5"):
        assert words in contract


def draft(person, title, first, second):
    """Draft an agreement of two parties; the tab then shows it."""
    person.go("agreements/new/")
    person.fill(title=title)
    person.choose("Первая сторона", first.split()[0].lower(), re.compile(first))
    person.choose("Вторая сторона", second.split()[0].lower(), re.compile(second))
    person.press("Сохранить")
    person.reads(title)


def table(*rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return {
        "name": "Партнёры.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": target.getvalue(),
    }


def test_a_table_is_checked_compared_taken_over_and_taken_back(people):
    curator = people("imports")
    curator.go("imports/new/organisations/")
    curator.is_at_ease()
    rows = [
        ("Полное наименование", "Краткое наименование", "Вид", "ИНН"),
        ("Школа № 33 города Рязани", "Школа № 33", "общеобразовательная организация", "7707083893"),
        ("Завод «Красное знамя»", "Красное знамя", "предприятие", "1234567890"),
    ]
    curator.tab.locator("[name=file]").set_input_files(table(*rows))
    curator.press("Проверить файл")
    waits_for(curator, "Красное знамя")
    curator.reads("1234567890")
    curator.is_at_ease()
    curator.go("organisations/?q=33")
    assert curator.tab.locator("#rows tbody tr").count() == 0

    curator.tab.go_back()
    curator.press("Посмотреть изменения")
    curator.reads("Школа № 33")
    curator.is_at_ease()
    curator.tab.locator("main form[action$='/confirmation/'] button").click()
    waits_for(curator, "Отменить импорт")
    curator.is_at_ease()
    result = curator.tab.url
    curator.go("organisations/?q=33")
    assert curator.tab.locator("#rows tbody tr").count() == 1

    curator.tab.goto(result)
    curator.agree("Отменить импорт")
    waits_for(curator, "всё снова как было")
    curator.go("organisations/?q=33")
    assert curator.tab.locator("#rows tbody tr").count() == 0


def waits_for(person, words, *, seconds=30):
    """What a background job brings is on the page at most so much later, without a click."""
    person.tab.get_by_text(words).first.wait_for(timeout=1000 * seconds)
    settle(person.tab)


def bring_passport(person):
    """Bring the demonstration's passport from the register of projects, and wait till it is read."""
    person.go("projects/")
    person.press("Разобрать документ")
    person.is_at_ease()
    person.tab.locator("[name=documents]").set_input_files(
        {"name": "Паспорт.docx", "mimeType": DOCX, "buffer": passport_document(contact="Лапина О. Ю.")}
    )
    person.press("Прочитать")
    waits_for(person, "Поиск среди находок", seconds=120)
    person.reads("Дорожная карта")


def test_a_document_is_reviewed_by_keys(people):
    curator = people("reading")
    bring_passport(curator)
    tab = curator.tab
    curator.is_at_ease()

    tab.keyboard.press("j")
    tab.keyboard.press("j")
    number = tab.locator("[data-finding]:focus").get_attribute("data-finding")
    tab.locator(f"#place-{number}.is-here").wait_for()
    tab.keyboard.press("d")
    left_out = tab.locator(f"#candidate-{number}[data-decision=dropped]")
    left_out.wait_for()
    curator.is_at_ease()
    left_out.get_by_role("button", name=re.compile("Вернуть")).click()
    tab.locator(f"#candidate-{number}[data-decision=open]").wait_for()
    settle(tab)
    tab.keyboard.press("?")
    curator.reads("Разбор с клавиатуры")
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    assert focused_name(tab) == "q"
    tab.keyboard.type("атомкласс")
    tab.wait_for_url("**q=*")
    settle(tab)
    assert 0 < tab.locator("[data-finding]").count() < 20

    # A mark in the document leads to its finding; a finding is corrected with the words of the document beside it.
    tab.locator("[data-finding]").first.focus()
    tab.keyboard.press("e")
    curator.tab.wait_for_url("**/correction/**")
    curator.is_at_ease()
    curator.press("Отмена")
    settle(tab)
    tab.locator("[data-act=match]").first.click()
    curator.reads("новая запись: в сети такой ещё нет")
    curator.is_at_ease()


def focused_name(tab):
    return tab.evaluate("document.activeElement.name")


def test_a_passport_is_taken_over_and_printed_again(people):
    curator = people("passport")
    bring_passport(curator)
    review = curator.tab.url
    curator.go("projects/")
    assert curator.tab.locator("#rows tbody tr").count() == 0  # nothing is written before somebody agrees
    curator.tab.goto(review)
    settle(curator.tab)
    curator.tab.locator("#threshold").select_option("0.0")
    curator.press("Посмотреть и принять")
    curator.reads("В сеть будет перенесено")
    curator.is_at_ease()
    curator.press("Принять")
    waits_for(curator, "Перенесено в сеть", seconds=120)
    curator.is_at_ease()
    curator.press("Завершить разбор")
    curator.reads("Разобран")

    curator.press("Сегодня исследователь – завтра инженер", exact=False)
    project = curator.tab.url
    curator.reads("Паспорт.docx")
    curator.tab.goto(f"{project}roadmap/")
    curator.reads("Атомкласс")
    curator.tab.goto(f"{project}indicators/")
    curator.reads("Охват программами технической направленности")
    curator.tab.goto(project)
    curator.press("Сделать паспорт")
    curator.reads("Паспорт сделан")
    link = curator.tab.locator("main a[href*='/files/']").filter(has_text=".docx")
    printed = Document(io.BytesIO(curator.download(link.first.click)))
    texts = " ".join(cell.text for grid in printed.tables for row in grid.rows for cell in row.cells)
    assert "Атомкласс" in texts
    curator.is_at_ease()


def test_exactly_the_filtered_list_is_exported(people):
    curator = people("lists")
    draft(curator, "Соглашение о практике", "Лицей № 4", "Плазма")
    draft(curator, "Соглашение о наставничестве", "Лицей № 4", "РГРТУ")
    curator.go("agreements/")
    curator.tab.get_by_label("Поиск по списку").fill("практика")
    curator.tab.wait_for_url("**q=*")
    settle(curator.tab)
    assert curator.tab.locator("#rows tbody tr").count() == 1
    curator.is_at_ease()

    curator.tab.locator("main summary").filter(has_text="Скачать").click()
    link = curator.tab.locator("main .menu-item").filter(has_text=re.compile("Excel|XLSX"))
    book = openpyxl.load_workbook(io.BytesIO(curator.download(link.first.click)), read_only=True)
    texts = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert "Соглашение о практике" in texts
    assert "Соглашение о наставничестве" not in texts

    curator.go("search/?q=наставничества")
    curator.reads("Соглашение о наставничестве")
    curator.is_at_ease()


def test_two_people_save_the_same_agreement(people):
    first, second = people("conflict"), people("conflict", "second")
    draft(first, "Договор о классах", "Лицей № 4", "Плазма")
    first.press("Изменить")
    second.tab.goto(first.tab.url)
    second.fill(responsible="Пётр Волков", number="12")
    second.press("Сохранить")
    second.reads("Пётр Волков")

    first.eyes.expected = ("409",)
    first.fill(responsible="Анна Кузнецова", starts_on="2026-10-01")
    first.press("Сохранить")
    conflict = first.tab.locator("[data-error-summary]")
    told = conflict.inner_text()
    assert "Пётр Волков" in told
    assert "Анна Кузнецова" in told
    assert first.tab.locator("main [name=responsible]").input_value() == "Анна Кузнецова"
    first.is_at_ease()
    first.press("Сохранить")
    first.reads("Анна Кузнецова")

    # Both are in the history, in the form of the language.
    first.tab.locator("main summary").filter(has_text="Ещё").click()
    first.press("История")
    first.reads("Пётр Волков", "01.10.2026")
    assert not re.search(r"\d{4}-\d\d-\d\d", first.tab.locator("main").inner_text())
    first.is_at_ease()


def test_what_was_typed_outlives_the_session(people):
    curator = people("lost-session")
    curator.go("organisations/new/")
    curator.fill(name="Центр «Поиск»", kind="supplementary", note="Долгий рассказ о центре")
    curator.tab.locator("[data-draft-saved]").wait_for()
    curator.tab.context.clear_cookies(name="session")
    curator.eyes.expected = ("403",)
    curator.press("Сохранить")

    if "/account/login/" not in curator.tab.url:
        curator.tab.get_by_role("link", name=re.compile("Войти|На главную")).first.click()
    curator.tab.wait_for_url("**/account/login/**")
    curator.fill(login=curator.journey["email"], password=PASSWORD)
    curator.press("Войти")
    curator.tab.wait_for_url("**/n/lost-session/**")
    curator.go("organisations/new/")
    curator.press("Вернуть")
    assert curator.tab.locator("main [name=name]").input_value() == "Центр «Поиск»"
    assert curator.tab.locator("main [name=note]").input_value() == "Долгий рассказ о центре"
    curator.press("Сохранить")
    curator.reads("Центр «Поиск»")


def test_network_and_language_are_switched_where_one_is(people):
    person = people("switching")
    person.go()
    person.tab.locator("header summary").filter(has_text="Сеть «switching»").click()
    person.is_at_ease()
    person.tab.locator("header .menu-item").filter(has_text="Сеть «lists»").click()
    person.tab.wait_for_url("**/n/lists/**")
    person.tab.goto("/n/lists/organisations/")
    # An observer writes nothing, and is not shown how.
    assert person.tab.locator("main").get_by_role("link", name="Внести организацию").count() == 0

    person.tab.locator("header summary[title='Язык']").click()
    person.tab.locator("header").get_by_role("button", name="English").click()
    person.tab.wait_for_url("**/n/lists/organisations/")
    assert person.tab.locator("html").get_attribute("lang") == "en"
    person.reads("Register of organisations")
    person.is_at_ease()
