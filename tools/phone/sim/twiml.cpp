#include "tools/phone/sim/twiml.hpp"

#include <algorithm>
#include <array>

#include "schemas/language_tag.hpp"
#include "tools/phone/sim/twiml_elements.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxTwimlBytes = 64 * 1024;
constexpr int kMaxLoop = 1000;
constexpr std::size_t kMaxSayCharacters = 4096;
constexpr std::size_t kMaxParameterCharacters = 500;
constexpr auto kUnsupported =
    std::to_array<std::string_view>({"Record", "Dial", "Enqueue", "Leave", "Sms", "Message",
                                     "Start", "Stop", "Refer", "Pay", "Prompt", "Queue", "Echo"});

class TwimlReader : TwimlElements {
 public:
  tl::expected<TwimlDocument, TwimlFault> Read(const XmlElement& root) {
    for (const auto& child : root.children) {
      if (child.IsText()) {
        RefuseText(root, child);
      } else {
        ReadVerb(child);
      }
    }
    if (!Faults().empty())
      return tl::unexpected(TwimlFault{12200, "schema violation: " + Faults()});
    return std::move(document_);
  }

 private:
  std::optional<PromptVerb> ReadPrompt(const XmlElement& element) {
    if (element.name == "Say") {
      Allow(element, {"voice", "language", "loop"});
      CheckLanguage(element);
      if (CharactersOf(TextOf(element)) > kMaxSayCharacters)
        Refuse(element, "<Say> has more than 4096 characters");
      return SayVerb{TextOf(element), Word(element, "language", "en-US"),
                     Number(element, "loop", 0, kMaxLoop, 1)};
    }
    if (element.name == "Play") {
      Allow(element, {"loop", "digits"});
      return PlayVerb{TextOf(element), Word(element, "digits", ""),
                      Number(element, "loop", 0, kMaxLoop, 1)};
    }
    if (element.name == "Pause") {
      Allow(element, {"length"});
      return PauseVerb{Seconds(element, "length", 1)};
    }
    return std::nullopt;
  }

  GatherVerb ReadGather(const XmlElement& element) {
    Allow(element, {"input", "action", "method", "timeout", "speechTimeout", "maxSpeechTime",
                    "numDigits", "finishOnKey", "language", "hints", "profanityFilter", "bargeIn",
                    "partialResultCallback", "partialResultCallbackMethod", "actionOnEmptyResult",
                    "speechModel", "enhanced", "debug"});
    GatherVerb gather;
    const std::string input = Word(element, "input", "dtmf");
    gather.speech = input.find("speech") != std::string::npos;
    gather.dtmf = input.find("dtmf") != std::string::npos;
    if (!gather.speech && !gather.dtmf) {
      Refuse(element, "input is neither dtmf nor speech");
      gather.dtmf = true;
    }
    gather.action = Word(element, "action", "");
    gather.method = Method(element);
    gather.timeout = Seconds(element, "timeout", 5);
    const std::string speech_timeout = Word(element, "speechTimeout", "");
    if (speech_timeout == "auto") {
      gather.speech_timeout = Duration(500);
    } else if (!speech_timeout.empty()) {
      gather.speech_timeout = Seconds(element, "speechTimeout", 5);
    }
    if (element.Attribute("numDigits") != nullptr)
      gather.digit_count = static_cast<std::size_t>(Number(element, "numDigits", 1, 1000, 1000));
    gather.finish_on_key = Word(element, "finishOnKey", "#");
    gather.language = Word(element, "language", "en-US");
    CheckLanguage(element);
    CheckHints(element);
    gather.barge_in = Flag(element, "bargeIn", true);
    gather.action_on_empty_result = Flag(element, "actionOnEmptyResult", false);
    ReadPromptsOf(element, gather);
    return gather;
  }

  std::optional<ConnectVerb> ReadConnect(const XmlElement& element) {
    Allow(element, {"action", "method"});
    ConnectVerb connect;
    connect.action = Word(element, "action", "");
    connect.method = Method(element);
    int nouns = 0;
    for (const auto& child : element.children) {
      if (child.IsText()) {
        RefuseText(element, child);
        continue;
      }
      const bool stream = child.name == "Stream";
      if (!stream && child.name != "ConversationRelay")
        return std::nullopt;  // another noun, which the simulator does not play
      if (++nouns > 1) {
        Refuse(child, "only one noun is allowed inside <Connect>");
      } else if (stream) {
        ReadStream(child, connect);
      } else {
        ReadRelay(child, connect);
      }
    }
    if (nouns == 0) Refuse(element, "<Connect> has no noun");
    return connect;
  }

