-- The batch commit by parts. A commit is one statement that folds over the parts that its batch has:
--
--   select * from commit_end_v1(commit_outbox_v1(commit_timers_v1(commit_begin_v1($1), ...), ...))
--
-- A part takes what there is so far and its own arrays, writes its rows, and gives what there is then. An argument is
-- evaluated before the call that it is for, so the parts come in the order in which they are nested, from the inside
-- out; the statement is one transaction. A new family of rows is a new function here and a file in adapters/store; no
-- other part changes. The functions of versions 1 and 2 stay for the release before, and do what parts have in common
-- with them.
--
-- What cannot be committed is raised as before (0003_commit.sql); conflicts are gathered and raised at the end.

create type commit_state as (
  role text,
  moment bigint,          -- orders starts of runs against mail
  conflicts jsonb,        -- {stale, taken, questions, calls, effects}
  outbox bigint[],        -- rows of the outbox writes, in their order
  match_mail bigint[], match_run uuid[], match_wait uuid[], match_event bytea[]);

create function commit_begin_v1(the_role text) returns commit_state language plpgsql as $$
declare
  so_far commit_state;
begin
  so_far.role := the_role;
  so_far.moment := nextval('acceptance');
  so_far.conflicts := '{}';
  return so_far;
end $$;

-- `found` under `key`, beside what other parts found.
create function add_conflicts_v1(conflicts jsonb, key text, found jsonb) returns jsonb language sql immutable as $$
  select case when found = '[]' then conflicts
              else jsonb_set(conflicts, array[key], coalesce(conflicts -> key, '[]') || found) end
$$;

-- Results: kind 0, out_id: the row of an outbox write, in the order of the writes;
--          kind 1: a match (out_id is the mail).
create function commit_end_v1(so_far commit_state)
returns table (out_kind int, out_id bigint, out_run uuid, out_wait uuid, out_event bytea) language plpgsql as $$
begin
  if so_far.conflicts <> '{}' then
    raise exception 'tocsin:%', so_far.conflicts using errcode = 'TC002';
  end if;
  if so_far.outbox is not null then
    return query
      select 0, o.id, null::uuid, null::uuid, null::bytea from unnest(so_far.outbox) with ordinality o(id, place)
        order by o.place;
  end if;
  if so_far.match_mail is not null then
    return query
      select 1, m.* from unnest(so_far.match_mail, so_far.match_run, so_far.match_wait, so_far.match_event) m;
  end if;
end $$;

-- Core: positions, inbox, timers, outbox.

create function commit_positions_v2(so_far commit_state, the_bus text, at_topic text[], at_partition int[],
                                    at_from bigint[], at_to bigint[])
returns commit_state language plpgsql as $$
begin
  perform commit_positions_v1(so_far.role, the_bus, at_topic, at_partition, at_from, at_to);
  return so_far;
end $$;

create function commit_inbox_v2(so_far commit_state, inbox_id uuid[]) returns commit_state language plpgsql as $$
begin
  perform commit_inbox_v1(inbox_id, now());
  return so_far;
end $$;

-- What a timer belongs to. Empty: written by the release before, whose role says it (run or call).
alter table timer add column kind text not null default '';

create function commit_timers_v1(so_far commit_state, timer_kind text[], timer_owner uuid[], timer_partition int[],
                                 timer_due timestamptz[], untimer_owner uuid[])
returns commit_state language plpgsql as $$
begin
  if cardinality(untimer_owner) > 0 then
    delete from timer t using unnest(untimer_owner) n(owner) where t.owner = n.owner and t.role = so_far.role;
  end if;
  if cardinality(timer_owner) > 0 then
    insert into timer (role, kind, owner, partition, due_at)
      select so_far.role, n.kind, n.owner, n.partition, n.due
        from unnest(timer_kind, timer_owner, timer_partition, timer_due) n(kind, owner, partition, due)
      on conflict (owner, role) do update
        set kind = excluded.kind, partition = excluded.partition, due_at = excluded.due_at
        where timer.partition <> excluded.partition or timer.due_at <> excluded.due_at or timer.kind <> excluded.kind;
  end if;
  return so_far;
end $$;

create function commit_outbox_v1(so_far commit_state, outbox_partition int[], outbox_records bytea[],
                                 outbox_ends bytea[], outbox_delivered bigint[])
