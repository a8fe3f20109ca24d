#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "tools/phone/live/call_tape.hpp"
#include "tools/phone/live/media_record.hpp"
#include "tools/phone/sim/params.hpp"

namespace tocsin::phone {

enum class CallState {
  kQueued,
  kInitiated,
  kRinging,
  kInProgress,
  kCompleted,
  kBusy,
  kNoAnswer,
  kFailed,
  kCanceled
};
/// As webhooks spell it: "initiated", "in-progress", "no-answer", ...
std::string_view ToString(CallState state);
/// As the REST API spells it: it knows no "initiated" and says "queued".
std::string_view RestStatus(CallState state);
inline bool IsEnd(CallState state) { return state >= CallState::kCompleted; }

enum class StatusEvent { kInitiated, kRinging, kAnswered, kCompleted };
enum class Direction { kInbound, kOutboundApi };
std::string_view ToString(Direction direction);

struct WebhookTarget {
  std::string url;  ///< with its fragment; empty: none
  std::string method = "POST";
};

struct CallRecord;

/// A flow of Exotel's: Gather, Passthru, and from the beginning.
struct KeyFlow {
  std::string number;
  std::string base;  ///< of the addresses that its applets ask; empty: no flow
};

/// What the account asked for.
struct CallOrder {
  enum class MachineDetection { kNone, kEnable, kDetectMessageEnd };
  enum class DetectionMode { kBlocking, kAsync };

  std::string to;
  std::string from;
  WebhookTarget answer;
  std::string twiml;  ///< used when there is no answer URL
  WebhookTarget fallback;
  WebhookTarget status;
  std::set<StatusEvent> events = {StatusEvent::kCompleted};
  Duration ring_timeout = std::chrono::seconds(60);
  Duration time_limit = std::chrono::hours(4);
  MachineDetection detection = MachineDetection::kNone;
  DetectionMode detection_mode = DetectionMode::kBlocking;
  Duration detection_timeout = std::chrono::seconds(30);
  WebhookTarget detection_callback;
  /// Exotel: a call that is nothing but a media socket. ws://, wss:// (user information becomes
  /// Basic credentials) or an http(s) address that answers `{"url": ...}`.
  std::string stream_url;
  Params stream_parameters;  ///< beside those of the address
  KeyFlow flow;              ///< Exotel: the flow that leads the call
  std::string custom_field;  ///< Exotel: given back to applets
  /// Another carrier's callbacks: told of each change of state. May be empty.
  std::function<void(const CallRecord&)> on_change;
};

/// One thing that happened on the line.
struct Utterance {
  enum class Kind { kHeard, kPlayed, kSaid, kPressed };
  Kind kind = Kind::kHeard;
  std::string text;
  TimePoint at;
  std::optional<double> confidence;
  bool interrupted = false;
};

/// One try of one webhook.
struct WebhookTry {
  std::string kind;  ///< answer, gather, redirect, fallback, update, status, amd
  std::string method;
  std::string url;
  Params params;
  std::string signature;
  TimePoint at;
  int number = 1;     ///< of the try; above 1 it repeats an earlier one
  int status = 0;     ///< HTTP status; 0: no answer (yet)
  std::string error;  ///< why there was none
  std::optional<Duration> took;
};

/// Everything known about one call. Its lists are bounded; what is beyond is dropped and counted.
struct CallRecord {
  static constexpr std::size_t kMaxEntries = 1000;
  struct Change {
    CallState state;
    TimePoint at;
  };
  struct LogLine {
    int code = 0;  ///< the carrier's error code, or 0
    std::string text;
    TimePoint at;
  };

  std::string sid;
  std::string account;
  Direction direction = Direction::kOutboundApi;
  CallOrder order;
  CallState state = CallState::kQueued;
  Duration queue_time{};
  TimePoint created;
  TimePoint updated;
  std::optional<TimePoint> started;  ///< dialling began
  std::optional<TimePoint> answered;
  std::optional<TimePoint> ended;
  Duration length{};  ///< simulated time between answer and end
  std::string answered_by;
  std::string end_reason;
  std::string behaviour;
  std::vector<std::string> faults;
  std::vector<Change> history;
  std::deque<Utterance> line;
  std::deque<WebhookTry> webhooks;
  std::deque<LogLine> log;
  std::size_t dropped = 0;
  std::vector<std::shared_ptr<MediaRecord>> media;  ///< each shared with its socket's thread
  std::shared_ptr<CallTape> tape;                   ///< the same; null: no live sound

  /// The scripted side's number.
  const std::string& PersonNumber() const {
    return direction == Direction::kInbound ? order.from : order.to;
  }
  void MoveTo(CallState next, TimePoint now);
  void Note(int code, std::string text, TimePoint now);
  void Add(Utterance utterance);
};

}  // namespace tocsin::phone
