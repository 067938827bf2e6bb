"""Words by which a page speaks of itself and to its reader: one table a duty, all languages together.

None of them makes a sentence boilerplate by itself; two or three duties in one short sentence do. They are
written as running words (see `index.running`), "_" for a word's edge; a stem has none where it goes on.
"""

# Marks and letters of other scripts are what this file is about.
# ruff: noqa: RUF001

from typing import Final

from bot.rules.summary.text import fold


def _cues(table: str) -> tuple[str, ...]:
    lines = table.strip("\n").splitlines()
    return tuple(fold(cue).replace("_", " ") for line in lines for cue in line.split("|") if cue)


CHANNELS: Final = _cues("""
newsletter|infolettre|whatsapp|telegram|instagram|facebook|tiktok|_youtube|_twitter_|_linkedin|_bluesky
_threads_|_messenger_|google play|google actualites|google news|podcast|_rss_|_appli_|_applis_
_l application_|_notre application|application mobile|_boite mail|boite aux lettres electronique
adresse mail|adresse e mail|adresse electronique|notifications_|_nos alertes|_abonnes_|_reseaux sociaux
_inbox_|email address|_e mail_|_email_|_app_|push alerts|_our alerts|subscribers|subscription|_social media
_boletin_|aplicacion|correo electronico|_su correo|_tu correo|notificaciones|suscriptores|suscripcion
_redes sociales|_nuestras alertas|_push_|_e mails_|posteingang|abonnenten|_abo_|mailadresse|_soziale medien
_sozialen medien|cookie|_traceurs_|_votre mail|_vos mails|_unserem kanal|_unseren kanal|_notre chaine
_nuestro canal|_our channel|_courriel|_mailbox|_su buzon|_ihr postfach|_ihrem postfach|_with your consent
_avec votre accord|_votre consentement|_ihre einwilligung|_ihrer einwilligung|_su consentimiento|_trackers_
_tracker_|_rastreadores_|_les stores_|_the stores_|_a month_|_par mois_|_premier mois|_im monat_|_al mes_
_primer mes|_ad blocker
ניוזלטר|וואטסאפ|ווטסאפ|וואצאפ|ווצאפ|טלגרם|אינסטגרם|פייסבוק|טיקטוק|טוויטר|יוטיוב|אפליקצי|יישומון|דוא ל_|מייל_
פודקאסט|הסכת|התראות|עוגיות|קוקיז|למנויי|מנויים|המינוי הדיגיטלי|רשתות החברתיות|הדיוור|מבזקים|קהילה שלנו
לערוץ שלנו|תיבה_|לתיבה|בהסכמתך|בהסכמתכם|לחודש_
واتساب|واتس اب|وتساب|تلغرام|تليغرام|تيليغرام|تيليجرام|تلجرام|تليجرام|انستغرام|انستجرام|انستقرام|فيسبوك
فيس بوك|تيك توك|تويتر|يوتيوب|تطبيق|بريدك|البريد الالكتروني|النشرة البريدية|نشرتنا|نشرة بريدية|بودكاست
اشعارات|كوكيز|ملفات تعريف الارتباط|للمشتركين|المشتركين|مواقع التواصل|القائمة البريدية|واتساپ|واتس اپ|تلگرام
اینستاگرام|فیسبوک|توییتر|یوتیوب|ایمیل|خبرنامه|اپلیکیشن|_اپ_|پادکست|کوکی|_نوتیفیکیشن|شبکههای اجتماعی|صندوقك
صندوق شما|بموافقتك|با رضایت شما|شهريا|ماهی_|ردیاب
рассылк|ватсап|вотсап|вацап|телеграм|вконтакте|инстаграм|фейсбук|ютуб|приложени|подкаст|подписк|подписчик
уведомлени|_куки_|электронной почт|электронную почт|вашу почту|ваш e mail|соцсет|социальных сет|_ваш ящик
_нам почту|_в ваш|_вашего согласия|_в месяц_|трекер
""")
"""By what a page reaches its readers."""

