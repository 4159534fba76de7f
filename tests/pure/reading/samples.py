"""Documents made in code from invented facts: a passport of a practice, a plan cut by page breaks, a report, a list."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import docx
import typst
import xlsxwriter

HEADINGS = (
    "Наименование практики",
    "Наименование территории, где практика шла",
    "Предпосылки",
    "Сроки реализации практики",
    "Показатели города до внедрения",
    "Цель и задачи практики",
    "Возможности",
    "Подходы",
    "Результаты практики",
    "Участники внедрения и их роль",
    "Заинтересованные лица",
    "Описание бизнес-модели",
    "Краткое описание практики",
    "Действия по развертыванию",
    "Нормативные акты",
    "Ресурсы",
    "Выгодополучатели",
    "Затраты",
    "Показатели города после внедрения",
    "Информация о лидере практики",
    "Ссылки",
    "Список контактов",
)


def _saved(document):
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def word(*paragraphs, tables=()):
    """A .docx of paragraphs, then tables given as rows of texts; a line end in a text is a paragraph of its cell."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        _table(document, rows)
    return _saved(document)


def _table(document, rows):
    table = document.add_table(len(rows), max(map(len, rows)))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            first, *more = text.split("\n")
            cell.paragraphs[0].text = first
            for extra in more:
                cell.add_paragraph(extra)
    return table


def passport():
    """22 sections; an indicator table with stacked values and a base year for each group; an order number twice."""
    document = docx.Document()
    contents = {
        3: ["2 года: 2019-2021 гг"],
        5: ["Цель: научить строить мосты.", "Задачи:", "•", "собрать команду;", "•", "построить модель мостa."],
        18: ["1.", "Больше кружков.", "2.", "Больше олимпиад.", "5.", "Больше мостов."],
    }
    tables = {
        6: [
            ["№", "Описание возможности"],
            ["1.", "Создание Ресурсного центра мостостроения на базе МБОУ СОШ №3."],
            ["2.", "Создание координационного центра по черчению на базе МАУ ДО «Дом чертёжника»."],
        ],
        8: [
            ["№", "Показатель, единица измерения", "Значение показателя", ""],
            ["1.", "Охват кружками:\n- Доля техников (%)\n- Доля чертёжников (%)", "2018-2019уч.г.", "2020-2021уч.г."],
            ["", "", "10,5%\n7%", "12,0%\n9,5%"],
            ["2.", "Число победителей:\n- Физика\n- Химия\n- Черчение", "2017-2018уч.г", "2020-2021уч.г."],
            ["", "", "1\n2\n11", "2\n4\n15"],
        ],
        10: [
            ["Количество граждан, участвующих в практике", "Количество граждан, на которых направлен эффект"],
            ["120", "900"],
        ],
        13: [
            ["№", "Описание мероприятия", "Исполнитель"],
            ["1.", "Фестиваль «Мосты и люди»", "МБОУ СОШ №3, ДОО"],
            ["2.3.", "Проведение открытых занятий:\n- «Пролёт», МБДОУ №8\n- «Опора», МБДОУ №9", "МБДОУ №8,\nМБДОУ №9"],
            ["4.", "Участие в олимпиаде", "ОО"],
        ],
        14: [
            ["№", "Наименование НПА", "Результат"],
            ["1", "Приказ отдела образования города Мостовска от 03.02.2019 № 17 «Об утверждении модели»", "Начало"],
            ["2", "Приказ отдела образования города Мостовска от 04.05.2020 № 17 «О внесении изменений»", "Кураторы"],
        ],
        17: [
            ["№", "Статья затрат", "Объем затрат", "Источник финансирования"],
            ["1.", "Обновление базы", "", "Средства школ"],
            ["1.1.", "МБОУ СОШ №3 покупка станка", "250000 руб.", ""],
            ["1.2.", "Дом чертёжника, кульманы", "1 100 500 руб.", ""],
        ],
    }
    for number, heading in enumerate(HEADINGS):
        document.add_heading(f"{number + 1}. {heading}", 2)
        for text in contents.get(number, () if number in tables else ("Сказано кратко.",)):
            document.add_paragraph(text)
        if number in tables:
            table = _table(document, tables[number])
            if number == 8:
                table.cell(0, 2).merge(table.cell(0, 3))
    return _saved(document)


