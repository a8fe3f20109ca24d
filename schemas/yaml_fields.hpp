#pragma once

// Types of fields for files that people write by hand: those that keep where a value stands, for
// what is checked when all of the file is read, those that may be written in two ways, and those
// that are a text of their own kind.

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/spec.hpp"

namespace tocsin {

/// A value and where it stands; the mark is set only when the value could be read.
template <class T>
struct Located {
  T value{};
  Mark mark = {};
};

/// A member of a map with free names.
template <class T>
struct Named {
  std::string name;
  Mark mark = {};  ///< of the name
  T value{};
};
/// A map with free names in the order of the file.
template <class T>
using NamedList = std::vector<Named<T>>;

/// One, or a list of at least one.
template <class T>
struct OneOrMany {
  std::vector<T> items;
};

/// A map, or the value of the table's first field alone.
template <HasSpec T>
struct Brief {
  T value{};
};

/// What a part of a file that is kept as it is must be.
enum class RawKind { kAny, kText, kMap };
/// A part of a YAML file as it is, for who reads expressions in it. kNull: absent.
template <RawKind kKind>
struct Raw {
  YamlNode node;
};
/// A part of a YAML file that a table describes and that is decoded later.
template <HasSpec T>
struct Unread {
  std::optional<YamlNode> node;
};

/// A key that says something by being there; it can only be true.
struct OnlyTrue {
  bool given = false;
};

/// A type that is written as a text of its own kind. Read fills it, or gives the complaint
/// ("must be ..."); Text gives it back; kWord names it in the reference.
template <class T>
concept ReadFromText = requires(T value, const T& constant, std::string_view text) {
  { T::kWord } -> std::convertible_to<std::string_view>;
  { value.Read(text) } -> std::same_as<std::string>;
  { constant.Text() } -> std::same_as<std::string>;
};

/// A check for texts that say nothing when they are empty.
std::string FaultOfEmpty(std::string_view text);

namespace detail {

/// A type that stands in files as another one does.
class WrappingType : public ValueType {
 public:
  explicit WrappingType(const ValueType& inner) : inner_(inner) {}
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override {
    return inner_.Schema(rules, unknown);
  }
  std::string Word() const override { return inner_.Word(); }
  const FieldTable* Table() const override { return inner_.Table(); }
  std::string_view PathSuffix() const override { return inner_.PathSuffix(); }
  json::value Example(const FieldRules& rules) const override { return inner_.Example(rules); }

 protected:
  const ValueType& inner_;
};

template <class T>
class LocatedType final : public WrappingType {
 public:
  LocatedType() : WrappingType(TypeOf<T>()) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto& located = *static_cast<Located<T>*>(out);
    const auto before = report.faults.size();
    inner_.Decode(input, place, report, rules, &located.value);
    if (report.faults.size() == before) located.mark = input.Where();
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    return inner_.Encode(&static_cast<const Located<T>*>(value)->value, reveal);
  }
};

/// The walk through a map with free names; what depends on the type is two small functions.
class NamedListWalk : public WrappingType {
 public:
  using WrappingType::WrappingType;
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override;
  std::string_view PathSuffix() const override {
    return inner_.PathSuffix() == "[]" ? ".NAME[]" : ".NAME";
  }
  json::value Example(const FieldRules& rules) const override;

 protected:
  /// Where the value of a new member is read to.
  virtual void* AddMember(void* list, std::string_view name, Mark mark) const = 0;
};

template <class T>
class NamedListType final : public NamedListWalk {
 public:
  NamedListType() : NamedListWalk(TypeOf<T>()) {}
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    json::object out;
    for (const auto& member : *static_cast<const NamedList<T>*>(value))
      if (auto encoded = inner_.Encode(&member.value, reveal))
        out[member.name] = *std::move(encoded);
    return out;
  }

 protected:
  void* AddMember(void* list, std::string_view name, Mark mark) const override {
    return &static_cast<NamedList<T>*>(list)
                ->emplace_back(Named<T>{std::string(name), mark, {}})
                .value;
  }
};

/// {"anyOf": [those]}.
json::object EitherSchema(json::object one, json::object other);

