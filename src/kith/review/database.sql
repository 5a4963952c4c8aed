-- A review is read by its team and by the managers of the decision side.
alter table review_review enable row level security;
create policy of_the_case on review_review to side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
do $$ declare t text; begin
    foreach t in array array['review_bestinterests', 'review_factorfinding', 'review_conflictdeclaration', 'review_draft',
                             'review_replyinvitation', 'review_decision', 'review_letter', 'review_reportexception',
                             'review_tracecheck', 'review_laterwords', 'review_ending', 'review_papercheck'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_review on %I to side_decision
            using (exists (select 1 from review_review r where r.id = review_id))', t);
    end loop;
end $$;

-- What hangs on a finding, an invitation or a decision is read with it.
do $$ declare t text; parent text; key text; begin
    for t, parent, key in values
        ('review_findingevidence', 'review_factorfinding', 'finding_id'),
        ('review_panelmember', 'review_bestinterests', 'assessment_id'),
        ('review_proofofreceipt', 'review_replyinvitation', 'invitation_id'),
        ('review_reply', 'review_replyinvitation', 'invitation_id'),
        ('review_exceptionsignature', 'review_reportexception', 'exception_id'),
        ('review_secondview', 'review_decision', 'decision_id'),
        ('review_confirmation', 'review_decision', 'decision_id'),
        ('review_laterwordsanswer', 'review_decision', 'decision_id'),
        ('review_endinganswer', 'review_ending', 'ending_id'),
        ('review_endingtakenback', 'review_ending', 'ending_id'),
        ('review_service', 'review_decision', 'decision_id'),
        ('review_returnednotice', 'review_service', 'service_id'),
        ('review_renewedservice', 'review_returnednotice', 'returned_id'),
        ('review_challenge', 'review_service', 'service_id'),
        ('review_challengeoutcome', 'review_challenge', 'challenge_id'),
        ('review_outcomereading', 'review_challengeoutcome', 'outcome_id'),
        ('review_sampleddecision', 'review_service', 'service_id'),
        ('review_qualitycheck', 'review_sampleddecision', 'sampled_id')
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy with_what_it_hangs_on on %1$I to side_decision
            using (exists (select 1 from %2$I p where p.id = %3$I))',
            t, parent, key);
    end loop;
end $$;

-- Of which month a sample was drawn tells nothing of any case.
alter table review_qualitysample enable row level security;
create policy drawn_once on review_qualitysample to side_decision using (true) with check (true);

-- That a report is not waited for, a senior officer says and another signs, each as themselves: whoever sends the statement.
do $$ declare t text; begin
    foreach t in array array['review_reportexception', 'review_exceptionsignature'] loop
        execute format('create policy by_a_senior_officer on %I as restrictive for insert to side_decision
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid
                        and exists (select 1 from access_membership m where m.actor_id = by_id and m.role = ''senior_officer''
                                    and m.from_at <= statement_timestamp()
                                    and (m.until_at is null or m.until_at > statement_timestamp())))', t);
    end loop;
end $$;

-- That a review ends without a decision, the officer who has it says as themselves; a review manager or a second officer
-- answers, and takes it back, as themselves.
create policy by_its_officer on review_ending as restrictive for insert to side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from review_review r where r.id = review_id and r.officer_id = review_ending.by_id));
-- A letter that the review ended is of an ending that was confirmed and stands; one that it goes on, of one that was taken back.
create policy of_an_ending_of_this_review on review_letter as restrictive for insert to side_decision
    with check ((ending_id is null or exists (
                    select 1 from review_ending e join review_endinganswer a on a.ending_id = e.id and a.verdict = 'confirmed'
                    where e.id = review_letter.ending_id and e.review_id = review_letter.review_id
                      and not exists (select 1 from review_endingtakenback b where b.ending_id = e.id)))
                and (taken_back_id is null or exists (
                    select 1 from review_endingtakenback b join review_ending e on e.id = b.ending_id
                    where b.id = review_letter.taken_back_id and e.review_id = review_letter.review_id)));
