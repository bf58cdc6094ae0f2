"""The website: which pages there are, and who reads which."""

from dataclasses import dataclass

from pipelines.simulator.company import FORM_PAGES, FORM_TITLES, WEBSITE


@dataclass(frozen=True)
class Page:
    """One page, how often it is opened, and how often first. A key page tells of interest."""

    path: str
    title: str
    share: float
    landing: float = 0.0
    is_key: bool = False

    @property
    def location(self) -> str:
        """The page's address."""
        return f"https://{WEBSITE}{self.path}"


PAGES = (
    Page("/", "Nordlicht Software", 0.20, 0.40),
    Page("/product", "Product", 0.20, 0.16),
    Page("/blog/route-planning", "Route planning that survives Monday", 0.10, 0.14),
    Page("/blog/spare-parts", "Spare parts on the van", 0.09, 0.11),
    Page("/blog/sla-penalties", "What a missed service window costs", 0.08, 0.10),
    Page("/webinars", "Webinars", 0.08, 0.04),
    Page("/integrations", "Interfaces and security", 0.09, 0.03),
    Page("/careers", "Careers", 0.05, 0.02),
    Page("/imprint", "Imprint", 0.02),
    Page("/win-a-tablet", "Win a tablet", 0.0),
    Page(FORM_PAGES[0], FORM_TITLES[0], 0.01),
    Page(FORM_PAGES[1], FORM_TITLES[1], 0.03),
    Page(FORM_PAGES[2], "Contact", 0.03),
    Page(FORM_PAGES[3], "Newsletter", 0.02),
    Page("/pricing", "Pricing", 0.5, is_key=True),
    Page("/customers/weserbau", "How Weserbau plans 90 vans", 0.3, is_key=True),
    Page("/customers/polder", "Polder Klimaattechniek", 0.2, is_key=True),
)
NUMBER_OF = {page.path: number for number, page in enumerate(PAGES)}
FORM_PAGE_NUMBERS = tuple(NUMBER_OF[path] for path in FORM_PAGES)
