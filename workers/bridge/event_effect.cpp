#include "workers/bridge/event_effect.hpp"

#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {

runtime::Arrival ArrivalOf(const EventEffect& work) {
  const DeliveryTask& task = work.Task();
  runtime::Arrival arrival;
  arrival.event = task.event;
  arrival.at = task.at;
  arrival.offset = task.offset;
  arrival.record.at = task.at;
  arrival.record.offset = task.offset;
  if (!task.event.subject.empty()) arrival.record.key = task.event.subject;
  arrival.record.value = task.event.data.Text();
  for (auto& [name, value] : ToAttributes(task.event))
    arrival.record.headers.emplace_back("ce_" + name, value);
  arrival.record.headers.emplace_back("content-type", task.event.content_type);
  arrival.record.headers.emplace_back(runtime::kLetterDelivery, work.Addressee());
  if (!task.event.traceparent.empty())
    arrival.record.headers.emplace_back("traceparent", task.event.traceparent);
  if (!task.event.tracestate.empty())
    arrival.record.headers.emplace_back("tracestate", task.event.tracestate);
  return arrival;
}

}  // namespace tocsin::bridge
