#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/rehearsal/inline_shard.hpp"
#include "workers/rehearsal/inline_webhooks.hpp"
#include "workers/rehearsal/make_store.hpp"
#include "workers/rehearsal/mocked_http.hpp"
#include "workers/rehearsal/quiet_metrics.hpp"
#include "workers/rehearsal/receivers.hpp"
#include "workers/rehearsal/scripted_model.hpp"
#include "workers/rehearsal/simulated_carrier.hpp"
#include "workers/rehearsal/virtual_clock.hpp"
#include "workers/voice/worker/voice_webhooks.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/worker/handler.hpp"

namespace tocsin::rehearsal {

/// The settings of calls in a rehearsal.
voice::VoiceSettings SettingsOfRehearsal();

/// The workflow and the voice worker as they run, with a store and a bus of their own, at a carrier
/// that does not exist, with scripted people and mocked HTTP calls, in virtual time and
/// deterministic. Nothing happens but by Publish, AdvanceTo and Settle. Who is not in the script
/// does not answer. Settings are as without a settings file, but that every country may be called,
/// at any pace, and that lifecycle events come only of workflows that ask for them.
class World {
 public:
  struct Parts {
    /// Shared with the set in force.
    std::vector<std::shared_ptr<const workflow::Definition>> definitions;
    std::shared_ptr<const workflow::Resources> resources;
    ExpressionEngine& engine;  ///< borrowed, like the next two
    const workflow::Functions& functions;
    const MakeStore& make_store;
    Callees callees = {};
    HttpMocks mocks = {};
    std::optional<std::vector<ModelAnswer>> model = {};    ///< none: there is no language model
    std::map<std::string, Secret, std::less<>> pins = {};  ///< of contacts
    /// Where events are delivered by webhook (null: nowhere), and what receivers answer: the same
    /// for the same webhook-id and webhook-timestamp, which are one attempt.
    std::shared_ptr<const bridge::Deliveries> deliveries = {};
    AnsweringHttp::Answer receiver = {};
    HttpMocks channels = {};  ///< what channels answer, by name; others take every message
    /// HTTP calls are made there, with these secrets, and there is no bus: a run hears only what
    /// answers its requests (null: they are mocked). Borrowed.
    HttpClient* outside = nullptr;
    std::map<std::string, std::string> secrets = {};  ///< of `outside`; else all are there
    /// Told of each occurrence, of which only the last is kept then; empty: all are kept.
    std::function<void(const Event&)> tell = {};
    /// What stands in a worker's place, given its handler; empty: the handler itself.
    std::function<std::unique_ptr<runtime::RoleHandler>(std::string_view role,
                                                        std::unique_ptr<runtime::RoleHandler>)>
        wrap = {};
    bool carrier_lists_calls = true;  ///< TelephonyCapabilities::lists_calls
    /// Whether a dead letter that answers nobody ends the step that led to it (Publish).
    bool refuses_dead_letters = true;
  };
  enum class Origin { kGiven, kWorkflow, kPhone, kBridge };
  struct Occurrence {
    TimePoint at;
    Origin origin = Origin::kGiven;
    Event event;
  };
  /// What a worker put to the dead letters, once, however often it was published.
  struct DeadLetter {
    TimePoint at;
    Origin origin = Origin::kGiven;  ///< the worker
    Record record;
  };
  /// Something said on a call, as its transcript has it, after so many occurrences.
  struct Spoken {
    std::size_t after = 0;
    TimePoint at;
    std::string who;   ///< the contact, or the masked number where there is none
    std::string role;  ///< assistant, user
    std::string text;
  };
  struct Run {
    RunId id;
    std::string workflow;
    RunStatus status = RunStatus::kRunning;
    json::value output;  ///< when Over(): the output or the error object
    bool Over() const { return IsOver(status); }
  };

  static Result<std::unique_ptr<World>> Make(Parts parts, TimePoint start, Crashes crashes);
  ~World();

  /// Starts a run that no event starts; `definition` is one of those in force.
  Status Start(const RunId& run, const workflow::Definition& definition, const json::value& input);
  /// An event from outside, now. kInvalid: a worker puts it, or what comes of it, to the dead
  /// letters (unless they are only kept, Parts::refuses_dead_letters).
  Status Publish(const Event& event);
  /// Somebody calls a number of ours; empty `to`: the one there is. How they behave is in
  /// `callees`; of what `fails` says, `budget` ends such a call.
  Status Ring(const std::string& from, const std::string& to);
  /// Somebody opens the link of the newest message (of that channel, where one is named), chooses
  /// and confirms. kInvalid: there is none, or the page takes it no more.
  Status UseLink(std::string_view channel, const std::string& choice, const std::string& pin);
  /// Somebody texts us, and confirms with the PIN or the code that is sent back. kInvalid: it
  /// answers nothing.
  Status ReplyByText(const std::string& from, const std::string& text, const std::string& pin);
  Status AdvanceTo(TimePoint time);
  /// Goes on until nothing is due any more, at most for `most`.
  Status Settle(Duration most);

