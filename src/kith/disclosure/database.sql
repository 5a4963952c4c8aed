-- What crossed is read by those who work on the case, on either side.
do $$ declare t text; begin
    foreach t in array array['disclosure_request', 'disclosure_disclosure'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_case on %I to side_registry, side_welfare, side_decision
            using (exists (select 1 from register_case c where c.id = case_id))', t);
    end loop;
end $$;

alter table disclosure_moveddate enable row level security;
create policy of_the_request on disclosure_moveddate to side_welfare, side_decision
    using (exists (select 1 from disclosure_request r where r.id = request_id));

do $$ declare t text; begin
    foreach t in array array['disclosure_discloseditem', 'disclosure_withholding', 'disclosure_receipt'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_disclosure on %I to side_welfare, side_decision
            using (exists (select 1 from disclosure_disclosure d where d.id = disclosure_id))', t);
    end loop;
end $$;

alter table disclosure_disclosedfile enable row level security;
create policy of_the_item on disclosure_disclosedfile to side_welfare, side_decision
    using (exists (select 1 from disclosure_discloseditem i where i.id = item_id));

-- How it counted is told by the decision side alone, and only with the notice (review/database.sql says when).
alter table disclosure_feedback enable row level security;
create policy read_with_the_case on disclosure_feedback for select to side_welfare, side_decision
    using (exists (select 1 from register_case c where c.id = case_id));

-- What crosses, what is held back and who opened it each says as themselves: whoever sends the statement.
do $$ declare t text; begin
    foreach t in array array['disclosure_disclosure', 'disclosure_discloseditem', 'disclosure_withholding', 'disclosure_receipt',
                             'disclosure_feedback'] loop
        execute format('create policy as_themselves on %I as restrictive for insert to side_welfare, side_decision
            with check (by_id = nullif(current_setting(''app.actor'', true), '''')::uuid)', t);
    end loop;
end $$;

-- A milestone is read by both sides and passed by one: the side that takes the step. No other can say that it was taken.
alter table disclosure_milestone enable row level security;
create policy read_with_the_case on disclosure_milestone for select to side_registry, side_welfare, side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
create policy passed_by_registry on disclosure_milestone for insert to side_registry
    with check (kind in ('identity_open', 'identity_settled') and exists (select 1 from register_case c where c.id = case_id));
create policy passed_by_welfare on disclosure_milestone for insert to side_welfare
    with check (kind in ('lead_professional_appointed', 'lead_professional_ended', 'views_recorded',
                         'views_not_sought_explained', 'report_released', 'asks_to_wait', 'may_go_on',
                         'child_made_known', 'not_shared')
                and exists (select 1 from register_case c where c.id = case_id));
create policy passed_by_decision on disclosure_milestone for insert to side_decision
    with check (kind in ('review_opened', 'service_planned', 'decision_served', 'review_ended', 'review_goes_on')
                and exists (select 1 from register_case c where c.id = case_id));
