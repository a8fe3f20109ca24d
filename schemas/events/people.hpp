#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/spec.hpp"

namespace tocsin::events {

/// Who decided, with the number masked.
struct By {
  std::string contact;
  std::string phone;
  static const FieldTable& Spec();
};

/// Bounds of `calls_per_hour`, wherever it is said.
inline constexpr int kFewestCallsPerHour = 1;
inline constexpr int kMostCallsPerHour = 1000;

/// What a decision rests on.
struct Evidence {
  std::string heard;
  std::optional<double> confidence;
  std::optional<std::string> engine;          ///< who recognised the words; absent for keys
  std::optional<std::string> trust;           ///< none, text or calibrated; absent for keys
  std::optional<double> score;                ///< of the engine, where it has one
  std::optional<std::string> confirmed_with;  ///< absent: no confirmation was asked for
  /// Absent: the number says who it is.
  std::optional<std::string> identified_by;
  std::string prompt;
  std::string at;
  static const FieldTable& Spec();
};

/// A decision as it is passed on to closing events and actions.
struct Decided {
  std::optional<std::string> choice;
  std::optional<By> by;
  std::optional<std::string> method;
  std::optional<Evidence> evidence;
  static const FieldTable& Spec();
};

/// A decision as other calls of its question hear of it.
struct OtherDecision {
  std::string choice;
  bool final = true;
  By by;
  std::string method;
  std::string call_id;
  Evidence evidence;
  static const FieldTable& Spec();
};

/// Whom to call: a contact's name, a number, or both. The only place of events where a number
/// stands in full.
struct Recipient {
  std::string contact;
  std::string phone;
  std::optional<int> calls_per_hour = {};  ///< more dials of the number are refused; absent: any
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
