#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/http.hpp"
#include "adapters/speech.hpp"
#include "adapters/store.hpp"
#include "adapters/telephony.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::compose {

/// Asks something outside one question and gives its answer; blocking, with a bound of its own.
using Question = std::function<Status()>;

/// Something outside that `tocsin selfcheck` asks.
struct OutsidePart {
  std::string address;  ///< as a person would type it; no secrets
  /// Empty: not set up, or where there is an address, not to be asked.
  Question ask;
  std::string remedy;  ///< what to do when it does not answer, or how to set it up
};

struct SelfCheckPlan {
  std::string speaker;  ///< who speaks: a voice of our own, or the carrier with its <Say>
  OutsidePart voice;    ///< without a question: the carrier speaks
  Question synthesis;   ///< whether that voice gives sound
  std::string carrier_name;
  /// The running worker itself, by its own address. With an address and no question: it does not
  /// let us ask.
  OutsidePart worker;
  OutsidePart carrier;
  OutsidePart bus;  ///< without a question: the embedded bus, which is the database
  OutsidePart database;
  /// Services that hear, by name.
  std::vector<std::pair<std::string, OutsidePart>> ears = {};
  /// A service that holds whole conversations, by name; an empty name: none is set up.
  std::pair<std::string, OutsidePart> conversations = {};
};

struct SelfCheckLine {
  enum class Mark { kAnswered, kFailed, kNotChecked };
  Mark mark = Mark::kFailed;
  std::string text;
};

struct SelfCheckReport {
  std::vector<SelfCheckLine> lines;
  /// Every question that was asked was answered.
  bool Good() const;
  /// 0, or 3: something outside cannot be reached.
  int ExitCode() const { return Good() ? 0 : 3; }
};

/// Asks all parts. A tick stands for a question asked and answered, never for one left out.
///
///   ✓ Twilio Bridge service is healthy (http://127.0.0.1:8003)
///   ✓ carrier Twilio is healthy (https://api.twilio.com)
///   ✗ bus does not answer (kafka://10.0.0.5:9092): connecting: refused; start the broker, or ...
SelfCheckReport RunSelfCheck(const SelfCheckPlan& plan);

std::string FormatSelfCheck(const SelfCheckReport& report);
/// {"good": true, "checks": [{"mark": "answered" | "failed" | "not_checked", "text": ...}]}
json::value SelfCheckJson(const SelfCheckReport& report);

/// Where a worker with these settings is asked from this machine: "http://127.0.0.1:8003". Empty:
/// its port is chosen by the system.
std::string WorkerAddress(const std::string& listen, bool tls, const std::string& public_url);

/// Questions to the ports; what is asked must outlive the question.
/// Whether a tocsin worker answers at this address (WorkerAddress).
Question AskWorker(HttpClient& client, std::string address, Duration timeout);
Question AskCarrier(TelephonyProvider& carrier, Duration timeout);
/// Whether a page of a service of HTTP is there: GET, 200.
Question AskPage(HttpClient& client, std::string url, Duration timeout);
/// Whether the voice makes sound of a few words.
Question AskVoice(TextToSpeech& voice, Duration timeout);
/// Whether the ears take half a second of silence.
Question AskEars(SpeechToText& ears, Duration timeout);
Question AskBus(Bus& bus, Duration timeout);
/// Whether it answers and its schema is of this release.
Question AskDatabase(Store& store);

}  // namespace tocsin::compose
