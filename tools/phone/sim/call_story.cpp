#include "tools/phone/sim/call_story.hpp"

#include <boost/json.hpp>

namespace tocsin::phone {

std::string TellState(const CallRecord& record) {
  const std::string who = record.PersonNumber() + ' ';
  switch (record.state) {
    case CallState::kQueued:
      return who + "waits in the carrier's queue";
    case CallState::kInitiated:
      return who + "is dialled";
    case CallState::kRinging:
      return who + (record.direction == Direction::kInbound ? "calls us" : "rings");
    case CallState::kInProgress:
      return who + (record.behaviour == "voicemail" ? "is answered by voicemail" : "answers");
    default:
      break;
  }
  return who + "call over, " + std::string(ToString(record.state)) +
         (record.end_reason.empty() ? "" : ": " + record.end_reason);
}

std::string TellUtterance(const CallRecord& record, const Utterance& utterance) {
  const std::string who = record.PersonNumber() + ' ';
  const std::string text = boost::json::serialize(boost::json::string(utterance.text));
  switch (utterance.kind) {
    case Utterance::Kind::kHeard:
      return who + "hears " + text + (utterance.interrupted ? " (cut off)" : "");
    case Utterance::Kind::kPlayed:
      return who + "hears the recording " + text;
    case Utterance::Kind::kSaid:
      return who + "says " + text;
    case Utterance::Kind::kPressed:
      break;
  }
  return who + "presses " + utterance.text;
}

}  // namespace tocsin::phone
