#include "workers/bridge/conversation_pages.hpp"

#include <charconv>

#include "schemas/masking.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr int kMostItems = 200;
constexpr std::size_t kLongestParameter = 512;

using Refusal = tl::unexpected<HttpResponse>;

json::value TextOrNull(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

tl::expected<StoreDirectory::ConversationFilter, HttpResponse> ReadFilter(
    const HttpRequest& request) {
  StoreDirectory::ConversationFilter filter;
  if (const auto text = request.Query("limit"); !text.empty()) {
    int limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit < 1 ||
        limit > kMostItems) {
      return Refusal(FieldProblem("limit", "must be a number from 1 to 200"));
    }
    filter.limit = static_cast<std::size_t>(limit);
  }
  filter.cursor = request.Query("cursor");
  filter.alert_id = request.Query("alert_id");
  if (filter.cursor.size() > kLongestParameter)
    return Refusal(FieldProblem("cursor", "is not one of ours"));
  if (filter.alert_id.size() > kLongestParameter)
    return Refusal(FieldProblem("alert_id", "longer than 512 bytes"));
  return filter;
}

json::object ToJson(const StoreDirectory::Conversation& conversation) {
  json::array messages;
  for (const TurnRow& turn : conversation.messages) {
    messages.push_back({{"role", turn.role}, {"text", turn.text}, {"at", FormatTime(turn.at)}});
  }
  auto context = ParseJson(conversation.context);
  return {{"call_id", conversation.call.ToString()},
          {"call_sid", TextOrNull(conversation.call_sid)},
          {"alert_id", conversation.alert_id},
          {"phone_number", MaskPhone(conversation.phone)},
          {"status", conversation.status},
          {"context", context ? std::move(*context) : json::value(json::object())},
          {"messages", std::move(messages)},
          {"created_at", FormatTime(conversation.created)},
          {"updated_at", FormatTime(conversation.updated)}};
}

json::object ToJson(const StoreDirectory::ConversationPage& page) {
  json::array items;
  for (const auto& conversation : page.items) items.push_back(ToJson(conversation));
  return {{"items", std::move(items)}, {"next_cursor", TextOrNull(page.next_cursor)}};
}

}  // namespace tocsin::bridge
