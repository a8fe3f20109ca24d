-- A run that failed keeps what it needs to be retried from the task that failed, for as long as the row of its end.

alter table run_done add column state bytea;

-- Takes runs up again: what is left of their end goes, and the batch writes them as new ones. A run that is not there at
-- this revision, or has no state, was taken up or removed meanwhile.
create function commit_retried_runs_v1(so_far commit_state, retried_id uuid[], retried_revision int[])
returns commit_state language plpgsql as $$
declare
  gone uuid[];
begin
  with taken_up as (
    delete from run_done d using unnest(retried_id, retried_revision) n(id, known)
      where d.id = n.id and d.revision = n.known and d.state is not null
      returning d.id)
  select coalesce(array_agg(t.id), '{}') into gone from taken_up t;
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'stale', to_jsonb(array(
    select unnest(retried_id) except select unnest(gone))));
  return so_far;
end $$;

-- After commit_ended_runs_v1, which wrote the rows in this transaction.
create function commit_kept_states_v1(so_far commit_state, kept_id uuid[], kept_state bytea[])
returns commit_state language plpgsql as $$
begin
  update run_done d set state = n.state from unnest(kept_id, kept_state) n(id, state)
    where d.id = n.id and d.ended_at = now();
  return so_far;
end $$;
