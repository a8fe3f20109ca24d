-- Results: kind 0, out_id: the row of an outbox write, in the order of the writes;
--          kind 1: a match (out_id is the mail).
create function commit_batch_v1(
  the_role text, the_bus text,
  at_topic text[], at_partition int[], at_from bigint[], at_to bigint[],
  inbox_id uuid[],
  over_id uuid[], over_partition int[], over_definition bigint[], over_space text[], over_name text[],
  over_key text[], over_key_id uuid[], over_subject text[], over_read int[], over_revision int[],
  over_status smallint[], over_format smallint[], over_output bytea[], over_started timestamptz[],
  new_id uuid[], new_partition int[], new_definition bigint[], new_space text[], new_name text[],
  new_key text[], new_key_id uuid[], new_subject text[], new_revision int[],
  new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamptz[], new_ordinal bigint[],
  upd_id uuid[], upd_partition int[], upd_read int[], upd_revision int[], upd_status smallint[],
  upd_format smallint[], upd_state bytea[],
  ended_runs uuid[],
  history_run uuid[], history_revision int[], history_entries bytea[],
  timer_owner uuid[], timer_partition int[], timer_due timestamptz[], untimer_owner uuid[],
  wait_run uuid[], wait_id uuid[], wait_partition int[], wait_correlation uuid[], wait_signature text[],
  wait_value text[], unwait_run uuid[], unwait_id uuid[],
  mail_correlation uuid[], mail_signature text[], mail_value text[], mail_event bytea[],
  mail_expires timestamptz[], mail_ordinal bigint[], mail_taken bigint[],
  effect_id uuid[], effect_partition int[], effect_run uuid[], effect_kind text[], effect_attempt int[],
  effect_due timestamptz[], effect_request bytea[], uneffect_id uuid[],
  outbox_partition int[], outbox_records bytea[], outbox_delivered bigint[],
  voice_conflicts jsonb)
returns table (out_kind int, out_id bigint, out_run uuid, out_wait uuid, out_event bytea) language plpgsql as $$
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
