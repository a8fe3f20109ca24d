#include <algorithm>

#include "schemas/json_pointer.hpp"
#include "schemas/uri_reference.hpp"
#include "workers/workflow/language/document_keys.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

std::optional<DurationValue> OptionalLength(Parser& parser, const YamlNode& map, const Key& key) {
  const auto* node = map.Find(key);
  return node == nullptr ? std::nullopt : parser.Length(*node, key.Quoted());
}

void ParseBackoff(Parser& parser, const YamlNode& node, RetryPolicy& policy) {
  if (!parser.Expect(node, YamlNode::Kind::kMap, "'backoff'")) return;
  const auto& keys = KeysOf<BackoffKeys>();
  parser.CheckKeys(node, keys, "'backoff'");
  if (node.members.size() != 1)
    parser.Error(node.mark, "'backoff' takes one of constant, linear and exponential");
  for (const auto& member : node.members) {
    if (member.key == keys.linear.Name()) policy.backoff = RetryPolicy::Backoff::kLinear;
    if (member.key == keys.exponential.Name()) policy.backoff = RetryPolicy::Backoff::kExponential;
    for (const auto& parameter : member.value.members)
      parser.NotSupported(parameter.mark, "'" + parameter.key + "' of a backoff");
  }
}

void ParseLimit(Parser& parser, const YamlNode& node, RetryPolicy& policy) {
  if (!parser.Expect(node, YamlNode::Kind::kMap, "'limit'")) return;
  const auto& keys = KeysOf<LimitKeys>();
  const auto& attempt_keys = KeysOf<AttemptKeys>();
  parser.CheckKeys(node, keys, "'limit'");
  policy.duration = OptionalLength(parser, node, keys.duration);
  const auto* attempt = node.Find(keys.attempt);
  if (attempt == nullptr || !parser.Expect(*attempt, YamlNode::Kind::kMap, keys.attempt.Quoted()))
    return;
  parser.CheckKeys(*attempt, attempt_keys, "'attempt'");
  policy.attempt_duration = OptionalLength(parser, *attempt, attempt_keys.duration);
  const auto* count = attempt->Find(attempt_keys.count);
  if (count == nullptr ||
      !parser.Expect(*count, YamlNode::Kind::kInteger, attempt_keys.count.Quoted()))
    return;
  policy.count = count->ToJson().as_int64();
  if (*policy.count < 0) parser.Error(count->mark, "'count' must not be negative");
}

Template CredentialOf(Parser& parser, const YamlNode& map, const Key& key,
                      std::string_view scheme) {
  const auto* node = parser.Required(map, key, scheme);
  if (node == nullptr || !parser.Expect(*node, YamlNode::Kind::kString, key.Quoted())) return {};
  return parser.Value(*node);
}

/// Whether a task type takes `call: NAME`.
bool CalledAs(const Parser& parser, std::string_view name) {
  return std::ranges::any_of(TaskTypes().Types(), [&](const auto& type) {
    const auto callees = type->Callees(parser);
    return callees && std::ranges::find(*callees, name) != callees->end();
  });
}

bool Dynamic(const Template& value) { return value.kind != Template::Kind::kLiteral; }

}  // namespace

ErrorDefinition ParseErrorDefinition(Parser& parser, const YamlNode& node) {
  ErrorDefinition out;
  if (!parser.Expect(node, YamlNode::Kind::kMap, "an error")) return out;
  const auto& keys = KeysOf<ErrorKeys>();
  parser.CheckKeys(node, keys, "an error");
  if (const auto* type = parser.Required(node, keys.type, "an error");
      type != nullptr && parser.Text(*type, keys.type.Quoted())) {
    parser.CheckUri(*type, "an error's 'type'");
    if (!IsExpression(type->text) && IsUriReference(type->text) && !HasUriScheme(type->text))
      parser.Warn(type->mark,
                  "'type' is a relative reference; give errors of your own a whole URI "
                  "such as https://example.com/errors/" +
                      type->text);
    out.type = parser.Value(*type);
  }
  if (const auto* status = parser.Required(node, keys.status, "an error")) {
    const bool expression = status->kind == YamlNode::Kind::kString && IsExpression(status->text);
    if (expression || parser.Expect(*status, YamlNode::Kind::kInteger, keys.status.Quoted()))
      out.status = parser.Value(*status);
  }
  if (const auto* title = node.Find(keys.title);
      title != nullptr && parser.Text(*title, keys.title.Quoted()))
    out.title = parser.Value(*title);
  if (const auto* detail = node.Find(keys.detail);
      detail != nullptr && parser.Text(*detail, keys.detail.Quoted()))
    out.detail = parser.Value(*detail);
  if (const auto* instance = node.Find(keys.instance))
    parser.Warn(instance->mark,
                "'instance' is set by the runtime to the task that raises; this value is ignored");
  return out;
}

