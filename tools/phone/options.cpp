#include "tools/phone/options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

namespace tocsin::phone {
namespace {

constexpr auto kFooter = R"(Example:
  export TWILIO_ACCOUNT_SID=AC0000000000000000000000000000aaaa TWILIO_AUTH_TOKEN=12345
  tocsin-phone --listen 127.0.0.1:9003 --script tools/phone/demo.yaml
  curl -s http://127.0.0.1:9003/sim/calls

The script names people and what each does, one behaviour per call, the last one repeated:
  people:
    '+15559876543':
      - {answer_after: 1s, turns: [{hear: 'press', say: approve}, {hear: 'confirm', press: '1'}]}
      - {voicemail: {after: 3s, greeting: Please leave a message.}}
  faults: {drop_response: 1})";

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

Parsed ParseCommandLine(int argc, char** argv) {
  Parsed parsed;
  Options& options = parsed.options;
  CLI::App app{
      "Stands in for Twilio and Exotel: REST API, webhooks, and scripted people who answer the "
      "phone.",
      "tocsin-phone"};
  app.footer(kFooter);
  app.add_option("--listen", options.listen, "address to serve on; port 0 picks a free one")
      ->capture_default_str();
  app.add_option("--script", options.script,
                 "YAML file of people and faults; without it nobody answers");
  app.add_option("--account", options.account, "account SID; also read from .env")
      ->envname("TWILIO_ACCOUNT_SID");
  app.add_option("--token", options.token,
                 "auth token; the environment or .env keeps it out of process lists")
      ->envname("TWILIO_AUTH_TOKEN");
  app.add_option("--exotel-sid", options.exotel_sid, "account SID at Exotel; also read from .env")
      ->envname("EXOTEL_SID");
  app.add_option("--exotel-key", options.exotel_key, "API key at Exotel; also read from .env")
      ->envname("EXOTEL_API_KEY");
  app.add_option("--exotel-token", options.exotel_token, "API token at Exotel; also read from .env")
      ->envname("EXOTEL_API_TOKEN");
  app.add_option("--time-scale", options.time_scale,
                 "wall time per simulated time: 0.05 is twenty times faster; live sound keeps the "
                 "wall clock")
      ->check(CLI::Range(0.001, 100.0))
      ->capture_default_str();
  app.add_option("--calls-per-second", options.calls_per_second,
                 "calls dialled per second, the rest queues; 0: no limit")
      ->check(CLI::Range(0.0, 10000.0))
      ->capture_default_str();
  app.add_option("--authorities", options.authorities,
                 "PEM file of authorities for https and wss, beside the system's");
  app.add_option(
      "--ear", options.ear,
      "command that understands what is said on live lines: gets the path of a WAV file "
      "on a line, answers with its words on a line; without it `hear` matches all that is said");
  app.add_flag("--allow-remote", options.allow_remote,
               "let --listen name an address other machines can reach");
  app.add_flag("--quiet", options.quiet, "do not print what each person hears, says and presses");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = app.exit(error) == 0 ? 0 : 2;
  }
  return parsed;
}

Status Complete(Options& options) {
  const auto colon = options.listen.rfind(':');
  if (colon == std::string::npos || colon == 0)
    return Fail(ErrorKind::kInvalid, "--listen must be ADDRESS:PORT, such as 127.0.0.1:9003");
  options.host = options.listen.substr(0, colon);
  if (options.host.starts_with('[') && options.host.ends_with(']'))
    options.host = options.host.substr(1, options.host.size() - 2);
  const std::string port = options.listen.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (error != std::errc{} || end != port.data() + port.size())
    return Fail(ErrorKind::kInvalid, "--listen must end in a port from 0 to 65535");
  if (options.host == "localhost") options.host = "127.0.0.1";
  if (!options.allow_remote && !IsLoopback(options.host))
    return Fail(ErrorKind::kInvalid,
                "listening on " + options.host +
                    " lets others place calls; add --allow-remote if that is meant");
  if (options.account.empty())
    return Fail(
        ErrorKind::kInvalid,
        "no account: set TWILIO_ACCOUNT_SID in the environment or in .env, or give --account");
  if (options.token.empty())
    return Fail(ErrorKind::kInvalid,
                "no token: set TWILIO_AUTH_TOKEN in the environment or in .env, or give --token");
  return {};
}

}  // namespace tocsin::phone
