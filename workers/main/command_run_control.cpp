// `tocsin runs cancel|suspend|resume|retry`: an event to the worker that owns the run, which alone
// changes it.
#include <chrono>
#include <cstdio>
#include <thread>

#include "schemas/events/runs.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/outbox_door.hpp"
#include "workers/workflow/worker/run_control.hpp"

namespace tocsin::commands {
namespace {

using RunSummary = StoreDirectory::RunSummary;

constexpr auto kLookAgain = std::chrono::milliseconds(200);

struct ControlOptions {
  std::string id, reason;
  std::string wait = "30s";
};

struct Word {
  const char* control;
  const char* done;  ///< what the run is then
};

Result<RunSummary> Look(StoreDirectory& directory, const RunId& id) {
  TRY_ASSIGN(auto runs, directory.ListRuns({.limit = 1, .id = id}));
  if (runs.empty())
    return Fail(ErrorKind::kNotFound,
                "there is no run " + id.ToString() + "; see `tocsin runs list`");
  return std::move(runs.front());
}

/// A run that was retried may have failed again.
bool FailedAgain(const RunSummary& before, const RunSummary& run) {
  return before.status == RunStatus::kFaulted && run.status == RunStatus::kFaulted &&
         run.ended != before.ended;
}

bool Settled(const Word& word, const RunSummary& before, const RunSummary& run) {
  if (workflow::IsFulfilled(word.control, run.status) || FailedAgain(before, run)) return true;
  return IsOver(run.status) && before.status != run.status;
}

/// Looks until the run is as asked for, or over, or the time is.
Result<RunSummary> Await(const Word& word, StoreDirectory& directory, const RunSummary& before,
                         Duration wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    TRY_ASSIGN(auto run, Look(directory, before.id));
    if (Settled(word, before, run) || std::chrono::steady_clock::now() >= until) return run;
    std::this_thread::sleep_for(kLookAgain);
  }
}

int Tell(const Common& common, const Word& word, const ControlOptions& options,
         const RunSummary& before, const RunSummary& run) {
  const std::string id = run.id.ToString(), status(ToString(run.status));
  const bool again = FailedAgain(before, run);
  const bool done = again || workflow::IsFulfilled(word.control, run.status);
  if (common.format == Format::kJson)
    std::printf(
        "%s\n",
        JsonText(
            json::object{{"id", id}, {"asked", word.control}, {"done", done}, {"status", status}})
            .c_str());
  else if (done)
    std::printf("run %s is %s\n", id.c_str(), word.done);
  if (again) {
    std::fprintf(stderr, "tocsin: run %s has failed again: tocsin explain %s\n", id.c_str(),
                 run.subject.c_str());
    return kFailed;
  }
  if (done) return kDone;
  if (IsOver(run.status) && before.status != run.status) {
    std::fprintf(stderr, "tocsin: run %s ended before that: %s\n", id.c_str(), status.c_str());
    return kFailed;
  }
  std::fprintf(stderr,
               "tocsin: asked for, but run %s is still %s after %s: no workflow worker runs that "
               "owns it (`tocsin run`), or it has much to do. The request is stored and is carried "
               "out as soon as one does\n",
               id.c_str(), status.c_str(), options.wait.c_str());
  return kUnreachable;
}

/// The run as it is stored, and as the worker will find it; none: it is over meanwhile.
Result<std::optional<StoredRun>> Stored(const Word& word, StoreSession& session, const RunId& id) {
  if (word.control != std::string_view(events::kRetryRun)) {
    TRY_ASSIGN(auto live, session.LoadRuns({id}));
    return live.empty() ? std::nullopt : std::optional(std::move(live.front()));
  }
  TRY_ASSIGN(auto failed, session.LoadFailedRun(id));
  if (failed && failed->state.empty())
    return Fail(ErrorKind::kInvalid,
                "run " + id.ToString() +
                    " cannot be retried: there is no state of it to go on from. It failed as a "
                    "whole (outside of its tasks, or by more than 1 MiB of data), before this "
                    "release, or a number was erased from it");
  return failed;
}

Result<int> Ask(const Common& common, const Word& word, const ControlOptions& options,
                const RunId& id, Duration wait) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  TRY_ASSIGN(const auto desk, OpenOutboxDesk(*loaded, common));
  TRY_ASSIGN(const auto run, Look(*desk.directory, id));
  if (const auto checked = workflow::CheckControl(word.control, run.status); !checked)
    return Fail(checked.error().kind, "run " + id.ToString() + ' ' + checked.error().message);
  TRY_ASSIGN(const auto stored, Stored(word, *desk.session, id));
  if (stored) {
    const Event event = workflow::RunControlEvent(
        id, stored->subject, stored->revision, word.control, options.reason,
        std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
    TRY(runtime::PublishByOutbox(
        *desk.session, "workflow", desk.log.id, stored->partition,
        {runtime::EventCodec::Encode(event, loaded->settings.bus.prefix)}));
  }
  TRY_ASSIGN(const auto after, Await(word, *desk.directory, run, wait));
  return Tell(common, word, options, run, after);
}

int Control(const Common& common, const Word& word, const ControlOptions& options) {
  const auto id = RunId::Parse(options.id);
  const auto wait = ParseDuration(options.wait);
  if (!id || !wait) {
    std::fprintf(
        stderr, "tocsin runs %s: %s\n", word.control,
        !id ? ("'" + options.id + "' is no run's id; see `tocsin runs list --subject ALERT`")
                  .c_str()
            : ("--wait: " + wait.error().message).c_str());
    return kUsage;
  }
  const auto code = Ask(common, word, options, *id, *wait);
  return code ? *code : Refuse(code.error());
}

void AddControl(CommandLine& line, CLI::App& runs, const Word& word, const char* what) {
  static ControlOptions options;
  auto* command = AddCommand(runs, word.control, what,
                             "tocsin runs " + std::string(word.control) +
                                 " 0d3c6d0e-8f0e-5b0e-9f8b-2f6f2f0b9a11 --reason 'wrong host'");
  command->add_option("id", options.id, "as `runs list` and `explain` print it")->required();
  command->add_option("--reason", options.reason, "told by `explain` and in the run's history")
      ->option_text("TEXT");
  command
      ->add_option("--wait", options.wait,
                   "how long to wait until the worker has done it (default 30s)")
      ->option_text("DURATION");
  AddFormat(line, command);
  AddData(line, command);
  command->callback([&line, word] {
    line.action = [&line, word] { return Control(line.common, word, options); };
  });
}

}  // namespace

void AddRunControlCommands(CommandLine& line, CLI::App& runs) {
  AddControl(line, runs, {events::kCancelRun, "cancelled"},
             "end a run: its calls are hung up, an alert that it has not closed is closed as "
             "failed");
  AddControl(line, runs, {events::kSuspendRun, "suspended"},
             "begin no further task of a run: timers wait, answers are kept");
  AddControl(line, runs, {events::kResumeRun, "resumed"}, "let a suspended run go on");
  AddControl(line, runs, {events::kRetryRun, "retried"},
             "take a run that failed up again, from the task that failed");
}

}  // namespace tocsin::commands
