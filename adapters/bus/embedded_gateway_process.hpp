#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "adapters/bus.hpp"

namespace tocsin::embedded {

/// The gateway's process: started by the constructor's friend Spawn, killed by the destructor.
class GatewayProcess {
 public:
  /// kTransient when the program cannot be run or gives no address in time.
  static Result<std::unique_ptr<GatewayProcess>> Spawn(const std::string& program,
                                                       Duration timeout);
  ~GatewayProcess();
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  const std::string& Address() const { return address_; }
  pid_t Pid() const { return pid_; }
  Status CreateTopic(const TopicSpec& topic, Duration timeout);
  /// How it ended ("signal 6", "exit 1"), or empty while it lives.
  std::string Ended();

 private:
  GatewayProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  Result<std::string> ReadLine(Duration timeout);

  pid_t pid_;
  int socket_;
  std::string address_;
  std::string unread_;
  std::string ended_;
};

}  // namespace tocsin::embedded
