/* A few threads that share units of work. See pool.c. */
#ifndef POOL_H
#define POOL_H
#include <stdint.h>

#if defined(_WIN32)
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef void Unit(void *job, int64_t index, int thread);

int pool_threads(void);
void pool_enter(void); /* one caller at a time from here */
void pool_leave(void); /* to here */
void pool_run(Unit *unit, void *job, int64_t units);
/* The same for units so small that a few of them are done before another thread has noticed. */
void pool_run_many(Unit *unit, void *job, int64_t units);
#endif
