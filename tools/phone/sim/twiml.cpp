#include "tools/phone/sim/twiml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

#include "schemas/language_tag.hpp"
#include "tools/phone/sim/xml.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxTwimlBytes = 64 * 1024;
constexpr int kMaxLoop = 1000;
constexpr std::size_t kMaxSayCharacters = 4096;
constexpr std::size_t kMaxParameterCharacters = 500;
constexpr std::size_t kMaxHints = 500;
constexpr std::size_t kMaxHintCharacters = 100;
constexpr auto kUnsupported =
    std::to_array<std::string_view>({"Record", "Dial", "Enqueue", "Leave", "Sms", "Message",
                                     "Start", "Stop", "Refer", "Pay", "Prompt", "Queue", "Echo"});

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

class TwimlReader {
 public:
  tl::expected<TwimlDocument, TwimlFault> Read(const XmlElement& root) {
    for (const auto& child : root.children) {
      if (child.IsText()) {
        RefuseText(root, child);
      } else {
        ReadVerb(child);
      }
    }
    if (!faults_.empty()) return tl::unexpected(TwimlFault{12200, "schema violation: " + faults_});
    return std::move(document_);
  }

 private:
  void Refuse(const XmlElement& at, const std::string& text) {
    if (!faults_.empty()) faults_ += "; ";
    faults_ += "line " + std::to_string(at.mark.line) + ": " + text;
  }
  void RefuseText(const XmlElement& parent, const XmlElement& text) {
    if (text.text.find_first_not_of(" \t\r\n") != std::string::npos)
      Refuse(text, "text inside <" + parent.name + "> is not spoken; use <Say>");
  }
  void Allow(const XmlElement& element, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : element.attributes)
      if (std::ranges::find(known, name) == known.end())
        Refuse(element, "attribute '" + name + "' is not known on <" + element.name + ">");
  }

  static std::string TextOf(const XmlElement& element) {
    std::string text;
    for (const auto& child : element.children) text += child.IsText() ? child.text : TextOf(child);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }

  int Number(const XmlElement& element, std::string_view name, int low, int high, int otherwise) {
    const auto* text = element.Attribute(name);
    if (text == nullptr) return otherwise;
    int value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size() && value >= low && value <= high)
      return value;
    Refuse(element, "attribute '" + std::string(name) + "' is not a number from " +
                        std::to_string(low) + " to " + std::to_string(high));
    return otherwise;
  }
  Duration Seconds(const XmlElement& element, std::string_view name, int otherwise) {
    return std::chrono::seconds(Number(element, name, 0, 14400, otherwise));
  }
  bool Flag(const XmlElement& element, std::string_view name, bool otherwise) {
    const auto* text = element.Attribute(name);
    if (text == nullptr) return otherwise;
    if (*text == "true") return true;
    if (*text != "false")
      Refuse(element, "attribute '" + std::string(name) + "' is neither true nor false");
    return *text == "false" ? false : otherwise;
  }
  std::string Word(const XmlElement& element, std::string_view name, std::string otherwise) {
    const auto* text = element.Attribute(name);
    return text == nullptr ? std::move(otherwise) : *text;
  }
  std::string Method(const XmlElement& element) {
    std::string method = Word(element, "method", "POST");
    if (method == "GET" || method == "POST") return method;
    Refuse(element, "method is neither GET nor POST");
    return "POST";
  }

  void CheckLanguage(const XmlElement& element) {
    const auto* tag = element.Attribute("language");
    if (tag != nullptr && !IsLanguageTag(*tag))
      Refuse(element, "attribute 'language' is no language tag");
  }
  void CheckHints(const XmlElement& element) {
    const auto* hints = element.Attribute("hints");
    if (hints == nullptr) return;
    std::size_t count = 0;
    for (std::string_view rest = *hints; !rest.empty(); ++count) {
      const auto hint = rest.substr(0, rest.find(','));
      if (CharactersOf(hint) > kMaxHintCharacters)
        Refuse(element, "a hint has more than 100 characters");
      rest.remove_prefix(std::min(rest.size(), hint.size() + 1));
    }
    if (count > kMaxHints) Refuse(element, "more than 500 hints");
  }

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

  std::string OneOf(const XmlElement& element, std::string_view name,
                    std::initializer_list<std::string_view> words, std::string otherwise) {
    std::string word = Word(element, name, otherwise);
    if (word == "true") word = "any";
    if (word == "false") word = "none";
    if (std::ranges::find(words, word) != words.end()) return word;
    Refuse(element, "attribute '" + std::string(name) + "' may not be '" + word + "'");
    return otherwise;
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
  std::string faults_;
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
