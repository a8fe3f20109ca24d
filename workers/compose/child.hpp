#pragma once

#include <optional>

namespace tocsin::compose {

/// The worker starts some of its parts as processes of their own, from the same binary: when the
/// words are of that kind, does that work and gives the exit code.
std::optional<int> RunChild(int argc, char** argv);

}  // namespace tocsin::compose
