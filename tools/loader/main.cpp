#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "tools/loader/media_load.hpp"

namespace tocsin::load {
namespace {

constexpr auto kFooter = R"(Example:
  tocsin run --embedded                        # with carrier, speech and a workflow for inbound calls
  tools/load media --calls 100 --seconds 30

Prints one JSON line. At the end all hang up, and the worker is told so as the carrier would. late_frames: messages that came when what was before them had been played to its end; underruns:
of these, those that were heard as a gap of 20 ms or more. own_late_frames are the load's own fault: too little processor. frame_ms: what a message took in
the worker itself, by the bounds of its histogram (tocsin_media_frame_seconds).)";

int Main(int argc, char** argv) {
  MediaLoad load;
  bool tls = false;
  std::string carrier = "twilio";
  CLI::App app{"Loads a running worker of this machine.", "tools/load"};
  app.require_subcommand(1);
  auto* media = app.add_subcommand("media", "live calls, as the carrier makes them");
  media->footer(kFooter);
  media->add_option("--calls", load.calls, "live calls at once")
      ->check(CLI::Range(1, 5000))
      ->capture_default_str();
  media->add_option("--seconds", load.seconds, "how long is measured, once all are up")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  media
      ->add_option("--rounds", load.rounds,
                   "so often: all hang up, and as many others call; tells the worker's memory "
                   "after each")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  media->add_option("--carrier", carrier, "twilio or exotel")
      ->check(CLI::IsMember({"twilio", "exotel"}))
      ->capture_default_str();
  media->add_flag("--tls", tls, "https and wss; the same as a --url that begins so");
  media->add_option("--url", load.url, "where the worker listens")->capture_default_str();
  media->add_option("--public-url", load.public_url,
                    "http.public_url of the worker, which is signed; default: --url");
  media->add_option("--account", load.account, "account SID")->envname("TWILIO_ACCOUNT_SID");
  media->add_option("--token", load.token, "auth token; Exotel: API token");
  media->add_option("--key", load.key, "Exotel's API key")->envname("EXOTEL_API_KEY");
  media->add_option("--number", load.number, "the worker's number")->capture_default_str();
  media->add_option("--authorities", load.authorities,
                    "PEM file of authorities, beside the system's");
  media->add_option("--speaking", load.speaking, "share of the people who speak at any time")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  media->add_option("--keys", load.keys, "keys (5) that each person presses in a minute")
      ->check(CLI::Range(0.0, 120.0))
      ->capture_default_str();
  media->add_option("--calls-per-second", load.calls_per_second, "how fast calls come")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  media->add_option("--threads", load.threads, "that carry the sound")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  media->add_option("--worker-pid", load.worker,
                    "the worker's process, to tell its processor time and memory");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (carrier == "exotel") load.carrier = phone::Carrier::kExotel;
  const char* token = std::getenv(carrier == "exotel" ? "EXOTEL_API_TOKEN" : "TWILIO_AUTH_TOKEN");
  if (load.token.empty() && token != nullptr) load.token = token;
  if (tls && load.url.starts_with("http://")) load.url.insert(4, "s");
  if (load.public_url.empty()) load.public_url = load.url;
  const auto measured = RunMediaLoad(load);
  if (!measured) {
    std::cerr << "tools/load: " << measured.error().message << '\n';
    return measured.error().kind == ErrorKind::kInvalid ? 2 : 3;
  }
  std::printf("%s\n", json::serialize(*measured).c_str());
  return measured->at("failed").as_int64() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tocsin::load

int main(int argc, char** argv) {
  try {
    return tocsin::load::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tools/load: " << error.what() << '\n';
    return 1;
  }
}
