"""Feedback: nobody may be picked out of a group, and no figure may be impossible.

The rules of domain practice: three people at least in an anonymous group (a practice may ask for more), on each
item again; no figure from which the answers of a smaller group could be worked out by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final

from coachbook.model.checks.context import Context, Finding, Other, Placed, within
from coachbook.model.feedback import Group, Item, Pulse, Round
from coachbook.model.terms import ANONYMOUS_GROUPS, RaterGroup
from coachbook.source.diagnostics import Keys
from coachbook.source.yamltext import Document

_APART: Final[tuple[RaterGroup, ...]] = ("peers", "reports")
"""Anonymous groups that are not a rest."""
SAME_ROUND: Final = timedelta(days=45)
"""Two rounds closed within this time are taken for one round to which late answers were added."""


def small_groups(context: Context) -> Iterator[Finding]:
    """`group-too-small`: figures or remarks from fewer people than may be shown apart."""
    least = context.practice.file.minimum_raters
    for placed in _rounds(context):
        yield from _small_groups(placed, least)
        yield from _small_items(placed, least)
        round_ = placed.value
        answers = sum(group.answered for group in round_.groups if group.group in ANONYMOUS_GROUPS)
        if round_.comments and answers < least:
            keys = (*placed.keys, "comments")
            yield _too_small(placed.document, keys, "remarks", "the anonymous groups", answers, least)
    for pulse in _pulses(context):
        if pulse.value.answered < least:
            keys = (*pulse.keys, "answered")
            yield _too_small(pulse.document, keys, "the mean", "this pulse", pulse.value.answered, least)


def _small_groups(placed: Placed[Round], least: int) -> Iterator[Finding]:
    """One finding for each group that is too small, at its first figure."""
    for number, group in enumerate(placed.value.groups):
        if group.group not in ANONYMOUS_GROUPS or group.answered >= least:
            continue
        places = [keys for keys, score_of in _scores(placed) if score_of == group.group]
        if places:
            other = Other(
                "the number who answered", placed.document, (*placed.keys, "groups", number, "answered")
            )
            yield _too_small(
                placed.document, places[0], "figures", f"'{group.group}'", group.answered, least, other
            )


def _small_items(placed: Placed[Round], least: int) -> Iterator[Finding]:
    large = {group.group for group in placed.value.groups if group.answered >= least}
    for item_number, item in enumerate(placed.value.items):
        for number, score in enumerate(item.scores):
            if score.group in large & ANONYMOUS_GROUPS and score.n is not None and score.n < least:
                keys = (*placed.keys, "items", item_number, "scores", number, "n")
                yield _too_small(
                    placed.document, keys, "the mean", f"'{score.group}' on this item", score.n, least
                )


def _scores(placed: Placed[Round]) -> Iterator[tuple[Keys, RaterGroup]]:
    for item_number, item in enumerate(placed.value.items):
        for number, score in enumerate(item.scores):
            yield (*placed.keys, "items", item_number, "scores", number), score.group


def _too_small(
    document: Document, keys: Keys, what: str, who: str, n: int, least: int, *others: Other
) -> Finding:
    people = "nobody" if n == 0 else "1 person" if n == 1 else f"{n} people"
    verb = "comes" if what == "the mean" else "come"
    return Finding(
        code="group-too-small",
        message=f"{what} of {who} {verb} from {people}, and fewer than {least} may not be shown apart",
        help="take the figures out; the number who answered may stay, or ask more people before the round is closed",
        document=document,
        keys=keys,
        others=others,
    )


def subtraction(context: Context) -> Iterator[Finding]:
    """`groups-can-be-subtracted`: a small group's answers follow from what is shown."""
    least = context.practice.file.minimum_raters
    rounds = tuple(_rounds(context))
    for placed in rounds:
        yield from _disguised_total(placed, least)
    for earlier, later in pairwise(sorted(rounds, key=lambda each: each.value.closed)):
        if later.value.closed - earlier.value.closed <= SAME_ROUND:
            yield from _late_answers(earlier, later, least)


def _disguised_total(placed: Placed[Round], least: int) -> Iterator[Finding]:
    """`others` that counts everybody: with the groups beside it, the hidden group can be worked out."""
    counts = {group.group: group.answered for group in placed.value.groups}
    hidden = [group for group in _APART if 0 < counts.get(group, 0) < least]
    shown = [group for group in _APART if counts.get(group, 0) >= least]
    both = sum(counts[group] for group in (*hidden, *shown))
    totals = (both, both + counts.get("manager", 0))
    if not hidden or not shown or counts.get("others") not in totals:
        return
    for number, item in enumerate(placed.value.items):
        scored = {score.group for score in item.scores}
        if "others" in scored and scored.issuperset(shown):
            position = next(place for place, score in enumerate(item.scores) if score.group == "others")
            yield Finding(
                code="groups-can-be-subtracted",
                message=f"'others' seems to count everybody, so subtracting '{shown[0]}' gives what '{hidden[0]}' said",
                help="count in 'others' only people who are in no other group, or take its figures out",
                document=placed.document,
                keys=(*placed.keys, "items", number, "scores", position),
                others=(Other("the number in 'others'", placed.document, _group_keys(placed, "others")),),
            )
            return


