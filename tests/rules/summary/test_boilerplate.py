"""The lines here are made up; none is a phrase of the tables, but what they say is what pages say."""

# Marks and letters of other scripts are what this file is about.

import pytest

from bot.rules.summary.boilerplate import Signs, ends_as_sentence, is_boilerplate

NEWS = "Le pont de Valmont a rouvert mardi après deux ans de travaux."

BOILERPLATE = [
    "INSCRIVEZ-VOUS A NOTRE LETTRE DU SOIR EN CLIQUANT ICI :",
    "Cliquez ici pour recevoir nos alertes sur WhatsApp https://t.example/1",
    "À lire aussi : notre dossier spécial",
    "Rejoignez la rédaction sur notre page Facebook, sur WhatsApp et Telegram !",
    "Nous utilisons des cookies pour mesurer l'audience.",
    "Crédit photo : Studio Valmont",
    "Cet article est réservé aux abonnés.",
    "Join us on WhatsApp for the latest alerts",
    "Sign up for our evening letter",
    "READ MORE: Five walks by the sea",
    "Download our app to never miss a story.",
    "Share this article with your friends",
    "קראו גם: חמישה טיולים לסוף השבוע",
    "הצטרפו לקבוצת הוואטסאפ של האתר",
    "צילום: סטודיו אלון",
    "اقرأ أيضا: خمس نزهات",
    "تابعونا على واتساب",
    "ما را در تلگرام دنبال کنید",
    "Síguenos en Instagram y WhatsApp",
    "Folgen Sie uns auf WhatsApp",
    "Подписывайтесь на нас в Telegram",
    "Publicité",
    "Lire la suite →",
]
UNSEEN = [
    "Entrez votre adresse mail pour être alerté dès la parution d'un nouvel article",
    "Le Courrier du Val est désormais sur WhatsApp, rejoignez la chaîne.",
    "Installez l'appli du Courrier pour être prévenu en temps réel.",
    "Ce site dépose des traceurs avec votre accord",
    "Lundi 14 avril 2025, 18:45 - actualisé à 19:20",
    "(Photo d'illustration Julie Vasseur)",
    "La Gazette avec AFP",
    "Une coquille ? correction@gazette.example",
    "Leave us your email at the bottom of the page and miss nothing.",
    "Newsroom alerts are on WhatsApp, join the group http://wa.example/abc",
    "By continuing to use this website you agree to our use of cookies",
    "You might also be interested in: ten best winter walks",
    "By Sarah Holt, Health Correspondent.",
    "Tuesday 14 April 2025 18:45 BST",
    "Tell us what you think in the comments below",
    'הזינו כתובת דוא"ל ונעדכן אתכם בכל כתבה חדשה',
    "היישומון שלנו מחכה לכם בחנויות",
    "דעתכם חשובה לנו, הגיבו לכתבה",
    "יום שלישי, 14 באפריל 2025, 18:45",
    "اترك لنا بريدك في أسفل الصفحة ولن يفوتك شيء.",
    "قناتنا على تلغرام مفتوحة للجميع!",
    "يستخدم هذا الموقع الكوكيز",
    "الثلاثاء 14 أبريل 2025 18:45",
    "ایمیلتان را پایین صفحه بگذارید تا چیزی را از دست ندهید.",
    "کانال تلگرام ما برای همه باز است!",
    "سه‌شنبه ۲۶ فروردین ۱۴۰۴ - ۱۸:۴۵",
    "Déjenos su correo al pie de la página y no se pierda nada.",
    "Nuestra app móvil le espera en las tiendas",
    "Martes 14 de abril de 2025, 18:45",
    "Hinterlassen Sie uns unten Ihre Mailadresse, dann entgeht Ihnen nichts.",
    "Installieren Sie die App und verpassen Sie keine Meldung",
    "Dienstag, 14. April 2025, 18:45 Uhr",
    "Оставьте нам почту внизу страницы и ничего не пропустите.",
    "Наш канал в Telegram открыт для всех!",
    "14 апреля 2025, вторник, 18:45",
]
NO_BOILERPLATE = [
    NEWS,
    "La CNIL inflige une amende à une société pour l'usage de cookies.",
    "Le ministre a signé l'accord et l'a publié sur Telegram.",
    "WhatsApp a suspendu mille comptes en Norvalie.",
    "Publicité mensongère : la société Volta condamnée.",
    "L'article 49 de la Constitution sera appliqué, a dit le premier ministre.",
    "Parents in Eastmere joined a WhatsApp group to find the missing boy.",
    "Share prices fell in Eastmere on Monday.",
    "The company will accept all the conditions, its director said.",
    "אלפים הצטרפו למחאה בגבעת אלון.",
    "Он подписал указ, сообщил губернатор.",
    "NORVALIE : LE PREMIER MINISTRE DÉMISSIONNE.",
    "Klar ist auch: Das Amt bereitet die Ministerin auf weitere Schritte vor.",
    "Le 12 mars 2025, trois ponts ont fermé.",
    "Elle a publié les photos de l'incendie sur Instagram lundi soir.",
    "« Nous avons besoin de vous pour faire vivre notre page », a lancé le maire.",
    "The union told its members by email that the strike was off.",
    "Von der Leyen reist am Montag nach Ostmoor.",
    "Die Behörde warnt mit Nachdruck vor der App der Betrüger.",
    "ראש העיר פרסם את ההודעה בפייסבוק ביום שלישי.",
    "أعلنت الشركة عن تطبيق جديد للنقل في المدينة.",
    "سخنگوی دولت در کانال تلگرام خود از استعفای وزیر خبر داد.",
    "El alcalde anunció en WhatsApp que el puente abrirá el martes.",
    "Губернатор сообщил об этом в своём телеграм-канале.",
]


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


@pytest.mark.parametrize("sentence", BOILERPLATE)
def test_what_speaks_of_the_page_is_boilerplate(sentence: str) -> None:
    assert is_boilerplate(sentence)


@pytest.mark.parametrize("sentence", [text for texts in ASKED.values() for text in texts])
def test_what_a_page_asks_or_says_of_itself_is_boilerplate(sentence: str) -> None:
    # a call that follows its question leaves none of it: clean looks at both
    *_question, call = sentence.rpartition("? ")
    assert is_boilerplate(call)


@pytest.mark.parametrize("sentence", [text for texts in TOLD.values() for text in texts])
def test_news_is_news_though_it_speaks_of_pages(sentence: str) -> None:
    assert not is_boilerplate(sentence)


@pytest.mark.parametrize("sentence", UNSEEN)
def test_a_call_in_words_that_are_in_no_table_of_phrases_is_boilerplate(sentence: str) -> None:
    assert is_boilerplate(sentence)


@pytest.mark.parametrize("sentence", NO_BOILERPLATE)
def test_news_about_such_things_is_no_boilerplate(sentence: str) -> None:
    assert not is_boilerplate(sentence)


@pytest.mark.parametrize("sentence", [*BOILERPLATE, *UNSEEN, *NO_BOILERPLATE])
def test_the_signs_of_a_text_say_of_its_sentences_what_all_tables_say(sentence: str) -> None:
    assert Signs(f"{NEWS} {sentence} {NEWS}").mark(sentence) is is_boilerplate(sentence)


@pytest.mark.parametrize(
    ("text", "ends"), [("Oui.", True), ("« Oui ! »", True), ("(Oui…)", True), ("Oui :", False)]
)
def test_the_end_of_a_sentence_is_told_by_its_mark(text: str, ends: bool) -> None:  # noqa: FBT001 - a column
    assert ends_as_sentence(text) is ends
