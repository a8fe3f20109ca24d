#include "workers/settings/validate.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "schemas/calling_code.hpp"
#include "schemas/pin.hpp"
#include "workers/settings/language_models.hpp"
#include "workers/settings/validate_realtime.hpp"
#include "workers/settings/validate_voices.hpp"

namespace tocsin::compose {
namespace {

std::string FileName(const LoadedSettings& loaded) {
  return loaded.file.empty() ? "tocsin.yaml" : loaded.file;
}

/// FILE of a finding without a place: one that was not read is not named as if it were there.
std::string ReadFileName(const LoadedSettings& loaded) {
  return loaded.file.empty() ? "settings (there is no tocsin.yaml here)" : loaded.file;
}

/// What is missing stands on no line: the file in which the rest of it stands.
void AddMissing(LoadedSettings& loaded, std::string_view beside, std::string text) {
  const auto found = loaded.origins.find(beside);
  loaded.findings.push_back(
      {found == loaded.origins.end() ? ReadFileName(loaded) : found->second.file,
       {},
       Finding::Level::kError,
       std::move(text)});
}

void Add(LoadedSettings& loaded, std::string_view path, Finding::Level level, std::string text) {
  loaded.findings.push_back(FindingAt(loaded, path, level, std::move(text)));
}
void AddError(LoadedSettings& loaded, std::string_view path, std::string text) {
  Add(loaded, path, Finding::Level::kError, std::move(text));
}

/// There is such a finding already.
bool Told(const LoadedSettings& loaded, std::string_view beginning) {
  return std::ranges::any_of(
      loaded.findings, [&](const Finding& finding) { return finding.text.starts_with(beginning); });
}

/// All parts of a carrier's account, and where it reaches us, or none of them.
void ValidateAccount(LoadedSettings& loaded, const AccountSettings& account) {
  const auto& kind = account.Kind();
  const auto& parts = kind.Facts().parts;
  const auto is_given = [&](const CarrierPart& part) { return !account.Text(part.key).empty(); };
  const auto given = std::ranges::find_if(parts, is_given);
  if (given == parts.end()) return;
  for (const auto& part : parts) {
    const auto path = kind.Setting(part.key);
    // A value that is there but wrong has its finding already; an empty secret has none.
    if (is_given(part) || Told(loaded, path + ' ')) continue;
    const std::string variable(kind.VariableOf(part).name);
    AddMissing(loaded, kind.Setting(given->key),
               variable + " is missing: " + std::string(kind.Facts().title) + " needs " +
                   kind.Variables() + ", and only a part is given; set " + variable +
                   " in .env or " + path + " in " + FileName(loaded));
  }
  constexpr std::string_view kNoAddress = "http.public_url is missing: ";
  if (loaded.settings.http.public_url.empty() && !loaded.origins.contains("http.public_url") &&
      !Told(loaded, kNoAddress)) {
    AddMissing(loaded, kind.Setting(given->key),
               std::string(kNoAddress) +
                   "the carrier must be able to reach this worker; set "
                   "PUBLIC_BASE_URL in .env or http.public_url "
                   "in " +
                   FileName(loaded) + " to its public https address");
  }
}

void ValidateInbound(LoadedSettings& loaded) {
  const auto& bus = loaded.settings.bus;
  for (std::size_t i = 0; i < bus.in.size(); ++i) {
    const auto path = "bus.in[" + std::to_string(i) + "].format";
    if (bus.in[i].format == RecordFormat::kJson || !bus.registry.url.empty() ||
        loaded.origins.contains("bus.registry.url"))
      continue;
    AddError(loaded, path,
             path +
                 " needs bus.registry.url: the address of the schema registry that has the "
                 "schemas of these records");
  }
}

/// A PIN that says who it is must be hard to guess, and say it of one alone.
void ValidatePins(LoadedSettings& loaded) {
  const auto& telephony = loaded.settings.telephony;
  if (!telephony.identify_by_pin) return;
  if (telephony.pins.empty() && !loaded.origins.contains("telephony.pins"))
    AddError(loaded, "telephony.identify_by_pin",
             "telephony.identify_by_pin needs telephony.pins: nobody has a PIN");
  std::map<std::string_view, std::string_view> owner;
  for (const auto& [contact, pin] : telephony.pins) {
    const std::string path = "telephony.pins." + contact;
    if (pin.Reveal().size() < kShortestIdentifyingPin)
      AddError(loaded, path,
               path + " has less than " + std::to_string(kShortestIdentifyingPin) +
                   " digits and could be guessed: with telephony.identify_by_pin it says who "
                   "calls");
    const auto [other, alone] = owner.emplace(pin.Reveal(), contact);
    if (!alone)
      AddError(loaded, path,
               path + " is that of " + std::string(other->second) +
                   ", too: with telephony.identify_by_pin a PIN must say who calls");
  }
}

/// An order of ears names each once, and none of the words that say who else hears.
void ValidateEars(LoadedSettings& loaded) {
  const auto& stt = loaded.settings.speech.stt.words;
  std::set<std::string_view> names;
  for (const auto& name : stt) {
    const bool alone = name == "auto" || name == "carrier" || name == "none";
    if (alone && stt.size() > 1)
      AddError(loaded, "speech.stt",
               "speech.stt has '" + name + "' in a list: it stands alone, without a list");
    if (!names.insert(name).second)
      AddError(loaded, "speech.stt", "speech.stt names '" + name + "' twice");
  }
}

void ValidateDeliveries(LoadedSettings& loaded) {
  std::set<std::string_view> names;
  const auto& deliveries = loaded.settings.bridge.deliveries;
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    const auto path = "bridge.deliveries[" + std::to_string(i) + ']';
    const auto& name = deliveries[i].name;
    if (!name.empty() && !names.insert(name).second) {
      AddError(loaded, path + ".name", path + ".name is used twice: '" + name + "'");
    }
    if (deliveries[i].url.empty() == deliveries[i].topic.empty() &&
        !loaded.origins.contains(path + ".url") && !loaded.origins.contains(path + ".topic"))
      AddError(loaded, path + ".name", path + " needs url or topic: where to");
    if (deliveries[i].secret.Empty() && !deliveries[i].url.empty()) {
      Add(loaded, path + ".url", Finding::Level::kWarning,
          "delivery '" + name +
              "' has no secret: it is sent without a signature, so that the receiver cannot know "
              "who sent it");
    }
  }
}

/// A message and a delivery of one name could not be told apart in logs, metrics and `explain`.
void ValidateChannels(LoadedSettings& loaded) {
  std::set<std::string_view> names;
  for (const auto& delivery : loaded.settings.bridge.deliveries) names.insert(delivery.name);
  const auto& channels = loaded.settings.channels;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const auto path = "channels[" + std::to_string(i) + ']';
    const auto& channel = channels[i];
    if (!channel.name.empty() && !names.insert(channel.name).second)
      AddError(loaded, path + ".name",
               path + ".name is used twice, by channels or by bridge.deliveries: '" + channel.name +
                   "'");
    const auto faulty = std::ranges::any_of(loaded.findings, [&](const Finding& finding) {
      return finding.text.starts_with(path + '.');
    });
    const bool some = channel.webhook || channel.slack || channel.teams || channel.ntfy ||
                      channel.email || channel.sms;
    if (!some && !faulty)
      AddError(loaded, path + ".name",
               path + " needs webhook, slack, teams, ntfy, email or sms: where to");
    if (channel.sms && loaded.settings.telephony.carriers.ForTexts() == nullptr)
      AddError(
          loaded, path + ".name",
          path + ".sms needs the account of " + TextAccounts() + ", over which text messages go");
  }
}

