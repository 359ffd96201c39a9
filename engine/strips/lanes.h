// Vectors of one float a strip: as wide as the processor has them, and the mathematics they need.

#pragma once

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
