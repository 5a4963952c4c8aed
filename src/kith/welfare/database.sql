-- The child's record is read by those who work with the child: the team, and the coordinator of the area.
do $$ declare t text; begin
    foreach t in array array['welfare_leadprofessional', 'welfare_chronologyentry', 'welfare_evidenceitem',
                             'welfare_wellbeingassessment', 'welfare_childsview', 'welfare_report', 'welfare_moretime',
                             'welfare_madeknown', 'welfare_contributionrequest', 'welfare_contribution', 'welfare_concern',
                             'welfare_namedperson', 'welfare_childsplan', 'welfare_planaction', 'welfare_notefile',
                             'welfare_absencecover', 'welfare_sharingrecord', 'welfare_emergencyrelease', 'welfare_emergencycheck',
                             'welfare_concernstep', 'welfare_timevariation', 'welfare_variationanswer',
                             'welfare_plancopy'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_case on %I to side_welfare
            using (exists (select 1 from register_case c where c.id = case_id))', t);
    end loop;
end $$;

-- What is shared and what is not, each says as themselves: whoever sends the statement. Somebody's look at an emergency names who
-- shared it and who gave the reasons as they were, so that neither looks at their own.
do $$ declare t text; begin
    foreach t in array array['welfare_sharingrecord', 'welfare_emergencyrelease', 'welfare_emergencycheck', 'welfare_madeknown',
                             'welfare_moretime', 'welfare_concern', 'welfare_namedperson', 'welfare_childsplan',
                             'welfare_planaction', 'welfare_notefile', 'welfare_absencecover', 'welfare_concernstep',
                             'welfare_timevariation', 'welfare_variationanswer', 'welfare_plancopy'] loop
        execute format('create policy as_themselves on %I as restrictive for insert to side_welfare
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;
create policy of_those_who_had_a_part on welfare_emergencycheck as restrictive for insert to side_welfare
    with check (exists (
        select 1 from welfare_emergencyrelease e join welfare_sharingrecord s on s.disclosure_id = e.disclosure_id
        where e.id = emergency_id and e.by_id = shared_by_id and s.by_id = reasons_by_id));
-- A step, a wish for another day and a copy hang on a concern or plan of that very child, which whoever writes may see.
do $$ declare t text; begin
    foreach t in array array['welfare_concernstep', 'welfare_timevariation'] loop
        execute format('create policy of_its_concern on %1$I as restrictive for insert to side_welfare
            with check (exists (select 1 from welfare_concern n where n.id = concern_id and n.case_id = %1$I.case_id
                                and n.child_id = %1$I.child_id))', t);
    end loop;
end $$;
create policy of_its_plan on welfare_plancopy as restrictive for insert to side_welfare
    with check (exists (select 1 from welfare_childsplan l join register_person p on p.id = l.child_id
                        join register_person same on same.canonical_id = p.canonical_id
                        where l.id = plan_id and same.id = welfare_plancopy.child_id));
-- A coordinator answers, who is a senior manager here.
create policy of_a_coordinator on welfare_variationanswer as restrictive for insert to side_welfare
    with check (exists (select 1 from access_membership m where m.actor_id = by_id and m.role = 'coordinator'
                        and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())));
create policy of_its_variation on welfare_variationanswer as restrictive for insert to side_welfare
    with check (exists (select 1 from welfare_timevariation v where v.id = variation_id and v.by_id = asked_by_id
                        and v.case_id = welfare_variationanswer.case_id and v.child_id = welfare_variationanswer.child_id));

-- A case opened urgently is its team's to know, and whoever opened it reads what was said of it when it is out of sight again.
alter table welfare_urgentopening enable row level security;
alter table welfare_urgentopeningcheck enable row level security;
create policy of_the_case on welfare_urgentopening to side_welfare
    using (exists (select 1 from register_case c where c.id = case_id));
create policy own_opening on welfare_urgentopening for select to side_welfare
    using (by_id = nullif(current_setting('app.actor', true), '')::uuid);
create policy of_the_case on welfare_urgentopeningcheck to side_welfare
    using (exists (select 1 from register_case c where c.id = case_id));
create policy own_opening on welfare_urgentopeningcheck for select to side_welfare
    using (opened_by_id = nullif(current_setting('app.actor', true), '')::uuid);
do $$ declare t text; begin
    foreach t in array array['welfare_urgentopening', 'welfare_urgentopeningcheck'] loop
        execute format('create policy as_themselves on %I as restrictive for insert to side_welfare
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;
create policy of_the_opening on welfare_urgentopeningcheck as restrictive for insert to side_welfare
    with check (exists (select 1 from welfare_urgentopening o where o.id = opening_id and o.by_id = opened_by_id
                        and o.case_id = welfare_urgentopeningcheck.case_id));

-- Whoever works on the children's side now, and is not on the team of a case, comes onto it for a day: only with a reason, which is
-- written in the same statement. It gives back which opening that is, or nothing where no case has that number.
create or replace function welfare_open_urgently(called text, why text, moment timestamptz) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare me uuid := nullif(current_setting('app.actor', true), '')::uuid; its uuid; made uuid := gen_random_uuid();
    ends timestamptz := moment + interval '24 hours'; begin
    if not exists (select 1 from access_membership m where m.actor_id = me and m.role in ('coordinator', 'lead_professional')
                   and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())) then
        raise exception 'only who works on the children''s side opens a case urgently' using errcode = 'insufficient_privilege';
    end if;
    if btrim(why) = '' or moment > statement_timestamp() then
        raise exception 'a case is opened urgently for a reason, now' using errcode = 'restrict_violation';
    end if;
    select c.id into its from register_case c where c.reference = called;
    if its is null then return null; end if;
    insert into register_caseteammember (id, version, case_id, actor_id, side, role, from_at, until_at)
        values (gen_random_uuid(), 1, its, me, 'welfare', 'urgent', moment, ends);
    insert into welfare_urgentopening (id, at, by_id, case_id, reference, reason, until_at)
        values (made, moment, me, its, called, why, ends);
    return made;
end $$;

-- Who had a child before keeps what they wrote themselves, and that they had the child; nothing else of the record.
do $$ declare t text; begin
    foreach t in array array['welfare_chronologyentry', 'welfare_evidenceitem', 'welfare_wellbeingassessment',
                             'welfare_childsview', 'welfare_contribution'] loop
        execute format('create policy own_words on %I for select to side_welfare
            using (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;
create policy own_appointment on welfare_leadprofessional for select to side_welfare
    using (professional_id = nullif(current_setting('app.actor', true), '')::uuid);

create policy own_cover on welfare_absencecover for select to side_welfare
    using (covered_by_id = nullif(current_setting('app.actor', true), '')::uuid);
-- Whoever sees who the lead professional is sees who covers for them.
create policy with_the_appointment on welfare_absencecover for select to side_welfare
    using (exists (select 1 from welfare_leadprofessional l where l.id = appointment_id));

-- A child of two cases has one lead professional: whoever may see the child on one of them sees who it is.
create policy of_a_child_in_sight on welfare_leadprofessional for select to side_welfare
    using (until_at is null and exists (
        select 1 from register_person a join register_person b on b.canonical_id = a.canonical_id
        join register_casechild k on k.person_id = b.id and k.until_at is null
        join register_case c on c.id = k.case_id where a.id = child_id));

alter table welfare_reportitem enable row level security;
create policy with_the_report on welfare_reportitem to side_welfare
    using (exists (select 1 from welfare_report r where r.id = report_id));

-- Somebody who is asked about a child comes in by a link and a code, and sees the one question and what they wrote. The
-- names of those who are asked are the children's side's.
create or replace function welfare_try_code(of_token text, of_code text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$ declare found welfare_contributionlink; begin
    -- Who comes in with the link and the code whose hashes these are: nobody where they do not go together, after the fifth
    -- wrong code, and once the link was ended. A try is counted before it is looked at.
    update welfare_contributionlink l set tries = l.tries + 1
        where l.token_sha256 = of_token and l.revoked_at is null and l.expires_at > statement_timestamp() and l.tries < 5
        returning * into found;
    if found.id is null or found.code_sha256 <> of_code then return null; end if;
    update welfare_contributionlink l set tries = 0 where l.id = found.id;
    return (select r.contributor_id from welfare_contributionrequest r where r.id = found.request_id);
end $$;

create or replace function welfare_my_question() returns table (request uuid, is_used boolean, until_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    -- The question that the actor was asked, while its link stands; and whether the answer went on in a report.
    return query select r.id, exists (
        select 1 from welfare_contribution c
        join welfare_reportitem i on i.item = c.id and i.kind = 'evidence' and i.choice = 'goes'
        join welfare_report p on p.id = i.report_id and p.step = 'released' where c.request_id = r.id), l.expires_at
    from welfare_contributionrequest r join welfare_contributionlink l on l.request_id = r.id
    where r.contributor_id = nullif(current_setting('app.actor', true), '')::uuid
      and l.revoked_at is null and l.expires_at > statement_timestamp();
end $$;

-- Whoever was asked and the children's side change one question in turn. What one side holds no other waits for, so this has a
-- number of its own; who was asked can hold nothing but their own question.
create or replace function welfare_hold_question(of_request uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$ begin
    if current_setting('role') = 'side_welfare' or of_request in (select m.request from welfare_my_question() m) then
        perform pg_advisory_xact_lock(1, hashtext(of_request::text));
    end if;
end $$;

alter table welfare_contributionlink enable row level security;
create policy of_the_request on welfare_contributionlink to side_welfare
    using (exists (select 1 from welfare_contributionrequest r where r.id = request_id));
create policy asked_of_me on welfare_contributionrequest for select to side_contributor
    using (id in (select m.request from welfare_my_question() m));
alter table welfare_contributiondraft enable row level security;
create policy my_draft on welfare_contributiondraft to side_contributor
    using (request_id in (select m.request from welfare_my_question() m));
create policy my_answer on welfare_contribution for select to side_contributor
    using (request_id in (select m.request from welfare_my_question() m));
create policy my_answer_until_it_went on welfare_contribution for insert to side_contributor
    with check (exists (
        select 1 from welfare_contributionrequest r join welfare_my_question() m on m.request = r.id and not m.is_used
        where r.id = request_id and r.case_id = welfare_contribution.case_id and r.child_id = welfare_contribution.child_id));
create policy in_ones_own_name on welfare_contribution as restrictive for insert to side_welfare, side_contributor
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
create policy not_who_is_asked on access_actor as restrictive for select
    to side_registry, side_decision, side_representative, side_family, side_clearance, side_statistics
    using (kind <> 'contributor');

-- Where each child is, step by step as `rules.next_for` has them, for whoever asks: the row policies say of which cases.
-- `person` is the child's lead professional or whoever covers for them now, `holder` who has the step by name. What is attached to any record of the child
-- is the child's; a request and its report belong to one case.
create or replace function welfare_work()
returns table (queue text, case_id uuid, child_id uuid, since timestamptz, due date, holder uuid, person uuid)
language sql stable as $$
    select w.queue, k.case_id, k.person_id,
           case w.queue when 'to_appoint' then greatest(k.from_at, (  -- and anew once the last one on this case has ended
                            select max(m.at) from disclosure_milestone m join register_person same on same.id = m.child_id
                            where m.case_id = c.id and m.kind = 'lead_professional_ended' and same.canonical_id = p.canonical_id
                              and not exists (  -- not where it was taken back, as if it had not been
                                  select 1 from welfare_leadprofessional l join register_person q on q.id = l.child_id
                                  where q.canonical_id = p.canonical_id and l.until_at = m.at and l.handover = ''
                                    and l.certificate_id is null)))
                        when 'to_release' then sent.sent_up_at when 'asked' then asked.at
                        when 'not_asked' then known.at when 'released' then crossed.at when 'decided' then final.at
                        when 'ended' then final.at
                        else lead.from_at end,
           case w.queue when 'to_release' then sent.due_on when 'asked' then asked.due_on end,
           case when w.queue in ('to_hear', 'asked', 'to_assess') then lead.at_work end,
           lead.at_work
    from register_case c
    join register_casechild k on k.case_id = c.id and k.until_at is null
    join register_person p on p.id = k.person_id
    left join lateral (
        select l.professional_id, l.from_at, coalesce(v.covered_by_id, l.professional_id) as at_work,
               min(l.professional_id::text) over () <> max(l.professional_id::text) over () as are_two,
               exists (select 1 from disclosure_milestone m
                       where m.case_id = c.id and m.child_id = k.person_id and m.contact_id = l.professional_id
                         and m.kind = 'lead_professional_appointed' and m.at >= l.from_at) as is_known
        from register_person same
        join welfare_leadprofessional l on l.child_id = same.id and l.until_at is null
        left join welfare_absencecover v on v.appointment_id = l.id
            and v.from_at <= statement_timestamp() and v.until_at > statement_timestamp()
        where same.canonical_id = p.canonical_id order by is_known desc, l.from_at desc limit 1
    ) lead on true
    left join lateral (
        select r.sent_up_at, coalesce(m.due_on, q.due_on) as due_on from welfare_report r
        join register_person same on same.id = r.child_id and same.canonical_id = p.canonical_id
        join disclosure_request q on q.id = r.request_id
        left join lateral (select d.due_on from disclosure_moveddate d where d.request_id = q.id
                           order by d.at desc, d.id desc limit 1) m on true
        where r.case_id = c.id and r.step = 'with_coordinator' limit 1
    ) sent on true
    left join lateral (
        select 1 as is_so from register_person same join welfare_childsview v on v.child_id = same.id
        where same.canonical_id = p.canonical_id limit 1
    ) heard on true
    left join lateral (
        select q.at, coalesce(m.due_on, q.due_on) as due_on from disclosure_request q
        join register_person same on same.id = q.child_id and same.canonical_id = p.canonical_id
        left join lateral (select d.due_on from disclosure_moveddate d where d.request_id = q.id
                           order by d.at desc, d.id desc limit 1) m on true
        where q.case_id = c.id and q.kind = 'report'
            and not exists (select 1 from disclosure_disclosure d where d.request_id = q.id)
        order by q.at limit 1
    ) asked on true
    left join lateral (
        select max(a.at) as at from register_person same join welfare_wellbeingassessment a on a.child_id = same.id
        where same.canonical_id = p.canonical_id
    ) known on true
    left join lateral (
        select max(d.at) as at from disclosure_disclosure d
        join register_person same on same.id = d.child_id and same.canonical_id = p.canonical_id
        where d.case_id = c.id and d.kind = 'report'
    ) crossed on true
    left join lateral (
        select t.step, t.at from (select s.step, s.at from register_casestate s where s.case_id = c.id
                                  order by s.at desc, s.id desc limit 1) t where t.step in ('decided', 'ended')
    ) final on true
    cross join lateral (select case
        when final.step = 'ended' then 'ended'
        when lead.is_known is not true then 'to_appoint' when lead.are_two then 'to_settle'
        when sent.sent_up_at is not null then 'to_release'
        when heard.is_so is null then 'to_hear' when asked.at is not null then 'asked' when known.at is null then 'to_assess'
        when k.side = 'welfare' and not exists (
            select 1 from register_casechild o join register_person same on same.id = o.person_id
            where o.case_id = c.id and o.until_at is null and o.side <> 'welfare' and same.canonical_id = p.canonical_id
        ) then 'to_make_known'
        when final.step = 'decided' then 'decided' when crossed.at is not null then 'released' else 'not_asked' end as queue
    ) w
    union all
    select case when t.actor_id is null then 'words_unallocated' else 'words_to_answer' end,
           w.case_id, null, w.at, null, t.actor_id, t.actor_id
    from (
        select p.case_id, min(p.at) as at from representations_representation p
        where p.side in ('common', 'welfare') and not exists (
            select 1 from representations_answer a where a.representation_id = p.id and a.side in ('common', 'welfare'))
        group by p.case_id
    ) w
    left join register_caseteammember t on t.case_id = w.case_id and t.side = 'welfare' and t.role = 'lead_professional'
        and t.from_at <= statement_timestamp() and (t.until_at > statement_timestamp() or t.until_at is null
            and not exists (  -- who is away reads and answers when they are back, and whoever covers does now
                select 1 from welfare_absencecover v join welfare_leadprofessional l on l.id = v.appointment_id
                where v.case_id = w.case_id and l.professional_id = t.actor_id and l.until_at is null
                  and v.from_at <= statement_timestamp() and v.until_at > statement_timestamp()))
        -- before there is one, the coordinator reads and answers
    union all
    select 'to_take_over', k.case_id, k.person_id, w.at, null, null, l.professional_id
    from (
        select p.canonical_id, min(n.at) as at from welfare_concern n join register_person p on p.id = n.child_id
        where not n.is_over and n.certificate_id is null
          and not exists (select 1 from welfare_concern o where o.corrects_id = n.id)
        group by p.canonical_id
    ) w
    join register_person p on p.canonical_id = w.canonical_id
    join register_casechild k on k.person_id = p.id and k.until_at is null
    cross join lateral (
        select h.professional_id from register_person same
        join welfare_leadprofessional h on h.child_id = same.id and h.until_at is null
        join access_actor a on a.id = h.professional_id and a.social_worker_on is null
        where same.canonical_id = w.canonical_id order by h.from_at desc, h.id limit 1
    ) l
    union all
    -- Shared at once: its reasons, by whoever has the child, then the look of a coordinator who had no part in it.
    select case when s.id is null then 'reasons_to_give' else 'emergency_to_check' end,
           e.case_id, k.person_id, coalesce(s.at, e.at), case when s.id is null then e.due_on end,
           case when s.id is null then l.at_work end, l.at_work
    from welfare_emergencyrelease e
    left join welfare_sharingrecord s on s.disclosure_id = e.disclosure_id
    join register_person p on p.id = e.child_id
    join register_person same on same.canonical_id = p.canonical_id
    join register_casechild k on k.person_id = same.id and k.case_id = e.case_id and k.until_at is null
    left join lateral (
        select coalesce(v.covered_by_id, h.professional_id) as at_work from register_person o
        join welfare_leadprofessional h on h.child_id = o.id and h.until_at is null
        left join welfare_absencecover v on v.appointment_id = h.id
            and v.from_at <= statement_timestamp() and v.until_at > statement_timestamp()
        where o.canonical_id = p.canonical_id order by h.from_at desc, h.id limit 1
    ) l on true
    where not exists (select 1 from welfare_emergencycheck c where c.emergency_id = e.id)
    union all
    -- What is due about a concern, as `rules.clocks` has it: by whoever has the child, and by a coordinator where nobody has.
    select due.queue, n.case_id, k.person_id, due.since, moved.due_on, l.at_work, l.at_work
    from welfare_concern n
    join register_person p on p.id = n.child_id
    join register_person same on same.canonical_id = p.canonical_id
    join register_casechild k on k.person_id = same.id and k.case_id = n.case_id and k.until_at is null
    cross join lateral (
        select min(s.happened_on) filter (where s.step = 'shared') as shared,
               min(s.happened_on) filter (where s.step = 'discussion') as discussed,
               min(s.happened_on) filter (where s.step = 'investigation') as investigated,
               min(s.happened_on) filter (where s.step = 'notice') as called,
               min(s.happened_on) filter (where s.step = 'meeting') as met,
               min(s.happened_on) filter (where s.step = 'record') as recorded,
               min(s.happened_on) filter (where s.step = 'core_group') as grouped,
               min(s.happened_on) filter (where s.step = 'change' and s.is_new) as changed
        from (
            select s.step, s.happened_on, not exists (
                select 1 from welfare_concernstep r where r.concern_id = s.concern_id and r.step = 'reported'
                  and not r.is_taken_back and (r.first_at, r.id) > (s.first_at, s.id)
                  and not exists (select 1 from welfare_concernstep o where o.corrects_id = r.id)) as is_new
            from welfare_concernstep s
            where s.concern_id = n.id and not s.is_taken_back
              and not exists (select 1 from welfare_concernstep o where o.corrects_id = s.id)
        ) s
    ) day
    cross join lateral (
        select coalesce(day.discussed, day.investigated, day.called, day.met) is not null as is_discussed,
               coalesce(day.called, day.met) is not null as is_called,
               coalesce(day.investigated + time '12:00', day.discussed + time '12:00') as began
    ) so
    cross join lateral (values
        ('shared', n.told = '' and day.shared is null and not so.is_discussed, null),
        ('discussion', not so.is_discussed, day.shared + time '12:00'),
        ('notice', so.is_discussed and not so.is_called, so.began),
        ('meeting', so.is_called and day.met is null, so.began),
        ('record', day.met is not null and day.recorded is null, day.met + time '12:00'),
        ('core_group', day.met is not null and day.grouped is null, day.met + time '12:00'),
        ('reported', day.changed is not null, day.changed + time '12:00')
    ) step (step, is_due, since)
    left join lateral (
        select v.due_on from welfare_timevariation v join welfare_variationanswer a on a.variation_id = v.id and a.agrees
        where v.concern_id = n.id and v.step = step.step and not exists (  -- for the time for which it was asked
            select 1 from welfare_concernstep r where r.concern_id = n.id and r.step = v.step and not r.is_taken_back
              and r.first_at > v.at and not exists (select 1 from welfare_concernstep o where o.corrects_id = r.id))
        order by a.at desc, a.id desc limit 1
    ) own on true
    left join lateral (
        select v.due_on from welfare_timevariation v join welfare_variationanswer a on a.variation_id = v.id and a.agrees
        where v.concern_id = n.id and v.step = 'meeting' order by a.at desc, a.id desc limit 1
    ) meeting on true
    -- The last day for the notice is counted back from the meeting's, unless two people moved that day itself.
    cross join lateral (select case when step.step = 'notice' and own.due_on is null then meeting.due_on else own.due_on end
                        as due_on) moved
    cross join lateral (select case
        when step.step = 'notice' and own.due_on is not null then 'notice_to_give' when step.step = 'notice' then 'meeting_to_call'
        when step.step = 'shared' then 'concern_to_share' when step.step = 'discussion' then 'discussion_to_hold'
        when step.step = 'meeting' then 'meeting_to_hold' when step.step = 'record' then 'record_to_send'
        when step.step = 'core_group' then 'core_group_to_meet' else 'change_to_report' end as queue,
        coalesce(step.since at time zone 'utc', n.at) as since) due
    left join lateral (
        select coalesce(v.covered_by_id, h.professional_id) as at_work from register_person o
        join welfare_leadprofessional h on h.child_id = o.id and h.until_at is null
        left join welfare_absencecover v on v.appointment_id = h.id
            and v.from_at <= statement_timestamp() and v.until_at > statement_timestamp()
        where o.canonical_id = p.canonical_id order by h.from_at desc, h.id limit 1
    ) l on true
    where step.is_due and not n.is_over and n.certificate_id is null
      and not exists (select 1 from welfare_concern o where o.corrects_id = n.id)
    union all
    select 'time_to_agree', v.case_id, k.person_id, v.at, null, null, l.at_work
    from welfare_timevariation v
    join register_person p on p.id = v.child_id
    join register_person same on same.canonical_id = p.canonical_id
    join register_casechild k on k.person_id = same.id and k.case_id = v.case_id and k.until_at is null
    left join lateral (
        select coalesce(c.covered_by_id, h.professional_id) as at_work from register_person o
        join welfare_leadprofessional h on h.child_id = o.id and h.until_at is null
        left join welfare_absencecover c on c.appointment_id = h.id
            and c.from_at <= statement_timestamp() and c.until_at > statement_timestamp()
        where o.canonical_id = p.canonical_id order by h.from_at desc, h.id limit 1
    ) l on true
    where not exists (select 1 from welfare_variationanswer a where a.variation_id = v.id)
      and not exists (select 1 from welfare_concern o where o.corrects_id = v.concern_id)
    union all
    -- Opened urgently, until a coordinator who is somebody else has looked.
    select 'urgent_to_check', o.case_id, null, o.at, null, null, null
    from welfare_urgentopening o
    where o.by_id is distinct from nullif(current_setting('app.actor', true), '')::uuid
      and not exists (select 1 from welfare_urgentopeningcheck k where k.opening_id = o.id)
$$;

create or replace function welfare_work(of_case uuid)
returns table (queue text, case_id uuid, child_id uuid, since timestamptz, due date, holder uuid, person uuid)
language plpgsql stable as $$ begin
    if of_case is null then return query select * from welfare_work();
    else return query select * from welfare_work() w where w.case_id = of_case;
    end if;
end $$;

-- The same with the children's side's own ground: a child-protection concern that is not over.
create or replace function welfare_comes_first(months integer)
returns table (case_id uuid, child_id uuid, ground text) language sql stable as $$
    select * from register_comes_first($1)
    union all
    select distinct k.case_id, p.canonical_id, 'open_concern'
    from welfare_concern n join register_person o on o.id = n.child_id
    join register_person p on p.canonical_id = o.canonical_id
    join register_casechild k on k.person_id = p.id and k.until_at is null
    where not n.is_over and n.certificate_id is null and not exists (select 1 from welfare_concern l where l.corrects_id = n.id)
$$;
