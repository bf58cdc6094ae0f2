"""What an agreement must say and a scenario's terms do not: it decides no case."""

from typing import Any

# which words of which tool the extracts use for an activity
ACTIVITIES = [
    {"activity": "key_page", "tool": "ga4", "what": "page", "one_of": ["/pricing"]},
    *(
        {"activity": kind, "tool": "ga4", "what": "event", "one_of": [kind]}
        for kind in ("form", "demo_request", "webinar")
    ),
    *(
        {"activity": kind, "tool": tool, "what": what, "one_of": [kind.replace("_", "-")]}
        for tool, what in (("hubspot", "form"), ("mapped", "activity"))
        for kind in ("key_page", "form", "demo_request", "webinar")
    ),
    {
        "activity": "campaign_response",
        "tool": "salesforce",
        "what": "campaign_type",
        "one_of": ["Trade Show"],
    },
]
KPIS = [
    ("website_traffic", "marketing", "sessions", "visit"),
    ("leads", "marketing", "people_first", "lead"),
    ("mqls", "marketing", "entries", "mql"),
    ("sqls", "sales", "entries", "sql"),
    ("opportunities", "sales", "deals", "opportunity"),
    ("closed_deals", "sales", "deals", "won"),
    ("revenue", "both", "amount", "won"),
]
UNSAID: dict[str, Any] = {
    "tolerances": {
        "label_disagreement_rate": 1,
        "total_difference_rate": 0,
        "rejected_rows_rate": 0,
        "closed_month_drop_rate": 1,
    },
    "cadence": [
        {
            "id": "weekly",
            "label": "Funnel meeting",
            "every": "week",
            "marketing": ["Mara Voss"],
            "sales": ["Sami Lund"],
        }
    ],
}


def kpis(stages: list[str]) -> list[dict[str, Any]]:
    """Return the seven KPIs of the whole process; where their stage is not agreed, of the last."""
    return [
        {
            "id": name,
            "label": name,
            "plural": name,
            "owner": owner,
            "counts": counts,
            "stage": stage if stage in stages else stages[-1],
            "definition": "Not judged here.",
        }
        for name, owner, counts, stage in KPIS
    ]
