#include "workers/bridge/hooks/hook_door.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/ids.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/bridge/request_metrics.hpp"
#include "workers/runtime/request_span.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kRoute = "/hooks/{name}";
constexpr int kRefusalsPerMinute = 600;
constexpr std::size_t kMostWaiting = 1'000;
constexpr Duration kBusyFor = std::chrono::seconds(2);
constexpr Duration kBrokenFor = std::chrono::seconds(30);
/// Within it the same fault of the same body, which an impatient sender repeats, is one letter.
constexpr Duration kSameLetter = std::chrono::hours(1);

HttpResponse Unavailable(std::string_view detail, Duration wait) {
  return WithRetryAfter(Problem(503, "Service Unavailable", detail), wait);
}

/// A hook of another tenant than the key's is none either.
HttpResponse NoSuchHook() {
  return Problem(404, "Not Found",
                 "there is no hook of this name; hooks are the files "
                 "workflows/hooks/NAME.yaml (tocsin hooks list)");
}

}  // namespace

std::shared_ptr<HookDoor> HookDoor::Create(std::string prefix, HookDoorServices services) {
  return std::shared_ptr<HookDoor>(new HookDoor(std::move(prefix), std::move(services)));
}

HookDoor::HookDoor(std::string prefix, HookDoorServices services)
    : prefix_(std::move(prefix)),
      services_(std::move(services)),
      strangers_(kRefusalsPerMinute),
      hooks_(std::make_shared<const HookSet>()),
      access_(std::make_shared<const HookAccess>()),
      thread_(kMostWaiting) {}

void HookDoor::AddRoutes(runtime::HttpRouter& router) {
  router.Add(
      "POST", kRoute,
      [self = shared_from_this()](HttpRequest request, const runtime::PathParameters& parameters,
                                  HttpRespond respond) {
        const auto span = runtime::RequestSpan::Begin(self->services_.api->GetTracer(),
                                                      std::string(kRoute), request);
        self->Receive(
            std::move(request), std::string(runtime::Parameter(parameters, "name")),
            Counted(self->services_.metrics, std::string(kRoute),
                    runtime::RequestSpan::Ending(span, std::move(respond)), span->Kept()));
      });
  router.SetHint(kRoute, "`tocsin hooks list` says who may send what where");
}

void HookDoor::Use(std::shared_ptr<const HookSet> hooks, std::shared_ptr<const HookAccess> access) {
  const std::lock_guard lock(mutex_);
  hooks_ = std::move(hooks);
  access_ = std::move(access);
}

std::shared_ptr<const HookSet> HookDoor::Hooks() const {
  const std::lock_guard lock(mutex_);
  return hooks_;
}

void HookDoor::Receive(HttpRequest request, const std::string& name, HttpRespond respond) {
  std::shared_ptr<const HookAccess> access;
  std::shared_ptr<const Hook> hook;
  {
    const std::lock_guard lock(mutex_);
    access = access_;
    const auto found = hooks_->hooks.find(name);
    if (found == hooks_->hooks.end()) return respond(NoSuchHook());
    hook = found->second;
  }
  if (hook == nullptr)
    return respond(
        Unavailable("the file of this hook has errors (tocsin lint workflows)", kBrokenFor));
  if (request.body.size() > static_cast<std::size_t>(hook->limits.body_bytes))
    return respond(
        Problem(413, "Content Too Large",
                "this hook takes " + std::to_string(hook->limits.body_bytes) + " bytes at most"));
  if (!access->Knows(name)) {
    auto admitted = [self = shared_from_this(), hook](HttpRequest let_in, const Caller& caller,
                                                      HttpRespond answer) {
      if (caller.tenant != hook->tenant) return answer(NoSuchHook());
      self->Queue(hook, std::move(let_in), std::move(answer));
    };
    return services_.api->Guard().Check(AccessScope::kEventsWrite, std::move(request),
                                        std::move(respond), std::move(admitted));
  }
  const TimePoint now = services_.clock.Now();
  if (auto refusal = access->Refusal(name, request, now)) {
    Count(*hook, "refused", 0);
    if (const auto wait = strangers_.Take(request.peer, now))
      return respond(WithRetryAfter(
          Problem(429, "Too Many Requests", "too many requests that were refused"), *wait));
    return respond(*std::move(refusal));
  }
  Queue(std::move(hook), std::move(request), std::move(respond));
}

