#include "workers/workflow/engine/collected.hpp"
#include "workers/workflow/engine/frame.hpp"
#include "workers/workflow/language/definition.hpp"

namespace tocsin::workflow {
namespace {

std::int64_t Milliseconds(TimePoint time) { return time.time_since_epoch().count(); }
TimePoint Time(const json::value& value) { return TimePoint(Duration(value.as_int64())); }

constexpr std::string_view kSignature = "signature";
constexpr std::string_view kValue = "value";

/// What is waited for stands in the task's data, where former releases look for it; `awaited` has
/// that of the second and later waits.
void PutWaits(const std::vector<FrameWait>& waits, json::object& out) {
  if (waits.empty()) return;
  json::array ids, more;
  for (const auto& wait : waits) {
    ids.emplace_back(wait.id.ToString());
    json::object awaited{{kSignature, wait.signature}, {kValue, wait.value}};
    if (ids.size() > 1) {
      more.push_back(std::move(awaited));
      continue;
    }
    auto& data = out["data"];
    if (data.is_null()) data.emplace_object();
    for (auto& member : awaited) data.get_object()[member.key()] = std::move(member.value());
  }
  out["waits"] = std::move(ids);
  if (!more.empty()) out["awaited"] = std::move(more);
}

void ReadWaits(const json::object& in, Frame& frame) {
  const auto* ids = in.if_contains("waits");
  if (ids == nullptr) return;
  for (const auto& id : ids->as_array()) {
    const auto number = frame.waits.size();
    const json::object& awaited =
        number == 0 ? frame.data : in.at("awaited").as_array().at(number - 1).as_object();
    frame.waits.push_back({Uuid::Parse(id.as_string()).value(),
                           std::string(StringAt(awaited, kSignature)),
                           std::string(StringAt(awaited, kValue))});
  }
  frame.data.erase(kSignature);
  frame.data.erase(kValue);
}

json::object EncodeFrame(Frame& frame) {
  json::object out;
  out["id"] = frame.id;
  out["at"] = frame.node->reference;
  if (frame.list != 0) out["list"] = frame.list;
  if (frame.index != 0) out["index"] = frame.index;
  if (!frame.begun) out["new"] = true;
  out["in"] = std::move(frame.input);
  if (frame.raw) out["raw"] = *std::move(frame.raw);
  if (frame.begun) out["since"] = Milliseconds(frame.started);
  if (frame.deadline) out["deadline"] = Milliseconds(*frame.deadline);
  if (!frame.data.empty()) out["data"] = std::move(frame.data);
  if (!frame.variables.empty()) out["vars"] = std::move(frame.variables);
  if (!frame.timers.empty()) {
    json::object timers;
    for (const auto& [name, at] : frame.timers) timers[name] = Milliseconds(at);
    out["timers"] = std::move(timers);
  }
  const auto put_ids = [&](const char* key, const auto& ids) {
    if (ids.empty()) return;
    json::array array;
    for (const auto& id : ids) array.emplace_back(id.ToString());
    out[key] = std::move(array);
  };
  PutWaits(frame.waits, out);
  put_ids("effects", frame.effects);
  put_ids("runs", frame.runs);
  if (!frame.requests.empty()) out["requests"] = json::value_from(frame.requests);
  if (!frame.children.empty()) {
    json::array children;
    for (auto& child : frame.children) children.emplace_back(EncodeFrame(*child));
    out["tasks"] = std::move(children);
  }
  return out;
}

template <class Id>
void ReadIds(const json::object& in, std::string_view key, std::vector<Id>& out) {
  const auto* found = in.if_contains(key);
  if (found == nullptr) return;
  for (const auto& item : found->as_array()) out.push_back(Id::Parse(item.as_string()).value());
}

/// Throws std::exception when the state is not one of ours; DecodeState turns it into an error.
std::unique_ptr<Frame> DecodeFrame(json::object& in, const Definition& definition, Frame* parent) {
  auto frame = std::make_unique<Frame>();
  frame->parent = parent;
  frame->id = in.at("id").to_number<std::uint64_t>();
  frame->node = definition.FindTask(in.at("at").as_string());
  if (frame->node == nullptr)
    throw std::runtime_error("no task " + std::string(in.at("at").as_string()));
  const auto size_at = [&](const char* key) {
    const auto* found = in.if_contains(key);
    return found == nullptr ? std::size_t{0} : found->to_number<std::size_t>();
  };
  frame->list = size_at("list");
  frame->index = size_at("index");
  frame->begun = !in.contains("new");
  frame->input = std::move(in.at("in"));
  if (auto* raw = in.if_contains("raw")) frame->raw = std::move(*raw);
  if (const auto* since = in.if_contains("since")) frame->started = Time(*since);
  if (const auto* deadline = in.if_contains("deadline")) frame->deadline = Time(*deadline);
  if (auto* data = in.if_contains("data")) frame->data = std::move(data->as_object());
  if (auto* variables = in.if_contains("vars"))
    frame->variables = std::move(variables->as_object());
  if (const auto* timers = in.if_contains("timers"))
    for (const auto& timer : timers->as_object())
      frame->timers.emplace(timer.key(), Time(timer.value()));
  ReadWaits(in, *frame);
  ReadIds(in, "effects", frame->effects);
  ReadIds(in, "runs", frame->runs);
  if (const auto* requests = in.if_contains("requests"))
    frame->requests = json::value_to<std::vector<std::string>>(*requests);
  if (auto* children = in.if_contains("tasks"))
    for (auto& child : children->as_array())
      frame->children.push_back(DecodeFrame(child.as_object(), definition, frame.get()));
  return frame;
}

std::size_t SizeOf(const Frame& frame, std::size_t limit) {
  std::size_t size = 100 + 40 * (frame.effects.size() + frame.runs.size() + frame.requests.size());
  for (const auto& wait : frame.waits) size += 80 + wait.signature.size() + wait.value.size();
  size += tocsin::workflow::SizeOf(frame.input, limit);
  if (frame.raw) size += tocsin::workflow::SizeOf(*frame.raw, limit);
  for (const auto* object : {&frame.data, &frame.variables})
    for (const auto& member : *object) size += 8 + tocsin::workflow::SizeOf(member.value(), limit);
  for (const auto& child : frame.children) {
    if (size > limit) return size;
    size += SizeOf(*child, limit);
  }
  return size;
}

}  // namespace

std::size_t SizeOf(const json::value& value, std::size_t limit, std::size_t depth) {
  std::size_t size = 2;
  if (IsContainer(value) && depth >= kMaxWrappedDepth) return limit + 1;
  switch (value.kind()) {
    case json::kind::string:
      return size + value.get_string().size();
    case json::kind::array:
      for (const auto& item : value.get_array()) {
        if (size > limit) return size;
        size += 1 + SizeOf(item, limit, depth + 1);
      }
      return size;
    case json::kind::object:
      for (const auto& member : value.get_object()) {
        if (size > limit) return size;
        size += 4 + member.key().size() + SizeOf(member.value(), limit, depth + 1);
      }
      return size;
    case json::kind::null:
    case json::kind::bool_:
      return 5;
    default:
      return 8;
  }
}

std::size_t SizeOf(const RunState& state, std::size_t limit) {
  std::size_t size =
      SizeOf(*state.root, limit) + SizeOf(state.context, limit) + 8 * state.pending.size();
  for (const auto& event : state.collected) size += SizeOf(event, limit);
  return size;
}

json::object EncodeState(RunState state) {
  json::object out;
  out["root"] = EncodeFrame(*state.root);
  out["context"] = std::move(state.context);
  out["next"] = state.next_id;
  if (!state.pending.empty()) out["pending"] = json::value_from(state.pending);
  if (!state.rounds.empty()) out["rounds"] = std::move(state.rounds);
  if (!state.visits.empty()) out["visits"] = std::move(state.visits);
  if (!state.questions.empty()) out["questions"] = std::move(state.questions);
  if (state.closed) out["closed"] = true;
  if (state.merged != 0) out["merged"] = state.merged;
  if (!state.collected.empty()) out[kCollected] = std::move(state.collected);
  return out;
}

Result<RunState> DecodeState(json::object state, const Definition& definition) {
  try {
    RunState out;
    out.root = DecodeFrame(state.at("root").as_object(), definition, nullptr);
    out.context = std::move(state.at("context"));
    out.next_id = state.at("next").to_number<std::uint64_t>();
    if (const auto* pending = state.if_contains("pending"))
      out.pending = json::value_to<std::vector<std::uint64_t>>(*pending);
    if (auto* rounds = state.if_contains("rounds")) out.rounds = std::move(rounds->as_object());
    if (auto* visits = state.if_contains("visits")) out.visits = std::move(visits->as_object());
    if (auto* questions = state.if_contains("questions"))
      out.questions = std::move(questions->as_object());
    out.closed = state.contains("closed");
    if (const auto* merged = state.if_contains("merged"))
      out.merged = merged->to_number<std::uint64_t>();
    if (auto* collected = state.if_contains(kCollected))
      out.collected = std::move(collected->as_array());
    return out;
  } catch (const std::exception& error) {
    return Fail(ErrorKind::kInternal, std::string("reading the state of a run: ") + error.what(),
                "workflow");
  }
}

}  // namespace tocsin::workflow
