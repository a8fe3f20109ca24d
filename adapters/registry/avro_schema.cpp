#include "adapters/registry/avro_schema.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "adapters/registry/avro_types.hpp"
#include "adapters/registry/value_bounds.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::registry {
namespace {

using Kind = AvroType::Kind;

/// Writes one value as JSON. After a fault what it wrote is of no use.
class AvroReader {
 public:
  AvroReader(const AvroTypes& types, std::string_view bytes) : types_(types), bytes_(bytes) {}

  Result<std::string> Read() {
    Value(0, 0);
    if (fault_.empty() && !bytes_.empty())
      fault_ = std::to_string(bytes_.size()) + " bytes are left behind the value";
    if (!fault_.empty())
      return Fail(ErrorKind::kInvalid, "reading an Avro value: " + fault_, "registry");
    return std::move(out_);
  }

 private:
  void Value(std::size_t place, std::size_t depth) {
    const AvroType& type = types_[place];
    if (depth > kMaxJsonDepth) return Fault("its values stand too deep within each other");
    if (++values_ > kMostValues || out_.size() > kMostText) return Fault("it is too large");
    switch (type.kind) {
      case Kind::kNull:
        return Write("null");
      case Kind::kBoolean:
        return Boolean();
      case Kind::kInt: {
        const auto number = Long();
        if (number < std::numeric_limits<std::int32_t>::min() ||
            number > std::numeric_limits<std::int32_t>::max())
          return Fault("an int of more than 32 bits");
        return Write(std::to_string(number));
      }
      case Kind::kLong:
        return Write(std::to_string(Long()));
      case Kind::kFloat:
        return Number(std::bit_cast<float>(Little<std::uint32_t>()));
      case Kind::kDouble:
        return Number(std::bit_cast<double>(Little<std::uint64_t>()));
      case Kind::kBytes:
        return Base64(Sized());
      case Kind::kString:
        return Write(JsonText(json::value(ToUtf8(std::string(Sized())))));
      case Kind::kFixed:
        return Base64(Take(type.size));
      case Kind::kEnum:
        return Symbol(type);
      case Kind::kArray:
      case Kind::kMap:
        return Items(type, depth);
      case Kind::kRecord:
        return Fields(type, depth);
      case Kind::kUnion:
        return Branch(type, depth);
    }
  }

  void Boolean() {
    const auto byte = Take(1);
    if (byte.empty()) return;
    if (byte[0] != '\0' && byte[0] != '\1') return Fault("a boolean that is neither 0 nor 1");
    Write(byte[0] == '\1' ? "true" : "false");
  }
  void Symbol(const AvroType& type) {
    const auto index = Long();
    if (index < 0 || static_cast<std::size_t>(index) >= type.symbols.size())
      return Fault("symbol " + std::to_string(index) + " of an enum that has " +
                   std::to_string(type.symbols.size()));
    Write(type.symbols[static_cast<std::size_t>(index)]);
  }
  void Branch(const AvroType& type, std::size_t depth) {
    const auto index = Long();
    if (index < 0 || static_cast<std::size_t>(index) >= type.parts.size())
      return Fault("branch " + std::to_string(index) + " of a union that has " +
                   std::to_string(type.parts.size()));
    Value(type.parts[static_cast<std::size_t>(index)].second, depth + 1);
  }
  void Fields(const AvroType& type, std::size_t depth) {
    Write("{");
    for (std::size_t i = 0; i < type.parts.size() && fault_.empty(); ++i) {
      if (i > 0) Write(",");
      Write(type.parts[i].first);
      Write(":");
      Value(type.parts[i].second, depth + 1);
    }
    Write("}");
  }
  /// Blocks of items, the last one empty; a negative count is followed by the block's size.
  void Items(const AvroType& type, std::size_t depth) {
    const bool map = type.kind == Kind::kMap;
    Write(map ? "{" : "[");
    bool first = true;
    for (auto count = Long(); count != 0 && fault_.empty(); count = Long()) {
      if (count < 0) Long();
      // Of the most negative number there is no positive one; so many would be too many anyway.
      auto left = count < 0 ? -(count + 1) : count - 1;
      for (; left >= 0 && fault_.empty(); --left) {
        if (!std::exchange(first, false)) Write(",");
        if (map) {
          Write(JsonText(json::value(ToUtf8(std::string(Sized())))));
          Write(":");
        }
        Value(type.parts.front().second, depth + 1);
      }
    }
    Write(map ? "}" : "]");
  }

  template <class Float>
  void Number(Float number) {
    if (!std::isfinite(number)) return Write("null");
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    Write({text.data(), end});
  }
  void Base64(std::string_view bytes) {
    Write("\"");
    Write(EncodeBase64(bytes));
    Write("\"");
  }
  template <class Word>
  Word Little() {
    const auto bytes = Take(sizeof(Word));
    Word word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      word |= static_cast<Word>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return word;
  }
  /// Variable length, zig-zag; 0 after a fault.
  std::int64_t Long() {
    std::uint64_t bits = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = Take(1);
      if (byte.empty()) return 0;
      const auto part = static_cast<unsigned char>(byte[0]);
      bits |= static_cast<std::uint64_t>(part & 0x7fU) << shift;
      if ((part & 0x80U) == 0) return static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    }
    Fault("a number of more than ten bytes");
    return 0;
  }
  std::string_view Sized() {
    const auto size = Long();
    if (size < 0) {
      Fault("a negative length");
      return {};
    }
    return Take(static_cast<std::size_t>(size));
  }
  /// Empty, with a fault, where so many are not left.
  std::string_view Take(std::size_t size) {
    if (!fault_.empty()) return {};
    if (size > bytes_.size()) {
      Fault("it ends too early");
      return {};
    }
    const auto taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  void Write(std::string_view text) {
    if (fault_.empty()) out_ += text;
  }
  void Fault(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
  }

  const AvroTypes& types_;
  std::string_view bytes_;
  std::string out_;
  std::string fault_;
  std::size_t values_ = 0;
};

class AvroSchema final : public ValueSchema {
 public:
  explicit AvroSchema(AvroTypes types) : types_(std::move(types)) {}
  ValueFormat Format() const override { return ValueFormat::kAvro; }
  Result<std::string> ToJson(std::string_view payload) const override {
    return AvroReader(types_, payload).Read();
  }

 private:
  const AvroTypes types_;
};

}  // namespace

Result<std::shared_ptr<const ValueSchema>> MakeAvroSchema(std::string_view text) {
  TRY_ASSIGN(auto types, ParseAvroTypes(text));
  return std::shared_ptr<const ValueSchema>(std::make_shared<AvroSchema>(std::move(types)));
}

}  // namespace tocsin::registry
