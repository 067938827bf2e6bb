"""The words that stand for staff's commands, by command and language; an underscore is a space.

The first of a language is shown where people write no slashes. Where a language has none the command's own
name stands for it, as it does in every language; /revoke has no other.
"""

# ruff: noqa: RUF001 -- words of many scripts are the point

from collections.abc import Mapping
from typing import Final

IN_HASTE: Final[dict[str, Mapping[str, str]]] = {
    "stopall": {"en": "stopall stop_all halt halt_everything", "fr": "tout_arrêter arrêter_tout stop_tout"}
    | {"he": "עצור_הכל עצור_הכול לעצור_הכל", "ar": "أوقف_الكل إيقاف_الكل", "fa": "توقف_همه همه_را_متوقف_کن"}
    | {
        "ru": "остановить_всё стоп_всё",
        "es": "parar_todo detener_todo",
        "de": "alles_stoppen alles_anhalten",
    },
    "resume": {"en": "resume", "fr": "reprendre", "he": "המשך להמשיך", "ar": "استئناف", "fa": "ادامه"}
    | {"ru": "продолжить возобновить", "es": "reanudar", "de": "fortsetzen weiter"},
    "undo": {"en": "undo", "fr": "annuler_l'envoi défaire", "he": "ביטול_שליחה", "ar": "تراجع", "fa": "واگرد"}
    | {"ru": "отменить_отправку вернуть", "es": "deshacer", "de": "rückgängig"},
    "later": {"en": "later", "fr": "plus_tard", "he": "מאוחר_יותר", "ar": "لاحقا", "fa": "بعدا"}
    | {"ru": "позже", "es": "más_tarde", "de": "später"},
    "embargo": {"en": "embargo", "fr": "embargo", "he": "אמברגו", "ar": "حظر_النشر", "fa": "ممنوعیت_انتشار"}
    | {"ru": "эмбарго", "es": "embargo", "de": "sperrfrist"},
}
"""What is written in haste, about an alert that leaves."""

