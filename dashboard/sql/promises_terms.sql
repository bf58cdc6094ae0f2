-- grain: one row per version that held a promise, the newest first, in the document's words
select
    terms.agreement_version as version,
    versions.effective_from,
    terms.label,
    terms.sentence
from agreement_terms as terms
left join dim_agreement as versions on terms.agreement_version = versions.agreement_version
where
    terms.part = 'promises'
    and terms.term_id = $promise_id
order by terms.agreement_version desc
