"""*Conversion and speed* on a good copy: figures equal plain SQL, choices hold everywhere."""

import csv
import io
import re
from pathlib import Path

import pytest

from dashboard import conversion_filters, conversion_journeys, conversion_times
from dashboard import conversion_queries as asked_of
from dashboard.conversion_queries import Choice
from dashboard.published import Published
from expectations import figures
from tests.dashboard import company
from tests.dashboard.conftest import Open, Opened, seen
from tests.dashboard.test_pages import asked

PAGE = "conversion.py"
SECOND_VERSION = [
    """insert into dim_agreement by name select * replace (
        '2025-09-01' as agreement_version, date '2025-09-01' as effective_from)
    from dim_agreement""",
    """insert into dim_stage by name select * replace (
        '2025-09-01' as agreement_version,
        case stage_id when 'mql' then 'Interest worth 70 points.' else definition end as definition)
    from dim_stage""",
    """update stage_conversions set first_version = '2025-09-01', last_version = '2025-09-01'
    where cohort_start >= date '2025-09-01'""",
]


def file_of(home: Path) -> Path:
    return (home / "warehouse" / "current" / "funnel.duckdb").resolve()


def rows_of(opened: Opened, style: str) -> list[str]:
    """Return a table's rows as a reader sees them, without the head."""
    (html,) = [piece for piece in opened.pieces if f'class="sm-table {style}' in piece]
    body = html.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [" ".join(seen(row).split()) for row in body.split("</tr>") if row.strip()]


def test_the_question_stands_above_and_the_title_is_the_verdict(
    good_home: Path, open_page: Open
) -> None:
    opened = open_page(good_home, PAGE)
    assert opened.title == "Every step moves on about as it did before"
    assert "How many move on from stage to stage, how long does it take" in opened.text
    assert "data through Sun 23 Nov 2025" in opened.text


def test_every_steps_rates_are_sums_over_sums(good_home: Path, open_page: Open) -> None:
    rows = rows_of(open_page(good_home, PAGE), "sm-stacks sm-steps")
    expected = asked(
        file_of(good_home),
        """
        select from_stage_id, count(*), count(*) filter (where is_window_over and is_in_window),
            count(*) filter (where is_window_over), count(*) filter (where outcome = 'moved_on'),
            count(*) filter (where outcome = 'open' and not is_window_over),
            count(*) filter (where entry_kind = 'inferred')
        from stage_steps group by from_stage_id, stage_order order by stage_order
        """,
    )
    assert len(rows) == len(expected) == 5
    for row, (_, entered, in_time, closed, moved, young, inferred) in zip(
        rows, expected, strict=True
    ):
        assert f" {figures.count(entered)} " in row
        assert f"{figures.share(in_time, closed)} {figures.count(in_time)} of " in row
        assert f"of {figures.count(closed)}, {figures.count(young)} too young" in row
        assert f"{figures.share(moved, entered)} {figures.count(moved)} of {entered}" in row
        assert row.endswith(figures.share(inferred, entered))
    assert rows[1].startswith("MQL → SAL handoff within 30 days")


def test_the_times_are_the_published_ones(good_home: Path, open_page: Open) -> None:
    file = file_of(good_home)
    opened = open_page(good_home, PAGE, step="SQL to Opportunity")
    ((half,),) = asked(
        file,
        "select half_days from stage_speeds where cohort_kind = 'all' and dimension = 'all'"
        " and from_stage_id = 'sql'",
    )
    assert f"Half of all who entered had moved on within {figures.days(half)}." in opened.text
    for row in rows_of(opened, "sm-times"):
        found = re.match(r"(\d+) days?", row)
        assert found is not None
        ((moved, left),) = asked(
            file,
            "select moved_share, left_share from stage_durations where cohort_kind = 'all' and"
            " dimension = 'all' and from_stage_id = 'sql' and day_number <="
            f" {found[1]} order by day_number desc limit 1",
        )
        assert f" {figures.percent(moved)} {figures.percent(left)} " in row


def test_of_what_never_came_to_half_that_is_said(good_home: Path, open_page: Open) -> None:
    ((moved,),) = asked(
        file_of(good_home),
        "select moved_share from stage_speeds where cohort_kind = 'all' and dimension = 'all'"
        " and from_stage_id = 'lead' and half_days is null",
    )
    words = f"Never half of them: {figures.percent(moved)} had moved on"
    assert words in open_page(good_home, PAGE, step="Lead to MQL").text


def test_every_cohort_is_there_and_the_young_ones_are_unfinished(
    good_home: Path, open_page: Open
) -> None:
    opened = open_page(good_home, PAGE, step="Lead to MQL")
    rows = rows_of(opened, "sm-cohorts")
    expected = asked(
        file_of(good_home),
        """
        select cohort_start, entered, closed_cohort_rate, open_cohort_rate, is_mature, too_young
        from stage_conversions where dimension = 'all' and from_stage_id = 'lead'
        order by cohort_start desc
        """,
    )
    assert len(rows) == len(expected) == 6
    assert [mature for *_, mature, _ in expected].count(True) == 4
    for row, (month, entered, in_time, so_far, mature, young) in zip(rows, expected, strict=True):
        assert row.startswith(f"{figures.MONTHS[month.month - 1]} {month.year}")  # type: ignore[attr-defined]
        assert f" {entered} " in row
        assert figures.percent(in_time) in row
        assert figures.percent(so_far) in row
        assert ("unfinished until" in row) == (not mature)
        if young:
            assert f"{young} too young" in row
    assert "unfinished until 31 Dec" in rows[0], "the last of November and thirty days"
    assert "2 cohorts are not finished" in opened.text


