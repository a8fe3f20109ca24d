#include "workers/bridge/hooks/hook_mapper.hpp"

#include <algorithm>
#include <array>

#include "schemas/ids.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/tenant.hpp"
#include "schemas/utf8.hpp"
#include "workers/bridge/hooks/hook_body.hpp"
#include "workers/bridge/outside_events.hpp"

namespace tocsin::bridge {
namespace {

/// Headers and parameters whose names hold one of these stay out of expressions: what they say is a
/// secret, or proves one.
constexpr std::array<std::string_view, 7> kSecretWords = {
    "authorization", "cookie", "signature", "token", "secret", "password", "api-key"};

bool HoldsSecret(std::string_view name) {
  return std::ranges::any_of(kSecretWords, [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

/// What expressions see as $request.
json::value Seen(const Hook& hook, const HttpRequest& request) {
  json::object seen = SeenOf(request);
  return json::object{{"hook", hook.name},
                      {"headers", std::move(seen["headers"])},
                      {"query", std::move(seen["query"])}};
}

HttpResponse Unprocessable(std::string_view detail) {
  return Problem(422, "Unprocessable Content", detail);
}

json::array FailedList(const MappedBody& mapped) {
  json::array failed;
  for (const auto& item : mapped.failed)
    failed.push_back(json::object{{"item", item.index}, {"error", item.error}});
  return failed;
}

double Seconds(TimePoint now) { return static_cast<double>(now.time_since_epoch().count()) / 1000; }

}  // namespace

json::object SeenOf(const HttpRequest& request) {
  json::object headers, query;
  for (const auto& [name, value] : request.headers)
    if (const auto lower = LowerCase(name); !HoldsSecret(lower)) headers.emplace(lower, value);
  for (const auto& [name, value] : request.query)
    if (!HoldsSecret(LowerCase(name))) query.emplace(name, value);
  return {{"headers", std::move(headers)}, {"query", std::move(query)}};
}

HttpResponse AnswerOf(const MappedBody& mapped) {
  if (mapped.events.empty() && !mapped.failed.empty()) {
    HttpResponse answer =
        Unprocessable("no item of the body became an event: " + mapped.failed.front().error +
                      "; what came is on the dead-letter topic");
    auto problem = ParseJson(answer.body);
    Check(problem && problem->is_object(), "a problem is a JSON object");
    problem->get_object()["failed"] = FailedList(mapped);
    answer.body = JsonText(*problem);
    return answer;
  }
  json::object accepted{{"accepted", mapped.events.size()}};
  if (!mapped.failed.empty()) accepted["failed"] = FailedList(mapped);
  return JsonResponse(202, JsonText(accepted));
}

HookMapper::HookMapper(std::shared_ptr<const Hook> hook, ExpressionEngine& engine)
    : hook_(std::move(hook)),
      mapper_("hook " + hook_->name, {hook_->mapping}, ItemVariables(), engine) {
  if (!hook_->each.empty()) {
    bodies_ = engine.Load({{hook_->each, BodyVariables()}});
    body_scope_ = bodies_->NewScope();
  }
  if (!hook_->fingerprint.empty()) {
    prints_ = engine.Load({{hook_->fingerprint, ItemVariables()}});
    print_scope_ = prints_->NewScope();
  }
}

tl::expected<json::array, HttpResponse> HookMapper::ItemsOf(const json::value& body) {
  const auto refuse = [](std::string detail) {
    return tl::unexpected(Unprocessable(std::move(detail)));
  };
  if (hook_->schema)
    if (const auto fault = hook_->schema->Fault(body, "body")) return refuse(*fault);
  if (bodies_ == nullptr) return json::array{body};
  auto items = bodies_->Evaluate(0, body, *body_scope_);
  if (!items) return refuse("each: " + items.error().message);
  if (!items->is_array())
    return refuse("each: it must give a list, got " + Shortened(JsonText(*items), 60));
  const auto most = static_cast<std::size_t>(hook_->limits.items);
  if (items->get_array().size() > most)
    return refuse("the body has " + std::to_string(items->get_array().size()) +
                  " items; this hook takes " + std::to_string(most));
  return std::move(items->get_array());
}

Result<std::string> HookMapper::IdOf(const json::value& item, TimePoint now) {
  if (prints_ == nullptr) return std::string();
  auto print = prints_->Evaluate(0, item, *print_scope_);
  if (!print) return Fail(Wrap(std::move(print).error(), "fingerprint"));
  const std::string window =
      hook_->window ? std::to_string(now.time_since_epoch() / *hook_->window) : std::string();
  return Uuid::Derive({"hook", hook_->name, CanonicalJson(*print), window}).ToString();
}

Result<Event> HookMapper::EventOf(const json::value& item, const HttpRequest& request,
                                  TimePoint now) {
  TRY_ASSIGN(const std::string id, IdOf(item, now));
  TRY_ASSIGN(Event event, mapper_.Map(0, item, {.id = id, .subject = {}}));
  if (event.id.empty()) return Fail(ErrorKind::kInvalid, "id: it gives no id", "hook");
  event.source = "/hooks/" + hook_->name;
  if (const auto fault = Admit(event, request, now))
    return Fail(ErrorKind::kInvalid, fault->Text(), "hook");
  SetTenant(event, hook_->tenant);
  return event;
}

tl::expected<MappedBody, HttpResponse> HookMapper::Map(const HttpRequest& request, TimePoint now) {
  auto body = ReadHookBody(request);
  if (!body) return tl::unexpected(std::move(body.error()));
  const json::value seen = Seen(*hook_, request);
  for (auto* scope : {body_scope_.get(), print_scope_.get(), &mapper_.Scope()}) {
    if (scope == nullptr) continue;
    scope->Set(kNowVariable, Seconds(now));
    scope->Refer("request", seen);
    if (scope != body_scope_.get()) scope->Refer("body", *body);
  }
  const auto items = ItemsOf(*body);
  if (!items) return tl::unexpected(items.error());
  MappedBody mapped{.events = {}, .failed = {}, .items = items->size()};
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto event = EventOf((*items)[i], request, now);
    if (event)
      mapped.events.push_back(*std::move(event));
    else
      mapped.failed.push_back({i, std::move(event).error().message});
  }
  return mapped;
}

}  // namespace tocsin::bridge
