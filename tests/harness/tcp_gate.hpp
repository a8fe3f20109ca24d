#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::harness {

/// A port that leads to another one, until it is shut: then connections end and new ones are
/// refused, as when the server behind it is stopped.
class TcpGate {
 public:
  /// Opens a port on loopback for `address` ("127.0.0.1:5432").
  explicit TcpGate(const std::string& address);
  ~TcpGate();
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;

  /// Opens a port that leads nowhere yet.
  TcpGate() { Open(); }

  std::uint16_t Port() const { return port_; }
  /// From now on connections go to the first of these addresses that takes them.
  void Lead(const std::vector<std::string>& addresses);
  /// From now on connections go to these in turn, as a service of a cluster spreads them; those
  /// that are there stay where they are.
  void Share(const std::vector<std::string>& addresses);
  void Shut();
  /// On the same port as before.
  void Open();

 private:
  void Accept();
  int Reach();
  void Carry(int client, int server);

  std::mutex mutex_;
  std::vector<std::uint16_t> targets_;
  bool in_turn_ = false;
  std::uint16_t port_ = 0;
  std::atomic<bool> open_ = false;
  int listener_ = -1;
  std::thread acceptor_;
  std::vector<std::thread> carriers_;
};

/// A URL "scheme://user:password@HOST:PORT/..." with another port, and the "HOST:PORT" it had.
std::string WithPort(const std::string& url, std::uint16_t port);
std::string AddressIn(const std::string& url);

}  // namespace tocsin::harness