do $$ declare t text; begin
    foreach t in array array['review_endinganswer', 'review_endingtakenback'] loop
        execute format('create policy by_one_who_may_answer on %I as restrictive for insert to side_decision
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid
                        and exists (select 1 from access_membership m where m.actor_id = by_id
                                    and m.role in (''review_manager'', ''second_officer'')
                                    and m.from_at <= statement_timestamp()
                                    and (m.until_at is null or m.until_at > statement_timestamp())))', t);
    end loop;
end $$;

-- Who sat on a panel about a child, whoever wrote its assessment writes down, as themselves.
create policy by_its_author on review_panelmember as restrictive for insert to side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from review_bestinterests b where b.id = assessment_id and b.by_id = review_panelmember.by_id));

-- What came after a decision was served each records as themselves; that a result was read, only who decided or confirmed it.
do $$ declare t text; begin
    foreach t in array array['review_returnednotice', 'review_renewedservice', 'review_challenge', 'review_challengeoutcome',
                             'review_outcomereading', 'review_qualitysample', 'review_sampleddecision', 'review_qualitycheck'] loop
        execute format('create policy as_themselves on %I as restrictive for insert to side_decision
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;
create policy by_a_manager_of_all on review_qualitysample as restrictive for insert to side_decision
    with check (exists (select 1 from access_membership m where m.actor_id = by_id and m.role = 'review_manager' and m.area = ''
                        and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())));
create policy by_those_who_decided on review_outcomereading as restrictive for insert to side_decision
    with check (exists (
        select 1 from review_challengeoutcome o join review_challenge h on h.id = o.challenge_id
        join review_service s on s.id = h.service_id join review_decision d on d.id = s.decision_id
        join review_confirmation a on a.id = s.confirmation_id
        where o.id = outcome_id and review_outcomereading.by_id in (d.by_id, a.by_id)));
-- A result that was recorded is put right by another one, which says why.
create or replace function review_has_result(of_challenge uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from review_challengeoutcome o where o.challenge_id = of_challenge)
$$;
create policy put_right_with_a_reason on review_challengeoutcome as restrictive for insert to side_decision
    with check (reason <> '' or not review_has_result(challenge_id));

-- A review is closed by a service or by an ending that was confirmed, and a case is decided, has ended, or goes on, with its
-- review: no statement says so by itself. As functions of their owner: what hangs on a review is read with it, and would ask for it again.
create or replace function review_has_ended(of_review uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from review_ending e join review_endinganswer a on a.ending_id = e.id and a.verdict = 'confirmed'
                   where e.review_id = of_review and not exists (select 1 from review_endingtakenback b where b.ending_id = e.id))
