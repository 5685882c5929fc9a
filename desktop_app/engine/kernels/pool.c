/* Threads that take units of work from one counter, whoever is awake.

   The caller works too and waits only for units that somebody has taken. So a thread that sleeps,
   or that the system has set aside for a busy program, holds up nothing but its own unit. Between
   two jobs a thread spins for some microseconds, because the next job of a pass comes at once, and
   then sleeps, because between two passes there is nothing to do. */

#include "pool.h"
#include <stdatomic.h>
#if defined(_WIN32)
#include <windows.h>
typedef SRWLOCK Lock;
typedef CONDITION_VARIABLE Condition;
#define LOCK_INIT SRWLOCK_INIT
#define CONDITION_INIT CONDITION_VARIABLE_INIT
#define lock(l) AcquireSRWLockExclusive(l)
#define unlock(l) ReleaseSRWLockExclusive(l)
#define wait_for(c, l) SleepConditionVariableSRW(c, l, INFINITE, 0)
#define wake_all(c) WakeAllConditionVariable(c)
#define give_way() SwitchToThread()
#else
#include <pthread.h>
#include <sched.h>
typedef pthread_mutex_t Lock;
typedef pthread_cond_t Condition;
#define LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#define CONDITION_INIT PTHREAD_COND_INITIALIZER
#define lock(l) pthread_mutex_lock(l)
#define unlock(l) pthread_mutex_unlock(l)
#define wait_for(c, l) pthread_cond_wait(c, l)
#define wake_all(c) pthread_cond_broadcast(c)
#define give_way() sched_yield()
#endif

enum { MOST_THREADS = 64, SPINS = 1000, SPINS_OF_CALLER = 2000, FEW_UNITS = 4 };

/* The job's number, the count of its units and the next one to take, in one word: who takes a unit
   knows that it is of the job that is open, and that the job stays open until the unit is done. */
#define INDEX_BITS 24
#define UNITS_OF(t) ((t) >> INDEX_BITS & 0xffffff)
#define INDEX_OF(t) ((t) & 0xffffff)

static struct {
    _Alignas(64) atomic_uint_fast64_t ticket;
    _Alignas(64) atomic_int_fast64_t done;
    _Alignas(64) atomic_int threads;
    atomic_int sleeping;
    Unit *unit;
    void *job;
    uint64_t number;
    int started;
    Lock lock, entry;
    Condition condition;
} pool = {.threads = 1, .lock = LOCK_INIT, .entry = LOCK_INIT, .condition = CONDITION_INIT};

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static int open(uint64_t ticket) { return INDEX_OF(ticket) < UNITS_OF(ticket); }

/* Units of the open job until there are none left. */
static void work(int thread) {
    while (open(atomic_load_explicit(&pool.ticket, memory_order_acquire))) {
        uint64_t ticket = atomic_fetch_add(&pool.ticket, 1);
        if (!open(ticket)) return;
        pool.unit(pool.job, (int64_t)INDEX_OF(ticket), thread);
        atomic_fetch_add_explicit(&pool.done, 1, memory_order_release);
    }
}

static void rest(int thread) {
    lock(&pool.lock);
    atomic_fetch_add(&pool.sleeping, 1);
    while (thread >= atomic_load(&pool.threads) || !open(atomic_load(&pool.ticket)))
        wait_for(&pool.condition, &pool.lock);
    atomic_fetch_sub(&pool.sleeping, 1);
    unlock(&pool.lock);
}

static void live(int thread) {
    for (int spins = 0;;) {
        if (thread < atomic_load_explicit(&pool.threads, memory_order_relaxed) &&
            open(atomic_load_explicit(&pool.ticket, memory_order_relaxed)))
            work(thread), spins = 0;
        else if (++spins > SPINS) rest(thread), spins = 0;
        else relax();
    }
}

#if defined(_WIN32)
static DWORD WINAPI begin(void *thread) { return live((int)(intptr_t)thread), 0; }
static int start(int thread) {
    HANDLE handle = CreateThread(0, 0, begin, (void *)(intptr_t)thread, 0, 0);
    return handle && CloseHandle(handle);
}
#else
static void *begin(void *thread) { return live((int)(intptr_t)thread), (void *)0; }
static int start(int thread) {
    pthread_t id;
    return !pthread_create(&id, 0, begin, (void *)(intptr_t)thread) && !pthread_detach(id);
}
#endif

int pool_threads(void) { return atomic_load(&pool.threads); }

/* Work with `count` threads, the caller's among them; what the system gives. */
PUBLIC int set_threads(int count) {
    lock(&pool.entry);
    count = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
    while (pool.started < count - 1 && start(pool.started + 1)) pool.started++;
    if (count > pool.started + 1) count = pool.started + 1;
    atomic_store(&pool.threads, count);
    unlock(&pool.entry);
    return count;
}

void pool_enter(void) { lock(&pool.entry); }
void pool_leave(void) { unlock(&pool.entry); }

void pool_run(Unit *unit, void *job, int64_t units) {
    if (units == 1 || atomic_load_explicit(&pool.threads, memory_order_relaxed) == 1) {
        for (int64_t i = 0; i < units; i++) unit(job, i, 0);
        return;
    }
    pool.unit = unit, pool.job = job, pool.number++;
    atomic_store_explicit(&pool.done, 0, memory_order_relaxed);
    atomic_store(&pool.ticket, pool.number << 2 * INDEX_BITS | (uint64_t)units << INDEX_BITS);
    if (atomic_load(&pool.sleeping)) {
        lock(&pool.lock);
        wake_all(&pool.condition);
        unlock(&pool.lock);
    }
    work(0);
    for (int spins = 0; atomic_load_explicit(&pool.done, memory_order_acquire) < units;)
        if (++spins > SPINS_OF_CALLER) give_way();
        else relax();
}

void pool_run_many(Unit *unit, void *job, int64_t units) {
    if (units > FEW_UNITS) pool_run(unit, job, units);
    else
        for (int64_t i = 0; i < units; i++) unit(job, i, 0);
}
