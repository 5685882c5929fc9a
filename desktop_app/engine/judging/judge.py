"""A message to a Mood, by scoring the scene's label words; nothing is ever generated.

One pass over the message's own tokens (the role's keys and values are kept) and all the starts of
an answer, side by side; then the log-odds of several word sets after each of them. Each set is one
way of asking; its bias on labelled anchor sentences is taken off before the sets are averaged,
because the raw log-odds of a small model lean heavily to one side (contextual calibration, Zhao et
al. 2021, with anchors in place of content-free inputs, which measured worse).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from desktop_app.core.errors import QT_TRANSLATE_NOOP, KnownError
from desktop_app.core.mood import LEAST_STRENGTH, Mood
from desktop_app.core.scenes.scene import JudgeRole, Scene
from desktop_app.core.text.clauses import has_something_to_judge
from desktop_app.core.text.everyday import PLAIN, Everyday
from desktop_app.core.text.own_words import own_words
from desktop_app.core.text.prompt_injection import InjectionFilter
from desktop_app.engine.forward.decoder_protocol import Decoder
from desktop_app.engine.forward.prompt_cache import PromptCache
from desktop_app.engine.judging.corrections import Example, Place, Taught
from desktop_app.engine.judging.feeling import FeelingRule, fit
from desktop_app.engine.text.tokenizer import MAX_TOKEN_CHARACTERS, ChatMessage, ChatTokens

TEMPERATURE = 0.35
"""Divides the calibrated scores, in units of how far apart the anchors of different labels lie: a
model that is louder is not surer. .25 to .4 brought the calibration error on development rows to
.02 to .05."""

TEMPERATURE_WITHOUT_ANCHORS = 0.35
LEAST_SEPARATION = 0.3
"""Anchors that lie nearer than this say nothing of the temperature; the model can't tell them."""

WORKING_AUC = 0.9
"""Of the anchors; a role that has less does not work on this model."""

UNSURE_BELOW = 0.75
"""Confidence of a two-label verdict under which it is a coin toss on development rows: about one
row in fourteen, of which half are right (above it .99 are)."""

SUREST = 12.0
"""Log-odds; nothing that a judge of words says is surer than one in 160,000."""

DOUBTED = 0.04
"""What is left of the log-odds of praise that sounds ironic, and of two feelings at once, so that
not even SUREST is shown as a feeling: on own
rows three of four ironic ones were judged to be praise, and no rule says which."""

ASKING = 5.0
"""Log-odds for "no feeling" where a message asks for something: the topic of a question, be it
sad or glad, is not the person's mood."""

MESSAGE_TOKENS = 256
"""Of a very long message its beginning and its end are read, half of these tokens each."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the anchors say of one role on one model.

    bias: mean centred log-probability, [question][label], over the anchors, labels balanced.
    auc: mean one-against-rest area under the ROC curve of the anchors.
    separation: mean calibrated score of an anchor's own label; None without anchors.
    centre: mean of the anchors' states, (answers * hidden,); empty without anchors.
    feeling: tells whether a feeling is said; None without neutral anchors.
    """

    bias: tuple[tuple[float, ...], ...]
    auc: float
    separation: float | None = None
    centre: tuple[float, ...] = ()
    feeling: FeelingRule | None = None

    @property
    def measures_feeling(self) -> bool:
        """Whether this model tells messages without a feeling from others with this role."""
        return self.feeling is not None and self.feeling.works

    @property
    def temperature(self) -> float:
        """What divides a calibrated score."""
        if self.separation is None:
            return TEMPERATURE_WITHOUT_ANCHORS
        return TEMPERATURE * max(self.separation, LEAST_SEPARATION)

    @property
    def works(self) -> bool:
        """Whether the model can tell the anchors with this role; without anchors nobody knows."""
        return self.separation is None or self.auc >= WORKING_AUC


