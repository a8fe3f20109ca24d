#pragma once

#include <string>
#include <vector>

namespace tocsin::postgres {

/// One file of schemas/sql, built into the program.
struct Migration {
  std::string name;  ///< "0001_tables.sql"
  std::string sql;
};

/// All of them, in order of name.
std::vector<Migration> Migrations();

}  // namespace tocsin::postgres
