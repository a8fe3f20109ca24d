#include "workers/explain/explain_text.hpp"
#include "schemas/phone_filter.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace tocsin::compose {
namespace {

constexpr std::string_view kPersonSays = "the person: ";
constexpr std::string_view kWeSay = "tocsin says: ";

using Words = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string Text(const json::object& entry, std::string_view key) {
  const auto* value = entry.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->get_string()) : JsonText(*value);
}

const json::object& Part(const json::object& entry, std::string_view key) {
  static const json::object kNone;
  const auto* value = entry.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

std::string Say(std::string_view word, Words words) {
  for (const auto& [key, sentence] : words)
    if (key == word) return std::string(sentence);
  return std::string(word);
}

std::string InBrackets(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

/// "/do/0/guarded/try/3/route" is "guarded/route": the names, which follow their places. Of
/// "/use/functions/recovered", which has no places, it is the last.
std::string TaskName(std::string_view reference) {
  std::vector<std::string> names;
  const std::string_view last = reference.substr(reference.rfind('/') + 1);
  bool after_place = false;
  while (!reference.empty()) {
    reference.remove_prefix(1);
    const auto part = reference.substr(0, reference.find('/'));
    const bool place = !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    if (after_place && !place) names.emplace_back(part);
    after_place = place;
    reference.remove_prefix(part.size());
  }
  if (names.empty() && !last.empty()) names.emplace_back(last);
  std::string name;
  for (std::size_t i = names.size() > 2 ? names.size() - 2 : 0; i < names.size(); ++i)
    name += (name.empty() ? "" : "/") + names[i];
  return name;
}

std::string RunSays(const json::object& entry) {
  if (Text(entry, "event") == "started") return "started, run " + Text(entry, "run");
  const auto& output = Part(entry, "output");
  const std::string why = Text(output, "title") + InBrackets(Text(output, "detail"));
  const bool failed = Text(entry, "status") == "faulted";
  const bool cancelled = Text(entry, "status") == "cancelled";
  return "ended: " + Text(entry, "status") + (failed && why != "" ? ": " + why : "") +
         InBrackets(cancelled ? Text(output, "reason") : "");
}

/// How an alert ended, and why nobody was called where that is so.
std::string ClosingSays(const json::object& step) {
  const std::string outcome = Text(step, "outcome");
  std::string says = "closed the alert: " + outcome +
                     (outcome == "notified"     ? ", nobody was called"
                      : outcome == "unanswered" ? ", nobody decided"
                      : outcome == "expired"    ? ", it was too old to call anybody"
                                                : "");
  if (const auto choice = Text(step, "choice"); !choice.empty()) {
    const auto who = Text(step, "contact");
    says += " (" + choice + (who.empty() ? "" : " by " + who) + ", " + Text(step, "method") + ")";
  }
  const auto why = Text(step, "reason");
  return says + (why.empty() ? "" : ": " + why);
}

std::string EmissionSays(const json::object& step) {
  if (Text(step, "type") == "tocsin.alert.closed") return ClosingSays(step);
  const std::string why = Text(step, "reason");
  return "asked for the action " + Text(step, "action") + (why.empty() ? "" : ": " + why) +
         InBrackets(Text(step, "action_id"));
}

bool IsDelivery(const std::string& what) {
  return what == "held" || what == "released" || what == "dry_run" || what == "reported" ||
         what == "delivered" || what == "not_delivered" || what == "given_up";
}

std::string DeliverySays(const json::object& step) {
  const std::string what = Text(step, "what");
  const std::string of = Text(step, "type") + " " + Text(step, "id");
  const std::string attempt = "attempt " + Text(step, "attempt");
  if (what == "held") return of + " is held: " + Text(step, "why");
  if (what == "reported") return of + " reported as " + Text(step, "why");
  if (what == "released") return of + " is released by " + Text(step, "why");
  if (what == "dry_run")
    return "dry run: '" + Text(step, "delivery") + "' would get at " + Text(step, "to") + ": " +
           Text(step, "body");
  if (what == "delivered") return of + " delivered, " + attempt + InBrackets(Text(step, "why"));
  if (what == "given_up")
    return of + " given up after " + attempt + ": " + Text(step, "why") +
           "; it is on the dead-letter topic";
  return of + ": " + attempt + " failed: " + Text(step, "why") + "; again in " +
         Text(step, "again_in");
}

std::string StepSays(const json::object& step) {
  const std::string what = Text(step, "what");
  if (what == "emitted") return EmissionSays(step);
  std::string says = TaskName(Text(step, "task")) + ": ";
  if (what == "faulted")
    return says + "failed: " + Text(step, "title") + InBrackets(Text(step, "detail"));
  if (what == "retried")
    return says + "tried again in " + Text(step, "delay") + ", attempt " + Text(step, "attempt");
  if (what == "runs")
    return says + "runs " + Text(step, "workflow") + InBrackets("run " + Text(step, "run"));
  return says + Say(what, {{"completed", "done"}, {"waiting", "waits"}});
}

/// Why a call ended or failed, with the word of the event.
std::string ReasonSays(const json::object& entry) {
  const std::string reason = Text(entry, "reason");
  const std::string said = Say(
      reason, {{"decided", "a decision was taken"},
               {"hung_up", "the person hung up without a decision"},
               {"voicemail", "a machine answered, and a machine decides nothing"},
               {"screened", "a device asked who calls, and no person came"},
               {"no_input", "nothing was said or pressed"},
               {"not_understood", "what was said could not be understood"},
               {"wrong_pin", "the PIN was wrong three times; nothing is decided"},
               {"busy", "the line was busy"},
               {"no-answer", "nobody picked up"},
               {"superseded", "no longer needed: settled elsewhere"},
               {"canceled", "the carrier cancelled it"},
               {"completed", "all was said"},
               {"outcome_unknown", "it is not known yet whether it rings; others may be called"},
               {"carrier_unreachable", "the carrier could not be reached"},
               {"refused", "the carrier refused it"},
               {"kill_switch", "limits.kill_switch is on, or VOICE_ENABLED=false"},
               {"invalid_number", "this is no phone number"},
               {"country", "limits.countries does not allow this country"},
               {"limit", "more calls than limits allow"},
               {"budget", "the money for it is not there"}});
  return (said == reason ? reason : said + InBrackets(reason)) + InBrackets(Text(entry, "detail"));
}

std::string TurnSays(const json::object& entry) {
  const std::string meaning = Text(entry, "understood");
  if (meaning == "choice") return "understood as " + Text(entry, "choice");
  return "understood as " +
         Say(meaning, {{"negated", "a refusal; nothing is decided"},
                       {"confirm", "the confirmation"},
                       {"reject", "no; nothing is decided"},
                       {"ambiguous", "ambiguous; nothing is decided"},
                       {"unclear", "too unclear; nothing is decided"},
                       {"key_needed", "words where only keys count; nothing is decided"},
                       {"wrong_pin", "a wrong PIN; nothing is decided"},
                       {"not_understood", "none of the choices; nothing is decided"},
                       {"machine_talk", "a machine's greeting; nothing is decided"},
                       {"silence", "silence"},
                       {"free_question", "a question for the language model"},
                       {"what_happened", "a question: what happened"},
                       {"tell_more", "a question: tell me more"},
                       {"help", "a question: what can I say"}});
}

std::string CallSays(const json::object& entry) {
  const std::string event = Text(entry, "event");
  if (event == "turn") return TurnSays(entry);
  if (event == "ended")
    return "ended after " + Text(entry, "duration_seconds") + " s: " + ReasonSays(entry);
  if (event == "failed") return "failed: " + ReasonSays(entry);
  if (event == "failed_over") return "refused by the carrier, next over " + Text(entry, "to");
  if (event == "not_sent") return "not dialled, tried again: " + Text(entry, "detail");
  if (event == "billed")
    return "the carrier takes " + Text(entry, "amount") + ' ' + Text(entry, "currency") + " for it";
  if (event == "identified") return "the PIN of " + Text(entry, "contact") + " was keyed";
  if (event == "first_sound")
    return "the answer began " + Text(entry, "waited_ms") + " ms after the person had ended";
  if (event == "dialled") return "dialled, attempt " + Text(entry, "attempt");
  if (event == "written" || event == "confirmed")
    return (event == "written" ? "chosen by " : "confirmed by ") +
           Say(Text(entry, "method"), {{"sms", "text message"}}) + ": " + Text(entry, "choice");
  return Say(event, {{"requested", "asked for"},
                     {"initiated", "the carrier has it"},
                     {"ringing", "rings"},
                     {"answered", "picked up"},
                     {"unknown", "no answer from the carrier: asking whether it rings"},
                     {"line_busy", "waits: another call of ours is on the line to that number"},
                     {"inbound", "comes in"},
                     {"wrong_pin", "a wrong code or PIN in writing; nothing is decided"},
                     {"question", "the language model is asked"},
                     {"question_answered", "the language model has answered"},
                     {"no_answer", "the language model gives no answer"},
                     {"pins_locked", "a PIN was not looked at: too many were wrong lately"},
                     {"lost", "the carrier does not have it: dialled again if still wanted"}});
}

std::string DecisionSays(const json::object& decision) {
  const auto& by = Part(decision, "by");
  const auto& evidence = Part(decision, "evidence");
  std::string says = Text(decision, "choice") + " by " + Text(by, "contact");
  says += (Text(by, "contact").empty() ? "" : " ") + Text(by, "phone");
  says += " (" + Text(decision, "method") + "): heard \"" + Text(evidence, "heard") + "\"";
  const std::string confirmed = Text(evidence, "confirmed_with");
  says += confirmed.empty() ? ", not confirmed" : ", confirmed with \"" + confirmed + "\"";
  const std::string identified = Text(evidence, "identified_by");
  return says + (identified.empty() ? "" : ", known by " + identified);
}

std::string QuestionSays(const json::object& entry) {
  const std::string status = Text(entry, "status");
  std::string says = Say(status, {{"open", "open: nobody has decided yet"},
                                  {"unanswered", "unanswered: nobody decided"},
                                  {"expired", "expired: nobody decided in time"},
                                  {"closed", "closed"}});
  if (const auto because = Text(entry, "closed_because"); because != status && !because.empty())
    says += ": " + because;
  if (const auto& decision = Part(entry, "decision"); !decision.empty())
    return says + ": " + DecisionSays(decision);
  const auto* answers = entry.if_contains("answers");
  if (answers == nullptr || !answers->is_array()) return says;
  for (const auto& answer : answers->get_array())
    if (answer.is_object()) says += "; answered " + DecisionSays(answer.get_object());
  return says;
}

class Timeline {
 public:
  explicit Timeline(const Entries& entries) {
    for (const auto& [at, entry] : entries) {
      if (!entry.is_object()) continue;
      const auto& object = entry.get_object();
      const std::string kind = Text(object, "kind");
      if (kind == "run") workflows_[Text(object, "run")] = Text(object, "workflow");
      if (kind == "call" && Text(object, "event") == "requested") Number(object);
      if (kind == "call" && Text(object, "event") == "dialled")
        logged_.insert(Text(object, "call"));
      if (kind == "history") NoteContainers(Text(Part(object, "entry"), "task"));
    }
  }

  /// "WHO", "WHAT"; an empty WHAT is not told.
  std::pair<std::string, std::string> Tell(const json::object& entry) const {
    const std::string kind = Text(entry, "kind");
    if (kind == "run") return {Workflow(entry), RunSays(entry)};
    if (kind == "history") {
      const auto& step = Part(entry, "entry");
      if (IsDelivery(Text(step, "what")))
        return {step.contains("delivery") ? "delivery " + Text(step, "delivery") : "action",
                DeliverySays(step)};
      return {Workflow(entry), Step(entry)};
    }
    if (kind == "question") return {"question", QuestionSays(entry)};
    if (kind == "turn") return TellTurn(entry);
    if (kind == "call")
      return {Call(entry), Text(entry, "event") == "status" ? "" : CallSays(entry)};
    if (kind == "attempt") return {Call(entry), Attempt(entry)};
    return {kind, JsonText(entry)};
  }

 private:
  void Number(const json::object& entry) {
    std::string& name = calls_[Text(entry, "call")];
    const std::string contact = Text(entry, "contact");
    name = "call " + std::to_string(calls_.size()) + (contact.empty() ? "" : " to " + contact);
  }

  void NoteContainers(std::string_view task) {
    for (auto slash = task.rfind('/'); slash != task.npos && slash > 0; slash = task.rfind('/')) {
      task = task.substr(0, slash);
      containers_.emplace(task);
    }
  }

  std::string Workflow(const json::object& entry) const {
    const auto found = workflows_.find(Text(entry, "run"));
    return found == workflows_.end() ? "workflow" : found->second;
  }

  std::string Call(const json::object& entry) const {
    const auto found = calls_.find(Text(entry, "call"));
    return found == calls_.end() ? "call" : found->second;
  }

  std::string Step(const json::object& entry) const {
    const auto& step = Part(entry, "entry");
    const std::string what = Text(step, "what");
    const std::string task = Text(step, "task");
    if (what == "emitted") return StepSays(step);
    if (what == "part-of")
      return "is a part of " + Text(step, "workflow") + InBrackets("run " + Text(step, "run"));
    if (what == "merged")
      return "the same again, " + Text(step, "count") + " so far: event " + Text(step, "event");
    const bool run_retried = what == "retried" && task == "/";
    if (what == "suspended" || what == "resumed" || run_retried)
      return what + InBrackets(Text(step, "reason"));
    const bool told =
        what == "faulted" || what == "retried" || what == "runs" || !containers_.contains(task);
    if (task == "/" || task.empty() || what == "skipped" || what == "cancelled" || !told) return {};
    return StepSays(step);
  }

  /// The call's log has it all, but for attempts whose outcome is open.
  std::string Attempt(const json::object& entry) const {
    const auto* open = entry.if_contains("unresolved");
    const bool unresolved = open != nullptr && open->is_bool() && open->get_bool();
    if (!unresolved && logged_.contains(Text(entry, "call"))) return {};
    return "attempt " + Text(entry, "number") +
           (unresolved ? ": its outcome is not known yet" : "");
  }

  std::pair<std::string, std::string> TellTurn(const json::object& entry) const {
    const bool person = Text(entry, "role") == "user";
    return {Call(entry),
            std::string(person ? kPersonSays : kWeSay) + '"' + Text(entry, "text") + '"'};
  }

  std::map<std::string, std::string> workflows_;
  std::map<std::string, std::string> calls_;
  std::set<std::string> logged_;  ///< calls whose log begins with the dial
  std::set<std::string, std::less<>> containers_;
};

}  // namespace

Entries EntriesOf(const std::vector<std::pair<TimePoint, std::string>>& lines) {
  Entries entries;
  for (const auto& [at, line] : lines) {
    const std::string what = FilterPhones(line);
    entries.emplace_back(at, ParseJson(what).value_or(json::value(what)));
  }
  return entries;
}

json::array EntriesJson(const Entries& entries) {
  json::array rows;
  for (const auto& [at, what] : entries) rows.push_back({{"at", FormatTime(at)}, {"what", what}});
  return rows;
}

std::string ExplainText(const Entries& entries) {
  const Timeline timeline(entries);
  struct Line {
    TimePoint at;
    int rank;  ///< within one moment: what a person said, what came of it, what was answered
    std::string who, what;
  };
  std::vector<Line> lines;
  std::size_t width = 0;
  for (const auto& [at, entry] : entries) {
    if (!entry.is_object()) continue;
    auto [who, what] = timeline.Tell(entry.get_object());
    if (what.empty()) continue;
    width = std::max(width, who.size());
    const int rank = what.starts_with(kPersonSays) ? 0 : what.starts_with(kWeSay) ? 2 : 1;
    lines.push_back({at, rank, std::move(who), std::move(what)});
  }
  std::ranges::stable_sort(lines, {},
                           [](const Line& line) { return std::pair(line.at, line.rank); });
  std::string text;
  for (auto& line : lines) {
    line.who.resize(width, ' ');
    text += FormatTime(line.at) + "  " + line.who + "  " + line.what + "\n";
  }
  return text;
}

}  // namespace tocsin::compose
