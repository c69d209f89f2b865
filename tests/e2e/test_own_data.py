"""From images of one's own to a run, and tasks that read one another."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e import form, run_page
from tests.e2e.own_images import UNLABELLED, OwnImages
from tests.e2e.program import Program


def _open_own_images(page: Page, own: OwnImages) -> None:
    page.goto(f"/new?dataset=manifest&manifest={own.path}")
    expect(page.get_by_label("Weight of colour", exact=True)).to_be_visible()


def _train_quickly(page: Page) -> None:
    form.choose(page, "Trunk", "MLP")
    page.get_by_label("Image size", exact=True).fill("8")
    page.get_by_label("Epochs", exact=True).fill("1")


def test_images_of_ones_own_are_found_and_launched(page: Page, program: Program, own_images: OwnImages) -> None:
    page.goto("/new?preset=digits-dst")
    form.choose(page, "Data set", "Your own images")
    form.choose(page, "Manifest", own_images.path)
    for task in ("colour", "bright", "striped", "framed"):
        expect(page.get_by_role("checkbox", name=task)).to_be_checked()
    page.get_by_role("checkbox", name="framed").uncheck()
    _train_quickly(page)
    form.expect_preview(page, "8 × 8 px")
    form.launch_button(page).click()
    run = run_page.run_number(page)
    run_page.expect_status(page, "succeeded")
    found = program.get(f"/api/runs/{run}")
    assert found["config"]["data"]["path"] == own_images.path
    assert found["preset"] == "digits-dst"
    samples = {task["task"]: task["samples"] for task in found["plan"]["tasks"]}
    assert samples["bright"] < samples["colour"] == samples["striped"] == found["plan"]["train_samples"]
    assert samples["colour"] - samples["bright"] <= UNLABELLED


def test_columns_are_joined_into_one_task(page: Page, program: Program, own_images: OwnImages) -> None:
    _open_own_images(page, own_images)
    _train_quickly(page)
    page.get_by_role("button", name="More: Data and tasks").click()
    page.get_by_label("Name of the joined task").fill("look")
    page.get_by_role("combobox", name="Columns to join").click()
    for column in ("striped", "framed"):
        page.get_by_role("option", name=column).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("checkbox", name="look")).to_be_checked()
    expect(page.get_by_role("checkbox", name="striped")).to_have_count(0)
    form.expect_preview(page, "2 labels")
    form.launch_button(page).click()
    run = program.get(f"/api/runs/{run_page.run_number(page)}")
    assert run["config"]["data"]["multi_label"] == {"look": ["striped", "framed"]}
    run_page.expect_status(page, "succeeded")


def test_a_manifest_that_cannot_be_used_is_told_under_its_field(
    page: Page, own_images: OwnImages, console_errors: list[str]
) -> None:
    _open_own_images(page, own_images)
    field = page.get_by_role("combobox", name="Manifest", exact=True)
    field.fill(own_images.broken)
    field.press("Enter")
    expect(form.message(page, field)).to_contain_text(f"line {own_images.images + 2}")
    expect(form.message(page, field)).to_contain_text("../../secret.png")
    expect(form.launch_button(page)).to_be_disabled()
    field.fill(own_images.path)
    field.press("Enter")
    expect(page.get_by_role("checkbox", name="colour")).to_be_checked()
    expect(form.launch_button(page)).to_be_enabled()
    form.refusals_are_meant(console_errors)


def test_a_task_reads_another(page: Page, program: Program, console_errors: list[str]) -> None:
    page.goto("/new?preset=digits-dst")
    page.get_by_label("Epochs", exact=True).fill("1")
    form.choose(page, "Let a task read others", "parity")
    form.choose(page, "parity reads", "digit")
    page.keyboard.press("Escape")
    expect(page.get_by_text("The head of parity has no hidden layer")).to_be_visible()
    expect(form.launch_button(page)).to_be_disabled()
    page.get_by_role("button", name="Give parity a hidden layer of 128").click()
    expect(page.get_by_label("Head layers of parity")).to_have_value("128")
    form.expect_preview(page, "reads digit")
    form.launch_button(page).click()
    run = program.get(f"/api/runs/{run_page.run_number(page)}")
    assert run["config"]["sharing"]["reuse"] == {"parity": ["digit"]}
    run_page.expect_status(page, "succeeded")
    form.refusals_are_meant(console_errors)
