begin() { site </dev/null; worker; KEY=$(admin_key); }
expect 'api/v1/log' 'CA0123456789abcdef0123456789abcdef'