def _late_answers(earlier: Placed[Round], later: Placed[Round], least: int) -> Iterator[Finding]:
    """The same questions again with one or two more answers: the difference is what those few said."""
    before = {group.group: group.answered for group in earlier.value.groups}
    asked = {item.text for item in earlier.value.items}
    if not any(item.text in asked for item in later.value.items):
        return
    for group in later.value.groups:
        added = group.answered - before.get(group.group, 0)
        if group.group in ANONYMOUS_GROUPS and before.get(group.group, 0) >= least and 0 < added < least:
            answers = "1 answer" if added == 1 else f"{added} answers"
            yield Finding(
                code="groups-can-be-subtracted",
                message=f"this round adds {answers} of '{group.group}' to the one before; the difference is theirs",
                help=f"keep the earlier round as it was closed; late answers wait until there are {least} of them",
                document=later.document,
                keys=_group_keys(later, group.group),
                others=(Other("the earlier round", earlier.document, _group_keys(earlier, group.group)),),
            )


def _group_keys(placed: Placed[Round], group: str) -> Keys:
    number = next(place for place, each in enumerate(placed.value.groups) if each.group == group)
    return (*placed.keys, "groups", number, "answered")


def scores(context: Context) -> Iterator[Finding]:
    """`score-outside-scale`, `score-for-unknown-group`, `more-answers-than-asked`: figures that cannot be."""
    for placed in _rounds(context):
        for number, group in enumerate(placed.value.groups):
            yield from _group(placed, number, group)
        for number, item in enumerate(placed.value.items):
            yield from _item(placed, number, item)
    for pulse in _pulses(context):
        if pulse.value.improved > pulse.value.answered:
            yield _too_many(
                pulse.document, (*pulse.keys, "improved"), pulse.value.improved, pulse.value.answered
            )


def _group(placed: Placed[Round], number: int, group: Group) -> Iterator[Finding]:
    keys = (*placed.keys, "groups", number)
    if group.answered > group.invited:
        yield _too_many(placed.document, (*keys, "answered"), group.answered, group.invited)
    first = next(place for place, each in enumerate(placed.value.groups) if each.group == group.group)
    if first < number:
        yield Finding(
            code="duplicate-group",
            message=f"'{group.group}' stands in this list twice",
            help="join the two and add up the numbers",
            document=placed.document,
            keys=(*keys, "group"),
            others=(Other("here first", placed.document, (*placed.keys, "groups", first, "group")),),
        )


def _item(placed: Placed[Round], item_number: int, item: Item) -> Iterator[Finding]:
    scale = placed.value.scale
    answered = {group.group: group.answered for group in placed.value.groups}
    for number, score in enumerate(item.scores):
        keys = (*placed.keys, "items", item_number, "scores", number)
        if not scale.lowest <= score.mean <= scale.highest:
            yield Finding(
                code="score-outside-scale",
                message=f"{score.mean:g} is not between {scale.lowest:g} and {scale.highest:g}, the ends of the scale",
                help="correct the mean, or write the round's own scale: with lowest and highest",
                document=placed.document,
                keys=(*keys, "mean"),
            )
        if score.group not in answered:
            yield Finding(
                code="score-for-unknown-group",
                message=f"'{score.group}' has a mean here and is not among the round's groups",
                help="add the group with invited and answered, so that it can be seen whether it is large enough",
                document=placed.document,
                keys=(*keys, "group"),
            )
        elif score.n is not None and score.n > answered[score.group]:
            yield _too_many(placed.document, (*keys, "n"), score.n, answered[score.group])


def _too_many(document: Document, keys: Keys, n: int, most: int) -> Finding:
    return Finding(
        code="more-answers-than-asked",
        message=f"{n} is more than the {most} it is part of",
        help="correct one of the two figures",
        document=document,
        keys=keys,
    )


def themes(context: Context) -> Iterator[Finding]:
    """`too-few-sources`: an interview theme that fewer people than an anonymous group needs have raised."""
    interviews = context.feedback.value.interviews if context.feedback else None
    if context.feedback is None or interviews is None:
        return
    least, document = context.practice.file.minimum_raters, context.feedback.document
    for number, theme in enumerate(interviews.themes):
        keys = ("interviews", "themes", number, "sources")
        if theme.sources < least:
            yield Finding(
                code="too-few-sources",
                message=f"a theme needs {least} sources, and this one has {theme.sources}",
                help="join it with a related theme, or take it out; what one or two people said points at them",
                document=document,
                keys=keys,
            )
        elif theme.sources > interviews.held:
            yield _too_many(document, keys, theme.sources, interviews.held)


def _rounds(context: Context) -> Iterator[Placed[Round]]:
    if context.feedback:
        yield from within(context.feedback, context.feedback.value.rounds, "rounds")


def _pulses(context: Context) -> Iterator[Placed[Pulse]]:
    if context.feedback:
        yield from within(context.feedback, context.feedback.value.pulses, "pulses")


RULES = (small_groups, subtraction, scores, themes)
