"""What in a message are the person's own words: without quotations, code and pasted mail.

A pasted letter may be furious while the person who asks for a translation is calm. By plain rules
on lines and signs, in Chinese and English; each looks at a text once.
"""

from __future__ import annotations

import re

LONG_QUOTATION = 40
"""Characters between quotation marks from which they are somebody else's words. A short one is
often the very thing that the person feels about."""

_FENCED = re.compile(
    r"^[ \t]*(```|~~~)[^\n]*\n.*?(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>|＞|\|)[^\n]*$", re.MULTILINE)
_MAIL_BEGINS = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:original message|forwarded message|原始邮件|转发的?邮件|转发邮件信息)"
    r"[ \t]*-{0,}|on [^\n]{4,100} wrote:|在[^\n]{4,60}写道[:：]|begin forwarded message:|"
    r"(?:from|发件人)[ \t]*[:：][^\n]+\n[ \t]*"
    r"(?:sent|date|to|cc|subject|发送时间|日期|时间|收件人|抄送|主题)[ \t]*[:：])",
    re.IGNORECASE | re.MULTILINE,
)
_HEADED_MAIL = re.compile(
    r"^(?:[ \t]*(?:from|to|cc|date|sent|subject|发件人|收件人|抄送|日期|发送时间|主题)"
    r"[ \t]*[:：][^\n]*\n+){2,}",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTATION = re.compile(
    rf"“[^“”]{{{LONG_QUOTATION},}}”|「[^「」]{{{LONG_QUOTATION},}}」|"
    rf"(?<!\w)\"[^\"]{{{LONG_QUOTATION},}}\"(?!\w)"
)
_TASK = (
    r"(?:translat|rewrit|rephras|paraphras|summari[sz]|proofread|shorten|correct|edit|polish|"
    r"fix the (?:grammar|spelling)|check the grammar|improve|reply to|respond to|answer this|"
    r"explain this|classif|extract|what does (?:this|the following) mean|"
    r"翻译|译成|译为|改写|润色|缩写|扩写|总结|概括|摘要|校对|修改|改成|改错|纠正|回复|续写|仿写|解释|提取|归纳|分析|"
    r"是什么意思)"
)
_MYSELF = r"\s*(?:我|咱|i\b|i'|we\b|my\b|let me\b)"
_MATERIAL = re.compile(
    rf"\A(?!{_MYSELF})(?P<task>[^\n:：]{{0,80}}?{_TASK}[^\n:：]{{0,60}}[:：])[ \t]*\n*(?=\S)",
    re.IGNORECASE,
)
_MATERIAL_BELOW = re.compile(
    rf"\A(?!{_MYSELF})(?P<task>[^\n]{{0,80}}?{_TASK}[^\n]{{0,60}})\n+(?=\S)", re.IGNORECASE
)
_CODE_LINE = re.compile(
    r"(?:def|class|import|from|function|const|let|var|public|private|static|void|int|if|for|while|"
    r"try|except|catch|else|elif|switch|case|print|#include|using|package|SELECT|INSERT|UPDATE|"
    r"DELETE|CREATE)\b[^\n]*[(){};:=<>].*|(?:return|import|from)\b.*|.*[;{}]|"
    r"Traceback \(most recent call last\):|File \".*|[\w.]{0,80}(?:Error|Exception)\b:?.*|"
    r"(?:\$|>>>|#!|//|/\*).*|<[/!\w].*>|[\"'][\w -]+[\"']\s*:.*"
)
_LINE_READ = 400
"""Characters of a line that tell whether it is code."""
_CODE_LINES = 2
"""So many lines of code in a row are code; one may be a smiley or a heading."""


def own_words(text: str) -> str:
    """The person's own words; "" where all of it is somebody else's, the text itself where none is.

    What is left out leaves a line break, so that the words around it do not run together.
    """
    rest = _FENCED.sub("\n", text)
    rest = _without_code(rest)
    mail = _MAIL_BEGINS.search(rest)
    if mail is not None:
        rest = rest[: mail.start()]
    headed = _HEADED_MAIL.search(rest)
    if headed is not None:
        rest = rest[: headed.start()]
    rest = _QUOTED_LINE.sub("", rest)
    rest = _QUOTATION.sub("“…”", rest)
    task = _MATERIAL.match(rest) or _MATERIAL_BELOW.match(rest)
    if task is not None:
        rest = task["task"]
    rest = rest.strip()
    return text if rest == text.strip() else rest


def _without_code(text: str) -> str:
    """Without the runs of lines that are code, indented lines after one among them."""
    kept: list[str] = []
    run: list[str] = []
    for line in text.split("\n"):
        indented = bool(run) and line.startswith(("    ", "\t"))
        if indented or _CODE_LINE.fullmatch(line.strip()[:_LINE_READ]):
            run.append(line)
            continue
        kept += [""] if len(run) >= _CODE_LINES else run
        run = []
        kept.append(line)
    kept += [""] if len(run) >= _CODE_LINES else run
    return "\n".join(kept)
