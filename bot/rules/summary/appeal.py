"""Appeals: short sentences by which a page asks something of its reader, in whatever words.

No phrase is looked for but what such sentences are made of: a form of address (an imperative, "you",
"our"), and a thing that pages ask for or speak of (a newsletter, an app, an account, this article). News
may hold either; hardly ever both, and hardly ever in a short sentence outside quotation marks.
"""

# Marks and letters of other scripts are what this file is about.

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import regex

from bot.rules.summary.text import fold, words

_LONGEST: Final = 22  # words
_ENOUGH: Final = 3
_LONGEST_ABOUT: Final = 14  # words of what is about the page
_LONGEST_CREDIT: Final = 9  # words
_TWO: Final = 2
_BRIEF: Final = 8  # words that say no more than "find us on Instagram"
_CLOCK: Final = regex.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_CREDITED: Final = regex.compile(r"[:/(©|]")
_OPENING: Final = 3  # words among which an imperative opens a sentence
_LONGEST_APPEAL: Final = 180  # characters
_SIGHT: Final = 2  # letters
_PREFIXING: Final = frozenset({"he", "ar"})
_PREFIXES: Final = frozenset("ושהבכלמوفبلك")
_STRAIGHT: Final = regex.compile(r'(?<!\w)"|"(?!\w)')  # no inch mark, and no Hebrew abbreviation
_QUOTING: Final = frozenset("«»“”„")

