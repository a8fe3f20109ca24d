#include "adapters/registry/avro_types.hpp"

#include <map>

#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::registry {
namespace {

using Kind = AvroType::Kind;

constexpr std::size_t kMostTypes = 10'000;
constexpr std::size_t kMostFixed = std::size_t{1} << 20;
constexpr std::size_t kMostTold = 60;

const std::map<std::string_view, Kind> kPrimitives = {
    {"null", Kind::kNull},   {"boolean", Kind::kBoolean}, {"int", Kind::kInt},
    {"long", Kind::kLong},   {"float", Kind::kFloat},     {"double", Kind::kDouble},
    {"bytes", Kind::kBytes}, {"string", Kind::kString}};

tl::unexpected<Error> AvroFault(const std::string& what) {
  return Fail(ErrorKind::kInvalid, "reading an Avro schema: " + what, "registry");
}

/// Numbers the types of a schema; a name stands for the type that was defined under it before.
class TypeReader {
 public:
  Result<std::size_t> Read(const json::value& node, const std::string& space) {
    if (types_.size() >= kMostTypes) return AvroFault("it has too many types");
    if (const auto* name = node.if_string()) return Named(*name, space);
    if (const auto* branches = node.if_array()) return Union(*branches, space);
    const auto* object = IfMap(node);
    if (object == nullptr) return AvroFault("a type is a name, an object or a list");
    const auto* type = object->if_contains("type");
    if (type == nullptr) return AvroFault("an object without 'type'");
    if (!type->is_string()) return Read(*type, space);
    const std::string_view word = type->get_string();
    if (word == "record" || word == "error") return Record(*object, space);
    if (word == "enum") return Enum(*object, space);
    if (word == "fixed") return Fixed(*object, space);
    if (word == "array") return Container(*object, Kind::kArray, "items", space);
    if (word == "map") return Container(*object, Kind::kMap, "values", space);
    return Named(word, space);
  }
  AvroTypes Take() { return std::move(types_); }

 private:
  std::size_t Add(Kind kind) {
    types_.push_back({.kind = kind});
    return types_.size() - 1;
  }
  Result<std::size_t> Named(std::string_view name, const std::string& space) {
    if (const auto primitive = kPrimitives.find(name); primitive != kPrimitives.end())
      return Add(primitive->second);
    for (const auto& full : {FullName(name, space), std::string(name)})
      if (const auto found = names_.find(full); found != names_.end()) return found->second;
    return AvroFault("no type '" + Shortened(name, kMostTold) + "' is defined in it");
  }
  static std::string FullName(std::string_view name, const std::string& space) {
    const bool full = name.find('.') != std::string_view::npos || space.empty();
    return full ? std::string(name) : space + '.' + std::string(name);
  }
  /// Takes the definition's name and gives the namespace of what is within.
  Result<std::string> Define(const json::object& object, const std::string& space,
                             std::size_t place) {
    const std::string_view name = StringAt(object, "name");
    if (name.empty()) return AvroFault("a record, enum or fixed without 'name'");
    const auto* own = object.if_contains("namespace");
    const std::string around =
        own != nullptr && own->is_string() ? std::string(own->get_string()) : space;
    const std::string full = FullName(name, around);
    if (!names_.emplace(full, place).second)
      return AvroFault("'" + Shortened(full, kMostTold) + "' is defined twice");
    const auto dot = full.rfind('.');
    return dot == std::string::npos ? std::string() : full.substr(0, dot);
  }
  Result<std::size_t> Union(const json::array& branches, const std::string& space) {
    const std::size_t place = Add(Kind::kUnion);
    for (const auto& branch : branches) {
      TRY_ASSIGN(const std::size_t part, Read(branch, space));
      types_[place].parts.emplace_back("", part);
    }
    return place;
  }
  Result<std::size_t> Record(const json::object& object, const std::string& space) {
    const std::size_t place = Add(Kind::kRecord);
    TRY_ASSIGN(const std::string within, Define(object, space, place));
    const auto* fields = object.if_contains("fields");
    if (fields == nullptr || !fields->is_array()) return AvroFault("a record without 'fields'");
    for (const auto& field : fields->get_array()) {
      const auto* member = IfMap(field);
      const auto* type = member == nullptr ? nullptr : member->if_contains("type");
      if (type == nullptr || StringAt(*member, "name").empty())
        return AvroFault("a field needs 'name' and 'type'");
      TRY_ASSIGN(const std::size_t part, Read(*type, within));
      types_[place].parts.emplace_back(JsonText(json::value(StringAt(*member, "name"))), part);
    }
    return place;
  }
  Result<std::size_t> Enum(const json::object& object, const std::string& space) {
    const std::size_t place = Add(Kind::kEnum);
    TRY(Define(object, space, place));
    const auto* symbols = object.if_contains("symbols");
    if (symbols == nullptr || !symbols->is_array()) return AvroFault("an enum without 'symbols'");
    for (const auto& symbol : symbols->get_array()) {
      if (!symbol.is_string()) return AvroFault("a symbol of an enum is no text");
      types_[place].symbols.push_back(JsonText(symbol));
    }
    return place;
  }
  Result<std::size_t> Fixed(const json::object& object, const std::string& space) {
    const std::size_t place = Add(Kind::kFixed);
    TRY(Define(object, space, place));
    const auto* size = object.if_contains("size");
    if (size == nullptr || !size->is_int64() || size->get_int64() < 0 ||
        static_cast<std::size_t>(size->get_int64()) > kMostFixed)
      return AvroFault("a fixed needs a 'size' of at most 1 MiB");
    types_[place].size = static_cast<std::size_t>(size->get_int64());
    return place;
  }
  Result<std::size_t> Container(const json::object& object, Kind kind, std::string_view of,
                                const std::string& space) {
    const std::size_t place = Add(kind);
    const auto* part = object.if_contains(of);
    if (part == nullptr) return AvroFault("an array or map without '" + std::string(of) + "'");
    TRY_ASSIGN(const std::size_t type, Read(*part, space));
    types_[place].parts.emplace_back("", type);
    return place;
  }

  AvroTypes types_;
  std::map<std::string, std::size_t> names_;
};

}  // namespace

Result<AvroTypes> ParseAvroTypes(std::string_view text) {
  // A schema may be the bare name of a primitive type, without quotes as well.
  if (const auto primitive = kPrimitives.find(text); primitive != kPrimitives.end())
    return AvroTypes{{.kind = primitive->second}};
  const auto node = ParseJson(text, {.max_depth = kMaxWrappedDepth});
  if (!node) return Fail(Wrap(node.error(), "reading an Avro schema"));
  TypeReader reader;
  TRY(reader.Read(*node, ""));
  return reader.Take();
}

}  // namespace tocsin::registry
