-- Every row has a tenant and the format number of what it holds.
--
-- Bytes from outside that a text column cannot hold (NUL, invalid UTF-8) are written as private characters
-- U+10FE00 + byte (adapters/store/storable_text.hpp); any other text stands as it is. Documents (state, events,
-- history, requests, records) are bytea and never parsed here.
--
-- Unique columns over texts from outside are UUIDs hashed from them by the program (key_id, correlation), so that
-- no text is too long for an index.

-- The next offset that a role reads of a partition; a commit moves it by compare-and-set.
create table position (
  role text not null,
  topic text not null,
  partition int not null,
  bus_id text not null,
  next bigint not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (role, bus_id, topic, partition)
) with (fillfactor = 30);

-- The log that was last adopted by command.
create table bus_identity (
  bus_id text primary key,
  adopted_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);

-- Orders starts of runs against mail: a commit draws one number, its writes have ordinals.
create sequence acceptance as bigint;

create table inbox (
  id uuid not null,
  day date not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (id, day)
) partition by range (day);

-- Live runs. Updates touch no indexed column, so they stay in their page (HOT).
create table run (
  id uuid primary key,
  key_id uuid not null unique,
  partition int not null,
  definition bigint not null,
  revision int not null,
  status smallint not null,
  format smallint not null default 1,
  accepted bigint not null,
  ordinal bigint not null,
  started_at timestamptz not null,
  updated_at timestamptz not null default now(),
  tenant text not null default 'default',
  space text not null,
  name text not null,
  key text not null,
  subject text not null,
  state bytea not null
) with (fillfactor = 70);
create index run_subject on run ((left(subject, 64)) collate "C");

create table run_done (
  id uuid not null,
  partition int not null,
  definition bigint not null,
  revision int not null,
  status smallint not null,
  format smallint not null default 1,
  started_at timestamptz not null,
  ended_at timestamptz not null default now(),
  tenant text not null default 'default',
  space text not null,
  name text not null,
  key text not null,
  subject text not null,
  output bytea not null,
  primary key (id, ended_at)
) partition by range (ended_at);
create index run_done_subject on run_done ((left(subject, 64)) collate "C");

-- What happened to a run: one row for each run and commit.
create table history (
  run uuid not null,
  revision int not null,
  at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1,
  entries bytea not null
) partition by range (at);
create index history_run on history (run);

-- The only timer of a run or a call.
create table timer (
  role text not null,
  owner uuid not null,
  partition int not null,
  due_at timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (owner, role)
);
create index timer_due on timer (role, partition, due_at);

create table effect (
  id uuid primary key,
  role text not null,
  partition int not null,
  run uuid not null,
  kind text not null,
  attempt int not null,
  due_at timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  request bytea not null
);
create index effect_partition on effect (role, partition);
create index effect_run on effect (run);

-- Records to publish: one row packs what a commit sends in one partition.
create table outbox (
  id bigserial primary key,
  role text not null,
  partition int not null,
  committed_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1,
  records bytea not null
);
create index outbox_partition on outbox (role, partition, id);

create table definition (
  id bigserial primary key,
  tenant text not null default 'default',
  format smallint not null default 1,
  space text not null,
  name text not null,
  version text not null,
  hash text not null,
  yaml text not null,
  active boolean not null,
  created_at timestamptz not null default now(),
  unique (tenant, space, name, hash)
);

-- Locked by whoever stores a wait or mail of it, so that one of two sees the other. No other meaning: a row that
-- nothing needs may go at any time.
create table correlation (
  id uuid primary key,
  tenant text not null default 'default',
  format smallint not null default 1
);

create table wait (
  run uuid not null,
  id uuid not null,
  partition int not null,
  correlation uuid not null,
  since bigint not null,
  run_accepted bigint not null,
  run_ordinal bigint not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  signature text not null,
  value text not null,
  primary key (run, id)
);
create index wait_correlation on wait (correlation);
create index wait_partition on wait (partition);

-- Mail is matched with the waits that are there, and with later ones until a wait has taken it (closed); then it is
-- kept only for the other waits that had matched it (taken_by: the runs that have it).
create table mailbox (
  id bigserial primary key,
  correlation uuid not null,
  accepted bigint not null,
  ordinal bigint not null,
  closed bigint,
  taken_by uuid[] not null default '{}',
  expires timestamptz not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  signature text not null,
  value text not null,
  event bytea not null
);
create index mailbox_correlation on mailbox (correlation, accepted, ordinal);
create index mailbox_expires on mailbox (expires);

create table idempotency (
  id uuid primary key,
  body_hash text not null,
  response bytea not null,
  created_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);
create index idempotency_created on idempotency (created_at);

create table api_key (
  name text primary key,
  hash text not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  tenant text not null default 'default',
  format smallint not null default 1
);

-- Faster than the default, where the server has it.
do $$
begin
  alter table outbox alter column records set compression lz4;
  alter table run alter column state set compression lz4;
exception when feature_not_supported then
  null;
end $$;

-- Rows of days without a partition of their own.
create table inbox_other partition of inbox default;
create table run_done_other partition of run_done default;
create table history_other partition of history default;
