#include "workers/voice/call/call.hpp"

#include <array>

#include "schemas/tenant.hpp"
#include "workers/voice/call/state_fields.hpp"

namespace tocsin::voice {
namespace {

constexpr int kCallFormat = 1;

}  // namespace

std::span<const std::string_view> WordsOf(Phase) {
  static constexpr std::array<std::string_view, 6> kWords = {"planned", "dialling", "unknown",
                                                             "placed",  "live",     "over"};
  return kWords;
}

std::span<const std::string_view> WordsOf(Listener) {
  static constexpr std::array<std::string_view, 4> kWords = {"not_said", "human", "machine",
                                                             "unsure"};
  return kWords;
}

std::span<const std::string_view> WordsOf(Step) {
  static constexpr std::array<std::string_view, 2> kWords = {"choose", "confirm"};
  return kWords;
}

std::string_view ToString(Phase phase) { return WordsOf(phase)[static_cast<std::size_t>(phase)]; }

template <class Visitor, Of<Candidate> Stored>
void Fields(Visitor& field, Stored& candidate) {
  field("choice", candidate.choice);
  field("method", candidate.method);
  field("heard", candidate.heard);
  field("confidence", candidate.confidence);
  field("engine", candidate.engine);
  field("trust", candidate.trust);
  field("score", candidate.score);
  field("prompt", candidate.prompt);
  field("code", candidate.code);
}

template <class Visitor, Of<TurnTaking> Stored>
void Fields(Visitor& field, Stored& taking) {
  field("end_after", taking.end_after);
  field("first_words", taking.first_words);
  field("barge_in", taking.barge_in);
}

template <class Visitor, Of<Reply::Question> Stored>
void Fields(Visitor& field, Stored& question) {
  field("turn", question.turn, 1);
  field("digits", question.digits, 1);
  field("hints", question.hints);
  field("taking", question.taking);
  field("pause", question.pause);
  field("unproven", question.unproven);
  field("free_speech", question.free_speech);
  field("converses", question.converses);
}

template <class Visitor, Of<Reply> Stored>
void Fields(Visitor& field, Stored& reply) {
  field("language", reply.language);
  field("say", reply.say);
  field("ask", reply.ask);
  field("stream", reply.stream);
  field("follows", reply.follows);
}

template <class Visitor, Of<Spoken> Stored>
void Fields(Visitor& field, Stored& spoken) {
  field("text", spoken.text);
  field("at", spoken.at);
}

template <class Visitor, Of<LiveSound> Stored>
void Fields(Visitor& field, Stored& live) {
  field("given", live.given);
  field("opened", live.opened);
  field("open", live.open);
  field("stream", live.stream);
  field("spoken", live.spoken);
  field("cut", live.cut);
  field("stopped", live.stopped);
  field("off", live.off);
  field("lost_at", live.lost_at);
  field("trust", live.trust);
}

template <class Visitor, Of<FreeQuestion> Stored>
void Fields(Visitor& field, Stored& asked) {
  field("number", asked.number);
  field("at", asked.at);
  field("over", asked.over);
  field("said", asked.said);
  field("answer", asked.answer);
}

template <class Visitor, Of<ConversedLine> Stored>
void Fields(Visitor& field, Stored& line) {
  field("by", line.by);
  field("text", line.text);
  field("cut", line.cut);
  field("tool", line.tool);
  field("tool_call", line.tool_call);
  field("arguments", line.arguments);
}

template <class Visitor, Of<Conversation> Stored>
void Fields(Visitor& field, Stored& talk) {
  field("said", talk.said);
  field("left_out", talk.left_out);
  field("recap", talk.recap);
  field("recap_question", talk.recap_question);
  field("recap_lines", talk.recap_lines);
  field("known", talk.known);
  field("turns", talk.turns);
  field("ask", talk.ask);
  field("written", talk.written);
  field("failures", talk.failures);
  field("tools", talk.tools);
  field("spent", talk.spent);
  field("owed", talk.owed);
  field("language", talk.language);
  field("heard_in", talk.heard_in);
  field("heard_turns", talk.heard_turns);
  field("told_only", talk.told_only);
  field("ending", talk.ending);
  field("name", talk.name);
  field("asked_name", talk.asked_name);
  field("names_asked", talk.names_asked);
  field("tool", talk.tool);
}

template <class Visitor, Of<CallSummary> Stored>
void Fields(Visitor& field, Stored& summary) {
  field("question", summary.question);
  field("duration_seconds", summary.duration_seconds);
  field("cost", summary.cost);
  field("then", summary.then);
}

template <class Visitor, Of<TurnTimes> Stored>
void Fields(Visitor& field, Stored& times) {
  field("turn", times.turn);
  field("endpoint", times.endpoint);
  field("ears", times.ears);
  field("text", times.text);
  field("sentence", times.sentence);
  field("ears_name", times.ears_name);
  field("model_name", times.model_name);
}

template <class Visitor, Of<Dialogue> Stored>
void Fields(Visitor& field, Stored& talk) {
  field("turn", talk.turn);
  field("lines", talk.lines);
  field("step", talk.step);
  field("candidate", talk.candidate);
  field("silences", talk.silences);
  field("misses", talk.misses);
  field("details", talk.details);
  field("warned", talk.warned);
  field("last", talk.last);
  field("only_keys", talk.only_keys);
  field("fetched", talk.fetched);
  field("fetched_at", talk.fetched_at);
  field("rest", talk.rest);
  field("unheard", talk.unheard);
  field("explained", talk.explained);
  field("questions", talk.questions);
  field("asked", talk.asked);
  field("listener", talk.listener);
  field("unproven", talk.unproven);
  field("keyed", talk.keyed);
  field("machine_at", talk.machine_at);
  field("screened_at", talk.screened_at);
  field("introductions", talk.introductions);
  field("conversation", talk.conversation);
  field("times", talk.times);
  field("cost_ears", talk.cost_ears);
  field("cost_voice", talk.cost_voice);
  field("summary", talk.summary);
  field("kept", talk.kept);
}

template <class Visitor, Of<BorrowedQuestion> Stored>
void Fields(Visitor& field, Stored& borrowed) {
  field("alert_id", borrowed.alert_id);
  field("contact", borrowed.contact);
  Fields(field, borrowed.lead);
}

template <class Visitor, Of<CallStep> Stored>
void Fields(Visitor& field, Stored& step) {
  field("act", step.act);
  field("say", step.say);
  field("question", step.question);
  field("choices", step.choices);
  field("context", step.context);
  field("listen", step.listen);
  field("converse", step.converse);
  field("resumed", step.resumed);
  field("language", step.language);
  field("zone", step.zone);
  field("borrowed", step.borrowed);
  Fields(field, step.origin);
}

/// All that a row holds beside its columns.
template <class Visitor, Of<Call> Stored>
void Fields(Visitor& field, Stored& call) {
  field("say", call.say);
  field("language", call.language);
  field("zone", call.zone);
  field("choices", call.choices);
  field("listen", call.listen);
  field("leave_message", call.leave_message);
  field("calls_per_hour", call.calls_per_hour);
  Fields(field, call.origin);
  field("by_hand", call.by_hand);
  field("phase", call.phase);
  field("attempt", call.attempt, 1);
  field("backoffs", call.backoffs);
  field("absent", call.absent);
  field("sequence", call.sequence, -1);
  field("initiated", call.initiated);
  field("rung", call.rung);
  field("answered", call.answered);
  field("unlisted", call.unlisted);
  field("lists_ended", call.lists_ended);
  field("tells_prices", call.tells_prices);
  field("price_asked", call.price_asked);
  field("failover", call.failover);
  field("told_unknown", call.told_unknown);
  field("cancelled", call.cancelled);
  field("ending", call.ending);
  field("closing", call.closing);
  field("cancel_reason", call.cancel_reason);
  field("farewell", call.farewell);
  field("waiting_since", call.waiting_since);
  field("dialled_at", call.dialled_at);
  field("unknown_at", call.unknown_at);
  field("listed_at", call.listed_at);
  field("placed_at", call.placed_at);
  field("answered_at", call.answered_at);
  field("timer", call.timer);
  field("limit", call.limit);
  field("warn_after", call.warn_after);
  field("talk", call.talk);
  field("step", call.step);
  field("steps", call.steps);
  field("taken", call.taken);
  field("idle_since", call.idle_since);
  field("live", call.live);
  field("log", call.log);
}

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
          .state = JsonText(StateWriter::Written(call)),
          .created_at = call.created_at,
          .updated_at = call.updated_at,
          .direction = call.direction,
          .kind = call.kind,
          .tenant = std::string(TenantNamed(call.origin.tenant))};
}

Result<Call> FromRow(const CallRow& row) {
  const auto state = ParseJson(row.state, {.max_depth = kMaxWrappedDepth});
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
  call.direction = row.direction;
  call.kind = row.kind;
  StateReader field(state->get_object());
  Fields(field, call);
  call.choices = WithPhrases(std::move(call.choices));
  for (auto& step : call.steps) step.choices = WithPhrases(std::move(step.choices));
  return call;
}

}  // namespace tocsin::voice
