#pragma once

#include <memory>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "workers/bridge/recent_ids.hpp"
#include "workers/runtime/database_pool.hpp"

namespace tocsin::bridge {

/// What a request puts on the bus.
struct Publication {
  /// A record that is no event, such as a dead letter; not written again while `id` is remembered.
  struct Plain {
    Uuid id;
    OutgoingRecord record;
  };
  std::vector<Event> events = {};
  std::vector<Plain> plain = {};
  std::string request = {};  ///< traceparent of the request; events of other traces link to it
};

/// Puts events on the bus and answers only when the bus has all of them. Those that it published
/// lately are not written again: their senders did not hear the answer. Thread-safe; may go before
/// its records are acknowledged.
class EventPublisher {
 public:
  EventPublisher(Producer& producer, const runtime::Courier& courier, Bus& bus);
  /// Answers with `accepted` once all is acknowledged; else 503 with Retry-After where it may be
  /// tried again, which repeats nothing.
  void Publish(Publication publication, HttpResponse accepted, HttpRespond respond);

 private:
  Producer& producer_;
  const runtime::Courier& courier_;
  Bus& bus_;
  std::shared_ptr<RecentIds> recent_;  ///< shared with records under way
};

}  // namespace tocsin::bridge
