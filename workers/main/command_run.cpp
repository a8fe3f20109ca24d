#include <cstdio>
#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/main/command_line.hpp"

namespace tocsin::commands {

void AddRunCommand(CommandLine& line) {
  static compose::RunOptions run;
  auto* command =
      AddCommand(line, group::kWork, "run", "the worker: consume, decide, phone, deliver",
                 "tocsin run --embedded\n  tocsin run --config /etc/tocsin/tocsin.yaml "
                 "--workers workflow,bridge");
  command->add_flag("--embedded", run.embedded,
                    "the bus is a durable log inside PostgreSQL; no Kafka needed");
  command->add_option("--data", run.data, "folder of this installation (default .tocsin)")
      ->option_text("DIR");
  static std::vector<std::string> workers;
  command->add_option("--workers", workers, "roles of this process (default all)")
      ->delimiter(',')
      ->check(CLI::IsMember({"workflow", "voice", "bridge"}))
      ->option_text("workflow,voice,bridge");
  static std::string wait = "10s";
  command->add_option("--wait", wait, "how long to wait for database and broker (default 10s)")
      ->option_text("DURATION");
  command->callback([&line] {
    line.action = [&line]() -> int {
      if (!workers.empty()) run.workers = {workers.begin(), workers.end()};
      const auto duration = ParseDuration(wait);
      if (!duration) {
        std::fprintf(stderr, "tocsin run: --wait: %s\n", duration.error().message.c_str());
        return kUsage;
      }
      run.wait = *duration;
      run.settings = line.common.Load();
      return compose::RunProcess(run);
    };
  });
}

}  // namespace tocsin::commands
