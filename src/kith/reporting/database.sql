-- Figures without names: one line per child of a case, with when each step was reached; and what was decided, or how a review
-- ended, when. The statistician reads nothing else.
drop view if exists reporting_child_step;
create view reporting_child_step as
select
    md5(c.id::text) as case_key,
    md5(coalesce(p.canonical_id, k.id)::text) as child_key,
    c.area,
    c.opened_at::date as opened_on,
    s.confirmed_at, k.from_at as listed_at, k.side, m.lead_at, m.views_at, m.released_at, r.review_at,
    r.served_at, r.ended_at, r.went_on_at  -- each time: what was served or ended counts no more once the review goes on
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
        array_agg(at) filter (where kind = 'decision_served') as served_at,
        array_agg(at) filter (where kind = 'review_ended') as ended_at,
        array_agg(at) filter (where kind = 'review_goes_on') as went_on_at
    from disclosure_milestone group by case_id
) r on r.case_id = c.id
where c.closed_at is null;  -- a case is closed where the files that it came from were taken back
drop view if exists reporting_outcome;
create view reporting_outcome as
select md5(r.case_id::text) as case_key, s.at, d.outcome
from review_service s join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
where exists (select 1 from disclosure_milestone m  -- a pause is no decision, and passes none
              where m.case_id = r.case_id and m.kind = 'decision_served' and m.at = s.at)
union all
select md5(r.case_id::text), a.at, e.outcome
from review_endinganswer a join review_ending e on e.id = a.ending_id join review_review r on r.id = e.review_id
where a.verdict = 'confirmed';

-- What three proposals would cover, in counts by council, for every number of years that a statistician may choose. Dates of
-- both sides are read here and nowhere else: what comes out is how many, never who, and nothing is kept. The rule of a day
-- and a number of years is `reporting.rules.answer_of`; a test takes the same families through both.
-- Each person who may bear a proposal gives two days: the earliest from which its years may run, and the day from which they
-- surely do (infinity: never surely). Without rows for a case there is nobody of whom it could be so.
create or replace function reporting_proposals(
    at timestamptz, came text[], schools text[], school_age integer, codes text[], least_years integer[], most_years integer[])
