#include "adapters/store/housekeeping.hpp"

namespace tocsin::postgres {
namespace {

constexpr Duration kLongestSweep = std::chrono::minutes(5);
constexpr std::int64_t kCorrelationsAtOnce = 20'000;
constexpr int kMostRounds = 1'000;

std::string Interval(Duration duration) {
  return std::to_string(duration.count()) + " milliseconds";
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
  step([&](pqxx::nontransaction& transaction) {
    transaction.exec_params("delete from idempotency where created_at < now() - $1::interval",
                            Interval(inbox_retention));
  });
  return first;
}

}  // namespace tocsin::postgres
