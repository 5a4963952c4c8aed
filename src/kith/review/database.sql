-- A review is read by its team and by the managers of the decision side.
alter table review_review enable row level security;
create policy of_the_case on review_review to side_decision
    using (exists (select 1 from register_case c where c.id = case_id));
do $$ declare t text; begin
    foreach t in array array['review_bestinterests', 'review_factorfinding', 'review_conflictdeclaration', 'review_draft',
                             'review_replyinvitation', 'review_decision', 'review_letter'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_review on %I to side_decision
            using (exists (select 1 from review_review r where r.id = review_id))', t);
    end loop;
end $$;

-- What hangs on a finding, an invitation or a decision is read with it.
do $$ declare t text; parent text; key text; begin
    for t, parent, key in values
        ('review_findingevidence', 'review_factorfinding', 'finding_id'),
        ('review_proofofreceipt', 'review_replyinvitation', 'invitation_id'),
        ('review_reply', 'review_replyinvitation', 'invitation_id'),
        ('review_secondview', 'review_decision', 'decision_id'),
        ('review_confirmation', 'review_decision', 'decision_id'),
        ('review_service', 'review_decision', 'decision_id')
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy with_what_it_hangs_on on %1$I to side_decision
            using (exists (select 1 from %2$I p where p.id = %3$I))',
            t, parent, key);
    end loop;
end $$;
