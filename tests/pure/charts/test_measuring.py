from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.charts.measuring import font, width_of, wrapped

WORDS = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяABCabc «»№-.,0123456789", min_size=0, max_size=120)


def test_the_font_knows_every_russian_and_latin_letter():
    for is_bold in (False, True):
        known = font(is_bold=is_bold).widths
        wanted = {ord(sign) for sign in "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёяABCXYZabcxyz0123456789«»—–№…"}
        assert wanted <= known.keys()


def test_wide_letters_are_wider_and_bold_ones_wider_still():
    assert width_of("Ш", 10) > width_of("г", 10)
    assert width_of("Школа", 10, is_bold=True) > width_of("Школа", 10)
    assert width_of("Школа", 20) == 2 * width_of("Школа", 10)


@given(WORDS, st.floats(40, 400), st.sampled_from([9.0, 12.5, 16.0]), st.booleans())
def test_no_line_is_wider_than_its_room(text, width, size, is_bold):
    for line in wrapped(text, width, size, is_bold=is_bold):
        assert width_of(line, size, is_bold=is_bold) <= width + 0.01


@given(WORDS, st.floats(40, 400))
def test_no_letter_is_lost_or_added_but_hyphens(text, width):
    joined = "".join(wrapped(text, width, 12.0))
    letters = [sign for sign in joined if not sign.isspace() and sign != "-"]
    assert letters == [sign for sign in text if not sign.isspace() and sign != "-"]


@given(WORDS, st.floats(40, 200), st.integers(1, 4))
def test_what_has_no_room_ends_in_an_ellipsis(text, width, most):
    lines = wrapped(text, width, 12.0, most=most)
    assert len(lines) <= most
    if len(wrapped(text, width, 12.0)) > most:
        assert lines[-1].endswith("…")


def test_a_number_stays_with_its_sign_and_a_word_breaks_between_syllables():
    assert wrapped("Поликлиника № 28", 100, 14) == ("Поликлиника", "№\u00a028")
    assert wrapped("Госнаркоконтроль", 90, 14)[0] in {"Госнарко-", "Госнаркоконт-", "Госнар-", "Госнаркокон-"}
