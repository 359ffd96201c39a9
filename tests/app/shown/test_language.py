"""Everything that is said to people goes through `say`, in a form that can be translated."""

import ast
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from app.shown import language

FOLDER = Path(language.__file__).parents[1]
FILES = sorted(path for place in ("shown", "window") for path in (FOLDER / place).rglob("*.py"))

NOT_TOLD = {
    *("DCA", "DESKHAND", "Deskhand", "Fusion", "ABCD", "deskhand doctor", "the engine plays"),
    *("Inter", "SF Pro Text", "Segoe UI", "Noto Sans", "DejaVu Sans Condensed"),
}
"""Names, and words of other parts that are compared."""

NO_PROSE = {"pictures.py", "insert_board.py"}
"""Names of things that are staged for pictures; names of effects, as the engine has them."""


def is_prose(text: str) -> bool:
    """Whether a text looks as if people were to read it."""
    if text in NOT_TOLD or re.fullmatch(r"((Ctrl|Alt|Shift)\+)+\w*", text) or "solid" in text:
        return False
    words = re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)
    return bool(words or re.fullmatch(r"[A-Z][A-Z ]{2,}|[A-Z][a-z]{2,}[^_]*", text))


def list_texts(path: Path) -> tuple[list[ast.Constant], list[ast.Call]]:
    """The texts of a file outside of `say`, its docstrings left out; and its calls of `say`."""
    tree = ast.parse(path.read_text())
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "say"]
    told = {id(inner) for call in calls for inner in ast.walk(call)}
    quiet = {
        id(each.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for each in node.body
        if isinstance(each, ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assert | ast.Raise)
            or getattr(getattr(node, "func", None), "id", "") == "TypeVar"
        ):
            quiet |= {id(inner) for inner in ast.walk(node)}
    texts = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | quiet
    ]
    return texts, calls


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_text_for_people_is_said(path):
    texts, calls = list_texts(path)
    if path.name not in NO_PROSE:
        left = [f"{path.name}:{each.lineno}: {each.value!r}" for each in texts if is_prose(str(each.value))]
        assert not left, "wrap in say(...): " + "; ".join(left)
    for call in calls:
        text = call.args[0]
        if isinstance(text, ast.Constant):
            places = {name for _, name, _, _ in string.Formatter().parse(str(text.value)) if name}
            given = {each.arg for each in call.keywords}
            assert {re.split(r"[.\[]", place)[0] for place in places} == given, f"{path.name}:{call.lineno}"
        else:
            assert path.name in {"language.py"} or isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


def test_a_catalogue_is_found_by_the_environment_and_what_it_has_not_is_english(tmp_path):
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = "\n".join(
        [
            "import gettext, struct, sys",
            "texts = {'': 'Content-Type: text/plain; charset=UTF-8\\n', '{n} held': '{n} gehalten'}",
            "keys = sorted(texts)",
            "ids = [key.encode() for key in keys]; words = [texts[key].encode() for key in keys]",
            "base = 28 + 16 * len(keys); blob = b''; tables = b''",
            "for group in (ids, words):",
            "    for each in group:",
            "        tables += struct.pack('<II', len(each), base + len(blob)); blob += each + bytes(1)",
            "head = struct.pack('<7I', 0x950412de, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)",
            f"open({str(folder / 'deskhand.mo')!r}, 'wb').write(head + tables + blob)",
            "import pathlib, app.shown.language as language",
            f"language._catalogue = gettext.translation('deskhand', {str(tmp_path)!r}, fallback=True)",
            "print(language.say('{n} held', n=3), language.say('Mute'), language.say(''))",
        ]
    )
    told = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        env={"LANGUAGE": "xx", "PATH": "", "PYTHONPATH": str(FOLDER.parent)},
        check=True,
    )
    assert told.stdout.strip() == "3 gehalten Mute"
