#include "workers/rehearsal/world.hpp"

#include <algorithm>
#include <utility>

#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/voice/worker/voice_handler.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::size_t kMaxOccurrences = 10'000;
constexpr std::string_view kPublicBase = "http://rehearsal";
constexpr std::string_view kVoiceRole = "voice";
/// Of the language model that a test scripts.
constexpr int kQuestionsACall = 10;
constexpr int kQuestionsAMinute = 1'000;

}  // namespace

voice::VoiceSettings SettingsOfRehearsal() {
  voice::VoiceSettings settings;
  settings.public_bases = {std::string(kPublicBase)};
  settings.country_prefixes = {"+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"};
  return settings;
}

World::World(Parts parts, TimePoint start, Crashes crashes)
    : parts_(std::move(parts)),
      clock_(start),
      crashes_(crashes),
      store_(parts_.make_store(clock_)),
      book_(parts_.engine, parts_.functions),
      http_(std::move(parts_.mocks)),
      carrier_(clock_, [this](const PlaceCall& dial) { return CalleeOf(dial); }),
      settings_(SettingsOfRehearsal()),
      carriers_({{.carrier = carrier_.Capabilities().name,
                  .path = carrier_.Capabilities().webhook_path,
                  .inbound = {std::string(SimulatedCarrier::kInboundPath)},
                  .texts = std::string(SimulatedCarrier::kTextsPath)}}),
      model_(parts_.model.value_or(std::vector<ModelAnswer>())),
      questions_(model_, clock_, kQuestionsAMinute),
      receivers_(parts_.channels, parts_.receiver, clock_),
      codec_("tocsin", {}, parts_.engine) {}

World::~World() = default;

Result<std::unique_ptr<World>> World::Make(Parts parts, TimePoint start, Crashes crashes) {
  std::unique_ptr<World> world(new World(std::move(parts), start, crashes));
  TRY(world->Build());
  return world;
}

std::unique_ptr<runtime::RoleHandler> World::Wrapped(
    std::string_view role, std::unique_ptr<runtime::RoleHandler> handler) {
  return parts_.wrap ? parts_.wrap(role, std::move(handler)) : std::move(handler);
}

voice::VoiceParts World::VoicePartsWith(const Secret& tokens) {
  return {.carriers = carriers_,
          .settings = settings_,
          .token_secret = tokens,
          .questions = parts_.model ? &questions_ : nullptr};
}

voice::VoiceSettings World::SettingsOfCalls() const {
  auto settings = SettingsOfRehearsal();
  if (parts_.model) settings.questions.per_call = kQuestionsACall;
  settings.pins = parts_.pins;
  settings.identify_by_pin = !parts_.pins.empty();
  return settings;
}

Status World::Build() {
  settings_.Set(SettingsOfCalls());
  carrier_.SetListing(parts_.carrier_lists_calls);
  carriers_.Use({std::shared_ptr<TelephonyProvider>(std::shared_ptr<void>(), &carrier_)}, {});
  TRY_ASSIGN(session_, store_->OpenSession());
  TRY_ASSIGN(auto directory, store_->OpenDirectory());
  pool_ = std::make_unique<InlinePool>(*session_, std::move(directory));
  courier_ = std::make_unique<InlineCourier>(CourierParts{
      .codec = codec_,
      .shard = voice_,
      .publish = [this](const OutgoingRecord& record) { Transport(Origin::kPhone, record); },
      .published = [this](const Batch& batch) { KeepTurns(batch); }});
  TRY(Activate());
  const auto make_workflow = [this](runtime::ShardServices& services) {
    HttpClient& client = parts_.outside != nullptr ? *parts_.outside : http_;
    return Wrapped("workflow", std::make_unique<workflow::WorkflowHandler>(
                                   OptionsOfWorkflows(), services, book_, client));
  };
  TRY_ASSIGN(const Secret tokens, store_->InstallationSecret(kCallTokenSecret));
  const auto make_voice = [this, tokens](runtime::ShardServices& services) {
    return Wrapped(kVoiceRole,
                   std::make_unique<voice::VoiceHandler>(VoicePartsWith(tokens), services));
  };
  workflow_ = std::make_unique<InlineShard>(ShardParts{
      .role = "workflow",
      .session = *session_,
      .clock = clock_,
      .metrics = metrics_,
      .make_handler = make_workflow,
      .publish = [this](const OutgoingRecord& record) { Transport(Origin::kWorkflow, record); },
      .stored = [this](const Batch& batch) { KeepRuns(batch); },
      .crashes = crashes_});
  voice_ = std::make_unique<InlineShard>(ShardParts{
      .role = std::string(kVoiceRole),
      .session = *session_,
      .clock = clock_,
      .metrics = metrics_,
      .make_handler = make_voice,
      .publish = [this](const OutgoingRecord& record) { Transport(Origin::kPhone, record); },
      .admit = [this](const runtime::ShardInput& input) { return AdmitToVoice(input); },
      .published = [this](const Batch& batch) { KeepTurns(batch); },
      .crashes = crashes_,
      .keeps_signals = true});
  TRY(workflow_->Start());
  TRY(voice_->Start());
  return BuildBridge();
}

