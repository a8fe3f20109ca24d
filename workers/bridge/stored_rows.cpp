#include "workers/bridge/stored_rows.hpp"

namespace tocsin::bridge {

const FieldTable& StoredTask::Spec() {
  static const FieldTable table = TableOf<StoredTask>(
      "row", "An event that is to be delivered.",
      {FieldOf<&StoredTask::delivery>("delivery", "By which entry, or over which channel."),
       FieldOf<&StoredTask::message_id>("message_id", "By which its receiver knows it again."),
       FieldOf<&StoredTask::event>("event", "Its attributes.", {.required = true}),
       FieldOf<&StoredTask::data_base64>("data_base64", "Its data."),
       FieldOf<&StoredTask::topic>("topic", "Where it was read."),
       FieldOf<&StoredTask::partition>("partition", "Of the topic.", {.required = true}),
       FieldOf<&StoredTask::offset>("offset", "In the partition.", {.required = true}),
       FieldOf<&StoredTask::awaits>("awaits", "It is delivered, and a report is due."),
       FieldOf<&StoredTask::silent>("silent", "Its answer says nothing of the action."),
       FieldOf<&StoredTask::since>("since", "When it was read."),
       FieldOf<&StoredTask::released>("released", "Who let the action go that was held.")});
  return table;
}

const FieldTable& StoredOrigin::Spec() {
  static const FieldTable table = TableOf<StoredOrigin>(
      "origin", "What asked for an action.",
      {FieldOf<&StoredOrigin::event>("event", "Its attributes.", {.required = true}),
       FieldOf<&StoredOrigin::action_id>("action_id", "The action."),
       FieldOf<&StoredOrigin::alert_id>("alert_id", "The alert it is about."),
       FieldOf<&StoredOrigin::action>("action", "Its name.")});
  return table;
}

}  // namespace tocsin::bridge
