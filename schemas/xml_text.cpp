#include "schemas/xml_text.hpp"

#include "schemas/plain_text.hpp"

namespace tocsin {

std::string EscapeMarkup(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string EscapeXml(std::string_view text) { return EscapeMarkup(PlainText(text)); }

}  // namespace tocsin
