// links: cluster schemas tocsin::pqxx
#include "workers/cluster/local_cluster.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>

#include "workers/cluster/postgres_programs.hpp"
#include "workers/cluster/postmaster.hpp"

namespace tocsin::compose {
namespace {

namespace fs = std::filesystem;

class LocalClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* path = std::getenv("PATH");
    const auto programs = FindPostgres("/usr/lib/postgresql", path == nullptr ? "" : path, "");
    if (!programs) GTEST_SKIP() << programs.error().message;
    std::string folder = "/tmp/tocsin-cluster-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    top_ = folder;
    // Longer than a socket's path may be.
    folder_ = top_ / std::string(60, 'a') / std::string(60, 'b');
    fs::create_directories(folder_);
    // As tocsin's own data folder is made: others may pass.
    fs::permissions(top_, fs::perms(0755));
  }
  void TearDown() override {
    if (top_.empty()) return;
    if (const auto server = FindPostmaster(Data()))
      StopPostmaster(Data(), server->pid, std::chrono::seconds(5));
    std::error_code error;
    if (const auto home = fs::canonical(folder_ / "postgres", error); !error)
      fs::remove_all(home, error);
    fs::remove_all(top_, error);
  }

  /// A cluster that was made and stopped before, copied: making one takes seconds.
  void UseMadeCluster() {
    static const fs::path made = [] {
      const fs::path folder = "/tmp/tocsin-cluster-made-" + std::to_string(getpid());
      fs::create_directories(folder);
      EXPECT_TRUE(LocalCluster::Start(folder));
      std::atexit([] {
        const fs::path copy = "/tmp/tocsin-cluster-made-" + std::to_string(getpid());
        std::error_code error;
        fs::remove_all(copy, error);
      });
      return folder;
    }();
    const std::string copy = "cp -a " + (made / "postgres").string() + ' ' + folder_.string();
    ASSERT_EQ(std::system(copy.c_str()), 0);
  }

  fs::path Data() const { return folder_ / "postgres" / "data"; }

  fs::path top_;
  fs::path folder_;
};

void Sql(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  pqxx::work work(connection);
  work.exec(sql);
  work.commit();
}

int Count(const std::string& url) {
  pqxx::connection connection(url);
  pqxx::work work(connection);
  return work.exec1("select count(*) from kept")[0].as<int>();
}

std::string StartOfServer(const std::string& url) {
  pqxx::connection connection(url);
  pqxx::work work(connection);
  return work.exec1("select pg_postmaster_start_time()")[0].as<std::string>();
}

/// Starts the cluster in a process of its own, as `user` where that is not 0, and gives its URL
/// when it is up; the process then waits to be killed.
pid_t StartElsewhere(const fs::path& folder, std::string& url, uid_t user = 0, gid_t group = 0) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  const pid_t worker = fork();
  if (worker == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (user != 0 && (setgid(group) != 0 || setuid(user) != 0)) _exit(1);
    auto cluster = LocalCluster::Start(folder);
    const std::string text = cluster ? cluster->Url() : "failed: " + cluster.error().message;
    if (write(ends[1], text.data(), text.size()) < 0) _exit(1);
    close(ends[1]);
    for (;;) pause();
  }
  close(ends[1]);
  std::array<char, 2000> buffer{};
  url.clear();
  for (ssize_t size = 0; (size = read(ends[0], buffer.data(), buffer.size())) > 0;)
    url.append(buffer.data(), static_cast<std::size_t>(size));
  close(ends[0]);
  return worker;
}

