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
inscrire à la newsletter
notre newsletter|nos newsletters|notre infolettre|rejoignez-nous|suivez-nous|suivez nous|retrouvez-nous
retrouvez toutes nos
rejoignez notre|suivez notre|téléchargez notre|téléchargez gratuitement|réservé aux abonnés
réservé à nos abonnés|réservée aux abonnés
déjà abonné|déjà abonnée|de cet article à lire|nous utilisons des cookies|ce site utilise des cookies
accepter les cookies
partager sur facebook|partager sur twitter|partager sur x|partager sur whatsapp|partagez cet article
partager cet article
envoyer par e-mail|tous droits réservés|reproduction interdite|après la publicité|après cette publicité
est apparu en premier sur
lire l'article complet|lire l'intégralité|laissez un commentaire|laisser un commentaire
soutenez notre rédaction|soutenez-nous
temps de lecture|notre chaîne telegram|notre chaîne whatsapp|notre groupe whatsapp|notre chaîne youtube
dans votre boîte mail
ne manquez aucune|ne ratez aucune|ne rien manquer de l'actu|ne rien rater de l'actu
activez les notifications|contenu sponsorisé
click here|tap here|sign up for our|sign up to our|sign up here|subscribe to our|subscribe now
our newsletter|our daily newsletter
our free newsletter|our email newsletter|follow us on|like us on facebook|our whatsapp|our telegram
our youtube channel
for subscribers only|to subscribers only|already a subscriber|continue reading|read the full story
read the full article
we use cookies|this site uses cookies|our cookie policy|our privacy policy|our terms of|share this article
share this story
share this page|share on facebook|share on twitter|all rights reserved|continues below
continues after advert|scroll to continue
appeared first on|download our|get our app|never miss a story|straight to your inbox|in your inbox
leave a comment|min read|minute read
turn on notifications|support our journalism|you may also like|recommended for you|sponsored content
affiliate commission
enable javascript|your browser does not|send us a tip|may not be reproduced
לחצו כאן|לחץ כאן|הקליקו כאן|לחצו על הקישור|להרשמה לניוזלטר|להרשמה ל|הירשמו ל|הרשמו ל|עקבו אחרינו
למנויים בלבד|כבר מנויים
משתמש בעוגיות|משתמשים בעוגיות|שתפו בפייסבוק|שתפו בטוויטר|שתפו בוואטסאפ|שתפו את הכתבה|כל הזכויות שמורות
המשך הכתבה|המשך קריאה
להמשך קריאה|להמשך הקריאה|הורידו את האפליקציה|להורדת האפליקציה|האפליקציה שלנו|ערוץ הטלגרם שלנו
קבוצת הוואטסאפ שלנו|הוואטסאפ שלנו
לעדכונים שוטפים|קבלו עדכונים|הניוזלטר שלנו|הוסיפו תגובה|לכתבה המלאה|לידיעה המלאה|הופיע לראשונה ב
תוכן שיווקי|דקות קריאה|כדי לא לפספס
اضغط هنا|اضغطوا هنا|انقر هنا|للاشتراك في النشرة|اشترك الآن|اشتركوا في|تابعونا|تابعنا على
انضموا إلى قناتنا|للمشتركين فقط
ملفات تعريف الارتباط|شارك على فيسبوك|شارك على تويتر|شارك المقال|جميع الحقوق محفوظة|يتبع المقال|حمل تطبيقنا
حملوا تطبيقنا|نشرتنا
قناتنا على|لمتابعة أخبارنا|أخبارنا عبر|اترك تعليقا|لقراءة المزيد
کلیک کنید|عضو شوید|مشترک شوید|ما را در تلگرام|ما را در اینستاگرام|ویژه مشترکان|برای عضویت در
این سایت از کوکی|به اشتراک بگذارید
اشتراک‌گذاری در|تمامی حقوق|کلیه حقوق|ادامه مطلب|اپلیکیشن ما|خبرنامه روزانه|کانال تلگرام ما|به کانال ما
انتهای پیام
haga clic|haz clic|haciendo clic aquí|clic aquí|suscríbase|suscríbete|únete a nuestro|síguenos
siga leyendo|sigue leyendo
seguir leyendo|solo para suscriptores|exclusivo para suscriptores|utilizamos cookies|compartir en facebook
compartir en twitter
todos los derechos reservados|después de la publicidad|descarga nuestra|descarga gratis|descargue nuestra
nuestro boletín
nuestra newsletter|nuestro canal de
hier klicken|klicken sie hier|klicke hier|jetzt abonnieren|newsletter abonnieren|zum newsletter anmelden
unserem whatsapp|unseren whatsapp
folgen sie uns|folgt uns auf|nur für abonnenten|wir verwenden cookies|auf facebook teilen
auf twitter teilen|alle rechte vorbehalten
laden sie unsere|laden sie sich unsere|unseren newsletter|unserem newsletter|unten fortgesetzt
weiter nach der anzeige|jetzt weiterlesen
нажмите здесь|нажав здесь|нажмите сюда|подпишитесь|подписывайтесь|присоединяйтесь|следите за нами
только подписчикам
только для подписчиков|файлы cookie|поделиться в facebook|поделиться во вконтакте|все права защищены
скачайте наше|скачайте приложение
merci de votre fidélité|thank you for reading|thanks for reading|תודה על נאמנות|תודה שקראתם|شكرا لمتابعت
سپاس از همراهی|gracias por su fidelidad|gracias por leer|danke für ihre treue|спасибо, что|спасибо за внимание
наш telegram-канал|нашем telegram-канале|наш телеграм|читать далее|читать полностью|продолжение ниже
""")
# At the start of a sentence.
OPENING = _folded("""
à lire aussi|lire aussi|à lire également|lire également|à lire :|à lire sur|à voir aussi|voir aussi
lisez aussi|sur le même sujet
pour recevoir nos|pour recevoir toute|recevez nos|recevez chaque|recevez gratuitement|crédit photo
crédits photo
crédit :|crédits :|photo :|photos :|photo:|photos:|© |(c) |copyright ©|copyright 20|publié le|publié à
mis à jour le|mise à jour le
par notre correspondant|par la rédaction|article réservé|écouter l'article|ajouter à vos favoris
read more:|read more at|read more on|read also|also read|see also|read next|related:|related articles
more on this|watch:|watch live:
recommended:|photo credit|image:|image credit|picture:|pictured:|credit:|file photo|published:
published on|published at|last updated
last modified|updated:|posted on|posted by|written by|reporting by|editing by|to receive our
get the latest|get our|receive our
follow our|share:|share article|tags:|source:|sources:|listen to this article
קראו גם|קראו עוד|לקריאה נוספת|עוד בנושא|כתבות נוספות|ראו גם|צפו גם|צילום:|צילומים:|קרדיט|תמונה:|מאת:
פורסם:|פורסם ב-|עודכן:|תגיות:|הכתבה למנויים
اقرأ أيضا|اقرأ المزيد|شاهد أيضا|مواضيع ذات صلة|مصدر الصورة|تصوير:|الصورة:|صورة:|بقلم:|كتب:|كتبت:
تاريخ النشر|آخر تحديث|إعلان -|نشر في
بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|عکس:|عکاس:|نویسنده:|تاریخ انتشار|منبع:|کد خبر|این مطلب ویژه
برای دریافت اخبار
lea también|lea además|lee también|le puede interesar|te puede interesar|foto:|fotos:|imagen:|publicado el
actualizado el|contenido exclusivo
lesen sie auch|lesen sie hier|lesen sie dazu|mehr zum thema|auch interessant|bild:|bildquelle
veröffentlicht am|aktualisiert am|quelle:
vidéo :|video:|וידאו:|فيديو:|ویدیو:|видео:
читайте также|смотрите также|по теме:|фото:|изображение:|автор:|опубликовано|обновлено|источник:
""")
TELLING = min(map(len, OPENING))
"""Characters by which most sentences are told from all of these at once."""
OPENINGS = frozenset(phrase[:TELLING] for phrase in OPENING)
# The whole sentence: news only where more is said.
WHOLE = frozenset(
    _folded("""
