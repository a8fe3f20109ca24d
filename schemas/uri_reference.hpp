#pragma once

#include <string_view>

namespace tocsin {

/// Whether a text is a URI or a relative reference as RFC 3986 spells them ("https://a.example/x",
/// "urn:x:y", "/my/host", "disk-full"), not empty; "{name}" of a URI template may stand anywhere.
bool IsUriReference(std::string_view text);
/// The same of an IRI reference (RFC 3987): characters beyond ASCII may stand for themselves.
bool IsIriReference(std::string_view text);
/// Whether it names its scheme: "https://a.example/x", "urn:x:y".
bool HasUriScheme(std::string_view text);

}  // namespace tocsin
