#include "schemas/metric_catalog.hpp"

#include <algorithm>

namespace tocsin {
namespace {

using enum MetricKind;

constexpr MetricText kMetrics[] = {
    {"process_cpu_seconds_total", kCounter, "", "CPU time of the process, user and system.",
     "/proc, at each scrape"},
    {"process_open_fds", kGauge, "", "Open file descriptors of the process.",
     "/proc, at each scrape"},
    {"process_resident_memory_bytes", kGauge, "", "Resident memory of the process.",
     "/proc, at each scrape"},
    {"process_start_time_seconds", kGauge, "", "Start of the process, in seconds since 1970.",
     "/proc, at each scrape"},
    {"tocsin_actions_held_total", kCounter, "", "Actions that a safeguard kept back.",
     "bridge, each action"},
    {"tocsin_alerts_table_rows_total", kCounter, "event",
     "Rows of the table alerts that were taken, as raised or as resolved.", "bridge, each row"},
    {"tocsin_answer_checks_total", kCounter, "check,passed",
     "Answers of models on live lines, in English, by the checks of `tocsin humanize --check`: "
     "whether they passed, as they were said.",
     "voice, each answer once it is stored"},
    {"tocsin_answer_sentences_total", kCounter, "",
     "Sentences of those answers; by tocsin_answer_checks_total of one check: of each.",
     "voice, each answer once it is stored"},
    {"tocsin_approval_pages_total", kCounter, "act,status",
     "Requests for the page of a link: show, choose, confirm, or refused before that.",
     "voice, each request for the page of a link"},
    {"tocsin_batch_seconds", kHistogram, "role",
     "Time of a batch in hand, from its events to what came of them being stored.",
     "each shard, each batch"},
    {"tocsin_build_info", kInfo, "version", "1, with the version as a label.", "the program"},
    {"tocsin_bus_dead_letters_total", kCounter, "role",
     "Records that went to the dead-letter topic.", "each worker, when a batch is stored"},
    {"tocsin_bus_duplicates_total", kCounter, "role",
     "Events left out because their id was handled before.", "each worker, when a batch is stored"},
    {"tocsin_bus_empty_records_total", kCounter, "role,topic",
     "Records without a value (tombstones) that were skipped.", "each worker, when it reads"},
    {"tocsin_bus_lag_records", kGauge, "role,topic",
     "Records on the partitions of this process that it has not handled yet.",
     "each worker, every 15 s"},
    {"tocsin_bus_mis_keyed_total", kCounter, "role",
     "Records on another partition than their key's, from a producer with another partitioner.",
     "each worker, when it reads"},
    {"tocsin_bus_partitions_owned", kGauge, "role", "Partitions that this process handles.",
     "each worker, when partitions come and go"},
    {"tocsin_bus_partitions_unexpected", kGauge, "role",
     "Partitions of tocsin's own topics that somebody added since the start: start the workers "
     "again.",
     "each worker, when partitions come and go"},
    {"tocsin_bus_records_handled_total", kCounter, "role", "Records handled and committed.",
     "each worker, when a batch is stored"},
    {"tocsin_bus_records_lost_total", kCounter, "role",
     "Records that the bus's retention removed before they were read.",
     "each worker, when it takes a partition"},
    {"tocsin_bus_unacknowledged_records", kGauge, "",
     "Records handed to the bus that it has not acknowledged yet.", "the producer, at each scrape"},
    {"tocsin_call_cost_total", kCounter, "tenant",
     "Money of calls by cost.rates, in the currency of cost.budget.",
     "voice, each call that is over"},
    {"tocsin_call_seconds", kHistogram, "provider",
     "How long was talked, of calls that were answered.", "voice, each call that is over",
     MetricScale::kSpells},
    {"tocsin_calls_active", kGauge, "provider",
     "Calls under way in the whole installation: being dialled, ringing, talking. Each process "
     "tells the same.",
     "each process, every 15 s"},
    {"tocsin_calls_total", kCounter, "provider,direction,outcome",
     "Calls that are over, by how they ended (`reason` of tocsin.call.ended and .failed).",
     "voice, each call that is over"},
    {"tocsin_deliveries_total", kCounter, "delivery,outcome",
     "Attempts to deliver an event by webhook: delivered, retried or failed for good.",
     "bridge, each attempt"},
    {"tocsin_deliveries_unreadable_total", kCounter, "",
     "Stored deliveries that this version cannot read.", "bridge, each attempt"},
    {"tocsin_delivery_rests_total", kCounter, "delivery",
     "How often a receiver that failed time after time was left alone for a while.",
     "bridge, each attempt"},
    {"tocsin_delivery_seconds", kHistogram, "delivery",
     "Time of one attempt to deliver an event by webhook, whatever came of it.",
     "bridge, each attempt"},
    {"tocsin_events_unmatched_total", kCounter, "role", "Events that nothing waited for.",
     "each worker, each batch"},
    {"tocsin_heartbeats_total", kCounter, "outcome",
     "Requests to the watcher of telemetry.heartbeat: sent, failed, or withheld because this "
     "process could not work.",
     "the process, as often as it is set"},
    {"tocsin_hook_events_total", kCounter, "hook", "Events that came in by webhook.",
     "bridge, each request"},
    {"tocsin_hook_requests_total", kCounter, "hook,outcome",
     "Webhooks: accepted, partly, failed (on the dead-letter topic), refused, too_many or "
     "unavailable.",
     "bridge, each request"},
    {"tocsin_http_request_seconds", kHistogram, "route",
     "Time from a request of the API to its answer.", "bridge, each request"},
    {"tocsin_http_requests_total", kCounter, "route,status", "Requests of the API.",
     "bridge, each request"},
    {"tocsin_inputs_set_aside_total", kCounter, "role",
     "Inputs that ended their process again and again and were taken out undecided.",
     "each worker, when it happens"},
    {"tocsin_language_answer_seconds", kHistogram, "provider",
     "Time of a language model's whole answer.", "the language model, each answer"},
    {"tocsin_language_answers_total", kCounter, "provider,outcome",
     "Questions to the language model: answered, or the kind of the fault.",
     "the language model, each answer"},
    {"tocsin_language_first_byte_seconds", kHistogram, "provider",
     "Time to the first byte of a language model's answer.", "the language model, each answer"},
    {"tocsin_limits_refused_total", kCounter, "reason",
     "Calls that a limit kept from being made: limit, budget, country, kill_switch; or taken: "
     "callers, lines.",
     "voice, each refusal"},
    {"tocsin_media_bad_messages_total", kCounter, "",
     "Messages of media sockets that could not be read and were left out.",
     "voice, each live line"},
    {"tocsin_media_false_alarms_total", kCounter, "",
     "Sounds that held or stopped us and were nobody's turn: we went on.", "voice, each live line"},
    {"tocsin_media_frame_seconds", kHistogram, "",
     "What a message of a media socket takes: from its reading to the end of what it brings about.",
     "voice, each live line"},
    {"tocsin_media_frames_total", kCounter, "", "Frames of sound that came over media sockets.",
     "voice, each live line"},
    {"tocsin_media_gaps_total", kCounter, "", "Times that a line had no frame for a second.",
     "voice, each live line"},
    {"tocsin_media_interruptions_total", kCounter, "", "Times that people spoke while we did.",
     "voice, each live line"},
    {"tocsin_media_late_frames_total", kCounter, "", "Frames that came more than 20 ms late.",
     "voice, each live line"},
    {"tocsin_media_onset_to_clear_seconds", kHistogram, "",
     "Time from the first sound of an interruption to the clear message.", "voice, each live line"},
    {"tocsin_media_underruns_total", kCounter, "",
     "Times that the voice was slower than the person listened.", "voice, each live line"},
    {"tocsin_media_unheard_windows_total", kCounter, "",
     "Windows of sound that came too many at once to be listened to.", "voice, each live line"},
    {"tocsin_media_unrecognised_total", kCounter, "",
     "Sentences that the recogniser failed at or had no room for.", "voice, each live line"},
    {"tocsin_metrics_dropped_total", kCounter, "",
     "Samples left out because they were none, or of too many series.", "metrics themselves"},
    {"tocsin_metrics_other_total", kCounter, "metric",
     "Samples counted under `other`, for their metric has as many series as it may have "
     "(telemetry.metrics.series).",
     "metrics themselves"},
    {"tocsin_outbox_age_seconds", kGauge, "",
     "Age of the oldest event that is stored and not yet known to be on the bus. Each process "
     "tells the same.",
     "each process, every 15 s"},
    {"tocsin_outbox_rows", kGauge, "",
     "Commits whose events are not yet known to be on the bus. Each process tells the same.",
     "each process, every 15 s"},
    {"tocsin_provider_characters_total", kCounter, "provider",
     "Characters that speech services were given to speak and took: what they are paid by.",
     "the voice, each request that a service takes"},
    {"tocsin_provider_errors_total", kCounter, "provider,part",
     "Requests to others that failed, by who and for what: carrier, speech_to_text, "
     "text_to_speech, language_model, realtime.",
     "voice and its engines, each failure"},
    {"tocsin_provider_open", kGauge, "provider,part",
     "1: an engine has failed so often that it is left alone for now, and the next of the order is "
     "asked.",
     "the engines, each change"},
    {"tocsin_realtime_first_sound_seconds", kHistogram, "provider",
     "Time from the end of a person's turn, or from our wish, to the first sound of the answer of "
     "a "
     "service that converses by itself.",
     "the realtime engine, each answer"},
    {"tocsin_realtime_ready_seconds", kHistogram, "provider",
     "Time from the opening of such a service's session to its readiness.",
     "the realtime engine, each session"},
    {"tocsin_realtime_sessions_total", kCounter, "provider,outcome",
     "Such sessions: closed by us, lost in the middle, or the kind of the fault before they were "
     "ready.",
     "the realtime engine, each session"},
    {"tocsin_registry_requests_total", kCounter, "outcome",
     "Requests to the schema registry: found, refused (there is none, or it cannot be used) or "
     "failed, which is asked again.",
     "the schema registry, each request"},
    {"tocsin_registry_schemas_awaited", kGauge, "", "Schemas that records wait for.",
     "the schema registry, each request"},
    {"tocsin_shard_busy_seconds_total", kCounter, "role,shard",
     "Time that a shard had a batch in hand; its rate is the shard's load.",
     "each shard, each batch"},
    {"tocsin_speech_first_sound_seconds", kHistogram, "provider",
     "Time from a text to the first sound of a speech service.",
     "the voice, each text that a service speaks"},
    {"tocsin_speech_prepared_bytes", kGauge, "place",
     "Sound of sentences that are kept, in memory and on disk.", "the voice, each change"},
    {"tocsin_speech_prepared_total", kCounter, "found",
     "Sentences asked of the voice: said before and kept (yes), in the making for another call "
     "(making), or made now (no).",
     "the voice, each sentence"},
    {"tocsin_store_commit_seconds", kHistogram, "role", "Time of one commit of a batch.",
     "each worker, each commit"},
    {"tocsin_store_conflicts_total", kCounter, "role",
     "Batches decided again because another had changed a run or call.",
     "each worker, each commit"},
    {"tocsin_store_fenced_total", kCounter, "role",
     "Batches refused because another process had moved a position.", "each worker, each commit"},
    {"tocsin_store_forgotten_total", kCounter, "what",
     "Rows removed because their time was over: questions, calls, attempts, turns, runs.",
     "the process, when it removes"},
    {"tocsin_telemetry_errors_total", kCounter, "outcome",
     "Errors of the log for Sentry: sent, refused by it, left_out by a bound.",
     "the log, each error that Sentry is asked for"},
    {"tocsin_telemetry_spans_total", kCounter, "outcome",
     "Spans for the collector of traces: sent, refused by it, or lost for want of room or time.",
     "the exporter of traces"},
    {"tocsin_text_answers_total", kCounter, "outcome",
     "Text messages that came in: chosen, decided, other answers (answered), of who was sent no "
     "question (stranger), too_often, away, refused.",
     "voice, each text message"},
    {"tocsin_text_reports_total", kCounter, "outcome",
     "What the carrier reported of text messages: delivered or lost; or refused, the report "
     "itself.",
     "bridge, each report"},
    {"tocsin_timer_delay_seconds", kHistogram, "",
     "How late timers of runs and calls were taken up.", "each shard, each timer"},
    {"tocsin_timers_overdue", kGauge, "role",
     "Timers that have been due for more than 5 s. Each process tells the same.",
     "each process, every 15 s"},
    {"tocsin_timers_overdue_seconds", kGauge, "role",
     "How long the first of them has been due. Each process tells the same.",
     "each process, every 15 s"},
    {"tocsin_tls_certificate_not_after_seconds", kGauge, "",
     "When the listener's certificate ends, in seconds since 1970; absent without TLS.",
     "the process, each hour"},
    {"tocsin_turn_budget_exceeded_total", kCounter, "stage",
     "Answers on live lines that took longer than telemetry.turn_budget, by the stage that took "
     "most: stt, llm, tts, own.",
     "voice, each such answer once it is stored"},
    {"tocsin_turn_own_seconds", kHistogram, "",
     "Of the time of answers on live lines what none of the engines took.",
     "voice, each answer once it is stored"},
    {"tocsin_turn_seconds", kHistogram, "",
     "On live lines: from the end of what a person says or keys to the first sound of the answer.",
     "voice, each turn of a live line"},
    {"tocsin_voice_callers_refused_total", kCounter, "",
     "Calls that came in and were not taken: limits.calls_per_number_minute, "
     "limits.concurrent_calls.",
     "voice, what came of a call once it is stored"},
    {"tocsin_voice_dial_delay_seconds", kHistogram, "",
     "Time from a call being asked for to its dial.",
     "voice, what came of a call once it is stored"},
    {"tocsin_voice_eager_ends_total", kCounter, "outcome",
     "Turns of conversations that had perhaps ended, so that the model was asked: kept, resumed "
     "(the person went on), other_words (at the end).",
     "voice, each live line"},
    {"tocsin_voice_events_total", kCounter, "type", "Events of calls: asked for, answered, ...",
     "voice, what came of a call once it is stored"},
    {"tocsin_voice_live_lines", kGauge, "", "Calls that are led over live sound now.",
     "voice, each live line"},
    {"tocsin_voice_live_lines_ended_total", kCounter, "how",
     "Live lines that ended: spoken (all was said), stopped (hung up), lost, refused.",
     "voice, each live line"},
    {"tocsin_voice_ring_seconds", kHistogram, "", "Time from a call being placed to its answer.",
     "voice, what came of a call once it is stored"},
    {"tocsin_voice_sockets_refused_total", kCounter, "carrier,why",
     "Media sockets refused: signature, insecure, full, token.", "voice, each media socket"},
    {"tocsin_voice_stray_legs_total", kCounter, "",
     "Legs of the carrier that belong to no attempt and were ended.",
     "voice, what came of a call once it is stored"},
    {"tocsin_voice_webhook_seconds", kHistogram, "hook", "Time to answer a webhook of the carrier.",
     "voice, each webhook of a carrier"},
    {"tocsin_voice_webhooks_refused_total", kCounter, "hook",
     "Webhooks refused for their signature or token.", "voice, each webhook of a carrier"},
    {"tocsin_voice_wrong_pins_total", kCounter, "outcome",
     "PINs of callers that were nobody's: refused, or locked (not looked at, after too many).",
     "voice, what came of a call once it is stored"},
    {"tocsin_websocket_bytes_total", kCounter, "use,direction",
     "Bytes of messages over WebSockets, received and sent.", "each WebSocket"},
    {"tocsin_websocket_ended_total", kCounter, "use,cause",
     "WebSockets that ended, by what ended them: closed, silent, too slow, ...", "each WebSocket"},
    {"tocsin_websocket_messages_total", kCounter, "use,direction",
     "Messages over WebSockets, received and sent.", "each WebSocket"},
    {"tocsin_websocket_open", kGauge, "use", "Open WebSockets.", "each WebSocket"},
    {"tocsin_workflow_duplicate_starts_total", kCounter, "workflow,rule",
     "Starting events of a key that has a live run, by what onDuplicate says of them.",
     "workflow, each run once it is stored"},
    {"tocsin_workflow_expired_total", kCounter, "", "Starting events that were too old.",
     "workflow, each run once it is stored"},
    {"tocsin_workflow_run_seconds", kHistogram, "workflow", "How long runs took.",
     "workflow, each run once it is stored", MetricScale::kSpells},
    {"tocsin_workflow_runs_live", kGauge, "status",
     "Runs that are not over, in the whole installation. Each process tells the same.",
     "each process, every 15 s"},
    {"tocsin_workflow_runs_total", kCounter, "workflow,status", "Runs that ended.",
     "workflow, each run once it is stored"},
    {"tocsin_workflow_unreadable_runs_total", kCounter, "",
     "Inputs of runs that this version cannot read, left aside.",
     "workflow, each run once it is stored"},
    {"voice_audio_cache_hits_total",
     kCounter,
     "",
     "Sentences asked of the voice that were said before and kept.",
     "`tocsin_speech_prepared_total`, at each scrape",
     MetricScale::kMoments,
     {"tocsin_speech_prepared_total", "found", "yes"}},
    {"voice_audio_cache_misses_total",
     kCounter,
     "",
     "Sentences asked of the voice that had to be made.",
     "`tocsin_speech_prepared_total`, at each scrape",
     MetricScale::kMoments,
     {"tocsin_speech_prepared_total", "found", "no"}},
    {"voice_recognition_duration_seconds", kHistogram, "provider",
     "Time in which a sentence was recognised, whatever came of it.",
     "voice, each sentence of a live line"},
    {"voice_synthesis_duration_seconds", kHistogram, "provider",
     "Time in which a sentence was made, whatever came of it.",
     "the voice, each sentence that was not kept"},
    {"voxanne_calls_total",
     kCounter,
     "outcome",
     "Calls that are over.",
     "`tocsin_calls_total`, at each scrape",
     MetricScale::kMoments,
     {"tocsin_calls_total", {}, {}, true}},
    {"voxanne_latency_seconds",
     kHistogram,
     "",
     "Time of turns.",
     "`tocsin_turn_seconds`, at each scrape",
     MetricScale::kMoments,
     {"tocsin_turn_seconds", {}, {}, true}},
};

constexpr ReservedMetric kReserved[] = {
    {"voice_interactions_total", "sessions of the HTTP interface for voice"},
    {"voice_sessions_active", "sessions of the HTTP interface for voice"},
    {"voice_sessions_created_total", "sessions of the HTTP interface for voice"},
};

constexpr std::array<double, kMetricBounds> kMomentBounds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
constexpr std::array<double, kMetricBounds> kSpellBounds = {
    1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1'200, 1'800, 3'600, 10'800, 28'800, 86'400};

}  // namespace

std::string_view NameOf(MetricKind kind) {
  switch (kind) {
    case kCounter:
      return "counter";
    case kGauge:
      return "gauge";
    case kHistogram:
      return "histogram";
    case kInfo:
      return "info";
  }
  return {};
}

const std::array<double, kMetricBounds>& BoundsOf(MetricScale scale) {
  return scale == MetricScale::kMoments ? kMomentBounds : kSpellBounds;
}

std::span<const MetricText> MetricCatalog() { return kMetrics; }

std::span<const ReservedMetric> ReservedMetrics() { return kReserved; }

const MetricText* FindMetric(std::span<const MetricText> catalog, std::string_view name) {
  const auto found = std::ranges::find(catalog, name, &MetricText::name);
  return found == catalog.end() ? nullptr : &*found;
}

std::string_view UnitOf(const MetricText& metric) {
  std::string_view name = metric.name;
  if (name.ends_with("_total")) name.remove_suffix(std::string_view("_total").size());
  for (const std::string_view unit : {"seconds", "bytes"})
    if (name.ends_with(unit) && name.substr(0, name.size() - unit.size()).ends_with('_'))
      return unit;
  return {};
}

std::span<const std::string_view> LabelsOf(const MetricText& metric,
                                           std::array<std::string_view, 4>& room) {
  std::size_t count = 0;
  for (std::string_view rest = metric.labels; !rest.empty() && count < room.size();) {
    const auto comma = rest.find(',');
    room.at(count++) = rest.substr(0, comma);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return {room.data(), count};
}

}  // namespace tocsin
