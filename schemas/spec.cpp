#include "schemas/spec.hpp"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

bool IsEmpty(const json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty()) ||
         (value.is_array() && value.get_array().empty()) ||
         (value.is_object() && value.get_object().empty());
}

std::string DefaultCell(const FieldTable& table, const Field& field) {
  if (field.rules.required) return "required";
  if (!field.rules.default_text.empty()) return std::string(field.rules.default_text);
  const auto value = table.Default(field);
  if (IsEmpty(value)) return "";
  return value.is_string() ? '`' + std::string(value.get_string()) + '`'
                           : '`' + JsonText(value) + '`';
}

std::string DescriptionCell(const Field& field) {
  std::string text(field.description);
  if (!field.rules.allowed.empty()) {
    text += " One of";
    for (std::size_t i = 0; i < field.rules.allowed.size(); ++i) {
      text.append(i > 0 ? ", `" : " `").append(field.rules.allowed[i]).append("`");
    }
    text += '.';
  }
  if (!field.rules.example.empty())
    text.append(" Example: `").append(field.rules.example).append("`.");
  return Escaped(text);
}

void AddRows(const FieldTable& table, const std::string& prefix, std::string& out) {
  for (const auto& field : table.Fields()) {
    if (field.type == nullptr) continue;
    const std::string path = prefix + std::string(field.name);
    const auto* nested = field.type->Table();
    const auto fallback =
        nested != nullptr && !field.rules.required ? std::string() : DefaultCell(table, field);
    out += "| `" + path + "` | " + Escaped(field.type->Word()) + " | " + Escaped(fallback) + " | " +
           DescriptionCell(field) + " |\n";
    if (nested != nullptr)
      AddRows(*nested, path + std::string(field.type->PathSuffix()) + '.', out);
  }
}

}  // namespace

FieldTable::FieldTable(std::string_view name, std::string_view description,
                       std::vector<Field> fields, std::shared_ptr<void> defaults)
    : name_(name),
      description_(description),
      fields_(std::move(fields)),
      defaults_(std::move(defaults)) {}

const Field* FieldTable::FindField(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  return found == fields_.end() ? nullptr : &*found;
}

std::string_view FieldTable::MemberName(const void* member, void* object) const {
  const auto found = std::ranges::find_if(fields_, [&](const Field& field) {
    return field.address != nullptr && field.address(object) == member;
  });
  Check(found != fields_.end(), "field table '" + std::string(name_) + "': no such member");
  return found->name;
}

json::value FieldTable::Default(const Field& field) const {
  if (field.address == nullptr) return nullptr;
  return field.type->Encode(field.address(defaults_.get()), Reveal::kNo).value_or(nullptr);
}

void FieldTable::ReportUnknown(std::string_view key, Mark mark, const Place& place,
                               DecodeReport& report) const {
  std::vector<std::string_view> names;
  for (const auto& field : fields_)
    if (field.type != nullptr) names.push_back(field.name);
  const auto guess = ClosestWord(key, names);
  std::string text = "is not known";
  if (!guess.empty()) text.append(" (did you mean '").append(guess).append("'?)");
  report.Add(Place{&place, key}, mark, std::move(text));
}

void FieldTable::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                        void* object) const {
  if (input.GetKind() != InputValue::Kind::kMap) {
    return report.Add(place, input.Where(),
                      "must be a map, got " + std::string(Describe(input.GetKind())));
  }
  std::vector<const Field*> seen;
  for (std::size_t i = 0; i < input.Size(); ++i) {
    const auto key = input.Key(i);
    const auto* field = FindField(key);
    if (field == nullptr) {
      if (report.unknown == UnknownFields::kRefuse)
        ReportUnknown(key, input.KeyWhere(i), place, report);
      continue;
    }
    const Place here{&place, field->name};
    const auto value = input.Member(i);
    if (value.GetKind() == InputValue::Kind::kNull && !field->rules.takes_null) {
      if (report.refuse_null) {
        report.Add(here, input.KeyWhere(i), "is empty: give it a value, or leave the key out");
        seen.push_back(field);
      }
      continue;
    }
    seen.push_back(field);
    if (field->type == nullptr) {
      if (report.unknown == UnknownFields::kRefuse)
        report.Add(here, input.KeyWhere(i), "is not supported yet");
      continue;
    }
    field->type->Decode(value, here, report, field->rules, field->address(object));
  }
  for (const auto& field : fields_) {
    if (field.rules.required && std::ranges::find(seen, &field) == seen.end()) {
      report.Add(Place{&place, field.name}, input.Where(), "is required");
    }
  }
}

json::object FieldTable::Encode(const void* object, Reveal reveal) const {
  json::object out;
  out.reserve(fields_.size());
  for (const auto& field : fields_) {
    if (field.type == nullptr) continue;
    // The accessor only adds an offset; the object stays untouched.
    auto value = field.type->Encode(field.address(const_cast<void*>(object)), reveal);
    if (value) out.emplace(field.name, std::move(*value));
  }
  return out;
}

json::object FieldTable::Schema(UnknownFields unknown) const {
  json::object properties;
  json::array required;
  for (const auto& field : fields_) {
    if (field.type == nullptr) continue;
    auto schema = field.type->Schema(field.rules, unknown);
    schema["description"] = field.description;
    if (field.rules.takes_null && schema.contains("type"))
      schema["type"] = json::array{schema.at("type"), "null"};
    if (!field.rules.required && field.type->Table() == nullptr) {
      if (auto value = Default(field); !IsEmpty(value)) schema["default"] = std::move(value);
    }
    if (!field.rules.example.empty())
      schema["examples"] = json::array{field.type->Example(field.rules)};
    properties[field.name] = std::move(schema);
    if (field.rules.required) required.emplace_back(field.name);
  }
  json::object schema{
      {"type", "object"}, {"description", description_}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (unknown == UnknownFields::kRefuse) schema["additionalProperties"] = false;
  return schema;
}

json::object FieldTable::Example() const {
  json::object out;
  for (const auto& field : fields_) {
    if (field.type == nullptr) continue;
    if (field.rules.example.empty() && field.type->Table() == nullptr) continue;
    out[field.name] = field.type->Example(field.rules);
  }
  return out;
}

FieldTable detail::MakeTable(std::string_view name, std::string_view description,
                             std::span<const Field> fields,
                             std::initializer_list<std::string_view> reserved,
                             std::shared_ptr<void> defaults) {
  std::set<const void*> members;
  std::set<std::string_view> names(reserved);
  for (const auto& field : fields) {
    const std::string where =
        "field table '" + std::string(name) + "': '" + std::string(field.name) + "'";
    Check(members.insert(field.address(defaults.get())).second, where + " is another's member");
    Check(names.insert(field.name).second, where + " stands twice");
  }
  std::vector<Field> all(fields.begin(), fields.end());
  for (const auto kept : reserved) all.push_back(Reserved(kept));
  return FieldTable(name, description, std::move(all), std::move(defaults));
}

void ReadKindly(const FieldTable& table, const json::value& value, void* object) {
  DecodeReport report{.unknown = UnknownFields::kIgnore, .kindly = true};
  table.Decode(InputValue(value), Place{}, report, object);
}

std::string MarkdownTable(const FieldTable& table) {
  std::string out = "| Field | Type | Default | Meaning |\n|---|---|---|---|\n";
  AddRows(table, "", out);
  return out;
}

}  // namespace tocsin
