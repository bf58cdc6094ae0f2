{# Google's default channel grouping from source, medium and campaign, as documented; the vendor's
   own grouping, where the export holds it, goes before. #}
{% macro default_channel(traffic_source, traffic_medium, campaign, click_id) -%}
case
    when
        ({{ traffic_source }} is null or {{ traffic_source }} in ('(direct)', 'direct'))
        and ({{ traffic_medium }} is null or {{ traffic_medium }} in ('(none)', '(not set)'))
        and {{ click_id }} is null
        then 'Direct'
    when {{ holds_pattern(traffic_medium, '^(.*cp.*|ppc|retargeting|paid.*)$') }}
        and {{ holds_pattern(traffic_source, 'google|bing|yahoo|duckduckgo|baidu|yandex|ecosia') }}
        then 'Paid Search'
    when {{ click_id }} is not null then 'Paid Search'
    when {{ holds_pattern(traffic_medium, '^(.*cp.*|ppc|retargeting|paid.*)$') }}
        and {{ holds_pattern(traffic_source, 'facebook|instagram|linkedin|twitter|tiktok|youtube') }}
        then 'Paid Social'
    when {{ traffic_medium }} in ('display', 'banner', 'expandable', 'interstitial', 'cpm')
        then 'Display'
    when {{ holds_pattern(traffic_medium, '^(.*cp.*|ppc|retargeting|paid.*)$') }} then 'Paid Other'
    when
        {{ traffic_medium }} in ('social', 'social-network', 'social-media', 'sm', 'social network')
        or {{ holds_pattern(traffic_source, 'facebook|instagram|linkedin|twitter|tiktok') }}
        then 'Organic Social'
    when
        {{ holds_pattern(traffic_source, 'e-?mail|newsletter') }}
        or {{ holds_pattern(traffic_medium, '^(e[-_ ]?mail|newsletter)$') }}
        then 'Email'
    when
        {{ traffic_medium }} = 'organic'
        or {{ holds_pattern(traffic_source, '^(google|bing|yahoo|duckduckgo|baidu|yandex|ecosia)$') }}
        then 'Organic Search'
    when {{ traffic_medium }} = 'affiliate' then 'Affiliates'
    when {{ traffic_medium }} in ('referral', 'app', 'link') then 'Referral'
    when {{ traffic_medium }} = 'audio' then 'Audio'
    when {{ traffic_medium }} = 'sms' or {{ traffic_source }} = 'sms' then 'SMS'
    else 'Unassigned'
end
{%- endmacro %}
