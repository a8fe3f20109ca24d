#include "workers/explain/evidence.hpp"

#include <algorithm>
#include <initializer_list>

#include "schemas/base64.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kFormat = "tocsin.evidence.v1";
constexpr std::string_view kAlgorithm = "Ed25519";

std::string TextAt(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(value->get_string()) : JsonText(*value);
}

const json::object* ObjectAt(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

/// The final decision of a question, or the answers that decided nothing for good.
json::array DecisionsOf(const json::object& question) {
  json::array decisions;
  const auto take = [&](const json::object& decision) {
    json::object told = decision;
    told["question_id"] = TextAt(question, "question");
    decisions.emplace_back(std::move(told));
  };
  if (const auto* answers = question.if_contains("answers");
      answers != nullptr && answers->is_array())
    for (const auto& answer : answers->get_array())
      if (answer.is_object()) take(answer.get_object());
  if (const auto* decision = ObjectAt(question, "decision")) take(*decision);
  return decisions;
}

std::string DecisionText(const json::object& decision) {
  std::string text = TextAt(decision, "choice");
  if (const auto* by = ObjectAt(decision, "by"))
    text += " by " + TextAt(*by, "contact") + ' ' + TextAt(*by, "phone");
  text += ", " + TextAt(decision, "method") + '\n';
  const auto* evidence = ObjectAt(decision, "evidence");
  if (evidence == nullptr) return text;
  for (const auto key :
       {"heard", "confirmed_with", "identified_by", "engine", "trust", "score", "prompt", "at"})
    if (const auto value = TextAt(*evidence, key); !value.empty())
      text += "  " + std::string(key) + std::string(16 - std::string_view(key).size(), ' ') +
              value + '\n';
  return text;
}

tl::unexpected<Error> Refuse(const std::string& why) {
  return Fail(ErrorKind::kInvalid, "verifying evidence: " + why, "evidence");
}

}  // namespace

json::object EvidenceOf(std::string_view about, const Entries& entries, TimePoint now) {
  json::array decisions;
  for (const auto& [at, what] : entries) {
    if (!what.is_object() || TextAt(what.get_object(), "kind") != "question") continue;
    for (auto& decision : DecisionsOf(what.get_object())) decisions.push_back(std::move(decision));
  }
  return {{"format", kFormat},
          {"about", about},
          {"exported_at", FormatTime(now)},
          {"decisions", std::move(decisions)},
          {"chain", EntriesJson(entries)}};
}

std::string EvidenceText(const json::object& evidence, const Entries& entries) {
  std::string text;
  for (const auto& decision : evidence.at("decisions").as_array())
    text += DecisionText(decision.as_object());
  if (text.empty()) text = "nobody has decided\n";
  return text + '\n' + ExplainText(entries);
}

std::string SignEvidence(const json::object& evidence, const SigningKey& key) {
  const std::string text = JsonText(evidence);
  return text + '\n' +
         JsonText(json::object{{"algorithm", kAlgorithm},
                               {"public_key", EncodeBase64(key.Public())},
                               {"signature", EncodeBase64(key.Sign(text))}}) +
         '\n';
}

Result<VerifiedEvidence> VerifyEvidence(std::string_view file, std::string_view public_key) {
  const auto end = file.find('\n');
  if (end == std::string_view::npos || file.back() != '\n' || std::ranges::count(file, '\n') != 2)
    return Refuse("two lines are needed, as `tocsin evidence export` writes them");
  const auto text = file.substr(0, end);
  const auto sealed = file.substr(end + 1, file.size() - end - 2);
  const auto seal = ParseJson(sealed);
  const auto evidence = ParseJson(text);
  // The same seal could be written with other spaces: that is a change too.
  if (!seal || !seal->is_object() || JsonText(*seal) != sealed)
    return Refuse("its second line is not as it was written");
  const auto& parts = seal->get_object();
  if (parts.size() != 3 || TextAt(parts, "algorithm") != kAlgorithm)
    return Refuse("its second line is not {algorithm, public_key, signature} of " +
                  std::string(kAlgorithm));
  const std::string key = TextAt(parts, "public_key");
  if (!public_key.empty() && key != public_key)
    return Refuse("it was signed by the key " + key + ", not by " + std::string(public_key));
  const auto key_bytes = DecodeBase64(key);
  const auto signature = DecodeBase64(TextAt(parts, "signature"));
  if (!key_bytes || !signature || EncodeBase64(*key_bytes) != key ||
      EncodeBase64(*signature) != TextAt(parts, "signature") ||
      !VerifySignature(*key_bytes, text, *signature))
    return Refuse("it was changed after it was signed");
  if (!evidence || !evidence->is_object() || TextAt(evidence->get_object(), "format") != kFormat)
    return Refuse("its first line is no evidence of the format " + std::string(kFormat));
  const auto& object = evidence->get_object();
  const auto* decisions = object.if_contains("decisions");
  return VerifiedEvidence{
      TextAt(object, "about"), TextAt(object, "exported_at"),
      decisions != nullptr && decisions->is_array() ? decisions->get_array().size() : 0, key};
}

}  // namespace tocsin::compose