$$;
create or replace function review_was_served(of_review uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from review_service s join review_decision d on d.id = s.decision_id where d.review_id = of_review)
$$;
-- A case is decided by its newest service: one that can be challenged until a day, with no review open since, and none that a
-- court upheld a challenge to.
create or replace function review_is_decided(of_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce((
        select s.challenge_until is not null and not exists (
            select 1 from review_challenge h join review_challengeoutcome o on o.challenge_id = h.id
            where h.service_id = s.id and h.kind <> 'complaint' and o.result in ('upheld', 'partly_upheld')
                and not exists (select 1 from review_challengeoutcome n
                                where n.challenge_id = h.id and (n.at, n.id) > (o.at, o.id)))
        from review_service s join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
        where r.case_id = of_case order by s.at desc, s.id desc limit 1
    ), false) and not exists (select 1 from review_review r where r.case_id = of_case and r.closed_at is null)
$$;
create or replace function review_is_served_anew(of_service uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from review_service s join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
        join review_review v on v.case_id = r.case_id join review_decision e on e.review_id = v.id
        join review_service newer on newer.decision_id = e.id and (newer.at, newer.id) > (s.at, s.id)
        where s.id = of_service)
$$;
create policy closed_by_two_people on review_review as restrictive for update to side_decision
    with check (closed_at is null or review_has_ended(id) or review_was_served(id));
create policy opened_open on review_review as restrictive for insert to side_decision with check (closed_at is null);
create policy ended_with_its_review on register_casestate as restrictive for insert to side_decision
    with check (step <> 'ended' or exists (
        select 1 from review_review r where r.case_id = register_casestate.case_id and review_has_ended(r.id)));
create policy decided_with_its_service on register_casestate as restrictive for insert to side_decision
    with check (step <> 'decided' or review_is_decided(case_id));
create policy decided_with_its_service on disclosure_milestone as restrictive for insert to side_decision
    with check (kind <> 'decision_served' or review_is_decided(case_id));
create policy ended_with_its_review on disclosure_milestone as restrictive for insert to side_decision
    with check (kind <> 'review_ended' or exists (
        select 1 from review_review r where r.case_id = disclosure_milestone.case_id and review_has_ended(r.id)));

-- Where the actor is second officer without an own view of what was drafted last (`queries.is_blind`), and since when the
-- family was told the points against it, if it was: only a refusal is told first.
create or replace function review_blind_cases() returns table (case_id uuid, told_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare me uuid := nullif(current_setting('app.actor', true), '')::uuid; begin
    return query select t.case_id, (  -- in whichever review of the case: the earlier one tells what was drafted as well
        select min(i.at) from review_replyinvitation i join review_review v on v.id = i.review_id where v.case_id = t.case_id)
    from register_caseteammember t
    cross join lateral (
        select v.id, v.officer_id from review_review v where v.case_id = t.case_id
        order by v.closed_at desc nulls first, v.opened_at desc limit 1
    ) r
    where t.actor_id = me and t.side = 'decision' and t.role = 'second_officer' and t.until_at is null
      and r.officer_id <> me  -- who has the case by now has nothing to be kept from
      and not exists (
          select 1 from review_secondview s join review_decision d on d.id = s.decision_id
          where s.by_id = me and d.draft_id = (
              select f.id from review_draft f where f.review_id = r.id order by f.number desc limit 1));
end $$;

-- Whether another case is said to be the same as this one, which is in sight: whoever may not see the other learns no more.
create or replace function review_is_named(of_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from register_case c join review_ending e on e.other_reference = c.reference
        left join review_endinganswer a on a.ending_id = e.id
        where c.id = of_case and exists (select 1 from register_in_sight(of_case)) and a.verdict is distinct from 'returned'
            and not exists (select 1 from review_endingtakenback b where b.ending_id = e.id))
$$;

-- Until then nobody reads how the family's words were met, nor what it said after it was told: both tell what was drafted.
-- Which cases these are is asked once for a statement (`array`), not for each row.
create policy after_an_own_view on representations_representation as restrictive for select to side_decision
    using (case_id <> all (array(select b.case_id from review_blind_cases() b where b.told_at is not null))
           or not exists (select 1 from review_blind_cases() b
                          where b.case_id = representations_representation.case_id and b.told_at <= at));
create policy after_an_own_view on representations_answer as restrictive for select to side_decision
    using (representation_id <> all (array(
        select r.id from representations_representation r join review_blind_cases() b on b.case_id = r.case_id)));

-- Whether a decision that was recorded and is not served rests on words: they are not taken from under it. It is returned first.
create or replace function review_rests_on(words uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from review_decision d join review_draft f on f.id = d.draft_id
        where (review_rests_on.words = any (d.considered) or exists (
                  select 1 from review_laterwords l where l.decision_id = d.id and review_rests_on.words = any (l.said)))
          and not exists (select 1 from review_service s where s.decision_id = d.id)
          and not exists (select 1 from review_confirmation c where c.decision_id = d.id and c.verdict = 'returned')
          and not exists (select 1 from review_laterwordsanswer a where a.decision_id = d.id and a.verdict = 'returned')
          and not exists (select 1 from review_draft n where n.review_id = f.review_id and n.number > f.number))
$$;
create policy not_under_a_decision on representations_misplaced as restrictive for insert to side_decision
    with check (not review_rests_on(representation_id));

-- Nor what was said against an earlier decision of the case, what came of it, and how it read to somebody who had no part in it:
-- that tells how it was decided.
create policy after_an_own_view on review_challenge as restrictive for select to side_decision
    using (not exists (select 1 from review_service s join review_decision d on d.id = s.decision_id
                       join review_review r on r.id = d.review_id
                       where s.id = service_id and r.case_id = any (array(select b.case_id from review_blind_cases() b))));
create policy after_an_own_view on review_qualitycheck as restrictive for select to side_decision
    using (not exists (select 1 from review_sampleddecision m join review_service s on s.id = m.service_id
                       join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
                       where m.id = sampled_id and r.case_id = any (array(select b.case_id from review_blind_cases() b))));

-- Nor why a day was moved, but for the days of their own step: that a reply is waited for, or a notice late, tells it too; and so
-- may what an earlier second officer wrote, who answered.
create or replace function review_waits_for_answer(of_case uuid, of_since timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from review_review r join review_decision n on n.review_id = r.id where r.case_id = of_case
                   and n.at = of_since and not exists (select 1 from review_confirmation a where a.decision_id = n.id))
$$;
create policy after_an_own_view on register_clockchange as restrictive for select to side_decision
    using (duty = 'confirm_decision' and review_waits_for_answer(case_id, since) or case_id <> all (array(select b.case_id from review_blind_cases() b)));

-- Nor what was told of an earlier decision with its notice: that says how it was decided.
create policy after_an_own_view on disclosure_feedback as restrictive for select to side_decision
    using (case_id <> all (array(select b.case_id from review_blind_cases() b)));

-- Nor what came by post, which may be the answer to what it was told.
create policy after_an_own_view on representations_postplace as restrictive for select to side_decision
    using (case_id is null or case_id <> all (array(select b.case_id from review_blind_cases() b)));
-- That the paper file was looked at, or is not there, says the officer who has the review, as themselves.
create policy by_its_officer on review_papercheck as restrictive for insert to side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from review_review r where r.id = review_id and r.officer_id = review_papercheck.by_id));

