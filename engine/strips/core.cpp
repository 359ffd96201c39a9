// All strips of a block in one call. Rows of audio lie across the lanes of a vector, so one instruction serves
// many strips; each lane computes what pedalboard's effects compute, in the same order, so that both null.
// No allocation, no lock, no system call. The structs mirror those of layout.py.

#include <cmath>
#include <cstdint>
#include <cstring>
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float Lanes __attribute__((vector_size(LANES * 4)));
typedef int32_t Ints __attribute__((vector_size(LANES * 4)));

constexpr int PIECE = 64;    // frames between two grid points of a glide, and most frames at a time
constexpr int GLIDES = 12;   // glides of one ramp that may overlap
constexpr int BANDS = 4;
constexpr int STAGES = 3 + BANDS;
constexpr int FILTER_CELLS = 1 + 3 * BANDS, CELLS = FILTER_CELLS + 4 + 4;
constexpr int HPF = 0, EQ = 3, GATE = EQ + 5 * BANDS, COMP = GATE + 4, COEFS = COMP + 4;
constexpr float TINY = 1e-12f;

// A ramp of `count` glides: values are target - sum(delta * weight), weight from a table over absolute frames.
template <class T>
struct Ramp {
    int64_t begins[GLIDES];
    const T *target, *deltas, *table;
    int64_t count, size, ahead, length, glide;

    const T *weights(int64_t number, int64_t now) const { return table + ahead + now - begins[number]; }
    T weight(int64_t number, int64_t now) const {
        int64_t where = ahead + now - begins[number];
        return table[where < 0 ? 0 : where >= length ? length - 1 : where];
    }
    bool rests(int64_t now) const { return !count || begins[count - 1] + glide <= now; }
};

struct Group {
    Lanes coef[COEFS], slope[COEFS], next[COEFS];  // at a grid point, from there a frame, at the next one
    Lanes hpf[2], eq[BANDS][2], rms, gate, comp;
    int32_t uses[STAGES], moving;
};

struct Bank {
    int64_t rows, strips, buses, longest;
    double rate;
    const int64_t *take, *owner;          // of each row: device input (-1: none), strip
    const int64_t *first, *width;         // of each strip: its rows
    Group *groups;
    Ramp<float> trim, makeup, sends;      // sends: (rows, buses)
    Ramp<double> filters, dynamics;       // (strips, cells of each)
    const int64_t *filter_cells, *dynamics_cells, *logs;
    const float *rest;                    // (strips, CELLS) where the tone goes
    uint8_t *on, *moving;                 // (strips, STAGES), (strips,)
    const uint8_t *wanted;                // (strips, STAGES)
    int64_t dirty, segment;
    float *after, *out;                   // (rows, longest), (buses, longest)
    float *peaks, *squares;               // (2, rows) of what came in and of what leaves
    float *reduction_db;                  // (strips,)
    uint8_t *faults;                      // (strips,)
    const float *silence;                 // (longest,)
    const float **sources;                // (rows,) where each row's input lies
    Lanes *energies;                      // (groups, 2) before and after the dynamics
};

static inline Lanes fill(float value) { return Lanes{} + value; }
static inline Lanes load(const float *from) { Lanes v; memcpy(&v, from, sizeof v); return v; }
static inline void store(float *to, Lanes v) { memcpy(to, &v, sizeof v); }
static inline Lanes larger(Lanes a, Lanes b) { return a > b ? a : b; }
static inline Lanes smaller(Lanes a, Lanes b) { return a < b ? a : b; }

static inline Lanes root(Lanes v) {
#if defined(__AVX512F__)
    return (Lanes)_mm512_sqrt_ps((__m512)v);
#else
    for (int lane = 0; lane < LANES; lane++) v[lane] = __builtin_sqrtf(v[lane]);
    return v;
#endif
}

// log2 of positive numbers to 1e-7; of zero some -127.
static inline Lanes log_two(Lanes v) {
    Ints bits = (Ints)v - 0x3f3504f3;  // sqrt(1/2): mantissas end up between it and sqrt(2)
    Ints power = bits >> 23;
    Lanes m = (Lanes)((bits & 0x007fffff) + 0x3f3504f3);
    Lanes s = (m - 1.0f) / (m + 1.0f), q = s * s;
    Lanes series = 2.8853900f + q * (0.96179669f + q * (0.57707802f + q * 0.41219859f));
    return __builtin_convertvector(power, Lanes) + s * series;
}

