"""The webinar tool's list of guests, in its own words, and how they are to be read."""

from pathlib import Path

import numpy as np

from pipelines.simulator.days import Days
from pipelines.simulator.draws import Ints, Texts
from pipelines.simulator.files import folder_of, shown_at, write_csv
from pipelines.simulator.letters import WEBINAR_TITLES
from pipelines.simulator.marketing_events import first_addresses
from pipelines.simulator.names import FIRST_NAMES, LAST_NAMES
from pipelines.simulator.play import Played

MAPPING = Path(__file__).resolve().parent / "webinars.mapping.yml"
READ, NO_TIME, NO_SUCH_DAY = range(3)
CAME, STAYED_AWAY = "attended", "no-show"


def guest_ids(numbers: Ints) -> Texts:
    """Return what the tool numbers its guests by."""
    return np.array([f"A-{1001 + number}" for number in numbers.tolist()], object)


def shown_on(played: Played, moments: list[int]) -> Ints:
    """Return when each line was delivered; one webinar's list comes with the last delivery."""
    guests = played.guests
    shown = shown_at(moments, guests.joined_at)
    if len(moments) > 1:
        # the last webinar whose list could have come earlier
        early = guests.webinar[shown <= moments[-2]]
        if len(early):
            is_late = guests.webinar == early.max()
            shown = np.where(is_late, moments[-1], shown)
    return shown


def write_webinars(played: Played, folder: Path, moments: list[int]) -> int:
    """Write each delivery's list of guests; return how many files."""
    guests, people, firms = played.guests, played.people, played.firms
    known = first_addresses(played)
    address = np.where(known != "", known, people.email).astype(object)
    shown, files = shown_on(played, moments), 0
    minutes = played.draws.stream("minutes stayed").integers(8, 50, len(guests.person))
    joined, held = _local(played.days, guests.joined_at)
    never = np.array([f"31.02.{text[6:]}" for text in joined.tolist()], object)
    texts = np.where(guests.written == NO_SUCH_DAY, never, joined)
    texts = np.where(guests.came & (guests.written != NO_TIME), texts, "")
    titles = np.array(WEBINAR_TITLES, object)[guests.webinar % len(WEBINAR_TITLES)]
    # people write their own address as they please
    loud = guests.person % 23 == 0
    for moment in moments:
        mine = np.flatnonzero(shown == moment)
        if not len(mine):
            continue
        person = guests.person[mine]
        mail = address[person]
        mail = np.array(
            [m.title() if up else m for m, up in zip(mail, loud[mine], strict=True)], object
        )
        write_csv(
            folder / folder_of(moment) / "attendance.csv",
            {
                "Attendance No.": guest_ids(mine),
                "First name": np.array(FIRST_NAMES, object)[people.first_name[person]],
                "Last name": np.array(LAST_NAMES, object)[people.last_name[person]],
                "E-mail": mail,
                "Company": firms.name[people.firm[person]],
                "Webinar": titles[mine],
                "Webinar day": held[mine],
                "Joined at": texts[mine],
                "Minutes": np.where(guests.came[mine], minutes[mine].astype(str), ""),
                "Result": np.where(guests.came[mine], CAME, STAYED_AWAY).astype(object),
            },
            quoted=False,
            delimiter=";",
        )
        files += 1
    return files


def _local(days: Days, moments: Ints) -> tuple[Texts, Texts]:
    """Return moments as the tool writes them, and their days, in local time."""
    day = days.day_of(moments)
    into = (moments - days.starts[day]) // 60_000_000
    texts = [days.dates[number].strftime("%d.%m.%Y") for number in day.tolist()]
    joined = [
        f"{text} {minute // 60:02d}:{minute % 60:02d}"
        for text, minute in zip(texts, into.tolist(), strict=True)
    ]
    return np.array(joined, object), np.array(texts, object)
