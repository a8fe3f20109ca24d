begin() { needs promtool; shipped; }
expect 'promtool test rules' 'SUCCESS'
