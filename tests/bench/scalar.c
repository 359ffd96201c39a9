/* The strips of `deskhand bench` in plain scalar C: two high-passes, four bands, a compressor, six sends, meters.
   scalar STRIPS FRAMES BLOCKS prints the median of a block in microseconds. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { float b0, b1, b2, a1, a2, s, t; } Filter;
typedef struct { Filter filters[6]; float level, peak, square, sends[6]; } Strip;

static float filter(Filter *f, float in) {
    float out = in * f->b0 + f->s;
    f->s = in * f->b1 - out * f->a1 + f->t;
    f->t = in * f->b2 - out * f->a2;
    return out;
}

static void play(Strip *strip, const float *in, float *const *buses, int frames) {
    const float attack = 0.98699f, release = 0.99891f, threshold = 0.0316f, slope = 1.0f / 3.0f - 1.0f;
    for (int n = 0; n < frames; n++) {
        float x = in[n];
        strip->peak = fabsf(x) > strip->peak ? fabsf(x) : strip->peak;
        strip->square += x * x;
        for (int number = 0; number < 6; number++) x = filter(strip->filters + number, x);
        float rest = fabsf(x);
        strip->level = rest + (rest > strip->level ? attack : release) * (strip->level - rest);
        if (strip->level > threshold) x *= powf(strip->level / threshold, slope);
        for (int bus = 0; bus < 6; bus++) buses[bus][n] += strip->sends[bus] * x;
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int count, char **words) {
    if (count < 4) return 2;
    int strips = atoi(words[1]), frames = atoi(words[2]), blocks = atoi(words[3]);
    Strip *all = calloc(strips, sizeof *all);
    float *in = malloc(sizeof(float) * strips * frames), *buses[6];
    double *times = malloc(sizeof(double) * blocks);
    for (int bus = 0; bus < 6; bus++) buses[bus] = calloc(frames, sizeof(float));
    for (int n = 0; n < strips * frames; n++) in[n] = 0.2f * rand() / RAND_MAX - 0.1f;
    for (int s = 0; s < strips; s++)
        for (int number = 0; number < 6; number++) {
            Filter f = {0.98f, -1.9f, 0.93f, -1.9f, 0.91f, 0, 0};
            all[s].filters[number] = f;
            all[s].sends[number] = 0.1f;
        }
    float kept = 0;
    for (int block = 0; block < blocks; block++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int bus = 0; bus < 6; bus++)
            for (int n = 0; n < frames; n++) buses[bus][n] = 0;
        for (int s = 0; s < strips; s++) play(all + s, in + s * frames, buses, frames);
        clock_gettime(CLOCK_MONOTONIC, &to);
        times[block] = (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3;
        kept += buses[0][0];
    }
    qsort(times, blocks, sizeof *times, compare);
    printf("%.2f\n", times[blocks / 2]);
    return kept == 1e30f;
}
