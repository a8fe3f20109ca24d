#pragma once

#include <cstdint>
#include <string>

#include "schemas/result.hpp"

namespace tocsin::phone {

/// What the command line and the environment say.
struct Options {
  std::string listen = "127.0.0.1:9003";
  std::string script;  ///< path; empty: nobody answers until PUT /sim/script
  std::string account;
  std::string token;
  std::string exotel_sid, exotel_key, exotel_token;  ///< empty: exotel1, key, token
  double time_scale = 1;
  double calls_per_second = 1;
  bool allow_remote = false;
  std::string authorities;  ///< PEM file, beside the system's
  std::string ear;          ///< command of a recogniser
  bool quiet = false;       ///< does not tell what happens in the calls

  std::string host;  ///< of listen
  std::uint16_t port = 0;
};

/// What to do after reading the command line: go on with the options, or end with a code (help,
/// wrong usage).
struct Parsed {
  Options options;
  int exit_code = -1;  ///< -1: go on
};
Parsed ParseCommandLine(int argc, char** argv);

/// Takes `listen` apart and checks what the command line cannot: loopback unless allowed,
/// credentials present.
Status Complete(Options& options);

}  // namespace tocsin::phone
