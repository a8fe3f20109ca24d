#include "workers/workflow/http_call.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/secrets.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct HttpBody final : TaskBody {
  HttpCallDefinition call;
};

/// `call: http`: an effect; the answer comes back as its result.
class HttpTask final : public TaskType {
 public:
  std::string_view Key() const override { return "call"; }
  std::vector<std::string_view> Keys() const override { return {"with"}; }
  bool Takes(const YamlNode& task, const Parser&) const override {
    return task.Find("call")->text == "http";
  }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<HttpBody>();
    const auto* with = parser.Required(task, "with", "'call: http'");
    if (with == nullptr || !parser.Expect(*with, YamlNode::Kind::kMap, "'with'")) return body;
    parser.CheckKeys(*with,
                     {"method", "endpoint", "headers", "query", "body", "output", "redirect"},
                     "'with' of 'call: http'");
    HttpCallDefinition& call = body->call;
    if (const auto* method = parser.Required(*with, "method", "'call: http'");
        method != nullptr && parser.Text(*method, "'method'"))
      call.method = parser.Value(*method);
    if (const auto* endpoint = parser.Required(*with, "endpoint", "'call: http'"))
      ParseEndpoint(parser, *endpoint, call);
    if (const auto* headers = with->Find("headers"))
      call.headers = MapOrExpression(parser, *headers, "'headers'");
    if (const auto* query = with->Find("query"))
      call.query = MapOrExpression(parser, *query, "'query'");
    if (const auto* content = with->Find("body")) call.body = parser.Value(*content);
    if (const auto* output = with->Find("output")) {
      const auto word = parser.Word(*output, "'output'", {"content", "response", "raw"});
      if (word == "response") call.output = HttpCallDefinition::Output::kResponse;
      if (word == "raw") call.output = HttpCallDefinition::Output::kRaw;
    }
    if (const auto* redirect = with->Find("redirect"))
      call.redirect = parser.Boolean(*redirect, "'redirect'").value_or(false);
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto id = EffectId::Derive(
        {run.GetRun().id.ToString(), "http", frame.node->reference, std::to_string(frame.id)});
    auto request =
        MakeHttpRequest(run, frame, static_cast<const HttpBody&>(*frame.node->body).call, id);
    if (!request) return run.Raise(frame, request.error());
    json::object asked = {{"method", request->at("method")},
                          {"url", request->at("url")},
                          {"headers", request->at("headers")}};
    frame.data["request"] = std::move(asked);
    run.Request(frame, id, "http", *std::move(request));
  }

  void OnEffect(Execution& run, Frame& frame, const json::value& result) const override {
    const auto& call = static_cast<const HttpBody&>(*frame.node->body).call;
    auto output = ReadHttpResult(result, frame.data["request"].as_object(), call);
    if (!output) return run.Raise(frame, output.error());
    Defuse(*output);
    run.Complete(frame, *std::move(output));
  }

 private:
  static Template MapOrExpression(Parser& parser, const YamlNode& node, std::string_view what) {
    const bool expression = node.kind == YamlNode::Kind::kString && IsExpression(node.text);
    if (!expression && !parser.Expect(node, YamlNode::Kind::kMap, what)) return {};
    return parser.Value(node);
  }

  static void ParseEndpoint(Parser& parser, const YamlNode& node, HttpCallDefinition& call) {
    if (!node.IsMap()) return ParseUri(parser, node, call);
    parser.CheckKeys(node, {"uri", "authentication"}, "'endpoint'");
    if (const auto* uri = parser.Required(node, "uri", "'endpoint'")) ParseUri(parser, *uri, call);
    if (const auto* policy = node.Find("authentication"))
      call.authentication = ParseAuthentication(parser, *policy, true);
  }

  static void ParseUri(Parser& parser, const YamlNode& node, HttpCallDefinition& call) {
    if (!parser.Text(node, "'endpoint'")) return;
    call.endpoint = parser.Value(node);
    if (call.endpoint.kind != Template::Kind::kLiteral) return;
    call.is_template = true;
    if (auto fault = UriTemplateFault(node.text); !fault.empty())
      parser.Error(node.mark, "in the endpoint: " + fault);
    if (!node.text.starts_with("http://") && !node.text.starts_with("https://") &&
        !node.text.starts_with('{'))
      parser.Error(node.mark,
                   "'endpoint' must be a URL with http:// or https://, not '" + node.text + "'");
  }
};

}  // namespace

void RegisterTask_call_http(TaskRegistry& registry) { registry.Add(std::make_unique<HttpTask>()); }

}  // namespace tocsin::workflow
