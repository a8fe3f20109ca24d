#pragma once

#include <array>
#include <boost/pfr/tuple_size.hpp>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/field_types.hpp"

namespace tocsin {

/// One field of a configurable struct. Made by FieldOf.
struct Field {
  std::string_view name;
  std::string_view description;
  FieldRules rules;
  const ValueType* type =
      nullptr;  ///< null: a name kept for a later release; giving it is an error
  void* (*address)(void* object) = nullptr;  ///< null: read by whoever knows its key
};

/// The field table of a struct, from which everything else follows: reading YAML and JSON, writing
/// JSON, JSON Schema and the reference page. Defaults are those of a default-constructed object.
/// Immutable, thread-safe. A struct declares `static const FieldTable& Spec();` and defines it in
/// one source file:
///
///   const FieldTable& Retry::Spec() {
///     static const FieldTable table = TableOf<Retry>("retry", "How often a delivery is tried.", {
///         FieldOf<&Retry::attempts>("attempts", "Tries in all.", {.min = 1, .max = 100}),
///     });
///     return table;
///   }
class FieldTable {
 public:
  FieldTable(std::string_view name, std::string_view description, std::vector<Field> fields,
             std::shared_ptr<void> defaults);

  std::string_view Name() const { return name_; }
  std::string_view Description() const { return description_; }
  const std::vector<Field>& Fields() const { return fields_; }
  /// The key of the member at `member`, which lies in `object`.
  std::string_view MemberName(const void* member, void* object) const;
  /// The field's value in a default-constructed object; null for one that has no place in it.
  json::value Default(const Field& field) const;

  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              void* object) const;
  json::object Encode(const void* object, Reveal reveal) const;
  /// A schema of draft 2020-12 for one object. `report_unknown` as in DecodeReport: kRefuse closes
  /// the object.
  json::object Schema(UnknownFields unknown) const;
  /// An object from the fields' examples; fields without one are left out.
  json::object Example() const;

 protected:
  void Add(Field field) { fields_.push_back(std::move(field)); }

 private:
  const Field* FindField(std::string_view name) const;
  void ReportUnknown(std::string_view key, Mark mark, const Place& place,
                     DecodeReport& report) const;

  std::string_view name_;
  std::string_view description_;
  std::vector<Field> fields_;
  std::shared_ptr<void> defaults_;  // shared with nobody; the deleter remembers the type
};

namespace detail {
template <class Owner, class Value>
Owner OwnerOf(Value Owner::*);
template <class Owner, class Value>
Value MemberOf(Value Owner::*);

/// Aborts when two fields are one member or have one name.
FieldTable MakeTable(std::string_view name, std::string_view description,
                     std::span<const Field> fields,
                     std::initializer_list<std::string_view> reserved,
                     std::shared_ptr<void> defaults);
}  // namespace detail

/// Whether a table of so many fields has one for each member of the struct.
template <class T, std::size_t kFields>
concept FieldForEachMember = kFields == boost::pfr::tuple_size_v<T>;

/// The table of a struct, with a field for each of its members: a member that no table has would
/// keep its default whatever the input says, so that it does not compile. `reserved`: names of a
/// later release, known, but giving one is an error "not supported yet".
template <class T, std::size_t kFields>
  requires FieldForEachMember<T, kFields>
FieldTable TableOf(std::string_view name, std::string_view description,
                   const Field (&fields)[kFields],
                   std::initializer_list<std::string_view> reserved = {}) {
  return detail::MakeTable(name, description, fields, reserved, std::make_shared<T>());
}

/// The same of fields that are put together.
template <class T, std::size_t kFields>
  requires FieldForEachMember<T, kFields>
FieldTable TableOf(std::string_view name, std::string_view description,
                   const std::array<Field, kFields>& fields,
                   std::initializer_list<std::string_view> reserved = {}) {
  return detail::MakeTable(name, description, fields, reserved, std::make_shared<T>());
}

/// A field by its member pointer. The name is the key in YAML and JSON (snake_case).
template <auto kMember>
Field FieldOf(std::string_view name, std::string_view description, FieldRules rules = {}) {
  using Owner = decltype(detail::OwnerOf(kMember));
  using Value = decltype(detail::MemberOf(kMember));
  return Field{name, description, std::move(rules), &TypeOf<Value>(),
               [](void* object) -> void* { return &(static_cast<Owner*>(object)->*kMember); }};
}
/// A name of a later release: known, but giving it is an error "not supported yet".
inline Field Reserved(std::string_view name) { return Field{name, {}, {}, nullptr, nullptr}; }

/// The key of a member, for who reads or writes it alone: NameOf<&Retry::attempts>().
template <auto kMember>
std::string_view NameOf() {
  using Owner = decltype(detail::OwnerOf(kMember));
  static const std::string_view name = [] {
    Owner object{};
    return Owner::Spec().MemberName(&(object.*kMember), &object);
  }();
  return name;
}

/// Reads a YAML map into T; adds a finding (file:line:column) for each unknown key, wrong type,
/// value out of range or not allowed, and missing field. Fields at fault keep their defaults.
template <HasSpec T>
T DecodeYaml(const YamlNode& node, std::string_view file, std::vector<Finding>& findings) {
  T object{};
  DecodeReport report{.unknown = UnknownFields::kRefuse};
  T::Spec().Decode(InputValue(node), Place{}, report, &object);
  for (auto& fault : report.faults) findings.push_back(ToFinding(std::move(fault), file));
  return object;
}

/// Reads a JSON object into T, ignoring unknown fields. kInvalid names the first field at fault.
template <HasSpec T>
Result<T> DecodeJson(const json::value& value) {
  T object{};
  DecodeReport report{.unknown = UnknownFields::kIgnore};
  T::Spec().Decode(InputValue(value), Place{}, report, &object);
  if (!report.faults.empty()) return Fail(ErrorKind::kInvalid, Describe(report.faults.front()));
  return object;
}

/// Reads what can be read of a JSON object (DecodeReport::kindly); fields that are absent or at
/// fault stay as they are.
void ReadKindly(const FieldTable& table, const json::value& value, void* object);

/// T as a JSON object; absent optionals are left out, secrets are stars.
template <HasSpec T>
json::object EncodeJson(const T& object) {
  return T::Spec().Encode(&object, Reveal::kNo);
}

/// A Markdown table of the fields with type, default and description; nested fields by their path
/// ("retry.attempts", "deliveries[].url").
std::string MarkdownTable(const FieldTable& table);

}  // namespace tocsin
