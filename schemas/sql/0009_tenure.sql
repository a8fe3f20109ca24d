-- Inputs that end their process. Who has a partition says so here and takes it back when it goes in order; what is
-- left behind tells the next owner that the one before ended uncleanly, and what it had in hand (docs/adr/0012).

create table tenure (
  tenant text not null default 'default',
  role text not null,
  partition int not null,
  holder uuid not null,                  -- of one process's life
  since timestamptz not null default now(),
  format smallint not null default 1,
  in_hand text[] not null default '{}',  -- inputs under way; noted only after an unclean end
  stage smallint not null default 0,     -- 0 with others; alone in the whole process: 1 being decided, 2 being stored
  primary key (role, partition)
) with (fillfactor = 50);

-- Inputs that were in hand at an unclean end: at how many of them alone, being decided or being stored, without one
-- between at which they were in hand with others.
create table suspect (
  tenant text not null default 'default',
  role text not null,
  partition int not null,
  input text not null,
  decided int not null default 0,
  stored int not null default 0,
  format smallint not null default 1,
  seen timestamptz not null default now(),
  primary key (role, partition, input)
);

-- Partitions are `me`'s from now on. Gives each, whether the former holder ended uncleanly, and its suspects (null: none).
create function begin_tenure_v1(the_role text, the_partitions int[], me uuid)
returns table (out_partition int, out_unclean boolean, out_input text, out_decided int, out_stored int) language plpgsql as $$
declare
  former record;
  unclean int[] := '{}';
begin
  for former in
    select t.* from tenure t where t.role = the_role and t.partition = any(the_partitions) and t.holder <> me
      order by t.partition for update
  loop
    unclean := unclean || former.partition;
    insert into suspect as s (role, partition, input, decided, stored)
      select the_role, former.partition, i, (former.stage = 1)::int, (former.stage = 2)::int
        from (select distinct unnest(former.in_hand) i) n
      on conflict (role, partition, input) do update
        set decided = case former.stage when 0 then 0 else s.decided + excluded.decided end,
            stored = case former.stage when 0 then 0 else s.stored + excluded.stored end, seen = now();
  end loop;
  delete from suspect s
    where s.role = the_role and s.partition = any(the_partitions) and s.seen < now() - interval '1 day';
  insert into tenure as t (role, partition, holder)
    select the_role, p, me from unnest(the_partitions) p order by p
    on conflict (role, partition) do update set holder = me, since = now(), in_hand = '{}', stage = 0;
  return query
    select p, p = any(unclean), s.input, s.decided, s.stored from unnest(the_partitions) p
      left join suspect s on s.role = the_role and s.partition = p;
end $$;

-- What `me` has in hand now, in place of what it had; `cleared` are no suspects any more. Not waited for until it lies
-- on the disk: it must outlive the process, not the machine.
create function note_in_hand_v1(the_role text, me uuid, the_partitions int[], at_partition int[], at_input text[],
                                the_stage smallint, cleared text[])
returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  if cardinality(cleared) > 0 then
    delete from suspect s
      where s.role = the_role and s.partition = any(the_partitions) and s.input = any(cleared);
  end if;
  update tenure t set in_hand = n.inputs, stage = the_stage
    from (select p.partition, array_remove(array_agg(i.input), null) inputs from unnest(the_partitions) p(partition)
            left join unnest(at_partition, at_input) i(partition, input) using (partition) group by p.partition) n
    where t.role = the_role and t.holder = me and t.partition = n.partition
      and (t.in_hand <> n.inputs or t.stage <> the_stage);
end $$;

-- `me` gives the partitions back in order. Suspects stay: the next owner watches them.
create function end_tenure_v1(the_role text, me uuid, the_partitions int[])
returns void language sql as $$
  delete from tenure where role = the_role and holder = me and partition = any(the_partitions)
$$;