publicité|annonce|tout accepter|tout refuser|lire la suite|la suite|en savoir plus|partager|imprimer
commentaires|newsletter|en direct
advertisement|advertising|accept all|reject all|read more|learn more|share|print|comments|subscribe
sign up|sign in|log in|more|live
פרסומת|אשר הכול|אשר הכל|קרא עוד|קראו עוד|עוד|שתפו|תגובות|הדפסה|إعلان|قبول الكل|المزيد|شارك|تعليقات|آگهی
پذیرش همه|بیشتر|نظرات
publicidad|aceptar todo|leer más|compartir|comentarios|anzeige|werbung|alle akzeptieren|mehr|teilen
kommentare|реклама|принять все|ещё
""")
)
# A call, anywhere in a sentence …
CALLS = _folded("""
abonnez|inscrivez|rejoignez|suivez|recevez|téléchargez|retrouvez|cliquez|activez|découvrez|soutenez
partagez|consultez
הצטרפו|הירשמו|הרשמו|עקבו אחר|הורידו|לחצו|קבלו|לקבלת|להצטרפות|כנסו
تابعونا|اشتركوا|اشترك في|انضموا|انضم إلى|حملوا تطبيق|حمّل تطبيق|اضغط|انقر|شاركوا|للانضمام|للاشتراك|لتصلك
دنبال کنید|دانلود کنید|نصب کنید|بپیوندید|کلیک کنید|عضو شوید
síguenos|suscríb|únete|únase|recibe nuestr|reciba nuestr|descarga |descargue
abonnieren sie|folgen sie|folgt uns|melden sie sich|laden sie|klicken|erhalten sie|aktivieren sie
подпишитесь|подписывайтесь|присоединяйтесь|следите за|скачайте|нажмите|получайте|вступайте
""")
# … or, in a language whose imperative looks like any other form, at its start …
CALLS_FIRST = _folded("""
sign up|subscribe|join |follow |download |click|tap |install|get |stay |don't miss|receive
share |to get |to receive |for more
""")
# … and what pages call us to.
OFFERS = _folded("""
newsletter|infolettre|whatsapp|telegram|notre application|nos applications|nos alertes|notre page
notre compte|notre site|nos réseaux
our app|our alerts|our channel|our page|our website|news alerts|inbox|us on |push notification
daily briefing|our podcast|facebook|instagram
ניוזלטר|וואטסאפ|ווטסאפ|וואצאפ|טלגרם|אפליקצי|בערוץ שלנו|לערוץ שלנו|לקבוצה שלנו|התראות|בפייסבוק|בטוויטר
واتساب|واتس اب|تلغرام|تليغرام|تيليجرام|تطبيقنا|النشرة|قناتنا|صفحتنا|حساباتنا|الإشعارات
واتساپ|تلگرام|خبرنامه|اپلیکیشن|کانال|اینستاگرام
boletín|nuestra app|nuestro canal|nuestras redes|nuestras alertas|su correo|tu correo
unsere app|unserer app|kanal|push-nachrichten|eilmeldungen
рассылк|ватсап|телеграм|наше приложение|наш сайт|наши соцсети|уведомлени|вконтакте
""")
BYLINES = _folded("par |by |von |por |מאת |بقلم |автор |подготовил|rédigé par |written by |text: |كتب |כתב: ")
