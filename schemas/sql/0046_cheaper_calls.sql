-- Questions, calls, mail and effects held, as 0045: what is empty starts no statement, and conflicts are looked for
-- only where fewer rows were written than there are.

create function commit_questions_v3(
  so_far commit_state, q_id uuid[], q_partition int[], q_alert text[], q_run uuid[], q_read int[], q_status text[],
  q_format smallint[], q_state bytea[])
returns commit_state language plpgsql as $$
declare
  fresh int := 0;
  known int := 0;
begin
  if 0 = any(q_read) then
    insert into question (id, partition, alert_id, run, revision, status, format, state)
      select n.id, n.partition, n.alert, n.run, 1, n.status, n.format, n.state
        from unnest(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state)
               n(id, partition, alert, run, known, status, format, state)
        where n.known = 0
      on conflict do nothing;
    get diagnostics fresh = row_count;
  end if;
  if 0 < any(q_read) then
    update question q
      set partition = n.partition, alert_id = n.alert, run = n.run, revision = n.known + 1, status = n.status,
          format = n.format, state = n.state, updated_at = now()
      from unnest(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state)
             n(id, partition, alert, run, known, status, format, state)
      where n.known > 0 and q.id = n.id and q.revision = n.known;
    get diagnostics known = row_count;
  end if;
  if fresh + known < cardinality(q_id) then
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'questions', to_jsonb(array(
      select n.id from unnest(q_id) n(id)
        where not exists (select from question q where q.id = n.id and q.xmin = pg_current_xact_id()::xid))));
  end if;
  return so_far;
end $$;

create function commit_calls_v3(
  so_far commit_state, c_id uuid[], c_question uuid[], c_partition int[], c_alert text[], c_contact text[],
  c_phone text[], c_direction text[], c_kind text[], c_provider text[], c_provider_call text[], c_read int[],
  c_status text[], c_context text[], c_format smallint[], c_state bytea[], c_created timestamptz[],
  c_updated timestamptz[])
returns commit_state language plpgsql as $$
declare
  -- Written as nothing: an id of zeroes, an empty text.
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  fresh int := 0;
  known int := 0;
begin
  if 0 = any(c_read) then
    insert into call (id, question, partition, alert_id, contact, phone, direction, kind, provider, provider_call_id,
                      revision, status, context, format, state, created_at, updated_at)
      select n.id, nullif(n.question, nobody), n.partition, n.alert, nullif(n.contact, ''), n.phone, n.direction,
             n.kind, n.provider, n.provider_call, 1, n.status, n.context, n.format, n.state, n.created, n.updated
        from unnest(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_direction, c_kind, c_provider,
                    c_provider_call, c_read, c_status, c_context, c_format, c_state, c_created, c_updated)
               n(id, question, partition, alert, contact, phone, direction, kind, provider, provider_call, known,
                 status, context, format, state, created, updated)
        where n.known = 0
      on conflict do nothing;
    get diagnostics fresh = row_count;
  end if;
  if 0 < any(c_read) then
    update call c
      set question = nullif(n.question, nobody), partition = n.partition, alert_id = n.alert,
          contact = nullif(n.contact, ''), phone = n.phone, direction = n.direction, kind = n.kind,
          provider = n.provider, provider_call_id = n.provider_call, revision = n.known + 1, status = n.status,
          context = n.context, format = n.format, state = n.state, updated_at = n.updated
      from unnest(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_direction, c_kind, c_provider,
                  c_provider_call, c_read, c_status, c_context, c_format, c_state, c_updated)
             n(id, question, partition, alert, contact, phone, direction, kind, provider, provider_call, known, status,
               context, format, state, updated)
      where n.known > 0 and c.id = n.id and c.revision = n.known;
    get diagnostics known = row_count;
  end if;
  if fresh + known < cardinality(c_id) then
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(array(
      select n.id from unnest(c_id) n(id)
        where not exists (select from call c where c.id = n.id and c.xmin = pg_current_xact_id()::xid))));
  end if;
  return so_far;
end $$;

create function commit_mail_v2(
  so_far commit_state, batch_runs uuid[], ended_runs uuid[],
  wait_run uuid[], wait_id uuid[], wait_partition int[], wait_correlation uuid[], wait_signature text[],
  wait_value text[], unwait_run uuid[], unwait_id uuid[],
  mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[],
  mail_expires timestamptz[], mail_ordinal bigint[], mail_taken bigint[])