// 2 to a power from -126 to 126, to 1e-7; exactly one at zero.
static inline Lanes exp_two(Lanes v) {
    v = smaller(larger(v, fill(-126.0f)), fill(126.0f));
    Lanes magic = fill(12582912.0f), whole = (v + magic) - magic, f = v - whole;
    Lanes p = 1.5252734e-5f * f + 1.5403530e-4f;
    p = p * f + 1.3333558e-3f;
    p = p * f + 9.6181291e-3f;
    p = p * f + 5.5504109e-2f;
    p = p * f + 2.4022651e-1f;
    p = p * f + 6.9314718e-1f;
    p = p * f + 1.0f;
    return (Lanes)((Ints)p + (__builtin_convertvector(whole, Ints) << 23));
}

struct Quiet {  // denormals are zero for as long as one lives
#if defined(__x86_64__) || defined(_M_X64)
    unsigned was = _mm_getcsr();
    Quiet() { _mm_setcsr(was | 0x8040); }
    ~Quiet() { _mm_setcsr(was); }
#elif defined(__aarch64__)
    uint64_t was;
    Quiet() {
        asm volatile("mrs %0, fpcr" : "=r"(was));
        asm volatile("msr fpcr, %0" : : "r"(was | (1 << 24)));
    }
    ~Quiet() { asm volatile("msr fpcr, %0" : : "r"(was)); }
#endif
};

// Coefficients of one strip at given values: those of JUCE, in its own precision.

static void normalise(float *c, float b0, float b1, float b2, float a0, float a1, float a2) {
    float inverse = 1.0f / a0;
    c[0] = b0 * inverse, c[1] = b1 * inverse, c[2] = b2 * inverse, c[3] = a1 * inverse, c[4] = a2 * inverse;
}

static void make_band(float *c, int band, const float *v, float rate) {
    const float pi = 3.14159265358979323846f;
    float gain = std::pow(10.0f, v[0] * 0.05f), a = std::sqrt(gain);
    float omega = (2.0f * pi * (v[1] > 2.0f ? v[1] : 2.0f)) / rate;
    if (band > 0 && band < BANDS - 1) {
        float alpha = std::sin(omega) / (v[2] * 2.0f), c2 = -2.0f * std::cos(omega), up = alpha * a, down = alpha / a;
        normalise(c, 1.0f + up, c2, 1.0f - up, 1.0f + down, c2, 1.0f - down);
        return;
    }
    float less = a - 1.0f, more = a + 1.0f, cosine = std::cos(omega), t = less * cosine;
    float beta = std::sin(omega) * std::sqrt(a) / v[2];
    if (band == 0)
        normalise(c, a * (more - t + beta), a * 2.0f * (less - more * cosine), a * (more - t - beta),
                  more + t + beta, -2.0f * (less + more * cosine), more + t - beta);
    else
        normalise(c, a * (more + t + beta), a * -2.0f * (less + more * cosine), a * (more + t - beta),
                  more - t + beta, 2.0f * (less - more * cosine), more - t - beta);
}

static float share(float ms, double rate) {
    return ms < 1e-3f ? 0.0f : (float)std::exp(-2.0 * 3.14159265358979323846 * 1000.0 / rate / ms);
}

static void make_dynamics(float *c, const float *v, float slope, double rate) {
    c[0] = std::log2(std::pow(10.0f, v[0] * 0.05f)), c[1] = slope, c[2] = share(v[2], rate), c[3] = share(v[3], rate);
}

static void make_coefs(float *c, const float *v, const uint8_t *on, double rate) {
    memset(c, 0, COEFS * sizeof(float));
    c[HPF] = 1.0f;
    for (int band = 0; band < BANDS; band++) c[EQ + 5 * band] = 1.0f;
    if (on[0]) {
        float n = std::tan(3.14159265358979323846f * v[0] / (float)rate), inverse = 1.0f / (n + 1.0f);
        c[HPF] = 1.0f * inverse, c[HPF + 1] = -1.0f * inverse, c[HPF + 2] = (n - 1.0f) * inverse;
    }
    for (int band = 0; band < BANDS; band++)
        if (on[1 + band]) make_band(c + EQ + 5 * band, band, v + 1 + 3 * band, (float)rate);
    const float *gate = v + 1 + 3 * BANDS, *comp = gate + 4;
    if (on[STAGES - 2]) make_dynamics(c + GATE, gate, gate[1] - 1.0f, rate);
    if (on[STAGES - 1]) make_dynamics(c + COMP, comp, 1.0f / comp[1] - 1.0f, rate);
}

