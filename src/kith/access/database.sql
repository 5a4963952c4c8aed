create or replace function access_unrecorded() returns table (kind text, id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
    -- Decisions, confirmations, services and what came after them, endings, looks at the paper file, disclosures, what is said of
    -- sharing, urgent openings, clearances and exceptions without an audit entry of their own: deeds that nobody is on record for. Another deed's entry about the same
    -- row does not count.
declare t text; v text[]; begin
    for t, v in values ('review_decision', array['review.decision_recorded']),
                       ('review_confirmation', array['review.decision_confirmed', 'review.decision_returned']),
                       ('review_service', array['review.decision_served']),
                       ('review_returnednotice', array['review.notice_returned']),
                       ('review_renewedservice', array['review.service_renewed']),
                       ('review_challenge', array['review.challenge_recorded']),
                       ('review_challengeoutcome', array['review.challenge_ended']),
                       ('review_outcomereading', array['review.outcome_read']),
                       ('review_qualitycheck', array['review.quality_checked']),
                       ('review_papercheck', array['review.paper_check_recorded']),
                       ('review_laterwords', array['review.later_words_weighed']),
                       ('review_laterwordsanswer', array['review.later_words_confirmed', 'review.later_words_returned']),
                       ('disclosure_disclosure', array['disclosure.report_released', 'disclosure.shared_beside']),
                       ('disclosure_feedback', array['disclosure.how_it_counted_told']),
                       ('welfare_sharingrecord', array['welfare.sharing_refused', 'welfare.emergency_reasons_given',
                                                       'welfare.sharing_recorded']),
                       ('welfare_emergencyrelease', array['welfare.released_in_emergency']),
                       ('welfare_emergencycheck', array['welfare.emergency_checked']),
                       ('welfare_urgentopening', array['welfare.opened_urgently']),
                       ('welfare_urgentopeningcheck', array['welfare.urgent_opening_checked']),
                       ('safeguards_clearanceanswer', array['safeguards.clearance_signed']),
                       ('review_ending', array['review.ending_proposed']),
                       ('review_endinganswer', array['review.ending_confirmed', 'review.ending_returned']),
                       ('review_endingtakenback', array['review.ending_taken_back']),
                       ('review_reportexception', array['review.exception_proposed']),
                       ('review_exceptionsignature', array['review.exception_signed']) loop
        if to_regclass(t) is not null then
            return query execute format(
                'select %L::text, d.id from %I d where not exists
                 (select 1 from access_auditentry a where a.subject = d.id and a.verb = any (%L) and a.outcome = ''done'')', t, t, v);
        end if;
    end loop;
end $$;

-- The number of the transaction that wrote an entry, on which sealing rests, and the side it was written on: whatever the
-- writer says. On another server the numbers of transactions begin anew: a base keeps them above all that came before.
create or replace function access_transaction_base() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$ select coalesce(max(base), 0) from access_epoch $$;
insert into access_epoch (id, at, base)
    select gen_random_uuid(), now(), held.most - (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint + 1 from
        (select greatest((select max(transaction) from access_auditentry), (select max(horizon) from access_seal)) as most) held
    where held.most > access_transaction_base() + (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint;

create or replace function access_stamp_transaction() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$ begin
    new.transaction := access_transaction_base() + (pg_current_xact_id()::text)::bigint;
    new.side := case when current_setting('role') ^@ 'side_' then substr(current_setting('role'), 6) else '' end;
    return new;
end $$;
create or replace trigger stamp_transaction before insert on access_auditentry
    for each row execute function access_stamp_transaction();

-- Whoever comes in from outside (a family, who acts for it, who is asked about a child, who asks for clearance) learns the
-- names of staff and of nobody else: two members of one family never learn from here that the other has a page. Nor does whoever
-- reads the trail, who needs no name of a family to follow what was done.
alter table access_actor enable row level security;
create policy actors_of_staff on access_actor to public using (
    kind in ('staff', 'job') or current_setting('role') not in ('side_family', 'side_representative', 'side_contributor', 'side_clearance',
                                                                     'side_audit')
    or id = nullif(current_setting('app.actor', true), '')::uuid) with check (true);
alter table access_membership enable row level security;
create policy memberships_of_staff on access_membership to public using (
    current_setting('role') not in ('side_family', 'side_representative', 'side_contributor', 'side_clearance')
    or actor_id = nullif(current_setting('app.actor', true), '')::uuid) with check (true);

-- What one side disposes of is nobody else's business, but the auditor's.
alter table access_disposalsignature enable row level security;
create policy of_the_side on access_disposalsignature to side_registry, side_welfare, side_decision
    using ('side_' || side = current_setting('role')) with check ('side_' || side = current_setting('role'));
create policy read_by_audit on access_disposalsignature for select to side_audit using (true);
alter table access_disposal enable row level security;
create policy of_the_side on access_disposal to side_registry, side_welfare, side_decision
    using ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = case_id))
    with check ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = case_id));
