#include "adapters/store/array_text.hpp"

#include <charconv>
#include <utility>

#include "adapters/store/storable_text.hpp"
#include "schemas/hex.hpp"

namespace tocsin::postgres {
void ArrayText::Separate() {
  if (text_.size() > 1) text_ += ',';
}

void ArrayText::Append(const Uuid& value) {
  Separate();
  const auto& bytes = value.Bytes();
  AppendHex(text_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void ArrayText::Append(std::int64_t value) {
  Separate();
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  text_.append(digits, end);
}

void ArrayText::Append(bool value) {
  Separate();
  text_ += value ? 't' : 'f';
}

void ArrayText::Append(TimePoint value) {
  Separate();
  text_ += '"';
  text_ += FormatTime(value);
  text_ += '"';
}

void ArrayText::Append(Text value) {
  Separate();
  text_ += '"';
  for (const char c : ToStorable(value.value)) {
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  text_ += '"';
}

void ArrayText::Append(Bytes value) {
  Separate();
  text_ += "\"\\\\x";
  AppendHex(text_, value.value);
  text_ += '"';
}

std::string ArrayText::Take() {
  text_ += '}';
  return std::exchange(text_, "{");
}

}  // namespace tocsin::postgres
