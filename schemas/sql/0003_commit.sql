-- The batch commit, version 1: one call, one transaction. A later version gets its own functions in its own file, so
-- that the release before it keeps running.
--
-- What cannot be committed is raised, so that all of it rolls back:
--   TC001 fenced      a position was moved by another owner
--   TC002 conflict    message "tocsin:{stale, taken, questions, calls}" (ids as JSON)
--   TC003 duplicates  message "tocsin:[places in inbox_id, from 1]"
-- Arrays of one group belong together by place. The caller sorts them by id, so that two commits lock in one order.
-- A row "is ours" when this transaction wrote it (xmin).

create function commit_positions_v1(the_role text, the_bus text, at_topic text[], at_partition int[],
                                    at_from bigint[], at_to bigint[])
returns void language plpgsql as $$
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

-- In the first minutes of a day an id is written into the day before as well: a commit that began before midnight
-- and one that began after it meet there. No commit lasts that long.
create function commit_inbox_v1(inbox_id uuid[], instant timestamptz)
returns void language plpgsql as $$
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

-- Runs that are over leave first: their keys are free for new runs of the same batch.
create function commit_runs_v1(
  moment bigint, voice_conflicts jsonb,
  over_id uuid[], over_partition int[], over_definition bigint[], over_space text[], over_name text[],
  over_key text[], over_key_id uuid[], over_subject text[], over_read int[], over_revision int[],
  over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamptz[],
  new_id uuid[], new_partition int[], new_definition bigint[], new_space text[], new_name text[],
  new_key text[], new_key_id uuid[], new_subject text[], new_revision int[],
  new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamptz[], new_ordinal bigint[],
  upd_id uuid[], upd_partition int[], upd_read int[], upd_revision int[], upd_status smallint[],
  upd_format smallint[], upd_state bytea[])
returns void language plpgsql as $$
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

-- Waits and mail. Both lock their correlation first, so one of two sees the other; a taken one is locked too, because
-- a wait that stays is given the next mail.
create function commit_correlation_v1(
  moment bigint, batch_runs uuid[], ended_runs uuid[],
  wait_run uuid[], wait_id uuid[], wait_partition int[], wait_correlation uuid[], wait_signature text[],
  wait_value text[], unwait_run uuid[], unwait_id uuid[],
  mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[],
  mail_expires timestamptz[], mail_ordinal bigint[], mail_taken bigint[])
returns table (out_mail bigint, out_run uuid, out_wait uuid, out_event bytea) language plpgsql as $$
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