std::optional<HttpResponse> HookDoor::TooMany(const Hook& hook) {
  const int most = hook.limits.requests_per_minute;
  const std::lock_guard lock(mutex_);
  auto& [per_minute, rates] = rates_[hook.name];
  if (std::exchange(per_minute, most) != most)
    rates = std::make_unique<runtime::RequestRates>(most);
  const auto wait = rates->Take({}, services_.clock.Now());
  if (!wait) return std::nullopt;
  return WithRetryAfter(Problem(429, "Too Many Requests",
                                "more requests than this hook takes (limits.requests_per_minute)"),
                        *wait);
}

void HookDoor::Queue(std::shared_ptr<const Hook> hook, HttpRequest request, HttpRespond respond) {
  if (auto refusal = TooMany(*hook)) {
    Count(*hook, "too_many", 0);
    return respond(*std::move(refusal));
  }
  const auto posted = thread_.Post(
      [self = shared_from_this(), hook, request = std::move(request), respond]() mutable {
        self->MapAndPublish(hook, std::move(request), std::move(respond));
      });
  if (posted) return;
  Count(*hook, "unavailable", 0);
  respond(Unavailable(posted.error().message, kBusyFor));
}

HookMapper& HookDoor::MapperOf(const std::shared_ptr<const Hook>& hook) {
  auto& mapper = mappers_[hook->name];
  if (mapper == nullptr || &mapper->Of() != hook.get())
    mapper = std::make_unique<HookMapper>(hook, services_.engine);
  return *mapper;
}

Publication::Plain HookDoor::Letter(const Hook& hook, HttpRequest request, const HookFault& fault,
                                    TimePoint now) const {
  const auto id = Uuid::Derive({"hook letter", hook.name, fault.reason, request.body,
                                std::to_string(now.time_since_epoch() / kSameLetter)});
  return {id, HookLetter(hook.name, std::move(request), fault, prefix_, now)};
}

void HookDoor::Count(const Hook& hook, std::string_view outcome, std::size_t events) {
  services_.metrics.Add("tocsin_hook_requests_total", 1,
                        {{"hook", hook.name}, {"outcome", outcome}});
  if (events > 0)
    services_.metrics.Add("tocsin_hook_events_total", static_cast<double>(events),
                          {{"hook", hook.name}});
}

HookDoor::Taken HookDoor::Take(const Hook& hook, MappedBody mapped, HttpRequest request,
                               TimePoint now) const {
  Taken taken{.publication = {}, .answer = AnswerOf(mapped), .outcome = "accepted", .error = {}};
  if (!mapped.failed.empty()) {
    HookFault fault{.reason = "hook_item_failed", .error = mapped.failed.front().error};
    for (const auto& item : mapped.failed) fault.items.push_back(item.index);
    taken.outcome = mapped.events.empty() ? "failed" : "partly";
    taken.error = fault.error;
    taken.publication.plain.push_back(Letter(hook, std::move(request), fault, now));
  }
  taken.publication.events = std::move(mapped.events);
  return taken;
}

HookDoor::Taken HookDoor::SetAside(const Hook& hook, HttpResponse refusal, HttpRequest request,
                                   TimePoint now) const {
  Taken taken{.publication = {}, .answer = std::move(refusal), .outcome = "failed", .error = {}};
  taken.error = DetailOf(taken.answer);
  const HookFault fault{.reason = "hook_body_refused", .error = taken.error};
  taken.publication.plain.push_back(Letter(hook, std::move(request), fault, now));
  return taken;
}

void HookDoor::MapAndPublish(const std::shared_ptr<const Hook>& hook, HttpRequest request,
                             HttpRespond respond) {
  const TimePoint now = services_.clock.Now();
  std::string asked(HeaderValue(request.headers, "traceparent"));
  auto mapped = MapperOf(hook).Map(request, now);
  Taken taken = mapped ? Take(*hook, *std::move(mapped), std::move(request), now)
                       : SetAside(*hook, std::move(mapped.error()), std::move(request), now);
  if (!taken.error.empty())
    if (const auto more = told_.Admit())
      spdlog::warn("hook {}: {} on the dead-letter topic: {}{}", hook->name,
                   taken.outcome == "partly" ? "a part of a body is" : "a body is", taken.error,
                   *more);
  const auto events = taken.publication.events.size();
  taken.publication.request = std::move(asked);
  services_.api->Publisher().Publish(std::move(taken.publication), std::move(taken.answer),
                                     [self = shared_from_this(), hook, outcome = taken.outcome,
                                      events, answer = std::move(respond)](HttpResponse response) {
                                       const bool away = response.status == 503;
                                       self->Count(*hook, away ? "unavailable" : outcome,
                                                   away ? 0 : events);
                                       answer(std::move(response));
                                     });
}

}  // namespace tocsin::bridge
