#include "tools/loader/live_caller.hpp"

#include <fmt/format.h>

#include "tools/phone/sim/params.hpp"
#include "tools/phone/sim/signature.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::load {
namespace {

using phone::Carrier;

std::string AuthorityOf(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  return std::string(url.substr(0, url.find('/')));
}
std::string PathOf(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  const auto slash = url.find('/');
  return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}
/// The worker's own address, whatever name the world calls it by.
std::string SocketAt(const MediaLoad& load, const std::string& path) {
  return (load.url.starts_with("https://") ? "wss://" : "ws://") + AuthorityOf(load.url) + path;
}

}  // namespace

LiveCaller::LiveCaller(const MediaLoad& load, int number, HttpClient& http,
                       WebSocketClient& sockets, tocsin::Loop& loop)
    : load_(load),
      call_(fmt::format("CA{:08x}{:024x}",
                        std::chrono::steady_clock::now().time_since_epoch().count() & 0xFFFFFFFF,
                        number)),
      from_(fmt::format("+1202{:07}", 5'000'000 + number)),
      http_(http),
      sockets_(sockets),
      loop_(loop),
      record_(std::make_shared<phone::MediaRecord>()) {}

void LiveCaller::Start() {
  if (load_.carrier == Carrier::kTwilio) return AskTwilio();
  OpenExotel();
}

void LiveCaller::AskTwilio() {
  const std::string path = "/voice/twilio/inbound";
  const phone::Params params = {{"CallSid", call_},        {"AccountSid", load_.account},
                                {"From", from_},           {"To", load_.number},
                                {"Caller", from_},         {"Called", load_.number},
                                {"CallStatus", "ringing"}, {"ApiVersion", "2010-04-01"},
                                {"Direction", "inbound"}};
  HttpCall call;
  call.method = "POST";
  call.url = load_.url + path;
  call.timeout = std::chrono::seconds(15);
  call.body = phone::EncodeForm(params);
  call.headers = {
      {"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"},
      {"X-Twilio-Signature", phone::Sign(load_.token, load_.public_url + path, params)}};
  http_.Send(std::move(call),
             [self = shared_from_this()](const HttpOutcome& outcome) { self->TakeTwiml(outcome); });
}

void LiveCaller::TakeTwiml(const HttpOutcome& outcome) {
  if (!outcome) return Fail(outcome.error().error.message);
  if (outcome->status != 200) return Fail(fmt::format("the worker answered {}", outcome->status));
  const auto document = phone::ParseTwiml(outcome->body);
  if (!document) return Fail(document.error().text);
  for (const auto& verb : document->verbs) {
    const auto* connect = std::get_if<phone::ConnectVerb>(&verb);
    if (connect == nullptr) continue;
    phone::StreamOrder order;
    order.url = SocketAt(load_, PathOf(connect->url));
    order.headers = {{"X-Twilio-Signature", phone::Sign(load_.token, connect->url)}};
    order.ids = {.stream = "MZ" + call_.substr(2),
                 .call = call_,
                 .account = load_.account,
                 .from = from_,
                 .to = load_.number,
                 .parameters = connect->parameters};
    return Open(std::move(order));
  }
  Fail("the answer to the call that came in opens no media socket");
}

void LiveCaller::OpenExotel() {
  phone::StreamOrder order;
  order.carrier = Carrier::kExotel;
  order.url = SocketAt(load_, "/ws/exotel");
  order.headers = {
      {"Authorization", "Basic " + phone::EncodeBase64(load_.key + ":" + load_.token)}};
  order.ids = {.stream = call_.substr(2),
               .call = call_,
               .account = load_.account,
               .from = from_,
               .to = load_.number};
  Open(std::move(order));
}

void LiveCaller::Open(phone::StreamOrder order) {
  state_ = State::kOpening;
  record_->Update([&](phone::MediaFigures& figures) { figures.carrier = ToString(order.carrier); });
  phone::LiveStream::Parts parts;
  parts.loop = &loop_;
  parts.client = &sockets_;
  parts.record = record_;
  parts.events.opened = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->state_ = State::kLive;
  };
  parts.events.ended = [weak = weak_from_this()](const phone::StreamEnd& end) {
    const auto self = weak.lock();
    if (!self) return;
    if (end.cause == phone::StreamEnd::Cause::kNotOpened) return self->Fail(end.text);
    const std::scoped_lock lock(self->mutex_);
    self->reason_ = end.text;
    self->state_ = State::kOver;
  };
  const std::scoped_lock lock(mutex_);
  stream_ = std::make_shared<phone::LiveStream>(std::move(order), std::move(parts));
  stream_->Start();
}

void LiveCaller::Say(const phone::Samples& sound) {
  const std::scoped_lock lock(mutex_);
  if (stream_) stream_->Say(sound);
}

void LiveCaller::Stop() {
  const std::scoped_lock lock(mutex_);
  if (stream_) stream_->Stop("the load is over");
}

void LiveCaller::Fail(std::string why) {
  const std::scoped_lock lock(mutex_);
  reason_ = std::move(why);
  state_ = State::kFailed;
}

std::string LiveCaller::Reason() const {
  const std::scoped_lock lock(mutex_);
  return reason_;
}

}  // namespace tocsin::load
