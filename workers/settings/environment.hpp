#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/yaml.hpp"

namespace tocsin::compose {

/// A variable that tocsin knows.
struct EnvironmentName {
  std::string_view name;
  std::string_view
      setting;  ///< path of the setting ("http.public_url"); empty: not used by this release
  std::string_view description;  ///< for the reference page and .env.example
  bool secret = false;
  /// Turns the variable's value into the setting's text; kInvalid says what it must be. Null: as it
  /// is.
  Result<std::string> (*convert)(std::string_view value) = nullptr;
};
/// All of them, those in use first, in the order of the reference.
const std::vector<EnvironmentName>& EnvironmentNames();
/// The path that stands for "adds a delivery named n8n".
inline constexpr std::string_view kN8nDelivery = "bridge.deliveries[name=n8n]";
/// Its secret; used with kN8nDelivery only.
inline constexpr std::string_view kN8nSecret = "bridge.deliveries[name=n8n].secret";

/// The contents of a .env file: KEY=VALUE lines, optional `export`, '#' comments, single quotes
/// (literal) and double quotes (\n \t \" \\ \$).
struct DotEnv {
  struct Value {
    std::string text;
    int line = 0;
  };
  std::map<std::string, Value, std::less<>> values;
  std::vector<Finding> findings;
};
DotEnv ParseDotEnv(std::string_view text, std::string_view file);

/// Variables of the process before those of .env; an empty value counts as not set.
class Environment {
 public:
  struct Found {
    std::string text;
    std::string origin;  ///< "environment PORT" or ".env:3 PORT"
    int line = 0;        ///< in .env; 0: from the process
  };

  Environment(std::map<std::string, std::string, std::less<>> process, DotEnv dotenv)
      : process_(std::move(process)), dotenv_(std::move(dotenv)) {}
  std::optional<Found> Find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> process_;
  DotEnv dotenv_;
};

}  // namespace tocsin::compose
