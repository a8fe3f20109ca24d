#include "tools/phone/sim/machine_detection.hpp"

#include <algorithm>

#include "tools/phone/sim/speech.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kHumanAfter{1000};
constexpr Duration kMachineAfter{2000};
constexpr Duration kBeepAfterGreeting{500};
constexpr Duration kSilenceAfter{5000};

Detection DetectMachine(const Voicemail& voicemail, CallOrder::MachineDetection mode) {
  if (mode == CallOrder::MachineDetection::kEnable) return {kMachineAfter, "machine_start"};
  if (voicemail.greeting.empty()) return {kSilenceAfter, "machine_end_silence"};
  return {std::max(kMachineAfter, SpeakingTime(voicemail.greeting) + kBeepAfterGreeting),
          "machine_end_beep"};
}

}  // namespace

Detection Detect(const Behaviour& behaviour, const CallOrder& order) {
  Detection found{kHumanAfter, "human"};
  if (const auto* voicemail = std::get_if<Voicemail>(&behaviour))
    found = DetectMachine(*voicemail, order.detection);
  if (const auto* answering = std::get_if<Answering>(&behaviour))
    found.answered_by = answering->detected_as;
  if (found.after > order.detection_timeout) found = {order.detection_timeout, "unknown"};
  return found;
}

}  // namespace tocsin::phone
