#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/events/catalog.hpp"

namespace tocsin::events {

/// The definition that a run follows.
struct DefinitionReference {
  std::string space;
  std::string name;
  std::string version;
  static const FieldTable& Spec();
};

/// An error as the DSL describes it; texts are cut at 500 bytes.
struct LifecycleError {
  std::string type;
  std::int64_t status = 500;
  std::optional<std::string> title;
  std::optional<std::string> detail;
  std::optional<std::string> instance;
  static const FieldTable& Spec();
};

/// What events about runs and their tasks tell; each type takes what its table has.
struct LifecycleFacts {
  std::string name;  ///< of the run: NAME-ID.NAMESPACE of its definition
  DefinitionReference definition;
  std::string task;  ///< JSON pointer
  std::string at;    ///< RFC 3339
  LifecycleError error;
  std::string status;
  json::object keys;  ///< what correlations gave
};

/// Events about runs and their tasks, as the Open Workflow Specification names them
/// (io.serverlessworkflow.*.v1), with `definition` beside what it asks for.
std::vector<EventType> LifecycleTypes();
/// The data of one of them.
Payload LifecycleData(std::string_view type, LifecycleFacts facts);

}  // namespace tocsin::events
