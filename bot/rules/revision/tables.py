"""Words that turn a sentence into another, by language: not, who is sure of it, how many, and opposites."""

# Marks and letters of other scripts are what this file is about.

from collections.abc import Mapping

from bot.rules.summary.text import words

# Beside these, Persian and a few prefixes say it inside the word: see `bot.rules.revision.likeness`.
_NEGATIONS = {
    "fr": "pas jamais aucun aucune sans ni non personne nullement",
    "en": "not no never without neither nor none nobody nothing cannot",
    "he": "לא אין בלי ללא אל טרם אינו אינה אינם אינן אינני מעולם",
    "ar": "لا لم لن ليس ليست ليسوا غير بدون دون",
    "fa": "نه نیست نیستند نبود نبودند بدون هرگز هیچ",
    "es": "no nunca jamás sin ni ningún ninguna ninguno nadie tampoco",
    "de": "nicht kein keine keinen keiner keinem keines nie niemals ohne weder nirgends",
    "ru": "не нет без ни никогда нельзя никто ничего",
}
# How sure it is that somebody did it: with one of these a sentence accuses, without it condemns.
_DOUBTS = {
    "fr": "présumé présumée présumés présumées soupçonné soupçonnée soupçonnés accusé accusée accusés aurait "
    "auraient serait seraient prétendu prétendue supposé supposée éventuel éventuelle",
    "en": "alleged allegedly suspected suspect accused reportedly reported purported claimed charged",
    "he": "לכאורה חשוד חשודה חשודים נאשם נאשמת נאשמים נטען חשד",
    "ar": "مزعوم مزعومة يزعم زعم مشتبه متهم متهمة متهمون",
    "fa": "مظنون متهم متهمان ادعایی ظاهرا احتمالا",
    "es": "presunto presunta presuntos presuntamente supuesto supuesta supuestamente acusado acusada habría "
    "habrían sospechoso sospechosa",
    "de": "mutmaßlich mutmaßliche mutmaßlicher mutmaßlichen angeblich angebliche verdächtig verdächtigt "
    "beschuldigt soll sollen",
    "ru": "якобы предположительно подозреваемый подозревается подозреваемая обвиняемый обвиняемая обвиняется",
}
_NUMBERS = {
    "fr": "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 "
    "quatorze=14 quinze=15 seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 cent=100 "
    "cents=100 mille=e3 millier=e3 milliers=e3 million=e6 millions=e6 milliard=e9 milliards=e9 "
    "dizaine=10 dizaines=10 douzaine=12 vingtaine=20 centaine=100 centaines=100",
    "en": "two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 "
    "fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 "
    "fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 hundreds=100 thousand=e3 thousands=e3 "
    "million=e6 millions=e6 billion=e9 billions=e9 dozen=12 dozens=12",
    "he": "שני=2 שתי=2 שניים=2 שתיים=2 שלושה=3 שלוש=3 ארבעה=4 ארבע=4 חמישה=5 חמש=5 שישה=6 שש=6 שבעה=7 שבע=7 "
    "שמונה=8 תשעה=9 תשע=9 עשרה=10 עשר=10 עשרים=20 שלושים=30 ארבעים=40 חמישים=50 מאה=100 מאות=100 אלף=e3 "
    "אלפי=e3 אלפים=e3 מיליון=e6 מיליוני=e6 מיליארד=e9 עשרות=10",
    "ar": "اثنان=2 اثنين=2 ثلاثة=3 ثلاث=3 أربعة=4 أربع=4 خمسة=5 خمس=5 ستة=6 ست=6 سبعة=7 سبع=7 ثمانية=8 "
    "تسعة=9 عشرة=10 عشر=10 عشرين=20 عشرون=20 ثلاثين=30 مئة=100 مائة=100 مئات=100 ألف=e3 آلاف=e3 مليون=e6 "
    "ملايين=e6 مليار=e9 عشرات=10",
    "fa": "دو=2 سه=3 چهار=4 پنج=5 شش=6 هفت=7 هشت=8 ده=10 یازده=11 دوازده=12 بیست=20 سی=30 چهل=40 پنجاه=50 "
    "صد=100 هزار=e3 میلیون=e6 میلیارد=e9",
    "es": "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 "
    "catorce=14 quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 cien=100 ciento=100 cientos=100 "
    "mil=e3 miles=e3 millón=e6 millones=e6 decenas=10 docena=12",
    "de": "zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 "
    "zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 hundert=100 hunderte=100 tausend=e3 tausende=e3 "
    "million=e6 millionen=e6 milliarde=e9 milliarden=e9 dutzend=12 dutzende=12",
    "ru": "два=2 две=2 двое=2 двух=2 три=3 трое=3 трех=3 четыре=4 четверо=4 четырех=4 пять=5 пятеро=5 "
    "шесть=6 семь=7 восемь=8 девять=9 десять=10 двенадцать=12 двадцать=20 тридцать=30 сорок=40 пятьдесят=50 "
    "сто=100 сотни=100 тысяча=e3 тысячи=e3 тысяч=e3 миллион=e6 миллиона=e6 миллионов=e6 миллиард=e9 "
    "миллиарда=e9 миллиардов=e9 десятки=10",
}
# Scales, divided by ";", and their parts, by "|": a word of one part for one of another is another story.
_SCALES = {
    "fr": (
        "coupable coupables condamné condamnée condamnés | innocent innocente innocents acquitté acquittée "
        "acquittés relaxé relaxée relaxés ; mort morts morte mortes tué tués tuée tuées décédé décédée "
        "décédés | blessé blessés blessée blessées | indemne indemnes sauf saufs vivant vivants vivante "
        "rescapé rescapés survit ; gagne gagnent remporte victoire vainqueur gagné | perd perdent défaite "
        "battu battue perdu ; hausse augmente augmentent grimpe monte | baisse diminue diminuent chute "
        "recule ; ouvre ouvert ouverte rouvre rouvert rouverte ouverture réouverture | ferme fermé fermée "
        "fermeture ; accepte approuve adopte adopté adoptée oui | refuse rejette rejeté rejetée repousse "
        "non ; arrêté arrêtée arrêtés interpellé interpellée détenu incarcéré | libéré libérée libérés "
        "relâché relâchée ; confirme confirmé | dément démenti nie infirme ; pour | contre ; avant | après "
        "; maintenu maintenue | annulé annulée reporté reportée ; légal légale autorisé autorisée autorise "
        "| illégal illégale interdit interdite"
    ),
    "en": (
        "guilty convicted | innocent acquitted cleared ; dead killed dies died kills deaths | injured "
        "wounded hurt injures injuries | alive survives survived safe unhurt ; wins win won victory beats | "
        "loses lose lost defeat ; rises rise rose up increases increase soars | falls fall fell down "
        "decreases decrease drops plunges ; opens open opened reopens reopened reopening | closes close "
        "closed closing shut shuts ; accepts accepted approves approved adopts yes | rejects rejected "
        "refuses refused ; arrested detained jailed held | released freed ; confirms confirmed | denies "
        "denied ; for | against ; before | after ; goes | cancelled canceled postponed ; legal allowed "
        "allows | illegal banned bans ; hired appointed | fired sacked resigns"
    ),
    "he": (
        "אשם אשמה הורשע הורשעה | חף זכאי זוכה זוכתה ; מת מתו מתה נהרג נהרגו נהרגה הרוגים הרוג הרוגה נרצח "
        "נרצחה | נפצע נפצעו נפצעה פצועים פצוע פצועה | שרד שרדו חי חיים ניצל ; ניצח ניצחה ניצחו מנצח | הפסיד "
        "הפסידה הפסידו מפסיד ; עלה עלתה עולה עלייה | ירד ירדה יורד ירידה ; נפתח נפתחה פתח פתחה פתוח ייפתח | "
        "נסגר נסגרה סגר סגרה סגור ייסגר ; אישר אישרה אושר אושרה קיבל | דחה דחתה נדחה נדחתה סירב ; נעצר "
        "נעצרה נעצרו | שוחרר שוחררה שוחררו ; מאשר מאשרת אישר | מכחיש מכחישה הכחיש ; בעד | נגד ; לפני | אחרי"
    ),
    "ar": (
        "مذنب إدانة أدين أدينت | بريء براءة برئ ; قتل قتلى قتيل مقتل مات وفاة ضحايا | جرح جرحى جريح إصابة "
        "أصيب مصابين | نجا ناج سالم حي أحياء ; فاز فوز يفوز فازت | خسر خسارة يخسر هزيمة ; ارتفع ارتفاع "
        "يرتفع ترتفع | انخفض انخفاض ينخفض تنخفض تراجع ; فتح افتتاح يفتح فتحت | إغلاق أغلق يغلق أغلقت ; وافق "
        "موافقة يوافق قبل قبول | رفض رفضت يرفض ; اعتقل اعتقال توقيف اعتقلت | أفرج الإفراج إفراج ; أكد تأكيد "
        "يؤكد | نفى نفي ينفي ; مع | ضد ; قبل | بعد"
    ),
    "fa": (
        "مجرم محکوم گناهکار | بیگناه تبرئه ; کشته مرده جانباخته کشتهها | زخمی مجروح مصدوم | زنده سالم نجات "
        "; برد پیروزی برنده | باخت شکست بازنده ; افزایش بالا صعود | کاهش پایین سقوط ; باز بازگشایی | بسته "
        "تعطیل ; پذیرفت تصویب موافقت تایید | رد مخالفت ; بازداشت دستگیر | آزاد ; موافق | مخالف ; پیش قبل | "
        "پس بعد"
    ),
    "es": (
        "culpable culpables condenado condenada | inocente inocentes absuelto absuelta ; muerto muertos "
        "muerta muertas muere mueren fallecido fallecidos | herido heridos herida heridas | vivo vivos "
        "ileso ilesos sobrevive ; gana ganan victoria ganó vence | pierde pierden derrota perdió ; sube "
        "suben aumenta aumentan alza | baja bajan disminuye cae caen ; abre abierto abierta reabre apertura "
        "| cierra cerrado cerrada cierre ; acepta aprueba aprobado sí | rechaza rechazado niega ; detenido "
        "detenida detenidos arrestado | liberado liberada liberados ; confirma confirmó | desmiente niega ; "
        "favor | contra ; antes | después ; legal autoriza | ilegal prohíbe prohibido"
    ),
    "de": (
        "schuldig verurteilt | unschuldig freigesprochen freispruch ; tot tote toten getötet gestorben "
        "stirbt todesopfer | verletzt verletzte verletzten | überlebt lebend unverletzt ; gewinnt gewinnen "
        "sieg gewonnen siegt | verliert verlieren niederlage verloren ; steigt steigen gestiegen anstieg | "
        "sinkt sinken gesunken fällt rückgang ; öffnet geöffnet wiedereröffnet offen | schließt geschlossen "
        "gesperrt ; stimmt billigt angenommen ja | lehnt abgelehnt ablehnung ; festgenommen verhaftet | "
        "freigelassen entlassen ; bestätigt | bestreitet dementiert ; für | gegen ; vor | nach ; legal "
        "erlaubt | illegal verboten"
    ),
    "ru": (
        "виновен виновна виновным виновной осужден осуждена | невиновен невиновна невиновным оправдан "
        "оправдана ; погиб погибли погибла погибших убит убиты убита умер умерли скончался | ранен ранены "
        "ранена пострадали раненых | выжил выжили жив живы спасены ; победил победила победа выиграл "
        "выиграла | проиграл проиграла поражение ; вырос выросла выросли растет рост повысил | снизился "
        "снизилась упал упала падение снизил ; открыт открыли открыл открылся откроют | закрыт закрыли "
        "закрыл закрылся закроют ; принял приняла одобрил одобрила одобрен | отклонил отклонила отверг "
        "отказал ; арестован арестована задержан задержана задержаны | освобожден освобождена отпущен ; "
        "подтвердил подтвердила | опроверг опровергла ; за | против ; до | после ; разрешил разрешили "
        "разрешен | запретил запретили запрещен"
    ),
}


