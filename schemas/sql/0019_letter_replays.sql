-- Dead letters that were replayed, by where they lie on the dead-letter topic of a log: a second replay says so.
create table letter_replay (
  bus text not null,
  topic text not null,
  partition int not null,
  position bigint not null,
  times int not null default 1,
  last_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1,
  primary key (bus, topic, partition, position)
);
