-- Tenants. What is stored for the default tenant is stored as before, by the same parts. Of a batch that has rows of
-- another tenant, one part more writes whose they are, beside what that batch has written: a row that is a part of a run
-- or a call (its waits, its turns) is of its tenant. Two tenants may choose the same ids and keys: the ids that are
-- hashed from them are hashed with the tenant (docs/adr/0047).

create function commit_tenants_v1(
  so_far commit_state, of_run uuid[], of_run_tenant text[], of_mail uuid[], of_mail_tenant text[],
  of_question uuid[], of_question_tenant text[], of_call uuid[], of_call_tenant text[],
  of_action text[], of_action_tenant text[])
returns commit_state language plpgsql as $$
begin
  if cardinality(of_run) > 0 then
    update run r set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where r.id = n.id and r.tenant <> n.tenant;
    update run_done r set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where r.id = n.id and r.ended_at = now() and r.tenant <> n.tenant;
    update history h set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where h.run = n.id and h.at = now() and h.tenant <> n.tenant;
    update wait w set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where w.run = n.id and w.tenant <> n.tenant;
    update effect e set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where e.run = n.id and e.role = so_far.role and e.tenant <> n.tenant;
    update timer t set tenant = n.tenant from unnest(of_run, of_run_tenant) n(id, tenant)
      where t.owner = n.id and t.role = so_far.role and t.tenant <> n.tenant;
  end if;
  if cardinality(of_mail) > 0 then
    update mailbox m set tenant = n.tenant from unnest(of_mail, of_mail_tenant) n(correlation, tenant)
      where m.correlation = n.correlation and m.accepted = so_far.moment and m.tenant <> n.tenant;
  end if;
  if cardinality(of_question) > 0 then
    update question q set tenant = n.tenant from unnest(of_question, of_question_tenant) n(id, tenant)
      where q.id = n.id and q.tenant <> n.tenant;
  end if;
  if cardinality(of_call) > 0 then
    update call c set tenant = n.tenant from unnest(of_call, of_call_tenant) n(id, tenant)
      where c.id = n.id and c.tenant <> n.tenant;
    update attempt a set tenant = n.tenant from unnest(of_call, of_call_tenant) n(id, tenant)
      where a.call = n.id and a.tenant <> n.tenant;
    update turn t set tenant = n.tenant from unnest(of_call, of_call_tenant) n(id, tenant)
      where t.call = n.id and t.tenant <> n.tenant;
    update timer t set tenant = n.tenant from unnest(of_call, of_call_tenant) n(id, tenant)
      where t.owner = n.id and t.role = so_far.role and t.tenant <> n.tenant;
  end if;
  if cardinality(of_action) > 0 then
    update action a set tenant = n.tenant from unnest(of_action, of_action_tenant) n(id, tenant)
      where a.id = n.id and a.tenant <> n.tenant;
  end if;
  return so_far;
end $$;

-- Who writes a row says whose it is; until now nothing read that.
update alerts set tenant = 'default' where tenant !~ '^[a-z0-9-]{1,63}$';
alter table alerts add constraint tenant_is_a_name check (tenant ~ '^[a-z0-9-]{1,63}$');

-- As version 1, which stays for the release before; the alert of another tenant may have the same id.
create function commit_alerts_v2(
  so_far commit_state, taken_id bigint[], taken_raise boolean[], taken_resolve boolean[],
  status_alert text[], status_word text[], status_closes boolean[], status_tenant text[])
returns commit_state language plpgsql as $$
begin
  so_far := commit_alerts_v1(so_far, taken_id, taken_raise, taken_resolve, '{}', '{}', '{}');
  if cardinality(status_alert) > 0 then
    with open as (
      select a.id, n.word, n.closes
        from unnest(status_alert, status_word, status_closes, status_tenant) n(alert, word, closes, tenant)
        join alerts a on a.alert_id = n.alert and a.tenant = n.tenant and a.closed_at is null
                     and a.raised_at is not null),
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

-- As version 1, which stays for the release before: a day's budget is that of each tenant.
create function commit_spend_v2(
  so_far commit_state, s_attempt uuid[], s_call uuid[], s_phone text[], s_at timestamptz[], s_micros bigint[],
  s_settled boolean[], s_since timestamptz[], s_most bigint[], s_most_phone bigint[], s_tenant text[])
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
        from unnest(s_attempt, s_call, s_phone, s_at, s_micros, s_settled, s_since, s_most, s_most_phone, s_tenant)
               with ordinality w(attempt, call, phone, at, micros, settled, since, most, most_phone, tenant, place)
        where not w.settled order by w.place
    loop
      insert into spend (attempt, phone_hash, at, micros, tenant) values (n.attempt, n.hash, n.at, n.micros, n.tenant)
        on conflict do nothing;
      if found and (
           (select sum(s.micros) from spend s where s.tenant = n.tenant and s.at >= n.since) > n.most
           or (select sum(s.micros) from spend s
                 where s.phone_hash = n.hash and s.tenant = n.tenant and s.at >= n.since) > n.most_phone) then
        refused := refused || n.call;
      end if;
    end loop;
  end if;
  so_far.conflicts := add_conflicts_v1(so_far.conflicts, 'calls', to_jsonb(refused));
  return so_far;
end $$;
