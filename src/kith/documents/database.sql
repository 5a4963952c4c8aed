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
