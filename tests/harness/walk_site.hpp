#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {

struct WalkOptions {
  std::string people = "{}";  ///< flow or block map: the script's `people`
  /// Files of resources beside the shipped ones, which have no contact: ALERT_PHONE_NUMBER is
  /// called. The shipped calendar is replaced by one that is never open.
  std::string resources = {};
  std::string settings = {};     ///< more sections of tocsin.yaml
  std::string environment = {};  ///< more lines of .env
  std::string database = DatabaseAddress();
  std::string twilio = {};  ///< more members of telephony.twilio: ", auth_token_previous: x"
  /// More members of telephony: ", exotel: {...}"; PHONE_URL is the simulator's address.
  std::string telephony = {};
  std::string trusted_proxies = "[]";  ///< http.trusted_proxies
  std::string host = "127.0.0.1";      ///< where the worker listens
  /// The public address, where something in front leads to workers on ports of their own; empty:
  /// the worker's.
  std::string front = {};
  std::string http = {};                    ///< more members of http: ", idle_timeout: 4s"
  std::vector<std::string> arguments = {};  ///< more words after `tocsin run`
};

/// An installation made as the guide says: deploy/.env.example copied and its four values filled
/// in, tocsin.yaml with addresses, the shipped workflows; the simulator beside it, twenty times
/// faster than life.
class WalkSite {
 public:
  explicit WalkSite(WalkOptions options);

  const Site& At() const { return *site_; }
  /// Starts the worker; false when it does not get ready.
  bool Start();
  Process& Worker() { return *worker_; }
  /// SIGHUP, and the log line that says it is done.
  bool Reload();
  void StopPhone() { phone_.reset(); }
  void StartPhone();

  void Write(const std::string& file, const std::string& text) const { site_->Write(file, text); }
  std::string ReadFile(const std::string& file) const;
  /// Replaces the only occurrence of `what`; false when it is not there.
  bool Edit(const std::string& file, const std::string& what, const std::string& with) const;

  /// A request to the worker: path from "/" on.
  HttpResponse Send(const std::string& method, const std::string& path, HttpHeaders headers = {},
                    std::string body = {}) const;
  /// The header of the key `walk`, made at first use.
  HttpHeaders Key();
  /// The source's request with another alert id and number.
  HttpResponse Initiate(const std::string& alert, const std::string& number, HttpHeaders more = {});
  /// An alert on the bus, as kcat sends it.
  void Raise(const std::string& alert, const std::string& event_id) const;
  void Produce(const std::string& key, const std::string& event_id, const std::string& text) const;

  void Script(const std::string& people) const;
  /// Calls of the simulator to a number, oldest first.
  std::vector<json::value> Calls(const std::string& number) const;
  /// Waits until `count` calls to the number are over.
  std::vector<json::value> WaitForCalls(const std::string& number, std::size_t count) const;
  BusWatch& Bus() { return bus_; }
  /// What the simulator and the bus saw of an alert's calls, for who reads a failure.
  std::string Story(const std::string& alert, const std::string& number);
  const std::string& WorkerUrl() const { return worker_url_; }
  const std::string& PhoneUrl() const { return phone_url_; }

 private:
  std::string worker_url_;
  std::string phone_url_;
  std::unique_ptr<Site> site_;
  BusWatch bus_;
  std::unique_ptr<Process> phone_;
  std::unique_ptr<Process> worker_;
  std::vector<std::string> arguments_;
  std::string key_;
};

/// What was heard and said on a call: "heard: ...", "said: ...", "pressed: ...", one a line.
std::string TalkOf(const json::value& call);
/// When a sentence with this text was heard; the epoch when it was not.
TimePoint HeardAt(const json::value& call, std::string_view text);

}  // namespace tocsin::harness