PAGE: Final = _cues("""
_cet article|_ce contenu|_cette page|_ce site_|_notre site|_l article_|_la redaction_|_commentaire|_photos_
_la video|_le lien_|_ce lien_|_votre compte|_un compte_|_lecteurs_|_abonne_|_notre journal|_navigation_
_ce sujet_|_ce theme_|_this article|_this story|_the story_|_this page|_this content|_this website
_this site_|_our website|_our site_|_full story|_newsroom_|_newsdesk|_comments_|_gallery_|_an account
_free account|_privacy|_ad free|_advert|_full article|_our reporting|_our journalism|_our work_
_free articles|_our readers|_a mistake|_este articulo|_esta noticia|_el articulo_|_este contenido
_esta pagina|_este sitio|_nuestra web|_enlace|_comentario|_la redaccion|_las fotos|_galeria|_el video
_una cuenta|_cuenta_|_navegando|_lectores|_periodismo|_privacidad|_articulos_|_un error_|_este tema
_diesen artikel|_dieser artikel|_diesem artikel|_dieser inhalt|_diesen inhalt|_diesen beitrag|_diese seite
_dieser seite|_artikel_|_der seite_|_unsere seite|_unserer seite|_kommentar|_redaktion|_link_|_bildergalerie
_video_|_leser|_konto_|_datenschutz|_journalismus|_fehler_|_confidentialite|_notre travail_|_nos meilleurs
_nos articles|_offre a_|_abonnement_|_reactions_|_ios_|_our community|_independent_|_newspapers_|_unabhangig
_unterstutzung_|_zugriff_|_hinweis_|_top stories|_delivered to|_cet episode|_this episode|_this piece
_this text|_dieser text|_diese folge|_este episodio|_offre numerique|_digital package|_digitalangebot
_oferta digital|_acces reserve|_zugang_|_acceso_|_bas de page|_foot of the|_unten_|_al pie_|_newspaper_
_our partners|_nos partenaires|_nuestros socios|_unsere partner|_your device|_votre appareil|_su dispositivo
_ihrem gerat|_bloqueur|_ad blocker|_adblock|_werbeblocker|_bloqueador|_members_|_the content_|_le contenu_
_contenu de_|_der inhalt_|_mitglieder_|_para miembros|_socios_|_membres_|_donation|_un don_|_donacion
_spende_|_reichweite_|_audiencia_|_dieser beitrag
כתבה|כתבות|תוכן זה|תכנים|באתר|האתר|אתר זה|המערכת|תגובות|תגובה_|גלריי|הסרטון|הקישור|קישור_|חשבון_|פרטיות
גלישה|מערכת_|עיתונות עצמאית|ידיעה|מינוי|הפרק הזה|דיגיטלי|הגישה|תחתית העמוד|העיתון|ושותפינו|במכשיר שלכם
חוסם פרסומות|בעמוד זה|רשומים|_הקריאה
المقال|هذا المحتوى|الموقع|موقعنا|هذه الصفحة|تعليق|الرابط|حساب|غرفة الاخبار|هيئة التحرير|الخصوصية|القراءة
الفيديو|الصور_|قرائنا|القراء_|مطلب|این خبر|این محتوا|مقاله|این سایت|وبگاه|وبسایت|سایت ما|لینک|دیدگاه|نظرات
تحریریه|روزنامهنگاری|ویدئو|ویدیو|حریم خصوصی|گزارش تصویری|گالری|مستقل|اندروید|مشترک|الخبر_|هذه الحلقة
این قسمت|الرقمي|دیجیتال|الدخول_|دسترسی|اسفل الصفحة|الجريدة|الصحيفة|روزنامه_|وشركاؤنا|شرکایمان|على جهازك
دستگاه شما|مانع الاعلانات|مسدودکننده|ادوات تتبع|هشدار خبری|_زوار|_اعضا_|این صفحه|محتوای
_эту стат|_статьи_|_статью|_статья|_материал_|_материалы_|_сайт|_редакци|_комментари|_ссылк|_видео_
_фотогалере|_аккаунт|_читател|_журналистик|_конфиденциальн|_персональных данных|_ошибк|_новостью_|_работать_
_доступ_|_этот текст|_этот выпуск|_цифровую_|_внизу_|_газет|_наши партнеры|_вашем устройстве|блокировщик
_содержимое|_участникам_|_пожертвовани|_аудитори
""")
"""What a page calls itself and its parts: news speaks of such things too."""

