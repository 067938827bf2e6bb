"""Words that tell what became of something, by language: an arrest, a deal, a denial, a toll.

Each group is one act: a story that was told in one of its words is not told anew in another.
"""

# Marks and letters of other scripts are what this file is about.

from collections.abc import Mapping, Sequence
from typing import Final

from bot.rules.revision.tables import spelt

# Beginnings of words; groups are parted by "/".
_ACTS: Final[Mapping[str, str]] = {
    "fr": (
        "accord signe conclu entente / arrêté arrêtés arrestation interpell / mort morts décéd décès meurt "
        "meur tué tuée tués succomb / libér relâch / condamn / relaxé acquitt / démission / annul / adopté "
        "adoptent votent / rejet censur / évacu délog / retire retrait renonc / suspend suspen / fermeture "
        "/ rouv réouv rétabli normale / cessez trêve / revendiqu / réfut dément démen nie exclut / bilan / "
        "plainte / examen inculp / saisit / détruit détruite détruits / retrouvé retrouvée retrouvés / "
        "secouru / interromp interrompu paralys / victoire remporte gagne vainqueur / éliminé élimination / "
        "qualifi / élu élue élus réélu / nommé nommée nomination / licenci chômage / attentat explosion / "
        "otage otages / excuse excuses / repli recule plonge / bondit grimpe rebond"
    ),
    "en": (
        "deal agreement signed / arrested arrest detained / dead dies died killed death / freed released / "
        "convicted sentenced jailed / acquitted cleared / resign resigns quits / cancel scrapped / passed "
        "passes approves adopted / rejects rejected vetoed / evacuat / withdraw withdrawn / suspend / "
        "closed closes shut / reopen restored / ceasefire truce / claimed / denies denied refutes / toll / "
        "sues lawsuit complaint / charged indicted / destroyed / found / rescued saved / halted disrupted / "
        "wins won victory / eliminated knocked / qualif / elected reelected / appointed named / laid "
        "layoffs fired / explosion blast attack / hostage hostages / apologi / recalls / falls plunges "
        "tumbles / jumps soars surges"
    ),
    "es": (
        "acuerdo firma pacto / detenido detenida detenidos arrest / muere muerto muertos fallec mata / "
        "liber / condena condenado / absuel absuelto / dimite dimisión / cancel / aprueba aprobad / rechaza "
        "rechazad / evacu / retira retirad / suspend / cierra cierre / reabre reapertura / tregua alto / "
        "reivindic / niega desmiente / balance / demanda / imputad / destruid / hallad encontrad / rescat / "
        "gana victoria / eliminad / clasific / elegid reelegid / nombrad / despid / explosión atentado / "
        "rehén rehenes / disculp / cae desploma / sube dispara"
    ),
    "de": (
        "einigung abkommen unterzeichn / festgenommen verhaftet festnahme / tot tote toter stirbt gestorben "
        "getötet / freigelassen befreit / verurteilt / freigesprochen freispruch / rücktritt zurückgetreten "
        "tritt / abgesagt gestrichen / beschlossen verabschiedet / abgelehnt lehnt / evakuiert geräumt / "
        "zieht zurückgezogen / ausgesetzt / geschlossen schließt / wiedereröffnet / waffenruhe feuerpause / "
        "bekannte bekennt / dementiert bestreitet / opferzahl / klage verklagt / angeklagt / zerstört / "
        "gefunden / gerettet / unterbrochen / gewinnt sieg siegt / ausgeschieden / qualifiz / gewählt / "
        "ernannt / entlass / explosion anschlag / geisel geiseln / entschuldig / stürzt fällt / steigt "
        "springt"
    ),
    "ru": (
        "соглашен подписа сделк / арест задерж / погиб умер смерт убит / освобо отпущ / осужд пригов / "
        "оправда / отставк / отмен / принял приняла одобр / отклон отверг / эвакуир / отозва отказа / "
        "приостанов / закры / открыл возобнов / перемири / взял взяла ответствен / опроверг отриц / жертв / "
        "иск жалоб / обвин / уничтож разруш / найден нашл / спас / прерва / победи побед выигра / выбыл / "
        "избран / назнач / увол / взрыв теракт / заложник / извин / упал рухну сниз / вырос подскоч"
    ),
    "he": (
        "הסכם נחתם הסכמה / נעצר נעצרו מעצר נעצרה / מת מתה נהרג נהרגו נהרגה הרוג הרוגים נרצח נרצחה / שוחרר "
        "שוחררו שוחררה שחרור / הורשע נידון הורשעה / זוכה / התפטר התפטרה פרש פרשה / בוטל בוטלה ביטול / אושר "
        "אושרה אישרה אישר / נדחה דחה דחתה / פונו פינוי פונה / הושעה הושעו / נסגר נסגרה נסגרו / נפתח חודש "
        "חודשה / הפסקת הפוגה / הכחיש מכחיש הכחישה / תביעה / הואשם / נהרס נהרסו / נמצא נמצאה נמצאו אותר / "
        "חולץ חולצו ניצל / ניצח ניצחה זכה זכתה ניצחון / הודח הודחה / נבחר נבחרה / מונה מונתה / פוטרו "
        "פיטורים / פיצוץ פיגוע / חטוף חטופים חטופה / התנצל התנצלה / צנח ירד ירדה / זינק עלה עלתה"
    ),
    "ar": (
        "اتفاق توقيع وقع / اعتقال اعتقل توقيف / مقتل وفاة قتيل قتلى توفي قتل / إفراج أطلق سراح / حكم إدانة "
        "أدين / براءة / استقالة استقال / إلغاء ألغى / أقر اعتمد / رفض / إجلاء إخلاء / انسحاب سحب / تعليق "
        "علق / إغلاق أغلق / إعادة / هدنة وقف / تبنى / نفى ينفي نفت / حصيلة / دعوى / اتهام / دمر تدمير / عثر "
        "العثور / إنقاذ / فوز فاز / انتخب انتخاب / تعيين عين / انفجار هجوم / رهينة رهائن / اعتذر اعتذار / "
        "هبط تراجع / ارتفع قفز"
    ),
    "fa": (
        "توافق امضا / بازداشت دستگیر / درگذشت کشته مرگ جان / آزاد / محکوم / تبرئه / استعفا / لغو / تصویب / "
        "رد / تخلیه / خروج / تعلیق / تعطیل بسته / بازگشایی / آتش‌بس / تکذیب / تلفات / شکایت / متهم / ویران "
        "تخریب / پیدا / نجات / پیروز برد / حذف / انتخاب / منصوب / اخراج / انفجار حمله / گروگان / عذرخواهی / "
        "سقوط کاهش / افزایش جهش"
    ),
}

_SHORTEST: Final = 4  # letters of a beginning; a shorter word stands for itself


def _groups(table: str) -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    made = []
    for group in table.split("/"):
        words = spelt(group)
        whole = frozenset(word for word in words if len(word) < _SHORTEST)
        made.append((whole, tuple(word for word in words if len(word) >= _SHORTEST)))
    return tuple(made)


_GROUPS: Final = {language: _groups(table) for language, table in _ACTS.items()}


def acts_of(words: Sequence[str], language: str) -> dict[int, str]:
    """Find the acts that folded words tell: the number of each, and the word that tells it."""
    found: dict[int, str] = {}
    for number, (whole, beginnings) in enumerate(_GROUPS.get(language, ())):
        for word in words:
            if word in whole or word.startswith(beginnings):
                found.setdefault(number, word)
    return found
