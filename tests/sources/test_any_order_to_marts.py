"""Whatever the order in which five days come, and however often, every mart is the same to the row.

The example company's last five days on the web, of which one is exported again with other events,
one twice under two names, and one session goes on past midnight; the CRM's last export lies between
them. The tables of hits and sessions grow with the deliveries; the marts they end in are held
against those of a home that got everything at once and made every table whole.
"""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from pipelines import build as steps
from pipelines import warehouse
from pipelines.build import build
from pipelines.candidate import _count
from pipelines.home import Home
from pipelines.inputs import Inputs, read_inputs
from pipelines.sources.landing import land
from pipelines.transform import run_dbt
from tests.once import made_once
from tests.run.company import Company

DAYS = ("20250616", "20250617", "20250618", "20250619", "20250620")
CRM = "2025-06-22T203000Z"
GROWING = ["run", "--select", "stg_ga4__days", "stg_ga4__hits", "stg_ga4__sessions"]


def quiet(_: str) -> None:
    """Tell nobody."""


def past_midnight(first: str, second: str) -> str:
    """Return the second day's events with one more, of a session that began on the first."""
    last = json.loads([line for line in first.splitlines() if "ga_session_id" in line][-1])
    stamp = int(last["event_timestamp"]) + 12 * 3_600_000_000
    last |= {"event_date": DAYS[1], "event_timestamp": str(stamp), "event_name": "scroll"}
    return second + json.dumps(last) + "\n"


class Later:
    """The example without its last days, which a test hands over in an order of its own."""

    def __init__(self, folder: Path) -> None:
        """Take the files of the last days out of a copy of the company."""
        self.company = Company(folder / "company")
        web = self.company.folder / "ga4"
        texts = {day: (web / f"events_{day}.json").read_text("utf-8") for day in DAYS}
        for day in DAYS:
            (web / f"events_{day}.json").unlink()
        first, second, third, fourth, fifth = (texts[day] for day in DAYS)
        second = past_midnight(first, second)
        thinner = "".join(second.splitlines(keepends=True)[1:])
        crm = self.company.folder / "salesforce" / CRM
        kept = folder / CRM
        shutil.move(crm, kept)
        self.deliveries: list[Callable[[], object]] = [
            lambda: self.write(f"events_{DAYS[0]}.json", first),
            lambda: self.write(f"events_{DAYS[1]}.json", thinner),
            # the same day again, three days later, with an event that was late
            lambda: self.write(f"2025-06-20T060000Z/events_{DAYS[1]}.json", second),
            lambda: self.write(f"events_{DAYS[2]}.json", third),
            lambda: self.write(f"copies/events_{DAYS[2]}.json", third),
            lambda: self.write(f"events_{DAYS[3]}.json", fourth),
            lambda: self.write(f"events_{DAYS[4]}.json", fifth),
            lambda: shutil.copytree(kept, crm, dirs_exist_ok=True),
        ]

    def write(self, name: str, text: str) -> None:
        """Hand over a file of the website."""
        path = self.company.folder / "ga4" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def grow(home: Home, inputs: Inputs) -> None:
    """Land, load, and bring the growing tables up to date."""
    land(inputs.config, home, quiet)
    steps.load_raw(home, inputs.agreements, None, quiet)
    steps.load_agreement(home, inputs.agreements, inputs.annexes, quiet)
    result = run_dbt(home, GROWING, quiet)
    assert result.success, result.exception


def marts_of(home: Home, inputs: Inputs) -> dict[str, object]:
    """Build everything; return the content of every mart and of the tables that grow."""
    land(inputs.config, home, quiet)
    build(home, inputs.config, inputs.agreements, inputs.annexes, None, quiet)
    found: dict[str, object] = {name: t["content"] for name, t in _count(home.marts_db).items()}
    with warehouse.read_work(home) as connection:
        for table in ("stg_ga4__hits", "stg_ga4__sessions"):
            found[table] = connection.execute(f"from staging.{table} order by all").fetchall()
    with duckdb.connect(str(home.marts_db), read_only=True) as connection:
        # bytes that came under two names go by the one that came first
        found["landing_files"] = connection.execute(
            "select * exclude (name) from landing_files order by all"
        ).fetchall()
    return found


def in_order() -> tuple[Path, dict[str, object]]:
    """Return the home of what everything at once gives, every table made whole, and its marts."""

    def make(folder: Path) -> None:
        folder.mkdir()
        later = Later(folder)
        for deliver in later.deliveries:
            deliver()
        home = Home(folder / "home")
        home.ensure()
        inputs = read_inputs(later.company.request)
        marts = marts_of(home, inputs)
        (folder / "marts.json").write_text(json.dumps(marts, default=str), "utf-8")

    folder = made_once("any-order-in-order", make)
    return folder / "home", json.loads((folder / "marts.json").read_text("utf-8"))


def holds(order: Sequence[int], tmp_path: Path) -> None:
    """Hold an order of deliveries, every two followed by a load, against all of them at once."""
    whole, expected = in_order()
    home = Home(tmp_path / "home")
    home.ensure()
    shutil.copytree(whole / "secret", home.root / "secret", dirs_exist_ok=True)
    later = Later(tmp_path)
    inputs = read_inputs(later.company.request)
    grow(home, inputs)
    for place, number in enumerate(order):
        later.deliveries[number]()
        if place % 2:
            grow(home, inputs)
    found = json.loads(json.dumps(marts_of(home, inputs), default=str))
    assert len(found) > 40
    different = [name for name in expected if found[name] != expected[name]]
    assert different == []


@pytest.mark.slow
def test_the_last_day_first_and_every_delivery_twice_give_the_same_marts(tmp_path: Path) -> None:
    holds([7, 6, 5, 2, 4, 3, 1, 0, 2, 4, 6], tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(6))
def test_any_drawn_order_gives_the_same_marts(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    order = [*range(8), *draw.sample(range(8), 3)]
    draw.shuffle(order)
    holds(order, tmp_path)
