#include <algorithm>
#include <cctype>
#include <cstdio>

#include "schemas/ids.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMaxKeyName = 100;

int KeysCreate(const Common& common, const std::string& name) {
  const bool plain =
      std::ranges::none_of(name, [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (name.empty() || name.size() > kMaxKeyName || !plain) {
    std::fprintf(stderr,
                 "tocsin keys create: a name has 1 to %zu bytes and no control characters\n",
                 kMaxKeyName);
    return kUsage;
  }
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    const std::string key = "tocsin_" + RandomToken(kKeyBytes);
    TRY(directory.CreateKey(name, Sha256Hex(key)));
    std::printf("%s\n", key.c_str());
    std::fprintf(stderr, "this key is shown once; send it as: Authorization: Bearer KEY\n");
    return {};
  });
}

int KeysList(const Common& common) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto keys, directory.ListKeys());
    json::array rows;
    for (const auto& key : keys) {
      const std::string revoked = key.revoked ? FormatTime(*key.revoked) : "";
      if (common.format == Format::kText)
        std::printf("%-24s created %s%s\n", key.name.c_str(), FormatTime(key.created).c_str(),
                    revoked.empty() ? "" : (" revoked " + revoked).c_str());
      rows.push_back({{"name", key.name},
                      {"created", FormatTime(key.created)},
                      {"revoked", revoked.empty() ? json::value(nullptr) : json::value(revoked)}});
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
  static std::string name;
  auto* keys = AddCommand(line, group::kWork, "keys", "API keys", "tocsin keys create n8n");
  keys->require_subcommand(1);
  auto* create =
      AddCommand(*keys, "create", "make a key and print it once", "tocsin keys create n8n");
  create->add_option("name", name, "who will use it")->required();
  AddData(line, create);
  create->callback([&line] { line.action = [&line] { return KeysCreate(line.common, name); }; });
  auto* list = AddCommand(*keys, "list", "names and dates, never the keys",
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
