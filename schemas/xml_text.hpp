#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// The five marks of XML and HTML escaped, all else as it is.
std::string EscapeMarkup(std::string_view text);
/// Text as it may stand in an element or an attribute of XML, whoever wrote it: PlainText with its
/// marks escaped.
std::string EscapeXml(std::string_view text);

}  // namespace tocsin