/// What a bound could not be held to.
void ValidateBudget(LoadedSettings& loaded) {
  const auto& cost = loaded.settings.cost;
  const std::pair<const char*, double> bounds[] = {
      {"cost.budget.day", cost.budget.day},
      {"cost.budget.person_day", cost.budget.person_day},
      {"cost.budget.per_minute", cost.budget.per_minute}};
  for (const auto& [path, bound] : bounds)
    if (bound > 0 && cost.rates.empty() && !loaded.origins.contains("cost.rates"))
      return AddError(
          loaded, path,
          std::string(path) + " needs cost.rates: without them nobody knows what a call costs");
}

/// A route that is well written and dials nothing.
void ValidateRouteIsOfUse(LoadedSettings& loaded, const RouteSettings& route,
                          const std::string& path) {
  const auto& carriers = loaded.settings.telephony.carriers;
  const auto warn = [&](const std::string& at, const std::string& text) {
    Add(loaded, at, Finding::Level::kWarning, at + text);
  };
  if (!route.then.empty() && carriers.Of(route.then).Absent())
    warn(path + ".then", " is '" + route.then + "', which is not set up: nobody takes over");
  const auto& account = carriers.Of(route.provider);
  if (account.Absent())
    return warn(path + ".provider", " is '" + route.provider +
                                        "', which is not set up: its numbers are dialled as if "
                                        "this route were not there");
  const auto& countries = loaded.settings.limits.countries;
  const bool within = IsOfCountries(route.prefix, countries, account.Number()) ||
                      std::ranges::any_of(countries, [&](const auto& country) {
                        return country.starts_with(route.prefix);
                      });
  if (!within)
    warn(path + ".prefix", " is '" + route.prefix +
                               "', a country that may not be dialled: add it to limits.countries" +
                               (countries.empty() ? ", which is that of our number alone" : ""));
}

