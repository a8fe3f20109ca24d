-- Tables that people and monitors write with plain SQL. `alerts`: a row is an alert; it is taken by the owner of the
-- partition that its alert_id maps to, and its event goes to the bus by the outbox of the same commit. `contacts`: who
-- may be phoned, beside those of the resource files.

create table alerts (
  id bigint generated always as identity primary key,
  alert_id text not null constraint alert_id_is_a_name check (
    octet_length(alert_id) between 1 and 2048 and alert_id !~ '[[:cntrl:]]'),
  alert_type text,
  severity text,
  resource_type text,
  resource_id text,
  resource_name text,
  node_name text,
  title text,
  description text,
  status text default 'active',  -- what was inserted, then how far it is (docs/guides/send-alerts-by-sql.md)
  created_at timestamptz default now(),
  inserted_at timestamptz not null default now(),
  raised_at timestamptz,    -- tocsin.alert.raised is committed; null: nobody has taken the row
  resolved_at timestamptz,  -- tocsin.alert.resolved is committed, or was published by others
  closed_at timestamptz,    -- it has its outcome
  tenant text not null default 'default',
  format smallint not null default 1,
  pending boolean not null generated always as (
    raised_at is null or (resolved_at is null and lower(btrim(coalesce(status, ''))) = 'resolved')) stored
);
create index alerts_pending on alerts (id) where pending;
create index alerts_open on alerts (alert_id) where closed_at is null;
create index alerts_closed on alerts (closed_at) where closed_at is not null;

create table contacts (
  id text primary key default gen_random_uuid()::text,
  name text,
  phone text,
  language text,
  severities text[],  -- null or empty: all
  priority int,       -- the lowest is rung first
  active boolean not null default true,
  tenant text not null default 'default',
  format smallint not null default 1
);

-- What is ours is set by nobody else.
create function alerts_inserted_v1() returns trigger language plpgsql as $$
begin
  new.alert_id := coalesce(nullif(new.alert_id, ''), 'sql-' || new.id);
  new.inserted_at := clock_timestamp();
  new.raised_at := null;
  new.resolved_at := null;
  new.closed_at := null;
  return new;
end $$;
create trigger alerts_inserted before insert on alerts for each row execute function alerts_inserted_v1();

-- One notification a statement, on the channel SCHEMA_tables, which says the table.
create function table_changed_v1() returns trigger language plpgsql as $$
begin
  perform pg_notify(left(tg_table_schema, 50) || '_tables', tg_table_name);
  return null;
end $$;
-- Only of what there is to take: what a worker writes itself wakes nobody.
create function alerts_updated_v1() returns trigger language plpgsql as $$
begin
  if exists (select from changed c where c.pending) then
    perform pg_notify(left(tg_table_schema, 50) || '_tables', tg_table_name);
  end if;
  return null;
end $$;
create trigger alerts_came after insert on alerts for each statement execute function table_changed_v1();
create trigger alerts_changed after update on alerts referencing new table as changed
  for each statement execute function alerts_updated_v1();
create trigger contacts_changed after insert or update or delete or truncate on contacts
  for each statement execute function table_changed_v1();

-- A row that somebody holds in a transaction of their own is waited for by nobody: its status is left here, and
-- written when a worker next looks.
create table alert_status_left (
  id bigint generated always as identity primary key,
  alert bigint not null,
  status text not null,
  closes boolean not null,
  at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);

-- Part of a commit. Takes rows (conflict `alerts`: those that are taken, gone or held by somebody), and writes how far
-- open alerts are, by their alert_id. A resolution that nobody has taken yet is never overwritten; one that others
-- published and we only write down is nothing to take.
create function commit_alerts_v1(
  so_far commit_state, taken_id bigint[], taken_raise boolean[], taken_resolve boolean[],
  status_alert text[], status_word text[], status_closes boolean[])
returns commit_state language plpgsql as $$
declare
  free bigint[];
begin
  if cardinality(taken_id) > 0 then
    free := array(
      select a.id from alerts a join unnest(taken_id, taken_raise, taken_resolve) n(id, raise, resolve) on a.id = n.id
        where (not n.raise or a.raised_at is null) and (not n.resolve or a.resolved_at is null)
        order by a.id for update of a skip locked);
    so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'alerts', to_jsonb(array(
      select unnest(taken_id) except select unnest(free))));
    update alerts a
      set raised_at = case when n.raise then now() else a.raised_at end,
          resolved_at = case when n.resolve then now() else a.resolved_at end,
          closed_at = case when n.raise and n.resolve then now() else a.closed_at end
      from unnest(taken_id, taken_raise, taken_resolve) n(id, raise, resolve)
      where a.id = n.id and a.id = any(free);
  end if;
  if cardinality(status_alert) > 0 then
    with open as (
      select a.id, n.word, n.closes from unnest(status_alert, status_word, status_closes) n(alert, word, closes)
        join alerts a on a.alert_id = n.alert and a.closed_at is null and a.raised_at is not null),
    free as (
      select a.id from alerts a where a.id in (select o.id from open o) and a.closed_at is null
        order by a.id for update skip locked),
    written as (
      update alerts a
        set status = case when a.pending then a.status else o.word end,
            resolved_at = case when not a.pending and o.word = 'resolved' then coalesce(a.resolved_at, now()) else a.resolved_at end,
            closed_at = case when o.closes then now() end
        from open o join free f on f.id = o.id where a.id = o.id)
    insert into alert_status_left (alert, status, closes)
      select o.id, o.word, o.closes from open o where o.id not in (select f.id from free f);
  end if;
  return so_far;
end $$;

-- Writes what was left, as far as its rows are free now.
create function write_left_alert_statuses_v1() returns void language plpgsql as $$
begin
  if not exists (select from alert_status_left) then
    return;
  end if;
  with free as (
    select a.id from alerts a where a.id in (select l.alert from alert_status_left l)
      order by a.id for update skip locked),
  done as (
    delete from alert_status_left l
      where l.alert in (select f.id from free f) or not exists (select from alerts a where a.id = l.alert)
      returning l.*),
  last as (select distinct on (d.alert) d.* from done d order by d.alert, d.closes desc, d.id desc)
  update alerts a
    set status = case when a.pending then a.status else l.status end,
        resolved_at = case when not a.pending and l.status = 'resolved' then coalesce(a.resolved_at, now()) else a.resolved_at end,
        closed_at = case when l.closes then now() end
    from last l where a.id = l.alert and a.closed_at is null;
end $$;

-- Housekeeping: alerts that were closed `keep` ago, at most so many. Gives how many went.
create function forget_alerts_v1(keep interval, most int) returns bigint language plpgsql as $$
declare
  gone bigint;
begin
  delete from alerts a where a.id in (
    select c.id from alerts c where c.closed_at < now() - keep order by c.closed_at limit most for update skip locked);
  get diagnostics gone = row_count;
  return gone;
end $$;
