#pragma once

#include <functional>

#include "adapters/http.hpp"
#include "workers/settings/language_models.hpp"

namespace tocsin::compose {

/// Whether the service of a language model, or of whole conversations, is there and takes the key:
/// asks for its list of models, which costs nothing. An answer that is no refusal shows that it is
/// there; some servers have no such list. `done` is called once, on the client's thread or at once.
void AskForModels(HttpClient& client, const ModelChoice& model, Duration timeout,
                  std::function<void(Status)> done);

}  // namespace tocsin::compose
