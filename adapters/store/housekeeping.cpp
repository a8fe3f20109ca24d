#include "adapters/store/housekeeping.hpp"

namespace tocsin::postgres {
namespace {

constexpr Duration kLongestSweep = std::chrono::minutes(5);
constexpr std::int64_t kCorrelationsAtOnce = 20'000;
constexpr std::int64_t kRowsAtOnce = 5'000;
constexpr Duration kReported = std::chrono::hours(24 * 31);
constexpr int kMostRounds = 1'000;

constexpr int kQuestionsAtOnce = 500;
constexpr int kMostForgetRounds = 20;
constexpr int kRunRowsAtOnce = 5'000;
constexpr int kAlertsAtOnce = 5'000;
/// An event that closes a question may be on its way for this long.
constexpr Duration kLeftOpen = std::chrono::hours(24);
/// Longer than any day in any zone.
constexpr Duration kMoneyKept = std::chrono::hours(24 * 32);
/// Longer than wrong PINs are counted.
constexpr Duration kPinTriesKept = std::chrono::hours(24 * 2);
constexpr Duration kWholeDays = std::chrono::hours(24);

std::string Interval(Duration duration) {
  return std::to_string(duration.count()) + " milliseconds";
}

/// One walk over questions or calls, some at a time, each a transaction of its own. `take` gets the
/// row of each call of the function; false: the walk stopped at its bound.
template <class Take>
bool WalkConversations(Connection& connection, pqxx::nontransaction& transaction,
                       const std::string& function, Duration age, Take take) {
  std::string after_at = "-infinity";
  std::string after_id = Uuid().ToString();
  for (int round = 0; round < kMostForgetRounds; ++round) {
    connection.Renew();
    const auto rows = transaction.exec_params(
        "select * from " + function + "($1::interval, $2::timestamptz, $3::uuid, $4)",
        Interval(age), after_at, after_id, kQuestionsAtOnce);
    const pqxx::row row = rows.at(0);
    take(row);
    if (row["seen"].template as<std::int64_t>(0) < kQuestionsAtOnce) return true;
    after_at = row["last_at"].c_str();
    after_id = row["last_id"].c_str();
  }
  return false;
}

/// Ended runs and their history, row by row.
void ForgetRuns(Connection& connection, pqxx::nontransaction& transaction, Duration age,
                Forgotten& done) {
  for (const char* parent : {"history", "run_done"}) {
    for (int round = 0; round < kMostForgetRounds; ++round) {
      connection.Renew();
      const auto gone = ReadNumber(transaction
                                       .exec_params("select forget_runs_v1($1, $2::interval, $3)",
                                                    parent, Interval(age), kRunRowsAtOnce)
                                       .at(0)[0]);
      if (gone == 0) break;
      done.runs += gone;
      done.more |= round + 1 == kMostForgetRounds;
    }
  }
}

/// Rows of the table `alerts` that were closed so long ago.
void ForgetAlerts(Connection& connection, pqxx::nontransaction& transaction, Duration age,
                  Forgotten& done) {
  for (int round = 0; round < kMostForgetRounds; ++round) {
    connection.Renew();
    const auto gone = ReadNumber(
        transaction
            .exec_params("select forget_alerts_v1($1::interval, $2)", Interval(age), kAlertsAtOnce)
            .at(0)[0]);
    done.alerts += gone;
    if (gone < kAlertsAtOnce) return;
  }
  done.more = true;
}

}  // namespace

Status KeepHouse(PostgresOptions options, const std::shared_ptr<CallWatch>& watch,
                 Duration inbox_retention, Duration history_retention) {
  options.long_timeout = kLongestSweep;
  Connection connection(options, watch, Planning::kQueries, {});
  Status first;
  const auto step = [&](auto work) {
    const auto run = [&](pqxx::nontransaction& transaction) -> Status {
      // Whoever waits for a partitioned table's lock makes all commits wait behind it.
      transaction.exec("set lock_timeout = '3s'");
      work(transaction);
      return {};
    };
    const Status done = connection.Run("keeping house", run, Patience::kLong);
    if (first && !done) first = done;
  };
  const auto keep_days = [&](const char* parent, Duration keep) {
    step([&](pqxx::nontransaction& transaction) {
      transaction.exec_params("select keep_days_v1($1, $2::interval)", parent, Interval(keep));
    });
  };
  keep_days("inbox", inbox_retention);
  keep_days("run_done", history_retention);
  keep_days("history", history_retention);
  step([&](pqxx::nontransaction& transaction) {
    transaction.exec_params("select clear_mail_v2($1::bigint)", options.mail_per_signature);
  });
  // In small pieces, for a commit may want one of the rows.
  step([&](pqxx::nontransaction& transaction) {
    for (int round = 0; round < kMostRounds; ++round) {
      connection.Renew();
      const auto gone =
          transaction.exec_params("select clear_correlations_v1($1::bigint)", kCorrelationsAtOnce);
      if (ReadNumber(gone.at(0)[0]) == 0) return;
    }
  });
  const auto remove = [&](const char* table, const char* which, const std::string& older_than) {
    const std::string sql = std::string("delete from ") + table +
                            " where ctid = any(array(select ctid from " + table + " where " +
                            which + " limit $2::bigint))";
    step([&](pqxx::nontransaction& transaction) {
      for (int round = 0; round < kMostRounds; ++round) {
        connection.Renew();
        if (transaction.exec_params(sql, older_than, kRowsAtOnce).affected_rows() < kRowsAtOnce)
          return;
      }
    });
  };
  // Where no delivery says what becomes of it, an action stays open; a report is awaited 30 days at
  // most.
  remove("action", "updated_at < now() - $1::interval and state <> 'open'",
         Interval(history_retention));
  remove("action", "updated_at < now() - $1::interval", Interval(history_retention + kReported));
  remove("idempotency", "created_at < now() - $1::interval", Interval(inbox_retention));
  remove("spend", "at < now() - $1::interval", Interval(kMoneyKept));
  remove("pin_try", "at < now() - $1::interval", Interval(kPinTriesKept));
  return first;
}

Result<Forgotten> ForgetConversations(PostgresOptions options,
                                      const std::shared_ptr<CallWatch>& watch,
                                      Duration history_retention) {
  options.long_timeout = kLongestSweep;
  Connection connection(options, watch, Planning::kQueries, {});
  return connection.Run(
      "forgetting conversations",
      [&](pqxx::nontransaction& transaction) -> Result<Forgotten> {
        transaction.exec("set lock_timeout = '3s'");
        Forgotten done;
        const auto add = [](const pqxx::row& row, const char* column, std::int64_t& sum) {
          sum += row[column].as<std::int64_t>(0);
        };
        WalkConversations(connection, transaction, "end_questions_v1", kLeftOpen,
                          [&](const pqxx::row& row) { add(row, "ended", done.questions_ended); });
        done.more = !WalkConversations(connection, transaction, "forget_questions_v1",
                                       history_retention, [&](const pqxx::row& row) {
                                         add(row, "questions", done.questions);
                                         add(row, "calls", done.calls);
                                         add(row, "attempts", done.attempts);
                                         add(row, "turns", done.turns);
                                       });
        done.more |= !WalkConversations(connection, transaction, "forget_calls_v1",
                                        history_retention, [&](const pqxx::row& row) {
                                          add(row, "calls", done.calls);
                                          add(row, "attempts", done.attempts);
                                          add(row, "turns", done.turns);
                                        });
        ForgetAlerts(connection, transaction, history_retention, done);
        if (history_retention < kWholeDays)
          ForgetRuns(connection, transaction, history_retention, done);
        return done;
      },
      Patience::kLong);
}

}  // namespace tocsin::postgres
