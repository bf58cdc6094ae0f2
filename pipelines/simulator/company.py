"""Nordlicht Software as it is played: its words, its campaigns, its people, its good and bad times.

The words are those of the example company (`tests/example/company`), so that one agreement may
judge both. To change the story, change this file; nothing here is a rule of the funnel.
"""

from dataclasses import dataclass
from datetime import date

WEBSITE = "www.nordlicht-software.example"
OUR_DOMAIN, RIVAL_DOMAIN = "nordlicht-software.example", "fjordplan.example"
STREAM_ID, PORTAL_ID = "5310042216", "145220931"

# the quarter in which Sales does not keep up, and the one in which Marketing buys bad leads
SALES_BEHIND = (date(2025, 10, 1), date(2025, 12, 31))
MARKETING_WORSE = (date(2025, 4, 1), date(2025, 6, 30))
# sold in dollars since there is an agreed rate; francs are an exception that nobody agreed
DOLLARS_SINCE = date(2025, 1, 2)


@dataclass(frozen=True)
class Kind:
    """One kind of visitor. Rates are those of an ordinary source and an ordinary quarter.

    Attributes:
        share: of those who arrive.
        leads: how many of them ever give an address.
        forms: what they fill in first, in the order of FORMS.
        accepted, met, budgeted, opened, won: how many go on, step by step, once Sales has them.
        junk: how many of them Sales must disqualify.
    """

    name: str
    share: float
    titles: tuple[str, ...]
    leads: float
    forms: tuple[float, float, float, float]
    warmth: float
    accepted: float
    junk: float
    met: float
    budgeted: float
    opened: float
    won: float


