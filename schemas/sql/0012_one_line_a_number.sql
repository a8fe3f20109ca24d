-- A number has one line. An attempt holds it, whoever dials and from which number, from the claim until it has ended:
-- `unresolved` now says that, and no longer that the carrier has not told its id yet.
drop index attempt_unresolved;
update attempt a set unresolved = false
  where a.unresolved
    and exists (select from attempt b
                  where b.phone = a.phone and b.unresolved and (b.planned_at, b.id) > (a.planned_at, a.id));
create unique index attempt_line on attempt (phone) where unresolved;

-- Who waits for a line, in order.
create index call_dialling on call (phone, created_at, id) where status = 'dialling';

-- As before, and: what has ended never holds the line again; a line is taken from a call that nobody has looked after
-- for half an hour, so that no number is shut for good.
create or replace function commit_attempts_v1(
  a_id uuid[], a_call uuid[], a_number int[], a_token text[], a_account text[], a_from text[], a_phone text[],
  a_provider_call text[], a_unresolved boolean[], a_planned timestamptz[])
returns uuid[] language plpgsql as $$
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
              unresolved = a.unresolved and n.unresolved
          where a.id = n.id and (a.provider_call_id = '' or n.provider_call in ('', a.provider_call_id));
      else
        if n.unresolved then
          update attempt a set unresolved = false
            where a.phone = n.phone and a.unresolved
              and not exists (select from timer t
                                where t.owner = a.call and t.role = 'voice'
                                  and t.due_at > n.planned - interval '30 minutes')
              and a.planned_at < n.planned - interval '30 minutes';
        end if;
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
