/* Products of a matrix that lies in memory row after row, weights of any type, with activations. */
#ifndef PRODUCTS_H
#define PRODUCTS_H
#include "pool.h"
#include "vectors.h"

enum {
    TILE_ROWS = REGISTERS == 32 ? 4 : 3,
    TILE_OUTPUTS = REGISTERS == 32 ? 6 : 4,
    FEW_ROWS = 8,        /* that are multiplied straight from memory */
    AHEAD = 8192,        /* bytes that their weights are asked for before they are needed */
    UNIT_BYTES = 196608, /* of weights that a thread takes at a time */
    MOST_OUTPUTS = 96
};

typedef struct {
    const char *weight; /* (outputs, inputs) */
    const float *bias;  /* (outputs,) or null */
    int64_t outputs, inputs, type;
} Matrix;

/* out[m] = one row of weights times row m of x, for so few rows that each weight is widened and
   used at once; `rows` is a constant where this is inlined */
INLINE void dot(int type, int rows, const char *w, const float *x, int64_t s, int64_t inputs,
                float out[FEW_ROWS]) {
    const int parts = rows == 1 ? 8 : rows == 2 ? 4 : rows <= 4 ? 2 : 1;
    const int64_t size = bytes_of(type);
    floats sums[FEW_ROWS][8];
    int64_t k = 0;
    UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int i = 0; i < parts; i++) sums[m][i] = all(0);
    for (; k + parts * LANES <= inputs; k += parts * LANES) {
        for (int64_t i = 0; i < parts * LANES * size; i += 64)
            __builtin_prefetch(w + k * size + i + AHEAD, 0, 2);
        UNROLL for (int i = 0; i < parts; i++) {
            floats f = widen(type, w + (k + i * LANES) * size);
            UNROLL for (int m = 0; m < rows; m++)
                sums[m][i] += f * load(x + m * s + k + i * LANES);
        }
    }
    for (; k < inputs; k += LANES) {
        floats f = k + LANES <= inputs ? widen(type, w + k * size)
                                       : widen_rest(type, w + k * size, inputs - k);
        UNROLL for (int m = 0; m < rows; m++) sums[m][0] += f * load(x + m * s + k);
    }
    UNROLL for (int m = 0; m < rows; m++) {
        UNROLL for (int n = parts / 2; n; n /= 2)
            UNROLL for (int i = 0; i < n; i++) sums[m][i] += sums[m][i + n];
        out[m] = sum(sums[m][0]);
    }
}

/* out[m][n] = row m of x times row n of a widened panel. Meanwhile what `next` points to is asked
   for, `pace` bytes at each step: all at once would fill the lines that x and panel come through */
INLINE void tile(int rows, const float *panel, const float *x, int64_t s, int64_t inputs,
                 const char *next, int64_t pace, float out[TILE_ROWS][TILE_OUTPUTS]) {
    floats sums[TILE_ROWS][TILE_OUTPUTS];
    UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int n = 0; n < TILE_OUTPUTS; n++) sums[m][n] = all(0);
    for (int64_t k = 0; k < inputs; k += LANES) {
        for (int64_t i = 0; i < pace; i += 64) __builtin_prefetch(next + i, 0, 2);
        next += pace;
        floats f[TILE_ROWS];
        UNROLL for (int m = 0; m < rows; m++) f[m] = load(x + m * s + k);
        UNROLL for (int n = 0; n < TILE_OUTPUTS; n++) {
            floats w = load(panel + n * s + k);
            UNROLL for (int m = 0; m < rows; m++) sums[m][n] += f[m] * w;
        }
    }
    UNROLL for (int m = 0; m < rows; m++)
        UNROLL for (int n = 0; n < TILE_OUTPUTS; n++) out[m][n] = sum(sums[m][n]);
}

typedef struct {
    const float *x; /* (rows, stride(inputs)) */
    int64_t rows;
    float *y; /* (rows, ys) */
    int64_t ys;
    int add; /* to what stands there */
} Product;

INLINE void put(const Matrix *w, const Product *p, int64_t m, int64_t n, int64_t column, float value) {
    float *y = p->y + m * p->ys + column;
    if (w->bias) value += w->bias[n];
    *y = p->add ? *y + value : value;
}

/* y[:, n - from] for outputs n from a to b */
INLINE void few(int type, int rows, const Matrix *w, const Product *p, int64_t a, int64_t b,
                int64_t from) {
    const int64_t s = stride(w->inputs), row = w->inputs * bytes_of(type);
    float out[FEW_ROWS];
    for (int64_t n = a; n < b; n++) {
        dot(type, rows, w->weight + n * row, p->x, s, w->inputs, out);
        for (int m = 0; m < rows; m++) put(w, p, m, n, n - from, out[m]);
    }
}

