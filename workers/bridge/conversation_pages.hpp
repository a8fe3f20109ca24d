#pragma once

#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {

/// Reads limit (1 to 200, default 50), cursor and alert_id; the problem names the parameter at
/// fault.
tl::expected<StoreDirectory::ConversationFilter, HttpResponse> ReadFilter(
    const HttpRequest& request);

/// As the API shows it: the number masked, context as JSON, messages in order.
json::object ToJson(const StoreDirectory::Conversation& conversation);
/// {"items": [...], "next_cursor": null or text}
json::object ToJson(const StoreDirectory::ConversationPage& page);

}  // namespace tocsin::bridge
