-- Figures without names: one line per child of a case, with when each step was reached. The statistician reads nothing else.
drop view if exists reporting_child_step;
create view reporting_child_step as
select
    md5(c.id::text) as case_key,
    md5(coalesce(p.canonical_id, k.id)::text) as child_key,
    c.area,
    c.opened_at::date as opened_on,
    s.confirmed_at, k.from_at as listed_at, m.lead_at, m.views_at, m.released_at, r.review_at, r.served_at
from register_case c
left join (
    select case_id, min(at) as confirmed_at from register_casestate where step = 'confirmed' group by case_id
) s on s.case_id = c.id
left join register_casechild k on k.case_id = c.id and k.until_at is null
left join register_person p on p.id = k.person_id
left join (
    select case_id, child_id,
        min(at) filter (where kind = 'lead_professional_appointed') as lead_at,
        min(at) filter (where kind in ('views_recorded', 'views_not_sought_explained')) as views_at,
        min(at) filter (where kind = 'report_released') as released_at
    from disclosure_milestone where child_id is not null group by case_id, child_id
) m on m.case_id = c.id and m.child_id = k.person_id
left join (
    select case_id,
        min(at) filter (where kind = 'review_opened') as review_at,
        min(at) filter (where kind = 'decision_served') as served_at
    from disclosure_milestone group by case_id
) r on r.case_id = c.id;
