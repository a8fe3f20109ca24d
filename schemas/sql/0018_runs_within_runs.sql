-- A run may be part of another, which waits for its end. It takes mail since the start of that one: what came between
-- both must not be missed. The function of version 1 stays for the release before.

create function commit_new_runs_v2(
  so_far commit_state,
  new_id uuid[], new_partition int[], new_definition bigint[], new_space text[], new_name text[],
  new_key text[], new_key_id uuid[], new_subject text[], new_revision int[],
  new_status smallint[], new_format smallint[], new_state bytea[], new_started timestamptz[], new_ordinal bigint[],
  new_as_old_as uuid[])
returns commit_state language plpgsql as $$
declare
  ours xid := pg_current_xact_id()::xid;
  stale uuid[];
  taken jsonb;
  written int;
begin
  insert into run (id, key_id, partition, definition, revision, status, format, accepted, ordinal, started_at,
                   space, name, key, subject, state)
    select n.id, n.key_id, n.partition, n.definition, n.revision, n.status, n.format,
           coalesce(elder.accepted, so_far.moment), coalesce(elder.ordinal, n.ordinal),
           n.started, n.space, n.name, n.key, n.subject, n.state
      from unnest(new_id, new_key_id, new_partition, new_definition, new_revision, new_status, new_format,
                  new_ordinal, new_started, new_space, new_name, new_key, new_subject, new_state, new_as_old_as)
             n(id, key_id, partition, definition, revision, status, format, ordinal, started, space, name, key,
               subject, state, as_old_as)
        left join run elder on elder.id = n.as_old_as
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
