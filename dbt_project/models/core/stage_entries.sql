{# grain: one row per journey and stage entered, visits apart: entered(k) = min f(j) over all j >= k
   (semantics 8), f(j) being the first moment of a condition or of a deadline's rule #}
{{ entries_of("select * from " ~ ref('stage_firsts') ~ " union all select * from " ~ ref('policy_firsts')) }}
