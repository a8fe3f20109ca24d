#include "workers/voice/call/inputs.hpp"

#include <type_traits>

namespace tocsin::voice {

const Leg* LegOf(const Input& input) {
  return std::visit(
      [](const auto& one) -> const Leg* {
        if constexpr (requires { one.leg; }) return &one.leg;
        return nullptr;
      },
      input);
}

std::vector<std::string> ProviderIdsOf(const Input& input) {
  std::vector<std::string> ids;
  const auto* listed = std::get_if<CallsListed>(&input);
  if (listed == nullptr || !listed->calls) return ids;
  for (const auto& call : *listed->calls) ids.push_back(call.provider_call_id);
  return ids;
}

}  // namespace tocsin::voice
