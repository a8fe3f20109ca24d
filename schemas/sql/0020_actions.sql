-- Actions that the bridge has sent on, and what became of each: exactly one end, whoever tells it.
create table action (
  id text primary key,
  partition int not null,
  state text not null,            -- open, completed, failed
  about bytea not null,           -- JSON: what its end is told with
  resource uuid,                  -- hash of what it is done to, where its rate is limited
  result bytea,                   -- JSON, once it has ended
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);
create index action_updated on action (updated_at);
create index action_resource on action (resource, created_at) where resource is not null;

-- Opens actions that are not known, and again those that failed where `open_again` says so; then ends open ones. One that
-- has ended already is a conflict under "actions"; one too many on its resource since `open_since`, under "limited".
create function commit_actions_v1(
  so_far commit_state, open_id text[], open_partition int[], open_about bytea[], open_again boolean[],
  open_resource uuid[], open_rate int[], open_since timestamptz[],
  close_id text[], close_state text[], close_result bytea[])
returns commit_state language plpgsql as $$
declare
  closed text[];
  wanted record;
begin
  if 0 < any(open_rate) then
    -- Two that come at once must not both be the last.
    perform pg_advisory_xact_lock(hashtextextended(n.resource::text, 20))
      from (select distinct resource from unnest(open_resource, open_rate) u(resource, rate) where rate > 0
              order by resource) n;
    for wanted in select n.* from unnest(open_id, open_resource, open_rate, open_since) with ordinality
                                    n(id, resource, rate, since, place) where n.rate > 0 order by n.place loop
      if wanted.rate <= (
           select count(*) from action a
             where a.resource = wanted.resource and a.created_at > wanted.since and a.id <> wanted.id)
         + (select count(distinct n.id) from unnest(open_id, open_resource) with ordinality n(id, resource, place)
              where n.resource = wanted.resource and n.id <> wanted.id and n.place < wanted.place) then
        so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'limited', to_jsonb(array[wanted.id]));
      end if;
    end loop;
  end if;
  if cardinality(open_id) > 0 then
    insert into action (id, partition, state, about, resource)
      select n.id, n.partition, 'open', n.about, case when n.rate > 0 then n.resource end
        from unnest(open_id, open_partition, open_about, open_resource, open_rate) n(id, partition, about, resource, rate)
      on conflict (id) do nothing;
    update action a set state = 'open', result = null, updated_at = now()
      from unnest(open_id, open_again) n(id, again)
      where n.again and a.id = n.id and a.state = 'failed';
  end if;
  if cardinality(close_id) > 0 then
    with ended as (
      update action a set state = n.state, result = n.result, updated_at = now()
        from unnest(close_id, close_state, close_result) n(id, state, result)
        where a.id = n.id and a.state = 'open'
        returning a.id)
    select coalesce(array_agg(e.id), '{}') into closed from ended e;
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'actions', to_jsonb(array(
      select n.id from unnest(close_id) n(id) except select unnest(closed))));
  end if;
  return so_far;
end $$;
