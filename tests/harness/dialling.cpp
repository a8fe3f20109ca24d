#include "tests/harness/dialling.hpp"

#include <fmt/format.h>

#include <set>

#include "tests/harness/kafka_client.hpp"
#include "tests/harness/phone_story.hpp"

namespace tocsin::harness {

const char* const kApprovalWorkflow = R"(
document:
  dsl: '1.0.3'
  namespace: test
  name: approval
  version: '1.0.0'
  metadata:
    instance: { key: '${ .data.alert_id }', onDuplicate: merge }
schedule:
  on:
    one:
      with: { type: tocsin.alert.raised }
do:
  - keep:
      set: { alert: '${ .[0] }' }
      export: { as: '${ {alert: .alert, outcome: "unanswered", decided: null} }' }
  - again:
      for: { each: go, in: '${ [range(4)] }' }
      while: '${ $context.decided == null }'
      do:
        - ring:
            try:
              - ask:
                  call: voice.ask
                  with:
                    to: '${ {contact: "someone", phone: $context.alert.labels.phone} }'
                    alert_id: '${ $context.alert.alert_id }'
                    say: '${ $context.alert.title }'
                    choices:
                      - { id: approve, digits: '1', phrases: [approve, approve it] }
                      - { id: dismiss, digits: '2', phrases: [dismiss, dismiss it] }
                    unknown: wait
                  export: { as: '${ $context + {decided: ., outcome: (if .choice == "approve" then "approved" else "dismissed" end)} }' }
            catch:
              do:
                - missed: { set: { missed: true } }
  - act:
      if: '${ $context.outcome == "approved" }'
      emit:
        event:
          with:
            type: tocsin.action.requested
            data: { action_id: '${ "act-" + $workflow.id }', alert_id: '${ $context.alert.alert_id }', action: restart_container }
  - close:
      emit:
        event:
          with:
            type: tocsin.alert.closed
            data: { alert_id: '${ $context.alert.alert_id }', outcome: '${ $context.outcome }' }
)";

namespace {

using Records = std::map<std::string, std::vector<Seen>>;

std::string AlertId(const Site& site, int i) { return site.Prefix() + '-' + std::to_string(i); }

void CountIds(const Records& records, const std::string& alert, DiallingReport& report) {
  const auto found = records.find(alert);
  if (found == records.end()) return;
  std::set<std::string> ids;
  for (const auto& record : found->second) ids.insert(record.id);
  if (ids.size() > 1) {
    ++report.doubled;
    report.details += alert + ": two ids of " + found->second.front().type + '\n';
  }
  report.raw_repeats += static_cast<int>(found->second.size() - ids.size());
}

bool EndedByUs(const json::value& call) {
  const auto reason = StringAt(call.as_object(), "end_reason");
  return reason == "canceled by the account" ||
         (reason == "hung up by the account" && call.at("heard").as_array().empty());
}

void CountRings(const json::array& calls, const std::string& number, DiallingReport& report) {
  int rung = 0;
  for (const auto& call : calls) {
    if (StringAt(call.as_object(), "number") != number) continue;
    if (EndedByUs(call))
      ++report.strays;
    else
      ++rung;
  }
  if (rung > 1) ++report.rung_twice;
  if (rung == 0) ++report.unrung;
  if (rung == 1) return;
  for (const auto& call : calls)
    if (StringAt(call.as_object(), "number") == number)
      report.details += json::serialize(call) + '\n';
}

bool Approved(const Records& closed, const std::string& alert) {
  const auto found = closed.find(alert);
  return found != closed.end() &&
         found->second.front().value.find(R"("outcome":"approved")") != std::string::npos;
}

std::string Replaced(std::string text, const std::string& by) {
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@'))
    text.replace(at, 1, by);
  return text;
}

}  // namespace

std::string DiallingReport::Row(const std::string& name) const {
  return fmt::format(
      "{:<28} {:>4} alerts {} missing {} doubled {} rung twice {} not rung {} strays ended {} raw "
      "repeats, last after "
      "{:.1f} s",
      name, alerts, missing, doubled, rung_twice, unrung, strays, raw_repeats, slowest_s);
}

void PublishApprovals(const Site& site, int first, int count) {
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  for (int i = first; i < first + count; ++i) {
    const std::string id = AlertId(site, i);
    producer.Produce(
        site.Prefix() + ".alerts", id,
        R"({"alert_id":")" + id +
            R"(","severity":"critical","title":"Container stopped.","labels":{"phone":")" +
            PersonNumber(i) + R"("}})",
        {{"ce_specversion", "1.0"},
         {"ce_id", "e-" + id},
         {"ce_source", "/test"},
         {"ce_type", "tocsin.alert.raised"},
         {"ce_subject", id},
         {"content-type", "application/json"}});
  }
  producer.Flush();
}

