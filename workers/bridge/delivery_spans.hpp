#pragma once

#include "adapters/effects.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/delivery_journal.hpp"
#include "workers/runtime/span_book.hpp"

namespace tocsin::bridge {

/// Notes the span of an attempt at a delivery, from when it was due. Whatever the share of its
/// trace, one that failed is told.
void NoteSpan(const DeliveryTask& task, const EffectRow& row, const DeliveryNews& news,
              TimePoint now, runtime::SpanBook& book);

}  // namespace tocsin::bridge