/* The same for more rows, which share what was widened into a panel in the nearest cache. */
INLINE void many(int type, const Matrix *w, const Product *p, int64_t a, int64_t b, int64_t from,
                 float *panel) {
    const int64_t inputs = w->inputs, s = stride(inputs), size = bytes_of(type);
    const int64_t tiles = (p->rows + TILE_ROWS - 1) / TILE_ROWS;
    const int64_t lines = (TILE_OUTPUTS * LANES * size / 64 + tiles - 1) / tiles;
    for (int64_t n = a; n < b; n += TILE_OUTPUTS) {
        const int64_t count = b - n < TILE_OUTPUTS ? b - n : TILE_OUTPUTS;
        const char *next = w->weight + n * inputs * size;
        for (int64_t i = 0; i < count; i++, next += inputs * size) {
            int64_t k = 0;
            for (; k + LANES <= inputs; k += LANES)
                store(panel + i * s + k, widen(type, next + k * size));
            if (k < inputs)
                store(panel + i * s + k, widen_rest(type, next + k * size, inputs - k));
        }
        const char *end = next + TILE_OUTPUTS * inputs * size;
        for (int64_t m = 0; m < p->rows; m += TILE_ROWS) {
            const int rows = p->rows - m < TILE_ROWS ? (int)(p->rows - m) : TILE_ROWS;
            const float *x = p->x + m * s;
            const int64_t pace = next < end ? (lines ? lines : 1) * 64 : 0;
            float out[TILE_ROWS][TILE_OUTPUTS];
            if (rows == TILE_ROWS) tile(TILE_ROWS, panel, x, s, inputs, next, pace, out);
            else if (rows == 3) tile(3, panel, x, s, inputs, next, pace, out);
            else if (rows == 2) tile(2, panel, x, s, inputs, next, pace, out);
            else tile(1, panel, x, s, inputs, next, pace, out);
            next += inputs / LANES * pace;
            for (int i = 0; i < rows; i++)
                for (int64_t j = 0; j < count; j++)
                    put(w, p, m + i, n + j, n + j - from, out[i][j]);
        }
    }
}

INLINE void of_type(int type, const Matrix *w, const Product *p, int64_t a, int64_t b, int64_t from,
                    float *panel) {
    switch (p->rows) {
        case 1: few(type, 1, w, p, a, b, from); break;
        case 2: few(type, 2, w, p, a, b, from); break;
        case 3: few(type, 3, w, p, a, b, from); break;
        case 4: few(type, 4, w, p, a, b, from); break;
        case 5: few(type, 5, w, p, a, b, from); break;
        case 6: few(type, 6, w, p, a, b, from); break;
        case 7: few(type, 7, w, p, a, b, from); break;
        case 8: few(type, 8, w, p, a, b, from); break;
        default: many(type, w, p, a, b, from, panel);
    }
}

static void outputs(const Matrix *w, const Product *p, int64_t a, int64_t b, int64_t from,
                    float *panel) {
    if (w->type == BFLOAT16) of_type(BFLOAT16, w, p, a, b, from, panel);
    else if (w->type == FLOAT16) of_type(FLOAT16, w, p, a, b, from, panel);
    else of_type(FLOAT32, w, p, a, b, from, panel);
}

/* Several matrices with the same input, in units of some outputs. */
typedef struct {
    const Matrix *w[3];
    Product p[3];
    int64_t unit, first[4]; /* outputs in a unit; each matrix's first unit */
    float *scratch;         /* (threads, scratch_floats) */
    int64_t scratch_floats;
} Products;

static int64_t unit_of(const Matrix *w) {
    int64_t most = UNIT_BYTES / (w->inputs * bytes_of((int)w->type));
    int64_t fair = w->outputs / (4 * pool_threads());
    most = fair < most ? fair : most;
    /* whole panels of every level */
    return most < 12 ? 12 : most > MOST_OUTPUTS ? MOST_OUTPUTS : most / 12 * 12;
}

static void products_unit(void *job, int64_t index, int thread) {
    Products *j = job;
    int i = index >= j->first[2] ? 2 : index >= j->first[1];
    int64_t a = (index - j->first[i]) * j->unit, end = j->w[i]->outputs;
    int64_t b = a + j->unit < end ? a + j->unit : end;
    outputs(j->w[i], &j->p[i], a, b, 0, j->scratch + thread * j->scratch_floats);
}

static void multiply(Products *j, int count) {
    j->unit = unit_of(j->w[0]);
    int64_t units = 0;
    for (int i = 0; i < 4; i++) {
        j->first[i] = i < count ? units : INT64_MAX;
        if (i < count) units += (j->w[i]->outputs + j->unit - 1) / j->unit;
    }
    pool_run(products_unit, j, units);
}

/* silu(gate) * up, for the outputs of both that stand in the same place */
static void gated_unit(void *job, int64_t index, int thread) {
    Products *j = job;
    const Product *p = &j->p[0];
    int64_t a = index * j->unit, end = j->w[0]->outputs, s = stride(j->unit);
    int64_t b = a + j->unit < end ? a + j->unit : end;
    float *panel = j->scratch + thread * j->scratch_floats;
    float *gate = panel + TILE_OUTPUTS * stride(j->w[0]->inputs), *up = gate + p->rows * s;
    Product of_gate = {p->x, p->rows, gate, s, 0}, of_up = {p->x, p->rows, up, s, 0};
    outputs(j->w[0], &of_gate, a, b, a, panel);
    outputs(j->w[1], &of_up, a, b, a, panel);
    for (int64_t m = 0; m < p->rows; m++) {
        for (int64_t n = 0; n < j->unit; n += LANES) {
            floats g = load(gate + m * s + n), u = load(up + m * s + n);
            store(gate + m * s + n, g / (1.0f + exponential(-g)) * u);
        }
        memcpy(p->y + m * p->ys + a, gate + m * s, (b - a) * 4);
    }
}

#endif
