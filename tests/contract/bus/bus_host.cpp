#include "bus_host.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "schemas/ids.hpp"

namespace tocsin::test {

std::string UniqueName(const std::string& prefix) {
  return prefix + "-" + RandomUuid().ToString().substr(0, 13);
}

std::optional<std::string> OutputOf(const std::string& command) {
  FILE* const pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), size);
  if (pclose(pipe) != 0) return std::nullopt;
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::optional<std::string> TestDatabase(std::string& missing) {
  if (const char* const url = std::getenv("TOCSIN_TEST_DATABASE"); url != nullptr && *url != '\0')
    return url;
  auto url = OutputOf(TOCSIN_SOURCE_DIR "/tools/postgres status");
  if (!url) missing = "no database: set TOCSIN_TEST_DATABASE or run tools/postgres start";
  return url;
}

bool Eventually(const std::function<bool()>& holds, Duration timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(Duration(2));
  }
  return true;
}

}  // namespace tocsin::test