class Judge:
    """One scene's judge in one language; owns the keys and values of its prompt.

    They stay until the next message, so that one that has grown by a word costs that word, or until
    `rest`.
    """

    def __init__(
        self,
        decoder: Decoder,
        tokens: ChatTokens,
        scene: Scene,
        role: JudgeRole,
        everyday: Everyday = PLAIN,
    ) -> None:
        """everyday: what is known of the language that people write to this role in."""
        self._tokens = tokens
        self._everyday = everyday
        self._praises = tuple(label.colour == "positive" for label in scene.labels)
        self._labels = tuple(label.id for label in scene.labels)
        self._before, self._after = _frame(tokens, role)
        self._answers = [tokens.encode_text(answer) for answer in (role.answer, *role.more_answers)]
        self._sets = [_WordSet(decoder, tokens, words) for words in role.word_sets]
        starts = [start for words in self._sets for start in words.starts]
        self._branches: list[list[int]] = []
        for answer in self._answers:
            self._branches += [answer, *([*answer, *start] for start in starts)]
        self._kept = PromptCache(decoder)
        self._dictation = _dictation(scene)
        self.role = role
        questions = len(self._answers) * len(self._sets)
        self.use(Calibration(((0.0,) * len(self._labels),) * questions, 0.5))
        self._taught: Taught | None = None

    @property
    def calibration(self) -> Calibration:
        return self._calibration

    def use(self, calibration: Calibration) -> None:
        """Take a calibration that was measured before."""
        self._calibration = calibration
        self._bias = torch.tensor(calibration.bias, dtype=torch.float64)
        self._centre = torch.tensor(calibration.centre or (0.0,), dtype=torch.float64)
        rule = calibration.feeling if calibration.measures_feeling else None
        self._rule = rule
        self._rule_weights = torch.tensor(rule.weights if rule else (), dtype=torch.float64)

    def calibrate(self) -> Iterator[float]:
        """Measure the role on its anchors; yields the share that is done.

        Without anchors the bias stays zero.
        """
        anchors = [(text, label) for label, texts in self.role.anchors.items() for text in texts]
        if not anchors:
            return
        texts = [text for text, _ in anchors]
        neutral = frozenset(self.role.neutral)
        texts += [text for text in dict.fromkeys(self.role.neutral) if text not in texts]
        rows, states = [], []
        for done, text in enumerate(texts, 1):
            scores, state = self._read(text)
            rows.append(scores)
            states.append(state)
            yield done / len(texts)
        all_scores, all_states = torch.stack(rows), torch.stack(states)
        scores = all_scores[: len(anchors)]
        bias = scores.mean(dim=0)
        means = (scores - bias).mean(dim=1)
        truth = [self._labels.index(label) for _, label in anchors]
        measured = Calibration(
            tuple(tuple(row) for row in bias.tolist()),
            _mean_auc(means, truth),
            means[range(len(truth)), truth].mean().item(),
            tuple(round(value, 6) for value in all_states[: len(anchors)].mean(dim=0).tolist()),
        )
        says_none = [text in neutral for text in texts]
        if any(says_none) and not all(says_none) and len(self._labels) > 1:
            logits = (all_scores - bias).mean(dim=1) / measured.temperature
            rule = fit(all_states, torch.stack([_lean(row) for row in logits]), says_none)
            measured = replace(measured, feeling=rule)
        self.use(measured)

    def scores(self, text: str) -> Tensor:
        """Centred log-probabilities of the label words, (questions, labels), float64.

        A question is a word set after a start of the answer, in the order of the answers. Centred:
        the mean over the labels is zero. Not yet calibrated.
        """
        return self._read(text)[0]

    def prefill(self, text: str, is_cancelled: Callable[[], bool]) -> bool:
        """Compute the keys and values of a message ahead of its verdict.

        False where it was cancelled between two passes; what was done until then is kept.
        """
        return self._kept.advance(self._prompt(self._shown(text)), is_cancelled) is not None

    def judge(self, text: str) -> Mood:
        """The verdict: always one of the scene's labels, whatever the message says."""
        place = self._place(text)
        told = None
        if self._taught is not None:
            place, told = self._taught.applied(place)
        # two labels: exactly the odds' own probabilities; more: made to sum to one
        weights = torch.sigmoid(place.log_odds)
        probabilities = (weights / weights.sum()).tolist()
        best = max(range(len(probabilities)), key=probabilities.__getitem__)
        feeling = None if place.feeling is None else 1 / (1 + math.exp(-place.feeling))
        mood = Mood(self._labels[best], probabilities[best], False, tuple(probabilities), feeling)
        if told is not None:
            return mood.cleared() if told.label is None else mood.corrected(self._labels[best])
        return replace(mood, unsure=True) if self._is_unsure(mood, text) else mood

    def _is_unsure(self, mood: Mood, text: str) -> bool:
        if mood.feeling is None:
            least = _unsure_below(len(self._labels))
            return mood.confidence < least or not has_something_to_judge(text)
        return mood.strength < LEAST_STRENGTH

    def log_odds(self, text: str) -> Tensor:
        """Log-odds of each label against the others, (labels,), float64, corrections included."""
        place = self._place(text)
        return place.log_odds if self._taught is None else self._taught.applied(place)[0].log_odds

    def example(self, text: str, label: str | None) -> Example:
        """A message and what a person says of it, to learn from. Raises ValueError.

        label: None where they say that there is no feeling in it.
        """
        return Example(self._place(text), None if label is None else self._labels.index(label))

    def rest(self) -> None:
        """Give the memory of keys and values back; the next message computes its prompt anew."""
        if len(self._kept):
            self._kept.forget()

    def learn(self, examples: Sequence[Example]) -> None:
        """Judge with these corrections from now on; with none of them, as before."""
        # a single label leaves nothing to learn
        self._taught = Taught(examples) if examples and len(self._labels) > 1 else None

    def _place(self, text: str) -> Place:
        own = own_words(_clipped(text))
        shown = self._shown(text)
        scores, state = self._read(shown)
        logits = (scores - self._bias).mean(dim=0) / self._calibration.temperature
        odds = _one_against_rest(logits).clamp(-SUREST, SUREST)
        praises = self._praises[int(odds.argmax())] and self._everyday.sounds_ironic(own)
        if praises or self._everyday.is_mixed(own):
            odds = odds * DOUBTED
        feeling = None
        if self._rule is not None:
            none = self._rule_weights @ state + self._rule.lean_weight * _lean(logits)
            feeling = -(none.item() + self._rule.intercept)
            feeling -= ASKING * self._everyday.is_request(own)
            # where all is quoted, or there are but numbers and signs, nobody says a feeling
            says_something = has_something_to_judge(own) or own != shown
            feeling = max(-SUREST, min(feeling, SUREST)) if own and says_something else -SUREST
        return Place(odds, torch.nn.functional.normalize(state - self._centre, dim=0), feeling)

    @torch.inference_mode()
    def _read(self, text: str) -> tuple[Tensor, Tensor]:
        """What the model says of a message: its scores, and its state (answers * hidden,).

        Raises KnownError("model_damaged") where it says no numbers.
        """
        found = iter(self._kept.look(self._prompt(text), self._branches))
        rows, states = [], []
        for answer in self._answers:
            end = next(found)[-1:]
            states.append(torch.nn.functional.normalize(end[0].double(), dim=0))
            for words in self._sets:
                after = [next(found)[len(answer) :] for _ in words.starts]
                rows.append(words.log_probs(end, after))
        table = torch.stack(rows)
        if not table.isfinite().all():
            # a single weight that is none spreads to all that is computed
            raise _without_numbers()
        return table - table.mean(dim=1, keepdim=True), torch.cat(states)

    def _shown(self, text: str) -> str:
        """What is judged of a message: the person's own words, in words that the model knows.

        What would dictate the verdict is left out. Where nothing is the person's own, all of it.
        """
        text = _clipped(text)
        own = self._dictation.leave_out(own_words(text) or text)
        return self._everyday.in_plain_words(own)

    def _prompt(self, text: str) -> list[int]:
        message, _ = self._tokens.encode_clipped(text, MESSAGE_TOKENS)
        return [*self._before, *message, *self._after]