std::unique_ptr<voice::VoiceWebhooks> World::MakeWebhooks() {
  return std::make_unique<voice::VoiceWebhooks>(
      voice::WebhookParts{.voice = VoicePartsWith(*store_->InstallationSecret(kCallTokenSecret)),
                          .database = *pool_,
                          .courier = *courier_,
                          .clock = clock_,
                          .metrics = metrics_,
                          .bus_id = "rehearsal"});
}

Status World::Publish(const Event& event) {
  occurrences_.push_back({clock_.Now(), Origin::kGiven, event});
  before_ = occurrences_.size();
  Transport(Origin::kGiven, runtime::EventCodec::Encode(event, codec_.Prefix()));
  return Drain();
}

Status World::Ring(const std::string& from, const std::string& to) {
  before_ = occurrences_.size();
  CalleeBehaviour behaviour;
  const auto before = static_cast<std::size_t>(callers_[from]++);
  if (const auto script = parts_.callees.find(from);
      script != parts_.callees.end() && !script->second.behaviours.empty()) {
    const auto& behaviours = script->second.behaviours;
    behaviour = behaviours[std::min(before, behaviours.size() - 1)];
  }
  carrier_.Ring(from, to, std::move(behaviour), kPublicBase);
  return AdvanceTo(clock_.Now());
}

/// What the bus does with a record: everybody who reads its topic gets the event.
void World::Transport(Origin origin, const OutgoingRecord& outgoing) {
  Record record{.at = {outgoing.topic, 0},
                .key = outgoing.key,
                .value = outgoing.value,
                .headers = outgoing.headers,
                .timestamp = clock_.Now()};
  auto event = codec_.Decode(record);
  if (!event) {
    if (!refused_) refused_ = event.error();
    return;
  }
  if (outgoing.topic == TopicName(topic::kDeadLetters, codec_.Prefix()))
    return KeepDeadLetter(origin, *event, record);
  const bool fresh =
      known_.insert(event->source + '\n' + event->id + '\n' + std::string(TenantOf(*event))).second;
  if (fresh && origin != Origin::kGiven) {
    if (parts_.tell) {
      parts_.tell(*event);
      occurrences_.clear();
      known_.clear();
    }
    occurrences_.push_back({clock_.Now(), origin, *event});
  }
  Spread(record, *event);
  // A broker may deliver again what was not acknowledged in time.
  if (crashes_ == Crashes::kEverywhere) Spread(std::move(record), *std::move(event));
}

void World::Spread(Record record, Event event) {
  record.offset = ends_[record.at.topic]++;
  const bool of_calls = record.at.topic == TopicName(topic::kCalls, codec_.Prefix());
  const bool of_lifecycle = record.at.topic == TopicName(topic::kLifecycle, codec_.Prefix());
  runtime::Arrival arrival;
  arrival.event = std::move(event);
  arrival.at = record.at;
  arrival.offset = record.offset;
  arrival.record = std::move(record);
  if (of_calls) voice_->Deliver(arrival);
  if (delivers_ || arrival.event.type == type::kMessageRequested) bridge_->Deliver(arrival);
  const bool heard = parts_.outside == nullptr || workflow::IsReply(arrival.event);
  if (!of_lifecycle && heard) workflow_->Deliver(std::move(arrival));
}