  /// https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
  void ReadRelay(const XmlElement& element, ConnectVerb& connect) {
    Allow(element, {"url",
                    "welcomeGreeting",
                    "welcomeGreetingInterruptible",
                    "language",
                    "ttsLanguage",
                    "ttsProvider",
                    "voice",
                    "transcriptionLanguage",
                    "transcriptionProvider",
                    "speechModel",
                    "interruptible",
                    "interruptSensitivity",
                    "dtmfDetection",
                    "reportInputDuringAgentSpeech",
                    "preemptible",
                    "hints",
                    "partialPrompts",
                    "profanityFilter",
                    "speechTimeout",
                    "deepgramSmartFormat",
                    "elevenlabsTextNormalization",
                    "ignoreBackchannel",
                    "events",
                    "debug",
                    "intelligenceService"});
    connect.url = Word(element, "url", "");
    if (connect.url.empty()) Refuse(element, "<ConversationRelay> has no url");
    CheckLanguage(element);
    CheckHints(element);
    RelayNoun relay;
    relay.language = Word(element, "language", "en-US");
    relay.interruptible = OneOf(element, "interruptible", {"none", "dtmf", "speech", "any"}, "any");
    relay.report =
        OneOf(element, "reportInputDuringAgentSpeech", {"none", "dtmf", "speech", "any"}, "none");
    relay.dtmf = Flag(element, "dtmfDetection", false);
    relay.preemptible = Flag(element, "preemptible", false);
    const std::string events = Word(element, "events", Word(element, "debug", ""));
    relay.speaker_events = events.find("speaker-events") != std::string::npos;
    relay.tokens_played = events.find("tokens-played") != std::string::npos;
    for (const auto& child : element.children) {
      if (child.IsText()) {
        RefuseText(element, child);
      } else if (child.name == "Parameter") {
        ReadParameter(child, connect);
      } else if (child.name == "Language") {
        Allow(child, {"code", "ttsProvider", "voice", "transcriptionProvider", "speechModel"});
        if (!IsLanguageTag(Word(child, "code", ""))) Refuse(child, "'code' is no language tag");
      } else {
        Refuse(child, "<" + child.name + "> is not allowed inside <ConversationRelay>");
      }
    }
    connect.relay = std::move(relay);
  }

  void ReadParameter(const XmlElement& child, ConnectVerb& connect) {
    Allow(child, {"name", "value"});
    connect.parameters.emplace_back(Word(child, "name", ""), Word(child, "value", ""));
    const auto& [name, value] = connect.parameters.back();
    if (name.empty()) Refuse(child, "<Parameter> has no name");
    if (name.size() + value.size() > kMaxParameterCharacters)
      Refuse(child, "name and value of a <Parameter> are longer than 500 characters");
  }

  void ReadStream(const XmlElement& element, ConnectVerb& connect) {
    Allow(element, {"url", "name", "track", "statusCallback", "statusCallbackMethod"});
    connect.url = Word(element, "url", "");
    if (connect.url.empty()) Refuse(element, "<Stream> has no url");
    if (connect.url.find('?') != std::string::npos)
      Refuse(element, "the url of <Stream> takes no query; use <Parameter>");
    if (Word(element, "track", "inbound_track") != "inbound_track")
      Refuse(element, "a <Stream> inside <Connect> takes the inbound_track only");
    for (const auto& child : element.children) {
      if (child.IsText()) {
        RefuseText(element, child);
      } else if (child.name == "Parameter") {
        ReadParameter(child, connect);
      } else {
        Refuse(child, "<" + child.name + "> is not allowed inside <Stream>");
      }
    }
  }

  void ReadPromptsOf(const XmlElement& element, GatherVerb& gather) {
    for (const auto& child : element.children) {
      if (child.IsText()) {
        RefuseText(element, child);
      } else if (auto prompt = ReadPrompt(child)) {
        gather.prompt.push_back(std::move(*prompt));
      } else {
        Refuse(child, "<" + child.name + "> is not allowed inside <Gather>");
      }
    }
  }

  void ReadVerb(const XmlElement& element) {
    auto& verbs = document_.verbs;
    if (auto prompt = ReadPrompt(element)) {
      std::visit([&](auto&& verb) { verbs.emplace_back(std::move(verb)); }, std::move(*prompt));
    } else if (element.name == "Gather") {
      verbs.emplace_back(ReadGather(element));
    } else if (element.name == "Connect") {
      if (auto connect = ReadConnect(element)) {
        verbs.emplace_back(std::move(*connect));
      } else {
        verbs.emplace_back(UnsupportedVerb{element.name});
      }
    } else if (element.name == "Redirect") {
      Allow(element, {"method"});
      verbs.emplace_back(RedirectVerb{TextOf(element), Method(element)});
    } else if (element.name == "Hangup") {
      Allow(element, {});
      verbs.emplace_back(HangupVerb{});
    } else if (element.name == "Reject") {
      Allow(element, {"reason"});
      verbs.emplace_back(RejectVerb{Word(element, "reason", "rejected") == "busy"});
    } else if (std::ranges::find(kUnsupported, element.name) != kUnsupported.end()) {
      verbs.emplace_back(UnsupportedVerb{element.name});
    } else {
      Refuse(element, "<" + element.name + "> is not a verb");
    }
  }

  TwimlDocument document_;
};

}  // namespace

tl::expected<TwimlDocument, TwimlFault> ParseTwiml(std::string_view text) {
  if (text.size() > kMaxTwimlBytes)
    return tl::unexpected(TwimlFault{11750, "TwiML response is larger than 64 KiB"});
  auto root = ParseXml(text);
  if (!root) {
    const auto& fault = root.error();
    return tl::unexpected(
        TwimlFault{12100, "document parse failure: line " + std::to_string(fault.mark.line) +
                              ", column " + std::to_string(fault.mark.column) + ": " + fault.text});
  }
  if (root->name != "Response")
    return tl::unexpected(TwimlFault{
        12100, "document parse failure: root element is <" + root->name + ">, not <Response>"});
  return TwimlReader().Read(*root);
}

}  // namespace tocsin::phone
