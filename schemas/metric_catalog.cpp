#include "schemas/metric_catalog.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr MetricText kMetrics[] = {
    {"process_cpu_seconds_total", "counter", "", "CPU time of the process, user and system."},
    {"process_open_fds", "gauge", "", "Open file descriptors of the process."},
    {"process_resident_memory_bytes", "gauge", "", "Resident memory of the process."},
    {"process_start_time_seconds", "gauge", "", "Start of the process, in seconds since 1970."},
    {"tocsin_build_info", "gauge", "version", "1, with the version as a label."},
    {"tocsin_bus_dead_letters_total", "counter", "role",
     "Records that went to the dead-letter topic."},
    {"tocsin_bus_duplicates_total", "counter", "role",
     "Events left out because their id was handled before."},
    {"tocsin_bus_empty_records_total", "counter", "role, topic",
     "Records without a value (tombstones) that were skipped."},
    {"tocsin_bus_mis_keyed_total", "counter", "role",
     "Records on another partition than their key's, from a producer with another partitioner."},
    {"tocsin_bus_partitions_owned", "gauge", "role", "Partitions that this process handles."},
    {"tocsin_bus_records_handled_total", "counter", "role", "Records handled and committed."},
    {"tocsin_bus_records_lost_total", "counter", "role",
     "Records that the bus's retention removed before they were read."},
    {"tocsin_bus_unacknowledged_records", "gauge", "",
     "Records handed to the bus that it has not acknowledged yet."},
    {"tocsin_deliveries_total", "counter", "delivery,outcome",
     "Attempts to deliver an event by webhook: delivered, retried or failed for good."},
    {"tocsin_deliveries_unreadable_total", "counter", "",
     "Stored deliveries that this version cannot read."},
    {"tocsin_delivery_seconds", "histogram", "delivery",
     "Time of one attempt to deliver an event by webhook, whatever came of it."},
    {"tocsin_events_unmatched_total", "counter", "role", "Events that nothing waited for."},
    {"tocsin_http_request_seconds", "histogram", "route",
     "Time from a request of the API to its answer."},
    {"tocsin_http_requests_total", "counter", "route,status", "Requests of the API."},
    {"tocsin_inputs_set_aside_total", "counter", "role",
     "Inputs that ended their process again and again and were taken out undecided."},
    {"tocsin_media_bad_messages_total", "counter", "",
     "Messages of media sockets that could not be read and were left out."},
    {"tocsin_media_false_alarms_total", "counter", "",
     "Sounds that held or stopped us and were nobody's turn: we went on."},
    {"tocsin_media_frames_total", "counter", "", "Frames of sound that came over media sockets."},
    {"tocsin_media_gaps_total", "counter", "", "Times that a line had no frame for a second."},
    {"tocsin_media_interruptions_total", "counter", "", "Times that people spoke while we did."},
    {"tocsin_media_late_frames_total", "counter", "", "Frames that came more than 20 ms late."},
    {"tocsin_media_onset_to_clear_seconds", "histogram", "",
     "Time from the first sound of an interruption to the clear message."},
    {"tocsin_media_underruns_total", "counter", "",
     "Times that the voice was slower than the person listened."},
    {"tocsin_media_unheard_windows_total", "counter", "",
     "Windows of sound that came too many at once to be listened to."},
    {"tocsin_media_unrecognised_total", "counter", "",
     "Sentences that the recogniser failed at or had no room for."},
    {"tocsin_metrics_dropped_total", "counter", "",
     "Samples left out because they were none, or of too many series."},
    {"tocsin_store_commit_seconds", "histogram", "role", "Time of one commit of a batch."},
    {"tocsin_store_conflicts_total", "counter", "role",
     "Batches decided again because another had changed a run or call."},
    {"tocsin_store_fenced_total", "counter", "role",
     "Batches refused because another process had moved a position."},
    {"tocsin_store_forgotten_total", "counter", "what",
     "Rows removed because their time was over: questions, calls, attempts, turns, runs."},
    {"tocsin_voice_dial_delay_seconds", "histogram", "",
     "Time from a call being asked for to its dial."},
    {"tocsin_voice_events_total", "counter", "type", "Events of calls: asked for, answered, ..."},
    {"tocsin_voice_live_lines", "gauge", "", "Calls that are led over live sound now."},
    {"tocsin_voice_live_lines_ended_total", "counter", "how",
     "Live lines that ended: spoken (all was said), stopped (hung up), lost, refused."},
    {"tocsin_voice_ring_seconds", "histogram", "", "Time from a call being placed to its answer."},
    {"tocsin_voice_sockets_refused_total", "counter", "carrier,why",
     "Media sockets refused: signature, insecure, full, token."},
    {"tocsin_voice_stray_legs_total", "counter", "",
     "Legs of the carrier that belong to no attempt and were ended."},
    {"tocsin_voice_webhook_seconds", "histogram", "hook",
     "Time to answer a webhook of the carrier."},
    {"tocsin_voice_webhooks_refused_total", "counter", "hook",
     "Webhooks refused for their signature or token."},
    {"tocsin_websocket_bytes_total", "counter", "use,direction",
     "Bytes of messages over WebSockets, received and sent."},
    {"tocsin_websocket_ended_total", "counter", "use,cause",
     "WebSockets that ended, by what ended them: closed, silent, too slow, ..."},
    {"tocsin_websocket_messages_total", "counter", "use,direction",
     "Messages over WebSockets, received and sent."},
    {"tocsin_websocket_open", "gauge", "use", "Open WebSockets."},
    {"tocsin_workflow_duplicate_starts_total", "counter", "workflow,rule",
     "Starting events of a key that has a live run, by what onDuplicate says of them."},
    {"tocsin_workflow_expired_total", "counter", "", "Starting events that were too old."},
    {"tocsin_workflow_runs_total", "counter", "workflow,status", "Runs that ended."},
    {"tocsin_workflow_unreadable_runs_total", "counter", "",
     "Inputs of runs that this version cannot read, left aside."},
};

}  // namespace

std::span<const MetricText> MetricCatalog() { return kMetrics; }

std::string_view MetricHelp(std::string_view name) {
  const auto found = std::ranges::find(kMetrics, name, &MetricText::name);
  return found == std::end(kMetrics) ? std::string_view() : found->help;
}

}  // namespace tocsin
