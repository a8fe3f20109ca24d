-- What was asked and said goes by its time: questions with their calls, attempts and turns. Each function looks at
-- `most` rows behind (after_at, after_id) and says where it stopped, so that what must stay is looked at once.

create index question_open on question (updated_at, id) where status = 'open';
create index question_over on question (updated_at, id) where status <> 'open';

-- Of attempts forgotten within the hour what the limits of calls count: no number can be read from it.
create table forgotten_dial (
  phone_hash text not null,
  planned_at timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1
);
create index forgotten_dial_phone on forgotten_dial (phone_hash, planned_at);
create index forgotten_dial_planned on forgotten_dial (planned_at);

create function phone_hash_v1(phone text) returns text language sql immutable as $$
  select encode(sha256(convert_to(phone, 'UTF8')), 'hex')
$$;

-- A live run asks the question, or a call of it lives or was changed within `keep`. A function of its own, and not
-- inlined, so that it looks by index at each question and never at whole tables.
create function question_lives_v1(question_id uuid, run_id uuid, keep interval) returns boolean
language plpgsql stable as $$
declare
  c record;
begin
  if exists (select from run r where r.id = run_id) then
    return true;
  end if;
  for c in select l.id, l.updated_at from call l where l.question = question_id loop
    if c.updated_at >= now() - keep
       or exists (select from timer t where t.owner = c.id and t.role = 'voice')
       or exists (select from attempt a where a.call = c.id and a.unresolved) then
      return true;
    end if;
  end loop;
  return false;
end $$;

-- Open questions, unchanged for `idle`, that no live run asks and no live call can answer: whoever should have closed
-- them is gone.
create function end_questions_v1(
  idle interval, after_at timestamptz, after_id uuid, most int,
  out seen bigint, out ended bigint, out last_at timestamptz, out last_id uuid)
language plpgsql as $$
declare
  ids uuid[];
begin
  select count(*), array_agg(l.id) filter (where not l.lives), max(l.updated_at),
         (array_agg(l.id order by l.updated_at, l.id))[count(*)]
    into seen, ids, last_at, last_id
    from (select q.id, q.updated_at,
                 question_lives_v1(q.id, q.run, interval '0') as lives
            from question q
            where q.status = 'open' and q.updated_at < now() - idle and (q.updated_at, q.id) > (after_at, after_id)
            order by q.updated_at, q.id limit most) l;
  update question q
    set status = 'unanswered', revision = q.revision + 1,
        updated_at = coalesce((select max(c.updated_at) from call c where c.question = q.id), q.updated_at)
    where q.id = any(ids) and q.status = 'open';
  get diagnostics ended = row_count;
end $$;

-- Questions that ended `keep` ago, with all that belongs to them; what lives still (a run that asks, a call, an attempt
-- of unknown outcome) keeps its question. Locks in the order of a commit.
create function forget_questions_v1(
  keep interval, after_at timestamptz, after_id uuid, most int,
  out seen bigint, out questions bigint, out calls bigint, out attempts bigint, out turns bigint,
  out last_at timestamptz, out last_id uuid)
language plpgsql as $$
declare
  ids uuid[];
  call_ids uuid[];
begin
  seen := 0; questions := 0; calls := 0; attempts := 0; turns := 0;
  if not pg_try_advisory_xact_lock(hashtextextended('tocsin.forget', 0)) then
    return;  -- another process is at it
  end if;
  delete from forgotten_dial where planned_at < now() - interval '1 hour';
  select count(*), array_agg(l.id) filter (where not l.lives), max(l.updated_at),
         (array_agg(l.id order by l.updated_at, l.id))[count(*)]
    into seen, ids, last_at, last_id
    from (select q.id, q.updated_at,
                 question_lives_v1(q.id, q.run, keep) as lives
            from question q
            where q.status <> 'open' and q.updated_at < now() - keep and (q.updated_at, q.id) > (after_at, after_id)
            order by q.updated_at, q.id limit most) l;
  if ids is null then
    return;
  end if;
  perform from question q where q.id = any(ids) order by q.id for update;
  call_ids := array(select c.id from call c where c.question = any(ids) order by c.id for update);
  insert into forgotten_dial (phone_hash, planned_at)
    select phone_hash_v1(a.phone), a.planned_at from attempt a
      where a.call = any(call_ids) and a.planned_at >= now() - interval '1 hour';
  delete from turn t where t.call = any(call_ids);
  get diagnostics turns = row_count;
  delete from attempt a where a.call = any(call_ids);
  get diagnostics attempts = row_count;
  delete from call c where c.id = any(call_ids);
  get diagnostics calls = row_count;
  delete from question q where q.id = any(ids);
  get diagnostics questions = row_count;
end $$;

-- Where less than a day is kept, whole days are too coarse for ended runs and their history.
create function forget_runs_v1(parent text, keep interval, most int) returns bigint language plpgsql as $$
declare
  child record;
  gone bigint;
  total bigint := 0;
begin
  for child in
    select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
      where h.inhparent = to_regclass(format('%I.%I', current_schema(), parent))
  loop
    execute format(
      case when parent = 'run_done'
        then 'delete from %1$I where ctid = any(array(select d.ctid from %1$I d where d.ended_at < now() - $1 limit $2))'
        else 'delete from %1$I where ctid = any(array(select h.ctid from %1$I h where h.at < now() - $1'
             ' and not exists (select from run r where r.id = h.run) limit $2))'
      end, child.relname) using keep, most;
    get diagnostics gone = row_count;
    total := total + gone;
  end loop;
  return total;
end $$;
