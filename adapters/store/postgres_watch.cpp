#include "adapters/store/postgres_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <pqxx/pqxx>
#include <thread>
#include <utility>

#include "adapters/store/database_url.hpp"

namespace tocsin::postgres {
namespace {

constexpr Duration kAgain{1000};

class Receiver final : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection_base& connection, const std::string& channel)
      : pqxx::notification_receiver(connection, channel) {}
  void operator()(const std::string& table, int) override {
    alerts |= table == "alerts";
    contacts |= table == "contacts";
    outbox |= table == "outbox";
  }
  bool alerts = false;
  bool contacts = false;
  bool outbox = false;
};

class PostgresWatch final : public TableWatch {
 public:
  PostgresWatch(PostgresOptions options, std::shared_ptr<CallWatch> watch, Duration sweep,
                std::function<void(OpenTable)> changed)
      : options_(std::move(options)),
        sweep_(sweep),
        changed_(std::move(changed)),
        watch_(std::move(watch)),
        stop_(eventfd(0, EFD_CLOEXEC)),
        thread_([this] { Run(); }) {}

  ~PostgresWatch() override {
    eventfd_write(stop_, 1);
    thread_.join();
    close(stop_);
  }

 private:
  void Run() {
    do {
      try {
        Listen();
      } catch (const std::exception&) {
        // Who works with the database says that it is away. Where only listening fails, the sweep
        // goes on.
        if (std::chrono::steady_clock::now() - told_ >= sweep_) TellAll();
      }
    } while (!Stopped(kAgain));
  }

  /// Until it is stopped, or the connection is lost.
  void Listen() {
    std::optional<CallWatch::Call> call;
    call.emplace(*watch_, options_.statement_timeout, true);
    pqxx::connection connection(
        WithTimeouts(options_.url, options_.connect_timeout, options_.statement_timeout));
    call->Use(connection.sock());
    const pqxx::quiet_errorhandler quiet(connection);
    pqxx::nontransaction(connection).exec("set application_name = 'tocsin watch'");
    Receiver receiver(connection, options_.schema.substr(0, 50) + "_tables");
    call.reset();
    TellAll();  // what was written before this connection listened
    pollfd wait[] = {{.fd = connection.sock(), .events = POLLIN, .revents = 0},
                     {.fd = stop_, .events = POLLIN, .revents = 0}};
    for (;;) {
      poll(wait, 2, static_cast<int>(UntilSweep().count()));
      if (wait[1].revents != 0) {
        // Nobody waits for a server that does not answer the good-bye.
        shutdown(connection.sock(), SHUT_RDWR);
        return;
      }
      // Also while one notification follows another: what a full queue lost is read then.
      if (UntilSweep() <= Duration(0)) TellAll();
      connection.get_notifs();
      if (!connection.is_open() || (wait[0].revents & (POLLERR | POLLHUP)) != 0) return;
      if (std::exchange(receiver.alerts, false)) changed_(OpenTable::kAlerts);
      if (std::exchange(receiver.contacts, false)) changed_(OpenTable::kContacts);
      if (std::exchange(receiver.outbox, false)) changed_(OpenTable::kOutbox);
    }
  }

  void TellAll() {
    told_ = std::chrono::steady_clock::now();
    changed_(OpenTable::kAlerts);
    changed_(OpenTable::kContacts);
  }

  Duration UntilSweep() const {
    const auto left = told_ + sweep_ - std::chrono::steady_clock::now();
    return std::max(Duration(0), std::chrono::ceil<Duration>(left));
  }

  bool Stopped(Duration wait) const {
    pollfd stop{.fd = stop_, .events = POLLIN, .revents = 0};
    return poll(&stop, 1, static_cast<int>(wait.count())) > 0;
  }

  const PostgresOptions options_;
  const Duration sweep_;
  const std::function<void(OpenTable)> changed_;
  const std::shared_ptr<CallWatch> watch_;  ///< of the store
  const int stop_;
  std::chrono::steady_clock::time_point told_{};  ///< of the thread
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TableWatch> WatchTables(PostgresOptions options, std::shared_ptr<CallWatch> watch,
                                        Duration sweep, std::function<void(OpenTable)> changed) {
  return std::make_unique<PostgresWatch>(std::move(options), std::move(watch), sweep,
                                         std::move(changed));
}

}  // namespace tocsin::postgres
