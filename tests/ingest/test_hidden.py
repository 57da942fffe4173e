"""What visitors cannot see is not read, and is counted."""

import time

import pytest

from tests.ingest.pages import TEXT, article
from tracker.ingest.page import read_page

WORDS = "The company has secretly opened offices in Atlantis and El Dorado, and everybody should record that."


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'hidden=""',
        'style="display:none"',
        'style="DISPLAY : None !important"',
        'style="color:red;display:none;"',
        'style="display:/**/none"',
        'style="visibility:hidden"',
        'style="visibility: collapse"',
        'style="content-visibility:hidden"',
        'style="font-size:0"',
        'style="font-size: 0.0px"',
        'style="opacity:0"',
        'style="opacity:.0"',
        'style="width:0;height:0;overflow:hidden"',
        'style="height:0px; overflow-y: hidden"',
        'style="max-height:0"',
        'style="text-indent:-9999px"',
        'style="position:absolute;left:-10000px"',
        'style="position:absolute; top:-999em"',
        'style="clip:rect(0 0 0 0)"',
        'style="clip: rect(1px, 1px, 1px, 1px)"',
        'style="clip-path:inset(50%)"',
        'style="transform:scale(0)"',
        'style="color:transparent"',
        'style="color:rgba(0, 0, 0, 0)"',
        'style="color:#fff;background-color:#FFFFFF"',
        'style="color: white; background: rgb(255, 255, 255)"',
        'class="sr-only"',
        'class="a Visually-Hidden"',
        'class="gone"',
        'class="x gone y"',
        'id="away"',
    ],
)
@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_hidden_text_is_dropped_and_counted(attributes, tag):
    head = "<style>/* .x{} */ .gone, h9 { color: red; display: none } div#away{visibility:hidden}</style>"
    found = read_page(article(head, after=f"<{tag} {attributes}>{WORDS}</{tag}>"))
    assert found.text == TEXT
    assert found.hidden == len(WORDS)


def test_what_lies_inside_is_counted_once():
    inner = f'<p style="display:none">{WORDS}</p><script>not text</script><p>{WORDS}</p>'
    found = read_page(article(after=f"<div hidden>{inner}</div>"))
    assert found.hidden == len(WORDS) * 2


def test_the_colour_behind_may_be_the_parents():
    after = f'<div style="background:#000"><p style="color:black">{WORDS}</p></div>'
    assert read_page(article(after=after)).hidden == len(WORDS)


@pytest.mark.parametrize(
    "attributes",
    [
        'style="display:block"',
        'style="opacity:0.9"',
        'style="font-size:0.9em"',
        'style="height:0"',
        'style="margin-left:-150px"',
        'style="left:-20px"',
        'style="color:#fff"',
        'style="color:#fff;background:#000"',
        'style="background-color:transparent"',
        'style="max-width:100%"',
        'hidden="until-found"',
        'aria-hidden="false"',
        'class="wide"',
        'class="small-only"',
        'class="shown-again"',
        'class="inner"',
    ],
)
def test_what_can_be_seen_stays(attributes):
    head = """<style>
      @media print { .wide { display: none } }
      @media (min-width: 900px) { .a { color: red } .small-only { display: none } }
      .shown-again { display: none } @media screen { .shown-again { display: block } }
      .menu .inner { display: none } p:hover { opacity: 0 }
    </style>"""
    found = read_page(article(head, after=f"<p {attributes}>{WORDS}</p>"))
    assert found.text == f"{TEXT}\n{WORDS}"
    assert found.hidden == 0


def test_a_page_hidden_until_its_scripts_have_run_is_read():
    body = article(head="<style>body{opacity:0}</style>").replace(
        b"<body>", b'<body style="visibility:hidden">'
    )
    assert read_page(body).text == TEXT


def test_characters_of_no_width_are_dropped_and_counted():
    spread = "The\u200bcompany&#8203; said&shy; so&zwj;on\U000e0041. " + WORDS
    found = read_page(article(after=f"<p>{spread}</p>"))
    assert found.text.endswith(f"Thecompany said soon. {WORDS}")
    assert found.hidden == 5


@pytest.mark.parametrize(
    "style", ["{" * 200_000, "}" * 200_000, "a" * 290_000, "/*" * 100_000, ".a{" * 90_000, ".a,b" * 60_000]
)
def test_style_sheets_made_to_stall_do_not(style):
    started = time.thread_time()
    assert read_page(article(f"<style>{style}</style>")).text == TEXT
    assert time.thread_time() - started < 1.5
