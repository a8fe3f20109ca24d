#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "schemas/json_schema.hpp"
#include "schemas/tenant.hpp"
#include "schemas/yaml.hpp"
#include "workers/bridge/hooks/hook_tables.hpp"
#include "workers/runtime/event_mapping.hpp"

namespace tocsin::bridge {

struct ExpectedHookEvent {
  Mark mark;
  std::string type;
  std::optional<std::string> subject;
  json::value data;  ///< a part of what the event must hold; null: anything
};

/// A request and what must come of it.
struct HookExample {
  std::string name;
  Mark mark;
  MadeByEntry made_by;
  HttpHeaders headers;
  std::vector<std::pair<std::string, std::string>> query;
  std::string body;
  std::vector<ExpectedHookEvent> events;
  std::vector<std::size_t> failed;
  int status = 202;
};

/// How the webhooks of one sender become events: a file `workflows/hooks/NAME.yaml`. Immutable.
struct Hook {
  std::string name;
  std::string description;
  std::string tenant{kDefaultTenant};  ///< whose events it makes
  std::string each;                    ///< jq; empty: the body is the only item
  std::optional<JsonSchema> schema;
  runtime::EventMapping mapping;  ///< its id is empty where `fingerprint` makes it
  std::string fingerprint;        ///< jq; empty: the mapping has an id
  std::optional<Duration> window;
  HookLimitsEntry limits;
  std::vector<HookExample> examples;

  /// The types that events may have, as far as the file says them: a literal one, or the words of
  /// its jq that look like types.
  std::vector<std::string> Types() const;
};

/// What the expressions of an item may use beside the standard variables.
const std::vector<std::string>& ItemVariables();
/// What `each` may use.
const std::vector<std::string>& BodyVariables();

struct HookFile {
  std::shared_ptr<const Hook> hook;  ///< null where there are errors
  std::vector<Finding> findings;
};

/// Reads a hook's file. Every mistake is a finding with its place: unknown keys, jq that does not
/// compile (at its character), a schema that is none, types that only this service makes.
HookFile ReadHook(std::string_view text, std::string_view file, ExpressionEngine& engine);

/// Whether it can be the last part of the path `/hooks/NAME`.
bool IsHookName(std::string_view name);

}  // namespace tocsin::bridge