RetryPolicy ParseRetryPolicy(Parser& parser, const YamlNode& node) {
  RetryPolicy policy;
  if (!parser.Expect(node, YamlNode::Kind::kMap, "a retry policy")) return policy;
  const auto& keys = KeysOf<RetryKeys>();
  parser.CheckKeys(node, keys, "a retry policy");
  if (const auto* when = node.Find(keys.when))
    policy.when = parser.Expression(*when, keys.when.Quoted());
  if (const auto* except = node.Find(keys.except_when))
    policy.except_when = parser.Expression(*except, keys.except_when.Quoted());
  policy.delay = OptionalLength(parser, node, keys.delay).value_or(DurationValue{});
  if (const auto* backoff = node.Find(keys.backoff)) ParseBackoff(parser, *backoff, policy);
  if (const auto* limit = node.Find(keys.limit)) ParseLimit(parser, *limit, policy);
  if (const auto* jitter = node.Find(keys.jitter);
      jitter != nullptr && parser.Expect(*jitter, YamlNode::Kind::kMap, keys.jitter.Quoted())) {
    const auto& bounds = KeysOf<JitterKeys>();
    parser.CheckKeys(*jitter, bounds, "'jitter'");
    parser.Required(*jitter, bounds.from, "'jitter'");
    parser.Required(*jitter, bounds.to, "'jitter'");
    policy.jitter_from = OptionalLength(parser, *jitter, bounds.from);
    policy.jitter_to = OptionalLength(parser, *jitter, bounds.to);
    if (policy.jitter_from && policy.jitter_to && !policy.jitter_from->expression &&
        !policy.jitter_to->expression &&
        TimePoint() + policy.jitter_from->literal > TimePoint() + policy.jitter_to->literal)
      parser.Error(jitter->mark, "'jitter.from' must not be longer than 'jitter.to'");
  }
  if (!policy.count && !policy.duration)
    parser.Warn(node.mark, "this retry has no limit; set limit.attempt.count or limit.duration");
  return policy;
}

std::optional<Authentication> ParseAuthentication(Parser& parser, const YamlNode& node,
                                                  bool named) {
  if (!parser.Expect(node, YamlNode::Kind::kMap, "'authentication'")) return std::nullopt;
  const auto& keys = KeysOf<AuthenticationKeys>();
  const auto& basic_keys = KeysOf<BasicKeys>();
  const auto& bearer_keys = KeysOf<BearerKeys>();
  parser.CheckKeys(node, keys, "'authentication'");
  if (node.members.size() != 1) {
    parser.Error(
        node.mark,
        "'authentication' takes exactly one of use, basic, bearer, digest, oauth2 and oidc");
    return std::nullopt;
  }
  const auto& [scheme, mark, body] = node.members.front();
  if (scheme == keys.use.Name()) {
    if (!named) parser.Error(mark, "a policy of use.authentications cannot refer to another one");
    const auto* found =
        named ? parser.Reusable(body, parser.authentications, "use.authentications") : nullptr;
    return found == nullptr ? std::nullopt : *found;
  }
  if (scheme == keys.digest.Name() || scheme == keys.oauth2.Name() || scheme == keys.oidc.Name()) {
    parser.NotSupported(mark, "authentication '" + scheme + "'");
    return std::nullopt;
  }
  const bool basic = scheme == keys.basic.Name();
  if ((!basic && scheme != keys.bearer.Name()) ||
      !parser.Expect(body, YamlNode::Kind::kMap, "'" + scheme + "'"))
    return std::nullopt;
  Authentication out;
  out.scheme = basic ? Authentication::Scheme::kBasic : Authentication::Scheme::kBearer;
  const Key& use = basic ? basic_keys.use : bearer_keys.use;
  if (const auto* secret = body.Find(use)) {
    const std::string_view only[] = {use};
    parser.CheckKeys(body, std::span(only), "'" + scheme + "' with 'use'");
    if (!parser.secrets.contains(secret->text))
      parser.UnknownName(secret->mark, secret->text, "use.secrets",
                         {parser.secrets.begin(), parser.secrets.end()});
    out.secret = secret->text;
  } else if (basic) {
    parser.CheckKeys(body, basic_keys, "'basic'");
    out.username = CredentialOf(parser, body, basic_keys.username, "'basic'");
    out.password = CredentialOf(parser, body, basic_keys.password, "'basic'");
    if (!Dynamic(out.password))
      parser.Warn(body.mark, "a password in the file is readable to everybody; use a secret");
  } else {
    parser.CheckKeys(body, bearer_keys, "'bearer'");
    out.token = CredentialOf(parser, body, bearer_keys.token, "'bearer'");
    if (!Dynamic(out.token))
      parser.Warn(body.mark, "a token in the file is readable to everybody; use a secret");
  }
  return out;
}

