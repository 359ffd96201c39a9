"""The least that makes a valid controller: python -m models.train.example example.onnx"""

import json
import sys

import onnx
import torch  # pyright: ignore[reportMissingImports]

HOP, RATE = 2400, 48000
CARD = {
    **{"name": "example", "summary": "brings every track to one level", "version": "1", "kind": "controller"},
    **{"sample_rate": RATE, "hop": HOP, "latency": 0, "max_tracks": 128, "roles": [], "macros": []},
    **{"params": [{"name": "fader_db", "unit": "dB", "low": -30.0, "high": 9.0}], "master": []},
    **{"licence": "CC0-1.0", "training_data": "none", "author": "Deskhand"},
}


class Example(torch.nn.Module):
    """Follows each track's level and has learnt nothing: your network goes where `fader_db` is made."""

    def forward(self, audio, channels, state_power):
        """audio (tracks, 2, HOP), channels (tracks,), state_power (tracks, 1): the answer, the next state."""
        power = 0.9 * state_power + 0.1 * audio.square().mean(dim=(1, 2))[:, None]
        level_db = 10.0 * torch.log10(power + 1e-10)
        fader_db = torch.clamp(-20.0 - level_db, -30.0, 9.0) * torch.clamp(channels, max=1.0)[:, None]
        sure = torch.sigmoid(0.3 * (level_db[:, 0] + 60.0)) * (power[:, 0] > 1e-9)
        return fader_db, sure, power


if __name__ == "__main__":
    given = (torch.zeros(3, 2, HOP), torch.ones(3), torch.zeros(3, 1))
    names = ["audio", "channels", "state_power"], ["params", "confidence", "next_state_power"]
    shapes = ({0: torch.export.Dim("tracks", min=1, max=128)},) * 3
    options = {"input_names": names[0], "output_names": names[1], "dynamic_shapes": shapes}
    program = torch.onnx.export(Example(), given, dynamo=True, **options)
    assert program is not None
    model = program.model_proto
    for node in model.graph.node:
        del node.metadata_props[:]  # the exporter's notes: file names and lines of your machine
    onnx.helper.set_model_props(model, {"card": json.dumps(CARD)})
    onnx.save(model, sys.argv[1])
