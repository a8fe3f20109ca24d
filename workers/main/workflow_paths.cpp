#include "workers/main/workflow_paths.hpp"

#include <iostream>
#include <sstream>

#include "workers/runtime/text_file.hpp"

namespace tocsin::commands {

namespace fs = std::filesystem;

Result<std::string> ReadFile(const fs::path& path) {
  const auto bad = [&](const std::string& why) {
    return Fail(ErrorKind::kInvalid, "reading " + path.string() + ": " + why, "workflows");
  };
  std::error_code trouble;
  if (fs::is_directory(path, trouble)) return bad("it is a folder, name a file");
  auto text = runtime::ReadTextFile(path);
  if (!text) return bad(text.error().message);
  return text;
}

Result<std::string> ReadFileOrInput(const std::string& path) {
  if (path != "-") return ReadFile(path);
  std::ostringstream text;
  if (std::cin.peek() != std::istream::traits_type::eof()) text << std::cin.rdbuf();
  return std::move(text).str();
}

fs::path ResourcesOf(const fs::path& path) {
  std::error_code trouble;
  fs::path folder = fs::absolute(path, trouble).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  if (!fs::is_directory(folder, trouble)) folder = folder.parent_path();
  const bool within = fs::is_directory(folder / "resources", trouble);
  const fs::path found = (within ? folder : folder.parent_path()) / "resources";
  return found.lexically_proximate(fs::current_path(trouble));
}

}  // namespace tocsin::commands