returns commit_state language plpgsql as $$
begin
  if cardinality(outbox_delivered) > 0 then
    delete from outbox o using unnest(outbox_delivered) n(id) where o.id = n.id;
  end if;
  if cardinality(outbox_partition) > 0 then
    with added as (
      insert into outbox (role, partition, records, ends)
        select so_far.role, n.partition, n.records, n.ends
          from unnest(outbox_partition, outbox_records, outbox_ends) with ordinality n(partition, records, ends, place)
          order by n.place
        returning outbox.id)
    select array_agg(a.id order by a.id) into so_far.outbox from added a;
  end if;
  return so_far;
end $$;

-- Runs: those that are over leave first, for their keys are free for new runs of the same batch.

create function commit_ended_runs_v1(
  so_far commit_state,
  over_id uuid[], over_partition int[], over_definition bigint[], over_space text[], over_name text[],
  over_key text[], over_key_id uuid[], over_subject text[], over_read int[], over_revision int[],
  over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamptz[])
returns commit_state language plpgsql as $$
declare
  gone uuid[];
begin
  if 0 < any(over_read) then
    with left_now as (
      delete from run r using unnest(over_id, over_read) n(id, known)
        where n.known > 0 and r.id = n.id and r.revision = n.known
        returning r.id)
    select coalesce(array_agg(l.id), '{}') into gone from left_now l;
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
      select n.id from unnest(over_id, over_read) n(id, known) where n.known > 0 except select unnest(gone))));
    delete from effect e using unnest(gone) n(run) where e.run = n.run;
  end if;
  if 0 = any(over_read) then
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
      select n.id from unnest(over_id, over_read) n(id, known) join run r on r.id = n.id where n.known = 0)));
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'taken', (
      select coalesce(jsonb_agg(jsonb_build_array(n.id, r.id)), '[]')
        from unnest(over_id, over_key_id, over_read) n(id, key_id, known) join run r on r.key_id = n.key_id
        where n.known = 0 and r.id <> n.id));
  end if;
  insert into run_done (id, partition, definition, revision, status, format, started_at, space, name, key, subject,
                        output)
    select n.* from unnest(over_id, over_partition, over_definition, over_revision, over_status, over_format,
                           over_started, over_space, over_name, over_key, over_subject, over_output) n;
  return so_far;
end $$;

create function commit_changed_runs_v1(
  so_far commit_state,
  upd_id uuid[], upd_partition int[], upd_read int[], upd_revision int[], upd_status smallint[],
  upd_format smallint[], upd_state bytea[])
returns commit_state language plpgsql as $$
declare
  written int;
begin
  update run r
    set revision = n.revision, status = n.status, format = n.format, state = n.state, partition = n.partition,
        updated_at = now()
    from unnest(upd_id, upd_partition, upd_read, upd_revision, upd_status, upd_format, upd_state)
           n(id, partition, known, revision, status, format, state)
    where r.id = n.id and r.revision = n.known;
  get diagnostics written = row_count;
  if written < cardinality(upd_id) then
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
      select n.id from unnest(upd_id) n(id)
        where not exists (select from run r where r.id = n.id and r.xmin = pg_current_xact_id()::xid))));
  end if;
  return so_far;
end $$;

create function commit_new_runs_v1(
  so_far commit_state,
  new_id uuid[], new_partition int[], new_definition bigint[], new_space text[], new_name text[],
  new_key text[], new_key_id uuid[], new_subject text[], new_revision int[],
  new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamptz[], new_ordinal bigint[])
returns commit_state language plpgsql as $$
declare
  ours xid := pg_current_xact_id()::xid;
  stale uuid[];
  taken jsonb;
  written int;
