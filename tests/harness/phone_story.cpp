#include "tests/harness/phone_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <set>

#include "tests/harness/side_by_side.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kQuiet{300};

/// Records of one alert and type; counts repeats and second ids.
std::vector<Seen> Records(const PhoneSite& site, const std::string& topic, const std::string& type,
                          const std::string& alert_id, milliseconds patience, PhoneReport& report) {
  auto found = ReadTopic(site.At(), topic, type, 1, patience, kQuiet)[alert_id];
  std::set<std::string> ids;
  for (const auto& record : found) ids.insert(record.id);
  if (ids.size() > 1) {
    ++report.doubled;
    report.details += alert_id + ": " + std::to_string(ids.size()) + " ids of " + type + '\n';
  }
  report.raw_repeats += static_cast<int>(found.size() - ids.size());
  return found;
}

void JudgeCalls(const PhoneSite& site, const json::array& calls, PhoneReport& report) {
  const auto bound =
      std::stoi(site.At().Query("select count(*) from attempt where provider_call_id <> ''"));
  report.extra_rings += std::max(0, static_cast<int>(calls.size()) - bound);
  if (calls.size() > 1) ++report.redials;
  for (const auto& call : calls) {
    const std::string sid(StringAt(call.as_object(), "sid"));
    if (site.At().Query("select 1 from attempt where provider_call_id = '" + sid + "'").empty()) {
      ++report.unbound;
      report.details += "no attempt for " + sid + '\n';
    }
  }
}

/// Said after stored, and nothing asked after that.
void JudgeDecision(const json::array& calls, const std::vector<Seen>& decisions,
                   PhoneReport& report) {
  std::string decided_at;
  std::string decided_on;
  if (!decisions.empty()) {
    const auto data = ParseJson(decisions.front().value);
    if (data && FindPath(*data, {"evidence", "at"}) != nullptr) {
      decided_at = data->at("evidence").at("at").as_string();
      decided_on = data->at("call_id").as_string();
    }
  }
  int told = 0;
  for (const auto& call : calls) {
    const std::string created(StringAt(call.as_object(), "created_at"));
    if (!decided_at.empty() && created > decided_at) {
      ++report.asked_again;
      report.details += "decided at " + decided_at + ", a call at " + created + '\n';
    }
    if (HeardOn(call).find("Approved") != std::string::npos) ++told;
  }
  if (told > 1 || (told > 0 && decisions.empty())) ++report.told_early;
}

}  // namespace

PhoneReport& PhoneReport::operator+=(const PhoneReport& other) {
  for (const auto member :
       {&PhoneReport::stories, &PhoneReport::crashes, &PhoneReport::missing, &PhoneReport::doubled,
        &PhoneReport::extra_rings, &PhoneReport::unbound, &PhoneReport::asked_again,
        &PhoneReport::told_early, &PhoneReport::redials, &PhoneReport::raw_repeats})
    this->*member += other.*member;
  worst_recovery_ms = std::max(worst_recovery_ms, other.worst_recovery_ms);
  details += other.details;
  return *this;
}

std::string PhoneReport::Row(const std::string& name) const {
  return fmt::format(
      "{:<24} {:>4} alerts {:>3} crashes {} missing {} doubled {} extra rings {} unbound {} asked "
      "again {} told early "
      "{} redialled {} raw repeats, worst restart {:.0f} ms",
      name, stories, crashes, missing, doubled, extra_rings, unbound, asked_again, told_early,
      redials, raw_repeats, worst_recovery_ms);
}

std::string ApprovingPerson(const std::string& number, const std::string& answer_after) {
  return "  '" + number + "': [{answer_after: " + answer_after +
         ", turns: [{hear: 'press|approve', say: Approve it, confidence: 0.93}, {hear: 'confirm', "
         "press: '1'}]}]\n";
}

PhoneReport JudgeStory(const PhoneSite& site, const std::string& alert_id, milliseconds patience) {
  PhoneReport report;
  report.stories = 1;
  const auto closed = Records(site, "alerts", "tocsin.alert.closed", alert_id, patience, report);
  Records(site, "actions", "tocsin.action.requested", alert_id, seconds(2), report);
  const auto decisions =
      Records(site, "decisions", "tocsin.decision.made", alert_id, seconds(2), report);
  const auto calls = site.Calls();
  JudgeCalls(site, calls, report);
  JudgeDecision(calls, decisions, report);
  const auto data = closed.empty() ? Result<json::value>(nullptr) : ParseJson(closed.front().value);
  if (!data || !data->is_object() || StringAt(data->as_object(), "outcome") != "approved") {
    ++report.missing;
    report.details +=
        alert_id + " ended with: " + (closed.empty() ? "nothing" : closed.front().value) + '\n';
    for (const auto& call : calls) report.details += json::serialize(call) + '\n';
  }
  return report;
}

PhoneReport RunPhoneCrashStory(const std::string& point, int passage) {
  const std::string number = PersonNumber(1);
  const PhoneSite site(
      "phonecrash",
      {.people = ApprovingPerson(number),
       .resources = "contacts: {alice: {name: Alice, phone: '" + number +
                    "'}}\npolicies: {default: {rungs: [{contact: alice, retries: 3, delay: 1s}]}}\n"
                    "actions: {container: restart_container}\n"});
  PhoneReport crash;
  std::string log;
  if (auto worker = site.Start({{"TOCSIN_CRASH_AT", point + ':' + std::to_string(passage)}})) {
    PublishAlerts(site.At(), 0, 1, "critical");
    if (worker->Wait(seconds(90)) == -9) ++crash.crashes;
    log = worker->Errors();
  }
  const auto started = std::chrono::steady_clock::now();
  const auto again = site.Start();
  crash.worst_recovery_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  PhoneReport report = JudgeStory(site, site.At().Prefix() + "-0", seconds(110));
  report += crash;
  if (!report.details.empty())
    report.details = point + ':' + std::to_string(passage) + '\n' + report.details + log +
                     (again ? again->Errors() : "no second worker\n");
  return report;
}

std::map<std::string, PhoneReport> RunPhoneCrashStories(const std::vector<CrashCase>& cases) {
  std::map<std::string, PhoneReport> reports;
  std::mutex mutex;
  SideBySide(cases.size(), kWorkersAtOnce, [&](std::size_t i) {
    const auto one = RunPhoneCrashStory(cases[i].point, cases[i].passage);
    const std::lock_guard lock(mutex);
    reports[cases[i].point] += one;
  });
  return reports;
}

}  // namespace tocsin::harness
