#include "tools/phone/sim/rest_list.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "tools/phone/sim/call_json.hpp"

namespace tocsin::phone {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;

/// A day ("2026-03-07") or a moment, with how a call's time must lie to it.
struct TimeFilter {
  char relation = '=';
  TimePoint from;
  TimePoint to;  ///< first moment after it

  bool Accepts(const std::optional<TimePoint>& time) const {
    if (!time) return false;
    if (relation == '<') return *time < to;
    if (relation == '>') return *time >= from;
    return *time >= from && *time < to;
  }
};

std::optional<TimeFilter> ReadTimeFilter(char relation, const std::string& value) {
  if (value.size() == 10) {
    const auto day = ParseTime(value + "T00:00:00Z");
    if (!day) return std::nullopt;
    return TimeFilter{relation, *day, *day + std::chrono::hours(24)};
  }
  const auto moment = ParseTime(value);
  if (!moment) return std::nullopt;
  return TimeFilter{relation, *moment, *moment + std::chrono::seconds(1)};
}

int ReadNumber(std::string_view text, int low, int high, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return otherwise;
  return std::clamp(value, low, high);
}

struct Filter {
  std::string to;
  std::string from;
  std::string status;
  std::vector<TimeFilter> started;
  std::vector<TimeFilter> ended;

  bool Accepts(const CallRecord& record) const {
    const auto accepts = [](const auto& filters, const auto& time) {
      return std::ranges::all_of(filters,
                                 [&](const TimeFilter& filter) { return filter.Accepts(time); });
    };
    return (to.empty() || record.order.to == to) && (from.empty() || record.order.from == from) &&
           (status.empty() || RestStatus(record.state) == status) &&
           accepts(started, record.started) && accepts(ended, record.ended);
  }
};

tl::expected<Filter, RestError> ReadFilter(const Params& query) {
  Filter filter{std::string(FirstOf(query, "To")),
                std::string(FirstOf(query, "From")),
                std::string(FirstOf(query, "Status")),
                {},
                {}};
  for (const auto& [name, value] : query) {
    const bool start = name.starts_with("StartTime");
    if ((!start && !name.starts_with("EndTime")) || value.empty()) continue;
    const char last = name.back();
    const auto time = ReadTimeFilter(last == '<' || last == '>' ? last : '=', value);
    if (!time)
      return tl::unexpected(
          RestError{400, 20001, name + " must be YYYY-MM-DD or an ISO 8601 time"});
    (start ? filter.started : filter.ended).push_back(*time);
  }
  return filter;
}

std::string PageUri(const std::string& path, const Params& query, int size, int page,
                    const std::string& token) {
  Params next;
  for (const auto& param : query)
    if (param.first != "Page" && param.first != "PageSize" && param.first != "PageToken")
      next.push_back(param);
  next.emplace_back("PageSize", std::to_string(size));
  next.emplace_back("Page", std::to_string(page));
  if (!token.empty()) next.emplace_back("PageToken", token);
  return path + '?' + EncodeForm(next);
}

}  // namespace

tl::expected<json::object, RestError> ListCalls(const Exchange& exchange, const Params& query,
                                                const std::string& path) {
  const auto filter = ReadFilter(query);
  if (!filter) return tl::unexpected(filter.error());
  std::vector<const CallRecord*> matches;
  for (const auto& leg : std::views::reverse(exchange.Calls()))
    if (exchange.Listed(*leg) && filter->Accepts(leg->Record())) matches.push_back(&leg->Record());

  const int size = ReadNumber(FirstOf(query, "PageSize"), 1, kMaxPageSize, kDefaultPageSize);
  const int page = ReadNumber(FirstOf(query, "Page"), 0, 1'000'000, 0);
  auto begin =
      std::min(static_cast<std::size_t>(size) * static_cast<std::size_t>(page), matches.size());
  // A token keeps pages from shifting when new calls come: it names the last call of the page
  // before.
  if (const auto token = FirstOf(query, "PageToken"); token.starts_with("PA")) {
    const auto last = std::ranges::find(
        matches, token.substr(2), [](const auto* record) { return std::string_view(record->sid); });
    if (last != matches.end()) begin = static_cast<std::size_t>(last - matches.begin()) + 1;
  }
  const auto end = std::min(begin + static_cast<std::size_t>(size), matches.size());

  json::array calls;
  for (std::size_t i = begin; i < end; ++i) calls.push_back(RestCall(*matches[i]));
  json::object out;
  out["first_page_uri"] = PageUri(path, query, size, 0, {});
  out["end"] = end > begin ? end - 1 : begin;
  out["previous_page_uri"] =
      page == 0 ? json::value(nullptr) : json::value(PageUri(path, query, size, page - 1, {}));
  out["calls"] = std::move(calls);
  out["uri"] = PageUri(path, query, size, page, std::string(FirstOf(query, "PageToken")));
  out["page_size"] = size;
  out["start"] = begin;
  out["next_page_uri"] =
      end == matches.size()
          ? json::value(nullptr)
          : json::value(PageUri(path, query, size, page + 1, "PA" + matches[end - 1]->sid));
  out["page"] = page;
  return out;
}

}  // namespace tocsin::phone
