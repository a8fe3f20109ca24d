#pragma once

#include <functional>
#include <string>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// One mail as it is read. Addresses are of ASCII; everything else is UTF-8.
struct Mail {
  std::string id;  ///< the same on every try: receivers may drop what they have
  TimePoint date;
  std::string from;
  std::vector<std::string> to;
  std::string subject;
  std::string text;  ///< plain
};

struct MailCall {
  enum class Security { kStartTls, kTls, kNone };
  std::string server;  ///< host:port
  Security security = Security::kStartTls;
  std::string user = {};  ///< empty: no login
  std::string password = {};
  Mail mail;
  Duration timeout = std::chrono::seconds(30);  ///< of all of it, once it has begun
};

/// What the server's last line said.
struct MailFailure {
  Error error;
  int code = 0;  ///< its reply code (RFC 5321); 0: there was none
};
using MailOutcome = tl::expected<void, MailFailure>;

/// Hands mail to servers by SMTP (RFC 5321). With kStartTls and kTls nothing goes over a line that
/// is not encrypted and whose certificate does not hold. Thread-safe.
class MailClient {
 public:
  virtual ~MailClient() = default;
  /// `done` is called once, on another thread; it must not block. Taken by the server is not
  /// delivered to a mailbox.
  virtual void Send(MailCall call, std::function<void(MailOutcome)> done) = 0;
};

/// What is wrong with an address such as alice@example.com; empty: nothing.
std::string MailAddressFault(std::string_view address);

}  // namespace tocsin
