#include "tools/phone/sim/carrier_time.hpp"

#include <array>
#include <ctime>

namespace tocsin::phone {

std::string FormatRfc2822(TimePoint time) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const auto length =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text.data(), length};
}

}  // namespace tocsin::phone
