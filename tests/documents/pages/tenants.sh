begin() { site </dev/null; migrated; }
expect 'keys list' 'acme'
