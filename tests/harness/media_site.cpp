#include "tests/harness/media_site.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

#include "schemas/ids.hpp"
#include "tests/frames/frames.hpp"
#include "tests/harness/http_probe.hpp"
#include "tools/phone/sim/signature.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;

constexpr auto kMetricPatience = std::chrono::seconds(60);
constexpr const char* kInbound = "/voice/twilio/inbound";
constexpr const char* kMenu =
    R"(document: {dsl: '1.0.3', namespace: desk, name: menu, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.call.inbound}}}}
do:
  - take: {call: voice.answer, with: {call: '${ $workflow.input[0].call_id }'}}
  - menu:
      call: voice.ask
      with:
        call: ${ $workflow.input[0].call_id }
        say: SAID
        choices: [{id: call_back, digits: '1', phrases: [call me back], confirm: none}]
  - thank: {call: voice.hangup, with: {call: '${ $workflow.input[0].call_id }', say: Goodbye.}}
)";

/// Half a minute of it.
std::string LongMenu() {
  std::string said;
  for (int i = 0; i < 12; ++i) said += "All our lines are open day and night. ";
  std::string text = kMenu;
  return text.replace(text.find("SAID"), 4, said + "Thank you for your patience.");
}

std::string NextStream() {
  static int number = 0;
  return fmt::format("MZ{:032x}", ++number);
}

std::string AccountOf(phone::Carrier carrier) {
  return carrier == phone::Carrier::kExotel ? kExotelAccount : kCarrierAccount;
}

std::string PathOf(const std::string& url) {
  const auto slash = url.find('/', url.find("://") + 3);
  return slash == std::string::npos ? "/" : url.substr(slash);
}

}  // namespace

std::optional<std::string> LiveSpeech(std::string& why) {
  const char* set = std::getenv("TOCSIN_MODELS");
  const std::string models =
      set != nullptr ? set : (fs::path(TOCSIN_SOURCE_DIR) / ".local" / "models").string();
  if (!fs::is_directory(models)) {
    why = "needs the models: tools/models";
    return std::nullopt;
  }
  if (!fs::exists("/usr/bin/espeak-ng") && !fs::exists("/usr/bin/festival")) {
    why = "needs a voice: apt-get install festival festvox-us-slt-hts";
    return std::nullopt;
  }
  return "speech: {stt: moonshine, models: '" + models + "'}\n";
}

MediaPeer::MediaPeer(fakes::RawSocket socket, const Invitation& invited)
    : socket_(std::move(socket)),
      stream_(NextStream()),
      dialect_(phone::MakeDialect(invited.carrier, {.stream = stream_,
                                                    .call = invited.sid,
                                                    .account = AccountOf(invited.carrier),
                                                    .from = invited.from,
                                                    .to = kOurNumber,
                                                    .parameters = invited.parameters,
                                                    .rate = invited.rate})) {}

int MediaPeer::Knock(const std::string& path, const HttpHeaders& headers) {
  std::string more;
  for (const auto& [name, value] : headers) more += name + ": " + value + "\r\n";
  if (!socket_.Write(frames::Request(path, more))) return 0;
  const auto answer = socket_.ReadUntil("\r\n\r\n");
  return answer.size() < 12 ? 0 : std::atoi(answer.c_str() + 9);
}

bool MediaPeer::Text(std::string_view message) const {
  return socket_.Write(frames::Frame(frames::kText, message));
}

bool MediaPeer::Start() const { return Text(dialect_->Connected()) && Text(dialect_->Start()); }

bool MediaPeer::Sound(std::int64_t at) const {
  return Text(
      dialect_->Media(phone::Samples(phone::kFrameSamples * dialect_->FramesPerMessage(), 0), at));
}

int MediaPeer::CloseCode() const {
  // A close frame of two bytes: the worker gives no reasons.
  const std::string all = socket_.ReadUntil("\x88\x02");
  const auto at = all.rfind("\x88\x02");
  if (at == std::string::npos || all.size() < at + 4) return 0;
  return static_cast<unsigned char>(all[at + 2]) * 256 + static_cast<unsigned char>(all[at + 3]);
}

MediaSite::MediaSite(WalkOptions options) : site_(std::move(options)) {
  site_.Write("workflows/desk/menu.yaml", LongMenu());
}