SELF: Final = _cues("""
_nous_|_notre_|_nos_|_we_|_our_|_us_|_nuestr|siguenos|seguirnos|encuentranos|escribenos|escribanos|ayudanos
ayudenos|_estamos_|_leenos|_contactanos|_cuentanos|cuentanoslo|apoyanos|apoyenos|_unser|_wir_|_uns_
_pruebanos
שלנו|אלינו|אותנו|אחרינו|_אנחנו_|_אנו_|_לנו_|איתנו|אצלנו|בנו_
قناتنا|قنواتنا|صفحتنا|صفحاتنا|تطبيقنا|موقعنا|نشرتنا|نشراتنا|حساباتنا|حسابنا|تابعنا|تابعونا|_راسلنا|_راسلونا
الينا|معنا|مجموعتنا|_نحن_|خدمتنا|دعمنا|صحيفتنا|بنا_|رافقونا|جريدتنا|تجدوننا|اخبارنا|مقالاتنا|محتوانا|منصاتنا
نستخدم|فريقنا|_ما_|کنارمان|سایتمان|_ماست_
_мы_|_нас_|_нам_|_наш|_нами_
""")
"""The page as the one who speaks."""

READER: Final = _cues("""
_vous_|_votre_|_vos_|_ton_|_tes_|_you_|_your_|_usted_|_ustedes_|_tu_|_tus_|_te_|_ti_|_su correo|_su movil
_sus amigos|quiere mas|_acepta_|_quieres_|_su dispositivo|_ihrem gerat|_ihr gerat
_לכם_|שלכם|אתכם|אליכם|_אתם_|_לך_|שלך_|עבורכם|רוצים|כבר רשומים
_لك_|_لكم_|لديك|بريدك|عليك_|عليكم|يمكنك|هاتفك|جوالك|تجربتك|رايك|دعمك|اصدقائ|اصدقاءك|اشتراكك|جهازك|حسابك|يصلك
تصلك|تفوتك|يفوتك|تريد_|تريدون|متابعتك|متصفحك|مساهمتك|تبرعك|باستمرارك|_شما_|_خودتان_|_دوستانتان|ایمیلتان
گوشیتان|کنید_|شوید_|گیرید_|دهید_|بمانید_|خوانید_|بینید_|بشنوید_|نویسید_|پیوندید_|بسازید_|دارید_|هستید_
_вы_|_вас_|_вам_|_ваш|_вами_|_друзьями_|_хотите_
""")
"""The reader as the one who is spoken to."""

