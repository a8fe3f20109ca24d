#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin::jq {

struct StringNode;
struct ArrayNode;
struct ObjectNode;
struct OwnedNode;

/// In the order in which jq sorts them.
enum class Kind : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kInt,
  kUint,
  kLarge,
  kDouble,
  kString,
  kArray,
  kObject
};

/// One value of an evaluation. It either owns what it holds, shared with its copies and copied on
/// write, or refers to a JSON value that outlives the evaluation, so that looking at an input
/// copies nothing. Integers of 64 bits are exact; kUint only holds what kInt cannot, and kLarge is
/// an integer beyond both, which keeps its digits where it is passed on and compared, and is a
/// double to arithmetic. Copies of one value belong to one thread.
class Value {
 public:
  Value() = default;
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value() {
    if (owned_) Release();
  }

  static Value Null() { return {}; }
  static Value Bool(bool value);
  static Value Int(std::int64_t value);
  static Value Uint(std::uint64_t value);
  static Value Double(double value);
  /// An integer beyond 64 bits (IsLargeInteger).
  static Value Large(std::string_view digits);
  static Value String(std::string_view text);
  /// Refers to text that outlives the value.
  static Value Borrowed(std::string_view text);
  static Value Array(std::vector<Value> items = {});
  static Value Object();
  /// Refers to `value`, which outlives it.
  static Value Of(const json::value& value);

  Kind kind() const { return kind_; }
  bool IsNull() const { return kind_ == Kind::kNull; }
  bool IsTruthy() const { return kind_ != Kind::kNull && kind_ != Kind::kFalse; }
  bool IsBool() const { return kind_ == Kind::kTrue || kind_ == Kind::kFalse; }
  bool IsNumber() const { return kind_ >= Kind::kInt && kind_ <= Kind::kDouble; }
  bool IsInteger() const { return kind_ == Kind::kInt || kind_ == Kind::kUint; }
  bool IsString() const { return kind_ == Kind::kString; }
  bool IsArray() const { return kind_ == Kind::kArray; }
  bool IsObject() const { return kind_ == Kind::kObject; }
  bool IsNan() const;

  std::int64_t AsInt() const { return int_; }
  std::uint64_t AsUint() const { return uint_; }
  /// Of any number.
  double AsDouble() const;
  __int128 AsWide() const {
    return kind_ == Kind::kUint ? static_cast<__int128>(uint_) : static_cast<__int128>(int_);
  }
  /// Of a string; of a large integer its digits.
  std::string_view Text() const;

  /// Items of an array.
  std::size_t Size() const;
  Value At(std::size_t index) const;
  /// Owned by this value alone afterwards; for arrays.
  std::vector<Value>& Items();
  /// Counts anew what an array takes after its items were changed.
  void Recount();

  /// Members of an object, in their order.
  std::size_t Count() const;
  bool Get(std::string_view key, Value* out) const;
  bool Has(std::string_view key) const { return Get(key, nullptr); }
  void Put(Value key, Value value);
  void Erase(std::string_view key);
  /// The member's place to change, made (as null) when it is not there.
  Value& Slot(const Value& key);
  /// For every member: f(key, value) until it returns false.
  template <class F>
  bool Each(F&& f) const;
  std::vector<Value> Keys() const;
  std::vector<Value> SortedKeys() const;

  /// The very same container or text, or equal plain values.
  bool Identical(const Value& other) const;

 private:
  void Release();
  void Own();  ///< makes the container this value's alone

  Kind kind_ = Kind::kNull;
  bool owned_ = false;
  std::uint32_t size_ = 0;  ///< of borrowed text
  union {
    std::int64_t int_ = 0;
    std::uint64_t uint_;
    double double_;
    const char* text_;
    const json::array* json_array_;
    const json::object* json_object_;
    StringNode* string_;
    ArrayNode* array_;
    ObjectNode* object_;
    OwnedNode* node_;
  };
};

struct OwnedNode {
  std::uint32_t references = 1;
  Kind kind;
  union {
    std::int64_t bytes = 0;  ///< as counted
    OwnedNode* next;         ///< of those that wait to be freed
  };
  explicit OwnedNode(Kind of) : kind(of) {}
};
/// Without recursion: a value as deep as it wishes takes no stack.
void FreeNode(OwnedNode* node);
struct StringNode : OwnedNode {
  std::string text;
  explicit StringNode(std::string_view t);
};
struct ArrayNode : OwnedNode {
  std::vector<Value> items;
  explicit ArrayNode(std::vector<Value> values);
  ~ArrayNode();
  void Count();  ///< counts what it grew to
};

/// Members in the order in which they came, found by hash from the ninth on.
struct ObjectNode : OwnedNode {
  struct Member {
    Value key;
    Value value;
    bool there = true;
  };
  std::vector<Member> members;
  std::vector<std::uint32_t> table;  ///< place in `members` plus one; empty while there are few
  std::size_t gone = 0;

  ObjectNode() : OwnedNode(Kind::kObject) {}
  ~ObjectNode();
  Member* Find(std::string_view key);
  Member& Add(Value key);
  void Remove(std::string_view key);
  void Rehash();
  void Count();
};

template <class F>
bool Value::Each(F&& f) const {
  if (!owned_) {
    for (const auto& member : *json_object_)
      if (!f(Borrowed(member.key()), Of(member.value()))) return false;
    return true;
  }
  for (const auto& member : object_->members)
    if (member.there && !f(member.key, member.value)) return false;
  return true;
}

/// jq's name of the kind: "number".
std::string_view KindName(const Value& value);

/// Counts what it takes to read a text once, whoever reads it: a step for each 128 bytes.
void CountRead(const Value& value);
/// The same of a large integer's digits, for what reads more of them than a double takes.
void CountDigits(const Value& value);

}  // namespace tocsin::jq