/// Of two routes of one prefix only one could ever be taken.
void ValidateRoutes(LoadedSettings& loaded) {
  std::set<std::string_view> prefixes;
  const auto& routes = loaded.settings.telephony.routes;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const auto& [prefix, provider, then] = routes[i];
    const auto path = "telephony.routes[" + std::to_string(i) + ']';
    const bool repeated = !prefix.empty() && !prefixes.insert(prefix).second;
    if (repeated)
      AddError(loaded, path + ".prefix", path + ".prefix is used twice: '" + prefix + "'");
    if (!then.empty() && then == provider)
      AddError(loaded, path + ".then", path + ".then is the provider itself: '" + then + "'");
    else if (!repeated && !prefix.empty() && !provider.empty() &&
             loaded.settings.telephony.carriers.First() != nullptr)
      ValidateRouteIsOfUse(loaded, routes[i], path);
  }
}

void ValidateModels(LoadedSettings& loaded) {
  for (const auto& choice : ModelsInOrder(loaded.settings.language)) {
    const auto path = choice.setting + ".model";
    // A value that is there but wrong has its finding already.
    if (const auto lacks = LacksModel(choice); !lacks.empty() && !loaded.origins.contains(path))
      AddMissing(loaded, choice.setting + (choice.setting == "language.groq" ? ".api_key" : ".url"),
                 lacks);
  }
}

}  // namespace

Finding FindingAt(const LoadedSettings& loaded, std::string_view setting, Finding::Level level,
                  std::string text) {
  const auto found = loaded.origins.find(setting);
  if (found == loaded.origins.end()) return {ReadFileName(loaded), {}, level, std::move(text)};
  return {found->second.file, found->second.mark, level, std::move(text)};
}

void Validate(LoadedSettings& loaded) {
  for (const auto& account : loaded.settings.telephony.carriers) ValidateAccount(loaded, account);
  ValidateRoutes(loaded);
  ValidateBudget(loaded);
  ValidateInbound(loaded);
  ValidatePins(loaded);
  ValidateEars(loaded);
  ValidateDeliveries(loaded);
  ValidateChannels(loaded);
  ValidateModels(loaded);
  ValidateVoices(loaded);
  ValidateRealtime(loaded);
  const auto& settings = loaded.settings;
  if (settings.http.tls.certificate.empty() != settings.http.tls.key.empty()) {
    AddError(loaded, settings.http.tls.key.empty() ? "http.tls.certificate" : "http.tls.key",
             "http.tls needs both certificate and key");
  } else if (settings.http.tls.certificate.empty() && !settings.http.tls.client_ca.empty()) {
    AddError(loaded, "http.tls.client_ca", "http.tls.client_ca needs http.tls.certificate and key");
  }
  if (settings.telephony.warn_after >= settings.telephony.max_call) {
    const auto given = loaded.origins.contains("telephony.warn_after") ? "telephony.warn_after"
                                                                       : "telephony.max_call";
    // A shorter call alone moves the default warning; only a warning that was asked for can
    // contradict it.
    if (loaded.origins.contains("telephony.warn_after")) {
      AddError(loaded, given, "telephony.warn_after must be shorter than telephony.max_call");
    } else {
      loaded.settings.telephony.warn_after = settings.telephony.max_call * 4 / 5;
    }
  }
}

std::vector<Finding> CheckRun(const LoadedSettings& loaded, bool embedded) {
  std::vector<Finding> findings;
  if (loaded.unread) return findings;
  const auto file = FileName(loaded);
  const auto add = [&](std::string text) {
    findings.push_back({ReadFileName(loaded), {}, Finding::Level::kError, std::move(text)});
  };
  // A value that is there but wrong has its finding already.
  const auto absent = [&](const char* path, const std::string& value) {
    return !embedded && value.empty() && !loaded.origins.contains(path);
  };
  if (absent("bus.brokers", loaded.settings.bus.brokers)) {
    add("no Kafka brokers: set bus.brokers in " + file +
        " or KAFKA_BROKERS in .env, or start with --embedded to run without Kafka");
  }
  if (absent("store.url", loaded.settings.store.url)) {
    add("no database: set store.url in " + file +
        " or DATABASE_URL in .env, or start with --embedded to let tocsin run its own PostgreSQL");
  }
  return findings;
}

}  // namespace tocsin::compose
