#pragma once

#include "schemas/json.hpp"
#include "tools/phone/sim/call_record.hpp"

namespace tocsin::phone {

/// The call as the REST API shows it.
json::object RestCall(const CallRecord& record);

enum class Detail { kSummary, kFull };
/// The call as /sim/calls shows it; the summary leaves out webhooks, transcript and log.
json::object SimCall(const CallRecord& record, Detail detail);

/// Every try of its webhooks.
json::array WebhooksJson(const CallRecord& record);

}  // namespace tocsin::phone
