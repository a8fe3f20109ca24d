#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/input_value.hpp"
#include "schemas/json.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"

namespace tocsin {

class FieldTable;

/// How a value is shown to people.
enum class Shown { kPlain, kSecret, kPhone, kUrl };
enum class UnknownFields { kRefuse, kIgnore };
/// kYes writes secrets as they are: only for comparing, never for output.
enum class Reveal { kNo, kYes };

/// What a field may hold beside its type. On lists and maps the rules hold for each element.
struct FieldRules {
  bool required = false;
  std::optional<double> min = {};  ///< of numbers; of durations in milliseconds
  std::optional<double> max = {};
  std::vector<std::string_view> allowed = {};
  std::string_view example = {};       ///< a text, or JSON for everything that is not a text
  std::string_view default_text = {};  ///< what stands in for an empty default, in words
  Shown shown = Shown::kPlain;
  /// Of texts: the complaint ("must be ..."), or empty when the text will do.
  std::string (*check)(std::string_view text) = nullptr;
  /// A key without a value says something: the type is given the null.
  bool takes_null = false;
};

/// Where a value stands: a chain of names that is only written out for a fault. Lives on the stack.
struct Place {
  const Place* parent = nullptr;
  std::string_view name = {};
  int index = -1;

  std::string Path() const;  ///< "bridge.deliveries[0].url"
};

struct Fault {
  std::string path;
  Mark mark;
  std::string text;  ///< follows the path: "must be an integer, got a string"
};
/// "bus.partitions must be an integer, got a string".
std::string Describe(const Fault& fault);
Finding ToFinding(Fault fault, std::string_view file);

struct DecodeReport {
  UnknownFields unknown = UnknownFields::kRefuse;
  /// Words and bounds are not enforced, and an integer stands for its digits where a text is
  /// wanted.
  bool kindly = false;
  /// A key without a value is a fault, not an absent key.
  bool refuse_null = false;
  std::vector<Fault> faults = {};

  void Add(const Place& place, Mark mark, std::string text) {
    faults.push_back({place.Path(), mark, std::move(text)});
  }
};

/// How a C++ type stands in YAML and JSON. Stateless, one object per type.
class ValueType {
 public:
  virtual ~ValueType() = default;
  /// Reads into the object at `out`, or reports; null comes here only where the rules take it.
  virtual void Decode(const InputValue& input, const Place& place, DecodeReport& report,
                      const FieldRules& rules, void* out) const = 0;
  /// Nothing for an absent optional.
  virtual std::optional<json::value> Encode(const void* value, Reveal reveal) const = 0;
  virtual json::object Schema(const FieldRules& rules, UnknownFields unknown) const = 0;
  virtual std::string Word() const = 0;  ///< for the reference: "string", "list of maps"
  virtual const FieldTable* Table() const {
    return nullptr;
  }  ///< of the nested struct, also inside lists
  virtual std::string_view PathSuffix() const { return {}; }  ///< "[]" for lists, ".NAME" for maps
  virtual json::value Example(const FieldRules& rules) const;
};

/// A word, or a list of words in their order; it is never given empty.
struct WordList {
  std::vector<std::string> words;
  bool operator==(const WordList&) const = default;
  /// It is this word alone.
  bool Is(std::string_view word) const { return words.size() == 1 && words.front() == word; }
};

template <class T>
concept HasSpec = requires {
  { T::Spec() } -> std::same_as<const FieldTable&>;
};
/// An enum whose words are given, in the order of its values, by a function found by its argument:
/// `std::span<const std::string_view> WordsOf(LogLevel)`.
template <class T>
concept WordedEnum = std::is_enum_v<T> && requires(T value) {
  { WordsOf(value) } -> std::convertible_to<std::span<const std::string_view>>;
};

template <class T>
const ValueType& TypeOf();

template <>
const ValueType& TypeOf<std::string>();
template <>
const ValueType& TypeOf<WordList>();
template <>
const ValueType& TypeOf<bool>();
template <>
const ValueType& TypeOf<int>();
template <>
const ValueType& TypeOf<std::int64_t>();
template <>
const ValueType& TypeOf<double>();
template <>
const ValueType& TypeOf<Duration>();
template <>
const ValueType& TypeOf<Secret>();
template <>
const ValueType& TypeOf<json::value>();
template <>
const ValueType& TypeOf<json::object>();

}  // namespace tocsin

#include "schemas/field_containers.hpp"
