"""The one statement that flattens GA4's nested events: every parameter in a single pass.

A column that is no part of `SHAPE` is kept as it stands in `extra`, and costs nothing where there
is none: what Google documents and no page reads (`KNOWN_UNUSED`) stays in the landed file only.
To add a column, add it to `GA4_EVENTS` in `tables.py` and its expression to `flat_columns`.
"""

from collections.abc import Iterable, Sequence

from expectations.conditions import quoted

# The parts of an event that are read, as a tree: a name and, for a record, its fields.
SHAPE: dict[str, dict | None] = {
    "event_date": None,
    "event_timestamp": None,
    "event_name": None,
    "event_params": {
        "key": None,
        "value": {
            "string_value": None,
            "int_value": None,
            "double_value": None,
            "float_value": None,
        },
    },
    "user_id": None,
    "user_pseudo_id": None,
    "stream_id": None,
    "batch_page_id": None,
    "batch_ordering_id": None,
    "batch_event_index": None,
    "privacy_info": {"analytics_storage": None},
    "device": {"category": None, "web_info": {"hostname": None}},
    "geo": {"country": None},
    "traffic_source": {"name": None, "medium": None, "source": None},
    "collected_traffic_source": {
        "manual_campaign_name": None,
        "manual_source": None,
        "manual_medium": None,
        "gclid": None,
    },
    "session_traffic_source_last_click": {
        "manual_campaign": {"campaign_name": None, "source": None, "medium": None},
        "cross_channel_campaign": {"default_channel_group": None},
    },
}
# columns of the export that no page reads; they are never taken for a renamed one
KNOWN_UNUSED = frozenset(
    (
        "app_info",
        "ecommerce",
        "event_bundle_sequence_id",
        "event_dimensions",
        "event_previous_timestamp",
        "event_server_timestamp_offset",
        "event_value_in_usd",
        "is_active_user",
        "items",
        "platform",
        "publisher",
        "user_first_touch_timestamp",
        "user_ltv",
        "user_properties",
    )
)
# without these a file is no export of GA4 events
# without a usable value in these a row is rejected
NEVER_EMPTY = ("event_date", "event_timestamp", "event_name")
NEEDED = (*NEVER_EMPTY, "event_params")


def paths(shape: dict[str, dict | None], before: str = "") -> set[str]:
    """Return every dotted path of a shape."""
    found = set()
    for name, fields in shape.items():
        found.add(before + name)
        if fields:
            found |= paths(fields, f"{before}{name}.")
    return found


ALL_PATHS = frozenset(paths(SHAPE))


def unread(names: Iterable[str]) -> tuple[str, ...]:
    """Return which of an event's columns are neither read nor known to be left out."""
    return tuple(name for name in names if name not in SHAPE and name not in KNOWN_UNUSED)


def json_columns(kept: Sequence[str] = ()) -> str:
    """Return the explicit columns for `read_json`: every leaf is text, whatever JSON made of it."""
    columns = [f"{name}: '{_type(name, SHAPE[name])}'" for name in SHAPE]
    columns += [f"{_name(name)}: 'JSON'" for name in kept]
    return "{" + ", ".join(columns) + "}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _extra(kept: Sequence[str]) -> str:
    """Return what stands in columns that no model reads, as JSON without what is empty."""
    if not kept:
        return "cast(null as varchar)"
    packed = ", ".join(f"{quoted(name)}: {_name(name)}" for name in kept)
    # a merge leaves out what is null
    return f"nullif(cast(json_merge_patch('{{}}', to_json({{{packed}}})) as varchar), '{{}}')"


def _type(name: str, fields: dict[str, dict | None] | None) -> str:
    if fields is None:
        return "VARCHAR"
    inside = ", ".join(f'"{child}" {_type(child, below)}' for child, below in fields.items())
    return f"STRUCT({inside})" + ("[]" if name == "event_params" else "")


