#include "adapters/bus/embedded_gateway_process.hpp"

#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <iostream>
#include <sstream>

#include "adapters/bus/embedded.hpp"
#include "adapters/bus/embedded_text.hpp"

namespace tocsin {
namespace embedded {
namespace {

constexpr char kGatewayProcess[] = "bus.gateway";

Error Trouble(const std::string& what) {
  return {ErrorKind::kTransient, "starting the gateway: " + what, kGatewayProcess};
}

}  // namespace

Result<std::unique_ptr<GatewayProcess>> GatewayProcess::Spawn(const std::string& program,
                                                              Duration timeout) {
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
    return Fail(Trouble(strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, sockets[1], STDOUT_FILENO);
  std::string name = program;
  std::string command = kGatewayCommand;
  const std::array<char*, 3> arguments = {name.data(), command.data(), nullptr};
  pid_t pid = 0;
  const int failed =
      posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(sockets[1]);
  if (failed != 0) {
    close(sockets[0]);
    return Fail(Trouble("running " + program + ": " + strerror(failed)));
  }
  std::unique_ptr<GatewayProcess> process(new GatewayProcess(pid, sockets[0]));
  TRY_ASSIGN(process->address_, process->ReadLine(timeout));
  return process;
}

GatewayProcess::~GatewayProcess() {
  close(socket_);
  if (!Ended().empty()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string GatewayProcess::Ended() {
  int status = 0;
  if (!ended_.empty() || waitpid(pid_, &status, WNOHANG) != pid_) return ended_;
  ended_ = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                               : "exit " + std::to_string(WEXITSTATUS(status));
  return ended_;
}

Status GatewayProcess::CreateTopic(const TopicSpec& topic, Duration timeout) {
  const std::string line = topic.name + " " + std::to_string(topic.partitions) + "\n";
  if (send(socket_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
    return Fail(Trouble("its process is gone"));
  TRY_ASSIGN(const std::string answer, ReadLine(timeout));
  if (answer == "made " + topic.name) return {};
  return Fail(Trouble("creating topic " + topic.name + ": " + answer));
}

Result<std::string> GatewayProcess::ReadLine(Duration timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (true) {
    if (const auto at = unread_.find('\n'); at != std::string::npos) {
      std::string line = unread_.substr(0, at);
      unread_.erase(0, at + 1);
      return line;
    }
    const auto left = std::chrono::duration_cast<Duration>(end - std::chrono::steady_clock::now());
    pollfd entry{socket_, POLLIN, 0};
    if (left.count() <= 0 || poll(&entry, 1, static_cast<int>(left.count())) == 0)
      return Fail(Trouble("no answer from its process"));
    std::array<char, 512> buffer{};
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0) return Fail(Trouble("its process ended at once"));
    unread_.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace embedded

int RunGatewayChild(int, char**) {
  // Stopping is the parent's: a Ctrl-C for both must not end the gateway before the bus is closed.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "log_level", "3", nullptr, 0);
  rd_kafka_t* const client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
  if (client == nullptr) return 1;
  rd_kafka_mock_cluster_t* const cluster = rd_kafka_mock_cluster_new(client, 1);
  if (cluster == nullptr) return 1;
  std::cout << rd_kafka_mock_cluster_bootstraps(cluster) << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string topic;
    int partitions = 0;
    words >> topic >> partitions;
    const auto code = rd_kafka_mock_topic_create(cluster, topic.c_str(), partitions, 1);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      std::cout << "made " << topic << std::endl;
    } else {
      std::cout << rd_kafka_err2str(code) << std::endl;
    }
  }
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(client);
  return 0;
}

}  // namespace tocsin
