#include "workers/compose/model_probe.hpp"

#include <string>
#include <utility>

#include "adapters/language/openai_chat.hpp"

namespace tocsin::compose {
namespace {

Status JudgedList(const HttpOutcome& outcome, const std::string& setting) {
  if (!outcome) return Fail(outcome.error().error);
  const int status = outcome->status;
  if (status < 400 || status == 404 || status == 405) return {};
  return Fail(ErrorKind::kRejected,
              "it answers with status " + std::to_string(status) +
                  (status == 401 || status == 403 ? ": " + setting + ".api_key is not taken" : ""),
              setting);
}

}  // namespace

void AskForModels(HttpClient& client, const ModelChoice& model, Duration timeout,
                  std::function<void(Status)> done) {
  HttpCall call{.url = language::ModelsUrl(model.url)};
  if (!model.api_key.Empty())
    call.headers.emplace_back("Authorization", "Bearer " + model.api_key.Reveal());
  call.timeout = call.connect_timeout = timeout;
  call.cut_response = true;
  client.Send(std::move(call),
              [done = std::move(done), setting = model.setting](const HttpOutcome& outcome) {
                done(JudgedList(outcome, setting));
              });
}

}  // namespace tocsin::compose
