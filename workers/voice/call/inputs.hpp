#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/calls.hpp"
#include "adapters/language.hpp"
#include "adapters/telephony.hpp"
#include "workers/voice/call/call_step.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/understanding/heard.hpp"

/// What may happen to a call, whoever tells of it: the bus, a timer, the carrier's answers, its
/// webhooks, a live line. All of it is data; the decision (leg/decide_call.hpp) sees nothing else.
namespace tocsin::voice {

/// Where an attempt lives: the stored name of its carrier, and the account there.
struct CarrierAccount {
  std::string carrier = {};
  std::string account = {};
};

/// What a dial needs from outside of the call: found out by the handler, not by the decision.
struct DialFacts {
  std::string provider;
  std::string account;
  std::string from;
  bool lists_calls = true;    ///< as TelephonyCapabilities::lists_calls
  bool lists_ended = false;   ///< as TelephonyCapabilities::lists_ended_calls
  bool tells_prices = false;  ///< as TelephonyCapabilities::tells_prices
  std::string token_hash;     ///< of the attempt that would be claimed (AttemptToken)
  AttemptCounts dialled;      ///< nothing for an attempt that is made again: it was counted before
  MoneySpent spent = {};
  bool held = false;         ///< the attempt is made again: its money is held already
  TimePoint slot;            ///< when the carrier's pace allows it; not after now: at once
  bool number_busy = false;  ///< another attempt has the number's line
  int before = 0;            ///< calls to the number that are to be dialled first
  int live_calls = 0;        ///< under way, theirs and ours, without this one
};

/// The call's timer is due, or it has just been requested. `dial` is given when the call wants to
/// dial (WantsToDial). `in_flight`: this process waits for the carrier's answer to its dial.
struct TimeCame {
  std::optional<DialFacts> dial = {};
  bool in_flight = false;
};
/// The carrier's answer to the request to dial.
struct PlaceAnswered {
  int attempt = 1;
  PlaceResult result;
  CarrierAccount at = {};
  std::string then = {};  ///< the carrier to try after a refusal for good; empty: none
};
/// The carrier's list of calls between the two numbers. `bound_elsewhere`: ids of it that belong
/// to other attempts.
struct CallsListed {
  int attempt = 1;
  Result<std::vector<ListedCall>> calls;
  std::vector<std::string> bound_elsewhere = {};
};
/// The carrier's present view of the call.
struct CallRead {
  std::string provider_call_id;
  Result<ListedCall> call;
};

/// The leg at the carrier that something happened on, and how it is by then. An input of a leg
/// carries an attempt's token and was verified: it proves that the leg is there.
struct Leg {
  std::string token_hash;
  std::string provider_call_id;
  CallStatus status = CallStatus::kQueued;
  AnsweredBy answered_by = AnsweredBy::kNotSaid;
  CarrierAccount at = {};
};
/// The leg is in another state.
struct LegStatus {
  Leg leg;
  std::optional<int> sequence = {};  ///< order of the carrier's reports, from 0
  std::optional<int> seconds = {};   ///< talked, at the end
  std::optional<CallPrice> price = {};
};
/// The carrier asks what is to be said: the leg came up, or was led there (MoveCall), or its media
/// socket is over. Gets a reply.
struct WordsWanted {
  /// How what is said gets to the person.
  enum class By {
    kPrompts,   ///< the carrier speaks and hears
    kLiveOpen,  ///< who asks may also be given a media socket
    kLiveLine,  ///< on the media socket that is open
    kFetched,   ///< as kPrompts, and what is keyed then is TurnHeard::fetched
  };
  Leg leg;
  By by = By::kPrompts;
  /// By::kLiveLine: what was heard of what is being said there, which these words cut off; none:
  /// all of it.
  std::optional<HeardOfUs> of_us = {};
};
/// Somebody called a number of ours; the carrier asks what is to be said. Whoever is told of the
/// same call again makes the same ids. Gets a reply.
struct CameIn {
  Leg leg;
  CallId call;
  AttemptId attempt;
  int partition = 0;
  std::string from;
  std::string to;
  WordsWanted::By by = WordsWanted::By::kPrompts;
  MoneySpent spent = {};  ///< of the tenant called, where calls that come in cost money
};
/// Wrong PINs of late, as PinLimits counts them.
struct PinTries {
  int of_caller = 0;
  int of_all = 0;
};
/// The person's turn, silence too. Gets a reply.
struct TurnHeard {
  Leg leg;
  int turn = 0;  ///< number of the question that it answers
  /// `turn` is not known: it answers the words that were fetched last (WordsWanted::By::kFetched),
  /// and those once. Its reply says nothing where those were the last ones.
  bool fetched = false;
  /// Of `fetched`: when it reached us. What came before the words were fetched does not answer
  /// them.
  std::optional<TimePoint> came = {};
  Heard heard;
  std::optional<HeardOfUs> of_us = {};  ///< none: all that was said was heard
  PinTries pin_tries = {};              ///< found out by the handler where keys may be a PIN
  MoneySpent spent = {};  ///< likewise, where words may be a question that costs money
};
/// The leg's media socket is open. Gets a reply; one that says nothing closes it.
struct StreamOpened {
  Leg leg;
  int connection = 1;       ///< which one of those that the call was given: each opens once
  std::string stream = {};  ///< the carrier's id of it
  SpeechTrust trust = SpeechTrust::kNone;  ///< of who listens to it
};
/// The leg's media socket is over.
struct StreamClosed {
  Leg leg;
  int connection = 1;
  std::string stream = {};  ///< another one than that which opened says nothing of it
  LineListener::End cause = LineListener::End::kLost;
  HeardOfUs of_us = {};
};
/// The carrier has found out who picked up (`leg.answered_by`).
struct ListenerJudged {
  Leg leg;
};

/// The language model has answered a question of the call, or failed to. `leg` is as it was when it
/// was asked.
struct QuestionAnswered {
  Leg leg;
  int number = 1;
  Result<std::string> answer;
  std::optional<LanguageUsage> usage = {};   ///< where the engine tells it
  std::vector<LanguageToolCall> calls = {};  ///< of tools, in a conversation
  Duration first_text{};                     ///< until the first piece of the answer came
  Duration first_sentence{};  ///< until its first sentence was whole; zero: it was not spoken so
  std::string engine = {};
  bool by_line = false;  ///< answered by a service that hears the line (AskLine)
};

/// A person answers a question in writing: on the page of a link, or by a text message. No leg
/// belongs to it.
struct Wrote {
  enum class Act { kChoose, kConfirm, kReject };
  QuestionId question;
  std::string contact;  ///< empty: whoever reads the channel
  std::string channel;  ///< over which they were asked
  std::string_view method;
  Act act = Act::kChoose;
  std::string choice = {};          ///< id; of kConfirm too, where it is known what was meant
  std::string heard = {};           ///< as evidence tells it; never a PIN
  std::string pin = {};             ///< of kConfirm, where one is asked for; or the code
  std::optional<CallId> call = {};  ///< that keeps it; none: as CallOfWriting has it
  /// Of kChoose: what is sent back, and must be sent with kConfirm, because who wrote may have
  /// forged who they are. Then nothing is decided at once. Empty: who writes is known.
  std::string code = {};
  std::string message = {};  ///< the carrier's id of a text; one that came before changes nothing
};
inline constexpr std::string_view kByLink = "link";
inline constexpr std::string_view kBySms = "sms";

/// A workflow says what is to be done next in the call.
struct Commanded {
  CallStep step;
};
/// This call alone is no longer wanted (that its question is not open needs no input: every input
/// looks).
struct Cancelled {
  std::string reason;
};

using Input = std::variant<TimeCame, PlaceAnswered, CallsListed, CallRead, LegStatus, WordsWanted,
                           CameIn, TurnHeard, StreamOpened, StreamClosed, ListenerJudged,
                           QuestionAnswered, Wrote, Commanded, Cancelled>;

/// The leg of an input that has one; nullptr: it has none.
const Leg* LegOf(const Input& input);
/// The carrier's ids that an input tells of beside that of its own leg.
std::vector<std::string> ProviderIdsOf(const Input& input);

}  // namespace tocsin::voice
