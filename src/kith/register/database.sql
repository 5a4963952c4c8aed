-- Who sees which case, and which rows about its people. Policies read membership and the case's team alone.

-- Both are asked by almost every statement: plpgsql keeps their plans for the session, where sql would plan them each time.
create or replace function register_sees_area() returns setof text
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    -- The areas whose every case the actor sees on the side that asks; '' means everywhere.
    return query select m.area::text from access_membership m
    where m.actor_id = nullif(current_setting('app.actor', true), '')::uuid
      and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp())
      and (current_setting('role'), m.role) in (
          ('side_registry', 'registrar'), ('side_welfare', 'coordinator'),
          ('side_decision', 'review_manager'), ('side_decision', 'senior_officer'), ('side_decision', 'letter_job'));
end $$;

create or replace function register_my_cases() returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    -- The cases on whose team the actor is now, on the side that asks.
    return query select t.case_id from register_caseteammember t
    where t.actor_id = nullif(current_setting('app.actor', true), '')::uuid
      and 'side_' || t.side = current_setting('role')
      and t.from_at <= statement_timestamp() and (t.until_at is null or t.until_at > statement_timestamp());
end $$;

-- Policies of what hangs on a case ask `exists`, not `in`: for one row PostgreSQL then looks up one case, and for many it
-- may still read all cases once. A policy that says no `with check` asks the same of what is written.
alter table register_case enable row level security;
create policy cases_in_sight on register_case to side_registry, side_welfare, side_decision
    using ((side <> 'welfare' or current_setting('role') <> 'side_decision')
           and (id in (select register_my_cases())
                or area = any (array(select register_sees_area()))
                or '' = any (array(select register_sees_area()))))
    with check (current_setting('role') = 'side_registry');

