#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "schemas/json.hpp"
#include "schemas/spec.hpp"

/// What the bridge keeps in the store beyond one run of the program: rows live on while releases
/// change, so a member that is new is one that may be absent.
namespace tocsin::bridge {

/// EffectRow::request of a delivery and of a message.
struct StoredTask {
  std::string delivery;
  std::string message_id;
  json::object event;       ///< its attributes
  std::string data_base64;  ///< its data, whatever bytes they are
  std::string topic;        ///< where it was read
  int partition = 0;
  std::int64_t offset = 0;
  std::optional<bool> awaits = {};
  std::optional<bool> silent = {};
  std::optional<std::string> since = {};
  std::optional<std::string> released = {};
  static const FieldTable& Spec();
};

/// ActionOpen::about and ActionRow::about.
struct StoredOrigin {
  json::object event;  ///< attributes of what asked for the action
  std::string action_id;
  std::string alert_id;
  std::string action;
  static const FieldTable& Spec();
};

}  // namespace tocsin::bridge
