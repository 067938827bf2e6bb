import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.wall import CONSENT, LOGIN, MISSING, wall_of
from bot.texts import Text

FORM = "<form><input name=u><input class='x' type=\"password\"></form>"


@pytest.mark.parametrize(
    ("html", "url", "wall"),
    [
        (
            "<title>Before you continue to Video</title>",
            "https://consent.video.example/m?continue=x",
            CONSENT,
        ),
        ("<p>anything", "https://consent.paper.example/", CONSENT),
        ("<title>Votre vie privée, vos choix</title>", "https://paper.example/a", CONSENT),
        ("<title>מדיניות עוגיות</title>", "https://paper.example/a", CONSENT),
        (f"<title>Connexion | Le Fil</title>{FORM}", "https://paper.example/a", LOGIN),
        (f"<title>Le Fil</title>{FORM}", "https://paper.example/wp-login.php?to=a", LOGIN),
        (f"<title>התחברות</title>{FORM}", "https://paper.example/a", LOGIN),
        ("<title>Connexion</title>", "https://paper.example/login", None),
        (f"<title>Le Fil</title>{FORM}", "https://paper.example/a", None),
        ("<title>Erreur 404</title>", "https://paper.example/a", MISSING),
        ("<TITLE>Cette page n’existe plus</TITLE>", "https://paper.example/a", MISSING),
        ("<title>الصفحة غير موجودة</title>", "https://paper.example/a", MISSING),
        ("<title>Page not found: the lost chapter</title><article>", "https://paper.example/a", None),
        ("<title>Cookies: the law changes</title><article>", "https://paper.example/a", None),
        ("", "", None),
    ],
)
def test_what_stands_before_a_text_is_named(html: str, url: str, wall: Text | None) -> None:
    assert wall_of(html, url) == wall


@given(st.text())
def test_anything_is_judged(html: str) -> None:
    assert wall_of(html) in (None, CONSENT, LOGIN, MISSING)
