// Coefficients: from settings, at rest and along glides; which stages are in.

#pragma once

#include "bank.h"

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
