#include "workers/voice/facts.hpp"

#include <algorithm>
#include <array>

#include "schemas/plain_text.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMaxValue = 400;
constexpr std::size_t kMaxPieces = 12;
constexpr std::size_t kPerPiece = 4;

/// The alert lies at the root, or under `alert` when a workflow gave a larger context.
const json::value& AlertOf(const json::value& context) {
  const auto* alert = Find(context, "alert");
  return alert != nullptr && alert->is_object() ? *alert : context;
}

std::string InWords(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string ValueText(const json::value& value) {
  if (value.is_string()) return PlainText(value.get_string(), kMaxValue);
  if (value.is_number() || value.is_bool()) return json::serialize(value);
  return {};
}

std::string At(const json::value& alert, std::string_view key) {
  const auto* found = Find(alert, key);
  return found == nullptr ? std::string{} : ValueText(*found);
}

std::string Capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

void AddSentence(std::string& out, std::string sentence) {
  if (sentence.empty()) return;
  if (!out.empty()) out += ' ';
  out += sentence;
  const char last = out.back();
  if (last != '.' && last != '!' && last != '?') out += '.';
}

std::string Resource(const json::value& alert) {
  const std::string name = At(alert, "resource_name");
  const std::string id = At(alert, "resource_id");
  const std::string node = At(alert, "node_name");
  std::string out = InWords(At(alert, "resource_type"));
  if (!name.empty()) out += (out.empty() ? "" : " ") + name;
  if (name.empty() && !id.empty()) out += (out.empty() ? "" : " ") + id;
  if (!node.empty()) out += (out.empty() ? "node " : " on node ") + node;
  return Capital(std::move(out));
}

constexpr std::array kToldFirst = {"severity",  "resource_type", "resource_name",
                                   "node_name", "title",         "status"};
constexpr std::array kToldApart = {
    "description", "created_at", "recommended_action", "labels", "alert_id", "context", "alert"};

bool ToldElsewhere(std::string_view key) {
  const auto is = [&](const char* other) { return key == other; };
  return std::ranges::any_of(kToldFirst, is) || std::ranges::any_of(kToldApart, is);
}

/// "key value" pairs of an object, some in each piece.
void AddMembers(const json::value& object, bool skip_known, std::vector<std::string>& pieces) {
  if (!object.is_object()) return;
  std::string piece;
  std::size_t in_piece = 0;
  for (const auto& member : object.get_object()) {
    const std::string text = ValueText(member.value());
    if (text.empty() || (skip_known && ToldElsewhere(member.key()))) continue;
    AddSentence(piece, Capital(InWords(PlainText(member.key(), kMaxValue))) + ": " + text);
    if (++in_piece < kPerPiece) continue;
    pieces.push_back(std::move(piece));
    piece.clear();
    in_piece = 0;
  }
  if (!piece.empty()) pieces.push_back(std::move(piece));
}

}  // namespace

std::string WhatHappened(const json::value& context) {
  const auto& alert = AlertOf(context);
  std::string out;
  AddSentence(out, Capital(At(alert, "title")));
  if (const auto severity = At(alert, "severity"); !severity.empty())
    AddSentence(out, "Severity " + severity);
  AddSentence(out, Resource(alert));
  if (const auto status = At(alert, "status"); !status.empty())
    AddSentence(out, "Status " + InWords(status));
  return out;
}

std::vector<std::string> MoreDetails(const json::value& context) {
  const auto& alert = AlertOf(context);
  std::vector<std::string> pieces;
  std::string first;
  AddSentence(first, Capital(At(alert, "description")));
  if (const auto created = At(alert, "created_at"); !created.empty())
    AddSentence(first, "Raised at " + created);
  if (const auto* action = Find(alert, "recommended_action"); action != nullptr) {
    const std::string name = action->is_object() ? At(*action, "name") : ValueText(*action);
    if (!name.empty()) AddSentence(first, "The recommended action is " + InWords(name));
  }
  if (!first.empty()) pieces.push_back(std::move(first));
  if (const auto* labels = Find(alert, "labels"); labels != nullptr)
    AddMembers(*labels, false, pieces);
  AddMembers(alert, true, pieces);
  if (const auto* more = Find(alert, "context"); more != nullptr) AddMembers(*more, false, pieces);
  if (&alert != &context) AddMembers(context, true, pieces);
  if (pieces.size() > kMaxPieces) pieces.resize(kMaxPieces);
  return pieces;
}

}  // namespace tocsin::voice
