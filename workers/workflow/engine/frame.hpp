#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

class Definition;

/// An event that a task waits for, as the store knows it.
struct FrameWait {
  Uuid id;
  std::string signature;
  std::string value;  ///< canonical JSON of what its correlations must give
};

/// A task that is running. Frames form a tree; the root is the workflow itself.
struct Frame {
  std::uint64_t id = 0;  ///< unique within the run, never used again
  const TaskNode* node = nullptr;
  Frame* parent = nullptr;
  std::size_t list = 0, index = 0;  ///< place in the parent's lists
  bool begun = false;
  bool settled = false;                 ///< ended by itself: no OnCancel. Never stored
  bool ending = false;                  ///< being taken away with all within it. Never stored
  json::value input = {};               ///< transformed; until `begun` the raw one
  std::optional<json::value> raw = {};  ///< raw input when `input.from` changed it
  TimePoint started = {};
  std::optional<TimePoint> deadline = {};
  json::object data = {};       ///< what the task type keeps
  json::object variables = {};  ///< what inner tasks see beside the standard variables
  std::map<std::string, TimePoint, std::less<>> timers = {};
  std::vector<FrameWait> waits = {};
  std::vector<EffectId> effects = {};
  std::vector<RunId> runs = {};            ///< that were started and are waited for
  std::vector<std::string> requests = {};  ///< ids of emitted events whose replies come here
  std::vector<std::unique_ptr<Frame>> children = {};

  const json::value& RawInput() const { return raw ? *raw : input; }
};

/// All that a run remembers between inputs.
struct RunState {
  std::unique_ptr<Frame> root;
  json::value context;
  std::uint64_t next_id = 1;
  std::vector<std::uint64_t> pending;  ///< frames to begin, the next one last
  json::object rounds;                 ///< how often a question's place was entered
  json::object visits;                 ///< how often a function call was begun
  /// Questions without a final answer that was taken, oldest first: id to KeptQuestion.
  json::object questions;
  bool closed = false;       ///< it has told how its alert ended
  std::uint64_t merged = 0;  ///< starting events of the run's key that came after it
  json::array collected;     ///< those that wait to be taken, oldest first (collected.hpp)
};

/// Bytes of the state as JSON, about; stops counting beyond `limit`.
std::size_t SizeOf(const RunState& state, std::size_t limit);
/// The same of a value; one nested deeper than kMaxWrappedDepth is beyond any limit.
std::size_t SizeOf(const json::value& value, std::size_t limit, std::size_t depth = 0);

json::object EncodeState(RunState state);
/// kInternal: not a state of this definition.
Result<RunState> DecodeState(json::object state, const Definition& definition);

}  // namespace tocsin::workflow
