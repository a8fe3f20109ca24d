#pragma once

#include <memory>
#include <vector>

#include "adapters/language.hpp"
#include "adapters/loop.hpp"

namespace tocsin::language {

struct LanguageOrderOptions {
  /// Until a model's answer begins; then the next one is asked. Never more than its share of what
  /// is left of the whole time.
  Duration first_text = std::chrono::seconds(2);
  Duration timeout = std::chrono::seconds(8);  ///< of the whole, where a question says nothing
};

/// Several models as one: when one fails or gives nothing before its answer begins, the next one is
/// asked, within the time of the whole. An answer that has begun is never begun again: its failure
/// is the end, behind the text that came so far. At least one; the loop outlives it and its jobs.
std::unique_ptr<LanguageModel> MakeLanguageOrder(std::vector<std::unique_ptr<LanguageModel>> models,
                                                 LanguageOrderOptions options, Loop& loop);

}  // namespace tocsin::language
