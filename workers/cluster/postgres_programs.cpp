#include "workers/cluster/postgres_programs.hpp"

#include <unistd.h>

#include <charconv>

namespace tocsin::compose {
namespace {

namespace fs = std::filesystem;

bool HasPrograms(const fs::path& folder) {
  return access((folder / "initdb").c_str(), X_OK) == 0 &&
         access((folder / "postgres").c_str(), X_OK) == 0;
}

int Number(const std::string& text) {
  int number = -1;
  const auto end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? number : -1;
}

fs::path Newest(const fs::path& versions) {
  fs::path newest;
  int highest = -1;
  std::error_code error;
  for (fs::directory_iterator at(versions, error), end; !error && at != end; at.increment(error)) {
    const int version = Number(at->path().filename());
    if (version <= highest || !HasPrograms(at->path() / "bin")) continue;
    highest = version;
    newest = at->path() / "bin";
  }
  return newest;
}

}  // namespace

Result<fs::path> FindPostgres(const fs::path& versions, std::string_view search_path,
                              const std::string& wanted_version) {
  const auto folder = wanted_version.empty() ? Newest(versions) : versions / wanted_version / "bin";
  if (!folder.empty() && HasPrograms(folder)) return folder;
  for (std::size_t start = 0; start <= search_path.size();) {
    const auto end = std::min(search_path.find(':', start), search_path.size());
    const fs::path candidate(search_path.substr(start, end - start));
    if (candidate.is_absolute() && HasPrograms(candidate)) return candidate;
    start = end + 1;
  }
  const std::string package =
      wanted_version.empty() ? "postgresql" : "postgresql-" + wanted_version;
  return Fail(
      ErrorKind::kNotFound,
      std::string("PostgreSQL's programs initdb and postgres are not here") +
          (wanted_version.empty() ? "" : " in the version of the data (" + wanted_version + ")") +
          "; try: apt-get install " + package +
          ", or give a database: store.url in tocsin.yaml or DATABASE_URL",
      "cluster");
}

}  // namespace tocsin::compose
