#include "adapters/telephony/twilio/twiml.hpp"

#include <algorithm>
#include <cstdint>

#include "schemas/xml_text.hpp"

namespace tocsin {
namespace {

/// Longest text of one <Say>; more is split.
constexpr std::size_t kMaxSayBytes = 4000;
/// https://www.twilio.com/docs/voice/twiml/gather: at most 500 hints of 100 characters; and the
/// whole document has 64 KiB, most of it for what is said.
constexpr std::size_t kMaxHints = 500;
constexpr std::size_t kMaxHintBytes = 100;
constexpr std::size_t kMaxHintsBytes = 8000;  ///< escaped

std::string AtLeastOneSecond(Duration length) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(length).count();
  return std::to_string(std::max<std::int64_t>(1, seconds));
}

/// Cut points at spaces, else at characters.
std::string_view NextPiece(std::string_view text) {
  if (text.size() <= kMaxSayBytes) return text;
  auto cut = text.rfind(' ', kMaxSayBytes);
  if (cut == std::string_view::npos || cut == 0) {
    cut = kMaxSayBytes;
    while (cut > 1 && (static_cast<std::uint8_t>(text[cut]) & 0xc0) == 0x80) --cut;
  }
  return text.substr(0, cut);
}

std::string ResponseOf(const std::string& content) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>" + content + "</Response>\n";
}

class Renderer {
 public:
  Renderer(std::string_view voice, const twilio::RelayOptions* relay)
      : voice_(voice), relay_(relay) {}

  void operator()(const Say& say) {
    if (!say.sound_url.empty()) {
      out_ += "<Play>" + EscapeXml(say.sound_url) + "</Play>";
      return;
    }
    std::string_view rest = say.text;
    while (!rest.empty()) {
      const auto piece = NextPiece(rest);
      rest.remove_prefix(piece.size());
      out_ += "<Say";
      if (!voice_.empty()) Attribute("voice", voice_);
      Attribute("language", say.language);
      out_ += '>' + EscapeXml(piece) + "</Say>";
    }
  }
  void operator()(const Pause& pause) {
    out_ += "<Pause";
    Attribute("length", AtLeastOneSecond(pause.length));
    out_ += "/>";
  }
  void operator()(const Hangup&) { out_ += "<Hangup/>"; }
  void operator()(const Connect& connect) {
    if (relay_ != nullptr) return Relay(connect);
    out_ += "<Connect><Stream";
    Attribute("url", connect.url);
    out_ += '>';
    Parameters(connect);
    out_ += "</Stream></Connect>";
  }
  void operator()(const Redirect& redirect) {
    out_ += "<Redirect method=\"POST\">" + EscapeXml(redirect.url) + "</Redirect>";
  }
  void operator()(const Ask& ask) {
    const bool keys = ask.digits > 0;
    out_ += "<Gather";
    Attribute("input", keys && ask.speech ? "dtmf speech" : keys ? "dtmf" : "speech");
    Attribute("action", ask.action_url);
    Attribute("method", "POST");
    Attribute("timeout", AtLeastOneSecond(ask.silence));
    if (keys) Attribute("numDigits", std::to_string(ask.digits));
    Attribute("actionOnEmptyResult", "true");
    if (ask.speech) {
      Attribute("speechTimeout", "auto");
      Attribute("language", ask.language);
      if (const auto hints = Hints(ask); !hints.empty()) Attribute("hints", hints);
    }
    out_ += '>';
    for (const auto& say : ask.prompt) (*this)(say);
    out_ += "</Gather>";
  }

  std::string Finish() && { return ResponseOf(out_); }

 private:
  /// Without an action a socket that breaks ends the call.
  void Relay(const Connect& connect) {
    out_ += "<Connect";
    if (!connect.then_url.empty()) {
      Attribute("action", connect.then_url);
      Attribute("method", "POST");
    }
    out_ += "><ConversationRelay";
    Attribute("url", connect.url);
    out_ += twilio::RelayAttributes(*relay_, connect.language) + '>';
    out_ += twilio::RelayLanguages(*relay_);
    Parameters(connect);
    out_ += "</ConversationRelay></Connect>";
  }
  void Parameters(const Connect& connect) {
    for (const auto& [name, value] : connect.parameters) {
      out_ += "<Parameter";
      Attribute("name", name);
      Attribute("value", value);
      out_ += "/>";
    }
  }
  void Attribute(std::string_view name, std::string_view value) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"" + EscapeXml(value) + '"';
  }

  static std::string Hints(const Ask& ask) {
    std::string hints;
    std::size_t escaped = 0;
    for (std::size_t i = 0; i < std::min(ask.hints.size(), kMaxHints); ++i) {
      std::string hint = ask.hints[i];
      std::ranges::replace(hint, ',', ' ');
      if (hint.empty() || hint.size() > kMaxHintBytes) continue;
      escaped += EscapeXml(hint).size() + 1;
      if (escaped > kMaxHintsBytes) break;
      if (!hints.empty()) hints += ',';
      hints += hint;
    }
    return hints;
  }

  std::string_view voice_;
  const twilio::RelayOptions* relay_;
  std::string out_;
};

}  // namespace

std::string RenderTextTwiml(std::string_view text) {
  return ResponseOf(text.empty() ? "" : "<Message>" + EscapeXml(text) + "</Message>");
}

std::string RenderTwiml(const Instructions& instructions, std::string_view voice,
                        const twilio::RelayOptions* relay) {
  Renderer renderer(voice, relay);
  for (const auto& instruction : instructions) std::visit(renderer, instruction);
  return std::move(renderer).Finish();
}

}  // namespace tocsin
