#include "workers/rehearsal/http_mocks.hpp"

#include <algorithm>

#include "schemas/json.hpp"

namespace tocsin::rehearsal {
namespace {

HttpOutcome NoAnswer(const std::string& message) {
  return tl::unexpected(HttpFailure{{ErrorKind::kTransient, message}, false});
}

HttpOutcome OutcomeOf(const MockEntry& entry) {
  if (!entry.error.empty()) return NoAnswer(entry.error);
  const YamlNode* body = entry.body ? &entry.body->node : nullptr;
  const bool text = body != nullptr && body->kind == YamlNode::Kind::kString;
  HttpResponse response;
  for (const auto& header : entry.headers) response.headers.emplace_back(header.name, header.value);
  if (HeaderValue(response.headers, "content-type").empty())
    response.headers.emplace_back("content-type", text ? "text/plain" : "application/json");
  response.status = entry.status;
  if (body != nullptr) response.body = text ? body->text : JsonText(body->ToJson());
  return response;
}

}  // namespace

const FieldTable& MockEntry::Spec() {
  static const FieldTable table = TableOf<MockEntry>(
      "mock", "What a call of this task gets: an answer, or none.",
      {FieldOf<&MockEntry::status>("status", "Status of the answer.", {.min = 100, .max = 599}),
       FieldOf<&MockEntry::body>("body", "A text as it is, anything else as JSON.",
                                 {.example = R"({"open":true})", .takes_null = true}),
       FieldOf<&MockEntry::headers>(
           "headers", "Of the answer; `content-type` follows from the body where it is not given.",
           {.takes_null = true}),
       FieldOf<&MockEntry::error>("error", "No answer comes, for this reason.",
                                  {.example = "connection refused", .check = FaultOfEmpty})});
  return table;
}

HttpMocks HttpMocks::Of(const MockEntries& entries) {
  HttpMocks mocks;
  for (const auto& [task, at, answers] : entries) {
    auto& [mark, results, used] = mocks.by_task_[task];
    mark = at;
    for (const auto& item : answers.items) results.push_back(OutcomeOf(item));
  }
  return mocks;
}

HttpMocks HttpMocks::Read(const YamlNode& node, std::string_view file,
                          std::vector<Finding>& findings) {
  MockEntries entries;
  DecodePart(node, "mocks", file, entries, findings);
  return Of(entries);
}

std::vector<std::pair<std::string, Mark>> HttpMocks::Tasks() const {
  std::vector<std::pair<std::string, Mark>> tasks;
  for (const auto& [task, series] : by_task_) tasks.emplace_back(task, series.mark);
  return tasks;
}

HttpOutcome HttpMocks::Answer(std::string_view task) {
  const auto found = by_task_.find(task);
  if (found == by_task_.end() || found->second.results.empty())
    return NoAnswer("no mock for task '" + std::string(task) + "'");
  auto& series = found->second;
  return series.results[std::min(series.used++, series.results.size() - 1)];
}

}  // namespace tocsin::rehearsal
