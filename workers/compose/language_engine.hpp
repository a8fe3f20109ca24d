#pragma once

#include <memory>

#include "adapters/clock.hpp"
#include "adapters/http_stream.hpp"
#include "adapters/language.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "workers/settings/settings.hpp"
#include "workers/voice/worker/model_questions.hpp"

namespace tocsin::compose {

/// The language models that the settings name, in their order, and their connections. Its end comes
/// before that of whom it answers to.
class LanguageEngine {
 public:
  /// Null: none is set. Loop, metrics and clock outlive it.
  static std::unique_ptr<LanguageEngine> Make(const LanguageSettings& language, Loop& timers,
                                              Metrics& metrics, const Clock& clock);

  voice::ModelQuestions& Questions() { return *questions_; }
  std::string Text() const { return model_->Name(); }
  /// Ends what is under way; nothing is answered afterwards.
  void Stop() { client_.reset(); }

 private:
  LanguageEngine() = default;

  std::unique_ptr<voice::ModelQuestions> questions_;
  std::unique_ptr<LanguageModel> model_;
  std::unique_ptr<HttpStreamClient> client_;  ///< ends first: it calls the others
};

}  // namespace tocsin::compose
