/* The forward pass of the Qwen2, Qwen3 and Llama families over 16-bit or 32-bit weights.

   Weights lie where the checkpoint has them, row after row; activations and sums are FP32. What is
   fast follows from one fact: a token must read every weight once, and memory is the slowest part.
   So a row of weights is read as one stream, is widened in registers, and nothing is packed.

   This file is compiled once for each LEVEL of vector instructions (packaging/kernels.py); levels.c chooses.
   Vector types are those that gcc and clang share. Python mirrors the structures: see library.py. */

#include "products.h"

enum {
    BLOCK = 16, /* positions whose keys lie side by side, [head_dim][BLOCK] */
    QUERIES = 4, /* that share each key and value */
    HEAD_VECTORS = REGISTERS / 2
};

typedef struct {
    const float *input_norm, *mlp_norm; /* (hidden,) */
    const float *q_norm, *k_norm;       /* (head_dim,), or null */
    Matrix q, k, v, output, gate, up, down;
} Layer;

typedef struct {
    int64_t layers, hidden, intermediate, heads, kv_heads, head_dim;
    const Layer *layer;
    const float *final_norm;
    float norm_eps;
} Model;

typedef struct {
    int64_t rows, start, capacity; /* new positions, those held before, those with room */
    const float *rotation;         /* (rows, head_dim): cosines of the pairs, then their sines */
    const uint8_t *sees;           /* (rows, rows) among the new; null: each those before it */
    float *const *states;          /* of each layer: keys in blocks, then values, by head */
    float *x;                      /* (rows, hidden): embeddings; then states after the last norm */
    float *workspace;              /* of forward_floats() */
} Pass;

/* y = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019); y may be x */
static void rms_norm(const float *x, const float *weight, float *y, int64_t count, float eps) {
    floats sums[4] = {all(0), all(0), all(0), all(0)};
    float rest = 0;
    int64_t i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES)
        UNROLL for (int j = 0; j < 4; j++) {
            floats f = load(x + i + j * LANES);
            sums[j] += f * f;
        }
    for (; i < count; i++) rest += x[i] * x[i];
    float total = sum((sums[0] + sums[1]) + (sums[2] + sums[3])) + rest;
    float scale = 1.0f / __builtin_sqrtf(total / (float)count + eps);
    for (i = 0; i < count; i++) y[i] = x[i] * scale * weight[i];
}

typedef struct {
    const Model *model;
    const Pass *pass;
    const Layer *layer;
    float *x, *normed, *mixed, *gated, *qkv; /* rows of stride() floats */
    float *scratch;                          /* (threads, scratch_floats) */
    int64_t scratch_floats, qkv_stride, blocks; /* blocks: of queries to a head of keys */
    const float *norm;                       /* the norm that norm_unit applies */
    float *keys, *values;
} Work;

static void norm_unit(void *job, int64_t row, int thread) {
    Work *w = job;
    int64_t hidden = w->model->hidden, s = stride(hidden);
    (void)thread;
    rms_norm(w->x + row * s, w->norm, w->normed + row * s, hidden, w->model->norm_eps);
}

/* Rotary position embedding (Su et al. 2021): the two of a pair lie half a head apart. */
static void rotate(float *head, const float *rotation, int64_t size) {
    const int64_t half = size / 2;
    for (int64_t i = 0; i < half; i++) {
        float a = head[i], b = head[half + i], c = rotation[i], s = rotation[half + i];
        head[i] = a * c - b * s;
        head[half + i] = b * c + a * s;
    }
}

