import pytest

from bot.commands import choice_tables as tables
from bot.commands import digest, quiet, said, updates, urgency
from bot.commands.choice_tables import Said
from bot.commands.line import Line, of_text
from bot.commands.times import bare
from bot.commands.words import _WORDS as BY_COMMAND
from bot.commands.words import SOUND, WORDS, switched
from bot.model import Role, Updates, Urgency
from bot.rules.assent import is_yes
from bot.rules.consent import fold, word_of
from bot.texts import languages, say
from tests.chat import ANNA, BORIS, CHIEF, Chat, newsroom, words_of

SPOKEN = ["en", "fr", "he", "ar", "fa", "ru", "es", "de"]
CHOICES: dict[str, Said] = {
    "switches": tables.SWITCHES,
    "urgencies": tables.URGENCIES,
    "updates": tables.UPDATES,
    "days": tables.DAYS,
    "parts": tables.PARTS,
}
BEHIND: dict[str, Said] = {
    "quiet": tables.SWITCHES,
    "silent": tables.SWITCHES,
    "digest": tables.DAYS,
    "urgency": tables.URGENCIES,
    "updates": tables.UPDATES,
    "reading": {"all": tables.ANY},
}


def spelled(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


@pytest.mark.parametrize("kind", CHOICES)
def test_each_choice_has_words_in_each_language_and_no_word_means_two(kind: str) -> None:
    meant: dict[str, str] = {}
    for key, by_language in CHOICES[kind].items():
        assert list(by_language) == SPOKEN
        for words in by_language.values():
            assert words.split()
            for word in spelled(words):
                assert meant.setdefault(fold(word), key) == key, word
                assert len(word.split()) <= said.MOST_WORDS or kind != "parts"
    assert said.by_words(CHOICES[kind]) == meant


@pytest.mark.parametrize("kind", [tables.A_DAY, tables.AND, tables.ANY, tables.DOUBT])
def test_what_else_is_said_is_said_in_each_language(kind: dict[str, str]) -> None:
    assert list(kind) == SPOKEN
    assert all(words.split() for words in kind.values())


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("command", BEHIND)
def test_no_choice_behind_a_word_asks_to_come_or_to_go(command: str, language: str) -> None:
    tried = 0
    for name in spelled(BY_COMMAND[command].get(language, "")):
        for by_language in BEHIND[command].values():
            for choice in spelled(by_language[language]):
                line = of_text(f"{name} {choice}", newsroom())
                assert line is not None, (name, choice)
                assert line.name == command, (name, choice)
                tried += 1
    assert tried


@pytest.mark.parametrize("language", languages())
def test_what_the_buttons_say_is_read_in_each_language(language: str) -> None:
    for wish, label in updates.LABELS.items():
        assert updates.named(say(label, language)) is wish
    for urgent, label in urgency.LABELS.items():
        assert urgency.named(say(label, language)) is urgent
    for days, label in digest.LABELS.items():
        assert said.named(bare(say(label, language)), digest.LABELS, digest._KNOWN) == days
    for part, label in quiet.PARTS.items():
        assert said.begun(f"{say(label, language)} x", quiet.PARTS, quiet._PARTS) == (part, "x")
    for state, label in quiet.OFF.items():
        assert switched(say(label, language)) is (state == "on"), (language, state)


def test_no_choice_is_a_command_that_would_hide_it() -> None:
    for words in tables.SWITCHES["on"].values():
        assert not set(map(fold, spelled(words))) & set(WORDS)


@pytest.mark.parametrize("yes", ["yes", "oui", "כן", "نعم", "بله", "да", "sí", "ja"])
def test_a_yes_is_a_yes_in_each_language_and_no_command(yes: str) -> None:
    assert is_yes(yes)
    assert fold(yes) not in WORDS
    assert word_of(yes) is None


# ---- in the chat ---------------------------------------------------------------------------------

DIGESTS = {
    "en": "digest every day at 8 pm",
    "fr": "récap chaque jour à 8 heures du soir",
    "he": "סיכום כל יום ב-8 בערב",
    "ar": "ملخص يوميًا الساعة ٨ مساءً",
    "fa": "چکیده هر روز ساعت ۸ شب",
    "ru": "сводка каждый день в 8 вечера",
    "es": "resumen todos los días a las 8 de la tarde",
    "de": "zusammenfassung täglich um 20 Uhr",
}
NIGHTS = {
    "en": "quiet from 10 pm to 7 am",
    "fr": "calme de 22 h 30 à 7 h",
    "he": "שעות שקט מ-22:00 עד 7 בבוקר",
    "ar": "هدوء من ١٠ مساء إلى ٧ صباحا",
    "fa": "ساعات سکوت ۲۲ تا ۷ صبح",
    "ru": "тишина с 10 вечера до 7 утра",
    "es": "horas de silencio de 10 de la noche a 7 de la mañana",
    "de": "ruhezeit von 22 Uhr bis 7 Uhr",
}
FEWER = {
    "en": "quiet at most 5 a day",
    "fr": "calme au plus 5 par jour",
    "he": "שעות שקט לכל היותר 5 ביום",
    "ar": "هدوء حد أقصى ٥ في اليوم",
    "fa": "ساعات سکوت حداکثر ۵ در روز",
    "ru": "тишина не больше 5 в день",
    "es": "horas de silencio como máximo 5 al día",
    "de": "ruhezeit höchstens 5 am tag",
}
ZONES = {
    "en": "quiet time zone Jerusalem",
    "fr": "calme fuseau horaire Jérusalem",
    "he": "שעות שקט אזור זמן ירושלים",
    "ar": "هدوء المنطقة الزمنية القدس",
    "fa": "ساعات سکوت منطقهٔ زمانی اورشلیم",
    "ru": "тишина часовой пояс Иерусалим",
    "es": "horas de silencio zona horaria Jerusalén",
    "de": "ruhezeit Zeitzone Jerusalem",
}
URGENT = {
    "en": "urgency urgent",
    "fr": "urgence urgentes",
    "he": "דחיפות דחופות",
    "ar": "أولوية عاجلة",
    "fa": "فوریت فوری",
    "ru": "срочность срочные",
    "es": "urgencia última hora",
    "de": "dringlichkeit eilmeldungen",
}


@pytest.mark.parametrize("language", SPOKEN)
def test_hours_days_and_a_most_are_read_as_they_are_said(chat: Chat, language: str) -> None:
    chat.says("START", BORIS, language)
    for words in (DIGESTS, NIGHTS, FEWER, ZONES, URGENT):
        chat.says(words[language], BORIS)
    wish = chat.person(BORIS).wish
    assert wish is not None
    assert (wish.digest, wish.digest_at) == ("daily", 20 * 60)
    assert (wish.quiet_from // 60, wish.quiet_until) == (22, 7 * 60)
    assert (wish.most, wish.zone) == (5, "Asia/Jerusalem")
    assert chat.person(BORIS).urgency is Urgency.BREAKING


@pytest.mark.parametrize("language", SPOKEN)
def test_every_way_to_name_the_days_goes_with_an_hour(chat: Chat, language: str) -> None:
    chat.says("START", BORIS, language)
    for days, by_language in tables.DAYS.items():
        for word in spelled(by_language[language]):
            chat.says(f"/digest {word} 9:00", BORIS)
            wish = chat.person(BORIS).wish
            assert wish is not None
            assert (wish.digest, wish.digest_at) == (days, 9 * 60), word


@pytest.mark.parametrize(
    ("words", "silent"),
    [
        ("/silent on", True),
        ("silence oui", True),
        ("son oui", False),
        ("son non", True),
        ("/son off", True),
        ("sound on", False),
        ("тихо да", True),
        ("звук выключить", True),
        ("sonido no", True),
        ("ton an", False),
        ("צליל כבוי", True),
        ("שקט כן", True),
        ("صوت لا", True),
        ("صدا روشن", False),
    ],
)
def test_sound_on_is_silence_off(chat: Chat, words: str, *, silent: bool) -> None:
    chat.says("/start")
    chat.says("/silent off" if silent else "/silent on")
    chat.says(words)
    assert chat.person(ANNA).silent is silent


def test_every_word_for_sound_stands_for_silent() -> None:
    assert {WORDS[word] for word in SOUND} == {"silent"}
    assert of_text("sound maybe", newsroom()) is None
    assert of_text("/sound maybe", newsroom()) == Line("silent", "maybe")


@pytest.mark.parametrize("words", ["novedades ninguna", "обновления никакие", "mises à jour aucune"])
def test_updates_are_refused_in_words(chat: Chat, words: str) -> None:
    chat.says("/start")
    chat.says(words)
    assert chat.person(ANNA).updates is Updates.NONE


@pytest.mark.parametrize("language", SPOKEN)
def test_editors_ask_for_doubt_in_each_language(chat: Chat, language: str) -> None:
    chat.appoint(CHIEF, Role.EDITOR)
    for word in spelled(tables.DOUBT[language]):
        assert words_of(chat.say(f"/status {word}", CHIEF)).startswith("In doubt\n"), word
