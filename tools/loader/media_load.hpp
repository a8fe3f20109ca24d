#pragma once

#include <memory>
#include <string>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "tools/phone/live/media_dialect.hpp"

namespace tocsin::load {

/// Many live calls against a worker that runs, all on this machine.
struct MediaLoad {
  int calls = 10;
  int seconds = 30;  ///< of measuring, once all calls are up
  int rounds = 1;    ///< how often: all calls end, then as many others come
  phone::Carrier carrier = phone::Carrier::kTwilio;
  std::string url = "http://127.0.0.1:8003";  ///< where the worker listens
  std::string public_url;  ///< what it is reached by from outside, which is signed; empty: `url`
  std::string account;     ///< Twilio's SID, or Exotel's
  std::string token;       ///< that signs; Exotel: the API token
  std::string key;         ///< Exotel's API key
  std::string number = "+15551234567";  ///< the worker's
  std::string authorities;              ///< PEM file, for https
  double speaking = 0.1;                ///< share of the calls whose person speaks, at any time
  double keys = 0;                      ///< that each person presses in a minute
  double calls_per_second = 50;         ///< how fast they come
  int threads = 1;                      ///< that carry their sound
  int worker = 0;  ///< its process, for its processor time and memory; 0: not known
};

/// What was measured, as one JSON object; of several rounds the last one's figures, the sum of
/// calls, and the worker's memory between them, which is told on stderr as it comes. kInvalid:
/// wrong options; kTransient: the worker cannot be reached. Calls that got no media socket are
/// counted and the first reason is told.
Result<json::object> RunMediaLoad(const MediaLoad& load);

}  // namespace tocsin::load
