#include "schemas/events/data.hpp"

namespace tocsin::events {
namespace {

/// What data of any type may say of its subject.
struct About {
  std::string alert_id;
  std::string call_id;
  static const FieldTable& Spec() {
    static const FieldTable table =
        TableOf<About>("about", "What an event is about.",
                       {FieldOf<&About::alert_id>("alert_id", "Id of the alert."),
                        FieldOf<&About::call_id>("call_id", "Id of the call.")});
    return table;
  }
};

}  // namespace

std::string SubjectOf(const Event& event) {
  const auto& data = EventData(event);
  return data ? SubjectOf(*data) : std::string();
}

std::string SubjectOf(const json::value& data) {
  auto about = Read<About>(data);
  return about.alert_id.empty() ? std::move(about.call_id) : std::move(about.alert_id);
}

}  // namespace tocsin::events
