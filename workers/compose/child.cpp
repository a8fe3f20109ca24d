#include "workers/compose/child.hpp"

namespace tocsin::compose {

std::optional<int> RunChild(int, char**) { return std::nullopt; }

}  // namespace tocsin::compose
