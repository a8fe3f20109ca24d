#include "workers/bridge/hooks/hook_letter.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "schemas/json.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kFrom = "/hooks/";
constexpr char kHookHeader[] = "dlq_hook";
constexpr char kItemHeader[] = "dlq_item";        ///< "0,4"; none: the whole body
constexpr char kRequestHeader[] = "dlq_request";  ///< what expressions see of it, as JSON

std::string Joined(const std::vector<std::size_t>& items) {
  std::string text;
  for (const auto item : items) text.append(text.empty() ? "" : ",").append(std::to_string(item));
  return text;
}

std::vector<std::size_t> ItemsOf(std::string_view text) {
  std::vector<std::size_t> items;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    std::size_t item = 0;
    const auto [next, error] = std::from_chars(at, end, item);
    if (error == std::errc()) items.push_back(item);
    at = next + 1;
  }
  return items;
}

void AddTexts(const json::value& request, std::string_view part,
              std::vector<std::pair<std::string, std::string>>& out) {
  const auto* texts = Find(request, part);
  if (texts == nullptr || !texts->is_object()) return;
  for (const auto& member : texts->get_object())
    if (member.value().is_string()) out.emplace_back(member.key(), member.value().get_string());
}

HttpRequest RequestOf(const DeadLetter& letter) {
  HttpRequest request;
  request.method = "POST";
  request.path = letter.from.topic;
  request.body = letter.record.value.value_or(std::string());
  const auto seen = ParseJson(runtime::HeaderOf(letter.record.headers, kRequestHeader));
  if (!seen) return request;
  AddTexts(*seen, "headers", request.headers);
  AddTexts(*seen, "query", request.query);
  return request;
}

Error StillAtFault(std::string why) {
  return {ErrorKind::kInvalid, "it still cannot be mapped: " + std::move(why), "hook"};
}

}  // namespace

OutgoingRecord HookLetter(const std::string& hook, HttpRequest request, const HookFault& fault,
                          const std::string& prefix, TimePoint now) {
  const std::string seen = JsonText(SeenOf(request));
  Record came;
  came.at = {.topic = std::string(kFrom) + hook, .partition = -1};
  came.offset = -1;
  came.value = std::move(request.body);
  auto letter = runtime::ToDeadLetter(came, prefix, "", fault.reason, fault.error, now);
  letter.headers.emplace_back(kHookHeader, hook);
  if (!fault.items.empty()) letter.headers.emplace_back(kItemHeader, Joined(fault.items));
  letter.headers.emplace_back(kRequestHeader, seen);
  return letter;
}

std::optional<std::string> HookOfLetter(const DeadLetter& letter) {
  const std::string& from = letter.from.topic;
  if (!from.starts_with(kFrom)) return std::nullopt;
  return from.substr(kFrom.size());
}

Result<std::vector<Event>> MapAgain(const DeadLetter& letter, HookMapper& mapper) {
  TRY(letter.Replayable());
  auto mapped = mapper.Map(RequestOf(letter), *letter.at);
  if (!mapped) return Fail(StillAtFault(DetailOf(mapped.error())));
  const auto wanted = ItemsOf(runtime::HeaderOf(letter.record.headers, kItemHeader));
  const auto concerned = [&](std::size_t item) {
    return wanted.empty() || std::ranges::find(wanted, item) != wanted.end();
  };
  for (const auto& failed : mapped->failed)
    if (concerned(failed.index))
      return Fail(StillAtFault("item " + std::to_string(failed.index) + ": " + failed.error));
  if (!wanted.empty() && wanted.back() >= mapped->items)
    return Fail(StillAtFault("its item " + std::to_string(wanted.back()) + " is one no longer"));
  std::vector<Event> events;
  auto failed = mapped->failed.begin();
  auto event = mapped->events.begin();
  for (std::size_t item = 0; item < mapped->items; ++item) {
    if (failed != mapped->failed.end() && failed->index == item) {
      ++failed;
      continue;
    }
    if (concerned(item)) events.push_back(std::move(*event));
    ++event;
  }
  return events;
}

}  // namespace tocsin::bridge