# What a title is headed or followed by and that tells no news.
_BANNERS = """
live direct en_direct vidéo vidéos video videos photo photos podcast infographie exclusif exclusive breaking
urgent alerte flash update updated maj watch listen opinion analysis analyse
שידור_חי חי צפו עדכון מעודכן וידאו בלעדי مباشر بالفيديو عاجل تحديث فيديو زنده ویدیو فوری
directo vídeo última_hora actualización eilmeldung liveticker ticker aktualisiert онлайн видео фото
срочно обновлено
"""
_ALIKE = str.maketrans("ىيةك", "ییهک") | {ord("œ"): "oe", ord("æ"): "ae"}
"""Letters that one keyboard writes for another's: Arabic and Persian forms of the same, and two for one."""


def spelt(text: str) -> list[str]:
    """List the words of a text, folded, in one spelling of letters that are written in several ways."""
    return [word.translate(_ALIKE) for word in words(text)]


def _folded(tables: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(spelt(table)) for language, table in tables.items()}


def _numbered(table: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in table.split())
    return {spelt(word)[0]: f"#{value}" for word, _mark, value in pairs}


def _scales(table: str) -> tuple[Mapping[str, int], ...]:
    return tuple(
        {word: at for at, part in enumerate(scale.split("|")) for word in spelt(part)}
        for scale in table.split(";")
    )


NEGATIONS = _folded(_NEGATIONS)
DOUBTS = _folded(_DOUBTS)
NUMBERS = {language: _numbered(table) for language, table in _NUMBERS.items()}
"""What a word that counts is worth, written as `bot.rules.revision.tokens` writes digits."""
SCALES = {language: _scales(table) for language, table in _SCALES.items()}
BANNERS = frozenset(spelt(_BANNERS.replace("_", " ")))
