// links: mail
#include "adapters/mail/mail_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

Mail AMail() {
  return {.id = "m1",
          .date = ParseTime("2026-03-07T02:10:00Z").value(),
          .from = "tocsin@example.com",
          .to = {"alice@example.com", "bob@example.com"},
          .subject = "Disk full",
          .text = "It is."};
}

TEST(MailText, IsAWholeMessage) {
  EXPECT_EQ(MailText(AMail()),
            "From: tocsin@example.com\r\nTo: alice@example.com,\r\n bob@example.com\r\n"
            "Subject: Disk full\r\nDate: Sat, 07 Mar 2026 02:10:00 +0000\r\n"
            "Message-ID: <m1@example.com>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
            "Auto-Submitted: auto-generated\r\n\r\nSXQgaXMu\r\n");
}

TEST(MailText, NoValueBeginsAHeaderOfItsOwn) {
  auto mail = AMail();
  mail.subject = "x\r\nBcc: eve@example.com\r\n\r\nbody";
  mail.id = "m1>\r\nBcc: eve@example.com";
  mail.text = "\r\n.\r\nMAIL FROM:<eve@example.com>";
  const auto text = MailText(mail);
  EXPECT_THAT(text, Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(text, Not(HasSubstr("MAIL FROM")));
  EXPECT_THAT(text, Not(HasSubstr("\n.\r\n")));
}

TEST(MailText, NoLineIsTooLong) {
  auto mail = AMail();
  for (int i = 0; i < 60; ++i) mail.subject += "\u00e4\u20ac";
  mail.text = std::string(5000, 'x');
  const auto text = MailText(mail);
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 78U) << text.substr(at, end - at);
    at = end + 2;
  }
}

TEST(MailAddress, IsOneOfAscii) {
  EXPECT_EQ(MailAddressFault("alice+x@mail.example.com"), "");
  for (const auto* wrong : {"", "alice", "@x.example", "alice@", "a b@x.example",
                            "a@x.example\r\nRCPT", "<a@x.example>", "a@b@c", "\u00e4@x.example"})
    EXPECT_NE(MailAddressFault(wrong), "") << wrong;
}

}  // namespace
}  // namespace tocsin::mail
