#include "workers/bridge/api.hpp"

#include <atomic>

#include "schemas/json.hpp"
#include "schemas/version.hpp"
#include "workers/bridge/conversation_pages.hpp"
#include "workers/bridge/event_intake.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

using runtime::HttpRouter;
using runtime::PathParameters;

constexpr std::size_t kRecentIds = 10'000;
/// A repeat within this time publishes again; the inbox of the voice worker remembers the event for
/// longer.
constexpr Duration kPublishAgain = std::chrono::hours(24);
constexpr Duration kTryAgain = std::chrono::seconds(2);

Uuid IdOf(const Event& event) { return Uuid::Derive({event.source, event.id}); }

/// Waits for the acknowledgement of several records and answers once.
class Acknowledgement {
 public:
  Acknowledgement(std::size_t count, HttpResponse accepted, HttpRespond respond)
      : left_(count), accepted_(std::move(accepted)), respond_(std::move(respond)) {}

  void Note(const Status& delivered) {
    const std::lock_guard lock(mutex_);
    if (!delivered && !failure_) failure_ = delivered.error();
    if (--left_ > 0) return;
    respond_(failure_ ? ErrorProblem(*failure_) : std::move(accepted_));
  }

 private:
  std::mutex mutex_;
  std::size_t left_;
  std::optional<Error> failure_;
  HttpResponse accepted_;
  HttpRespond respond_;
};

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

}  // namespace

std::shared_ptr<Api> Api::Create(ApiOptions options, ApiServices services) {
  return std::shared_ptr<Api>(new Api(std::move(options), services));
}

Api::Api(ApiOptions options, ApiServices services)
    : options_(std::move(options)),
      services_(services),
      guard_(
          {.static_key = options_.static_key, .requests_per_minute = options_.requests_per_minute},
          services.database, services.clock),
      recent_(std::make_shared<RecentIds>(kRecentIds)) {}

HttpRespond Api::Counted(std::string route, HttpRespond respond) const {
  return [&metrics = services_.metrics, route = std::move(route),
          respond = std::move(respond)](HttpResponse response) {
    metrics.Add("tocsin_http_requests_total", 1,
                {{"route", route}, {"status", std::to_string(response.status)}});
    respond(std::move(response));
  };
}

void Api::AddOpen(HttpRouter& router, std::string_view path,
                  std::function<void(HttpRespond)> answer) {
  router.Add("GET", path,
             [self = shared_from_this(), route = std::string(path), answer = std::move(answer)](
                 const HttpRequest&, const PathParameters&, HttpRespond respond) {
               answer(self->Counted(route, std::move(respond)));
             });
}

void Api::AddGuarded(HttpRouter& router, std::string_view method, std::string_view path,
                     Guarded handler) {
  router.Add(method, path,
             [self = shared_from_this(), route = std::string(path), handler](
                 HttpRequest request, const PathParameters& parameters, HttpRespond respond) {
               auto admitted = [self, handler, parameters](HttpRequest let_in,
                                                           const std::string& caller,
                                                           HttpRespond answer) {
                 ((*self).*handler)(std::move(let_in), caller, parameters, std::move(answer));
               };
               self->guard_.Check(std::move(request), self->Counted(route, std::move(respond)),
                                  std::move(admitted));
             });
}

void Api::AddRoutes(HttpRouter& router) {
  const std::string about = json::serialize(
      json::object{{"service", "tocsin"}, {"status", "running"}, {"version", Version()}});
  const std::string health = json::serialize(
      json::object{{"status", "healthy"}, {"service", "tocsin"}, {"version", Version()}});
  AddOpen(router, "/", [about](const HttpRespond& respond) { respond(JsonResponse(200, about)); });
  for (const std::string_view path : {"/health", "/voice/health"}) {
    AddOpen(router, path,
            [health](const HttpRespond& respond) { respond(JsonResponse(200, health)); });
  }
  AddOpen(router, "/ready", [this](HttpRespond respond) { Ready(std::move(respond)); });
  AddOpen(router, "/metrics", [this](const HttpRespond& respond) {
    respond({.status = 200,
             .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
             .body = services_.metrics.Expose()});
  });
  AddGuarded(router, "POST", "/events", &Api::PostEvents);
  AddGuarded(router, "POST", "/api/voice/call/initiate", &Api::Initiate);
  AddGuarded(router, "GET", "/api/voice/conversations", &Api::ListConversations);
  AddGuarded(router, "GET", "/api/voice/conversations/{call_id}", &Api::GetConversation);
}

