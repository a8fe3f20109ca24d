#include "workers/voice/worker/live_calls.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "schemas/authentication_code.hpp"
#include "schemas/hex.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/worker/instructions.hpp"
#include "workers/voice/worker/live_call.hpp"

namespace tocsin::voice {
namespace {

/// A message of text, in bytes: what a person says, and a setup with all its parameters.
constexpr std::size_t kLongestWords = std::size_t{64} * 1024;

/// Closed as soon as it is open.
class ProbedSocket final : public WebSocketListener {
 public:
  void OnOpen(const std::shared_ptr<WebSocket>& socket) override { socket->Close(); }
  void OnMessage(WebSocketKind, std::string_view) override {}
  void OnEnd(const WebSocketEnd&) override {}
};

}  // namespace

LineTask ToLineTask(const Reply& reply, Duration silence) {
  LineTask task{.say = reply.say,
                .language = reply.language,
                .open = reply.stream != 0,
                .follows = reply.follows};
  if (task.open) {
    const auto& sentences = LanguageOf(reply.language).sentences;
    task.fillers = {sentences.one_moment, sentences.still_looking};
  }
  if (!reply.ask) return task;
  TurnTaking taking{.first_words = silence};
  if (reply.ask->taking) {
    taking = *reply.ask->taking;
    if (taking.first_words <= Duration(0)) taking.first_words = silence;
  }
  // Nobody is listened to in a pause: its turn is silence, whatever is said meanwhile.
  if (reply.ask->pause) taking = {.first_words = *reply.ask->pause, .barge_in = false};
  task.listen = Listening{.turn = reply.ask->turn,
                          .phrases = reply.ask->hints,
                          .digits = reply.ask->digits,
                          .unproven = reply.ask->unproven,
                          .free_speech = reply.ask->free_speech,
                          .converses = reply.ask->converses,
                          .taking = taking};
  return task;
}

std::string SocketProbeSecret(const Secret& token_secret) {
  return Hex(HmacSha256(token_secret.Reveal(), "tocsin: a socket of our own"));
}

LiveCalls::LiveCalls(LiveParts parts) : parts_(std::move(parts)) {
  for (auto* loop : parts_.loops) {
    places_.push_back(std::make_unique<Place>());
    places_.back()->loop = loop;
  }
}

LiveCalls::~LiveCalls() = default;

void LiveCalls::Register(runtime::HttpRouter& router, VoiceParts voice, GroupCommit& commits) {
  voice_.emplace(std::move(voice));
  commits_ = &commits;
  for (const auto& door : voice_->carriers.Doors()) {
    if (!door.socket_path.empty() && parts_.make)
      AddDoor(router, door.carrier, door.socket_path, false);
    if (!door.relay_path.empty() && parts_.make_relay)
      AddDoor(router, door.carrier, door.relay_path, true);
  }
}

void LiveCalls::AddDoor(runtime::HttpRouter& router, const std::string& carrier,
                        const std::string& path, bool text) {
  router.Add("GET", path,
             [this, carrier, text](HttpRequest request, const runtime::PathParameters&,
                                   HttpRespond respond) {
               Enter(carrier, text, request, std::move(respond));
             });
  router.SetHint(path, "the carrier opens its media sockets here.");
}

/// As a webhook's sender: the complaint is that of the account in force.
const CarrierLine* LiveCalls::Verify(const std::string& carrier, const HttpRequest& request,
                                     Error& complaint) const {
  const auto settings = voice_->settings.Get();
  complaint = {ErrorKind::kRejected, "verifying media socket: no carrier is set up", "telephony"};
  bool told = false;
  for (const auto* line : voice_->carriers.SendersOf(carrier)) {
    for (const auto& base : settings->public_bases) {
      const auto verified = line->provider->VerifySocket(request, base);
      if (verified) return line;
      if (!std::exchange(told, true)) complaint = verified.error();
    }
  }
  return nullptr;
}

void LiveCalls::Refuse(const std::string& carrier, std::string_view why, const HttpRequest& request,
                       HttpResponse response, const HttpRespond& respond) {
  parts_.metrics.Add("tocsin_voice_sockets_refused_total", 1, {{"carrier", carrier}, {"why", why}});
  if (const auto more = refused_.Admit())
    spdlog::warn("media socket of {} from {} is refused with {}: {}{}", carrier, request.peer,
                 response.status, why, *more);
  respond(std::move(response));
}

void LiveCalls::Enter(const std::string& carrier, bool text, const HttpRequest& request,
                      HttpRespond respond) {
  if (!AsksForWebSocket(request))
    return respond(Problem(426, "Upgrade Required", "this is the door of media sockets"));
  if (!request.guarded)
    return Refuse(carrier, "insecure", request,
                  Problem(403, "Forbidden",
                          "plain ws is taken from this machine and from http.trusted_proxies only; "
                          "set http.tls or name the proxy there"),
                  respond);
  if (const auto probe = HeaderValue(request.headers, kSocketProbeHeader);
      !probe.empty() && SameSecret(probe, SocketProbeSecret(voice_->token_secret)))
    return respond(UpgradeToWebSocket({.listener = std::make_shared<ProbedSocket>()}));
  Error complaint;
  const auto* line = Verify(carrier, request, complaint);
  if (line == nullptr)
    return Refuse(carrier, "signature", request, Problem(403, "Forbidden", complaint.message),
                  respond);
  Open(*line, text, request, respond);
}

void LiveCalls::Open(const CarrierLine& line, bool text, const HttpRequest& request,
                     const HttpRespond& respond) {
  auto sound = text ? nullptr : line.provider->MakeMediaCodec();
  auto words = text ? line.provider->MakeRelayCodec() : nullptr;
  auto* place = FreePlace();
  if ((sound == nullptr && words == nullptr) || place == nullptr)
    return Refuse(line.Can().name, "full", request,
                  Problem(503, "Service Unavailable", "no room for another live line"), respond);
  const auto call = std::make_shared<LiveCall>(
      *this, *place,
      LiveCall::Came{.at = {.carrier = line.Can().name, .account = line.Can().account},
                     .token = std::string(request.Query(kTokenParameter)),
                     .connection = std::string(request.Query(kConnectionParameter)),
                     .trust = text ? SpeechTrust::kText : parts_.trust,
                     .needs_token = text});
  MadeLine made = text ? parts_.make_relay(*place->loop, std::move(words), call, line.Can().name)
                       : parts_.make(*place->loop, std::move(sound), call);
  call->Own(made.line);
  auto limits = parts_.sockets;
  if (text) limits.max_message_bytes = std::min(limits.max_message_bytes, kLongestWords);
  respond(UpgradeToWebSocket({.listener = std::move(made.socket),
                              .loop = place->loop,
                              .limits = limits,
                              .meter = parts_.meter}));
}

LiveCalls::Place* LiveCalls::FreePlace() const {
  Place* least = nullptr;
  std::size_t least_calls = 0, all = 0;
  for (const auto& place : places_) {
    const std::size_t calls = place->calls;
    all += calls;
    if (least != nullptr && calls >= least_calls) continue;
    least = place.get();
    least_calls = calls;
  }
  return all < parts_.most_calls ? least : nullptr;
}

std::vector<std::string> LiveCalls::SocketPaths() const {
  std::vector<std::string> paths;
  for (const auto& door : voice_->carriers.Doors()) {
    const auto* line = voice_->carriers.Named(door.carrier);
    if (line == nullptr || !line->Can().live_audio || door.socket_path.empty()) continue;
    const bool text = line->Can().live_audio->text;
    if (text ? static_cast<bool>(parts_.make_relay) : static_cast<bool>(parts_.make))
      paths.push_back(text ? door.relay_path : door.socket_path);
  }
  return paths;
}

bool LiveCalls::HasRoom(bool text) const {
  const bool made = text ? static_cast<bool>(parts_.make_relay) : static_cast<bool>(parts_.make);
  return made && FreePlace() != nullptr;
}

bool LiveCalls::Enlist(const std::string& token_hash, const std::shared_ptr<LiveCall>& call) {
  std::shared_ptr<LiveCall> before;
  {
    const std::lock_guard lock(mutex_);
    auto& listed = calls_[token_hash];
    // The stored call takes this for the first one's opening, told once more.
    if (listed && listed != call && listed->Stream() == call->Stream()) return false;
    before = std::exchange(listed, call);
    parts_.metrics.Set("tocsin_voice_live_lines", static_cast<double>(calls_.size()));
  }
  if (before && before != call) before->Drop();
  return true;
}

void LiveCalls::Delist(const std::string& token_hash, const LiveCall& call) {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(token_hash);
  if (found != calls_.end() && found->second.get() == &call) calls_.erase(found);
  parts_.metrics.Set("tocsin_voice_live_lines", static_cast<double>(calls_.size()));
}

void LiveCalls::Ended(std::string_view how) {
  parts_.metrics.Add("tocsin_voice_live_lines_ended_total", 1, {{"how", how}});
}

void LiveCalls::CountEagerEnd(std::string_view outcome) {
  parts_.metrics.Add("tocsin_voice_eager_ends_total", 1, {{"outcome", outcome}});
}

bool LiveCalls::Reach(const std::string& token_hash) {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(token_hash);
  if (found == calls_.end()) return false;
  found->second->Reach();
  return true;
}

void LiveCalls::Await(const std::string& token_hash) {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(token_hash);
  if (found != calls_.end()) found->second->Await();
}

void LiveCalls::Append(const std::string& token_hash, int number, std::string sentence, bool last) {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(token_hash);
  if (found != calls_.end()) found->second->Append(number, std::move(sentence), last);
}

bool LiveCalls::Converse(const std::string& token_hash, LineAsk ask,
                         std::function<void(LineAnswer)> answered,
                         std::function<void()> otherwise) {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(token_hash);
  if (found == calls_.end()) return false;
  found->second->Converse(std::move(ask), std::move(answered), std::move(otherwise));
  return true;
}

bool LiveCalls::Close(const std::string& provider_call_id) {
  const std::lock_guard lock(mutex_);
  for (const auto& [token, call] : calls_) {
    if (call->ProviderCallId() != provider_call_id) continue;
    call->Drop();
    return true;
  }
  return false;
}

}  // namespace tocsin::voice
