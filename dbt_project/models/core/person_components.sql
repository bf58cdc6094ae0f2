{# grain: one row per identifier, with the smallest identifier of its connected component #}
{{ connected_components(ref('identity_edges')) }}
