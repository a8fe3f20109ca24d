#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/effect_request.hpp"

namespace tocsin::workflow {

/// `with` of `call: http`, read.
struct HttpCallDefinition {
  enum class Output { kContent, kResponse, kRaw };
  Template method, headers, query, body;
  Template endpoint;         ///< an expression that gives the URL, or a literal
  bool is_template = false;  ///< endpoint.literal is an RFC 6570 level 1 template
  std::optional<Authentication> authentication = {};
  Output output = Output::kContent;
  bool redirect = false;
};

/// The request of an "http" effect.
Outcome<HttpAsked> MakeHttpRequest(Execution& run, const Frame& frame,
                                   const HttpCallDefinition& call, const EffectId& id);
/// What a result (HttpAnswered) means for the task. `asked`: what of the request its output tells.
Outcome<json::value> ReadHttpResult(const json::value& result, const HttpAsked& asked,
                                    const HttpCallDefinition& call);

/// Expands "{name}" with top-level members of `values`: percent-encoded, empty when missing; a map
/// or list is an expression error.
Outcome<std::string> ExpandUri(std::string_view uri, const json::value& values);
/// What is wrong with a template's text, or empty.
std::string UriTemplateFault(std::string_view uri);

}  // namespace tocsin::workflow
