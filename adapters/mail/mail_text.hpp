#pragma once

#include <string>

#include "adapters/mail.hpp"

namespace tocsin::mail {

/// The mail as it goes over the line (RFC 5322, MIME): header and text, lines ended by CRLF; UTF-8
/// as base64, what is not ASCII in the subject as encoded words (RFC 2047). No value can begin a
/// header of its own.
std::string MailText(const Mail& mail);

}  // namespace tocsin::mail
