-- Extra holds and incidents are read on the side on which they were written, by those who work on the case.
do $$ declare t text; begin
    foreach t in array array['safeguards_hold', 'safeguards_incident'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_its_side on %I to side_welfare, side_decision
            using (''side_'' || side = current_setting(''role'') and exists (select 1 from register_case c where c.id = case_id))', t);
    end loop;
end $$;
alter table safeguards_lifting enable row level security;
create policy with_the_hold on safeguards_lifting to side_welfare, side_decision
    using (exists (select 1 from safeguards_hold h where h.id = hold_id));
alter table safeguards_followup enable row level security;
create policy with_the_incident on safeguards_followup to side_welfare, side_decision
    using (exists (select 1 from safeguards_incident i where i.id = incident_id));

alter table safeguards_welfarecheck enable row level security;
create policy of_the_case on safeguards_welfarecheck to side_welfare
    using (exists (select 1 from register_case c where c.id = case_id));

-- Who asks for clearance reads what they asked themselves. On the decision side senior officers read it, and nobody else.
alter table safeguards_clearance enable row level security;
create policy own_questions on safeguards_clearance to side_clearance
    using (by_id = nullif(current_setting('app.actor', true), '')::uuid);
create policy asked_of_seniors on safeguards_clearance for select to side_decision
    using (exists (select 1 from access_membership m where m.actor_id = nullif(current_setting('app.actor', true), '')::uuid
                   and m.role = 'senior_officer' and m.from_at <= statement_timestamp()
                   and (m.until_at is null or m.until_at > statement_timestamp())));

-- Whether a step is clear, from facts of both sides of the wall: clear or not, one of three kinds, and nothing else. A senior
-- officer reads it as the facts are now; who asked reads it once it was signed, and clear for as long as the facts give it
-- and the looks that were there at the signature are fresh. An unknown reference, one out of a senior officer's sight and a
-- case that the children's side alone knows of give the same answer.
-- Families join: every case counts in which somebody of this family, or a child on its list, is now.
create or replace function safeguards_answer(of_clearance uuid) returns table (is_clear boolean, kind text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    me uuid := nullif(current_setting('app.actor', true), '')::uuid;
    today date := (statement_timestamp() at time zone 'Europe/London')::date;
    is_outside boolean := current_setting('role') = 'side_clearance';
    asked safeguards_clearance; signed safeguards_clearanceanswer; held register_case;
    people uuid[]; cases uuid[]; is_final boolean; is_fresh boolean; is_stopped boolean; why text;
begin
    select * into asked from safeguards_clearance c where c.id = of_clearance;
    select * into signed from safeguards_clearanceanswer a where a.clearance_id = of_clearance;
    if is_outside then
        if asked.by_id is distinct from me or signed.id is null then return; end if;
        if not signed.is_clear then return query select false, signed.kind::text; return; end if;
    elsif asked.id is null or not exists (
        select 1 from access_membership m where m.actor_id = me and m.role = 'senior_officer'
            and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())
    ) then return;
    end if;
    select * into held from register_case c where c.reference = asked.reference and c.side <> 'welfare'
        and (is_outside or array[c.area::text, ''] && array(select register_sees_area()));
    people := array(
        select p.canonical_id from register_familymember m join register_person p on p.id = m.person_id
        where m.family_id = held.family_id and m.until_at is null
        union select p.canonical_id from register_casechild k join register_person p on p.id = k.person_id
        where k.case_id = held.id and k.until_at is null);
    cases := array(
        select held.id
        union select c.id from register_person p join register_familymember m on m.person_id = p.id and m.until_at is null
        join register_case c on c.family_id = m.family_id where p.canonical_id = any (people)
        union select k.case_id from register_person p join register_casechild k on k.person_id = p.id and k.until_at is null
        where p.canonical_id = any (people));
    select bool_and(c.closed_at is not null or coalesce('decided' = (
        select s.step from register_casestate s where s.case_id = c.id order by s.at desc, s.id desc limit 1), false))
        into is_final from register_case c where c.id = any (cases) and c.side <> 'welfare';
    is_final := is_final and not exists (  -- a court has it, or the notice came back
        select 1 from review_review r join review_decision d on d.review_id = r.id join review_service v on v.decision_id = d.id
        where r.case_id = any (cases) and (
            exists (select 1 from review_challenge h where h.service_id = v.id and h.kind <> 'complaint'
                    and not exists (select 1 from review_challengeoutcome o where o.challenge_id = h.id))
            or exists (select 1 from review_returnednotice n where n.service_id = v.id and not review_is_served_anew(v.id)
                       and not exists (select 1 from review_renewedservice a where a.returned_id = n.id))));
    is_final := is_final and not exists (  -- it can be challenged yet, by the days that were written down with the service
        select 1 from register_case c where c.id = any (cases) and c.side <> 'welfare' and c.closed_at is null and not coalesce((
            select greatest(v.challenge_until, (
                select max(a.challenge_until) from review_returnednotice n join review_renewedservice a on a.returned_id = n.id
                where n.service_id = v.id), (  -- as many days again since it was last decided anew: a court's result was put right
                select max((s.at at time zone 'Europe/London')::date) + (v.challenge_until - (v.at at time zone 'Europe/London')::date)
                from register_casestate s where s.case_id = c.id and s.step = 'decided' and s.at > v.at)) < today
            from review_review r join review_decision d on d.review_id = r.id join review_service v on v.decision_id = d.id
            where r.case_id = c.id order by v.at desc, v.id desc limit 1), false));
    if is_outside then  -- whatever came of a decision since the signature: a senior officer signs again
        is_final := is_final and not exists (
            select 1 from register_casestate s where s.case_id = any (cases) and s.at > signed.at
        ) and not exists (
            select 1 from review_review r join review_decision d on d.review_id = r.id join review_service v on v.decision_id = d.id
            where r.case_id = any (cases) and (
                exists (select 1 from review_challenge h left join review_challengeoutcome o on o.challenge_id = h.id
                        where h.service_id = v.id and h.kind <> 'complaint' and greatest(h.at, o.at) > signed.at)
                or exists (select 1 from review_returnednotice n left join review_renewedservice a on a.returned_id = n.id
                           where n.service_id = v.id and greatest(n.at, a.at) > signed.at)));
    end if;
    -- Each child is looked at by each of its lead professionals, of whom there are two for a time after records were joined;
    -- what a lead professional wrote who is one no more counts no more. What somebody wrote while they covered counts as theirs,
    -- also when they cover no more.
    select bool_and(coalesce(newest.fresh_until >= today, false) and (not is_outside or coalesce(then_fresh.is_so, false))),
           bool_or(coalesce(newest.harm_is_foreseen, false) or coalesce(waits.is_so, false))
        into is_fresh, is_stopped
        from register_casechild k join register_person p on p.id = k.person_id
        left join lateral (
            select l.id, l.professional_id from welfare_leadprofessional l join register_person same on same.id = l.child_id
            where same.canonical_id = p.canonical_id and l.until_at is null
        ) lead on true
        left join lateral (  -- to whichever record of the child it was written
            select l.fresh_until, l.harm_is_foreseen
            from safeguards_welfarecheck l join register_person same on same.id = l.child_id
            where same.canonical_id = p.canonical_id
                and (l.by_id = lead.professional_id or exists (
                    select 1 from welfare_absencecover v where v.appointment_id = lead.id and v.covered_by_id = l.by_id
                        and v.from_at <= l.at and l.at < v.until_at))
            order by l.at desc, l.id desc limit 1
        ) newest on true
        left join lateral (
            select true as is_so from safeguards_welfarecheck l join register_person same on same.id = l.child_id
            where same.canonical_id = p.canonical_id
                and (l.by_id = lead.professional_id or exists (
                    select 1 from welfare_absencecover v where v.appointment_id = lead.id and v.covered_by_id = l.by_id
                        and v.from_at <= l.at and l.at < v.until_at))
                and l.at <= signed.at and l.fresh_until >= today limit 1
        ) then_fresh on true
        left join lateral (
            select m.kind = 'asks_to_wait' as is_so from disclosure_milestone m join register_person same on same.id = m.child_id
            where same.canonical_id = p.canonical_id and m.kind in ('asks_to_wait', 'may_go_on') order by m.at desc, m.id desc limit 1
        ) waits on true
        where k.case_id = any (cases) and k.until_at is null;
    why := case
        when held.id is null then 'other'
        when not exists (select 1 from register_familymember m where m.family_id = held.family_id and m.until_at is null) then 'other'
        when is_final is not true then 'decision_not_final'
        when is_fresh is null then 'other'  -- no child is listed: nobody could look
        when not is_fresh then 'welfare_check_not_fresh'
        when is_stopped then 'other'
        when exists (select 1 from register_case c where c.id = any (cases) and c.side = 'welfare') then 'other'
        when exists (  -- a family that was given leave stays
            select 1 from register_case c, lateral (
                select f.leave_length from review_service v join review_decision d on d.id = v.decision_id
                join review_draft f on f.id = d.draft_id join review_review r on r.id = d.review_id
                where r.case_id = c.id order by v.at desc, v.id desc limit 1
            ) newest where c.id = any (cases) and newest.leave_length <> '') then 'other'
        when exists (select 1 from safeguards_hold h where h.case_id = any (cases)
                     and not exists (select 1 from safeguards_lifting l where l.hold_id = h.id)) then 'other'
        when exists (
            select 1 from disclosure_milestone m where m.case_id = any (cases) group by m.case_id
            having count(*) filter (where m.kind = 'identity_open') > count(*) filter (where m.kind = 'identity_settled')
        ) then 'other'
        when exists (select 1 from unnest(cases) c(id), lateral register_may_be_children(c.id)) then 'other'
        else '' end;
    return query select why = '', why;
end $$;

-- A senior officer signs as themselves, and clear only where the facts give it: whoever sends the statement.
alter table safeguards_clearanceanswer enable row level security;
create policy read_by_seniors on safeguards_clearanceanswer for select to side_decision
    using (exists (select 1 from safeguards_clearance c where c.id = clearance_id));
create policy signed_as_facts_give_it on safeguards_clearanceanswer for insert to side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from safeguards_answer(clearance_id) f
                            where f.is_clear or not safeguards_clearanceanswer.is_clear));
