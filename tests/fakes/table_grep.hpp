#pragma once

namespace tocsin::fakes {

/// Makes the function tocsin_test_places(text) in the present schema: where a text stands in its
/// tables, "call.state turn.text ", whatever the type of the column; a leading '+' also as %2B.
inline constexpr const char* kTableGrep = R"(
create function tocsin_test_places(wanted text) returns text language plpgsql as $$
declare c record; n bigint; found text := ''; coded text := replace(wanted, '+', '%2B');
begin
  for c in select table_name, column_name, data_type from information_schema.columns
             where table_schema = current_schema() and table_name in
               (select tablename from pg_tables where schemaname = current_schema())
             order by 1, 2 loop
    execute format(case when c.data_type = 'bytea'
      then 'select count(*) from %I where position(convert_to(%L, ''UTF8'') in %I) > 0 or position(convert_to(%L, ''UTF8'') in %I) > 0'
      else 'select count(*) from %I where position(%L in %I::text) > 0 or position(%L in %I::text) > 0' end,
      c.table_name, wanted, c.column_name, coded, c.column_name) into n;
    if n > 0 then found := found || c.table_name || '.' || c.column_name || ' '; end if;
  end loop;
  return found;
end $$)";

}  // namespace tocsin::fakes
