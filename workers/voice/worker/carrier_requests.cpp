#include "workers/voice/worker/carrier_requests.hpp"

#include <spdlog/spdlog.h>

#include "adapters/log_line.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/voice/call/call_journal.hpp"
#include "workers/voice/talk/first_words.hpp"
#include "workers/voice/worker/instructions.hpp"

namespace tocsin::voice {

namespace {

Error Misplaced(int attempt, const PlaceResult& result) {
  const std::string_view what =
      result.outcome == PlaceOutcome::kNotSent   ? "not placed, tried again while it makes sense"
      : result.outcome == PlaceOutcome::kRefused ? "refused for good"
                                                 : "nobody can tell whether it rings, asking";
  return {ErrorKind::kTransient,
          "attempt " + std::to_string(attempt) + ": " +
              (result.reason.empty() ? "no usable answer" : result.reason) + ": " +
              std::string(what),
          "voice"};
}

/// Its calls are left to callbacks, and to the carrier's own time limit.
Error Gone(const CarrierAccount& at) {
  return {ErrorKind::kRejected,
          "the account " + at.account + " of carrier " + at.carrier + " is set no more", "voice"};
}

}  // namespace

AttemptId AttemptIdOf(const Call& call, int attempt) {
  return AttemptId::Derive({"attempt", call.id_text, std::to_string(attempt)});
}

std::string CarrierRequests::TokenHash(const Call& call, int attempt, TimePoint claimed) const {
  return Sha256Hex(TokenOf(call, attempt, claimed));
}

std::string CarrierRequests::TokenOf(const Call& call, int attempt, TimePoint claimed) const {
  return AttemptToken(parts_.token_secret.Reveal(), AttemptIdOf(call, attempt), claimed);
}

std::function<void(const Error& error)> CarrierRequests::Complaint(const Call& call,
                                                                   const CarrierAccount& at,
                                                                   std::string_view doing) const {
  LogLine line{.level = spdlog::level::warn,
               .text = fmt::format("carrier {}: {} {}: ", at.carrier, doing, NameForLog(call)),
               .fields = FieldsForLog(call)};
  PutField(line.fields, "provider", at.carrier);
  return [quota = complaints_, line = std::move(line), metrics = parts_.metrics,
          carrier = at.carrier](const Error& error) {
    if (metrics != nullptr)
      metrics->Add("tocsin_provider_errors_total", 1, {{"provider", carrier}, {"part", "carrier"}});
    if (const auto more = quota->Admit()) WriteLog(line, error.message + *more);
  };
}

CallbackUrls CarrierRequests::UrlsOf(const CarrierLine& line, std::string_view token) const {
  return CallbackUrls(parts_.settings.Get()->public_bases.front(), line.Can().webhook_path, token);
}

void CarrierRequests::Make(const Call& call, const Command& command, Answered answered) {
  if (const auto* dial = std::get_if<Dial>(&command)) {
    Place(call, *dial, std::move(answered));
  } else if (const auto* list = std::get_if<ListCalls>(&command)) {
    List(call, *list, std::move(answered));
  } else if (const auto* read = std::get_if<ReadCall>(&command)) {
    Read(call, *read, std::move(answered));
  } else if (const auto* end = std::get_if<EndCall>(&command)) {
    End(call, *end);
  } else if (const auto* move = std::get_if<MoveCall>(&command)) {
    Move(call, *move);
  } else if (const auto* ask = std::get_if<AskModel>(&command)) {
    Ask(*ask, std::move(answered));
  }
}

/// A service on the call's live line, where one is to; else the language model, where one is set up
/// still: the question's time runs out.
void CarrierRequests::Ask(const AskModel& ask, Answered answered) {
  const auto put = [live = parts_.live, questions = parts_.questions, ask, answered] {
    if (questions == nullptr || (ask.line && ask.line->silently)) return;
    ModelQuestions::Speak speak;
    if (live != nullptr)
      speak = [live, token = ask.leg.token_hash, number = ask.number](std::string sentence,
                                                                      bool last) {
        live->Append(token, number, std::move(sentence), last);
      };
    questions->Ask(ask, std::move(speak), answered);
  };
  if (!ask.line || ask.ahead || parts_.live == nullptr) return put();
  const auto told = [leg = ask.leg, number = ask.number, answered](LineAnswer answer) {
    QuestionAnswered whole{.leg = leg, .number = number, .answer = std::move(answer.answer->text)};
    whole.usage = answer.answer->usage;
    whole.calls = std::move(answer.answer->calls);
    whole.first_text = whole.first_sentence = answer.first_text;
    whole.engine = std::move(answer.engine);
    whole.by_line = true;
    answered(std::move(whole));
  };
  LineAsk to_line{.number = ask.number,
                  .messages = ask.messages,
                  .news = ask.line->news,
                  .tools = ask.tools,
                  .language = ask.line->language,
                  .heard = ask.line->heard,
                  .silently = ask.line->silently};
  if (!ask.line->rules.empty() && !to_line.messages.empty())
    to_line.messages.insert(to_line.messages.begin() + 1,
                            {.role = LanguageMessage::Role::kSystem, .text = ask.line->rules});
  if (!parts_.live->Converse(ask.leg.token_hash, std::move(to_line), told, put)) put();
}

/// An attempt that was decided for an account that is not in force any more was not sent: it is
/// decided again for the one that is.
void CarrierRequests::Place(const Call& call, const Dial& dial, Answered answered) {
  const auto give = [attempt = dial.attempt, at = dial.at, answered = std::move(answered),
                     then = parts_.carriers.After(dial.at.carrier, call.phone),
                     complain = Complaint(call, dial.at, "dialling")](PlaceResult result) {
    if (result.outcome != PlaceOutcome::kPlaced) complain(Misplaced(attempt, result));
    answered(PlaceAnswered{attempt, std::move(result), at, then});
  };
  const auto* line = parts_.carriers.InForce(dial.at);
  if (line == nullptr || line->Can().from != dial.from)
    return give({.outcome = PlaceOutcome::kNotSent,
                 .call = {},
                 .reason = "the account was changed since it was decided"});
  const auto settings = parts_.settings.Get();
  const auto urls = UrlsOf(*line, TokenOf(call, dial.attempt, dial.claimed));
  PlaceCall request{.to = call.phone,
                    .from = dial.from,
                    .answer_url = urls.Answer(),
                    .status_url = urls.Status(),
                    .machine_detection_url = {},
                    .fallback_url = urls.Fallback(),
                    .ring_timeout = settings->ring_timeout,
                    .time_limit = call.limit,
                    .live = {},
                    .token = urls.Token()};
  if (settings->detect_machines && line->Can().machine_detection)
    request.machine_detection_url = urls.MachineDetection();
  if (settings->LiveIn(call.language, line->Can().name) && parts_.MayOpenLive(*line))
    request.live = ConnectTo(*line, settings->public_bases.front(), urls.Token(), 1, call.language);
  const bool ours = request.live ? !line->Can().live_audio->text : parts_.sounds != nullptr;
  runtime::CrashPoint("before_dial");
  line->provider->Place(std::move(request), [give](PlaceResult result) {
    runtime::CrashPoint("after_dial");
    give(std::move(result));
  });
  if (ours) MakeFirstWords(call, *settings);
}

void CarrierRequests::MakeFirstWords(const Call& call, const VoiceSettings& settings) const {
  if (parts_.ahead == nullptr) return;
  parts_.ahead->MakeNow({.lines = FirstWords(call, call.created_at, settings),
                         .language = call.language,
                         .tenant = std::string(TenantNamed(call.origin.tenant))});
}

/// Another account's list would show the call as absent, and it would be dialled again.
void CarrierRequests::List(const Call& call, const ListCalls& list, Answered answered) {
  const auto give = [attempt = list.attempt, answered = std::move(answered),
                     complain = Complaint(call, list.at, "looking for")](auto calls) {
    if (!calls) complain(calls.error());
    answered(CallsListed{attempt, std::move(calls)});
  };
  const auto* line = parts_.carriers.Find(list.at);
  if (line == nullptr) return give(Result<std::vector<ListedCall>>(Fail(Gone(list.at))));
  line->provider->List(call.phone, list.from, list.since, give);
}

void CarrierRequests::Read(const Call& call, const ReadCall& read, Answered answered) {
  const auto give = [id = read.provider_call_id, answered = std::move(answered),
                     complain = Complaint(call, read.at, "asking about")](auto found) {
    if (!found) complain(found.error());
    answered(CallRead{id, std::move(found)});
  };
  const auto* line = parts_.carriers.Find(read.at);
  if (line == nullptr) return give(Result<ListedCall>(Fail(Gone(read.at))));
  line->provider->Read(read.provider_call_id, give);
}

/// A failed request is made again by the call's timer.
void CarrierRequests::End(const Call& call, const EndCall& end) {
  if (parts_.live != nullptr) parts_.live->Close(end.provider_call_id);
  const auto complain = Complaint(call, end.at, "hanging up");
  const auto* line = parts_.carriers.Find(end.at);
  if (line == nullptr) return complain(Gone(end.at));
  if (!line->Can().steers_calls) return;  // its socket's end ends it, or the carrier's time limit
  line->provider->End(end.provider_call_id, [complain](const Status& done) {
    if (!done) complain(done.error());
  });
}

void CarrierRequests::Move(const Call& call, const MoveCall& move) {
  if (parts_.live != nullptr && parts_.live->Reach(move.token_hash)) return;
  if (move.gently) return;
  std::string token = TokenOf(call, move.attempt, move.claimed);
  // It came in, or was claimed by the release before.
  if (Sha256Hex(token) != move.token_hash)
    token = AttemptToken(parts_.token_secret.Reveal(), AttemptIdOf(call, move.attempt));
  // An attempt of another installation's secret: its address is not known here, the carrier's own
  // time limit ends the call.
  if (Sha256Hex(token) != move.token_hash) return;
  const auto complain = Complaint(call, move.at, "moving to its goodbye");
  const auto* line = parts_.carriers.Find(move.at);
  if (line == nullptr) return complain(Gone(move.at));
  if (!line->Can().steers_calls) return;
  line->provider->Move(move.provider_call_id, UrlsOf(*line, token).Answer(),
                       [complain](const Status& done) {
                         if (!done) complain(done.error());
                       });
}

}  // namespace tocsin::voice
