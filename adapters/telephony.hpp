#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/media_codec.hpp"
#include "adapters/relay_codec.hpp"
#include "adapters/webhook_probe.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// What the person on the phone hears and may answer, free of any carrier's language.
struct Say {
  std::string text;
  std::string language = "en-US";
  std::string sound_url = {};  ///< instead of the carrier's own voice: the text as a sound
};
struct Pause {
  Duration length = std::chrono::seconds(1);
};
struct Hangup {};
/// Asks the carrier to come back to `url` at once ("work in the background, come back").
struct Redirect {
  std::string url;
};
/// Opens a media socket from the carrier to us: sound both ways, or text (LiveAudio::text), until
/// it closes; then the next instruction is taken. Only where `live_audio`.
struct Connect {
  std::string url;                                                   ///< wss://
  std::vector<std::pair<std::string, std::string>> parameters = {};  ///< given back at its start
  std::string language = "en-US";  ///< LiveAudio::text: what is heard and spoken at first
  /// LiveAudio::text: where the carrier asks for more once the socket is over, also where it broke;
  /// empty: the next instruction.
  std::string then_url = {};
};
/// Says something and takes keys or speech; the answer goes to `action_url`. Silence goes there
/// too.
struct Ask {
  std::vector<Say> prompt;
  std::string action_url;
  std::string language = "en-US";
  std::vector<std::string> hints = {};  ///< phrases the recogniser should expect
  bool speech = true;
  int digits = 1;  ///< number of keys; 0: keys are not taken
  Duration silence = std::chrono::seconds(6);
};
using Instruction = std::variant<Say, Pause, Ask, Connect, Redirect, Hangup>;
using Instructions = std::vector<Instruction>;

struct PlaceCall {
  std::string to;    ///< E.164
  std::string from;  ///< E.164
  std::string answer_url;
  std::string status_url;
  std::string machine_detection_url;  ///< empty: no detection
  std::string fallback_url;
  Duration ring_timeout = std::chrono::seconds(30);
  Duration time_limit = std::chrono::seconds(600);
  /// The media socket of the call, where it is to be led over live sound: for carriers that must
  /// know it when they dial. Others are told at the answer.
  std::optional<Connect> live = {};
  /// Of the attempt: stands in the addresses, and is given back beside them where a carrier can.
  std::string token = {};
};

struct PlacedCall {
  std::string provider_call_id;
  std::string status;
};

/// What became of a request to dial (core: calls).
enum class PlaceOutcome {
  kPlaced,
  kRefused,  ///< definite: 4xx other than 408 and 429
  kNotSent,  ///< 429, or no byte was written: may be tried again with backoff
  kUnknown,  ///< time-out, reset, 5xx: it may ring; reconcile, never repeat
};
struct PlaceResult {
  PlaceOutcome outcome = PlaceOutcome::kUnknown;
  PlacedCall call;     ///< when placed
  std::string reason;  ///< carrier's code and text otherwise; without numbers or secrets
  /// Of kRefused: for what the account is or may, not for the number, so that another carrier may
  /// well place the call.
  bool of_account = false;
};

enum class CallStatus {
  kQueued,
  kRinging,
  kInProgress,
  kCompleted,
  kBusy,
  kNoAnswer,
  kFailed,
  kCanceled
};

/// What a carrier takes for a call.
struct CallPrice {
  std::int64_t micros = 0;    ///< millionths, not negative
  std::string currency = {};  ///< ISO 4217
};

struct ListedCall {
  std::string provider_call_id;
  std::string to;
  std::string from;
  CallStatus status = CallStatus::kQueued;
  bool outbound_by_api = false;
  TimePoint created;
  std::optional<CallPrice> price = {};  ///< once the carrier has reckoned it
};

/// Who picked up, by the carrier's own detection.
enum class AnsweredBy { kNotSaid, kHuman, kMachine, kFax, kUnknown };

/// A verified webhook of the carrier.
struct CallWebhook {
  enum class Kind { kAnswer, kInput, kStatus, kMachineDetection, kRecording };
  Kind kind = Kind::kStatus;
  std::string provider_call_id;
  CallStatus status = CallStatus::kQueued;
  bool inbound = false;
  std::string from;
  std::string to;
  std::optional<int> sequence;       ///< order of status events, from 0
  std::string digits;                ///< kInput
  std::string speech;                ///< kInput; as recognised
  std::optional<double> confidence;  ///< 0 to 1
  AnsweredBy answered_by = AnsweredBy::kNotSaid;
  std::optional<int> duration_seconds;  ///< kStatus at the end
  std::optional<CallPrice> price = {};  ///< kStatus at the end, where the carrier has it by then
  std::string token = {};  ///< of its attempt, where it stands in the webhook and not its address
  /// kAnswer, kInput: the carrier fetches the words of each turn by itself, and what was keyed is
  /// about those that it fetched last.
  bool fetched = false;
};

/// A text message (SMS) that somebody sent to a number of ours.
struct TextReceived {
  std::string id;  ///< the carrier's
  std::string from;
  std::string to;
  std::string text;
};

/// Only these are answered with instructions; the others with nothing.
constexpr bool WantsInstructions(CallWebhook::Kind kind) {
  return kind == CallWebhook::Kind::kAnswer || kind == CallWebhook::Kind::kInput;
}

