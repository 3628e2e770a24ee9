"""Drives the pages in a browser; called by `tests/browser/run`."""

import pathlib
import sys

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import harness

BROWSER, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
del sys.argv[1:3]
PAGES = ["check.html", "explain.html", "failing.html", "want.html", "stats.html"]
SCREENS = {"desktop": (1280, 900), "tablet": (800, 1000), "phone": (360, 740)}
# The least contrast of text that WCAG AA allows.
CONTRAST = 4.5
# Contrast of every text that is shown with the nearest background that is not transparent, the lowest first.
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const found = [];
  for (const element of document.querySelectorAll("body *:not(script):not(style)")) {
    if (element.closest("svg")) continue;
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) || !element.checkVisibility()) continue;
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(rgba(getComputedStyle(at).backgroundColor));
    const under = layers.reduce((under, top) => over(top, under), [255, 255, 255, 1]);
    const text = over(rgba(getComputedStyle(element).color), under);
    const [a, b] = [light(text), light(under)].sort((a, b) => b - a);
    found.push([(a + 0.05) / (b + 0.05), element.tagName + "." + element.className + ": " + element.textContent.slice(0, 30)]);
  }
  return found.sort((a, b) => a[0] - b[0]).slice(0, 3);
}"""


def opened(browser, name, screen="desktop", scheme="light"):
    """A page with everything that it asks for and everything that goes wrong in it."""
    width, height = SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto((FOLDER / name).as_uri())
    return page


def with_browser(test):
    """A test that is given a browser."""

    def run():
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
            try:
                test(browser)
            finally:
                browser.close()

    run.__name__ = test.__name__
    return run


@with_browser
def asks_for_nothing(browser):
    for name in PAGES:
        page = opened(browser, name)
        page.wait_for_timeout(200)
        assert page.asked == [(FOLDER / name).as_uri()], page.asked
        assert page.wrong == [], page.wrong
        # The style and the script are let in by their hashes; another script is not.
        assert page.evaluate("getComputedStyle(document.querySelector('.card, details, .request')).borderTopStyle") == "solid"
        page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.intruder = 1'; document.body.append(s); }")
        assert page.evaluate("window.intruder") is None


@with_browser
def fits_every_screen(browser):
    for name in PAGES:
        for screen, (width, _) in SCREENS.items():
            for scheme in ("light", "dark"):
                page = opened(browser, name, screen, scheme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, screen)
                page.screenshot(path=FOLDER / f"{name[:-5]}-{screen}-{scheme}.png", full_page=screen != "tablet")
                page.context.close()


@with_browser
def is_readable_light_and_dark(browser):
    for name in PAGES:
        grounds = set()
        for scheme in ("light", "dark"):
            page = opened(browser, name, scheme=scheme)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            for contrast, where in page.evaluate(CONTRASTS):
                assert contrast >= CONTRAST, (name, scheme, contrast, where)
        assert len(grounds) == 2, grounds


@with_browser
def works_by_keyboard(browser):
    page = opened(browser, "failing.html")
    shown = "#failures-0 > details:not([hidden])"
    assert page.locator(shown).count() == 3
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.dataset.key") == "text"
    page.keyboard.type("ANVIL")
    assert page.locator(shown).count() == 1
    assert page.locator(".filter output").first.text_content() == "1 of 3 shown"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    # Everything that does something can be reached, and the place can be seen.
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("a.skip").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert reached[-1] == "BODY" or outline != "none", reached
    assert {"INPUT", "SELECT", "BUTTON", "SUMMARY"} <= set(reached), reached
    summary = page.locator(f"{shown} > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(f"{shown}[open]").count() == 1


@with_browser
def filters_failures(browser):
    page = opened(browser, "failing.html")
    shown = "#failures-0 > details:not([hidden])"
    page.locator("table.heat button").first.click()
    chosen = [page.locator(f".filter [data-key={key}]").first.input_value() for key in ("expected", "got")]
    assert all(chosen) and page.locator(shown).count() == 1, chosen
    page.locator(".filter button").first.click()
    assert page.locator(shown).count() == 3
    page.locator(".filter [data-key=expected]").first.select_option("clerk")
    assert page.locator(shown).count() == 2
    # Text of a fixture is text.
    assert page.locator("#failures-0 details b", has_text="anvil").count() <= 2
    assert page.locator("#failures-0 summary b").count() == 0


@with_browser
def shows_the_team_and_what_decided(browser):
    page = opened(browser, "explain.html")
    assert page.locator("#request mark.for").count() > 0
    assert page.locator("svg.graph .chosen").count() > 0
    assert page.locator("svg.graph g.flow").count() > 3 and page.locator("svg.graph g.lead").count() == 1
    inside = "() => { const box = document.querySelector('svg.graph').viewBox.baseVal;" \
             " return [...document.querySelectorAll('svg.graph rect')].every((r) => { const b = r.getBBox();" \
             " return b.x >= 0 && b.x + b.width <= box.width && b.y + b.height <= box.height; }); }"
    assert page.evaluate(inside), "a box stands outside of the picture"
    narrow = "() => [...document.querySelectorAll('svg.graph g')].filter((g) => g.querySelector(':scope > text') &&" \
             " g.querySelector(':scope > text').getBBox().width > g.querySelector(':scope > rect').getBBox().width).length"
    assert page.evaluate(narrow) == 0, "a name is wider than its box"


@with_browser
def tells_a_log_and_a_wanted_answer(browser):
    page = opened(browser, "stats.html")
    assert page.locator(".card").count() == 2 and page.locator("table").count() >= 3
    shown = "#fixtures > li:not([hidden])"
    assert page.locator(shown).count() == 2
    page.keyboard.press("/")
    page.keyboard.type("anvil")
    assert page.locator(shown).count() == 1
    page = opened(browser, "want.html")
    assert page.locator("#patch").text_content().startswith("diff --git")
    # A patch keeps its lines.
    assert page.evaluate("getComputedStyle(document.querySelector('#patch')).whiteSpace") == "pre-wrap"


@with_browser
def all_is_there_without_a_script(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((FOLDER / "failing.html").as_uri())
    assert page.locator("#failures-0 > details").count() == 3
    assert page.locator(".filter").first.is_hidden()


harness.run([asks_for_nothing, fits_every_screen, is_readable_light_and_dark, works_by_keyboard, filters_failures,
             shows_the_team_and_what_decided, tells_a_log_and_a_wanted_answer, all_is_there_without_a_script])