create policy read_by_audit on access_disposal for select to side_audit using (true);
create policy in_own_name on access_disposal as restrictive for insert to side_registry, side_welfare, side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
alter table access_disposalwithdrawal enable row level security;
create policy with_its_disposal on access_disposalwithdrawal to side_registry, side_welfare, side_decision
    using (exists (select 1 from access_disposal d where d.id = disposal_id))
    with check (exists (select 1 from access_disposal d where d.id = disposal_id));
create policy read_by_audit on access_disposalwithdrawal for select to side_audit using (true);
create policy in_own_name on access_disposalwithdrawal as restrictive for insert to side_registry, side_welfare, side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
alter table access_disposalcertificate enable row level security;
create policy with_its_disposal on access_disposalcertificate for select to side_registry, side_welfare, side_decision
    using (exists (select 1 from access_disposal d where d.id = disposal_id));
create policy read_by_audit on access_disposalcertificate for select to side_audit using (true);

-- Why something is kept longer is its side's to know; on a case in sight, but for the registry, which may hold any one entry.
alter table access_retentionhold enable row level security;
create policy of_registry on access_retentionhold to side_registry using (side = 'registry') with check (side = 'registry');
create policy of_the_side on access_retentionhold to side_welfare, side_decision
    using ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = subject))
    with check ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = subject));
create policy read_by_audit on access_retentionhold for select to side_audit using (true);
create policy in_own_name on access_retentionhold as restrictive for insert to side_registry, side_welfare, side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);

