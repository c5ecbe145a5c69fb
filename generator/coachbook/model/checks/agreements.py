"""What was agreed, and with whom: signatures, the sponsor's share, and how long records are kept."""

from __future__ import annotations

from collections.abc import Iterator

from coachbook.model.agreement import Signed, SponsorSigned
from coachbook.model.checks.context import Context, Finding, Other, Placed, T
from coachbook.model.goals import GoalsFile
from coachbook.model.releases import ReleaseFile
from coachbook.model.releasetext import digest, standing, text_of
from coachbook.source.diagnostics import Keys
from coachbook.source.yamltext import Document


def unsigned(context: Context) -> Iterator[Finding]:
    """`agreement-unsigned`: sessions were held before both had signed."""
    engagement = context.engagement
    if engagement is None:
        return
    late = _late_signatures(context, engagement.value.agreement.signed)
    if late:
        yield Finding(
            code="agreement-unsigned",
            message=f"a session was held before the agreement was signed by the {' and the '.join(late)}",
            help="write the day of signing under agreement: signed, or sign before the next session",
            document=engagement.document,
            keys=("agreement", "signed"),
            others=_first_held(context),
        )


def sponsor_unsigned(context: Context) -> Iterator[Finding]:
    """`sponsor-agreement-unsigned`: work began, or a text was released, without all three signatures."""
    engagement = context.engagement
    if engagement is None or engagement.value.sponsor is None:
        return
    signed = engagement.value.sponsor.agreement.signed
    late = _late_signatures(context, signed)
    if context.releases:
        late = late or [who for who, day in signed if day is None]
    if late:
        yield Finding(
            code="sponsor-agreement-unsigned",
            message=f"the sponsor agreement was not signed by the {' and the '.join(late)} before the work began",
            help="write the days under sponsor: agreement: signed; nothing goes to a sponsor before that",
            document=engagement.document,
            keys=("sponsor", "agreement", "signed"),
            others=_first_held(context),
        )


def _late_signatures(context: Context, signed: Signed | SponsorSigned) -> list[str]:
    """Who had not signed on the day of the first session held."""
    held = [each.value.date for each in context.live if each.value.status == "held"]
    if not held:
        return []
    return [who for who, day in signed if day is None or day > min(held)]


def _first_held(context: Context) -> tuple[Other, ...]:
    held = next((each for each in context.live if each.value.status == "held"), None)
    return (Other("the first session held", held.document, ("date",)),) if held else ()


def no_sponsor(context: Context) -> Iterator[Finding]:
    """`no-sponsor`: something is meant for a sponsor, and the engagement has none."""
    if context.engagement is None or context.engagement.value.sponsor is not None:
        return
    for goal in context.goals:
        if "sponsor" in goal.value.visible_to:
            yield _without_sponsor(goal, ("visible_to",), "this goal may be read by a sponsor")
    for action in context.actions:
        if action.value.owner == "sponsor":
            yield _without_sponsor(action, ("owner",), "this action belongs to a sponsor")
    for release in context.releases:
        yield _without_sponsor(release, ("release",), "this text is meant for a sponsor")


def _without_sponsor(placed: Placed[T], keys: Keys, what: str) -> Finding:
    return Finding(
        code="no-sponsor",
        message=f"{what}, and engagement.yml names none",
        help="write sponsor: with name and role in engagement.yml, or take the sponsor out here",
        document=placed.document,
        keys=(*placed.keys, *keys),
    )


def private_goal_released(context: Context) -> Iterator[Finding]:
    """`sponsor-link-to-private-item`: a release names a goal that the sponsor may not read."""
    goals = {goal.value.id: goal for goal in context.goals}
    for release in context.releases:
        for number, released in enumerate(release.value.goals):
            goal = goals.get(released.goal)
            if goal is not None and "sponsor" not in goal.value.visible_to:
                yield Finding(
                    code="sponsor-link-to-private-item",
                    message="'{typed}' stands in a text for the sponsor, who may not read this goal",
                    help="take the goal out of the release; only the executive decides to open it, "
                    "with visible_to: [executive, sponsor]",
                    document=release.document,
                    keys=("goals", number, "goal"),
                    typed=released.goal,
                    others=(
                        Other("the goal is kept private here", goal.document, (*goal.keys, "visible_to")),
                    ),
                )


