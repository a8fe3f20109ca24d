#include "tools/loader/live_caller.hpp"

#include <fmt/format.h>

#include "tools/phone/sim/params.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::load {
namespace {

using phone::Carrier;

constexpr int kMostRedirects = 50;

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
  if (load_.carrier == Carrier::kExotel) return OpenExotel();
  AskTwilio(load_.public_url + "/voice/twilio/inbound", "ringing");
}

phone::Params LiveCaller::TwilioParams(std::string_view status) const {
  return {{"CallSid", call_},
          {"AccountSid", load_.account},
          {"From", from_},
          {"To", load_.number},
          {"Caller", from_},
          {"Called", load_.number},
          {"CallStatus", std::string(status)},
          {"ApiVersion", "2010-04-01"},
          {"Direction", "inbound"}};
}

/// `address` is what is signed; asked is the worker's own, whatever name the world calls it by.
HttpCall LiveCaller::Post(const std::string& address, const phone::Params& params) const {
  HttpCall call;
  call.method = "POST";
  call.url = load_.url + PathOf(address);
  call.timeout = std::chrono::seconds(15);
  call.body = phone::EncodeForm(params);
  call.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"}};
  if (load_.carrier == Carrier::kExotel) {
    call.headers.emplace_back("Authorization",
                              "Basic " + phone::EncodeBase64(load_.key + ":" + load_.token));
  } else {
    call.headers.emplace_back("X-Twilio-Signature", phone::Sign(load_.token, address, params));
  }
  return call;
}

void LiveCaller::AskTwilio(const std::string& address, std::string_view status) {
  http_.Send(Post(address, TwilioParams(status)),
             [self = shared_from_this(), address](const HttpOutcome& outcome) {
               self->loop_.Post([self, outcome, address] { self->TakeTwiml(outcome, address); });
             });
}

void LiveCaller::TakeTwiml(const HttpOutcome& outcome, const std::string& address) {
  if (!outcome) return Fail(outcome.error().error.message);
  if (outcome->status != 200) return Fail(fmt::format("the worker answered {}", outcome->status));
  auto document = phone::ParseTwiml(outcome->body);
  if (!document) return Fail(document.error().text);
  document_ = address;
  verbs_.assign(document->verbs.begin(), document->verbs.end());
  GoOn();
}

/// Performs what is left of the document. Prompts take no time: nobody listens to them.
void LiveCaller::GoOn() {
  while (!verbs_.empty() && !stopped_) {
    const auto verb = std::move(verbs_.front());
    verbs_.pop_front();
    if (const auto* connect = std::get_if<phone::ConnectVerb>(&verb)) return Connect(*connect);
    if (const auto* redirect = std::get_if<phone::RedirectVerb>(&verb)) return Follow(*redirect);
    if (const auto* pause = std::get_if<phone::PauseVerb>(&verb)) {
      pause_ = loop_.MakeTimer();
      pause_->Arm(loop_.Now() + pause->length, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->GoOn();
      });
      return;
    }
    if (std::holds_alternative<phone::GatherVerb>(verb)) verbs_.clear();  // led by prompts
  }
  Finish();
}

void LiveCaller::Follow(const phone::RedirectVerb& redirect) {
  if (++redirects_ > kMostRedirects) return Fail("the worker redirects without end");
  std::string address = redirect.url.substr(0, redirect.url.find('#'));
  if (address.empty()) address = document_;
  if (address.starts_with('/')) address.insert(0, load_.public_url);
  AskTwilio(address, "in-progress");
}

void LiveCaller::Connect(const phone::ConnectVerb& connect) {
  phone::StreamOrder order;
  order.url = SocketAt(load_, PathOf(connect.url));
  order.headers = {{"X-Twilio-Signature", phone::Sign(load_.token, connect.url)}};
  order.ids = {.stream = "MZ" + call_.substr(2),
               .call = call_,
               .account = load_.account,
               .from = from_,
               .to = load_.number,
               .parameters = connect.parameters};
  Open(std::move(order));
}

/// The call is at its end.
void LiveCaller::Finish() {
  pause_ = nullptr;
  if (was_live_) {
    state_ = State::kOver;
  } else {
    const std::string refused = Reason();
    Fail(refused.empty() ? "the answer to the call that came in opens no media socket" : refused);
  }
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
    if (const auto self = weak.lock()) self->TakeEnd(end);
  };
  const std::scoped_lock lock(mutex_);
  stream_ = std::make_shared<phone::LiveStream>(std::move(order), std::move(parts));
  stream_->Start();
}

/// Exotel's call is its socket; Twilio's goes on behind it.
void LiveCaller::TakeEnd(const phone::StreamEnd& end) {
  if (end.cause == phone::StreamEnd::Cause::kNotOpened && verbs_.empty()) return Fail(end.text);
  state_ = State::kAsked;
  was_live_ |= end.cause != phone::StreamEnd::Cause::kNotOpened;
  {
    const std::scoped_lock lock(mutex_);
    reason_ = end.text;
  }
  // Not from within the stream's own end, which the next one takes the place of.
  loop_.Post([self = shared_from_this()] { self->GoOn(); });
}

void LiveCaller::Say(const phone::Samples& sound) {
  const std::scoped_lock lock(mutex_);
  if (stream_) stream_->Say(sound);
}

void LiveCaller::Press(char key) {
  const std::scoped_lock lock(mutex_);
  if (stream_) stream_->Press(key);
}

void LiveCaller::Stop() {
  stopped_ = true;
  const std::scoped_lock lock(mutex_);
  if (stream_) stream_->Stop("the load is over");
}

void LiveCaller::HangUp() {
  Stop();
  const bool exotel = load_.carrier == Carrier::kExotel;
  const auto params = exotel ? phone::Params{{"CallSid", call_},      {"EventType", "terminal"},
                                             {"Status", "completed"}, {"Direction", "inbound"},
                                             {"From", from_},         {"To", load_.number}}
                             : TwilioParams("completed");
  const std::string door = exotel ? "/api/voice/exotel/status" : "/api/voice/webhook/status";
  http_.Send(Post(load_.public_url + door, params),
             [self = shared_from_this()](const HttpOutcome&) { self->told_ = true; });
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
