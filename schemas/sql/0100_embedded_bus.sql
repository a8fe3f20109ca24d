-- The durable log of the embedded bus (adapters/bus/embedded_database.cpp). One process at a time writes it.

-- One row: the log's identity. Positions of another log must not be used here.
create table if not exists bus_log (
  id uuid primary key,
  created_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);

-- `low` is the first offset that is still there, `next` the one that the next record gets: no gaps in between.
create table if not exists bus_partition (
  topic text not null,
  partition int not null,
  low bigint not null default 0,
  next bigint not null default 0,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (topic, partition)
) with (fillfactor = 50);

-- Null key and value are null; headers are packed (format 1: name and value, each with a 4-byte length).
create table if not exists bus_record (
  topic text not null,
  partition int not null,
  seq bigint not null,
  at timestamptz not null,
  key bytea,
  value bytea,
  headers bytea not null,
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (topic, partition, seq)
);

-- How far each group is, for lag and for retention: what a group has not passed stays.
create table if not exists bus_group (
  name text not null,
  topic text not null,
  partition int not null,
  next bigint not null,
  seen_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (name, topic, partition)
) with (fillfactor = 50);
