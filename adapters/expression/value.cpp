#include "adapters/expression/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "adapters/expression/meter.hpp"

namespace tocsin::jq {

namespace {

constexpr std::size_t kLongKey = 64;  ///< reading shorter ones is part of a step

double DoubleOfDigits(std::string_view digits) {
  // Of an integer with more digits than the largest double only the sign matters.
  digits = digits.substr(0, std::numeric_limits<double>::max_exponent10 + 3);
  double value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc::result_out_of_range) return value;
  const double most = std::numeric_limits<double>::max();
  return digits.starts_with('-') ? -most : most;
}

}  // namespace

Value::Value(const Value& other)
    : kind_(other.kind_), owned_(other.owned_), size_(other.size_), uint_(other.uint_) {
  if (owned_) ++node_->references;
}
Value::Value(Value&& other) noexcept
    : kind_(other.kind_), owned_(other.owned_), size_(other.size_), uint_(other.uint_) {
  other.owned_ = false;
  other.kind_ = Kind::kNull;
}
Value& Value::operator=(const Value& other) {
  if (this != &other) *this = Value(other);
  return *this;
}
Value& Value::operator=(Value&& other) noexcept {
  if (this == &other) return *this;
  std::swap(kind_, other.kind_);
  std::swap(owned_, other.owned_);
  std::swap(size_, other.size_);
  std::swap(uint_, other.uint_);
  Value gone;
  std::swap(gone.kind_, other.kind_);
  std::swap(gone.owned_, other.owned_);
  std::swap(gone.uint_, other.uint_);
  return *this;
}
void Value::Release() {
  if (--node_->references == 0) FreeNode(node_);
}

Value Value::Bool(bool value) {
  Value out;
  out.kind_ = value ? Kind::kTrue : Kind::kFalse;
  return out;
}
Value Value::Int(std::int64_t value) {
  Value out;
  out.kind_ = Kind::kInt;
  out.int_ = value;
  return out;
}
Value Value::Uint(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return Int(static_cast<std::int64_t>(value));
  Value out;
  out.kind_ = Kind::kUint;
  out.uint_ = value;
  return out;
}
Value Value::Double(double value) {
  Value out;
  out.kind_ = Kind::kDouble;
  out.double_ = value;
  return out;
}
Value Value::Large(std::string_view digits) {
  Value out = String(digits);
  out.kind_ = Kind::kLarge;
  return out;
}
Value Value::String(std::string_view text) {
  Value out;
  out.string_ = new StringNode(text);
  out.kind_ = Kind::kString;
  out.owned_ = true;
  return out;
}
Value Value::Borrowed(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) return String(text);
  Value out;
  out.kind_ = Kind::kString;
  out.size_ = static_cast<std::uint32_t>(text.size());
  out.text_ = text.data();
  return out;
}
Value Value::Array(std::vector<Value> items) {
  Value out;
  out.array_ = new ArrayNode(std::move(items));
  out.kind_ = Kind::kArray;
  out.owned_ = true;
  return out;
}
Value Value::Object() {
  Value out;
  out.object_ = new ObjectNode();
  out.object_->Count();
  out.kind_ = Kind::kObject;
  out.owned_ = true;
  return out;
}
Value Value::Of(const json::value& value) {
  Value out;
  switch (value.kind()) {
    case json::kind::null:
      return out;
    case json::kind::bool_:
      return Bool(value.get_bool());
    case json::kind::int64:
      return Int(value.get_int64());
    case json::kind::uint64:
      return Uint(value.get_uint64());
    case json::kind::double_:
      return Double(value.get_double());
    case json::kind::string:
      return Borrowed(value.get_string());
    case json::kind::array:
      out.kind_ = Kind::kArray;
      out.json_array_ = &value.get_array();
      return out;
    case json::kind::object:
      if (const auto digits = LargeIntegerText(value); !digits.empty()) {
        out = Borrowed(digits);
        out.kind_ = Kind::kLarge;
        return out;
      }
      out.kind_ = Kind::kObject;
      out.json_object_ = &value.get_object();
      return out;
  }
  return out;
}

