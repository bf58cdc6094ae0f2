"""What *Disagreements* asks of a published version: one named question, one row shape each.

To add a figure: its SQL in `sql/disagreements_<name>.sql`, its row in `disagreements_rows.py`, its
function here.
"""

from dataclasses import asdict, dataclass

from dashboard.disagreements_rows import Cell, Labelled, MonthEnd, Span, Square, Totals
from dashboard.published import Published

ALL = "all"


@dataclass(frozen=True)
class Choice:
    """The labels and the stage that are looked at; each may be all."""

    marketing: str = ALL
    crm: str = ALL
    stage: str = ALL

    @property
    def words(self) -> str:
        """Return whose months these are: of every label, or of those chosen."""
        chosen = (
            ("marketing tool", self.marketing),
            ("CRM", self.crm),
            ("definition", self.stage),
        )
        said = [f"{who} says {word}" for who, word in chosen if word != ALL]
        return "Of every label" if not said else "Where the " + ", the ".join(said)


def totals(published: Published) -> Totals:
    """Return how many differ now."""
    return published.rows("disagreements_totals", Totals)[0]


def months(published: Published, choice: Choice) -> list[MonthEnd]:
    """Return how many of the chosen differed at each month's end, newest first."""
    return published.rows("disagreements_months", MonthEnd, **asdict(choice))


def cells(published: Published) -> list[Cell]:
    """Return every combination of labels and stage, those that differ first."""
    return published.rows("disagreements_cells", Cell)


def squares(published: Published) -> list[Square]:
    """Return each tool's labels against the stages, in the order of what they mean."""
    return published.rows("disagreements_matrix", Square)


def journeys(published: Published, choice: Choice, who: str, most: int) -> list[Labelled]:
    """Return at most so many of the chosen journeys; `who` is differing or everybody."""
    return published.rows("disagreements_journeys", Labelled, who=who, most=most, **asdict(choice))


def bridge(published: Published) -> list[Span]:
    """Return what lies between each source's totals and ours, cause by cause."""
    return published.rows("disagreements_bridge", Span)
