#pragma once

#include <memory>
#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {

struct PhoneSiteOptions {
  std::string people = "";    ///< members of the script's `people`
  std::string faults = "{}";  ///< the script's `faults`
  std::string resources =
      "";  ///< contacts, policies, actions; no calendar: it is never business hours
  std::string workflow = "";  ///< text of the only workflow; empty: the shipped ones
  std::string kafka = KafkaAddress();
  std::string database = DatabaseAddress();
  std::string time_scale = "0.05";    ///< of the simulator: twenty times faster than life
  std::string ring_timeout = "120s";  ///< in the simulator's time
  std::string carrier_timeout = "5s";
  std::string settings = "";   ///< more sections of tocsin.yaml
  std::string telephony = "";  ///< more members of the section, each a line with two spaces
  std::string twilio = "";     ///< more members of telephony.twilio: ", live: relay"
};

/// The n-th of many people: "+1555" and seven digits.
std::string PersonNumber(int n);

/// A site that phones: the simulator runs beside it, the worker has a port that it keeps over
/// restarts.
class PhoneSite {
 public:
  PhoneSite(const std::string& name, PhoneSiteOptions options);

  const Site& At() const { return *site_; }
  std::unique_ptr<Process> Start(std::map<std::string, std::string> environment = {},
                                 std::vector<std::string> more = {}) const {
    return site_->Start(std::move(environment), std::move(more));
  }
  /// A second worker of the same group with a data folder of its own; the carrier's webhooks all
  /// come to the first.
  std::unique_ptr<Process> StartSecond(std::map<std::string, std::string> environment = {}) const {
    return site_->Start(std::move(environment), {"--config", "second.yaml", "--data", "second"});
  }
  const std::string& Worker() const { return worker_url_; }
  const std::string& Phone() const { return phone_url_; }

  /// New people and faults; calls go on.
  void Script(const std::string& people, const std::string& faults = "{}") const;
  /// All calls of the simulator (GET /sim/calls), or those of one number.
  json::array Calls(const std::string& number = {}) const;

 private:
  std::string worker_url_;
  std::string phone_url_;
  std::unique_ptr<Process> phone_;
  std::unique_ptr<Site> site_;
};

/// What a person heard on a call, one sentence a line.
std::string HeardOn(const json::value& call);
/// "completed", "busy", ...; never empty.
std::string StateOf(const json::value& call);
bool IsOver(const json::value& call);

}  // namespace tocsin::harness