static void read_ramp(const Bank *b, const Ramp<double> &ramp, const int64_t *cells, int64_t columns, int64_t strip,
                      int64_t now, float *values) {
    if (ramp.rests(now)) return;
    for (int64_t column = 0; column < columns; column++) {
        double value = ramp.target[strip * columns + column];
        bool moves = false;
        for (int64_t g = 0; g < ramp.count; g++) {
            double delta = ramp.deltas[g * ramp.size + strip * columns + column];
            moves |= delta != 0.0;
            value -= delta * ramp.weight(g, now);
        }
        int64_t cell = cells[column];
        if (moves) values[cell] = (float)(b->logs[cell] ? std::exp(value) : value);
    }
}

static void coefs_at(const Bank *b, int64_t strip, int64_t now, float *c) {
    float values[CELLS];
    memcpy(values, b->rest + strip * CELLS, sizeof values);
    read_ramp(b, b->filters, b->filter_cells, FILTER_CELLS, strip, now, values);
    read_ramp(b, b->dynamics, b->dynamics_cells, CELLS - FILTER_CELLS, strip, now, values);
    make_coefs(c, values, b->on + strip * STAGES, b->rate);
}

static void forget(Group *group, int lane, int stage) {
    if (stage == 0) group->hpf[0][lane] = group->hpf[1][lane] = 0.0f;
    else if (stage <= BANDS) group->eq[stage - 1][0][lane] = group->eq[stage - 1][1][lane] = 0.0f;
    else if (stage == STAGES - 2) group->rms[lane] = group->gate[lane] = 0.0f;
    else group->comp[lane] = 0.0f;
}

static void forget_strip(Bank *b, int64_t strip) {
    for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++)
        for (int stage = 0; stage < STAGES; stage++) forget(b->groups + row / LANES, row % LANES, stage);
}

// Take stages in and out as the control thread wants them; a stage that comes in begins in silence.
static void switch_stages(Bank *b) {
    for (int64_t at = 0; at < b->strips * STAGES; at++) {
        if (b->on[at] == b->wanted[at]) continue;
        int64_t strip = at / STAGES;
        for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++)
            forget(b->groups + row / LANES, row % LANES, at % STAGES);
        b->on[at] = b->wanted[at];
        b->moving[strip] = 1;
    }
    for (int64_t row = 0; row < b->rows; row++) {
        Group *group = b->groups + row / LANES;
        if (row % LANES == 0) memset(group->uses, 0, sizeof group->uses);
        for (int stage = 0; stage < STAGES; stage++) group->uses[stage] |= b->on[b->owner[row] * STAGES + stage];
    }
}

// Coefficients of strips that move, at the grid point before `now` and as slopes to the one after it.
static void advance(Bank *b, int64_t now) {
    bool known = !b->dirty && b->segment + PIECE == now;
    if (b->dirty) switch_stages(b);
    bool over = b->filters.rests(now) && b->dynamics.rests(now);
    float from[COEFS], to[COEFS];
    for (int64_t strip = 0; strip < b->strips; strip++) {
        if (!b->moving[strip]) continue;
        if (!known) coefs_at(b, strip, now, from);
        coefs_at(b, strip, now + PIECE, to);
        for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++) {
            Group *group = b->groups + row / LANES;
            for (int c = 0; c < COEFS; c++) {
                int lane = row % LANES;
                float at = known ? group->next[c][lane] : from[c];
                group->coef[c][lane] = at;
                group->slope[c][lane] = over ? 0.0f : (to[c] - at) * (1.0f / PIECE);
                group->next[c][lane] = to[c];
            }
            group->moving = !over;
        }
    }
    b->dirty = 0;
    b->segment = over ? -1 : now;
    if (over) {
        memset(b->moving, 0, b->strips);
        for (int64_t row = 0; row < b->rows; row += LANES) b->groups[row / LANES].moving = 0;
    }
}

// The stages, each over `frames` vectors in place; `d` holds slopes of the coefficients, `k` the frames since theirs.

