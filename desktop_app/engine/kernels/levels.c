/* The best level of vector instructions that this processor and its system let programs use. */
#include "pool.h"

#if defined(__x86_64__)
enum { FMA = 1 << 12, OSXSAVE = 1 << 27, AVX = 1 << 28, F16C = 1 << 29 }; /* leaf 1, ECX */
enum { AVX2 = 1 << 5, AVX512 = 1 << 16 | 1 << 17 | 1 << 30 | (int)(1u << 31) }; /* leaf 7, EBX */

static void cpuid(uint32_t leaf, uint32_t *b, uint32_t *c) {
    uint32_t a = leaf, d;
    *c = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(*b), "+c"(*c), "=d"(d));
}

PUBLIC const char *best_level(void) {
    uint32_t b, c, features, saved = 0, high;
    cpuid(0, &b, &c);
    cpuid(1, &b, &c);
    if (!(c & OSXSAVE)) return "";
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
    cpuid(7, &features, &b);
    if ((saved & 6) != 6 || !(c & AVX)) return "";
    if (!(features & AVX2) || !(c & FMA) || !(c & F16C)) return "avx";
    return (saved & 0xe6) == 0xe6 && (features & AVX512) == (uint32_t)AVX512 ? "avx512" : "avx2";
}
#else
PUBLIC const char *best_level(void) { return "neon"; }
#endif