returns commit_state language plpgsql as $$
declare
  taken_correlation uuid[] := '{}';
  locked uuid[] := '{}';
  instant bigint;
begin
  if cardinality(mail_taken) > 0 then
    taken_correlation := array(select m.correlation from mailbox m where m.id = any(mail_taken));
  end if;
  if cardinality(wait_correlation) + cardinality(mail_correlation) + cardinality(mail_taken) > 0 then
    locked := array(select distinct c.id from unnest(wait_correlation || mail_correlation || taken_correlation) c(id)
                      order by c.id);
    insert into correlation (id) select unnest(locked)
      on conflict (id) do update set format = 1 where false;  -- locks and writes nothing
    instant := nextval('acceptance');  -- since and closed: in the order of the locks
  end if;

  if cardinality(mail_taken) > 0 then
    update mailbox m
      set closed = coalesce(m.closed, instant),
          taken_by = m.taken_by || array(select distinct w.run from wait w
                                           where w.correlation = m.correlation and w.run = any(batch_runs))
      where m.id = any(mail_taken);
  end if;
  if cardinality(unwait_run) > 0 then
    delete from wait w using unnest(unwait_run, unwait_id) n(run, id)
      where w.run = n.run and w.id = n.id;
  end if;
  if cardinality(ended_runs) > 0 then
    delete from wait w where w.run = any(ended_runs);
  end if;
  if cardinality(mail_taken) > 0 then
    delete from mailbox m
      where m.id = any(mail_taken)
        and not exists (select from wait w
                          where w.correlation = m.correlation and w.since < m.closed and w.run <> all(m.taken_by)
                            and (m.accepted, m.ordinal) > (w.run_accepted, w.run_ordinal));
  end if;

  if cardinality(wait_run) > 0 then
    insert into wait (run, id, partition, correlation, since, run_accepted, run_ordinal, signature, value)
      select n.run, n.id, n.partition, n.correlation, instant, r.accepted, r.ordinal, n.signature, n.value
        from unnest(wait_run, wait_id, wait_partition, wait_correlation, wait_signature, wait_value)
               n(run, id, partition, correlation, signature, value)
        join run r on r.id = n.run
      on conflict (run, id) do update
        set partition = excluded.partition, correlation = excluded.correlation, since = excluded.since,
            signature = excluded.signature, value = excluded.value;
  end if;
  if cardinality(mail_correlation) > 0 then
    insert into mailbox (correlation, accepted, ordinal, expires, signature, value, event)
      select unnest(mail_correlation), so_far.moment, unnest(mail_ordinal), unnest(mail_expires),
             unnest(mail_signature), unnest(mail_value), unnest(mail_event);
  end if;
  if cardinality(locked) = 0 then
    return so_far;
  end if;

  select array_agg(w.mail), array_agg(w.run), array_agg(w.id), array_agg(w.event)
    into so_far.match_mail, so_far.match_run, so_far.match_wait, so_far.match_event
    from (
      select m.id as mail, w.run, w.id, m.event
        from unnest(locked) c(id)
        join wait w on w.correlation = c.id
        cross join lateral (
          select b.id, b.accepted, b.event from mailbox b
            where b.correlation = c.id and b.expires > now()
              and (b.accepted, b.ordinal) > (w.run_accepted, w.run_ordinal)
              and (b.closed is null or (w.since < b.closed and w.run <> all(b.taken_by)))
            order by b.accepted, b.ordinal, b.id limit 1) m
        where w.since = instant or m.accepted = so_far.moment
           or (w.run = any(batch_runs) and c.id = any(taken_correlation))) w;
  return so_far;
end $$;

create function commit_held_effects_v3(so_far commit_state, held_id uuid[], held_attempt int[])
returns commit_state language plpgsql as $$
declare
  held int;
begin
  perform from effect e
    join unnest(held_id, held_attempt) n(id, attempt) on e.id = n.id and e.attempt = n.attempt
    order by e.id for update of e;
  get diagnostics held = row_count;
  if held < cardinality(held_id) then
    so_far.conflicts := coalesce(commit_held_effects_v1(held_id, held_attempt, so_far.conflicts), so_far.conflicts);
  end if;
  return so_far;
end $$;
