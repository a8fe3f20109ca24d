-- PINs that callers keyed to say who they are, without the PINs: what bounds guessing, whatever process answers. Rows
-- are apart from the calls, with a hash of the number: a conversation that is forgotten gives nobody another guess.

create table pin_try (
  call uuid not null,
  turn integer not null,
  caller_hash text not null,
  at timestamptz not null,
  wrong boolean not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (call, turn)
);
create index pin_try_at on pin_try (at) where wrong;

-- A try that comes after too many wrong ones is a conflict of its call: the call is loaded and decided again, with the
-- count of that moment. One waits for another until it has committed, so that guesses on many calls at once are counted
-- as those one after the other are.
create function commit_pin_tries_v1(
  so_far commit_state, p_call uuid[], p_turn integer[], p_caller text[], p_at timestamptz[], p_wrong boolean[],
  p_caller_since timestamptz[], p_of_caller integer[], p_all_since timestamptz[], p_of_all integer[])
returns commit_state language plpgsql as $$
declare
  refused uuid[] := '{}';
  n record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tocsin.pin_try.' || current_schema(), 0));
  for n in
    select w.*, phone_hash_v1(w.caller) as hash
      from unnest(p_call, p_turn, p_caller, p_at, p_wrong, p_caller_since, p_of_caller, p_all_since, p_of_all)
             with ordinality w(call, turn, caller, at, wrong, caller_since, of_caller, all_since, of_all, place)
      order by w.place
  loop
    insert into pin_try (call, turn, caller_hash, at, wrong) values (n.call, n.turn, n.hash, n.at, n.wrong)
      on conflict do nothing;
    if found and (
         (select count(*) from pin_try t where t.wrong and t.caller_hash = n.hash and t.at >= n.caller_since
            and (t.call, t.turn) <> (n.call, n.turn)) >= n.of_caller
         or (select count(*) from pin_try t where t.wrong and t.at >= n.all_since
               and (t.call, t.turn) <> (n.call, n.turn)) >= n.of_all) then
      refused := refused || n.call;
    end if;
  end loop;
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(refused));
  return so_far;
end $$;

-- What a carrier says that a call has cost takes the place of what was reckoned, once.
alter table spend add column billed boolean not null default false;

create function commit_bills_v1(so_far commit_state, b_attempt uuid[], b_micros bigint[])
returns commit_state language plpgsql as $$
begin
  update spend s set micros = b.micros, settled = true, billed = true
    from unnest(b_attempt, b_micros) b(attempt, micros)
    where s.attempt = b.attempt and not s.billed;
  return so_far;
end $$;
