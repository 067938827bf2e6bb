"""Words with a duty in a sentence, by language: what a line may not end on, what a cut may not drop."""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from bot.rules.summary.text import fold, words

_FUNCTION = {
    "fr": "le la les l un une des du de d à au aux en et ou que qu qui dont où par pour sur sous dans avec "
    "sans ce c cette ces cet son sa ses leur leurs notre nos votre vos mon ma mes ne n se s est a ont "
    "sont sera était avait mais donc car si comme entre vers chez contre depuis pendant après avant "
    "très plus lors afin ni y il elle ils elles on nous vous je j m t être avoir été selon ainsi aussi "
    "quand lorsque puis dès tout tous toute toutes",
    "en": "the a an of to in on at by for with from and or that which who whose whom his her its their our "
    "my your this these those is are was were be been being has have had do does did will would could "
    "should may might must can but as if than then into over under about after before between against "
    "during through per via not no so it he she they we i you when while where because nor mr mrs ms dr "
    "more most very also just said",
    "he": "של את על עם אל כי או גם לא אם אשר זה זו זאת הוא היא הם הן אין יש כדי בין אחרי לפני תוך נגד אצל "
    "לפי עד מן כל כמו רק אך אבל כאשר היה הייתה היו יותר ידי",
    "ar": "في من إلى على عن مع أن إن التي الذي الذين أو ثم قد ما لا لم لن هذا هذه ذلك و بين بعد قبل عند حول "
    "ضد حتى كما كان كانت هو هي كل غير منذ خلال لكن",
    "fa": "در به از که را با برای تا و یا این آن بر هم می است بود شد هر بین پس پیش روی نیز اما اگر چه یک",
    "es": "el los las lo la del al de y o e u en a con por para su sus se es que un una unos unas como pero "
    "si más no ni ha han fue sobre entre sin desde hasta según este esta estos estas muy ya le les",
    "de": "der die das den dem des ein eine einen einem einer eines und oder zu im am vom zum zur mit für "
    "von bei auf an aus in dass ist hat wird wurde sind haben war nach über unter vor als wie auch nicht "
    "noch sich um durch gegen aber wenn weil bis seit er sie es wir ich ihr sein seine ihre nur sehr",
    "ru": "и в во на с со к ко о об от до по за из у для что как который которая которые которое не а но или "
    "при его её ее их он она они это этот эта эти том чтобы также уже если то же бы ли между перед "
    "после над под без",
}
# Who says it, and how sure they are. A cut that drops one of these makes a claim out of a report.
_ATTRIBUTION = {
    "fr": "selon déclaré déclare affirmé affirme indiqué indique annoncé annonce précisé précise assuré "
    "assure estimé estime expliqué explique ajouté ajoute souligné souligne rapporté rapporte "
    "rapportent dit disent confié lancé martelé dixit source sources aurait auraient serait seraient "
    "pourrait pourraient présumé présumée présumés prétendu supposé accusé accuse dénoncé écrit raconte "
    "raconté reconnu apprend appris admis fustigé",
    "en": "said says say saying according told tells reported reportedly reports alleged allegedly alleges "
    "claimed claims claiming announced added warned stated insisted argued suggested suspected accused "
    "sources source may might could would possibly apparently likely believed wrote writes",
    "he": "אמר אמרה אמרו לפי מסר מסרה מסרו הודיע הודיעה הודיעו טען טענה טענו ציין ציינה הוסיף הוסיפה דווח "
    "דיווח דיווחו לדברי לטענת נטען הבהיר הבהירה הדגיש הדגישה הסביר הסבירה כתב כתבה לכאורה ייתכן עשוי "
    "עשויה עשויים צפוי מקורות גורם חשד כביכול",
    "ar": "قال قالت وقال وقالت أكد أكدت وأكد أعلن أعلنت وأعلن أضاف أضافت وأضاف ذكر ذكرت وذكر أوضح أوضحت "
    "وأوضح أشار أشارت وأشار وفق وفقا حسب بحسب مصادر مصدر صرح زعم يزعم ربما قد محتمل",
    "fa": "گفت گفته گفتند افزود اظهار اعلام بیان تاکید خاطرنشان تصریح ادامه گزارش نقل نوشت مدعی ادعا احتمالا "
    "شاید ممکن منابع منبع طبق بنابر",
    "es": "según dijo dijeron afirmó afirma declaró anunció aseguró explicó añadió indicó señaló informó "
    "informaron advirtió denunció habría habrían sería serían podría podrían presunto presunta "
    "presuntos presuntamente supuesto supuestamente fuentes fuente",
    "de": "sagte sagten sagt sagen laut zufolge erklärte erklärten teilte teilten mitteilte mitteilten "
    "berichtet berichtete berichteten betonte kündigte fügte warnte soll sollen könnte könnten "
    "angeblich mutmaßlich mutmaßliche mutmaßlichen mutmaßlicher offenbar wohl möglicherweise vermutlich "
    "nach angaben hieß schrieb",
    "ru": "сказал сказала сообщил сообщила сообщили сообщает заявил заявила заявили отметил отметила добавил "
    "добавила подчеркнул пояснил рассказал рассказала написал написала уточнил якобы возможно вероятно "
    "предположительно словам данным согласно источник источники",
}
# The same in two words, of which neither says it alone.
ATTRIBUTING_PAIRS = frozenset({("d", "apres")})
# What turns a statement round, when it stands at the start of what a cut drops.
_REVERSAL = {
    "fr": "ne n pas jamais aucun aucune sans ni non mais sauf si plus hormis excepté toutefois cependant "
    "malgré contrairement",
    "en": "not no never without nor cannot but unless except if despite although though however only",
    "he": "לא אין בלי ללא אל טרם אינו אינה אינם אך אבל אלא אולם אם למעט מלבד למרות",
    "ar": "لا لم لن ليس ليست غير بدون دون لكن ولكن إلا إذا رغم",
    "fa": "نه نیست نیستند بدون هرگز هیچ اما ولی مگر اگر جز",
    "es": "no nunca sin jamás ni ningún ninguna pero sino salvo excepto si aunque",
    "de": "nicht kein keine keinen keiner keinem nie niemals ohne aber sondern außer falls wenn obwohl nur",
    "ru": "не нет без ни никогда нельзя но а кроме если хотя однако",
}
# What points back at the sentence before: a line that begins so is half a thought without it.
_LEANING = {
    "fr": "il elle ils elles ce cela ceci c celui celle ceux celles mais or donc car et ainsi aussi puis "
    "enfin pourtant cependant toutefois son sa ses leur leurs lui y en",
    "en": "he she it they this that these those his her its their but and so yet however then also him such",
    "he": "הוא היא הם הן זה זו זאת אלה אבל אך אולם גם כך לכן בנוסף",
    "ar": "وهو وهي هو هي كما لكن ولكن وقد وقال وأضاف وأكد وأوضح وأشار هذا هذه ذلك وتابع",
    "fa": "وی او آنها اما همچنین ولی سپس",
    "es": "él ella ellos ellas esto este esta estos pero y su sus sin también además así",
    "de": "er sie es dies diese dieser dieses das aber und so doch jedoch dann auch sein ihre ihr dabei "
    "damit dazu",
    "ru": "он она они оно это этот эта эти но и его ее её их также однако",
}
# Who speaks of themselves: quotations do, news does not.
_FIRST_PERSON = {
    "fr": "je j nous notre nos mon ma mes m moi",
    "en": "i we our my me us",
    "he": "אני אנחנו שלנו שלי אנו",
    "ar": "أنا نحن لنا إننا",
    "fa": "من ما",
    "es": "yo nosotros mi nuestro nuestra nos",
    "de": "ich wir unser unsere mein meine uns mich",
    "ru": "я мы наш наша нам нас мне",
}
_ABBREVIATIONS = (
    "Mme Mmes Mlle Mgr Dr Prof St Ste Sté cf env av réf tél Mr Mrs Lt Sgt vs al e.g i.e a.m Sr Sra Srta Dra "
    "Ud Uds EE Hr ca bzw vgl evtl inkl z.B u.a d.h dott sig avv dhr mevr drs ул им т.е пр д أ م عج"
)
# The same letters in lower case are a word: "he told me.", "a rep.", "the col."
_TITLES = "M MM Me Pr Gen Gov Sen Rep Rev Hon Col Capt Maj Ms Fr Str Fa"
_COUNTED = "p pp no n° vol chap art pág núm Nr Abs ст ص"
_CLOSING = (
    "etc ex Jr Inc Corp Co Ltd usw Mio Mrd p.m D.C N.J U.S U.N U.K E.U "
    "г гг руб долл млн млрд трлн тыс т.д т.п др "
    "janv févr avr juil sept oct nov déc Jan Feb Mar Apr Aug Sep Dec"
)


