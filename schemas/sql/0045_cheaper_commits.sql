-- Parts of a commit that cost the server less. What they write, the order in which they lock and what they refuse is as
-- in the versions before, which stay for the release before and for the rare cases.
--
-- Columns are unnested in the list of a select, in step: `from unnest(a, b)` copies each column into a store of its own
-- first. A part starts as few statements as it can, for in a small commit those are what costs; who is in conflict is
-- looked up only where fewer rows were written than there are.

create function commit_positions_v3(so_far commit_state, the_bus text, at_topic text[], at_partition int[],
                                    at_from bigint[], at_to bigint[])
returns commit_state language plpgsql as $$
declare
  moved int;
begin
  if -1 = any(at_from) then
    perform commit_positions_v1(so_far.role, the_bus, at_topic, at_partition, at_from, at_to);
    return so_far;
  end if;
  if cardinality(at_from) = 1 then
    update position p set next = at_to[1]
      where p.role = so_far.role and p.bus_id = the_bus and p.topic = at_topic[1] and p.partition = at_partition[1]
        and p.next = at_from[1];
    get diagnostics moved = row_count;
  else
    update position p set next = n.next
      from (select unnest(at_topic) as topic, unnest(at_partition) as partition, unnest(at_from) as known,
                   unnest(at_to) as next) n
      where p.role = so_far.role and p.bus_id = the_bus and p.topic = n.topic and p.partition = n.partition
        and p.next = n.known;
    get diagnostics moved = row_count;
  end if;
  if moved < cardinality(at_from) then
    raise exception 'tocsin:[]' using errcode = 'TC001';
  end if;
  return so_far;
end $$;

-- Without "on conflict", which searches the index once more for each id and marks each row twice. An id that is there
-- today raises unique_violation (23505); the caller then commits with version 2, which says which ids those are.
create function commit_inbox_v3(so_far commit_state, inbox_id uuid[], instant timestamptz default now())
returns commit_state language plpgsql as $$
declare
  today date := (instant at time zone 'utc')::date;
begin
  if (instant at time zone 'utc')::time >= '00:05' then
    insert into inbox (id, day) select unnest(inbox_id), today
      where not exists (select from inbox i where i.id = any(inbox_id) and i.day < today);
    if found then
      return so_far;
    end if;
  end if;
  perform commit_inbox_v1(inbox_id, instant);
  return so_far;
end $$;

-- Runs that are all new and in nobody's way, or all known, as nearly always.
create function commit_ended_runs_v3(
  so_far commit_state,
  over_id uuid[], over_partition int[], over_definition bigint[], over_space text[], over_name text[],
  over_key text[], over_key_id uuid[], over_subject text[], over_read int[], over_revision int[],
  over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamptz[])
returns commit_state language plpgsql as $$
declare
  gone uuid[];
begin
  if 0 = all(over_read) then
    insert into run_done (id, partition, definition, revision, status, format, started_at, space, name, key, subject,
                          output)
      select unnest(over_id), unnest(over_partition), unnest(over_definition), unnest(over_revision),
             unnest(over_status), unnest(over_format), unnest(over_started), unnest(over_space), unnest(over_name),
             unnest(over_key), unnest(over_subject), unnest(over_output)
        where not exists (select from run r where r.id = any(over_id))
          and not exists (select from run r where r.key_id = any(over_key_id));
    if found then
      return so_far;
    end if;
  elsif 0 < all(over_read) then
    with left_now as (
      delete from run r using (select unnest(over_id) as id, unnest(over_read) as known) n
        where r.id = n.id and r.revision = n.known
        returning r.id)
    select array_agg(l.id) into gone from left_now l;
    if gone is null or cardinality(gone) < cardinality(over_id) then
      so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
        select unnest(over_id) except select unnest(gone))));
    end if;
    delete from effect e using (select unnest(gone) as run) n where e.run = n.run;
    insert into run_done (id, partition, definition, revision, status, format, started_at, space, name, key, subject,
                          output)
      select unnest(over_id), unnest(over_partition), unnest(over_definition), unnest(over_revision),
             unnest(over_status), unnest(over_format), unnest(over_started), unnest(over_space), unnest(over_name),
             unnest(over_key), unnest(over_subject), unnest(over_output);
    return so_far;
  end if;
  return commit_ended_runs_v1(so_far, over_id, over_partition, over_definition, over_space, over_name, over_key,
                              over_key_id, over_subject, over_read, over_revision, over_status, over_format,
                              over_output, over_started);
