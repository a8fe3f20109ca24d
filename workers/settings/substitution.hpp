#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/yaml.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Replaces in every value of the tree `${NAME}`, `${NAME:-default}` and `${file:PATH}` (trailing
/// line end removed, at most 64 KiB, relative to `working_folder`); `$${` stands for `${`. What is
/// not one of these, such as the `${ .x }` of expressions, stays. Fills `origins` with the place of
/// every value; adds findings for variables that are not set and files that cannot be read.
class Substitution {
 public:
  Substitution(const Environment& environment, std::filesystem::path working_folder,
               std::string file)
      : environment_(environment),
        working_folder_(std::move(working_folder)),
        file_(std::move(file)) {}

  void Apply(YamlNode& node, Origins& origins, std::vector<Finding>& findings) const;

 private:
  struct Work;
  void Walk(YamlNode& node, const std::string& path, Work& work) const;
  void ReplaceIn(YamlNode& node, Origin& origin, Work& work) const;
  /// The text for what stands between "${" and "}", or a complaint; nothing when it is not ours.
  std::optional<Result<std::string>> Value(std::string_view inside, Origin& origin) const;
  static Result<std::string> ReadSecretFile(const std::filesystem::path& full);

  const Environment& environment_;
  std::filesystem::path working_folder_;
  std::string file_;
};

}  // namespace tocsin::compose
