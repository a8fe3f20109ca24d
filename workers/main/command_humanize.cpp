// `tocsin humanize`: a written answer as it would be said, and whether answers sound natural.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "schemas/utf8.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/voice/humanizer/humanize.hpp"
#include "workers/voice/humanizer/naturalness.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNaturalPercent = 90;
constexpr std::string_view kInquiry = "Inquiry:";

struct HumanizeOptions {
  std::string file = "-", language = "en";
  fs::path check;
  bool diff = false, raw = false, table = false;
};

int Say(const HumanizeOptions& options) {
  const auto text = ReadFileOrInput(options.file);
  if (!text) return Refuse(text.error());
  const auto said = voice::Humanize(*text, options.language);
  if (!options.diff) {
    std::printf("%s\n", said.text.c_str());
    return kDone;
  }
  const auto before = ToUtf8(*text);
  std::printf("- %s%s+ %s\n", before.c_str(), before.ends_with('\n') ? "" : "\n",
              said.text.c_str());
  for (const auto& change : said.changes)
    std::printf("  %s: '%s' -> '%s'\n", std::string(change.rule).c_str(), change.before.c_str(),
                change.after.c_str());
  return kDone;
}

/// FILE: a line "Inquiry: ..." and the answer below it.
struct Inquiry {
  std::string question, answer;
};
Result<Inquiry> ReadInquiry(const fs::path& file) {
  TRY_ASSIGN(const auto text, ReadFile(file));
  const auto line = text.find('\n');
  if (!text.starts_with(kInquiry) || line == std::string::npos)
    return Fail(ErrorKind::kInvalid,
                "does not begin with a line 'Inquiry: WHAT WAS ASKED' and an answer below it",
                file.string());
  return Inquiry{ToUtf8(text.substr(kInquiry.size() + 1, line - kInquiry.size() - 1)),
                 text.substr(line + 1)};
}

Result<std::vector<fs::path>> InquiriesIn(const fs::path& folder) {
  std::error_code trouble;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, trouble), end; !trouble && at != end;
       at.increment(trouble))
    if (at->path().extension() == ".txt") files.push_back(at->path());
  if (trouble)
    return Fail(ErrorKind::kInvalid, "cannot be read: " + trouble.message(), folder.string());
  if (files.empty())
    return Fail(ErrorKind::kInvalid, "holds no inquiry: no file *.txt", folder.string());
  std::ranges::sort(files);
  return files;
}

/// Without the line's end of the file.
std::string AsWritten(const Inquiry& inquiry) {
  return ToUtf8(inquiry.answer.substr(0, inquiry.answer.find_last_not_of("\n ") + 1));
}

int Compare(const HumanizeOptions& options) {
  const auto files = InquiriesIn(options.check);
  if (!files) return Refuse(files.error());
  std::vector<std::string> answers;
  for (const auto& file : *files) {
    const auto inquiry = ReadInquiry(file);
    if (!inquiry) return Refuse(inquiry.error());
    answers.push_back(AsWritten(*inquiry));
  }
  std::printf("%s", voice::NaturalnessTable(answers, options.language).c_str());
  return kDone;
}

int Check(const HumanizeOptions& options) {
  const auto files = InquiriesIn(options.check);
  if (!files) return Refuse(files.error());
  std::vector<std::size_t> passed(voice::kNaturalnessChecks);
  std::vector<std::string> names(voice::kNaturalnessChecks);
  for (const auto& file : *files) {
    const auto inquiry = ReadInquiry(file);
    if (!inquiry) return Refuse(inquiry.error());
    const auto said =
        options.raw ? AsWritten(*inquiry) : voice::Humanize(inquiry->answer, options.language).text;
    std::printf("%s: %s\n", file.filename().c_str(), inquiry->question.c_str());
    const auto checks = voice::CheckNaturalness(said);
    for (std::size_t i = 0; i < checks.size(); ++i) {
      names[i] = checks[i].name;
      passed[i] += checks[i].ok ? 1 : 0;
      std::printf("  %s  %s%s%s\n", checks[i].ok ? "PASS" : "FAIL", names[i].c_str(),
                  checks[i].ok ? "" : ": ", checks[i].reason.c_str());
    }
  }
  std::size_t all = 0;
  std::printf("\n");
  for (std::size_t i = 0; i < names.size(); ++i) {
    all += passed[i];
    std::printf("%-20s %zu of %zu\n", names[i].c_str(), passed[i], files->size());
  }
  const auto most = files->size() * names.size();
  std::printf("in all               %zu of %zu, %zu %%; at least %zu %% are natural\n", all, most,
              all * 100 / most, kNaturalPercent);
  return all * 100 >= kNaturalPercent * most ? kDone : kFailed;
}

}  // namespace

void AddHumanizeCommand(CommandLine& line) {
  static HumanizeOptions options;
  auto* humanize =
      AddCommand(line, group::kTools, "humanize", "a written answer as it would be said",
                 "echo 'It costs $8,000-12,000.' | tocsin humanize --diff");
  humanize->add_option("file", options.file, "file with the text; - or nothing is stdin");
  humanize->add_option("--language", options.language, "language tag of the text (default en)");
  humanize->add_flag("--diff", options.diff, "before, after, and each change with its rule");
  humanize->add_option("--check", options.check,
                       "folder of *.txt, each a line 'Inquiry: ...' and an answer: seven checks of "
                       "each; exit 1 below 90 %");
  humanize->add_flag("--raw", options.raw, "with --check: the answers as they are written");
  humanize->add_flag("--table", options.table,
                     "with --check: a table of both, how they are written and how they are said");
  humanize->callback([&line] {
    line.action = [] {
      if (options.check.empty()) return Say(options);
      return options.table ? Compare(options) : Check(options);
    };
  });
}

}  // namespace tocsin::commands