template <bool MOVES>
struct Coef {
    Lanes at, slope;
    Coef(const Lanes *c, const Lanes *d) : at(*c), slope(*d) {}
    inline Lanes operator()(float k) const { return MOVES ? at + slope * k : at; }
};

template <bool MOVES>
static void high_pass(Lanes *x, int frames, Lanes *state, const Lanes *c, const Lanes *d, float k) {
    Coef<MOVES> b0(c, d), b1(c + 1, d + 1), a1(c + 2, d + 2);
    Lanes s = state[0], t = state[1];
    for (int n = 0; n < frames; n++, k += 1.0f) {
        Lanes p = b0(k), q = b1(k), r = a1(k), in = x[n];
        Lanes once = in * p + s;
        s = in * q - once * r;
        Lanes twice = once * p + t;
        t = once * q - twice * r;
        x[n] = twice;
    }
    state[0] = s, state[1] = t;
}

template <bool MOVES>
static void band(Lanes *x, int frames, Lanes *state, const Lanes *c, const Lanes *d, float k) {
    Coef<MOVES> b0(c, d), b1(c + 1, d + 1), b2(c + 2, d + 2), a1(c + 3, d + 3), a2(c + 4, d + 4);
    Lanes s = state[0], t = state[1];
    for (int n = 0; n < frames; n++, k += 1.0f) {
        Lanes in = x[n], out = in * b0(k) + s;
        s = in * b1(k) - out * a1(k) + t;
        t = in * b2(k) - out * a2(k);
        x[n] = out;
    }
    state[0] = s, state[1] = t;
}

static inline Lanes follow(Lanes level, Lanes was, Lanes attack, Lanes release) {
    Lanes rest = was - level;
    return level + (release * larger(rest, Lanes{}) + attack * smaller(rest, Lanes{}));
}

template <bool MOVES>
static void gate(Lanes *x, int frames, Group *g, const Lanes *c, const Lanes *d, float k, Lanes rms_release) {
    Coef<MOVES> threshold(c, d), slope(c + 1, d + 1), attack(c + 2, d + 2), release(c + 3, d + 3);
    Lanes mean = g->rms, level = g->gate;
    for (int n = 0; n < frames; n++, k += 1.0f) {
        mean = follow(x[n] * x[n], mean, Lanes{}, rms_release);
        level = follow(root(mean), level, attack(k), release(k));
        x[n] *= exp_two(slope(k) * smaller(log_two(level) - threshold(k), Lanes{}));
    }
    g->rms = mean, g->gate = level;
}

template <bool MOVES>
static void compressor(Lanes *x, int frames, Group *g, const Lanes *c, const Lanes *d, float k) {
    Coef<MOVES> threshold(c, d), slope(c + 1, d + 1), attack(c + 2, d + 2), release(c + 3, d + 3);
    Lanes level = g->comp;
    for (int n = 0; n < frames; n++, k += 1.0f) {
        level = follow(larger(x[n], -x[n]), level, attack(k), release(k));
        x[n] *= exp_two(slope(k) * larger(log_two(level) - threshold(k), Lanes{}));
    }
    g->comp = level;
}

template <bool MOVES>
static void filters(Group *g, Lanes *x, int frames, float k) {
    if (g->uses[0]) high_pass<MOVES>(x, frames, g->hpf, g->coef + HPF, g->slope + HPF, k);
    for (int number = 0; number < BANDS; number++)
        if (g->uses[1 + number])
            band<MOVES>(x, frames, g->eq[number], g->coef + EQ + 5 * number, g->slope + EQ + 5 * number, k);
}

template <bool MOVES>
static void dynamics(Group *g, Lanes *x, int frames, float k, Lanes rms_release) {
    if (g->uses[STAGES - 2]) gate<MOVES>(x, frames, g, g->coef + GATE, g->slope + GATE, k, rms_release);
    if (g->uses[STAGES - 1]) compressor<MOVES>(x, frames, g, g->coef + COMP, g->slope + COMP, k);
}

