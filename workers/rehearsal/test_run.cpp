#include "workers/rehearsal/test_run.hpp"

#include <algorithm>

#include "schemas/json.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/regex.hpp"
#include "workers/rehearsal/doubts.hpp"
#include "workers/rehearsal/expectation.hpp"
#include "workers/rehearsal/test_file.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/runtime/text_file.hpp"
#include "workers/workflow/language/subflow_lint.hpp"
#include "workers/workflow/language/workflow_folder.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {
namespace {

namespace fs = std::filesystem;

constexpr Duration kSettleAtMost = std::chrono::hours(24 * 7);

/// Runs one test; an empty text means it passed.
class CaseRunner {
 public:
  CaseRunner(const fs::path& file, const TestCase& test, const TestServices& services)
      : file_(file), test_(test), services_(services) {}

  std::string Run() {
    if (!LoadResources() || !LoadWorkflows() ||
        !AddFindings(FindDoubts(test_, file_.string(), definitions_, *resources_)))
      return failure_;
    Play(Crashes::kNever);
    if (failure_.empty() && test_.crash_everywhere) {
      const std::string plain = Story();
      Play(Crashes::kEverywhere);
      if (failure_.empty() && Story() != plain)
        Add(test_.mark, "with crashes at every commit something else happened:\n" +
                            Describe(*world_) + "    instead of\n" + plain);
    }
    return failure_;
  }

 private:
  void Add(Mark mark, const std::string& text) {
    failure_ += "  " + FormatFinding({file_.string(), mark, Finding::Level::kError, text}) + "\n";
  }

  bool AddFindings(const std::vector<Finding>& findings) {
    for (const auto& finding : findings)
      if (finding.level == Finding::Level::kError) failure_ += "  " + FormatFinding(finding) + "\n";
    return failure_.empty();
  }

  bool LoadResources() {
    if (test_.resources) {
      auto parsed = workflow::ParseResources({*test_.resources}, "", workflow::kDefaultLanguage,
                                             &services_.engine);
      resources_ = parsed.resources;
      return AddFindings(parsed.findings);
    }
    auto loaded =
        workflow::LoadResources(fs::absolute(file_).parent_path().parent_path() / "resources", "",
                                workflow::kDefaultLanguage, &services_.engine);
    if (!loaded) {
      Add(test_.mark, loaded.error().message);
      return false;
    }
    resources_ = loaded->resources;
    return AddFindings(loaded->findings);
  }

  bool LoadWorkflows() {
    bool loaded = LoadWorkflow(test_.workflow, test_.workflow_mark);
    for (const auto& [name, mark] : test_.others) loaded = LoadWorkflow(name, mark) && loaded;
    return loaded && LoadSubflows();
  }

  /// What the workflows of the test run.
  bool LoadSubflows() {
    workflow::WorkflowFolder folder(workflow::WorkflowFolder::Around(file_), services_.engine,
                                    services_.functions, resources_.get());
    std::vector<Finding> findings;
    std::vector<std::string> names = {test_.workflow};
    for (const auto& other : test_.others) names.push_back(other.first);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto wrong = workflow::CheckSubflows(
          *definitions_[i], (file_.parent_path() / (names[i] + ".yaml")).string(), folder.Finder());
      findings.insert(findings.end(), wrong.begin(), wrong.end());
    }
    folder.Complete(definitions_);
    const bool fine = AddFindings(folder.Findings());
    return AddFindings(findings) && fine;
  }

  bool LoadWorkflow(const std::string& name, Mark mark) {
    const fs::path path = file_.parent_path() / (name + ".yaml");
    const auto text = runtime::ReadTextFile(path);
    if (!text) {
      Add(mark, "there is no workflow file " + path.string());
      return false;
    }
    auto parsed = workflow::ParseDefinition(*text, path.string(), services_.engine,
                                            services_.functions, resources_.get());
    definitions_.push_back(parsed.definition);
    return AddFindings(parsed.findings);
  }