def portable(source):
    """A .pdf of typst mark-up."""
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True))


def plan():
    """Two stages in tables of four columns on small pages, so that rows and tables are cut."""
    return portable(
        """
#set page(width: 170mm, height: 62mm, margin: 10mm)
#set text(size: 11pt, lang: "ru", hyphenate: false)
#let head = ([Задачи], [Содержание работы], [Оформление результатов], [Ответственные])
#let plan(..rows) = table(columns: (1fr, 1fr, 1fr, 1fr), ..head, ..rows)
1 этап – Первый пролёт (март 2021 г. – июнь 2022 г.)

Цель: Построить опоры.

#plan(
  [Задача №1 «Создать банк чертежей опор»], [1. Собрать чертежи. 2. Описать чертежи.],
  [Банк чертежей. Справка], [Опорова А.Б., Балкин В.Г.],
  [Задача №2 «Научить педагогов и наставников всех школ города строить опоры мостов, обсуждать чертежи на встречах
   наставников и показывать детям, как опора держит пролёт моста над рекой»],
  [Провести занятия для педагогов и наставников.], [Программы занятий], [Администрация МОУ «Лицей», Опорава А.Б.],
)

2 этап - Второй пролёт (июль 2022 г. - май 2023 г.)

Цель: Построить пролёт.

#plan(
  [Задача №1 «Создать банк чертежей пролётов»], [Собрать чертежи инженерно-технических пролётов.], [Справка],
  [Педагоги дополнительного образования],
)
"""
    )


REPORT = (
    "Отчёт о развитии социального партнёрства школы в 2021 году",
    (
        "Партнёры, с которыми школой ранее были заключены договоры, – это Речной техникум и МГУДТ. За отчётный период "
        "появились новые партнёры – ООО «Пролёт», Приборный завод."
    ),
    "Заключён трёхсторонний договор о сотрудничестве с ООО «Пролёт», МГУДТ и Речным техникумом.",
    "План включает спецкурсы: «Опоры» и «Балки» (на базе Речного техникума), «Тросы» (на базе ООО «Пролёт»).",
    "В 2021 году ООО «Пролёт» выделило школе помощь в размере 150 тыс. на станок.",
    "Участие в мероприятиях партнёров:",
    "- Фестиваль «Сваи» в лицее №5 (март 2021г),",
    "- конференция «Вантовый мост» в МГУДТ (февраль 2022г),",
    "- Неделя мостов ежегодно в октябре и апреле.",
    "Будет проведено не менее 30 акций, в которых примут участие не менее 200 детей.",
)

PARTNERS = (
    (
        "1. Социально-педагогическое:\n- родители;\n- детский сад № 12\n-Городская библиотека",
        "",
    ),
    ("2. Гражданское:\n- В/Ч 12345стройбат п. Речной.\n- ПДН, КДН;\n- Клуб «Опора»", ""),
)


def open_text(body):
    """An .odt with this content of its text."""
    names = {
        "office": "office", "text": "text", "table": "table", "style": "style",
    }  # fmt: skip
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"' for short, full in names.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr(ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text", ZIP_STORED)
        file.writestr("content.xml", content)
    return target.getvalue()


def workbook():
    """A sheet with a merged heading and two indicators by year."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Показатели")
    sheet.merge_range("A1:C1", "Итоги")
    for number, row in enumerate(
        [["Показатель", "2021 год", "2022 год"], ["Кружки, шт.", 4, 6], ["Дети (чел.)", 120, 1500]]
    ):
        sheet.write_row(number + 1, 0, row)
    book.close()
    return target.getvalue()
