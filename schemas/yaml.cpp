#include "schemas/yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace tocsin {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxNodes =
    200'000;  // aliases are expanded: bound what a few lines can grow to

struct YamlFault {
  Mark mark;
  std::string text;
};

Mark ToMark(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// Scalars by the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema).
YamlNode::Kind PlainKind(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return YamlNode::Kind::kNull;
  if (text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
      text == "FALSE")
    return YamlNode::Kind::kBool;
  std::string_view digits = text;
  if (digits.front() == '+' || digits.front() == '-') digits.remove_prefix(1);
  if (!digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
    return digits.size() <= 18 ? YamlNode::Kind::kInteger : YamlNode::Kind::kDouble;
  if (!digits.empty() &&
      (std::isdigit(static_cast<unsigned char>(digits.front())) != 0 || digits.front() == '.')) {
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc{} && end == digits.data() + digits.size())
      return YamlNode::Kind::kDouble;
  }
  return YamlNode::Kind::kString;
}

class Reader {
 public:
  YamlNode Read(const YAML::Node& node, int depth) {
    const Mark mark = ToMark(node.Mark());
    if (depth > kMaxDepth) throw YamlFault{mark, "nested deeper than 64 levels"};
    if (++count_ > kMaxNodes) throw YamlFault{mark, "more than 200,000 values"};
    YamlNode out;
    out.mark = mark;
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        break;
      case YAML::NodeType::Scalar:
        ReadScalar(node, out);
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::kSequence;
        for (const auto& item : node) out.items.push_back(Read(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        ReadMap(node, depth, out);
        break;
    }
    return out;
  }

 private:
  static void ReadScalar(const YAML::Node& node, YamlNode& out) {
    out.text = node.Scalar();
    out.quoted = node.Tag() == "!";  // yaml-cpp's mark of a quoted or block scalar
    const bool is_string = out.quoted || node.Tag() == "tag:yaml.org,2002:str";
    out.kind = is_string ? YamlNode::Kind::kString : PlainKind(out.text);
  }

  void ReadMap(const YAML::Node& node, int depth, YamlNode& out) {
    out.kind = YamlNode::Kind::kMap;
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const Mark mark = ToMark(pair.first.Mark());
      if (!pair.first.IsScalar())
        throw YamlFault{mark,
                        "a key must be a scalar; quote ${ ... } expressions that begin with {"};
      std::string key = pair.first.Scalar();
      if (!seen.insert(key).second) throw YamlFault{mark, "key '" + key + "' is given twice"};
      out.members.push_back({std::move(key), mark, Read(pair.second, depth + 1)});
    }
  }

  std::size_t count_ = 0;
};

}  // namespace

std::string FormatFinding(const Finding& finding) {
  std::string text = finding.file;
  if (finding.mark.line > 0)
    text += ':' + std::to_string(finding.mark.line) + ':' + std::to_string(finding.mark.column);
  text += finding.level == Finding::Level::kError ? ": error: " : ": warning: ";
  return text + finding.text;
}

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& member : members)
    if (member.key == key) return &member.value;
  return nullptr;
}

json::value YamlNode::ToJson() const {
  switch (kind) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return text.front() == 't' || text.front() == 'T';
    case Kind::kInteger: {
      std::int64_t value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), value);
      return value;
    }
    case Kind::kDouble: {
      double value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), value);
      return value;
    }
    case Kind::kString:
      return json::value(text);
    case Kind::kSequence: {
      json::array array;
      for (const auto& item : items) array.push_back(item.ToJson());
      return array;
    }
    case Kind::kMap: {
      json::object object;
      for (const auto& member : members) object[member.key] = member.value.ToJson();
      return object;
    }
  }
  return nullptr;
}

std::string_view Describe(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kBool:
      return "a boolean";
    case YamlNode::Kind::kInteger:
      return "an integer";
    case YamlNode::Kind::kDouble:
      return "a number";
    case YamlNode::Kind::kString:
      return "a string";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "a value";
}

tl::expected<YamlNode, Finding> ParseYaml(std::string_view text, std::string_view file) {
  const auto fail = [&](Mark mark, std::string what) {
    return tl::unexpected<Finding>(
        Finding{std::string(file), mark, Finding::Level::kError, std::move(what)});
  };
  if (text.size() > kMaxBytes) return fail({}, "file is larger than 4 MiB");
  try {
    const auto documents = YAML::LoadAll(std::string(text));
    if (documents.empty()) return fail({1, 1}, "file is empty");
    if (documents.size() > 1)
      return fail(ToMark(documents[1].Mark()), "more than one document in the file");
    return Reader().Read(documents[0], 0);
  } catch (const YamlFault& fault) {
    return fail(fault.mark, fault.text);
  } catch (const YAML::Exception& error) {
    return fail(error.mark.is_null() ? Mark{1, 1} : ToMark(error.mark),
                "not valid YAML: " + error.msg);
  }
}

std::string_view ClosestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = 3;
  std::vector<std::size_t> row;
  for (const auto candidate : candidates) {
    row.resize(candidate.size() + 1);
    for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
      }
    }
    if (row.back() < best_distance && row.back() < std::max(word.size(), candidate.size())) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace tocsin