def hidden_from_executive(context: Context) -> Iterator[Finding]:
    """`hidden-from-executive`: a sponsor could read what the executive cannot."""
    for goal in context.goals:
        if "sponsor" in goal.value.visible_to and "executive" not in goal.value.visible_to:
            yield Finding(
                code="hidden-from-executive",
                message="'{typed}' would be open to the sponsor and hidden from the executive",
                help="write visible_to: [executive, sponsor]; the executive can open everything a sponsor can",
                document=goal.document,
                keys=(*goal.keys, "visible_to"),
                typed=goal.value.id,
            )


def outside_shares(context: Context) -> Iterator[Finding]:
    """`release-outside-agreement`: a release holds a kind of content that was not agreed on."""
    engagement = context.engagement
    sponsor = engagement.value.sponsor if engagement else None
    if engagement is None or sponsor is None:
        return
    for release in context.releases:
        for share, keys in _shared(release.value):
            if share not in sponsor.agreement.shares:
                yield Finding(
                    code="release-outside-agreement",
                    message=f"the sponsor agreement does not share '{share}', and this release does",
                    help="take it out, or change the agreement with all three first",
                    document=release.document,
                    keys=keys,
                    others=(
                        Other("what is shared", engagement.document, ("sponsor", "agreement", "shares")),
                    ),
                )


def unreleased(context: Context) -> Iterator[Finding]:
    """`release-waiting`, `release-changed`: a text for the sponsor that she cannot see, and why."""
    engagement, plan = context.engagement, context.session_plan
    goals = context.goals_file.value if context.goals_file else GoalsFile()
    if engagement is None or plan is None or not (context.goals_known and context.sessions_known):
        return
    sessions = tuple(session.value for session in context.sessions)
    for release in context.releases:
        text = text_of(release.value, engagement.value, goals, sessions, plan)
        if text is None:
            continue
        stands = standing(text, release.value, engagement.value.executive, context.today)
        if stands == "changed":
            yield Finding(
                code="release-changed",
                message="this is no longer the text that was approved, so the sponsor does not see it",
                help="put the text back, or let the executive read the new one and approve it; "
                f"its digest is {digest(text)}",
                document=release.document,
                keys=("approved", "digest"),
            )
        elif stands == "waiting":
            yield _waiting(release, digest(text))


def _waiting(release: Placed[ReleaseFile], of_text: str) -> Finding:
    is_approved = release.value.approved is not None
    return Finding(
        code="release-waiting",
        message="the approval is not the executive's, or of a day to come, so the sponsor does not see this text"
        if is_approved
        else "this text waits for the executive's approval; until then the sponsor does not see it",
        help=f"she reads it on her own site; once she agrees, write approved: with by, date and digest: {of_text}",
        document=release.document,
        keys=("approved",) if is_approved else ("release",),
    )


def _shared(release: ReleaseFile) -> Iterator[tuple[str, Keys]]:
    """The kinds of content in a release, each with its first place."""
    if release.goals:
        yield "goals", ("goals",)
    for number, goal in enumerate(release.goals):
        if goal.progress or goal.sentence:
            yield "progress", ("goals", number, "progress" if goal.progress else "sentence")
            break
    if release.release == "closing":
        yield "closing", ("release",)


def retention(context: Context) -> Iterator[Finding]:
    """`retention-due`: something is still here that was to be destroyed by now."""
    engagement = context.engagement
    if engagement is None:
        return
    agreement = engagement.value.agreement
    notes_until, records_until = agreement.notes_kept_until, agreement.records_kept_until
    if notes_until and notes_until < context.today and context.notes:
        yield _due(
            engagement.document, "notes_kept_until", "the coach's notes were to be kept until this day"
        )
    if records_until and records_until < context.today:
        yield _due(
            engagement.document,
            "records_kept_until",
            "the records of this engagement were to be kept until this day",
        )


def _due(document: Document, key: str, message: str) -> Finding:
    return Finding(
        code="retention-due",
        message=message,
        help="destroy them, in the git history too, or agree on a later day with the executive",
        document=document,
        keys=("agreement", key),
    )


RULES = (
    unsigned,
    sponsor_unsigned,
    no_sponsor,
    private_goal_released,
    hidden_from_executive,
    outside_shares,
    unreleased,
    retention,
)
