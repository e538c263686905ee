"""A real browser on a real server: pages in each width and language, watched for errors and checked with axe."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from realestate.salespeople.models import User
from realestate.tests.factories import PASSWORD

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the synchronous driver runs a loop in this thread

HERE = Path(__file__).parent
AXE = (HERE / "axe-core-4.14.1" / "axe.min.js").read_text()
RUN_AXE = """
async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
  return found.violations.map((one) => [
    `${one.id}: ${one.help}`,
    ...one.nodes.slice(0, 6).map((node) => {
      const why = node.any[0] || node.all[0] || node.none[0];
      return `    ${node.target.join(" ")}  ${why ? why.message : ""}`;
    }),
  ].join("\\n"));
}
"""
TOO_WIDE = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
  const names = wide.slice(0, 8).map((one) => `${one.tagName}.${one.className}`);
  return [`page is ${document.documentElement.scrollWidth} wide`, ...names];
}
"""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)  # a busy machine is no fault of the page
HEIGHTS = {1280: 900, 390: 844}
SIZES_AND_LANGUAGES = [(1280, "es"), (390, "es"), (1280, "en"), (390, "en")]


# A change of scheme reaches the screen with the next frames, transitions after it: half-way colours are nobody's.
SETTLE = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const pause = new Promise((done) => setTimeout(done, 3000));
  await frame();
  await frame();
  await Promise.race([pause, Promise.allSettled(document.getAnimations().map((one) => one.finished))]);
  await frame();
}"""


class Journey:
    """One person's browser: speaks their language, and remembers everything that went wrong in it."""

    def __init__(self, context: BrowserContext, server: str, width: int, language: str, errors: list[str]) -> None:
        self.context = context
        self.server = server
        self.width = width
        self.language = language
        self.errors = errors
        self.expected: list[str] = []  # parts of what the browser may report, such as "403"
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        page.on("console", lambda one: self.hear(page, one.type, one.text, one.location))
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))

    def hear(self, page: Page, kind: str, text: str, where: Any) -> None:
        if any(part in text for part in self.expected):
            return
        if not where.get("url") and "inline style" in text:
            return  # axe, which has no address, measuring with a style of its own
        if kind == "error" or "Content Security Policy" in text:
            self.errors.append(f"{page.url}: {text} ({where.get('url')}:{where.get('lineNumber')})")

    def t(self, message: str, context: str = "", **values: Any) -> str:
        """The text as this person reads it."""
        with translation.override(self.language):
            text = pgettext(context, message) if context else gettext(message)
        return str(text % values if values else text)

    def cap(self, message: str) -> str:
        """The label that a form makes of a field's name."""
        return capfirst(self.t(message))

    def visit(self, path: str) -> None:
        self.page.goto(self.server + path)

    def sign_in(self, user: User, password: str = PASSWORD) -> None:
        self.visit("/account/login/")
        self.page.get_by_label(self.t("Email")).fill(user.email)
        self.page.get_by_label(self.t("Password")).first.fill(password)
        self.page.get_by_role("main").get_by_role("button", name=self.t("Sign in")).click()
        expect(self.heading("Today")).to_be_visible()

    def heading(self, message: str, context: str = "") -> Locator:
        return self.page.get_by_role("heading", level=1, name=self.t(message, context), exact=True)

    def heading_text(self, text: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=text, exact=True)

    def words(self, choices: Any) -> dict[str, str]:
        """The words of a list of choices, by their codes."""
        with translation.override(self.language):
            return {code: str(label) for code, label in choices}

    def button(self, message: str, context: str = "", within: Locator | None = None) -> Locator:
        return (within or self.page.get_by_role("main")).get_by_role("button", name=self.t(message, context))

    def link(self, message: str, context: str = "", within: Locator | None = None) -> Locator:
        return (within or self.page.get_by_role("main")).get_by_role("link", name=self.t(message, context))

    def open(self, message: str, context: str = "") -> None:
        """Unfold what hides behind these words."""
        self.page.locator("summary").get_by_text(self.t(message, context), exact=True).click()

    def said(self, message: str, **values: Any) -> None:
        """The page tells this after what was just done."""
        expect(self.page.locator("#messages")).to_contain_text(self.t(message, **values))

    def panel(self, message: str, context: str = "") -> Locator:
        return self.page.get_by_role("region", name=self.t(message, context))

    def check(self, name: str) -> None:
        """No barrier that axe finds, and nothing wider than the screen; dark too, in one language: that costs time."""
        self.page.wait_for_load_state("networkidle")
        problems: list[str] = []
        for scheme in ("light", "dark") if self.language == "es" else ("light",):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.evaluate(SETTLE)
            self.shoot(f"{name}-{scheme}")
            self.page.evaluate(AXE)
            problems += [f"[{scheme}] {one}" for one in self.page.evaluate(RUN_AXE)]
        problems += self.page.evaluate(TOO_WIDE)
        self.page.emulate_media(color_scheme="light")
        assert not problems, f"{name} at {self.width} in {self.language}, {self.page.url}:\n" + "\n".join(problems)

    def shoot(self, name: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            target = Path(folder) / f"{name}-{self.width}-{self.language}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=target, full_page=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        text = f"THE BROWSER JOURNEYS DID NOT RUN: there is no chromium at {program}; set CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(text, pytrace=False)
        pytest.skip(text)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def journey(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Journey]]:
    """Make browsers, each with its own cookies; at the end none of them may have seen an error."""
    settings.BASE_URL = live_server.url
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, language: str = "es", *, scripts: bool = True) -> Journey:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale=f"{language}-ES",
            timezone_id="Europe/Madrid",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        contexts.append(context)
        return Journey(context, live_server.url, width, language, errors)

    yield make
    for context in contexts:
        context.close()
    assert not errors, "The browser reported:\n" + "\n".join(errors)


def path_of(link: str) -> str:
    """The part of an address behind the host."""
    return re.sub(r"^https?://[^/]+", "", link)