DiallingReport JudgeApprovals(const PhoneSite& site, int first, int count,
                              std::chrono::milliseconds patience) {
  DiallingReport report;
  report.alerts = count;
  const auto started = std::chrono::steady_clock::now();
  const auto keys = static_cast<std::size_t>(first + count);
  const std::chrono::milliseconds quiet(500);
  const auto closed = ReadTopic(site.At(), "alerts", "tocsin.alert.closed", keys, patience, quiet);
  report.slowest_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started - quiet).count();
  const auto actions = ReadTopic(site.At(), "actions", "tocsin.action.requested", keys,
                                 std::chrono::seconds(2), quiet);
  const auto decisions = ReadTopic(site.At(), "decisions", "tocsin.decision.made", keys,
                                   std::chrono::seconds(2), quiet);
  const auto calls = site.Calls();
  for (int i = first; i < first + count; ++i) {
    const std::string alert = AlertId(site.At(), i);
    if (!Approved(closed, alert) || !actions.contains(alert) || !decisions.contains(alert)) {
      ++report.missing;
      report.details += alert + " was not approved\n";
      for (const auto& call : site.Calls(PersonNumber(i)))
        report.details += json::serialize(call) + '\n';
    }
    for (const auto* records : {&closed, &actions, &decisions}) CountIds(*records, alert, report);
    CountRings(calls, PersonNumber(i), report);
  }
  return report;
}

DiallingReport RunDiallingFault(const DiallingFault& fault, int alerts,
                                std::chrono::milliseconds patience) {
  std::string people;
  for (int i = 0; i < alerts; ++i) people += ApprovingPerson(PersonNumber(i), fault.answer_after);
  const PhoneSite site("dial", {.people = people,
                                .faults = Replaced(fault.faults, std::to_string(alerts)),
                                .workflow = kApprovalWorkflow,
                                .ring_timeout = fault.ring_timeout});
  const auto worker = site.Start();
  if (!worker) return {.alerts = alerts, .missing = alerts};
  PublishApprovals(site.At(), 0, alerts);
  auto report = JudgeApprovals(site, 0, alerts, patience);
  if (!report.details.empty()) report.details += worker->Errors();
  return report;
}

DiallingReport RunCrashesBesideAnother(const std::string& point, int crashes, int alerts,
                                       int& crashed) {
  std::string people;
  const int all = alerts * crashes;
  for (int i = 0; i < all; ++i) people += ApprovingPerson(PersonNumber(i));
  const PhoneSite site("beside", {.people = people, .workflow = kApprovalWorkflow});
  const auto second = site.StartSecond();
  const std::map<std::string, std::string> crash = {{"TOCSIN_CRASH_AT", point}};
  auto first = site.Start(crash);
  if (!first || !second) return {.alerts = all, .missing = all};
  std::string log;
  for (int i = 0; i < crashes; ++i) {
    // Each time new ones: those of before may share one commit, or be the other worker's.
    PublishApprovals(site.At(), i * alerts, alerts);
    if (!first || first->Wait(std::chrono::seconds(90)) != -9) break;
    ++crashed;
    log += first->Errors();
    first = i + 1 < crashes ? site.Start(crash) : site.Start();
  }
  auto report = JudgeApprovals(site, 0, all, std::chrono::seconds(150));
  if (!report.details.empty())
    report.details +=
        "-- first\n" + log + (first ? first->Errors() : "") + "-- second\n" + second->Errors();
  return report;
}

const std::vector<DiallingFault>& DiallingFaults() {
  static const std::vector<DiallingFault> faults = {
      // Not placed, but only the carrier's list can prove that, a minute later.
      {.name = "http_503", .faults = "{http_503: @}"},
      // Nothing is heard of the call until somebody picks up; the list shows it after ten seconds.
      {.name = "list_lag",
       .faults = "{drop_response: @, lost_callbacks: @, list_lag: 200s}",
       .answer_after = "500s",
       .ring_timeout = "600s"},
      {.name = "none", .faults = "{}"},
      {.name = "answer_lost", .faults = "{drop_response: @}"},
      {.name = "webhook_before_answer", .faults = "{webhook_before_response: @}"},
      {.name = "http_500_after_placing", .faults = "{http_500_after_placing: @}"},
      {.name = "second_sid",
       .faults = "{second_sid: @}",
       .answer_after = "20s",
       .stray_legs = true},
      {.name = "second_sid_answer_lost",
       .faults = "{second_sid: @, drop_response: @}",
       .answer_after = "20s",
       .stray_legs = true},
      {.name = "twiml_while_ringing", .faults = "{twiml_while_ringing: @}", .answer_after = "5s"},
      {.name = "duplicate_callbacks", .faults = "{duplicate_callbacks: @}"},
      {.name = "late_callbacks", .faults = "{late_callbacks: 5s}"},
      {.name = "reordered_callbacks", .faults = "{reorder_callbacks: @}"},
      {.name = "lost_callbacks", .faults = "{lost_callbacks: @}"},
      {.name = "late_and_duplicate",
       .faults = "{late_callbacks: 3s, duplicate_callbacks: @, reorder_callbacks: @}"},
  };
  return faults;
}

}  // namespace tocsin::harness
