// tocsin-bench: sends alerts to a running worker and measures what comes out; measures the
// machine's limits beside it. tools/bench starts the servers and the worker and prints the table.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "tests/perf/bench/alerts.hpp"
#include "tests/perf/bench/limits.hpp"
#include "tests/perf/bench/recovery.hpp"
#include "tests/perf/bench/web.hpp"

namespace {

int PrintLimits(const std::string& brokers, const std::string& database, const std::string& run,
                int count) {
  using namespace tocsin::perf;
  const double loop = ConsumeProduceRate(brokers, run, count);
  const double insert = InsertRate(database, count);
  const double bare = BareLoopRate(brokers, database, run, count);
  std::printf(R"({"consume_produce":%.0f,"insert":%.0f,"bare_loop":%.0f})"
              "\n",
              loop, insert, bare);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Benchmarks of tocsin against a broker and a database on this machine"};
  tocsin::perf::AlertLoad load;
  tocsin::perf::WebLoad web;
  std::string database;
  std::function<int()> chosen;
  const auto add = [&](const char* name, const char* what, std::function<int()> run) {
    auto* command = app.add_subcommand(name, what);
    command->add_option("--brokers", load.brokers, "bootstrap address")->required();
    command->add_option("--prefix", load.prefix, "topic prefix of the worker");
    command->add_option("--run", load.run, "name of this run: prefix of ids and topics");
    command->add_option("--first", load.first, "number of the first alert");
    command->add_option("--ramp", load.ramp,
                        "seconds at the beginning that are not counted, where there is a rate");
    command->add_option("--count", load.count, "alerts")->check(CLI::Range(1, 5'000'000));
    command->add_option("--timeout", load.timeout, "seconds");
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
    return command;
  };
  add("fill", "publish alerts and end", [&] { return FillAlerts(load); });
  add("backlog", "alerts that lie on the topic, actions out", [&] { return MeasureBacklog(load); });
  add("alerts", "alert in, action out", [&] {
    return MeasureAlerts(load);
  })->add_option("--rate", load.rate, "alerts a second; 0: as fast as the broker takes them");
  auto* bare = add("bare", "alert in, action out, by the bare loop instead of a worker", [&] {
    return tocsin::perf::WithBareLoop(load.brokers, database, load.prefix, [&] {
      tocsin::perf::AlertLoad warm = load;
      warm.run += "warm";
      warm.count = 2000;
      warm.rate = 0;
      return WarmUp(warm) + MeasureAlerts(load);
    });
  });
  bare->add_option("--rate", load.rate, "alerts a second")->required();
  bare->add_option("--database", database, "PostgreSQL URL")->required();
  auto* dials = add("dials", "alert in, dial request out", [&] { return MeasureDials(load); });
  dials->add_option("--rate", load.rate, "alerts a second")->required();
  dials->add_option("--phone", load.phone, "URL of the phone simulator")->required();
  auto* hooks =
      add("hooks", "bodies posted to a hook, answered", [&] { return MeasureHooks(load, web); });
  hooks->add_option("--rate", load.rate, "bodies a second")->required();
  hooks->add_option("--url", web.url, "the hook; without it a bare server that answers at once");
  hooks->add_option("--key", web.key, "API key");
  add("deliveries", "alert in, its action delivered over HTTP",
      [&] { return MeasureDeliveries(load, web); })
      ->add_option("--port", web.port, "where the receiver listens")
      ->required();
  add("recovery", "how long alerts wait after a kill and a stop",
      [] { return tocsin::perf::MeasureRecovery(); });
  add("drop", "delete the topics of a run", [&] { return DropTopics(load); });
  add("limits", "what the machine can do",
      [&] { return PrintLimits(load.brokers, database, load.run, load.count); })
      ->add_option("--database", database, "PostgreSQL URL")
      ->required();
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  return chosen();
}
