-- Money of dials, in millionths of the currency of the settings: held from the dial on, then what it came to. Rows are
-- apart from the attempts, so that conversations that are forgotten, or erased, make no room in a day's budget.

create table spend (
  attempt uuid primary key,
  phone_hash text not null,
  at timestamptz not null,
  micros bigint not null,
  settled boolean not null default false,
  tenant text not null default 'default',
  format smallint not null default 1
);
create index spend_at on spend (at);
create index spend_phone on spend (phone_hash, at);

-- A dial whose money is not there any more is a conflict of its call: the call is loaded and decided again. Whoever holds
-- money waits for the others who do, until they have committed, so that each counts what all before have; what is settled
-- waits for nobody.
create function commit_spend_v1(
  so_far commit_state, s_attempt uuid[], s_call uuid[], s_phone text[], s_at timestamptz[], s_micros bigint[],
  s_settled boolean[], s_since timestamptz[], s_most bigint[], s_most_phone bigint[])
returns commit_state language plpgsql as $$
declare
  refused uuid[] := '{}';
  n record;
begin
  update spend s set micros = w.micros, settled = true
    from unnest(s_attempt, s_micros, s_settled) w(attempt, micros, settled)
    where w.settled and s.attempt = w.attempt and not s.settled;
  if false = any(s_settled) then
    perform pg_advisory_xact_lock(hashtextextended('tocsin.spend.' || current_schema(), 0));
    for n in
      select w.*, phone_hash_v1(w.phone) as hash
        from unnest(s_attempt, s_call, s_phone, s_at, s_micros, s_settled, s_since, s_most, s_most_phone)
               with ordinality w(attempt, call, phone, at, micros, settled, since, most, most_phone, place)
        where not w.settled order by w.place
    loop
      insert into spend (attempt, phone_hash, at, micros) values (n.attempt, n.hash, n.at, n.micros)
        on conflict do nothing;
      if found and (
           (select sum(s.micros) from spend s where s.at >= n.since) > n.most
           or (select sum(s.micros) from spend s where s.phone_hash = n.hash and s.at >= n.since) > n.most_phone) then
        refused := refused || n.call;
      end if;
    end loop;
  end if;
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(refused));
  return so_far;
end $$;
