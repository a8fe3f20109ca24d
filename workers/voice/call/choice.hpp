#pragma once

#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::voice {

/// One answer that the person may give.
struct Choice {
  /// kReadBack: the choice is read back and needs a key or a second phrase. kNone: keys decide at
  /// once; speech does only when machine detection said human.
  enum class Confirm { kReadBack, kNone };

  std::string id;                    ///< "approve"
  std::string digits = {};           ///< keys, as text ("01" stays so); empty: not by key
  std::vector<std::string> phrases;  ///< never empty: without any, the id in words
  Confirm confirm = Confirm::kReadBack;
  bool is_final = true;  ///< false: an answer that leaves the question open

  /// How it is spoken: "approve".
  const std::string& Label() const { return phrases.front(); }
};

/// The choices of a call request, as events::ReadChoices takes them.
Result<std::vector<Choice>> RequestedChoices(const json::value* choices);

json::value WriteChoices(const std::vector<Choice>& choices);
/// What WriteChoices wrote, of this release or a former one: taken as it is.
std::vector<Choice> ReadChoices(const json::value* stored);

}  // namespace tocsin::voice
