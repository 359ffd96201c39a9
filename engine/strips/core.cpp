// All strips of a block in one call. Rows of audio lie across the lanes of a vector, so one instruction serves
// many strips; each lane computes what pedalboard's effects compute, in the same order, so that both null.
// No allocation, no lock, no system call.

#include "bank.h"
#include "buses.h"
#include "stages.h"
#include "tone.h"

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
int64_t core_tail_bytes() { return sizeof(Tail); }
int64_t core_levels_bytes() { return sizeof(Levels); }

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

// Groups and effects to the master.
int64_t core_returns(Tail *t, int64_t frames, int64_t now) {
    Quiet quiet;
    int64_t count = t->monitor - t->group;
    for (int64_t side = 0; side < t->group; side++)
        for (int64_t n = 0; n < count; n++)
            add(t->returns, side * count + n, t->rows + (t->group + n) * t->longest, t->rows + side * t->longest, frames, now);
    return 0;
}

int64_t core_master(Tail *t, int64_t frames, int64_t now) {
    Quiet quiet;
    for (int64_t side = 0; side < t->group; side++) scale(t->master, side, t->rows + side * t->longest, frames, now);
    return 0;
}

// Monitors, between full scale and full scale; returns how many rows of all buses broke.
int64_t core_finish(Tail *t, int64_t frames, int64_t now) {
    Quiet quiet;
    int64_t broken = 0;
    float peak, square;
    for (int64_t row = 0; row < t->buses; row++) {
        float *x = t->rows + row * t->longest;
        if (row >= t->monitor) scale(t->monitors, row - t->monitor, x, frames, now);
        broken += !measure(x, frames, &peak, &square);
        if (row >= t->monitor && peak > 1.0f)
            for (int64_t n = 0; n < frames; n++) x[n] = x[n] > 1.0f ? 1.0f : x[n] < -1.0f ? -1.0f : x[n];
    }
    return broken;
}

// Meters of the strips of a block, as they came in and left their faders, and of the buses as they are now.
int64_t core_levels(Levels *l, const Bank *b, int64_t frames, float fall, float share) {
    Quiet quiet;
    const float *peaks = b->peaks + b->rows, *squares = b->squares + b->rows;
    for (int64_t strip = 0; strip < b->strips; strip++) {
        float in = 0.0f, in_square = 0.0f, out = 0.0f, out_square = 0.0f;
        for (int64_t row = b->first[strip]; row < b->first[strip] + b->width[strip]; row++) {
            float gain = l->fader[row];
            in = top(in, b->peaks[row]), in_square = top(in_square, b->squares[row]);
            out = top(out, peaks[row] * gain), out_square = top(out_square, squares[row] * gain * gain);
        }
        follow(l, strip, in, in_square, fall, share, l->in_peak + strip, l->in_rms + strip);
        follow(l, b->strips + strip, out, out_square, fall, share, l->out_peak + strip, l->out_rms + strip);
    }
    for (int64_t bus = 0; bus < b->buses; bus++) {
        float peak, square;
        measure(b->out + bus * b->longest, frames, &peak, &square);
        follow(l, 2 * b->strips + bus, peak, square, fall, share, l->bus_peak + bus, l->bus_rms + bus);
    }
    return 0;
}
}
