// links: bus
#include "embedded_host.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <iterator>
#include <pqxx/pqxx>
#include <thread>

namespace tocsin::test {
namespace {

class EmbeddedHost final : public BusHost {
 public:
  explicit EmbeddedHost(std::string url) : schema_(std::move(url)) {}

  std::unique_ptr<Bus> Open() override {
    auto bus = MakeEmbeddedBus(schema_.Options());
    if (bus) return std::move(*bus);
    ADD_FAILURE() << bus.error().message;
    return nullptr;
  }
  bool Shared() const override { return false; }
  bool KnowsInstances() const override { return false; }
  std::string NewTopic(int) override { return UniqueName("t"); }

  std::int64_t Trim(const std::string& topic) override {
    schema_.Execute("delete from bus_record where topic = '" + topic +
                    "' and partition = 0 and seq < 3");
    schema_.Execute("update bus_partition set low = 3 where topic = '" + topic +
                    "' and partition = 0");
    return 3;
  }

  bool CanInterrupt() const override { return true; }
  /// Queues for the log's lock and ends the connection that has it, so that the bus cannot get it
  /// back.
  void Interrupt(const std::function<void()>& during) override {
    std::promise<void> over;
    std::thread thief([&, done = over.get_future()]() mutable {
      pqxx::connection connection(schema_.Url());
      pqxx::nontransaction work(connection);
      work.exec("select pg_advisory_lock(hashtext('tocsin embedded bus'), hashtext('" +
                schema_.Name() + "'))");
      done.wait();
    });
    EXPECT_TRUE(Eventually([&] { return schema_.LockHolders("not granted") == "1"; }));
    schema_.EndWriter();
    EXPECT_TRUE(Eventually([&] { return schema_.LockHolders("not granted") == "0"; }));
    during();
    over.set_value();
    thief.join();
  }

 private:
  LogSchema schema_;
};

}  // namespace

LogSchema::LogSchema(std::string url) : url_(std::move(url)), name_(UniqueName("bus")) {
  std::ifstream file(TOCSIN_SOURCE_DIR "/schemas/sql/0100_embedded_bus.sql");
  const std::string sql((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_FALSE(sql.empty());
  Execute("create schema \"" + name_ + "\"");
  Execute(sql);
  Execute(sql);  // may be applied again
}

LogSchema::~LogSchema() { Execute("drop schema \"" + name_ + "\" cascade"); }

std::string LogSchema::LockHolders(const std::string& condition) const {
  return Execute("select count(*) from pg_locks where " + LockCondition() + " and " + condition);
}

void LogSchema::EndWriter() const {
  Execute("select pg_terminate_backend(pid) from pg_locks where granted and " + LockCondition());
}

std::string LogSchema::LockCondition() const {
  return "locktype = 'advisory' and classid::bigint = hashtext('tocsin embedded bus')::bigint & "
         "4294967295 and "
         "objid::bigint = hashtext('" +
         name_ + "')::bigint & 4294967295";
}

EmbeddedOptions LogSchema::Options() const {
  EmbeddedOptions options;
  options.database_url = url_;
  options.schema = name_;
  options.gateway = false;
  return options;
}

std::string LogSchema::Execute(const std::string& sql) const {
  pqxx::connection connection(url_);
  pqxx::nontransaction work(connection);
  work.exec("set client_min_messages = warning; set search_path to " + work.quote_name(name_));
  const auto result = work.exec(sql);
  return result.empty() || result.columns() == 0 || result[0][0].is_null() ? ""
                                                                           : result[0][0].c_str();
}

std::unique_ptr<BusHost> MakeEmbeddedHost(std::string& missing) {
  const auto url = TestDatabase(missing);
  if (!url) return nullptr;
  return std::make_unique<EmbeddedHost>(*url);
}

}  // namespace tocsin::test
