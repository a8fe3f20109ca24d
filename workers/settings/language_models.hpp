#pragma once

#include <string>
#include <vector>

#include "schemas/secret.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {

/// A language model that is set up.
struct ModelChoice {
  std::string setting;  ///< where: "language.chat", "language.fallbacks[0]"
  std::string label;    ///< in metrics and the log
  std::string url;
  Secret api_key = {};
  std::string model = {};  ///< empty: the service has one only
  int streams = 0;         ///< answers at a time; 0: no bound
};

/// `language.chat`, then Groq, then `language.fallbacks`; Groq is the first where no address is
/// given, and is left out where it is not and has no model of its own. Empty: none is set.
std::vector<ModelChoice> ModelsInOrder(const LanguageSettings& language);
/// Why it cannot be asked: a service of many models needs the name of one. Empty: it can.
std::string LacksModel(const ModelChoice& choice);

}  // namespace tocsin::compose
