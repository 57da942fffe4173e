"""Signs that a page was not read whole: a wall in front of it, scripts that write it, or an end that is
missing.
"""

import re

PASTE = "Open it in your browser and paste the whole text."
_SHORT = 200
_BEHIND_A_WALL = 1500
_TEASER = 3000


def _any(phrases: str, end: str = "") -> re.Pattern[str]:
    """A pattern for any of the phrases, one or more a line, split by |."""
    return re.compile("(" + "|".join(phrases.strip().splitlines()) + ")" + end, re.IGNORECASE)


_ROBOT_CHECK = _any(r"""
verify(ing)? (that )?you are (a )?human|are you a robot|not a robot|just a moment|checking your browser
enable javascript and cookies|captcha|unusual traffic|access denied|request blocked|attention required
""")
_CONSENT = _any(r"""
before you continue|we value your privacy|accept (all )?cookies|we (and our partners )?use cookies
cookie (consent|settings|policy)|your privacy choices|alle akzeptieren|cookies akzeptieren
tout accepter|accepter les cookies|aceptar (todas )?las cookies|accetta (tutti )?i cookie
aceitar (todos os )?cookies|쿠키.{0,10}(동의|허용)|クッキー.{0,10}同意|cookie.{0,10}(同意|接受)
""")
_PAYWALL = _any(r"""
subscribe (now )?to (continue|read|unlock)|subscri(be|ption) required|subscribers? only
to (continue|keep) reading|already a subscriber|this article is (reserved )?for (subscribers|members)
(register|sign in|log in) to (continue|read)|unlock this article|start your free trial
premium (article|content)|jetzt (weiterlesen|abonnieren)|nur für abonnenten
mit .{0,10}(plus|\+).{0,10} weiterlesen|réservé aux abonnés|article réservé|abonnez-vous pour
para suscriptores|suscríbete para|exclusivo para assinantes|riservato agli abbonati|abbonati per
유료 ?(회원|구독|기사)|구독자 ?전용|회원 ?전용|로그인.{0,10}(전문|계속)|有料会員|会員限定
この記事は.{0,10}会員|残り\s*\d+\s*文字|订阅.{0,6}(阅读|全文)|付费(阅读|内容)|會員.{0,4}(限定|專屬)
""")
_CUT = _any(
    r"""
…|\.\.\.|\[(…|\.\.\.|\+\d+ chars)\]|read (more|the full (story|article))|continue reading
weiterlesen|lire la suite|seguir leyendo|leer más|continua a leggere|continue lendo
더 ?보기|続きを読む|阅读(更多|全文)|閱讀更多
""",
    end=r"\W*$",
)
_ENDED = re.compile(r"[.!?。！？…\"'”’»)\]」』다요:]\W*$")


def doubt(text: str, seen: str, *, free: bool, scripts: int, closed: bool) -> str | None:
    """Why the text of a page may not be the whole article, in one sentence, or None.

    `text` is what was read as the article, `seen` everything a visitor without scripts sees, `free` is False
    when the page says that it is not free, `scripts` counts its scripts, `closed` tells whether its HTML has
    an end.
    """
    end = seen[-20_000:]
    if len(text) < _BEHIND_A_WALL and len(seen) < 2 * _BEHIND_A_WALL and _ROBOT_CHECK.search(seen):
        return f"The site wants to know whether a person is reading. {PASTE}"
    if len(text) < _BEHIND_A_WALL // 2 and _CONSENT.search(seen[:20_000] + end):
        return f"The site asks about cookies before it shows the article. {PASTE}"
    if not free:
        return f"The page says that it is for subscribers; the text may stop early. {PASTE}"
    if len(text) < _TEASER and (_PAYWALL.search(text) or _PAYWALL.search(end)):
        return f"The article seems to be behind a paywall. {PASTE}"
    if len(text) < _SHORT and scripts:
        return f"The article is put on the page by scripts, which are not run here. {PASTE}"
    if _CUT.search(text[-200:]):
        return f"The text breaks off at its end. {PASTE}"
    if len(text) < _SHORT:
        return f"Hardly any text was found on the page. {PASTE}"
    if not closed and not _ENDED.search(text[-50:]):
        return f"The page breaks off before its end. {PASTE}"
    return "Some characters could not be read; check the text." if "\ufffd" in text else None