template <class T>
class OneOrManyType final : public WrappingType {
 public:
  OneOrManyType() : WrappingType(TypeOf<T>()) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto& items = static_cast<OneOrMany<T>*>(out)->items;
    if (input.GetKind() != InputValue::Kind::kSequence)
      return inner_.Decode(input, place, report, rules, &items.emplace_back());
    TypeOf<std::vector<T>>().Decode(input, place, report, rules, &items);
    if (input.Size() == 0) report.Add(place, input.Where(), "must hold at least one");
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    return TypeOf<std::vector<T>>().Encode(&static_cast<const OneOrMany<T>*>(value)->items, reveal);
  }
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override {
    auto list = TypeOf<std::vector<T>>().Schema(rules, unknown);
    list["minItems"] = 1;
    return EitherSchema(inner_.Schema(rules, unknown), std::move(list));
  }
  std::string Word() const override { return inner_.Word() + " or a list of them"; }
};

/// A map, or the first field alone.
class BriefWalk : public WrappingType {
 public:
  using WrappingType::WrappingType;
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override { return "string or map"; }
};
template <class T>
class BriefType final : public BriefWalk {
 public:
  BriefType() : BriefWalk(TypeOf<T>()) {}
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    return inner_.Encode(&static_cast<const Brief<T>*>(value)->value, reveal);
  }
};

const ValueType& RawTypeOf(RawKind kind);
const ValueType& OnlyTrueType();

template <class T>
class UnreadType final : public WrappingType {
 public:
  UnreadType() : WrappingType(TypeOf<T>()) {}
  void Decode(const InputValue& input, const Place&, DecodeReport&, const FieldRules&,
              void* out) const override {
    static_cast<Unread<T>*>(out)->node = *input.Yaml();
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    const auto& node = static_cast<const Unread<T>*>(value)->node;
    return node ? std::optional(node->ToJson()) : std::nullopt;
  }
};

/// Texts of a kind of their own.
class TextualType : public ValueType {
 public:
  explicit TextualType(std::string_view word) : word_(word) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  json::object Schema(const FieldRules&, UnknownFields) const override {
    return {{"type", "string"}};
  }
  std::string Word() const override { return std::string(word_); }
  json::value Example(const FieldRules& rules) const override { return json::value(rules.example); }

 protected:
  virtual std::string Read(std::string_view text, void* out) const = 0;

 private:
  std::string_view word_;
};
template <ReadFromText T>
class ReadFromTextType final : public TextualType {
 public:
  ReadFromTextType() : TextualType(T::kWord) {}
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(static_cast<const T*>(value)->Text());
  }

 protected:
  std::string Read(std::string_view text, void* out) const override {
    return static_cast<T*>(out)->Read(text);
  }
};

template <class T>
struct ContainerOf<Located<T>> {
  using Type = LocatedType<T>;
};
template <class T>
struct ContainerOf<std::vector<Named<T>>> {
  using Type = NamedListType<T>;
};
template <class T>
struct ContainerOf<OneOrMany<T>> {
  using Type = OneOrManyType<T>;
};
template <class T>
struct ContainerOf<Brief<T>> {
  using Type = BriefType<T>;
};
template <class T>
struct ContainerOf<Unread<T>> {
  using Type = UnreadType<T>;
};
template <ReadFromText T>
struct ContainerOf<T> {
  using Type = ReadFromTextType<T>;
};

}  // namespace detail

template <>
inline const ValueType& TypeOf<Raw<RawKind::kAny>>() {
  return detail::RawTypeOf(RawKind::kAny);
}
template <>
inline const ValueType& TypeOf<Raw<RawKind::kText>>() {
  return detail::RawTypeOf(RawKind::kText);
}
template <>
inline const ValueType& TypeOf<Raw<RawKind::kMap>>() {
  return detail::RawTypeOf(RawKind::kMap);
}
template <>
inline const ValueType& TypeOf<OnlyTrue>() {
  return detail::OnlyTrueType();
}

/// By file, line and column; what stands at one place keeps its order.
void SortByPlace(std::span<Finding> findings);

/// Reads a part of a YAML file, which stands under the name `under` (empty: the whole file), as
/// DecodeYaml does: unknown keys and keys without a value are faults. Findings are in the order of
/// the file.
template <class T>
void DecodePart(const YamlNode& node, std::string_view under, std::string_view file, T& out,
                std::vector<Finding>& findings, FieldRules rules = {}) {
  DecodeReport report{.unknown = UnknownFields::kRefuse, .refuse_null = true};
  const auto before = findings.size();
  TypeOf<T>().Decode(InputValue(node), Place{nullptr, under}, report, rules, &out);
  for (auto& fault : report.faults) findings.push_back(ToFinding(std::move(fault), file));
  SortByPlace(std::span(findings).subspan(before));
}

}  // namespace tocsin