/* Queries and keys of one row to their position; keys and values to where they are kept. */
static void place_unit(void *job, int64_t row, int thread) {
    Work *w = job;
    const Model *m = w->model;
    const Pass *pass = w->pass;
    const int64_t d = m->head_dim, at = pass->start + row;
    const float *rotation = pass->rotation + row * d;
    (void)thread;
    for (int64_t h = 0; h < m->heads + m->kv_heads; h++) {
        float *head = w->qkv + row * w->qkv_stride + h * d;
        const float *norm = h < m->heads ? w->layer->q_norm : w->layer->k_norm;
        if (norm) rms_norm(head, norm, head, d, m->norm_eps);
        rotate(head, rotation, d);
    }
    for (int64_t h = 0; h < m->kv_heads; h++) {
        const float *key = w->qkv + row * w->qkv_stride + (m->heads + h) * d;
        const float *value = key + m->kv_heads * d;
        float *block = w->keys + (h * pass->capacity + at / BLOCK * BLOCK) * d + at % BLOCK;
        for (int64_t i = 0; i < d; i++) block[i * BLOCK] = key[i];
        memcpy(w->values + (h * pass->capacity + at) * d, value, d * 4);
    }
}

/* scores[q][position] for two blocks of positions */
INLINE void score(int count, const float *const *query, const float *keys, int64_t d,
                  float *const *scores) {
    enum { PARTS = 2 * BLOCK / LANES };
    floats sums[QUERIES][PARTS];
    UNROLL for (int q = 0; q < count; q++)
        UNROLL for (int i = 0; i < PARTS; i++) sums[q][i] = all(0);
    for (int64_t k = 0; k < d; k++)
        UNROLL for (int i = 0; i < PARTS; i++) {
            const int block = i * LANES / BLOCK;
            const float *at = keys + (block * d + k) * BLOCK + i * LANES % BLOCK;
            if (i * LANES % 16 == 0) __builtin_prefetch((const char *)at + AHEAD, 0, 2);
            floats f = load(at);
            UNROLL for (int q = 0; q < count; q++) sums[q][i] += f * query[q][k];
        }
    UNROLL for (int q = 0; q < count; q++)
        UNROLL for (int i = 0; i < PARTS; i++) store(scores[q] + i * LANES, sums[q][i]);
}

/* Scores to probabilities, in place; 0 from `end` to the next full vector. */
static void softmax(float *scores, int64_t end, float scale) {
    const int64_t full = (end + LANES - 1) / LANES * LANES;
    floats top = all(-INFINITY), total = all(0);
    for (int64_t i = end; i < full; i++) scores[i] = -INFINITY;
    for (int64_t i = 0; i < full; i += LANES) top = larger(load(scores + i), top);
    float most = top[0];
    for (int i = 1; i < LANES; i++) most = top[i] > most ? top[i] : most;
    for (int64_t i = 0; i < full; i += LANES) {
        floats f = exponential((load(scores + i) - most) * scale);
        store(scores + i, f);
        total += f;
    }
    floats share = all(1.0f / sum(total));
    for (int64_t i = 0; i < full; i += LANES) store(scores + i, load(scores + i) * share);
}

/* out[q] = sum of values weighted with scores[q], for dimensions from `a` in `parts` vectors */
INLINE void mix(int count, int parts, float *const *scores, const float *values, int64_t d,
                int64_t a, int64_t end, float *const *out) {
    floats sums[QUERIES][8];
    UNROLL for (int q = 0; q < count; q++)
        UNROLL for (int i = 0; i < parts; i++) sums[q][i] = all(0);
    for (int64_t j = 0; j < end; j++)
        UNROLL for (int i = 0; i < parts; i++) {
            const float *at = values + j * d + a + i * LANES;
            if (i * LANES % 16 == 0) __builtin_prefetch((const char *)at + AHEAD, 0, 2);
            floats f = load(at);
            UNROLL for (int q = 0; q < count; q++) sums[q][i] += f * scores[q][j];
        }
    UNROLL for (int q = 0; q < count; q++)
        UNROLL for (int i = 0; i < parts; i++) store(out[q] + a + i * LANES, sums[q][i]);
}

