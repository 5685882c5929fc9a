"""What of the macOS bundle can be looked at on any system."""

import plistlib
import struct

import pytest


@pytest.mark.parametrize(
    ("magic", "kind", "program"),
    [
        (0xFEEDFACF, 2, True),
        (0xFEEDFACF, 6, False),  # a library
        (0xFEEDFACF, 8, False),  # a bundle, as Python's extensions are
        (0x464C457F, 2, False),
    ],
)
def test_programs_are_told_from_libraries(magic, kind, program):
    from macos.bundle import is_program

    assert is_program(struct.pack("<IIII", magic, 0x0100000C, 0, kind)) is program


def test_what_is_signed_comes_before_what_contains_it(tmp_path):
    from macos.bundle import machine_code

    code = struct.pack("<IIII", 0xFEEDFACF, 0x0100000C, 0, 6)
    for name in ("MacOS/program", "Frameworks/torch/lib/libc10.dylib", "Frameworks/libz.dylib"):
        path = tmp_path / "Contents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(code)
    (tmp_path / "Contents" / "Info.plist").write_text("<plist/>")
    names = [path.name for path in machine_code(tmp_path)]
    assert names[0] == "libc10.dylib"
    assert sorted(names[1:]) == ["libz.dylib", "program"]


def test_the_entitlements_are_those_that_pytorch_needs():
    from macos.bundle import ENTITLEMENTS

    with ENTITLEMENTS.open("rb") as file:
        rights = plistlib.load(file)
    wanted = ("allow-jit", "allow-unsigned-executable-memory", "disable-library-validation")
    assert rights == {f"com.apple.security.cs.{name}": True for name in wanted}
