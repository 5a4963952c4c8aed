-- What somebody of a family reads about their own case: steps, days and names of staff. No word of anybody, no address, and
-- nothing about who else of the family has a page or wrote. What the family was not told of is not told here either.
drop function if exists family_standing();  -- its columns may be fewer
create or replace function family_standing()
returns table (may_write_to_review boolean, has_person boolean, is_sent boolean, is_under_review boolean, is_served boolean,
               is_ended boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.side <> 'welfare',
           exists (select 1 from register_caseteammember t where t.case_id = c.id and t.side = 'welfare'
                   and t.role = 'lead_professional' and t.until_at is null),
           not exists (select 1 from register_casechild k join register_person p on p.id = k.person_id
                       where k.case_id = c.id and k.until_at is null and k.side <> 'welfare' and not exists (
                           select 1 from disclosure_disclosure d join register_person s on s.id = d.child_id
                           where d.case_id = c.id and d.kind = 'report' and d.was_told and s.canonical_id = p.canonical_id
                             and not exists (select 1 from representations_heldbackfrom h
                                             where h.access_id = a.id and h.disclosure_id = d.id))),
           coalesce(s.step in ('under_review', 'decided', 'ended'), false), coalesce(s.step = 'decided', false),
           coalesce(s.step = 'ended', false)
    from representations_familyaccess a join register_case c on c.id = a.case_id
    left join lateral (
        select t.step from register_casestate t where t.case_id = c.id order by t.at desc, t.id desc limit 1
    ) s on true
    where a.id in (select representations_my_page())
$$;

-- Who can help: the lead professionals of the family's children, or whoever covers for them now and until when; for a young
-- person their own. `area` is the council's.
drop function if exists family_helpers();  -- it gave less
create or replace function family_helpers() returns table (who uuid, area text, until_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    with mine as materialized (
        select a.case_id, c.area::text as area, a.is_young, me.canonical_id as me
        from representations_familyaccess a join register_case c on c.id = a.case_id
        join register_person me on me.id = a.person_id where a.id in (select representations_my_page())
    ), held as materialized (  -- the children of each appointment, and who covers for it now
        select mine.case_id, l.professional_id, s.canonical_id, v.covered_by_id, v.until_at
        from mine join register_casechild k on k.case_id = mine.case_id and k.until_at is null
        join register_person p on p.id = k.person_id join register_person s on s.canonical_id = p.canonical_id
        join welfare_leadprofessional l on l.child_id = s.id and l.until_at is null
        left join welfare_absencecover v on v.appointment_id = l.id
            and v.from_at <= statement_timestamp() and v.until_at > statement_timestamp()
        where not mine.is_young or p.canonical_id = mine.me
    ), found as (
        select t.actor_id, null::timestamptz as until_at
        from mine join register_caseteammember t on t.case_id = mine.case_id and t.side = 'welfare'
            and t.role = 'lead_professional' and t.until_at is null
        where (not mine.is_young or exists (
                select 1 from disclosure_milestone m join register_person s on s.id = m.child_id
                where s.canonical_id = mine.me and m.case_id = mine.case_id and m.contact_id = t.actor_id
                  and m.kind = 'lead_professional_appointed'))
          and (not exists (select 1 from held h where h.professional_id = t.actor_id and h.covered_by_id is not null)
               or exists (select 1 from held h where h.professional_id = t.actor_id and h.covered_by_id is null))
        union
        -- only whoever is on this case as well: who covers for another case's is that family's to know
        select h.covered_by_id, max(h.until_at) from held h join register_caseteammember t
            on t.case_id = h.case_id and t.actor_id = h.covered_by_id and t.side = 'welfare' and t.role = 'lead_professional'
            and t.from_at <= statement_timestamp() and t.until_at > statement_timestamp()
        group by h.covered_by_id
    )
    select f.actor_id, mine.area, f.until_at from mine left join found f on true
$$;

-- What was sent, when, by whom, and who opened it: for a grown-up all of the case that the family was told of; what was shared at
-- once only when its reasons say so, so that it can be held back from somebody before. For a young person what is about
-- themselves. Never what stands in it.
drop function if exists family_sent();  -- it gave less
create or replace function family_sent()
returns table (disclosure uuid, sent_at timestamptz, sender uuid, reader uuid, opened_at timestamptz, is_report boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.id, d.at, d.by_id, r.by_id, r.at, d.kind = 'report'
    from representations_familyaccess a
    join disclosure_disclosure d on d.case_id = a.case_id
        and case when d.kind <> 'emergency' then d.was_told
            else exists (select 1 from welfare_sharingrecord w where w.disclosure_id = d.id and w.was_told) end
    join register_person s on s.id = d.child_id join register_person me on me.id = a.person_id
    left join disclosure_receipt r on r.disclosure_id = d.id
    where a.id in (select representations_my_page()) and (not a.is_young or me.canonical_id = s.canonical_id)
      and not exists (select 1 from representations_heldbackfrom h where h.access_id = a.id and h.disclosure_id = d.id)
    order by d.at desc, d.id, r.at
$$;

-- On which days the Home Office asked for a report: about any child of the case for a grown-up, about themselves for a young person.
create or replace function family_asked() returns table (asked_on date)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct (q.at at time zone 'Europe/London')::date
    from representations_familyaccess a
    join disclosure_request q on q.case_id = a.case_id and q.kind = 'report'
    join register_person s on s.id = q.child_id join register_person me on me.id = a.person_id
    where a.id in (select representations_my_page()) and (not a.is_young or me.canonical_id = s.canonical_id)
    order by 1 desc
$$;

-- What was decided and how counted what was sent and said, as the officer wrote it to the family: with the notice, to its
-- grown-ups. A young person hears it from their lead professional. Whoever is not told of something that was sent reads what was
-- decided alone: how that counted would tell them of it.
create or replace function family_feedback() returns table (served_on date, outcome text, leave_length text, how_it_counted text)
language sql stable security definer set search_path = public, pg_temp as $$
    select f.served_on, f.outcome::text, f.leave_length::text,
           case when exists (select 1 from representations_heldbackfrom h where h.access_id = a.id) then '' else f.how_it_counted end
    from representations_familyaccess a join disclosure_feedback f on f.case_id = a.case_id
    where a.id in (select representations_my_page()) and not a.is_young
    order by f.at desc, f.id
$$;

-- Which letters the family has, and since when; not where they were sent. A young person's come by their lead professional.
-- That a review ended without a decision, and that it goes on, is written without proof: these have the day of the letter.
drop function if exists family_letters();  -- it named its day otherwise
create or replace function family_letters() returns table (kind text, of_day date, reply_by date)
language sql stable security definer set search_path = public, pg_temp as $$
    with mine as (
        select a.case_id from representations_familyaccess a
        where a.id in (select representations_my_page()) and not a.is_young
    )
    select 'invitation', p.received_on, p.reply_by from review_proofofreceipt p
        join review_replyinvitation i on i.id = p.invitation_id join review_review v on v.id = i.review_id
        join mine on mine.case_id = v.case_id
    union all
    select 'notice', s.served_on, null from review_service s join review_decision d on d.id = s.decision_id
        join review_review v on v.id = d.review_id join mine on mine.case_id = v.case_id
    union all
    select case when l.ending_id is null then 'goes_on' else 'ending' end, (l.at at time zone 'Europe/London')::date, null
        from review_letter l join review_review v on v.id = l.review_id join mine on mine.case_id = v.case_id
        where l.ending_id is not null or l.taken_back_id is not null
    order by 2 desc, 1 desc
$$;

-- On which day which office looked at what sort of page: of the family's case, or of a list that named somebody of it. Of the
-- children's side no more than a child's page, a page of the case or a list: not which child's, nor whether it was about a worry,
-- somebody's words or somebody's page. Of the other sides only that they looked. That it was urgent stands there where whoever
-- looked at that afterwards says that the family may know. That words were read stands there for whose words they were, and for
-- nobody else of the family. Never who, and nobody who came in from outside: not what anybody of
-- the family did.
create or replace function family_looks(most integer, skip integer)
returns table (looked_on date, office text, sort text, was_urgent boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with mine as materialized (
        select a.case_id, c.family_id from representations_familyaccess a join register_case c on c.id = a.case_id
        where a.id in (select representations_my_page())
    ), ours as materialized (
        select array_agg(p.id) || (select array_agg(m.case_id) from mine m) as ids
        from mine join register_familymember m on m.family_id = mine.family_id
        join register_person s on s.id = m.person_id join register_person p on p.canonical_id = s.canonical_id
    ), said as materialized (
        select array_agg(r.id) as ids from representations_representation r
        where r.access_id in (select representations_my_page())
    ), looks as (
        select e.at, e.side, e.actor_id, case when e.verb ^@ 'welfare.' then 'child' else 'case' end as sort
        from access_auditentry e where e.case_id in (select m.case_id from mine m)
            and e.outcome = 'opened' and e.side in ('welfare', 'decision', 'registry')
            and (not e.verb ^@ 'representations.' or e.shown && (select s.ids from said s))
        union all
        select e.at, e.side, e.actor_id, 'list'
        from access_auditentry e where e.shown && (select o.ids from ours o) and e.case_id is null
            and e.outcome = 'opened' and e.side in ('welfare', 'decision', 'registry')
    )
    select (l.at at time zone 'Europe/London')::date,
           case l.side when 'decision' then 'home_office' when 'registry' then 'registry' else coalesce(g.kind, 'other') end,
           case when l.side = 'welfare' then l.sort else 'any' end,
           bool_or(l.side = 'welfare' and exists (
               select 1 from welfare_urgentopening o join welfare_urgentopeningcheck k on k.opening_id = o.id
               where o.case_id in (select m.case_id from mine m) and o.by_id = l.actor_id and k.family_is_told
                 and l.at >= o.at and l.at < o.until_at))
    from looks l left join access_actor w on w.id = l.actor_id left join access_agency g on g.id = w.agency_id
    group by 1, 2, 3 order by 1 desc, 2, 3 limit most offset skip
$$;
