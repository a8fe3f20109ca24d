-- How contacts of the table are written to beside the phone, as those of the resource files.

alter table contacts
  add column email text,
  add column channels text[];  -- the first way first: 'sms', 'ntfy:alice-phone'
