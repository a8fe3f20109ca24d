#include "tests/harness/own_servers.hpp"

#include <signal.h>
#include <stdlib.h>

#include <cstdio>
#include <fstream>

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kServerPatience{180};

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The broker's programs, where this checkout has fetched them already.
void ShareBroker(const fs::path& folder) {
  const fs::path fetched = fs::path(TOCSIN_SOURCE_DIR) / ".local" / "kafka";
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fetched, none)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("lib-") || !fs::exists(entry.path() / "complete")) continue;
    fs::create_directories(folder / ".local" / "kafka");
    fs::create_directory_symlink(entry.path(), folder / ".local" / "kafka" / name);
  }
}

}  // namespace

OwnServers::OwnServers() {
  std::string pattern = (fs::temp_directory_path() / "tocsin-own-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    trouble_ = "no folder for the servers";
    return;
  }
  folder_ = pattern;
  fs::create_directories(folder_ / "tools");
  for (const auto* tool : {"kafka", "postgres"})
    fs::copy_file(fs::path(TOCSIN_SOURCE_DIR) / "tools" / tool, folder_ / "tools" / tool);
  ShareBroker(folder_);
  const auto kafka = Tool("kafka", "start");
  const auto database = Tool("postgres", "start");
  if (kafka.exit != 0) trouble_ += kafka.errors;
  if (database.exit != 0) trouble_ += database.errors;
  kafka_ = FirstLine(kafka.output);
  database_ = FirstLine(database.output);
}

OwnServers::~OwnServers() {
  if (folder_.empty()) return;
  ContinueDatabase();
  Tool("kafka", "stop");
  Tool("postgres", "stop");
  std::error_code none;
  // As root the cluster's folder is a link to where its user may write.
  const auto cluster = fs::canonical(folder_ / ".local" / "postgres", none);
  if (!none) fs::remove_all(cluster, none);
  fs::remove_all(folder_, none);
}

Finished OwnServers::Tool(const std::string& tool, const std::string& command) const {
  return Run({{(folder_ / "tools" / tool).string(), command}, {}, folder_.string()},
             kServerPatience);
}

bool OwnServers::RestartDatabase() const {
  const auto done = Tool("postgres", "restart");
  if (done.exit != 0) std::fprintf(stderr, "restarting PostgreSQL: %s", done.errors.c_str());
  return done.exit == 0;
}

void OwnServers::StopDatabase() const { SignalDatabase(SIGSTOP); }
void OwnServers::ContinueDatabase() const { SignalDatabase(SIGCONT); }

/// The server first, so that it starts no more of its processes.
void OwnServers::SignalDatabase(int signal) const {
  std::ifstream file(folder_ / ".local" / "postgres" / "data" / "postmaster.pid");
  pid_t server = 0;
  if (!(file >> server)) return;
  kill(server, signal);
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/proc", none)) {
    std::ifstream stat(entry.path() / "stat");
    std::string line;
    if (!std::getline(stat, line)) continue;
    // "PID (NAME) STATE PARENT ...", and the name may hold anything.
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos || name_end + 4 >= line.size()) continue;
    if (std::atoi(line.c_str() + name_end + 4) == server) kill(std::atoi(line.c_str()), signal);
  }
}

bool OwnServers::RestartKafka() const {
  Tool("kafka", "stop");
  const auto done = Tool("kafka", "start");
  if (done.exit != 0) std::fprintf(stderr, "restarting the broker: %s", done.errors.c_str());
  return done.exit == 0;
}

}  // namespace tocsin::harness