def test_the_line_stands_where_a_definition_changed(tmp_path: Path, open_page: Open) -> None:
    company.publish(tmp_path, changes=SECOND_VERSION)
    opened = open_page(tmp_path, PAGE, step="Lead to MQL")
    rows = rows_of(opened, "sm-cohorts")
    assert [row[:8] for row in rows[:5]] == [
        "Nov 2025", "Oct 2025", "Sep 2025", "✎ Agreem", "Aug 2025",
    ]  # fmt: skip
    assert "MQL : now “Interest worth 70 points” instead of" in rows[3]
    assert "Agreement of 1 Sep 2025" in rows[3]
    steps = rows_of(opened, "sm-stacks sm-steps")
    for row in steps[:2]:  # Lead to MQL and MQL to SAL: either has the MQL in it
        assert "by another definition" in row
    for row in steps[2:]:
        assert "by another definition" not in row
    other = rows_of(open_page(tmp_path, PAGE, step="SQL to Opportunity"), "sm-cohorts")
    assert "The conditions of both stages read as before." in other[3]


def test_a_month_of_two_versions_says_so(tmp_path: Path, open_page: Open) -> None:
    within = "update stage_conversions set first_version = '2025-01-01' where cohort_start ="
    company.publish(tmp_path, changes=[*SECOND_VERSION, f"{within} date '2025-09-01'"])
    rows = rows_of(open_page(tmp_path, PAGE, step="Lead to MQL"), "sm-cohorts")
    assert "two versions of the agreement" in rows[2]
    assert rows[3].startswith("✎ Agreement of 1 Sep 2025")
    assert "two versions" not in rows[1] + rows[4]


@pytest.mark.parametrize("dimension", ["persona", "channel", "owner", "segment"])
def test_a_step_stands_by_every_value_of_a_dimension(
    good_home: Path, open_page: Open, dimension: str
) -> None:
    opened = open_page(good_home, PAGE, by=dimension, step="SAL to SQL")
    expected = asked(
        file_of(good_home),
        "select dimension_value, sum(entered), sum(closed_moved_on), sum(closed_entered),"
        f" sum(moved_on) from stage_conversions where dimension = '{dimension}'"
        " and from_stage_id = 'sal' group by all order by 2 desc, 1",
    )
    rows = rows_of(opened, "sm-slices")
    assert len(rows) == len(expected) > 1
    for row, (value, entered, in_time, closed, moved) in zip(rows, expected, strict=True):
        name = f"sales {str(value)[:6]}" if dimension == "owner" else str(value).replace("_", " ")
        assert row.startswith(f"{name} {entered} {figures.share(in_time, closed)} ")
        assert figures.share(moved, entered) in row
    assert f"SAL to SQL by {dimension}" in opened.text


def test_one_value_is_followed_through_the_whole_page(good_home: Path, open_page: Open) -> None:
    opened = open_page(
        good_home, PAGE, by="persona", persona="owner it", cohorts="Q3 2025", step="Lead to MQL"
    )
    file = file_of(good_home)
    chosen = "persona_id = 'owner_it' and entered_on between date '2025-07-01' and '2025-09-30'"
    ((entered,),) = asked(
        file, f"select count(*) from stage_steps where from_stage_id = 'lead' and {chosen}"
    )
    assert f" {entered} " in rows_of(opened, "sm-stacks sm-steps")[0]
    months = [row[:8] for row in rows_of(opened, "sm-cohorts")]
    assert months == ["Sep 2025", "Aug 2025", "Jul 2025"]
    ((leads, inferred),) = asked(
        file,
        "select count(*), count(*) filter (where entry_kind = 'inferred') from fct_funnel"
        f" where stage_id = 'mql' and {chosen}",
    )
    (mqls,) = [row for row in rows_of(opened, "sm-entries") if row.startswith("MQLs")]
    assert mqls.startswith(f"MQLs {leads} ")
    assert mqls.endswith(figures.share(inferred, leads))
    assert f"{entered} journeys" in opened.text
    assert "cohorts of Q3 2025, of one persona" in opened.text


def test_a_choice_that_is_none_falls_back(good_home: Path, open_page: Open) -> None:
    opened = open_page(
        good_home,
        PAGE,
        by="nonsense",
        cohorts="Q9 1999",
        step="Up to Down",
        month="May",
        ending="?",
    )
    assert not opened.test.exception
    assert "cohorts of all months" in opened.text
    assert "MQL to SAL, cohort by cohort" in opened.text, "the handoff between the teams"


