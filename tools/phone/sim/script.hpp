#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "schemas/pattern.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "tools/phone/live/link.hpp"
#include "tools/phone/live/media_dialect.hpp"
#include "tools/phone/live/sound_spec.hpp"

namespace tocsin::phone {

/// What a person does once: after hearing something, or at once when nothing is to be heard.
struct Turn {
  enum class Act { kSay, kPress, kSilent, kHangUp };
  std::optional<Pattern> hear;  ///< letters of any case; one that takes too many steps is not heard
  Act act = Act::kSilent;
  std::string keys;
  Speech speech;
  Duration silence{};
  bool over = false;  ///< while the other side speaks
};

struct Answering {
  Duration after = std::chrono::seconds(1);
  std::vector<Turn> turns;
  std::optional<Duration> hang_up_after;  ///< counted from the answer
  std::string detected_as = "human";      ///< what answering-machine detection says
  LinkTrouble link;                       ///< of live sound
  std::optional<NoiseSpec> noise;         ///< of live sound, all through the call
  Carrier carrier = Carrier::kTwilio;     ///< that a call from this person comes by
  bool camel = false;                     ///< how that carrier, Exotel, spells: StreamIds::camel
};
struct Voicemail {
  Duration after = std::chrono::seconds(3);
  std::string greeting;
  Duration hang_up_after = std::chrono::seconds(60);  ///< end of the tape, counted from the answer
};
struct Busy {};
struct NoAnswer {};
struct Declining {};    ///< pushes the call away while it rings
struct Unreachable {};  ///< the call fails before it rings
using Behaviour = std::variant<Answering, Voicemail, Busy, NoAnswer, Declining, Unreachable>;
/// The word the script uses for it.
std::string_view NameOf(const Behaviour& behaviour);

/// Troubles between the worker and the carrier. Counts say how many of the next calls have them.
struct Faults {
  int drop_response = 0;            ///< placed, connection closed without an answer
  int http_503 = 0;                 ///< not placed
  int http_429 = 0;                 ///< not placed
  int no_streaming = 0;             ///< Exotel: not placed, 403 "Feature not enabled"
  int http_500_after_placing = 0;   ///< placed, yet the answer says 500
  int webhook_before_response = 0;  ///< the answer comes after the first TwiML request
  Duration list_lag{};              ///< age at which a call appears in lists
  int duplicate_callbacks = 0;      ///< every webhook comes twice
  Duration late_callbacks{};        ///< delay of status callbacks
  int reorder_callbacks = 0;        ///< status callbacks come in pairs swapped
  int lost_callbacks = 0;           ///< no status callback comes
  int second_sid = 0;               ///< one request dials twice, under two sids
  int twiml_while_ringing = 0;      ///< first TwiML request before the answer
  // Of media sockets; counts say how many of the next sockets have them, durations hold for all.
  int socket_cut = 0;           ///< dropped in the middle of a sentence of ours
  Duration socket_cut_after{};  ///< the same, after so much of us was heard
  int late_frames = 0;          ///< a second of nothing, then all at once
  Duration late_frames_by{};    ///< the same, so long
  int duplicate_frames = 0;
  int no_marks = 0;
  int unsigned_socket = 0;
  Duration handshake_delay{};  ///< before the socket is opened
  int half_message = 0;
  int stop_without_close = 0;
};

struct Script {
  std::map<std::string, std::vector<Behaviour>> people;  ///< by E.164 number; never an empty list
  Faults faults;
  /// Exotel's flows by number: below which address Gather asks `/answer` and Passthru `/gather`.
  std::map<std::string, std::string> flows;
};

/// Reads a script; all findings when something is wrong. `file` names it in them.
tl::expected<Script, std::vector<Finding>> ReadScript(std::string_view text, std::string_view file);

/// '+' and 7 to 15 digits.
bool IsE164(std::string_view number);

}  // namespace tocsin::phone