-- The same cases for what runs as its owner: of one case, or (null) of all.
create or replace function register_in_sight(of_case uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id from register_case c
    where (of_case is null or c.id = of_case) and (c.side <> 'welfare' or current_setting('role') <> 'side_decision')
      and (c.id in (select register_my_cases()) or c.area = any (array(select register_sees_area()))
           or '' = any (array(select register_sees_area())))
$$;

-- Who of a family may be a child and is not on the list of its children: whoever is under 18 by one reading of one date,
-- or came to a confirmed family and is of unknown age; not those of whom two registrars have said that they are adults.
-- Twice from one text: of all cases, and of one, for which PostgreSQL makes quite another plan.
do $all$ declare given text[]; begin
    foreach given slice 1 in array array[['', ''], ['of_case uuid', 'and s.case_id = of_case']] loop
        execute format($one$
create or replace function register_may_be_children(%1$s)
returns table (case_id uuid, person_id uuid, since timestamptz)
language sql stable as $$
    with confirmed as materialized (
        select s.case_id, min(s.at) as at from register_casestate s where s.step = 'confirmed' %2$s group by s.case_id
    ), listed as materialized (
        select k.case_id, p.canonical_id from confirmed d
        join register_casechild k on k.case_id = d.case_id and k.until_at is null
        join register_person p on p.id = k.person_id
    ), adult as materialized (
        select n.case_id, p.canonical_id from confirmed d
        join register_notachild n on n.case_id = d.case_id join register_person p on p.id = n.person_id
        group by n.case_id, p.canonical_id having count(distinct n.by_id) > 1
    ), member as materialized (
        select d.case_id, p.canonical_id, d.at, m.from_at from confirmed d
        join register_case c on c.id = d.case_id and c.closed_at is null
        join register_familymember m on m.family_id = c.family_id and m.until_at is null
        join register_person p on p.id = m.person_id
        where (d.case_id, p.canonical_id) not in (select l.case_id, l.canonical_id from listed l)
          and (d.case_id, p.canonical_id) not in (select a.case_id, a.canonical_id from adult a)
    ), birth as materialized (
        select p.canonical_id, max(f.latest) as latest
        from register_person p join register_personfact f on f.person_id = p.id and f.kind = 'birth_date'
        where f.latest is not null and p.canonical_id in (select m.canonical_id from member m)
        group by p.canonical_id
    )
    select m.case_id, m.canonical_id, greatest(min(m.from_at), m.at)
    from member m left join birth b on b.canonical_id = m.canonical_id
    where case when b.latest is null then m.from_at > m.at else b.latest > current_date - interval '18 years' end
    group by m.case_id, m.canonical_id, m.at
$$$one$, given[1], given[2]);
    end loop;
end $all$;

-- What stands in the way of a decision on a case in sight and is not for whoever decides to know: that somebody may be a
-- child, and that a child is known to the children's side alone. Two words, and nothing about whom.
create or replace function register_unheard(of_case uuid) returns text[]
language plpgsql stable security definer set search_path = public, pg_temp as $$ begin
    if of_case is null or not exists (select 1 from register_in_sight(of_case)) then
        return '{}';
    end if;
    return array(
        select 'may_be_a_child' where exists (select 1 from register_may_be_children(of_case))
        union all
        select 'known_to_one_side' where exists (
            select 1 from register_casechild k where k.case_id = of_case and k.until_at is null and k.side = 'welfare'
            and not exists (select 1 from register_casechild o join register_person a on a.id = o.person_id
                            join register_person b on b.id = k.person_id and b.canonical_id = a.canonical_id
                            where o.case_id = of_case and o.until_at is null and o.side <> 'welfare')));
end $$;

-- A row of a file, though it names nobody, tells whose file knows a person, how often and since when. Its side reads it; and
-- of a child who is listed the one row that is on the list, to which all records of the child are tied.
alter table register_person enable row level security;
create policy people_of_registry on register_person to side_registry using (true) with check (true);
create policy people_of_welfare on register_person for select to side_welfare
    using (side in ('common', 'welfare') or exists (select 1 from register_casechild k where k.person_id = register_person.id));
create policy people_of_decision on register_person for select to side_decision
    using (side in ('common', 'decision') or exists (select 1 from register_casechild k where k.person_id = register_person.id));

-- A family that only the other side's rows make up is none to this side: they would count as families, with a time each.
alter table register_family enable row level security;
create policy families_of_registry on register_family to side_registry using (true) with check (true);
create policy with_a_member_or_a_case on register_family for select to side_welfare, side_decision
    using (exists (select 1 from register_familymember f where f.family_id = register_family.id)
           or exists (select 1 from register_case c where c.family_id = register_family.id));

alter table register_casechild enable row level security;
create policy children_of_sides on register_casechild to side_registry using (true) with check (true);
create policy children_of_welfare on register_casechild for select to side_welfare using (side in ('common', 'welfare'));
create policy made_known_by_welfare on register_casechild for update to side_welfare
    using (side = 'welfare' and exists (select 1 from register_case c where c.id = case_id)) with check (side = 'common');
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
create index if not exists register_searchkey_bones on register_searchkey using gin (key gin_trgm_ops) where key !~ '[aiu]';

drop function if exists register_find(text, integer);
select similarity('', '');  -- loads pg_trgm, whose settings its owner may name from then on
create or replace function register_find(words text, bones text, reference text, case_reference text, most integer)
returns table (person uuid, case_id uuid, shown text, likeness real)
language sql stable security definer
set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.45 as $$
    -- At most `most` people with a key like what is asked, likest first, after filtering by the side and the cases that
    -- the asker may see. A number that is exactly the same comes first; the sound of a name before its bones alone. Few
    -- consonants are like very many keys, so bones are looked for among keys that are bones themselves.
    with hits as materialized (
        select k.person_id, k.shown, k.side, k.key from register_searchkey k
        where k.key %> $1 or (k.key %> $2 and k.key !~ '[aiu]') or k.key = $3
    ), keys as (  -- many people bear one name: it is compared once. A key without vowels is bones.
        select h.key, case when h.key = $3 then 2
                           when h.key ~ '[aiu]' then 0.7 * word_similarity($1, h.key) + 0.3 * similarity($1, h.key)
                           else greatest(0.7 * word_similarity($1, h.key) + 0.3 * similarity($1, h.key),
                                         0.5 * word_similarity($2, h.key) + 0.2 * similarity($2, h.key)) end as likeness
        from (select distinct key from hits) h
    ), members as (
        select n.person_id, f.family_id, n.shown, k.likeness
        from hits n
        join keys k on k.key = n.key
        join register_familymember f on f.person_id = n.person_id and f.until_at is null
        where case current_setting('role')
                   when 'side_registry' then true
                   when 'side_welfare' then n.side in ('common', 'welfare') and f.side in ('common', 'welfare')
                   when 'side_decision' then n.side in ('common', 'decision') and f.side in ('common', 'decision')
                   else false end
        union all
        select f.person_id, f.family_id, c.reference, 2
        from register_case c join register_familymember f on f.family_id = c.family_id and f.until_at is null
        where c.reference = $4
          and case current_setting('role')
                   when 'side_registry' then true
                   when 'side_welfare' then f.side in ('common', 'welfare')
                   when 'side_decision' then f.side in ('common', 'decision') else false end
    ), seen as (
        select distinct on (p.canonical_id) p.canonical_id, c.id as case_id, m.shown, m.likeness
        from members m
        join register_person p on p.id = m.person_id
        join register_case c on c.family_id = m.family_id
        where c.id in (select register_my_cases())
           or c.area = any (array(select register_sees_area())) or '' = any (array(select register_sees_area()))
        order by p.canonical_id, m.likeness desc, c.closed_at desc nulls first, c.opened_at desc, m.shown
    )
    select s.canonical_id, s.case_id, s.shown, s.likeness::real from seen s
    order by s.likeness desc, s.canonical_id limit greatest(1, least($5, 200))
$$;

-- A file on paper is the Home Office's: known where it is to the registry and to those who review its case, each of whom says so
-- as themselves.
alter table register_paperfile enable row level security;
alter table register_paperfilestep enable row level security;
create policy of_the_case on register_paperfile to side_registry, side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
create policy of_the_file on register_paperfilestep to side_registry, side_decision
    using (exists (select 1 from register_paperfile f where f.id = file_id));
do $$ declare t text; begin
    foreach t in array array['register_paperfile', 'register_paperfilestep'] loop
        execute format('create policy in_own_name on %I as restrictive for insert to side_registry, side_decision
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;

-- What is taken as right of what sources say is written by registrars as themselves, and read as the facts are.
alter table register_settledfact enable row level security;
create policy of_the_case on register_settledfact to side_registry
    using (exists (select 1 from register_case c where c.id = case_id))
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from register_case c where c.id = case_id));
create policy facts_of_welfare on register_settledfact for select to side_welfare
    using (side in ('common', 'welfare') and exists (select 1 from register_case c where c.id = case_id));
