-- A review is read by its team and by the managers of the decision side.
alter table review_review enable row level security;
create policy of_the_case on review_review to side_decision
    using (case_id in (select id from register_case)) with check (case_id in (select id from register_case));
do $$ declare t text; begin
    foreach t in array array['review_bestinterests', 'review_factorfinding', 'review_conflictdeclaration', 'review_draft',
                             'review_replyinvitation', 'review_decision', 'review_letter'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_review on %I to side_decision
            using (review_id in (select id from review_review)) with check (review_id in (select id from review_review))', t);
    end loop;
end $$;
