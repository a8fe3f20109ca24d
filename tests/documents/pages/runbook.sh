begin() { site </dev/null; migrated; }
expect 'tocsin erase' '1\*+567'
