"""Words of their own that are one slip away from a request: "pasta" is no "basta", "cancer" no "cancel".

They are common words of the languages whose request words we know, without accents, as folding leaves them;
who writes one of them means it. What is rare, or mostly a slip ("stpo"), is left out.
"""

from typing import Final

from bot.rules.consent.folding import fold

_COMMON: Final = """
    aalto abonder abonne abonnee abonneer abonnements abonneren abonnes abonnez abonniere acuda acude
    acuto adder ader adonner aguda aided aiden aidera aides aidez aimer aiuta aiutaci aiutarmi aiutateci
    aiutati aiuti ajda ajudam ajudar ajudas ajudei ajudem ajudo alder alot alude ander anmelde anmelder
    anmeldet anneler annule annulee annules annulli annullo anula aparar apre aprete aptal apuntarme
    apuntate arar arder arete ariete arlete arre arrese arrest arreta arretee arretent arretera arretes
    arrets artet asesinar asir asla assina assinam assinara asta astart atla atop aude aufholen aufhore
    auftragen auto aveia avia aviva avrete avuto avvii avvio avvisa ayda ayder ayudadme ayudan ayudar
    ayudare ayudarme ayudas ayudase ayude ayudo bafta bagla baila baita bakla bala balat balla balsa balta
    barret barta basa basal basalt basata basia baska basladin baslar baslasin baslatan baslatir baslayin
    basli basma basra bassa bast bastam bastan bastao bastar baste basti bastia basto baszta bata batta
    bedenden beelden beemden beende beendet begannen begingen beginne beginnend beginner begonnen bekenden
    beminnen benden beneden berma besinnen besta bezinnen blenden bonner bosta burdur busta cancela
    cancelan cancelara cancelas canceled cancelei cancelem cancelen cancellati cancelled cancelo cancels
    cancer cancers candele carcel carrete casta chancel cider cincel comeca comecam comecara comecas
    commence commenced commencee commencera commences commencez commenter commercer darret darreter
    demarre demarrera demarreur demarrez derma desaba desabonnee desabonnes desabou desume detenere
    detenez detenir durdu durdugun durduk durdum durdun durduran durdursun durdurup durdurur durur eenden
    eider empenar empeza empezara empezare empezas ended ender erma estar estop evoke farma fasta fema
    fera ferda feria ferm fermait ferman fermani fermarti fermata fermate fermato ferme fermi fermo fermy
    ferra ferrati firma firmati fiuto forma formati gapisz garret gasta gestart gider guide haider hasla
    hasta helfe hilde hile hilf hilfen hilfs hilft hille iade inacio indiciar indicio inezia infos inicia
    inicial iniciam inician iniciara inicias inicie inicios iniciou inizi iniziai inizio inscreve
    inscreveu inscripcion inscriptions inscrira inscrite inscrive inserire interrompa interrompe
    interrompit interrompo interrompt interrompu iptali iscriversi iscriverti iscrivervi iscrivetevi ital
    jardim jarret jasla joni juda jude karar kasta kondigen kundige kundigten larret larrete lata lato
    lerma lider liuto masla meenden meprendre merma mettetela mundigen napisz narrete narretent narreter
    narretes narretez narretons opleggen ovvia paar paare pagar pajar para parad param paran parara parare
    paras parat paray paree parer parir parlar parr parra pasar pasta pazar pirar pomo pomoca pomoce
    pomocny pomoz ponoc posta presume raider rarete rasta reabonnement reprendra reprendrez resilie
    restait restant restar restara restare restarts resuma resumed resumee resumem resumen resumer resumes
    resumo retener revoie revoked rezygnacje rezygnacji rezygnuj rezygnuja rider rozpocznie sarar sardim
    sari sarrete sarretent sarreter sart sarten scop scrivermi scrivetemi scrivimi shop shoppen shopper
    shops slop smart smarten soppen spart sparten spot staart staarten staat staaten stadt stadten stamt
    stappen stapt stapten star stara starb starben starc stare staren stari stark starken starkt staro
    starr starren starrt starrten stars starte started startem startend startene starter startern startet
    starti startin starts startten startu starty stary starz stat staten statt statten staut step steppe
    steppen stepper steps stippen stock stoep stoepen stolp stolpe stomp stompe stompen stoop stopa stope
    stoper stopf stopfen stopie stopien stoppa stopped stoppee stoppers stoppeur stoppt stoppte stoppten
    stops stoppe stopt stopte stopten stopu stopy storten straten strop stuart sturt subscribed subscriber
    subscribes sundigen suscribete suscribirte swart swop tart tasla topp toppe toppen topper turdur unsur
    unsuz upstart uyardim vardim vasta verma vider vinicio wider wpisz wypis wypisze wyspisz yandim yarar
    yardima yardimi yarim yasla yasta yazdim yerdim zacznie zapis zapisu zapisy zapisze zarar zatrzyma
    zatrzymac zatrzymaja zatrzymal zatrzymam zatrzyman zrezygnuja zrezygnuje
    бачать встановить добить довідки довідку дожить доить допить допомог допомогає допомоги допомогла
    допомогу допоможуть зачать значать зупинили зупините зупинить зупиняти зупинять качать косить навчать
    нажать начат начата начато начаты носить обмена опиши опишите остановит остановишь отмене отмену
    отмены отпираться отписки отпуска охватит печати повчати подати подписке подписки подписку пологи
    помог помогаи помогаите помогли помогти помогу поможи помои помочь помощи помощью пороги почали
    почасти почате початки почти почути правка превратить прекратив прекратил прекратим прекратит
    прекратишь припинили припинить припиняти припинять простоп підписалися підписки підписку скасували
    смарт справа справке справки справку становись становить стар стара старе старз старк старо старр
    старс старта старте старту старты старті стару стары старі стат стоит стой стол столп стон страт
    стюарт схватит тарт топ установите установить хвалит хватил хватить
    אסירי אעצור אפסיק אצטרף בביטול בהצטרפות בהתחלה בטיול בטיל ביבול בידול ביטוח ביטוי ביטולה ביטולו ביטולם
    ביטון ביטל ביטלו בישול בלטו בעזרה בתחלה האירו האירי האשמה הביטול הגשמה ההסרה ההצטרפות ההרשמה ההשמה
    ההתחלה הושמה החלה הטרף הייבן הירו הירי הירש הירשל הכירו הלירי המחלה המירו המצטרף המרשם הנחילו הנחלה
    הנרשם הנשמה הסבירו הסברו הסברי הסגירו הסדרי הסהר הסורי הסטארט הסיור הסיטו הסיטי הסייר הסיני הסיעו
    הסיקו הסיר הסירה הסירוב הסירוס הסירופ הסירות הסירים הספיק הספיקו הספק הספרי הסתירו העזרה העירו העסיקו
    העצור הפיקו הפסיבי הפסידו הפסיכו הפסיכי הפסיפי הפסיק הפסיקה הפסיקות הפקס הצורף הצורפות הצטרך הצטרפה
    הצטרפותה הצטרפותו הצטרפותם הצטרפנו הצטרפת הצטרפתי הרדמה הרימה הרמה הרסה הרעמה הרקמה הרשאה הרשה הרשומה
    הרשימה הרשמי הרשמת הרשעה הרשתה השחלה השירי השמה התגלה התחזה התחיה התחיל התחילה התחלף התחלפה התחלק
    התחלקה התחלת התחלתה התחנה התחרה התירו התעלה התפלה התקלה התרשם התרשמה וביטול והסיר והסירו והפסיק
    והפסיקו והצטרף והצטרפו והצטרפות והתחיל והתחילו והתחלה ולהסיר ולהפסיק ולהצטרף ולהתחיל ולעצור ועזרה
    ועצור ורשמה ותפסיק ותפסיקו ותפסיקי טארט טבלו יטול ייטול יירשם יסירו יעצור יפסיק יפסיקו יצטרף יצטרפו
    ירשם יתחילו כהתחלה לאסיר לאצור לביטול לבלט לגזרה להאיר להדיר להחיל להחסיר להירדם להירתם להכיר להמיר
    להנחיל להסביר להסבר להסגיר להסגר להסדיר להסדר להסיג להסיח להסיט להסיע להסיק להסירה להסירו להסירם להסית
    להספיק להסתיר להעיר להעסיק להפיק להפסיד להפסק להצטרך להצטרפות להרשמה להשחיל להתחלה להתיר להתרשם לחזרה
    ליטול ליצור למצור לנצור לסטארט לסיר לעבור לעברה לעוצר לעור לעזה לעזור לעזר לעזרא לעזרת לעזרתה לעפרה
    לעצום לעצות לעצרו לעקור לעשור לעשרה לעתור לצור לקצור מביטול מהתחלה מעצור מפסיק מצטרף מצטרפות מתחלה
    נעזרה נעצור נפסיק נצטרף נרשמה סהרה סטאר סטארק סטוארט סירו סירי סמארט עוזר עוצר עציר פסיק צערו צערי
    רשמה שביטול שהסיר שהפסיק שהפסיקו שהצטרף שהצטרפו שהתחיל שהתחילו שעזרה שרשמה שתפסיק שתפסיקי תחלה תיטול
    תיירי תירשם תכירו תסבירו תסבירי תסדרי תספיק תספרו תספרי תעירו תעסיק תפיק תפסי תפסיד תפסידו תפסק
    תצטרף תצטרפו תתחילו תתחילי
    اباد ابدوا اتراك اترك اتركني ادبا ازلي استاء استات استاد استاذ استار استارت استاز استاك استان اسعدني
    اسٹاپ اشارك اشتباك اشتبك اشتر اشتراط اشتراكك اشتراكه اشتراكي اشتراه اشترت اشترط اشتركت اشتري اشراك
    اشرك اشكرك الاء الباء البغاء التاء الترك الجده الحاء الخاء الداء الراء الزني السجده الغاءه الغاب الغار
    الغاز الغاط الغال الغام الغباء الغداء الغذاء الغراء الغشاء الغطاء الغلاء الغناء الفاء القاء القاف
    الماء النجاه النجدي النجديه النجسه النجمه الني الهاء الياء اوفق اوقاف اوقفها ايقاد ايقاظ ايقاع ايقافه
    ايقان ايلاف اگلني بادا باشتراك بالغاء بايقاف بدووا بمساعده تارت تتوقف تساعدني تساعده تساعدوني تشترك
    توفق توفوا توقعوا توقفا توقفنا توقفها جلني راهنماي راهنماييم رهنما رهنمايي روحيں روكي روكيت روييں سارت
    ساعدتني ساعدنا ساعده ساعدونا ساعدي ساعديني سالني سالوني ستات ستار ستارا ستارز ستارك ستاره ستاري ستايت
    سترات سجاني سجلنا سجلي سجني سفارت سمارت سيارت عضوات عضوي عضويا عضويته عضوين عضويه كريں كمساعده لالغاء
    لايقاف لمساعده لنجده مساعد مساعدا مساعدت مساعدته مساعدي مساعديه مساعيه مسانده مستعده مسعده مشترك منسوب
    منسوخي منسون منفوخ مواعده نساعده نشترك واشترك واقف والغاء وايقاف وبدووا وتقف وساعدني وساعده وقفوا
    ومساعده ووقفوا يتوقفوا يساعدني يساعده يشترك يوقفوا
"""

NEIGHBOURS: Final = frozenset(fold(word) for word in _COMMON.split())
