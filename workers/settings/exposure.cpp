#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>

#include "schemas/ip_network.hpp"
#include "workers/settings/language_models.hpp"
#include "workers/settings/settings.hpp"
#include "workers/settings/validate_realtime.hpp"

namespace tocsin::compose {
namespace {

/// As long as 80 bits of base64 and more; shorter ones are tried out.
constexpr std::size_t kShortestSecret = 16;

bool IsThisMachine(std::string_view host) {
  if (host == "localhost") return true;
  const auto address = ParseIpAddress(host);
  return address &&
         std::ranges::any_of(std::array{IpNetwork::Parse("127.0.0.0/8"), IpNetwork::Parse("::1")},
                             [&](const auto& network) { return network->Contains(*address); });
}

/// Of "host:port", "[address]:port" or either alone.
std::string_view HostOf(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
  return authority.substr(0, authority.rfind(':'));
}

/// http:// to another machine.
bool IsInClear(std::string_view url) {
  constexpr std::string_view kHttp = "http://";
  if (!url.starts_with(kHttp)) return false;
  url.remove_prefix(kHttp.size());
  return !IsThisMachine(HostOf(url.substr(0, url.find_first_of("/?#"))));
}

bool IsEverybody(std::string_view network) { return network.ends_with("/0"); }

class Exposures {
 public:
  explicit Exposures(const LoadedSettings& loaded) : loaded_(loaded), settings_(loaded.settings) {}

  std::vector<Finding> All() {
    Listener();
    Proxies();
    Pages();
    Hooks();
    Length("security.internal_api_key", settings_.security.internal_api_key);
    Addresses();
    Kafka();
    Files();
    return std::move(all_);
  }

 private:
  void Warn(std::string_view setting, std::string text) {
    all_.push_back(FindingAt(loaded_, setting, Finding::Level::kWarning,
                             std::string(setting) + ": " + std::move(text)));
  }

  void Listener() {
    const auto& http = settings_.http;
    const bool guarded = !http.tls.certificate.empty() || !http.trusted_proxies.empty();
    if (!guarded && !IsThisMachine(HostOf(http.listen)))
      Warn("http.listen",
           "other machines send API keys and alerts in clear text; set http.tls, or name the proxy "
           "that ends TLS in http.trusted_proxies, or listen on 127.0.0.1");
    if (IsInClear(http.public_url))
      Warn("http.public_url",
           "carriers send what is said in calls in clear text; use an https address");
  }

  void Proxies() {
    const auto& proxies = settings_.http.trusted_proxies;
    for (std::size_t i = 0; i < proxies.size(); ++i)
      if (IsEverybody(proxies[i]))
        Warn("http.trusted_proxies[" + std::to_string(i) + ']',
             "everybody may say which address they come from (X-Forwarded-For); name the proxies");
  }

  void Pages() {
    const auto& origins = settings_.security.cors;
    for (std::size_t i = 0; i < origins.size(); ++i)
      if (IsInClear(origins[i]))
        Warn(
            "security.cors[" + std::to_string(i) + ']',
            "whoever is on the way may change this page and take the key that it sends; use https");
  }

  void Hooks() {
    const auto& ways = settings_.security.webhooks;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const auto& way = ways[i];
      const auto path = "security.webhooks[" + std::to_string(i) + ']';
      const bool secret = !way.bearer.Empty() || way.basic || way.hmac || !way.standard.Empty();
      if (!secret && std::ranges::any_of(way.allow, IsEverybody))
        Warn(path + ".allow", "everybody may send to hook '" + way.hook + "'; give it a secret");
      Length(path + ".bearer", way.bearer);
      if (way.basic) Length(path + ".basic.password", way.basic->password);
      if (way.hmac) Length(path + ".hmac.secret", way.hmac->secret);
      Length(path + ".standard", way.standard);
    }
  }

  void Length(const std::string& setting, const Secret& secret) {
    if (!secret.Empty() && secret.Reveal().size() < kShortestSecret)
      Warn(setting, "shorter than " + std::to_string(kShortestSecret) +
                        " bytes, so it can be guessed; make one with: openssl rand -base64 32");
  }

  /// Where passwords and keys are sent to.
  void Addresses() {
    const auto clear = [&](const std::string& setting, const std::string& url, bool secret) {
      if (secret && IsInClear(url)) Warn(setting, "the account's key is sent in clear text");
    };
    for (const auto& account : settings_.telephony.carriers)
      clear(account.Kind().Setting("api_url"), account.Kind().ApiUrl(account), account.HasSecret());
    for (const auto& choice : ModelsInOrder(settings_.language))
      clear(choice.setting + (choice.setting == "language.groq" ? ".api_url" : ".url"), choice.url,
            !choice.api_key.Empty());
    const auto& speech = settings_.speech;
    const auto& realtime = settings_.language.realtime;
    clear("language.realtime.api_url", realtime.api_url,
          !RealtimeKey(speech.openai, realtime).Empty() && !realtime.model.empty());
    clear("speech.deepgram.api_url", speech.deepgram.api_url, !speech.deepgram.api_key.Empty());
    clear("speech.openai.api_url", speech.openai.api_url, !speech.openai.api_key.Empty());
    clear("speech.elevenlabs.api_url", speech.elevenlabs.api_url,
          !speech.elevenlabs.api_key.Empty());
    clear("speech.azure.api_url", speech.azure.api_url, !speech.azure.api_key.Empty());
    if (settings_.store.url.find("sslmode=disable") != std::string::npos)
      Warn("store.url", "the database's password and all data go in clear text; drop sslmode");
  }

  void Kafka() {
    const auto& client = settings_.bus.client;
    const auto value = [&](const char* name) {
      const auto found = client.find(name);
      return found == client.end() ? std::string_view() : std::string_view(found->second);
    };
    if (value("enable.ssl.certificate.verification") == "false")
      Warn("bus.client.enable.ssl.certificate.verification",
           "anybody on the way may pose as the broker; give ssl.ca.location instead");
    const auto protocol = value("security.protocol");
    const bool plain = protocol == "SASL_PLAINTEXT" || protocol == "sasl_plaintext";
    const std::string_view first(settings_.bus.brokers);
    if (plain && !IsThisMachine(HostOf(first.substr(0, first.find(',')))))
      Warn("bus.client.security.protocol",
           "passwords or what is sent go in clear text; use SASL_SSL");
  }

  void Files() {
    for (const auto& [setting, origin] : loaded_.origins)
      if (!origin.secret_file.empty()) File(setting, origin.secret_file);
    if (!settings_.http.tls.key.empty()) File("http.tls.key", settings_.http.tls.key);
    if (IsReadByAll(loaded_.secret_dotenv))
      all_.push_back({".env",
                      {},
                      Finding::Level::kWarning,
                      "everybody on this machine may read " + loaded_.secret_in_dotenv +
                          " in it; chmod 600 .env"});
  }

  void File(const std::string& setting, const std::filesystem::path& file) {
    if (IsReadByAll(file) && told_.insert(file).second)
      Warn(setting, "everybody on this machine may read the file '" + file.string() +
                        "'; chmod 600, or give it to the group of the service");
  }

  static bool IsReadByAll(const std::filesystem::path& file) {
    struct stat status {};
    return !file.empty() && stat(file.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
  }

  const LoadedSettings& loaded_;
  const Settings& settings_;
  std::vector<Finding> all_;
  std::set<std::filesystem::path> told_;
};

}  // namespace

std::vector<Finding> CheckExposure(const LoadedSettings& loaded) {
  if (loaded.unread) return {};
  return Exposures(loaded).All();
}

}  // namespace tocsin::compose