end $$;

create function commit_changed_runs_v2(
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
    from (select unnest(upd_id) as id, unnest(upd_partition) as partition, unnest(upd_read) as known,
                 unnest(upd_revision) as revision, unnest(upd_status) as status, unnest(upd_format) as format,
                 unnest(upd_state) as state) n
    where r.id = n.id and r.revision = n.known;
  get diagnostics written = row_count;
  if written < cardinality(upd_id) then
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
      select n.id from unnest(upd_id) n(id)
        where not exists (select from run r where r.id = n.id and r.xmin = pg_current_xact_id()::xid))));
  end if;
  return so_far;
end $$;

-- Runs in nobody's way, as nearly always, need no "on conflict". Whoever comes in between raises unique_violation, as
-- in commit_inbox_v3; whoever is there, and a run that is as old as another, is for version 2.
create function commit_new_runs_v3(
  so_far commit_state,
  new_id uuid[], new_partition int[], new_definition bigint[], new_space text[], new_name text[],
  new_key text[], new_key_id uuid[], new_subject text[], new_revision int[],
  new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamptz[], new_ordinal bigint[],
  new_as_old_as uuid[])
returns commit_state language plpgsql as $$
begin
  if '00000000-0000-0000-0000-000000000000' = all(new_as_old_as) then
    insert into run (id, key_id, partition, definition, revision, status, format, accepted, ordinal, started_at,
                     space, name, key, subject, state)
      select unnest(new_id), unnest(new_key_id), unnest(new_partition), unnest(new_definition), unnest(new_revision),
             unnest(new_status), unnest(new_format), so_far.moment, unnest(new_ordinal), unnest(new_started),
             unnest(new_space), unnest(new_name), unnest(new_key), unnest(new_subject), unnest(new_state)
        where not exists (select from run r where r.id = any(new_id))
          and not exists (select from run r where r.key_id = any(new_key_id));
    if found then
      return so_far;
    end if;
  end if;
  return commit_new_runs_v2(so_far, new_id, new_partition, new_definition, new_space, new_name, new_key, new_key_id,
                            new_subject, new_revision, new_status, new_format, new_state, new_started, new_ordinal,
                            new_as_old_as);
end $$;

create function commit_history_v2(so_far commit_state, history_run uuid[], history_revision int[],
                                  history_entries bytea[])
returns commit_state language plpgsql as $$
begin
  insert into history (run, revision, entries)
    select unnest(history_run), unnest(history_revision), unnest(history_entries);
  return so_far;
end $$;

create function commit_outbox_v2(so_far commit_state, outbox_partition int[], outbox_records bytea[],
                                 outbox_ends bytea[], outbox_delivered bigint[])
returns commit_state language plpgsql as $$
declare
  added bigint;
begin
  if cardinality(outbox_delivered) = 1 then
    delete from outbox o where o.id = outbox_delivered[1];
  elsif cardinality(outbox_delivered) > 1 then
    delete from outbox o using (select unnest(outbox_delivered) as id) n where o.id = n.id;
  end if;
  if cardinality(outbox_partition) = 1 then
    insert into outbox (role, partition, records, ends)
      values (so_far.role, outbox_partition[1], outbox_records[1], outbox_ends[1])
      returning outbox.id into added;
    so_far.outbox := array[added];
  elsif cardinality(outbox_partition) > 1 then
    with stored as (
      insert into outbox (role, partition, records, ends)
        select so_far.role, unnest(outbox_partition), unnest(outbox_records), unnest(outbox_ends)
        returning outbox.id)
    select array_agg(s.id order by s.id) into so_far.outbox from stored s;
  end if;
  return so_far;
end $$;

create function commit_end_v2(so_far commit_state)
returns table (out_kind int, out_id bigint, out_run uuid, out_wait uuid, out_event bytea) language plpgsql as $$
begin
  if so_far.conflicts <> '{}' then
    raise exception 'tocsin:%', so_far.conflicts using errcode = 'TC002';
  end if;
  if so_far.outbox is not null then
    out_kind := 0;
    foreach out_id in array so_far.outbox loop
      return next;
    end loop;
  end if;
  if so_far.match_mail is not null then
    return query
      select 1, m.* from unnest(so_far.match_mail, so_far.match_run, so_far.match_wait, so_far.match_event) m;
  end if;
end $$;