  TimePoint Now() const { return clock_.Now(); }
  /// When something is due next.
  std::optional<TimePoint> NextAt() const;
  /// The same on its phones and channels alone, which are nobody's.
  std::optional<TimePoint> NextImaginedAt() const;
  /// Whether HTTP calls are under way, or are to be made again.
  bool AwaitsAnswers() const { return !workflow_->Handler().Effects().empty(); }
  /// Waits for one, at most so long.
  void WaitForAnswer(Duration most) { workflow_->WaitForInput(most); }
  const std::vector<Occurrence>& Occurrences() const { return occurrences_; }
  const std::vector<DeadLetter>& DeadLetters() const { return letters_; }
  const std::vector<Spoken>& Conversations() const { return spoken_; }
  /// Calls so far, by contact (or number where there is none).
  const std::map<std::string, int, std::less<>>& Calls() const { return calls_; }
  /// Names among Calls() that a contact was called by, or whoever has a phone number.
  std::set<std::string> CalledAs(std::string_view who) const;
  /// What channels took, and which were tried.
  const Receivers& Channels() const { return receivers_; }
  /// In the order of their starts.
  const std::vector<Run>& Runs() const { return runs_; }

 private:
  World(Parts parts, TimePoint start, Crashes crashes);
  Status Build();
  Status BuildBridge();
  Status Activate();
  Result<std::int64_t> Put(const workflow::Definition& definition);
  workflow::WorkflowOptions OptionsOfWorkflows() const;
  Status Tidy();
  std::unique_ptr<runtime::RoleHandler> Wrapped(std::string_view role,
                                                std::unique_ptr<runtime::RoleHandler> handler);
  std::unique_ptr<voice::VoiceWebhooks> MakeWebhooks();
  voice::VoiceParts VoicePartsWith(const Secret& tokens);

  Status Drain();
  Status Step(TimePoint at);
  bool ServeWebhook();
  void Transport(Origin origin, const OutgoingRecord& record);
  void Spread(Record record, Event event);
  void KeepDeadLetter(Origin origin, const Event& event, const Record& letter);

  bool AdmitToVoice(const runtime::ShardInput& input);
  void Meet(const Event& request);
  voice::VoiceSettings SettingsOfCalls() const;
  void Behave(const std::string& reason);
  CalleeBehaviour CalleeOf(const PlaceCall& dial);
  void KeepRuns(const Batch& batch);
  void KeepTurns(const Batch& batch);

  Parts parts_;
  VirtualClock clock_;
  const Crashes crashes_;
  QuietMetrics metrics_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreSession> session_;
  workflow::DefinitionBook book_;
  MockedHttp http_;
  SimulatedCarrier carrier_;
  voice::SettingsCell settings_;
  voice::Carriers carriers_;
  ScriptedModel model_;
  voice::ModelQuestions questions_;
  std::unique_ptr<InlinePool> pool_;
  std::unique_ptr<InlineCourier> courier_;
  std::unique_ptr<InlineShard> workflow_;
  std::unique_ptr<InlineShard> voice_;
  Receivers receivers_;
  std::unique_ptr<InlineShard> bridge_;
  bool delivers_ = false;  ///< it has deliveries, so that every event is its
  runtime::EventCodec codec_;

  std::map<std::string, std::int64_t> ends_;  ///< of the topics
  std::set<std::string> known_;               ///< events that were published
  std::map<CallId, CalleeBehaviour> met_;
  std::string behaved_;  ///< the reason of failure that the settings give now
  std::optional<Error> refused_;
  std::vector<Occurrence> occurrences_;
  std::set<std::string> letters_known_;
  std::vector<DeadLetter> letters_;
  std::size_t before_ = 0;  ///< occurrences up to the last one that was given
  int stored_ = 0;          ///< batches of the workflow worker
  std::vector<Spoken> spoken_;
  std::map<std::string, int, std::less<>> callers_;  ///< calls that came in, by number
  std::map<std::string, int, std::less<>> calls_;
  std::map<std::string, std::set<std::string>, std::less<>> called_as_;  ///< by phone number
  std::vector<Run> runs_;
};

}  // namespace tocsin::rehearsal
