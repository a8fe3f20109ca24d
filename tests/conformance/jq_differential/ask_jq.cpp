#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "pairs.hpp"
#include "schemas/json.hpp"

namespace tocsin::differential {
namespace {

std::string TextOf(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Take(const json::object& answer, Pair& pair) {
  if (const auto* text = answer.if_contains("text")) {
    pair.jqs = std::string(text->as_string());
    return;
  }
  pair.jq_refused = answer.contains("refused");
  pair.jq_died = answer.contains("died");
  pair.jqs_problem = std::string(answer.begin()->value().as_string());
}

}  // namespace

bool AskJq(std::vector<Pair>& pairs, std::string& why) {
  const std::filesystem::path source(TOCSIN_SOURCE_DIR);
  const auto folder =
      std::filesystem::path(TOCSIN_BINARY_DIR) / "jq_differential" / std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const auto log = folder / "log";
  const auto run = [&](const std::string& arguments) {
    const int status = std::system(((source / "tools/python-with").string() + " jq" + arguments +
                                    " >" + log.string() + " 2>&1")
                                       .c_str());
    why = TextOf(log);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  };
  if (!run("")) return false;
  {
    std::ofstream out(folder / "pairs");
    for (const auto& pair : pairs)
      out << json::serialize(json::array{Told(pair.expression), pair.input}) << '\n';
  }
  const auto answers = folder / "answers";
  const auto script = source / "tests/conformance/jq_differential/oracle.py";
  const unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
  if (!run(" " + script.string() + " " + (folder / "pairs").string() + " " + answers.string() +
           " " + std::to_string(jobs)))
    return false;
  std::ifstream in(answers);
  std::string line;
  std::size_t count = 0;
  for (; count < pairs.size() && std::getline(in, line); ++count)
    Take(json::parse(line).as_object(), pairs[count]);
  std::filesystem::remove_all(folder);
  why = std::to_string(count) + " of " + std::to_string(pairs.size()) + " pairs were answered";
  return count == pairs.size();
}

}  // namespace tocsin::differential
