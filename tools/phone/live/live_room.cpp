#include "tools/phone/live/live_room.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kKeptTapes = 100;

}  // namespace

LiveRoom::LiveRoom(Options options)
    : loop_(MakeLoop("phone-media")),
      client_(MakeWebSocketClient({.authorities_file = std::move(options.authorities_file),
                                   .user_agent = "Twilio.TmeWs/1.0"})),
      ear_(options.ear.empty() ? nullptr : std::make_unique<Ear>(std::move(options.ear))) {}

LiveRoom::~LiveRoom() { loop_->Stop(std::chrono::milliseconds(500)); }

std::shared_ptr<CallTape> LiveRoom::NewTape() {
  auto tape = std::make_shared<CallTape>();
  tapes_.push_back(tape);
  if (tapes_.size() > kKeptTapes) {
    if (const auto old = tapes_.front().lock()) old->Forget();
    tapes_.pop_front();
  }
  return tape;
}

}  // namespace tocsin::phone
