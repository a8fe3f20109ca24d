#include <algorithm>
#include <cctype>
#include <cstdio>

#include "schemas/api_key.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

constexpr std::size_t kMaxKeyName = 100;
constexpr std::size_t kNameColumn = 24;
constexpr Duration kShortestLife = std::chrono::minutes(1);
constexpr Duration kLongestLife = std::chrono::hours(24 * 3660);

struct NewKeyWords {
  std::string name;
  std::vector<std::string> scopes = {std::string(WordOf(AccessScope::kAdmin))};
  std::string expires;  ///< how long from now; empty: without end
  std::string tenant{kDefaultTenant};
};

TimePoint Now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

/// The key that is asked for, but for its hash; kInvalid says which word is wrong.
Result<StoreDirectory::NewKey> ReadKey(const NewKeyWords& words) {
  const auto bad = [](const std::string& text) { return Fail(ErrorKind::kInvalid, text); };
  StoreDirectory::NewKey key{.name = words.name, .hash = {}};
  const bool plain =
      std::ranges::none_of(key.name, [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (key.name.empty() || key.name.size() > kMaxKeyName || !plain)
    return bad("a name has 1 to " + std::to_string(kMaxKeyName) +
               " bytes and no control characters");
  TRY_ASSIGN(key.scopes, AccessScopes::Parse(words.scopes));
  key.tenant = words.tenant;
  if (!IsTenantName(key.tenant)) return bad("--tenant: " + NoTenantName(key.tenant));
  if (words.expires.empty()) return key;
  const auto after = ParseDuration(words.expires);
  if (!after || *after < kShortestLife || *after > kLongestLife)
    return bad("--expires takes 1m to 3660d, such as 90d, not '" + words.expires + "'");
  key.expires = Now() + *after;
  return key;
}

json::value TimeOrNull(const std::optional<TimePoint>& time) {
  return time ? json::value(FormatTime(*time)) : json::value(nullptr);
}

json::value ScopesOf(const StoreDirectory::NewKey& key) {
  const auto words = key.scopes.Words();
  return json::array(words.begin(), words.end());
}

int KeysCreate(const Common& common, const NewKeyWords& words) {
  auto fresh = ReadKey(words);
  if (!fresh) {
    std::fprintf(stderr, "tocsin keys create: %s\n", fresh.error().message.c_str());
    return kUsage;
  }
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    const std::string key = NewApiKey();
    fresh->hash = Sha256Hex(key);
    TRY(directory.CreateKey(*fresh));
    if (common.format == Format::kJson)
      std::printf("%s\n", JsonText(json::object{{"name", fresh->name},
                                                {"key", key},
                                                {"scopes", ScopesOf(*fresh)},
                                                {"tenant", fresh->tenant},
                                                {"expires", TimeOrNull(fresh->expires)}})
                              .c_str());
    else
      std::printf("%s\n", key.c_str());
    std::fprintf(stderr, "this key is shown once; send it as: Authorization: Bearer KEY\n");
    return {};
  });
}

/// "n8n  events:write,read  created 2026-...  last used 2026-...  ended 2026-..."
std::string LineOf(const StoreDirectory::ApiKey& key, TimePoint now) {
  std::string scopes;
  for (const auto& word : key.scopes.Words()) scopes += (scopes.empty() ? "" : ",") + word;
  std::string line = key.name;
  line.resize(std::max(line.size(), kNameColumn), ' ');
  line += "  " + scopes;
  if (key.tenant != kDefaultTenant) line += "  of " + key.tenant;
  line += "  created " + FormatTime(key.created);
  line += key.last_used ? "  last used " + FormatTime(*key.last_used) : "  never used";
  if (key.expires) line += (now < *key.expires ? "  ends " : "  ended ") + FormatTime(*key.expires);
  if (key.revoked) line += "  revoked " + FormatTime(*key.revoked);
  return line;
}

int KeysList(const Common& common) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto keys, directory.ListKeys());
    json::array rows;
    for (const auto& key : keys) {
      if (common.format == Format::kText) std::printf("%s\n", LineOf(key, Now()).c_str());
      rows.push_back({{"name", key.name},
                      {"scopes", ScopesOf(key)},
                      {"tenant", key.tenant},
                      {"created", FormatTime(key.created)},
                      {"expires", TimeOrNull(key.expires)},
                      {"last_used", TimeOrNull(key.last_used)},
                      {"revoked", TimeOrNull(key.revoked)}});
    }
    if (common.format == Format::kJson) std::printf("%s\n", JsonText(rows).c_str());
    return {};
  });
}

int KeysRevoke(const Common& common, const std::string& name) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY(directory.RevokeKey(name));
    std::printf("%s is revoked; running workers refuse it within seconds\n", name.c_str());
    return {};
  });
}

}  // namespace

void AddKeysCommands(CommandLine& line) {
  static NewKeyWords words;
  static std::string name;
  auto* keys = AddCommand(line, group::kWork, "keys", "API keys", "tocsin keys create n8n");
  keys->require_subcommand(1);
  auto* create = AddCommand(*keys, "create", "make a key and print it once",
                            "tocsin keys create n8n --scope events:write --expires 90d");
  create->add_option("name", words.name, "who will use it")->required();
  std::string meanings = "what it may do, several with commas or by repeating:";
  for (const auto scope : AllAccessScopes())
    meanings.append(scope == AllAccessScopes().front() ? " " : "; ")
        .append(WordOf(scope))
        .append(" (")
        .append(MeaningOf(scope))
        .append(")");
  create->add_option("--scope", words.scopes, meanings)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("SCOPE")
      ->capture_default_str();
  create
      ->add_option("--expires", words.expires,
                   "how long it is valid, such as 90d; without: until "
                   "it is revoked")
      ->type_name("DURATION");
  create
      ->add_option(
          "--tenant", words.tenant,
          "whose key it is: events that it sends are that tenant's, and it sees nothing of "
          "another's")
      ->type_name("TENANT")
      ->capture_default_str();
  AddFormat(line, create);
  AddData(line, create);
  create->callback([&line] { line.action = [&line] { return KeysCreate(line.common, words); }; });
  auto* list = AddCommand(*keys, "list", "names, scopes, tenants and dates, never the keys",
                          "tocsin keys list --format json");
  AddFormat(line, list);
  AddData(line, list);
  list->callback([&line] { line.action = [&line] { return KeysList(line.common); }; });
  auto* revoke = AddCommand(*keys, "revoke", "end a key", "tocsin keys revoke n8n");
  revoke->add_option("name", name, "as given to create")->required();
  AddData(line, revoke);
  revoke->callback([&line] { line.action = [&line] { return KeysRevoke(line.common, name); }; });
}

}  // namespace tocsin::commands
