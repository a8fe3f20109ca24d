#include "workers/rehearsal/mocked_http.hpp"

#include "schemas/events/data.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "workers/workflow/language/effect_request.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr std::string_view kKeyHeader = "Idempotency-Key";

/// The last part of a task's reference.
std::string NameOfTask(std::string_view reference) {
  return std::string(reference.substr(reference.rfind('/') + 1));
}

}  // namespace

void MockedHttp::Expect(const EffectRow& effect) {
  if (expected_.contains(effect.id)) return;
  std::string key = effect.id.ToString();
  Expected expected;
  const auto request = ParseJson(effect.request, {.max_depth = kMaxWrappedDepth});
  if (request) {
    expected.task = NameOfTask(events::Read<workflow::AskedByTask>(*request).task);
    for (const auto& header : events::Read<workflow::HttpAsked>(*request).headers)
      if (EqualsIgnoringCase(header.key(), kKeyHeader) && header.value().is_string())
        key = header.value().get_string();
  }
  expected_.emplace(effect.id, std::move(expected));
  by_key_.emplace(std::move(key), effect.id);
}

void MockedHttp::Send(HttpCall call, std::function<void(HttpOutcome)> done) {
  const auto [first, last] = by_key_.equal_range(HeaderValue(call.headers, kKeyHeader));
  Expected* known = nullptr;
  for (auto at = first; at != last; ++at) {
    known = &expected_.at(at->second);
    if (!known->outcome) break;
  }
  if (known == nullptr)
    return done(tl::unexpected(HttpFailure{
        {ErrorKind::kTransient,
         "no task is known to send " + call.method + ' ' + call.url + ", so no mock answers it"},
        false}));
  if (!known->outcome) known->outcome = mocks_.Answer(known->task);
  done(*known->outcome);
}

}  // namespace tocsin::rehearsal
