"""Training lowers the loss, survives being stopped, and keeps the mean of the weights."""

import json

import pytest
import torch
from msgspec.structs import replace

from models.train import fit
from models.train.batch import BatchMaker
from models.train.fit import Fit, load_network, read_plan
from models.train.losses import score
from tests.models.train.material import PLAN, make_songs

SONGS = make_songs(6, slope_db=1.5)


def skip(step, parts):
    pass


def test_a_few_steps_lower_the_loss(tmp_path):
    plan = replace(PLAN, steps=30, rate=5e-3)
    run, batch = Fit(plan, SONGS, tmp_path), BatchMaker(SONGS, plan.damage, 6, seed=99).draw()
    before = float(score(run.console, batch, plan.weights)[0].detach())
    run.run(skip)
    assert float(score(run.console, batch, plan.weights)[0].detach()) < before - 0.1


def test_a_run_that_is_stopped_goes_on_to_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "SAVE_EVERY", 5)

    def stop(step, parts):
        if step == 5:
            raise KeyboardInterrupt

    stopped = Fit(PLAN, SONGS, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        stopped.run(stop)
    resumed = Fit(PLAN, SONGS, tmp_path)
    assert resumed.step == 5
    for name, value in stopped.console.state_dict().items():
        assert torch.equal(value, resumed.console.state_dict()[name]), name
    resumed.run(skip)
    assert resumed.step == PLAN.steps
    assert load_network(tmp_path / "checkpoint.pt")[0] == PLAN
    rows = [json.loads(row) for row in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows] == [5, 10, 12]


def test_what_is_loaded_is_the_mean_of_the_weights(tmp_path):
    run = Fit(PLAN, SONGS, tmp_path)
    line = run.console.line.weight.clone()
    run.run(skip)
    loaded = load_network(tmp_path / "checkpoint.pt")[1].state_dict()
    assert all(torch.equal(value, loaded[name]) for name, value in run.network.state_dict().items())
    assert not torch.equal(loaded["level.0.weight"], run.console.state_dict()["level.0.weight"])
    assert torch.equal(run.console.line.weight, line)
    assert torch.allclose(loaded["line.weight"], line)


def test_a_plan_names_only_what_differs(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text("songs = 3\nsteps = 12\nwarm_up = 2\n")
    assert read_plan(path) == replace(PLAN, size=fit.Size())