// A gain a row, per sample while it glides.
static void gain(const Ramp<float> &ramp, int64_t first, Lanes *x, int frames, int64_t now) {
    Lanes target = load(ramp.target + first);
    if (ramp.rests(now)) {
        for (int n = 0; n < frames; n++) x[n] *= target;
        return;
    }
    Lanes values[PIECE];
    for (int n = 0; n < frames; n++) values[n] = target;
    for (int64_t g = 0; g < ramp.count; g++) {
        if (ramp.begins[g] + ramp.glide <= now) continue;
        Lanes delta = load(ramp.deltas + g * ramp.size + first);
        const float *weights = ramp.weights(g, now);
        for (int n = 0; n < frames; n++) values[n] -= delta * weights[n];
    }
    for (int n = 0; n < frames; n++) x[n] *= values[n];
}

static float sum(Lanes v) {
    float total = 0.0f;
    for (int lane = 0; lane < LANES; lane++) total += v[lane];
    return total;
}

// Peak and mean square of a row; false where something in it is no number.
static bool measure(const float *x, int64_t frames, float *peak, float *square) {
    Lanes most{}, energy{}, broken{};
    int64_t n = 0;
    for (; n + LANES <= frames; n += LANES) {
        Lanes v = load(x + n);
        most = larger(most, larger(v, -v));
        energy += v * v;
        broken += v * 0.0f;
    }
    float high = 0.0f, total = sum(energy), bad = sum(broken);
    for (int lane = 0; lane < LANES; lane++) high = most[lane] > high ? most[lane] : high;
    for (; n < frames; n++) {
        float v = std::fabs(x[n]);
        high = v > high ? v : high;
        total += v * v;
        bad += v * 0.0f;
    }
    *peak = high, *square = total / frames;
    return bad == 0.0f;
}

static void silence(Bank *b, int64_t strip, int side) {
    b->faults[strip] = 1;
    forget_strip(b, strip);
    for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++)
        b->peaks[side * b->rows + row] = b->squares[side * b->rows + row] = 0.0f;
}

static void play_piece(Bank *b, const float *const *sources, int64_t at, int frames, int64_t now, Lanes rms_release,
                       Lanes *energies) {
    Lanes x[PIECE];
    float *flat = (float *)x;
    for (int64_t first = 0; first < b->rows; first += LANES) {
        Group *g = b->groups + first / LANES;
        int lanes = b->rows - first < LANES ? (int)(b->rows - first) : LANES;
        for (int lane = 0; lane < LANES; lane++) {
            const float *source = lane < lanes ? sources[first + lane] + at : b->silence;
            for (int n = 0; n < frames; n++) flat[n * LANES + lane] = source[n];
        }
        gain(b->trim, first, x, frames, now);
        float k = b->segment >= 0 ? (float)(now - b->segment) : 0.0f;
        if (g->moving) filters<true>(g, x, frames, k);
        else filters<false>(g, x, frames, k);
        if (g->uses[STAGES - 2] | g->uses[STAGES - 1]) {
            Lanes was{}, is{};
            for (int n = 0; n < frames; n++) was += x[n] * x[n];
            if (g->moving) dynamics<true>(g, x, frames, k, rms_release);
            else dynamics<false>(g, x, frames, k, rms_release);
            for (int n = 0; n < frames; n++) is += x[n] * x[n];
            energies[2 * (first / LANES)] += was, energies[2 * (first / LANES) + 1] += is;
        }
        gain(b->makeup, first, x, frames, now);
        for (int lane = 0; lane < lanes; lane++) {
            float *to = b->after + (first + lane) * b->longest + at;
            for (int n = 0; n < frames; n++) to[n] = flat[n * LANES + lane];
        }
    }
}

// What JUCE does to its filters' memories after each block: next to nothing becomes nothing. Not while anything glides,
// so that glides do not depend on how time is cut into blocks.
static void settle(Bank *b) {
    Lanes least = fill(1e-8f);
    for (int64_t first = 0; first < b->rows; first += LANES) {
        Lanes *states[] = {b->groups[first / LANES].hpf, b->groups[first / LANES].eq[0]};
        int counts[] = {2, 2 * BANDS};
        for (int kind = 0; kind < 2; kind++)
            for (int n = 0; n < counts[kind]; n++) {
                Lanes v = states[kind][n];
                states[kind][n] = larger(v, -v) > least ? v : Lanes{};
            }
    }
}

