"""Filling in the form of a new run."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option).click()


def message(page: Page, field: Locator) -> Locator:
    """What is said under a field."""
    return page.locator(f"[id='{field.get_attribute('id')}-messages']")


def launch_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Launch 1 run")


def expect_preview(page: Page, text: str) -> None:
    """Wait until the side panel is up to date and says this."""
    panel = page.get_by_role("region", name="What will happen")
    expect(panel).to_contain_text(text)
    expect(panel).to_have_attribute("aria-busy", "false")


def refusals_are_meant(console_errors: list[str]) -> None:
    """A browser reports every refused request, that of a preview with a mistake in it too."""
    console_errors[:] = [message for message in console_errors if "422" not in message]
