"""Letters to look at: a day's digest in three languages, and what else a reader of letters gets."""

from bot.channels.email_words import Letterhead
from bot.glance import Glance
from bot.model import Button, Message, MessageKind

ROOT = "https://lettre.example"
NAME = "Le Fil du Levant"

CONTACT = "Le Fil du Levant · 12, quai des Tanneurs, 13002 Marseille\nredaction@lefil.example"
HEAD = Letterhead(NAME, f"{ROOT}/leave/abc", f"{ROOT}/choices/abc", CONTACT)
STRANGER = Letterhead(NAME, "", "", CONTACT)

FRENCH = (
    Glance(
        "Le pont du port rouvre après neuf mois de travaux",
        (
            "Les bus y passent dès ce soir ; les voitures attendront lundi, le temps d’un dernier essai.",
            "La ville promet un rapport sur le coût, dépassé de 3,2 millions d’euros.",
        ),
        "https://journal.example/pont-du-port",
        "Le Fil du Levant et 2 autres · 07:10",
        "Urgent",
        "fr",
        breaking=True,
    ),
    Glance(
        "Les boulangers du quartier obtiennent leur four commun",
        ("Le conseil a voté hier soir à une voix près.", "Premier pain attendu au printemps."),
        "https://journal.example/four-commun",
        "Le Fil du Levant · 06:40",
        language="fr",
    ),
    Glance(
        "Aéroport : la grève est suspendue jusqu’à dimanche",
        ("Une liaison sur dix reste annulée ce matin.",),
        "https://journal.example/greve",
        "Radio du Large et 1 autre · 06:15",
        "Mise à jour",
        "fr",
    ),
    Glance(
        "Le musée de la Mer prêtera trois cartes à Haïfa",
        ("Elles n’avaient jamais quitté la France.", "L’exposition ouvre le 4 février."),
        "https://journal.example/cartes",
        "Le Fil du Levant · 05:55",
        language="fr",
    ),
    Glance(
        "Le nombre d’élèves annoncé mardi était faux",
        ("Ils sont 1 240 à la rentrée, et non 2 140.",),
        "https://journal.example/eleves",
        "Le Fil du Levant · 05:30",
        "Rectification",
        "fr",
    ),
)

HEBREW = (
    Glance(
        "גשר הנמל נפתח מחדש אחרי תשעה חודשי עבודות",
        (
            "האוטובוסים יעברו בו כבר הערב; המכוניות ימתינו ליום שני, עד הניסוי האחרון.",
            "העירייה מבטיחה דוח על העלות, שחרגה ב־3.2 מיליון ש״ח מהמתוכנן.",
        ),
        "https://journal.example/he/bridge",
        "Le Fil du Levant ועוד 2 · 7:10",
        "דחוף",
        "he",
        breaking=True,
    ),
    Glance(
        "האופים בשכונה קיבלו תנור משותף",
        ("המועצה אישרה אמש ברוב של קול אחד.", "הלחם הראשון צפוי באביב."),
        "https://journal.example/he/oven",
        "Le Fil du Levant · 6:40",
        language="he",
    ),
    Glance(
        "Le musée de la Mer prêtera trois cartes à Haïfa",
        ("Elles n’avaient jamais quitté la France.", "L’exposition ouvre le 4 février."),
        "https://journal.example/cartes",
        "Le Fil du Levant · 5:55",
        language="fr",
    ),
    Glance(
        "חברת Air Littoral (לשעבר Sud Vol) תטוס לחיפה פעמיים בשבוע",
        ("הטיסה הראשונה, AL 214, תצא ב־4 בפברואר.",),
        "https://journal.example/he/flights",
        "רדיו החוף · 5:40",
        "עדכון",
        "he",
    ),
)

ENGLISH = (
    Glance(
        "Harbour bridge reopens after nine months of repairs",
        (
            "Buses cross it from tonight; cars have to wait for Monday, and one last trial.",
            "The town promises a report on the cost, which went 3.2 million over what was planned.",
        ),
        "https://journal.example/en/bridge",
        "Le Fil du Levant and 2 others · 7:10\u202fAM",
        "Breaking",
        "en",
        breaking=True,
    ),
    Glance(
        "Bakers of the old town get the oven that they asked for",
        ("The council voted last night, with one voice to spare.", "First bread is due in spring."),
        "https://journal.example/en/oven",
        "Le Fil du Levant · 6:40\u202fAM",
        language="en",
    ),
)

DIGESTS = {
    "fr": Message(
        MessageKind.DIGEST,
        "fr",
        "La journée en bref",
        byline="Vendredi 27 novembre 2026",
        note="Et encore 3 informations.",
        stories=FRENCH,
    ),
    "he": Message(
        MessageKind.DIGEST, "he", "היום במבט אחד", byline="יום שישי, 27 בנובמבר 2026", stories=HEBREW
    ),
    "en": Message(
        MessageKind.DIGEST,
        "en",
        "The day at a glance",
        byline="Friday, November 27, 2026",
        stories=ENGLISH,
    ),
}

CONFIRM = {
    "fr": Message(
        MessageKind.WELCOME,
        "fr",
        "Encore un geste",
        ("Vous avez demandé la lettre du matin. Confirmez que cette adresse est la vôtre.",),
        note="Sans réponse, nous oublions cette adresse dans deux jours.",
        buttons=((Button("Je confirme", f"{ROOT}/confirm/abc"),),),
    ),
    "he": Message(
        MessageKind.WELCOME,
        "he",
        "עוד צעד אחד",
        ("ביקשתם את המכתב של הבוקר. אשרו שהכתובת הזאת שלכם.",),
        note="בלי תשובה נשכח את הכתובת בעוד יומיים.",
        buttons=((Button("אני מאשר/ת", f"{ROOT}/confirm/abc"),),),
    ),
}

CORRECTION = Message(
    MessageKind.CORRECTION,
    "fr",
    "Les élèves sont 1 240, et non 2 140",
    ("La mairie avait inversé deux chiffres.",),
    "Le Fil du Levant · 09:05",
    "https://journal.example/eleves",
    note="Ceci corrige ce que nous vous avons envoyé.",
)

REPLY = Message(
    MessageKind.REPLY,
    "fr",
    lines=(
        "Tout ce que nous gardons de vous :\n• cette adresse\n• vos sujets",
        f"La page de vos choix : {ROOT}/choices/abc.",
    ),
)
