// C11's threads, locks and conditions over POSIX ones, as a library that stands before the C
// library in programs of the tsan preset. librdkafka uses the C library's own, which
// ThreadSanitizer does not watch: it then learns neither of its threads (and dies in them) nor of
// what its locks order. glibc's types have the size and zero state of the POSIX ones (ISO/IEC
// 9899:2011 7.26; glibc manual, "ISO C Threads").
#include <pthread.h>
#include <sched.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <ctime>

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t));
static_assert(sizeof(once_flag) >= sizeof(pthread_once_t));
static_assert(sizeof(thrd_t) == sizeof(pthread_t));
static_assert(sizeof(tss_t) == sizeof(pthread_key_t));

extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);

namespace {

// librdkafka hands what it made to other threads by atomics of its own, which the sanitizer does
// not see: a lock that is used there would seem to be used before it was made. So making one is no
// write here; locking is seen.
class Unwatched {
 public:
  Unwatched() { AnnotateIgnoreWritesBegin(__FILE__, __LINE__); }
  ~Unwatched() { AnnotateIgnoreWritesEnd(__FILE__, __LINE__); }
  Unwatched(const Unwatched&) = delete;
  Unwatched& operator=(const Unwatched&) = delete;
};

pthread_mutex_t* Mutex(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* Condition(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

int Outcome(int error) {
  switch (error) {
    case 0:
      return thrd_success;
    case ENOMEM:
      return thrd_nomem;
    case ETIMEDOUT:
      return thrd_timedout;
    case EBUSY:
      return thrd_busy;
    default:
      return thrd_error;
  }
}

struct Start {
  thrd_start_t function;
  void* argument;
};

void* Run(void* data) {
  const Start start = *static_cast<Start*>(data);
  delete static_cast<Start*>(data);
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(start.function(start.argument)));
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t function, void* argument) {
  auto* start = new Start{function, argument};
  const int error = pthread_create(thread, nullptr, Run, start);
  if (error != 0) delete start;
  return Outcome(error == EAGAIN ? ENOMEM : error);
}
int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (error == 0 && result != nullptr)
    *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
  return Outcome(error);
}
int thrd_detach(thrd_t thread) { return Outcome(pthread_detach(thread)); }
thrd_t thrd_current() { return pthread_self(); }
void thrd_exit(int result) {
  pthread_exit(reinterpret_cast<void*>(static_cast<std::intptr_t>(result)));
}
void thrd_yield() { sched_yield(); }

int mtx_init(mtx_t* mutex, int type) {
  const Unwatched unwatched;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  if ((type & mtx_recursive) != 0) pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  const int error = pthread_mutex_init(Mutex(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return Outcome(error);
}
int mtx_lock(mtx_t* mutex) { return Outcome(pthread_mutex_lock(Mutex(mutex))); }
int mtx_trylock(mtx_t* mutex) { return Outcome(pthread_mutex_trylock(Mutex(mutex))); }
int mtx_timedlock(mtx_t* mutex, const timespec* until) {
  return Outcome(pthread_mutex_timedlock(Mutex(mutex), until));
}
int mtx_unlock(mtx_t* mutex) { return Outcome(pthread_mutex_unlock(Mutex(mutex))); }
void mtx_destroy(mtx_t* mutex) {
  const Unwatched unwatched;
  pthread_mutex_destroy(Mutex(mutex));
}

int cnd_init(cnd_t* condition) {
  const Unwatched unwatched;
  return Outcome(pthread_cond_init(Condition(condition), nullptr));
}
int cnd_signal(cnd_t* condition) { return Outcome(pthread_cond_signal(Condition(condition))); }
int cnd_broadcast(cnd_t* condition) {
  return Outcome(pthread_cond_broadcast(Condition(condition)));
}
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return Outcome(pthread_cond_wait(Condition(condition), Mutex(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return Outcome(pthread_cond_timedwait(Condition(condition), Mutex(mutex), until));
}
void cnd_destroy(cnd_t* condition) {
  const Unwatched unwatched;
  pthread_cond_destroy(Condition(condition));
}

void call_once(once_flag* flag, void (*function)()) {
  pthread_once(reinterpret_cast<pthread_once_t*>(flag), function);
}
int tss_create(tss_t* key, tss_dtor_t destroy) { return Outcome(pthread_key_create(key, destroy)); }
void* tss_get(tss_t key) { return pthread_getspecific(key); }
int tss_set(tss_t key, void* value) { return Outcome(pthread_setspecific(key, value)); }
void tss_delete(tss_t key) { pthread_key_delete(key); }

}  // extern "C"
