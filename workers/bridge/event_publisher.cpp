#include "workers/bridge/event_publisher.hpp"

#include <mutex>
#include <optional>

#include "adapters/clock.hpp"
#include "schemas/tenant.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/runtime/span_book.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kRecentIds = 10'000;
constexpr Duration kBusAwayFor = std::chrono::seconds(2);

Uuid IdOf(const Event& event) {
  return OfTenant(TenantOf(event), Uuid::Derive({event.source, event.id}));
}

/// Waits for the acknowledgement of several records and answers once.
class Acknowledgement {
 public:
  Acknowledgement(std::size_t count, HttpResponse accepted, HttpRespond respond,
                  runtime::SpanBook spans)
      : left_(count),
        accepted_(std::move(accepted)),
        respond_(std::move(respond)),
        spans_(std::move(spans)) {}

  void Note(const Status& delivered) {
    const std::lock_guard lock(mutex_);
    if (!delivered && !failure_) failure_ = delivered.error();
    if (--left_ > 0) return;
    if (!failure_) spans_.Stored(SystemClock().Now());
    respond_(failure_ ? ErrorProblem(*failure_) : std::move(accepted_));
  }

 private:
  std::mutex mutex_;
  std::size_t left_;
  std::optional<Error> failure_;
  HttpResponse accepted_;
  HttpRespond respond_;
  runtime::SpanBook spans_;
};

}  // namespace

EventPublisher::EventPublisher(Producer& producer, const runtime::Courier& courier, Bus& bus)
    : producer_(producer),
      courier_(courier),
      bus_(bus),
      recent_(std::make_shared<RecentIds>(kRecentIds)) {}

void EventPublisher::Publish(Publication publication, HttpResponse accepted, HttpRespond respond) {
  std::vector<Publication::Plain> fresh;
  runtime::SpanBook spans(courier_.GetTracer());
  const TimePoint now = SystemClock().Now();
  for (const Event& event : publication.events)
    if (const auto id = IdOf(event); !recent_->Contains(id)) {
      fresh.push_back({id, courier_.ToRecord(event)});
      spans.Send(event, fresh.back().record.topic, now, publication.request);
    }
  for (auto& plain : publication.plain)
    if (!recent_->Contains(plain.id)) fresh.push_back(std::move(plain));
  if (fresh.empty()) return respond(std::move(accepted));
  Status healthy = bus_.Health();
  if (healthy && producer_.Full()) healthy = Fail(ErrorKind::kTransient, "the bus is behind");
  if (!healthy) {
    return respond(WithRetryAfter(
        Problem(503, "Service Unavailable", "publishing: " + healthy.error().message),
        kBusAwayFor));
  }
  const auto waiting = std::make_shared<Acknowledgement>(fresh.size(), std::move(accepted),
                                                         std::move(respond), std::move(spans));
  for (auto& [id, record] : fresh) {
    producer_.Produce(std::move(record), [recent = recent_, waiting, id](const auto& delivered) {
      if (delivered) recent->Add(id);
      waiting->Note(delivered ? Status() : Status(Fail(delivered.error())));
    });
  }
}

}  // namespace tocsin::bridge