def flat_columns(present: Iterable[str]) -> dict[str, str]:
    """Return each column of raw.ga4__events as an expression over the parts that are present."""
    there = frozenset(present)

    def text(path: str) -> str:
        return f"cast({path} as varchar)" if path in there else "cast(null as varchar)"

    def whole(path: str) -> str:
        return f"try_cast({path} as bigint)" if path in there else "cast(null as bigint)"

    def values(key: str, kinds: Iterable[str]) -> list[str]:
        found = f"event_params[list_position(param_keys, '{key}')].value"
        return [f"{found}.{kind}" for kind in kinds if f"event_params.value.{kind}" in there]

    def param(key: str) -> str:
        kinds = ("string_value", "int_value", "double_value", "float_value")
        shown = [f"cast({value} as varchar)" for value in values(key, kinds)]
        return f"coalesce({', '.join(shown)})" if shown else "cast(null as varchar)"

    def whole_param(key: str) -> str:
        kinds = ("int_value", "string_value", "double_value")
        shown = [f"try_cast({value} as bigint)" for value in values(key, kinds)]
        return f"coalesce({', '.join(shown)})" if shown else "cast(null as bigint)"

    last_click = "session_traffic_source_last_click"
    collected = "collected_traffic_source"
    return {
        "event_date": f"cast(try_strptime({text('event_date')}, ['%Y%m%d', '%Y-%m-%d']) as date)",
        "event_timestamp": whole("event_timestamp"),
        "event_name": f"nullif(trim({text('event_name')}), '')",
        "user_id": text("user_id"),
        "user_pseudo_id": f"nullif({text('user_pseudo_id')}, '')",
        "stream_id": text("stream_id"),
        "ga_session_id": f"cast({whole_param('ga_session_id')} as varchar)",
        "ga_session_number": whole_param("ga_session_number"),
        "page_location": param("page_location"),
        "page_referrer": param("page_referrer"),
        "page_title": param("page_title"),
        "session_engaged": param("session_engaged"),
        "engagement_time_msec": whole_param("engagement_time_msec"),
        "form_id": param("form_id"),
        "form_name": param("form_name"),
        "batch_page_id": whole("batch_page_id"),
        "batch_ordering_id": whole("batch_ordering_id"),
        "batch_event_index": whole("batch_event_index"),
        "analytics_storage": text("privacy_info.analytics_storage"),
        "event_source": param("source"),
        "event_medium": param("medium"),
        "event_campaign": param("campaign"),
        "session_source": text(f"{last_click}.manual_campaign.source"),
        "session_medium": text(f"{last_click}.manual_campaign.medium"),
        "session_campaign": text(f"{last_click}.manual_campaign.campaign_name"),
        "collected_source": text(f"{collected}.manual_source"),
        "collected_medium": text(f"{collected}.manual_medium"),
        "collected_campaign": text(f"{collected}.manual_campaign_name"),
        "gclid": text(f"{collected}.gclid"),
        "user_source": text("traffic_source.source"),
        "user_medium": text("traffic_source.medium"),
        "user_campaign": text("traffic_source.name"),
        "default_channel_group": text(f"{last_click}.cross_channel_campaign.default_channel_group"),
        "device_category": text("device.category"),
        "country": text("geo.country"),
        "hostname": text("device.web_info.hostname"),
    }


def flat_select(relation: str, present: Iterable[str], kept: Sequence[str] = ()) -> str:
    """Return the statement that flattens a relation of nested events, one row per event."""
    there = frozenset(present)
    columns = ",\n    ".join(f"{sql} as {name}" for name, sql in flat_columns(there).items())
    keys = (
        "list_transform(event_params, lambda param: param.key)"
        if "event_params.key" in there
        else "cast(null as varchar[])"
    )
    # what a rejected row shows
    shown = "concat_ws(', ', {}, {}, {})".format(
        *(f"'{name}: ' || coalesce(cast({name} as varchar), 'nothing')" for name in NEVER_EMPTY)
    )
    return (
        f"select\n    filename,\n    {shown} as shown,\n    {_extra(kept)} as extra,\n"
        f"    {columns}\n"
        f"from (select *, {keys} as param_keys from {relation})"
    )
