#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/event.hpp"

namespace tocsin::bridge {

/// What a POST /events holds.
struct Intake {
  std::vector<Event> events;  ///< complete: with subject where one is known, time and traceparent
  std::vector<std::string>
      warnings;  ///< for the sender, such as integers that expressions cannot hold
};

/// Reads CloudEvents over HTTP: binary (ce-* headers), structured (application/cloudevents+json) or
/// batch (application/cloudevents-batch+json, at most 1,000). `now` is the time of events that have
/// none. The problem otherwise: 400 for broken JSON, 415 for plain bodies, 422 naming the attribute
/// or field at fault. Of a batch with one that is at fault nothing is taken; the problem names each
/// with its index, so that the sender mends and repeats it as one.
///
/// The events are the tenant's, whether they name it or not; one that names another is refused with
/// 403, and all that came with it.
tl::expected<Intake, HttpResponse> ReadEvents(const HttpRequest& request, std::string_view tenant,
                                              TimePoint now);

}  // namespace tocsin::bridge