returns table (proposal text, years integer, area text, answer text, why text, cases bigint, people bigint, children bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    today date := (at at time zone 'Europe/London')::date;
    adult date := today - interval '18 years';
    whys text[] := array['no_birth_place', 'no_arrival', 'no_school', 'age', 'disagree', 'not_exact', 'school_since'];
begin
    -- Asked of one day after another, the days of arrival of single families would show.
    if abs(extract(epoch from statement_timestamp() - at)) > 86400 then
        raise exception 'figures are counted as at now' using errcode = 'invalid_parameter_value';
    end if;
    return query
    with setting as materialized (
        select c.code, y as years, (today - make_interval(years => y))::date as since
        from unnest(codes, least_years, most_years) c (code, least, most), generate_series(greatest(c.least, 1), least(c.most, 20)) y
    ), member as materialized (
        select distinct c.id as case_id, p.canonical_id
        from register_case c
        join register_familymember m on m.family_id = c.family_id and m.until_at is null
        join register_person p on p.id = m.person_id
        where c.opened_at <= at
    ), school_word as materialized (
        select p.canonical_id, min(e.said_on) as day
        from welfare_evidenceitem e join register_person p on p.id = e.child_id
        where e.kind = 'school' and not exists (select 1 from welfare_evidenceitem n where n.corrects_id = e.id)
        group by p.canonical_id
    ), known as materialized (
        select p.canonical_id,
            min(f.earliest) filter (where f.kind = 'birth_date') as born_from,
            max(f.latest) filter (where f.kind = 'birth_date') as born_until,
            min(f.earliest) filter (where f.kind = 'arrived_on' and f.source = any (came)) as came_from,
            max(f.latest) filter (where f.kind = 'arrived_on' and f.source = any (came)) as came_until,
            max(f.earliest) filter (where f.kind = 'arrived_on' and f.source = any (came))
                > min(f.latest) filter (where f.kind = 'arrived_on' and f.source = any (came)) as is_apart,
            min(f.latest) filter (where f.kind = 'arrived_on' and f.source <> all (came)) as here_by,
            min((f.said_at at time zone 'Europe/London')::date) filter (where f.source = any (schools)) as on_roll
        from register_person p join register_personfact f on f.person_id = p.id
        where p.canonical_id in (select m.canonical_id from member m)
        group by p.canonical_id
    ), dated as materialized (
        select m.case_id, m.canonical_id, k.born_from, k.born_until, k.came_from, k.came_until, s.school_on,
            coalesce(k.born_until > adult, k.born_until is null) as may_be_child,
            coalesce(k.born_from > adult, false) as is_child,
            case when k.came_until is null then coalesce(k.born_from, '-infinity')
                 else greatest(k.born_from, least(k.came_from, k.here_by, s.school_on)) end as stays_from,
            case when coalesce(k.came_until, k.here_by, s.school_on) is null then 'infinity'  -- `greatest` passes over what is not known
                 else greatest(k.born_from, coalesce(k.came_until, least(k.here_by, s.school_on))) end as stays_until,
            case when k.came_until is null then 'no_arrival'
                 when k.is_apart or least(k.here_by, s.school_on) < k.came_from then 'disagree' else 'not_exact' end as stay_why
        from member m
        left join known k on k.canonical_id = m.canonical_id
        left join school_word w on w.canonical_id = m.canonical_id
        cross join lateral (select least(k.on_roll, w.day) as school_on) s
    ), span as materialized (
        select d.case_id, 'residence' as code, d.stays_from as from_on, d.stays_until as until_on, d.stay_why as why from dated d
        union all
        select d.case_id, 'child_residence', d.stays_from, case when d.is_child then d.stays_until else 'infinity' end,
            case when d.is_child then d.stay_why else 'age' end
        from dated d where d.may_be_child
        union all  -- where somebody was born is not read here; who came on a day after the birth was not born here
        select d.case_id, 'birth_or_school', '-infinity', 'infinity', 'no_birth_place'
        from dated d where d.may_be_child and (d.came_from > d.born_until) is not true
        union all
        select d.case_id, 'birth_or_school', least(s.from_on, s.until_on), s.until_on,
            case when not d.is_child then 'age' when d.school_on is null then 'no_school' else 'school_since' end
        from dated d cross join lateral (
            select greatest(d.stays_from, (d.born_from + make_interval(years => school_age))::date) as from_on,
                   case when d.is_child and d.school_on is not null
                        then greatest(d.school_on, (d.born_until + make_interval(years => school_age))::date)
                        else 'infinity' end as until_on
        ) s where d.may_be_child
    ), size as materialized (
        select c.id as case_id, c.area::text as area, count(d.canonical_id) as people,
            count(*) filter (where d.born_until > adult) as children
        from register_case c join dated d on d.case_id = c.id group by c.id
    ), judged as materialized (
        select s.code, s.years, z.area, z.people, z.children,
            case when bool_or(e.until_on <= s.since) then 'covered'
                 when bool_or(e.from_on <= s.since) then 'cannot_tell' else 'not_covered' end as answer,
            whys[min(array_position(whys, e.why)) filter (where e.from_on <= s.since)] as why
        from size z cross join setting s left join span e on e.case_id = z.case_id and e.code = s.code
        group by z.case_id, z.area, z.people, z.children, s.code, s.years, s.since
    )
    select j.code, j.years, j.area, j.answer, null::text, count(*), sum(j.people)::bigint, sum(j.children)::bigint
    from judged j group by j.code, j.years, j.area, j.answer
    union all  -- why it cannot be told, for all councils together
    select j.code, j.years, null, j.answer, j.why, count(*), sum(j.people)::bigint, sum(j.children)::bigint
    from judged j where j.answer = 'cannot_tell' group by j.code, j.years, j.answer, j.why;
end $$;

-- The ledger is the statistician's. What went to the committees is public, and read by those who may go to the cases behind it.
alter table reporting_release enable row level security;
create policy own_ledger on reporting_release to side_statistics using (true)
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
create policy sent on reporting_release for select to side_welfare, side_decision using (kind = 'conveners_letter');

-- Which cases in sight a letter counted at which step, for whoever may go from a figure to its cases: as their own side knew the
-- children. The key of a case is that of the view above.
create or replace function reporting_counted_in_sight(of_release uuid)
returns table (id uuid, reference text, stage text, children integer)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.reference::text,
        case current_setting('role') when 'side_decision' then k.decision_stage else k.welfare_stage end::text,
        case current_setting('role') when 'side_decision' then k.decision_children else k.welfare_children end::integer
    from reporting_countedcase k join register_case c on md5(c.id::text) = k.case_key
    where k.release_id = of_release and c.id in (select register_in_sight(null))
$$;
