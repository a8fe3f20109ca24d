-- What an alert is about: another with the same fingerprint is a duplicate while it is open.
alter table alerts add column fingerprint text;
