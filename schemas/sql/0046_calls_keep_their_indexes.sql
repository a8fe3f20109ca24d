-- A call changes its status five times. As the condition of an index that made each change a new entry in every index of
-- the table. Who waits for a number's line is found among the number's calls of the last day: nobody waits longer than
-- four hours (telephony.wait_for_line).
create index call_of_phone on call (phone, created_at, id);
drop index call_dialling;
