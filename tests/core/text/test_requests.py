"""What asks for something, and what only tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.text.requests import asks

ASKING = """
给我讲个笑话
帮我写一封请假信
请列一个购物清单
列三个理由
写一首关于秋天的诗
翻译一下这句话
把这段话翻译成英文
解释一下什么是黑洞
给五岁的孩子讲一个故事
能不能推荐几本书
怎么泡绿茶才不苦？
该怎么办
周末去哪儿玩呢
在吗
你好吗
红烧肉怎么做
请问图书馆几点关门
三百字的自我介绍
继续写
再来一个
换一个
报告被退回了，我该怎么跟老板说？谢谢
Write a poem about autumn
Please list three reasons
tell me a joke
Can you explain black holes
could you help me write a letter
How do I get coffee out of a shirt?
what should I do
any ideas for dinner
I need a recipe for pancakes
make a three day workout plan
translate this into French: I love you
keep going
My report was sent back. What should I say to my boss? Thanks
summarize the text above in 50 words
""".strip().splitlines()

TELLING = """
报告写了三遍都被退回，我真的受够了。
今天面试通过了！
老板让我替她写报告，连句谢谢都没有，凭什么！
他帮我修好了车，太感谢了
女儿给我画了一张卡片
妈妈给我做了一桌菜
凭什么
为什么偏偏是我
怎么会这样
我写了一下午论文，累死了
今天轮休。
你好
晚上好
说了他也不听
他问我为什么不回消息，我没理他
I got the job!
My boss told me to write the report again.
Someone scratched my car and just drove off.
He asked me what I wanted and then ignored it.
She helped me write the letter, I am so grateful.
why me
Can you believe it? I won!
You know what? I quit.
Give me a break, it is Monday.
good morning
I made a cake for my sister.
I told him to list everything and he did not.
It's raining again.
""".strip().splitlines()


@pytest.mark.parametrize("text", ASKING)
def test_asking(text):
    assert asks(text)
    assert asks(f"你好。\n{text}")


@pytest.mark.parametrize("text", TELLING)
def test_telling(text):
    assert not asks(text)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_has_an_answer(text):
    assert asks(text) in (True, False)


@pytest.mark.parametrize("unit", ["请你", "please ", "给", "写一个", "?", "。", "把", "how ", "求"])
def test_a_long_text_takes_no_longer_than_its_length(unit):
    assert asks(unit * 50_000) in (True, False)