# What asks: imperatives that pages use.
_ASKS: Final = {
    "fr": "abonnez inscrivez recevez suivez rejoignez téléchargez partagez cliquez découvrez retrouvez "
    "lisez consultez écoutez regardez soutenez ajoutez créez connectez identifiez profitez "
    "activez installez acceptez gérez signalez réagissez commentez donnez laissez écrivez "
    "participez choisissez profite désactivez essayez offrez commandez envoyez likez faites "
    "restez gardez enregistrez poursuivez continuez envie rejoins suis télécharge partage abonne "
    "inscris clique lire écouter voir découvrir recevoir",
    "en": "subscribe sign join follow download share click tap get read listen watch support add create "
    "log register enjoy activate install accept manage report comment leave write choose try send "
    "like make stay keep save continue donate check see discover receive find visit turn enable "
    "disable have want pass become start unlock claim browse explore",
    "he": "הירשמו הרשמו הצטרפו עקבו הורידו שתפו לחצו הקליקו קראו האזינו צפו תמכו הוסיפו פתחו צרו התחברו "
    "התקינו אשרו נהלו דווחו הגיבו כתבו בחרו נסו שלחו השאירו קבלו המשיכו תרמו גלו בקרו כבו הפעילו "
    "ספרו הישארו שמרו רוצים להרשמה להצטרפות לקבלת להורדת לקריאה לצפייה לשיתוף לעדכונים לחץ הירשם "
    "הצטרף עקוב הורד שתף קבל",
    "ar": "اشترك اشتركوا انضم انضموا تابع تابعوا تابعونا تابعنا حمل حملوا شارك شاركوا شاركنا اضغط "
    "اضغطوا انقر انقروا اقرأ اقرأوا استمع استمعوا شاهد شاهدوا ادعم ادعموا أضف أضيفوا أنشئ سجل "
    "سجلوا ثبت ثبتوا فعل فعلوا وافق أبلغ أبلغوا علق علقوا اكتب راسل راسلنا اختر جرب جربوا جربنا "
    "أرسل أرسلها أرسله اترك احصل احصلوا تبرع تبرعوا اكتشف زوروا يرجى تريد للاشتراك للانضمام "
    "للمتابعة لمتابعة لتحميل لمشاركة لمشاهدة",
    "fa": "شوید کنید بپیوندید بخوانید بشنوید ببینید بفرستید بسازید بنویسید بگذارید بپردازید بدهید بزنید "
    "بیابید می‌خواهید دریافت نصب بروید بگیرید باشید کنیم بمانید بپسندید",
    "es": "suscríbete suscríbase suscríbanse únete únase sigue siga síguenos síganos descarga descargue "
    "comparte comparta compártelo haz haga lee lea escucha escuche mira mire apoya apoye añade "
    "añada crea cree regístrate regístrese inicia activa active instala instale acepta gestiona "
    "gestionar informar comenta comente escribe escriba elige prueba pruébanos envía deja deje "
    "recibe reciba dona done encuéntranos visita visite desactiva desactive difunde difúndelo "
    "entra entre apúntate continúa quieres quiere",
    "de": "abonnieren abonniere folgen folge laden lade teilen teile klicken klicke lesen lies hören "
    "höre sehen unterstützen unterstütze speichern legen registrieren melden aktivieren "
    "installieren akzeptieren verwalten kommentieren diskutieren schreiben wählen testen senden "
    "spenden entdecken besuchen empfehlen schalten tragen erhalten bleiben werden treten "
    "beitreten holen nutzen sichern",
    "ru": "подпишитесь подписывайтесь подписаться присоединяйтесь вступайте следите скачайте скачать "
    "поделитесь поделиться нажмите читайте слушайте смотрите поддержите добавьте создайте "
    "зарегистрируйтесь войдите установите включите примите сообщите сообщить комментируйте "
    "напишите пишите выберите попробуйте отправьте оставьте получайте получить сделайте "
    "пожертвуйте узнайте отключите расскажите оцените оформите хотите",
}
# Whom it speaks to, and of whom: you, and us who made the page.
_YOU: Final = {
    "fr": "vous votre vos nous notre nos tu ton ta tes",
    "en": "you your yours us our we",
    "he": "לכם אתכם שלכם שלנו אותנו לנו אלינו אחרינו לך אתם אנחנו דעתכם",
    "ar": "لك لكم عليك عنوانك بريدك بريدكم هاتفك هاتفكم أصدقائك أصدقائكم رأيك رأيكم تجربتك تجربتكم لنا "
    "معنا تجدنا موقعنا قناتنا تطبيقنا صفحتنا رقمنا ملفنا حسابك اسمك لديك أعجبك تريد",
    "fa": "شما خود دوستانتان دوستان ما",
    "es": "tú tu tus usted ustedes su sus te nos nuestro nuestra nuestros nuestras",
    "de": "sie ihr ihre ihren ihrem ihrer euch euer eure uns unser unsere unseren unserem unserer du "
    "dein deine",
    "ru": "вы вас вам ваш ваша ваше вашу вашей ваши нас нам наш наша наше наши нашу нашей нашем нашего",
}
# What it is about, by the beginnings of words: things that pages ask for, or consist of.
_THINGS: Final = {
    "fr": "newsletter infolettre mail messagerie e-mail courriel compte abonn whatsapp telegram "
    "instagram facebook twitter tiktok youtube linkedin podcast appli notification alerte cookie "
    "traceur confidentialit publicit commentaire lecteur article contenu rédaction site page "
    "lecture membre offre canal chaîne réseau journalisme don gratuit illimité plateforme ami",
    "en": "newsletter email inbox account subscri whatsapp telegram instagram facebook twitter tiktok "
    "youtube linkedin podcast app notification alert cookie tracker privacy ad advert comment "
    "reader article content newsroom site website page reading member offer channel network "
    "journalism donation free story stories sponsor login unlimited friend",
    "he": "ניוזלטר חדשות מייל דואר חשבון מנוי מנויים וואטסאפ ווטסאפ טלגרם אינסטגרם פייסבוק טוויטר "
    "טיקטוק יוטיוב פודקאסט אפליקצי יישומון היישומון התראות עוגיות מעקב פרטיות פרסומת פרסומות "
    "הפרסומת הפרסומות תגוב בתגובות כתבה הכתבה בכתבה כתבות תוכן התוכן מערכת המערכת למערכת אתר האתר "
    "עמוד הקריאה חברים רשומים הנחה ערוץ לערוץ בחינם חינם רשתות עיתונות הודעות הקישור בקישור",
    "ar": "النشرة الأخبار نشرتنا البريد بريد حساب اشتراك المشترك للمشترك مشترك واتساب تلغرام تيليغرام "
    "تليغرام إنستغرام انستغرام فيسبوك تويتر تيك يوتيوب بودكاست البودكاست تطبيق التطبيق الإشعارات "
    "إشعارات تنبيهات الارتباط أصدقائك أصدقائكم الخصوصية الإعلان إعلان التعليقات تعليق القراءة "
    "المقال مقال محتوى المحتوى التحرير الموقع الصفحة الأعضاء للأعضاء عرض قناة قناتنا مجانا "
    "الصحافة المنصات الرابط",
    "fa": "خبرنامه ایمیل حساب اشتراک مشترک واتساپ واتس تلگرام اینستاگرام فیسبوک توییتر تیک یوتیوب "
    "پادکست دوستان دوستانتان اپلیکیشن برنامه هشدار کوکی ردیاب حریم آگهی تبلیغ نظر دیدگاه مطلب "
    "محتوا تحریریه وبگاه سایت صفحه اعضا عضو کانال رایگان رسانه لینک گوشی",
    "es": "boletín newsletter correo cuenta suscri whatsapp telegram instagram facebook twitter tiktok "
    "youtube pódcast podcast app aplicación notificaci alerta cookie rastreador privacidad "
    "anuncio publicidad comentario lector artículo contenido redacción sitio página lectura "
    "miembro socio oferta canal redes periodismo donación gratis gratuita plataforma amigo",
    "de": "newsletter mail postfach konto abonn abo whatsapp telegram instagram facebook twitter tiktok "
    "youtube podcast app push benachrichtigung eilmeldung cookie tracker datenschutz anzeige werb "
    "kommentar leser artikel beitrag inhalt redaktion seite mitglied angebot kanal netzwerk "
    "journalismus spende kostenlos gratis freund",
    "ru": "рассылк новост почт аккаунт учётн подписк подписчик whatsapp ватсап вотсап telegram телеграм "
    "инстаграм facebook фейсбук твиттер tiktok youtube ютуб подкаст приложени уведомлени "
    "оповещени cookie трекер конфиденциальност реклам комментари читател стать материал содержимо "
    "содержани редакц сайт страниц раздел участник предложени канал соцсет журналистик бесплатн "
    "пожертвован ссылк друзья друзей",
}

