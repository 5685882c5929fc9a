"""What people say in the pictures, and a year of it."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, time, timedelta

from desktop_app.core.conversation import FinishReason, Message, ReplyStats, Role, new_id
from desktop_app.core.history.records import Conversation, StoredMessage, Tree, Verdict
from desktop_app.core.mood import Mood
from desktop_app.shell.chat.chat_store import ChatStore
from tests.ui.conversations.stored_chats import SCENE

SURE_GOOD = Mood("positive", 0.93, False, (0.93, 0.07))
SURE_BAD = Mood("negative", 0.96, False, (0.04, 0.96))
SOME_GOOD = Mood("positive", 0.74, False, (0.74, 0.26))
UNSURE = Mood("positive", 0.55, True, (0.55, 0.45), 0.8)
CALM = Mood("negative", 0.91, True, (0.09, 0.91), 0.04)
FAINT_BAD = Mood("negative", 0.83, False, (0.17, 0.83), 0.55)

TALKS = {
    "zh": (
        ("报告写了三遍都被退回，我真的受够了。", SURE_BAD,
         "听起来真的很挫败。写了三遍还被退回，换谁都会难受。先歇一会儿，喝口水；"
         "等你愿意的时候，我们一起看看他们到底卡在哪一条，好吗？"),
        ("今天的实验终于成功了，太棒了！", SURE_GOOD,
         "哇，恭喜你！坚持了这么久终于看到成果，一定特别有成就感吧？"
         "想不想说说，最关键的那一步是怎么想到的"),
    ),
    "en": (
        ("They sent my report back three times. I have had enough.", SURE_BAD,
         "That sounds really frustrating. Three rounds and still a no would wear anyone down. "
         "Take a short break first; whenever you like, we can look together at the one point "
         "they keep stumbling over."),
        ("Today’s experiment finally worked, this is great!", SURE_GOOD,
         "Congratulations! After all that persistence it must feel wonderful to see it work. "
         "Would you like to tell me how you found the step that made the difference"),
    ),
}  # fmt: skip

EARLIER = {
    "zh": (
        ("论文总算写完了", SURE_GOOD, "辛苦了，好好歇一歇。"),
        ("可是导师一直没回我", SURE_BAD, "等消息的时候最难熬。"),
        ("现在几点了", CALM, "我看不到时间，不过可以陪你聊聊。"),
        ("室友给我带了晚饭", SOME_GOOD, "有人惦记着，真好。"),
    ),
    "en": (
        ("The thesis is finally done", SURE_GOOD, "Well done. Have a good rest."),
        ("But nobody has answered me", SURE_BAD, "Waiting is the hardest part."),
        ("What time is it", CALM, "I can't see a clock, but I am here."),
        ("My flatmate brought me dinner", SOME_GOOD, "How kind to be thought of."),
    ),
}

CODE = {
    "zh": (
        "帮我写个小脚本吧，把每天的心情画成一条线", SOME_GOOD,
        "好呀。先把分数按天取平均，再画出来：\n\n"
        "```python\nfrom statistics import mean\n\n"
        "def 每日平均(记录: dict[str, list[float]]) -> dict[str, float]:\n"
        "    # 没有记录的日子不画\n"
        "    return {日期: mean(分数) for 日期, 分数 in 记录.items() if 分数}\n```\n\n"
        "用起来只要两步：\n\n1. 把 `记录` 换成你自己的数据；\n2. 交给 **matplotlib** 画成折线。\n\n"
        "想让周末换一种颜色的话，告诉我一声。",
    ),
    "en": (
        "Could you help me with a small script that draws my mood as a line?", SOME_GOOD,
        "Gladly. Take the mean of each day first, then draw it:\n\n"
        "```python\nfrom statistics import mean\n\n"
        "def daily_mean(scores: dict[str, list[float]]) -> dict[str, float]:\n"
        "    # days without a word are left out\n"
        "    return {day: mean(values) for day, values in scores.items() if values}\n```\n\n"
        "Two steps are left:\n\n1. Put your own data into `scores`.\n"
        "2. Hand the result to **matplotlib**.\n\n"
        "Tell me if the weekends should have a colour of their own.",
    ),
}  # fmt: skip

FACES = {
    "zh": (
        ("今天的实验终于成功了，太棒了！", SURE_GOOD),
        ("有点累。", FAINT_BAD),
        ("报告写了三遍都被退回，我真的受够了。", SURE_BAD),
        ("呵呵，又加班，真是太棒了呢。", UNSURE),
        ("1+1等于几？", CALM),
    ),
    "en": (
        ("Today’s experiment finally worked, this is great!", SURE_GOOD),
        ("A bit tired.", FAINT_BAD),
        ("They sent my report back three times. I have had enough.", SURE_BAD),
        ("Overtime again, how wonderful.", UNSURE),
        ("What is 1 + 1?", CALM),
    ),
}

NOTE = {
    "zh": "今晚不加班，去河边走一圈，谁也不回消息。",
    "en": "No overtime tonight. A walk by the river, and no messages.",
}

SIGH = {
    "zh": "行吧，又是我来收尾，真“荣幸”。",
    "en": "Sure, I get to clean up again. What an honour.",
}
SIGH_REPLIES = {
    "zh": (
        "听出来了，这句“荣幸”里有点委屈。要不要先吐槽两句？",
        "总是你收尾，换谁都会累。今天能不能分出去一件？",
    ),
    "en": (
        "I can hear the irony. Would you like to let off some steam first?",
        "Always the one who cleans up: that would tire anyone. Could somebody else take one "
        "thing off your list today?",
    ),
}

CRISIS = {"zh": "我不想活了。", "en": "I want to die."}
HERE_FOR_YOU = {
    "zh": "谢谢你愿意告诉我。我在这里，不急，你可以慢慢说，现在身边有人陪着你吗？",
    "en": "Thank you for telling me. I am here and there is no hurry. Is anyone with you now?",
}
SEARCHED = {"zh": "报告", "en": "report"}

_TITLES = {
    "zh": ("报告又被退回", "周末去哪儿走走", "睡不着", "妈妈的生日送什么好",
           "搬家那天下雨了，东西湿了一半，还好猫没事", "第一次上台讲报告", "年终总结怎么写"),
    "en": ("Report sent back again", "Weekend plans", "Can’t sleep", "A present for mum",
           "It rained on the day we moved, and half of our things got wet, but the cat is fine",
           "My first report on a stage", "How to write the yearly review"),
}  # fmt: skip
_GOOD = {
    "zh": ("早上出门看到桂花开了，心情一下子好起来。", "报告一次就过了，有点不敢相信。",
           "和老同学打了一晚上电话，笑到肚子疼。", "面包终于发起来了，全家抢着吃。"),
    "en": ("The lime trees are in bloom, and the day was a good one at once.",
           "The report went through the first time. I can hardly believe it.",
           "An old friend called, and we laughed until it hurt.",
           "The bread rose at last, and there is none left."),
}  # fmt: skip
_HARD = {
    "zh": ("开了一整天的会，什么都没做成。", "又失眠了，三点还醒着。",
           "报告改到半夜，早上说不用了。", "地铁停了半小时，迟到被说了一顿。"),
    "en": ("Meetings all day, and nothing got done.", "Awake at three again.",
           "I changed the report until midnight, and in the morning nobody wanted it.",
           "The train stood still for half an hour, and I was told off for it."),
}  # fmt: skip


def fill_with_a_year(chats: ChatStore, language: str, now: datetime | None = None) -> None:
    """Write some three hundred days of talks into an empty history: the same ones every time.

    now: local time with its zone; the last talks are of this day.
    """
    now = now or datetime.now().astimezone()
    dice = random.Random(2026)
    titles = _TITLES[language]
    trees = []
    for age in range((now.date() - date(now.year, 1, 1)).days, -1, -1):
        if age > 5 and dice.random() < 0.16:
            continue
        day = now.date() - timedelta(days=age)
        # the year has its seasons: a hard spring, a good summer, a hard September
        season = 0.58 + 0.3 * math.sin((day.timetuple().tm_yday - 130) / 46)
        title = titles[age % len(titles)] if age < 30 else str(day)
        trees.append(_talk(_moments(day, now, dice), season, title, language, dice))
    chats.history.add_trees(trees).result(60)


def _moments(day: date, now: datetime, dice: random.Random) -> list[datetime]:
    morning = datetime.combine(day, time(8), now.tzinfo)
    if day == now.date():
        morning = min(morning, now - timedelta(minutes=50))
    return [morning + timedelta(minutes=11 * i) for i in range(dice.randint(1, 4))]


def _talk(
    moments: list[datetime], season: float, title: str, language: str, dice: random.Random
) -> Tree:
    stored, shown_child = [], {}
    for moment in moments:
        score = min(max(dice.gauss(season, 0.3), 0.02), 0.98)
        good = score >= 0.5
        words = (_GOOD if good else _HARD)[language]
        mood = Mood(
            "positive" if good else "negative",
            max(score, 1 - score),
            abs(score - 0.5) < 0.1,
            (score, 1 - score),
        )
        said = Message(Role.USER, dice.choice(words), created_at=moment.astimezone(UTC), mood=mood)
        answered = Message(
            Role.ASSISTANT,
            {"zh": "嗯，我在听。", "en": "I am listening."}[language],
            created_at=(moment + timedelta(seconds=4)).astimezone(UTC),
            finish_reason=FinishReason.STOP,
            stats=ReplyStats(9, 240, 180.0, 41.0),
        )
        parent = stored[-1].message.id if stored else None
        stored.append(StoredMessage(said, parent, False, Verdict(mood, SCENE.id, score, score)))
        stored.append(StoredMessage(answered, said.id))
        shown_child |= {said.id: answered.id} | ({parent: said.id} if parent else {})
    begin, end = moments[0].astimezone(UTC), moments[-1].astimezone(UTC)
    conversation = Conversation(new_id(), SCENE.id, begin, end, title, True)
    return Tree(conversation, tuple(stored), stored[0].message.id, shown_child)
