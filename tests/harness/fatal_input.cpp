#include "tests/harness/fatal_input.hpp"

namespace tocsin::harness {

Supervised Supervise(const Site& site, const std::map<std::string, std::string>& environment,
                     const std::vector<std::string>& more, int most) {
  Supervised result;
  const auto started = std::chrono::steady_clock::now();
  for (int life = 0; life <= most; ++life) {
    auto worker = site.Spawn(environment, more);
    if (const auto line = worker->WaitForLine("is set aside", std::chrono::seconds(60))) {
      result.line = *line;
      if (worker->WaitForLine("ready http=", std::chrono::seconds(10)))
        result.worker = std::move(worker);
      else  // setting it aside ended the process too
        result.ends.push_back(worker->Wait(std::chrono::seconds(1)).value_or(0));
      if (result.worker) break;
      continue;
    }
    const auto exit = worker->Wait(std::chrono::seconds(1));
    if (!exit) {
      std::fprintf(stderr, "the worker goes on without setting anything aside:\n%s",
                   worker->Errors().c_str());
      break;
    }
    if (*exit > 0)
      std::fprintf(stderr, "the worker refuses to start:\n%s", worker->Errors().c_str());
    result.ends.push_back(*exit);
  }
  result.took = std::chrono::steady_clock::now() - started;
  return result;
}

}  // namespace tocsin::harness