  void Play(Crashes crashes) {
    auto made = World::Make({.definitions = definitions_,
                             .resources = resources_,
                             .engine = services_.engine,
                             .functions = services_.functions,
                             .make_store = services_.make_store,
                             .callees = test_.callees,
                             .mocks = test_.mocks,
                             .model = test_.model,
                             .pins = test_.pins,
                             .channels = test_.channels},
                            test_.clock, crashes);
    if (!made) return Add(test_.mark, made.error().message);
    world_ = *std::move(made);
    const Status played = Give();
    if (!played) {
      Add(test_.mark, played.error().message + "\n" + Describe(*world_));
      return;
    }
    CheckCallees();
    CheckChannels();
    const auto mismatches = Compare(*world_, test_.expect, definitions_.front()->Name());
    for (const auto& mismatch : mismatches) Add(mismatch.mark, mismatch.text);
    if (mismatches.empty() && test_.expect.nothing_more) CheckNothingMore();
    if (failure_.empty()) return;
    if (crashes == Crashes::kEverywhere) failure_ += "  (with crashes at every commit)\n";
    failure_ += "  what happened:\n" + Describe(*world_);
  }

  Status Give() {
    for (const auto& step : test_.given) {
      if (const auto* advance = std::get_if<Advance>(&step)) {
        TRY(world_->AdvanceTo(world_->Now() + advance->by));
        continue;
      }
      if (const auto* call = std::get_if<CallIn>(&step)) {
        TRY(world_->Ring(call->from, call->to));
        continue;
      }
      if (const auto* link = std::get_if<LinkUse>(&step)) {
        TRY(world_->UseLink(link->channel, link->choice, link->pin));
        continue;
      }
      if (const auto* reply = std::get_if<TextReply>(&step)) {
        TRY(world_->ReplyByText(reply->from, reply->text, reply->pin));
        continue;
      }
      Event event = std::get<Event>(step);
      if (event.time.empty()) event.time = FormatTime(world_->Now());
      TRY(world_->Publish(event));
    }
    return world_->Settle(kSettleAtMost);
  }

  /// A misspelt callee would silently not answer.
  void CheckCallees() {
    std::vector<std::string_view> known;
    for (const auto& contact : resources_->AllContacts()) known.push_back(contact.id);
    for (const auto& [who, callee] : test_.callees)
      if (!IsPhoneNumber(who) && resources_->FindContact(who) == nullptr &&
          !world_->Calls().contains(who))
        Add(callee.mark,
            "callee '" + who + "' is no contact and was not phoned" + DidYouMean(who, known));
    for (const auto& [who, callee] : test_.callees)
      for (const auto& behaviour : callee.behaviours)
        for (const auto& turn : behaviour.turns)
          if (turn.hear && turn.hear->GaveUp())
            Add(turn.hear->Where(), "this 'hear' takes too many steps to look for (" +
                                        std::to_string(Regex::kMaxSteps) +
                                        " are allowed); write it more simply");
  }

  /// A misspelt channel would silently take what comes.
  void CheckChannels() {
    const auto& asked = world_->Channels().Asked();
    const std::vector<std::string_view> known(asked.begin(), asked.end());
    for (const auto& [name, mark] : test_.channels.Tasks())
      if (!asked.contains(name))
        Add(mark, "nothing was sent over the channel '" + name + "'" + DidYouMean(name, known));
  }

  void CheckNothingMore() {
    const auto before = world_->Occurrences().size();
    const auto advanced = world_->AdvanceTo(world_->Now() + test_.expect.then_advance);
    if (!advanced) return Add(test_.expect.then_mark, advanced.error().message);
    const auto waiting =
        std::ranges::count_if(world_->Runs(), [](const auto& run) { return !run.Over(); });
    if (world_->Occurrences().size() != before)
      Add(test_.expect.then_mark, "nothing more expected, but more came");
    if (waiting != 0)
      Add(test_.expect.then_mark,
          "nothing more expected, but " + std::to_string(waiting) + " runs are still waiting");
  }

