// What comes after the strips: returns to the master, gains of master and monitors, and the meters of everything.

#pragma once

#include "bank.h"

struct Tail {
    int64_t buses, group, monitor, longest;  // rows: master from 0, groups and effects from `group`, then monitors
    float *rows;                             // (buses, longest)
    Ramp<float> returns, master, monitors;   // (2, monitor - group), (2,), (buses - monitor,)
};

struct Levels {
    const float *fader;                      // (rows,) gains from what leaves the inserts to what leaves the faders
    float *peak, *mean;                      // (2 * strips + buses,) falling peaks and mean squares
    float *in_peak, *in_rms, *out_peak, *out_rms, *bus_peak, *bus_rms;
};

// to += gain * x, the gain being one value of a ramp.
static void add(const Ramp<float> &ramp, int64_t value, const float *x, float *to, int64_t frames, int64_t now) {
    float level = ramp.target[value];
    if (level != 0.0f)
        for (int64_t n = 0; n < frames; n++) to[n] += level * x[n];
    for (int64_t g = 0; g < ramp.count; g++) {
        float delta = ramp.deltas[g * ramp.size + value];
        if (delta == 0.0f || ramp.begins[g] + ramp.glide <= now) continue;
        const float *weights = ramp.weights(g, now);
        for (int64_t n = 0; n < frames; n++) to[n] -= delta * (x[n] * weights[n]);
    }
}

// x *= gain, the gain being one value of a ramp.
static void scale(const Ramp<float> &ramp, int64_t value, float *x, int64_t frames, int64_t now) {
    float level = ramp.target[value];
    if (ramp.rests(now)) {
        if (level != 1.0f)
            for (int64_t n = 0; n < frames; n++) x[n] *= level;
        return;
    }
    for (int64_t n = 0; n < frames; n++) {
        float gain = level;
        for (int64_t g = 0; g < ramp.count; g++)
            if (ramp.begins[g] + ramp.glide > now) gain -= ramp.deltas[g * ramp.size + value] * ramp.weights(g, now)[n];
        x[n] *= gain;
    }
}

static float top(float a, float b) { return a > b ? a : b; }

static void follow(Levels *l, int64_t at, float peak, float square, float fall, float share, float *peaks, float *rms) {
    float fallen = l->peak[at] * fall;
    *peaks = l->peak[at] = peak > fallen ? peak : fallen;
    l->mean[at] += share * (square - l->mean[at]);
    *rms = std::sqrt(l->mean[at]);
}
