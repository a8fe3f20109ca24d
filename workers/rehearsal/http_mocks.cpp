#include "workers/rehearsal/http_mocks.hpp"

#include <algorithm>

#include "workers/workflow/effect_result.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::rehearsal {
namespace {

json::value NoAnswer(const std::string& message) {
  return workflow::FailedResult({ErrorKind::kTransient, message});
}

json::value ReadOne(workflow::FieldReader& fields, const YamlNode& node) {
  if (!node.IsMap()) {
    fields.ExpectMap(node, "a mock");
    return nullptr;
  }
  fields.RefuseOthers(node, {"status", "body", "headers", "error"});
  if (const auto error = fields.String(node, "error", false)) return NoAnswer(*error);
  const YamlNode* body = node.Find("body");
  const bool text = body != nullptr && body->IsScalar() && body->kind == YamlNode::Kind::kString;
  json::object headers;
  if (const YamlNode* given = node.Find("headers"); given && fields.ExpectMap(*given, "'headers'"))
    for (const auto& member : given->members) headers[member.key] = member.value.text;
  const std::string type = text ? "text/plain" : "application/json";
  if (!headers.contains("content-type")) headers["content-type"] = type;
  return {{"status", fields.Integer(node, "status", 100, 599).value_or(200)},
          {"headers", std::move(headers)},
          {"content_type", type},
          {"body", body == nullptr ? std::string()
                   : text          ? body->text
                                   : JsonText(body->ToJson())}};
}

}  // namespace

HttpMocks HttpMocks::Read(const YamlNode& node, std::string_view file,
                          std::vector<Finding>& findings) {
  HttpMocks mocks;
  workflow::FieldReader fields{std::string(file), findings};
  if (!fields.ExpectMap(node, "'mocks'")) return mocks;
  for (const auto& member : node.members) {
    auto& results = mocks.by_task_[member.key].results;
    if (!member.value.IsSequence()) {
      results.push_back(ReadOne(fields, member.value));
      continue;
    }
    for (const auto& item : member.value.items) results.push_back(ReadOne(fields, item));
    if (results.empty()) fields.Error(member.mark, "a list of mocks needs at least one");
  }
  return mocks;
}

json::value HttpMocks::Answer(std::string_view task) {
  const auto found = by_task_.find(task);
  if (found == by_task_.end() || found->second.results.empty())
    return NoAnswer("no mock for task '" + std::string(task) + "'");
  auto& series = found->second;
  return series.results[std::min(series.used++, series.results.size() - 1)];
}

}  // namespace tocsin::rehearsal
