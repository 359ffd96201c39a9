"""Rehearse: waveform, transport, recorder and takes."""
