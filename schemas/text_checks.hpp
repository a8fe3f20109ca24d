#pragma once

#include <string>
#include <string_view>

// Checks of texts for field tables (FieldRules::check): the complaint, or empty. Complaints do not
// repeat values that may be secret or private.
namespace tocsin {

std::string CheckPhone(std::string_view text);        ///< E.164: + and 7 to 15 digits
std::string CheckCallingCode(std::string_view text);  ///< "+49"
std::string CheckHttpUrl(
    std::string_view text);  ///< http:// or https:// with a host, without a query
std::string CheckSocketUrl(std::string_view text);  ///< the same with ws:// or wss://
std::string CheckEndpoint(std::string_view text);
std::string CheckMailAddress(std::string_view text);
std::string CheckWebhookUrl(std::string_view text);   ///< http:// or https:// with a host
std::string CheckOrigin(std::string_view text);       ///< https://host[:port], as browsers write it
std::string CheckDatabaseUrl(std::string_view text);  ///< postgresql://... or host=... words
std::string CheckListen(std::string_view text);       ///< ADDRESS:PORT, port 0 to 65535
std::string CheckBrokers(std::string_view text);      ///< HOST:PORT,HOST:PORT,...
std::string CheckNetwork(std::string_view text);      ///< address or CIDR block
std::string CheckTopicName(std::string_view text);   ///< letters, digits, dot, _ and -, at most 200
std::string CheckTopics(std::string_view text);      ///< a topic's name, or ^ and an expression
std::string CheckPathSecret(std::string_view text);  ///< 24 to 63 letters, digits, _ and -
std::string CheckWord(std::string_view text);        ///< letters, digits, _ and -, at most 63
std::string CheckSqlName(std::string_view text);   ///< lower-case letters, digits and _, at most 63
std::string CheckCurrency(std::string_view text);  ///< ISO 4217: EUR
std::string CheckTenantName(std::string_view text);  ///< 1 to 63 of a-z, 0-9 and -
std::string CheckLanguage(std::string_view text);    ///< BCP 47: en, en-US

}  // namespace tocsin
