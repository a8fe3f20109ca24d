#include "workers/compose/lexicons.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace tocsin::compose {

Result<std::shared_ptr<const Pronunciations>> LoadLexicon(const std::string& folder) {
  TRY_ASSIGN(auto read, ReadLexiconFolder(folder));
  for (const auto& finding : read.findings) {
    if (finding.level == Finding::Level::kError)
      return Fail(ErrorKind::kInvalid, FormatFinding(finding), "speech.lexicon");
    spdlog::warn("{}", FormatFinding(finding));
  }
  if (read.lexicon.Empty()) return std::shared_ptr<const Pronunciations>();
  spdlog::info("words are said as {} tells", folder);
  return std::make_shared<const Pronunciations>(std::move(read.lexicon));
}

bool LexiconDiffers(const std::string& folder, const Pronunciations* read) {
  const auto now = ReadLexiconFolder(folder);
  return !now || now->lexicon.Version() != (read == nullptr ? std::string() : read->Version());
}

}  // namespace tocsin::compose
