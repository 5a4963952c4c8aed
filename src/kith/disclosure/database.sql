-- What crossed is read by those who work on the case, on either side.
do $$ declare t text; begin
    foreach t in array array['disclosure_request', 'disclosure_disclosure', 'disclosure_milestone'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_case on %I to side_registry, side_welfare, side_decision
            using (case_id in (select id from register_case)) with check (case_id in (select id from register_case))', t);
    end loop;
end $$;

do $$ declare t text; begin
    foreach t in array array['disclosure_discloseditem', 'disclosure_withholding', 'disclosure_receipt'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_disclosure on %I to side_welfare, side_decision
            using (disclosure_id in (select id from disclosure_disclosure))
            with check (disclosure_id in (select id from disclosure_disclosure))', t);
    end loop;
end $$;