bool Value::IsNan() const { return kind_ == Kind::kDouble && std::isnan(double_); }
double Value::AsDouble() const {
  if (kind_ == Kind::kDouble) return double_;
  if (kind_ == Kind::kLarge) return DoubleOfDigits(Text());
  return kind_ == Kind::kUint ? static_cast<double>(uint_) : static_cast<double>(int_);
}
std::string_view Value::Text() const {
  return owned_ ? std::string_view(string_->text) : std::string_view(text_, size_);
}
std::size_t Value::Size() const { return owned_ ? array_->items.size() : json_array_->size(); }
Value Value::At(std::size_t index) const {
  return owned_ ? array_->items[index] : Of((*json_array_)[index]);
}

void Value::Own() {
  if (owned_ && node_->references == 1) return;
  if (kind_ == Kind::kArray) {
    std::vector<Value> items;
    const std::size_t size = Size();
    Meter::Work(size / 16);
    items.reserve(size + 1);
    for (std::size_t i = 0; i < size; ++i) items.push_back(At(i));
    *this = Array(std::move(items));
  } else {
    Value copy = Object();
    Meter::Work(Count() / 8);
    copy.object_->members.reserve(Count() + 1);
    Each([&](const Value& key, const Value& value) {
      copy.object_->members.push_back({key, value, true});
      return true;
    });
    copy.object_->Rehash();
    *this = std::move(copy);
  }
}
std::vector<Value>& Value::Items() {
  Own();
  return array_->items;
}

void Value::Recount() {
  if (owned_ && kind_ == Kind::kArray) array_->Count();
}

std::size_t Value::Count() const {
  return owned_ ? object_->members.size() - object_->gone : json_object_->size();
}
bool Value::Get(std::string_view key, Value* out) const {
  if (key.size() >= kLongKey) Meter::Work(key.size() / 64);
  if (!owned_) {
    const auto* found = json_object_->if_contains(key);
    if (found != nullptr && out != nullptr) *out = Of(*found);
    return found != nullptr;
  }
  const auto* found = object_->Find(key);
  if (found != nullptr && out != nullptr) *out = found->value;
  return found != nullptr;
}
Value& Value::Slot(const Value& key) {
  if (key.Text().size() >= kLongKey) Meter::Work(key.Text().size() / 64);
  Own();
  if (auto* found = object_->Find(key.Text())) return found->value;
  return object_->Add(key).value;
}
void Value::Put(Value key, Value value) { Slot(key) = std::move(value); }
void Value::Erase(std::string_view key) {
  if (!Has(key)) return;
  Own();
  object_->Remove(key);
}
std::vector<Value> Value::Keys() const {
  std::vector<Value> keys;
  keys.reserve(Count());
  Each([&](const Value& key, const Value&) {
    keys.push_back(key);
    return true;
  });
  return keys;
}
std::vector<Value> Value::SortedKeys() const {
  auto keys = Keys();
  std::size_t work = keys.size();
  std::ranges::sort(keys, [&work](const Value& a, const Value& b) {
    work += 1 + std::min(a.Text().size(), b.Text().size()) / 32;
    return a.Text() < b.Text();
  });
  Meter::Work(work / 8);
  return keys;
}

bool Value::Identical(const Value& other) const {
  if (kind_ != other.kind_ || owned_ != other.owned_) return false;
  if (kind_ < Kind::kInt) return true;
  return uint_ == other.uint_ && size_ == other.size_;
}

std::string_view KindName(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kFalse:
    case Kind::kTrue:
      return "boolean";
    case Kind::kString:
      return "string";
    case Kind::kArray:
      return "array";
    case Kind::kObject:
      return "object";
    default:
      return "number";
  }
}

void CountRead(const Value& value) {
  if (value.IsString()) Meter::Work(value.Text().size() / 128);
}
void CountDigits(const Value& value) {
  if (value.kind() == Kind::kLarge) Meter::Work(value.Text().size() / 128);
}

}  // namespace tocsin::jq
