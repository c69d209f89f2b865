"""Every file that the page of a run offers, and the report opened from disk without a network."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
from playwright.sync_api import Page, expect

from tests.e2e import run_page
from tests.e2e.program import Program

TABLES = ("epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks")
FORMATS = ("csv", "json", "parquet", "xlsx", "tex", "md")


def _from_menu(page: Page, item: str) -> bytes:
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=item, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_every_table_in_every_format(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}?tab=logs")
    for table in TABLES:
        frame = pd.read_csv(io.BytesIO(_from_menu(page, f"{table}.csv")))
        assert len(frame) == len(pd.read_json(io.BytesIO(_from_menu(page, f"{table}.json"))))
        assert len(frame) == len(pd.read_parquet(io.BytesIO(_from_menu(page, f"{table}.parquet"))))
        book = openpyxl.load_workbook(io.BytesIO(_from_menu(page, f"{table}.xlsx")))
        assert len(frame) == sum(1 for _ in book.worksheets[0].iter_rows()) - 1
        assert b"\\toprule" in _from_menu(page, f"{table}.tex")
        assert len(frame) == len(_from_menu(page, f"{table}.md").splitlines()) - 2


def test_the_files_tab_offers_the_same(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}?tab=files")
    for file in ("report.html", "report.zip", *(f"{table}.{ending}" for table in TABLES for ending in FORMATS)):
        expect(page.get_by_role("link", name=f"Download {file}")).to_be_visible()


def test_the_report_opens_from_disk_without_a_network(
    page: Page, offline_page: Page, program: Program, finished: int, tmp_path: Path
) -> None:
    page.goto(f"/runs/{finished}?tab=logs")
    (tmp_path / "report.html").write_bytes(_from_menu(page, "Report (HTML)"))
    with ZipFile(io.BytesIO(_from_menu(page, "Report and all tables (zip)"))) as archive:
        assert archive.read(f"switchboard-run-{finished}/report.html")
    offline_page.goto((tmp_path / "report.html").as_uri())
    expect(offline_page.get_by_role("heading", name="Charts")).to_be_visible()
    plots = offline_page.locator(".js-plotly-plot")
    expect(plots).to_have_count(9)
    expect(offline_page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    losses = offline_page.evaluate("document.getElementById('chart-loss').data[0].y")
    assert len(losses) == 12
    assert losses == [epoch["tasks"][0]["validation_loss"] for epoch in program.epochs(finished)]
    assert offline_page.locator("#chart-loss .scatterlayer .trace").count() == 4
    offline_page.set_viewport_size({"width": 420, "height": 860})
    offline_page.wait_for_function("document.documentElement.scrollWidth === 420")  # the charts follow the window


def test_a_chart_is_a_picture_to_take_away(page: Page, finished: int) -> None:
    page.goto(f"/runs/{finished}")
    run_page.wait_for_charts(page, 12)
    for name, begin in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download the chart as {name}: Validation loss").click()
        assert download.value.suggested_filename.endswith(f".{name.lower()}")
        assert Path(download.value.path()).read_bytes().startswith(begin)
