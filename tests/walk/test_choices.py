"""Readers choose and ask on both phones of the page, in six languages, over the real program.

Pictures are kept where TOCSIN_PICTURES names a folder.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox import TELEGRAM_READER_ID, WHATSAPP_READER
from tests.program import running
from tests.test_page import ALERTS, REPLIES, SOON, Sight, browser, looking

__all__ = ["browser"]

OWNERS = {"telegram": f"telegram:{TELEGRAM_READER_ID}", "whatsapp": f"whatsapp:{WHATSAPP_READER}"}
WORDS = {
    "fr": {
        "language": "langue français",
        "settings": "réglages",
        "title": "Réglages",
        "urgency": "Urgence",
        "breaking": "Alertes urgentes",
        "chosen": "Urgence\u00a0: Alertes urgentes",
        "back": "‹ Réglages",
        "breaking_state": "Vous ne recevez que les alertes urgentes",
        "near": "thmèes",
        "meant": "thèmes",
        "question": "Pourquoi la route du nord est-elle fermée ?",
        "passed": "S’il y a une réponse, c’est une personne qui l’écrira.",
        "answer": "Un éboulement : elle rouvre demain à midi.",
        "answered": "vous répond",
        "command": "RÉPONDRE 1",
    },
    "he": {
        "language": "שפה עברית",
        "settings": "הגדרות",
        "title": "הגדרות",
        "urgency": "דחיפות",
        "breaking": "מבזקים דחופים",
        "chosen": "דחיפות: מבזקים דחופים",
        "back": "‹ הגדרות",
        "breaking_state": "רק מבזקים דחופים",
        "near": "הגדרתו",
        "meant": "הגדרות",
        "question": "מדוע הכביש לצפון סגור?",
        "passed": "אדם יכתוב אותה",
        "answer": "מפולת סלעים: הוא ייפתח מחר בצהריים.",
        "answered": "משיבים",
        "command": "תשובה 1",
    },
    "ar": {
        "language": "لغة العربية",
        "settings": "الإعدادات",
        "title": "الإعدادات",
        "urgency": "درجة الإلحاح",
        "breaking": "الأخبار العاجلة",
        "chosen": "درجة الإلحاح: الأخبار العاجلة",
        "back": "‹ الإعدادات",
        "breaking_state": "تصلكم الأخبار العاجلة فقط",
        "near": "مواضييع",
        "meant": "مواضيع",
        "question": "لماذا أُغلق الطريق المؤدي إلى الشمال؟",
        "passed": "فسيكتبه إنسان",
        "answer": "انهيار صخري: يُفتح الطريق غدًا ظهرًا.",
        "answered": "تجيبكم",
        "command": "إجابة 1",
    },
    "fa": {
        "language": "زبان فارسی",
        "settings": "تنظیمات",
        "title": "تنظیمات",
        "urgency": "فوریت",
        "breaking": "خبرهای فوری",
        "chosen": "فوریت: خبرهای فوری",
        "back": "‹ تنظیمات",
        "breaking_state": "فقط خبرهای فوری",
        "near": "منابعع",
        "meant": "منابع",
        "question": "چرا جادهٔ شمال بسته است؟",
        "passed": "یک انسان آن را می\u200cنویسد",
        "answer": "ریزش سنگ: فردا ظهر باز می\u200cشود.",
        "answered": "پاسخ می\u200cدهد",
        "command": "پاسخ 1",
    },
    "de": {
        "language": "sprache deutsch",
        "settings": "einstellungen",
        "title": "Einstellungen",
        "urgency": "Dringlichkeit",
        "breaking": "Eilmeldungen",
        "chosen": "Dringlichkeit: Eilmeldungen",
        "back": "‹ Einstellungen",
        "breaking_state": "Sie bekommen nur Eilmeldungen",
        "near": "quelen",
        "meant": "quellen",
        "question": "Warum ist die Straße nach Norden gesperrt?",
        "passed": "Wenn es eine Antwort gibt, schreibt sie ein Mensch.",
        "answer": "Ein Erdrutsch: Sie ist morgen ab Mittag wieder frei.",
        "answered": "antwortet",
        "command": "ANTWORT 1",
    },
    "es": {
        "language": "idioma español",
        "settings": "ajustes",
        "title": "Ajustes",
        "urgency": "Urgencia",
        "breaking": "Alertas urgentes",
        "chosen": "Urgencia: Alertas urgentes",
        "back": "‹ Ajustes",
        "breaking_state": "Solo recibe las alertas urgentes",
        "near": "feuntes",
        "meant": "fuentes",
        "question": "¿Por qué está cortada la carretera del norte?",
        "passed": "Si hay respuesta, la escribirá una persona.",
        "answer": "Un desprendimiento: se reabre mañana a mediodía.",
        "answered": "responde",
        "command": "RESPONDER 1",
    },
}


@pytest.mark.parametrize(
    ("language", "editor"),
    [
        ("fr", "whatsapp"),
        ("he", "telegram"),
        (
            "fa",
            "telegram",
        ),  # the others differ in words alone, which tests/commands/test_one_language.py walks
    ],
)
async def test_readers_choose_and_ask_on_both_phones(
    browser: Browser,
    tmp_path: Path,
    language: str,
    editor: str,
) -> None:
    words = WORDS[language]
    settings = {"TOCSIN_SANDBOX_PUBLISH_EVERY": "0", "TOCSIN_OWNER": OWNERS[editor]}
    with running(tmp_path, **settings) as program:
        async with looking(browser, program.url, device_scale_factor=1.25) as sight:
            for kind in ("telegram", "whatsapp"):
                await sight.ask(kind, "/start" if kind == "telegram" else "START")
                await sight.ask(kind, words["language"])
            await _by_buttons(sight, words)
            await _by_lists(sight, words, tmp_path, language)
            await _kept(sight, tmp_path, f"settings_{language}")
            await _a_slip(sight, words)
            await _asked_and_answered(sight, words, editor)
            await _kept(sight, tmp_path, f"question_{language}")


async def _by_buttons(sight: Sight, words: dict[str, str]) -> None:
    """Choose in one message, which changes in place and comes back to where it began."""
    phone = sight.phone("telegram")
    await sight.ask("telegram", "/settings")
    count = await phone.locator(REPLIES).count()
    row = phone.locator(".row:has(.keyboard)").last
    kept = phone.locator(f'.row[data-id="{await row.get_attribute("data-id")}"]')
    for label in (words["urgency"], words["breaking"]):
        await kept.locator(".key").filter(has_text=label).click()
    await expect(kept.locator(".key").filter(has_text=f"✓ {words['breaking']}")).to_be_visible(timeout=SOON)
    await kept.locator(".key").filter(has_text=words["back"]).click()
    await expect(kept).to_contain_text(words["chosen"], timeout=SOON)
    assert await phone.locator(REPLIES).count() == count


async def _by_lists(sight: Sight, words: dict[str, str], folder: Path, language: str) -> None:
    """Choose from lists, and by the numbers of what they offer."""
    shown, _took = await sight.ask("whatsapp", words["settings"])
    await expect(shown).to_contain_text(words["title"])
    phone = sight.phone("whatsapp")
    for label in (words["urgency"], words["breaking"], words["back"]):
        count = await phone.locator(REPLIES).count()
        sheet = phone.get_by_test_id("list").last
        await sheet.locator("summary").click()
        await _kept(sight, folder, f"list_{language}")
        await sheet.locator(".pick").filter(has_text=label).click()
        await expect(phone.locator(REPLIES)).to_have_count(count + 1, timeout=SOON)
    shown = phone.locator(REPLIES).last
    await expect(shown).to_contain_text(words["chosen"])
    shown, _took = await sight.ask("whatsapp", "2")  # the second of what was offered: urgency
    await expect(shown).to_contain_text(words["breaking_state"])
    assert not re.search(r"(?<![\w:/])/[a-z]{3,}", await phone.inner_text()), "no slash is told"


async def _a_slip(sight: Sight, words: dict[str, str]) -> None:
    for kind in ("telegram", "whatsapp"):
        shown, _took = await sight.ask(kind, words["near"])
        await expect(shown).to_contain_text(words["meant"])


async def _asked_and_answered(sight: Sight, words: dict[str, str], editor: str) -> None:
    reader = "telegram" if editor == "whatsapp" else "whatsapp"
    shown, _took = await sight.ask(reader, words["question"])
    await expect(shown).to_contain_text(words["passed"])
    card = sight.phone(editor).locator(REPLIES).filter(has_text=words["question"])
    command = words["command"] if editor == "whatsapp" else "/answer 1"
    await expect(card).to_contain_text(command, ignore_case=True, timeout=SOON)
    await card.hover()
    await card.get_by_test_id("answer").click()  # a reply to the card is the answer
    await expect(sight.phone(editor).get_by_test_id("answering")).to_be_visible()
    await sight.ask(editor, words["answer"])
    answer = sight.phone(reader).locator(REPLIES).filter(has_text=words["answer"])
    await expect(answer).to_contain_text(words["answered"], timeout=SOON)
    await expect(sight.phone(reader).locator(ALERTS)).to_have_count(0)


async def _kept(sight: Sight, folder: Path, name: str) -> None:
    await sight.page.wait_for_timeout(300)  # a few frames
    where = Path(os.environ.get("TOCSIN_PICTURES") or folder)
    await sight.page.screenshot(path=where / f"{name}.png")
