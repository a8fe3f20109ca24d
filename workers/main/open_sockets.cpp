#include "workers/main/open_sockets.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace tocsin::commands {
namespace {

constexpr std::string_view kOpen = "tocsin_websocket_open";
constexpr std::string_view kOurs = "tocsin_build_info";

}  // namespace

Result<int> CountOpenSockets(std::string_view page) {
  double open = 0;
  bool ours = false;
  while (!page.empty()) {
    const auto line = page.substr(0, page.find('\n'));
    page.remove_prefix(std::min(page.size(), line.size() + 1));
    ours |= line.starts_with(kOurs);
    if (!line.starts_with(kOpen)) continue;
    const auto rest = line.substr(kOpen.size());
    // Values of our labels hold no space: what follows the last one is the number.
    if (rest.starts_with('{') || rest.starts_with(' '))
      open += std::strtod(std::string(rest.substr(rest.rfind(' ') + 1)).c_str(), nullptr);
  }
  if (!ours) return Fail(ErrorKind::kInvalid, "this is not the page of metrics of a worker");
  return static_cast<int>(open);
}

}  // namespace tocsin::commands
