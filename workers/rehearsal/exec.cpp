#include "workers/rehearsal/exec.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "schemas/phone_filter.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/errors.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr Duration kLongestWait = std::chrono::hours(1);  // so that a clock that was set is noticed

/// An HTTP client whose answers are dropped once this is gone: one may come when the run is over.
class LentClient final : public HttpClient {
 public:
  explicit LentClient(HttpClient& client) : client_(client) {}
  ~LentClient() override {
    const std::lock_guard lock(gate_->mutex);
    gate_->open = false;
  }
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    client_.Send(std::move(call), [gate = gate_, done = std::move(done)](HttpOutcome outcome) {
      const std::lock_guard lock(gate->mutex);
      if (gate->open) done(std::move(outcome));
    });
  }

 private:
  struct Gate {
    std::recursive_mutex mutex;  ///< a client may answer within Send
    bool open = true;
  };
  HttpClient& client_;
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();  ///< with the calls under way
};

/// A phone that rings nowhere must not be taken for one that did.
constexpr std::string_view kNoPhones =
    "tocsin: no phone rings in exec: who is called is played (--person NAME=HOW), and who is not "
    "does not answer; their time passes at once\n";
constexpr std::string_view kNoMessages = "tocsin: no message leaves exec: each counts as sent\n";

class ExecRun {
 public:
  ExecRun(const workflow::Definition& definition, const ExecServices& services)
      : definition_(definition), services_(services), client_(services.http) {}

  Result<ExecOutcome> Run(World::Parts parts, const json::value& input) {
    parts.outside = &client_;
    parts.secrets = services_.secrets;
    parts.tell = [this](const Event& event) { Log(event); };
    TRY_ASSIGN(world_, World::Make(std::move(parts), services_.clock.Now(), Crashes::kNever));
    TRY(world_->Start(id_, definition_, input));
    while (!Outcome()) {
      const auto next = world_->NextAt();
      const bool awaits = world_->AwaitsAnswers();
      if (!next && !awaits) return Stuck();
      if (next && !awaits && next == world_->NextImaginedAt())
        skipped_ += std::max(Duration(0), *next - Now());
      else
        world_->WaitForAnswer(next ? std::clamp(*next - Now(), Duration(0), kLongestWait)
                                   : kLongestWait);
      TRY(world_->AdvanceTo(Now()));
    }
    return *Outcome();
  }

 private:
  TimePoint Now() const { return services_.clock.Now() + skipped_; }

  void Log(const Event& event) {
    if (event.type == type::kCallRequested && !std::exchange(told_phones_, true))
      services_.log << kNoPhones;
    if (event.type == type::kMessageRequested && !std::exchange(told_messages_, true))
      services_.log << kNoMessages;
    services_.log << FilterPhones(JsonText(ToStructured(event))) << "\n" << std::flush;
  }

  std::optional<ExecOutcome> Outcome() const {
    const auto run = std::ranges::find(world_->Runs(), id_, &World::Run::id);
    if (run == world_->Runs().end() || !run->Over()) return std::nullopt;
    return ExecOutcome{run->status == RunStatus::kCompleted, run->output};
  }

  static ExecOutcome Stuck() {
    const auto error = workflow::RuntimeError(
        "the run waits for an event, and there is no bus in exec; try it in a *_test.yaml with "
        "given events");
    return {false, workflow::ErrorObject(error, "/")};
  }

  const RunId id_{RandomUuid()};
  const workflow::Definition& definition_;
  const ExecServices& services_;
  Duration skipped_{0};  ///< in which only phones and channels had something to do
  bool told_phones_ = false, told_messages_ = false;
  std::unique_ptr<World> world_;
  LentClient client_;  ///< ends first: what it was to answer lives as long as it does
};

/// Such a workflow reads its event as the first of a list: anything else ends in a riddle of jq's.
ExecOutcome NotAnEvent(const workflow::Definition& definition, const std::string& wanted) {
  const auto types = definition.StartTypes();
  const std::string type = types.empty() || types.front().empty() ? "" : ' ' + types.front();
  const auto error = workflow::ValidationError("this workflow starts by an event" + type +
                                               ": give its input as a list of that event, " +
                                               wanted + ", for example: echo '" + wanted +
                                               "' | tocsin exec FILE --input -; or give events "
                                               "in a *_test.yaml and run tocsin test");
  return {false, workflow::ErrorObject(error, "/")};
}

}  // namespace

Result<ExecOutcome> ExecWorkflow(std::shared_ptr<const workflow::Definition> definition,
                                 const json::value& input, const ExecServices& services) {
  const auto wanted = definition->StartInput();
  if (!wanted.empty() && !input.is_array()) return NotAnEvent(*definition, wanted);
  auto definitions = services.beside;
  definitions.insert(definitions.begin(), definition);
  return ExecRun(*definition, services)
      .Run({.definitions = std::move(definitions),
            .resources = services.resources,
            .engine = services.engine,
            .functions = services.functions,
            .make_store = services.make_store,
            .callees = services.people,
            .pins = services.pins},
           input);
}

}  // namespace tocsin::rehearsal
