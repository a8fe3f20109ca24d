-- Version 2 of the batch commit, and what it rests on.

-- Ends of output partitions that were known before the row was committed (adapters/store/record_codec.hpp): what the
-- row sends lies there or after. Null: written by a release that did not know.
alter table outbox add column ends bytea;

-- Effects that the batch acts on must be stored still, at the attempt that was read: a process that was stopped, while
-- another went on with them, would bring them back. Gives the conflicts for commit_batch_v1 to raise: those of the
-- voice part, and {effects}.
create function commit_held_effects_v1(held_id uuid[], held_attempt int[], conflicts jsonb)
returns jsonb language plpgsql as $$
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

-- As version 1, with outbox_ends (one for each row) and the effects held.
create function commit_batch_v2(
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
  outbox_ends bytea[], held_id uuid[], held_attempt int[],
  voice_conflicts jsonb)
returns table (out_kind int, out_id bigint, out_run uuid, out_wait uuid, out_event bytea) language plpgsql as $$
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

-- Housekeeping: mail without the correlations, which go in pieces of their own.
create function clear_mail_v2(mail_per_signature bigint)
returns void language plpgsql as $$
begin
  delete from mailbox where expires <= now();
  delete from mailbox where id in (
    select m.id from (select b.id, row_number() over (partition by b.signature order by b.id desc) as place
                        from mailbox b) m
      where m.place > mail_per_signature);
end $$;

-- Gives how many it took away.
create function clear_correlations_v1(at_most bigint)
returns bigint language plpgsql as $$
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
