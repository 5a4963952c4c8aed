-- Who sees which case, and which rows about its people. Policies read membership and the case's team alone.

create or replace function register_sees_area() returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    -- The areas whose every case the actor sees on the side that asks; '' means everywhere.
    select m.area from access_membership m
    where m.actor_id = nullif(current_setting('app.actor', true), '')::uuid
      and m.from_at <= now() and (m.until_at is null or m.until_at > now())
      and (current_setting('role'), m.role) in (
          ('side_registry', 'registrar'), ('side_welfare', 'coordinator'),
          ('side_decision', 'review_manager'), ('side_decision', 'letter_job'))
$$;

create or replace function register_my_cases() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    -- The cases on whose team the actor is now, on the side that asks.
    select t.case_id from register_caseteammember t
    where t.actor_id = nullif(current_setting('app.actor', true), '')::uuid
      and 'side_' || t.side = current_setting('role')
      and t.from_at <= now() and (t.until_at is null or t.until_at > now())
$$;

alter table register_case enable row level security;
create policy cases_in_sight on register_case to side_registry, side_welfare, side_decision
    using (id in (select register_my_cases())
           or area = any (array(select register_sees_area()))
           or '' = any (array(select register_sees_area())))
    with check (current_setting('role') = 'side_registry');

alter table register_casechild enable row level security;
create policy children_of_sides on register_casechild to side_registry using (true) with check (true);
create policy children_of_welfare on register_casechild for select to side_welfare using (side in ('common', 'welfare'));
create policy children_of_decision on register_casechild for select to side_decision using (side in ('common', 'decision'));

-- Facts carry their side. What a school, health board or council says is invisible to the decision side, and the reverse.
do $$ declare t text; begin
    foreach t in array array['register_personname', 'register_personreference', 'register_personfact',
                             'register_residence', 'register_familymember'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy facts_of_registry on %I to side_registry using (true) with check (true)', t);
        execute format('create policy facts_of_welfare on %I for select to side_welfare using (side in (''common'', ''welfare''))', t);
        execute format('create policy facts_of_decision on %I for select to side_decision using (side in (''common'', ''decision''))', t);
    end loop;
end $$;

alter table register_searchkey enable row level security;
create policy keys_of_registry on register_searchkey to side_registry using (true) with check (true);

create index if not exists register_searchkey_trigram on register_searchkey using gin (key gin_trgm_ops);

create or replace function register_find(words text, most integer) returns table (person uuid, case_id uuid, shown text, likeness real)
language sql stable security definer set search_path = public, pg_temp as $$
    -- At most `most` people whose key is like `words`, after filtering by the side and the cases that the asker may see.
    with near as (
        select k.person_id, k.shown, similarity(k.key, words) as likeness
        from register_searchkey k
        where k.key % words
          and case current_setting('role') when 'side_registry' then true
                   when 'side_welfare' then k.side in ('common', 'welfare')
                   when 'side_decision' then k.side in ('common', 'decision') else false end
    )
    select distinct on (n.person_id) n.person_id, c.id, n.shown, n.likeness
    from near n
    join register_familymember f on f.person_id = n.person_id and f.until_at is null
    left join register_case c on c.family_id = f.family_id
    where current_setting('role') = 'side_registry'
       or c.id in (select register_my_cases())
       or c.area = any (array(select register_sees_area())) or '' = any (array(select register_sees_area()))
    order by n.person_id, n.likeness desc
    limit greatest(1, least(most, 200))
$$;