void Api::Ready(HttpRespond respond) {
  json::array missing;
  json::array warnings;
  const auto note = [](json::array& list, std::string_view name, const Status& status) {
    if (!status) list.push_back({{"name", name}, {"detail", status.error().message}});
  };
  for (const auto& check : options_.readiness)
    note(check.needed ? missing : warnings, check.name, check.check());
  const auto answer = [](json::array faults, json::array remarks) {
    const bool ready = faults.empty();
    json::object body{{"status", ready ? "ready" : "not ready"}, {"missing", std::move(faults)}};
    if (!remarks.empty()) body["warnings"] = std::move(remarks);
    return JsonResponse(ready ? 200 : 503, json::serialize(body));
  };
  auto job = [note, answer, missing, warnings, respond](StoreSession&,
                                                        StoreDirectory& directory) mutable {
    note(missing, "store", directory.Ping());
    respond(answer(std::move(missing), std::move(warnings)));
  };
  if (const auto posted = services_.database.Post(std::move(job)); !posted) {
    note(missing, "store", posted);
    respond(answer(std::move(missing), std::move(warnings)));
  }
}

void Api::PostEvents(HttpRequest request, const std::string&, const PathParameters&,
                     HttpRespond respond) {
  auto intake = ReadEvents(request, services_.clock.Now());
  if (!intake) return respond(std::move(intake.error()));
  if (options_.check_event) {
    for (const Event& event : intake->events) {
      if (const auto checked = options_.check_event(event); !checked)
        return respond(ErrorProblem(checked.error()));
    }
  }
  json::object accepted{{"accepted", intake->events.size()}};
  if (!intake->warnings.empty())
    accepted["warnings"] = json::array(intake->warnings.begin(), intake->warnings.end());
  Publish(intake->events, JsonResponse(202, json::serialize(accepted)), std::move(respond));
}

void Api::Publish(const std::vector<Event>& events, HttpResponse accepted, HttpRespond respond) {
  std::vector<const Event*> fresh;
  for (const Event& event : events) {
    if (!recent_->Contains(IdOf(event))) fresh.push_back(&event);
  }
  if (fresh.empty()) return respond(std::move(accepted));
  Status healthy = services_.bus.Health();
  if (healthy && services_.producer.InFlight() > options_.most_unacknowledged) {
    healthy = Fail(ErrorKind::kTransient, "the bus is behind");
  }
  if (!healthy) {
    return respond(WithRetryAfter(
        Problem(503, "Service Unavailable", "publishing: " + healthy.error().message), kTryAgain));
  }
  const auto waiting =
      std::make_shared<Acknowledgement>(fresh.size(), std::move(accepted), std::move(respond));
  for (const Event* event : fresh) {
    services_.producer.Produce(
        services_.courier.ToRecord(*event),
        [recent = recent_, waiting, id = IdOf(*event)](const auto& delivered) {
          if (delivered) recent->Add(id);
          waiting->Note(delivered ? Status() : Status(Fail(delivered.error())));
        });
  }
}

void Api::Initiate(HttpRequest request, const std::string& caller, const PathParameters&,
                   HttpRespond respond) {
  const TimePoint now = services_.clock.Now();
  auto call = ReadManualCall(request, caller, now, options_.approvable);
  if (!call) return respond(std::move(call.error()));
  std::string body = json::serialize(json::object{{"call_id", call->id.ToString()},
                                                  {"alert_id", call->alert_id},
                                                  {"status", "requested"},
                                                  {"created_at", FormatTime(now)}});
  const auto key = IdempotencyKey(request).value_or(std::string());
  if (key.empty())
    return Publish({std::move(call->event)}, CallAccepted(std::move(body)), std::move(respond));
  // The ids derive from the key, so publishing again what a crash may have kept from the bus is
  // harmless.
  auto job = [self = shared_from_this(), call = std::move(*call), body = std::move(body), respond,
              now, name = "initiate/" + Sha256Hex(caller + '/' + key)](StoreSession&,
                                                                       StoreDirectory& directory) {
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
    self->Publish({call.event}, std::move(accepted), respond);
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

void Api::ListConversations(HttpRequest request, const std::string&, const PathParameters&,
                            HttpRespond respond) {
  auto filter = ReadFilter(request);
  if (!filter) return respond(std::move(filter.error()));
  OnDatabase(
      [filter = std::move(*filter)](StoreDirectory& directory) {
        const auto page = directory.ListConversations(filter);
        return page ? JsonResponse(200, json::serialize(ToJson(*page)))
                    : ErrorProblem(page.error());
      },
      std::move(respond));
}

void Api::GetConversation(HttpRequest, const std::string&, const PathParameters& parameters,
                          HttpRespond respond) {
  const auto id = CallId::Parse(runtime::Parameter(parameters, "call_id"));
  if (!id) return respond(Problem(404, "Not Found", "no call has this id"));
  OnDatabase(
      [id = *id](StoreDirectory& directory) {
        const auto found = directory.GetConversation(id);
        return found ? JsonResponse(200, json::serialize(ToJson(*found)))
                     : ErrorProblem(found.error());
      },
      std::move(respond));
}

}  // namespace tocsin::bridge
