-- A file is known to its own side alone, and there to those who see its case; one that belongs to no case, to its side.
alter table documents_document enable row level security;
do $$ declare s text; begin
    foreach s in array array['welfare', 'decision'] loop
        execute format('create policy documents_of_%1$s on documents_document to side_%1$s
            using (side = %1$L and (case_id is null or case_id in (select id from register_case)))
            with check (side = %1$L and (case_id is null or case_id in (select id from register_case)))', s);
    end loop;
end $$;
create policy documents_of_statistics on documents_document to side_statistics
    using (side = 'statistics' and case_id is null) with check (side = 'statistics' and case_id is null);

-- What the children's side lets cross is a new file of the decision side, on a case in sight and in the name of whoever acts.
create policy copies_across on documents_document for insert to side_welfare
    with check (side = 'decision' and kind = 'copy' and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from register_case c where c.id = case_id and c.side <> 'welfare'));

-- A family member sends a file to a side, on the case of their own page and in their own name.
create policy sent_by_family on documents_document for insert to side_family
    with check (side in ('welfare', 'decision') and kind = 'added'
                and by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from representations_familyaccess a where a.case_id = documents_document.case_id));
create policy sent_with_own_words on documents_document for select to side_family
    using (exists (select 1 from representations_sentfile f where f.document_id = documents_document.id));

-- Who sees a file sees what the scanner said of it, and that it was added by mistake.
alter table documents_scan enable row level security;
alter table documents_mistake enable row level security;
create policy with_the_document on documents_scan for select to side_welfare, side_decision
    using (exists (select 1 from documents_document d where d.id = document_id));
create policy with_the_document on documents_mistake to side_welfare, side_decision
    using (exists (select 1 from documents_document d where d.id = document_id));

-- So does who signed it off: as themselves, and for the very file that is kept.
alter table documents_signoff enable row level security;
create policy with_the_document on documents_signoff to side_welfare, side_decision
    using (exists (select 1 from documents_document d where d.id = document_id))
    with check (by_id = nullif(current_setting('app.actor', true), '')::uuid
                and exists (select 1 from documents_document d where d.id = document_id and d.sha256 = documents_signoff.sha256));

-- The job of a side's files, which has no case: the ids of those that wait for the scanner, and which of some ids are kept.
create or replace function documents_side_of_job() returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$ declare found text; begin
    select substr(m.role, 1, length(m.role) - 6) into found from access_membership m
    where m.actor_id = nullif(current_setting('app.actor', true), '')::uuid
      and (current_setting('role'), m.role) in (('side_welfare', 'welfare_files'), ('side_decision', 'decision_files'))
      and m.from_at <= statement_timestamp() and (m.until_at is null or m.until_at > statement_timestamp());
    if found is null then raise exception 'for the job of the files alone' using errcode = 'insufficient_privilege'; end if;
    return found;
end $$;
create or replace function documents_to_scan() returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$ declare mine text := documents_side_of_job(); begin
    return query select d.id from documents_document d
    where d.side = mine and d.kind in ('added', 'copy') and d.certificate_id is null
      and not exists (select 1 from documents_scan s where s.document_id = d.id)
    order by d.at, d.id;
end $$;
create or replace function documents_kept(these uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$ declare mine text := documents_side_of_job(); begin
    return query select d.id from documents_document d where d.side = mine and d.id = any (these) and d.certificate_id is null;
end $$;
create policy said_by_the_scanner on documents_scan for insert to side_welfare, side_decision
    with check (document_id in (select documents_to_scan()));
