#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "tools/phone/env_file.hpp"
#include "tools/phone/options.hpp"
#include "tools/phone/sim/front.hpp"
#include "tools/phone/sim/thread_loop.hpp"

namespace tocsin::phone {
namespace {

int Complain(const std::string& text) {
  std::cerr << "tocsin-phone: " << text << '\n';
  return 1;
}

/// Prints findings and gives nothing when the script is wrong.
std::optional<Script> LoadScript(const std::string& path) {
  if (path.empty()) return Script{};
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    Complain("reading script: cannot open '" + path + "' or it is empty");
    return std::nullopt;
  }
  auto script = ReadScript(text.str(), path);
  if (script) return std::move(*script);
  for (const auto& finding : script.error()) std::cerr << FormatFinding(finding) << '\n';
  return std::nullopt;
}

/// What neither the environment nor the command line says may stand in the worker's .env.
void AddFromEnvFile(Options& options) {
  std::ifstream file(".env");
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return;
  auto values = ReadEnvFile(text.str());
  if (options.account.empty()) options.account = values["TWILIO_ACCOUNT_SID"];
  if (options.token.empty()) options.token = values["TWILIO_AUTH_TOKEN"];
  if (options.exotel_sid.empty()) options.exotel_sid = values["EXOTEL_SID"];
  if (options.exotel_key.empty()) options.exotel_key = values["EXOTEL_API_KEY"];
  if (options.exotel_token.empty()) options.exotel_token = values["EXOTEL_API_TOKEN"];
}

ExotelAccount ExotelOf(const Options& options) {
  ExotelAccount account;
  if (!options.exotel_sid.empty()) account.sid = options.exotel_sid;
  if (!options.exotel_key.empty()) account.key = options.exotel_key;
  if (!options.exotel_token.empty()) account.token = options.exotel_token;
  return account;
}

/// For the one who watches: what happens in the calls, a line for each, at once.
Teller ToStandardOutput() {
  return [](const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  };
}

int Serve(const Options& options, Script script) {
  // Blocked before the first thread starts, so that only sigwait below sees them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  HttpClientOptions client_options;
  client_options.connect_timeout = std::chrono::seconds(5);
  client_options.keep_idle = std::chrono::seconds(2);
  client_options.max_connections_per_host = 256;
  client_options.authorities_file = options.authorities;
  auto client = MakeHttpClient(client_options);
  ThreadLoop loop(options.time_scale);
  LiveRoom room({.authorities_file = options.authorities, .ear = options.ear});
  Exchange exchange(loop, *client, {options.account, options.token},
                    {options.calls_per_second, 10'000,
                     options.quiet ? Teller{} : ToStandardOutput(), &room, ExotelOf(options)});
  const auto people = script.people.size();
  exchange.Replace(std::move(script));
  Front front(loop, exchange);

  HttpServerOptions server_options;
  server_options.host = options.host;
  server_options.port = options.port;
  const auto server = StartHttpServer(server_options, front);
  if (!server) return Complain(server.error().message + " (--listen)");
  const std::string host =
      options.host.find(':') == std::string::npos ? options.host : "[" + options.host + "]";
  std::printf("ready url=http://%s:%u account=%s people=%zu\n", host.c_str(), (*server)->Port(),
              options.account.c_str(), people);
  std::fflush(stdout);

  int signal = 0;
  sigwait(&ends, &signal);
  (*server)->Stop(std::chrono::seconds(1));
  loop.Stop();
  client.reset();  // its last callbacks find a stopped loop, not a destroyed one
  return 0;
}

int Main(int argc, char** argv) {
  auto parsed = ParseCommandLine(argc, argv);
  if (parsed.exit_code >= 0) return parsed.exit_code;
  AddFromEnvFile(parsed.options);
  if (const auto complete = Complete(parsed.options); !complete)
    return Complain(complete.error().message);
  auto script = LoadScript(parsed.options.script);
  if (!script) return 1;
  return Serve(parsed.options, std::move(*script));
}

}  // namespace
}  // namespace tocsin::phone

int main(int argc, char** argv) {
  try {
    return tocsin::phone::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tocsin-phone: " << error.what() << '\n';
    return 1;
  }
}
