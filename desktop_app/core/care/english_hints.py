"""The rule for English, second half: what is said without the plain words. See rule.py.

By kinds, as in chinese_hints.py. Takes sentences as english.sentences gives them: contractions
written out, adverbs left out.
"""

from __future__ import annotations

import re

from desktop_app.core.care.english import is_own, sentences

_PILLS = r"(?:pills?|tablets|meds|painkillers|sleeping pills)"
_VEHICLE = r"(?:car|bus|truck|train|lorry|van|lightning|plane|meteor)"
_NOT_WAKE = (
    r"(?:not|never) (?:have to |to )?(?:wak(?:e|ing)(?: up)?|open my eyes)\b"
    r"(?! (?:up )?(?:early|before|the|him|her|them|my|at|so|yet|for|until|till|from|on|in time"
    r"|everyone|anyone|you|it)\b)"
)
_HINT = re.compile(
    "|".join(
        (
            # not waking up any more
            rf"\b(?:wish\w*|hop(?:e|ing)|pray\w*|want|love|easier|nice|fine|ok|okay|peaceful"
            rf"|relief|not mind|could|rather)\b"
            rf"(?: \w+){{0,6}}? (?:i|and|to|with|of|if i)(?: do| did| will| would| could| might"
            rf"| wo)? {_NOT_WAKE}",
            rf"\b(?:nice|fine|ok|okay|better|(?:would )?not mind|peaceful|with|relief)(?: (?:if"
            rf"|with|about|to))? {_NOT_WAKE}",
            r"\bif i (?:did not|do not|never) (?:wake|woke) up\b(?! (?:early|before|at|in time|on"
            r"|for))",
            r"\b(?:wo|do|will|did|would) not wake up (?:in the morning|tomorrow|one day)"
            r"(?! (?:at|for|early|before|in time|with))(?<!i do not want to wake up tomorrow)",
            r"\bdo not want to (?:see (?:tomorrow|another day|the morning)\b(?!'s|s| \w+'s)"
            r"|open my eyes again)",
            r"\bwant to (?:go to sleep and )?(?:stay asleep|sleep) forever(?=$|[,;]| and)",
            r"\b(?:want to|wish i) disappear (?:and never come back|forever|for good|completely)",
            r"\bsleep forever and (?:never|not) wake",
            r"\btomorrow never comes for me|\bhope there is no tomorrow for me",
            # at the end of one's strength
            r"\b(?:done|through|finished) with (?:this |my )?(?:life|living|being alive)(?=$|[,;]"
            r"| and)",
            r"\bwant out of (?:this|my) life(?=$|[,;])",
            r"\bca not (?:keep|go on|continue) living\b",
            r"\brather not be here at all|\bnot want to be (?:here"
            r"|around) anymore[^.]{0,20}(?:earth|alive|world)",
            r"\b(?:nothing|no one|nobody)(?: left| is)? keeping me alive",
            r"\b(?:give|giving|gave|given) up on (?:life|living)\b",
            r"\b(?:death|dying|suicide)(?: \w+){0,2} (?:the|my) (?:best |last )?(?:way out|option"
            r"|escape|answer|choice)\b",
            r"\bwant to be gone (?:forever|for good)|\b(?:not see (?:a"
            r"|any) )?future (?:where i am alive|with me in it)",
            r"\bwant it to be over[^.]{0,14}\b(?:my life|all of it)(?=$|[,;])",
            r"\b(?:suicide|death|dying) is (?:all|the only thing|everything)(?: that)? i\b",
            r"\bwant to (?:stop (?:being alive|living)|suicide)\b",
            r"\b(?:nobody|no one)(?: would| will| is going to)? (?:miss me|notice|care) if i (?:am"
            r"|was|were)"
            r" (?:gone|not here)(?! (?:from|to|for|on))",
            r"\bwant to end everything(?=$|[,;])|\bend things\b[^.]{0,20}\bmy life"
            r"|\blife is not for me\b",
            r"\bi am ending my (?:own )?life(?! as)|\bleav(?:e"
            r"|ing) this world\b(?! (?:a )?(?:better|clean))",
            r"\b(?:ways?|methods?|painful way|pills does it take|how much does it take|easiest"
            r"|quickest) to die(?=$|[,;])",
            r"\b(?:want|going|tempted) to (?:crash|drive)(?: my car)? (?:into|off) (?:a|the|an"
            r"|that) "
            r"(?:tree|wall|bridge|cliff|pole|barrier|lake|river|lorry|truck)",
            # the means at hand
            r"(?:^|[,;] |\b(?:might|then|ill|imma|may|should|could|would|or|lemme|let me|want to"
            r"|and) )kms\b"
            r"(?! (?:are|is|in|of|to|from|away|long|per|driver|server|key|host|client))",
            rf"\b(?:stash|stockpile|hoard) of {_PILLS}",
            rf"\b(?:collecting|saving|hoarding|stockpiling|stashing|hiding)(?: up)?(?: all)?(?: my"
            rf"| the)? {_PILLS}",
            rf"\bgot the {_PILLS}\b[^.]{{0,30}}\b(?:note|ready|tonight|rope)"
            rf"|\bi the {_PILLS}\b[^.]{{0,30}}\bi am ready",
            rf"\bbottle of {_PILLS}\b[^.]{{0,40}}\b(?:staring|looking) at (?:it|them)",
            rf"\b(?:the|enough|my) {_PILLS} (?:are )?(?:ready|counted|laid out|lined up|waiting)"
            r"(?=$|[,;]| and| in front of me| next to| by my| (?:for )?tonight| on (?:the"
            r"|my) (?:table|desk|bed|floor))",
            rf"\b(?:i|saved|saving|collected|hoarded|stashed|have|got|bought"
            rf"|counted)(?: up)? enough {_PILLS}"
            r"(?=$|[,;]| to | and)",
            rf"\b{_PILLS} in (?:my )?hands?\b[^.]{{0,30}}\b(?:all|end|tonight|die|swallow)\b",
            rf"\b{_PILLS}\b[^.]{{0,40}}\b(?:want to|going to) (?:take|swallow) (?:them all"
            rf"|all of them|every)",
            r"\bbought a (?:rope|gun)\b[^.]{0,40}\b(?:know where|do it|end it|tonight|myself"
            r"|die)\b",
            r"\b(?:rope|gun|razor|blade|knife)\b[^.]{0,50}"
            r"(?:want to (?:cut|end it|use it)|(?:use|using) it on myself)(?=$|[,;]| on)",
            r"\b(?:picked|chose|chosen|set|decided on|know) (?:the|a) (?:day|date|time|night"
            r"|place)(?: that| where)?"
            r" i am going to (?:die|do it|end)",
            r"\b(?:written|wrote|writing|finished) (?:all )?(?:my |the |a )?goodbye (?:letters?"
            r"|notes?)\b"
            r"(?! to (?:my |the )?(?:class|co-?workers|colleagues|team|students|school|neighbou?rs"
            r"|boss|teachers?|"
            r"clients|customers))",
            r"\bon (?:the|a) (?:roof|ledge|bridge|railing|edge|balcony)\b[^.]{0,30}"
            r"(?:(?:want|going|about) to jump(?! in)|not want to climb)",
            r"\bknow (?:exactly )?how i am going to do it\b",
            # a farewell
            r"\bby the time (?:you|anyone|they|she|he) (?:reads?|sees?|gets?"
            r"|finds?) this[^.]{0,6}\bi (?:am |be )*"
            r"(?:dead|no longer alive|gone(?=$|[,;]| forever| for good))",
            r"\bi (?:wo|will) not be alive\b(?! if| to (?:pay|see the end))",
            r"\bnot live to see\b[^.]{0,24}\b(?:decided|birthday|tomorrow|christmas|end it)",
            r"^(?:so |well )?goodbye,? (?:cruel )?world$",
            r"\b(?:i am |am )?ending it (?:tonight|today|now)(?=$|[,;])",
            # being a burden
            r"\bwish (?:my (?:mother|mom|mum|parents|dad|father)|they|she) (?:had )?(?:never"
            r"|not) (?:had|have) me\b",
            r"\bwish i (?:was|were|had been|am)? ?(?:aborted|never born)",
            r"\bmy death would (?:make|be|help|solve|free|mean)",
            # letting it happen
            rf"\b(?:hop(?:e|ing)|wish|(?:would )?not mind if|pray\w*"
            rf"|like it if)\b[^.]{{0,12}}\b{_VEHICLE}\b[^.]{{0,10}}"
            r"\b(?:(?:hit|hits|strikes?|run over|runs over|kills?) me|run me over"
            r"|crash\w*)\b(?! up)",
            r"\b(?:hop(?:e|ing)|wish) i (?:get|got|have|had) (?:cancer|a (?:terminal|deadly"
            r"|fatal) \w+)",
            r"\bi (?:get|got) cancer and die|\bi get hit by a (?:car|bus|truck)(?=$|[,;]| and)",
            r"\bwish (?:god|someone|somebody|something|the universe|death) would (?:take me"
            r"|kill me|end me)"
            r"(?! (?:to|out|home|on|for|with|shopping|there|along|off|back|seriously|by|dancing))",
            # hurting oneself
            r"\b(?:burn(?:ed|t|ing)?) myself with (?:a |my )?(?:cigarettes?|lighter|match)",
            r"\bscratch\w* (?:my \w+|myself) until (?:they|it|i) bleeds?\b(?![^.]*(?:eczema"
            r"|mosquito|itch|allerg|rash))",
            r"\b(?:start(?:ed)?|began) (?:to cut|cutting) again\b"
            r"|\bburn my (?:own )?skin\b(?! (?:in|on|at|while))",
            r"\b(?:hurting|cutting|burning|harming) myself is the (?:way|thing)",
            r"\bcutting(?: myself)? is the (?:thing|way)\b",
            r"\bbleeding (?:makes|helps|calms) me\b",
        )
    )
)


def hints_in_english(text: str) -> bool:
    """Whether a sentence of the text says it in other words. text: as rule.normalised gives it."""
    return any(
        is_own(sentence, found, is_told)
        for sentence, is_told in sentences(text)
        for found in _HINT.finditer(sentence)
    )
