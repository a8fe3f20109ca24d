#include "workers/bridge/deep_health.hpp"

#include <algorithm>
#include <utility>

#include "schemas/time.hpp"
#include "schemas/version.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr Duration kKept = std::chrono::seconds(15);
/// An older answer says nothing any more.
constexpr Duration kStale = std::chrono::seconds(60);
constexpr Duration kPatience = std::chrono::seconds(5);
constexpr Duration kAskAgain = std::chrono::seconds(15);

}  // namespace

struct DeepHealth::Round {
  std::vector<DeepPart> parts;
  std::vector<std::optional<Status>> answers;
  std::unique_ptr<LoopTimer> timer;
};

std::shared_ptr<DeepHealth> DeepHealth::Create(Parts parts, Loop& loop, const Clock& clock) {
  return std::shared_ptr<DeepHealth>(new DeepHealth(std::move(parts), loop, clock));
}

void DeepHealth::Stop() {
  parts_ = [] { return std::vector<DeepPart>(); };
  if (const auto ended = std::exchange(round_, nullptr)) {
    ended->parts.clear();
    ended->timer = nullptr;
  }
}

void DeepHealth::Answer(HttpRespond respond) {
  const auto shared = std::make_shared<HttpRespond>(std::move(respond));
  const bool posted =
      loop_.Post([self = shared_from_this(), shared] { self->Take(std::move(*shared)); });
  if (!posted) (*shared)(Problem(503, "Service Unavailable", "the worker is stopping"));
}

void DeepHealth::Take(HttpRespond respond) {
  const Duration age = std::chrono::duration_cast<Duration>(loop_.Now() - asked_at_);
  const bool old = last_.empty() || age >= kKept;
  if (!last_.empty() && age < kStale) {
    respond(Page());
  } else {
    waiting_.push_back(std::move(respond));
  }
  if (old && round_ == nullptr) Ask();
}

void DeepHealth::Ask() {
  round_ = std::make_shared<Round>();
  const auto round = round_;
  round->parts = parts_();
  round->answers.resize(round->parts.size());
  round->timer = loop_.MakeTimer();
  round->timer->Arm(loop_.Now() + kPatience,
                    [weak = weak_from_this(), late = std::weak_ptr(round)] {
                      const auto self = weak.lock();
                      const auto asked = late.lock();
                      if (self && asked) self->End(*asked);
                    });
  for (std::size_t i = 0; i < round->parts.size(); ++i)
    round->parts[i].ask([this, weak = weak_from_this(), round, i](Status status) {
      if (const auto self = weak.lock())
        loop_.Post([self, round, i, status = std::move(status)]() mutable {
          self->Note(round, i, std::move(status));
        });
    });
  if (round->parts.empty()) End(*round);
}

void DeepHealth::Note(const std::shared_ptr<Round>& round, std::size_t part, Status status) {
  if (round != round_ || round->answers[part]) return;
  round->answers[part] = std::move(status);
  if (std::ranges::all_of(round->answers, [](const auto& answer) { return answer.has_value(); }))
    End(*round);
}

void DeepHealth::End(Round& round) {
  if (&round != round_.get()) return;  // it has ended; who has not answered still holds it
  json::array checks;
  bool less = false;
  down_ = false;
  for (std::size_t i = 0; i < round.parts.size(); ++i) {
    const auto& part = round.parts[i];
    const Status status = round.answers[i].value_or(
        Fail(ErrorKind::kTimeout, "no answer within " + FormatDuration(kPatience), part.name));
    json::object entry{{"name", part.name}, {"status", status ? "ok" : "failed"}};
    if (part.more)
      for (auto& [name, value] : part.more()) entry[name] = value;
    if (!status) entry["detail"] = status.error().message;
    entry["needed"] = part.needed;
    less |= !status;
    down_ |= !status && part.needed;
    checks.push_back(std::move(entry));
  }
  last_ = {{"status", down_  ? "unhealthy"
                      : less ? "degraded"
                             : "healthy"},
           {"service", "tocsin"},
           {"version", Version()},
           {"checked_at", FormatTime(clock_.Now())},
           {"checks", std::move(checks)}};
  asked_at_ = loop_.Now();
  // What was not answered is let go of: it may hold this round.
  const auto ended = std::exchange(round_, nullptr);
  ended->parts.clear();
  ended->timer = nullptr;
  for (const auto& respond : std::exchange(waiting_, {})) respond(Page());
}

HttpResponse DeepHealth::Page() const {
  HttpResponse page = JsonResponse(down_ ? 503 : 200, JsonText(last_));
  page.headers.emplace_back("Cache-Control", "no-store");
  return down_ ? WithRetryAfter(std::move(page), kAskAgain) : page;
}

}  // namespace tocsin::bridge
