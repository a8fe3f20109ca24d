#include "workers/voice/worker/approval_html.hpp"

#include <tuple>

#include "schemas/base64.hpp"
#include "schemas/ids.hpp"
#include "schemas/xml_text.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/talk/writing.hpp"
#include "workers/voice/worker/approval_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kStyle =
    "body{font:18px/1.45 system-ui,sans-serif;margin:0;background:#f4f4f2;color:#1b1b1b}"
    "main{max-width:34rem;margin:0 auto;padding:1.2rem}"
    "h1{font-size:1.35rem;margin:.4rem 0}"
    "p{margin:.7rem 0;overflow-wrap:anywhere;white-space:pre-line}"
    ".note{border-left:.3rem solid #b3261e;padding-left:.7rem}"
    ".done{border-left:.3rem solid #1f6f3d;padding-left:.7rem}"
    ".small{font-size:.85rem;color:#555}"
    "button{display:block;width:100%;margin:.6rem 0;padding:.9rem;font:inherit;font-weight:600;"
    "border:0;border-radius:.5rem;background:#1d4f91;color:#fff}"
    "button.other{background:#ddd;color:#1b1b1b}"
    "input{font:inherit;width:100%;box-sizing:border-box;padding:.8rem;margin:.3rem 0}";

/// Nothing is loaded, run or framed; forms go back to where the page came from.
const std::string& PagePolicy() {
  static const std::string policy =
      "default-src 'none'; style-src 'sha256-" + EncodeBase64(Sha256(kStyle)) +
      "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  return policy;
}

HttpResponse HtmlPage(int status, std::string_view language, std::string_view title,
                      std::string_view body) {
  std::string html = "<!doctype html>\n<html lang=\"" + EscapeMarkup(language) +
                     "\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                     "<meta name=\"robots\" content=\"noindex, nofollow\"><title>" +
                     EscapeMarkup(title) + "</title><style>";
  html.append(kStyle).append("</style></head><body><main>").append(body);
  html += "</main></body></html>\n";
  return {.status = status,
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Security-Policy", PagePolicy()},
                      {"X-Robots-Tag", "noindex, nofollow, noarchive"},
                      {"X-Frame-Options", "DENY"}},
          .body = std::move(html)};
}

std::string Paragraph(std::string_view text, std::string_view kind = {}) {
  if (text.empty()) return {};
  const std::string attribute = kind.empty() ? "" : " class=\"" + std::string(kind) + '"';
  return "<p" + attribute + '>' + EscapeMarkup(text) + "</p>";
}

std::string Button(std::string_view name, std::string_view value, std::string_view label,
                   std::string_view kind = {}) {
  const std::string attribute = kind.empty() ? "" : " class=\"" + std::string(kind) + '"';
  return "<button" + attribute + " name=\"" + EscapeMarkup(name) + "\" value=\"" +
         EscapeMarkup(value) + "\">" + EscapeMarkup(label) + "</button>";
}

std::string About(const WrittenSummary& summary) {
  return "<h1>" + EscapeMarkup(summary.title) + "</h1>" + Paragraph(summary.text) +
         Paragraph(summary.facts, "small");
}

std::string Choosing(const Call& call, const ApprovalWords& words) {
  std::string body = Paragraph(words.choose) + "<form method=\"post\">";
  for (const auto& choice : call.choices)
    if (ChosenInWriting(choice)) body += Button("choose", choice.id, LabelWithEffect(call, choice));
  return body + "</form>";
}

std::string Confirming(const Call& call, const Choice& chosen, const ApprovalWords& words) {
  std::string body = Paragraph(Filled(words.chosen, {{"choice", LabelWithEffect(call, chosen)}}));
  body += "<form method=\"post\">";
  if (NeedsPin(chosen))
    body += "<label>" + EscapeMarkup(words.pin) +
            "<input name=\"pin\" type=\"password\" inputmode=\"numeric\" autocomplete=\"off\" "
            "maxlength=\"20\" required></label>";
  body += Button("confirm", chosen.id, words.confirm) + "</form>";
  return body + "<form method=\"post\">" + Button("reject", "1", words.back, "other") + "</form>";
}

std::string_view TextOf(ApprovalNote note, const ApprovalWords& words) {
  if (note == ApprovalNote::kWrongPin) return words.wrong_pin;
  if (note == ApprovalNote::kPinsUsedUp) return words.pins_used_up;
  return note == ApprovalNote::kNoPin ? words.no_pin : "";
}

}  // namespace

HttpResponse ApprovalPageOf(const Situation& situation, ApprovalNote note, bool posted) {
  const auto& [call, question] = std::tie(situation.call, situation.question);
  const auto& words = ApprovalWordsIn(call.language);
  const auto summary = SummaryOf(call);
  const auto page = [&](int status, const std::string& rest) {
    return HtmlPage(status, call.language, summary.title, About(summary) + rest);
  };
  if (!question.Open()) {
    const bool now = note == ApprovalNote::kDecidedNow;
    const auto text = OutcomeInWriting(question, call);
    return page(now ? 200 : posted ? 409 : 410, Paragraph(text, now ? "done" : "note"));
  }
  const auto* chosen = posted ? ChosenBefore(call) : nullptr;
  const auto said = Paragraph(TextOf(note, words), "note");
  const int status = note == ApprovalNote::kNone || note == ApprovalNote::kDecidedNow ? 200 : 403;
  if (note == ApprovalNote::kPinsUsedUp) return page(status, said);
  return page(status, said + (chosen != nullptr ? Confirming(call, *chosen, words)
                                                : Choosing(call, words)));
}

HttpResponse ApprovalPageOf(NoApproval why) {
  const auto& words = ApprovalWordsIn("en");
  struct Told {
    int status;
    std::string_view text;
  };
  const auto told = [&]() -> Told {
    switch (why) {
      case NoApproval::kForeign:
        return {403, words.foreign};
      case NoApproval::kExpired:
        return {410, words.expired};
      case NoApproval::kUnknown:
        return {404, words.unknown};
      case NoApproval::kTooOften:
        return {429, words.too_often};
      case NoApproval::kAway:
        break;
    }
    return {503, words.away};
  }();
  auto page = HtmlPage(told.status, "en", "tocsin", Paragraph(told.text, "note"));
  if (told.status == 503) page.headers.emplace_back("Retry-After", "2");
  return page;
}

}  // namespace tocsin::voice