  std::string Story() const { return Describe(*world_) + IdsOf(*world_); }
  static std::string IdsOf(const World& world) {
    std::string ids;
    for (const auto& occurrence : world.Occurrences()) ids += occurrence.event.id + '\n';
    return ids;
  }

  const fs::path& file_;
  const TestCase& test_;
  const TestServices& services_;
  std::shared_ptr<const workflow::Resources> resources_;
  Definitions definitions_;
  std::unique_ptr<World> world_;
  std::string failure_;
};

/// One test, or a file that could not be read.
struct TestResult {
  std::string file;
  std::string name;
  std::string failure;  ///< empty: passed
};

bool IsTestFile(const fs::path& path) { return path.filename().string().ends_with("_test.yaml"); }

std::vector<TestResult> ResultsOf(const fs::path& file, const TestServices& services) {
  const auto text = runtime::ReadTextFile(file);
  if (!text)
    return {{file.string(), "",
             fs::exists(file) ? "  cannot be read\n" : "  no such file or folder\n"}};
  if (!IsTestFile(file))
    return {{file.string(), "", "  is no test file: its name does not end in _test.yaml\n"}};
  const TestFile parsed = ReadTestFile(*text, file.string());
  if (HasErrors(parsed.findings)) {
    std::string all;
    for (const auto& finding : parsed.findings) all += "  " + FormatFinding(finding) + "\n";
    return {{file.string(), "", std::move(all)}};
  }
  std::vector<TestResult> results;
  for (const auto& test : parsed.tests)
    results.push_back({file.string(), test.name, CaseRunner(file, test, services).Run()});
  return results;
}

void WriteText(const TestResult& result, std::ostream& out) {
  const std::string title = result.name.empty()
                                ? result.file
                                : fs::path(result.file).filename().string() + ": " + result.name;
  out << (result.failure.empty() ? "ok    " : "FAIL  ") << title << "\n" << result.failure;
}

json::value WriteJson(const TestResult& result) {
  return json::object{{"file", result.file},
                      {"name", result.name},
                      {"passed", result.failure.empty()},
                      {"detail", result.failure}};
}

struct TestTotals {
  int passed = 0;
  int failed = 0;
};

void Count(const TestResult& result, TestTotals& totals) {
  ++(result.failure.empty() ? totals.passed : totals.failed);
}

/// The test files at the paths, sorted; folders without any go to `empty`.
std::vector<fs::path> FilesOf(const std::vector<fs::path>& paths, std::vector<fs::path>& empty) {
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    std::error_code trouble;
    if (!fs::is_directory(path, trouble)) {
      files.push_back(path);
      continue;
    }
    const auto before = files.size();
    for (const auto& entry : fs::recursive_directory_iterator(path, trouble))
      if (IsTestFile(entry.path())) files.push_back(entry.path());
    if (files.size() == before) empty.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int RunTests(const std::vector<fs::path>& paths, const TestServices& services, std::ostream& out,
             TestReport report) {
  const bool text = report == TestReport::kText;
  TestTotals totals;
  json::array tests;
  std::vector<fs::path> empty;
  for (const auto& file : FilesOf(paths, empty)) {
    for (const auto& result : ResultsOf(file, services)) {
      Count(result, totals);
      if (text)
        WriteText(result, out);
      else
        tests.push_back(WriteJson(result));
    }
  }
  if (text) {
    for (const auto& folder : empty) out << "no *_test.yaml in " << folder.string() << "\n";
    out << totals.passed << " passed, " << totals.failed << " failed\n";
  } else {
    out << JsonText(json::object{
               {"passed", totals.passed}, {"failed", totals.failed}, {"tests", std::move(tests)}})
        << '\n';
  }
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}

}  // namespace tocsin::rehearsal
