import pytest

from bot.rules.summary.appeal import is_no_news

ASKED = {
    "fr": [
        "Vous avez une information à nous transmettre ? Écrivez à la rédaction.",
        "La suite de cet article est réservée à nos lecteurs abonnés.",
        "Profitez de notre offre : un mois gratuit puis 4,99 € par mois.",
        "Créez un compte gratuit pour poursuivre votre lecture.",
        "Notre site dépose des traceurs afin de mesurer son audience.",
        "Écoutez notre podcast quotidien sur toutes les plateformes.",
        "Faites un don pour soutenir une presse indépendante.",
        "Signaler une erreur dans cet article",
        "REJOIGNEZ LE CANAL TELEGRAM DE LA RÉDACTION",
        "Recevez les alertes de la rédaction sur votre téléphone : téléchargez l'appli.",
        "Réagissez à cet article dans l'espace commentaires.",
        "Merci de désactiver votre bloqueur de publicités pour continuer.",
        "Le contenu de cette page n'est accessible qu'aux membres.",
    ],
    "en": [
        "Add our WhatsApp number to your contacts for instant updates.",
        "Got a tip? Write to the newsroom at any time.",
        "This article is reserved for members; log in to keep reading.",
        "Try us free for one month, then pay $4.99 a month.",
        "Create a free account to continue.",
        "This site stores trackers on your device to measure traffic.",
        "Listen to our daily podcast wherever you get your podcasts.",
        "Make a donation to support independent journalism.",
        "Report an error in this article",
        "JOIN THE NEWSROOM'S TELEGRAM CHANNEL",
        "Get news alerts on your phone: install the app.",
        "Have your say in the comments below.",
        "Please turn off your ad blocker to continue.",
        "The content of this page is available to members only.",
    ],
    "de": [
        "Speichern Sie unsere WhatsApp-Nummer in Ihren Kontakten.",
        "Haben Sie einen Hinweis für uns? Schreiben Sie der Redaktion.",
        "Dieser Beitrag ist nur für registrierte Leser zugänglich.",
        "Legen Sie ein kostenloses Konto an, um weiterzulesen.",
        "Diese Seite verwendet Tracker, um die Reichweite zu messen.",
        "Hören Sie unseren täglichen Podcast überall, wo es Podcasts gibt.",
        "Unterstützen Sie unabhängigen Journalismus mit einer Spende.",
        "Fehler im Artikel melden",
        "Eilmeldungen aufs Handy: Installieren Sie die App.",
        "Diskutieren Sie mit uns in den Kommentaren.",
        "Bitte schalten Sie Ihren Werbeblocker aus.",
        "Der Inhalt dieser Seite ist nur für Mitglieder verfügbar.",
    ],
    "es": [
        "Añade nuestro número de WhatsApp a tus contactos.",
        "¿Tiene información que compartir? Escriba a la redacción.",
        "El resto de este artículo es solo para miembros.",
        "Pruébanos gratis un mes y después paga 4,99 € al mes.",
        "Crea una cuenta gratuita para continuar la lectura.",
        "Este sitio usa rastreadores para medir su audiencia.",
        "Escucha nuestro pódcast diario en todas las plataformas.",
        "Haz una donación para apoyar el periodismo independiente.",
        "Informar de un error en este artículo",
        "ENTRA EN EL CANAL DE TELEGRAM DE LA REDACCIÓN",
        "Recibe las alertas en tu móvil: instala la aplicación.",
        "Deja tu opinión en los comentarios.",
        "Desactiva tu bloqueador de anuncios para continuar.",
        "El contenido de esta página solo está disponible para socios.",
    ],
    "ru": [
        "Добавьте наш номер WhatsApp в контакты.",
        "Есть что рассказать? Напишите в редакцию.",
        "Продолжение доступно зарегистрированным читателям.",
        "Попробуйте бесплатно месяц, затем 199 рублей в месяц.",
        "Создайте бесплатный аккаунт, чтобы читать дальше.",
        "Сайт использует трекеры для измерения аудитории.",
        "Слушайте наш ежедневный подкаст на всех площадках.",
        "Сделайте пожертвование, чтобы поддержать независимую прессу.",
        "ВСТУПАЙТЕ В ТЕЛЕГРАМ-КАНАЛ РЕДАКЦИИ",
        "Срочные новости на телефон: установите приложение.",
        "Оставьте комментарий под статьёй.",
        "Пожалуйста, отключите блокировщик рекламы.",
        "Содержимое страницы доступно только участникам.",
    ],
    "he": [
        "הוסיפו את מספר הוואטסאפ שלנו לאנשי הקשר.",
        "יש לכם מידע? כתבו למערכת.",
        "המשך הקריאה פתוח לחברים רשומים בלבד.",
        'נסו אותנו חודש בחינם, ואחר כך 19.90 ש"ח לחודש.',
        "פתחו חשבון חינם כדי להמשיך לקרוא.",
        "האתר עושה שימוש באמצעי מעקב למדידת תנועה.",
        "האזינו לפודקאסט היומי שלנו בכל היישומונים.",
        "תרמו כדי לתמוך בעיתונות עצמאית.",
        "דווחו על טעות בכתבה",
        "הצטרפו לערוץ הטלגרם של המערכת",
        "התראות לנייד: התקינו את היישומון.",
        "מה דעתכם? כתבו לנו בתגובות.",
        "התוכן בעמוד זה זמין למנויים רשומים.",
    ],
    "ar": [
        "أضف رقمنا على واتساب إلى جهات الاتصال.",
        "هل لديك معلومة؟ راسل هيئة التحرير.",
        "بقية هذا المقال متاحة للأعضاء المسجلين فقط.",
        "جربنا مجانا لمدة شهر ثم ادفع 4.99 دولار شهريا.",
        "أنشئ حسابا مجانيا لمتابعة القراءة.",
        "يستخدم هذا الموقع أدوات تتبع لقياس عدد الزوار.",
        "إعداد: يوسف مراد ووكالات",
        "استمع إلى البودكاست اليومي على جميع المنصات.",
        "تبرع لدعم الصحافة المستقلة.",
        "أبلغ عن خطأ في هذا المقال",
        "انضم إلى قناة التحرير على تيليغرام",
        "تنبيهات على هاتفك: ثبت التطبيق.",
        "شاركنا رأيك في التعليقات.",
        "يرجى إيقاف مانع الإعلانات.",
        "محتوى هذه الصفحة متاح للمشتركين.",
    ],
    "fa": [
        "شماره واتساپ ما را به مخاطبان خود اضافه کنید.",
        "خبری دارید؟ برای تحریریه بنویسید.",
        "ادامه این مطلب تنها برای اعضا در دسترس است.",
        "یک ماه رایگان امتحان کنید، سپس ماهی ۵۰ هزار تومان بپردازید.",
        "برای ادامه خواندن یک حساب رایگان بسازید.",
        "این وبگاه برای سنجش بازدید از ردیاب استفاده می\u200cکند.",
        "پادکست روزانه ما را در همه برنامه\u200cها بشنوید.",
        "برای پشتیبانی از رسانه مستقل کمک مالی کنید.",
        "گزارش خطا در این مطلب",
        "به کانال تلگرام تحریریه بپیوندید",
        "هشدار خبری روی گوشی شما: برنامه را نصب کنید.",
        "دیدگاه خود را در بخش نظرات بنویسید.",
        "لطفا مسدودکننده تبلیغات را خاموش کنید.",
        "محتوای این صفحه برای مشترکان است.",
    ],
}
TOLD = {
    "fr": [
        "Le maire a demandé aux commerçants de fermer leurs portes à vingt heures.",
        "La plateforme TikTok supprime deux mille vidéos après une plainte de l'État.",
        "« Abonnez-vous à notre chaîne », a lancé l'accusé sur Telegram avant son arrestation.",
        "Le journal a publié la photo de la ministre, qui porte plainte.",
        "Facebook a reconnu mardi que des comptes d'élus ont été piratés.",
    ],
    "en": [
        "The app lets drivers see which bridges are closed.",
        "Members of the committee read the report before the vote.",
        "Two newspapers published the letter on Monday without the minister's consent.",
        "He told reporters that the site would stay closed until June.",
        "Instagram removed the account of the party's youth branch.",
    ],
    "de": [
        "Die Stadt will den Beitrag für Kindergärten ab Herbst senken.",
        "Der Verein hat seine Mitglieder gebeten, am Samstag zu kommen.",
    ],
    "es": [
        "El diario publicó ayer una carta del alcalde.",
        "La red de metro cerrará dos horas antes el domingo.",
    ],
    "ru": [
        "Сайт министерства не работал в понедельник до полудня.",
        "Газета опубликовала письмо мэра в субботу.",
    ],
    "he": ["העירייה תפתח את האתר לציבור ביום ראשון.", "העיתון פרסם אתמול מכתב של ראש העיר."],
    "ar": ["أغلقت البلدية الموقع أمام الزوار يوم الاثنين.", "نشرت الصحيفة رسالة رئيس البلدية أمس."],
    "fa": ["شهرداری محل را تا پایان هفته بست.", "روزنامه دیروز نامه شهردار را چاپ کرد."],
}


@pytest.mark.parametrize(("language", "sentence"), [(one, text) for one in ASKED for text in ASKED[one]])
def test_what_a_page_asks_or_says_of_itself_is_no_news(language: str, sentence: str) -> None:
    assert is_no_news(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), [(one, text) for one in TOLD for text in TOLD[one]])
def test_news_is_news_though_it_speaks_of_such_things(language: str, sentence: str) -> None:
    assert not is_no_news(sentence, language)


def test_a_language_without_tables_has_no_appeals() -> None:
    assert not is_no_news("Iscriviti alla nostra newsletter!", "it")
    assert not is_no_news("", "fr")
