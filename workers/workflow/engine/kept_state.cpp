#include "workers/workflow/engine/kept_state.hpp"

#include <set>
#include <string>
#include <utility>

#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kKeptAt = "kept_at";

/// Copies a tree, with tasks that are to begin again.
class StateCopy {
 public:
  StateCopy(const Frame& failed, const RunState& from) : failed_(failed), from_(from) {}

  RunState Copy() {
    out_.context = from_.context;
    out_.next_id = from_.next_id;
    out_.rounds = from_.rounds;
    out_.visits = from_.visits;
    out_.closed = from_.closed;
    out_.merged = from_.merged;
    out_.root = CopyOf(*from_.root, nullptr);
    // The last one begins first.
    out_.pending.assign(begin_.rbegin(), begin_.rend());
    AskAnew();
    return std::move(out_);
  }

 private:
  std::unique_ptr<Frame> CopyOf(const Frame& frame, Frame* parent) {
    auto copy = std::make_unique<Frame>();
    copy->node = frame.node;
    copy->parent = parent;
    copy->list = frame.list;
    copy->index = frame.index;
    const bool outside = !frame.waits.empty() || !frame.effects.empty() || !frame.runs.empty() ||
                         !frame.requests.empty();
    if (&frame == &failed_ || frame.children.empty() || outside) {
      copy->id = out_.next_id++;
      copy->input = frame.RawInput();
      begin_.push_back(copy->id);
      return copy;
    }
    copy->id = frame.id;
    copy->begun = frame.begun;
    copy->input = frame.input;
    copy->raw = frame.raw;
    copy->started = frame.started;
    copy->deadline = frame.deadline;
    copy->data = frame.data;
    copy->variables = frame.variables;
    copy->timers = frame.timers;
    copied_.insert(frame.node->reference);
    for (const auto& child : frame.children) copy->children.push_back(CopyOf(*child, copy.get()));
    return copy;
  }

  /// Questions are withdrawn with the run. Those of places that are not entered again, for they
  /// stand around what begins again, are others than before; the rest becomes others by itself.
  void AskAnew() {
    std::set<std::string, std::less<>> places;
    for (const auto& open : from_.questions)
      places.emplace(StringAt(open.value().as_object(), NameOf<&KeptQuestion::at>()));
    for (const auto& place : places) {
      if (!copied_.contains(place)) continue;
      const auto* rounds = out_.rounds.if_contains(place);
      out_.rounds[place] = (rounds == nullptr ? 0 : rounds->to_number<std::int64_t>()) + 1;
    }
  }

  const Frame& failed_;
  const RunState& from_;
  RunState out_;
  std::vector<std::uint64_t> begin_;
  std::set<std::string, std::less<>> copied_;  ///< places of tasks that go on
};

void Move(Frame& frame, Duration by) {
  if (frame.deadline) *frame.deadline += by;
  for (auto& [name, at] : frame.timers) at += by;
  for (auto& child : frame.children) Move(*child, by);
}

}  // namespace

std::optional<json::object> StateBefore(const Frame& failed, const RunState& state, TimePoint now) {
  if (failed.parent == nullptr || SizeOf(state, kMaxStateBytes) > kMaxStateBytes)
    return std::nullopt;
  auto before = StateCopy(failed, state).Copy();
  before.collected.clear();  // emitted again as the run ends
  auto kept = EncodeState(std::move(before));
  kept[kKeptAt] = now.time_since_epoch().count();
  return kept;
}

std::optional<TimePoint> KeptAt(const json::object& state) {
  const auto* at = state.if_contains(kKeptAt);
  if (at == nullptr || !at->is_int64()) return std::nullopt;
  return TimePoint(Duration(at->get_int64()));
}

void MoveTimers(RunState& state, Duration by) { Move(*state.root, by); }

}  // namespace tocsin::workflow
