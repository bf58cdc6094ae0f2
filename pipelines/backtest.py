"""A draft tried on what is published: on the states it kept, or on its steps run again.

Where a draft changes more than conditions, thresholds, personas, fit points and exclusions, dbt
compiles the models under it, and those that come out otherwise run again in memory, with everything
that reads them. The home's work files are read and never written.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from expectations.annexes import Annexes
from expectations.backtest import Placement, Replay, Report, backtest, measure, place
from expectations.backtest.replay import MEASURED
from expectations.errors import BadInputError, SmarketingError
from expectations.schema import Agreement
from expectations.tables import load_agreement_tables
from pipelines.backtest_file import compiled_models, leading
from pipelines.home import Home
from pipelines.pacing import NowAndThen

_TABLES = '"work"."agreement".'


def try_draft(
    home: Home,
    draft: Agreement,
    annexes: Annexes,
    since: date | None,
    progress: Callable[[str], None],
) -> Report:
    """Return what a draft would have done to what is published.

    Args:
        home: where something is published.
        draft: what is tried; it need not be signed.
        annexes: of the agreement, for what must run again.
        since: a day from which is counted; the draft takes the place of the version in force on it
            and of all later ones.
        progress: is told what takes long.

    Raises:
        BadInputError: nothing is published, or the last run is not the published one.
        SmarketingError: the models cannot be compiled under the draft.
    """
    if not home.current.exists():
        raise BadInputError(
            f"Nothing is published in {home.root}, so there is no history to try a draft on."
            " Nothing was changed. Run first (make demo, or smarketing run)."
        )
    with Replay(home.current.resolve()) as replay:
        placement = place(draft, replay.agreements, replay.run.as_of, since)
        if placement.on_states:
            return backtest(replay, placement)
    progress(f"the draft changes {', '.join(sorted(placement.parts))}: its steps run again")
    with Replay(home.current.resolve(), built=(home.work_db, home.marts_db)) as replay:
        _require_published(replay)
        _run_again(home, replay, placement, annexes, progress)
        return measure(replay, placement, "steps")


def _run_again(
    home: Home,
    replay: Replay,
    placement: Placement,
    annexes: Annexes,
    progress: Callable[[str], None],
) -> None:
    """Compile the models under the draft, and run those that it changes, and all that read them."""
    from pipelines.pseudonyms import set_key

    built = compiled_models(home)
    with tempfile.TemporaryDirectory(prefix="draft-", dir=home.root) as folder:
        drafted = _compiled(home, Path(folder), placement, annexes, progress)
    set_key(replay.connection, home.key_file)
    load_agreement_tables(replay.connection, placement.series, annexes)
    changed = {
        name
        for name, node in drafted.items()
        if name not in built
        or node["compiled_code"] != built[name]["compiled_code"]
        or _TABLES in node["compiled_code"]
    }
    statements = leading(drafted, changed, MEASURED)
    now_and_then = NowAndThen(progress)
    for number, statement in enumerate(statements, start=1):
        now_and_then(f"under the draft: {number} of {len(statements)} steps, {statement.name}")
        sql = statement.sql.replace(_TABLES, "memory.agreement.")
        replay.make(statement.relation, sql)


def _require_published(replay: Replay) -> None:
    """Refuse work files of a later run than the published one: both sides must know the same."""
    differs = replay.connection.execute(
        "select count(*) from (from before.main.kpi_values except all from marts.main.kpi_values)"
    ).fetchone()
    if differs is None or differs[0]:
        raise BadInputError(
            "The last run was not published, so its steps know other things than what is published."
            " Nothing was changed. Run again until it is published, and then try this."
        )


def _compiled(
    home: Home,
    folder: Path,
    placement: Placement,
    annexes: Annexes,
    progress: Callable[[str], None],
) -> dict[str, dict[str, Any]]:
    """Return every model as dbt compiles it under the draft, in a home of its own."""
    from expectations.compile import compile_agreements, write_compiled
    from pipelines.transform import problem, run_dbt

    aside = replace(home, root=folder)
    aside.ensure()
    write_compiled(compile_agreements(placement.series, annexes), aside.agreement)
    shutil.copyfile(home.key_file, aside.key_file)
    progress("compiling the models under the draft")
    result = run_dbt(aside, ["compile"], progress)
    if not result.success:
        raise problem(aside, str(result.exception or "a model does not compile under the draft"))
    found = compiled_models(aside)
    if not found:
        raise SmarketingError("dbt compiled no model under the draft. Nothing was changed.")
    return found
