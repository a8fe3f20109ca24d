#pragma once

#include <string>
#include <string_view>

#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Where links of messages lead, before their token.
inline constexpr std::string_view kApprovalPath = "/a/";

/// What a link in a message stands for: that its holder may answer a question.
struct ApprovalLink {
  QuestionId question;
  std::string contact;  ///< whom it was written to; empty: a channel that several may read
  std::string channel;  ///< over which it was sent
  TimePoint until;      ///< whole seconds
};

/// The link as the last part of an address: signed, not sealed, for whoever has it may read the
/// question anyway. The same link gives the same token. `secret`: of the installation.
std::string ApprovalToken(std::string_view secret, const ApprovalLink& link);
/// kRejected: altered, cut, or of another installation. An old one is read too: look at `until`.
Result<ApprovalLink> ReadApprovalToken(std::string_view secret, std::string_view token);

}  // namespace tocsin