/// Nobody would see it in a test: it is told, unless whoever waits for it was answered.
void World::KeepDeadLetter(Origin origin, const Event& event, const Record& letter) {
  std::string name = event.source + '\n' + event.id + '\n' + std::string(TenantOf(event));
  for (const auto header : {runtime::kLetterRole, runtime::kLetterDelivery, runtime::kLetterReason,
                            runtime::kLetterError})
    name.append(1, '\n').append(runtime::HeaderOf(letter.headers, header));
  if (letters_known_.insert(std::move(name)).second)
    letters_.push_back({clock_.Now(), origin, letter});
  if (!parts_.refuses_dead_letters) return;
  const bool answered = !occurrences_.empty() && occurrences_.back().origin == origin &&
                        occurrences_.back().event.Extension("causationid") == event.id;
  // What nobody took is told by its events.
  if (refused_ || origin == Origin::kBridge || (origin == Origin::kPhone && answered)) return;
  refused_ = Error{ErrorKind::kInvalid,
                   "the " + std::string(origin == Origin::kPhone ? kVoiceRole : "workflow") +
                       " worker refuses this " + event.type + " (dead letter): " +
                       std::string(runtime::HeaderOf(letter.headers, runtime::kLetterError)),
                   "rehearsal"};
}

std::optional<TimePoint> World::NextAt() const {
  const auto next = NextImaginedAt();
  const auto at = workflow_->NextAt();
  return at && (!next || *at < *next) ? at : next;
}

std::optional<TimePoint> World::NextImaginedAt() const {
  std::optional<TimePoint> next;
  for (const auto at : {voice_->NextAt(), carrier_.NextAt(), bridge_->NextAt()})
    if (at && (!next || *at < *next)) next = at;
  return next;
}

Status World::AdvanceTo(TimePoint time) {
  for (auto next = NextAt(); next && *next <= time; next = NextAt()) TRY(Step(*next));
  clock_.MoveTo(time);
  return Drain();
}

Status World::Settle(Duration most) {
  const TimePoint end = clock_.Now() + most;
  for (auto next = NextAt(); next && *next <= end; next = NextAt()) TRY(Step(*next));
  return {};
}

/// What people do at the same moment comes before what follows from it.
Status World::Step(TimePoint at) {
  clock_.MoveTo(at);
  for (bool more = true; more;) {
    more = false;
    while (ServeWebhook()) more = true;
    TRY(Drain());
    TRY_ASSIGN(const bool woken, workflow_->FireTimer());
    TRY_ASSIGN(const bool called, voice_->FireTimer());
    TRY_ASSIGN(const bool delivers, bridge_->FireTimer());
    more = more || woken || called || delivers;
    TRY(Drain());
  }
  return {};
}

/// Until nothing is left to do at this moment. The workflow goes first, so that the order is the
/// same with every event sent twice.
Status World::Drain() {
  for (bool more = true; more;) {
    TRY_ASSIGN(more, workflow_->Work());
    if (more) TRY(Tidy());
    if (!more) {
      TRY_ASSIGN(more, voice_->Work());
    }
    if (!more) {
      TRY_ASSIGN(more, bridge_->Work());
    }
    if (const auto why = std::exchange(refused_, {})) return Fail(*why);
    if (occurrences_.size() - before_ > kMaxOccurrences)
      return Fail(ErrorKind::kInvalid,
                  "more than 10,000 events came of one: the workflow seems to answer itself",
                  "rehearsal");
  }
  return {};
}

bool World::ServeWebhook() {
  const auto webhook = carrier_.NextWebhook();
  if (!webhook) return false;
  Behave(webhook->reason);
  HttpResponse response;
  // A carrier sends a webhook again when it missed the answer, and any process may take it.
  std::vector<std::unique_ptr<voice::VoiceWebhooks>> processes;
  model_.Hold();  // whoever wants words again in that instant is not later than its answer
  for (int sent = 0; sent < (crashes_ == Crashes::kEverywhere ? 2 : 1); ++sent) {
    processes.push_back(MakeWebhooks());
    runtime::HttpRouter router;
    processes.back()->Register(router);
    router.Handle(webhook->request, [&](HttpResponse given) { response = std::move(given); });
  }
  model_.LetGo();
  carrier_.Answer(*webhook, response);
  return true;
}

}  // namespace tocsin::rehearsal