std::uint16_t MediaSite::Port() const {
  const auto& url = site_.WorkerUrl();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

HttpHeaders MediaSite::Signed(const std::string& url, const std::string& token) const {
  return {{"X-Twilio-Signature", phone::Sign(token, url)}};
}

HttpResponse MediaSite::Post(const std::string& path, const phone::Params& params) const {
  return site_.Send(
      "POST", path,
      {{"Content-Type", "application/x-www-form-urlencoded"},
       {"X-Twilio-Signature", phone::Sign(kCarrierToken, site_.WorkerUrl() + path, params)}},
      phone::EncodeForm(params));
}

Invitation MediaSite::Ring() {
  Invitation invited;
  invited.sid = fmt::format("CA{:032x}", ++rung_);
  invited.from = fmt::format("+1202555{:04}", rung_);
  return Read(Post(kInbound, {{"CallSid", invited.sid},
                              {"AccountSid", kCarrierAccount},
                              {"From", invited.from},
                              {"To", kOurNumber},
                              {"CallStatus", "ringing"},
                              {"Direction", "inbound"}}),
              invited);
}

Invitation MediaSite::RingOverExotel(int rate) {
  ++rung_;
  return {.carrier = phone::Carrier::kExotel,
          .rate = rate,
          .status = 200,
          .sid = fmt::format("{:032x}", rung_),
          .from = fmt::format("+1202555{:04}", rung_),
          .socket = "ws" + site_.WorkerUrl().substr(4) + "/ws/exotel"};
}

Invitation MediaSite::ComeBack(const Invitation& before) const {
  Invitation invited{.sid = before.sid, .from = before.from};
  return Read(Post(PathOf(before.redirect), {{"CallSid", before.sid},
                                             {"AccountSid", kCarrierAccount},
                                             {"From", before.from},
                                             {"To", kOurNumber},
                                             {"CallStatus", "in-progress"},
                                             {"Direction", "inbound"}}),
              invited);
}

Invitation MediaSite::Read(const HttpResponse& answer, Invitation invited) const {
  invited.status = answer.status;
  const auto document = phone::ParseTwiml(answer.body);
  if (!document) return invited;
  for (const auto& verb : document->verbs) {
    if (const auto* connect = std::get_if<phone::ConnectVerb>(&verb)) {
      invited.socket = connect->url;
      invited.parameters = connect->parameters;
    }
    if (const auto* redirect = std::get_if<phone::RedirectVerb>(&verb))
      invited.redirect = redirect->url.substr(0, redirect->url.find('#'));
  }
  return invited;
}

std::unique_ptr<MediaPeer> MediaSite::Open(const Invitation& invited, bool slow_reader) const {
  auto peer =
      std::make_unique<MediaPeer>(slow_reader ? fakes::RawSocket::ConnectSlowReaderTo(Port())
                                              : fakes::RawSocket::ConnectTo(Port()),
                                  invited);
  const bool exotel = invited.carrier == phone::Carrier::kExotel;
  const std::string basic = phone::EncodeBase64(std::string("tocsin:") + kExotelSecret);
  const auto headers =
      exotel ? HttpHeaders{{"Authorization", "Basic " + basic}} : Signed(invited.socket);
  return peer->Knock(PathOf(invited.socket), headers) == 101 ? std::move(peer) : nullptr;
}

std::string MediaSite::CallOf(const Invitation& invited) {
  return CallId::Derive(
             {"inbound", phone::ToString(invited.carrier), AccountOf(invited.carrier), invited.sid})
      .ToString();
}

double MediaSite::Metric(const std::string& series) const {
  std::istringstream lines(site_.Send("GET", "/metrics").body);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(series + ' ')) return std::stod(line.substr(series.size()));
  return 0;
}

double MediaSite::WaitForMetric(const std::string& series, double at_least) const {
  const auto deadline = std::chrono::steady_clock::now() + kMetricPatience;
  for (;;) {
    const double value = Metric(series);
    if (value >= at_least || std::chrono::steady_clock::now() >= deadline) return value;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::vector<std::string> MediaSite::LogLines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(site_.Worker().Errors() + site_.Worker().Output());
  for (std::string line; std::getline(lines, line);)
    if (line.find(text) != std::string::npos) found.push_back(line);
  return found;
}

}  // namespace tocsin::harness
