// links: store
//
// How many short runs (start to done) one connection commits per second: an inbox id, a done run
// with output, a history row each; one position, one outbox row and the removal of the former one
// per batch.
//   perf_store_batch postgresql://user:password@host:port/database [SECONDS [IDS]]
// IDS: so many ids are in the inbox of each of the seven days before, where each new one is looked
// for.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "adapters/store/connection.hpp"
#include "adapters/store/postgres.hpp"

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

double Seconds(Steady::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

Batch MakeBatch(std::size_t size, std::int64_t first, const std::string& text) {
  Batch batch{.role = "workflow", .bus_id = "perf"};
  batch.positions = {{{"tocsin.alerts", 0},
                      first == 0 ? PartitionOwner::kBeginning : first,
                      first + static_cast<std::int64_t>(size)}};
  batch.outbox = {{0, {}}};
  for (std::size_t i = 0; i < size; ++i) {
    const std::string id = std::to_string(first + static_cast<std::int64_t>(i));
    batch.inbox.push_back({InboxId("workflow", kDefaultTenant, "perf", text + id), i});
    RunWrite run;
    run.id = RunId::Derive({text, id});
    run.space = "ops";
    run.name = "alert-router";
    run.key = run.subject = "alert-" + id;
    run.status = RunStatus::kCompleted;
    run.history =
        R"([{"task":"emit","at":"2026-03-07T01:10:00.250Z","event":"tocsin.action.requested"}])";
    run.output = R"({"outcome":"notified","alert_id":"alert-)" + id + R"("})";
    run.started_at = TimePoint(std::chrono::seconds(1'772'845'800));
    batch.runs.push_back(std::move(run));
    batch.outbox[0].records.push_back({"tocsin.actions",
                                       "alert-" + id,
                                       std::string(300, 'x'),
                                       {{"ce_id", id}, {"ce_type", "tocsin.action.requested"}}});
  }
  return batch;
}

Status Measure(Store& store, std::size_t size, double seconds) {
  TRY_ASSIGN(const auto session, store.OpenSession());
  TRY(store.AdoptBus("none"));  // forgets the positions of the run before
  const std::string salt = RandomToken(8);
  std::vector<double> millis;
  std::vector<std::int64_t> delivered;
  std::int64_t runs = 0;
  const auto start = Steady::now();
  while (Seconds(Steady::now() - start) < seconds) {
    Batch batch = MakeBatch(size, runs, salt);
    batch.outbox_delivered = delivered;
    const auto before = Steady::now();
    TRY_ASSIGN(const CommitOutcome outcome, session->Commit(batch));
    millis.push_back(Seconds(Steady::now() - before) * 1000);
    if (outcome.kind != CommitOutcome::Kind::kCommitted)
      return Fail(ErrorKind::kInternal, "a batch was refused");
    delivered = outcome.outbox_ids;
    runs += static_cast<std::int64_t>(size);
  }
  const double took = Seconds(Steady::now() - start);
  std::sort(millis.begin(), millis.end());
  std::printf("batch %4zu: %8.0f runs/s, commit p50 %6.2f ms, p99 %6.2f ms (%lld runs)\n", size,
              static_cast<double>(runs) / took, millis[millis.size() / 2],
              millis[millis.size() * 99 / 100], static_cast<long long>(runs));
  return {};
}

Status Execute(const std::string& url, const std::string& sql) {
  postgres::Connection connection({.url = url}, std::make_shared<CallWatch>(),
                                  postgres::Planning::kQueries, {});
  return connection.Run("preparing the benchmark",
                        [&](pqxx::nontransaction& transaction) -> Status {
                          transaction.exec(sql);
                          return {};
                        });
}

Status FillFormerDays(const std::string& url, int ids) {
  for (int days = 1; ids > 0 && days <= 7; ++days) {
    const std::string day = "(now() at time zone 'utc')::date - " + std::to_string(days);
    TRY(Execute(url, "select add_day_v1('inbox', " + day + ")"));
    TRY(Execute(url, "insert into inbox (id, day) select gen_random_uuid(), " + day +
                         " from generate_series(1, " + std::to_string(ids) + ")"));
  }
  return {};
}

/// In a database of its own, because migrating sets the database's search_path.
Status Run(const std::string& url, double seconds, int ids) {
  const std::size_t host = url.find("://");
  const std::size_t slash = host == std::string::npos ? host : url.find('/', host + 3);
  if (slash == std::string::npos)
    return Fail(ErrorKind::kInvalid, "the URL needs a database: postgresql://.../NAME");
  const std::size_t query = std::min(url.find('?'), url.size());
  TRY(Execute(url, "drop database if exists tocsin_perf with (force)"));
  TRY(Execute(url, "create database tocsin_perf"));
  const std::string own = url.substr(0, slash) + "/tocsin_perf" + url.substr(query);
  const auto store = MakePostgresStore({.url = own});
  TRY(store->Migrate());
  TRY(FillFormerDays(own, ids));
  for (const std::size_t size : {1U, 50U, 500U}) TRY(Measure(*store, size, seconds));
  return Execute(url, "drop database tocsin_perf with (force)");
}

}  // namespace
}  // namespace tocsin

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "Usage: perf_store_batch URL [SECONDS [IDS]]\n");
    return 2;
  }
  const auto done = tocsin::Run(arguments[1], count > 2 ? std::atof(arguments[2]) : 5,
                                count > 3 ? std::atoi(arguments[3]) : 0);
  if (done) return 0;
  std::fprintf(stderr, "perf_store_batch: %s\n", done.error().message.c_str());
  return 1;
}
