"""Published experiments as starting points."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import form, run_page
from tests.e2e.program import Program


def test_a_preset_is_launched_in_two_clicks(page: Page, program: Program) -> None:
    page.goto("/new")
    presets = page.get_by_role("navigation", name="Presets")
    presets.get_by_role("link", name="always on", exact=True).first.click()
    form.launch_button(page).click()
    run = program.get(f"/api/runs/{run_page.run_number(page)}")
    assert (run["preset"], run["preset_changes"]) == ("digits-always-on", [])


def test_an_edited_preset_is_marked_and_restored(page: Page, program: Program) -> None:
    page.goto("/new?preset=digits-dst")
    chosen = page.get_by_role("region", name="Preset", exact=True)
    expect(chosen).to_contain_text("Digits, DST")
    page.get_by_label("Epochs", exact=True).fill("1")
    page.get_by_label("Weight of parity", exact=True).fill("2")
    expect(chosen).to_contain_text("modified")
    expect(chosen.get_by_role("button", name="Weight of parity")).to_be_visible()
    expect(page.get_by_role("navigation", name="Presets")).to_contain_text("modified")
    chosen.get_by_role("button", name="Restore the preset").click()
    expect(chosen).not_to_contain_text("modified")
    expect(page.get_by_label("Epochs", exact=True)).to_have_value("30")
    page.get_by_label("Epochs", exact=True).fill("1")
    form.launch_button(page).click()
    run = program.get(f"/api/runs/{run_page.run_number(page)}")
    assert (run["preset"], run["preset_changes"]) == ("digits-dst", ["epochs"])


def test_presets_are_searched_and_reached_by_keyboard(page: Page, program: Program) -> None:
    page.goto("/new?preset=digits-dst")
    presets = page.get_by_role("navigation", name="Presets")
    expect(presets).to_contain_text(str(len(program.get("/api/presets")["items"])))
    page.get_by_label("Search presets").fill("digits always")
    expect(presets.get_by_role("link")).to_have_count(1)
    page.keyboard.press("Tab")  # to the family
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("preset=digits-always-on$"))
    page.get_by_label("Search presets").fill("nothing is called like this")
    expect(presets).to_contain_text("No preset has")


def test_a_family_without_its_data_says_what_to_do_and_what_is_published(page: Page, program: Program) -> None:
    [preset] = [one for one in program.get("/api/presets")["items"] if one["id"] == "fashion-lambda-0.7"]
    page.goto("/new")
    family = page.get_by_role("region", name=preset["family"])
    expect(family).to_contain_text("unzipped Fashion-MNIST files")
    family.get_by_role("button", name=preset["family"]).click()
    expect(family).to_contain_text("Published: item 90.32 %, group 94.00 %")
    expect(family.get_by_role("link")).to_have_count(0)


def test_the_launch_bar_of_a_phone_names_the_preset(page: Page) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto("/new?preset=digits-dst")
    named = page.get_by_title("Digits, DST", exact=True)
    expect(named).to_be_in_viewport()
    expect(named).to_have_text("Digits, DST")
    page.get_by_label("Epochs", exact=True).fill("1")
    expect(named).to_have_text("Digits, DST, modified")
