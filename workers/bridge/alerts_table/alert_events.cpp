#include "workers/bridge/alerts_table/alert_events.hpp"

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::bridge {
namespace {

constexpr char kSource[] = "/tocsin/sql/alerts";
constexpr std::size_t kLongestTitle = 300;

/// Of the row, not of its number alone: another database counts from 1 too.
std::string IdOf(const AlertTableRow& row) {
  return "sql-" + std::to_string(row.id) + '-' +
         std::to_string(row.inserted_at.time_since_epoch().count());
}

Event EventOf(const AlertTableRow& row, std::string id, std::string_view type, TimePoint time) {
  Event event;
  event.id = std::move(id);
  event.source = kSource;
  event.type = type;
  event.subject = row.alert_id;
  event.time = FormatTime(time);
  event.traceparent = ChildTraceparent("", event.source + ' ' + event.id);
  event.parent_span = 0;
  SetTenant(event, row.tenant);
  return event;
}

/// What is read aloud: a title, else the first line of what says most.
std::string TitleOf(const events::AlertRaised& alert) {
  constexpr std::string_view kBlank = " \t\r\n";
  if (alert.title.find_first_not_of(kBlank) != std::string::npos) return alert.title;
  for (const std::string_view text :
       {std::string_view(alert.description), std::string_view(alert.resource_name),
        std::string_view(alert.alert_type)}) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) continue;
    return Shortened(text.substr(first, text.find_first_of("\r\n", first) - first), kLongestTitle);
  }
  return "Alert " + alert.alert_id;
}

}  // namespace

Event RaisedEvent(const AlertTableRow& row) {
  json::object columns;
  for (const auto& [name, value] : row.columns) columns[name] = value;
  auto alert = events::Read<events::AlertRaised>(columns);
  alert.alert_id = row.alert_id;
  alert.title = TitleOf(alert);
  if (!row.cut.empty()) {
    json::array cut;
    for (const auto& name : row.cut) cut.emplace_back(name);
    alert.context["cut"] = std::move(cut);
  }
  Event event = EventOf(row, IdOf(row), type::kAlertRaised, row.inserted_at);
  event.data = events::Written(alert);
  // It has an id and a title: there is nothing to refuse.
  if (auto normal = events::NormaliseAlert(event)) event.data = *std::move(normal);
  return event;
}

Event ResolvedEvent(const AlertTableRow& row, TimePoint now) {
  Event event = EventOf(row, IdOf(row) + "-resolved", type::kAlertResolved, now);
  event.data = events::Written(events::AlertResolved{.alert_id = event.subject,
                                                     .resolved_at = event.time,
                                                     .reason = "status in the table alerts"});
  return event;
}

}  // namespace tocsin::bridge
