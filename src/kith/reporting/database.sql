-- Figures without names: one line per child of a case, with when each step was reached. The statistician reads nothing else.
drop view if exists reporting_child_step;
create view reporting_child_step as
select
    md5(c.id::text) as case_key,
    md5(coalesce(p.canonical_id, k.id)::text) as child_key,
    c.area,
    c.opened_at::date as opened_on,
    (select min(s.at) from register_casestate s where s.case_id = c.id and s.step = 'confirmed') as confirmed_at,
    k.from_at as listed_at, m.lead_at, m.views_at, m.released_at, m.review_at, m.served_at
from register_case c
left join register_casechild k on k.case_id = c.id and k.until_at is null
left join register_person p on p.id = k.person_id
left join lateral (
    select
        min(at) filter (where kind = 'lead_professional_appointed' and child_id = k.person_id) as lead_at,
        min(at) filter (where kind in ('views_recorded', 'views_not_sought_explained') and child_id = k.person_id) as views_at,
        min(at) filter (where kind = 'report_released' and child_id = k.person_id) as released_at,
        min(at) filter (where kind = 'review_opened') as review_at,
        min(at) filter (where kind = 'decision_served') as served_at
    from disclosure_milestone where case_id = c.id
) m on true;
