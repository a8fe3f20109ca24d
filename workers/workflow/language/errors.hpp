#pragma once

#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {

/// Standard error types, in the spelling that we raise.
namespace error_type {
inline constexpr std::string_view kPrefix =
    "https://open-workflow-specification.org/spec/1.0.0/errors/";
inline constexpr std::string_view kConfiguration =
    "https://open-workflow-specification.org/spec/1.0.0/errors/configuration";
inline constexpr std::string_view kValidation =
    "https://open-workflow-specification.org/spec/1.0.0/errors/validation";
inline constexpr std::string_view kExpression =
    "https://open-workflow-specification.org/spec/1.0.0/errors/expression";
inline constexpr std::string_view kAuthentication =
    "https://open-workflow-specification.org/spec/1.0.0/errors/authentication";
inline constexpr std::string_view kAuthorization =
    "https://open-workflow-specification.org/spec/1.0.0/errors/authorization";
inline constexpr std::string_view kTimeout =
    "https://open-workflow-specification.org/spec/1.0.0/errors/timeout";
inline constexpr std::string_view kCommunication =
    "https://open-workflow-specification.org/spec/1.0.0/errors/communication";
inline constexpr std::string_view kRuntime =
    "https://open-workflow-specification.org/spec/1.0.0/errors/runtime";
}  // namespace error_type

/// Whether a type from a filter means a raised type: equal, or both spellings of one standard type
/// (any host of the specification, ".../errors/x", ".../errors/types/x", ".../dsl/errors/types/x").
bool SameErrorType(std::string_view wanted, std::string_view raised);

/// {type, status, title, detail, instance}; empty title and detail are left out. What the texts
/// quote from outside is made harmless.
json::object ErrorObject(const RaisedError& error, std::string_view instance);

/// The standard ones, and when we raise them. Those of functions are in Function::Errors.
const std::vector<ErrorMeaning>& StandardErrors();

/// Constructors for what the engine itself raises.
RaisedError ExpressionError(std::string detail);
RaisedError ValidationError(std::string detail);
/// `what` goes out of the run and is nested deeper than kMaxJsonDepth: nobody could read it.
RaisedError TooDeepToGoOut(std::string_view what);
RaisedError TimeoutError(std::string detail);
RaisedError ConfigurationError(std::string detail);
RaisedError AuthorizationError(std::string detail);
RaisedError RuntimeError(std::string detail);
/// A secret (empty: remains of one) would leave the run in `where` ("the event's data").
RaisedError SecretLeaves(std::string_view secret, std::string_view where);

}  // namespace tocsin::workflow
