{# grain: as stage_entries, by the conditions alone: what a deadline's rule finds entered already #}
{{ entries_of("select * from " ~ ref('stage_firsts')) }}