INLINE void attend(int count, const Work *w, const float *keys, const float *values,
                   const float *const *query, const int64_t *row, float *scratch, float *const *out) {
    enum { ROUND = 2 * BLOCK };
    const Pass *pass = w->pass;
    const int64_t d = w->model->head_dim, before = pass->start;
    const int64_t end = before + (pass->sees ? pass->rows : row[count - 1] + 1);
    const int64_t room = (pass->capacity + ROUND - 1) / ROUND * ROUND;
    float *scores[QUERIES], *at[QUERIES];
    for (int q = 0; q < count; q++) scores[q] = scratch + q * room;
    for (int64_t j = 0; j < end; j += ROUND) {
        for (int q = 0; q < count; q++) at[q] = scores[q] + j;
        score(count, query, keys + j * d, d, at);
    }
    for (int q = 0; q < count; q++) {
        for (int64_t j = 0; j < end - before; j++)
            if (pass->sees ? !pass->sees[row[q] * pass->rows + j] : j > row[q])
                scores[q][before + j] = -INFINITY;
        softmax(scores[q], end, 1.0f / __builtin_sqrtf((float)d));
    }
    int64_t a = 0;
    if (8 * count <= HEAD_VECTORS)
        for (; a + 8 * LANES <= d; a += 8 * LANES) mix(count, 8, scores, values, d, a, end, out);
    if (4 * count <= HEAD_VECTORS)
        for (; a + 4 * LANES <= d; a += 4 * LANES) mix(count, 4, scores, values, d, a, end, out);
    for (; a + 2 * LANES <= d; a += 2 * LANES) mix(count, 2, scores, values, d, a, end, out);
    for (; a + LANES <= d; a += LANES) mix(count, 1, scores, values, d, a, end, out);
    for (; a < d; a++)
        for (int q = 0; q < count; q++) {
            float total = 0;
            for (int64_t j = 0; j < end; j++) total += scores[q][j] * values[j * d + a];
            out[q][a] = total;
        }
}

/* One head of keys and QUERIES of the queries that go to it: of several heads, of several rows. */
static void attend_unit(void *job, int64_t index, int thread) {
    Work *w = job;
    const Model *m = w->model;
    const int64_t d = m->head_dim, group = m->heads / m->kv_heads;
    const int64_t kv = index / w->blocks, first = index % w->blocks * QUERIES;
    const int64_t left = w->pass->rows * group - first;
    const int count = left < QUERIES ? (int)left : QUERIES;
    const float *query[QUERIES];
    float *out[QUERIES];
    int64_t row[QUERIES];
    for (int q = 0; q < count; q++) {
        const int64_t head = kv * group + (first + q) % group;
        row[q] = (first + q) / group;
        query[q] = w->qkv + row[q] * w->qkv_stride + head * d;
        out[q] = w->mixed + row[q] * stride(m->heads * d) + head * d;
    }
    const float *keys = w->keys + kv * w->pass->capacity * d;
    const float *values = w->values + kv * w->pass->capacity * d;
    float *scratch = w->scratch + thread * w->scratch_floats;
    if (count == 4) attend(4, w, keys, values, query, row, scratch, out);
    else if (count == 3) attend(3, w, keys, values, query, row, scratch, out);
    else if (count == 2) attend(2, w, keys, values, query, row, scratch, out);
    else attend(1, w, keys, values, query, row, scratch, out);
}

/* ---- what Python calls ---- */

static int64_t scratch_floats(int64_t inputs, int64_t rows, int64_t positions) {
    int64_t panel = TILE_OUTPUTS * stride(inputs) + 2 * rows * stride(MOST_OUTPUTS);
    int64_t scores = QUERIES * (positions + 2 * BLOCK);
    return stride(panel > scores ? panel : scores);
}

static int64_t widest(const Model *m) {
    int64_t most = m->hidden > m->intermediate ? m->hidden : m->intermediate;
    return most > m->heads * m->head_dim ? most : m->heads * m->head_dim;
}

/* Floats of workspace that forward() needs. */
EXPORTED(int64_t forward_floats)(const Model *m, int64_t rows, int64_t positions) {
    const int64_t qkv = stride((m->heads + 2 * m->kv_heads) * m->head_dim);
    const int64_t row = 2 * stride(m->hidden) + qkv + stride(m->heads * m->head_dim) +
                        stride(m->intermediate);
    return rows * row + pool_threads() * scratch_floats(widest(m), rows, positions);
}

/* Floats of workspace that product() needs. */
EXPORTED(int64_t product_floats)(const Matrix *w, int64_t rows) {
    return rows * stride(w->inputs) + pool_threads() * scratch_floats(w->inputs, rows, 0);
}

