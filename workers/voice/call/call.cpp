#include "workers/voice/call/call.hpp"

#include <array>

namespace tocsin::voice {
namespace {

constexpr int kCallFormat = 1;
using Listener = Dialogue::Listener;

constexpr std::array<std::pair<Phase, std::string_view>, 6> kPhases = {{
    {Phase::kPlanned, "planned"},
    {Phase::kDialling, "dialling"},
    {Phase::kUnknown, "unknown"},
    {Phase::kPlaced, "placed"},
    {Phase::kLive, "live"},
    {Phase::kOver, "over"},
}};
constexpr std::array<std::pair<Listener, std::string_view>, 4> kListeners = {{
    {Listener::kNotSaid, "not_said"},
    {Listener::kHuman, "human"},
    {Listener::kMachine, "machine"},
    {Listener::kUnsure, "unsure"},
}};

template <class Table>
std::string_view WordOf(const Table& table, const typename Table::value_type::first_type& value) {
  for (const auto& [key, word] : table)
    if (key == value) return word;
  return {};
}

template <class Table>
auto ValueOf(const Table& table, std::string_view text) {
  for (const auto& [key, word] : table)
    if (word == text) return key;
  return table.front().first;
}

/// Writes only what is set, so that states stay small.
class StateWriter {
 public:
  void Text(std::string_view name, const std::string& value) {
    if (!value.empty()) out_[name] = value;
  }
  void Number(std::string_view name, int value, int unset = 0) {
    if (value != unset) out_[name] = value;
  }
  void Flag(std::string_view name, bool value) {
    if (value) out_[name] = true;
  }
  void Time(std::string_view name, const std::optional<TimePoint>& value) {
    if (value) out_[name] = value->time_since_epoch().count();
  }
  void Length(std::string_view name, Duration value) {
    if (value.count() != 0) out_[name] = value.count();
  }
  void Value(std::string_view name, json::value value) { out_[name] = std::move(value); }
  json::object Take() { return std::move(out_); }

 private:
  json::object out_;
};

class StateReader {
 public:
  explicit StateReader(const json::object& in) : in_(in) {}
  std::string Text(std::string_view name) const { return std::string(StringAt(in_, name)); }
  int Number(std::string_view name, int unset = 0) const {
    const auto* found = in_.if_contains(name);
    return found != nullptr && found->is_int64() ? static_cast<int>(found->get_int64()) : unset;
  }
  bool Flag(std::string_view name) const {
    const auto* found = in_.if_contains(name);
    return found != nullptr && found->is_bool() && found->get_bool();
  }
  std::optional<TimePoint> Time(std::string_view name) const {
    const auto* found = in_.if_contains(name);
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    return TimePoint(Duration(found->get_int64()));
  }
  Duration Length(std::string_view name) const {
    const auto* found = in_.if_contains(name);
    return Duration(found != nullptr && found->is_int64() ? found->get_int64() : 0);
  }
  const json::value* Value(std::string_view name) const { return in_.if_contains(name); }

