"""What people say around a request and that changes nothing about it: greetings, pleas, thanks, haste."""

from typing import Final

from bot.rules.consent.folding import words_in

_SAID: Final = """
    please pls plz pleeease kindly thanks thank_you thank_you_very_much thx ty many_thanks cheers
    hi hello hey dear_sir sir madam good_morning good_evening dear_all hi_there hello_there ok okay okey
    now right_now immediately at_once asap today from_now_on sorry i_beg_you
    svp stp s'il_vous_plaît s'il_te_plaît s'il_vous_plait sil_vous_plait s'vous_plaît merci merci_beaucoup
    merci_d'avance merci_bien mci bonjour bonsoir salut cordialement madame monsieur bien_cordialement
    maintenant immédiatement tout_de_suite dès_maintenant par_pitié d'avance ok_merci désolé désolée
    בבקשה תודה תודה_רבה נא אנא שלום היי הי אוקיי אוקי בוקר_טוב ערב_טוב עכשיו מיד מייד סליחה תודה_מראש בתודה
    כבר דחוף
    من_فضلك من_فضلكم لو_سمحت لو_سمحتم لو_سمحتي شكرا شكرا_لكم شكرا_جزيلا رجاء الرجاء أرجوكم أرجوك ارجوك
    السلام_عليكم مرحبا أهلا فورا الآن حالا عفوا
    لطفا لطفاً خواهشا خواهش_می‌کنم ممنون متشکرم مرسی سلام با_سلام سپاس با_تشکر همین_حالا الان فورا
    пожалуйста пж пжл плиз спасибо большое_спасибо спс здравствуйте привет добрый_день добрый_вечер
    доброе_утро сейчас немедленно сейчас_же прошу_вас очень_прошу
    будь_ласка дякую вітаю привіт добрий_день негайно зараз прошу дуже_прошу
    por_favor porfa porfavor gracias muchas_gracias hola buenos_días buenas_tardes buenas ahora ya
    ahora_mismo
    bitte danke vielen_dank danke_schön hallo guten_tag guten_morgen sofort jetzt ab_sofort bitte_sehr
    mfg mit_freundlichen_grüßen
    per_favore perfavore per_piacere per_cortesia grazie grazie_mille ciao buongiorno buonasera salve subito
    adesso ora
    por_gentileza obrigado obrigada muito_obrigado olá oi bom_dia boa_tarde boa_noite agora já faz_favor
    se_faz_favor
    lütfen teşekkürler teşekkür_ederim sağol sağolun merhaba selam selamlar hemen şimdi rica_ederim
    እባክህ እባክሽ እባክዎ እባክዎን እባካችሁ እባክዎት አመሰግናለሁ ሰላም አሁን
    alsjeblieft alstublieft aub ajb svp dank_je dank_u bedankt hoi goedemorgen goedendag nu direct graag
    meteen
    dank_u_wel dankjewel
    proszę dziękuję dzięki witam cześć dzień_dobry natychmiast teraz od_zaraz bardzo_proszę
    براہ_کرم مہربانی مہربانی_کرکے پلیز شکریہ السلام_علیکم ابھی فوراً برائے_مہربانی
    ביטע א_דאנק זייט_אזוי_גוט זײַט_אַזוי_גוט שוין איצט
"""


def _table() -> frozenset[str]:
    return frozenset(" ".join(words_in(said.replace("_", " "))) for said in _SAID.split())


POLITE: Final = _table()
_MOST_WORDS: Final = max(len(said.split()) for said in POLITE)


def without_politeness(words: tuple[str, ...], *, before: bool = True) -> tuple[str, ...]:
    """Take politeness off both ends, or off the end; what is all politeness leaves nothing."""
    start, end = 0, len(words)
    while before and (polite := _polite(words[start:end])):
        start += polite
    while after := _polite_end(words[start:end]):
        end -= after
    return words[start:end]


def _polite(words: tuple[str, ...]) -> int:
    """Count the words of politeness that a text begins with."""
    most = min(_MOST_WORDS, len(words))
    return next((many for many in range(most, 0, -1) if " ".join(words[:many]) in POLITE), 0)


def _polite_end(words: tuple[str, ...]) -> int:
    most = min(_MOST_WORDS, len(words))
    return next((many for many in range(most, 0, -1) if " ".join(words[-many:]) in POLITE), 0)
