#pragma once

#include <string>
#include <vector>

namespace tocsin::compose {

struct SampleFile {
  std::string name;
  std::string text;
};
/// Generated: deploy/.env.example.
std::vector<SampleFile> SampleEnvironments();
/// Generated: workflows/ops/alert-router.yaml, which phones people about alerts.
std::vector<SampleFile> SampleWorkflows();

}  // namespace tocsin::compose