# What a page consists of, and what hardly any news is about: two of these in a short sentence tell it.
_PAGE: Final = {
    "fr": "article page contenu lecture abonné commentaire publicit message cookie traceur audience "
    "confidentialit préférence membre lecteur dossier thème sujet site bloqueur erreur réservé "
    "accessible suite",
    "en": "article page content reading subscriber comment advert ad ads sponsor cookie tracker traffic "
    "privacy member reader topic subject site device blocker error reserved available continue",
    "he": "הפרסום מממן המנוי הדיגיטלי כתבה הכתבה בכתבה כתבות עמוד בעמוד התוכן תוכן קריאה הקריאה מנויים "
    "רשומים תגובות פרסומת הפרסומת פרסומות עוגיות מעקב פרטיות העדפות אתר האתר נושא טעות המשך נמשכת",
    "ar": "المقال مقالات الصفحة محتوى القراءة الأعضاء للأعضاء المسجلين للمشتركين التعليقات الإعلان "
    "الارتباط تتبع الخصوصية تفضيلات الموقع الموضوع خطأ بقية متاحة متاح يستمر مدة ملف ملفنا",
    "fa": "مطلب مطالب صفحه محتوا مطالعه اعضا مشترکان نظرات آگهی تبلیغ کوکی ردیاب حریم تنظیمات وبگاه "
    "بازدید موضوع خطا ادامه دسترس پرونده",
    "es": "artículo página contenido lectura suscriptor comentario anuncio publicidad cookie rastreador "
    "audiencia privacidad preferencia miembro socio lector tema especial sitio error disponible "
    "resto",
    "de": "artikel beitrag seite inhalt lesezeit abonnent kommentar werbung anzeige cookie tracker "
    "reichweite datenschutz einstellung mitglied leser thema dossier fehler verfügbar zugänglich "
    "registriert",
    "ru": "цифров подписк стать материал страниц содержимо чтени подписчик участник комментари реклам "
    "cookie трекер аудитори конфиденциальност настройк читател тем сайт ошибк доступн продолжени "
    "продолжает",
}
# Who may use it, and who may not.
_RIGHTS: Final = {
    "fr": "reproduction diffusion utilisation interdit autorisation accord droits réservés préalable",
    "en": "reproduc reuse reused republish copied part consent permission prohibit rights reserved without",
    "he": "שימוש אסור הסכמת בתוכן להעתיק לפרסם לשכפל רשות אישור זכויות שמורות ללא",
    "ar": "اقتباس نشر نسخ إذن موافقة يمنع يحظر حقوق محفوظة دون",
    "fa": "بازنشر نشر کپی اجازه ممنوع حقوق محفوظ بدون",
    "es": "reproducción difusión prohibid permiso autorización derechos reservados sin",
    "de": "verwertung vervielfältigung nachdruck untersagt verboten zustimmung genehmigung rechte "
    "vorbehalten ohne",
    "ru": "воспроизведени перепечатк копировани запрещ согласи разрешени права защищены без",
}
# How a credit begins, and a line that says when the page was published: news says neither so.
_CREDITS: Final = (
    "photo photograph fotograf file archiv image imagen picture illustration symbolbild "
    "bildquelle fotografía фотограф фото архивн צלם צילום צילומים תמונת תמונה עדסה عدسة صورة "
    "تصوير إعداد تصویر عکس عکاس"
)
_PUBLISHED: Final = (
    "publié publiée mis modifié first published updated posted veröffentlicht aktualisiert "
    "geändert publicado actualizado опубликован обновлен изменен פורסם עודכן נשר نشر حدث منتشر "
    "تاریخ"
)


