#include "workers/bridge/api.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/tenant.hpp"
#include "workers/bridge/conversation_pages.hpp"
#include "workers/bridge/event_intake.hpp"
#include "workers/bridge/log_pages.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/bridge/request_metrics.hpp"
#include "workers/runtime/request_span.hpp"

namespace tocsin::bridge {
namespace {

using runtime::HttpRouter;
using runtime::PathParameters;

/// A repeat within this time publishes again; the inbox of the voice worker remembers the event for
/// longer.
constexpr Duration kPublishAgain = std::chrono::hours(24);

/// When the remembered answer was made; `fallback` when it does not say.
TimePoint RequestedAt(std::string_view remembered, TimePoint fallback) {
  const auto body = ParseJson(remembered);
  if (!body || !body->is_object()) return fallback;
  return ParseTime(StringAt(body->get_object(), "created_at")).value_or(fallback);
}

HttpResponse CallAccepted(std::string body) {
  const auto parsed = ParseJson(body);
  HttpResponse response = JsonResponse(202, std::move(body));
  if (parsed && parsed->is_object()) {
    response.headers.emplace_back(
        "Location",
        "/api/voice/conversations/" + std::string(StringAt(parsed->get_object(), "call_id")));
  }
  return response;
}

/// The log is that of the whole process, and so of all tenants.
HttpResponse NotTheOperator() {
  return Problem(403, "Forbidden", "the log is changed with a key of the tenant default");
}

}  // namespace

std::shared_ptr<Api> Api::Create(ApiOptions options, ApiServices services) {
  return std::shared_ptr<Api>(new Api(std::move(options), services));
}

Api::Api(ApiOptions options, ApiServices services)
    : options_(std::move(options)),
      services_(services),
      cors_(options_.origins),
      guard_(
          {.static_key = options_.static_key, .requests_per_minute = options_.requests_per_minute},
          services.database, services.clock),
      results_(services.bus_id, services.courier, services.clock),
      speech_(options_.voice, options_.manual_calls.language),
      publisher_(services.producer, services.courier, services.bus) {}

void Api::AddGuarded(HttpRouter& router, std::string_view method, std::string_view path,
                     AccessScope needed, Guarded handler) {
  router.Add(
      method, path,
      [self = shared_from_this(), route = std::string(path), needed, handler](
          HttpRequest request, const PathParameters& parameters, HttpRespond respond) {
        const auto span =
            runtime::RequestSpan::Begin(self->services_.courier.GetTracer(), route, request);
        respond = Counted(
            self->services_.metrics, route,
            runtime::RequestSpan::Ending(span, self->cors_.Readable(request, std::move(respond))),
            span->Kept());
        if (const auto coding = HeaderValue(request.headers, "Content-Encoding");
            !coding.empty() && !EqualsIgnoringCase(coding, "identity")) {
          return respond(Problem(415, "Unsupported Media Type",
                                 "send the body as it is, without Content-Encoding"));
        }
        auto admitted = [self, handler, parameters](HttpRequest let_in, const Caller& caller,
                                                    HttpRespond answer) {
          ((*self).*handler)(std::move(let_in), caller, parameters, std::move(answer));
        };
        self->guard_.Check(needed, std::move(request), std::move(respond), std::move(admitted));
      });
  auto& methods = methods_of_[std::string(path)];
  methods.append(methods.empty() ? "" : ", ").append(method);
}

void Api::AddPreflights(HttpRouter& router) {
  if (!cors_.Any()) return;
  for (const auto& [path, methods] : methods_of_) {
    router.Add("OPTIONS", path,
               [self = shared_from_this(), route = path, takes = methods](
                   const HttpRequest& request, const PathParameters&, HttpRespond respond) {
                 Counted(self->services_.metrics, route,
                         std::move(respond))(self->cors_.Preflight(request, takes));
               });
  }
}

void Api::AddRoutes(HttpRouter& router) {
  AddGuarded(router, "POST", "/events", AccessScope::kEventsWrite, &Api::PostEvents);
  AddGuarded(router, "POST", "/api/voice/call/initiate", AccessScope::kCalls, &Api::Initiate);
  AddGuarded(router, "GET", "/api/voice/conversations", AccessScope::kRead,
             &Api::ListConversations);
  AddGuarded(router, "GET", "/api/voice/conversations/{call_id}", AccessScope::kRead,
             &Api::GetConversation);
  AddGuarded(router, "POST", "/api/v1/actions/{id}/result", AccessScope::kEventsWrite,
             &Api::PostResult);
  AddGuarded(router, "GET", "/api/v1/log", AccessScope::kAdmin, &Api::GetLog);
  AddGuarded(router, "PUT", "/api/v1/log", AccessScope::kAdmin, &Api::PutLog);
  AddGuarded(router, "POST", "/api/tts/synthesize", AccessScope::kSpeech, &Api::Synthesize);
  AddGuarded(router, "POST", "/api/tts/synthesize/stream", AccessScope::kSpeech,
             &Api::StreamSpeech);
  AddPreflights(router);
}

void Api::Synthesize(HttpRequest request, const Caller& caller, const PathParameters&,
                     HttpRespond respond) {
  speech_.Synthesize(request, caller.tenant, std::move(respond));
}

void Api::StreamSpeech(HttpRequest request, const Caller& caller, const PathParameters&,
                       HttpRespond respond) {
  speech_.Stream(request, caller.tenant, std::move(respond));
}

void Api::PostEvents(HttpRequest request, const Caller& caller, const PathParameters&,
                     HttpRespond respond) {
  auto intake = ReadEvents(request, caller.tenant, services_.clock.Now());
  if (!intake) return respond(std::move(intake.error()));
  json::object accepted{{"accepted", intake->events.size()}};
  if (!intake->warnings.empty())
    accepted["warnings"] = json::array(intake->warnings.begin(), intake->warnings.end());
  publisher_.Publish({.events = std::move(intake->events),
                      .request = std::string(HeaderValue(request.headers, "traceparent"))},
                     JsonResponse(202, JsonText(accepted)), std::move(respond));
}

void Api::Initiate(HttpRequest request, const Caller& caller, const PathParameters&,
                   HttpRespond respond) {
  const TimePoint now = services_.clock.Now();
  auto call = ReadManualCall(request, caller.id, now, options_.manual_calls);
  if (!call) return respond(std::move(call.error()));
  SetTenant(call->event, caller.tenant);
  std::string body = JsonText(json::object{{"call_id", call->id.ToString()},
                                           {"alert_id", call->alert_id},
                                           {"status", "requested"},
                                           {"created_at", FormatTime(now)}});
  const auto key = IdempotencyKey(request).value_or(std::string());
  if (key.empty())
    return publisher_.Publish({.events = {std::move(call->event)}}, CallAccepted(std::move(body)),
                              std::move(respond));
  // The ids derive from the key, so publishing again what a crash may have kept from the bus is
  // harmless.
  auto job = [self = shared_from_this(), call = std::move(*call), body = std::move(body), respond,
              now, name = "initiate/" + Sha256Hex(caller.id + '/' + key)](
                 StoreSession&, StoreDirectory& directory) {
    const auto known = directory.Remember(name, {.body_hash = call.body_hash, .response = body});
    if (!known) return respond(ErrorProblem(known.error()));
    if (known->has_value() && (*known)->body_hash != call.body_hash) {
      return respond(Problem(
          409, "Conflict",
          "this Idempotency-Key was used with another body; a new request needs a new key"));
    }
    HttpResponse accepted = CallAccepted(known->has_value() ? (*known)->response : body);
    const bool done =
        known->has_value() && now - RequestedAt((*known)->response, now) > kPublishAgain;
    if (done) return respond(std::move(accepted));
    self->publisher_.Publish({.events = {call.event}}, std::move(accepted), respond);
  };
  if (const auto posted = services_.database.Post(std::move(job)); !posted) {
    respond(ErrorProblem(posted.error()));
  }
}

void Api::OnDatabase(std::function<HttpResponse(StoreDirectory&)> job, HttpRespond respond) {
  const auto posted = services_.database.Post(
      [job = std::move(job), respond](StoreSession&, StoreDirectory& directory) {
        respond(job(directory));
      });
  if (!posted) respond(ErrorProblem(posted.error()));
}

void Api::ListConversations(HttpRequest request, const Caller& caller, const PathParameters&,
                            HttpRespond respond) {
  auto filter = ReadFilter(request);
  if (!filter) return respond(std::move(filter.error()));
  filter->tenant = caller.tenant;
  OnDatabase(
      [filter = std::move(*filter)](StoreDirectory& directory) {
        const auto page = directory.ListConversations(filter);
        if (page) return JsonResponse(200, JsonText(ToJson(*page)));
        // Of all that is asked for only the cursor is judged by the store.
        return page.error().kind == ErrorKind::kInvalid
                   ? FieldProblem("cursor", "use next_cursor of a former answer as it is")
                   : ErrorProblem(page.error());
      },
      std::move(respond));
}

void Api::PostResult(HttpRequest request, const Caller& caller, const PathParameters& parameters,
                     HttpRespond respond) {
  auto report = ReadReport(request);
  if (!report) return respond(std::move(report.error()));
  const std::string id(runtime::Parameter(parameters, "id"));
  const auto posted = services_.database.Post(
      [self = shared_from_this(), id, tenant = caller.tenant, report = std::move(*report), respond](
          StoreSession& session, StoreDirectory& directory) {
        respond(self->results_.Take(id, tenant, report, session, directory));
      });
  if (!posted) respond(ErrorProblem(posted.error()));
}

void Api::GetLog(HttpRequest, const Caller& caller, const PathParameters&, HttpRespond respond) {
  respond(caller.tenant == kDefaultTenant ? ShowLog(services_.log) : NotTheOperator());
}

void Api::PutLog(HttpRequest request, const Caller& caller, const PathParameters&,
                 HttpRespond respond) {
  if (caller.tenant != kDefaultTenant) return respond(NotTheOperator());
  auto answer = ChangeLog(request.body, services_.log);
  if (answer.status == 200)
    spdlog::warn("the log is changed over HTTP: {}", ToText(services_.log.State()));
  respond(std::move(answer));
}

void Api::GetConversation(HttpRequest, const Caller& caller, const PathParameters& parameters,
                          HttpRespond respond) {
  const auto id = CallId::Parse(runtime::Parameter(parameters, "call_id"));
  if (!id) return respond(Problem(404, "Not Found", "no call has this id"));
  OnDatabase(
      [id = *id, tenant = caller.tenant](StoreDirectory& directory) {
        const auto found = directory.GetConversation(id, tenant);
        return found ? JsonResponse(200, JsonText(ToJson(*found))) : ErrorProblem(found.error());
      },
      std::move(respond));
}

}  // namespace tocsin::bridge
