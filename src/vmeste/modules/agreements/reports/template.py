"""The house's own template of a cooperation agreement; people change it in Word as they like."""

import functools

from vmeste.pure.writing.drafting import Align, Block, Grid, Heading, Paragraph, build_docx

_PROMISES = (
    "{{ party.short_name }}: {% for promise in party.promises %}{{ promise.text }}"
    "{% if not loop.last %}; {% endif %}{% endfor %}."
)
_REQUISITES = (
    "{{ party.name }}\nАдрес: {{ party.address }}\nИНН {{ party.inn }}, КПП {{ party.kpp }}\nОГРН {{ party.ogrn }}\n"
    "Тел.: {{ party.phone }}\nЭл. почта: {{ party.email }}"
)
_SIGNATURE = "{{ party.post }}\n\n____________________ {{ party.initials }}\n\nМ. П."

BLOCKS: tuple[Block, ...] = (
    Heading("{{ heading }}", 1),
    Paragraph("№ {{ number }}", Align.CENTRE, 0),
    Grid((("{{ place }}", "{{ signed_on|words }}"),), (50, 50)),
    Paragraph("", indent_mm=0),
    Paragraph("{%p for party in parties %}"),
    Paragraph(
        "{{ party.name }} (далее — {{ party.short_name }}) в лице {{ party.represented }}, {{ party.acting }} "
        "на основании {{ party.basis }},{% if not loop.last %} и{% endif %}"
    ),
    Paragraph("{%p endfor %}"),
    Paragraph(
        "вместе именуемые «Стороны», договорились о следующем.",
        indent_mm=0,
    ),
    Heading("1. Предмет соглашения"),
    Paragraph("1.1. Стороны объединяют усилия и ресурсы. Предмет соглашения: {{ subject }}."),
    Heading("2. Направления сотрудничества"),
    Paragraph("{%p for direction in directions %}"),
    Paragraph("2.{{ loop.index }}. {{ direction.text|capital }}."),
    Paragraph("{%p endfor %}"),
    Heading("3. Обязательства Сторон"),
    Paragraph("{%p for party in parties %}"),
    Paragraph("{%p if party.promises %}"),
    Paragraph(_PROMISES),
    Paragraph("{%p endif %}"),
    Paragraph("{%p endfor %}"),
    Paragraph("{%p for promise in common_promises %}"),
    Paragraph("Стороны вместе: {{ promise.text }}."),
    Paragraph("{%p endfor %}"),
    Heading("4. Порядок взаимодействия"),
    Paragraph(
        "4.1. Совместную работу Стороны ведут по плану, который утверждают на каждый учебный год. "
        "За взаимодействие отвечает {{ responsible }}."
    ),
    Paragraph("4.2. О переменах, которые мешают выполнить обещанное, Сторона предупреждает остальные заранее."),
    Heading("5. Срок действия"),
    Paragraph("5.1. Соглашение действует {{ begins }} {{ ends }}."),
    Paragraph("5.2. Продление: {{ renewal }}."),
    Heading("6. Финансовые условия"),
    Paragraph("6.1. Стороны сотрудничают на условиях: {{ payment }}."),
    Heading("7. Персональные данные"),
    Paragraph(
        "7.1. Сведения об обучающихся и работниках Стороны передают друг другу только при наличии отдельного согласия "
        "или другого законного основания и только в нужном объёме."
    ),
    Heading("8. Изменение и прекращение"),
    Paragraph("8.1. Соглашение меняют дополнительным соглашением в письменной форме."),
    Paragraph("8.2. Каждая Сторона вправе выйти из соглашения, предупредив остальные за один месяц."),
    Heading("9. Заключительные положения"),
    Paragraph("9.1. Соглашение составлено в {{ copies }} экземплярах, по одному для каждой Стороны."),
    Heading("10. Реквизиты и подписи Сторон"),
    Grid(
        (
            ("{%tr for party in parties %}", ""),
            (_REQUISITES, _SIGNATURE),
            ("{%tr endfor %}", ""),
        ),
        (58, 42),
    ),
)


@functools.cache
def original_template() -> bytes:
    """The .docx template for 2…n parties, always the same bytes."""
    return build_docx(BLOCKS, title="Соглашение о сотрудничестве")
