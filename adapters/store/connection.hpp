#pragma once

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/call_watch.hpp"
#include "adapters/store/postgres.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::postgres {

/// Inside a catch block: the exception as an error, by what a caller may do. Never holds a value of
/// a statement.
Error ErrorInFlight(std::string_view doing, std::string_view url);

struct Statement {
  std::string name;
  std::string sql;
};

/// How the planner is set: kLookups for work that must always go by index and keep its plans,
/// whatever the statistics say (tables start empty); kQueries for the rest.
enum class Planning { kLookups, kQueries };

/// How long an answer is waited for: kPing for a sign of life (3 s), else as the options say.
enum class Patience { kPing, kAnswer, kLong };

/// One connection that opens itself when it is needed and again after it was lost. A statement that
/// takes too long is cancelled by the server (nothing is stored); a server that does not even do
/// that loses the connection two seconds later, and what it did is in doubt: kTransient both.
/// Not thread-safe.
class Connection {
 public:
  Connection(PostgresOptions options, std::shared_ptr<CallWatch> watch, Planning planning,
             std::vector<Statement> statements);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs `work(pqxx::nontransaction&)`: every statement commits by itself.
  template <class Work>
  auto Run(std::string_view doing, Work work, Patience patience = Patience::kAnswer) {
    return In<pqxx::nontransaction>(doing, std::move(work), patience);
  }
  /// Runs `work(pqxx::work&)` and commits when it gives a value.
  template <class Work>
  auto RunTransaction(std::string_view doing, Work work) {
    return In<pqxx::work>(doing, std::move(work), Patience::kAnswer);
  }

  /// For `work` between two of its statements: begins the wait anew.
  void Renew();
  /// For `work`: a statement that is prepared only when it is first wanted.
  template <class Sql>
  void Prepare(const std::string& name, const Sql& sql) {
    if (!Prepared(name)) PrepareNow(name, sql());
  }

 private:
  struct Link;

  template <class Transaction, class Work>
  std::invoke_result_t<Work, Transaction&> In(std::string_view doing, Work work,
                                              Patience patience) {
    const Duration limit = LimitOf(patience);
    const Duration grace = patience == Patience::kPing ? Duration(0) : kGrace;
    CallWatch::Call call(*watch_, limit + grace, patience == Patience::kLong);
    call_ = &call;
    try {
      Transaction transaction(Open(call, patience));
      auto result = work(transaction);
      if (result) transaction.commit();
      watch_->Answered();
      return result;
    } catch (...) {
      Error error = call.Cut() ? NoAnswer(doing, limit) : ErrorInFlight(doing, options_.url);
      DropIfBroken();
      if (!link_) watch_->Lost(error.message);
      return tl::unexpected<Error>(std::move(error));
    }
  }

  /// After it the server itself should have cancelled the statement.
  static constexpr Duration kGrace = std::chrono::seconds(2);

  bool Prepared(const std::string& name) const;
  void PrepareNow(const std::string& name, const std::string& sql);
  Duration LimitOf(Patience patience) const;
  static Error NoAnswer(std::string_view doing, Duration limit);
  pqxx::connection& Open(CallWatch::Call& call, Patience patience);
  void DropIfBroken();

  PostgresOptions options_;
  std::shared_ptr<CallWatch> watch_;  ///< of the store and its sessions
  Planning planning_;
  std::vector<Statement> statements_;
  std::unique_ptr<Link> link_;
  CallWatch::Call* call_ = nullptr;  ///< of the work under way
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
