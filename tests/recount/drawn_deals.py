"""Deals drawn at random: claimed or not, closed, reopened, closed again."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

ENDS: tuple[tuple[str, ...], ...] = (
    (),
    ("deal_amount",),
    ("deal_won",),
    ("deal_amount", "deal_won"),
    ("deal_lost",),
    ("deal_lost", "deal_reopened"),
    ("deal_won", "deal_reopened", "deal_lost"),
    ("deal_lost", "deal_reopened", "deal_amount", "deal_won"),
)


@st.composite
def deals(
    draw: st.DrawFn, family: int, names: list[str], pool: list[datetime]
) -> list[dict[str, Any]]:
    """Draw deals: claimed or not, closed, reopened, closed again."""
    events: list[dict[str, Any]] = []
    unconverted = list(names)
    for number in range(1, draw(st.integers(0, 4)) + 1):
        deal, at = f"D{family}_{number}", draw(st.sampled_from(pool))
        contacts = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        created: dict[str, Any] = {
            "kind": "deal_created",
            "deal": deal,
            "at": at,
            "amount": f"{draw(st.integers(-5, 900))}.00",
            "currency": draw(st.sampled_from(["EUR", "USD"])),
            "contacts": contacts,
        }
        if contacts and draw(st.booleans()):
            created["primary"] = contacts[-1]
        # a lead is converted into one deal
        if unconverted and draw(st.integers(0, 3)) == 0:
            created["converted_lead"] = draw(st.sampled_from(unconverted))
            unconverted.remove(created["converted_lead"])
        events.append(created)
        for kind in draw(st.sampled_from(ENDS)):
            at += timedelta(hours=draw(st.sampled_from([0, 1, 24 * 9, 24 * 40])))
            if events[-1]["at"] == at and kind != "deal_won":
                at += timedelta(hours=3)
            change: dict[str, Any] = {"kind": kind, "deal": deal, "at": at}
            if kind in ("deal_won", "deal_lost"):
                change["close_date"] = at.date()
            if kind == "deal_amount":
                change["amount"] = f"{draw(st.integers(0, 900))}.50"
            events.append(change)
    return events