/// What goes over a carrier's media sockets.
struct LiveAudio {
  std::string socket_path;  ///< of ours: "/ws/media-stream"
  /// The carrier hears and speaks by itself, in all languages that are spoken here; text goes both
  /// ways (MakeRelayCodec).
  bool text = false;
};

/// What a provider can do; the core asks here instead of switching on names.
struct TelephonyCapabilities {
  std::string name;     ///< "twilio"
  std::string account;  ///< account id; with the name it says where a call lives
  std::string from;     ///< our number, E.164
  /// Where its webhooks come in: this, a slash, and answer, gather, status, amd or recording.
  std::string webhook_path;
  bool machine_detection = true;
  /// Its list has every call from the moment it is made, so that one that is not in it does not
  /// ring. Without such a list only callbacks tell of an attempt whose outcome is unknown.
  bool lists_calls = true;
  /// Where not `lists_calls`: calls that have ended are in its list, which may so tell of an
  /// attempt that a callback did not.
  bool lists_ended_calls = false;
  /// `End` and `Move` reach a call. Else only its media socket's end ends it, and what is to be
  /// said is said there.
  bool steers_calls = true;
  int calls_per_second = 1;
  /// `Read` tells what an ended call has cost, some time after its end.
  bool tells_prices = false;
  std::optional<LiveAudio> live_audio = {};  ///< none: prompts and keys only
};

/// A telephony carrier. Thread-safe; callbacks come on a network thread and must not block.
class TelephonyProvider {
 public:
  virtual ~TelephonyProvider() = default;
  virtual const TelephonyCapabilities& Capabilities() const = 0;
  virtual void Place(PlaceCall call, std::function<void(PlaceResult)> done) = 0;
  /// Calls between the two numbers, newest first, created since `since`. Only asked where
  /// `lists_calls` or `lists_ended_calls`.
  virtual void List(std::string to, std::string from, TimePoint since,
                    std::function<void(Result<std::vector<ListedCall>>)> done) = 0;
  virtual void Read(std::string provider_call_id, std::function<void(Result<ListedCall>)> done) = 0;
  /// Ends the call in whatever state it is; an already ended one is success.
  virtual void End(std::string provider_call_id, std::function<void(Status)> done) = 0;
  /// Replaces what a live call is doing: it fetches `url` next.
  virtual void Move(std::string provider_call_id, std::string url,
                    std::function<void(Status)> done) = 0;
  /// Verifies the signature over `public_base` + raw target and reads the webhook. kRejected:
  /// signature missing or wrong (HTTP 403); kInvalid: well signed but unreadable (400).
  virtual Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                           std::string_view public_base) const = 0;
  /// The answer to a webhook of this kind in the carrier's language.
  virtual HttpResponse Render(CallWebhook::Kind kind, const Instructions& instructions) const = 0;
  /// The answer to a webhook that wants no instructions.
  virtual HttpResponse Acknowledge() const { return {.status = 204, .headers = {}, .body = {}}; }
  /// A text message that came in: verified and read as by ParseWebhook.
  virtual Result<TextReceived> ParseText(const HttpRequest& request,
                                         std::string_view public_base) const {
    static_cast<void>(request);
    static_cast<void>(public_base);
    return Fail(ErrorKind::kRejected, "verifying webhook: this carrier brings no text messages",
                "telephony." + Capabilities().name);
  }
  /// The answer to it, with what is sent back to who sent it; empty: nothing.
  virtual HttpResponse AnswerText(std::string_view text) const {
    static_cast<void>(text);
    return Acknowledge();
  }
  /// A request at one of its own doors (voice::CarrierDoor::own), which changes nothing of a call.
  /// kRejected: not the carrier (HTTP 403); `live`: whether a call could be led live now.
  virtual Result<HttpResponse> AnswerOwn(std::string_view door, const HttpRequest& request,
                                         std::string_view public_base, bool live) const {
    static_cast<void>(request);
    static_cast<void>(public_base);
    static_cast<void>(live);
    return Fail(ErrorKind::kNotFound, "no door '" + std::string(door) + "'",
                "telephony." + Capabilities().name);
  }
  /// What it was found not to give us at present, for people: "no streaming"; empty: nothing.
  virtual std::string Shortfall() const { return {}; }
  /// Whether calls are led all the same.
  virtual bool LeadsWithout() const { return false; }
  /// Whether a media socket's handshake is the carrier's: signature, credentials or its networks.
  /// `public_base`: as of ParseWebhook. kRejected otherwise (HTTP 403). Where `live_audio`.
  virtual Status VerifySocket(const HttpRequest& request, std::string_view public_base) const {
    static_cast<void>(request);
    static_cast<void>(public_base);
    return Fail(ErrorKind::kRejected, "verifying media socket: this carrier opens none",
                "telephony." + Capabilities().name);
  }
  /// Its language on one media socket; nullptr without `live_audio`.
  virtual std::unique_ptr<MediaCodec> MakeMediaCodec() const { return nullptr; }
  /// The same on a socket of text; nullptr without `live_audio->text`.
  virtual std::unique_ptr<RelayCodec> MakeRelayCodec() const { return nullptr; }
  /// One request that proves address and credentials, for self-check and readiness.
  virtual void Probe(std::function<void(Status)> done) = 0;
  /// Sends a correctly signed webhook to this address of ours, as the carrier would, about a call
  /// that does not exist: it changes nothing. kTransient: the address cannot be reached.
  virtual void ProbeWebhook(std::string url, std::function<void(Result<WebhookProbe>)> done) = 0;
};

}  // namespace tocsin
