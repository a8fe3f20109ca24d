#include "adapters/mail/mail_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "schemas/base64.hpp"

namespace tocsin::mail {
namespace {

constexpr std::string_view kEnd = "\r\n";
/// Bytes of an encoded word: with its frame it stays below 75 characters (RFC 2047, 2).
constexpr std::size_t kWordBytes = 42;
/// Bytes of a line of base64: 76 characters (RFC 2045, 6.8).
constexpr std::size_t kLineBytes = 57;

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Line ends in a subject are blanks: it has one line.
std::string OneLine(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(
      out, [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
  return out;
}

std::string SubjectText(std::string_view given) {
  const auto subject = OneLine(given);
  const auto plain = [](char c) { return c >= ' ' && c < 127; };
  if (subject.size() <= 60 && std::ranges::all_of(subject, plain) &&
      subject.find("=?") == std::string::npos)
    return subject;
  std::string out;
  for (std::size_t at = 0; at < subject.size();) {
    std::size_t end = std::min(at + kWordBytes, subject.size());
    while (end < subject.size() && end > at + 1 && Continues(subject[end])) --end;
    if (at > 0) out += std::string(kEnd) + ' ';
    out += "=?UTF-8?B?" + EncodeBase64(std::string_view(subject).substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

/// RFC 5322, 3.3; in UTC and in English whatever the locale.
std::string DateText(TimePoint date) {
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                       "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(date.time_since_epoch()).count();
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%s, %02d %s %04d %02d:%02d:%02d +0000",
                kDays.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  return out.data();
}

/// Letters, digits and few others of an id, which may come from outside.
std::string IdText(std::string_view id) {
  std::string out;
  for (const char c : id)
    out += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                   c == '.'
               ? c
               : '-';
  return out;
}

}  // namespace

std::string MailText(const Mail& mail) {
  const auto line = [](std::string_view name, const std::string& value) {
    return std::string(name) + ": " + value + std::string(kEnd);
  };
  std::string to;
  for (const auto& address : mail.to) to += (to.empty() ? "" : ",\r\n ") + address;
  std::string text =
      line("From", mail.from) + line("To", to) + line("Subject", SubjectText(mail.subject)) +
      line("Date", DateText(mail.date)) +
      line("Message-ID", '<' + IdText(mail.id) + mail.from.substr(mail.from.find('@')) + '>') +
      line("MIME-Version", "1.0") + line("Content-Type", "text/plain; charset=utf-8") +
      line("Content-Transfer-Encoding", "base64") + line("Auto-Submitted", "auto-generated") +
      std::string(kEnd);
  for (std::size_t at = 0; at < mail.text.size(); at += kLineBytes)
    text += EncodeBase64(std::string_view(mail.text).substr(at, kLineBytes)) + std::string(kEnd);
  return text;
}

}  // namespace tocsin::mail
