#include <algorithm>

#include "adapters/store/postgres_directory.hpp"

namespace tocsin::postgres {

/// Small questions: the outbox holds what is under way, runs are the live ones, timers are one for
/// each live run and call, and calls are found by their timers, for the table of calls has its
/// history too.
Result<StoreDirectory::Backlog> PostgresDirectory::ReadBacklog() {
  return connection_.Run(
      "looking at what waits", [&](pqxx::nontransaction& transaction) -> Result<Backlog> {
        Backlog backlog;
        const auto age = [](const pqxx::field& milliseconds) {
          return std::max(Duration(0), Duration(milliseconds.as<std::int64_t>(0)));
        };
        const auto outbox = transaction.exec1(
            "select count(*), (extract(epoch from now() - min(committed_at)) * 1000)::bigint"
            " from outbox");
        backlog.outbox_rows = outbox[0].as<std::int64_t>();
        backlog.outbox_age = age(outbox[1]);
        for (const pqxx::row row : transaction.exec_params(
                 "select role, count(*) filter (where due_at < now() - $1 * interval '1 ms'),"
                 " (extract(epoch from now() - min(due_at)) * 1000)::bigint"
                 " from timer group by role order by role",
                 kTimerGrace.count()))
          backlog.timers.push_back({ReadText(row[0]), row[1].as<std::int64_t>(), age(row[2])});
        for (const pqxx::row row : transaction.exec(
                 "select c.provider, count(*) from timer t join call c on c.id = t.owner"
                 " where t.role = 'voice' and c.status in ('dialling', 'ringing', 'in_progress')"
                 " group by c.provider order by c.provider"))
          backlog.calls.emplace_back(ReadText(row[0]), row[1].as<std::int64_t>());
        for (const pqxx::row row :
             transaction.exec("select status, count(*) from run group by status order by status"))
          backlog.runs.emplace_back(static_cast<RunStatus>(ReadInt(row[0])),
                                    row[1].as<std::int64_t>());
        return backlog;
      });
}

}  // namespace tocsin::postgres
