#include "workers/compose/child.hpp"

#include <string_view>

#include "adapters/bus/embedded.hpp"

namespace tocsin::compose {

std::optional<int> RunChild(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == kGatewayCommand) return RunGatewayChild(argc, argv);
  return std::nullopt;
}

}  // namespace tocsin::compose