static void clear_ends(float *rows, int64_t count, int64_t width) {
    for (int64_t m = 0; m < count; m++)
        memset(rows + m * stride(width) + width, 0, (stride(width) - width) * 4);
}

static float *take(float **rest, int64_t floats) { return *rest += floats, *rest - floats; }

/* y (rows, outputs) = x (rows, inputs) times the matrix */
EXPORTED(void product)(const Matrix *w, const float *x, int64_t rows, float *y, float *workspace) {
    const int64_t s = stride(w->inputs);
    float *padded = take(&workspace, rows * s);
    for (int64_t m = 0; m < rows; m++) memcpy(padded + m * s, x + m * w->inputs, w->inputs * 4);
    clear_ends(padded, rows, w->inputs);
    Products job = {{w}, {{padded, rows, y, w->outputs, 0}}, 0, {0}, workspace,
                    scratch_floats(w->inputs, rows, 0)};
    pool_enter();
    multiply(&job, 1);
    pool_leave();
}

/* All layers and the last norm: new keys and values into the states, x replaced by what comes out. */
EXPORTED(void forward)(const Model *m, const Pass *pass) {
    const int64_t rows = pass->rows, hidden = m->hidden, d = m->head_dim, s = stride(hidden);
    const int64_t q_width = m->heads * d, kv_width = m->kv_heads * d, wide = m->intermediate;
    float *rest = pass->workspace;
    Work w = {.model = m, .pass = pass, .qkv_stride = stride(q_width + 2 * kv_width)};
    w.x = take(&rest, rows * s), w.normed = take(&rest, rows * s);
    w.qkv = take(&rest, rows * w.qkv_stride), w.mixed = take(&rest, rows * stride(q_width));
    w.gated = take(&rest, rows * stride(wide)), w.scratch = rest;
    w.scratch_floats = scratch_floats(widest(m), rows, pass->capacity);
    w.blocks = (rows * (m->heads / m->kv_heads) + QUERIES - 1) / QUERIES;
    clear_ends(w.normed, rows, hidden), clear_ends(w.mixed, rows, q_width);
    clear_ends(w.gated, rows, wide);
    for (int64_t i = 0; i < rows; i++) memcpy(w.x + i * s, pass->x + i * hidden, hidden * 4);
    pool_enter();
    for (int64_t l = 0; l < m->layers; l++) {
        const Layer *layer = w.layer = m->layer + l;
        w.keys = pass->states[l], w.values = w.keys + m->kv_heads * pass->capacity * d;
        Products job = {.w = {&layer->q, &layer->k, &layer->v},
                        .scratch = w.scratch,
                        .scratch_floats = w.scratch_floats};
        for (int i = 0; i < 3; i++)
            job.p[i] = (Product){w.normed, rows, 0, w.qkv_stride, 0};
        job.p[0].y = w.qkv, job.p[1].y = w.qkv + q_width, job.p[2].y = w.qkv + q_width + kv_width;
        w.norm = layer->input_norm;
        pool_run_many(norm_unit, &w, rows);
        multiply(&job, 3);
        pool_run_many(place_unit, &w, rows);
        pool_run(attend_unit, &w, m->kv_heads * w.blocks);
        job.w[0] = &layer->output, job.p[0] = (Product){w.mixed, rows, w.x, s, 1};
        multiply(&job, 1);
        w.norm = layer->mlp_norm;
        pool_run_many(norm_unit, &w, rows);
        job.w[0] = &layer->gate, job.w[1] = &layer->up;
        job.p[0] = (Product){w.normed, rows, w.gated, stride(wide), 0};
        job.unit = unit_of(&layer->gate);
        pool_run(gated_unit, &job, (wide + job.unit - 1) / job.unit);
        job.w[0] = &layer->down, job.p[0] = (Product){w.gated, rows, w.x, s, 1};
        multiply(&job, 1);
    }
    pool_leave();
    for (int64_t i = 0; i < rows; i++)
        rms_norm(w.x + i * s, m->final_norm, pass->x + i * hidden, hidden, m->norm_eps);
}
