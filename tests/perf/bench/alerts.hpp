#pragma once

#include <cstdint>
#include <string>

namespace tocsin::perf {

/// What a benchmark of a running worker is told.
struct AlertLoad {
  std::string brokers;
  std::string prefix = "tocsin";  ///< of the worker's topics
  std::string run = "bench";      ///< the alerts' ids begin with it
  int first = 0;                  ///< number of the first alert
  int count = 50'000;             ///< alerts
  double rate = 0;                ///< alerts a second; 0: as fast as the broker takes them
  double ramp = 0;                ///< seconds at the beginning that are not counted, at a rate
  int timeout = 120;              ///< seconds
  std::string phone = {};         ///< URL of the phone simulator
};

/// Each prints one JSON line and gives the exit code: 0 when everything came.
/// Publishes the alerts and waits until the broker has them.
int FillAlerts(const AlertLoad& load);
/// The alerts lie on the topic already and a worker has just been started: actions a second from
/// the first action's record timestamp to the last one's. Reads the actions only afterwards, so
/// that the machine works for the worker alone.
int MeasureBacklog(const AlertLoad& load);
/// Alerts in, first action of each out, at a rate: latency from the alert record's timestamp to the
/// action record's, in ms.
int MeasureAlerts(const AlertLoad& load);
/// The same without a word: what is measured next finds everything in use already.
int WarmUp(const AlertLoad& load);
/// Alerts in, dial requests out, at a rate: latency from the alert record's timestamp to the
/// moment at which the simulator has read the carrier's request, in ms. Alert i rings the number
/// +1202(5000000+i), which does not answer.
int MeasureDials(const AlertLoad& load);
/// Deletes the topics of the worker and of the limits' run.
int DropTopics(const AlertLoad& load);

}  // namespace tocsin::perf
