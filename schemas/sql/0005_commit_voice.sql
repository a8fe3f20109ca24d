-- The voice worker's part of a commit, called as an argument of commit_batch_v1 in the same statement. Gives
-- {questions, calls}, the ids in conflict, for commit_batch_v1 to raise; null when there are none. A `read` of 0 is a
-- new row; others must still have that revision; the next one is written.

create function commit_questions_v1(
  q_id uuid[], q_partition int[], q_alert text[], q_run uuid[], q_read int[], q_status text[], q_format smallint[],
  q_state bytea[])
returns uuid[] language plpgsql as $$
begin
  insert into question (id, partition, alert_id, run, revision, status, format, state)
    select n.id, n.partition, n.alert, n.run, 1, n.status, n.format, n.state
      from unnest(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state)
             n(id, partition, alert, run, known, status, format, state)
      where n.known = 0
    on conflict do nothing;
  update question q
    set partition = n.partition, alert_id = n.alert, run = n.run, revision = n.known + 1, status = n.status,
        format = n.format, state = n.state, updated_at = now()
    from unnest(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state)
           n(id, partition, alert, run, known, status, format, state)
    where n.known > 0 and q.id = n.id and q.revision = n.known;
  return array(select n.id from unnest(q_id) n(id)
                 where not exists (select from question q
                                     where q.id = n.id and q.xmin = pg_current_xact_id()::xid));
end $$;

create function commit_calls_v1(
  c_id uuid[], c_question uuid[], c_partition int[], c_alert text[], c_contact text[], c_phone text[],
  c_provider text[], c_provider_call text[], c_read int[], c_status text[], c_context text[], c_format smallint[],
  c_state bytea[], c_created timestamptz[], c_updated timestamptz[])
returns uuid[] language plpgsql as $$
begin
  insert into call (id, question, partition, alert_id, contact, phone, provider, provider_call_id, revision, status,
                    context, format, state, created_at, updated_at)
    select n.id, n.question, n.partition, n.alert, n.contact, n.phone, n.provider, n.provider_call, 1, n.status,
           n.context, n.format, n.state, n.created, n.updated
      from unnest(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_provider, c_provider_call, c_read,
                  c_status, c_context, c_format, c_state, c_created, c_updated)
             n(id, question, partition, alert, contact, phone, provider, provider_call, known, status, context,
               format, state, created, updated)
      where n.known = 0
    on conflict do nothing;
  update call c
    set question = n.question, partition = n.partition, alert_id = n.alert, contact = n.contact, phone = n.phone,
        provider = n.provider, provider_call_id = n.provider_call, revision = n.known + 1, status = n.status,
        context = n.context, format = n.format, state = n.state, updated_at = n.updated
    from unnest(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_provider, c_provider_call, c_read,
                c_status, c_context, c_format, c_state, c_updated)
           n(id, question, partition, alert, contact, phone, provider, provider_call, known, status, context, format,
             state, updated)
    where n.known > 0 and c.id = n.id and c.revision = n.known;
  return array(select n.id from unnest(c_id) n(id)
                 where not exists (select from call c where c.id = n.id and c.xmin = pg_current_xact_id()::xid));
end $$;

-- One by one, each in a subtransaction: which of the unique rules is hit, and by whom, must not end the transaction
-- before every call in conflict is known. Known attempts come first: a resolved one makes room for the next.
create function commit_attempts_v1(
  a_id uuid[], a_call uuid[], a_number int[], a_token text[], a_account text[], a_from text[], a_phone text[],
  a_provider_call text[], a_unresolved boolean[], a_planned timestamptz[])
returns uuid[] language plpgsql as $$
declare
  refused uuid[] := '{}';
  n record;
begin
  for n in
    select w.*, o.id is not null as known
      from unnest(a_id, a_call, a_number, a_token, a_account, a_from, a_phone, a_provider_call, a_unresolved, a_planned)
             w(id, call, number, token, account, from_number, phone, provider_call, unresolved, planned)
      left join attempt o on o.id = w.id
      order by (o.id is null), w.unresolved, w.id
  loop
    begin
      if n.known then
        update attempt a
          set provider_call_id = case when a.provider_call_id = '' then n.provider_call else a.provider_call_id end,
              unresolved = n.unresolved
          where a.id = n.id and (a.provider_call_id = '' or n.provider_call in ('', a.provider_call_id));
      else
        insert into attempt (id, call, number, token_hash, account, from_number, phone, provider_call_id, unresolved,
                             planned_at)
          values (n.id, n.call, n.number, n.token, n.account, n.from_number, n.phone, n.provider_call, n.unresolved,
                  n.planned);
      end if;
      if not found then
        refused := refused || n.call;
      end if;
    exception when unique_violation then
      refused := refused || n.call;
    end;
  end loop;
  return refused;
end $$;

create function commit_voice_v1(
  q_id uuid[], q_partition int[], q_alert text[], q_run uuid[], q_read int[], q_status text[], q_format smallint[],
  q_state bytea[],
  c_id uuid[], c_question uuid[], c_partition int[], c_alert text[], c_contact text[], c_phone text[],
  c_provider text[], c_provider_call text[], c_read int[], c_status text[], c_context text[], c_format smallint[],
  c_state bytea[], c_created timestamptz[], c_updated timestamptz[],
  a_id uuid[], a_call uuid[], a_number int[], a_token text[], a_account text[], a_from text[], a_phone text[],
  a_provider_call text[], a_unresolved boolean[], a_planned timestamptz[],
  t_call uuid[], t_seq int[], t_role text[], t_text text[], t_at timestamptz[])
returns jsonb language plpgsql as $$
declare
  questions uuid[] := '{}';
  calls uuid[] := '{}';
begin
  if cardinality(q_id) > 0 then
    questions := commit_questions_v1(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state);
  end if;
  if cardinality(c_id) > 0 then
    calls := commit_calls_v1(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_provider, c_provider_call,
                             c_read, c_status, c_context, c_format, c_state, c_created, c_updated);
  end if;
  if cardinality(a_id) > 0 then
    calls := calls || commit_attempts_v1(a_id, a_call, a_number, a_token, a_account, a_from, a_phone, a_provider_call,
                                         a_unresolved, a_planned);
  end if;
  if cardinality(t_call) > 0 then
    insert into turn (call, seq, role, text, at)
      select n.* from unnest(t_call, t_seq, t_role, t_text, t_at) n
      on conflict do nothing;
  end if;
  if questions = '{}' and calls = '{}' then
    return null;
  end if;
  return jsonb_build_object('questions', questions,
                            'calls', array(select distinct c.id from unnest(calls) c(id) order by c.id));
end $$;
