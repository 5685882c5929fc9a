"""Whether a message asks for something: a question, or a request to write, list, tell or explain.

By plain rules, in Chinese and English. What is asked for may take long to say; what is only told
wants to be heard first. "He asked me to write the report" tells, "write a report" asks, and
"Why me" or 凭什么 ask nobody.
"""

from __future__ import annotations

import re

_CLAUSE_ZH = r"(?:^|(?<=[，,。！!？?；;：:\n~～…、]))\s*"
_POLITE_ZH = (
    r"(?:请|麻烦|劳驾|拜托|那就?|好的?|嗯+|哎|快|再|现在|顺便|能不能|可不可以|可以|能|你?能否"
    r"|是否可以|你|您"
    r"|想请你|想让你|我?想要?你|我?需要你|来|先|就|直接|也)*"
)
_COUNT_ZH = r"(?:[一两二三四五六七八九十几\d]+|个|点|首|段|封|篇|份|条|张|句|些)"
_MAKING_ZH = (
    r"(?:写|讲|说|列|编|起|想|出|画|设计|做|找|推荐|介绍|准备|安排|制定|拟|唱|念|背|举|来|给|生成"
    r"|创作|续写"
    r"|总结|整理)"
)
_REQUEST_ZH = re.compile(
    rf"{_CLAUSE_ZH}{_POLITE_ZH}(?:"
    # what is made, and how much of it: a clause without a subject and a measure tells as often
    rf"(?:给|替|为|帮|跟|和|对|把|用|以|按|围绕|关于)[^，。！？\n]{{1,24}}{_MAKING_ZH}(?:出"
    rf"|下)?{_COUNT_ZH}"
    rf"|{_MAKING_ZH}(?:出|下)?{_COUNT_ZH}(?!都|也|没|不)"
    r"|(?:帮我|给我|替我|帮忙|为我|教我|教教我|告诉我|跟我说说|给我们?讲|提醒我|陪我(?:练"
    r"|玩))(?!的|爸|妈|老|了)"
    r"|(?:翻译|解释|介绍|推荐|总结|概括|分析|对比|比较|润色|修改|改写|续写|扩写|缩写|检查|列举"
    r"|描述|讲讲|说说"
    r"|谈谈|说明|计算|算算|推荐几|举例)(?:一下|下|：|:|[^了过得着，。！？\n]{1,20}(?:。|$|[，,]))"
    r"|(?:讲|说|写|列|做|改|查|看|算|编|翻译|解释|推荐|介绍|想)一下"
    r"|把[^，。\n]{1,40}(?:翻译|改写|改成|改得|译成|写成|整理|总结|润色|列成|变成)(?!了)"
    r"|继续(?:写|讲|说|编|吧|$|。)|接着(?:写|讲|说|编)|(?:再来|再讲|再说|再写"
    r"|换)一?[个首段遍次条句](?:吧|$|。)"
    r")"
    r"|(?:想要|需要|求|有没有|来)(?:一?[个份篇首些点])?[^，。！？\n]{0,12}"
    r"(?:菜谱|食谱|做法|推荐|攻略|文案|模板|范文|清单|菜单|教程|书单|歌单)"
    r"|(?<![你他她它])求(?:推荐|建议|助攻|支招|办法|方法)"
    r"|(?:\d+|[一二三四五六七八九十百两]+)\s*(?:个?字|词)(?:左右|以内|以上|的)"
)
_QUESTION_ZH = re.compile(
    r"(?:[?？]|吗|么|呢|吧[?？])[)）”」~～\s]*$"
    r"|(?:怎么办|咋办|怎么做|怎么弄|怎么说好|如何是好|好不好|行不行|对不对|可以不|能不能行|是什么"
    r"|什么意思"
    r"|为什么|怎么回事|多少钱?|几点|哪里|哪儿|在哪|什么时候)[了呀啊呢的~～。\s]*$"
    r"|^(?:请问|想问一?下|问一下|问你)"
    r"|^(?:怎么|如何|怎样)(?:才能|可以|能|样)?[^，。！？]{2,20}[。\s]*$"
)
_RHETORIC_ZH = re.compile(
    r"凭什么|怎么会这样|怎么这么|怎么那么|怎么可以这样|为什么(?:总|偏偏|又|老|就)是?我?|搞什么"
    r"|有没有搞错"
    r"|什么玩意|是不是很|厉害吧|怎么样[!！]|你说气不气|至于吗|容易吗|有意思吗|有病吧|知道吗"
)

