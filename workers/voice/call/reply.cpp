#include "workers/voice/call/reply.hpp"

namespace tocsin::voice {

std::string Reply::Text() const {
  std::string text;
  for (const auto& sentence : say) {
    if (!text.empty()) text += ' ';
    text += sentence;
  }
  return text;
}

}  // namespace tocsin::voice
