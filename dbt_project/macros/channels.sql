{# Google's default channel grouping from source, medium and campaign, in its documented order; the
   vendor's own grouping, where the export holds it, goes before. A click id is a paid search, and a
   newsletter an e-mail, which Google leaves to the tagging. #}
{% macro default_channel(traffic_source, traffic_medium, campaign, click_id) -%}
{%- set from_source = "lower(" ~ traffic_source ~ ")" -%}
{%- set by_medium = "lower(" ~ traffic_medium ~ ")" -%}
{%- set in_campaign = "lower(" ~ campaign ~ ")" -%}
{%- set is_paid = holds_pattern(by_medium, '^(.*cp.*|ppc|retargeting|paid.*)$') -%}
{%- set is_shop = holds_pattern(from_source, 'alibaba|amazon|ebay|etsy|shopify|walmart|mercadolibre') -%}
{%- set sells = holds_pattern(in_campaign, '([^a-df-z]|^)shop|shopping') -%}
{%- set engines = 'google|bing|yahoo|duckduckgo|baidu|yandex|ecosia' -%}
{%- set networks = 'facebook|instagram|linkedin|twitter|tiktok|pinterest|reddit' -%}
{%- set videos = 'youtube|vimeo|twitch|dailymotion|netflix' -%}
case
    when
        ({{ traffic_source }} is null or {{ from_source }} in ('(direct)', 'direct'))
        and ({{ traffic_medium }} is null or {{ by_medium }} in ('(none)', '(not set)'))
        and {{ click_id }} is null
        then 'Direct'
    when {{ holds_pattern(in_campaign, 'cross-network') }} then 'Cross-network'
    when {{ is_shop }} or ({{ sells }} and {{ is_paid }})
        then 'Paid Shopping'
    when {{ click_id }} is not null or ({{ is_paid }} and {{ holds_pattern(from_source, engines) }})
        then 'Paid Search'
    when {{ is_paid }} and {{ holds_pattern(from_source, networks) }} then 'Paid Social'
    when {{ is_paid }} and {{ holds_pattern(from_source, videos) }} then 'Paid Video'
    when {{ by_medium }} in ('display', 'banner', 'expandable', 'interstitial', 'cpm') then 'Display'
    when {{ is_paid }} then 'Paid Other'
    when {{ holds_pattern(from_source, 'shopping') }} or {{ sells }} then 'Organic Shopping'
    when
        {{ by_medium }} in (
            'social', 'social-network', 'social-media', 'sm', 'social network', 'social media'
        )
        or {{ holds_pattern(from_source, networks) }}
        then 'Organic Social'
    when {{ holds_pattern(from_source, videos) }} or {{ holds_pattern(by_medium, 'video') }}
        then 'Organic Video'
    when
        {{ holds_pattern(from_source, '^(e[-_ ]?mail|newsletter)') }}
        or {{ holds_pattern(by_medium, '^(e[-_ ]?mail|newsletter)$') }}
        then 'Email'
    when {{ by_medium }} = 'organic' or {{ holds_pattern(from_source, '^(' ~ engines ~ ')$') }}
        then 'Organic Search'
    when {{ by_medium }} = 'affiliate' then 'Affiliates'
    when {{ by_medium }} in ('referral', 'app', 'link') then 'Referral'
    when {{ by_medium }} = 'audio' then 'Audio'
    when {{ by_medium }} = 'sms' or {{ from_source }} = 'sms' then 'SMS'
    when
        {{ holds_pattern(by_medium, 'push$|mobile|notification') }} or {{ from_source }} = 'firebase'
        then 'Mobile Push Notifications'
    else 'Unassigned'
end
{%- endmacro %}
