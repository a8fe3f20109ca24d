#include "tools/phone/sim/xml.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;
constexpr int kMaxDepth = 32;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsNameStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':' ||
         (c & 0x80) != 0;
}
bool IsNameChar(char c) {
  return IsNameStart(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.';
}
bool IsAllowed(std::uint32_t code) {
  return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
         (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code <= 0x10FFFF);
}

void AppendUtf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

/// Length of the well-formed UTF-8 sequence of an allowed character at `at`, or 0.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return IsAllowed(lead) ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return 0;
    code = (code << 6) | (byte & 0x3F);
  }
  const std::uint32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  return code >= least && IsAllowed(code) ? length : 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  XmlElement ReadDocument() {
    if (text_.size() > kMaxBytes) Stop("document is larger than 64 KiB");
    for (std::size_t i = 0; i < text_.size();) {
      const auto length = CharacterLength(text_, i);
      at_ = i;
      if (length == 0) Stop("not a character of XML in UTF-8");
      i += length;
    }
    at_ = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    if (Follows("<?xml") && at_ + 5 < text_.size() && IsSpace(text_[at_ + 5])) SkipPast("?>");
    SkipMisc();
    if (at_ == text_.size()) Stop("document is empty");
    if (Follows("<!DOCTYPE")) Stop("a DOCTYPE is not allowed");
    if (!Follows("<")) Stop("text before the root element");
    XmlElement root = ReadElement(1);
    SkipMisc();
    if (at_ != text_.size()) Stop("something follows the root element");
    return root;
  }

 private:
  [[noreturn]] void Stop(std::string text) const { throw XmlFault{Here(), std::move(text)}; }

  Mark Here() const {
    const auto before = text_.substr(0, at_);
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<int>(line), static_cast<int>(at_ - start) + 1};
  }

  bool Follows(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool Take(std::string_view what) {
    if (!Follows(what)) return false;
    at_ += what.size();
    return true;
  }
  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }
  std::string_view SkipPast(std::string_view end) {
    const auto found = text_.find(end, at_);
    if (found == std::string_view::npos) Stop("'" + std::string(end) + "' is missing");
    const auto skipped = text_.substr(at_, found - at_);
    at_ = found + end.size();
    return skipped;
  }
  void SkipComment() {
    SkipPast("--");
    if (!Take(">")) Stop("'--' inside a comment");
  }
  void SkipMisc() {
    for (;;) {
      SkipSpace();
      if (Take("<!--")) {
        SkipComment();
      } else if (Take("<?")) {
        SkipPast("?>");
      } else {
        return;
      }
    }
  }

  std::string ReadName() {
    const auto start = at_;
    if (at_ < text_.size() && IsNameStart(text_[at_])) ++at_;
    if (at_ == start) Stop("a name is missing");
    while (at_ < text_.size() && IsNameChar(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  void ReadReference(std::string& out) {
    const auto semicolon = text_.find(';', at_);
    if (semicolon == std::string_view::npos || semicolon - at_ > 12)
      Stop("'&' must be written &amp;");
    const auto name = text_.substr(at_ + 1, semicolon - at_ - 1);
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "apos")
      out += '\'';
    else if (name.starts_with('#'))
      AppendUtf8(out, CodeOf(name.substr(1)));
    else
      Stop("entity '&" + std::string(name) + ";' is unknown");
    at_ = semicolon + 1;
  }

  std::uint32_t CodeOf(std::string_view digits) const {
    const bool hex = digits.starts_with('x');
    if (hex) digits.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size() || !IsAllowed(code))
      Stop("character reference is wrong");
    return code;
  }

  std::string ReadAttributeValue() {
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\''))
      Stop("an attribute's value must be quoted");
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '<') Stop("'<' in an attribute must be written &lt;");
      if (text_[at_] == '&') {
        ReadReference(value);
      } else {
        value += IsSpace(text_[at_]) ? ' ' : text_[at_];
        ++at_;
      }
    }
    if (at_ == text_.size()) Stop("the closing quote is missing");
    ++at_;
    return value;
  }

  void ReadAttributes(XmlElement& element) {
    for (;;) {
      const bool spaced = at_ < text_.size() && IsSpace(text_[at_]);
      SkipSpace();
      if (at_ == text_.size() || text_[at_] == '>' || text_[at_] == '/') return;
      if (!spaced) Stop("a space is missing before the attribute");
      const auto start = at_;
      std::string name = ReadName();
      if (element.Attribute(name) != nullptr) {
        at_ = start;
        Stop("attribute '" + name + "' is given twice");
      }
      SkipSpace();
      if (!Take("=")) Stop("'=' is missing after attribute '" + name + "'");
      SkipSpace();
      element.attributes.emplace_back(std::move(name), ReadAttributeValue());
    }
  }

  XmlElement ReadElement(int depth) {
    if (depth > kMaxDepth) Stop("nested deeper than 32 levels");
    XmlElement element;
    element.mark = Here();
    ++at_;
    element.name = ReadName();
    ReadAttributes(element);
    if (Take("/>")) return element;
    if (!Take(">")) Stop("'>' is missing after <" + element.name);
    ReadContent(element, depth);
    return element;
  }

  void ReadContent(XmlElement& element, int depth) {
    std::string text;
    const auto flush = [&] {
      if (!text.empty()) element.children.push_back({{}, std::exchange(text, {}), Here(), {}, {}});
    };
    for (;;) {
      if (at_ == text_.size()) Stop("</" + element.name + "> is missing");
      if (Take("<!--")) {
        SkipComment();
      } else if (Take("<![CDATA[")) {
        text += SkipPast("]]>");
      } else if (Follows("</")) {
        flush();
        return ReadEnd(element);
      } else if (Take("<?")) {
        SkipPast("?>");
      } else if (text_[at_] == '<') {
        flush();
        element.children.push_back(ReadElement(depth + 1));
      } else if (text_[at_] == '&') {
        ReadReference(text);
      } else {
        if (Follows("]]>")) Stop("']]>' in text must be written ]]&gt;");
        text += text_[at_++];
      }
    }
  }

  void ReadEnd(const XmlElement& element) {
    const auto start = at_;
    at_ += 2;
    const std::string name = ReadName();
    if (name != element.name) {
      at_ = start;
      Stop("</" + name + "> closes <" + element.name + ">");
    }
    SkipSpace();
    if (!Take(">")) Stop("'>' is missing after </" + name);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const std::string* XmlElement::Attribute(std::string_view key) const {
  for (const auto& [name_of, value] : attributes)
    if (name_of == key) return &value;
  return nullptr;
}

tl::expected<XmlElement, XmlFault> ParseXml(std::string_view text) {
  try {
    return Reader(text).ReadDocument();
  } catch (XmlFault& fault) {  // the reader's own way out of its recursion
    return tl::unexpected(std::move(fault));
  }
}

}  // namespace tocsin::phone
