#pragma once

#include <atomic>
#include <string>

#include "adapters/mail.hpp"

namespace tocsin::mail {

/// Hands one mail to its server by SMTP, over libcurl. Returns when the server has taken or refused
/// it, when `call.timeout` is over, or within about a second of `cancelled`. `authorities_file`:
/// certificates that are believed beside the system's; empty: none.
MailOutcome HandOver(const MailCall& call, const std::string& authorities_file,
                     const std::atomic<bool>& cancelled);

}  // namespace tocsin::mail