begin
  insert into run (id, key_id, partition, definition, revision, status, format, accepted, ordinal, started_at,
                   space, name, key, subject, state)
    select n.id, n.key_id, n.partition, n.definition, n.revision, n.status, n.format, so_far.moment, n.ordinal,
           n.started, n.space, n.name, n.key, n.subject, n.state
      from unnest(new_id, new_key_id, new_partition, new_definition, new_revision, new_status, new_format,
                  new_ordinal, new_started, new_space, new_name, new_key, new_subject, new_state)
             n(id, key_id, partition, definition, revision, status, format, ordinal, started, space, name, key,
               subject, state)
    on conflict do nothing;
  get diagnostics written = row_count;
  if written < cardinality(new_id) then
    stale := array(select n.id from unnest(new_id) n(id) join run r on r.id = n.id where r.xmin <> ours);
    taken := (select coalesce(jsonb_agg(jsonb_build_array(n.id, r.id)), '[]')
                from unnest(new_id, new_key_id) n(id, key_id) join run r on r.key_id = n.key_id
                where r.id <> n.id and not exists (select from run o where o.id = n.id));
    if cardinality(stale) + jsonb_array_length(taken) < cardinality(new_id) - written then
      -- Who was in the way has just ended.
      raise exception 'run changed while being written' using errcode = '40001';
    end if;
    so_far.conflicts := add_conflicts_v1(add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(stale)), 'taken', taken);
  end if;
  return so_far;
end $$;

create function commit_history_v1(so_far commit_state, history_run uuid[], history_revision int[],
                                  history_entries bytea[])
returns commit_state language plpgsql as $$
begin
  insert into history (run, revision, entries)
    select n.run, n.revision, n.entries from unnest(history_run, history_revision, history_entries)
                                               n(run, revision, entries);
  return so_far;
end $$;

create function commit_mail_v1(
  so_far commit_state, batch_runs uuid[], ended_runs uuid[],
  wait_run uuid[], wait_id uuid[], wait_partition int[], wait_correlation uuid[], wait_signature text[],
  wait_value text[], unwait_run uuid[], unwait_id uuid[],
  mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[],
  mail_expires timestamptz[], mail_ordinal bigint[], mail_taken bigint[])
returns commit_state language plpgsql as $$
begin
  select array_agg(m.out_mail), array_agg(m.out_run), array_agg(m.out_wait), array_agg(m.out_event)
    into so_far.match_mail, so_far.match_run, so_far.match_wait, so_far.match_event
    from commit_correlation_v1(
           so_far.moment, batch_runs, ended_runs,
           wait_run, wait_id, wait_partition, wait_correlation, wait_signature, wait_value, unwait_run, unwait_id,
           mail_correlation, mail_signature, mail_value, mail_event, mail_expires, mail_ordinal, mail_taken) m;
  return so_far;
end $$;

-- Effects. Those that the batch acts on must be stored still, at the attempt that was read: a process that was
-- stopped, while another went on with them, would bring them back.

create function commit_held_effects_v2(so_far commit_state, held_id uuid[], held_attempt int[])
returns commit_state language plpgsql as $$
begin
  so_far.conflicts := coalesce(commit_held_effects_v1(held_id, held_attempt, so_far.conflicts), so_far.conflicts);
  return so_far;
end $$;

create function commit_effects_v1(
  so_far commit_state, effect_id uuid[], effect_partition int[], effect_run uuid[], effect_kind text[],
  effect_attempt int[], effect_due timestamptz[], effect_request bytea[], uneffect_id uuid[])
returns commit_state language plpgsql as $$
begin
  if cardinality(uneffect_id) > 0 then
    delete from effect e using unnest(uneffect_id) n(id) where e.id = n.id;
  end if;
  if cardinality(effect_id) > 0 then
    insert into effect (id, role, partition, run, kind, attempt, due_at, request)
      select n.id, so_far.role, n.partition, n.run, n.kind, n.attempt, n.due, n.request
        from unnest(effect_id, effect_partition, effect_run, effect_kind, effect_attempt, effect_due, effect_request)
               n(id, partition, run, kind, attempt, due, request)
      on conflict (id) do update
        set role = excluded.role, partition = excluded.partition, run = excluded.run, kind = excluded.kind,
            attempt = excluded.attempt, due_at = excluded.due_at, request = excluded.request;
  end if;
  return so_far;
end $$;

-- Voice. A call may be no question's (one that comes in, one that only says something), and nobody may know who it is.

alter table call alter column question drop not null;
alter table call alter column contact drop not null;
alter table call add column direction text not null default 'outbound';  -- or inbound
alter table call add column kind text not null default 'ask';            -- what is talked about
-- Not by its time: an index that holds what every update changes costs each of them an entry in all indexes (no HOT).
create index call_unasked on call (id) where question is null;

create function commit_questions_v2(
  so_far commit_state, q_id uuid[], q_partition int[], q_alert text[], q_run uuid[], q_read int[], q_status text[],
  q_format smallint[], q_state bytea[])
