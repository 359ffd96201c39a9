// The stages of strips.

#pragma once

#include "bank.h"

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
