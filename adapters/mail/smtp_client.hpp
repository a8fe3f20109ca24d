#pragma once

#include <memory>
#include <string>

#include "adapters/mail.hpp"

namespace tocsin {

struct SmtpOptions {
  /// Authorities that are believed beside the system's (tests); empty: none.
  std::string authorities_file = {};
  std::size_t most_waiting = 1000;  ///< for a thread; more are refused
};

/// Over libcurl, on threads of its own: at most four mails at once to one server, 16 in all. What
/// is under way or waits when it goes ends as kCancelled, within about a second.
std::unique_ptr<MailClient> MakeSmtpClient(const SmtpOptions& options = {});

}  // namespace tocsin
