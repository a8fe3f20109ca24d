#include "adapters/expression/construction.hpp"

#include <cctype>

#include "adapters/expression/result_bounds.hpp"
#include "adapters/expression/scan.hpp"

namespace tocsin {
namespace {

constexpr int kDeepestConstruction = 16;

bool IsSpaceOfJq(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Spends what a finished construction takes as a result of jq is counted.
Status SpendConstruction(const json::value& value, ResultBounds& bounds, int depth) {
  TRY(bounds.Enter(depth));
  if (value.is_string()) return bounds.Spend(value.get_string().size());
  if (value.is_array()) {
    for (const auto& item : value.get_array()) TRY(SpendConstruction(item, bounds, depth + 1));
  } else if (value.is_object()) {
    for (const auto& [key, item] : value.get_object()) {
      TRY(bounds.Spend(key.size()));
      TRY(SpendConstruction(item, bounds, depth + 1));
    }
  }
  return {};
}

}  // namespace

/// Reads one construction from its text; none at the first thing that it does not know.
class ConstructionReader {
 public:
  explicit ConstructionReader(std::string_view text) : rest_(text) {}

  std::optional<PathConstruction> Whole() {
    auto read = Part(0);
    SkipSpace();
    return rest_.empty() ? std::move(read) : std::nullopt;
  }

 private:
  std::optional<PathConstruction> Part(int depth) {
    SkipSpace();
    if (rest_.empty() || depth > kDeepestConstruction) return std::nullopt;
    if (rest_.front() == '{') return Object(depth);
    if (rest_.front() == '[') return List(depth);
    PathConstruction part;
    if (rest_.front() == '"') {
      auto text = Quoted();
      if (!text) return std::nullopt;
      part.kind_ = PathConstruction::Kind::kText;
      part.text_ = *std::move(text);
      return part;
    }
    part.path_ = JsonPath::Parse(TakePath());
    if (!part.path_) return std::nullopt;
    return part;
  }

  std::optional<PathConstruction> Object(int depth) {
    PathConstruction object;
    object.kind_ = PathConstruction::Kind::kObject;
    rest_.remove_prefix(1);
    if (Take('}')) return object;
    do {
      SkipSpace();
      auto name = !rest_.empty() && rest_.front() == '"' ? Quoted() : Name();
      if (!name) return std::nullopt;
      if (Take(':')) {
        auto part = Part(depth + 1);
        if (!part) return std::nullopt;
        object.parts_.emplace_back(*std::move(name), *std::move(part));
      } else {  // {a} is {a: .a}
        PathConstruction part;
        part.path_ = JsonPath::Parse(".[\"" + *name + "\"]");
        if (!part.path_) return std::nullopt;
        object.parts_.emplace_back(*std::move(name), std::move(part));
      }
    } while (Take(','));
    if (!Take('}')) return std::nullopt;
    return object;
  }

  std::optional<PathConstruction> List(int depth) {
    PathConstruction list;
    list.kind_ = PathConstruction::Kind::kList;
    rest_.remove_prefix(1);
    if (Take(']')) return list;
    do {
      auto part = Part(depth + 1);
      if (!part) return std::nullopt;
      list.parts_.emplace_back("", *std::move(part));
    } while (Take(','));
    if (!Take(']')) return std::nullopt;
    return list;
  }

  /// A text without escapes: what stands between them is not read here.
  std::optional<std::string> Quoted() {
    const auto end = rest_.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto inner = rest_.substr(1, end - 1);
    if (inner.find('\\') != std::string_view::npos) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return std::string(inner);
  }

  std::optional<std::string> Name() {
    std::size_t size = 0;
    while (size < rest_.size() && IsNameCharacter(rest_[size])) ++size;
    if (size == 0 || std::isdigit(static_cast<unsigned char>(rest_.front())) != 0)
      return std::nullopt;
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return name;
  }

  /// Up to what ends a part: a comma or the bracket of what it stands in.
  std::string_view TakePath() {
    std::size_t size = 0;
    int open = 0;
    bool quoted = false;
    for (; size < rest_.size(); ++size) {
      const char c = rest_[size];
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '[') ++open;
      if (c == ',' || c == '}' || (c == ']' && open-- == 0)) break;
    }
    const auto path = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return path;
  }

  void SkipSpace() {
    while (!rest_.empty() && IsSpaceOfJq(rest_.front())) rest_.remove_prefix(1);
  }

  bool Take(char c) {
    SkipSpace();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

std::optional<PathConstruction> PathConstruction::Parse(std::string_view text) {
  return ConstructionReader(text).Whole();
}

std::vector<std::string> PathConstruction::Variables() const {
  std::vector<std::string> all;
  if (path_ && !path_->Variable().empty()) all.push_back(path_->Variable());
  for (const auto& [name, part] : parts_) {
    for (auto& variable : part.Variables()) all.push_back(std::move(variable));
  }
  return all;
}

Result<json::value> PathConstruction::Evaluate(const ValueOf& value_of,
                                               const JqLimits& limits) const {
  TRY_ASSIGN(auto value, Build(value_of, limits));
  if (kind_ == Kind::kPath) return value;  // counted while it was followed
  ResultBounds bounds(limits);
  TRY(SpendConstruction(value, bounds, 0));
  return value;
}

Result<json::value> PathConstruction::Build(const ValueOf& value_of, const JqLimits& limits) const {
  if (kind_ == Kind::kPath) return path_->Follow(value_of(path_->Variable()), limits);
  if (kind_ == Kind::kText) return json::value(text_);
  json::array list;
  json::object object;
  for (const auto& [name, part] : parts_) {
    TRY_ASSIGN(auto value, part.Build(value_of, limits));
    if (kind_ == Kind::kList)
      list.push_back(std::move(value));
    else
      object[name] = std::move(value);
  }
  return kind_ == Kind::kList ? json::value(std::move(list)) : json::value(std::move(object));
}

}  // namespace tocsin
