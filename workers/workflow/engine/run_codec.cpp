#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {

std::string EncodeRun(const Run& run) {
  // Put together by hand: the state is large and must not be copied for this.
  return R"({"traceparent":)" + json::serialize(json::string(run.traceparent)) +
         R"(,"causation":)" + json::serialize(json::string(run.causation)) +
         (run.tracestate.empty()
              ? std::string()
              : R"(,"tracestate":)" + json::serialize(json::string(run.tracestate))) +
         R"(,"state":)" + JsonText(run.state) + '}';
}

StoredRun ToStored(const Run& run) {
  StoredRun stored;
  stored.id = run.id;
  stored.key = run.key;
  stored.subject = run.subject;
  stored.revision = run.revision;
  stored.status = run.status;
  stored.format = kRunFormat;
  stored.state = EncodeRun(run);
  stored.started_at = run.started_at;
  return stored;
}

Result<Run> DecodeRun(const StoredRun& stored) {
  if (stored.format != kRunFormat)
    return Fail(ErrorKind::kInternal,
                "the state of run " + stored.id.ToString() + " has format " +
                    std::to_string(stored.format) + ", this program reads format " +
                    std::to_string(kRunFormat),
                "workflow");
  // A text that slipped in must not keep the run from going on.
  auto parsed = ParseJson(stored.state, {.max_depth = 4'000, .invalid_utf8 = true});
  const auto* state = parsed ? Find(*parsed, "state") : nullptr;
  if (state == nullptr || !state->is_object())
    return Fail(ErrorKind::kInternal,
                "the state of run " + stored.id.ToString() + " cannot be read", "workflow");
  Run run;
  run.id = stored.id;
  run.key = stored.key;
  run.subject = stored.subject;
  run.revision = stored.revision;
  run.status = stored.status;
  run.started_at = stored.started_at;
  run.traceparent = StringAt(parsed->as_object(), "traceparent");
  run.tracestate = StringAt(parsed->as_object(), "tracestate");
  run.causation = StringAt(parsed->as_object(), "causation");
  run.state = std::move(parsed->as_object()["state"].as_object());
  return run;
}

}  // namespace tocsin::workflow
