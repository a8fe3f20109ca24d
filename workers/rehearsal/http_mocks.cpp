#include "workers/rehearsal/http_mocks.hpp"

#include <algorithm>

#include "schemas/json.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

HttpOutcome NoAnswer(const std::string& message) {
  return tl::unexpected(HttpFailure{{ErrorKind::kTransient, message}, false});
}

HttpOutcome ReadOne(workflow::FieldReader& fields, const YamlNode& node) {
  if (!node.IsMap()) {
    fields.ExpectMap(node, "a mock");
    return NoAnswer("");
  }
  fields.RefuseOthers(node, {"status", "body", "headers", "error"});
  if (const auto error = fields.String(node, "error", false)) return NoAnswer(*error);
  const YamlNode* body = node.Find("body");
  const bool text = body != nullptr && body->IsScalar() && body->kind == YamlNode::Kind::kString;
  HttpResponse response;
  if (const YamlNode* given = node.Find("headers"); given && fields.ExpectMap(*given, "'headers'"))
    for (const auto& member : given->members)
      response.headers.emplace_back(member.key, member.value.text);
  if (HeaderValue(response.headers, "content-type").empty())
    response.headers.emplace_back("content-type", text ? "text/plain" : "application/json");
  response.status = static_cast<int>(fields.Integer(node, "status", 100, 599).value_or(200));
  if (body != nullptr) response.body = text ? body->text : JsonText(body->ToJson());
  return response;
}

}  // namespace

HttpMocks HttpMocks::Read(const YamlNode& node, std::string_view file,
                          std::vector<Finding>& findings) {
  HttpMocks mocks;
  workflow::FieldReader fields{std::string(file), findings};
  if (!fields.ExpectMap(node, "'mocks'")) return mocks;
  for (const auto& member : node.members) {
    auto& [mark, results, used] = mocks.by_task_[member.key];
    mark = member.mark;
    if (!member.value.IsSequence()) {
      results.push_back(ReadOne(fields, member.value));
      continue;
    }
    for (const auto& item : member.value.items) results.push_back(ReadOne(fields, item));
    if (results.empty()) fields.Error(member.mark, "a list of mocks needs at least one");
  }
  return mocks;
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