def test_the_four_win_rates_bear_their_names(good_home: Path, open_page: Open) -> None:
    cards = [seen(html) for html in open_page(good_home, PAGE).pieces if "sm-win" in html]
    file = file_of(good_home)
    outcome = (
        "case when w.journey_id is not null then 'won' when o.left_at is not null then 'lost' end"
    )
    deals = f"""(
        select {outcome} as outcome, o.amount_reporting as amount from fct_funnel as o
        left join fct_funnel as w on o.journey_id = w.journey_id and w.stage_id = 'won'
        where o.stage_id = 'opportunity')"""
    ((won, decided, won_amount, amount, still_open),) = asked(
        file,
        f"""select count(*) filter (where outcome = 'won'), count(outcome),
            sum(amount) filter (where outcome = 'won'),
            sum(amount) filter (where outcome is not null), count(*) - count(outcome)
        from {deals}""",
    )
    assert len(cards) == 4
    for card, name in zip(
        cards,
        ("number, of deals closed", "amount, of deals closed", "number, of deals opened",
         "amount, of deals opened"),
        strict=True,
    ):  # fmt: skip
        assert f"By {name} in these months" in card
        part, whole = (won, decided) if "number" in name else (won_amount, amount)
        assert figures.share(part, whole) in card
        assert (f"{still_open} still open" in card) == ("opened" in name)


def test_nothing_decided_is_a_dash(tmp_path: Path, open_page: Open) -> None:
    company.publish(tmp_path, changes=["update win_rates set won = 0, lost = 0, won_deals = 0,"
                                       " lost_deals = 0, win_rate = null"])  # fmt: skip
    cards = [seen(html) for html in open_page(tmp_path, PAGE).pieces if "sm-win" in html]
    assert [card.split("months")[1].split()[0] for card in cards] == ["—"] * 4


def test_observed_and_inferred_are_told_apart_for_every_stage(
    good_home: Path, open_page: Open
) -> None:
    expected = asked(
        file_of(good_home),
        """
        select stage_id, count(*), count(*) filter (where entry_kind = 'observed'),
            count(*) filter (where entry_kind = 'inferred')
        from fct_funnel where cast(date_trunc('month', entered_on) as date) >= '2025-06-01'
        group by stage_id, stage_order order by stage_order
        """,
    )
    rows = rows_of(open_page(good_home, PAGE), "sm-entries")
    assert len(rows) == len(expected) == 7
    for row, (_, entries, observed, inferred) in zip(rows, expected, strict=True):
        counts = [figures.count(number) for number in (entries, observed, 0, inferred)]
        assert " ".join(counts) in row
        assert row.endswith(figures.share(inferred, entries))
    assert sum(inferred > 0 for *_, inferred in expected) == 2


ENDINGS = {
    "all": "true",
    "in time": "is_in_window",
    "moved on later": "outcome = 'moved_on' and not is_in_window",
    "left": "outcome = 'left'",
    "still open": "outcome = 'open'",
    "too young": "outcome = 'open' and not is_window_over",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_rows_behind_every_number_are_as_many(
    good_home: Path, open_page: Open, ending: str
) -> None:
    opened = open_page(good_home, PAGE, step="Lead to MQL", month="Oct 2025", ending=ending)
    ((number,),) = asked(
        file_of(good_home),
        "select count(*) from stage_steps where from_stage_id = 'lead' and cohort_start ="
        f" date '2025-10-01' and {ENDINGS[ending]}",
    )
    if number:
        assert figures.things(number, "journey") in opened.text
        rows = rows_of(opened, "sm-stacks sm-journeys")
        assert len(rows) == min(number, conversion_journeys.SHOWN)
    else:
        assert "No journey of these months did so." in opened.text


def test_every_ending_of_the_choice_is_known_to_the_query() -> None:
    assert set(conversion_filters.ENDINGS) == set(ENDINGS)


def test_what_is_downloaded_is_every_row_and_nobodys_name(good_home: Path) -> None:
    published = Published(file_of(good_home))
    choice = Choice(asked_of.sets(published)[0])
    step = asked_of.steps(published, choice)[0]
    found = asked_of.journeys(published, choice, step, None, "all", 20_000)
    rows = list(csv.DictReader(io.StringIO(conversion_journeys.as_csv(found))))
    ((number,),) = asked(
        file_of(good_home), "select count(*) from stage_steps where from_stage_id = 'lead'"
    )
    assert len(rows) == found[0].found == number
    assert len({row["funnel_entry_id"] for row in rows}) == number
    assert not {"person_id", "visitor_id", "found"} & set(rows[0])


def test_between_two_days_nothing_changes(good_home: Path) -> None:
    published = Published(file_of(good_home))
    choice = Choice(asked_of.sets(published)[0])
    step = asked_of.steps(published, choice)[0]
    days = asked_of.days(published, choice, step)
    numbers = [day.day_number for day in days]
    gap = next(number for number in range(1, 400) if number not in numbers)
    assert conversion_times.at(days, gap).moved_share == max(
        day.moved_share for day in days if day.day_number < gap
    )
    assert conversion_times.at(days, -1).waiting_share == 1
    assert conversion_times.in_sight(days, numbers[-1]) == 0
    assert conversion_times.in_sight(days, -1) == step.timed
