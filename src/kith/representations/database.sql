-- A page of one's own: given out by the registry and by those who work with the child, and known to its own person. Nobody
-- else of the family, and nobody on the decision side, can tell that it is there.
alter table representations_familyaccess enable row level security;
create policy of_the_case on representations_familyaccess to side_registry, side_welfare
    using (exists (select 1 from register_case c where c.id = case_id));
-- The page of whoever visits: while it is not closed, and one of their records belongs to the family of the case. Who moved
-- to another family learns nothing more of this one.
create or replace function representations_my_page() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id from representations_familyaccess a join register_case c on c.id = a.case_id
    join register_person me on me.id = a.person_id
    where a.actor_id = nullif(current_setting('app.actor', true), '')::uuid and a.stopped_at is null
      and current_setting('role') = 'side_family'
      and exists (select 1 from register_familymember m join register_person same on same.id = m.person_id
                  where m.family_id = c.family_id and m.until_at is null and same.canonical_id = me.canonical_id)
$$;
create policy own_page on representations_familyaccess for select to side_family
    using (id in (select representations_my_page()));

-- What is not told of on one person's page is known to those who work with the child.
alter table representations_heldbackfrom enable row level security;
create policy with_the_page on representations_heldbackfrom to side_welfare
    using (exists (select 1 from representations_familyaccess a where a.id = access_id));

-- What was put forward is read by the side it was written to, and by whoever wrote it from their page. Staff write for
-- those who have no page, for their own side, as themselves; nobody writes in a family member's name.
alter table representations_representation enable row level security;
create policy own_words on representations_representation to side_family
    using (exists (select 1 from representations_familyaccess a where a.id = access_id))
    with check (voice = 'family' and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_familyaccess a
                            where a.id = access_id and a.case_id = representations_representation.case_id
                              and a.person_id = representations_representation.person_id));
do $$ declare s text; begin
    foreach s in array array['welfare', 'decision'] loop
        execute format('create policy read_on_%1$s on representations_representation for select to side_%1$s
            using (side in (''common'', %1$L) and exists (select 1 from register_case c where c.id = case_id))', s);
        execute format('create policy typed_in_on_%1$s on representations_representation for insert to side_%1$s
            with check (side = %1$L and access_id is null and voice <> ''family''
                        and by_id = nullif(current_setting(''app.actor'', true), '''')::uuid
                        and exists (select 1 from register_case c where c.id = case_id))', s);
    end loop;
end $$;

alter table representations_meetingrequest enable row level security;
create policy with_its_words on representations_meetingrequest to side_family, side_welfare, side_decision
    using (exists (select 1 from representations_representation r where r.id = representation_id))
    with check (exists (select 1 from representations_representation r
                        where r.id = representation_id and r.by_id = nullif(current_setting('app.actor', true), '')::uuid));

-- A file that came with words is read by its own side, and known to whoever sent it.
alter table representations_sentfile enable row level security;
create policy with_own_words on representations_sentfile to side_family
    using (exists (select 1 from representations_representation r where r.id = representation_id))
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_representation r where r.id = representation_id
                            and (r.side = representations_sentfile.side
                                 or r.side = 'common' and representations_sentfile.side in ('welfare', 'decision'))));
do $$ declare s text; begin
    foreach s in array array['welfare', 'decision'] loop
        execute format('create policy files_on_%1$s on representations_sentfile to side_%1$s
            using (side = %1$L and exists (select 1 from representations_representation r where r.id = representation_id))', s);
    end loop;
end $$;

-- Words of another family that the decision side wrote down on a case: whoever has the case reads that it was so, and no more
-- of them. Only what somebody typed in can be on the wrong case; what came from a page of its own is where it belongs.
alter table representations_misplaced enable row level security;
create policy of_the_case on representations_misplaced for select to side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
create policy typed_in on representations_misplaced for insert to side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_representation r
                            where r.id = representation_id and r.case_id = representations_misplaced.case_id
                              and r.access_id is null and r.side = 'decision'));
create or replace function representations_elsewhere() returns setof uuid  -- asked once for a statement, and gives back ids
language sql stable security definer set search_path = public, pg_temp as $$
    select m.representation_id from representations_misplaced m
$$;
create policy not_of_another_family on representations_representation as restrictive for select to side_decision
    using (id <> all (array(select representations_elsewhere())));

-- A side reads and gives its own answers; whoever wrote reads all that came back, and may say that nothing is awaited.
alter table representations_answer enable row level security;
create policy to_own_words on representations_answer for select to side_family
    using (exists (select 1 from representations_representation r where r.id = representation_id));
create policy not_awaited on representations_answer for insert to side_family
    with check (kind = 'not_awaited' and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_representation r where r.id = representation_id and r.side = representations_answer.side));
do $$ declare s text; begin
    foreach s in array array['welfare', 'decision'] loop
        execute format('create policy read_on_%1$s on representations_answer for select to side_%1$s
            using (side in (''common'', %1$L)
                   and exists (select 1 from representations_representation r where r.id = representation_id))', s);
        execute format('create policy given_on_%1$s on representations_answer for insert to side_%1$s
            with check (side = %1$L and kind <> ''not_awaited''
                        and by_id = nullif(current_setting(''app.actor'', true), '''')::uuid
                        and exists (select 1 from representations_representation r where r.id = representation_id))', s);
    end loop;
end $$;

-- Whether the side that asks met what was put forward to it, and what was put forward to it on a case in sight: by whom in
-- words, when, with which wish, and no word of it. From the whole, also for whoever may not read all of it yet.
create or replace function representations_is_met(said uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from representations_answer a
                   where a.representation_id = said and 'side_' || a.side in ('side_common', current_setting('role')))
$$;
create or replace function representations_put_forward(of_case uuid)
returns table (id uuid, voice text, said_on date, wish text, is_met boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.voice::text, p.said_on, p.wish::text, representations_is_met(p.id)
    from representations_representation p
    where p.case_id = of_case and exists (select 1 from register_in_sight(of_case))
      and not exists (select 1 from representations_misplaced m where m.representation_id = p.id)
      and 'side_' || p.side in ('side_common', current_setting('role'))
    order by p.at, p.id
$$;

-- Post is with the side that logged it while it is of no case: nobody of another side learns from whom it came. Linked to a
-- case it is also read by those who review that case; whoever takes the link back has it then.
alter table representations_postplace enable row level security;
create policy of_registry on representations_postplace to side_registry
    using (side = 'registry')
    with check (side = 'registry' and (case_id is null or exists (select 1 from register_case c where c.id = case_id)));
create policy of_decision on representations_postplace to side_decision
    using (case_id is null and side = 'decision' or exists (select 1 from register_case c where c.id = case_id));
alter table representations_postitem enable row level security;
create policy with_its_place on representations_postitem for select to side_registry, side_decision
    using (exists (select 1 from representations_postplace p where p.item_id = representations_postitem.id));
create policy logged on representations_postitem for insert to side_registry, side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
-- What the decision side says of an item is not for the registry, which may have linked it.
alter table representations_poststep enable row level security;
create policy steps_of_registry on representations_poststep to side_registry
    using (side = 'registry' and exists (select 1 from representations_postplace p where p.item_id = representations_poststep.item_id))
    with check (side = 'registry' and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_postplace p where p.item_id = representations_poststep.item_id));
create policy steps_of_decision on representations_poststep to side_decision
    using (exists (select 1 from representations_postplace p where p.item_id = representations_poststep.item_id))
    with check (side = 'decision' and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_postplace p where p.item_id = representations_poststep.item_id));
-- A scan of post is of no case: it is read with its item, and not by all of its side.
alter table representations_postfile enable row level security;
create policy with_its_item on representations_postfile to side_decision
    using (exists (select 1 from representations_postplace p where p.item_id = representations_postfile.item_id))
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_postplace p where p.item_id = representations_postfile.item_id));
create policy scans_with_their_post on documents_document as restrictive for select to side_decision
    using (case_id is not null or kind <> 'added'
           or exists (select 1 from representations_postfile f where f.document_id = documents_document.id));

