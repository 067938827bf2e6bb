"""Marks by which a source takes back what it published, or says that it was wrong, in eight languages."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

import regex

from bot.rules.summary.clean import Cleaned
from bot.rules.summary.text import fold

_WORDS = """
rectificatif rectification rectificative correction correctif errata erratum démenti annulation mise_au_point
corrected corrects retraction retracted withdrawn withdrawal kill mandatory_kill clarification
תיקון תיקון_טעות הבהרה התנצלות הכחשה
تصحيح تصويب توضيح نفي اعتذار سحب
تصحیح اصلاحیه تکذیبیه پوزش
rectificación corrección fe_de_errores fe_de_erratas desmentido retractación
berichtigung korrektur richtigstellung dementi widerruf korrigiert
опровержение исправление поправка уточнение отзыв
"""
_PHRASES = """
this_article_has_been_retracted this_article_has_been_withdrawn this_article_has_been_removed
this_story_has_been_retracted this_story_has_been_withdrawn this_story_has_been_removed
an_earlier_version_of_this_article_incorrectly an_earlier_version_of_this_story_incorrectly
cet_article_a_été_retiré cet_article_a_été_supprimé cette_dépêche_est_annulée
une_version_précédente_de_cet_article
הכתבה_הוסרה הידיעה_הוסרה هذا_الخبر_تم_سحبه تم_حذف_هذا_الخبر این_خبر_حذف_شد
este_artículo_ha_sido_retirado dieser_artikel_wurde_zurückgezogen материал_удален статья_удалена
"""
_LONGEST = 300  # characters of a text in which a mark can stand


def _listed(table: str) -> str:
    return "|".join(regex.escape(fold(word.replace("_", " "))) for word in table.split())


# A word alone is none: markets have corrections, too. It opens the text, set off, or stands in brackets.
_SET_OFF = regex.compile(rf"\s*[*!«\"'#>-]*\s*(?:{_listed(_WORDS)})(?:\s\d{{1,2}})?\s*[:|–—!*»\]\)-]")
_BRACKETED = regex.compile(rf"[\[\(]\s*(?:{_listed(_WORDS)})\b[^\]\)]{{0,40}}[\]\)]")
_SAID = regex.compile(_listed(_PHRASES))
_SHOUTED = regex.compile(r"\s*\W*((?:\p{Lu}{3,}[\s']?){1,3})")
_LISTED = frozenset(fold(word.replace("_", " ")) for word in _WORDS.split())


def is_marked(text: Cleaned) -> bool:
    """Say whether a text says of itself that it corrects, denies or takes back what was published."""
    return any(map(_bears, (text.title, text.standfirst, text.body)))


def _bears(part: str) -> bool:
    head = part[:_LONGEST]
    folded = fold(head)
    if _SET_OFF.match(folded) or _BRACKETED.search(folded) or _SAID.search(folded):
        return True
    shouted = _SHOUTED.match(head)  # "RECTIFICATIF Le bilan est de 12 morts"
    return shouted is not None and fold(shouted[1]).strip() in _LISTED
