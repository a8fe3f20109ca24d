#include "tools/phone/sim/exchange.hpp"

#include <algorithm>
#include <utility>

#include "schemas/hex.hpp"
#include "schemas/ids.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kCutAfter{1000};  ///< of our speech: in the middle of a sentence
constexpr Duration kStall{1000};

std::string NewSid() {
  const auto bytes = RandomUuid().Bytes();
  return "CA" + Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Uses up one of a fault's calls.
bool Take(int& count, std::string_view name, std::vector<std::string>& names) {
  if (count <= 0) return false;
  --count;
  names.emplace_back(name);
  return true;
}

}  // namespace

Exchange::Exchange(Loop& loop, HttpClient& client, Account account, Options options)
    : loop_(loop),
      client_(client),
      webhooks_(loop, client, std::move(account)),
      texts_(loop, webhooks_),
      options_(std::move(options)) {}

bool Exchange::TakeNoStreaming() {
  std::vector<std::string> names;
  return Take(faults_.no_streaming, "no_streaming", names);
}

KeyFlow Exchange::FlowOf(std::string_view number) const {
  const auto found = script_.flows.find(std::string(number));
  return found == script_.flows.end() ? KeyFlow() : KeyFlow{found->first, found->second};
}

Placement Exchange::Place(CallOrder order) {
  std::vector<std::string> names;
  if (Take(faults_.http_503, "http_503", names)) return {nullptr, Reply::kUnavailable};
  if (Take(faults_.http_429, "http_429", names) || !MakeRoom()) return {nullptr, Reply::kTooMany};

  Placement placement;
  if (Take(faults_.drop_response, "drop_response", names)) {
    placement.reply = Reply::kDropped;
  } else if (Take(faults_.http_500_after_placing, "http_500_after_placing", names)) {
    placement.reply = Reply::kServerError;
  } else if (Take(faults_.webhook_before_response, "webhook_before_response", names)) {
    placement.reply = Reply::kAfterWebhook;
  }
  CallFaults faults;
  faults.duplicate = Take(faults_.duplicate_callbacks, "duplicate_callbacks", names);
  faults.reorder = Take(faults_.reorder_callbacks, "reorder_callbacks", names);
  faults.lost = Take(faults_.lost_callbacks, "lost_callbacks", names);
  faults.early_twiml = Take(faults_.twiml_while_ringing, "twiml_while_ringing", names);
  faults.late = faults_.late_callbacks;
  if (faults.late.count() > 0) names.emplace_back("late_callbacks");
  const bool twice = Take(faults_.second_sid, "second_sid", names);

  placement.leg = Dial(order, faults, names);
  if (twice && MakeRoom()) Dial(order, faults, names);
  return placement;
}

std::shared_ptr<Leg> Exchange::Dial(const CallOrder& order, CallFaults faults,
                                    std::vector<std::string> names) {
  auto leg = Create(order, Direction::kOutboundApi, faults, std::move(names));
  Duration queue_time{};
  if (options_.calls_per_second > 0) {
    const Duration now = loop_.Elapsed();
    queue_time = std::max(Duration::zero(), next_dial_ - now);
    next_dial_ = std::max(next_dial_, now) +
                 Duration(static_cast<Duration::rep>(1000 / options_.calls_per_second));
  }
  leg->Place(queue_time);
  return leg;
}

std::shared_ptr<Leg> Exchange::Receive(CallOrder order) {
  if (!MakeRoom()) return nullptr;
  auto leg = Create(std::move(order), Direction::kInbound, {}, {});
  leg->Receive();
  return leg;
}

std::shared_ptr<Leg> Exchange::Create(CallOrder order, Direction direction, CallFaults faults,
                                      std::vector<std::string> names) {
  auto record = std::make_shared<CallRecord>();
  record->sid = NewSid();
  record->account = order.stream_url.empty() ? Owner().sid : AtExotel().sid;
  record->direction = direction;
  record->order = std::move(order);
  record->faults = std::move(names);
  auto behaviour = NextBehaviour(record->PersonNumber());
  auto leg = std::make_shared<Leg>(
      loop_, webhooks_, record, std::move(behaviour), faults, options_.tell,
      Leg::LiveParts{options_.live,
                     [this](std::vector<std::string>& names) { return TakeStreamFaults(names); },
                     &client_});
  calls_.push_back(leg);
  by_sid_.emplace(record->sid, leg);
  return leg;
}

StreamFaults Exchange::TakeStreamFaults(std::vector<std::string>& names) {
  StreamFaults faults;
  faults.handshake_delay = faults_.handshake_delay;
  if (faults_.socket_cut_after.count() > 0) {
    faults.cut_after = faults_.socket_cut_after;
  } else if (Take(faults_.socket_cut, "socket_cut", names)) {
    faults.cut_after = kCutAfter;
  }
  faults.stall = faults_.late_frames_by;
  if (faults.stall.count() == 0 && Take(faults_.late_frames, "late_frames", names))
    faults.stall = kStall;
  faults.duplicate = Take(faults_.duplicate_frames, "duplicate_frames", names);
  faults.no_marks = Take(faults_.no_marks, "no_marks", names);
  faults.unsigned_handshake = Take(faults_.unsigned_socket, "unsigned_socket", names);
  faults.half_message = Take(faults_.half_message, "half_message", names);
  faults.stop_without_close = Take(faults_.stop_without_close, "stop_without_close", names);
  return faults;
}

Behaviour Exchange::NextBehaviour(const std::string& number) {
  const auto person = script_.people.find(number);
  if (person == script_.people.end()) return NoAnswer{};
  const auto call = met_[number]++;
  return person->second[std::min(call, person->second.size() - 1)];
}

Carrier Exchange::CarrierOf(const std::string& number) const {
  const auto person = script_.people.find(number);
  if (person == script_.people.end()) return Carrier::kTwilio;
  const auto met = met_.find(number);
  const auto call = met == met_.end() ? 0 : met->second;
  const auto& behaviour = person->second[std::min(call, person->second.size() - 1)];
  const auto* answering = std::get_if<Answering>(&behaviour);
  return answering != nullptr ? answering->carrier : Carrier::kTwilio;
}

bool Exchange::MakeRoom() {
  if (calls_.size() < options_.kept_calls) return true;
  const auto oldest = std::ranges::find_if(calls_, [](const auto& leg) { return leg->Ended(); });
  if (oldest == calls_.end()) return false;
  by_sid_.erase((*oldest)->Record().sid);
  calls_.erase(oldest);
  return true;
}

std::shared_ptr<Leg> Exchange::Find(std::string_view sid) const {
  const auto found = by_sid_.find(sid);
  return found == by_sid_.end() ? nullptr : found->second;
}

bool Exchange::Forget(std::string_view sid) {
  const auto found = by_sid_.find(sid);
  if (found == by_sid_.end() || !found->second->Ended()) return false;
  std::erase(calls_, found->second);
  by_sid_.erase(found);
  return true;
}

void Exchange::Replace(Script script) {
  script_ = std::move(script);
  faults_ = script_.faults;
  met_.clear();
}

const TextRecord& Exchange::TakeText(TextRecord text) {
  text.reaches = script_.people.contains(text.to);
  return texts_.Take(std::move(text));
}

void Exchange::Reset() {
  texts_.Forget();
  calls_.clear();
  by_sid_.clear();
  next_dial_ = {};
  faults_ = script_.faults;
  met_.clear();
}

std::size_t Exchange::LiveCalls() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(calls_, [](const auto& leg) { return !leg->Ended(); }));
}

}  // namespace tocsin::phone
