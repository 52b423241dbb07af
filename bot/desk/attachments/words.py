"""Why a file is not taken and what to do, in both languages."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Reason = Literal[
    "too_large", "empty", "cut_off", "too_slow", "unknown_type", "not_that_type", "malware",
    "broken_archive", "locked_archive", "nested_archive", "archive_too_big", "macros",
    "ticket_full", "tenant_full",
]  # fmt: skip


class Said(NamedTuple):
    problem: str
    hint: str


WORDS: Mapping[Reason, Mapping[str, Said]] = {
    "too_large": {
        "zh": Said("文件超过 {limit:g} MB 的上限", "压缩后再传，或者给我们一个下载链接"),
        "en": Said("the file is larger than {limit:g} MB", "compress it, or send a link to it"),
    },
    "empty": {
        "zh": Said("“{name}”是空文件", "确认文件已保存好再上传"),
        "en": Said("{name} is empty", "check that it was saved, then send it again"),
    },
    "cut_off": {
        "zh": Said("上传中断，文件没有收全", "请重新上传"),
        "en": Said("the upload broke off before the file was complete", "send it again"),
    },
    "too_slow": {
        "zh": Said("上传超过 {minutes} 分钟还没有完成", "换个网络再试，或者压缩后再传"),
        "en": Said(
            "the upload was not complete after {minutes} minutes", "try a faster network or a smaller file"
        ),
    },
    "unknown_type": {
        "zh": Said("不支持“{name}”这种文件", "可以上传：{known}；其他文件请打包成 zip"),
        "en": Said("files such as {name} are not taken", "send one of {known}, or pack it into a zip"),
    },
    "not_that_type": {
        "zh": Said("“{name}”的内容不是 {expected} 格式", "检查文件有没有损坏、扩展名有没有改过"),
        "en": Said(
            "what is in {name} is not {expected}", "check that it opens and that its ending was not changed"
        ),
    },
    "malware": {
        "zh": Said("“{name}”含有病毒测试特征，已拒收", "请先用杀毒软件检查文件"),
        "en": Said("{name} carries the mark of a virus test", "have a virus scanner look at it first"),
    },
    "broken_archive": {
        "zh": Said("“{name}”压缩包已损坏，或者格式无法识别", "重新打包成普通 zip 再上传"),
        "en": Said("{name} is damaged, or no plain zip archive", "pack it again as an ordinary zip"),
    },
    "locked_archive": {
        "zh": Said("“{name}”设了密码，无法检查内容", "去掉密码后重新上传"),
        "en": Said("{name} is protected by a password and cannot be checked", "send it without the password"),
    },
    "nested_archive": {
        "zh": Said("“{name}”里面还套着压缩包（{inner}）", "把里面的文件解开，只打一层包"),
        "en": Said("{name} has another archive in it ({inner})", "unpack that one and pack all files once"),
    },
    "archive_too_big": {
        "zh": Said("“{name}”解压后过大", "只留下需要的文件，分几次上传"),
        "en": Said("{name} would be too large when unpacked", "keep what matters and send it in parts"),
    },
    "macros": {
        "zh": Said("“{name}”带有宏，不能接收", "另存为不含宏的文档再上传"),
        "en": Said("{name} contains macros", "save it without macros and send it again"),
    },
    "ticket_full": {
        "zh": Said("这里已有 {limit} 个附件，达到上限", "多个文件请打包成一个 zip"),
        "en": Said("there are {limit} files here already, the most allowed", "pack several into one zip"),
    },
    "tenant_full": {
        "zh": Said("附件空间已用完", "请联系客服，由管理员清理或扩容"),
        "en": Said(
            "there is no space left for files", "tell the support team; an administrator can make room"
        ),
    },
}