def _clipped(text: str) -> str:
    """No more of it than encode_clipped would look at."""
    half = MESSAGE_TOKENS * MAX_TOKEN_CHARACTERS // 2
    return text if len(text) <= 2 * half else text[:half] + text[-half:]


def _without_numbers() -> KnownError:
    return KnownError(
        "model_damaged",
        QT_TRANSLATE_NOOP("KnownError", "What this model computes is not a number."),
        QT_TRANSLATE_NOOP("KnownError", "Its weights are damaged."),
        QT_TRANSLATE_NOOP("KnownError", "Download or import the model again."),
    )


class _WordSet:
    """The label words of one question, and how to score them from one hidden state."""

    def __init__(self, decoder: Decoder, tokens: ChatTokens, words: Sequence[str]) -> None:
        self._decoder = decoder
        self._ids = [tuple(tokens.encode_text(word)) for word in words]
        if any(a != b and b[: len(a)] == a for a in self._ids for b in self._ids):
            # "good" is never less probable than "goodness": close every word, so that the two
            # are different answers
            end = tokens.encode_template(tokens.end_of_turn)
            self._ids = [(*ids, *end) for ids in self._ids]
        one_each = all(len(ids) == 1 for ids in self._ids)
        self._rows = decoder.output_rows([ids[0] for ids in self._ids]) if one_each else None
        self.starts = [ids[:-1] for ids in self._ids if len(ids) > 1]
        """All but the last token of the words that have several: where to look for the rest."""

    def log_probs(self, hidden: Tensor, starts: Sequence[Tensor]) -> Tensor:
        """Log-probability of each word, up to one constant for all, (labels,), float64.

        hidden: (1, hidden) float32 at the position before the word.
        starts: hidden states of the tokens of each of `self.starts`.
        """
        if self._rows is not None:
            # the softmax's normaliser is the same for all and falls out when centred
            return (self._rows @ hidden[0]).double()
        after = iter(starts)
        totals = []
        for ids in self._ids:
            states = torch.cat([hidden, next(after)]) if len(ids) > 1 else hidden
            log_probs = torch.log_softmax(self._decoder.logits(states).double(), dim=1)
            totals.append(log_probs[range(len(ids)), ids].sum())
        return torch.stack(totals)


