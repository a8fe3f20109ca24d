#pragma once

// The part of field_types.hpp that is made of templates: lists, maps, optionals, enums and nested
// structs.

#include "schemas/field_types.hpp"

namespace tocsin {
namespace detail {

/// Walks lists and maps for all element types; what depends on the type is three small functions.
class ContainerType : public ValueType {
 public:
  ContainerType(const ValueType& element, InputValue::Kind kind) : element_(element), kind_(kind) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override;
  const FieldTable* Table() const override { return element_.Table(); }
  std::string_view PathSuffix() const override {
    return kind_ == InputValue::Kind::kMap ? ".NAME" : "[]";
  }
  json::value Example(const FieldRules& rules) const override;

 protected:
  virtual void Clear(void* container) const = 0;
  virtual void* Append(void* container, std::string_view key) const = 0;

  const ValueType& element_;
  InputValue::Kind kind_;
};

template <class T>
class ListType final : public ContainerType {
 public:
  ListType() : ContainerType(TypeOf<T>(), InputValue::Kind::kSequence) {}
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    json::array out;
    for (const auto& item : *static_cast<const std::vector<T>*>(value)) {
      if (auto encoded = element_.Encode(&item, reveal)) out.push_back(std::move(*encoded));
    }
    return out;
  }

 protected:
  void Clear(void* container) const override { static_cast<std::vector<T>*>(container)->clear(); }
  void* Append(void* container, std::string_view) const override {
    return &static_cast<std::vector<T>*>(container)->emplace_back();
  }
};

template <class T>
class MapType final : public ContainerType {
 public:
  using Map = std::map<std::string, T, std::less<>>;
  MapType() : ContainerType(TypeOf<T>(), InputValue::Kind::kMap) {}
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    json::object out;
    for (const auto& [key, item] : *static_cast<const Map*>(value)) {
      if (auto encoded = element_.Encode(&item, reveal)) out[key] = std::move(*encoded);
    }
    return out;
  }

 protected:
  void Clear(void* container) const override { static_cast<Map*>(container)->clear(); }
  void* Append(void* container, std::string_view key) const override {
    return &(*static_cast<Map*>(container))[std::string(key)];
  }
};

template <class T>
class OptionalType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto& value = static_cast<std::optional<T>*>(out)->emplace();
    const auto before = report.faults.size();
    TypeOf<T>().Decode(input, place, report, rules, &value);
    if (report.faults.size() > before) static_cast<std::optional<T>*>(out)->reset();
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    const auto& held = *static_cast<const std::optional<T>*>(value);
    return held ? TypeOf<T>().Encode(&*held, reveal) : std::nullopt;
  }
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override {
    return TypeOf<T>().Schema(rules, unknown);
  }
  std::string Word() const override { return TypeOf<T>().Word(); }
  const FieldTable* Table() const override { return TypeOf<T>().Table(); }
  std::string_view PathSuffix() const override { return TypeOf<T>().PathSuffix(); }
  json::value Example(const FieldRules& rules) const override { return TypeOf<T>().Example(rules); }
};

/// One of some words; reading and writing go by the word's number.
class WordType : public ValueType {
 public:
  explicit WordType(std::span<const std::string_view> words) : words_(words) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override;
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override;

 protected:
  virtual void Set(void* out, std::size_t number) const = 0;
  virtual std::size_t Get(const void* value) const = 0;

 private:
  std::span<const std::string_view> words_;
};

template <WordedEnum T>
class EnumType final : public WordType {
 public:
  EnumType() : WordType(WordsOf(T{})) {}

 protected:
  void Set(void* out, std::size_t number) const override {
    *static_cast<T*>(out) = static_cast<T>(number);
  }
  std::size_t Get(const void* value) const override {
    return static_cast<std::size_t>(*static_cast<const T*>(value));
  }
};

class StructType final : public ValueType {
 public:
  explicit StructType(const FieldTable& (*spec)()) : spec_(spec) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override;
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override;
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override;
  std::string Word() const override { return "map"; }
  const FieldTable* Table() const override { return &spec_(); }
  json::value Example(const FieldRules& rules) const override;

 private:
  const FieldTable& (*spec_)();
};

template <class T>
struct ContainerOf;
template <class T>
struct ContainerOf<std::vector<T>> {
  using Type = ListType<T>;
};
template <class T>
struct ContainerOf<std::map<std::string, T, std::less<>>> {
  using Type = MapType<T>;
};
template <class T>
struct ContainerOf<std::optional<T>> {
  using Type = OptionalType<T>;
};

}  // namespace detail

template <class T>
const ValueType& TypeOf() {
  if constexpr (HasSpec<T>) {
    static const detail::StructType type(&T::Spec);
    return type;
  } else if constexpr (std::is_enum_v<T>) {
    static const detail::EnumType<T> type;
    return type;
  } else {
    static const typename detail::ContainerOf<T>::Type type;
    return type;
  }
}

}  // namespace tocsin
