// A call of Exotel's Voicebot: nothing but a media socket, which is the call's beginning and end.
#include <charconv>

#include "schemas/hex.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "tools/phone/sim/exotel_callbacks.hpp"
#include "tools/phone/sim/leg.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostExotelQuery = 256;
constexpr std::size_t kMostExotelParameters = 3;

std::string NewExotelStream() {
  const auto bytes = RandomUuid().Bytes();
  return Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

void Leg::AskForExotelUrl(const std::string& url) {
  HttpCall call;
  call.method = "GET";
  call.url = url;
  call.timeout = std::chrono::seconds(10);
  const std::string user = TakeUserInformation(call.url);
  if (!user.empty()) call.headers.emplace_back("Authorization", "Basic " + EncodeBase64(user));
  live_parts_.client->Send(
      std::move(call), [weak = weak_from_this(), &loop = loop_](HttpOutcome out) {
        loop.Post([weak, out = std::move(out)] {
          const auto self = weak.lock();
          if (!self || self->Ended()) return;
          const auto tree = ParseJson(out && out->status == 200 ? out->body : "null");
          if (tree && tree->is_object() && !StringAt(tree->as_object(), "url").empty())
            return self->OpenExotel(std::string(StringAt(tree->as_object(), "url")));
          self->Note(0, "the stream's address did not answer with JSON that has a url");
          self->End(CallState::kFailed, "no media socket");
        });
      });
}

void Leg::OpenExotel(std::string url) {
  if (live_parts_.room == nullptr) return End(CallState::kFailed, "no live sound here");
  if (url.starts_with("http")) {
    if (live_parts_.client != nullptr && url == record_->order.stream_url)
      return AskForExotelUrl(url);
    Note(0, "the stream's address leads to another such address: " + url);
    return End(CallState::kFailed, "no media socket");
  }
  StreamOrder order;
  order.carrier = Carrier::kExotel;
  const StreamFaults faults = NextStreamFaults();
  const std::string user = TakeUserInformation(url);
  if (!user.empty() && !faults.unsigned_handshake)
    order.headers = {{"Authorization", "Basic " + EncodeBase64(user)}};
  order.url = url;
  order.ids = {.stream = NewExotelStream(),
               .call = record_->sid,
               .account = record_->account,
               .from = record_->order.from,
               .to = record_->order.to,
               .parameters = record_->order.stream_parameters};
  if (const auto* answering = std::get_if<Answering>(&behaviour_))
    order.ids.camel = answering->camel;
  const auto question = url.find('?');
  const std::string query = question == std::string::npos ? "" : url.substr(question + 1);
  if (query.size() > kMostExotelQuery)
    Note(0, "the query of the stream's address is longer than 256 characters");
  for (auto& [name, value] : DecodeForm(query)) {
    if (name == "sample-rate") {
      std::from_chars(value.data(), value.data() + value.size(), order.ids.rate);
      if (order.ids.rate != 8000 && order.ids.rate != 16000 && order.ids.rate != 24000) {
        Note(0, "sample-rate must be 8000, 16000 or 24000");
        order.ids.rate = kLineRate;
      }
    } else {
      order.ids.parameters.emplace_back(name, value);
    }
  }
  if (order.ids.parameters.size() > kMostExotelParameters)
    Note(0, "more than three custom parameters");
  Join(std::move(order), faults);
}

}  // namespace tocsin::phone