create policy facts_of_decision on register_settledfact for select to side_decision
    using (side in ('common', 'decision') and exists (select 1 from register_case c where c.id = case_id));

-- Steps are read with their case, and so is the team; but each side says for itself what was reached, who is on it, until when.
alter table register_casestate enable row level security;
create policy read_with_the_case on register_casestate for select to side_registry, side_welfare, side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
create policy said_by_registry on register_casestate for insert to side_registry
    with check (step in ('to_confirm', 'confirmed') and exists (select 1 from register_case c where c.id = case_id));
create policy said_by_decision on register_casestate for insert to side_decision
    with check (step in ('under_review', 'decided', 'ended') and exists (select 1 from register_case c where c.id = case_id));

alter table register_caseteammember enable row level security;
create policy read_with_the_case on register_caseteammember for select to side_registry, side_welfare, side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
-- That there is a result to read tells that the decision was called into question: that is for its own side.
create policy results_are_of_their_side on register_caseteammember as restrictive for select to side_registry, side_welfare
    using (role <> 'reads_result');
-- Nor is it the other sides' to know that somebody of the children's side had to open a case in an emergency.
create policy urgent_on_their_side on register_caseteammember as restrictive for select to side_registry, side_decision
    using (role <> 'urgent' or 'side_' || side = current_setting('role'));
do $$ declare s text; begin
    foreach s in array array['welfare', 'decision'] loop
        execute format('create policy joined_on_%1$s on register_caseteammember for insert to side_%1$s
            with check (side = %1$L and exists (select 1 from register_case c where c.id = case_id))', s);
        execute format('create policy changed_on_%1$s on register_caseteammember for update to side_%1$s
            using (side = %1$L and exists (select 1 from register_case c where c.id = case_id)) with check (side = %1$L)', s);
    end loop;
end $$;

-- That a day was moved, and why, is its side's alone, of a case in sight, in one's own name.
alter table register_clockchange enable row level security;
create policy of_the_side on register_clockchange to side_registry, side_welfare, side_decision
    using ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = case_id))
    with check ('side_' || side = current_setting('role') and exists (select 1 from register_case c where c.id = case_id));
create policy in_own_name on register_clockchange as restrictive for insert to side_registry, side_welfare, side_decision
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid);
-- Only who made a change takes it back, as `rules.obstacles_to_taking_back_day` has it, and says so of the same clock. A policy
-- cannot ask its own table, so it is asked as the owner: yes or no, about what the asker wrote.
create or replace function register_is_own_change(
    change uuid, of_case uuid, of_child uuid, of_side text, of_duty text, of_since timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from register_clockchange m
        where m.id = change and m.by_id = nullif(current_setting('app.actor', true), '')::uuid and m.takes_back_id is null
          and m.case_id = of_case and m.child_id is not distinct from of_child and m.side = of_side and m.duty = of_duty
          and m.since = of_since)
$$;
create policy own_change_taken_back on register_clockchange as restrictive for insert to side_registry, side_welfare, side_decision
    with check (takes_back_id is null or register_is_own_change(takes_back_id, case_id, child_id, side, duty, since));

-- What holds now of one clock, as whoever asks may see it: the newest change that was not taken back. Where several wait behind
-- one clock (`is_of_several`) it runs since the first of them, and what was changed holds for each who waited then, also once the
-- first is dealt with: `since` says of which clock it was said.
drop function if exists register_clock(uuid, uuid, text, timestamptz);
create or replace function register_clock(
    of_case uuid, of_child uuid, of_duty text, of_since timestamptz, is_of_several boolean)