static void note_reductions(Bank *b, const Lanes *energies) {
    for (int64_t strip = 0; strip < b->strips; strip++) {
        float was = 0.0f, is = 0.0f;
        const uint8_t *on = b->on + strip * STAGES;
        if (on[STAGES - 2] | on[STAGES - 1])
            for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++) {
                was += energies[2 * (row / LANES)][row % LANES];
                is += energies[2 * (row / LANES) + 1][row % LANES];
            }
        float drop = 10.0f * std::log10((was > TINY ? was : TINY) / (is > TINY ? is : TINY));
        b->reduction_db[strip] = drop > 0.0f ? drop : 0.0f;
    }
}

extern "C" {

int64_t core_lanes() { return LANES; }
int64_t core_group_bytes() { return sizeof(Group); }
int64_t core_bank_bytes() { return sizeof(Bank); }

// Device inputs (inputs, frames; `stride` floats a row) to `after`, and their levels; returns how many strips broke.
int64_t core_play(Bank *b, const float *inputs, int64_t stride, int64_t frames, int64_t now) {
    Quiet quiet;
    const float **sources = b->sources;
    Lanes *energies = b->energies;
    int64_t broken = 0;
    memset(b->faults, 0, b->strips);
    memset(energies, 0, 2 * ((b->rows + LANES - 1) / LANES) * sizeof(Lanes));
    for (int64_t row = 0; row < b->rows; row++) {
        sources[row] = b->take[row] < 0 ? b->silence : inputs + b->take[row] * stride;
        if (!measure(sources[row], frames, b->peaks + row, b->squares + row) && !b->faults[b->owner[row]])
            b->faults[b->owner[row]] = 1, broken++;
    }
    if (broken)
        for (int64_t row = 0; row < b->rows; row++)
            if (b->faults[b->owner[row]]) sources[row] = b->silence, silence(b, b->owner[row], 0);
    Lanes rms_release = fill(share(50.0f, b->rate));
    for (int64_t at = 0; at < frames;) {
        int64_t start = now + at, segment = start - start % PIECE, end = frames;
        bool moves = b->dirty || b->segment >= 0;
        if (moves && (b->dirty || b->segment != segment)) advance(b, segment);
        if (b->segment >= 0 && segment + PIECE - now < end) end = segment + PIECE - now;
        int piece = end - at < PIECE ? (int)(end - at) : PIECE;
        play_piece(b, sources, at, piece, start, rms_release, energies);
        at += piece;
    }
    if (b->segment < 0) settle(b);
    note_reductions(b, energies);
    return broken;
}

// `after` to `out` through the sends, and its levels; returns how many strips broke.
int64_t core_send(Bank *b, int64_t frames, int64_t now) {
    Quiet quiet;
    int64_t broken = 0;
    for (int64_t row = 0; row < b->rows; row++)
        if (!measure(b->after + row * b->longest, frames, b->peaks + b->rows + row, b->squares + b->rows + row)) {
            silence(b, b->owner[row], 1);
            broken++;
        }
    if (broken)
        for (int64_t row = 0; row < b->rows; row++)
            if (b->faults[b->owner[row]]) memset(b->after + row * b->longest, 0, frames * sizeof(float));
    bool still = b->sends.rests(now);
    for (int64_t bus = 0; bus < b->buses; bus++) memset(b->out + bus * b->longest, 0, frames * sizeof(float));
    for (int64_t row = 0; row < b->rows; row++) {
        const float *x = b->after + row * b->longest, *gains = b->sends.target + row * b->buses;
        for (int64_t bus = 0; bus < b->buses; bus++) {
            if (gains[bus] == 0.0f) continue;
            float *to = b->out + bus * b->longest, level = gains[bus];
            for (int64_t n = 0; n < frames; n += LANES) store(to + n, load(to + n) + level * load(x + n));
        }
        for (int64_t g = 0; !still && g < b->sends.count; g++) {
            if (b->sends.begins[g] + b->sends.glide <= now) continue;
            const float *deltas = b->sends.deltas + g * b->sends.size + row * b->buses;
            const float *weights = b->sends.weights(g, now);
            for (int64_t bus = 0; bus < b->buses; bus++) {
                if (deltas[bus] == 0.0f) continue;
                float *to = b->out + bus * b->longest, level = deltas[bus];
                for (int64_t n = 0; n < frames; n++) to[n] -= level * (x[n] * weights[n]);
            }
        }
    }
    return broken;
}

int64_t core_block(Bank *b, const float *inputs, int64_t stride, int64_t frames, int64_t now) {
    int64_t broken = core_play(b, inputs, stride, frames, now);
    return broken + core_send(b, frames, now);
}
}