-- Where each case is in its review, of one case or (null) of all in sight. `holder` is who has the step by name, `person` the
-- officer of the review. What is best for each child is weighed beside the rest, on a line of its own.
-- It runs as its owner: each policy of what hangs on a review asks for the review and its case again, which took more than half
-- of its time. So it says itself what they say: cases in sight, children and words of this side, and no words where the
-- asker is blind. `kith prove-wall` asks as everybody both ways and compares (decision 96).
drop function if exists review_work();
create or replace function review_work(of_case uuid)
returns table (queue text, case_id uuid, child_id uuid, since timestamptz, due date, holder uuid, person uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    return query
    with seen as materialized (
        select c as id from register_in_sight(of_case) c
    ), ongoing as materialized (
        select r.id, r.case_id, r.officer_id, r.opened_at
        from seen join review_review r on r.case_id = seen.id and r.closed_at is null
    )
    select w.queue, r.case_id, null::uuid,
           case when w.queue in ('own_view', 'to_answer', 'to_ask_second') then d.at when w.queue = 'to_read_words' then later.unread_at
                when w.queue in ('to_confirm_ending', 'to_read_ending') then ending.at
                when w.queue = 'to_serve' then d.answered_at
                when w.queue = 'reports_awaited' then asked.at when w.queue = 'to_open' then unopened.at
                when w.queue in ('to_prove', 'reply_awaited', 'reply_over') then i.at else r.opened_at end,
           case w.queue when 'reports_awaited' then asked.due_on when 'reply_awaited' then i.reply_by end,
           case when w.queue in ('own_view', 'to_answer', 'to_read_words') then d.second
                when w.queue = 'to_read_ending' then ending.second
                when w.queue = 'reports_awaited' then (
                    select m.contact_id from disclosure_milestone m
                    where m.case_id = r.case_id and m.kind = 'lead_professional_appointed'
                    order by m.contact_id is null, m.at desc limit 1)
                when w.queue not in ('reply_awaited', 'to_reallocate', 'to_ask_second', 'to_confirm_ending') then r.officer_id end,
           r.officer_id
    from ongoing r
    left join lateral (
        select n.id, n.at, a.verdict, a.at as answered_at, (
            select t.actor_id from register_caseteammember t
            where t.case_id = r.case_id and t.side = 'decision' and t.role = 'second_officer' and t.until_at is null
            order by t.from_at desc limit 1
        ) as second
        from (select id from review_draft where review_id = r.id order by number desc limit 1) newest
        join review_decision n on n.draft_id = newest.id  -- a decision of an older draft stands no longer
        left join review_confirmation a on a.decision_id = n.id
    ) d on true
    left join lateral (  -- summed up here: as a column of `d` it would be worked out at each place that names it
        select min(l.at) filter (where s.id is null) as unread_at, bool_or(s.verdict = 'returned') as is_contradicted
        from review_laterwords l left join review_laterwordsanswer s on s.later_id = l.id
        where d.verdict = 'confirmed' and l.decision_id = d.id
    ) later on true
    left join lateral (
        select 1 as is_so from review_secondview v where v.decision_id = d.id and v.by_id = d.second limit 1
    ) seen on true
    left join lateral (
        select 1 as is_so from review_conflictdeclaration c
        where c.review_id = r.id and c.by_id = r.officer_id and c.has_conflict limit 1
    ) tie on true
    left join lateral (  -- proposed, and nobody has answered: a second officer of the case does, else a manager
        select e.at, (
            select t.actor_id from register_caseteammember t
            where t.case_id = r.case_id and t.side = 'decision' and t.role = 'second_officer' and t.until_at is null
                and t.actor_id not in (e.by_id, r.officer_id) and not exists (
                    select 1 from review_conflictdeclaration c join review_review v on v.id = c.review_id
                    where v.case_id = r.case_id and c.by_id = t.actor_id and c.has_conflict)
            order by t.from_at desc limit 1
        ) as second
        from review_ending e where e.review_id = r.id and not exists (select 1 from review_endinganswer a where a.ending_id = e.id)
        order by e.at desc limit 1
    ) ending on true
    cross join lateral (select case
        when ending.at is not null then case when ending.second is null then 'to_confirm_ending' else 'to_read_ending' end
        when tie.is_so is not null then 'to_reallocate'
        when d.id is not null and d.verdict is null and d.second is null then 'to_ask_second'
        when d.id is not null and d.verdict is null then case when seen.is_so is null then 'own_view' else 'to_answer' end
        when d.verdict = 'confirmed' and later.is_contradicted is not true then
            case when later.unread_at is null then 'to_serve' else 'to_read_words' end end as queue
    ) decided  -- where it says nothing, what is missing before a decision is looked for, one thing after the other
    left join lateral (
        select 1 as is_so from register_casechild k join register_person p on p.id = k.person_id
        where decided.queue is null and k.case_id = r.case_id and k.until_at is null and k.side <> 'welfare' and not exists (
            select 1 from disclosure_request q join register_person same on same.id = q.child_id
            where q.case_id = k.case_id and q.kind = 'report' and same.canonical_id = p.canonical_id) limit 1
    ) unasked on true
    left join lateral (
        select min(q.at) as at, max(coalesce((
            select d.due_on from disclosure_moveddate d where d.request_id = q.id order by d.at desc, d.id desc limit 1
        ), q.due_on)) as due_on
        from disclosure_request q where decided.queue is null and unasked.is_so is null and q.case_id = r.case_id and q.kind = 'report'
            and not exists (select 1 from disclosure_disclosure x where x.request_id = q.id and x.case_id = r.case_id)
            and not exists (  -- two seniors have signed that it is decided without
                select 1 from review_reportexception e join review_exceptionsignature s on s.exception_id = e.id
                join register_person a on a.id = e.child_id
                join register_person b on b.canonical_id = a.canonical_id and b.id = q.child_id where e.review_id = r.id)
    ) asked on true
    left join lateral (
        select min(x.at) as at from disclosure_disclosure x
        where decided.queue is null and unasked.is_so is null and asked.at is null and x.case_id = r.case_id and x.kind = 'report'
            and not exists (select 1 from disclosure_disclosure s where s.supersedes_id = x.id and s.case_id = r.case_id)
            and not exists (select 1 from disclosure_receipt o where o.disclosure_id = x.id)
    ) unopened on true
    left join lateral (
        select e.at, p.reply_by from (select id from review_draft where review_id = r.id order by number desc limit 1) f
        join review_replyinvitation e on e.draft_id = f.id
        left join review_proofofreceipt p on p.invitation_id = e.id
        where decided.queue is null and unasked.is_so is null and asked.at is null and unopened.at is null
            and not exists (select 1 from review_reply y where y.invitation_id = e.id)
            and not exists (  -- only a refusal is told to a family first: no second officer learns it before an own view
                select 1 from register_caseteammember t
                where t.case_id = r.case_id and t.side = 'decision' and t.role = 'second_officer' and t.until_at is null
                    and t.actor_id = nullif(current_setting('app.actor', true), '')::uuid and t.actor_id <> r.officer_id)
    ) i on true
    cross join lateral (select case
        when decided.queue is not null then decided.queue when unasked.is_so is not null then 'to_ask'
        when asked.at is not null then 'reports_awaited' when unopened.at is not null then 'to_open'
        when i.at is null then 'mine' when i.reply_by is null then 'to_prove'
        when i.reply_by >= (statement_timestamp() at time zone 'Europe/London')::date then 'reply_awaited'
        else 'reply_over' end as queue
    ) w
    union all
    -- What is best for each child. Its days run once the child's report was opened, or two seniors have signed that there is
    -- none, since the first such child who waits, and anew in a new review, or where who weighed it drafts by now.
    select case when b.at is null then case when o.actor_id is null then 'to_ask_assessor' else 'best_interests' end
                when o.actor_id is null then 'to_ask_assessor_now' else 'best_interests_now' end,
           r.case_id, null, coalesce(b.at, r.opened_at), null, o.actor_id, r.officer_id
    from ongoing r
    left join lateral (
        select t.actor_id from register_caseteammember t where t.case_id = r.case_id and t.side = 'decision'
            and t.role = 'review_officer' and t.until_at is null and t.actor_id <> r.officer_id
        order by t.from_at desc limit 1
    ) o on true
    join lateral (
        select min(case when u.heard_at is not null then greatest(r.opened_at, u.heard_at, u.taken_over_at) end) as at
        from (
            select (
                select min(h.at) from (
                    select y.at, x.child_id from disclosure_disclosure x join disclosure_receipt y on y.disclosure_id = x.id
                    where x.case_id = r.case_id and x.kind = 'report'
                    union all
                    select s.at, e.child_id from review_reportexception e
                    join review_exceptionsignature s on s.exception_id = e.id where e.review_id = r.id
                ) h join register_person same on same.id = h.child_id and same.canonical_id = p.canonical_id
            ) as heard_at, (
                select min(t.until_at)  -- the first to leave after it was weighed: who comes and goes to weigh it anew is later
                from review_bestinterests w join register_person same on same.id = w.child_id
                join register_caseteammember t on t.until_at >= w.at
                where w.review_id = r.id and w.by_id = r.officer_id and same.canonical_id = p.canonical_id
                  and t.case_id = r.case_id and t.side = 'decision' and t.role = 'review_officer'
            ) as taken_over_at
            from register_casechild k join register_person p on p.id = k.person_id
            where k.case_id = r.case_id and k.until_at is null and k.side <> 'welfare' and not exists (  -- who drafts does not weigh
                select 1 from review_bestinterests b join register_person same on same.id = b.child_id
                where b.review_id = r.id and same.canonical_id = p.canonical_id and b.by_id <> r.officer_id)
        ) u having count(*) > 0
    ) b on true
    union all
    select 'to_trace', r.case_id, null, t.at, t.next_due_on, r.officer_id, r.officer_id
    from ongoing r
    join lateral (
        select c.at, c.was_found, c.next_due_on from review_tracecheck c where c.review_id = r.id
        order by c.done_on desc, c.at desc, c.id desc limit 1
    ) t on not t.was_found
    union all
    -- While no officer has the case, a manager answers.
    select case when r.id is null then 'words_unallocated' else 'words_to_answer' end,
           w.case_id, null, w.at, null, r.officer_id, r.officer_id
    from (
        select p.case_id, min(p.at) as at from seen join representations_representation p on p.case_id = seen.id
        where p.side in ('common', 'decision') and not exists (
            select 1 from representations_answer a where a.representation_id = p.id and a.side in ('common', 'decision'))
            and not exists (select 1 from representations_misplaced m where m.representation_id = p.id)
        group by p.case_id
    ) w
    left join ongoing r on r.case_id = w.case_id
    where w.case_id <> all (array(select b.case_id from review_blind_cases() b))  -- who reads no answer yet
    union all
    select case when r.id is null then 'post_unallocated' else 'post_to_deal' end,
           w.case_id, null, w.at, null, r.officer_id, r.officer_id
    from (
        select p.case_id, min(p.received_on)::timestamp at time zone 'Europe/London' as at
        from seen join representations_postplace p on p.case_id = seen.id where p.state = 'linked' group by p.case_id
    ) w
    left join ongoing r on r.case_id = w.case_id
    where w.case_id not in (select b.case_id from review_blind_cases() b)
    union all
    select 'words_to_weigh', r.case_id, null, w.at, null, r.officer_id, r.officer_id  -- said since the decision was recorded
    from ongoing r
    join lateral (
        select n.id, n.considered from (select id from review_draft where review_id = r.id order by number desc limit 1) f
        join review_decision n on n.draft_id = f.id
        where not exists (select 1 from review_confirmation a where a.decision_id = n.id and a.verdict = 'returned')
          and not exists (select 1 from review_laterwordsanswer s where s.decision_id = n.id and s.verdict = 'returned')
    ) n on true
    join lateral (
        select min(p.at) as at from representations_representation p
        where p.case_id = r.case_id and p.side in ('common', 'decision') and p.id <> all (n.considered)
            and not exists (select 1 from representations_misplaced m where m.representation_id = p.id)
            and not exists (select 1 from review_laterwords l where l.decision_id = n.id and p.id = any (l.said))
    ) w on w.at is not null
    where r.case_id not in (select b.case_id from review_blind_cases() b)
    union all
    -- Shared at once, and not opened: a manager opens it while no officer has the case.
    select case when r.id is null then 'shared_unallocated' else 'to_open_now' end,
           w.case_id, null, w.at, null, r.officer_id, r.officer_id
    from (
        select x.case_id, min(x.at) as at from seen join disclosure_disclosure x on x.case_id = seen.id and x.kind <> 'report'
        where not exists (select 1 from disclosure_receipt o where o.disclosure_id = x.id) group by x.case_id
    ) w
    left join ongoing r on r.case_id = w.case_id
    union all
    select 'to_check', r.case_id, null, m.at, null, null, r.officer_id  -- drawn by chance, and not read yet
    from seen join review_review r on r.case_id = seen.id join review_decision d on d.review_id = r.id
    join review_service s on s.decision_id = d.id join review_sampleddecision m on m.service_id = s.id
    where not exists (select 1 from review_qualitycheck q where q.sampled_id = m.id)
    union all
    select 'to_serve_again', r.case_id, null, n.at, null, r.officer_id, r.officer_id  -- the notice came back
    from seen join review_review r on r.case_id = seen.id join review_decision d on d.review_id = r.id
    join review_service s on s.decision_id = d.id join review_returnednotice n on n.service_id = s.id
    where not exists (select 1 from review_renewedservice a where a.returned_id = n.id) and not review_is_served_anew(s.id)
    union all
    -- What came of a challenge, for whoever decided and for whoever confirmed it, until they have read it.
    select case w.part when 'decided' then 'outcome_to_read' else 'outcome_for_second' end,
           r.case_id, null, o.at, null, w.who, r.officer_id
    from seen join review_review r on r.case_id = seen.id join review_decision d on d.review_id = r.id
    join review_service s on s.decision_id = d.id join review_confirmation a on a.id = s.confirmation_id
    join review_challenge c on c.service_id = s.id join review_challengeoutcome o on o.challenge_id = c.id
    cross join lateral (values ('decided', d.by_id), ('confirmed', a.by_id)) w(part, who)
    where not exists (select 1 from review_outcomereading g where g.outcome_id = o.id and g.by_id = w.who)
      and not exists (select 1 from review_challengeoutcome n where n.challenge_id = c.id and (n.at, n.id) > (o.at, o.id))
      and r.case_id not in (select b.case_id from review_blind_cases() b)
    union all
    select case s.step when 'decided' then 'decided' when 'ended' then 'ended_' || (
               select e.outcome from review_ending e join review_review r on r.id = e.review_id
               join review_endinganswer a on a.ending_id = e.id and a.verdict = 'confirmed'
               where r.case_id = c.id order by a.at desc limit 1) else 'to_allocate' end,
           c.id, null, s.at, null, null, null
    from seen c
    join lateral (
        select t.step, t.at from register_casestate t where t.case_id = c.id order by t.at desc, t.id desc limit 1
    ) s on true
    where s.step <> 'to_confirm' and not exists (select 1 from ongoing r where r.case_id = c.id);
end $$;

-- The cases in sight of whose decisions a challenge waits for its result: until then they are not over, and nothing of them is
-- disposed of. None where the asker is blind. As its owner, for the reason of `review_work`.
create or replace function review_challenged() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select r.case_id from review_challenge g join review_service s on s.id = g.service_id
    join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
    where not exists (select 1 from review_challengeoutcome o where o.challenge_id = g.id)
      and r.case_id in (select c from register_in_sight(null) c)
      and r.case_id not in (select b.case_id from review_blind_cases() b)
$$;

-- Each served decision in sight with when each step of it was recorded, and by whom: what `rules.strays_in` holds its claims
-- against. It runs as its owner, as `review_work` and for its reason.
create or replace function review_order() returns table (case_id uuid, served_on date, steps jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    return query
    select r.case_id, s.served_on, jsonb_build_object(
        'decided_by', d.by_id, 'second', a.by_id, 'drafted', f.at, 'decided', d.at, 'viewed', v.at, 'confirmed', a.at,
        'notice', l.at, 'served_on', s.served_on, 'has_proof', s.proof <> '', 'has_points', f.points_against <> '',
        'told', (
            select coalesce(jsonb_agg(jsonb_build_array(i.at, z.at, y.at)), '[]')
            from review_replyinvitation i join review_draft n on n.id = i.draft_id
            join review_proofofreceipt z on z.invitation_id = i.id join review_reply y on y.invitation_id = i.id
            where n.review_id = r.id),
        'children', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'reports', (
                    select coalesce(jsonb_agg(jsonb_build_array(q.at, x.at, o.at)), '[]')
                    from register_person t join disclosure_disclosure x on x.child_id = t.id and x.case_id = r.case_id
                    join disclosure_request q on q.id = x.request_id join disclosure_receipt o on o.disclosure_id = x.id
                    where t.canonical_id = p.canonical_id),
                'excepted', (
                    select min(g.at) from review_reportexception e join review_exceptionsignature g on g.exception_id = e.id
                    join register_person t on t.id = e.child_id
                    where e.review_id = r.id and t.canonical_id = p.canonical_id),
                'weighed', (
                    select coalesce(jsonb_agg(jsonb_build_array(b.at, b.by_id)), '[]')
                    from review_bestinterests b join register_person t on t.id = b.child_id
                    where b.review_id = r.id and t.canonical_id = p.canonical_id)
            )), '[]')
            from register_casechild k join register_person p on p.id = k.person_id
            where k.case_id = r.case_id and k.side <> 'welfare' and k.from_at <= d.at and (k.until_at is null or k.until_at > d.at)))
    from register_in_sight(null) c join review_review r on r.case_id = c join review_decision d on d.review_id = r.id
    join review_draft f on f.id = d.draft_id join review_service s on s.decision_id = d.id
    join review_confirmation a on a.id = s.confirmation_id join review_secondview v on v.id = a.view_id
    join review_letter l on l.id = s.letter_id
    where d.certificate_id is null;  -- what has had its time and is gone is held against nothing
end $$;

-- What was decided, and how counted what was sent, crosses with the notice: of a case whose notice was handed over, never before.
create policy told_with_the_notice on disclosure_feedback for insert to side_decision
    with check (exists (
        select 1 from review_service s join review_decision d on d.id = s.decision_id join review_review r on r.id = d.review_id
        where s.id = service and r.case_id = disclosure_feedback.case_id and s.served_on = disclosure_feedback.served_on
          and s.by_id = disclosure_feedback.by_id));
