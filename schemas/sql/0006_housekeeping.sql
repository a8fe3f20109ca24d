-- Tables by day: inbox, run_done, history. A day that has no partition goes to PARENT_other, so a commit never fails
-- for want of one.

create function add_day_v1(parent text, a_day date)
returns void language plpgsql as $$
declare
  child text := parent || to_char(a_day, '"_"YYYYMMDD');
begin
  if to_regclass(format('%I.%I', current_schema(), child)) is not null then
    return;
  end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', child, parent,
                 case when parent = 'inbox' then a_day::text else a_day || ' 00:00:00+00' end,
                 case when parent = 'inbox' then (a_day + 1)::text else (a_day + 1) || ' 00:00:00+00' end);
exception when check_violation or duplicate_table then
  null;  -- PARENT_other has rows of this day, which stays there
end $$;

-- Adds the partitions of today and the next two days and drops those that ended `keep` ago.
create function keep_days_v1(parent text, keep interval)
returns void language plpgsql as $$
declare
  today date := (now() at time zone 'utc')::date;
  last_dropped date := ((now() - keep) at time zone 'utc')::date - 1;
  child record;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('tocsin.keep_days', 0)) then
    return;  -- another process is at it
  end if;
  for i in 0..2 loop
    perform add_day_v1(parent, today + i);
  end loop;
  for child in
    select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
      where h.inhparent = to_regclass(format('%I.%I', current_schema(), parent))
        and c.relname ~ ('^' || parent || '_[0-9]{8}$')
        and to_date(right(c.relname, 8), 'YYYYMMDD') <= last_dropped
  loop
    execute format('drop table %I', child.relname);
  end loop;
  if parent = 'inbox' then
    delete from inbox_other where day <= last_dropped;
  elsif parent = 'run_done' then
    delete from run_done_other where ended_at < (last_dropped + 1)::timestamp at time zone 'utc';
  elsif parent = 'history' then
    delete from history_other where at < (last_dropped + 1)::timestamp at time zone 'utc';
  end if;
end $$;

create function clear_mail_v1(mail_per_signature bigint)
returns void language plpgsql as $$
begin
  delete from mailbox where expires <= now();
  delete from mailbox where id in (
    select m.id from (select b.id, row_number() over (partition by b.signature order by b.id desc) as place
                        from mailbox b) m
      where m.place > mail_per_signature);
  delete from correlation where id in (
    select c.id from correlation c
      where not exists (select from wait w where w.correlation = c.id)
        and not exists (select from mailbox m where m.correlation = c.id)
      limit 100000
      for update skip locked);
end $$;

select keep_days_v1(parent, interval '100 years') from unnest(array['inbox', 'run_done', 'history']) parent;
