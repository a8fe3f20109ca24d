-- Many dials at once.

-- The dials of an hour are counted as all attempts without those of calls that came in, which are found by this; each
-- attempt's call was read before. Its time does not change, so that updates stay cheap.
create index call_inbound on call (created_at) where direction = 'inbound';

-- All attempts of a commit by a statement for each kind, not one by one in a subtransaction each: more than 64 of those
-- in one transaction make every other session look them up. Where one is refused, which is rare, they are done one by
-- one as before, to say which.
create function commit_attempts_v3(
  so_far commit_state, a_id uuid[], a_call uuid[], a_number int[], a_token text[], a_account text[], a_from text[],
  a_phone text[], a_provider_call text[], a_unresolved boolean[], a_planned timestamptz[])
returns commit_state language plpgsql as $$
declare
  written int;
  fresh int := 0;
begin
  begin
    update attempt a
      set provider_call_id = case when a.provider_call_id = '' then n.provider_call else a.provider_call_id end,
          unresolved = a.unresolved and n.unresolved
      from unnest(a_id, a_provider_call, a_unresolved) n(id, provider_call, unresolved)
      where a.id = n.id and (a.provider_call_id = '' or n.provider_call in ('', a.provider_call_id));
    get diagnostics written = row_count;
    if written < cardinality(a_id) then
      -- A line that nobody has looked after for half an hour.
      update attempt a set unresolved = false
        from unnest(a_id, a_phone, a_unresolved, a_planned) n(id, phone, unresolved, planned)
        where n.unresolved and a.phone = n.phone and a.unresolved
          and a.planned_at < n.planned - interval '30 minutes'
          and not exists (select from attempt o where o.id = n.id)
          and not exists (select from timer t
                            where t.owner = a.call and t.role = 'voice'
                              and t.due_at > n.planned - interval '30 minutes');
      insert into attempt (id, call, number, token_hash, account, from_number, phone, provider_call_id, unresolved,
                           planned_at)
        select n.* from unnest(a_id, a_call, a_number, a_token, a_account, a_from, a_phone, a_provider_call,
                               a_unresolved, a_planned)
                     n(id, call, number, token, account, from_number, phone, provider_call, unresolved, planned)
          where not exists (select from attempt o where o.id = n.id);
      get diagnostics fresh = row_count;
    end if;
    if written + fresh = cardinality(a_id) then
      return so_far;
    end if;
    raise exception 'an attempt is refused' using errcode = 'TC004';
  exception when unique_violation or sqlstate 'TC004' then
    null;  -- nothing of the block is left
  end;
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(
    commit_attempts_v1(a_id, a_call, a_number, a_token, a_account, a_from, a_phone, a_provider_call, a_unresolved,
                       a_planned)));
  return so_far;
end $$;
