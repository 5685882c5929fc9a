/* Vectors of the level that a file is compiled for, in the types that gcc and clang share, and how
   weights of 16 bits become floats. */
#ifndef VECTORS_H
#define VECTORS_H
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
enum { LANES = 16, REGISTERS = 32 };
#elif defined(__AVX__)
enum { LANES = 8, REGISTERS = 16 };
#else
enum { LANES = 4, REGISTERS = 32 };
#endif
enum { BFLOAT16, FLOAT16, FLOAT32 };

typedef float floats __attribute__((vector_size(LANES * 4), aligned(4)));
typedef uint32_t words __attribute__((vector_size(LANES * 4), aligned(4)));
typedef uint16_t halves __attribute__((vector_size(LANES * 2), aligned(2)));
#define INLINE static inline __attribute__((always_inline))
#define NAME2(name, level) name##_##level
#define NAME1(name, level) NAME2(name, level)
#define EXPORTED(name) PUBLIC NAME1(name, LEVEL)

INLINE floats load(const float *p) { floats f; memcpy(&f, p, sizeof f); return f; }
INLINE void store(float *p, floats f) { memcpy(p, &f, sizeof f); }
INLINE words bits(floats f) { words w; memcpy(&w, &f, sizeof w); return w; }
INLINE floats as_floats(words w) { floats f; memcpy(&f, &w, sizeof f); return f; }
INLINE floats all(float value) { return (floats){0} + value; }
INLINE floats select(words mask, floats yes, floats no) {
    return as_floats((mask & bits(yes)) | (~mask & bits(no)));
}
INLINE floats larger(floats a, floats b) { return select((words)(a > b), a, b); }

/* Horizontal sum, in halves. */
INLINE float sum(floats v) {
    float part[LANES];
#if defined(__AVX512F__)
    typedef float half __attribute__((vector_size(32), aligned(4)));
    half low, high;
    memcpy(&low, &v, 32), memcpy(&high, (char *)&v + 32, 32), low += high;
    memcpy(part, &low, 32);
#else
    memcpy(part, &v, sizeof v);
#endif
#if defined(__AVX__)
    typedef float quarter __attribute__((vector_size(16), aligned(4)));
    quarter first, second;
    memcpy(&first, part, 16), memcpy(&second, part + 4, 16), first += second;
    memcpy(part, &first, 16);
#endif
    return (part[0] + part[2]) + (part[1] + part[3]);
}

/* LANES weights from memory, exactly. */
INLINE floats widen(int type, const char *p) {
    if (type == FLOAT32) return load((const float *)p);
    halves h;
    memcpy(&h, p, sizeof h);
    words w = __builtin_convertvector(h, words);
    if (type == BFLOAT16) return as_floats(w << 16);
#if defined(__clang__) && (defined(__F16C__) || defined(__aarch64__))
    typedef _Float16 sixteens __attribute__((vector_size(LANES * 2), aligned(2)));
    sixteens s;
    memcpy(&s, &h, sizeof s);
    return __builtin_convertvector(s, floats);
#else
    /* the exponent moves from bias 15 to 127; what has none is a multiple of 2^-24 */
    words size = (w & 0x7fff) << 13, sign = (w & 0x8000) << 16;
    floats small = as_floats(size + (113u << 23)) - 0x1p-14f;
    floats normal = as_floats(size + (112u << 23));
    return as_floats(bits(select((words)(size < (1u << 23)), small, normal)) | sign);
#endif
}
INLINE int64_t bytes_of(int type) { return type == FLOAT32 ? 4 : 2; }

/* The last weights of a row, zeros after them. */
INLINE floats widen_rest(int type, const char *p, int64_t count) {
    char rest[LANES * 4] = {0};
    memcpy(rest, p, count * bytes_of(type));
    return widen(type, rest);
}

/* e^x to 2 units in the last place; 0 below the range (Cody and Waite's reduction, Taylor). */
INLINE floats exponential(floats x) {
    words none = (words)(x < all(-87.0f));
    x = select((words)(x > all(88.0f)), all(88.0f), x);
    floats shifted = x * 1.44269504f + 0x1.8p23f, n = shifted - 0x1.8p23f;
    floats r = x - n * 0x1.62e4p-1f;
    r = r - n * 0x1.7f7d1cp-20f;
    floats p = all(1.0f / 5040);
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    return as_floats((bits(p) + (bits(shifted) << 23)) & ~none);
}

/* Floats from one row of activations to the next: zeros fill the last vector, and rows of a power
   of two do not all fall into the same sets of the cache. */
INLINE int64_t stride(int64_t count) { return (count + 15) / 16 * 16 + 16; }

#endif