_POLITE_EN = (
    r"(?:(?:please|pls|hey|hi|ok|okay|so|and|then|now|well|right|could you|can you|would you"
    r"|will you"
    r"|can u|may you|i(?:'d| would) like you to|i want you to|i need you to|just|also|quickly"
    r"|kindly"
    r"|yes|no|sure|thanks|great)\b[\s,]*)*"
)
_REQUEST_EN = re.compile(
    rf"(?:^|(?<=[.!?;:\n]))\s*{_POLITE_EN}(?:"
    r"(?:write|rewrite|draft|compose|list|explain|translate|summari[sz]e|recommend|describe|define"
    r"|outline|compare|generate|create|proofread|paraphrase|brainstorm|calculate|count|suggest"
    r"|design"
    r"|plan|invent|name|continue|finish)\b(?! (?:up|down|off|again)?[.!?]?$)"
    r"|(?:tell|give|show|teach|sing|read|make|find|get|send|offer|bring) (?:me|us|my \w+)\b"
    r"(?! (?:about it|a break|strength|another chance|the chills|a hug)\b)"
    r"|help me (?:to )?(?!please|god|i\b|i'm\b)(?:\w+ ){0,2}?(?:write|find|understand|plan|choose"
    r"|decide|with|make|fix|learn|think|prepare|draft|figure|solve|get|come|practi[sc]e|study)\b"
    r"|(?:tell|say) (?:a|another|some) |let's (?:play|practi[sc]e|plan|write|make|talk about)\b"
    r"|(?:make|build|cook) an? |(?:check|correct|fix|edit|improve|shorten) (?:the|this|my|these"
    r"|that)\b"
    r"|another one[.!]?$|keep going|go on[.!]?$"
    r")"
    r"|\bany (?:ideas|tips|advice|suggestions|recommendations|thoughts)\b"
    r"|\bi (?:need|want|would like|could use)(?: a| an| some| your)?(?: \w+){0,2}"
    r" (?:recipe|advice|tips|ideas|suggestions|recommendations|template|list|summary|story|joke"
    r"|poem)s?\b"
    r"|\b\d+ words\b",
    re.IGNORECASE,
)
_QUESTION_EN = re.compile(
    r"\?[\s)\"'”’]*$"
    r"|^(?:(?:hey|hi|hello|ok|okay|so|and|but|well|um|oh|please)[\s,]+)*"
    r"(?:what(?:'s| is| are| should| do| does| can| would| if| time| kind)|how (?:do|does|can"
    r"|should|to|much"
    r"|many|long|about|would|did|is|are|come)|where (?:is|are|can|do|should)|when (?:is|are|do"
    r"|does|will|should)"
    r"|who (?:is|was|are)|which \w+|why (?:is|are|do|does|did|would)|can (?:you|i|we)|could (?:you"
    r"|i|we)"
    r"|should (?:i|we)|do you|does (?:it|this|that|he|she)|is (?:it|there|this|that)|are (?:you"
    r"|there)"
    r"|would you|will you|have you|did you)\b",
    re.IGNORECASE,
)
_RHETORIC_EN = re.compile(
    r"\b(?:why (?:me|always me|is it always|does (?:this|it) always|do i (?:always|even))"
    r"|who (?:does that|cares)"
    r"|what the \w+|can you believe|isn't (?:it|that) (?:great|awful|amazing|crazy)|how (?:dare"
    r"|could) (?:he|she"
    r"|they|you)|you know what|guess what|seriously|really)\b[^?]*\?*\s*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"[^。！？!?.…\n]+(?:\.(?=\w)[^。！？!?.…\n]*)*[。！？!?.…\n~～]*[)）”」\"'’]*"
)
_THANKS = re.compile(
    r"^\W*(?:谢谢|多谢|感谢|拜托|麻烦|thanks?|thank you|please|pls|thx)(?!\w).{0,8}$", re.IGNORECASE
)

READ_CHARACTERS = 4000
"""At the beginning and at the end; what is asked for stands at one of them."""


def asks(text: str) -> bool:
    """Whether the message is a question or asks for something."""
    if len(text) > 2 * READ_CHARACTERS:
        text = f"{text[:READ_CHARACTERS]}\n{text[-READ_CHARACTERS:]}"
    if _REQUEST_ZH.search(text) or _REQUEST_EN.search(text):
        return True
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    sentences = [sentence for sentence in sentences if sentence]
    while len(sentences) > 1 and _THANKS.match(sentences[-1]):
        sentences.pop()
    return bool(sentences) and _is_question(sentences[-1])


def _is_question(sentence: str) -> bool:
    if _RHETORIC_ZH.search(sentence) or _RHETORIC_EN.search(sentence):
        return False
    return bool(_QUESTION_ZH.search(sentence) or _QUESTION_EN.search(sentence))
