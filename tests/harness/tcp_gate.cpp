#include "tests/harness/tcp_gate.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace tocsin::harness {
namespace {

constexpr int kLookMs = 20;

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int Listen(std::uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const auto address = Loopback(port);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 64) != 0) {
    close(listener);
    return -1;
  }
  return listener;
}

std::uint16_t PortOf(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// One reading passed on; false at the end of the stream.
bool Pass(int from, int to) {
  std::array<char, 65536> bytes{};
  const auto got = read(from, bytes.data(), bytes.size());
  if (got <= 0) return false;
  for (ssize_t sent = 0; sent < got;) {
    const auto wrote =
        send(to, bytes.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (wrote <= 0) return false;
    sent += wrote;
  }
  return true;
}

}  // namespace

TcpGate::TcpGate(const std::string& address) {
  Lead({address});
  Open();
}

void TcpGate::Lead(const std::vector<std::string>& addresses) {
  const std::lock_guard lock(mutex_);
  in_turn_ = false;
  targets_.clear();
  for (const auto& address : addresses)
    targets_.push_back(
        static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
}

void TcpGate::Share(const std::vector<std::string>& addresses) {
  Lead(addresses);
  const std::lock_guard lock(mutex_);
  in_turn_ = true;
}

/// A connection to the first target that takes one; -1: none does.
int TcpGate::Reach() {
  std::vector<std::uint16_t> targets;
  {
    const std::lock_guard lock(mutex_);
    targets = targets_;
    if (in_turn_ && !targets_.empty()) std::ranges::rotate(targets_, targets_.begin() + 1);
  }
  for (const auto target : targets) {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = Loopback(target);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      return server;
    close(server);
  }
  return -1;
}

TcpGate::~TcpGate() { Shut(); }

void TcpGate::Open() {
  if (open_) return;
  listener_ = Listen(port_);
  port_ = PortOf(listener_);
  open_ = true;
  acceptor_ = std::thread([this] { Accept(); });
}

void TcpGate::Shut() {
  if (!open_.exchange(false)) return;
  acceptor_.join();
  for (auto& carrier : carriers_) carrier.join();
  carriers_.clear();
}

void TcpGate::Accept() {
  while (open_) {
    pollfd ready{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, kLookMs) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = Reach();
    if (server < 0) {
      close(client);
      continue;
    }
    carriers_.emplace_back([this, client, server] { Carry(client, server); });
  }
  close(listener_);
}

void TcpGate::Carry(int client, int server) {
  std::array<pollfd, 2> ends = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
  bool going = true;
  while (going && open_) {
    if (poll(ends.data(), ends.size(), kLookMs) <= 0) continue;
    if (ends[0].revents != 0) going = Pass(client, server);
    if (going && ends[1].revents != 0) going = Pass(server, client);
  }
  close(client);
  close(server);
}

std::string AddressIn(const std::string& url) {
  const auto start = url.rfind('@') + 1;
  return url.substr(start, url.find('/', start) - start);
}

std::string WithPort(const std::string& url, std::uint16_t port) {
  const auto colon = url.find(':', url.rfind('@'));
  return url.substr(0, colon + 1) + std::to_string(port) + url.substr(url.find('/', colon));
}

}  // namespace tocsin::harness
