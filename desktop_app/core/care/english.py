"""The rule for English. Takes a text as care.normalised gives it; see care.py.

The text is first brought to few ways of saying a thing: contractions are written out and adverbs
left out, so that "I really just wanna die" reads "i want to die" and the phrases stay short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_SPELLINGS = tuple(
    (re.compile(rf"\b{pattern}"), plain)
    for pattern, plain in (
        (r"wanna\b", "want to"),
        # letters and words that are to pass a filter
        (r"k[*1!]ll", "kill"),
        (r"s(?:ui|u1|u!|\*)c[i1!*]de\b|sewer ?slide\b|sui(?:\*|-)cide\b", "suicide"),
        (r"d(?:1e|!e|\*e| i e)\b", "die"),
        (r"un-?alive\b(?! (?:him|her|it|them|my|your))", "die"),
        (r"unalive myself", "kill myself"),
        (r"(?<=to )(?:ctb|catch the bus forever|self[ -]?delete|rope myself)\b", "kill myself"),
        (r"yeet myself off", "jump off"),
        (r"(?:gonna|gunna|finna)\b", "going to"),
        (r"i(?:'?m| am| was| have been|'?ve been)\b", "i am"),
        (r"i(?:'?ve|'d|'ll| have| had| will)\b", "i"),
        (r"(do|does|did|is|was|ca|could|wo|would|should|have|has|are|had)n'?t\b", r"\1 not"),
        (r"(?:cannot|can not)\b", "ca not"),
        (r"(?:my self|meself)\b", "myself"),
        (r"any more\b", "anymore"),
        (r"self[ -]harm", "selfharm"),
        (r"(?:shoot|toss|fling|hurl|throw) myself (?=off|from|in front|under)", "jump "),
        (r"i (?:feel like|think|guess|feel|swear|admit|hope|know|believe) (?:that )?i\b", "i"),
        (
            r"(?:thinking|thoughts?|think|talking|dreaming|fantasi[sz]\w+) (?:of|about)",
            "considering",
        ),
        # what looks like a denial and is none
        (r"ca not (?:stop|help|quit|shake)\b", "keep"),
        (r"why (?:should|do)(?: i not| not i)\b", "i want to"),
        (r"i do not know (?:why|if|how|whether|what)\b", ""),
        (r"(?:not only|not just)\b", ""),
    )
)
_ADVERBS = re.compile(
    r"\b(?:really|just|so|only|truly|actually|literally|seriously|honestly|badly|also|kinda"
    r"|kind of"
    r"|sort of|sometimes|always|often|still|constantly|genuinely|simply|desperately|f[u*]c?king"
    r"|freaking|probably|maybe|definitely|even|legit|lowkey|completely|finally|every ?day"
    r"|secretly"
    r"|already|at times|most days|basically|super|very|pretty|right now|ever|all the time"
    r"|extremely"
    r"|actively|passively|quite|both|either|more than anything|with all my heart|fr|ngl|tbh) "
)

_QUOTED = r"(?:\"[^\"\n]{0,200}\"|“[^”\n]{0,200}”|(?<![a-z])'[^'\n]{0,200}'(?![a-z]))"
_OTHERS_WORDS = re.compile(
    r"\b(?:he|she|they|who|character|hero|villain|lyrics?|song|line|book|movie|film|title"
    r"|headline"
    rf"|says?|said|called|wrote|sings?|screams?|yells?|translate|means?|phrase"
    rf"|word)\b[^.!?\n\"“”]{{0,30}}{_QUOTED}"
)

_BY_ACCIDENT = (
    r"(?:accident\w*|by accident|by mistake|on (?!purpose)|in (?:the|my|a|this|that)|at "
    r"|while |when "
    r"|with (?:the|hot|my|too|a(?! (?:cigarette|lighter|razor|blade))|work)|out\b|during |doing "
    r"|if |trying |for the |from |(?:badly )?"
    r"(?:play|lift|runn|fall|cook|work|skat|danc|ski|practis|practic|exercis|shav|chopp|slic|peel"
    r"|open|trimm|hik|climb|train|mov|carry|garden)ing)"
)
_IDIOM = re.compile(
    _any(
        r"\bsuicide (?:squad|bomb\w*|doors?|missions?|attacks?|prevention|rates?|awareness"
        r"|hotline"
        r"|pact|watch|king|sprints?|runs?|silence|girls|by cop|gene|vest|ride|net|barrier"
        r"|stat\w+)",
        r"\b(?:career|social|political|commercial|financial|brand|professional|electoral|economic"
        r"|pr|cell|marketing|business|fashion|academic)(?: |-)suicide",
        r"\b(?:die|dying|died|dead) (?:of|from|with) (?:\w+ ){0,2}(?:laugh\w*|embarrass\w*"
        r"|cring\w*"
        r"|boredom|shame|cute\w*|happiness|joy|curiosity|envy|thirst|hunger|excitement|heat|cold"
        r"|anticipation|awkward\w*|old age|natural causes)",
        r"\bdie (?:laughing|happy|trying|rich|old\b|for(?! years| months| weeks| (?:so|a|as"
        r"|too) long| a while| ages| days)|on (?:this|that) hill|at (?:this|that)"
        r"|over (?:this|that|how|these)|a (?:virgin|hero|legend|little)|hard\b"
        r"|when (?:he|she|they|you|my \w+) (?:said|saw|walked|did))",
        r"\bkill(?:ed|ing)? myself (?:laughing|trying|to (?:finish|get|make|meet|save|pay|impress"
        r"|please|stay|keep)|at (?:the )?(?:gym|work|practice|training)|with (?:work|study\w*)"
        r"|over (?:this|that|a|the|my|it)|for (?!good|real)|in (?:the|this|that) (?:game|gym"
        r"|match"
        r"|sim\w*|level|garden)|on (?:this|that|the) (?!bridge|rail))",
        r"\bcould(?: have)? kill(?:ed)? myself",
        r"\bcut(?:ting)? myself (?:some|off|short|an?\b|another|loose|free|down|too much)",
        rf"\b(?:cut|hurt|harm|burn|stab|shoot|shot|drown|starv|poison)(?:t?ing|b?ed|t|e)? myself"
        rf" (?:again )?{_BY_ACCIDENT}",
        r"\b(?:accident\w*|nearly|almost) (?:cut|hurt|burn|stabb?|kill|shot|drown|poison"
        r"|hang)\w* "
        r"myself",
        r"\boverdos\w* on (?!(?:\w+ )?(?:pills|meds|tylenol|paracetamol|painkillers|ibuprofen"
        r"|drugs))",
        r"\b(?:rather|sooner) (?:die|be dead|kill myself|shoot myself) than (?!(?:live|go on|keep"
        r"|face|spend|be alive|exist|wake|endure|continue))",
        r"\bend it all (?:with|here and|on a)",
        r"\bhang myself (?:up|out|a)",
        r"\bdead ?(?:line|tired|end|on my feet|serious|wrong|lift|beat|pan|set)",
    )
)

_ME = r"(?:\b(?:i|me|and|but|or|because|anymore|please|cos|since)|^|[,;:(*-])(?: am)? ?"
_WISH = _any(
    r"want(?:ed|ing)? to",
    "need to",
    "deserve(?:d)? to",
    "wish(?:ed|ing)? to",
    "hop(?:e|ing) to",
    "ready to",
    "decided to",
    "would rather",
    "rather",
    "long(?:ing)? to",
    "prefer to",
    "should",
    "might as well",
    "beg(?:ging)? to",
    "prepared to",
    "supposed to",
    "waiting to",
    r"(?:all i want|want nothing more|only thing i want) (?:is|than) to",
    "let me",
)
_INTENT = _any(
    _WISH,
    "going to",
    r"plan(?:ning|ned)? (?:to|on)",
    "tempted to",
    r"tr(?:y|ied|ying) to",
    "attempted to",
    "about to",
    "intend(?:ing)? to",
    r"(?:urges?|desire|impulse|ways?|methods?|plans?|courage|how) to",
    r"how (?:do|can|could|should|would) i",
    r"(?:before|until|if|why|when|i|will|that) i",
    r"makes? me",
    "i (?:might|may|am|will)",
    r"\bi",
)
_DIE = _any(
    r"die\b(?! ?(?:cast|hair))",
    r"be dead\b(?! on)",
    r"(?:not|never) (?:be alive|exist|live|wake up)\b",
    r"(?:stop|cease) (?:existing|living|being alive)",
    r"disappear forever",
    r"leave this world",
    r"(?:go to sleep|fall asleep|sleep) and (?:never|not) wake",
)
_OPEN_SKIN = r"my (?:own )?(?:wrists?|throat|arms?|thighs?|legs?|veins|skin)\b"
_PLACE = (
    r"(?:off|in front of|from|into|under|out of) (?:of )?(?:an?|the|that|this|my|some"
    r"|oncoming)? ?"
    r"(?:\w+ )?(?:bridge|building|roof|rooftop|cliff|balcony|window|train|bus|truck|traffic"
    r"|overpass|ledge)"
)
_VERBS = "kill|hurt|harm|cut|burn|stab|shoot|hang|drown|poison|starve|strangle|end|off|unalive"
_VERBS_ING = (
    "kill|hurt|harm|cutt|burn|stabb|shoot|hang|drown|poison|starv|strangl|end|off|unaliv|injur"
)
_ACT = _any(
    rf"(?:{_VERBS}) myself",
    r"(?:end|take|finish) my (?:own )?life\b(?! (?:jacket|vest|insurance|savings|back|as|in"
    r"|partner|story))",
    r"end it(?: all)?(?= tonight| now| today|$|[,;])",
    r"end it all",
    r"commit (?:suicide|selfharm)",
    r"selfharm\b",
    r"overdose(?! on)",
    r"(?:overdose|od) on (?:\w+ )?(?:pills|meds|tylenol|paracetamol|painkillers|ibuprofen|drugs)",
    rf"(?:slit|cut) {_OPEN_SKIN}(?! (?:on|while|when|climb|fall|shav|with the|by acc|during|play"
    rf"|in the|at))",
    r"blow my (?:own )?(?:brains out|head off)",
    r"put a bullet (?:in|through) my",
    rf"(?:jump|leap|walk|step|run|drive)(?: my car| out| right| straight)* {_PLACE}",
    r"swallow (?:all|every|a whole|the whole) [^.,]{0,20}(?:pills|meds)",
    r"kms\b",
)
_ACTING = _any(
    rf"(?:{_VERBS_ING})ing myself",
    r"(?:ending|taking) my (?:own )?life\b",
    r"ending it(?: all|$)",
    r"(?:committing )?suicide\b",
    r"selfharm(?:ing)?\b",
    r"overdosing",
    r"dying\b",
    r"being dead",
    r"hanging myself",
    rf"(?:slitt|cutt)ing {_OPEN_SKIN}",
    rf"(?:jump|leap|walk|stepp|runn|driv)ing(?: my car| out)* {_PLACE}",
    r"my (?:own )?(?:suicide|death)",
)
_AGAIN = (
    r"(?: again| tonight| on purpose| to (?:feel|cope|numb|punish|relieve)| every (?:day|night)"
    r"| because i (?:hate|deserve|feel|felt))"
)
_NOT_LIVE = _any(
    r"be alive",
    r"live(?: anymore| any longer| like this| this life| my life| another|$|[,;]| in this world"
    r"| with this pain)",
    r"exist\b",
    r"wake up(?: anymore| tomorrow(?! at| for| early| morning)| again| in the morning anymore)",
    r"(?:go on|keep|continue) living",
    r"be (?:on|in) this (?:earth|planet|world)",
)
_GONE = (
    r"(?:without me(?! (?:on|in|at|there|here))|if i (?:was|were|am|died?)|(?:when"
    r"|once) i am (?:gone|dead))"
)
_STATEMENT = re.compile(
    _any(
        rf"{_ME}{_WISH} {_DIE}",
        rf"\b(?:part|half|all|everything|something) (?:of|in|inside) me wants? to {_DIE}",
        r"\b(?:dying|death) (?:would|will|must|might|has to) be (?:easier|better|a relief"
        r"|peaceful)",
        rf"{_INTENT} {_ACT}",
        rf"{_ME} ?(?:keep |kept |started |having |have )*considering {_ACTING}",
        rf"\b(?:consider\w*|contemplat\w+|imagin\w+|keep|kept|start(?:ed)?|began|planning on"
        rf"|close to"
        rf"|back to|addicted to|urges? of|feel(?:ing)? like|love) (?:considering )?"
        rf"(?:{_VERBS_ING})ing myself",
        rf"\bi (?:am |have |get |got |keep |had )*(?:feel(?:ing)? like|contemplat\w+|planning)"
        rf" {_ACTING}",
        r"\b(?:nobody|no one|who|anyone)(?: would| will| is going to)? (?:care|notice|miss me"
        r"|cry|mind)"
        r"(?: about me)? if i (?:die|died|am dead|kill|killed)",
        r"\brelapsed and (?:cut|hurt|burned) myself",
        r"\b(?:standing|sitting) on (?:a|the) (?:bridge|roof|ledge"
        r"|railing)[^.]{0,30}want to jump",
        rf"\bto (?:{_VERBS}) myself(?= tonight| today| tomorrow|$)",
        rf"\bi am (?:{_VERBS_ING})ing myself{_AGAIN}?",
        rf"\bi (?:cut|burned|burnt|hurt|harmed|selfharmed)(?: myself)?{_AGAIN}",
        rf"\bi (?:cut|slit) {_OPEN_SKIN}{_AGAIN}",
        r"\bi (?:am )?(?:cutting|selfharm(?:ed|ing)?)(?: again\b|$|[,;])",
        r"\b(?:start(?:ed)?|back to|relapsed (?:and|into)) (?:am )?cutting(?: again\b|$)",
        r"\bi (?:attempted suicide|tried suicide|overdosed(?! on)|committed suicide)",
        r"\bi took (?:all|a whole bottle|the whole bottle|too many|a handful|a bunch)"
        r" [^.,]{0,20}(?:pills|meds|tablets|painkillers)",
        r"\bi (?:am |feel |felt |been |get |got |have |having |had |struggling with )*suicidal\b",
        r"^(?:feeling )?suicidal(?: again| tonight| today)?$",
        r"\bmy (?:own )?(?:suicid\w+|selfharm)(?! (?:squad|prevention|awareness|hotline))",
        r"\bi (?:wrote|written|am writing) (?:a|the) suicide note",
        r"\bwish i (?:was |were |am |had |could )*(?:dead\b(?! rich)|die\b|died\b"
        r"|never (?:been )?born"
        r"|not (?:been )?born|never existed|(?:did )?not (?:alive|exist|wake up\b(?! (?:early|at"
        r"|before|the|so|from)))|stop existing"
        r"|never wake|(?:go to )?sleep and (?:never|not) wake)",
        r"\bi (?:was|were|am|had) never (?:been )?born",
        rf"{_ME}(?:do not|no longer|never) (?:want|wish|deserve|desire) to {_NOT_LIVE}",
        r"\bdo not (?:deserve to (?:live|be alive)|care if i (?:live|die))",
        r"\b(?:no|what(?:'s| is) the|not see (?:a|the|any)|not have (?:a|any)|lost (?:any|my"
        r"|all|the))"
        r" (?:reason|point|will|purpose) (?:left )?(?:for me )?(?:to|in|of"
        r"|for) (?:live\b(?! in| here| with| there| down)|living\b"
        r"(?! (?:here|in|with|there|at|near))|stay alive|staying alive|being alive|exist\w*"
        r"|(?:go on|keep|continue) living)",
        r"\bnothing (?:left )?to live for(?! (?:in|here))",
        r"\b(?:tired|sick|exhausted|done|fed up)(?: of| with| from)? (?:living(?:$|[,;]| anymore"
        r"| like this| this life)|being alive|existing)",
        r"\bhate being alive",
        r"\bnot (?:go on living|bear to live|live anymore|worth living|want to live$)",
        r"\bnot (?:stand|bear) (?:being alive|living anymore)",
        rf"\b(?:better|happier|relieved) (?:off |place )?{_GONE}",
        r"\b(?:i|me) (?:am |would be |be )?better off dead",
        r"\b(?:hope|pray) (?:that )?i (?:do not|never|die)(?: wake up| tonight| soon"
        r"| in my sleep|$)",
        r"^i (?:do not|never) wake up\b(?! (?:the|him|her|my|early|at|before|until|everyone|too|so"
        r"|in time))|\bi die in my sleep",
        r"(?:^|[,;] ?)kms$",
        r"\bready to end (?:it|my life)",
        r"\bonly way (?:out|to stop the pain) is (?:death|to die|dying|suicide|to kill myself)",
        r"\b(?:saving|stockpil\w+|hoarding) (?:up )?(?:my )?(?:pills|meds) (?:to|so|for)",
    )
)

_DENIED = re.compile(
    r"\b(?:not|never|no|nor|without|against|stop|stopped|recovered|survived|instead|quit"
    r"|resist\w*"
    r"|avoid|afraid|scared|nobody|used to)\b(?: [a-z']+){0,4} ?$"
)
_NEW_THOUGHT = re.compile(
    r"\b(?:but|because|since|then|enough|anymore|sleep|idea|energy|nothing|nobody|lying|okay"
    r"|ok|good"
    r"|friends|help|one|matter|works|cares?)\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:he|she|they|you|people|person|someone|somebody|anyone|everyone|who|character|hero"
    r"|villain"
    r"|protagonist|guy|girl|boy|man|woman|player|actor|singer|author|friend|brother|sister|mom"
    r"|dad"
    r"|mother|father|son|daughter|client|patient|kids?|students?|teen\w*|line|lyrics?)\b"
    r"(?: [a-z']+){0,5} ?$"
)
_TOLD = re.compile(
    r"\b(?:movie|film|novel|book|episode|lyrics?|song|character|protagonist|headline|news|article"
    r"|documentary|translate|quote|scene|meme|poem|chapter|game|boss|level|tv|show|series|play)\b"
)
_SPLIT = re.compile(r"[.!?\n。！？…]+")


def says_so_in_english(text: str) -> bool:
    """Whether a sentence of the text is a statement of wanting to die or hurt oneself."""
    return any(
        is_own(sentence, found, is_told)
        for sentence, is_told in sentences(text)
        for found in _STATEMENT.finditer(sentence)
    )


def sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Each sentence in few ways of saying things; whether it speaks of films, news and the like."""
    for part in _SPLIT.split(_simplified(text)):
        sentence = part.strip()
        yield sentence, _TOLD.search(sentence) is not None


def _simplified(text: str) -> str:
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    text = _IDIOM.sub("·", _OTHERS_WORDS.sub("·", text))
    text = _ADVERBS.sub("", text)
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return re.sub(" +", " ", text)


def is_own(sentence: str, found: re.Match[str], is_told: bool) -> bool:
    """Whether the writer says it of themselves, and does not deny it."""
    before = sentence[max(0, found.start() - 60) : found.start()]
    clause = re.split(r"[,;:]", before)[-1]
    denied = _DENIED.search(clause)
    if denied and not _NEW_THOUGHT.search(clause, denied.start()):
        return False
    says_i = re.search(r"\bi\b|\bwithout me\b", found[0]) is not None
    if not says_i and _OF_OTHERS.search(clause):
        return False
    return says_i or not is_told
