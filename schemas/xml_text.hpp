#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Text as it may stand in an element or an attribute of XML, whoever wrote it: PlainText with its
/// five marks escaped.
std::string EscapeXml(std::string_view text);

}  // namespace tocsin
