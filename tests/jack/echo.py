"""A bare echo over PortAudio: the control beside Deskhand. Prints lost and all blocks at the end."""

from __future__ import annotations

import sys
import time

import sounddevice as sd

channels, frames, rate, seconds = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
lost = 0
blocks = 0


def play(incoming, outgoing, count, moment, status):
    """Give back the first two inputs."""
    global lost, blocks
    blocks += 1
    if status and not status.priming_output:
        lost += 1
    outgoing[:] = incoming[:, : outgoing.shape[1]]


devices = sd.query_devices()
apis = sd.query_hostapis()
index = next(
    n
    for n, d in enumerate(devices)
    if "JACK" in apis[d["hostapi"]]["name"] and d["max_input_channels"] >= channels
)
with sd.Stream(
    device=index,
    channels=(channels, 2),
    samplerate=rate,
    blocksize=frames,
    latency="low",
    dtype="float32",
    callback=play,
):
    print("ready", flush=True)
    time.sleep(seconds)
print(lost, blocks)
