#include "schemas/events/data.hpp"
#include "schemas/web_address.hpp"
#include "workers/workflow/engine/http_call.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

/// What a waiting frame remembers: HttpAsked.
constexpr std::string_view kAsked = "request";

struct EndpointKeys final : KeyTable {
  Key uri{*this, "uri", Shape::kText, "The URL.", {.required = true}};
  Key authentication{*this,
                     "authentication",
                     {Shape::kMap, KeysWithin<AuthenticationKeys>},
                     "Exactly one of the schemes."};
};

struct HttpWithKeys final : KeyTable {
  Key method{
      *this, "method", Shape::kText, "`get`, `post`, ...; text or expression.", {.required = true}};
  Key endpoint{*this,
               "endpoint",
               {Shape::kTextOrMap, KeysWithin<EndpointKeys>},
               "The URL, http or https; `{name}` is filled from the task's input, percent-encoded, "
               "empty where there is none. Or a map:",
               {.required = true}};
  Key headers{*this, "headers", Shape::kExpressionOrMap,
              "Names and texts. `Content-Type` is set by the body where it is absent, "
              "`traceparent` from the run."};
  Key query{*this, "query", Shape::kExpressionOrMap, "Added to the URL, encoded."};
  Key body{*this, "body", Shape::kAny, "A text is sent as it is, everything else as JSON."};
  Key output{*this,
             "output",
             Shape::kText,
             "The answer's body, JSON decoded (`content`), `{request, statusCode, headers, "
             "content}` (`response`), or the bytes in base64 (`raw`).",
             {.allowed = {"content", "response", "raw"}, .default_text = "content"}};
  Key redirect{*this,
               "redirect",
               Shape::kBoolean,
               "True: statuses 300 to 399 are no error. They are never followed.",
               {.default_text = "false"}};
};

struct CallHttpKeys final : KeyTable {
  Key call{*this, "call", Shape::kText, "`http`.", {.required = true}};
  Key with{
      *this, "with", {Shape::kMap, KeysWithin<HttpWithKeys>}, "The request.", {.required = true}};
};

struct HttpBody final : TaskBody {
  HttpCallDefinition call;
};

/// `call: http`: an effect; the answer comes back as its result.
class HttpTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<CallHttpKeys>().call; }
  std::string_view Title() const override { return "call: http"; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<CallHttpKeys>(); }
  const std::vector<Example>& Examples() const override;
  std::optional<std::vector<std::string_view>> Callees(const Parser&) const override {
    return {{"http"}};
  }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<HttpBody>();
    const auto& keys = KeysOf<HttpWithKeys>();
    const auto& key = KeysOf<CallHttpKeys>().with;
    const auto* with = parser.Required(task, key, "'call: http'");
    if (with == nullptr || !parser.Expect(*with, YamlNode::Kind::kMap, key.Quoted())) return body;
    parser.CheckKeys(*with, keys, "'with' of 'call: http'");
    HttpCallDefinition& call = body->call;
    if (const auto* method = parser.Required(*with, keys.method, "'call: http'");
        method != nullptr && parser.Text(*method, keys.method.Quoted()))
      call.method = parser.Value(*method);
    if (const auto* endpoint = parser.Required(*with, keys.endpoint, "'call: http'"))
      ParseEndpoint(parser, *endpoint, call);
    if (const auto* headers = with->Find(keys.headers))
      call.headers = MapOrExpression(parser, *headers, keys.headers.Quoted());
    if (const auto* query = with->Find(keys.query))
      call.query = MapOrExpression(parser, *query, keys.query.Quoted());
    if (const auto* content = with->Find(keys.body)) call.body = parser.Value(*content);
    if (const auto* output = with->Find(keys.output)) {
      const auto word = parser.Word(*output, keys.output);
      if (word == "response") call.output = HttpCallDefinition::Output::kResponse;
      if (word == "raw") call.output = HttpCallDefinition::Output::kRaw;
    }
    if (const auto* redirect = with->Find(keys.redirect))
      call.redirect = parser.Boolean(*redirect, keys.redirect.Quoted()).value_or(false);
    return body;
  }

  Outgoing Sends(const TaskNode&) const override { return {.http = true}; }

  void Begin(Execution& run, Frame& frame) const override {
    const auto id = EffectId::Derive(
        {run.GetRun().id.ToString(), kHttpEffect, frame.node->reference, std::to_string(frame.id)});
    auto request =
        MakeHttpRequest(run, frame, static_cast<const HttpBody&>(*frame.node->body).call, id);
    if (!request) return run.Raise(frame, request.error());
    frame.data[kAsked] = EncodeJson(
        HttpAsked{.method = request->method, .url = request->url, .headers = request->headers});
    run.Request(frame, id, std::string(kHttpEffect), EncodeJson(*request));
  }

  void OnEffect(Execution& run, Frame& frame, const json::value& result) const override {
    const auto& call = static_cast<const HttpBody&>(*frame.node->body).call;
    auto output = ReadHttpResult(result, events::Read<HttpAsked>(frame.data[kAsked]), call);
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

  void ParseEndpoint(Parser& parser, const YamlNode& node, HttpCallDefinition& call) const {
    if (!node.IsMap()) return ParseUri(parser, node, call);
    const auto& keys = KeysOf<EndpointKeys>();
    parser.CheckKeys(node, keys, "'endpoint'");
    if (const auto* uri = parser.Required(node, keys.uri, "'endpoint'"))
      ParseUri(parser, *uri, call);
    if (const auto* policy = node.Find(keys.authentication))
      call.authentication = ParseAuthentication(parser, *policy, true);
  }

  static void ParseUri(Parser& parser, const YamlNode& node, HttpCallDefinition& call) {
    if (!parser.Text(node, "'endpoint'")) return;
    call.endpoint = parser.Value(node);
    if (call.endpoint.kind != Template::Kind::kLiteral) return;
    call.is_template = true;
    if (auto fault = UriTemplateFault(node.text); !fault.empty())
      parser.Error(node.mark, "in the endpoint: " + fault);
    if (!IsWebAddress(node.text) && !node.text.starts_with('{'))
      parser.Error(node.mark,
                   "'endpoint' must be a URL with http:// or https://, not '" + node.text + "'");
  }
};

