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
-- officer reads it as the facts are now; who asked reads it once it was signed, and clear for as long as the facts give it.
-- An unknown reference and a case that the children's side alone knows of give the same answer.
create or replace function safeguards_answer(of_clearance uuid) returns table (is_clear boolean, kind text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    me uuid := nullif(current_setting('app.actor', true), '')::uuid;
    today date := (statement_timestamp() at time zone 'Europe/London')::date;
    asked safeguards_clearance; signed safeguards_clearanceanswer; held register_case;
    is_final boolean; is_stale boolean; is_stopped boolean; why text;
begin
    select * into asked from safeguards_clearance c where c.id = of_clearance;
    select * into signed from safeguards_clearanceanswer a where a.clearance_id = of_clearance;
    if current_setting('role') = 'side_clearance' then
        if asked.by_id is distinct from me or signed.id is null then return; end if;
        if not signed.is_clear then return query select false, signed.kind::text; return; end if;
    elsif asked.id is null or not exists (
        select 1 from access_membership m where m.actor_id = me and m.role = 'senior_officer'
            and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())
    ) then return;
    end if;
    select * into held from register_case c where c.reference = asked.reference and c.side <> 'welfare';
    select bool_and(c.closed_at is not null or coalesce('decided' = (
        select s.step from register_casestate s where s.case_id = c.id order by s.at desc, s.id desc limit 1), false))
        into is_final from register_case c where c.family_id = held.family_id;
    select bool_or(coalesce(w.fresh_until < today, true)), bool_or(coalesce(w.harm_is_foreseen, false) or coalesce(waits.is_so, false))
        into is_stale, is_stopped
        from register_casechild k join register_person p on p.id = k.person_id
        left join lateral (  -- the newest look at the child, to whichever record it was written
            select l.fresh_until, l.harm_is_foreseen from safeguards_welfarecheck l join register_person same on same.id = l.child_id
            where same.canonical_id = p.canonical_id order by l.at desc, l.id desc limit 1
        ) w on true
        left join lateral (
            select m.kind = 'asks_to_wait' as is_so from disclosure_milestone m join register_person same on same.id = m.child_id
            where same.canonical_id = p.canonical_id and m.kind in ('asks_to_wait', 'may_go_on') order by m.at desc, m.id desc limit 1
        ) waits on true
        where k.case_id = held.id and k.until_at is null;
    why := case
        when held.id is null then 'other'
        when is_final is not true then 'decision_not_final'
        when is_stale then 'welfare_check_not_fresh'
        when is_stopped then 'other'
        when exists (select 1 from safeguards_hold h join register_case c on c.id = h.case_id where c.family_id = held.family_id
                     and not exists (select 1 from safeguards_lifting l where l.hold_id = h.id)) then 'other'
        when (select count(*) filter (where m.kind = 'identity_open') > count(*) filter (where m.kind = 'identity_settled')
              from disclosure_milestone m where m.case_id = held.id) then 'other'
        when exists (select 1 from register_may_be_children(held.id)) then 'other'
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