def _folded(table: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table.split())


ABBREVIATIONS = _folded(_ABBREVIATIONS)
"""Folded, as the next three; without the point that follows them, after which no sentence ends."""
TITLES = _folded(_TITLES)
"""After these none ends where they are written with a capital …"""
COUNTED = _folded(_COUNTED)
"""… after these none where a number follows …"""
CLOSING = _folded(_CLOSING)
"""… and after these one ends where the next word is one that often begins a sentence."""


def _sets(tables: dict[str, str]) -> dict[str, frozenset[str]]:
    return _with_all({language: frozenset(words(table)) for language, table in tables.items()})


def _with_all(sets: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return sets | {"": frozenset().union(*sets.values())}


FUNCTION_WORDS = _with_all({language: frozenset(table.split()) for language, table in _FUNCTION.items()})
"""Not folded, in lower case: they are looked up often, and no accent tells two of them apart."""
ATTRIBUTIONS = _sets(_ATTRIBUTION)
REVERSALS = _sets(_REVERSAL)
LEANING = _sets(_LEANING)
FIRST_PERSON = _sets(_FIRST_PERSON)


def table(tables: dict[str, frozenset[str]], language: str) -> frozenset[str]:
    """Choose a language's words; those of every language where this one has none."""
    return tables.get(language, tables[""])
