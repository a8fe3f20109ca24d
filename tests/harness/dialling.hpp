#pragma once

#include <string>

#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {

/// Something that goes wrong between the worker and the carrier, and the people it happens to.
struct DiallingFault {
  std::string name;
  std::string faults;               ///< the script's `faults`; "@" stands for the number of alerts
  std::string answer_after = "2s";  ///< twentieths of it pass
  std::string ring_timeout = "120s";
  bool stray_legs = false;  ///< the carrier dials twice: the second leg must be ended by us
};

struct DiallingReport {
  int alerts = 0;
  int missing = 0;  ///< no closing with outcome approved
  int doubled = 0;  ///< two ids of decision, action or closing
  int rung_twice =
      0;           ///< people with more than one call that we did not end before it was answered
  int unrung = 0;  ///< people without a call
  int strays = 0;  ///< second legs, ended
  int raw_repeats = 0;
  double slowest_s = 0;  ///< from publishing all to the last closing
  std::string details = {};

  std::string Row(const std::string& name) const;
};

/// A workflow that phones the number in the alert's labels and ends as the router does. Every alert
/// has a person of its own, so that many are phoned side by side.
extern const char* const kApprovalWorkflow;

/// Alerts PREFIX-first ... with a person each: PersonNumber(i).
void PublishApprovals(const Site& site, int first, int count);

/// What came of alerts `first` ... `first + count - 1`; waits at most `patience` for the last.
DiallingReport JudgeApprovals(const PhoneSite& site, int first, int count,
                              std::chrono::milliseconds patience);

/// `alerts` people are phoned at once while the fault lasts for all of them.
DiallingReport RunDiallingFault(const DiallingFault& fault, int alerts,
                                std::chrono::milliseconds patience);

/// Two workers; the first, to which all webhooks come, is killed at `point` again and again
/// (`crashes` times), each time while `alerts` more people are phoned, about half of them by the
/// second. `crashed` counts those that happened.
DiallingReport RunCrashesBesideAnother(const std::string& point, int crashes, int alerts,
                                       int& crashed);

/// All that have to do with an unknown outcome, odd order or repeats.
const std::vector<DiallingFault>& DiallingFaults();

}  // namespace tocsin::harness