ASKING: Final = _cues("""
_cliqu|_abonne|_inscri|_rejoi|_suivez|_suis nous|_recev|_telecharg|_retrouve|_activez|_activer_|_partage
_likez|_ajoutez|_entrez|_ecoutez|_regardez|_soutenez|_soutenir_|_profitez|_connecte|_creez|_ecrivez
_consultez|_decouvr|_laissez|_reagissez|_donnez|_faites_|_aidez|_gerez|_gerer_|_acceptez|_accepter_|_copier_
_imprimer_|_poursuivez|_commentez|_restez|_parametr|_optez|_essayez|_testez|_offrez|_signalez|_voir_|_lire_
_lisez|_navigation_|_engagement_|_disponible|_souscrivez|_click|_tap_|_sign up|_subscribe|_join_|_follow_
_download|_get_|_receive_|_add_|_like_|_enter_|_find us|_listen_|_watch_|_view_|_support_|_donat|_unlock
_register|_log in|_sign in|_create_|_copy_|_email this|_share_|_continue reading|_continuing_|_keep reading
_let us know|_contact_|_write to|_send us|_tell us|_leave_|_manage_|_accept_|_agree_|_available on|_try_
_scroll|_chip|_delivered_|_straight to|_stay_|_never miss|_don t miss|_browse_|_exclusive_|_unlimited_
_cancel_|_visit_|_discover_|_turn on|_allow_|_read_|_suscri|_apuntate|_apuntese|_unete|_unase|_recib
_siguenos|_seguirnos|_siga_|_sigue_|_descarg|_instal|_anade_|_dale_|_escucha_|_escuche_|_mira_|_mire_|_vea_
_apoya_|_haz_|_haga_|_registra|_registre|_inicia_|_inicie_|_crea_|_cree_|_copiar_|_enviar_|_comparte_
_comparta_|_escrib|_contacta|_contacte|_deja_|_deje_|_consulta_|_consulte_|_aceptar_|_acepta_|_configurar_
_gratis_|_encuentr|_activa_|_active_|_leer_|_leyendo_|_conoce_|_colabora_|_klick|_abonnier|_anmelden_|_folge
_lade|_herunterladen_|_erhalten sie|_bekommen sie|_geben sie|_aktivier|_registrier|_bestell|_unterstutz
_spende|_teile|_sehen sie|_lesen sie|_schreib|_wenden sie|_finden sie|_testen|_kostenlos|_zustimmen
_stimmen sie|_zulassen|_akzeptier|_verwalten|_kopieren|_weiterlesen|_weiterzulesen|_treten sie|_beitreten
_erhaltlich|_verpassen|_diskutier|_kommentier|_sagen sie|_jetzt_|_senden_|_liken|_desormais_|_aussi sur_
_essentiel_|_offre_|_prevenu|_bloque_|_now on_|_too_|_also on_|_also available|_tambien esta|_ahora en_
_nun_|_auch bei_|_auch auf_|_keine_|_nachrichten des tages_|_wichtigsten_|_kanal bei_|_sans engagement
_merci_|_thank_|_thanks_|_gracias_|_danke_|_gratuit_|_gratuite_|_is free_|_for free_|_gratuita_|_ecouter_
_escuchar_|_horen_|_hear_|_send this|_envoyer cet|_schicken_|_report a|_signaler|_melden_|_avisar_
_reserve aux|_reservee aux|_members only|_nur fur|_exclusivo|_stand by|_apoye|_comente_|_comentar_|_pays for
_finance_|_financia_|_finanziert_|_desactiv|_turn off|_schalten sie|_accessible|_available to|_verfugbar
_informar de|_zuganglich|_solo para|_pruebanos|_entra en|_entre en|_verwendet_|_sitio usa
הצטרפו|הצטרף_|הירשמו|הרשמו|_לחצו|הקליקו|הזינו|הקישו|התקינו|הורידו|להורדה|_עשו_|מצאו_|הוסיפו|רכשו|התחברו
_שלחו|האזינו|תמכו|הגיבו|ספרו_|כתבו_|_פנו_|_צפו_|_קראו_|_שתפו|_תרמו|_עקבו|_קבלו_|_לקבלת_|לקבל_|תפספסו|היכנסו
הכנסו|הקשיבו|השאירו|להאזנה|לצפייה|_לכל_|להמשך|לקריאה|_לשיתוף|זמינ|משתמש_|שימוש|לפספס|_לכניסה|חינם|מאפשר
_עוברים_|מוזמנים|_עכשיו_|תרומה|מנוע|_גם ב|תודה|חינמי|להאזין|שליחת|לדיווח|בלבד|ממן_|כבו|דווחו
احصل|ادخل_|ادخلوا|_سجل_|سجلوا|_كن_|كونوا|انضم|_نزل|_حمل|_اضف_|اضيفوا|اشترك|انشئ|انسخ_|ارسل_|ارسلوا|شارك_
شاركوا|طالع|_اقرا|شاهد_|شاهدوا|استمع|_تبرع|اكتب|راسل|تواصل|تابع|اضغط|انقر|_اطلع|تصفح|_ادعم|_فعل_|لا تفوت
للمزيد|متاح|متوفر|يساعدنا|_زوروا|يصلك|تصلك|مجانا|توافق_|کنید|شوید|نمایید|دهید|بگیرید|بخوانید|ببینید|بشنوید
بنویسید|بیایید|بپیوندید|بسازید|بگذارید|دریافت_|عضویت|دارید|هستید|باشید|میپذیرید|بمانید|میخواهید|رایگان
_هستیم_|برسانید|بزنید|بفرستید|بخرید|_همراهی_|_اکنون_|_الان_|شكرا|سپاسگزار|متشکر|مجاني|شنیدن|ارسال_|للابلاغ
گزارش خطا|فقط_|علقوا|ادعموا|تمول|هزینه|خاموش|_يستخدم_|ابلغ|تنها برای|برای مشترکان|برای اعضا|استفاده میکند
подпи|оформите|введите|вступайте|присоедин|следите|читайте|смотрите|слушайте|скача|установ|нажмите|добавьте
поддерж|поделит|напишите|сообщите|зарегистрир|войдите|ищите|узнавайте|получайте|расскажите|ставьте|выделите
соглашаетесь|доступн|скопируйте|перейдите|включите|пришлите|обсу|бесплатн|помогите|пожертвуйте|_теперь_
отправьте|смотреть|следить|читать|_помощь_|_главные новости|_есть в_|_спасибо_|_послушать_|_отправить_
_сообщить об|_только для|_комментируйте|_оплачивает_|отключите|_использует_|_сделайте
""")
"""What a page asks its reader to do, or offers to do."""