class Beginnings(NamedTuple):
    """The beginnings of words, and of these the letters by which most other words are told apart at once."""

    whole: tuple[str, ...]
    sight: frozenset[str]


def _by_language(tables: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(words(text)) for language, text in tables.items()}


def _beginnings(tables: dict[str, str]) -> dict[str, Beginnings]:
    return {language: _of(text) for language, text in tables.items()}


def _of(table: str) -> Beginnings:
    whole = tuple(map(fold, table.split()))
    return Beginnings(whole, frozenset(one[:_SIGHT] for one in whole))


ASKS: Final = _by_language(_ASKS)
YOU: Final = _by_language(_YOU)
THINGS: Final = _beginnings(_THINGS)
PAGE: Final = _beginnings(_PAGE)
RIGHTS: Final = _beginnings(_RIGHTS)
CREDITS: Final = _of(_CREDITS)
PUBLISHED: Final = _of(_PUBLISHED)


def is_no_news(sentence: str, language: str) -> bool:
    """Say whether a sentence asks something of its reader, or is about the page that it stands on."""
    if len(sentence) > _LONGEST_APPEAL or language not in ASKS:
        return False
    told = words(sentence)
    return _is_about_page(sentence, told, language) or _is_appeal(sentence, told, language)


def _is_about_page(sentence: str, told: Sequence[str], language: str) -> bool:
    """Say whether a short sentence is about its page: its parts, its rights, its date."""
    if not 0 < len(told) <= _LONGEST_ABOUT:
        return False
    if _count(told, PAGE, language) >= _TWO or _count(told, RIGHTS, language) > _TWO:
        return True
    dated = _begins(told[0], PUBLISHED) and bool(_CLOCK.search(sentence))
    return dated or (
        len(told) <= _LONGEST_CREDIT and _begins(told[0], CREDITS) and bool(_CREDITED.search(sentence))
    )


def _is_appeal(sentence: str, told: Sequence[str], language: str) -> bool:
    if not 0 < len(told) <= _LONGEST:
        return False
    things = _count(told, THINGS, language)
    if not things or _quotes(sentence):
        return False
    asks, you = ASKS[language], YOU[language]
    opens = _opens(sentence, asks) or (language == "fa" and told[-1] in asks)
    asked = any(one in asks for one in told)
    addressed = any(one in you for one in told)
    if (addressed and len(told) <= _BRIEF) or (
        things + addressed > _TWO and len(told) <= _LONGEST_CREDIT + 1
    ):
        return True
    return 2 * opens + (asked and not opens) + addressed + min(things, 2) >= _ENOUGH + (not opens)


def _count(told: Sequence[str], tables: Mapping[str, Beginnings], language: str) -> int:
    """Count the words that begin so, also behind a letter that Hebrew and Arabic write with them."""
    table = tables[language]
    found = {one for one in told if _begins(one, table)}
    if language in _PREFIXING:
        found |= {one for one in told if one[0] in _PREFIXES and _begins(one[1:], table)}
    return len(found)


def _begins(word: str, table: Beginnings) -> bool:
    return word[:_SIGHT] in table.sight and word.startswith(table.whole)


def _quotes(sentence: str) -> bool:
    return not _QUOTING.isdisjoint(sentence) or len(_STRAIGHT.findall(sentence)) > 1


def _opens(sentence: str, asks: frozenset[str]) -> bool:
    """Say whether an imperative opens the sentence, or what follows a colon or a question in it."""
    for mark in ":?!":
        sentence = sentence.replace(mark, "\n")
    return any(not asks.isdisjoint(words(part)[:_OPENING]) for part in sentence.split("\n"))
