-- What a key may be used for, until when, and when it was used last. Keys made before may do everything, as they could.

alter table api_key
  add column scopes text[] not null default '{admin}',
  add column expires_at timestamptz,
  add column last_used_at timestamptz;
