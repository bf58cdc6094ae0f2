"""The rule of what was told before: a closed month keeps it, while the same terms judge it."""

from collections.abc import Sequence

from expectations.gates.checks import FUNNEL, Check, kpis_of, percent
from expectations.gates.totals import VOLUME
from expectations.schema import Agreement

# fewer than these may be missing from a closed month: a deal that was reopened, two records merged
CORRECTIONS = 2


def closed_months_check(agreements: Sequence[Agreement], has_published: bool) -> Check:
    """Hold each stage's closed months against what was published before, as far as the same terms
    judge them: what other terms change was signed, and stands in the restatements.
    """
    rate = agreements[-1].tolerances.closed_month_drop_rate
    before = "published.main.fct_funnel" if has_published else f"{FUNNEL} where false"
    now = "work.agreement.versions"
    judged = (
        _first_months(now),
        _first_months("published.main.dim_agreement" if has_published else now),
    )
    counts = (
        "select stage_id, date_trunc('month', entered_on) as month,"
        f" count(*) filter (where {VOLUME}) as entries from"
    )
    compared = f"""
        with before as ({counts} (from {before}) group by all),
        now as ({counts} {FUNNEL} group by all),
        other_terms as (
            select min(month) as month from (
                select digest, min(month) as month from ({" union all ".join(judged)})
                group by digest having count(*) = 1
            )
        ),
        compared as (
            select before.stage_id, before.month, before.entries as entries_before,
                coalesce(now.entries, 0) as entries_now
            from before left join now
                on before.stage_id = now.stage_id and before.month = now.month
            -- the month under way is not closed
            where before.month < (select max(month) from before) and before.entries > 0
                and coalesce(before.month < (select month from other_terms), true)
        )"""
    none = "compared with no earlier publication"
    return Check(
        "publish.totals.closed_months",
        "No closed month lost what was published before",
        "tolerances.closed_month_drop_rate",
        f"""{compared}
        select strftime(month, '%Y-%m') || ' ' || stage_id as example,
            entries_now || ' instead of ' || entries_before as found
        from compared
        where entries_before - entries_now > greatest({rate} * entries_before, {CORRECTIONS})""",
        measured=f"""({compared}
            select coalesce(sum(entries_now) || ' entries of closed months, '
                || sum(entries_before) || ' published before', '{none}')
                || coalesce((
                    select case when year(month) = 1900 then ' (other terms judge every month now)'
                        else strftime(month, ' (other terms judge those since %Y-%m)') end
                    from other_terms where month is not null
                ), '') from compared)""",
        expected=f"at most {percent(rate)} fewer in any month and stage",
        kpis=kpis_of(agreements),
    )


def _first_months(versions: str) -> str:
    """Return the month from which each version judges; the first one judges all before it too."""
    return (
        "select digest, date_trunc('month', case when effective_from = min(effective_from) over ()"
        f" then date '1900-01-01' else effective_from end) as month from {versions}"
    )
