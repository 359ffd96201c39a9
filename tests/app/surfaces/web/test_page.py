"""The tablet page in a real browser, on a real desk: a finger is heard; a musician cannot touch the mix."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from app.material.stems import find_stems, prepare_player_file
from app.surfaces.news import NetworkNews, read_network
from engine.console.moves import Hold
from tests.app.shows import TestShow, make_stems, set_folders

pytestmark = pytest.mark.browser


class Tablet:
    """A show, the network process and a browser."""

    def __init__(self, folder: Path) -> None:
        stems = find_stems(make_stems(folder / "stems"))
        self.show = TestShow(folder, 3, str(prepare_player_file(stems, 48000, folder / "cache")))
        runtime = Path(os.environ["DESKHAND_RUNTIME"])
        doors = '{"osc": 0, "web": 0}'
        self.process = subprocess.Popen([sys.executable, "-m", "app.surfaces.network", str(runtime), doors])
        self.until(lambda: read_network(runtime) is not None)
        opened = read_network(runtime)
        assert opened is not None
        self.opened: NetworkNews = opened
        options = webdriver.ChromeOptions()
        for option in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1180,820"):
            options.add_argument(option)
        options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.browser = webdriver.Chrome(options=options, service=service)

    def close(self) -> None:
        self.browser.quit()
        self.process.terminate()
        assert self.process.wait(10) == 0
        self.show.runner.stop()

    def until(self, ready: Callable[[], object], seconds: float = 15.0) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if getattr(self, "show", None) is not None:
                self.show.runner.watch()
            if ready():
                return
            time.sleep(0.02)
        raise AssertionError("not in time")

    def come(self) -> None:
        """Open the page as a stranger: who was in is forgotten while no page is there to remember it."""
        self.browser.get(f"http://127.0.0.1:{self.opened.web}/desk.css")
        self.browser.execute_script("sessionStorage.clear()")
        self.browser.get(f"http://127.0.0.1:{self.opened.web}/")
        self.until(lambda: self.find("#door").is_displayed())

    def enter(self, role: str) -> None:
        """Come in with the code of a role."""
        self.come()
        self.find("#code").send_keys(next(c for c, r in self.opened.codes.items() if r == role))
        self.find("#name").send_keys("Ann")
        self.find("#door button").click()
        self.until(lambda: len(self.browser.find_elements(By.CSS_SELECTOR, ".strip")) == 4)

    def find(self, selector: str):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def drag(self, selector: str, pixels: int) -> None:
        cap = self.find(selector)
        ActionChains(self.browser).move_to_element(cap).click_and_hold().move_by_offset(0, pixels // 2).pause(
            0.1
        ).move_by_offset(0, pixels - pixels // 2).pause(0.1).release().perform()

    def heard(self, place: str, param: str) -> float:
        return self.show.state().session.layers.heard(place, param)


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tablet]:
    assert shutil.which("chromedriver"), "install chromium-driver: ./deskhand test does it as root"
    folder = tmp_path_factory.mktemp("web")
    with pytest.MonkeyPatch.context() as patch:
        set_folders(patch, folder)
        made = Tablet(folder)
        yield made
        made.close()


def test_a_finger_on_a_fader_is_heard_and_holds(tablet: Tablet):
    tablet.enter("full")
    gauges = tablet.show.meters().shared.arrays
    tablet.until(lambda: gauges["strip_out_rms"][1] > 1e-3)
    before = float(gauges["strip_out_rms"][1])
    tablet.drag(".strip:nth-child(2) .cap", 260)
    tablet.until(lambda: tablet.heard("strip/1", "fader_db") < -20.0)
    assert tablet.show.state().session.layers.hold("strip/1", "fader_db") is Hold.HELD
    tablet.until(lambda: float(gauges["strip_out_rms"][1]) < 0.3 * before)
    tablet.until(lambda: "HELD" in tablet.find(".strip:nth-child(2) .light").text)
    tablet.find(".strip:nth-child(2) .light").click()
    tablet.until(lambda: tablet.show.state().session.layers.hold("strip/1", "fader_db") is Hold.AUTO)


def test_mute_panic_and_views(tablet: Tablet):
    tablet.enter("full")
    tablet.find(".strip:nth-child(1) .mute").click()
    tablet.until(lambda: tablet.heard("strip/0", "mute") == 1.0)
    tablet.find(".strip:nth-child(1) .mute").click()
    tablet.until(lambda: tablet.heard("strip/0", "mute") == 0.0)
    tablet.find("nav button:nth-child(3)").click()
    tablet.drag(".strip:nth-child(1) .cap", -200)
    tablet.until(lambda: tablet.heard("strip/0", "monitor2_send_db") > -40.0)
    tablet.find("#panic").click()
    tablet.until(lambda: "lit" in (tablet.find("#freeze").get_attribute("class") or ""))
    tablet.find("#freeze").click()
    tablet.until(lambda: tablet.show.state().session.mode == "run")


def test_two_taps_are_on_and_off_however_late_the_desk_tells(tablet: Tablet):
    tablet.enter("full")
    tablet.browser.execute_script(
        "const [mute, solo] = document.querySelectorAll('.strip:nth-child(1) .switches button');"
        "mute.click(); mute.click(); solo.click();"
    )
    tablet.until(lambda: tablet.heard("strip/0", "solo") == 1.0)
    assert tablet.heard("strip/0", "mute") == 0.0
    tablet.find(".strip:nth-child(1) .solo").click()
    tablet.until(lambda: tablet.heard("strip/0", "solo") == 0.0)
    tablet.until(lambda: "lit" not in (tablet.find(".strip:nth-child(1) .solo").get_attribute("class") or ""))


def test_a_key_nobody_answers_goes_back_to_what_the_desk_says(tablet: Tablet):
    tablet.enter("full")
    tablet.browser.execute_script(
        "socket.send = () => {}; document.querySelector('.strip:nth-child(1) .mute').click();"
    )
    mute = tablet.find(".strip:nth-child(1) .mute")
    assert "lit" in (mute.get_attribute("class") or "").split()
    tablet.until(lambda: "lit" not in (mute.get_attribute("class") or "").split())


def test_a_musician_has_their_own_mix_and_no_other(tablet: Tablet):
    tablet.enter("monitor 3")
    assert not tablet.find(".keys").is_displayed()
    assert not tablet.find(".strip .switches").is_displayed()
    before = tablet.show.state().session.layers
    tablet.browser.execute_script(
        "for (const [a, v] of [['/strip/1/fader_db', -40], ['/strip/1/monitor1_send_db', 0],"
        " ['/do/panic', true], ['/master/mute', 1], ['/strip/1/fader_db/hold', 'locked']]) move(a, v);"
    )
    tablet.drag(".strip:nth-child(3) .cap", -200)
    tablet.until(lambda: tablet.heard("strip/2", "monitor3_send_db") > -40.0)
    after = tablet.show.state().session.layers
    assert after.holds == before.holds
    assert tablet.heard("strip/0", "monitor1_send_db") == before.heard("strip/0", "monitor1_send_db")
    assert tablet.heard("master", "mute") == 0.0


def test_a_wrong_code_shows_the_door_and_tells_nothing(tablet: Tablet):
    tablet.come()
    wrong = next(code for code in ("000000", "000001", "000002") if code not in tablet.opened.codes)
    tablet.find("#code").send_keys(wrong)
    tablet.find("#door button").click()
    tablet.until(lambda: tablet.find("#refused").is_displayed())
    assert not tablet.browser.find_elements(By.CSS_SELECTOR, ".strip")


def test_it_looks_like_the_desk(tablet: Tablet, tmp_path: Path):
    tablet.enter("full")
    time.sleep(0.5)
    picture = Path(os.environ.get("DESKHAND_PICTURES", tmp_path)) / "tablet.png"
    assert tablet.browser.save_screenshot(str(picture))
    sizes = tablet.browser.execute_script(
        "return [...document.querySelectorAll('button')].filter(b => b.offsetParent).map(b => b.offsetHeight)"
    )
    assert min(sizes) >= 32
    assert tablet.browser.execute_script("return document.body.scrollHeight <= window.innerHeight")