returns commit_state language plpgsql as $$
begin
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'questions', to_jsonb(
    commit_questions_v1(q_id, q_partition, q_alert, q_run, q_read, q_status, q_format, q_state)));
  return so_far;
end $$;

create function commit_calls_v2(
  so_far commit_state, c_id uuid[], c_question uuid[], c_partition int[], c_alert text[], c_contact text[],
  c_phone text[], c_direction text[], c_kind text[], c_provider text[], c_provider_call text[], c_read int[],
  c_status text[], c_context text[], c_format smallint[], c_state bytea[], c_created timestamptz[],
  c_updated timestamptz[])
returns commit_state language plpgsql as $$
declare
  -- Written as nothing: an id of zeroes, an empty text.
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  insert into call (id, question, partition, alert_id, contact, phone, direction, kind, provider, provider_call_id,
                    revision, status, context, format, state, created_at, updated_at)
    select n.id, nullif(n.question, nobody), n.partition, n.alert, nullif(n.contact, ''), n.phone, n.direction, n.kind,
           n.provider, n.provider_call, 1, n.status, n.context, n.format, n.state, n.created, n.updated
      from unnest(c_id, c_question, c_partition, c_alert, c_contact, c_phone, c_direction, c_kind, c_provider,
                  c_provider_call, c_read, c_status, c_context, c_format, c_state, c_created, c_updated)
             n(id, question, partition, alert, contact, phone, direction, kind, provider, provider_call, known, status,
               context, format, state, created, updated)
      where n.known = 0
    on conflict do nothing;
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
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(array(
    select n.id from unnest(c_id) n(id)
      where not exists (select from call c where c.id = n.id and c.xmin = pg_current_xact_id()::xid))));
  return so_far;
end $$;

create function commit_attempts_v2(
  so_far commit_state, a_id uuid[], a_call uuid[], a_number int[], a_token text[], a_account text[], a_from text[],
  a_phone text[], a_provider_call text[], a_unresolved boolean[], a_planned timestamptz[])
returns commit_state language plpgsql as $$
begin
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(
    commit_attempts_v1(a_id, a_call, a_number, a_token, a_account, a_from, a_phone, a_provider_call, a_unresolved,
                       a_planned)));
  return so_far;
end $$;

create function commit_turns_v1(so_far commit_state, t_call uuid[], t_seq int[], t_role text[], t_text text[],
                                t_at timestamptz[])
returns commit_state language plpgsql as $$
begin
  insert into turn (call, seq, role, text, at)
    select n.* from unnest(t_call, t_seq, t_role, t_text, t_at) n
    on conflict do nothing;
  return so_far;
end $$;

-- Housekeeping: calls of no question, with their attempts and turns, as forget_questions_v1 does for the others.
create function forget_calls_v1(
  keep interval, after_at timestamptz, after_id uuid, most int,
  out seen bigint, out calls bigint, out attempts bigint, out turns bigint,
  out last_at timestamptz, out last_id uuid)
language plpgsql as $$
declare
  ids uuid[];
begin
  seen := 0; calls := 0; attempts := 0; turns := 0;
  if not pg_try_advisory_xact_lock(hashtextextended('tocsin.forget', 0)) then
    return;  -- another process is at it
  end if;
  select count(*), array_agg(l.id) filter (where not l.lives), max(l.updated_at),
         (array_agg(l.id order by l.updated_at, l.id))[count(*)]
    into seen, ids, last_at, last_id
    from (select c.id, c.updated_at,
                 exists (select from timer t where t.owner = c.id and t.role = 'voice')
                   or exists (select from attempt a where a.call = c.id and a.unresolved) as lives
            from call c
            where c.question is null and c.updated_at < now() - keep and (c.updated_at, c.id) > (after_at, after_id)
            order by c.updated_at, c.id limit most) l;
  if ids is null then
    return;
  end if;
  perform from call c where c.id = any(ids) order by c.id for update;
  insert into forgotten_dial (phone_hash, planned_at)
    select phone_hash_v1(a.phone), a.planned_at from attempt a
      where a.call = any(ids) and a.planned_at >= now() - interval '1 hour';
  delete from turn t where t.call = any(ids);
  get diagnostics turns = row_count;
  delete from attempt a where a.call = any(ids);
  get diagnostics attempts = row_count;
  delete from call c where c.id = any(ids);
  get diagnostics calls = row_count;
end $$;