AT_THE_DESK: Final[dict[str, Mapping[str, str]]] = {
    "alert": {"fr": "alerte", "he": "התראה", "ar": "تنبيه", "fa": "هشدار", "ru": "оповещение"}
    | {"es": "alerta", "de": "meldung alarm"},
    "answer": {"fr": "répondre réponse", "he": "תשובה לענות", "ar": "إجابة", "fa": "پاسخ", "ru": "ответ"}
    | {"es": "responder respuesta", "de": "antwort antworten"},
    "segment": {"fr": "segment segments", "he": "פלח פלחים", "ar": "شريحة الشرائح", "fa": "دسته دسته‌ها"}
    | {"ru": "сегмент сегменты", "es": "segmento segmentos", "de": "segment segmente"},
    "questions": {"fr": "questions", "he": "שאלות", "ar": "الأسئلة أسئلة", "fa": "پرسش‌ها", "ru": "вопросы"}
    | {"es": "preguntas", "de": "fragen"},
    "held": {"fr": "en_attente décider", "he": "ממתינה להחליט", "ar": "محتجز", "fa": "نگه‌داشته"}
    | {"ru": "задержано", "es": "retenida", "de": "zurückgehalten"},
    "queue": {"fr": "file file_d'attente", "he": "תור", "ar": "الطابور", "fa": "صف", "ru": "очередь"}
    | {"es": "cola", "de": "warteschlange"},
    "hold": {"fr": "retenir", "he": "להשהות", "ar": "احتجاز", "fa": "نگه‌داشتن", "ru": "задержать"}
    | {"es": "retener", "de": "zurückhalten"},
    "recall": {"fr": "rappeler rappel", "he": "החזרה", "ar": "استرجاع", "fa": "بازخوانی", "ru": "отозвать"}
    | {"es": "retirar_envío", "de": "zurückrufen rückruf"},
    "correct": {"fr": "corriger correction", "he": "תיקון לתקן", "ar": "تصحيح", "fa": "اصلاح"}
    | {"ru": "исправить", "es": "corregir", "de": "korrigieren"},
    "withdraw": {"fr": "retirer_l'alerte", "he": "ביטול_התראה", "ar": "سحب_التنبيه", "fa": "پس‌گرفتن"}
    | {"ru": "снять_оповещение", "es": "retirar_alerta", "de": "zurückziehen"},
    "leave": {"fr": "maintenir", "he": "להשאיר", "ar": "إبقاء", "fa": "بماند", "ru": "оставить"}
    | {"es": "mantener", "de": "stehen_lassen"},
    "spans": {"fr": "passages", "he": "קטעים", "ar": "المقاطع", "fa": "بخش‌ها", "ru": "отрывки"}
    | {"es": "pasajes", "de": "textstellen"},
    "story": {"fr": "histoire", "he": "סיפור", "ar": "القصة", "fa": "ماجرا", "ru": "сюжет", "es": "historia"}
    | {"de": "geschichte"},
    "why": {"fr": "pourquoi", "he": "למה מדוע", "ar": "لماذا", "fa": "چرا", "ru": "почему", "es": "por_qué"}
    | {"de": "warum"},
    "backtest": {"fr": "simulation simuler", "he": "סימולציה", "ar": "محاكاة", "fa": "شبیه‌سازی"}
    | {"ru": "симуляция", "es": "simulación simular", "de": "simulation"},
    "split": {"fr": "scinder", "he": "פיצול", "ar": "تقسيم", "fa": "جدا_کردن", "ru": "разделить"}
    | {"es": "dividir", "de": "aufteilen"},
    "merge": {"fr": "fusionner", "he": "מיזוג", "ar": "دمج", "fa": "ادغام", "ru": "объединить"}
    | {"es": "fusionar", "de": "zusammenführen"},
    "status": {"fr": "état statut", "he": "מצב", "ar": "الحالة", "fa": "وضعیت", "ru": "состояние статус"}
    | {"es": "estado", "de": "status"},
    "stats": {"fr": "statistiques chiffres", "he": "סטטיסטיקה נתונים", "ar": "إحصاءات", "fa": "آمار"}
    | {"ru": "статистика", "es": "estadísticas", "de": "statistik zahlen"},
    "pause": {"fr": "suspendre", "he": "השהיה", "ar": "إيقاف_مؤقت", "fa": "توقف_موقت", "ru": "пауза"}
    | {"es": "pausar pausa", "de": "pausieren"},
    "priority": {"fr": "priorité", "he": "עדיפות", "ar": "الأولوية", "fa": "اولویت", "ru": "приоритет"}
    | {"es": "prioridad", "de": "priorität"},
    "move": {"fr": "déménager", "he": "העברה", "ar": "نقل", "fa": "جابجایی", "ru": "переезд"}
    | {"es": "mudar", "de": "umziehen"},
    "addsource": {"fr": "nouvelle_source", "he": "מקור_חדש", "ar": "مصدر_جديد", "fa": "منبع_تازه"}
    | {"ru": "новый_источник", "es": "nueva_fuente", "de": "neue_quelle"},
    "test": {"fr": "essai essayer", "he": "בדיקה", "ar": "تجربة", "fa": "آزمایش", "ru": "тест проверка"}
    | {"es": "prueba probar", "de": "testen"},
    "subscribers": {"fr": "abonnés", "he": "מנויים", "ar": "المشتركون", "fa": "مشترکان", "ru": "подписчики"}
    | {"es": "suscriptores suscripciones", "de": "abonnenten abos"},
    "invite": {"fr": "inviter", "he": "הזמנה", "ar": "دعوة", "fa": "دعوت", "ru": "пригласить"}
    | {"es": "invitar", "de": "einladen"},
    "campaigns": {"fr": "campagnes campagne", "he": "קמפיינים קמפיין", "ar": "الحملات", "fa": "کارزارها"}
    | {"ru": "кампании", "es": "campañas", "de": "kampagnen"},
    "import": {"fr": "importer", "he": "ייבוא", "ar": "استيراد", "fa": "وارد_کردن", "ru": "импорт"}
    | {"es": "importar", "de": "importieren"},
    "export": {"fr": "exporter", "he": "ייצוא", "ar": "تصدير", "fa": "خروجی", "ru": "экспорт"}
    | {"es": "exportar", "de": "exportieren"},
    "remove": {"fr": "retirer_abonné", "he": "מחיקת_מנוי", "ar": "إزالة_مشترك", "fa": "حذف_مشترک"}
    | {"ru": "удалить_подписчика", "es": "quitar_suscriptor", "de": "abonnent_entfernen"},
    "ban": {"fr": "bannir", "he": "חסימה", "ar": "حظر", "fa": "مسدود", "ru": "заблокировать"}
    | {"es": "bloquear", "de": "sperren"},
    "grant": {"fr": "rôle", "he": "תפקיד", "ar": "الدور", "fa": "نقش", "ru": "роль", "es": "función"}
    | {"de": "rolle"},
    "staff": {"fr": "équipe", "he": "הצוות צוות", "ar": "الفريق", "fa": "همکاران", "ru": "сотрудники"}
    | {"es": "equipo", "de": "team"},
    "audit": {"fr": "journal", "he": "יומן", "ar": "السجل", "fa": "سوابق", "ru": "журнал", "es": "registro"}
    | {"de": "protokoll"},
}
"""All else that staff do; what ends a reader's alerts is never among these words."""
