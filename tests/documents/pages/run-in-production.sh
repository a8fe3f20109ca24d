begin() {
  [ -n "$PAGE_KAFKA" ] || { echo "needs Kafka (TOCSIN_TEST_KAFKA)"; exit 77; }
  site <<<"bus: {brokers: '$PAGE_KAFKA', prefix: page_$$, group: page_$$}"
  simulator <<<"$approving"
}
stands /etc/bash_completion.d/ '"$STAGE"/'
expect 'tocsin migrate' 'ready http='
expect 'deep=1' '"name": ?"store"'
