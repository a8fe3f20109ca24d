#include <chrono>
#include <cstdio>

#include "schemas/base64.hpp"
#include "workers/explain/evidence.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/main/workflow_paths.hpp"

namespace tocsin::commands {
namespace {

using compose::Entries;

Result<Entries> ChainOf(const Common& common, StoreDirectory& directory, const std::string& id) {
  TRY_ASSIGN(const auto lines, directory.Explain(id, common.tenant));
  if (lines.empty())
    return Fail(ErrorKind::kNotFound,
                "nothing is known of '" + id + "': no alert, run, question or call has this id");
  return compose::EntriesOf(lines);
}

/// The key that signs what this installation exports.
Result<SigningKey> KeyOf(Store& store) {
  TRY_ASSIGN(const auto secret, store.InstallationSecret(kEvidenceSecret));
  return SigningKey(secret.Reveal());
}

json::object EvidenceOf(const std::string& id, const Entries& entries) {
  return compose::EvidenceOf(
      id, entries, std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
}

int EvidenceShow(const Common& common, const std::string& id) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto entries, ChainOf(common, directory, id));
    const auto evidence = EvidenceOf(id, entries);
    if (common.format == Format::kJson)
      std::printf("%s\n", JsonText(evidence).c_str());
    else
      std::printf("%s", compose::EvidenceText(evidence, entries).c_str());
    return {};
  });
}

int EvidenceExport(const Common& common, const std::string& id) {
  return WithStore(common, [&](Store& store) -> Status {
    TRY_ASSIGN(const auto key, KeyOf(store));
    TRY_ASSIGN(const auto directory, store.OpenDirectory());
    TRY_ASSIGN(const auto entries, ChainOf(common, *directory, id));
    std::printf("%s", compose::SignEvidence(EvidenceOf(id, entries), key).c_str());
    return {};
  });
}

int EvidenceVerify(const Common& common, const std::string& file, const std::string& key) {
  const auto text = ReadFileOrInput(file);
  if (!text) return Refuse(text.error());
  const auto verified = compose::VerifyEvidence(*text, key);
  if (!verified) return Refuse(verified.error());
  if (common.format == Format::kJson) {
    std::printf("%s\n", JsonText(json::object{{"about", verified->about},
                                              {"exported_at", verified->exported_at},
                                              {"decisions", verified->decisions},
                                              {"public_key", verified->public_key},
                                              {"key_given", !key.empty()}})
                            .c_str());
    return kDone;
  }
  std::printf("not a byte was changed since %s: %zu decision%s about %s, signed by the key %s\n",
              verified->exported_at.c_str(), verified->decisions,
              verified->decisions == 1 ? "" : "s", verified->about.c_str(),
              verified->public_key.c_str());
  if (key.empty())
    std::fprintf(stderr,
                 "whose key that is, is not known here: compare with --key, as `tocsin evidence "
                 "key` prints it at the installation\n");
  return kDone;
}

int EvidenceKey(const Common& common) {
  return WithStore(common, [](Store& store) -> Status {
    TRY_ASSIGN(const auto key, KeyOf(store));
    std::printf("%s\n", EncodeBase64(key.Public()).c_str());
    return {};
  });
}

}  // namespace

void AddEvidenceCommands(CommandLine& line) {
  static std::string word;
  static std::string key;
  auto* evidence =
      AddCommand(line, group::kFindOut, "evidence", "how a decision came about, signed for others",
                 "tocsin evidence show alert-001");
  evidence->require_subcommand(1);
  auto* show = AddCommand(*evidence, "show", "each decision, and the chain that led to it",
                          "tocsin evidence show alert-001");
  show->add_option("id", word, "alert, run, question or call id")->required();
  AddTenant(line, show);
  AddFormat(line, show);
  AddData(line, show);
  show->callback([&line] { line.action = [&line] { return EvidenceShow(line.common, word); }; });

  auto* export_it = AddCommand(*evidence, "export", "the same as two lines of JSON, signed",
                               "tocsin evidence export alert-001 > alert-001.jsonl");
  export_it->add_option("id", word, "alert, run, question or call id")->required();
  AddTenant(line, export_it);
  AddData(line, export_it);
  export_it->callback(
      [&line] { line.action = [&line] { return EvidenceExport(line.common, word); }; });

  auto* verify = AddCommand(*evidence, "verify", "whether a byte of an export was changed",
                            "tocsin evidence verify alert-001.jsonl --key \"$(cat tocsin.pub)\"");
  verify->add_option("file", word, "as exported, or - for standard input")->required();
  verify->add_option("--key", key, "the installation's public key; without it any is taken")
      ->option_text("KEY");
  AddFormat(line, verify);
  verify->callback(
      [&line] { line.action = [&line] { return EvidenceVerify(line.common, word, key); }; });

  auto* show_key = AddCommand(*evidence, "key", "the public key of this installation",
                              "tocsin evidence key > tocsin.pub");
  AddData(line, show_key);
  show_key->callback([&line] { line.action = [&line] { return EvidenceKey(line.common); }; });
}

}  // namespace tocsin::commands
