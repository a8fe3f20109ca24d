#pragma once

#include <memory>

#include "adapters/engine/guard.hpp"
#include "adapters/language.hpp"

namespace tocsin::language {

/// A language model behind its guard: left alone while it fails, so many answers at a time, asked
/// again only before its answer has begun. kTransient: it is left alone, or its streams are taken;
/// another may answer.
std::unique_ptr<LanguageModel> MakeGuardedModel(std::unique_ptr<LanguageModel> model,
                                                std::shared_ptr<engine::Guard> guard);

}  // namespace tocsin::language
