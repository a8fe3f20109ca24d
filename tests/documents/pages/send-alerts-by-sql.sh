# Roles are of the whole server: one of the page's own, and none is left of a page that failed.
begin() { site </dev/null; migrated; psql -qX "$PAGE_DATABASE" -c 'drop role if exists page_monitor'; }
stands monitor page_monitor
expect 'INSERT INTO alerts (alert_type' 'INSERT 0 1'
expect 'SELECT alert_id, status' 'sql-2'
