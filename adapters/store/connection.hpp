#pragma once

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/store/postgres.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::postgres {

/// Inside a catch block: the exception as an error, by what a caller may do. Never holds a value of
/// a statement.
Error ErrorInFlight(std::string_view doing, std::string_view url);

/// The SQLSTATE of the exception in flight, or empty.
std::string StateInFlight();

struct Statement {
  std::string name;
  std::string sql;
};

/// How the planner is set: kLookups for work that must always go by index and keep its plans,
/// whatever the statistics say (tables start empty); kQueries for the rest.
enum class Planning { kLookups, kQueries };

/// One connection that opens itself when it is needed and again after it was lost. Not thread-safe.
class Connection {
 public:
  Connection(PostgresOptions options, Planning planning, std::vector<Statement> statements);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs `work(pqxx::nontransaction&)`: every statement commits by itself.
  template <class Work>
  auto Run(std::string_view doing, Work work) {
    return In<pqxx::nontransaction>(doing, std::move(work));
  }
  /// Runs `work(pqxx::work&)` and commits when it gives a value.
  template <class Work>
  auto RunTransaction(std::string_view doing, Work work) {
    return In<pqxx::work>(doing, std::move(work));
  }

 private:
  struct Link;

  template <class Transaction, class Work>
  std::invoke_result_t<Work, Transaction&> In(std::string_view doing, Work work) {
    try {
      Transaction transaction(Open());
      auto result = work(transaction);
      if (result) transaction.commit();
      return result;
    } catch (...) {
      Error error = ErrorInFlight(doing, options_.url);
      DropIfBroken();
      return tl::unexpected<Error>(std::move(error));
    }
  }

  pqxx::connection& Open();
  void DropIfBroken();

  PostgresOptions options_;
  Planning planning_;
  std::vector<Statement> statements_;
  std::unique_ptr<Link> link_;
};

/// A name as an SQL identifier.
std::string Quoted(std::string_view name);

/// Reading fields. Times are selected as milliseconds: Millis(column).
std::string Millis(std::string_view column);
TimePoint ReadTime(const pqxx::field& field);
Uuid ReadUuid(const pqxx::field& field);
std::string ReadText(const pqxx::field& field);   ///< written as Text
std::string ReadBytes(const pqxx::field& field);  ///< bytea
std::int64_t ReadNumber(const pqxx::field& field);
inline int ReadInt(const pqxx::field& field) { return static_cast<int>(ReadNumber(field)); }

}  // namespace tocsin::postgres
