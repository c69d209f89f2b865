"""What can be learned, and from which images."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.own_images import OwnImages
from tests.e2e.program import Program


def _images(page: Page) -> list[str]:
    """The addresses of the images that are shown, once all are."""
    pictures = page.get_by_role("region", name="Images").get_by_role("img")
    expect(pictures).to_have_count(24)
    found: list[str] = pictures.evaluate_all("(all) => all.map((image) => image.src)")
    return found


def test_a_data_set_is_told_with_its_tasks_and_images(page: Page) -> None:
    page.goto("/data")
    page.get_by_role("link", name="Digits").click()
    expect(page).to_have_url(re.compile("/data/digits$"))
    expect(page.get_by_role("main")).to_contain_text("1 437 training images · 360 test images · 8 × 8 px, grey")
    parity = page.get_by_role("row", name=re.compile("parity"))
    expect(parity).to_contain_text("1 437")
    expect(parity).to_contain_text(re.compile(r"50\.\d %.*even 7\d\d, odd 7\d\d"))
    page.get_by_role("button", name="digit", exact=True).click()
    assert len(set(_images(page))) > 20


def test_other_images_have_an_address(page: Page) -> None:
    page.goto("/data/digits")
    first = _images(page)
    page.get_by_role("button", name="Shuffle").click()
    expect(page).to_have_url(re.compile(r"/data/digits\?seed=1$"))
    expect(page.get_by_role("button", name="Shuffle")).to_be_enabled()
    page.wait_for_function("(before) => document.querySelector('main img')?.src !== before", arg=first[0])
    other = _images(page)
    assert first != other
    page.reload()
    assert _images(page) == other


def test_an_absent_data_set_says_what_to_do(page: Page) -> None:
    page.goto("/data/fashion-mnist")
    expect(page.get_by_role("main")).to_contain_text("Put the four unzipped Fashion-MNIST files into")
    expect(page.get_by_role("link", name="Fashion-MNIST files missing")).to_be_visible()
    expect(page.get_by_role("button", name="Shuffle")).to_have_count(0)


def test_an_unknown_data_set_says_so(page: Page) -> None:
    page.goto("/data/imagenet-22k")
    expect(page.get_by_text("There is no data set “imagenet-22k”")).to_be_visible()


def test_images_of_ones_own_lead_to_the_form(page: Page, own_images: OwnImages) -> None:
    page.goto(f"/data/manifest?manifest={own_images.path}")
    expect(page.get_by_role("row", name=re.compile("colour"))).to_contain_text("blue 16, green 16, red 16")
    page.get_by_role("link", name="New run with this data").click()
    expect(page.get_by_role("combobox", name="Manifest", exact=True)).to_have_value(own_images.path)
    expect(page.get_by_role("checkbox", name="colour")).to_be_checked()
    expect(page.get_by_role("button", name="Launch 1 run")).to_be_enabled()


def test_a_manifest_that_cannot_be_used_is_told_by_line(
    page: Page, own_images: OwnImages, console_errors: list[str]
) -> None:
    page.goto(f"/data/manifest?manifest={own_images.broken}")
    expect(page.get_by_role("alert")).to_contain_text(f"line {own_images.images + 2}")
    console_errors[:] = [message for message in console_errors if "422" not in message]


def test_decoded_images_are_listed_and_removed(page: Page, program: Program, own_images: OwnImages) -> None:
    config = {
        "data": {"dataset": "manifest", "path": own_images.path, "image_size": 9},
        "tasks": [{"name": "colour"}],
        "trunk": {"kind": "mlp", "hidden": [8]},
        "epochs": 1,
    }
    [run] = program.submit(config)
    program.wait_for_run(run["id"], lambda now: now["status"] == "succeeded")
    page.goto("/data")
    cache = page.get_by_role("region", name="Image cache")
    entry = cache.get_by_role("listitem").filter(has_text="9 px")
    expect(entry).to_contain_text(f"{own_images.images} images")
    entry.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(entry).to_have_count(1)
    entry.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(entry).to_have_count(0)
    assert all(entry["image_size"] != 9 for entry in program.get("/api/cache")["items"])


def test_what_a_killed_decoding_left_is_called_unfinished_and_removed(page: Page, program: Program) -> None:
    folder = program.tree.data_dir / "cache" / "images" / "0123.building"
    folder.mkdir(parents=True)
    (folder / "images.npy").write_bytes(bytes(5000))
    page.goto("/data")
    entry = page.get_by_role("region", name="Image cache").get_by_role("listitem").filter(has_text="unfinished")
    expect(entry).to_contain_text("5 kB")
    entry.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(entry).to_have_count(0)
    assert not folder.exists()
