// `tocsin realtime`: whether the service for whole conversations works as it is set up.
#include <cstdio>

#include "adapters/clock.hpp"
#include "workers/compose/realtime_trial.hpp"
#include "workers/main/command_line.hpp"

namespace tocsin::commands {
namespace {

int TestRealtime(const Common& common, bool conversation) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto trial = compose::TryRealtime(loaded->settings, conversation, SystemClock());
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(compose::RealtimeTrialJson(trial)).c_str());
  else if (!trial.engine.empty())
    std::printf("%s", compose::RealtimeTrialText(trial).c_str());
  if (!trial.failed) return kDone;
  std::fflush(stdout);
  Refuse(*trial.failed);
  return kFailed;
}

}  // namespace

void AddRealtimeCommands(CommandLine& line) {
  static bool conversation = false;
  auto* realtime =
      AddCommand(line, group::kFindOut, "realtime",
                 "the service that holds whole conversations by itself", "tocsin realtime test");
  realtime->require_subcommand(1);
  auto* test = AddCommand(
      *realtime, "test",
      "open a session of language.realtime and have it say a sentence; tells the times to the "
      "connection, the session and the first sound, and what the service says that it is; 1 where "
      "a step fails",
      "tocsin realtime test --conversation");
  test->add_flag("--conversation", conversation,
                 "speak to it with a voice of this machine, too, interrupt it once, and have it "
                 "call a tool");
  AddFormat(line, test);
  test->callback(
      [&line] { line.action = [&line] { return TestRealtime(line.common, conversation); }; });
}

}  // namespace tocsin::commands
