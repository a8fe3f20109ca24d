-- Conversations are listed newest first, of one tenant: without this, whoever has a few among the many of others has
-- all of them read. Those of the default tenant are found by the index of all.
create index call_of_tenant on call (tenant, created_at, id) where tenant <> 'default';