def _frame(tokens: ChatTokens, role: JudgeRole) -> tuple[list[int], list[int]]:
    """Token ids before the message and between it and the start of the answer."""
    segments = tokens.render([ChatMessage("system", role.system), ChatMessage("user", "")])
    place = next(i for i, segment in enumerate(segments) if segment.message == 1)
    before = [token for segment in segments[:place] for token in tokens.encode_segment(segment)]
    after = [token for segment in segments[place + 1 :] for token in tokens.encode_segment(segment)]
    return before, after


def _dictation(scene: Scene) -> InjectionFilter:
    names = [label.id for label in scene.labels]
    names += [word for label in scene.labels for word in label.word.values()]
    sets = [words for role in scene.judge.values() for words in role.word_sets]
    return InjectionFilter(names, [word for words in sets for word in words])


def _one_against_rest(logits: Tensor) -> Tensor:
    """Log-odds of each label against all others, (labels,); with one label it is certain."""
    if len(logits) == 1:
        return torch.full_like(logits, SUREST)
    rest = [torch.cat([logits[:i], logits[i + 1 :]]) for i in range(len(logits))]
    return logits - torch.stack([torch.logsumexp(row, dim=0) for row in rest])


def _lean(logits: Tensor) -> Tensor:
    """How far the best label is ahead of the next; of two labels the size of the log-odds."""
    best = logits.topk(2).values
    return best[0] - best[1]


def _unsure_below(labels: int) -> float:
    """UNSURE_BELOW for two labels; for others the same share of the way from chance to one."""
    share = (UNSURE_BELOW - 0.5) / 0.5
    chance = 1 / labels
    return chance + share * (1 - chance)


def _mean_auc(scores: Tensor, truth: Sequence[int]) -> float:
    """Mean over the labels of the one-against-rest area under the ROC curve."""
    areas = []
    for label in range(scores.shape[1]):
        own = [row[label].item() for row, t in zip(scores, truth, strict=True) if t == label]
        others = [row[label].item() for row, t in zip(scores, truth, strict=True) if t != label]
        wins = sum((a > b) + 0.5 * (a == b) for a in own for b in others)
        areas.append(wins / (len(own) * len(others)) if others else 1.0)
    return math.fsum(areas) / len(areas)
