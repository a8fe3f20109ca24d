#include "workers/settings/substitution.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace tocsin::compose {
namespace {

constexpr std::size_t kMaxSecretBytes = 64 * 1024;

bool IsVariable(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::ranges::all_of(name, [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
         });
}

}  // namespace

struct Substitution::Work {
  Origins& origins;
  std::vector<Finding>& findings;
};

void Substitution::Apply(YamlNode& node, Origins& origins, std::vector<Finding>& findings) const {
  Work work{origins, findings};
  Walk(node, "", work);
}

void Substitution::Walk(YamlNode& node, const std::string& path, Work& work) const {
  for (auto& member : node.members) {
    Walk(member.value, path.empty() ? member.key : path + '.' + member.key, work);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    Walk(node.items[i], path + '[' + std::to_string(i) + ']', work);
  if (path.empty()) return;
  Origin origin{Origin::Source::kFile, file_ + ':' + std::to_string(node.mark.line), file_,
                node.mark};
  if (node.IsScalar()) ReplaceIn(node, origin, work);
  if (node.kind != YamlNode::Kind::kNull) work.origins[path] = std::move(origin);
}

void Substitution::ReplaceIn(YamlNode& node, Origin& origin, Work& work) const {
  std::string out;
  bool replaced = false;
  std::string_view rest = node.text;
  while (true) {
    const auto start = rest.find("${");
    if (start == std::string_view::npos) break;
    if (start > 0 && rest[start - 1] == '$') {
      out.append(rest.substr(0, start - 1)).append("${");
      rest.remove_prefix(start + 2);
      replaced = true;
      continue;
    }
    const auto end = rest.find('}', start);
    auto value = end == std::string_view::npos
                     ? std::nullopt
                     : Value(rest.substr(start + 2, end - start - 2), origin);
    if (!value) {
      out.append(rest.substr(0, start + 2));
      rest.remove_prefix(start + 2);
      continue;
    }
    if (!*value) {
      work.findings.push_back({file_, node.mark, Finding::Level::kError, value->error().message});
      node.kind = YamlNode::Kind::kNull;
      return;
    }
    out.append(rest.substr(0, start)).append(**value);
    rest.remove_prefix(end + 1);
    replaced = true;
  }
  if (!replaced) return;
  node.text = out.append(rest);
  node.quoted = false;
  node.kind = node.text.empty() ? YamlNode::Kind::kNull : YamlNode::Kind::kString;
}

std::optional<Result<std::string>> Substitution::Value(std::string_view inside,
                                                       Origin& origin) const {
  if (inside.starts_with("file:")) {
    origin.text += " with " + std::string(inside.substr(5));
    origin.secret_file = working_folder_ / std::filesystem::path(inside.substr(5));
    return ReadSecretFile(origin.secret_file);
  }
  const auto dash = inside.find(":-");
  const auto name = inside.substr(0, dash);
  if (!IsVariable(name)) return std::nullopt;
  if (auto found = environment_.Find(name)) {
    origin.text += " with " + found->origin;
    return std::move(found->text);
  }
  if (dash != std::string_view::npos) return std::string(inside.substr(dash + 2));
  const std::string text(name);
  return Fail(ErrorKind::kInvalid,
              "variable " + text +
                  " is not set: set it in the environment or in .env, or give a default, ${" +
                  text + ":-default}");
}

Result<std::string> Substitution::ReadSecretFile(const std::filesystem::path& full) {
  std::ifstream in(full, std::ios::binary);
  std::error_code error;
  if (!in || std::filesystem::is_directory(full, error)) {
    return Fail(ErrorKind::kInvalid, "file " + full.string() + " cannot be read");
  }
  std::string text(kMaxSecretBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxSecretBytes)
    return Fail(ErrorKind::kInvalid, "file " + full.string() + " is larger than 64 KiB");
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace tocsin::compose
