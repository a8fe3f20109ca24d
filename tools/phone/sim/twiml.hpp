#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "schemas/time.hpp"
#include "tools/phone/sim/params.hpp"

namespace tocsin::phone {

struct SayVerb {
  std::string text;
  std::string language;
  int loop = 1;  ///< 0: again and again
};
struct PlayVerb {
  std::string url;
  std::string digits;
  int loop = 1;
};
struct PauseVerb {
  Duration length = std::chrono::seconds(1);
};
using PromptVerb = std::variant<SayVerb, PlayVerb, PauseVerb>;

struct GatherVerb {
  bool dtmf = true;
  bool speech = false;
  std::string action;  ///< empty: the document's own URL
  std::string method = "POST";
  Duration timeout = std::chrono::seconds(5);
  std::optional<Duration> speech_timeout;  ///< absent: the same as timeout
  std::optional<std::size_t> digit_count;
  std::string finish_on_key = "#";
  std::string language = "en-US";
  bool barge_in = true;
  bool action_on_empty_result = false;
  std::vector<PromptVerb> prompt;
};
/// <ConversationRelay>: what goes over the socket is text.
struct RelayNoun {
  std::string language = "en-US";
  std::string interruptible = "any";  ///< none, dtmf, speech or any
  std::string report = "none";        ///< reportInputDuringAgentSpeech: the same words
  bool dtmf = false;
  bool preemptible = false;
  bool speaker_events = false;
  bool tokens_played = false;
};
/// <Connect><Stream> or <Connect><ConversationRelay>: a socket, both ways, until it closes.
struct ConnectVerb {
  std::string url;
  Params parameters;
  std::string action;  ///< empty: the next verb
  std::string method = "POST";
  std::optional<RelayNoun> relay = {};  ///< none: <Stream>
};
struct RedirectVerb {
  std::string url;
  std::string method = "POST";
};
struct HangupVerb {};
struct RejectVerb {
  bool busy = false;
};
/// A verb that the simulator does not play: noted in the call's log and stepped over.
struct UnsupportedVerb {
  std::string name;
};
using Verb = std::variant<SayVerb, PlayVerb, PauseVerb, GatherVerb, ConnectVerb, RedirectVerb,
                          HangupVerb, RejectVerb, UnsupportedVerb>;

struct TwimlDocument {
  std::vector<Verb> verbs;
};

/// Carrier's error code and text: 12100 unreadable, 11750 too large, 12200 against the schema. The
/// carrier goes on after the last with a warning in its log, where nobody sees it; here it is
/// refused, so that no mistake hides.
struct TwimlFault {
  int code = 0;
  std::string text;
};

tl::expected<TwimlDocument, TwimlFault> ParseTwiml(std::string_view text);

}  // namespace tocsin::phone