-- The one way in which a side keeps others of its own waiting. The first of the two numbers is the side's: what one side holds,
-- no other waits for, nor learns of by trying.
create or replace function access_hold(what text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$ begin
    perform pg_advisory_xact_lock(to_regrole(current_setting('role'))::oid::int, hashtext(what));
end $$;

-- What is about to cross between the sides. Whoever lets it cross tries for a share and never waits; the decision side, which
-- asks for all of it before it decides, waits until what began to cross before has crossed or failed.
create or replace function access_hold_crossing(what text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$ begin
    if current_setting('role') = 'side_decision' then perform pg_advisory_xact_lock(0, hashtext(what));
    else perform pg_try_advisory_xact_lock_shared(0, hashtext(what)); end if;
end $$;

-- Somebody who has no account is let in, by those who know them: as who they are, with the one role that goes with it, and
-- never as anybody else. The sides that may call this can write to neither table.
create or replace function access_let_in(called text, what text, moment timestamptz) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare made uuid := gen_random_uuid(); its_role text := case what when 'family' then 'family_member' when 'contributor' then 'contributor' end; begin
    if its_role is null then
        raise exception 'nobody is let in as %', what using errcode = 'insufficient_privilege';
    end if;
    insert into access_actor (id, version, shown_name, kind, phone) values (made, 1, called, what, '');
    insert into access_membership (id, version, actor_id, role, area, from_at)
        values (gen_random_uuid(), 1, made, its_role, '', moment);
    return made;
end $$;

-- What somebody began to write is theirs, on the side on which they write: nobody else's, whoever asks.
alter table access_workingcopy enable row level security;
create policy own_words on access_workingcopy
    to side_registry, side_welfare, side_decision, side_family, side_contributor, side_clearance
    using (owner_id = nullif(current_setting('app.actor', true), '')::uuid and 'side_' || side = current_setting('role'))
    with check (owner_id = nullif(current_setting('app.actor', true), '')::uuid and 'side_' || side = current_setting('role'));

-- What nobody went on with since that moment goes, whose ever it is. Whoever asks learns the ids and no word.
create or replace function access_remove_old_copies(moment timestamptz) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
    with gone as (delete from access_workingcopy where saved_at < moment returning id),
         removed as (delete from access_savedview where removed_at < moment returning id)
    select id from gone union all select id from removed;
$$;

-- So is how somebody likes to see a list: on the side on which it was saved, and of nobody else there.
alter table access_savedview enable row level security;
create policy own_views on access_savedview to side_registry, side_welfare, side_decision
    using (owner_id = nullif(current_setting('app.actor', true), '')::uuid and 'side_' || side = current_setting('role'))
    with check (owner_id = nullif(current_setting('app.actor', true), '')::uuid and 'side_' || side = current_setting('role'));

-- The ids under which the trail speaks of whom somebody asks for, by an id or the number of a case: of a person, every row that is
-- the same person, and the cases of the families that they were ever in. Ids alone: whoever reads the trail sees no register.
create or replace function access_concerned(asked uuid, called text) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    return query
    with same as (
        select o.id from register_person p join register_person o on o.canonical_id = p.canonical_id where p.id = asked
    )
    select asked where asked is not null
    union select s.id from same s
    union select c.id from same s join register_familymember m on m.person_id = s.id join register_case c on c.family_id = m.family_id
    union select c.id from register_case c where asked is null and c.reference = upper(btrim(called));
end $$;

-- Somebody lost what they sign in with: their second step goes, with its secret and its codes. Whoever asks learns whether there
-- was one, and nothing that it held.
create or replace function access_take_off_second_step(of_login uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$ begin
    delete from access_secondstep where user_id = of_login;
    return found;
end $$;

-- Over which of these cases a hold stands for the side that asks: one of its own, or the registry's, whose reason it does not read.
create or replace function access_held(cases uuid[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct h.subject from access_retentionhold h
    where h.subject = any (cases) and h.ends_hold_id is null and (h.side = 'registry' or 'side_' || h.side = current_setting('role'))
      and not exists (select 1 from access_retentionhold e where e.ends_hold_id = h.id)
$$;

-- That something waits for somebody is noted, sent and read on the side on which it waits, and on no other.
alter table access_message enable row level security;
create policy of_the_side on access_message to side_registry, side_welfare, side_decision
    using ('side_' || side = current_setting('role')) with check ('side_' || side = current_setting('role'));

-- Which of these logins have a second step: all that the accounts side learns of it.
create or replace function access_with_second_step(logins uuid[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select user_id from access_secondstep where user_id = any (logins)
$$;

-- Whose password a link is for, by its print, while it was not used and is not too old; and taking it, which only one of two who
-- try at once does. Asked before a side is entered: the login may not read the table, and learns of a link that it has.
create or replace function access_invited(of_link text, moment timestamptz) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select user_id from access_invitation where print = of_link and used_at is null and until_at > moment
$$;
create or replace function access_take_invitation(of_link text, moment timestamptz) returns uuid
language sql volatile security definer set search_path = public, pg_temp as $$
    update access_invitation set used_at = moment, version = version + 1
    where print = of_link and used_at is null and until_at > moment returning user_id
$$;

-- A password that somebody chose, and a login that is closed, end the link that was made before. Nothing is given back.
create or replace function access_end_link(of_login uuid, moment timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update access_invitation set used_at = moment, version = version + 1 where user_id = of_login and used_at is null
$$;

-- Nobody gives a role to themselves, whatever the code says; their own they may only end. What was done with an account is
-- written by whoever did it.
create policy nobody_to_themselves on access_membership as restrictive for insert to side_accounts
    with check (actor_id is distinct from nullif(current_setting('app.actor', true), '')::uuid);
create policy ones_own_ends on access_membership as restrictive for update to side_accounts
    using (true) with check (actor_id is distinct from nullif(current_setting('app.actor', true), '')::uuid
                             or until_at <= now() + interval '1 minute');
alter table access_accountchange enable row level security;
create policy in_own_name on access_accountchange to side_accounts
    using (true) with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
