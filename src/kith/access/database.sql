create or replace function access_unrecorded() returns table (kind text, id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
    -- Decisions, confirmations, services and disclosures without an audit entry of their own: each would be a deed that
    -- nobody is on record for. Another deed's entry about the same row does not count.
declare t text; v text[]; begin
    for t, v in values ('review_decision', array['review.decision_recorded']),
                       ('review_confirmation', array['review.decision_confirmed', 'review.decision_returned']),
                       ('review_service', array['review.decision_served']),
                       ('disclosure_disclosure', array['disclosure.report_released']) loop
        if to_regclass(t) is not null then
            return query execute format(
                'select %L::text, d.id from %I d where not exists
                 (select 1 from access_auditentry a where a.subject = d.id and a.verb = any (%L) and a.outcome = ''done'')', t, t, v);
        end if;
    end loop;
end $$;

-- The number of the transaction that wrote an entry, whatever the writer says: sealing rests on it.
create or replace function access_stamp_transaction() returns trigger language plpgsql as $$ begin
    new.transaction := (pg_current_xact_id()::text)::bigint;
    return new;
end $$;
create or replace trigger stamp_transaction before insert on access_auditentry
    for each row execute function access_stamp_transaction();
