-- Secrets that belong to the installation and to nobody outside, shared by all its processes. `migrate` makes what is
-- missing; nothing else ever writes here, so that a lost row is an error and not a new secret.
create table installation_secret (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now(),
  tenant text not null default 'default',
  format smallint not null default 1
);
revoke all on installation_secret from public;
