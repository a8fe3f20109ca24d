begin() {
  [ -n "$PAGE_KAFKA" ] || { echo "needs Kafka (TOCSIN_TEST_KAFKA)"; exit 77; }
  site <<<"bus: {brokers: '$PAGE_KAFKA', prefix: page_backup_$$, group: page_backup_$$}"
  migrated
  tocsin run >"$STAGE/first.log" 2>&1 &
  until_true test -s .tocsin/pid
}
before 'DROP SCHEMA' ended
ended() { wait; }
expect 'pg_restore --list' '^[1-9][0-9]+$'
expect 'DROP SCHEMA' '0 alerts were raised and closed since the copy'