ADVERTS: Final = _cues("""
_publicite_|_cette annonce_|_l annonce_|_une annonce_|_pub_|_advert|_sponsor|_anuncio_|publicidad|patrocinad
_werbung_|_anzeige_|_bezahlter|_gesponsert|_espace publicitaire|_werbeflache|_espacio publicitario
פרסומת|ממומן|שיווקי|שטח הפרסום
الاعلان|اعلان_|مدعوم|برعاية|آگهی|تبلیغ|رپورتاژ
реклам|спонсор
""")
"""Words for what others have paid for."""

MORE: Final = _cues("""
_aussi_|_plus_|_egalement_|_sujet_|_theme_|_sur le web|_sur ce_|_dossier_|_suite_|_also_|_related_|_more_
_further_|_similar_|_recommended_|_next_|_don t miss_|_tambien_|_mas_|relacionad|interesar|_ademas_|_tema_
_auch_|_mehr_|_dazu_|_thema_|_weitere|_ausserdem_|interessieren
אולי_|_גם_|_עוד_|נוסף|נוספות|_קשור|מומלץ|באותו נושא|_בנושא_
ايضا|للمزيد|صلة_|ذات الصلة|_المزيد_|يهمك|لا تفوت|طالع|همچنین|_بیشتر_|زمینه_|مرتبط|بپسندید|پیشنهاد|_باره_
_также_|_еще_|_теме_|интересно_|похожие|_рекоменд|_читайте_|_смотрите_
""")
"""What stands before a colon and another article's title."""

DATES: Final = frozenset(
    fold(word)
    for word in (  # noqa: SIM905 - a table reads better as text
        "eingestellt subido размещено עלה לאתר أضيف ثبت янв фев мар апр авг сен окт ноя дек ene abr ago "
        "dic mär okt dez article mis en ligne première fois amended revised erstmals erschienen geändert "
        "впервые изменено לראשונה لأول مرة وعدل عدل نخستین ویرایش por primera vez modificado modificada a "
        "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet "
        "août septembre octobre novembre décembre janv févr avr juil sept oct nov déc le à h min publié "
        "publiée mise jour actualisé actualisée modifié modifiée créé heure heures et monday tuesday "
        "wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep "
        "dec on at am pm gmt bst est edt cet utc published updated update last posted first modified date "
        "time st nd rd th of יום ראשון שני שלישי רביעי חמישי שישי שבת ינואר פברואר מרץ אפריל מאי יוני "
        "יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט "
        "בספטמבר באוקטובר בנובמבר בדצמבר פורסם פורסמה עודכן עודכנה עדכון אחרון לאחרונה בשעה ב תאריך ה "
        "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس أبريل إبريل مايو "
        "يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر كانون الثاني شباط آذار نيسان أيار حزيران تموز آب "
        "أيلول تشرين الأول جانفي فيفري أفريل ماي جوان جويلية أوت هـ م ص ساعة الساعة يوم بتاريخ في نشر "
        "نشرت تم النشر تاريخ التحديث تحديث آخر حدث بتوقيت غرينتش مساء صباحا شنبه یکشنبه دوشنبه سه‌شنبه سه "
        "چهارشنبه چهار پنجشنبه پنج‌شنبه پنج جمعه فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی "
        "بهمن اسفند ساعت تاریخ انتشار آخرین به‌روزرسانی به روزرسانی بروزرسانی منتشر شده شد در کد خبر "
        "lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio "
        "agosto septiembre setiembre octubre noviembre diciembre de del el las la los hs horas publicado "
        "publicada actualizado actualizada última actualización creado fecha montag dienstag mittwoch "
        "donnerstag freitag samstag sonntag januar februar märz juni juli oktober dezember uhr um den der "
        "vom stand veröffentlicht aktualisiert erstellt zuletzt datum letzte aktualisierung понедельник "
        "вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая июня июля "
        "августа сентября октября ноября декабря в г года мск опубликовано обновлено последнее обновление "
        "дата публикации "
    ).split()
)
"""All the words that a line of dates and times is made of."""