OPERATIONS, IT, OTHER, OUTSIDER, CUSTOMER, RIVAL, STAFF = range(7)
# demo-request, guide-download, contact-us, newsletter
FORMS = ("demo-request", "guide-download", "contact-us", "newsletter", "trade-fair")
DEMO, GUIDE, CONTACT, LETTER, FAIR_CARD = range(5)
FORM_TITLES = ("Request a demo", "The dispatch guide", "Contact us", "Monthly letter")
FORM_PAGES = ("/demo", "/guide", "/contact", "/newsletter")
_OPERATIONS = (
    "Head of Operations",
    "Operations Manager",
    "COO",
    "Director of Operations",
    "VP Operations",
    "Head of Service Operations",
)
_IT = ("Head of IT", "IT Manager", "CIO", "Director IT", "Head of Information Systems")
_OTHER = ("Dispatcher", "Service Manager", "Managing Director", "Purchasing Manager", "CFO")
_OUTSIDE = ("Student", "Freelancer", "Coach", "Research Assistant", "Trainee")
KINDS = (
    Kind("operations", 0.27, _OPERATIONS, 0.18, (0.16, 0.56, 0.09, 0.19), 0.48,
         0.77, 0.02, 0.79, 0.86, 0.64, 0.29),
    Kind("it", 0.20, _IT, 0.13, (0.12, 0.58, 0.08, 0.22), 0.42,
         0.65, 0.04, 0.68, 0.76, 0.52, 0.19),
    Kind("other", 0.34, _OTHER, 0.060, (0.03, 0.50, 0.12, 0.35), 0.30,
         0.36, 0.16, 0.55, 0.70, 0.55, 0.18),
    Kind("outsider", 0.15, _OUTSIDE, 0.035, (0.03, 0.55, 0.08, 0.34), 0.22,
         0.05, 0.62, 0.30, 0.40, 0.30, 0.05),
    Kind("customer", 0.03, _OPERATIONS, 0.08, (0.02, 0.40, 0.30, 0.28), 0.40,
         0.50, 0.02, 0.70, 0.80, 0.60, 0.50),
    Kind("rival", 0.004, ("Product Manager", "Account Executive"), 0.30, (0.1, 0.6, 0.1, 0.2),
         0.40, 0.02, 0.90, 0.0, 0.0, 0.0, 0.0),
    Kind("staff", 0.006, ("Web Manager", "Tester"), 0.12, (0.5, 0.3, 0.1, 0.1), 0.20,
         0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where a session comes from, as the website's export says it, and how well it converts."""

    source: str
    medium: str
    campaign: str | None
    channel: str
    referrer: str | None
    share: float
    lift: float
    landing: str | None = None
    first_day: date = date.min
    last_day: date = date.max


SOURCES = (
    Source("(direct)", "(none)", None, "Direct", None, 0.22, 0.8),
    Source("google", "organic", None, "Organic Search", "https://www.google.com/", 0.38, 1.0),
    Source("google", "cpc", "field-service-dach", "Paid Search", "https://www.google.com/", 0.15,
           1.4, "/product"),
    Source("linkedin", "paid-social", "dispatch-leaders", "Paid Social",
           "https://www.linkedin.com/", 0.09, 1.25, "/guide", date(2025, 3, 3)),
    Source("linkedin.com", "referral", None, "Organic Social", "https://www.linkedin.com/", 0.06,
           1.0),
    Source("fm-magazin.example", "referral", None, "Referral", "https://fm-magazin.example/", 0.08,
           1.2),
    # the dud: many addresses, hardly a buyer among them
    Source("linkedin", "paid-social", "win-a-tablet", "Paid Social", "https://www.linkedin.com/",
           0.24, 1.0, "/win-a-tablet", *MARKETING_WORSE),
    Source("newsletter", "email", "monthly-letter", "Email", None, 0.0, 1.0,
           "/blog/route-planning"),
    # they come to the booth; what they look up later, they look up by name
    Source("(direct)", "(none)", None, "Direct", None, 0.0, 1.0),
)  # fmt: skip
PAID_SEARCH, LEADERS, RAFFLE, MAIL, FAIR = 2, 3, 6, 7, 8
# of those whom the dud brings: who they are, how many give an address, and what they fill in
RAFFLE_KINDS = (0.04, 0.04, 0.20, 0.715, 0.005, 0.0, 0.0)
RAFFLE_LEADS, RAFFLE_FORMS = 0.26, (0.72, 0.18, 0.04, 0.06)
RAFFLE_GAPS, GAPS = 0.34, 0.015


@dataclass(frozen=True)
class Campaign:
    """A campaign as the CRM knows it. `source` is whose visitors respond to it."""

    name: str
    type: str
    first_day: date
    last_day: date
    budget: int
    spent: float
    source: int | None = None


CAMPAIGNS = (
    Campaign("Field Service Days 2024, Cologne", "Trade Show", date(2024, 10, 15),
             date(2024, 10, 16), 11000, 11240.0, FAIR),
    Campaign("Facility Forum 2025, Nuremberg", "Trade Show", date(2025, 2, 25),
             date(2025, 2, 27), 14000, 13480.5, FAIR),
    Campaign("Field Service Days 2025, Cologne", "Trade Show", date(2025, 10, 14),
             date(2025, 10, 15), 12000, 12890.0, FAIR),
    Campaign("Facility Forum 2026, Nuremberg", "Trade Show", date(2026, 2, 24),
             date(2026, 2, 26), 15000, 14205.0, FAIR),
    Campaign("Lift und Klima 2026, Leipzig", "Trade Show", date(2026, 6, 9),
             date(2026, 6, 10), 8000, 7610.0, FAIR),
    Campaign("Webinars: Dispatch without spreadsheets", "Webinar", date(2024, 7, 1),
             date(2026, 12, 31), 14000, 9100.0),
    Campaign("Paid search DACH", "Advertisement", date(2024, 6, 3), date(2026, 12, 31), 64000,
             52310.4, PAID_SEARCH),
    Campaign("LinkedIn: dispatch leaders", "Advertisement", date(2025, 3, 3),
             date(2026, 12, 31), 30000, 21870.0, LEADERS),
    Campaign("LinkedIn: win a tablet", "Advertisement", MARKETING_WORSE[0], MARKETING_WORSE[1],
             26000, 25940.0, RAFFLE),
    Campaign("Monthly letter", "Email", date(2024, 6, 3), date(2026, 12, 31), 0, 0.0),
)  # fmt: skip
MONTHLY_LETTER = 9


@dataclass(frozen=True)
class Rep:
    """Someone who owns records. `pace` multiplies how long things take them; on leave, `away`."""

    name: str
    email: str
    department: str
    title: str
    pace: float = 1.0
    first_day: date = date.min
    last_day: date = date.max
    away: tuple[date, date] | None = None


REPS = (
    Rep("Jonas Petersen", "jonas.petersen", "Sales", "Account Executive", 0.8),
    Rep("Mareike Lüders", "mareike.lueders", "Sales", "Account Executive", 1.0),
    # the fast one, and on leave as the play ends
    Rep("Tobias Wendt", "tobias.wendt", "Sales", "Sales Development", 0.7,
        away=(date(2026, 6, 3), date(2026, 6, 26))),
    Rep("Svea Brandt", "svea.brandt", "Sales", "VP Sales"),
    Rep("Katrin Holm", "katrin.holm", "Marketing", "VP Marketing"),
    Rep("Lukas Arndt", "lukas.arndt", "Marketing", "Marketing Operations"),
    # gone when the quarter began in which Sales did not keep up
    Rep("Hanna Sievers", "hanna.sievers", "Sales", "Account Executive", 0.9,
        last_day=date(2025, 9, 26)),
    Rep("Yusuf Demir", "yusuf.demir", "Sales", "Sales Development", 0.9,
        last_day=date(2025, 9, 30)),
    # the slow one
    Rep("Gregor Stamm", "gregor.stamm", "Sales", "Sales Development", 1.7),
    Rep("Paula Krämer", "paula.kraemer", "Sales", "Sales Development", 1.0,
        first_day=date(2026, 1, 7)),
    Rep("Felix Ahrens", "felix.ahrens", "Sales", "Account Executive", 1.7),
    Rep("Nina Vogt", "nina.vogt", "Sales", "Account Executive", 0.9,
        first_day=date(2026, 1, 7)),
)  # fmt: skip
VP_SALES, MARKETING_OPS = 3, 5
CALLERS, CLOSERS = "Sales Development", "Account Executive"

INDUSTRIES = (
    ("Facility Management", 0.20), ("Elevators", 0.12), ("HVAC", 0.16), ("Energy", 0.13),
    ("Telecommunications", 0.10), ("Medical Devices", 0.09), ("Construction", 0.09),
    ("Logistics", 0.07), ("Retail", 0.04),
)  # fmt: skip
COUNTRIES = (
    ("Germany", 0.70), ("Austria", 0.08), ("Switzerland", 0.07), ("Netherlands", 0.05),
    ("Denmark", 0.04), ("United States", 0.06),
)  # fmt: skip
# the company's own workflow: what it marks as qualified (its marketers' words, no agreement)
TARGET_INDUSTRIES = frozenset(name for name, _ in INDUSTRIES[:6])
