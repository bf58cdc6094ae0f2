{# grain: as stage_entries, by the conditions alone: what a deadline's rule finds entered already #}
{# a view, so that an agreement without such a rule does not compute the entries twice #}
{{ config(materialized='view') }}
{{ entries_of("select * from " ~ ref('stage_firsts')) }}
