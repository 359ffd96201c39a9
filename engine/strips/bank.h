// The structs that Python fills, as layout.py has them, and what a core keeps of a vector of strips.

#pragma once

#include "lanes.h"

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