-- How much post waits with either side, and since when the oldest does: numbers and a day, and nothing about any item.
create or replace function representations_post_counts()
returns table (its_side text, its_state text, n bigint, oldest date)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.side::text, p.state::text, count(*), min(p.received_on) from representations_postplace p
    where p.state in ('unopened', 'not_linked') group by p.side, p.state
$$;
-- What post waits on a case in sight: linked to it and not dealt with; or unopened or linked to nothing, while in what is written
-- on it stands the reference of the case, or a number that this side knows a person of the family by. The day, where it is and with
-- whom, and no word of it. From the whole, also for whoever may not read all of it yet.
create or replace function representations_post_of(of_case uuid)
returns table (id uuid, received_on date, state text, its_side text)
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin  -- plpgsql keeps the plan
    if not exists (select 1 from register_in_sight(of_case)) then return; end if;
    return query
    select p.id, p.received_on, p.state::text, p.side::text from representations_postplace p
    where p.case_id = of_case and p.state = 'linked'
    union all
    select p.id, p.received_on, p.state::text, p.side::text
    from representations_postitem i join representations_postplace p on p.item_id = i.id
    where p.state in ('unopened', 'not_linked') and string_to_array(i.key, ' ') && array(
        select lower(regexp_replace(c.reference, '[^A-Za-z0-9]', '', 'g')) from register_case c where c.id = of_case
        union all
        select lower(regexp_replace(r.value, '[^A-Za-z0-9]', '', 'g')) from register_case c
        join register_familymember m on m.family_id = c.family_id and m.until_at is null and m.side <> 'welfare'
        join register_personreference r on r.person_id = m.person_id and r.side <> 'welfare' and r.kind <> 'health_ref'
        where c.id = of_case
    )
    order by 2, 1;
end $$;

-- Somebody stands before a page with its link: asked by the login, before any side is entered. Gives back whose page it is
-- and what its code is kept as, at most eight times in a quarter of an hour, whatever the number of servers.
create or replace function representations_knock(link text, moment timestamptz)
returns table (who uuid, code text, its_language text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$ begin
    return query update representations_familyaccess a
        set tries = case when a.tries_from > moment - interval '15 minutes' then a.tries + 1 else 1 end,
            tries_from = case when a.tries_from > moment - interval '15 minutes' then a.tries_from else moment end
        where a.link_hash = link and a.stopped_at is null
          and (a.tries < 8 or a.tries_from is null or a.tries_from <= moment - interval '15 minutes')
        returning a.actor_id, a.code_hash::text, a.language::text;
end $$;
