"""Phrases by which a page speaks of itself instead of the news: one table a kind, all languages together.

They are folded (case, accents, points, apostrophes) before they are compared, so one spelling does.
A phrase that news could use as well ("accept all", "rejoindre", Hebrew past tenses that look like
imperatives) stands in no table, or only where the sentence is nothing else.
"""

from bot.rules.summary.text import fold


def _folded(table: str) -> tuple[str, ...]:
    lines = table.strip("\n").splitlines()
    return tuple(fold(phrase) for line in lines for phrase in line.split("|") if phrase)


# Anywhere in a sentence: no news sentence says this.
ANYWHERE = _folded("""
cliquez ici|cliquer ici|cliquez sur le lien|cliquez sur ce lien|abonnez-vous|abonne-toi|inscrivez-vous
inscrire à la newsletter|notre newsletter|nos newsletters|notre infolettre|rejoignez-nous|suivez-nous
suivez nous|retrouvez-nous|retrouvez toutes nos|rejoignez notre|suivez notre|téléchargez notre
téléchargez gratuitement|réservé aux abonnés|réservé à nos abonnés|réservée aux abonnés|déjà abonné
déjà abonnée|de cet article à lire|nous utilisons des cookies|ce site utilise des cookies
accepter les cookies|partager sur facebook|partager sur twitter|partager sur x|partager sur whatsapp
partagez cet article|partager cet article|envoyer par e-mail|tous droits réservés|reproduction interdite
après la publicité|après cette publicité|est apparu en premier sur|lire l'article complet|lire l'intégralité
laissez un commentaire|laisser un commentaire|soutenez notre rédaction|soutenez-nous|temps de lecture
notre chaîne telegram|notre chaîne whatsapp|notre groupe whatsapp|notre chaîne youtube|dans votre boîte mail
ne manquez aucune|ne ratez aucune|ne rien manquer de l'actu|ne rien rater de l'actu
activez les notifications|contenu sponsorisé|click here|tap here|sign up for our|sign up to our|sign up here
subscribe to our|subscribe now|our newsletter|our daily newsletter|our free newsletter|our email newsletter
follow us on|like us on facebook|our whatsapp|our telegram|our youtube channel|for subscribers only
to subscribers only|already a subscriber|continue reading|read the full story|read the full article
we use cookies|this site uses cookies|our cookie policy|our privacy policy|our terms of|share this article
share this story|share this page|share on facebook|share on twitter|all rights reserved|continues below
continues after advert|scroll to continue|appeared first on|download our|get our app|never miss a story
straight to your inbox|in your inbox|leave a comment|min read|minute read|turn on notifications
support our journalism|you may also like|recommended for you|sponsored content|affiliate commission
enable javascript|your browser does not|send us a tip|may not be reproduced|haga clic|haz clic
haciendo clic aquí|clic aquí|suscríbase|suscríbete|únete a nuestro|síguenos|siga leyendo|sigue leyendo
seguir leyendo|solo para suscriptores|exclusivo para suscriptores|utilizamos cookies|compartir en facebook
compartir en twitter|todos los derechos reservados|después de la publicidad|descarga nuestra|descarga gratis
descargue nuestra|nuestro boletín|nuestra newsletter|nuestro canal de|hier klicken|klicken sie hier
klicke hier|jetzt abonnieren|newsletter abonnieren|zum newsletter anmelden|unserem whatsapp|unseren whatsapp
folgen sie uns|folgt uns auf|nur für abonnenten|wir verwenden cookies|auf facebook teilen|auf twitter teilen
alle rechte vorbehalten|laden sie unsere|laden sie sich unsere|unseren newsletter|unserem newsletter
unten fortgesetzt|weiter nach der anzeige|jetzt weiterlesen|nos meilleurs articles|résiliable à tout moment
premier mois offert|envoyer à un ami|bonne lecture à|merci de nous lire|commentaires sont fermés|likez notre
nos offres d'abonnement|pour lire la suite|lire la suite de|déjà inscrit|pas encore abonné
créez votre compte|signaler une erreur|publicité se termine|article continue après|suite après cette
la suite après|faites un don|soutenir la rédaction|nos sources favorites|sources favorites|sources préférées
cancel anytime|cancel any time|continue reading below|thanks for reading|thank you for reading|have your say
story ad-free|scroll down for|app store and google|like our page|our page a like|more from our|keep reading
log in to read|create a free account|your free account|spotted a mistake|spotted an error
get in touch with our|video above|photos above|gallery above|video below|sin permanencia|artículos gratis
enviar a un amigo|prohibida la reproducción|inicia sesión|inicie sesión|crea una cuenta|cree una cuenta
para seguir leyendo|dale me gusta|dale a me gusta|te puede gustar|le puede gustar|has visto un error
ha visto un error|tienes una noticia|tiene una noticia|qué opinas|qué opina usted|cuéntanoslo|escríbenos a
escríbanos a|deja tu comentario|deje su comentario|noticias relacionadas|artículos relacionados
fuentes preferidas|haz una donación|haga una donación|eso es todo por hoy|correo y recib|más información:
jederzeit kündbar|kostenlose artikel|cookies zulassen|danke fürs lesen|bereits registriert|bereits abonnent
schon abonnent|hier anmelden|jetzt anmelden|jetzt registrieren|kostenlos registrieren|um weiterzulesen
zum weiterlesen|nach der werbung|auch interessieren|lesen sie außerdem|lesen sie mehr|haben sie einen fehler
schreiben sie uns|diskutieren sie mit|spenden sie|das war's für heute|wir wünschen gute lektüre
zur bildergalerie|artikel vorlesen|an freunde senden|per e-mail teilen|in ihr postfach|in ihrem postfach
bezahlter inhalt|gesponserter inhalt|ctrl+enter|reproduction, même partielle|traceurs publicitaires
article continues|story continues|if everyone who reads|nachdruck, auch|no reproduction|unlock unlimited
unlimited digital access|premier mois sans engagement|toute reproduction|any reproduction
reproduction is prohibited|prohibida toda reproducción|jede vervielfältigung|connectez-vous|identifiez-vous
merci de votre fidélité|gracias por su fidelidad|gracias por leer|danke für ihre treue
לחצו כאן|לחץ כאן|הקליקו כאן|לחצו על הקישור|להרשמה לניוזלטר|להרשמה ל|הירשמו ל|הרשמו ל|עקבו אחרינו
למנויים בלבד|כבר מנויים|משתמש בעוגיות|משתמשים בעוגיות|שתפו בפייסבוק|שתפו בטוויטר|שתפו בוואטסאפ|שתפו את הכתבה
כל הזכויות שמורות|המשך הכתבה|המשך קריאה|להמשך קריאה|להמשך הקריאה|הורידו את האפליקציה|להורדת האפליקציה
האפליקציה שלנו|ערוץ הטלגרם שלנו|קבוצת הוואטסאפ שלנו|הוואטסאפ שלנו|לעדכונים שוטפים|קבלו עדכונים|הניוזלטר שלנו
הוסיפו תגובה|לכתבה המלאה|לידיעה המלאה|הופיע לראשונה ב|תוכן שיווקי|דקות קריאה|כדי לא לפספס|מינוי במחיר
לשיפור חוויית|חוויית הגלישה|אין להעתיק|אין לשכפל|קריאה מהנה|קריאה נעימה|תודה שקראתם|מצאתם טעות|נתקלתם בטעות
מה דעתכם|שלחו לחבר|עשו לנו לייק|תנו לנו לייק|תמכו בנו|לאחר הפרסומת|אחרי הפרסומת|צפו בסרטון המלא|לגלריה המלאה
לכל הכתבות|יעניין אתכם|שיעניינו אתכם|עוד באותו נושא|אל תפספסו|אל תחמיצו|ישירות לנייד|ישר לנייד|למייל שלכם
לתיבת המייל|זמינה להורדה|זמין להורדה|באדיבות המצולמים|מאת כתבנו|מאת כתבתנו|התוכן המלא|גישה בלתי מוגבלת
כל שימוש בתוכן|תודה על נאמנות
اضغط هنا|اضغطوا هنا|انقر هنا|للاشتراك في النشرة|اشترك الآن|اشتركوا في|تابعونا|تابعنا على|انضموا إلى قناتنا
للمشتركين فقط|ملفات تعريف الارتباط|شارك على فيسبوك|شارك على تويتر|شارك المقال|جميع الحقوق محفوظة|يتبع المقال
حمل تطبيقنا|حملوا تطبيقنا|نشرتنا|قناتنا على|لمتابعة أخبارنا|أخبارنا عبر|اترك تعليقا|لقراءة المزيد|کلیک کنید
عضو شوید|مشترک شوید|ما را در تلگرام|ما را در اینستاگرام|ویژه مشترکان|برای عضویت در|این سایت از کوکی
به اشتراک بگذارید|اشتراک‌گذاری در|تمامی حقوق|کلیه حقوق|ادامه مطلب|اپلیکیشن ما|خبرنامه روزانه|کانال تلگرام ما
به کانال ما|انتهای پیام|سجل الدخول|قراءة ممتعة|شكرا لقراءتكم|أرسل إلى صديق|ما رأيك|ما رأيكم|شاركنا رأيك
تواصل معنا|تواصلوا معنا|اكتب تعليقك|أضف تعليق|قد يهمك|قد يعجبك|أخبار ذات صلة|مقالات ذات صلة|موضوعات ذات صلة
محتوى مدعوم|محتوى ممول|برعاية إعلانية|حمل التطبيق|نزل التطبيق|صفحتنا على|انضم إلينا|انضموا إلينا|كن أول من
مجانيان هذا|مقالات مجانية|إلى بريدك|في بريدك|بريدك الإلكتروني|بريدكم الإلكتروني|نسخ الرابط|انسخ الرابط
با ذکر منبع|ارسال برای دوستان|نظر شما چیست|دیدگاه خود را|به ما بنویسید|با تحریریه تماس|شاید بپسندید
شاید دوست داشته|خبرهای مرتبط|ما را همراهی|همراه ما باشید|صفحه ما|کانال ما|عکس تزئینی|عکس تزیینی|عکس آرشیوی
رپورتاژ آگهی|با تشکر از همراهی|خدانگهدار|بیشتر ببینید|خبرنگار اعزامی ما|يستمر المقال|تستمر القراءة
ادامه مقاله پس از|ادامه خبر پس از|ثبت‌نام کرده‌اید|يمنع النقل|يمنع نسخ|جميع الحقوق|كل نسخ|هرگونه رونوشت
هرگونه کپی|بازنشر این|بازنشر مطالب|حقوق این سایت|شكرا لمتابعت|سپاس از همراهی
нажмите здесь|нажав здесь|нажмите сюда|подпишитесь|подписывайтесь|присоединяйтесь|следите за нами
только подписчикам|только для подписчиков|файлы cookie|поделиться в facebook|поделиться во вконтакте
все права защищены|скачайте наше|скачайте приложение|наш telegram-канал|нашем telegram-канале|наш телеграм
читать далее|читать полностью|продолжение ниже|бесплатные статьи|отправить другу|без согласия редакции
спасибо, что читаете|уже есть аккаунт|уже зарегистрированы|войти в аккаунт|чтобы читать дальше
чтобы продолжить чтение|после рекламы|на правах рекламы|партнёрский материал|вам может быть интересно
вам также может|вас может заинтересовать|материалы по теме|ещё по теме|ещё по этой теме|нашли ошибку
заметили ошибку|напишите нам|напишите в редакцию|написать нам|оставьте комментарий|расскажите в комментариях
скопировать ссылку|сделать пожертвование|поддержать редакцию|поддержите нас|поддержите редакцию
приятного чтения|смотреть все фото|наши соцсети|наш канал|нашем канале|ищите нас|на этом всё, до
любое копирование|копирование материалов|спасибо, что|спасибо за внимание
""")
# At the start of a sentence.
OPENING = _folded("""
à lire aussi|lire aussi|à lire également|lire également|à lire :|à lire sur|à voir aussi|voir aussi
lisez aussi|sur le même sujet|pour recevoir nos|pour recevoir toute|recevez nos|recevez chaque
recevez gratuitement|crédit photo|crédits photo|crédit :|crédits :|photo :|photos :|photo:|photos:
copyright ©|© |(c) |copyright 20|publié le|publié à|mis à jour le|mise à jour le|par notre correspondant
par la rédaction|article réservé|écouter l'article|ajouter à vos favoris|read more:|read more at
read more on|read also|also read|see also|read next|related:|related articles|more on this|watch:
watch live:|recommended:|photo credit|image:|image credit|picture:|pictured:|credit:|file photo|published:
published on|published at|last updated|last modified|updated:|posted on|posted by|written by|reporting by
editing by|to receive our|get the latest|get our|receive our|follow our|share:|share article|tags:|source:
sources:|listen to this article|lea también|lea además|lee también|le puede interesar|te puede interesar
foto:|fotos:|imagen:|publicado el|actualizado el|contenido exclusivo|lesen sie auch|lesen sie hier
lesen sie dazu|mehr zum thema|auch interessant|bild:|bildquelle|veröffentlicht am|aktualisiert am|quelle:
pour aller plus loin|sur ce thème :|sur ce sujet :|dans le même dossier|dans la même rubrique
voir toutes les|tous nos articles|retrouvez l'intégralité|propos recueillis|bonne lecture
photo d'illustration|photo d'archives|de notre envoyé|de notre correspondant|avec notre correspondant
texte :|related coverage|related stories|related reading|more from|more stories|further reading|scroll down
copy link|view gallery|in pictures:|in pics:|explained:|photograph by|photographs by|photos by|photography:
words by|this article first appeared|this story first appeared|this article was originally
this article is part of|text:|words:|más información sobre|para saber más|te recomendamos|le recomendamos
fotografía de|fotografías de|última actualización|vídeo:|imagen de archivo|consulta aquí|consulte aquí
copiar enlace|mehr zu diesem thema|zur startseite|symbolbild|archivbild|archivfoto|bildnachweis|stand:
link kopieren|à découvrir aussi|à découvrir également|à découvrir sur|you might also|you may also|got a tip
got a story|do you have a story|have you spotted|follow @|mehr dazu im|mehr dazu:|weitere themen:
weitere artikel zum|fehler gefunden?|contenido patrocinado|getty images|lire notre|lisez notre|à relire
relire :|notre dossier :|notre dossier -|rédigé par|vidéo :|publicité -|image d'illustration|à écouter
à regarder|à consulter|nos autres articles|read our|also in the news|special report -|special report:
file image|file picture|stock photo|stock image|ad -|advertisement -|watch our|listen to our|see our
lea nuestro|lea nuestra|lee nuestro|lee nuestra|para releer|redacción:|créditos:|imagen ilustrativa
publicidad -|vea también|lesen sie unser|zum nachlesen|bildrechte|symbolfoto|werbung -|anzeige -|text von
texte von|mehr lesen|les plus lus|most read|lo más leído|meistgelesen
קראו גם|קראו עוד|לקריאה נוספת|עוד בנושא|כתבות נוספות|ראו גם|צפו גם|צילום:|צילומים:|קרדיט|תמונה:|מאת:|פורסם:
פורסם ב-|עודכן:|תגיות:|הכתבה למנויים|עדכון אחרון|עודכן לאחרונה|תצלום:|צילום מסך|צילום אילוסטרציה
גלריית התמונות|לגלריי|העתקת קישור|העתיקו קישור|עריכה:|תחקיר:|שיתוף בפייסבוק|שיתוף בוואטסאפ|תוכן ממומן
תוכן שיווקי|קראו את הניתוח|קראו שוב|קראו את הכתבה|תמונת אילוסטרציה|מודעה -|פרסומת -|וידאו:|וידיאו:|צפו:
קרדיט תמונה|הנקראות ביותר
اقرأ أيضا|اقرأ المزيد|شاهد أيضا|مواضيع ذات صلة|مصدر الصورة|تصوير:|الصورة:|صورة:|بقلم:|كتب:|كتبت:|تاريخ النشر
آخر تحديث|إعلان -|نشر في|بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|عکس:|عکاس:|نویسنده:|تاریخ انتشار|منبع:
کد خبر|این مطلب ویژه|برای دریافت اخبار|للمزيد حول|المزيد حول|طالع أيضا|عدسة|إعداد:|تحرير:|ترجمة:|تم التحديث
تم النشر|شاهد الفيديو|شاهد ألبوم|كتبه مراسل|در این باره بخوانید|بیشتر ببینید|لینک کوتاه|کپی لینک
آخرین به‌روزرسانی|ویدئو:|ویدیو:|گفت‌وگو:|أخبار ذات|اخبار مرتبط|خبرهای مرتبط|محتوى مدعوم|اقرأ تحليل|اقرأوا
أعد قراءة|ملف خاص -|ملف خاص:|حقوق الصورة|صورة توضيحية|صورة أرشيفية|صورة تعبيرية|فيديو:|مصدر:|تحلیل ما را
دوباره بخوانید|پرونده ویژه -|منبع عکس|تصویر تزئینی|تصویر تزیینی|تصویر آرشیوی|آگهی -|بخوانید:|ببینید:
الأكثر قراءة|پربازدیدترین
читайте также|смотрите также|по теме:|фото:|изображение:|автор:|опубликовано|обновлено|источник:
другие материалы|другие новости|похожие материалы|на эту же тему|подробнее:|подробнее читайте|текст:|видео:
фотограф:|иллюстрация:|последнее обновление|дата публикации|фото автора|смотрите видео|смотреть видео
перепечатка|читайте наш|читайте ещё|перечитайте|спецпроект -|авторы фото|автор фото|иллюстративное фото
архивное фото|реклама -|подготовил|самое читаемое
""")
TELLING = min(map(len, OPENING))
"""Characters by which most sentences are told from all of these at once."""
OPENINGS = frozenset(phrase[:TELLING] for phrase in OPENING)
# The whole sentence: news only where more is said.
WHOLE = frozenset(
    _folded("""
publicité|annonce|tout accepter|tout refuser|lire la suite|la suite|en savoir plus|partager|imprimer
commentaires|newsletter|en direct|advertisement|advertising|accept all|reject all|read more|learn more|share
print|comments|subscribe|sign up|sign in|log in|more|live|publicidad|aceptar todo|leer más|compartir
comentarios|anzeige|werbung|alle akzeptieren|mehr|teilen|kommentare
פרסומת|אשר הכול|אשר הכל|קרא עוד|קראו עוד|עוד|שתפו|תגובות|הדפסה
إعلان|قبول الكل|المزيد|شارك|تعليقات|آگهی|پذیرش همه|بیشتر|نظرات
реклама|принять все|ещё
""")
)
# A call, anywhere in a sentence …
CALLS = _folded("""
abonnez|inscrivez|rejoignez|suivez|recevez|téléchargez|retrouvez|cliquez|activez|découvrez|soutenez|partagez
consultez|síguenos|suscríb|únete|únase|recibe nuestr|reciba nuestr|descarga |descargue|abonnieren sie
folgen sie|folgt uns|melden sie sich|laden sie|klicken|erhalten sie|aktivieren sie
הצטרפו|הירשמו|הרשמו|עקבו אחר|הורידו|לחצו|קבלו|לקבלת|להצטרפות|כנסו
تابعونا|اشتركوا|اشترك في|انضموا|انضم إلى|حملوا تطبيق|حمّل تطبيق|اضغط|انقر|شاركوا|للانضمام|للاشتراك|لتصلك
دنبال کنید|دانلود کنید|نصب کنید|بپیوندید|کلیک کنید|عضو شوید
подпишитесь|подписывайтесь|присоединяйтесь|следите за|скачайте|нажмите|получайте|вступайте
""")
# … or, in a language whose imperative looks like any other form, at its start …
CALLS_FIRST = _folded("""
sign up|share |subscribe|join |follow |to get |download |click|tap |install|get |stay |don't miss|receive
to receive |for more
""")
# … and what pages call us to.
OFFERS = _folded("""
newsletter|infolettre|whatsapp|telegram|notre application|nos applications|nos alertes|notre page
notre compte|notre site|nos réseaux|our app|our alerts|our channel|our page|our website|news alerts|inbox
us on |push notification|daily briefing|our podcast|facebook|instagram|boletín|nuestra app|nuestro canal
nuestras redes|nuestras alertas|su correo|tu correo|unsere app|unserer app|kanal|push-nachrichten
eilmeldungen
ניוזלטר|וואטסאפ|ווטסאפ|וואצאפ|טלגרם|אפליקצי|בערוץ שלנו|לערוץ שלנו|לקבוצה שלנו|התראות|בפייסבוק|בטוויטר
واتساب|واتس اب|تلغرام|تليغرام|تيليجرام|تطبيقنا|النشرة|قناتنا|صفحتنا|حساباتنا|الإشعارات|واتساپ|تلگرام|خبرنامه
اپلیکیشن|کانال|اینستاگرام
рассылк|ватсап|телеграм|наше приложение|наш сайт|наши соцсети|уведомлени|вконтакте
""")
BYLINES = _folded("par |by |von |por |מאת |بقلم |автор |подготовил|rédigé par |written by |text: |كتب |כתב: ")
