-- The child's record is read by those who work with the child: the team, and the coordinator of the area.
do $$ declare t text; begin
    foreach t in array array['welfare_leadprofessional', 'welfare_chronologyentry', 'welfare_evidenceitem',
                             'welfare_wellbeingassessment', 'welfare_childsview', 'welfare_report'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy of_the_case on %I to side_welfare
            using (exists (select 1 from register_case c where c.id = case_id))', t);
    end loop;
end $$;

alter table welfare_reportitem enable row level security;
create policy with_the_report on welfare_reportitem to side_welfare
    using (exists (select 1 from welfare_report r where r.id = report_id));
