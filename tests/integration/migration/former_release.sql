CREATE SCHEMA tocsin;
CREATE FUNCTION tocsin.add_day_v1(parent text, a_day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  child text := parent || to_char(a_day, '"_"YYYYMMDD');
begin
  if to_regclass(format('%I.%I', current_schema(), child)) is not null then
    return;
  end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', child, parent,
                 case when parent = 'inbox' then a_day::text else a_day || ' 00:00:00+00' end,
                 case when parent = 'inbox' then (a_day + 1)::text else (a_day + 1) || ' 00:00:00+00' end);
exception when check_violation or duplicate_table then
  null;  -- PARENT_other has rows of this day, which stays there
end $$;
CREATE FUNCTION tocsin.clear_correlations_v1(at_most bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
  cleared bigint;
begin
  delete from correlation where id in (
    select c.id from correlation c
      where not exists (select from wait w where w.correlation = c.id)
        and not exists (select from mailbox m where m.correlation = c.id)
      limit at_most
      for update skip locked);
  get diagnostics cleared = row_count;
  return cleared;
end $$;
CREATE FUNCTION tocsin.clear_mail_v1(mail_per_signature bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  delete from mailbox where expires <= now();
  delete from mailbox where id in (
    select m.id from (select b.id, row_number() over (partition by b.signature order by b.id desc) as place
                        from mailbox b) m
      where m.place > mail_per_signature);
  delete from correlation where id in (
    select c.id from correlation c
      where not exists (select from wait w where w.correlation = c.id)
        and not exists (select from mailbox m where m.correlation = c.id)
      limit 100000
      for update skip locked);
end $$;
CREATE FUNCTION tocsin.clear_mail_v2(mail_per_signature bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  delete from mailbox where expires <= now();
  delete from mailbox where id in (
    select m.id from (select b.id, row_number() over (partition by b.signature order by b.id desc) as place
                        from mailbox b) m
      where m.place > mail_per_signature);
end $$;
CREATE FUNCTION tocsin.commit_attempts_v1(a_id uuid[], a_call uuid[], a_number integer[], a_token text[], a_account text[], a_from text[], a_phone text[], a_provider_call text[], a_unresolved boolean[], a_planned timestamp with time zone[]) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION tocsin.commit_batch_v1(the_role text, the_bus text, at_topic text[], at_partition integer[], at_from bigint[], at_to bigint[], inbox_id uuid[], over_id uuid[], over_partition integer[], over_definition bigint[], over_space text[], over_name text[], over_key text[], over_key_id uuid[], over_subject text[], over_read integer[], over_revision integer[], over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamp with time zone[], new_id uuid[], new_partition integer[], new_definition bigint[], new_space text[], new_name text[], new_key text[], new_key_id uuid[], new_subject text[], new_revision integer[], new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamp with time zone[], new_ordinal bigint[], upd_id uuid[], upd_partition integer[], upd_read integer[], upd_revision integer[], upd_status smallint[], upd_format smallint[], upd_state bytea[], ended_runs uuid[], history_run uuid[], history_revision integer[], history_entries bytea[], timer_owner uuid[], timer_partition integer[], timer_due timestamp with time zone[], untimer_owner uuid[], wait_run uuid[], wait_id uuid[], wait_partition integer[], wait_correlation uuid[], wait_signature text[], wait_value text[], unwait_run uuid[], unwait_id uuid[], mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[], mail_expires timestamp with time zone[], mail_ordinal bigint[], mail_taken bigint[], effect_id uuid[], effect_partition integer[], effect_run uuid[], effect_kind text[], effect_attempt integer[], effect_due timestamp with time zone[], effect_request bytea[], uneffect_id uuid[], outbox_partition integer[], outbox_records bytea[], outbox_delivered bigint[], voice_conflicts jsonb) RETURNS TABLE(out_kind integer, out_id bigint, out_run uuid, out_wait uuid, out_event bytea)
    LANGUAGE plpgsql
    AS $$
declare
  moment bigint := nextval('acceptance');
begin
  if cardinality(at_from) > 0 then
    perform commit_positions_v1(the_role, the_bus, at_topic, at_partition, at_from, at_to);
  end if;
  if cardinality(inbox_id) > 0 then
    perform commit_inbox_v1(inbox_id, now());
  end if;
  perform commit_runs_v1(
    moment, voice_conflicts,
    over_id, over_partition, over_definition, over_space, over_name, over_key, over_key_id, over_subject, over_read,
    over_revision, over_status, over_format, over_output, over_started,
    new_id, new_partition, new_definition, new_space, new_name, new_key, new_key_id, new_subject, new_revision,
    new_status, new_format, new_state, new_started, new_ordinal,
    upd_id, upd_partition, upd_read, upd_revision, upd_status, upd_format, upd_state);
  if cardinality(history_run) > 0 then
    insert into history (run, revision, entries)
      select n.run, n.revision, n.entries from unnest(history_run, history_revision, history_entries)
                                                 n(run, revision, entries);
  end if;
  if cardinality(untimer_owner) > 0 then
    delete from timer t using unnest(untimer_owner) n(owner) where t.owner = n.owner and t.role = the_role;
  end if;
  if cardinality(timer_owner) > 0 then
    insert into timer (role, owner, partition, due_at)
      select the_role, n.owner, n.partition, n.due from unnest(timer_owner, timer_partition, timer_due)
                                                       n(owner, partition, due)
      on conflict (owner, role) do update set partition = excluded.partition, due_at = excluded.due_at
        where timer.partition <> excluded.partition or timer.due_at <> excluded.due_at;
  end if;
  if cardinality(ended_runs) > 0 then
    delete from effect e using unnest(ended_runs) n(run) where e.run = n.run;
  end if;
  if cardinality(uneffect_id) > 0 then
    delete from effect e using unnest(uneffect_id) n(id) where e.id = n.id;
  end if;
  if cardinality(effect_id) > 0 then
    insert into effect (id, role, partition, run, kind, attempt, due_at, request)
      select n.id, the_role, n.partition, n.run, n.kind, n.attempt, n.due, n.request
        from unnest(effect_id, effect_partition, effect_run, effect_kind, effect_attempt, effect_due, effect_request)
               n(id, partition, run, kind, attempt, due, request)
      on conflict (id) do update
        set role = excluded.role, partition = excluded.partition, run = excluded.run, kind = excluded.kind,
            attempt = excluded.attempt, due_at = excluded.due_at, request = excluded.request;
  end if;
  if cardinality(outbox_delivered) > 0 then
    delete from outbox o using unnest(outbox_delivered) n(id) where o.id = n.id;
  end if;
  if cardinality(outbox_partition) > 0 then
    return query
      with added as (
        insert into outbox (role, partition, records)
          select the_role, n.partition, n.records
            from unnest(outbox_partition, outbox_records) with ordinality n(partition, records, place)
            order by n.place
          returning outbox.id)
      select 0, a.id, null::uuid, null::uuid, null::bytea from added a order by a.id;
  end if;
  if cardinality(wait_run) + cardinality(unwait_run) + cardinality(ended_runs) + cardinality(mail_correlation)
       + cardinality(mail_taken) > 0 then
    return query
      select 1, m.out_mail, m.out_run, m.out_wait, m.out_event
        from commit_correlation_v1(
               moment, over_id || upd_id, ended_runs,
               wait_run, wait_id, wait_partition, wait_correlation, wait_signature, wait_value, unwait_run, unwait_id,
               mail_correlation, mail_signature, mail_value, mail_event, mail_expires, mail_ordinal, mail_taken) m;
  end if;
end $$;
CREATE FUNCTION tocsin.commit_batch_v2(the_role text, the_bus text, at_topic text[], at_partition integer[], at_from bigint[], at_to bigint[], inbox_id uuid[], over_id uuid[], over_partition integer[], over_definition bigint[], over_space text[], over_name text[], over_key text[], over_key_id uuid[], over_subject text[], over_read integer[], over_revision integer[], over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamp with time zone[], new_id uuid[], new_partition integer[], new_definition bigint[], new_space text[], new_name text[], new_key text[], new_key_id uuid[], new_subject text[], new_revision integer[], new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamp with time zone[], new_ordinal bigint[], upd_id uuid[], upd_partition integer[], upd_read integer[], upd_revision integer[], upd_status smallint[], upd_format smallint[], upd_state bytea[], ended_runs uuid[], history_run uuid[], history_revision integer[], history_entries bytea[], timer_owner uuid[], timer_partition integer[], timer_due timestamp with time zone[], untimer_owner uuid[], wait_run uuid[], wait_id uuid[], wait_partition integer[], wait_correlation uuid[], wait_signature text[], wait_value text[], unwait_run uuid[], unwait_id uuid[], mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[], mail_expires timestamp with time zone[], mail_ordinal bigint[], mail_taken bigint[], effect_id uuid[], effect_partition integer[], effect_run uuid[], effect_kind text[], effect_attempt integer[], effect_due timestamp with time zone[], effect_request bytea[], uneffect_id uuid[], outbox_partition integer[], outbox_records bytea[], outbox_delivered bigint[], outbox_ends bytea[], held_id uuid[], held_attempt integer[], voice_conflicts jsonb) RETURNS TABLE(out_kind integer, out_id bigint, out_run uuid, out_wait uuid, out_event bytea)
    LANGUAGE plpgsql
    AS $$
begin
  if cardinality(held_id) > 0 then
    voice_conflicts := commit_held_effects_v1(held_id, held_attempt, voice_conflicts);
  end if;
  return query
    select * from commit_batch_v1(
      the_role, the_bus, at_topic, at_partition, at_from, at_to, inbox_id, over_id, over_partition,
      over_definition, over_space, over_name, over_key, over_key_id, over_subject, over_read, over_revision,
      over_status, over_format, over_output, over_started, new_id, new_partition, new_definition, new_space,
      new_name, new_key, new_key_id, new_subject, new_revision, new_status, new_format, new_state, new_started,
      new_ordinal, upd_id, upd_partition, upd_read, upd_revision, upd_status, upd_format, upd_state,
      ended_runs, history_run, history_revision, history_entries, timer_owner, timer_partition, timer_due,
      untimer_owner, wait_run, wait_id, wait_partition, wait_correlation, wait_signature, wait_value,
      unwait_run, unwait_id, mail_correlation, mail_signature, mail_value, mail_event, mail_expires,
      mail_ordinal, mail_taken, effect_id, effect_partition, effect_run, effect_kind, effect_attempt,
      effect_due, effect_request, uneffect_id, '{}', '{}', outbox_delivered, voice_conflicts);
  if cardinality(outbox_partition) > 0 then
    return query
      with added as (
        insert into outbox (role, partition, records, ends)
          select the_role, n.partition, n.records, n.ends
            from unnest(outbox_partition, outbox_records, outbox_ends) with ordinality n(partition, records, ends, place)
            order by n.place
          returning outbox.id)
      select 0, a.id, null::uuid, null::uuid, null::bytea from added a order by a.id;
  end if;
end $$;
CREATE FUNCTION tocsin.commit_calls_v1(c_id uuid[], c_question uuid[], c_partition integer[], c_alert text[], c_contact text[], c_phone text[], c_provider text[], c_provider_call text[], c_read integer[], c_status text[], c_context text[], c_format smallint[], c_state bytea[], c_created timestamp with time zone[], c_updated timestamp with time zone[]) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION tocsin.commit_correlation_v1(moment bigint, batch_runs uuid[], ended_runs uuid[], wait_run uuid[], wait_id uuid[], wait_partition integer[], wait_correlation uuid[], wait_signature text[], wait_value text[], unwait_run uuid[], unwait_id uuid[], mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[], mail_expires timestamp with time zone[], mail_ordinal bigint[], mail_taken bigint[]) RETURNS TABLE(out_mail bigint, out_run uuid, out_wait uuid, out_event bytea)
    LANGUAGE plpgsql
    AS $$
declare
  taken_correlation uuid[] := array(select m.correlation from mailbox m where m.id = any(mail_taken));
  locked uuid[] := array(select distinct c.id from unnest(wait_correlation || mail_correlation || taken_correlation)
                           c(id) order by c.id);
  instant bigint;
begin
  insert into correlation (id) select c.id from unnest(locked) with ordinality c(id, place) order by c.place
    on conflict (id) do update set format = 1 where false;  -- locks and writes nothing
  instant := nextval('acceptance');  -- since and closed: in the order of the locks
  if cardinality(mail_taken) > 0 then
    update mailbox m
      set closed = coalesce(m.closed, instant),
          taken_by = m.taken_by || array(select distinct w.run from wait w
                                           where w.correlation = m.correlation and w.run = any(batch_runs))
      where m.id = any(mail_taken);
  end if;
  delete from wait w using unnest(unwait_run, unwait_id) n(run, id) where w.run = n.run and w.id = n.id;
  delete from wait w where w.run = any(ended_runs);
  delete from mailbox m
    where m.id = any(mail_taken)
      and not exists (select from wait w
                        where w.correlation = m.correlation and w.since < m.closed and w.run <> all(m.taken_by)
                          and (m.accepted, m.ordinal) > (w.run_accepted, w.run_ordinal));
  insert into wait (run, id, partition, correlation, since, run_accepted, run_ordinal, signature, value)
    select n.run, n.id, n.partition, n.correlation, instant, r.accepted, r.ordinal, n.signature, n.value
      from unnest(wait_run, wait_id, wait_partition, wait_correlation, wait_signature, wait_value)
             n(run, id, partition, correlation, signature, value)
      join run r on r.id = n.run
    on conflict (run, id) do update
      set partition = excluded.partition, correlation = excluded.correlation, since = excluded.since,
          signature = excluded.signature, value = excluded.value;
  insert into mailbox (correlation, accepted, ordinal, expires, signature, value, event)
    select n.correlation, moment, n.ordinal, n.expires, n.signature, n.value, n.event
      from unnest(mail_correlation, mail_ordinal, mail_expires, mail_signature, mail_value, mail_event)
             n(correlation, ordinal, expires, signature, value, event);
  return query
    select m.id, w.run, w.id, m.event
      from unnest(locked) c(id)
      join wait w on w.correlation = c.id
      cross join lateral (
        select b.id, b.accepted, b.event from mailbox b
          where b.correlation = c.id and b.expires > now()
            and (b.accepted, b.ordinal) > (w.run_accepted, w.run_ordinal)
            and (b.closed is null or (w.since < b.closed and w.run <> all(b.taken_by)))
          order by b.accepted, b.ordinal, b.id limit 1) m
      where w.since = instant or m.accepted = moment
         or (w.run = any(batch_runs) and c.id = any(taken_correlation));
end $$;
CREATE FUNCTION tocsin.commit_held_effects_v1(held_id uuid[], held_attempt integer[], conflicts jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  gone uuid[];
begin
  perform from effect e join unnest(held_id, held_attempt) n(id, attempt) on e.id = n.id and e.attempt = n.attempt
    order by e.id for update of e;
  gone := array(select n.id from unnest(held_id, held_attempt) n(id, attempt)
                  where not exists (select from effect e where e.id = n.id and e.attempt = n.attempt));
  if gone = '{}' then
    return conflicts;
  end if;
  return coalesce(conflicts, '{}') || jsonb_build_object('effects', gone);
end $$;
CREATE FUNCTION tocsin.commit_inbox_v1(inbox_id uuid[], instant timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  today date := (instant at time zone 'utc')::date;
  known bigint[];
  added int;
begin
  known := array(select n.place from unnest(inbox_id) with ordinality n(id, place)
                   where exists (select from inbox i where i.id = n.id and i.day < today));
  if (instant at time zone 'utc')::time < '00:05' then
    insert into inbox (id, day) select n.id, today - 1 from unnest(inbox_id) n(id) on conflict do nothing;
    get diagnostics added = row_count;
    if added < cardinality(inbox_id) then
      known := known || array(select n.place from unnest(inbox_id) with ordinality n(id, place)
                       where not exists (select from inbox i where i.id = n.id and i.day = today - 1
                                           and i.xmin = pg_current_xact_id()::xid));
    end if;
  end if;
  insert into inbox (id, day) select n.id, today from unnest(inbox_id) n(id) on conflict do nothing;
  get diagnostics added = row_count;
  if added < cardinality(inbox_id) then
    known := known || array(select n.place from unnest(inbox_id) with ordinality n(id, place)
                              where not exists (select from inbox i where i.id = n.id and i.day = today
                                                  and i.xmin = pg_current_xact_id()::xid));
  end if;
  if known <> '{}' then
    raise exception 'tocsin:%', to_jsonb(known) using errcode = 'TC003';
  end if;
end $$;
CREATE FUNCTION tocsin.commit_positions_v1(the_role text, the_bus text, at_topic text[], at_partition integer[], at_from bigint[], at_to bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  moved int := 0;
  added int := 0;
begin
  if -1 < any(at_from) then
    update position p set next = n.next
      from unnest(at_topic, at_partition, at_from, at_to) n(topic, partition, known, next)
      where p.role = the_role and p.bus_id = the_bus and p.topic = n.topic and p.partition = n.partition
        and p.next = n.known and n.known > -1;
    get diagnostics moved = row_count;
  end if;
  if -1 = any(at_from) then
    insert into position (role, topic, partition, bus_id, next)
      select the_role, n.topic, n.partition, the_bus, n.next
        from unnest(at_topic, at_partition, at_from, at_to) n(topic, partition, known, next)
        where n.known = -1
      on conflict do nothing;
    get diagnostics added = row_count;
  end if;
  if moved + added < cardinality(at_from) then
    raise exception 'tocsin:[]' using errcode = 'TC001';
  end if;
end $$;
CREATE FUNCTION tocsin.commit_questions_v1(q_id uuid[], q_partition integer[], q_alert text[], q_run uuid[], q_read integer[], q_status text[], q_format smallint[], q_state bytea[]) RETURNS uuid[]
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION tocsin.commit_runs_v1(moment bigint, voice_conflicts jsonb, over_id uuid[], over_partition integer[], over_definition bigint[], over_space text[], over_name text[], over_key text[], over_key_id uuid[], over_subject text[], over_read integer[], over_revision integer[], over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamp with time zone[], new_id uuid[], new_partition integer[], new_definition bigint[], new_space text[], new_name text[], new_key text[], new_key_id uuid[], new_subject text[], new_revision integer[], new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamp with time zone[], new_ordinal bigint[], upd_id uuid[], upd_partition integer[], upd_read integer[], upd_revision integer[], upd_status smallint[], upd_format smallint[], upd_state bytea[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  ours xid := pg_current_xact_id()::xid;
  stale uuid[] := '{}';
  taken jsonb := '[]';
  gone uuid[];
  written int;
  missed int;
  explained int;
begin
  if 0 < any(over_read) then
    with left_now as (
      delete from run r using unnest(over_id, over_read) n(id, known)
        where n.known > 0 and r.id = n.id and r.revision = n.known
        returning r.id)
    select coalesce(array_agg(l.id), '{}') into gone from left_now l;
    stale := array(select n.id from unnest(over_id, over_read) n(id, known) where n.known > 0
                   except select unnest(gone));
  end if;
  if cardinality(upd_id) > 0 then
    update run r
      set revision = n.revision, status = n.status, format = n.format, state = n.state, partition = n.partition,
          updated_at = now()
      from unnest(upd_id, upd_partition, upd_read, upd_revision, upd_status, upd_format, upd_state)
             n(id, partition, known, revision, status, format, state)
      where r.id = n.id and r.revision = n.known;
    get diagnostics written = row_count;
    if written < cardinality(upd_id) then
      stale := stale || array(select n.id from unnest(upd_id) n(id)
                                where not exists (select from run r where r.id = n.id and r.xmin = ours));
    end if;
  end if;
  if 0 = any(over_read) then
    stale := stale || array(select n.id from unnest(over_id, over_read) n(id, known) join run r on r.id = n.id
                              where n.known = 0);
    taken := taken || (select coalesce(jsonb_agg(jsonb_build_array(n.id, r.id)), '[]')
                         from unnest(over_id, over_key_id, over_read) n(id, key_id, known)
                         join run r on r.key_id = n.key_id
                         where n.known = 0 and r.id <> n.id);
  end if;
  if cardinality(new_id) > 0 then
    insert into run (id, key_id, partition, definition, revision, status, format, accepted, ordinal, started_at,
                     space, name, key, subject, state)
      select n.id, n.key_id, n.partition, n.definition, n.revision, n.status, n.format, moment, n.ordinal, n.started,
             n.space, n.name, n.key, n.subject, n.state
        from unnest(new_id, new_key_id, new_partition, new_definition, new_revision, new_status, new_format,
                    new_ordinal, new_started, new_space, new_name, new_key, new_subject, new_state)
               n(id, key_id, partition, definition, revision, status, format, ordinal, started, space, name, key,
                 subject, state)
      on conflict do nothing;
    get diagnostics written = row_count;
    if written < cardinality(new_id) then
      missed := cardinality(new_id) - written;
      explained := cardinality(stale) + jsonb_array_length(taken);
      stale := stale || array(select n.id from unnest(new_id) n(id) join run r on r.id = n.id where r.xmin <> ours);
      taken := taken || (select coalesce(jsonb_agg(jsonb_build_array(n.id, r.id)), '[]')
                           from unnest(new_id, new_key_id) n(id, key_id) join run r on r.key_id = n.key_id
                           where r.id <> n.id and not exists (select from run o where o.id = n.id));
      explained := cardinality(stale) + jsonb_array_length(taken) - explained;
      if explained < missed then  -- who was in the way has just ended
        raise exception 'run changed while being written' using errcode = '40001';
      end if;
    end if;
  end if;
  if stale <> '{}' or taken <> '[]' or voice_conflicts is not null then
    raise exception 'tocsin:%', coalesce(voice_conflicts, '{}') || jsonb_build_object('stale', stale, 'taken', taken)
      using errcode = 'TC002';
  end if;
  if cardinality(over_id) > 0 then
    insert into run_done (id, partition, definition, revision, status, format, started_at, space, name, key, subject,
                          output)
      select n.* from unnest(over_id, over_partition, over_definition, over_revision, over_status, over_format,
                             over_started, over_space, over_name, over_key, over_subject, over_output) n;
  end if;
end $$;
CREATE FUNCTION tocsin.commit_voice_v1(q_id uuid[], q_partition integer[], q_alert text[], q_run uuid[], q_read integer[], q_status text[], q_format smallint[], q_state bytea[], c_id uuid[], c_question uuid[], c_partition integer[], c_alert text[], c_contact text[], c_phone text[], c_provider text[], c_provider_call text[], c_read integer[], c_status text[], c_context text[], c_format smallint[], c_state bytea[], c_created timestamp with time zone[], c_updated timestamp with time zone[], a_id uuid[], a_call uuid[], a_number integer[], a_token text[], a_account text[], a_from text[], a_phone text[], a_provider_call text[], a_unresolved boolean[], a_planned timestamp with time zone[], t_call uuid[], t_seq integer[], t_role text[], t_text text[], t_at timestamp with time zone[]) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION tocsin.json_or_text(content text) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    AS $$
begin
  return case when content = '' then null else content::json end;
exception when others then
  return to_json(content);
end $$;
CREATE FUNCTION tocsin.keep_days_v1(parent text, keep interval) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare
  today date := (now() at time zone 'utc')::date;
  last_dropped date := ((now() - keep) at time zone 'utc')::date - 1;
  child record;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('tocsin.keep_days', 0)) then
    return;  -- another process is at it
  end if;
  for i in 0..2 loop
    perform add_day_v1(parent, today + i);
  end loop;
  for child in
    select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
      where h.inhparent = to_regclass(format('%I.%I', current_schema(), parent))
        and c.relname ~ ('^' || parent || '_[0-9]{8}$')
        and to_date(right(c.relname, 8), 'YYYYMMDD') <= last_dropped
  loop
    execute format('drop table %I', child.relname);
  end loop;
  if parent = 'inbox' then
    delete from inbox_other where day <= last_dropped;
  elsif parent = 'run_done' then
    delete from run_done_other where ended_at < (last_dropped + 1)::timestamp at time zone 'utc';
  elsif parent = 'history' then
    delete from history_other where at < (last_dropped + 1)::timestamp at time zone 'utc';
  end if;
end $_$;
CREATE SEQUENCE tocsin.acceptance
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE tocsin.api_key (
    name text NOT NULL,
    hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.attempt (
    id uuid NOT NULL,
    call uuid NOT NULL,
    number integer NOT NULL,
    token_hash text NOT NULL,
    account text NOT NULL,
    from_number text NOT NULL,
    phone text NOT NULL,
    provider_call_id text NOT NULL,
    unresolved boolean NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.bus_group (
    name text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next bigint NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
)
WITH (fillfactor='50');
CREATE TABLE tocsin.bus_identity (
    bus_id text NOT NULL,
    adopted_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.bus_log (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.bus_partition (
    topic text NOT NULL,
    partition integer NOT NULL,
    low bigint DEFAULT 0 NOT NULL,
    next bigint DEFAULT 0 NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
)
WITH (fillfactor='50');
CREATE TABLE tocsin.bus_record (
    topic text NOT NULL,
    partition integer NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    key bytea,
    value bytea,
    headers bytea NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.call (
    id uuid NOT NULL,
    question uuid NOT NULL,
    partition integer NOT NULL,
    revision integer NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    alert_id text NOT NULL,
    contact text NOT NULL,
    phone text NOT NULL,
    provider text NOT NULL,
    provider_call_id text NOT NULL,
    status text NOT NULL,
    context text NOT NULL,
    state bytea NOT NULL
)
WITH (fillfactor='70');
CREATE TABLE tocsin.correlation (
    id uuid NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.definition (
    id bigint NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    hash text NOT NULL,
    yaml text NOT NULL,
    active boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE SEQUENCE tocsin.definition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE tocsin.definition_id_seq OWNED BY tocsin.definition.id;
CREATE TABLE tocsin.effect (
    id uuid NOT NULL,
    role text NOT NULL,
    partition integer NOT NULL,
    run uuid NOT NULL,
    kind text NOT NULL,
    attempt integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    request bytea NOT NULL
);
CREATE TABLE tocsin.history (
    run uuid NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    entries bytea NOT NULL
)
PARTITION BY RANGE (at);
CREATE TABLE tocsin.history_20261127 (
    run uuid NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    entries bytea NOT NULL
);
CREATE TABLE tocsin.history_20261128 (
    run uuid NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    entries bytea NOT NULL
);
CREATE TABLE tocsin.history_20261129 (
    run uuid NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    entries bytea NOT NULL
);
CREATE TABLE tocsin.history_other (
    run uuid NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    entries bytea NOT NULL
);
CREATE TABLE tocsin.idempotency (
    id uuid NOT NULL,
    body_hash text NOT NULL,
    response bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.inbox (
    id uuid NOT NULL,
    day date NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
)
PARTITION BY RANGE (day);
CREATE TABLE tocsin.inbox_20261127 (
    id uuid NOT NULL,
    day date NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.inbox_20261128 (
    id uuid NOT NULL,
    day date NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.inbox_20261129 (
    id uuid NOT NULL,
    day date NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.inbox_other (
    id uuid NOT NULL,
    day date NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.installation_secret (
    name text NOT NULL,
    value text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.mailbox (
    id bigint NOT NULL,
    correlation uuid NOT NULL,
    accepted bigint NOT NULL,
    ordinal bigint NOT NULL,
    closed bigint,
    taken_by uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    expires timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    signature text NOT NULL,
    value text NOT NULL,
    event bytea NOT NULL
);
CREATE SEQUENCE tocsin.mailbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE tocsin.mailbox_id_seq OWNED BY tocsin.mailbox.id;
CREATE TABLE tocsin.migration (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.outbox (
    id bigint NOT NULL,
    role text NOT NULL,
    partition integer NOT NULL,
    committed_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    records bytea NOT NULL,
    ends bytea
);
ALTER TABLE ONLY tocsin.outbox ALTER COLUMN records SET COMPRESSION lz4;
CREATE SEQUENCE tocsin.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE tocsin.outbox_id_seq OWNED BY tocsin.outbox.id;
CREATE TABLE tocsin."position" (
    role text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    bus_id text NOT NULL,
    next bigint NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
)
WITH (fillfactor='30');
CREATE TABLE tocsin.question (
    id uuid NOT NULL,
    partition integer NOT NULL,
    run uuid NOT NULL,
    revision integer NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    alert_id text NOT NULL,
    status text NOT NULL,
    state bytea NOT NULL
)
WITH (fillfactor='70');
CREATE TABLE tocsin.run (
    id uuid NOT NULL,
    key_id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    accepted bigint NOT NULL,
    ordinal bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    state bytea NOT NULL
)
WITH (fillfactor='70');
ALTER TABLE ONLY tocsin.run ALTER COLUMN state SET COMPRESSION lz4;
CREATE TABLE tocsin.run_done (
    id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    output bytea NOT NULL
)
PARTITION BY RANGE (ended_at);
CREATE TABLE tocsin.run_done_20261127 (
    id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    output bytea NOT NULL
);
CREATE TABLE tocsin.run_done_20261128 (
    id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    output bytea NOT NULL
);
CREATE TABLE tocsin.run_done_20261129 (
    id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    output bytea NOT NULL
);
CREATE TABLE tocsin.run_done_other (
    id uuid NOT NULL,
    partition integer NOT NULL,
    definition bigint NOT NULL,
    revision integer NOT NULL,
    status smallint NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone DEFAULT now() NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    space text NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    subject text NOT NULL,
    output bytea NOT NULL
);
CREATE TABLE tocsin.timer (
    role text NOT NULL,
    owner uuid NOT NULL,
    partition integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE TABLE tocsin.turn (
    call uuid NOT NULL,
    seq integer NOT NULL,
    role text NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL
);
CREATE VIEW tocsin.voice_conversations AS
 SELECT c.id,
    NULLIF(c.provider_call_id, ''::text) AS call_sid,
    NULLIF(c.alert_id, ''::text) AS alert_id,
    c.phone AS phone_number,
    c.status,
    tocsin.json_or_text(c.context) AS context,
    ( SELECT COALESCE(json_agg(json_build_object('role', t.role, 'text', t.text, 'at', t.at) ORDER BY t.seq), '[]'::json) AS "coalesce"
           FROM tocsin.turn t
          WHERE (t.call = c.id)) AS messages,
    c.created_at,
    c.updated_at
   FROM tocsin.call c;
CREATE TABLE tocsin.wait (
    run uuid NOT NULL,
    id uuid NOT NULL,
    partition integer NOT NULL,
    correlation uuid NOT NULL,
    since bigint NOT NULL,
    run_accepted bigint NOT NULL,
    run_ordinal bigint NOT NULL,
    tenant text DEFAULT 'default'::text NOT NULL,
    format smallint DEFAULT 1 NOT NULL,
    signature text NOT NULL,
    value text NOT NULL
);
ALTER TABLE ONLY tocsin.history ATTACH PARTITION tocsin.history_20261127 FOR VALUES FROM ('2026-11-27 00:00:00+00') TO ('2026-11-28 00:00:00+00');
ALTER TABLE ONLY tocsin.history ATTACH PARTITION tocsin.history_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');
ALTER TABLE ONLY tocsin.history ATTACH PARTITION tocsin.history_20261129 FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00');
ALTER TABLE ONLY tocsin.history ATTACH PARTITION tocsin.history_other DEFAULT;
ALTER TABLE ONLY tocsin.inbox ATTACH PARTITION tocsin.inbox_20261127 FOR VALUES FROM ('2026-11-27') TO ('2026-11-28');
ALTER TABLE ONLY tocsin.inbox ATTACH PARTITION tocsin.inbox_20261128 FOR VALUES FROM ('2026-11-28') TO ('2026-11-29');
ALTER TABLE ONLY tocsin.inbox ATTACH PARTITION tocsin.inbox_20261129 FOR VALUES FROM ('2026-11-29') TO ('2026-11-30');
ALTER TABLE ONLY tocsin.inbox ATTACH PARTITION tocsin.inbox_other DEFAULT;
ALTER TABLE ONLY tocsin.run_done ATTACH PARTITION tocsin.run_done_20261127 FOR VALUES FROM ('2026-11-27 00:00:00+00') TO ('2026-11-28 00:00:00+00');
ALTER TABLE ONLY tocsin.run_done ATTACH PARTITION tocsin.run_done_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');
ALTER TABLE ONLY tocsin.run_done ATTACH PARTITION tocsin.run_done_20261129 FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00');
ALTER TABLE ONLY tocsin.run_done ATTACH PARTITION tocsin.run_done_other DEFAULT;
ALTER TABLE ONLY tocsin.definition ALTER COLUMN id SET DEFAULT nextval('tocsin.definition_id_seq'::regclass);
ALTER TABLE ONLY tocsin.mailbox ALTER COLUMN id SET DEFAULT nextval('tocsin.mailbox_id_seq'::regclass);
ALTER TABLE ONLY tocsin.outbox ALTER COLUMN id SET DEFAULT nextval('tocsin.outbox_id_seq'::regclass);
INSERT INTO tocsin.api_key VALUES
	('embedded-825afc05', '825afc056ab4a62eef851305d69231b45d6182ba9c84c5b38f05436420fe5610', '2026-11-27 23:41:32.397185+00', NULL, 'default', 1);
INSERT INTO tocsin.attempt VALUES
	('2375e4db-3e0d-8ff5-8548-77dc8f420c8a', '1e5af2a6-6f4f-8a77-8d73-cbc36091cc2a', 1, 'f8d631970ef1d2a58c0c8e1b7da62d8239660a6bb7a44016f366e2a99e0c5246', 'AC0000000000000000000000000000aaaa', '+12025550199', '+12025550105', '', true, '2026-11-27 23:41:33.068+00', 'default', 1),
	('1af7e189-86ca-8941-a233-7710a1c5290b', '6a7492d5-a319-84ba-93d1-853b3adf618d', 1, 'ec867592347a18c4d930605db44ccb5e97a1eeda9b9529814c3b7cd25b3459e4', 'AC0000000000000000000000000000aaaa', '+12025550199', '+12025550104', '', true, '2026-11-27 23:41:33.095+00', 'default', 1),
	('8f601063-b555-8841-bdb6-b1a6c9ebd96b', '699f34d2-6317-8da6-8e1e-d1ec045cde31', 1, 'dbe4bb37e36a93e4d37da306b7271988cc9136809dfd7027696dd8938e384371', 'AC0000000000000000000000000000aaaa', '+12025550199', '+12025550103', 'CA00000000000000000000000000000003', false, '2026-11-27 23:41:33.068+00', 'default', 1),
	('a67c00b4-5a7a-8af2-ac08-9681c1676c2f', '1fbac991-07a1-8a28-b6e4-32711a055645', 1, '7d2208424b003750780a2df28692d826c9a1dd81a4a25f83a2bb9092535f2164', 'AC0000000000000000000000000000aaaa', '+12025550199', '+12025550101', 'CA00000000000000000000000000000001', false, '2026-11-27 23:41:32.99+00', 'default', 1),
	('39e1afbc-b05b-87a7-b57b-acfdaedd5faf', 'f792f8d5-69bf-8873-9c78-3e348b44bbbf', 1, '88a2663a3f40032b92b338172e7f6b3822ae8470ae9aaa62bb56036e765be9dc', 'AC0000000000000000000000000000aaaa', '+12025550199', '+12025550102', 'CA00000000000000000000000000000002', false, '2026-11-27 23:41:33.123+00', 'default', 1);
INSERT INTO tocsin.bus_group VALUES
	('tocsin-voice', 'tocsin.calls', 0, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 1, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 2, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 4, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 6, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 9, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 11, 0, '2026-11-27 23:41:32.60192+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 9, 0, '2026-11-27 23:41:32.652273+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 9, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 0, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 1, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 2, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 3, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 4, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 3, 1, '2026-11-27 23:41:33.641944+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 5, 2, '2026-11-27 23:41:33.641944+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 10, 1, '2026-11-27 23:41:33.641944+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 0, 1, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 1, 1, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 2, 2, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 3, 2, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 4, 4, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 5, 2, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 6, 3, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 7, 1, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 8, 1, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 10, 2, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-bridge', 'tocsin.actions', 11, 1, '2026-11-27 23:41:33.689459+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 0, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 1, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 2, 2, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 3, 2, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 4, 4, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 5, 2, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 6, 3, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 7, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 8, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 10, 2, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.actions', 11, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 7, 3, '2026-11-27 23:41:34.658202+00', 'default', 1),
	('tocsin-voice', 'tocsin.calls', 8, 4, '2026-11-27 23:41:34.658202+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 5, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 6, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 7, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 8, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 9, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 10, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.alerts', 11, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 0, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 1, 0, '2026-11-27 23:41:32.683169+00', 'default', 1);
INSERT INTO tocsin.bus_group VALUES
	('tocsin-workflow', 'tocsin.calls', 2, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 4, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 6, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 9, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 11, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 0, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 1, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 2, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 3, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 4, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 5, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 6, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 7, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 8, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 9, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 10, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.decisions', 11, 0, '2026-11-27 23:41:32.683169+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 3, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 5, 2, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 10, 1, '2026-11-27 23:41:33.709933+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 7, 3, '2026-11-27 23:41:34.718247+00', 'default', 1),
	('tocsin-workflow', 'tocsin.calls', 8, 4, '2026-11-27 23:41:34.718247+00', 'default', 1);
INSERT INTO tocsin.bus_log VALUES
	('707c4a59-05fd-45fb-b638-66c6eacf9913', '2026-11-27 23:41:30.989936+00', 'default', 1);
INSERT INTO tocsin.bus_partition VALUES
	('tocsin.actions', 9, 0, 0, 'default', 1),
	('tocsin.alerts', 0, 0, 0, 'default', 1),
	('tocsin.alerts', 1, 0, 0, 'default', 1),
	('tocsin.alerts', 2, 0, 0, 'default', 1),
	('tocsin.alerts', 3, 0, 0, 'default', 1),
	('tocsin.alerts', 4, 0, 0, 'default', 1),
	('tocsin.alerts', 5, 0, 0, 'default', 1),
	('tocsin.alerts', 6, 0, 0, 'default', 1),
	('tocsin.alerts', 7, 0, 0, 'default', 1),
	('tocsin.alerts', 8, 0, 0, 'default', 1),
	('tocsin.alerts', 9, 0, 0, 'default', 1),
	('tocsin.alerts', 10, 0, 0, 'default', 1),
	('tocsin.alerts', 11, 0, 0, 'default', 1),
	('tocsin.calls', 0, 0, 0, 'default', 1),
	('tocsin.calls', 1, 0, 0, 'default', 1),
	('tocsin.calls', 2, 0, 0, 'default', 1),
	('tocsin.calls', 4, 0, 0, 'default', 1),
	('tocsin.calls', 6, 0, 0, 'default', 1),
	('tocsin.calls', 9, 0, 0, 'default', 1),
	('tocsin.calls', 11, 0, 0, 'default', 1),
	('tocsin.decisions', 0, 0, 0, 'default', 1),
	('tocsin.decisions', 1, 0, 0, 'default', 1),
	('tocsin.decisions', 2, 0, 0, 'default', 1),
	('tocsin.decisions', 3, 0, 0, 'default', 1),
	('tocsin.decisions', 4, 0, 0, 'default', 1),
	('tocsin.decisions', 5, 0, 0, 'default', 1),
	('tocsin.decisions', 6, 0, 0, 'default', 1),
	('tocsin.decisions', 7, 0, 0, 'default', 1),
	('tocsin.decisions', 8, 0, 0, 'default', 1),
	('tocsin.decisions', 9, 0, 0, 'default', 1),
	('tocsin.decisions', 10, 0, 0, 'default', 1),
	('tocsin.decisions', 11, 0, 0, 'default', 1),
	('tocsin.actions', 6, 0, 3, 'default', 1),
	('tocsin.actions', 10, 0, 2, 'default', 1),
	('tocsin.calls', 10, 0, 1, 'default', 1),
	('tocsin.actions', 7, 0, 1, 'default', 1),
	('tocsin.actions', 1, 0, 1, 'default', 1),
	('tocsin.actions', 11, 0, 1, 'default', 1),
	('tocsin.actions', 0, 0, 1, 'default', 1),
	('tocsin.actions', 2, 0, 2, 'default', 1),
	('tocsin.actions', 5, 0, 2, 'default', 1),
	('tocsin.actions', 4, 0, 4, 'default', 1),
	('tocsin.actions', 8, 0, 1, 'default', 1),
	('tocsin.calls', 8, 0, 4, 'default', 1),
	('tocsin.calls', 7, 0, 3, 'default', 1),
	('tocsin.actions', 3, 0, 2, 'default', 1),
	('tocsin.calls', 3, 0, 1, 'default', 1),
	('tocsin.calls', 5, 0, 2, 'default', 1),
	('tocsin.dlq', 0, 0, 0, 'default', 1),
	('tocsin.dlq', 1, 0, 0, 'default', 1);
INSERT INTO tocsin.bus_partition VALUES
	('tocsin.dlq', 2, 0, 0, 'default', 1),
	('tocsin.dlq', 3, 0, 0, 'default', 1),
	('tocsin.dlq', 4, 0, 0, 'default', 1),
	('tocsin.dlq', 5, 0, 0, 'default', 1),
	('tocsin.dlq', 6, 0, 0, 'default', 1),
	('tocsin.dlq', 7, 0, 0, 'default', 1),
	('tocsin.dlq', 8, 0, 0, 'default', 1),
	('tocsin.dlq', 9, 0, 0, 'default', 1),
	('tocsin.dlq', 10, 0, 0, 'default', 1),
	('tocsin.dlq', 11, 0, 0, 'default', 1),
	('tocsin.lifecycle', 9, 0, 0, 'default', 1),
	('tocsin.lifecycle', 0, 0, 2, 'default', 1),
	('tocsin.lifecycle', 1, 0, 2, 'default', 1),
	('tocsin.lifecycle', 11, 0, 2, 'default', 1),
	('tocsin.lifecycle', 6, 0, 5, 'default', 1),
	('tocsin.lifecycle', 2, 0, 2, 'default', 1),
	('tocsin.lifecycle', 4, 0, 4, 'default', 1),
	('tocsin.lifecycle', 5, 0, 2, 'default', 1),
	('tocsin.lifecycle', 7, 0, 1, 'default', 1),
	('tocsin.lifecycle', 8, 0, 1, 'default', 1),
	('tocsin.lifecycle', 3, 0, 2, 'default', 1),
	('tocsin.lifecycle', 10, 0, 2, 'default', 1);
INSERT INTO tocsin.bus_record VALUES
	('tocsin.actions', 4, 0, '2026-11-27 23:41:32.478+00', '\x77616974732d31', '\x7b226b6579223a2277616974732d31222c2277686f223a227031227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000777616974732d310000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000076d2e77616974730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3437315a0000000a63655f7375626a6563740000000777616974732d310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35316539666137306538613235306439326132633066623334313833386136392d623565616266313161653336376337322d3031', 'default', 1),
	('tocsin.actions', 4, 1, '2026-11-27 23:41:32.518+00', '\x77616974732d32', '\x7b226b6579223a2277616974732d32222c2277686f223a227032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000777616974732d320000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000076d2e77616974730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3531375a0000000a63655f7375626a6563740000000777616974732d320000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d30326163623735666165666461643763323338303539643731663861656230312d396631613233303032666237663931612d3031', 'default', 1),
	('tocsin.actions', 6, 0, '2026-11-27 23:41:32.552+00', '\x77616974732d33', '\x7b226b6579223a2277616974732d33222c2277686f223a227033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000777616974732d330000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000076d2e77616974730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3535325a0000000a63655f7375626a6563740000000777616974732d330000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d30666139626134633435303964336561343462343662353336626165393733312d323732313439376130643730316132392d3031', 'default', 1),
	('tocsin.actions', 2, 0, '2026-11-27 23:41:32.575+00', '\x77616974732d34', '\x7b226b6579223a2277616974732d34222c2277686f223a227034227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000777616974732d340000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000076d2e77616974730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3537345a0000000a63655f7375626a6563740000000777616974732d340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d39333135313165303730666134316235626330623232353938313831366564352d363962616139613732303135343663302d3031', 'default', 1),
	('tocsin.actions', 5, 0, '2026-11-27 23:41:32.597+00', '\x77616974732d35', '\x7b226b6579223a2277616974732d35222c2277686f223a227035227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000777616974732d350000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000076d2e77616974730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3539375a0000000a63655f7375626a6563740000000777616974732d350000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32313838313133653464653266656666333838653166333631343739336537612d326666666339346162353832383837382d3031', 'default', 1),
	('tocsin.actions', 1, 0, '2026-11-27 23:41:32.636+00', '\x6c697374656e732d31', '\x7b226b6579223a226c697374656e732d31222c2277686f223a227031227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f6964000000096c697374656e732d310000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e6c697374656e730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3633305a0000000a63655f7375626a656374000000096c697374656e732d310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34663031386365373839366636313966346631316237323830333838373036372d316530633639633563623238376561652d3031', 'default', 1),
	('tocsin.actions', 11, 0, '2026-11-27 23:41:32.655+00', '\x6c697374656e732d32', '\x7b226b6579223a226c697374656e732d32222c2277686f223a227032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f6964000000096c697374656e732d320000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e6c697374656e730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3635335a0000000a63655f7375626a656374000000096c697374656e732d320000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32643832393164623738363766356234613637373832636662383466303362322d333434373064353836336231333335332d3031', 'default', 1),
	('tocsin.actions', 0, 0, '2026-11-27 23:41:32.687+00', '\x6c697374656e732d33', '\x7b226b6579223a226c697374656e732d33222c2277686f223a227033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f6964000000096c697374656e732d330000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e6c697374656e730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3638375a0000000a63655f7375626a656374000000096c697374656e732d330000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31333862373666396433303264663266323763643334623561656336343639302d303730373230343236316564633135622d3031', 'default', 1),
	('tocsin.lifecycle', 4, 0, '2026-11-27 23:41:32.702+00', '\x77616974732d31', '\x7b226e616d65223a2277616974732d36346462633231612d353430392d386139362d623765632d6562336535333361363639632e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a227761697473222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3539335a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002462653930626536652d656437652d386337632d613234342d3731343766356463363962390000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3539335a0000000a63655f7375626a6563740000000777616974732d310000000e63655f636175736174696f6e69640000000777616974732d310000000863655f72756e69640000002436346462633231612d353430392d386139362d623765632d6562336535333361363639630000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35316539666137306538613235306439326132633066623334313833386136392d343735303262323663346433343961342d3031', 'default', 1),
	('tocsin.lifecycle', 4, 1, '2026-11-27 23:41:32.702+00', '\x77616974732d32', '\x7b226e616d65223a2277616974732d34353938663236332d303664312d383362612d396163632d6230663063383061663864622e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a227761697473222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3539335a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002438386164653133332d363137632d383934392d613463312d3138343066346139613735370000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3539335a0000000a63655f7375626a6563740000000777616974732d320000000e63655f636175736174696f6e69640000000777616974732d320000000863655f72756e69640000002434353938663236332d303664312d383362612d396163632d6230663063383061663864620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d30326163623735666165666461643763323338303539643731663861656230312d303931376364373863393362396264652d3031', 'default', 1),
	('tocsin.lifecycle', 6, 0, '2026-11-27 23:41:32.702+00', '\x77616974732d33', '\x7b226e616d65223a2277616974732d32376131623739642d663763642d386538652d626661362d6462656330393032643065332e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a227761697473222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3539335a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002461313565623263332d613830352d383737322d383736372d3662303834666233623037660000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3539335a0000000a63655f7375626a6563740000000777616974732d330000000e63655f636175736174696f6e69640000000777616974732d330000000863655f72756e69640000002432376131623739642d663763642d386538652d626661362d6462656330393032643065330000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d30666139626134633435303964336561343462343662353336626165393733312d613233316262383830363862343437632d3031', 'default', 1),
	('tocsin.actions', 6, 1, '2026-11-27 23:41:32.716+00', '\x6c697374656e732d34', '\x7b226b6579223a226c697374656e732d34222c2277686f223a227034227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f6964000000096c697374656e732d340000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e6c697374656e730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730365a0000000a63655f7375626a656374000000096c697374656e732d340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34353065653862666633623163336165646235376139356336666633333633362d386334396430356237343735333363322d3031', 'default', 1),
	('tocsin.lifecycle', 5, 0, '2026-11-27 23:41:32.716+00', '\x77616974732d35', '\x7b226e616d65223a2277616974732d35633765346363322d333138362d386633642d393431632d3466326165303963346633302e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a227761697473222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3631385a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002437303266663466342d666138312d383363632d613833372d6362376461613334396566390000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3631385a0000000a63655f7375626a6563740000000777616974732d350000000e63655f636175736174696f6e69640000000777616974732d350000000863655f72756e69640000002435633765346363322d333138362d386633642d393431632d3466326165303963346633300000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32313838313133653464653266656666333838653166333631343739336537612d613730636630363064303862376431352d3031', 'default', 1),
	('tocsin.lifecycle', 2, 0, '2026-11-27 23:41:32.716+00', '\x77616974732d34', '\x7b226e616d65223a2277616974732d64363636643030632d336465372d383833642d626233372d3266613331313937313533322e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a227761697473222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3639385a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002434336665643835642d316566372d383838632d383466342d3036353563313839633264610000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3639385a0000000a63655f7375626a6563740000000777616974732d340000000e63655f636175736174696f6e69640000000777616974732d340000000863655f72756e69640000002464363636643030632d336465372d383833642d626233372d3266613331313937313533320000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d39333135313165303730666134316235626330623232353938313831366564352d313630336564663336376563323330322d3031', 'default', 1),
	('tocsin.actions', 6, 2, '2026-11-27 23:41:32.735+00', '\x6c697374656e732d35', '\x7b226b6579223a226c697374656e732d35222c2277686f223a227035227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f6964000000096c697374656e732d350000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e6c697374656e730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3733315a0000000a63655f7375626a656374000000096c697374656e732d350000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d33396334373331393030303638643933333539346262633731646332646364612d396138346561636232313539363938362d3031', 'default', 1),
	('tocsin.lifecycle', 1, 0, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d31', '\x7b226e616d65223a226c697374656e732d34653039353931662d363966612d383631652d623062362d3630646366613561336137612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730365a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002461646161363466332d626339622d383063642d623336652d3465306362383232633531360000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730365a0000000a63655f7375626a656374000000096c697374656e732d310000000e63655f636175736174696f6e6964000000096c697374656e732d310000000863655f72756e69640000002434653039353931662d363966612d383631652d623062362d3630646366613561336137610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34663031386365373839366636313966346631316237323830333838373036372d373536303331373736303333353966322d3031', 'default', 1),
	('tocsin.lifecycle', 1, 1, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d31', '\x7b226e616d65223a226c697374656e732d34653039353931662d363966612d383631652d623062362d3630646366613561336137612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730365a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002432333730653731342d646137662d386462382d613362662d6434613434326664356664660000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000035696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e636f7272656c6174696f6e2d737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730365a0000000a63655f7375626a656374000000096c697374656e732d310000000e63655f636175736174696f6e6964000000096c697374656e732d310000000863655f72756e69640000002434653039353931662d363966612d383631652d623062362d3630646366613561336137610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34663031386365373839366636313966346631316237323830333838373036372d653166663037653634303065303364392d3031', 'default', 1),
	('tocsin.lifecycle', 11, 0, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d32', '\x7b226e616d65223a226c697374656e732d34663539313061652d656561662d383361302d613562392d6333643134656538313038312e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730365a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002466333766373462642d663838642d383566662d616662372d3839343861616236663664380000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730365a0000000a63655f7375626a656374000000096c697374656e732d320000000e63655f636175736174696f6e6964000000096c697374656e732d320000000863655f72756e69640000002434663539313061652d656561662d383361302d613562392d6333643134656538313038310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32643832393164623738363766356234613637373832636662383466303362322d373233623333363331626539343538312d3031', 'default', 1),
	('tocsin.lifecycle', 11, 1, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d32', '\x7b226e616d65223a226c697374656e732d34663539313061652d656561662d383361302d613562392d6333643134656538313038312e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730365a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002432313265653231372d633132342d386334612d613331662d3761373264663461333162610000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000035696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e636f7272656c6174696f6e2d737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730365a0000000a63655f7375626a656374000000096c697374656e732d320000000e63655f636175736174696f6e6964000000096c697374656e732d320000000863655f72756e69640000002434663539313061652d656561662d383361302d613562392d6333643134656538313038310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32643832393164623738363766356234613637373832636662383466303362322d383066306366633838386266343366382d3031', 'default', 1),
	('tocsin.lifecycle', 0, 0, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d33', '\x7b226e616d65223a226c697374656e732d35653763303738632d633464302d383930612d383263642d3537623437623362643036372e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730375a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002461613731353631322d313736362d386630652d623735392d3135306363663631646666310000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730375a0000000a63655f7375626a656374000000096c697374656e732d330000000e63655f636175736174696f6e6964000000096c697374656e732d330000000863655f72756e69640000002435653763303738632d633464302d383930612d383263642d3537623437623362643036370000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31333862373666396433303264663266323763643334623561656336343639302d366331343734663839313131643034322d3031', 'default', 1),
	('tocsin.lifecycle', 0, 1, '2026-11-27 23:41:32.746+00', '\x6c697374656e732d33', '\x7b226e616d65223a226c697374656e732d35653763303738632d633464302d383930612d383263642d3537623437623362643036372e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3730375a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002430643332396665302d353537612d383130632d623361612d6134613233356634616532620000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000035696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e636f7272656c6174696f6e2d737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3730375a0000000a63655f7375626a656374000000096c697374656e732d330000000e63655f636175736174696f6e6964000000096c697374656e732d330000000863655f72756e69640000002435653763303738632d633464302d383930612d383263642d3537623437623362643036370000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31333862373666396433303264663266323763643334623561656336343639302d383564393837356437663564303139642d3031', 'default', 1),
	('tocsin.actions', 2, 1, '2026-11-27 23:41:32.758+00', '\x666574636865732d31', '\x7b226b6579223a22666574636865732d31222c2277686f223a227031227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f696400000009666574636865732d310000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e666574636865730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3734375a0000000a63655f7375626a65637400000009666574636865732d310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d38393535376630336232383765366634353865373835353066643730303861312d316330636537316135373063653462382d3031', 'default', 1),
	('tocsin.lifecycle', 6, 1, '2026-11-27 23:41:32.758+00', '\x6c697374656e732d34', '\x7b226e616d65223a226c697374656e732d34333264653463662d666165642d383639662d393261392d3165346138323366303466642e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3733395a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002463303030326331312d313230622d383638352d623064632d6335353536316337303164320000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3733395a0000000a63655f7375626a656374000000096c697374656e732d340000000e63655f636175736174696f6e6964000000096c697374656e732d340000000863655f72756e69640000002434333264653463662d666165642d383639662d393261392d3165346138323366303466640000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34353065653862666633623163336165646235376139356336666633333633362d616134353861363132373861303061662d3031', 'default', 1),
	('tocsin.lifecycle', 6, 2, '2026-11-27 23:41:32.758+00', '\x6c697374656e732d34', '\x7b226e616d65223a226c697374656e732d34333264653463662d666165642d383639662d393261392d3165346138323366303466642e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3733395a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002432633063356466382d323836362d383731392d383732322d3332633866323431366364370000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000035696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e636f7272656c6174696f6e2d737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3733395a0000000a63655f7375626a656374000000096c697374656e732d340000000e63655f636175736174696f6e6964000000096c697374656e732d340000000863655f72756e69640000002434333264653463662d666165642d383639662d393261392d3165346138323366303466640000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34353065653862666633623163336165646235376139356336666633333633362d623137333635313730666466303562332d3031', 'default', 1),
	('tocsin.lifecycle', 6, 3, '2026-11-27 23:41:32.784+00', '\x6c697374656e732d35', '\x7b226e616d65223a226c697374656e732d64313763303265342d396231352d386236622d386563352d3731633935313665353637612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3735345a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002435343634613137662d323362632d383238362d626237612d6262366564346162393835340000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3735345a0000000a63655f7375626a656374000000096c697374656e732d350000000e63655f636175736174696f6e6964000000096c697374656e732d350000000863655f72756e69640000002464313763303265342d396231352d386236622d386563352d3731633935313665353637610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d33396334373331393030303638643933333539346262633731646332646364612d616337626563353861313565316130382d3031', 'default', 1),
	('tocsin.lifecycle', 6, 4, '2026-11-27 23:41:32.784+00', '\x6c697374656e732d35', '\x7b226e616d65223a226c697374656e732d64313763303265342d396231352d386236622d386563352d3731633935313665353637612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a226c697374656e73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3735345a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002464323264323136352d333966612d383062362d616365342d3932333262613233666165380000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000035696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e636f7272656c6174696f6e2d737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3735345a0000000a63655f7375626a656374000000096c697374656e732d350000000e63655f636175736174696f6e6964000000096c697374656e732d350000000863655f72756e69640000002464313763303265342d396231352d386236622d386563352d3731633935313665353637610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d33396334373331393030303638643933333539346262633731646332646364612d613031643565363664653762663835652d3031', 'default', 1),
	('tocsin.actions', 10, 0, '2026-11-27 23:41:32.796+00', '\x666574636865732d32', '\x7b226b6579223a22666574636865732d32222c2277686f223a227032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f696400000009666574636865732d320000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e666574636865730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3739315a0000000a63655f7375626a65637400000009666574636865732d320000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34353935366364393666613639363364656264653434666461366564623962622d643231396632346463663061396466342d3031', 'default', 1),
	('tocsin.lifecycle', 2, 1, '2026-11-27 23:41:32.806+00', '\x666574636865732d31', '\x7b226e616d65223a22666574636865732d66633362363134372d623931362d386333612d383936662d3664316461623839313265612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2266657463686573222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3738335a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002431376631366166322d323134652d383433332d396233382d3561633662353738616562630000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3738335a0000000a63655f7375626a65637400000009666574636865732d310000000e63655f636175736174696f6e696400000009666574636865732d310000000863655f72756e69640000002466633362363134372d623931362d386333612d383936662d3664316461623839313265610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d38393535376630336232383765366634353865373835353066643730303861312d386463323334303932343535386665312d3031', 'default', 1),
	('tocsin.actions', 4, 2, '2026-11-27 23:41:32.82+00', '\x666574636865732d33', '\x7b226b6579223a22666574636865732d33222c2277686f223a227033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f696400000009666574636865732d330000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e666574636865730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3830385a0000000a63655f7375626a65637400000009666574636865732d330000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37633763386637663232333966613736616430326161613030333365313331662d333331633666616138373336323966332d3031', 'default', 1),
	('tocsin.lifecycle', 10, 0, '2026-11-27 23:41:32.82+00', '\x666574636865732d32', '\x7b226e616d65223a22666574636865732d30316365636339632d356563322d383230372d613536302d6263336235656338643363632e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2266657463686573222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3830365a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002466663163316461662d306130632d383637362d393461632d3736303234386466323334360000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3830365a0000000a63655f7375626a65637400000009666574636865732d320000000e63655f636175736174696f6e696400000009666574636865732d320000000863655f72756e69640000002430316365636339632d356563322d383230372d613536302d6263336235656338643363630000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d34353935366364393666613639363364656264653434666461366564623962622d363037313430353630373635333334382d3031', 'default', 1),
	('tocsin.actions', 3, 0, '2026-11-27 23:41:32.838+00', '\x666574636865732d34', '\x7b226b6579223a22666574636865732d34222c2277686f223a227034227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f696400000009666574636865732d340000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e666574636865730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3833345a0000000a63655f7375626a65637400000009666574636865732d340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37323533646665323730346335343663353237326365346137303839653837652d623063343935363662616264393537322d3031', 'default', 1),
	('tocsin.lifecycle', 4, 2, '2026-11-27 23:41:32.838+00', '\x666574636865732d33', '\x7b226e616d65223a22666574636865732d37336537666536642d313331372d383630632d393839362d6333323464663161343634622e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2266657463686573222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3833315a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002462386463363964332d383938612d383534382d616666632d3636373461313736663533370000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3833315a0000000a63655f7375626a65637400000009666574636865732d330000000e63655f636175736174696f6e696400000009666574636865732d330000000863655f72756e69640000002437336537666536642d313331372d383630632d393839362d6333323464663161343634620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37633763386637663232333966613736616430326161613030333365313331662d323865393463626463383537383730312d3031', 'default', 1),
	('tocsin.actions', 4, 3, '2026-11-27 23:41:32.862+00', '\x666574636865732d35', '\x7b226b6579223a22666574636865732d35222c2277686f223a227035227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f696400000009666574636865732d350000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000096d2e666574636865730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3835305a0000000a63655f7375626a65637400000009666574636865732d350000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32633033356635363332663636633063613862313832666231633862396361662d633335356430643233356162303236372d3031', 'default', 1),
	('tocsin.lifecycle', 3, 0, '2026-11-27 23:41:32.87+00', '\x666574636865732d34', '\x7b226e616d65223a22666574636865732d30323462666639382d303263392d383131372d386339302d6565613833626365353738352e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2266657463686573222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3834395a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002437353531306466632d623733382d383739612d386637312d3037353663386435313537320000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3834395a0000000a63655f7375626a65637400000009666574636865732d340000000e63655f636175736174696f6e696400000009666574636865732d340000000863655f72756e69640000002430323462666639382d303263392d383131372d386339302d6565613833626365353738350000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37323533646665323730346335343663353237326365346137303839653837652d356138666564663737323839313738622d3031', 'default', 1),
	('tocsin.actions', 5, 1, '2026-11-27 23:41:32.882+00', '\x61736b732d31', '\x7b226b6579223a2261736b732d31222c2277686f223a227031227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000661736b732d310000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000066d2e61736b730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3837345a0000000a63655f7375626a6563740000000661736b732d310000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31303361343264333931336337383337333963393363363236626464663239622d313631666231323937343764643766382d3031', 'default', 1),
	('tocsin.lifecycle', 4, 3, '2026-11-27 23:41:32.882+00', '\x666574636865732d35', '\x7b226e616d65223a22666574636865732d62313539323637612d323036312d386266322d623230312d3931386333636437373037342e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2266657463686573222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3836375a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439643365653633342d353861622d386364352d613836652d3131353734633965656335360000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3836375a0000000a63655f7375626a65637400000009666574636865732d350000000e63655f636175736174696f6e696400000009666574636865732d350000000863655f72756e69640000002462313539323637612d323036312d386266322d623230312d3931386333636437373037340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d32633033356635363332663636633063613862313832666231633862396361662d633764653631366564643833646432322d3031', 'default', 1),
	('tocsin.actions', 7, 0, '2026-11-27 23:41:32.908+00', '\x61736b732d32', '\x7b226b6579223a2261736b732d32222c2277686f223a227032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000661736b732d320000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000066d2e61736b730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3930365a0000000a63655f7375626a6563740000000661736b732d320000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35363562373237353530653335333162303238646635346561346637336539652d343835386337666331373964613761322d3031', 'default', 1),
	('tocsin.actions', 8, 0, '2026-11-27 23:41:32.921+00', '\x61736b732d33', '\x7b226b6579223a2261736b732d33222c2277686f223a227033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000661736b732d330000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000066d2e61736b730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3932305a0000000a63655f7375626a6563740000000661736b732d330000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d373930303930373530663261643966392d3031', 'default', 1),
	('tocsin.calls', 5, 0, '2026-11-27 23:41:32.924+00', '\x61736b732d31', '\x7b2263616c6c5f6964223a2231666261633939312d303761312d386132382d623665342d333237313161303535363435222c227175657374696f6e5f6964223a2261363635306338612d633530652d383337342d393533612d373361356334353438336635222c22616c6572745f6964223a2261736b732d31222c22746f223a7b22636f6e74616374223a227031222c2270686f6e65223a222b3132303235353530313031227d2c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b5d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c226c616e6775616765223a22656e2d5553222c22636f6e74657874223a7b7d7d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002462663735343164642d626432392d383730362d613263312d3633626339343633616434310000000963655f736f757263650000000d2f6d2f61736b732f312e302e300000000763655f7479706500000015746f6373696e2e63616c6c2e7265717565737465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3839345a0000000a63655f7375626a6563740000000661736b732d310000000e63655f636175736174696f6e69640000000661736b732d310000000863655f72756e69640000002430663365326639612d656466622d383665382d386639652d3862323133306366613034610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31303361343264333931336337383337333963393363363236626464663239622d393237393361633031626165616537642d3031', 'default', 1),
	('tocsin.lifecycle', 5, 1, '2026-11-27 23:41:32.924+00', '\x61736b732d31', '\x7b226e616d65223a2261736b732d30663365326639612d656466622d383665382d386639652d3862323133306366613034612e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2261736b73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3839345a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002465323638313466662d613130622d383264642d383564662d6265653938336431393265610000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3839345a0000000a63655f7375626a6563740000000661736b732d310000000e63655f636175736174696f6e69640000000661736b732d310000000863655f72756e69640000002430663365326639612d656466622d383665382d386639652d3862323133306366613034610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31303361343264333931336337383337333963393363363236626464663239622d373739633534316333373332646535642d3031', 'default', 1),
	('tocsin.calls', 7, 0, '2026-11-27 23:41:32.934+00', '\x61736b732d32', '\x7b2263616c6c5f6964223a2266373932663864352d363962662d383837332d396337382d336533343862343462626266222c227175657374696f6e5f6964223a2236323233663132652d633839332d383764342d393631382d666265633638663466343632222c22616c6572745f6964223a2261736b732d32222c22746f223a7b22636f6e74616374223a227032222c2270686f6e65223a222b3132303235353530313032227d2c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b5d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c226c616e6775616765223a22656e2d5553222c22636f6e74657874223a7b7d7d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439343766343336372d373534612d386266642d393563342d3536393664633166393462380000000963655f736f757263650000000d2f6d2f61736b732f312e302e300000000763655f7479706500000015746f6373696e2e63616c6c2e7265717565737465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3932315a0000000a63655f7375626a6563740000000661736b732d320000000e63655f636175736174696f6e69640000000661736b732d320000000863655f72756e69640000002437663062396436352d343465612d383964342d626336642d3265383931326230383736340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35363562373237353530653335333162303238646635346561346637336539652d383839346563646263336531303064632d3031', 'default', 1),
	('tocsin.lifecycle', 7, 0, '2026-11-27 23:41:32.934+00', '\x61736b732d32', '\x7b226e616d65223a2261736b732d37663062396436352d343465612d383964342d626336642d3265383931326230383736342e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2261736b73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3932315a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002432663630346536632d363035382d383239362d626366662d3433653331646664356262350000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3932315a0000000a63655f7375626a6563740000000661736b732d320000000e63655f636175736174696f6e69640000000661736b732d320000000863655f72756e69640000002437663062396436352d343465612d383964342d626336642d3265383931326230383736340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35363562373237353530653335333162303238646635346561346637336539652d656336353539323038333338333963322d3031', 'default', 1),
	('tocsin.actions', 3, 1, '2026-11-27 23:41:32.934+00', '\x61736b732d34', '\x7b226b6579223a2261736b732d34222c2277686f223a227034227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000661736b732d340000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000066d2e61736b730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3933315a0000000a63655f7375626a6563740000000661736b732d340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d65383239653839353530616630663236363530653964396365663631353065662d363336396534323237303835313235362d3031', 'default', 1),
	('tocsin.calls', 8, 0, '2026-11-27 23:41:32.934+00', '\x61736b732d33', '\x7b2263616c6c5f6964223a2236393966333464322d363331372d386461362d386531652d643165633034356364653331222c227175657374696f6e5f6964223a2264313134353433612d343866612d383465652d623432302d303833306237656563336136222c22616c6572745f6964223a2261736b732d33222c22746f223a7b22636f6e74616374223a227033222c2270686f6e65223a222b3132303235353530313033227d2c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b5d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c226c616e6775616765223a22656e2d5553222c22636f6e74657874223a7b7d7d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002466353636376638662d383338322d383862342d396364322d3830393363346231363839370000000963655f736f757263650000000d2f6d2f61736b732f312e302e300000000763655f7479706500000015746f6373696e2e63616c6c2e7265717565737465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3932345a0000000a63655f7375626a6563740000000661736b732d330000000e63655f636175736174696f6e69640000000661736b732d330000000863655f72756e69640000002434646534643766352d623434312d383561372d383437312d3034373133663137336465620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d613865326433346332383664303132652d3031', 'default', 1),
	('tocsin.lifecycle', 8, 0, '2026-11-27 23:41:32.934+00', '\x61736b732d33', '\x7b226e616d65223a2261736b732d34646534643766352d623434312d383561372d383437312d3034373133663137336465622e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2261736b73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3932345a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002438313532653138652d653439322d383533372d386566312d3836646461623261333835650000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3932345a0000000a63655f7375626a6563740000000661736b732d330000000e63655f636175736174696f6e69640000000661736b732d330000000863655f72756e69640000002434646534643766352d623434312d383561372d383437312d3034373133663137336465620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d363638623461393965303636333566632d3031', 'default', 1),
	('tocsin.actions', 10, 1, '2026-11-27 23:41:32.954+00', '\x61736b732d35', '\x7b226b6579223a2261736b732d35222c2277686f223a227035227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000000661736b732d350000000963655f736f757263650000000a2f6d616b652d64756d700000000763655f74797065000000066d2e61736b730000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3934365a0000000a63655f7375626a6563740000000661736b732d350000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d61336261646162613363396664386362616361353863383632343864613937622d653862393135353731383661336137342d3031', 'default', 1),
	('tocsin.calls', 3, 0, '2026-11-27 23:41:32.954+00', '\x61736b732d34', '\x7b2263616c6c5f6964223a2236613734393264352d613331392d383462612d393364312d383533623361646636313864222c227175657374696f6e5f6964223a2263613665656666612d396431332d383861362d383632302d323131393530383935356334222c22616c6572745f6964223a2261736b732d34222c22746f223a7b22636f6e74616374223a227034222c2270686f6e65223a222b3132303235353530313034227d2c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b5d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c226c616e6775616765223a22656e2d5553222c22636f6e74657874223a7b7d7d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439313763373264362d653735342d386431382d386131362d3063363638343961363864620000000963655f736f757263650000000d2f6d2f61736b732f312e302e300000000763655f7479706500000015746f6373696e2e63616c6c2e7265717565737465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3934355a0000000a63655f7375626a6563740000000661736b732d340000000e63655f636175736174696f6e69640000000661736b732d340000000863655f72756e69640000002466363237376664662d323065362d386161662d393334392d3363623837396337346565300000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d65383239653839353530616630663236363530653964396365663631353065662d313634346435663933393933643532342d3031', 'default', 1),
	('tocsin.lifecycle', 3, 1, '2026-11-27 23:41:32.954+00', '\x61736b732d34', '\x7b226e616d65223a2261736b732d66363237376664662d323065362d386161662d393334392d3363623837396337346565302e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2261736b73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3934355a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002434343363666138662d643238342d383935612d396533662d3137643163376264646336630000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3934355a0000000a63655f7375626a6563740000000661736b732d340000000e63655f636175736174696f6e69640000000661736b732d340000000863655f72756e69640000002466363237376664662d323065362d386161662d393334392d3363623837396337346565300000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d65383239653839353530616630663236363530653964396365663631353065662d666339626661656466396464373662352d3031', 'default', 1),
	('tocsin.calls', 10, 0, '2026-11-27 23:41:32.975+00', '\x61736b732d35', '\x7b2263616c6c5f6964223a2231653561663261362d366634662d386137372d386437332d636263333630393163633261222c227175657374696f6e5f6964223a2263616665313762302d653763312d386235322d386663642d303933396538353933636638222c22616c6572745f6964223a2261736b732d35222c22746f223a7b22636f6e74616374223a227035222c2270686f6e65223a222b3132303235353530313035227d2c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b5d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c226c616e6775616765223a22656e2d5553222c22636f6e74657874223a7b7d7d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439323631633864382d363066652d383762362d383931642d6131303766323162333933300000000963655f736f757263650000000d2f6d2f61736b732f312e302e300000000763655f7479706500000015746f6373696e2e63616c6c2e7265717565737465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3936375a0000000a63655f7375626a6563740000000661736b732d350000000e63655f636175736174696f6e69640000000661736b732d350000000863655f72756e69640000002431306562363431632d333434312d383538612d626639362d6331326630336130363436370000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d61336261646162613363396664386362616361353863383632343864613937622d383135633963623364306364333764322d3031', 'default', 1),
	('tocsin.lifecycle', 10, 1, '2026-11-27 23:41:32.977+00', '\x61736b732d35', '\x7b226e616d65223a2261736b732d31306562363431632d333434312d383538612d626639362d6331326630336130363436372e6d222c22646566696e6974696f6e223a7b226e616d657370616365223a226d222c226e616d65223a2261736b73222c2276657273696f6e223a22312e302e30227d2c22737461727465644174223a22323032362d31312d32375432333a34313a33322e3936375a227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002437626463316139312d666238382d383331652d626632302d3532643232333937643835310000000963655f736f75726365000000102f746f6373696e2f776f726b666c6f770000000763655f7479706500000029696f2e7365727665726c657373776f726b666c6f772e776f726b666c6f772e737461727465642e76310000000763655f74696d6500000018323032362d31312d32375432333a34313a33322e3936375a0000000a63655f7375626a6563740000000661736b732d350000000e63655f636175736174696f6e69640000000661736b732d350000000863655f72756e69640000002431306562363431632d333434312d383538612d626639362d6331326630336130363436370000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d61336261646162613363396664386362616361353863383632343864613937622d313532643333353238356337356539622d3031', 'default', 1);
INSERT INTO tocsin.bus_record VALUES
	('tocsin.calls', 8, 1, '2026-11-27 23:41:33.145+00', '\x61736b732d33', '\x7b2263616c6c5f6964223a2236393966333464322d363331372d386461362d386531652d643165633034356364653331222c227175657374696f6e5f6964223a2264313134353433612d343866612d383465652d623432302d303833306237656563336136222c22616c6572745f6964223a2261736b732d33222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303033222c22636f6e74616374223a227033222c2270686f6e65223a222b312a2a2a2a2a2a2a313033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439356166333165352d346462652d383933612d383464392d3939646436663839366439630000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000015746f6373696e2e63616c6c2e696e697469617465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33332e3131395a0000000a63655f7375626a6563740000000661736b732d330000000e63655f636175736174696f6e69640000002466353636376638662d383338322d383862342d396364322d3830393363346231363839370000000863655f72756e69640000002434646534643766352d623434312d383561372d383437312d3034373133663137336465620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d643762393162363538663335623162632d3031', 'default', 1),
	('tocsin.calls', 5, 1, '2026-11-27 23:41:33.145+00', '\x61736b732d31', '\x7b2263616c6c5f6964223a2231666261633939312d303761312d386132382d623665342d333237313161303535363435222c227175657374696f6e5f6964223a2261363635306338612d633530652d383337342d393533612d373361356334353438336635222c22616c6572745f6964223a2261736b732d31222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303031222c22636f6e74616374223a227031222c2270686f6e65223a222b312a2a2a2a2a2a2a313031227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002438306430653963622d663036632d383832352d393434322d3565386462653463336433330000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000015746f6373696e2e63616c6c2e696e697469617465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33332e3132335a0000000a63655f7375626a6563740000000661736b732d310000000e63655f636175736174696f6e69640000002462663735343164642d626432392d383730362d613263312d3633626339343633616434310000000863655f72756e69640000002430663365326639612d656466622d383665382d386639652d3862323133306366613034610000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d31303361343264333931336337383337333963393363363236626464663239622d303439626662366630643866346662612d3031', 'default', 1),
	('tocsin.calls', 7, 1, '2026-11-27 23:41:33.174+00', '\x61736b732d32', '\x7b2263616c6c5f6964223a2266373932663864352d363962662d383837332d396337382d336533343862343462626266222c227175657374696f6e5f6964223a2236323233663132652d633839332d383764342d393631382d666265633638663466343632222c22616c6572745f6964223a2261736b732d32222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303032222c22636f6e74616374223a227032222c2270686f6e65223a222b312a2a2a2a2a2a2a313032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002462316436376635382d393636622d386336332d386338622d6130303661636232313133310000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000015746f6373696e2e63616c6c2e696e697469617465640000000763655f74696d6500000018323032362d31312d32375432333a34313a33332e3136375a0000000a63655f7375626a6563740000000661736b732d320000000e63655f636175736174696f6e69640000002439343766343336372d373534612d386266642d393563342d3536393664633166393462380000000863655f72756e69640000002437663062396436352d343465612d383964342d626336642d3265383931326230383736340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35363562373237353530653335333162303238646635346561346637336539652d323431613838353737613039393133302d3031', 'default', 1),
	('tocsin.calls', 7, 2, '2026-11-27 23:41:34.285+00', '\x61736b732d32', '\x7b2263616c6c5f6964223a2266373932663864352d363962662d383837332d396337382d336533343862343462626266222c227175657374696f6e5f6964223a2236323233663132652d633839332d383764342d393631382d666265633638663466343632222c22616c6572745f6964223a2261736b732d32222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303032222c22636f6e74616374223a227032222c2270686f6e65223a222b312a2a2a2a2a2a2a313032227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002436323663323661382d383033372d386435662d623361352d3236663761336532666563650000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000013746f6373696e2e63616c6c2e72696e67696e670000000763655f74696d6500000018323032362d31312d32375432333a34313a33342e3138305a0000000a63655f7375626a6563740000000661736b732d320000000e63655f636175736174696f6e69640000002439343766343336372d373534612d386266642d393563342d3536393664633166393462380000000863655f72756e69640000002437663062396436352d343465612d383964342d626336642d3265383931326230383736340000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d35363562373237353530653335333162303238646635346561346637336539652d616231623239343833313763343365372d3031', 'default', 1),
	('tocsin.calls', 8, 2, '2026-11-27 23:41:34.388+00', '\x61736b732d33', '\x7b2263616c6c5f6964223a2236393966333464322d363331372d386461362d386531652d643165633034356364653331222c227175657374696f6e5f6964223a2264313134353433612d343866612d383465652d623432302d303833306237656563336136222c22616c6572745f6964223a2261736b732d33222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303033222c22636f6e74616374223a227033222c2270686f6e65223a222b312a2a2a2a2a2a2a313033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002466633038343164372d333830392d386166352d393562352d3235383532313966663437660000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000013746f6373696e2e63616c6c2e72696e67696e670000000763655f74696d6500000018323032362d31312d32375432333a34313a33342e3238365a0000000a63655f7375626a6563740000000661736b732d330000000e63655f636175736174696f6e69640000002466353636376638662d383338322d383862342d396364322d3830393363346231363839370000000863655f72756e69640000002434646534643766352d623434312d383561372d383437312d3034373133663137336465620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d653230336438643236373434343137662d3031', 'default', 1),
	('tocsin.calls', 8, 3, '2026-11-27 23:41:34.388+00', '\x61736b732d33', '\x7b2263616c6c5f6964223a2236393966333464322d363331372d386461362d386531652d643165633034356364653331222c227175657374696f6e5f6964223a2264313134353433612d343866612d383465652d623432302d303833306237656563336136222c22616c6572745f6964223a2261736b732d33222c22617474656d7074223a312c2270726f7669646572223a227477696c696f222c2270726f76696465725f63616c6c5f6964223a2243413030303030303030303030303030303030303030303030303030303030303033222c22636f6e74616374223a227033222c2270686f6e65223a222b312a2a2a2a2a2a2a313033227d', '\x0000000e63655f7370656376657273696f6e00000003312e300000000563655f69640000002439323136306634642d613732612d383534622d623963612d3961333835393638376331320000000963655f736f757263650000000d2f746f6373696e2f766f6963650000000763655f7479706500000014746f6373696e2e63616c6c2e616e7377657265640000000763655f74696d6500000018323032362d31312d32375432333a34313a33342e3238365a0000000a63655f7375626a6563740000000661736b732d330000000e63655f636175736174696f6e69640000002466353636376638662d383338322d383862342d396364322d3830393363346231363839370000000863655f72756e69640000002434646534643766352d623434312d383561372d383437312d3034373133663137336465620000000c636f6e74656e742d74797065000000106170706c69636174696f6e2f6a736f6e0000000b7472616365706172656e740000003730302d37326334333634336265346162306638323931666336663237393734653164392d306662663136643636373261633239322d3031', 'default', 1);
INSERT INTO tocsin.call VALUES
	('f792f8d5-69bf-8873-9c78-3e348b44bbbf', '6223f12e-c893-87d4-9618-fbec68f4f462', 7, 4, 1, '2026-11-27 23:41:33.095+00', '2026-11-27 23:41:34.18+00', 'default', 'asks-2', 'p2', '+12025550102', 'twilio', 'CA00000000000000000000000000000002', 'ringing', '{}', '\x7b22736179223a224d617920493f222c226c616e6775616765223a22656e2d5553222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b22617070726f7665225d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c22636f6d6d616e64223a2239343766343336372d373534612d386266642d393563342d353639366463316639346238222c2272756e223a2237663062396436352d343465612d383964342d626336642d326538393132623038373634222c227472616365706172656e74223a2230302d35363562373237353530653335333162303238646635346561346637336539652d383839346563646263336531303064632d3031222c227068617365223a22706c61636564222c22617474656d7074223a312c22696e69746961746564223a747275652c2272756e67223a747275652c226469616c6c65645f6174223a313739353832323839333132332c22706c616365645f6174223a313739353832323839333136372c2274696d6572223a313739353832323934333136372c226c696d6974223a3630303030302c227761726e5f6166746572223a3438303030302c2274616c6b223a7b226c697374656e6572223a226e6f745f73616964227d2c226c6f67223a5b7b22617474656d7074223a312c226174223a313739353832323839333132332c2277686174223a226469616c6c6564227d2c7b22617474656d7074223a312c226174223a313739353832323839333136372c2277686174223a22696e69746961746564227d2c7b22617474656d7074223a312c226174223a313739353832323839343138302c2277686174223a2272696e67696e67227d5d7d'),
	('1fbac991-07a1-8a28-b6e4-32711a055645', 'a6650c8a-c50e-8374-953a-73a5c45483f5', 5, 2, 1, '2026-11-27 23:41:32.99+00', '2026-11-27 23:41:33.123+00', 'default', 'asks-1', 'p1', '+12025550101', 'twilio', 'CA00000000000000000000000000000001', 'dialling', '{}', '\x7b22736179223a224d617920493f222c226c616e6775616765223a22656e2d5553222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b22617070726f7665225d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c22636f6d6d616e64223a2262663735343164642d626432392d383730362d613263312d363362633934363361643431222c2272756e223a2230663365326639612d656466622d383665382d386639652d386232313330636661303461222c227472616365706172656e74223a2230302d31303361343264333931336337383337333963393363363236626464663239622d393237393361633031626165616537642d3031222c227068617365223a22706c61636564222c22617474656d7074223a312c22696e69746961746564223a747275652c226469616c6c65645f6174223a313739353832323839323939302c22706c616365645f6174223a313739353832323839333132332c2274696d6572223a313739353832323934333132332c226c696d6974223a3630303030302c227761726e5f6166746572223a3438303030302c2274616c6b223a7b226c697374656e6572223a226e6f745f73616964227d2c226c6f67223a5b7b22617474656d7074223a312c226174223a313739353832323839323939302c2277686174223a226469616c6c6564227d2c7b22617474656d7074223a312c226174223a313739353832323839333132332c2277686174223a22696e69746961746564227d5d7d'),
	('699f34d2-6317-8da6-8e1e-d1ec045cde31', 'd114543a-48fa-84ee-b420-0830b7eec3a6', 8, 5, 1, '2026-11-27 23:41:32.991+00', '2026-11-27 23:41:34.395+00', 'default', 'asks-3', 'p3', '+12025550103', 'twilio', 'CA00000000000000000000000000000003', 'in_progress', '{}', '\x7b22736179223a224d617920493f222c226c616e6775616765223a22656e2d5553222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b22617070726f7665225d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c22636f6d6d616e64223a2266353636376638662d383338322d383862342d396364322d383039336334623136383937222c2272756e223a2234646534643766352d623434312d383561372d383437312d303437313366313733646562222c227472616365706172656e74223a2230302d37326334333634336265346162306638323931666336663237393734653164392d613865326433346332383664303132652d3031222c227068617365223a226c697665222c22617474656d7074223a312c22696e69746961746564223a747275652c2272756e67223a747275652c22616e737765726564223a747275652c226469616c6c65645f6174223a313739353832323839333036382c22706c616365645f6174223a313739353832323839333131392c22616e7377657265645f6174223a313739353832323839343238362c2274696d6572223a313739353832323938343339352c226c696d6974223a3630303030302c227761726e5f6166746572223a3438303030302c2274616c6b223a7b227475726e223a312c226c696e6573223a312c226c617374223a7b226c616e6775616765223a22656e2d5553222c22736179223a5b2248656c6c6f2e204d617920493f222c22546f20617070726f76652c2070726573732031206f722073617920617070726f76652e225d2c2261736b223a7b227475726e223a312c22646967697473223a312c2268696e7473223a5b22617070726f7665222c22776861742068617070656e6564222c2274656c6c206d65206d6f7265222c22726570656174222c2268656c70225d7d7d2c226c697374656e6572223a226e6f745f73616964227d2c226c6f67223a5b7b22617474656d7074223a312c226174223a313739353832323839333036382c2277686174223a226469616c6c6564227d2c7b22617474656d7074223a312c226174223a313739353832323839333131392c2277686174223a22696e69746961746564227d2c7b22617474656d7074223a312c226174223a313739353832323839343238362c2277686174223a2272696e67696e67227d2c7b22617474656d7074223a312c226174223a313739353832323839343238362c2277686174223a22616e737765726564227d5d7d'),
	('1e5af2a6-6f4f-8a77-8d73-cbc36091cc2a', 'cafe17b0-e7c1-8b52-8fcd-0939e8593cf8', 10, 2, 1, '2026-11-27 23:41:33.068+00', '2026-11-27 23:41:35.07+00', 'default', 'asks-5', 'p5', '+12025550105', 'twilio', '', 'dialling', '{}', '\x7b22736179223a224d617920493f222c226c616e6775616765223a22656e2d5553222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b22617070726f7665225d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c22636f6d6d616e64223a2239323631633864382d363066652d383762362d383931642d613130376632316233393330222c2272756e223a2231306562363431632d333434312d383538612d626639362d633132663033613036343637222c227472616365706172656e74223a2230302d61336261646162613363396664386362616361353863383632343864613937622d383135633963623364306364333764322d3031222c227068617365223a226469616c6c696e67222c22617474656d7074223a312c226469616c6c65645f6174223a313739353832323839333036382c2274696d6572223a313739353832323930303037302c226c696d6974223a3630303030302c227761726e5f6166746572223a3438303030302c2274616c6b223a7b226c697374656e6572223a226e6f745f73616964227d2c226c6f67223a5b7b22617474656d7074223a312c226174223a313739353832323839333036382c2277686174223a226469616c6c6564227d5d7d'),
	('6a7492d5-a319-84ba-93d1-853b3adf618d', 'ca6eeffa-9d13-88a6-8620-2119508955c4', 3, 2, 1, '2026-11-27 23:41:33.095+00', '2026-11-27 23:41:35.098+00', 'default', 'asks-4', 'p4', '+12025550104', 'twilio', '', 'dialling', '{}', '\x7b22736179223a224d617920493f222c226c616e6775616765223a22656e2d5553222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231222c2270687261736573223a5b22617070726f7665225d2c22636f6e6669726d223a22726561642d6261636b222c2266696e616c223a747275657d5d2c22636f6d6d616e64223a2239313763373264362d653735342d386431382d386131362d306336363834396136386462222c2272756e223a2266363237376664662d323065362d386161662d393334392d336362383739633734656530222c227472616365706172656e74223a2230302d65383239653839353530616630663236363530653964396365663631353065662d313634346435663933393933643532342d3031222c227068617365223a226469616c6c696e67222c22617474656d7074223a312c226469616c6c65645f6174223a313739353832323839333039352c2274696d6572223a313739353832323930303039382c226c696d6974223a3630303030302c227761726e5f6166746572223a3438303030302c2274616c6b223a7b226c697374656e6572223a226e6f745f73616964227d2c226c6f67223a5b7b22617474656d7074223a312c226174223a313739353832323839333039352c2277686174223a226469616c6c6564227d5d7d');
INSERT INTO tocsin.correlation VALUES
	('3d3c9596-55a0-8d98-b1d7-e2791a92efec', 'default', 1),
	('9d2434dd-0c31-8c5c-9384-1aeb6cd9055c', 'default', 1),
	('0407a73c-ce93-8708-8832-93de3372a957', 'default', 1),
	('c292835c-70a8-8bc6-813f-f730825302de', 'default', 1),
	('583d39b1-b700-8810-b228-952c11f5c4df', 'default', 1);
INSERT INTO tocsin.definition VALUES
	(1, 'default', 1, 'm', 'asks', '1.0.0', '957891031d59b2be552aeaa2bc5a5017c8193e17bfaafa62ee2faddf8fca4133', 'document: {dsl: ''1.0.3'', namespace: m, name: asks, version: ''1.0.0''}
schedule: {on: {one: {with: {type: m.asks}}}}
do:
  - guarded:
      try: [{ask: {call: voice.ask, with: {to: ''${ $workflow.input[0].who }'', say: ''May I?'', choices: [{id: approve, digits: ''1''}]}}}]
      catch: {do: [{none: {set: {choice: nobody}}}]}
  - told: {emit: {event: {with: {type: m.done, data: {key: ''${ $workflow.input[0].key }'', how: ''${ .choice }''}}}}}
', true, '2026-11-27 23:41:31.912301+00'),
	(2, 'default', 1, 'm', 'fetches', '1.0.0', '1a4f1a5effa40973338eada34b755899d4a80fb4d65befa60e09197bf29a2f4d', 'document: {dsl: ''1.0.3'', namespace: m, name: fetches, version: ''1.0.0''}
schedule: {on: {one: {with: {type: m.fetches}}}}
do:
  - fetch: {call: http, with: {method: post, endpoint: ''http://127.0.0.1:18411/fetch'', body: {key: ''${ $workflow.input[0].key }''}}, timeout: {after: P3650D}}
  - told: {emit: {event: {with: {type: m.done, data: {key: ''${ $workflow.input[0].key }'', how: ''${ .how }''}}}}}
', true, '2026-11-27 23:41:32.069222+00'),
	(3, 'default', 1, 'm', 'listens', '1.0.0', 'a908cec4e4d5b67a7f9d0ff4759f11f3a2cc08a4b05f8ecfb925a90dc81e2763', 'document: {dsl: ''1.0.3'', namespace: m, name: listens, version: ''1.0.0''}
schedule: {on: {one: {with: {type: m.listens}}}}
do:
  - go: {listen: {to: {one: {with: {type: m.go}, correlate: {key: {from: .data.key, expect: ''${ $workflow.input[0].key }''}}}}}}
  - told: {emit: {event: {with: {type: m.done, data: {key: ''${ $workflow.input[0].key }'', how: heard}}}}}
', true, '2026-11-27 23:41:32.205971+00'),
	(4, 'default', 1, 'm', 'waits', '1.0.0', 'cdbacbb1661d16e943fc33fdea145703c02d5b47a6cd46d651026aa5116f34b1', 'document: {dsl: ''1.0.3'', namespace: m, name: waits, version: ''1.0.0''}
schedule: {on: {one: {with: {type: m.waits}}}}
do: [{wait: {wait: PT2M}}, {told: {emit: {event: {with: {type: m.done, data: {key: ''${ $workflow.input[0].key }'', how: waited}}}}}}]
', true, '2026-11-27 23:41:32.229914+00');
INSERT INTO tocsin.effect VALUES
	('b934cad1-7568-8864-bec0-fffd6a7b7efc', 'workflow', 2, 'fc3b6147-b916-8c3a-896f-6d1dab8912ea', 'http', 1, '2026-11-27 23:41:32.783+00', 'default', 1, '\x7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2262393334636164312d373536382d383836342d626563302d666666643661376237656663222c227472616365706172656e74223a2230302d38393535376630336232383765366634353865373835353066643730303861312d623534363234326234363633366333352d3031227d2c22626f6479223a7b226b6579223a22666574636865732d31227d2c2274696d656f75745f6d73223a3930303030307d'),
	('e37decce-3722-8527-9816-6831237c44e3', 'workflow', 10, '01cecc9c-5ec2-8207-a560-bc3b5ec8d3cc', 'http', 1, '2026-11-27 23:41:32.806+00', 'default', 1, '\x7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2265333764656363652d333732322d383532372d393831362d363833313233376334346533222c227472616365706172656e74223a2230302d34353935366364393666613639363364656264653434666461366564623962622d623661373230346661343363653035622d3031227d2c22626f6479223a7b226b6579223a22666574636865732d32227d2c2274696d656f75745f6d73223a3930303030307d'),
	('94646a28-11a3-80e1-957e-b2cfde1561f9', 'workflow', 4, '73e7fe6d-1317-860c-9896-c324df1a464b', 'http', 1, '2026-11-27 23:41:32.831+00', 'default', 1, '\x7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2239343634366132382d313161332d383065312d393537652d623263666465313536316639222c227472616365706172656e74223a2230302d37633763386637663232333966613736616430326161613030333365313331662d356564393634393465343134366362332d3031227d2c22626f6479223a7b226b6579223a22666574636865732d33227d2c2274696d656f75745f6d73223a3930303030307d'),
	('cf6867cd-0508-817b-805d-579ef0dab536', 'workflow', 3, '024bff98-02c9-8117-8c90-eea83bce5785', 'http', 1, '2026-11-27 23:41:32.849+00', 'default', 1, '\x7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2263663638363763642d303530382d383137622d383035642d353739656630646162353336222c227472616365706172656e74223a2230302d37323533646665323730346335343663353237326365346137303839653837652d316635376432616535303663326637332d3031227d2c22626f6479223a7b226b6579223a22666574636865732d34227d2c2274696d656f75745f6d73223a3930303030307d'),
	('2cfc26e2-e27d-8ead-a8b8-4bb440e07da6', 'workflow', 4, 'b159267a-2061-8bf2-b201-918c3cd77074', 'http', 1, '2026-11-27 23:41:32.867+00', 'default', 1, '\x7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2232636663323665322d653237642d386561642d613862382d346262343430653037646136222c227472616365706172656e74223a2230302d32633033356635363332663636633063613862313832666231633862396361662d663930666262333632373134633239352d3031227d2c22626f6479223a7b226b6579223a22666574636865732d35227d2c2274696d656f75745f6d73223a3930303030307d');
INSERT INTO tocsin.history_20261127 VALUES
	('27a1b79d-f7cd-8e8e-bfa6-dbec0902d0e3', 1, '2026-11-27 23:41:32.603921+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f646f2f302f77616974222c2277686174223a2277616974696e67227d5d'),
	('4598f263-06d1-83ba-9acc-b0f0c80af8db', 1, '2026-11-27 23:41:32.603921+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f646f2f302f77616974222c2277686174223a2277616974696e67227d5d'),
	('64dbc21a-5409-8a96-b7ec-eb3e533a669c', 1, '2026-11-27 23:41:32.603921+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3539335a222c227461736b223a222f646f2f302f77616974222c2277686174223a2277616974696e67227d5d'),
	('5c7e4cc2-3186-8f3d-941c-4f2ae09c4f30', 1, '2026-11-27 23:41:32.642232+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3631385a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3631385a222c227461736b223a222f646f2f302f77616974222c2277686174223a2277616974696e67227d5d'),
	('d666d00c-3de7-883d-bb37-2fa311971532', 1, '2026-11-27 23:41:32.698894+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3639385a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3639385a222c227461736b223a222f646f2f302f77616974222c2277686174223a2277616974696e67227d5d'),
	('4e09591f-69fa-861e-b0b6-60dcfa5a3a7a', 1, '2026-11-27 23:41:32.707377+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3730365a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3730365a222c227461736b223a222f646f2f302f676f222c2277686174223a2277616974696e67227d5d'),
	('4f5910ae-eeaf-83a0-a5b9-c3d14ee81081', 1, '2026-11-27 23:41:32.707377+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3730365a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3730365a222c227461736b223a222f646f2f302f676f222c2277686174223a2277616974696e67227d5d'),
	('5e7c078c-c4d0-890a-82cd-57b47b3bd067', 1, '2026-11-27 23:41:32.715947+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3730375a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3730375a222c227461736b223a222f646f2f302f676f222c2277686174223a2277616974696e67227d5d'),
	('432de4cf-faed-869f-92a9-1e4a823f04fd', 1, '2026-11-27 23:41:32.74042+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3733395a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3733395a222c227461736b223a222f646f2f302f676f222c2277686174223a2277616974696e67227d5d'),
	('d17c02e4-9b15-8b6b-8ec5-71c9516e567a', 1, '2026-11-27 23:41:32.755916+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3735345a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3735345a222c227461736b223a222f646f2f302f676f222c2277686174223a2277616974696e67227d5d'),
	('fc3b6147-b916-8c3a-896f-6d1dab8912ea', 1, '2026-11-27 23:41:32.7873+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3738335a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3738335a222c227461736b223a222f646f2f302f6665746368222c2277686174223a2277616974696e67227d5d'),
	('01cecc9c-5ec2-8207-a560-bc3b5ec8d3cc', 1, '2026-11-27 23:41:32.809412+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3830365a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3830365a222c227461736b223a222f646f2f302f6665746368222c2277686174223a2277616974696e67227d5d'),
	('73e7fe6d-1317-860c-9896-c324df1a464b', 1, '2026-11-27 23:41:32.833491+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3833315a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3833315a222c227461736b223a222f646f2f302f6665746368222c2277686174223a2277616974696e67227d5d'),
	('024bff98-02c9-8117-8c90-eea83bce5785', 1, '2026-11-27 23:41:32.850058+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3834395a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3834395a222c227461736b223a222f646f2f302f6665746368222c2277686174223a2277616974696e67227d5d'),
	('b159267a-2061-8bf2-b201-918c3cd77074', 1, '2026-11-27 23:41:32.868722+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3836375a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3836375a222c227461736b223a222f646f2f302f6665746368222c2277686174223a2277616974696e67227d5d'),
	('0f3e2f9a-edfb-86e8-8f9e-8b2130cfa04a', 1, '2026-11-27 23:41:32.899218+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3839345a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3839345a222c227461736b223a222f646f2f302f677561726465642f7472792f302f61736b222c2277686174223a2277616974696e67227d5d'),
	('7f0b9d65-44ea-89d4-bc6d-2e8912b08764', 1, '2026-11-27 23:41:32.922164+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3932315a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3932315a222c227461736b223a222f646f2f302f677561726465642f7472792f302f61736b222c2277686174223a2277616974696e67227d5d'),
	('4de4d7f5-b441-85a7-8471-04713f173deb', 1, '2026-11-27 23:41:32.928586+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3932345a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3932345a222c227461736b223a222f646f2f302f677561726465642f7472792f302f61736b222c2277686174223a2277616974696e67227d5d'),
	('f6277fdf-20e6-8aaf-9349-3cb879c74ee0', 1, '2026-11-27 23:41:32.94578+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3934355a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3934355a222c227461736b223a222f646f2f302f677561726465642f7472792f302f61736b222c2277686174223a2277616974696e67227d5d'),
	('10eb641c-3441-858a-bf96-c12f03a06467', 1, '2026-11-27 23:41:32.971635+00', 'default', 1, '\x5b7b226174223a22323032362d31312d32375432333a34313a33322e3936375a222c227461736b223a222f222c2277686174223a2273746172746564227d2c7b226174223a22323032362d31312d32375432333a34313a33322e3936375a222c227461736b223a222f646f2f302f677561726465642f7472792f302f61736b222c2277686174223a2277616974696e67227d5d');
INSERT INTO tocsin.inbox_20261127 VALUES
	('3d7619a0-67c3-8d8e-ba39-ab89a4b86a84', '2026-11-27', 'default', 1),
	('7a8355b2-a054-84fb-97a6-da8ce26f2789', '2026-11-27', 'default', 1),
	('cf0d85c7-5ec4-84e4-971b-fe9f67b97589', '2026-11-27', 'default', 1),
	('b71a97d5-3594-88bb-8ef6-bb840c4e1f0b', '2026-11-27', 'default', 1),
	('376316a5-0e35-83a4-a5ff-cbbaa9df1c0d', '2026-11-27', 'default', 1),
	('caac562e-2a15-8ce5-87c2-7b656d5c753c', '2026-11-27', 'default', 1),
	('f7b40e09-1b8e-82fa-acd1-8adabdefc0db', '2026-11-27', 'default', 1),
	('2078a923-87d3-8fe6-902e-cfd957635622', '2026-11-27', 'default', 1),
	('682ad3eb-6db8-86dd-82aa-ec9462b98fb1', '2026-11-27', 'default', 1),
	('c00d503f-b145-87da-a0d2-f9f4a1ecae3c', '2026-11-27', 'default', 1),
	('7a273d1c-eb1e-8875-971d-1781dc53bb0f', '2026-11-27', 'default', 1),
	('8e2bf0b1-bd16-8f89-9a37-220eb36f7a16', '2026-11-27', 'default', 1),
	('ec3ab930-9626-8e6f-ac34-e53cbd80b0c7', '2026-11-27', 'default', 1),
	('f5f84872-b992-860b-9033-e4f22c0c082a', '2026-11-27', 'default', 1),
	('9ebcc93e-96c1-871c-8f68-a34dfea873ff', '2026-11-27', 'default', 1),
	('8c33cd89-ef46-8f88-8134-57650567d512', '2026-11-27', 'default', 1),
	('c0f183d3-b360-8330-9720-81b4afcf3440', '2026-11-27', 'default', 1),
	('b4f5fb94-2ca5-85db-853a-663c8c9f60dc', '2026-11-27', 'default', 1),
	('244ee913-bd5c-8b66-b147-62584b6e5f91', '2026-11-27', 'default', 1),
	('bdd04a8e-7997-86d7-86c4-9deda8965acb', '2026-11-27', 'default', 1),
	('633abec3-0594-8061-bab4-a16506827ca1', '2026-11-27', 'default', 1),
	('0238be1f-fb53-8131-bf45-a12f3a7753d4', '2026-11-27', 'default', 1),
	('08c17f3c-29b4-806c-816b-d72574dc53a4', '2026-11-27', 'default', 1),
	('a7735bdf-4182-8a29-827b-c9260da675ab', '2026-11-27', 'default', 1),
	('cf400ebf-2cb4-8be7-b30a-3a3bb96e187a', '2026-11-27', 'default', 1),
	('16311747-9ae6-831e-8f74-0b7601315aee', '2026-11-27', 'default', 1),
	('bc807deb-22c1-8953-a3b4-ab9b62159250', '2026-11-27', 'default', 1),
	('beb7168f-9afb-8afd-b369-b29236a37249', '2026-11-27', 'default', 1),
	('5dee2d3a-2414-81db-93ea-40b5c1179d66', '2026-11-27', 'default', 1),
	('5753c4ce-7b64-8e13-b579-c20efcb66d46', '2026-11-27', 'default', 1),
	('7331485d-86f4-8e0d-bb84-ed5d7ee01f48', '2026-11-27', 'default', 1);
INSERT INTO tocsin.installation_secret VALUES
	('call_tokens', 'WQ_z2EwvB4bMmUU4Womdu2sIEcOk5BtG18f0_Ye5Atc', '2026-11-27 23:41:30.790222+00', 'default', 1);
INSERT INTO tocsin.migration VALUES
	('0001_tables.sql', 'db470c7889bc1be50582c4b708fe20aed47a3b3b3f12b35fe328df3b012a9553', '2026-11-27 23:41:29.605965+00', 'default', 1),
	('0002_voice.sql', '0ce9994152352b7b1258184ee7e2046caeb82c77e1ef945638933daf9a75dff2', '2026-11-27 23:41:30.196784+00', 'default', 1),
	('0003_commit.sql', 'b518209aa982ececdb4b07fac251648a79dfe0883ceadb8ef3f06ae902912c62', '2026-11-27 23:41:30.390755+00', 'default', 1),
	('0004_commit_batch.sql', '374ca8a5331789f94023e573f22487d088e90447d44eeee75ba67ebafdd6c0e2', '2026-11-27 23:41:30.410816+00', 'default', 1),
	('0005_commit_voice.sql', '7e919c5ff1d60a746d23e27a1c2ab878edec72130d8bc0247c0da1ceaafed10c', '2026-11-27 23:41:30.414873+00', 'default', 1),
	('0006_housekeeping.sql', 'c9053d3a3c1a55f637c4553c3799931a77865cf10b344a7d516c4448daf31b94', '2026-11-27 23:41:30.419216+00', 'default', 1),
	('0007_commit_batch_v2.sql', '3f43b96679c21df0297c56501c06fceddc014a4f6287630baa2aa813faa7083b', '2026-11-27 23:41:30.677919+00', 'default', 1),
	('0008_installation_secret.sql', '4c7ed29fe22997f18cf847df78cef0acae1f63703589a256869d2c8d71e644e6', '2026-11-27 23:41:30.690588+00', 'default', 1),
	('0100_embedded_bus.sql', 'e9366c34bc84ed4c3c908aeacd0765fb607ba052f979e03b9663371e81403821', '2026-11-27 23:41:30.718895+00', 'default', 1);
INSERT INTO tocsin."position" VALUES
	('bridge', 'tocsin.actions', 1, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('bridge', 'tocsin.actions', 11, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('bridge', 'tocsin.actions', 0, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.actions', 1, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.actions', 11, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.actions', 0, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('bridge', 'tocsin.actions', 5, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('workflow', 'tocsin.actions', 5, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('bridge', 'tocsin.actions', 6, '707c4a59-05fd-45fb-b638-66c6eacf9913', 3, 'default', 1),
	('workflow', 'tocsin.actions', 6, '707c4a59-05fd-45fb-b638-66c6eacf9913', 3, 'default', 1),
	('workflow', 'tocsin.actions', 2, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('bridge', 'tocsin.actions', 2, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('bridge', 'tocsin.actions', 4, '707c4a59-05fd-45fb-b638-66c6eacf9913', 4, 'default', 1),
	('workflow', 'tocsin.actions', 4, '707c4a59-05fd-45fb-b638-66c6eacf9913', 4, 'default', 1),
	('bridge', 'tocsin.actions', 7, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('bridge', 'tocsin.actions', 3, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('workflow', 'tocsin.actions', 3, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('bridge', 'tocsin.actions', 8, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('bridge', 'tocsin.actions', 10, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('workflow', 'tocsin.actions', 8, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.actions', 10, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('workflow', 'tocsin.calls', 10, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.calls', 8, '707c4a59-05fd-45fb-b638-66c6eacf9913', 4, 'default', 1),
	('workflow', 'tocsin.actions', 7, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('workflow', 'tocsin.calls', 3, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('voice', 'tocsin.calls', 10, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('voice', 'tocsin.calls', 3, '707c4a59-05fd-45fb-b638-66c6eacf9913', 1, 'default', 1),
	('voice', 'tocsin.calls', 5, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('workflow', 'tocsin.calls', 5, '707c4a59-05fd-45fb-b638-66c6eacf9913', 2, 'default', 1),
	('voice', 'tocsin.calls', 7, '707c4a59-05fd-45fb-b638-66c6eacf9913', 3, 'default', 1),
	('workflow', 'tocsin.calls', 7, '707c4a59-05fd-45fb-b638-66c6eacf9913', 3, 'default', 1),
	('voice', 'tocsin.calls', 8, '707c4a59-05fd-45fb-b638-66c6eacf9913', 4, 'default', 1);
INSERT INTO tocsin.question VALUES
	('d114543a-48fa-84ee-b420-0830b7eec3a6', 8, '4de4d7f5-b441-85a7-8471-04713f173deb', 1, 1, '2026-11-27 23:41:32.994744+00', 'default', 'asks-3', 'open', '\x7b7d'),
	('a6650c8a-c50e-8374-953a-73a5c45483f5', 5, '0f3e2f9a-edfb-86e8-8f9e-8b2130cfa04a', 1, 1, '2026-11-27 23:41:32.99756+00', 'default', 'asks-1', 'open', '\x7b7d'),
	('cafe17b0-e7c1-8b52-8fcd-0939e8593cf8', 10, '10eb641c-3441-858a-bf96-c12f03a06467', 1, 1, '2026-11-27 23:41:33.07005+00', 'default', 'asks-5', 'open', '\x7b7d'),
	('6223f12e-c893-87d4-9618-fbec68f4f462', 7, '7f0b9d65-44ea-89d4-bc6d-2e8912b08764', 1, 1, '2026-11-27 23:41:33.096862+00', 'default', 'asks-2', 'open', '\x7b7d'),
	('ca6eeffa-9d13-88a6-8620-2119508955c4', 3, 'f6277fdf-20e6-8aaf-9349-3cb879c74ee0', 1, 1, '2026-11-27 23:41:33.096862+00', 'default', 'asks-4', 'open', '\x7b7d');
INSERT INTO tocsin.run VALUES
	('27a1b79d-f7cd-8e8e-bfa6-dbec0902d0e3', 'fbb02cf5-80e3-8a48-9235-2fd9fd24ce42', 6, 4, 1, 2, 1, 2, 2, '2026-11-27 23:41:32.593+00', '2026-11-27 23:41:32.603921+00', 'default', 'm', 'waits', '27a1b79d-f7cd-8e8e-bfa6-dbec0902d0e3', 'waits-3', '\x7b227472616365706172656e74223a2230302d30666139626134633435303964336561343462343662353336626165393733312d663334643234376230623265323134642d3031222c22636175736174696f6e223a2277616974732d33222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2277616974732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323539332c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f77616974222c22696e223a5b7b226b6579223a2277616974732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323539332c2274696d657273223a7b2277616974223a313739353832333031323539337d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('4598f263-06d1-83ba-9acc-b0f0c80af8db', 'bdedf427-34d6-858c-8c19-ad6a6596581f', 4, 4, 1, 2, 1, 2, 1, '2026-11-27 23:41:32.593+00', '2026-11-27 23:41:32.603921+00', 'default', 'm', 'waits', '4598f263-06d1-83ba-9acc-b0f0c80af8db', 'waits-2', '\x7b227472616365706172656e74223a2230302d30326163623735666165666461643763323338303539643731663861656230312d333864393665613439393533343738662d3031222c22636175736174696f6e223a2277616974732d32222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2277616974732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323539332c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f77616974222c22696e223a5b7b226b6579223a2277616974732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323539332c2274696d657273223a7b2277616974223a313739353832333031323539337d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('64dbc21a-5409-8a96-b7ec-eb3e533a669c', 'bf7dd87c-02f1-8d2f-acbf-f3b93dfd77f7', 4, 4, 1, 2, 1, 2, 0, '2026-11-27 23:41:32.593+00', '2026-11-27 23:41:32.603921+00', 'default', 'm', 'waits', '64dbc21a-5409-8a96-b7ec-eb3e533a669c', 'waits-1', '\x7b227472616365706172656e74223a2230302d35316539666137306538613235306439326132633066623334313833386136392d323065376133636261633765636365302d3031222c22636175736174696f6e223a2277616974732d31222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2277616974732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323539332c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f77616974222c22696e223a5b7b226b6579223a2277616974732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323539332c2274696d657273223a7b2277616974223a313739353832333031323539337d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('5c7e4cc2-3186-8f3d-941c-4f2ae09c4f30', 'bc3c64d5-6628-8ebd-90b4-37ce87f9e101', 5, 4, 1, 2, 1, 5, 0, '2026-11-27 23:41:32.618+00', '2026-11-27 23:41:32.642232+00', 'default', 'm', 'waits', '5c7e4cc2-3186-8f3d-941c-4f2ae09c4f30', 'waits-5', '\x7b227472616365706172656e74223a2230302d32313838313133653464653266656666333838653166333631343739336537612d363463336237333939636466366438652d3031222c22636175736174696f6e223a2277616974732d35222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2277616974732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323631382c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f77616974222c22696e223a5b7b226b6579223a2277616974732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323631382c2274696d657273223a7b2277616974223a313739353832333031323631387d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('d666d00c-3de7-883d-bb37-2fa311971532', 'd71eee7c-acf8-838d-88ad-3225c74b0b43', 2, 4, 1, 2, 1, 8, 0, '2026-11-27 23:41:32.698+00', '2026-11-27 23:41:32.698894+00', 'default', 'm', 'waits', 'd666d00c-3de7-883d-bb37-2fa311971532', 'waits-4', '\x7b227472616365706172656e74223a2230302d39333135313165303730666134316235626330623232353938313831366564352d373164316638656332343965383132332d3031222c22636175736174696f6e223a2277616974732d34222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2277616974732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323639382c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f77616974222c22696e223a5b7b226b6579223a2277616974732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323639382c2274696d657273223a7b2277616974223a313739353832333031323639387d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('4e09591f-69fa-861e-b0b6-60dcfa5a3a7a', '4e6287a2-46fc-8612-980b-ce316c58d39f', 1, 3, 1, 2, 1, 10, 0, '2026-11-27 23:41:32.706+00', '2026-11-27 23:41:32.707377+00', 'default', 'm', 'listens', '4e09591f-69fa-861e-b0b6-60dcfa5a3a7a', 'listens-1', '\x7b227472616365706172656e74223a2230302d34663031386365373839366636313966346631316237323830333838373036372d643738643533363532376630316336332d3031222c22636175736174696f6e223a226c697374656e732d31222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a226c697374656e732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323730362c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f676f222c22696e223a5b7b226b6579223a226c697374656e732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323730362c2264617461223a7b2276616c7565223a225b5c226c697374656e732d315c225d222c227369676e6174757265223a223430386538653137646437396465623337616431636662656136636235636430227d2c227761697473223a5b2238383334383765632d646238612d383964612d383036302d663031653163626634656438225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('4f5910ae-eeaf-83a0-a5b9-c3d14ee81081', 'b2c2473e-41c9-83b2-a3a8-7b0410aeb884', 11, 3, 1, 2, 1, 10, 1, '2026-11-27 23:41:32.706+00', '2026-11-27 23:41:32.707377+00', 'default', 'm', 'listens', '4f5910ae-eeaf-83a0-a5b9-c3d14ee81081', 'listens-2', '\x7b227472616365706172656e74223a2230302d32643832393164623738363766356234613637373832636662383466303362322d626438623361333635656661343538342d3031222c22636175736174696f6e223a226c697374656e732d32222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a226c697374656e732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323730362c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f676f222c22696e223a5b7b226b6579223a226c697374656e732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323730362c2264617461223a7b2276616c7565223a225b5c226c697374656e732d325c225d222c227369676e6174757265223a223430386538653137646437396465623337616431636662656136636235636430227d2c227761697473223a5b2232653932396361362d623635382d383631642d616335642d386536356236356537343763225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('5e7c078c-c4d0-890a-82cd-57b47b3bd067', '5f4f1f27-9830-86a8-97b3-7fb27debf7ad', 0, 3, 1, 2, 1, 11, 0, '2026-11-27 23:41:32.707+00', '2026-11-27 23:41:32.715947+00', 'default', 'm', 'listens', '5e7c078c-c4d0-890a-82cd-57b47b3bd067', 'listens-3', '\x7b227472616365706172656e74223a2230302d31333862373666396433303264663266323763643334623561656336343639302d633463383531316462363762376132312d3031222c22636175736174696f6e223a226c697374656e732d33222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a226c697374656e732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323730372c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f676f222c22696e223a5b7b226b6579223a226c697374656e732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323730372c2264617461223a7b2276616c7565223a225b5c226c697374656e732d335c225d222c227369676e6174757265223a223430386538653137646437396465623337616431636662656136636235636430227d2c227761697473223a5b2230353363656637322d643435632d383233642d616230662d353330363661386363346237225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('432de4cf-faed-869f-92a9-1e4a823f04fd', '99b19863-9318-813f-96f2-69fb8a4a158c', 6, 3, 1, 2, 1, 15, 0, '2026-11-27 23:41:32.739+00', '2026-11-27 23:41:32.74042+00', 'default', 'm', 'listens', '432de4cf-faed-869f-92a9-1e4a823f04fd', 'listens-4', '\x7b227472616365706172656e74223a2230302d34353065653862666633623163336165646235376139356336666633333633362d306637616535653161656561343666652d3031222c22636175736174696f6e223a226c697374656e732d34222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a226c697374656e732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323733392c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f676f222c22696e223a5b7b226b6579223a226c697374656e732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323733392c2264617461223a7b2276616c7565223a225b5c226c697374656e732d345c225d222c227369676e6174757265223a223430386538653137646437396465623337616431636662656136636235636430227d2c227761697473223a5b2234363461353938312d316339332d386134342d396265352d373565643536336463386664225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('d17c02e4-9b15-8b6b-8ec5-71c9516e567a', 'b43bf1c5-b713-8012-915e-f16c8010bbbe', 6, 3, 1, 2, 1, 18, 0, '2026-11-27 23:41:32.754+00', '2026-11-27 23:41:32.755916+00', 'default', 'm', 'listens', 'd17c02e4-9b15-8b6b-8ec5-71c9516e567a', 'listens-5', '\x7b227472616365706172656e74223a2230302d33396334373331393030303638643933333539346262633731646332646364612d326664623863383663363066653134382d3031222c22636175736174696f6e223a226c697374656e732d35222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a226c697374656e732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323735342c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f676f222c22696e223a5b7b226b6579223a226c697374656e732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323735342c2264617461223a7b2276616c7565223a225b5c226c697374656e732d355c225d222c227369676e6174757265223a223430386538653137646437396465623337616431636662656136636235636430227d2c227761697473223a5b2265323566363238312d373933352d386338382d623931352d396338343031326333376134225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('fc3b6147-b916-8c3a-896f-6d1dab8912ea', '0b611335-b832-8dc0-9f7a-77d40416de0a', 2, 2, 1, 2, 1, 20, 0, '2026-11-27 23:41:32.783+00', '2026-11-27 23:41:32.7873+00', 'default', 'm', 'fetches', 'fc3b6147-b916-8c3a-896f-6d1dab8912ea', 'fetches-1', '\x7b227472616365706172656e74223a2230302d38393535376630336232383765366634353865373835353066643730303861312d333038306139653165313665636239332d3031222c22636175736174696f6e223a22666574636865732d31222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a22666574636865732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323738332c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f6665746368222c22696e223a5b7b226b6579223a22666574636865732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323738332c22646561646c696e65223a323131313138323839323738332c2264617461223a7b2272657175657374223a7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2262393334636164312d373536382d383836342d626563302d666666643661376237656663222c227472616365706172656e74223a2230302d38393535376630336232383765366634353865373835353066643730303861312d623534363234326234363633366333352d3031227d7d7d2c2265666665637473223a5b2262393334636164312d373536382d383836342d626563302d666666643661376237656663225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('01cecc9c-5ec2-8207-a560-bc3b5ec8d3cc', '4062bb9e-81c4-8bc7-b91a-2766d777ef82', 10, 2, 1, 2, 1, 23, 0, '2026-11-27 23:41:32.806+00', '2026-11-27 23:41:32.809412+00', 'default', 'm', 'fetches', '01cecc9c-5ec2-8207-a560-bc3b5ec8d3cc', 'fetches-2', '\x7b227472616365706172656e74223a2230302d34353935366364393666613639363364656264653434666461366564623962622d346162313037376336313233306165392d3031222c22636175736174696f6e223a22666574636865732d32222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a22666574636865732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323830362c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f6665746368222c22696e223a5b7b226b6579223a22666574636865732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323830362c22646561646c696e65223a323131313138323839323830362c2264617461223a7b2272657175657374223a7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2265333764656363652d333732322d383532372d393831362d363833313233376334346533222c227472616365706172656e74223a2230302d34353935366364393666613639363364656264653434666461366564623962622d623661373230346661343363653035622d3031227d7d7d2c2265666665637473223a5b2265333764656363652d333732322d383532372d393831362d363833313233376334346533225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('73e7fe6d-1317-860c-9896-c324df1a464b', '1f5eae02-61f8-8d07-9916-65c6a22dff56', 4, 2, 1, 2, 1, 25, 0, '2026-11-27 23:41:32.831+00', '2026-11-27 23:41:32.833491+00', 'default', 'm', 'fetches', '73e7fe6d-1317-860c-9896-c324df1a464b', 'fetches-3', '\x7b227472616365706172656e74223a2230302d37633763386637663232333966613736616430326161613030333365313331662d306135316134623735366362616235632d3031222c22636175736174696f6e223a22666574636865732d33222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a22666574636865732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323833312c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f6665746368222c22696e223a5b7b226b6579223a22666574636865732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323833312c22646561646c696e65223a323131313138323839323833312c2264617461223a7b2272657175657374223a7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2239343634366132382d313161332d383065312d393537652d623263666465313536316639222c227472616365706172656e74223a2230302d37633763386637663232333966613736616430326161613030333365313331662d356564393634393465343134366362332d3031227d7d7d2c2265666665637473223a5b2239343634366132382d313161332d383065312d393537652d623263666465313536316639225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('b159267a-2061-8bf2-b201-918c3cd77074', 'a97a801c-72e8-80dc-b418-7dbf7251a69e', 4, 2, 1, 2, 1, 30, 0, '2026-11-27 23:41:32.867+00', '2026-11-27 23:41:32.868722+00', 'default', 'm', 'fetches', 'b159267a-2061-8bf2-b201-918c3cd77074', 'fetches-5', '\x7b227472616365706172656e74223a2230302d32633033356635363332663636633063613862313832666231633862396361662d336531363366326637303834363936612d3031222c22636175736174696f6e223a22666574636865732d35222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a22666574636865732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323836372c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f6665746368222c22696e223a5b7b226b6579223a22666574636865732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323836372c22646561646c696e65223a323131313138323839323836372c2264617461223a7b2272657175657374223a7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2232636663323665322d653237642d386561642d613862382d346262343430653037646136222c227472616365706172656e74223a2230302d32633033356635363332663636633063613862313832666231633862396361662d663930666262333632373134633239352d3031227d7d7d2c2265666665637473223a5b2232636663323665322d653237642d386561642d613862382d346262343430653037646136225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('4de4d7f5-b441-85a7-8471-04713f173deb', '3242ed83-5548-8fef-ab2f-2c98c96cb17f', 8, 1, 4, 2, 1, 36, 0, '2026-11-27 23:41:32.924+00', '2026-11-27 23:41:34.394645+00', 'default', 'm', 'asks', '4de4d7f5-b441-85a7-8471-04713f173deb', 'asks-3', '\x7b227472616365706172656e74223a2230302d37326334333634336265346162306638323931666336663237393734653164392d313533313039373162653337636538372d3031222c22636175736174696f6e223a2261736b732d33222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2261736b732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323932342c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f67756172646564222c22696e223a5b7b226b6579223a2261736b732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323932342c227461736b73223a5b7b226964223a332c226174223a222f646f2f302f677561726465642f7472792f302f61736b222c22696e223a5b7b226b6579223a2261736b732d33222c2277686f223a227033227d5d2c2273696e6365223a313739353832323839323932342c2264617461223a7b2277697468223a7b22746f223a227033222c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231227d5d7d2c227374617465223a7b227175657374696f6e5f6964223a2264313134353433612d343866612d383465652d623432302d303833306237656563336136222c2263616c6c5f6964223a2236393966333464322d363331372d386461362d386531652d643165633034356364653331227d2c227669736974223a307d2c227265717565737473223a5b2266353636376638662d383338322d383862342d396364322d383039336334623136383937225d7d5d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a342c22726f756e6473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d2c22766973697473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d7d7d'),
	('024bff98-02c9-8117-8c90-eea83bce5785', 'a72f1749-f79a-835b-b553-07d5d163a7e4', 3, 2, 1, 2, 1, 27, 0, '2026-11-27 23:41:32.849+00', '2026-11-27 23:41:32.850058+00', 'default', 'm', 'fetches', '024bff98-02c9-8117-8c90-eea83bce5785', 'fetches-4', '\x7b227472616365706172656e74223a2230302d37323533646665323730346335343663353237326365346137303839653837652d626336613861623135363936306130612d3031222c22636175736174696f6e223a22666574636865732d34222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a22666574636865732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323834392c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f6665746368222c22696e223a5b7b226b6579223a22666574636865732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323834392c22646561646c696e65223a323131313138323839323834392c2264617461223a7b2272657175657374223a7b226d6574686f64223a22504f5354222c2275726c223a22687474703a2f2f3132372e302e302e313a31383431312f6665746368222c2268656164657273223a7b22436f6e74656e742d54797065223a226170706c69636174696f6e2f6a736f6e222c224964656d706f74656e63792d4b6579223a2263663638363763642d303530382d383137622d383035642d353739656630646162353336222c227472616365706172656e74223a2230302d37323533646665323730346335343663353237326365346137303839653837652d316635376432616535303663326637332d3031227d7d7d2c2265666665637473223a5b2263663638363763642d303530382d383137622d383035642d353739656630646162353336225d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a337d7d'),
	('f6277fdf-20e6-8aaf-9349-3cb879c74ee0', '8249a580-f82c-8edc-a522-04e8c202a7d3', 3, 1, 1, 2, 1, 39, 0, '2026-11-27 23:41:32.945+00', '2026-11-27 23:41:32.94578+00', 'default', 'm', 'asks', 'f6277fdf-20e6-8aaf-9349-3cb879c74ee0', 'asks-4', '\x7b227472616365706172656e74223a2230302d65383239653839353530616630663236363530653964396365663631353065662d376266666461393665356539623663352d3031222c22636175736174696f6e223a2261736b732d34222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2261736b732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323934352c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f67756172646564222c22696e223a5b7b226b6579223a2261736b732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323934352c227461736b73223a5b7b226964223a332c226174223a222f646f2f302f677561726465642f7472792f302f61736b222c22696e223a5b7b226b6579223a2261736b732d34222c2277686f223a227034227d5d2c2273696e6365223a313739353832323839323934352c2264617461223a7b2277697468223a7b22746f223a227034222c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231227d5d7d2c227374617465223a7b227175657374696f6e5f6964223a2263613665656666612d396431332d383861362d383632302d323131393530383935356334222c2263616c6c5f6964223a2236613734393264352d613331392d383462612d393364312d383533623361646636313864227d2c227669736974223a307d2c227265717565737473223a5b2239313763373264362d653735342d386431382d386131362d306336363834396136386462225d7d5d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a342c22726f756e6473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d2c22766973697473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d7d7d'),
	('0f3e2f9a-edfb-86e8-8f9e-8b2130cfa04a', '3a29bc3f-96a6-8236-a8d7-875ae5c7bd1f', 5, 1, 2, 2, 1, 31, 0, '2026-11-27 23:41:32.894+00', '2026-11-27 23:41:33.149647+00', 'default', 'm', 'asks', '0f3e2f9a-edfb-86e8-8f9e-8b2130cfa04a', 'asks-1', '\x7b227472616365706172656e74223a2230302d31303361343264333931336337383337333963393363363236626464663239622d346639666331663635386663633739302d3031222c22636175736174696f6e223a2261736b732d31222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2261736b732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323839342c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f67756172646564222c22696e223a5b7b226b6579223a2261736b732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323839342c227461736b73223a5b7b226964223a332c226174223a222f646f2f302f677561726465642f7472792f302f61736b222c22696e223a5b7b226b6579223a2261736b732d31222c2277686f223a227031227d5d2c2273696e6365223a313739353832323839323839342c2264617461223a7b2277697468223a7b22746f223a227031222c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231227d5d7d2c227374617465223a7b227175657374696f6e5f6964223a2261363635306338612d633530652d383337342d393533612d373361356334353438336635222c2263616c6c5f6964223a2231666261633939312d303761312d386132382d623665342d333237313161303535363435227d2c227669736974223a307d2c227265717565737473223a5b2262663735343164642d626432392d383730362d613263312d363362633934363361643431225d7d5d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a342c22726f756e6473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d2c22766973697473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d7d7d'),
	('7f0b9d65-44ea-89d4-bc6d-2e8912b08764', '3670048b-b359-8b27-ac50-0ad84b53bd04', 7, 1, 3, 2, 1, 34, 0, '2026-11-27 23:41:32.921+00', '2026-11-27 23:41:34.301762+00', 'default', 'm', 'asks', '7f0b9d65-44ea-89d4-bc6d-2e8912b08764', 'asks-2', '\x7b227472616365706172656e74223a2230302d35363562373237353530653335333162303238646635346561346637336539652d363639396439663136303034633863372d3031222c22636175736174696f6e223a2261736b732d32222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2261736b732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323932312c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f67756172646564222c22696e223a5b7b226b6579223a2261736b732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323932312c227461736b73223a5b7b226964223a332c226174223a222f646f2f302f677561726465642f7472792f302f61736b222c22696e223a5b7b226b6579223a2261736b732d32222c2277686f223a227032227d5d2c2273696e6365223a313739353832323839323932312c2264617461223a7b2277697468223a7b22746f223a227032222c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231227d5d7d2c227374617465223a7b227175657374696f6e5f6964223a2236323233663132652d633839332d383764342d393631382d666265633638663466343632222c2263616c6c5f6964223a2266373932663864352d363962662d383837332d396337382d336533343862343462626266227d2c227669736974223a307d2c227265717565737473223a5b2239343766343336372d373534612d386266642d393563342d353639366463316639346238225d7d5d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a342c22726f756e6473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d2c22766973697473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d7d7d'),
	('10eb641c-3441-858a-bf96-c12f03a06467', '058e1d8c-69c7-8ee9-834b-90e7d471e919', 10, 1, 1, 2, 1, 43, 0, '2026-11-27 23:41:32.967+00', '2026-11-27 23:41:32.971635+00', 'default', 'm', 'asks', '10eb641c-3441-858a-bf96-c12f03a06467', 'asks-5', '\x7b227472616365706172656e74223a2230302d61336261646162613363396664386362616361353863383632343864613937622d393233653333326331303564323536662d3031222c22636175736174696f6e223a2261736b732d35222c227374617465223a7b22726f6f74223a7b226964223a312c226174223a222f222c22696e223a5b7b226b6579223a2261736b732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323936372c227461736b73223a5b7b226964223a322c226174223a222f646f2f302f67756172646564222c22696e223a5b7b226b6579223a2261736b732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323936372c227461736b73223a5b7b226964223a332c226174223a222f646f2f302f677561726465642f7472792f302f61736b222c22696e223a5b7b226b6579223a2261736b732d35222c2277686f223a227035227d5d2c2273696e6365223a313739353832323839323936372c2264617461223a7b2277697468223a7b22746f223a227035222c22736179223a224d617920493f222c2263686f69636573223a5b7b226964223a22617070726f7665222c22646967697473223a2231227d5d7d2c227374617465223a7b227175657374696f6e5f6964223a2263616665313762302d653763312d386235322d386663642d303933396538353933636638222c2263616c6c5f6964223a2231653561663261362d366634662d386137372d386437332d636263333630393163633261227d2c227669736974223a307d2c227265717565737473223a5b2239323631633864382d363066652d383762362d383931642d613130376632316233393330225d7d5d7d5d7d2c22636f6e74657874223a7b7d2c226e657874223a342c22726f756e6473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d2c22766973697473223a7b222f646f2f302f677561726465642f7472792f302f61736b223a317d7d7d');
INSERT INTO tocsin.timer VALUES
	('workflow', '27a1b79d-f7cd-8e8e-bfa6-dbec0902d0e3', 6, '2026-11-27 23:43:32.593+00', 'default', 1),
	('workflow', '4598f263-06d1-83ba-9acc-b0f0c80af8db', 4, '2026-11-27 23:43:32.593+00', 'default', 1),
	('workflow', '64dbc21a-5409-8a96-b7ec-eb3e533a669c', 4, '2026-11-27 23:43:32.593+00', 'default', 1),
	('workflow', '5c7e4cc2-3186-8f3d-941c-4f2ae09c4f30', 5, '2026-11-27 23:43:32.618+00', 'default', 1),
	('workflow', 'd666d00c-3de7-883d-bb37-2fa311971532', 2, '2026-11-27 23:43:32.698+00', 'default', 1),
	('workflow', 'fc3b6147-b916-8c3a-896f-6d1dab8912ea', 2, '2036-11-24 23:41:32.783+00', 'default', 1),
	('workflow', '01cecc9c-5ec2-8207-a560-bc3b5ec8d3cc', 10, '2036-11-24 23:41:32.806+00', 'default', 1),
	('workflow', '73e7fe6d-1317-860c-9896-c324df1a464b', 4, '2036-11-24 23:41:32.831+00', 'default', 1),
	('workflow', '024bff98-02c9-8117-8c90-eea83bce5785', 3, '2036-11-24 23:41:32.849+00', 'default', 1),
	('workflow', 'b159267a-2061-8bf2-b201-918c3cd77074', 4, '2036-11-24 23:41:32.867+00', 'default', 1),
	('voice', '1fbac991-07a1-8a28-b6e4-32711a055645', 5, '2026-11-27 23:42:23.123+00', 'default', 1),
	('voice', 'f792f8d5-69bf-8873-9c78-3e348b44bbbf', 7, '2026-11-27 23:42:23.167+00', 'default', 1),
	('voice', '699f34d2-6317-8da6-8e1e-d1ec045cde31', 8, '2026-11-27 23:43:04.395+00', 'default', 1),
	('voice', '1e5af2a6-6f4f-8a77-8d73-cbc36091cc2a', 10, '2026-11-27 23:41:40.07+00', 'default', 1),
	('voice', '6a7492d5-a319-84ba-93d1-853b3adf618d', 3, '2026-11-27 23:41:40.098+00', 'default', 1);
INSERT INTO tocsin.turn VALUES
	('699f34d2-6317-8da6-8e1e-d1ec045cde31', 0, 'assistant', 'Hello. May I? To approve, press 1 or say approve.', '2026-11-27 23:41:34.395+00', 'default', 1);
INSERT INTO tocsin.wait VALUES
	('4e09591f-69fa-861e-b0b6-60dcfa5a3a7a', '883487ec-db8a-89da-8060-f01e1cbf4ed8', 1, '3d3c9596-55a0-8d98-b1d7-e2791a92efec', 12, 10, 0, 'default', 1, '408e8e17dd79deb37ad1cfbea6cb5cd0', '["listens-1"]'),
	('4f5910ae-eeaf-83a0-a5b9-c3d14ee81081', '2e929ca6-b658-861d-ac5d-8e65b65e747c', 11, '9d2434dd-0c31-8c5c-9384-1aeb6cd9055c', 12, 10, 1, 'default', 1, '408e8e17dd79deb37ad1cfbea6cb5cd0', '["listens-2"]'),
	('5e7c078c-c4d0-890a-82cd-57b47b3bd067', '053cef72-d45c-823d-ab0f-53066a8cc4b7', 0, '0407a73c-ce93-8708-8832-93de3372a957', 13, 11, 0, 'default', 1, '408e8e17dd79deb37ad1cfbea6cb5cd0', '["listens-3"]'),
	('432de4cf-faed-869f-92a9-1e4a823f04fd', '464a5981-1c93-8a44-9be5-75ed563dc8fd', 6, 'c292835c-70a8-8bc6-813f-f730825302de', 16, 15, 0, 'default', 1, '408e8e17dd79deb37ad1cfbea6cb5cd0', '["listens-4"]'),
	('d17c02e4-9b15-8b6b-8ec5-71c9516e567a', 'e25f6281-7935-8c88-b915-9c84012c37a4', 6, '583d39b1-b700-8810-b228-952c11f5c4df', 19, 18, 0, 'default', 1, '408e8e17dd79deb37ad1cfbea6cb5cd0', '["listens-5"]');
SELECT pg_catalog.setval('tocsin.acceptance', 69, true);
SELECT pg_catalog.setval('tocsin.definition_id_seq', 4, true);
SELECT pg_catalog.setval('tocsin.mailbox_id_seq', 1, false);
SELECT pg_catalog.setval('tocsin.outbox_id_seq', 24, true);
ALTER TABLE ONLY tocsin.api_key
    ADD CONSTRAINT api_key_hash_key UNIQUE (hash);
ALTER TABLE ONLY tocsin.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (name);
ALTER TABLE ONLY tocsin.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.attempt
    ADD CONSTRAINT attempt_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY tocsin.bus_group
    ADD CONSTRAINT bus_group_pkey PRIMARY KEY (name, topic, partition);
ALTER TABLE ONLY tocsin.bus_identity
    ADD CONSTRAINT bus_identity_pkey PRIMARY KEY (bus_id);
ALTER TABLE ONLY tocsin.bus_log
    ADD CONSTRAINT bus_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.bus_partition
    ADD CONSTRAINT bus_partition_pkey PRIMARY KEY (topic, partition);
ALTER TABLE ONLY tocsin.bus_record
    ADD CONSTRAINT bus_record_pkey PRIMARY KEY (topic, partition, seq);
ALTER TABLE ONLY tocsin.call
    ADD CONSTRAINT call_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.correlation
    ADD CONSTRAINT correlation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.definition
    ADD CONSTRAINT definition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.definition
    ADD CONSTRAINT definition_tenant_space_name_hash_key UNIQUE (tenant, space, name, hash);
ALTER TABLE ONLY tocsin.effect
    ADD CONSTRAINT effect_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id, day);
ALTER TABLE ONLY tocsin.inbox_20261127
    ADD CONSTRAINT inbox_20261127_pkey PRIMARY KEY (id, day);
ALTER TABLE ONLY tocsin.inbox_20261128
    ADD CONSTRAINT inbox_20261128_pkey PRIMARY KEY (id, day);
ALTER TABLE ONLY tocsin.inbox_20261129
    ADD CONSTRAINT inbox_20261129_pkey PRIMARY KEY (id, day);
ALTER TABLE ONLY tocsin.inbox_other
    ADD CONSTRAINT inbox_other_pkey PRIMARY KEY (id, day);
ALTER TABLE ONLY tocsin.installation_secret
    ADD CONSTRAINT installation_secret_pkey PRIMARY KEY (name);
ALTER TABLE ONLY tocsin.mailbox
    ADD CONSTRAINT mailbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY tocsin.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin."position"
    ADD CONSTRAINT position_pkey PRIMARY KEY (role, bus_id, topic, partition);
ALTER TABLE ONLY tocsin.question
    ADD CONSTRAINT question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.run_done
    ADD CONSTRAINT run_done_pkey PRIMARY KEY (id, ended_at);
ALTER TABLE ONLY tocsin.run_done_20261127
    ADD CONSTRAINT run_done_20261127_pkey PRIMARY KEY (id, ended_at);
ALTER TABLE ONLY tocsin.run_done_20261128
    ADD CONSTRAINT run_done_20261128_pkey PRIMARY KEY (id, ended_at);
ALTER TABLE ONLY tocsin.run_done_20261129
    ADD CONSTRAINT run_done_20261129_pkey PRIMARY KEY (id, ended_at);
ALTER TABLE ONLY tocsin.run_done_other
    ADD CONSTRAINT run_done_other_pkey PRIMARY KEY (id, ended_at);
ALTER TABLE ONLY tocsin.run
    ADD CONSTRAINT run_key_id_key UNIQUE (key_id);
ALTER TABLE ONLY tocsin.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tocsin.timer
    ADD CONSTRAINT timer_pkey PRIMARY KEY (owner, role);
ALTER TABLE ONLY tocsin.turn
    ADD CONSTRAINT turn_pkey PRIMARY KEY (call, seq);
ALTER TABLE ONLY tocsin.wait
    ADD CONSTRAINT wait_pkey PRIMARY KEY (run, id);
CREATE UNIQUE INDEX attempt_bound ON tocsin.attempt USING btree (provider_call_id, account) WHERE (provider_call_id <> ''::text);
CREATE INDEX attempt_call ON tocsin.attempt USING btree (call);
CREATE INDEX attempt_phone ON tocsin.attempt USING btree (phone, planned_at);
CREATE INDEX attempt_planned ON tocsin.attempt USING btree (planned_at);
CREATE UNIQUE INDEX attempt_unresolved ON tocsin.attempt USING btree (account, from_number, phone) WHERE unresolved;
CREATE INDEX call_alert ON tocsin.call USING btree ("left"(alert_id, 64) COLLATE "C");
CREATE INDEX call_created ON tocsin.call USING btree (created_at, id);
CREATE INDEX call_provider_call ON tocsin.call USING btree (provider_call_id) WHERE (provider_call_id <> ''::text);
CREATE INDEX call_question ON tocsin.call USING btree (question);
CREATE INDEX effect_partition ON tocsin.effect USING btree (role, partition);
CREATE INDEX effect_run ON tocsin.effect USING btree (run);
CREATE INDEX history_run ON ONLY tocsin.history USING btree (run);
CREATE INDEX history_20261127_run_idx ON tocsin.history_20261127 USING btree (run);
CREATE INDEX history_20261128_run_idx ON tocsin.history_20261128 USING btree (run);
CREATE INDEX history_20261129_run_idx ON tocsin.history_20261129 USING btree (run);
CREATE INDEX history_other_run_idx ON tocsin.history_other USING btree (run);
CREATE INDEX idempotency_created ON tocsin.idempotency USING btree (created_at);
CREATE INDEX mailbox_correlation ON tocsin.mailbox USING btree (correlation, accepted, ordinal);
CREATE INDEX mailbox_expires ON tocsin.mailbox USING btree (expires);
CREATE INDEX outbox_partition ON tocsin.outbox USING btree (role, partition, id);
CREATE INDEX question_alert ON tocsin.question USING btree ("left"(alert_id, 64) COLLATE "C");
CREATE INDEX question_run ON tocsin.question USING btree (run);
CREATE INDEX run_done_subject ON ONLY tocsin.run_done USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX run_done_20261127_left_idx ON tocsin.run_done_20261127 USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX run_done_20261128_left_idx ON tocsin.run_done_20261128 USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX run_done_20261129_left_idx ON tocsin.run_done_20261129 USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX run_done_other_left_idx ON tocsin.run_done_other USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX run_subject ON tocsin.run USING btree ("left"(subject, 64) COLLATE "C");
CREATE INDEX timer_due ON tocsin.timer USING btree (role, partition, due_at);
CREATE INDEX wait_correlation ON tocsin.wait USING btree (correlation);
CREATE INDEX wait_partition ON tocsin.wait USING btree (partition);
ALTER INDEX tocsin.history_run ATTACH PARTITION tocsin.history_20261127_run_idx;
ALTER INDEX tocsin.history_run ATTACH PARTITION tocsin.history_20261128_run_idx;
ALTER INDEX tocsin.history_run ATTACH PARTITION tocsin.history_20261129_run_idx;
ALTER INDEX tocsin.history_run ATTACH PARTITION tocsin.history_other_run_idx;
ALTER INDEX tocsin.inbox_pkey ATTACH PARTITION tocsin.inbox_20261127_pkey;
ALTER INDEX tocsin.inbox_pkey ATTACH PARTITION tocsin.inbox_20261128_pkey;
ALTER INDEX tocsin.inbox_pkey ATTACH PARTITION tocsin.inbox_20261129_pkey;
ALTER INDEX tocsin.inbox_pkey ATTACH PARTITION tocsin.inbox_other_pkey;
ALTER INDEX tocsin.run_done_subject ATTACH PARTITION tocsin.run_done_20261127_left_idx;
ALTER INDEX tocsin.run_done_pkey ATTACH PARTITION tocsin.run_done_20261127_pkey;
ALTER INDEX tocsin.run_done_subject ATTACH PARTITION tocsin.run_done_20261128_left_idx;
ALTER INDEX tocsin.run_done_pkey ATTACH PARTITION tocsin.run_done_20261128_pkey;
ALTER INDEX tocsin.run_done_subject ATTACH PARTITION tocsin.run_done_20261129_left_idx;
ALTER INDEX tocsin.run_done_pkey ATTACH PARTITION tocsin.run_done_20261129_pkey;
ALTER INDEX tocsin.run_done_subject ATTACH PARTITION tocsin.run_done_other_left_idx;
ALTER INDEX tocsin.run_done_pkey ATTACH PARTITION tocsin.run_done_other_pkey;