void Kill(pid_t pid) {
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

TEST_F(LocalClusterTest, KeepsDataOverStopAndStart) {
  pid_t server = 0;
  {
    const auto cluster = LocalCluster::Start(folder_);
    ASSERT_TRUE(cluster) << cluster.error().message;
    server = cluster->ServerPid();
    Sql(cluster->Url(), "create table kept (id int); insert into kept values (1)");
    EXPECT_EQ(LocalCluster::FindUrl(folder_).value(), cluster->Url());
  }
  EXPECT_NE(kill(server, 0), 0) << "the server ends with the cluster";
  EXPECT_EQ(LocalCluster::FindUrl(folder_).error().kind, ErrorKind::kNotFound);

  const auto again = LocalCluster::Start(folder_);

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(Count(again->Url()), 1);
}

TEST_F(LocalClusterTest, TakesOverTheServerOfAKilledWorker) {
  UseMadeCluster();
  std::string url;
  const pid_t worker = StartElsewhere(folder_, url);
  ASSERT_TRUE(url.starts_with("postgresql://")) << url;
  Sql(url, "create table kept (id int); insert into kept values (1)");
  const auto began = StartOfServer(url);
  Kill(worker);

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(cluster->Url(), url);
  EXPECT_EQ(Count(url), 1);
  EXPECT_EQ(StartOfServer(url), began) << "it went on, and was not started anew";
}

TEST_F(LocalClusterTest, RecoversAServerThatWasKilledToo) {
  UseMadeCluster();
  std::string url;
  const pid_t worker = StartElsewhere(folder_, url);
  ASSERT_TRUE(url.starts_with("postgresql://")) << url;
  Sql(url, "create table kept (id int); insert into kept values (1)");
  const auto server = FindPostmaster(Data());
  ASSERT_TRUE(server);
  Kill(worker);
  kill(server->pid, SIGKILL);

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(Count(cluster->Url()), 1);
}

TEST_F(LocalClusterTest, WaitsForAServerThatIsJustStopping) {
  UseMadeCluster();
  std::string url;
  const pid_t worker = StartElsewhere(folder_, url);
  ASSERT_TRUE(url.starts_with("postgresql://")) << url;
  Sql(url, "create table kept (id int); insert into kept values (1)");
  const auto server = FindPostmaster(Data());
  ASSERT_TRUE(server);
  Kill(worker);
  kill(server->pid, SIGINT);

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_NE(cluster->ServerPid(), server->pid);
  EXPECT_EQ(Count(cluster->Url()), 1);
}

TEST_F(LocalClusterTest, StartsAgainWhenThePidFileNamesAnotherProcess) {
  UseMadeCluster();
  {
    std::ofstream file(Data() / "postmaster.pid");
    file << getpid() << '\n' << Data().string() << "\n1\n5432\n\n127.0.0.1\n\nready\n";
  }

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_NE(cluster->ServerPid(), getpid());
}

TEST_F(LocalClusterTest, MakesAgainWhatWasCutOffWhileBeingMade) {
  UseMadeCluster();
  fs::rename(Data(), folder_ / "postgres" / "data.new");
  fs::remove(folder_ / "postgres" / "data.new" / "PG_VERSION");

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  Sql(cluster->Url(), "create table kept (id int)");
}

TEST_F(LocalClusterTest, TakesAnotherPortWhenItsOwnIsTaken) {
  UseMadeCluster();
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string taken = std::to_string(ntohs(address.sin_port));
  std::ofstream(folder_ / "postgres" / "port") << taken << '\n';

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_EQ(cluster->Url().find(':' + taken + '/'), std::string::npos);
  close(listener);
}

TEST_F(LocalClusterTest, KeepsThePasswordToItself) {
  UseMadeCluster();
  const auto cluster = LocalCluster::Start(folder_);
  ASSERT_TRUE(cluster) << cluster.error().message;

  struct stat entry {};
  ASSERT_EQ(stat((folder_ / "postgres" / "password").c_str(), &entry), 0);
  EXPECT_EQ(entry.st_mode & 0777, 0600U);
  ASSERT_EQ(stat((folder_ / "postgres").c_str(), &entry), 0);
  EXPECT_EQ(entry.st_mode & 0777, 0700U);
  const std::string& url = cluster->Url();
  const std::string password = url.substr(20, url.find('@') - 20);
  std::ifstream log(folder_ / "postgres" / "log");
  const std::string text((std::istreambuf_iterator<char>(log)), {});
  EXPECT_EQ(text.find(password), std::string::npos);
  const std::string without = "postgresql://tocsin@127.0.0.1" + url.substr(url.rfind(':'));
  EXPECT_THROW(pqxx::connection{without}, pqxx::failure);
}

TEST_F(LocalClusterTest, WorksForAnOrdinaryUser) {
  if (geteuid() != 0) GTEST_SKIP() << "all tests of this program run as an ordinary user already";
  const passwd* nobody = getpwnam("nobody");
  ASSERT_NE(nobody, nullptr);
  ASSERT_EQ(chown(folder_.c_str(), nobody->pw_uid, nobody->pw_gid), 0);
  std::string url;

  const pid_t worker = StartElsewhere(folder_, url, nobody->pw_uid, nobody->pw_gid);

  EXPECT_TRUE(url.starts_with("postgresql://")) << url;
  struct stat entry {};
  EXPECT_EQ(stat((folder_ / "postgres" / "data").c_str(), &entry), 0);
  EXPECT_EQ(entry.st_uid, nobody->pw_uid);
  Kill(worker);
}

TEST_F(LocalClusterTest, LinksToAReachableFolderWhenRootsIsNot) {
  if (geteuid() != 0) GTEST_SKIP() << "only root has folders that the cluster's user cannot reach";
  fs::permissions(top_, fs::perms(0700));

  const auto cluster = LocalCluster::Start(folder_);

  ASSERT_TRUE(cluster) << cluster.error().message;
  EXPECT_TRUE(fs::is_symlink(folder_ / "postgres"));
  Sql(cluster->Url(), "create table kept (id int)");
}

TEST(FindPostgres, NamesThePackageThatIsMissing) {
  const auto any = FindPostgres("/nowhere", "/nowhere/bin:relative", "");
  const auto old = FindPostgres("/nowhere", "", "13");

  EXPECT_EQ(any.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(any.error().message.find("apt-get install postgresql,"), std::string::npos);
  EXPECT_NE(old.error().message.find("apt-get install postgresql-13"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::compose
