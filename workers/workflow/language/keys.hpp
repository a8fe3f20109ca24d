#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/one_member.hpp"
#include "schemas/spec.hpp"

namespace tocsin::workflow {

/// What a key of the language holds, beside what any configuration may hold.
enum class Shape : std::uint8_t {
  kText,
  kBoolean,
  kInteger,
  kDuration,         ///< text, map or expression
  kTime,             ///< RFC 3339
  kExpression,       ///< jq, with or without "${ }"
  kMap,              ///< of keys of its own, or any
  kTextOrMap,        ///< a name or the thing itself
  kOneOrList,        ///< a name, the thing itself, or a list of such
  kExpressionOrMap,  ///< a value that is computed
  kList,             ///< of maps where keys are given
  kNamedMaps,        ///< free names to maps
  kNamedList,        ///< a list of maps of one name each
  kTasks,
  kFlow,  ///< where the flow goes
  kAny,
};

/// A shape with the keys within; `open`: others are taken too.
struct KeyType {
  // NOLINTNEXTLINE(google-explicit-constructor): most shapes have no keys within
  KeyType(Shape what, const FieldTable& (*keys)() = nullptr, bool others = false)
      : shape(what), within(keys), open(others) {}
  Shape shape;
  const FieldTable& (*within)();
  bool open;
};

/// A type of the language in a field table. Only described: the parser reads such values, for it
/// knows names, variables and expressions.
class LanguageType final : public ValueType {
 public:
  explicit LanguageType(KeyType type) : type_(type) {}
  Shape GetShape() const { return type_.shape; }
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override;
  /// Of a literal: SchemaOfKeys adds the expression that may stand for it.
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override;
  const FieldTable* Table() const override;
  std::string_view PathSuffix() const override;

 private:
  json::object MapSchema() const;
  KeyType type_;
};

class Key;

/// What a key means: a text, or one that was put together (of the limits that it says), which the
/// key's table keeps.
class KeyMeaning {
 public:
  // NOLINTBEGIN(google-explicit-constructor): it stands where a text is written
  KeyMeaning(std::string_view text) : text_(text) {}
  KeyMeaning(const char* text) : text_(text) {}
  KeyMeaning(std::string made) : made_(std::move(made)) {}
  // NOLINTEND(google-explicit-constructor)

 private:
  friend class Key;
  std::string_view text_;
  std::string made_;
};

/// The keys of a map of the language: a struct with a Key for each. The parser reads by these
/// members, so a key stands once, with what it means, and one that is taken out of the table no
/// longer compiles where it is read:
///
///   struct WaitKeys final : KeyTable {
///     Key wait{*this, "wait", Shape::kDuration, "How long.", {.required = true}};
///   };
///   const auto* length = task.Find(KeysOf<WaitKeys>().wait);
class KeyTable : public FieldTable {
 public:
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

 protected:
  KeyTable() : FieldTable({}, {}, {}, nullptr) {}
  ~KeyTable() = default;

 private:
  friend class Key;
  std::deque<LanguageType> types_;
  std::deque<std::string> texts_;  ///< descriptions that were put together
};

class Key {
 public:
  Key(KeyTable& table, std::string_view name, KeyType type, KeyMeaning meaning,
      FieldRules rules = {});
  /// What a struct has too, by SharedField.
  Key(KeyTable& table, const Field& shared, KeyType type);
  /// A name kept for later; giving it is an error.
  Key(KeyTable& table, std::string_view name);
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  std::string_view Name() const { return name_; }
  std::string Quoted() const { return '\'' + std::string(name_) + '\''; }
  /// The only words that it takes.
  std::span<const std::string_view> Words() const { return words_; }
  // NOLINTBEGIN(google-explicit-constructor): it stands where its name is asked for
  operator std::string_view() const { return name_; }
  operator json::string_view() const { return name_; }
  // NOLINTEND(google-explicit-constructor)

 private:
  std::string_view name_;
  std::vector<std::string_view> words_;
};

/// A default as the reference says it; of what is empty nothing.
std::string DefaultText(const json::value& value);

/// What a struct's table says of a member, for the key that gives it: so name, meaning, words and
/// default stand once. Its example is JSON, and left out.
template <auto kMember>
Field SharedField() {
  Field field = FieldAt<kMember>();
  static const std::string fallback =
      DefaultText(decltype(tocsin::detail::OwnerOf(kMember))::Spec().Default(field));
  field.rules.example = {};
  if (!field.rules.required) field.rules.default_text = fallback;
  return field;
}

/// Words, bounds and default of the same, for a key whose meaning is said in other words.
template <auto kMember>
FieldRules SharedRules() {
  return SharedField<kMember>().rules;
}
/// The same of what is always there.
template <auto kMember>
FieldRules SharedWords() {
  return {.required = true, .allowed = SharedField<kMember>().rules.allowed};
}

template <class T>
const T& KeysOf() {
  static const T keys;
  return keys;
}
/// For the keys within a key.
template <class T>
const FieldTable& KeysWithin() {
  return KeysOf<T>();
}

std::vector<std::string_view> NamesOf(const FieldTable& table);
/// Of a field of a KeyTable.
Shape ShapeOf(const Field& field);

/// Where schemas of keys expect those of a list of tasks and of one task.
inline constexpr std::string_view kTasksReference = "#/$defs/tasks";
inline constexpr std::string_view kTaskReference = "#/$defs/task";

/// JSON Schema of a map with such keys, each of which may be an expression in "${ }".
json::object SchemaOfKeys(std::string_view description, const FieldTable& table);

/// What can be tried: shown on the reference page and run by a test.
struct Example {
  std::string_view title;        ///< what it shows, as a sentence
  std::string_view document;     ///< the workflow without its `document`: "do:\n  - ...\n"
  std::string_view input = {};   ///< JSON for `tocsin exec`, with `output` what it gives
  std::string_view output = {};  ///< JSON; empty when `test` is given instead
  std::string_view test = {};    ///< the body of one test: given, callees, mocks, expect
  std::string_view beside = {};  ///< another workflow, whole, that this one runs
};

/// An error that a workflow may catch.
struct ErrorMeaning {
  std::string_view type;  ///< URI
  int status = 500;
  std::string_view title;
  std::string_view raised_when;
  std::string_view may_retry;  ///< whether the same task may be tried again, and with what hope
};

}  // namespace tocsin::workflow