std::string_view HttpTask::Description() const {
  return "An HTTP request. It is stored before it is sent and sent again after a crash, with the "
         "same "
         "`Idempotency-Key` (every method but GET and HEAD), so whoever receives must know that "
         "header or bear a repeat. One request takes at most 30 s, or what is left of the "
         "`timeout` around it. Statuses outside 200 to 299 and connections that fail raise "
         "`communication` (status as answered, or 503), no answer in time `timeout`, a secret that "
         "is not configured `authorization`. Nothing is tried again unless a `retry` says so.";
}

const std::vector<Example>& HttpTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "A ticket is opened, with a token that nobody sees.",
       .document = R"(use:
  secrets: [TICKET_TOKEN]
schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - open:
      call: http
      with:
        method: post
        endpoint:
          uri: https://tickets.example.com/queues/{queue}
          authentication: {bearer: {token: '${ $secrets.TICKET_TOKEN }'}}
        headers: {X-Origin: tocsin}
        query: {notify: 'yes'}
        body: {title: '${ "Disk full on " + .host }'}
        output: response
        redirect: true
      input: {from: '{queue: "ops", host: .[0].host}'}
      output: {as: '${ {ticket: .content.id, status: .statusCode} }'}
)",
       .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
mocks:
  open: {status: 201, body: {id: T-7}}
expect:
  output: {ticket: T-7, status: 201}
)"},
      {.title = "A policy by name.",
       .document = R"(use:
  secrets: [CMDB_LOGIN, CMDB_PASSWORD]
  authentications:
    cmdb: {basic: {use: CMDB_LOGIN}}
    other: {basic: {username: tocsin, password: '${ $secrets.CMDB_PASSWORD }'}}
    token: {bearer: {use: CMDB_PASSWORD}}
schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - owner:
      call: http
      with:
        method: get
        endpoint: {uri: https://cmdb.example.com/owner, authentication: {use: cmdb}}
)",
       .test = R"(given:
  - event: {type: com.example.disk.full}
mocks:
  owner: {status: 200, body: {name: alice}}
expect:
  output: {name: alice}
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_call_http(TaskRegistry& registry) { registry.Add(std::make_unique<HttpTask>()); }

}  // namespace tocsin::workflow