void Parser::Use(const YamlNode& use) {
  if (!Expect(use, YamlNode::Kind::kMap, "'use'")) return;
  const auto& keys = KeysOf<UseKeys>();
  CheckKeys(use, keys, "'use'");
  const auto section = [&](const Key& key) -> const YamlNode* {
    const auto* node = use.Find(key);
    if (node == nullptr ||
        !Expect(*node, YamlNode::Kind::kMap, "'use." + std::string(key.Name()) + "'"))
      return nullptr;
    return node;
  };
  for (const auto* key : {&keys.catalogs, &keys.extensions})
    for (const auto& member : use.members)
      if (member.key == key->Name()) NotSupported(member.mark, "'use." + member.key + "'");
  if (const auto* list = use.Find(keys.secrets);
      list != nullptr && Expect(*list, YamlNode::Kind::kSequence, "'use.secrets'"))
    for (const auto& item : list->items)
      if (const auto name = Text(item, "a secret's name")) secrets.insert(*name);
  if (const auto* map = section(keys.authentications))
    for (const auto& member : map->members)
      authentications[member.key] = ParseAuthentication(*this, member.value, false);
  if (const auto* map = section(keys.errors))
    for (const auto& member : map->members)
      errors[member.key] = ParseErrorDefinition(*this, member.value);
  if (const auto* map = section(keys.retries)) {
    const Variables with_error(*this, {"error"});
    for (const auto& member : map->members)
      retries[member.key] = ParseRetryPolicy(*this, member.value);
  }
  if (const auto* map = section(keys.timeouts))
    for (const auto& member : map->members) {
      if (member.value.kind == YamlNode::Kind::kString) {
        Error(member.value.mark, "a timeout of 'use' must be a map with 'after'");
        continue;
      }
      if (const auto timeout = Timeout(member.value)) timeouts[member.key] = *timeout;
    }
  if (const auto* map = section(keys.functions)) UseFunctions(*map);
}

void Parser::UseFunctions(const YamlNode& functions) {
  for (const auto& member : functions.members) {
    if (catalog_.Find(member.key) != nullptr) {
      Error(member.mark,
            "'" + member.key + "' is a function of the catalog already; choose another name");
    } else if (CalledAs(*this, member.key)) {
      Refuse(member.mark, "'call: " + member.key +
                              "' is a call of the language already, which the function never gets; "
                              "choose another name");
    }
    model_.functions[member.key] = std::make_unique<TaskNode>();
  }
  for (const auto& member : functions.members) {
    current_function_ = member.key;
    siblings_.emplace_back();
    auto task = Task(member.key, member.value, PointerTo("/use/functions", member.key));
    siblings_.pop_back();
    if (task != nullptr) *model_.functions[member.key] = std::move(*task);
  }
  current_function_.clear();
}

}  // namespace tocsin::workflow