 private:
  const json::object& in_;
};

json::value WriteCandidate(const Candidate& candidate) {
  StateWriter out;
  out.Text("choice", candidate.choice);
  out.Text("method", candidate.method);
  out.Text("heard", candidate.evidence.heard);
  if (candidate.evidence.confidence) out.Value("confidence", *candidate.evidence.confidence);
  out.Text("prompt", candidate.evidence.prompt);
  return out.Take();
}

Candidate ReadCandidate(const json::object& object) {
  const StateReader in(object);
  Candidate candidate{.choice = in.Text("choice"), .method = in.Text("method"), .evidence = {}};
  candidate.evidence.heard = in.Text("heard");
  candidate.evidence.prompt = in.Text("prompt");
  if (const auto* confidence = in.Value("confidence"); confidence && confidence->is_number())
    candidate.evidence.confidence = confidence->to_number<double>();
  return candidate;
}

json::value WriteTalk(const Dialogue& talk) {
  StateWriter out;
  out.Number("turn", talk.turn);
  out.Number("lines", talk.lines);
  if (talk.step == Step::kConfirm) out.Text("step", "confirm");
  if (talk.candidate) out.Value("candidate", WriteCandidate(*talk.candidate));
  out.Number("silences", talk.silences);
  out.Number("misses", talk.misses);
  out.Number("details", talk.details);
  out.Flag("warned", talk.warned);
  if (talk.turn > 0) out.Value("last", WriteReply(talk.last));
  json::array unheard;
  for (const auto& line : talk.unheard) unheard.emplace_back(line);
  if (!unheard.empty()) out.Value("unheard", std::move(unheard));
  out.Flag("explained", talk.explained);
  out.Flag("keyed", talk.keyed);
  out.Time("machine_at", talk.machine_at);
  out.Time("screened_at", talk.screened_at);
  out.Number("introductions", talk.introductions);
  out.Text("listener", std::string(WordOf(kListeners, talk.listener)));
  return out.Take();
}

Dialogue ReadTalk(const json::object& object) {
  const StateReader in(object);
  Dialogue talk{.turn = in.Number("turn"), .lines = in.Number("lines")};
  if (in.Text("step") == "confirm") talk.step = Step::kConfirm;
  if (const auto* candidate = in.Value("candidate"); candidate && candidate->is_object())
    talk.candidate = ReadCandidate(candidate->get_object());
  talk.silences = in.Number("silences");
  talk.misses = in.Number("misses");
  talk.details = in.Number("details");
  talk.warned = in.Flag("warned");
  if (const auto* last = in.Value("last")) talk.last = ReadReply(*last);
  if (const auto* unheard = in.Value("unheard"); unheard && unheard->is_array())
    for (const auto& line : unheard->get_array())
      if (line.is_string()) talk.unheard.emplace_back(line.get_string());
  talk.explained = in.Flag("explained");
  talk.keyed = in.Flag("keyed");
  talk.machine_at = in.Time("machine_at");
  talk.screened_at = in.Time("screened_at");
  talk.introductions = in.Number("introductions");
  talk.listener = ValueOf(kListeners, in.Text("listener"));
  return talk;
}

json::object WriteState(const Call& call) {
  StateWriter out;
  out.Text("say", call.say);
  out.Text("language", call.language);
  out.Text("zone", call.zone);
  out.Value("choices", WriteChoices(call.choices));
  out.Flag("leave_message", call.leave_message);
  out.Text("command", call.command);
  out.Text("run", call.run);
  out.Flag("by_hand", call.by_hand);
  out.Text("tenant", call.tenant);
  out.Text("traceparent", call.traceparent);
  out.Text("tracestate", call.tracestate);
  out.Text("phase", std::string(ToString(call.phase)));
  out.Number("attempt", call.attempt);
  out.Number("backoffs", call.backoffs);
  out.Number("absent", call.absent);
  out.Number("sequence", call.sequence, -1);
  out.Flag("initiated", call.initiated);
  out.Flag("rung", call.rung);
  out.Flag("answered", call.answered);
  out.Flag("told_unknown", call.told_unknown);
  out.Flag("cancelled", call.cancelled);
  out.Flag("ending", call.ending);
  out.Flag("closing", call.closing);
  out.Text("cancel_reason", call.cancel_reason);
  out.Text("farewell", call.farewell);
  out.Time("waiting_since", call.waiting_since);
  out.Time("dialled_at", call.dialled_at);
  out.Time("unknown_at", call.unknown_at);
  out.Time("listed_at", call.listed_at);
  out.Time("placed_at", call.placed_at);
  out.Time("answered_at", call.answered_at);
  out.Time("timer", call.timer);
  out.Length("limit", call.limit);
  out.Length("warn_after", call.warn_after);
  out.Value("talk", WriteTalk(call.talk));
  if (!call.log.empty()) out.Value("log", call.log);
  return out.Take();
}

void ReadState(const json::object& object, Call& call) {
  const StateReader in(object);
  call.say = in.Text("say");
  call.language = in.Text("language");
  call.zone = in.Text("zone");
  call.choices = ReadChoices(in.Value("choices"));
  call.leave_message = in.Flag("leave_message");
  call.command = in.Text("command");
  call.run = in.Text("run");
  call.by_hand = in.Flag("by_hand");
  call.tenant = in.Text("tenant");
  call.traceparent = in.Text("traceparent");
  call.tracestate = in.Text("tracestate");
  call.phase = ValueOf(kPhases, in.Text("phase"));
  call.attempt = in.Number("attempt", 1);
  call.backoffs = in.Number("backoffs");
  call.absent = in.Number("absent");
  call.sequence = in.Number("sequence", -1);
  call.initiated = in.Flag("initiated");
  call.rung = in.Flag("rung");
  call.answered = in.Flag("answered");
  call.told_unknown = in.Flag("told_unknown");
  call.cancelled = in.Flag("cancelled");
  call.ending = in.Flag("ending");
  call.closing = in.Flag("closing");
  call.cancel_reason = in.Text("cancel_reason");
  call.farewell = in.Text("farewell");
  call.waiting_since = in.Time("waiting_since");
  call.dialled_at = in.Time("dialled_at");
  call.unknown_at = in.Time("unknown_at");
  call.listed_at = in.Time("listed_at");
  call.placed_at = in.Time("placed_at");
  call.answered_at = in.Time("answered_at");
  call.timer = in.Time("timer");
  call.limit = in.Length("limit");
  call.warn_after = in.Length("warn_after");
  if (const auto* talk = in.Value("talk"); talk && talk->is_object())
    call.talk = ReadTalk(talk->get_object());
  if (const auto* log = in.Value("log"); log && log->is_array()) call.log = log->get_array();
}

}  // namespace

std::string_view ToString(Phase phase) { return WordOf(kPhases, phase); }

CallRow ToRow(const Call& call) {
  return {.id = call.id,
          .question = call.question,
          .partition = call.partition,
          .alert_id = call.alert_id,
          .contact = call.contact,
          .phone = call.phone,
          .provider = call.provider,
          .provider_call_id = call.provider_call_id,
          .revision = call.revision,
          .status = call.status,
          .context = JsonText(call.context),
          .format = kCallFormat,
          .state = JsonText(WriteState(call)),
          .created_at = call.created_at,
          .updated_at = call.updated_at};
}

Result<Call> FromRow(const CallRow& row) {
  const auto state = ParseJson(row.state);
  if (row.format != kCallFormat || !state || !state->is_object()) {
    return Fail(ErrorKind::kInvalid, "reading call: unknown format of its state", "voice");
  }
  Call call;
  call.id = row.id;
  call.id_text = row.id.ToString();
  call.question = row.question;
  call.partition = row.partition;
  call.alert_id = row.alert_id;
  call.contact = row.contact;
  call.phone = row.phone;
  call.provider = row.provider;
  call.provider_call_id = row.provider_call_id;
  call.revision = row.revision;
  call.status = row.status;
  if (auto context = ParseJson(row.context)) call.context = std::move(*context);
  call.created_at = row.created_at;
  call.updated_at = row.updated_at;
  ReadState(state->get_object(), call);
  return call;
}

}  // namespace tocsin::voice