returns table (id uuid, step text, due_on date, since timestamptz) language sql stable as $$
    select m.id, m.step, m.due_on, m.since from register_clockchange m
    where m.case_id = of_case and m.child_id is not distinct from of_child and m.duty = of_duty
      and (m.since = of_since or is_of_several and m.since < of_since and of_since < m.at)
      and m.takes_back_id is null and not exists (select 1 from register_clockchange b where b.takes_back_id = m.id)
    order by m.at desc, m.id desc limit 1
$$;

-- Where each case is for a registrar, of one case or (null) of all. Like the children's side's it runs as whoever asks: the
-- row policies say of which cases. Plpgsql keeps the plans, which take longer to make than to run.
drop function if exists register_work();
create or replace function register_steps()
returns table (queue text, case_id uuid, child_id uuid, since timestamptz, due date, holder uuid, person uuid)
language sql stable as $$
    select case s.step when 'to_confirm' then case when exists (
                   select 1 from register_familymember f where f.family_id = c.family_id and f.until_at is null
               ) then 'to_confirm' else 'left_behind' end
           else s.step end, c.id, null::uuid, s.at, null::date, null::uuid, null::uuid
    from register_case c
    join (
        select distinct on (t.case_id) t.case_id, t.step, t.at from register_casestate t order by t.case_id, t.at desc, t.id desc
    ) s on s.case_id = c.id
    where c.closed_at is null
$$;

create or replace function register_work(of_case uuid)
returns table (queue text, case_id uuid, child_id uuid, since timestamptz, due date, holder uuid, person uuid)
language plpgsql stable as $$ begin
    if of_case is null then return query select * from register_steps() union all
        select 'who_is_a_child', m.case_id, null::uuid, min(m.since), null::date, null::uuid, null::uuid
        from register_may_be_children() m group by m.case_id;
    else return query select * from register_steps() w where w.case_id = of_case union all
        select 'who_is_a_child', m.case_id, null::uuid, min(m.since), null::date, null::uuid, null::uuid
        from register_may_be_children(of_case) m group by m.case_id;
    end if;
end $$;

-- Which children come first on lists of work, on which grounds, by what the side that asks holds itself (row policies): whoever
-- has no adult in the family, and whoever turns 18 within so many months by one reading of one date. Somebody of the family who
-- is not listed is no adult either where every date makes them a child.
create or replace function register_comes_first(months integer)
returns table (case_id uuid, child_id uuid, ground text) language sql stable as $$
    with listed as materialized (
        select distinct k.case_id, c.family_id, p.canonical_id
        from register_casechild k join register_case c on c.id = k.case_id and c.closed_at is null
        join register_person p on p.id = k.person_id where k.until_at is null
    ), today as (select (statement_timestamp() at time zone 'Europe/London')::date as day), young as materialized (
        select p.canonical_id, bool_or(f.earliest <= today.day + make_interval(months => $1) - interval '18 years') as is_soon
        from today, register_personfact f join register_person p on p.id = f.person_id
        where f.kind = 'birth_date' and f.latest > today.day - interval '18 years' group by p.canonical_id
    ), others as materialized (  -- by themselves, so that the dates below are looked at of few
        select o.case_id, p.canonical_id from (select distinct s.case_id, s.family_id from listed s) o
        join register_familymember m on m.family_id = o.family_id and m.until_at is null
        join register_person p on p.id = m.person_id
        where (o.case_id, p.canonical_id) not in (select s.case_id, s.canonical_id from listed s)
    )
    select l.case_id, l.canonical_id, 'turns_eighteen' from listed l
    where l.canonical_id in (select y.canonical_id from young y where y.is_soon)
    union all
    select l.case_id, l.canonical_id, 'child_alone' from listed l where l.case_id not in (
        select o.case_id from others o
        where o.canonical_id not in (select y.canonical_id from young y)  -- else by each of their dates
           or (select min(f.latest) <= min(today.day) - interval '18 years'
               from today, register_person q join register_personfact f on f.person_id = q.id and f.kind = 'birth_date'
               where q.canonical_id = o.canonical_id))
$$;

-- Whether the family of a case has another one, in whichever area, that is open or was closed later: until when is kept what goes
-- with the family. Asked by the registry alone.
create or replace function register_family_goes_on(of_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    with over as (
        select c.id, coalesce(c.closed_at, (select case when s.step in ('decided', 'ended') then s.at end
                                            from register_casestate s where s.case_id = c.id order by s.at desc, s.id desc limit 1)) as at
        from register_case c where c.family_id = (select m.family_id from register_case m where m.id = of_case)
    )
    select exists (select from over mine, over o where mine.id = of_case and o.id <> of_case
                   and (o.at is null or o.at > mine.at))
$$;
