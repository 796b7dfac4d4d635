"""The page in a browser: filters, addresses, keyboard, drawing, visible mathematics."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the path")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on which a message of the console, or a request beyond the file, is an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: requests.append(request.url))
    yield opened
    context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


def visit(page: Any, report: Path, address: str = "") -> None:
    page.goto(f"{(report / 'index.html').as_uri()}{address}")


def wait_until_open(page: Any, name: str) -> None:
    """The browser follows an address a moment after it has changed."""
    page.wait_for_function("name => document.getElementById(name).open", arg=name, timeout=10_000)


def shown(page: Any) -> list[str]:
    script = (
        "rows => rows.filter(r => r.offsetHeight > 0).map(r => r.querySelector('a').textContent)"
    )
    names: list[str] = page.eval_on_selector_all("table.claims tbody tr", script)
    return names


def test_filters_narrow_the_table_and_are_kept_in_the_address(page: Any, report: Path) -> None:
    visit(page, report)
    assert len(shown(page)) == 11
    page.select_option("select[name=verdict]", "fails")
    assert shown(page) == ["prop-3.2-2", "saddle-spectrum", "cor-A.5"]
    page.select_option("select[name=evidence]", "proof-cited")
    assert shown(page) == ["saddle-spectrum"]
    assert page.url.endswith("#?verdict=fails&evidence=proof-cited")
    assert page.inner_text(".filters output") == "1 of 11 rows"
    page.click("button[type=reset]")
    assert len(shown(page)) == 11
    assert "#" not in page.url
    page.fill("input[name=q]", "SPECTR a.1")
    assert shown(page) == ["saddle-spectrum", "lemma-A.1"]
    page.reload()
    assert shown(page) == ["saddle-spectrum", "lemma-A.1"]


def test_an_address_with_a_filter_is_applied(page: Any, report: Path) -> None:
    visit(page, report, "#?section=3.1&kind=theorem")
    assert shown(page) == ["prop-3.2-2"]


@pytest.mark.parametrize("name", ["eq-12", "cor-A.5/inequality", "cor-A.5%2Finequality"])
def test_an_address_of_a_claim_opens_it(page: Any, report: Path, name: str) -> None:
    visit(page, report, f"#{name}")
    claim = page.locator(f'[id="{name.replace("%2F", "/")}"]')
    wait_until_open(page, name.replace("%2F", "/"))
    claim.locator(".conclusion").first.wait_for(state="visible")
    assert 0 <= claim.bounding_box()["y"] < 900


def test_a_link_in_the_table_opens_the_claim_and_again_after_closing(
    page: Any, report: Path
) -> None:
    visit(page, report)
    for _ in range(2):
        page.click("table.claims a[href='#eq-2']")
        wait_until_open(page, "eq-2")
        page.evaluate("document.getElementById('eq-2').open = false")


def test_all_mathematics_can_be_seen(page: Any, report: Path) -> None:
    visit(page, report)
    page.click("button[data-all=open]")
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    sizes = page.eval_on_selector_all(
        "math",
        "all => all.map(m => { const b = m.getBoundingClientRect(); return [b.width, b.height]; })",
    )
    assert len(sizes) > 100
    assert all(width > 3 and height > 3 for width, height in sizes)
    two_rows = page.locator("#eq-12 .instance mtable").first.bounding_box()
    assert two_rows["height"] > 25


def test_every_character_has_a_glyph(page: Any, report: Path) -> None:
    visit(page, report)
    text = page.evaluate("document.documentElement.textContent")
    characters = sorted(c for c in set(text) if not c.isspace())
    missing = page.evaluate(
        """characters => {
          const canvas = document.createElement("canvas");
          const pen = canvas.getContext("2d", { willReadFrequently: true });
          const fonts = getComputedStyle(document.querySelector("math")).fontFamily;
          const picture = (text) => {
            canvas.width = canvas.height = 48;
            pen.font = `24px ${fonts}`;
            pen.fillText(text, 8, 32);
            return pen.getImageData(0, 0, 48, 48).data.join();
          };
          const nothing = picture("\\u{10FFFE}");
          return characters.filter((c) => picture(c) === nothing);
        }""",
        [*characters, "\u0378"],  # no font has the last one: the test must see that
    )
    assert missing == ["\u0378"]


def test_keyboard(page: Any, report: Path) -> None:
    visit(page, report)
    page.keyboard.press("/")
    page.keyboard.type("eq")
    focused = "document.activeElement.textContent || document.activeElement.name"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == shown(page)[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    wait_until_open(page, shown(page)[0])
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert len(shown(page)) == 11


def test_the_drawing_shows_what_a_claim_rests_on(page: Any, report: Path) -> None:
    visit(page, report)
    page.hover(".node[data-id='eq-12']")
    lit = page.eval_on_selector_all(".node.lit", "all => all.map(n => n.dataset.id)")
    assert sorted(lit) == ["eq-12", "eq-2", "eq-9-10", "thm-3.3"]
    page.click(".node[data-id='eq-12']")
    wait_until_open(page, "eq-12")


def test_copying(page: Any, report: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, report, "#eq-12")
    page.locator("#eq-12 button.copy").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"[0-9a-f]{64}", copied)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(page: Any, report: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, report)
    page.click("button[data-all=open]")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_opens_everything_and_closes_it_again(page: Any, report: Path) -> None:
    visit(page, report)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.claim:not([open])").count() == 0
    assert not page.locator(".filters").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.claim[open]").count() == 0
