#include "workers/rehearsal/exec.hpp"

#include <algorithm>
#include <mutex>

#include "schemas/events/calls.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/inline_shard.hpp"
#include "workers/rehearsal/masking.hpp"
#include "workers/rehearsal/quiet_metrics.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/worker/handler.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr int kInputsBetweenTidying = 100;
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

class ExecRun {
 public:
  ExecRun(std::shared_ptr<const workflow::Definition> definition, const ExecServices& services)
      : definition_(std::move(definition)),
        services_(services),
        store_(services.make_store(services.clock)),
        book_(services.engine, services.functions),
        client_(services.http) {}

  Result<ExecOutcome> Run(const json::value& input) {
    TRY_ASSIGN(const auto definition, Prepare());
    shard_->Enter(workflow::StartSignal(id_, 0, definition, input));
    while (!outcome_) {
      TRY_ASSIGN(bool more, shard_->Work());
      if (!more) {
        TRY_ASSIGN(more, shard_->FireTimer());
      }
      if (more) {
        TRY(Tidy());
      }
      if (more || outcome_) continue;
      if (shard_->Handler().Effects().empty() && !shard_->NextAt()) return Stuck();
      shard_->WaitForInput(UntilNext());
    }
    return *outcome_;
  }

 private:
  Result<std::int64_t> Prepare() {
    TRY_ASSIGN(session_, store_->OpenSession());
    std::vector<workflow::KnownDefinition> known;
    TRY_ASSIGN(const auto id, Put(definition_, known));
    for (const auto& other : services_.beside) TRY(Put(other, known));
    book_.Activate(std::make_shared<const workflow::DefinitionSet>(
        std::move(known), std::vector<workflow::KnownDefinition>(), services_.resources));
    const auto make_handler = [this](runtime::ShardServices& shard) {
      workflow::WorkflowOptions options;
      options.lifecycle = workflow::Lifecycle::kNone;
      options.secrets = services_.secrets;
      return std::make_unique<workflow::WorkflowHandler>(std::move(options), shard, book_, client_);
    };
    shard_ = std::make_unique<InlineShard>(
        ShardParts{.role = "workflow",
                   .session = *session_,
                   .clock = services_.clock,
                   .metrics = metrics_,
                   .make_handler = make_handler,
                   .publish = [this](const OutgoingRecord& record) { Log(record); },
                   .stored = [this](const Batch& batch) { Keep(batch); }});
    TRY(shard_->Start());
    return id;
  }

  Result<std::int64_t> Put(const std::shared_ptr<const workflow::Definition>& definition,
                           std::vector<workflow::KnownDefinition>& known) {
    TRY_ASSIGN(const auto id, session_->PutDefinition({.space = definition->Namespace(),
                                                       .name = definition->Name(),
                                                       .version = definition->Version(),
                                                       .hash = Sha256Hex(definition->Text()),
                                                       .yaml = definition->Text()}));
    known.push_back({id, definition});
    return id;
  }

  /// Nobody will ask for the history of a run that may poll for days.
  Status Tidy() {
    if (++handled_ % kInputsBetweenTidying != 0) return {};
    return store_->Housekeeping(Duration(0), Duration(0));
  }

  Duration UntilNext() const {
    const auto next = shard_->NextAt();
    if (!next) return kLongestWait;
    return std::clamp(*next - services_.clock.Now(), Duration(0), kLongestWait);
  }

  void Log(const OutgoingRecord& record) {
    const auto event = codec_.Decode({.at = {record.topic, 0},
                                      .key = record.key,
                                      .value = record.value,
                                      .headers = record.headers});
    if (!event) return;
    json::value shown = ToStructured(*event);
    if (event->type == type::kCallRequested)
      MaskPhoneAt(shown, {"data", NameOf<&events::CallRequested::to>(),
                          NameOf<&events::Recipient::phone>()});
    services_.log << JsonText(shown) << "\n" << std::flush;
  }

  void Keep(const Batch& batch) {
    for (const auto& run : batch.runs) {
      if (run.id != id_ || !IsOver(run.status)) continue;
      auto output = ParseJson(run.output, {.max_depth = kMaxWrappedDepth});
      outcome_ = ExecOutcome{run.status == RunStatus::kCompleted,
                             output ? *std::move(output) : json::value(nullptr)};
    }
  }

  static ExecOutcome Stuck() {
    const auto error = workflow::RuntimeError(
        "the run waits for an event, and there is no bus in exec; try it in a *_test.yaml with "
        "given events");
    return {false, workflow::ErrorObject(error, "/")};
  }

  const RunId id_{RandomUuid()};
  std::shared_ptr<const workflow::Definition> definition_;  ///< shared with the set in force
  const ExecServices& services_;
  QuietMetrics metrics_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreSession> session_;
  workflow::DefinitionBook book_;
  runtime::EventCodec codec_{"tocsin", {}, services_.engine};
  std::unique_ptr<InlineShard> shard_;
  LentClient client_;  ///< ends first: what it was to answer lives as long as it does
  std::optional<ExecOutcome> outcome_;
  std::int64_t handled_ = 0;  ///< inputs
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
  return ExecRun(std::move(definition), services).Run(input);
}

}  // namespace tocsin::rehearsal
