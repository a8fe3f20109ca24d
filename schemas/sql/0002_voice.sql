create table question (
  id uuid primary key,
  partition int not null,
  run uuid not null,
  revision int not null,
  format smallint not null default 1,
  updated_at timestamptz not null default now(),
  tenant text not null default 'default',
  alert_id text not null,
  status text not null,
  state bytea not null
) with (fillfactor = 70);
create index question_alert on question ((left(alert_id, 64)) collate "C");
create index question_run on question (run);

create table call (
  id uuid primary key,
  question uuid not null,
  partition int not null,
  revision int not null,
  format smallint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  tenant text not null default 'default',
  alert_id text not null,
  contact text not null,
  phone text not null,
  provider text not null,
  provider_call_id text not null,
  status text not null,
  context text not null,
  state bytea not null
) with (fillfactor = 70);
create index call_question on call (question);
create index call_alert on call ((left(alert_id, 64)) collate "C");
create index call_created on call (created_at, id);
create index call_provider_call on call (provider_call_id) where provider_call_id <> '';

create table attempt (
  id uuid primary key,
  call uuid not null,
  number int not null,
  token_hash text not null unique,
  account text not null,
  from_number text not null,
  phone text not null,
  provider_call_id text not null,
  unresolved boolean not null,
  planned_at timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1
);
create index attempt_call on attempt (call);
create unique index attempt_bound on attempt (provider_call_id, account) where provider_call_id <> '';
create unique index attempt_unresolved on attempt (account, from_number, phone) where unresolved;
create index attempt_planned on attempt (planned_at);
create index attempt_phone on attempt (phone, planned_at);

create table turn (
  call uuid not null,
  seq int not null,
  role text not null,
  text text not null,
  at timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (call, seq)
);

-- One bad text must not break the whole view.
create function json_or_text(content text) returns json language plpgsql immutable as $$
begin
  return case when content = '' then null else content::json end;
exception when others then
  return to_json(content);
end $$;

create view voice_conversations as
  select c.id,
         nullif(c.provider_call_id, '') as call_sid,
         nullif(c.alert_id, '') as alert_id,
         c.phone as phone_number,
         c.status,
         json_or_text(c.context) as context,
         (select coalesce(json_agg(json_build_object('role', t.role, 'text', t.text, 'at', t.at) order by t.seq), '[]')
            from turn t where t.call = c.id) as messages,
         c.created_at,
         c.updated_at
    from call c;
