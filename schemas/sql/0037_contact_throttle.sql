-- How often contacts of the table are rung at most, as `throttle` of the resource files.

alter table contacts
  add column calls_per_hour int;  -- dials of the number within an hour, critical alerts excepted; null: any
