"""What if in a real Chromium, on the example: at every width and theme, with a number turned."""

import pytest
from playwright.sync_api import Browser

from tests.dashboard.windows import SCREENSHOTS, Visit, served
from tests.example.published import publish_example

pytestmark = pytest.mark.browser


def test_a_turned_number_is_tried_at_every_width_and_theme(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
):
    log = tmp_path_factory.mktemp("what-if") / "app.log"
    with served(publish_example().root, log) as address:
        for width, theme in ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")):
            visit = Visit(browser, address, width, theme)
            visit.open("what-if?stages.mql.any.2.all.2=30")
            visit.picture(SCREENSHOTS / f"what-if-{width}-{theme}.png")
            visit.is_clean()
            assert "more MQL" in visit.page.locator("h1").inner_text()
        page = Visit(browser, address).open("what-if").page
        field = page.get_by_role("spinbutton", name="Engagement at least")
        field.fill("30")
        field.press("Tab")
        page.get_by_role("button", name="Try it").click()
        page.get_by_role("heading", level=1, name="more MQL").wait_for(timeout=30_000)
        assert "stages.mql.any.2.all.2=30" in page.url
