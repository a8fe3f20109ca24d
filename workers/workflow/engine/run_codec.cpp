#include "schemas/trace_context.hpp"
#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {

namespace {

/// What a run that is part of another, or has runs of its own, knows of them.
std::string FamilyText(const Run& run) {
  json::object family;
  if (!run.parent.IsNil()) family["parent"] = run.parent.ToString();
  if (run.depth != 0) family["depth"] = run.depth;
  json::array children;
  for (const auto& child : run.children) children.emplace_back(child.ToString());
  if (!children.empty()) family["children"] = std::move(children);
  return family.empty() ? std::string() : R"(,"family":)" + JsonText(family);
}

Status ReadFamily(const json::value& stored, Run& run) {
  const auto* found = Find(stored, "family");
  const auto* family = found == nullptr ? nullptr : IfMap(*found);
  if (family == nullptr) return {};
  if (const auto parent = StringAt(*family, "parent"); !parent.empty()) {
    TRY_ASSIGN(run.parent, RunId::Parse(parent));
  }
  if (const auto* depth = family->if_contains("depth"); depth != nullptr && depth->is_int64())
    run.depth = static_cast<int>(depth->get_int64());
  if (const auto* children = family->if_contains("children");
      children != nullptr && children->is_array())
    for (const auto& child : children->get_array()) {
      TRY_ASSIGN(const auto id,
                 RunId::Parse(child.is_string() ? std::string_view(child.get_string())
                                                : std::string_view()));
      run.children.push_back(id);
    }
  return {};
}

}  // namespace

std::string EncodeRun(const Run& run) {
  // Put together by hand: the state is large and must not be copied for this.
  return R"({"traceparent":)" + json::serialize(json::string(run.traceparent)) +
         R"(,"causation":)" + json::serialize(json::string(run.causation)) +
         (run.tracestate.empty()
              ? std::string()
              : R"(,"tracestate":)" + json::serialize(json::string(run.tracestate))) +
         (run.parent_span == 0 ? std::string()
                               : R"(,"parent_span":")" + SpanText(run.parent_span) + '"') +
         (run.tenant == kDefaultTenant ? std::string() : R"(,"tenant":")" + run.tenant + '"') +
         FamilyText(run) + R"(,"state":)" + JsonText(run.state) + '}';
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
  run.parent_span = ReadSpan(StringAt(parsed->as_object(), "parent_span"));
  run.causation = StringAt(parsed->as_object(), "causation");
  if (const auto tenant = StringAt(parsed->as_object(), "tenant"); !tenant.empty())
    run.tenant = tenant;
  if (const auto read = ReadFamily(*parsed, run); !read)
    return Fail(
        ErrorKind::kInternal,
        "the family of run " + stored.id.ToString() + " cannot be read: " + read.error().message,
        "workflow");
  run.state = std::move(parsed->as_object()["state"].as_object());
  return run;
}

}  // namespace tocsin::workflow
